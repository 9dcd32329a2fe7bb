"""Who administers workspaces, and how many people and groups they have."""

from rollbook.persistence.database import Queries

# $1 is the organization, $2 its one workspace or NULL, $3 the organization user whose workspaces it is to be or NULL.
# Who administers by the role in the organization does so in every workspace, whether in it or not.
_STATISTICS = """
WITH shown AS (
    SELECT w.id FROM workspaces w
     WHERE w.organization_id = $1 AND ($2::bigint IS NULL OR w.id = $2)
       AND ($3::bigint IS NULL OR EXISTS (
            SELECT FROM workspace_users own
             WHERE own.organization_id = $1 AND own.workspace_id = w.id AND own.organization_user_id = $3
               AND own.role = 'admin' AND NOT own.inactive))),
people AS (
    SELECT wu.workspace_id, wu.organization_user_id, wu.role
      FROM workspace_users wu
      JOIN organization_users ou ON ou.organization_id = wu.organization_id AND ou.id = wu.organization_user_id
     WHERE wu.organization_id = $1 AND wu.workspace_id IN (SELECT id FROM shown) AND NOT wu.inactive
       AND ou.joined AND NOT ou.inactive),
members AS (
    SELECT workspace_id, count(*) AS number FROM people GROUP BY workspace_id),
above AS (
    SELECT id FROM organization_users
     WHERE organization_id = $1 AND role <> 'member' AND joined AND NOT inactive),
administrators AS (
    SELECT workspace_id, organization_user_id FROM people WHERE role = 'admin'
    UNION
    SELECT shown.id, above.id FROM shown CROSS JOIN above),
-- Sorted and written once, in however many workspaces they are shown.
faces AS (
    SELECT id, row_number() OVER (ORDER BY lower(name) COLLATE "C", id) AS place,
           json_build_object('name', name, 'user_id', account_id)::text AS body
      FROM organization_users
     WHERE organization_id = $1 AND id IN (SELECT organization_user_id FROM administrators)),
admins AS (
    SELECT workspace_id, '[' || string_agg(faces.body, ',' ORDER BY faces.place) || ']' AS list
      FROM administrators JOIN faces ON faces.id = administrators.organization_user_id GROUP BY workspace_id),
held AS (
    SELECT workspace_id, count(*) AS number FROM group_workspaces
     WHERE organization_id = $1 AND workspace_id IN (SELECT id FROM shown) GROUP BY workspace_id),
figures AS (
    SELECT shown.id, json_build_object(
               'admins', COALESCE(admins.list, '[]')::json,
               'groups_count', COALESCE(held.number, 0),
               'members_count', COALESCE(members.number, 0))::text AS body
      FROM shown
      LEFT JOIN admins ON admins.workspace_id = shown.id
      LEFT JOIN held ON held.workspace_id = shown.id
      LEFT JOIN members ON members.workspace_id = shown.id)"""


async def of_organization(queries: Queries, organization_id: int, *, administrator: int | None) -> str:
    """The figures by workspace, of all or of those that the organization user administers, as a JSON object."""
    body: str = await queries.fetchval(
        f"""{_STATISTICS}
        SELECT '{{' || COALESCE(string_agg('"' || id || '":' || body, ',' ORDER BY id), '') || '}}' FROM figures""",
        organization_id,
        None,
        administrator,
    )
    return body


async def of_workspace(queries: Queries, organization_id: int, workspace_id: int) -> str | None:
    """The figures of one workspace as a JSON object."""
    body: str | None = await queries.fetchval(
        f"{_STATISTICS} SELECT body FROM figures", organization_id, workspace_id, None
    )
    return body
