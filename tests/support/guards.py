"""What must hold of every transaction and of every row, whichever test runs: watched by the database itself.

The service knows nothing of it: a transaction that breaks a rule fails, and with it the request and its test.
"""

from __future__ import annotations

import asyncio

import asyncpg

# What lists of an organization show.
_SHOWN = (
    "organization_users",
    "workspace_users",
    "workspaces",
    "groups",
    "group_users",
    "group_workspaces",
    "invitations",
)

_MARKED = """
CREATE FUNCTION require_mark() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    touched bigint = COALESCE(NEW.organization_id, OLD.organization_id);
    writer xid8;
BEGIN
    -- What a test itself changes is its own affair.
    IF current_setting('application_name') <> 'rollbook' THEN
        RETURN NULL;
    END IF;
    SELECT xmin::text::xid8 INTO writer FROM organizations WHERE id = touched;
    -- A row that is seen although its writer has not ended was written by this transaction.
    IF writer IS NOT NULL AND pg_xact_status(writer) <> 'in progress' THEN
        RAISE EXCEPTION 'table % was changed, and the version of organization % was not', TG_TABLE_NAME, touched;
    END IF;
    RETURN NULL;
END $$;
"""

_WRONG_COUNTS = """
SELECT 'organization', organization_id FROM (
    SELECT organization_id, state, administrator, number FROM organization_user_counts WHERE number > 0
    EXCEPT SELECT organization_id, state, role <> 'member', count(*) FROM organization_users GROUP BY 1, 2, 3) more
UNION ALL
SELECT 'organization', organization_id FROM (
    SELECT organization_id, state, role <> 'member', count(*) FROM organization_users GROUP BY 1, 2, 3
    EXCEPT SELECT organization_id, state, administrator, number FROM organization_user_counts) fewer
UNION ALL
SELECT 'workspace', id FROM workspaces w WHERE user_count <> (
    SELECT count(*) FROM workspace_users wu WHERE wu.organization_id = w.organization_id AND wu.workspace_id = w.id)
UNION ALL
SELECT 'group', id FROM groups g WHERE user_count <> (
    SELECT count(*) FROM group_users gu WHERE gu.organization_id = g.organization_id AND gu.group_id = g.id)"""


def watch(database_url: str) -> None:
    """Lets no transaction change what lists show without raising the version of their organization."""
    triggers = "".join(
        f"CREATE CONSTRAINT TRIGGER marked AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_mark();"
        for table in _SHOWN
    )
    asyncio.run(_execute(database_url, _MARKED + triggers))


def wrong_counts(database_url: str) -> list[tuple[str, int]]:
    """The organizations, workspaces and groups that do not have as many people as they say."""
    return asyncio.run(_fetch(database_url, _WRONG_COUNTS))


async def _execute(database_url: str, sql: str) -> None:
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def _fetch(database_url: str, sql: str) -> list[tuple[str, int]]:
    connection = await asyncpg.connect(database_url)
    try:
        return [tuple(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()
