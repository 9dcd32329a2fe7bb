"""The role that the service works as, where another role owns the tables.

It reads and writes the service's data; the schema it cannot change, and of the audit log only add to it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from rollbook.persistence.database import DatabaseProblem
from rollbook.persistence.migrations import connected

# Any number will do, as long as every server takes the same.
_LOCK = 6_021_025

# Of the owner's tables; what is somebody else's in the same schema is left alone.
_TABLES = """
    SELECT c.relname FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
       AND c.relowner = (SELECT relowner FROM pg_class WHERE oid = 'organizations'::regclass)
     ORDER BY c.relname"""
_SEQUENCES = _TABLES.replace("('r', 'p')", "('S')")
_READ_ONLY = {"alembic_version"}
_ADD_ONLY = {"audit_entries"}
_FUNCTIONS = ("expire_audit_entries(interval)", "delete_audit_entries_of_gone_organization(bigint)")
_HAS_ALL_RIGHTS = """
    SELECT pg_has_role($1::name, relowner, 'USAGE') FROM pg_class WHERE oid = 'organizations'::regclass"""


async def make(connection: "asyncpg.Connection[asyncpg.Record]", role: str) -> None:
    """Makes a role that may sign in, where there is none of that name; DatabaseProblem where it cannot."""
    with _told():
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
            if not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", role):
                await connection.execute(f"CREATE ROLE {_quoted(role)} LOGIN")


async def name(service_url: str) -> str:
    """Who the service is to its database; DatabaseProblem where it cannot sign in."""
    async with connected(service_url) as connection:
        return str(await connection.fetchval("SELECT current_user"))


async def grant(connection: "asyncpg.Connection[asyncpg.Record]", role: str) -> None:
    """Lets the service's role do what it needs, and no more; DatabaseProblem where it could do more all the same.

    The connection is the owner's.
    """
    with _told():
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
            if await connection.fetchval(_HAS_ALL_RIGHTS, role):
                raise DatabaseProblem(
                    f"the role {role} of database_url has all rights of the role of database_owner_url"
                )
            await connection.execute(await _grants(connection, _quoted(role)))


async def _grants(connection: "asyncpg.Connection[asyncpg.Record]", role: str) -> str:
    schema = _quoted(await connection.fetchval("SELECT current_schema()"))
    statements = [f"GRANT USAGE ON SCHEMA {schema} TO {role}"]
    for (table,) in await connection.fetch(_TABLES):
        may = "SELECT, INSERT, UPDATE, DELETE"
        may = "SELECT" if table in _READ_ONLY else "SELECT, INSERT" if table in _ADD_ONLY else may
        statements += [
            f"REVOKE ALL ON {schema}.{_quoted(table)} FROM {role}",
            f"GRANT {may} ON {schema}.{_quoted(table)} TO {role}",
        ]
    for (sequence,) in await connection.fetch(_SEQUENCES):
        statements.append(f"GRANT USAGE ON SEQUENCE {schema}.{_quoted(sequence)} TO {role}")
    statements += [f"GRANT EXECUTE ON FUNCTION {schema}.{function} TO {role}" for function in _FUNCTIONS]
    return ";\n".join(statements)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseProblem(f"the service's role cannot be prepared: {str(error).splitlines()[0]}") from error
