"""An organization in numbers: as it is, and what is kept of how it became so."""

from datetime import date, datetime

from rollbook.persistence.database import Queries, Row

# $1 is the organization, $2 from when. Each stay of somebody in the organization has a number of its own, by which its
# invitations and entries of the log are found, also when it is over. Its end stands in the log, unless somebody has
# declined, or closed an account that was only invited: then the invitation alone tells.
_MOVED = """
WITH came AS (
    SELECT organization_user_id AS id, min(created_at) AS invited_at,
           min(settled_at) FILTER (WHERE state = 'accepted') AS accepted_at,
           max(settled_at) FILTER (WHERE state IN ('rejected', 'withdrawn')) AS ended_at
      FROM invitations WHERE organization_id = $1 GROUP BY 1),
logged AS (
    SELECT e.entity_id AS id, e.happened_at AS at, e.action <> 'update' AS is_end,
           COALESCE(e."after" ->> 'inactive', e."before" ->> 'inactive') = 'true' AS inactive
      FROM audit_entries e
     WHERE e.organization_id = $1 AND e.happened_at >= $2 AND e.entity_type = 'organization_user'
       AND (e.action IN ('delete', 'leave') OR (e.action = 'update' AND e."after" ? 'inactive'))),
moved AS (
    SELECT ou.created_at AS at, 1 AS number,
           CASE WHEN ou.joined AND came.id IS NULL THEN 'active' ELSE 'invited' END AS state
      FROM organization_users ou LEFT JOIN came ON came.id = ou.id
     WHERE ou.organization_id = $1 AND ou.created_at >= $2
    UNION ALL
    SELECT came.invited_at, 1, 'invited'
      FROM came LEFT JOIN organization_users ou ON ou.organization_id = $1 AND ou.id = came.id
     WHERE came.invited_at >= $2 AND ou.id IS NULL
    UNION ALL
    SELECT came.accepted_at, step.number, step.state
      FROM came CROSS JOIN (VALUES (-1, 'invited'), (1, 'active')) step (number, state)
     WHERE came.accepted_at >= $2
    UNION ALL
    SELECT came.ended_at, -1, CASE WHEN logged.inactive THEN 'inactive' ELSE 'invited' END
      FROM came LEFT JOIN logged ON logged.id = came.id AND logged.is_end
     WHERE came.ended_at >= $2
    UNION ALL
    SELECT logged.at, -1, CASE WHEN logged.inactive THEN 'inactive' ELSE 'active' END
      FROM logged LEFT JOIN came ON came.id = logged.id
     WHERE logged.is_end AND came.ended_at IS NULL
    UNION ALL
    SELECT logged.at, CASE WHEN step.inactive = logged.inactive THEN 1 ELSE -1 END,
           CASE WHEN step.inactive THEN 'inactive'
                WHEN came.id IS NULL OR came.accepted_at <= logged.at THEN 'active'
                ELSE 'invited' END
      FROM logged
      LEFT JOIN came ON came.id = logged.id
     CROSS JOIN (VALUES (true), (false)) step (inactive)
     WHERE NOT logged.is_end)"""


async def past(queries: Queries, organization_id: int, since: datetime) -> list[Row]:
    """By week (its Monday) and state how many more people were there at its end; and who is there now, without a week.

    Looks through the log: for once a week, not for every page.
    """
    return await queries.fetch(
        f"""{_MOVED}
        SELECT date_trunc('week', at AT TIME ZONE 'UTC')::date AS monday, state, sum(number) AS number
          FROM moved GROUP BY 1, 2
        UNION ALL
        SELECT NULL, state, sum(number) FROM organization_user_counts WHERE organization_id = $1 GROUP BY 2""",
        organization_id,
        since,
    )


async def invitations_by_week(queries: Queries, organization_id: int, since: datetime) -> list[Row]:
    """By week how many invitations were made (each once, however often it was sent), and how many were accepted."""
    return await queries.fetch(
        """
        SELECT date_trunc('week', at AT TIME ZONE 'UTC')::date AS monday,
               count(*) FILTER (WHERE is_new) AS sent, count(*) FILTER (WHERE NOT is_new) AS accepted
          FROM (SELECT created_at AS at, true AS is_new FROM invitations WHERE organization_id = $1 AND created_at >= $2
                UNION ALL
                SELECT settled_at, false FROM invitations
                 WHERE organization_id = $1 AND state = 'accepted' AND settled_at >= $2) invited
         GROUP BY 1""",
        organization_id,
        since,
    )


async def invitations_since(queries: Queries, organization_id: int, since: date | datetime) -> Row | None:
    """How many invitations were made and accepted since then, as the log tells: sent, accepted."""
    return await queries.fetchrow(
        """
        SELECT count(*) FILTER (WHERE action = 'create') AS sent, count(*) FILTER (WHERE action = 'accept') AS accepted
          FROM audit_entries WHERE organization_id = $1 AND happened_at >= $2 AND entity_type = 'invitation'""",
        organization_id,
        since,
    )


async def figures(queries: Queries, organization_id: int, *, workspaces: int) -> Row | None:
    """Since when it is there, its owner, its people by state and role, and its largest workspaces.

    created_at, owner_id, owner_name, counts (JSON: state, administrator, number), largest (JSON: id, name, number),
    workspace_count.
    """
    return await queries.fetchrow(
        """
        SELECT o.created_at, ou.id AS owner_id, ou.name AS owner_name,
               (SELECT json_agg(json_build_object('state', c.state, 'administrator', c.administrator,
                                                  'number', c.number))
                  FROM organization_user_counts c WHERE c.organization_id = o.id)::text AS counts,
               (SELECT COALESCE(json_agg(json_build_object('id', w.id, 'name', w.name, 'number', w.user_count)
                                         ORDER BY w.user_count DESC, lower(w.name), w.id), '[]')
                  FROM (SELECT * FROM workspaces WHERE organization_id = o.id
                         ORDER BY user_count DESC, lower(name), id LIMIT $2) w)::text AS largest,
               (SELECT count(*) FROM workspaces w WHERE w.organization_id = o.id) AS workspace_count
          FROM organizations o
          LEFT JOIN organization_users ou ON ou.organization_id = o.id AND ou.role = 'owner'
         WHERE o.id = $1""",
        organization_id,
        workspaces,
    )
