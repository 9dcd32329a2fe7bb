"""The workspaces and groups of a seeded organization, and who is in them as what."""

from rollbook.persistence.database import Connection
from rollbook.persistence.seeding_draws import choice, draw, draws_of
from rollbook.persistence.seeding_words import ADJECTIVES, CREWS, CURRENCIES, PLACES, SUBJECTS


def _make_table(name: str) -> str:
    return f"""
CREATE TEMPORARY TABLE {name} (number bigint PRIMARY KEY, draws bytea NOT NULL, id bigint NOT NULL) ON COMMIT DROP"""


def _work_out(name: str, kind: str, ids: str) -> str:
    return f"""
INSERT INTO {name}
SELECT number, {draws_of(kind, "number")}, nextval('{ids}') FROM generate_series(1, $2::bigint) AS number"""


# The first word changes with each number, the second one when all of the first have had their turn; which pair comes
# first depends on the seed.
_PAIRS = "cardinality($3::text[]) * cardinality($4::text[])"
_TURN = f"(s.number - 1 + $2::bigint % 65536) % ({_PAIRS})"
_NAME = f"""
       ($3::text[])[1 + {_TURN} % cardinality($3::text[])] || ' ' || ($4::text[])[1 + {_TURN} / cardinality($3::text[])]
       || CASE WHEN s.number > {_PAIRS} THEN ' ' || 1 + (s.number - 1) / ({_PAIRS}) ELSE '' END"""

_ADD_WORKSPACES = f"""
INSERT INTO workspaces (organization_id, id, name, default_currency, created_at, updated_at)
SELECT o.id, s.id, {_NAME}, {choice("s.draws", "currency", "$5::text[]")}, o.created_at, o.created_at
  FROM seeded_workspaces s JOIN organizations o ON o.id = $1"""

_ADD_GROUPS = f"""
INSERT INTO groups (organization_id, id, name, created_at, updated_at)
SELECT o.id, s.id, {_NAME}, o.created_at, o.created_at
  FROM seeded_groups s JOIN organizations o ON o.id = $1"""

# The owner is everywhere; of a hundred others 15 are in more workspaces than one.
_FURTHER = f"""LEAST($2::bigint - 1, CASE
    WHEN p.role = 'owner' THEN $2::bigint
    WHEN {draw("p.draws", "further workspaces")} % 100 < 85 THEN 0
    WHEN {draw("p.draws", "further workspaces")} % 100 < 95 THEN 1
    WHEN {draw("p.draws", "further workspaces")} % 100 < 99 THEN 2
    ELSE 5 END)"""

# What one person is differs from workspace to workspace by ``nth``, counted from 0.
_DRAWN_MEMBERSHIPS = f"""
SELECT p.organization_user_id, lower(p.name) AS sort_name, p.role = 'owner' AS owns, p.created_at, w.id AS workspace_id,
       ({draw("p.draws", "role")} + 37 * nth) % 100 AS role,
       ({draw("p.draws", "workspace state")} + 41 * nth) % 50 = 0 AS inactive,
       {draw("p.draws", "rate")} + nth AS rate,
       {draw("p.draws", "labor cost")} + nth AS labor_cost,
       {draw("p.draws", "working hours")} + nth AS working_hours
  FROM seeded_people p
 CROSS JOIN LATERAL generate_series(0, {_FURTHER}) AS nth
  JOIN seeded_workspaces w ON w.number = 1 + (p.home - 1 + nth) % $2::bigint"""

# Everybody came on an earlier day, so there is a day on which a rate can have been changed.
_DAYS_THERE = "(current_date - created_at::date)"
_DATED_MEMBERSHIPS = f"""
SELECT *,
       CASE WHEN rate % 5 = 0 THEN created_at + make_interval(days => (rate % {_DAYS_THERE})::int) END
           AS rate_changed_at,
       CASE WHEN labor_cost % 6 = 0 THEN created_at + make_interval(days => (labor_cost % {_DAYS_THERE})::int) END
           AS labor_cost_changed_at
  FROM ({_DRAWN_MEMBERSHIPS}) drawn"""

_ADD_MEMBERSHIPS = f"""
INSERT INTO workspace_users (organization_id, workspace_id, organization_user_id, sort_name, direct, role, inactive,
                             rate, rate_last_updated, labor_cost, labor_cost_last_updated, working_hours_in_minutes,
                             view_edit_billable_rates, view_edit_labor_costs, created_at, updated_at)
SELECT $1, workspace_id, organization_user_id, sort_name, true,
       CASE WHEN owns OR role < 3 THEN 'admin' WHEN role < 10 THEN 'projectlead' WHEN role < 17 THEN 'teamlead'
            ELSE 'user' END,
       inactive AND NOT owns,
       CASE WHEN rate_changed_at IS NOT NULL THEN (40 + rate % 199) / 2.0 END,
       rate_changed_at,
       CASE WHEN labor_cost_changed_at IS NOT NULL THEN (60 + labor_cost % 299) / 4.0 END,
       labor_cost_changed_at,
       CASE WHEN working_hours % 3 = 0 THEN (ARRAY[480, 450, 360, 240])[1 + working_hours / 3 % 4] END,
       role BETWEEN 3 AND 6, role BETWEEN 3 AND 4,
       created_at, GREATEST(created_at, rate_changed_at, labor_cost_changed_at)
  FROM ({_DATED_MEMBERSHIPS}) dated"""


def _add_rates(rate_type: str, amount: str, changed_at: str) -> str:
    """SQL that gives the amounts their rows in the history; those that end in a half had another one before."""
    return f"""
INSERT INTO rates (organization_id, workspace_id, workspace_user_id, type, change_mode, creator_id,
                   amount, starts_at, ends_at, created_at, updated_at)
SELECT organization_id, workspace_id, id, '{rate_type}', 'start-today', $2::bigint,
       {amount}, date_trunc('day', {changed_at}), NULL, {changed_at}, {changed_at}
  FROM workspace_users WHERE organization_id = $1 AND {amount} IS NOT NULL
UNION ALL
SELECT organization_id, workspace_id, id, '{rate_type}', 'start-today', $2::bigint,
       round({amount} * 0.9, 2), date_trunc('day', created_at), date_trunc('day', {changed_at}), created_at,
       {changed_at}
  FROM workspace_users
 WHERE organization_id = $1 AND {amount} % 1 = 0.5
   AND date_trunc('day', created_at) < date_trunc('day', {changed_at})"""


# Of ten people three are in a group, and one of these three in another one as well.
_ADD_GROUP_USERS = f"""
INSERT INTO group_users (organization_id, group_id, organization_user_id, sort_name)
SELECT $1, g.id, p.organization_user_id, lower(p.name)
  FROM seeded_people p
 CROSS JOIN LATERAL generate_series(0, CASE {draw("p.draws", "groups")} % 10 WHEN 0 THEN LEAST(1, $2::bigint - 1)
                                                                             WHEN 1 THEN 0 WHEN 2 THEN 0 END) AS nth
  JOIN seeded_groups g
    ON g.number = 1 + ({draw("p.draws", "groups")}::bigint * {draw("p.draws", "seconds")} + nth) % $2::bigint"""

# A group in no workspace is what one is before somebody puts it there.
_ADD_GROUP_WORKSPACES = f"""
INSERT INTO group_workspaces (organization_id, group_id, workspace_id)
SELECT $1, g.id, w.id
  FROM seeded_groups g
 CROSS JOIN LATERAL generate_series(
       1, LEAST($2::bigint, (ARRAY[0, 1, 1, 1, 2, 3])[1 + {draw("g.draws", "number of workspaces")} % 6])) AS nth
  JOIN seeded_workspaces w ON w.number = 1 + ({draw("g.draws", "first workspace")} + nth) % $2::bigint"""

# What memberships.settle gives, in the order of the people: neighbours in the table are neighbours in its indexes.
_ADD_INDIRECT_MEMBERSHIPS = """
INSERT INTO workspace_users (organization_id, workspace_id, organization_user_id, sort_name, direct)
SELECT DISTINCT $1::bigint, gw.workspace_id, gu.organization_user_id, gu.sort_name, false
  FROM group_users gu
  JOIN group_workspaces gw ON gw.organization_id = gu.organization_id AND gw.group_id = gu.group_id
 WHERE gu.organization_id = $1
 ORDER BY gu.organization_user_id, gw.workspace_id
ON CONFLICT (organization_id, workspace_id, organization_user_id) DO NOTHING"""


async def add_workspaces(connection: Connection, organization_id: int, number: int, *, seed: int) -> list[int]:
    """Makes workspaces and returns their ids."""
    await connection.execute(_make_table("seeded_workspaces"))
    await connection.execute(_work_out("seeded_workspaces", "workspace", "workspace_ids"), seed, number)
    await connection.execute(_ADD_WORKSPACES, organization_id, seed, SUBJECTS, PLACES, CURRENCIES)
    rows = await connection.fetch("SELECT id FROM seeded_workspaces ORDER BY number")
    return [row["id"] for row in rows]


async def add_memberships(connection: Connection, organization_id: int, *, workspaces: int, owner_id: int) -> None:
    """Puts the seeded people into workspaces directly, with rates and costs that the owner has set."""
    await connection.execute(_ADD_MEMBERSHIPS, organization_id, workspaces)
    await connection.execute(_add_rates("billable_rates", "rate", "rate_last_updated"), organization_id, owner_id)
    await connection.execute(
        _add_rates("labor_costs", "labor_cost", "labor_cost_last_updated"), organization_id, owner_id
    )


async def add_groups(
    connection: Connection, organization_id: int, number: int, *, workspaces: int, seed: int
) -> list[int]:
    """Makes groups with some of the seeded people and workspaces in them, and returns their ids."""
    await connection.execute(_make_table("seeded_groups"))
    await connection.execute(_work_out("seeded_groups", "group", "group_ids"), seed, number)
    await connection.execute(_ADD_GROUPS, organization_id, seed, ADJECTIVES, CREWS)
    await connection.execute(_ADD_GROUP_USERS, organization_id, number)
    await connection.execute(_ADD_GROUP_WORKSPACES, organization_id, workspaces)
    # The planner knows nothing yet of what this transaction has written.
    await connection.execute("ANALYZE group_users, group_workspaces")
    await connection.execute(_ADD_INDIRECT_MEMBERSHIPS, organization_id)
    rows = await connection.fetch("SELECT id FROM seeded_groups ORDER BY number")
    return [row["id"] for row in rows]
