"""The people of a seeded organization: accounts, places in the organization, and invitations."""

from rollbook.persistence.database import Connection, Row
from rollbook.persistence.invitations import LASTS
from rollbook.persistence.seeding_draws import choice, draw, draws_of
from rollbook.persistence.seeding_words import FAMILY_NAMES, GIVEN_NAMES, TIME_ZONES, in_address

# Days. Everybody came on an earlier day than today; no invitation has expired, nor does so tomorrow.
_JOINED_WITHIN = 1000
_INVITED_WITHIN = LASTS.days - 5

_MAKE_TABLE = """
CREATE TEMPORARY TABLE seeded_people (
    number bigint NOT NULL,
    draws bytea NOT NULL,
    account_id bigint NOT NULL,
    organization_user_id bigint NOT NULL,
    role text NOT NULL,
    joined boolean NOT NULL,
    inactive boolean NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    -- The workspace that the person came into first, by its number among the seeded.
    home bigint NOT NULL,
    created_at timestamptz NOT NULL
) ON COMMIT DROP"""

# Of a thousand: 20 organization admins and 830 other active members, 100 invited, 10 deactivated before they joined
# and 40 after.
_STATE = f"{draw('draws', 'state')} % 1000"

# Squared, so that the first workspaces are large and the last ones small.
_HOME = f"1 + {draw('draws', 'home')}::bigint * {draw('draws', 'home')} * $4::bigint / 65536 / 65536"

_CASE = draw("draws", "letter case")
_MIDDLE = draw("draws", "middle initial")

# OFFSET 0, here and below, keeps the planner from working out one value once for each of its uses.
_DRAWN = f"""
SELECT number, draws, number = 1 AS owns, {_STATE} AS state,
       1 + {draw("draws", "given name")} % cardinality($5::text[]) AS given,
       1 + {draw("draws", "family name")} % cardinality($7::text[]) AS family,
       {draw("draws", "days")} AS days, {draw("draws", "seconds")} AS seconds
  FROM (SELECT number, {draws_of("person", "number")} AS draws FROM generate_series(1, $3::bigint) AS number
        OFFSET 0) hashed"""

_NAMED = f"""
SELECT *,
       owns OR state NOT BETWEEN 850 AND 959 AS joined,
       ($5::text[])[given] || CASE WHEN {_MIDDLE} % 3 = 0 THEN ' ' || chr(65 + {_MIDDLE} / 3 % 26) || '.' ELSE '' END
                           || ' ' || ($7::text[])[family] AS plain_name,
       ($6::text[])[given] || '.' || ($8::text[])[family] || '.' || number AS plain_address
  FROM ({_DRAWN} OFFSET 0) drawn"""

_WORK_OUT_PEOPLE = f"""
INSERT INTO seeded_people
SELECT number, draws, nextval('account_ids'), nextval('organization_user_ids'),
       CASE WHEN owns THEN 'owner' WHEN state < 20 THEN 'admin' ELSE 'member' END,
       joined,
       NOT owns AND state >= 950,
       -- Who has not joined is called by the address alone, as everywhere.
       CASE WHEN NOT joined THEN address
            WHEN {_CASE} % 25 = 0 THEN upper(plain_name)
            WHEN {_CASE} % 25 = 1 THEN lower(plain_name)
            ELSE plain_name END,
       address || '@o' || $2::bigint || '.example.com',
       {_HOME},
       CASE WHEN owns THEN (SELECT created_at FROM organizations WHERE id = $2)
            ELSE date_trunc('day', now())
                 - make_interval(days => 1 + days % CASE WHEN joined THEN {_JOINED_WITHIN} ELSE {_INVITED_WITHIN} END)
                 + make_interval(secs => seconds) END
  FROM (SELECT *, CASE WHEN {_CASE} % 20 = 2 THEN initcap(plain_address) ELSE plain_address END AS address
          FROM ({_NAMED} OFFSET 0) named OFFSET 0) addressed"""

_ADD_ACCOUNTS = f"""
INSERT INTO accounts (id, email, name, public_id, timezone, default_workspace_id, registered_at,
                      created_at, updated_at)
SELECT p.account_id, p.email, p.name,
       substr(translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/', '-_'), 1, 22),
       CASE WHEN p.joined THEN {choice("p.draws", "time zone", "$1::text[]")} ELSE 'UTC' END,
       CASE WHEN p.joined THEN home.id END,
       CASE WHEN p.joined THEN p.created_at END,
       p.created_at, p.created_at
  FROM seeded_people p JOIN seeded_workspaces home ON home.number = p.home"""

_ADD_ORGANIZATION_USERS = """
INSERT INTO organization_users (organization_id, id, account_id, role, paying, joined, inactive, name, email,
                                created_at, updated_at)
SELECT $1, organization_user_id, account_id, role, role = 'owner', joined, inactive, name, email,
       created_at, created_at
  FROM seeded_people"""

# With links that nobody knows: who is invited again gets one that can be used.
_ADD_INVITATIONS = """
INSERT INTO invitations (organization_id, organization_user_id, email, code_hash, sender_id,
                         created_at, sent_at, expires_at)
SELECT $1, organization_user_id, email, sha256(uuid_send(gen_random_uuid())), $2,
       created_at, created_at, created_at + $3
  FROM seeded_people WHERE NOT joined"""


async def add_people(connection: Connection, organization_id: int, number: int, *, workspaces: int, seed: int) -> Row:
    """Makes people, of whom the first is the owner; returns that one's account_id, organization_user_id and email."""
    await connection.execute(_MAKE_TABLE)
    await connection.execute(
        _WORK_OUT_PEOPLE,
        seed,
        organization_id,
        number,
        workspaces,
        GIVEN_NAMES,
        [in_address(name) for name in GIVEN_NAMES],
        FAMILY_NAMES,
        [in_address(name) for name in FAMILY_NAMES],
    )
    owner = await connection.fetchrow(
        "SELECT account_id, organization_user_id, email FROM seeded_people WHERE role = 'owner'"
    )
    assert owner is not None, "the first person is the owner"  # noqa: S101
    await connection.execute(_ADD_ACCOUNTS, TIME_ZONES)
    await connection.execute(_ADD_ORGANIZATION_USERS, organization_id)
    await connection.execute(_ADD_INVITATIONS, organization_id, owner["account_id"], LASTS)
    return owner
