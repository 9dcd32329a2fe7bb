"""Who signed in, and where they stand: one look-up for both, and for all who ask at the same moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from rollbook.domain.actors import Standing
from rollbook.domain.attempts import LIMITS
from rollbook.domain.list_views import Versions
from rollbook.persistence import named_tokens
from rollbook.persistence.database import Connection, Database, Row
from rollbook.persistence.sessions import LIVING, UNMARKED
from rollbook.persistence.sign_in_attempts import Counted
from rollbook.persistence.together import Together

# What an account is found by, the organization of the path, and its workspace; either may be None.
Key: TypeAlias = tuple[bytes | str, int | None, int | None]

# How an account ``a`` is found by ``asked.key``, and what else is told of it: the key's type, tables, the password's
# columns, unmarked.
_NO_PASSWORD = "NULL AS password_hash, NULL::timestamptz AS password_changed_at"
_TOKEN = (
    "bytea",
    "JOIN account_tokens t ON t.token_hash = asked.key JOIN accounts a ON a.id = t.account_id",
    _NO_PASSWORD,
    "false",
)
_NAMED_TOKEN = (
    "bytea",
    f"JOIN named_tokens t ON t.token_hash = asked.key AND {named_tokens.LIVING} JOIN accounts a ON a.id = t.account_id",
    _NO_PASSWORD,
    named_tokens.UNMARKED,
)
_SESSION = (
    "bytea",
    f"JOIN sessions s ON s.session_hash = asked.key AND {LIVING} JOIN accounts a ON a.id = s.account_id",
    _NO_PASSWORD,
    UNMARKED,
)
_EMAIL = (
    "text",
    "JOIN accounts a ON lower(a.email) = lower(asked.key) JOIN account_passwords p ON p.account_id = a.id",
    "p.password_hash, p.changed_at AS password_changed_at",
    "false",
)


def _look_up(found_by: tuple[str, str, str, str]) -> str:
    key_type, account, password, unmarked = found_by
    return f"""
SELECT asked.number::int AS number, a.id AS account_id, a.email, {password}, {unmarked} AS unmarked,
       o.id AS organization_id, ou.id AS organization_user_id, ou.role, ou.joined, ou.inactive,
       w.id AS workspace_id, wu.role AS workspace_role, wu.inactive AS workspace_inactive,
       EXISTS (SELECT FROM workspace_users any_wu
                WHERE any_wu.organization_id = ou.organization_id AND any_wu.organization_user_id = ou.id
                  AND any_wu.role = 'admin' AND NOT any_wu.inactive) AS administers_a_workspace,
       o.version, around.version AS surroundings_version, w.user_count AS workspace_user_count
  FROM unnest($1::{key_type}[], $2::bigint[], $3::bigint[])
       WITH ORDINALITY AS asked (key, organization_id, workspace_id, number)
  {account}
  LEFT JOIN workspaces w ON w.id = asked.workspace_id
                        AND (asked.organization_id IS NULL OR w.organization_id = asked.organization_id)
  LEFT JOIN organizations o ON o.id = COALESCE(asked.organization_id, w.organization_id)
  LEFT JOIN organization_surroundings around ON around.organization_id = o.id
  LEFT JOIN organization_users ou ON ou.organization_id = o.id AND ou.account_id = a.id
  LEFT JOIN workspace_users wu ON wu.organization_id = o.id AND wu.workspace_id = w.id
                              AND wu.organization_user_id = ou.id"""


# The look-up of one address, after the attempt has been counted, for the account or for what is none.
_COUNTED = f"""
SELECT tried.wait_seconds, tried.counted, found.*
  FROM (SELECT (SELECT id FROM accounts WHERE lower(email) = lower(($1::text[])[1])) AS account_id) AS named
 CROSS JOIN LATERAL count_sign_in_attempt(named.account_id, $4, $5, $6, $7) AS tried
  LEFT JOIN ({_look_up(_EMAIL)}
       ) AS found ON tried.wait_seconds = 0"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody who tries to sign in with an address of theirs (e-mail), from an address (network)."""

    email: str
    name_hash: bytes
    address_hash: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """The account that credentials are of, and where it stands."""

    account_id: int
    email: str
    standing: Standing
    # Of the path's organization; None where there is none.
    versions: Versions | None
    workspace_user_count: int
    # Of those who are looked up by their address.
    password_hash: str | None
    password_changed_at: datetime | None
    # Whether the use of the session, or of the named token, is to be written.
    unmarked: bool


class Standings:
    """The look-ups of one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._by_token = self._together(_look_up(_TOKEN))
        self._by_named_token = self._together(_look_up(_NAMED_TOKEN))
        self._by_session = self._together(_look_up(_SESSION))
        self._by_email = self._together(_look_up(_EMAIL))

    def _together(self, sql: str) -> Together[Key, Known]:
        async def ask(keys: Sequence[Key]) -> Mapping[Key, Known]:
            async with self._database.reading() as queries:
                rows = await queries.fetch(sql, *(list(column) for column in zip(*keys, strict=True)))
            # Once for all who asked: what they are told is the same object.
            return {keys[row["number"] - 1]: _known(row) for row in rows}

        return Together(ask)

    async def by_token(self, token_hash: bytes, organization_id: int | None, workspace_id: int | None) -> Known | None:
        """The account with that API token, and its standing."""
        return await self._by_token.answer((token_hash, organization_id, workspace_id))

    async def by_named_token(
        self, token_hash: bytes, organization_id: int | None, workspace_id: int | None
    ) -> Known | None:
        """The account of that living named token, and its standing."""
        return await self._by_named_token.answer((token_hash, organization_id, workspace_id))

    async def by_session(
        self, session_hash: bytes, organization_id: int | None, workspace_id: int | None
    ) -> Known | None:
        """The account of that living session, and its standing."""
        return await self._by_session.answer((session_hash, organization_id, workspace_id))

    async def by_email(self, email: str, organization_id: int | None, workspace_id: int | None) -> Known | None:
        """The account with that address and a password, and its standing."""
        return await self._by_email.answer((email, organization_id, workspace_id))

    async def by_counted_attempt(
        self, attempt: Attempt, organization_id: int | None, workspace_id: int | None
    ) -> tuple[Counted, Known | None]:
        """What came of counting the attempt, and what ``by_email`` tells where there is nothing to wait for."""
        # Not together with others: each attempt counts.
        async with self._database.reading() as queries:
            row = await queries.fetchrow(
                _COUNTED,
                [attempt.email],
                [organization_id],
                [workspace_id],
                attempt.name_hash,
                attempt.address_hash,
                [limit.size for limit in LIMITS],
                [limit.leak for limit in LIMITS],
            )
        assert row is not None  # noqa: S101 - for the type checker; the function always answers.
        counted = Counted(row["counted"], row["wait_seconds"])
        return counted, None if row["account_id"] is None else _known(row)


async def entered(
    connection: Connection, account_id: int, organization_id: int, workspace_id: int | None
) -> Standing | None:
    """The account's standing in the organization, which is locked against other writers; None where it is gone."""
    row = await connection.fetchrow(
        "SELECT * FROM enter_organization($1, $2, $3)", account_id, organization_id, workspace_id
    )
    return None if row is None else _standing(row)


def _known(row: Row) -> Known:
    return Known(
        account_id=row["account_id"],
        email=row["email"],
        standing=_standing(row),
        versions=None if row["version"] is None else Versions(row["version"], row["surroundings_version"]),
        workspace_user_count=row["workspace_user_count"] or 0,
        password_hash=row["password_hash"],
        password_changed_at=row["password_changed_at"],
        unmarked=row["unmarked"],
    )


def _standing(row: Row) -> Standing:
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
