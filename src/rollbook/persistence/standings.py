"""Who signed in, and where they stand: one look-up for both."""

from rollbook.domain.actors import Standing
from rollbook.persistence.database import Connection, Queries, Row
from rollbook.persistence.sessions import LIVING, UNMARKED

# $1 is what the account is found by, $2 the organization of the path, $3 its workspace; either may be NULL.
_BY_TOKEN = """
    SELECT a.id, a.email, NULL AS password_hash, false AS unmarked
      FROM account_tokens t JOIN accounts a ON a.id = t.account_id
     WHERE t.token_hash = $1"""
_BY_SESSION = f"""
    SELECT a.id, a.email, NULL AS password_hash, {UNMARKED} AS unmarked
      FROM sessions s JOIN accounts a ON a.id = s.account_id
     WHERE s.session_hash = $1 AND {LIVING}"""
_BY_EMAIL = """
    SELECT a.id, a.email, p.password_hash, false AS unmarked
      FROM accounts a JOIN account_passwords p ON p.account_id = a.id
     WHERE lower(a.email) = lower($1)"""

_STANDING = """
SELECT caller.id AS account_id, caller.email, caller.password_hash, caller.unmarked,
       o.id AS organization_id, ou.id AS organization_user_id, ou.role, ou.joined, ou.inactive,
       w.id AS workspace_id, wu.role AS workspace_role, wu.inactive AS workspace_inactive,
       EXISTS (SELECT FROM workspace_users any_wu
                WHERE any_wu.organization_id = ou.organization_id AND any_wu.organization_user_id = ou.id
                  AND any_wu.role = 'admin' AND NOT any_wu.inactive) AS administers_a_workspace
  FROM caller
  LEFT JOIN workspaces w ON w.id = $3 AND ($2::bigint IS NULL OR w.organization_id = $2)
  LEFT JOIN organizations o ON o.id = COALESCE($2, w.organization_id)
  LEFT JOIN organization_users ou ON ou.organization_id = o.id AND ou.account_id = caller.id
  LEFT JOIN workspace_users wu ON wu.organization_id = o.id AND wu.workspace_id = w.id
                              AND wu.organization_user_id = ou.id"""


def _look_up(caller: str) -> str:
    return f"WITH caller AS ({caller}) {_STANDING}"


_LOOK_UPS = {
    "token": _look_up(_BY_TOKEN),
    "session": _look_up(_BY_SESSION),
    "email": _look_up(_BY_EMAIL),
}


async def by_token(
    queries: Queries, token_hash: bytes, organization_id: int | None, workspace_id: int | None
) -> Row | None:
    """The account with that API token, and its standing."""
    return await queries.fetchrow(_LOOK_UPS["token"], token_hash, organization_id, workspace_id)


async def by_session(
    queries: Queries, session_hash: bytes, organization_id: int | None, workspace_id: int | None
) -> Row | None:
    """The account of that living session, its standing, and whether the session's use is to be written: unmarked."""
    return await queries.fetchrow(_LOOK_UPS["session"], session_hash, organization_id, workspace_id)


async def by_email(queries: Queries, email: str, organization_id: int | None, workspace_id: int | None) -> Row | None:
    """The account with that address and a password, its hash, and its standing."""
    return await queries.fetchrow(_LOOK_UPS["email"], email, organization_id, workspace_id)


async def entered(
    connection: Connection, account_id: int, organization_id: int, workspace_id: int | None
) -> Standing | None:
    """The account's standing in the organization, which is locked against other writers; None where it is gone."""
    row = await connection.fetchrow(
        "SELECT * FROM enter_organization($1, $2, $3)", account_id, organization_id, workspace_id
    )
    return None if row is None else standing(row)


def standing(row: Row) -> Standing:
    """The standing in a row of one of the look-ups."""
    return Standing(
        organization_id=row["organization_id"],
        organization_user_id=row["organization_user_id"],
        role=row["role"],
        joined=bool(row["joined"]),
        inactive=bool(row["inactive"]),
        administers_a_workspace=row["administers_a_workspace"],
        workspace_id=row["workspace_id"],
        workspace_role=row["workspace_role"],
        workspace_inactive=bool(row["workspace_inactive"]),
    )
