"""What those are called whom entries of the audit log name by their numbers."""

from collections.abc import Mapping, Sequence

from rollbook.domain.audit_references import KINDS, NameKind, Names
from rollbook.persistence.database import Queries

# $1 is the organization; the numbers by kind follow. Who or what is gone is called as the log has kept it: by the last
# entry of it, which is that of its end. Who has left by themselves has written that entry as one of their own last.
_NAMES = """
WITH present AS (
    SELECT 'account' AS kind, account_id AS id, name FROM organization_users
     WHERE organization_id = $1 AND account_id = ANY($2::bigint[])
    UNION ALL
    SELECT 'organization_user', id, name FROM organization_users
     WHERE organization_id = $1 AND id = ANY($3::bigint[])
    UNION ALL
    SELECT 'group', id, name FROM groups WHERE organization_id = $1 AND id = ANY($4::bigint[])
    UNION ALL
    SELECT 'workspace', id, name FROM workspaces WHERE organization_id = $1 AND id = ANY($5::bigint[])
    UNION ALL
    SELECT 'workspace_user', wu.id, ou.name
      FROM workspace_users wu
      JOIN organization_users ou ON ou.organization_id = wu.organization_id AND ou.id = wu.organization_user_id
     WHERE wu.organization_id = $1 AND wu.id = ANY($6::bigint[])),
gone AS (
    SELECT kind, id
      FROM (SELECT 'account' AS kind, unnest($2::bigint[]) AS id
            UNION ALL SELECT 'organization_user', unnest($3::bigint[])
            UNION ALL SELECT 'group', unnest($4::bigint[])
            UNION ALL SELECT 'workspace_user', unnest($6::bigint[])) asked
     WHERE (kind, id) NOT IN (SELECT kind, id FROM present))
SELECT kind, id, name FROM present
UNION ALL
SELECT gone.kind, gone.id, COALESCE(ended."before" ->> 'name', ou.name)
  FROM gone
 CROSS JOIN LATERAL (
    SELECT e.action, e."before" FROM audit_entries e
     WHERE e.organization_id = $1 AND e.entity_id = gone.id AND e.entity_type = gone.kind
     ORDER BY e.happened_at DESC, e.id DESC LIMIT 1) ended
  LEFT JOIN organization_users ou
    ON ou.organization_id = $1 AND ou.account_id = (ended."before" ->> 'user_id')::bigint
 WHERE gone.kind <> 'account' AND ended.action IN ('delete', 'leave')
   AND (ended."before" ? 'name' OR ou.name IS NOT NULL)
UNION ALL
SELECT gone.kind, gone.id, left_by_themselves."before" ->> 'name'
  FROM gone
 CROSS JOIN LATERAL (
    SELECT own.action, own."before"
      FROM (SELECT e.happened_at, e.action, e."before" FROM audit_entries e
             WHERE e.organization_id = $1 AND e.account_id = gone.id
             ORDER BY e.happened_at DESC, e.id DESC LIMIT 5) own
     WHERE own.action = 'leave' LIMIT 1) left_by_themselves
 WHERE gone.kind = 'account'"""


async def named(queries: Queries, organization_id: int, numbers: Mapping[NameKind, Sequence[int]]) -> Names:
    """The names of the organization's people, groups and workspaces with these numbers, where something tells them."""
    rows = await queries.fetch(_NAMES, organization_id, *(numbers.get(kind, []) for kind in KINDS))
    return Names({(row["kind"], row["id"]): row["name"] for row in rows})
