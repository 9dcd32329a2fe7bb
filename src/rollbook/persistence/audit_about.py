"""What of an organization's audit log is about one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from rollbook.domain.audit import EntityType
from rollbook.persistence.database import Queries

# No index tells whom an entry names among others, nor what was somebody's who is there no more: so far back that is
# looked for.
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
    SELECT e.id, e.account_id, e.action, e.entity_type, e.entity_id, e."before", e."after" FROM audit_entries e
     WHERE e.organization_id = $1 ORDER BY e.happened_at DESC, e.id DESC LIMIT $3),
own AS (
    SELECT e.entity_id, e.action, e.entity_type FROM audit_entries e
     WHERE e.organization_id = $1 AND e.account_id = $2 AND e.happened_at >= (SELECT created_at FROM place)
     ORDER BY e.happened_at, e.id LIMIT $4),
places AS (
    SELECT 'organization_user' AS entity_type, id AS entity_id FROM place
    UNION
    SELECT 'workspace_user', wu.id
      FROM place JOIN workspace_users wu ON wu.organization_id = $1 AND wu.organization_user_id = place.id
    UNION
    SELECT entity_type, entity_id FROM newest
     WHERE entity_type IN ('organization_user', 'workspace_user')
       AND COALESCE("after" ->> 'user_id', "before" ->> 'user_id') = $2::bigint::text)
SELECT 'account' AS entity_type, $2::bigint AS entity_id, NULL::uuid AS entry_id
UNION SELECT entity_type, entity_id, NULL FROM places
UNION SELECT 'invitation', i.id, NULL
  FROM place JOIN invitations i ON i.organization_id = $1 AND i.organization_user_id = place.id AND i.state = 'pending'
UNION SELECT entity_type, entity_id, NULL FROM own WHERE entity_type = 'invitation' AND action = 'accept'
UNION SELECT entity_type, entity_id, NULL FROM newest
 WHERE entity_type = 'invitation' AND account_id = $2 AND action IN ('accept', 'reject')
UNION SELECT 'rate', r.id, NULL
  FROM places JOIN rates r ON r.organization_id = $1 AND r.workspace_user_id = places.entity_id
 WHERE places.entity_type = 'workspace_user'
UNION SELECT entity_type, entity_id, NULL FROM newest
 WHERE entity_type = 'ownership_transfer'
   AND $2::bigint::text IN ("after" ->> 'current_owner_id', "after" ->> 'new_owner_id')
UNION SELECT NULL, NULL, id FROM newest
 WHERE CASE entity_type
       WHEN 'group' THEN COALESCE("before" -> 'users' @> to_jsonb($2::bigint), false)
                      OR COALESCE("after" -> 'users' @> to_jsonb($2::bigint), false)
       WHEN 'workspace' THEN COALESCE("before" -> 'admins' @> to_jsonb($2::bigint), false)
                          OR COALESCE("after" -> 'admins' @> to_jsonb($2::bigint), false)
       WHEN 'organization' THEN $2::bigint::text IN ("before" ->> 'owner', "after" ->> 'owner',
                                                     "before" ->> 'paying_user', "after" ->> 'paying_user')
       -- Of what a change of all amounts has deleted.
       WHEN 'rate' THEN "after" ->> 'level' = 'workspace_user' AND ("after" ->> 'level_id')::bigint IN (
            SELECT entity_id FROM places WHERE entity_type = 'workspace_user')
       END"""


async def person(queries: Queries, organization_id: int, account_id: int) -> About:
    """What is about the person with that account.

    All that is about what they have now: their places, rates and invitation. Of what they had, of groups, workspaces
    and the organization what stands in the organization's newest ``NEWEST`` entries.
    """
    rows = await queries.fetch(_ABOUT, organization_id, account_id, NEWEST, _FIRST)
    return About(
        things=[(row["entity_type"], row["entity_id"]) for row in rows if row["entry_id"] is None],
        entry_ids=[row["entry_id"] for row in rows if row["entry_id"] is not None],
    )
