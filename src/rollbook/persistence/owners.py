"""Who owns an organization, and who pays for it."""

from rollbook.persistence.database import Connection, Queries, Row
from rollbook.persistence.json_sql import microseconds

_OWNER = f"""json_build_object(
    'id', ou.account_id,
    'user_id', ou.account_id,
    'organization_id', ou.organization_id,
    'organization_user_id', ou.id,
    'name', ou.name,
    'email', ou.email,
    'avatar_url', $2::text || ou.avatar,
    'toggl_accounts_id', a.public_id,
    'organization_user_created_at', {microseconds("ou.created_at")},
    'organization_user_updated_at', {microseconds("ou.updated_at")})"""


async def shown(queries: Queries, organization_id: int, *, avatars_url: str) -> str | None:
    """The organization's owner as a JSON object."""
    body: str | None = await queries.fetchval(
        f"""
        SELECT {_OWNER}::text
          FROM organization_users ou JOIN accounts a ON a.id = ou.account_id
         WHERE ou.organization_id = $1 AND ou.role = 'owner'""",
        organization_id,
        avatars_url,
    )
    return body


async def owner(connection: Connection, organization_id: int) -> int | None:
    """The owner's account."""
    account_id: int | None = await connection.fetchval(
        "SELECT account_id FROM organization_users WHERE organization_id = $1 AND role = 'owner'", organization_id
    )
    return account_id


async def paying(connection: Connection, organization_id: int) -> int | None:
    """The paying user's account."""
    account_id: int | None = await connection.fetchval(
        "SELECT account_id FROM organization_users WHERE organization_id = $1 AND paying", organization_id
    )
    return account_id


async def administrators(queries: Queries, organization_id: int, *, most: int) -> list[Row]:
    """The owner and the admins who are active, and who pays, by name: account_id, name, email, role, paying."""
    return await queries.fetch(
        """
        SELECT account_id, name, email, role, paying FROM organization_users
         WHERE organization_id = $1 AND role <> 'member' AND ((joined AND NOT inactive) OR paying)
         ORDER BY paying DESC, sort_name, id LIMIT $2""",
        organization_id,
        most,
    )


async def replace(connection: Connection, organization_id: int, organization_user_id: int) -> None:
    """Makes an admin of who is the owner, and the owner of that organization user."""
    # One after the other: at no moment may there be two.
    await connection.execute(
        """
        UPDATE organization_users SET role = 'admin', updated_at = now()
         WHERE organization_id = $1 AND role = 'owner'""",
        organization_id,
    )
    await connection.execute(
        "UPDATE organization_users SET role = 'owner', updated_at = now() WHERE organization_id = $1 AND id = $2",
        organization_id,
        organization_user_id,
    )


async def replace_paying(connection: Connection, organization_id: int, organization_user_id: int) -> None:
    """Makes that organization user the paying user, in the place of who was."""
    # One after the other: at no moment may there be two.
    await connection.execute(
        "UPDATE organization_users SET paying = false, updated_at = now() WHERE organization_id = $1 AND paying",
        organization_id,
    )
    await connection.execute(
        "UPDATE organization_users SET paying = true, updated_at = now() WHERE organization_id = $1 AND id = $2",
        organization_id,
        organization_user_id,
    )
