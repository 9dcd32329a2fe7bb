"""What of an organization's audit log is about one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from rollbook.domain.audit import EntityType
from rollbook.persistence.database import Queries

# No index tells who was put into a group, nor where somebody was who is there no more: so far back that is looked for.
NEWEST = 10_000  # Entries.
# Who was invited joins before they do anything else: among so many of their own entries.
_FIRST = 100


@dataclass(frozen=True, slots=True)
class About:
    """The things that are theirs, or were, by type and number; and single entries that name them among others."""

    things: Sequence[tuple[EntityType, int]]
    entry_ids: Sequence[UUID]


# $1 is the organization, $2 the account, $3 how many of the newest entries are looked through, $4 of their own first.
_ABOUT = """
WITH place AS (
    SELECT id, created_at FROM organization_users WHERE organization_id = $1 AND account_id = $2),
newest AS MATERIALIZED (
    SELECT e.id, e.entity_type, e.entity_id, e."before", e."after" FROM audit_entries e
     WHERE e.organization_id = $1 ORDER BY e.happened_at DESC, e.id DESC LIMIT $3),
own AS (
    SELECT e.entity_type, e.entity_id, e.action FROM audit_entries e
     WHERE e.organization_id = $1 AND e.account_id = $2 AND e.happened_at >= (SELECT created_at FROM place)
     ORDER BY e.happened_at, e.id LIMIT $4)
SELECT 'account' AS entity_type, $2::bigint AS entity_id, NULL::uuid AS entry_id
UNION SELECT 'organization_user', id, NULL FROM place
UNION SELECT 'workspace_user', wu.id, NULL
  FROM place JOIN workspace_users wu ON wu.organization_id = $1 AND wu.organization_user_id = place.id
UNION SELECT 'invitation', i.id, NULL
  FROM place JOIN invitations i ON i.organization_id = $1 AND i.organization_user_id = place.id AND i.state = 'pending'
UNION SELECT entity_type, entity_id, NULL FROM own WHERE entity_type = 'invitation' AND action = 'accept'
UNION SELECT entity_type, entity_id, NULL FROM newest
 WHERE entity_type IN ('organization_user', 'workspace_user')
   AND COALESCE("after" ->> 'user_id', "before" ->> 'user_id') = $2::bigint::text
UNION SELECT NULL, NULL, id FROM newest
 WHERE entity_type = 'group'
   AND ("before" -> 'users' @> to_jsonb($2::bigint) OR "after" -> 'users' @> to_jsonb($2::bigint))"""


async def person(queries: Queries, organization_id: int, account_id: int) -> About:
    """What is about the person with that account.

    All that is about their places and invitations now; of places that they have left, and of groups, what stands in
    the organization's newest ``NEWEST`` entries.
    """
    rows = await queries.fetch(_ABOUT, organization_id, account_id, NEWEST, _FIRST)
    return About(
        things=[(row["entity_type"], row["entity_id"]) for row in rows if row["entry_id"] is None],
        entry_ids=[row["entry_id"] for row in rows if row["entry_id"] is not None],
    )
