"""A year of an organization's audit log: mostly people who sign in, and what is done with them and their groups."""

from __future__ import annotations

from benchmarks.questions import ask

# The entries are spread evenly over eleven months. Of twenty of them thirteen are of signing in and out, three of rates
# and roles, two of places that are over, one of a group and one of somebody who is deactivated or comes back.
_ENTRIES = """
INSERT INTO audit_entries (organization_id, happened_at, account_id, workspace_id, signed_in_by, request_id, action,
                           entity_type, entity_id, "before", "after")
WITH people AS (
    SELECT id, account_id, row_number() OVER (ORDER BY id) - 1 AS place
      FROM organization_users WHERE organization_id = $1),
drawn AS (
    SELECT n, n % 20 AS kind, (n::bigint * 7919) % (SELECT count(*) FROM people) AS place
      FROM generate_series(1, $2::integer) n)
SELECT $1, now() - (drawn.n / $2::float) * interval '330 days', people.account_id,
       CASE WHEN drawn.kind BETWEEN 13 AND 17 THEN $3::bigint END,
       'session', 'past-' || drawn.n, known.action, known.entity_type, known.entity_id, known.was, known.is_now
  FROM drawn
  JOIN people ON people.place = drawn.place
 CROSS JOIN LATERAL (
    SELECT 'create' AS action, 'session' AS entity_type, NULL::bigint AS entity_id, '{}'::jsonb AS was,
           '{"remembered": true}'::jsonb AS is_now
     WHERE drawn.kind < 13
    UNION ALL
    SELECT 'update', 'workspace_user', people.id, '{"role": "user"}', '{"role": "teamlead"}'
     WHERE drawn.kind BETWEEN 13 AND 15
    UNION ALL
    SELECT 'delete', 'workspace_user', people.id, json_build_object('user_id', people.account_id)::jsonb, '{}'
     WHERE drawn.kind BETWEEN 16 AND 17
    UNION ALL
    SELECT 'update', 'group', $4::bigint, '{}',
           json_build_object('users', json_build_array(people.account_id, people.account_id + 1))::jsonb
     WHERE drawn.kind = 18
    UNION ALL
    SELECT 'update', 'organization_user', people.id,
           json_build_object('inactive', drawn.n / 20 % 2 = 0)::jsonb,
           json_build_object('inactive', drawn.n / 20 % 2 = 1)::jsonb
     WHERE drawn.kind = 19) known
-- As it came about: what was done at about the same time lies together.
 ORDER BY drawn.n DESC"""


def write(database_url: str, organization_id: int, workspace_id: int, group_id: int, *, entries: int) -> None:
    """Fills the organization's log with so many entries."""
    ask(database_url, _ENTRIES, organization_id, entries, workspace_id, group_id)
    ask(database_url, "VACUUM ANALYZE audit_entries")
