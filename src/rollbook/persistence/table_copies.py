"""Whole tables out of a database and into one: all as of one moment, each with what shows that nothing is missing."""

from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

import asyncpg

from rollbook.lazily import imported
from rollbook.persistence.database import Connection, DatabaseProblem
from rollbook.persistence.migrations import MIGRATION_LOCK, connected, newest

# What a row looks like as text must not depend on who asks.
_AS_TEXT = """
    SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres';
    SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL statement_timeout = 0"""

# Tables that a crash empties are left out: what they count begins anew.
_TABLES = """
    SELECT c.relname AS name,
           ARRAY(SELECT a.attname::text FROM pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                  ORDER BY a.attnum) AS columns,
           ARRAY(SELECT DISTINCT f.confrelid::regclass::text FROM pg_constraint f
                  WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid) AS refers_to
      FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relpersistence = 'p'
       AND c.relname <> 'alembic_version'
       AND c.relowner = (SELECT relowner FROM pg_class WHERE oid = 'organizations'::regclass)
     ORDER BY c.relname"""
_SEQUENCES = """
    SELECT c.relname FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'S' ORDER BY c.relname"""
_KEPT_COUNTS = {
    "organization_user_counts": """
        SELECT count(*)
          FROM (SELECT organization_id, state, administrator, number
                  FROM organization_user_counts WHERE number > 0) kept
          FULL JOIN (SELECT organization_id, state, role <> 'member' AS administrator, count(*) AS number
                       FROM organization_users GROUP BY 1, 2, 3) counted
            USING (organization_id, state, administrator)
         WHERE kept.number IS DISTINCT FROM counted.number""",
    "workspaces": """
        SELECT count(*) FROM workspaces w
         WHERE user_count <> (SELECT count(*) FROM workspace_users wu
                               WHERE wu.organization_id = w.organization_id AND wu.workspace_id = w.id)""",
    "groups": """
        SELECT count(*) FROM groups g
         WHERE user_count <> (SELECT count(*) FROM group_users gu
                               WHERE gu.organization_id = g.organization_id AND gu.group_id = g.id)""",
}
_WITHOUT_OWNER = """
    SELECT count(*) FROM organizations o
     WHERE (SELECT count(*) FROM organization_users ou
             WHERE ou.organization_id = o.id AND ou.role = 'owner' AND ou.joined) <> 1"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table and what it holds: ``checksum`` is a sum over its rows, in whatever order they are."""

    name: str
    columns: list[str]
    rows: int
    checksum: str


@asynccontextmanager
async def snapshot(url: str) -> AsyncIterator[Connection]:
    """The database as it is at this moment, whatever is written meanwhile; DatabaseProblem if its schema is another."""
    async with (
        connected(url) as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        await connection.execute(_AS_TEXT)
        known = await connection.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL")
        schema = await connection.fetchval("SELECT version_num FROM alembic_version") if known else None
        if schema != newest():
            raise DatabaseProblem(
                f"the database has schema {schema or 'none'}, and this version of Rollbook {newest()}: start it once"
            )
        yield connection


@asynccontextmanager
async def filling(url: str, schema: str) -> AsyncIterator[Connection]:
    """An empty database that has got that schema, in a transaction that is committed unless the block raises.

    No triggers run in it: what they would add is in what is filled in. DatabaseProblem where the database is not empty.
    """
    async with connected(url) as connection, connection.transaction():
        await connection.execute(_AS_TEXT)
        # A server that starts meanwhile waits.
        await connection.execute("SELECT pg_advisory_xact_lock($1)", MIGRATION_LOCK)
        if await connection.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL"):
            raise DatabaseProblem("the database is not empty: name a new data directory, or a new database")
        try:
            await connection.execute(imported("rollbook.persistence.migrations.scripts").script_from(None, to=schema))
        except asyncpg.PostgresError as error:
            raise DatabaseProblem(f"the tables cannot be made: {str(error).splitlines()[0]}") from error
        found = await connection.fetch(_TABLES)
        for table in found:
            await connection.execute(f'ALTER TABLE "{table["name"]}" DISABLE TRIGGER USER')
        yield connection
        for table in found:
            await connection.execute(f'ALTER TABLE "{table["name"]}" ENABLE TRIGGER USER')


async def tables(connection: Connection) -> list[Table]:
    """All tables that hold what has to last, none before one that it refers to."""
    columns, refers_to = {}, {}
    for row in await connection.fetch(_TABLES):
        columns[row["name"]], refers_to[row["name"]] = row["columns"], row["refers_to"]
    return [await _described(connection, name, columns[name]) for name in TopologicalSorter(refers_to).static_order()]


async def _described(connection: Connection, name: str, columns: list[str]) -> Table:
    row = await connection.fetchrow(
        f"""
        SELECT count(*) AS number, COALESCE(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text AS checksum
          FROM "{name}" t"""
    )
    assert row is not None, "an aggregate without GROUP BY gives one row"  # noqa: S101
    return Table(name, columns, row["number"], row["checksum"])


async def copy_out(connection: Connection, table: Table, write: Callable[[bytes], Coroutine[Any, Any, None]]) -> None:
    """Gives the table's rows to ``write``, piece by piece, as PostgreSQL's COPY writes text."""
    await connection.copy_from_query(f'SELECT {_listed(table.columns)} FROM "{table.name}"', output=write)


async def copy_in(connection: Connection, table: Table, source: AsyncIterable[bytes]) -> None:
    """Fills the table with rows that ``copy_out`` has written; DatabaseProblem where they do not fit."""
    try:
        await connection.copy_to_table(table.name, source=source, columns=table.columns)
    except asyncpg.PostgresError as error:
        raise DatabaseProblem(f"{table.name} cannot be filled: {str(error).splitlines()[0]}") from error


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


async def sequences(connection: Connection) -> dict[str, int]:
    """The last number that each sequence has given, 0 where it has given none."""
    return {
        name: await connection.fetchval(f'SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM "{name}"')
        for (name,) in await connection.fetch(_SEQUENCES)
    }


async def set_sequences(connection: Connection, numbers: dict[str, int]) -> None:
    """Lets each sequence go on after its number."""
    for name, number in numbers.items():
        if number:
            await connection.execute("SELECT setval($1::text::regclass, $2)", f'"{name}"', number)


async def faults(connection: Connection) -> list[str]:
    """What is not as it must be in any database of the newest schema, a line each."""
    found = []
    for name, query in _KEPT_COUNTS.items():
        if number := await connection.fetchval(query):
            found.append(f"{number} of the counts kept in {name} differ from what there is")
    if number := await connection.fetchval(_WITHOUT_OWNER):
        found.append(f"{number} organizations have no owner, or several")
    return found


async def replace_token_hashes(connection: Connection, hashed: Callable[[int, bytes], bytes]) -> int:
    """Gives each account's API token the hash that ``hashed`` makes of its account and nonce; returns how many."""
    tokens = await connection.fetch("SELECT account_id, nonce FROM account_tokens")
    await connection.execute(
        """
        UPDATE account_tokens t SET token_hash = made.token_hash
          FROM unnest($1::bigint[], $2::bytea[]) AS made (account_id, token_hash)
         WHERE t.account_id = made.account_id""",
        [row["account_id"] for row in tokens],
        [hashed(row["account_id"], row["nonce"]) for row in tokens],
    )
    return len(tokens)
