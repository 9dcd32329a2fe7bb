"""Invitations."""

from collections.abc import Sequence
from datetime import timedelta

from rollbook.persistence.database import Connection, Queries, Row

LASTS = timedelta(days=30)

# The hash of nothing that anybody has.
_UNKNOWN_CODE = "sha256(uuid_send(gen_random_uuid()))"
_LIVING = "i.state = 'pending' AND i.expires_at > now() AND NOT ou.joined AND NOT ou.inactive"
_FROM = """
      FROM invitations i
      JOIN organization_users ou ON ou.organization_id = i.organization_id AND ou.id = i.organization_user_id"""


async def send(
    connection: Connection,
    organization_id: int,
    sender_id: int,
    organization_user_ids: Sequence[int],
    emails: Sequence[str],
    code_hashes: Sequence[bytes],
) -> list[Row]:
    """Makes an invitation for each person, or renews the pending one, ending its earlier link.

    Returns id, organization_user_id, and whether it was made: made.
    """
    return await connection.fetch(
        """
        INSERT INTO invitations (organization_id, sender_id, organization_user_id, email, code_hash, expires_at)
        SELECT $1, $2, person, email, code_hash, now() + $6
          FROM unnest($3::bigint[], $4::text[], $5::bytea[]) AS new (person, email, code_hash)
        ON CONFLICT (organization_id, organization_user_id) WHERE state = 'pending'
        DO UPDATE SET code_hash = EXCLUDED.code_hash, sender_id = EXCLUDED.sender_id, email = EXCLUDED.email,
                      sent_at = now(), expires_at = EXCLUDED.expires_at
        -- A row that was there already has been locked, by which this tells it.
        RETURNING id, organization_user_id, xmax = 0 AS made""",
        organization_id,
        sender_id,
        organization_user_ids,
        emails,
        code_hashes,
        LASTS,
    )


async def renew(connection: Connection, organization_id: int, invitation_id: int, code_hash: bytes) -> Row | None:
    """Renews a pending invitation and ends its earlier link; returns whose it is.

    organization_user_id, account_id, email.
    """
    return await connection.fetchrow(
        """
        UPDATE invitations i SET code_hash = $3, sent_at = now(), expires_at = now() + $4
          FROM organization_users ou
         WHERE i.organization_id = $1 AND i.id = $2 AND i.state = 'pending'
           AND ou.organization_id = i.organization_id AND ou.id = i.organization_user_id
           AND NOT ou.joined AND NOT ou.inactive
        RETURNING i.organization_user_id, ou.account_id, i.email""",
        organization_id,
        invitation_id,
        code_hash,
        LASTS,
    )


async def end_link(connection: Connection, organization_id: int, organization_user_id: int, email: str) -> None:
    """Moves the person's pending invitation to another address, with a link that nobody knows."""
    await connection.execute(
        f"""
        UPDATE invitations SET email = $3, code_hash = {_UNKNOWN_CODE}
         WHERE organization_id = $1 AND organization_user_id = $2 AND state = 'pending'""",
        organization_id,
        organization_user_id,
        email,
    )


async def is_taken(connection: Connection, account_id: int, email: str) -> bool:
    """Whether somebody else waits by that address in an organization that the account is in or waits for."""
    taken: bool = await connection.fetchval(
        """
        SELECT EXISTS (
            SELECT FROM invitations i
              JOIN organization_users own ON own.organization_id = i.organization_id AND own.account_id = $1
             WHERE i.state = 'pending' AND lower(i.email) = lower($2) AND i.organization_user_id <> own.id)""",
        account_id,
        email,
    )
    return taken


async def follow_account(connection: Connection, account_id: int, email: str) -> None:
    """Moves the pending invitations that wait for the account to its new address; their links stay."""
    await connection.execute(
        """
        UPDATE invitations i SET email = $2
          FROM organization_users ou
         WHERE ou.account_id = $1 AND i.organization_id = ou.organization_id AND i.organization_user_id = ou.id
           AND i.state = 'pending'""",
        account_id,
        email,
    )


async def end_outgrown_links(
    connection: Connection, organization_id: int, organization_user_ids: Sequence[int] | None = None
) -> None:
    """Ends the links of people who wait for more by now than the workspace admin who has their link may give.

    Of these people; or of all, where none are named.
    """
    # Two statements: a plan for both could not use the index that one of them needs.
    whose = "" if organization_user_ids is None else "AND i.organization_user_id = ANY($2::bigint[])"
    await connection.execute(
        f"""
        UPDATE invitations i SET code_hash = {_UNKNOWN_CODE}
          FROM organization_users ou
         WHERE i.organization_id = $1 AND i.state = 'pending' {whose}
           AND ou.organization_id = i.organization_id AND ou.id = i.organization_user_id
           -- Not as NOT EXISTS, of which the planner makes a join that reads all the organization's people.
           AND (SELECT sender.role <> 'member' AND NOT sender.inactive FROM organization_users sender
                 WHERE sender.organization_id = $1 AND sender.account_id = i.sender_id) IS NOT TRUE
           AND (ou.role <> 'member' OR EXISTS (
                SELECT FROM workspace_users theirs
                 WHERE theirs.organization_id = $1 AND theirs.organization_user_id = ou.id
                   AND NOT EXISTS (
                    SELECT FROM organization_users sender
                      JOIN workspace_users own ON own.organization_id = $1 AND own.organization_user_id = sender.id
                     WHERE sender.organization_id = $1 AND sender.account_id = i.sender_id
                       AND own.workspace_id = theirs.workspace_id AND own.role = 'admin' AND NOT own.inactive)))""",
        organization_id,
        *([] if organization_user_ids is None else [organization_user_ids]),
    )


async def living(queries: Queries, code_hash: bytes) -> Row | None:
    """The invitation that still can be accepted by that code, with who sent it and to where.

    The sender is NULL where their account is closed.
    """
    return await queries.fetchrow(
        f"""
        SELECT i.id, i.organization_id, i.organization_user_id, i.email, i.sender_id, ou.account_id,
               o.name AS organization_name, s.email AS sender_email, s.name AS sender_name,
               a.registered_at IS NOT NULL AS registered, lower(i.email) = lower(a.email) AS address_is_accounts
        {_FROM}
          JOIN organizations o ON o.id = i.organization_id
          LEFT JOIN accounts s ON s.id = i.sender_id
          JOIN accounts a ON a.id = ou.account_id
         WHERE i.code_hash = $1 AND {_LIVING}""",
        code_hash,
    )


async def leads_into(queries: Queries, organization_id: int, organization_user_id: int) -> Row:
    """What somebody is, or waits to be: role in the organization, and the sorted names of their workspaces, groups."""
    (names,) = await queries.fetch(
        """
        SELECT (SELECT role FROM organization_users WHERE organization_id = $1 AND id = $2) AS role,
               ARRAY(SELECT w.name FROM workspace_users wu
                       JOIN workspaces w ON w.organization_id = wu.organization_id AND w.id = wu.workspace_id
                      WHERE wu.organization_id = $1 AND wu.organization_user_id = $2 AND NOT wu.inactive
                      ORDER BY lower(w.name), w.id) AS workspaces,
               ARRAY(SELECT g.name FROM group_users gu
                       JOIN groups g ON g.organization_id = gu.organization_id AND g.id = gu.group_id
                      WHERE gu.organization_id = $1 AND gu.organization_user_id = $2
                      ORDER BY lower(g.name), g.id) AS groups""",
        organization_id,
        organization_user_id,
    )
    return names


async def settle(connection: Connection, organization_id: int, invitation_id: int, state: str) -> bool:
    """Ends a pending invitation as ``accepted``, ``rejected`` or ``withdrawn``; whether it was pending."""
    return (
        await connection.execute(
            """
        UPDATE invitations SET state = $3, settled_at = now()
         WHERE organization_id = $1 AND id = $2 AND state = 'pending'""",
            organization_id,
            invitation_id,
            state,
        )
        == "UPDATE 1"
    )


async def is_settled(queries: Queries, code_hash: bytes) -> bool:
    """Whether there was an invitation with that code that has been accepted, rejected or withdrawn."""
    settled: bool = await queries.fetchval(
        "SELECT EXISTS (SELECT FROM invitations WHERE code_hash = $1 AND state <> 'pending')", code_hash
    )
    return settled


async def awaits(queries: Queries, account_id: int) -> bool:
    """Whether an invitation that can still be accepted waits for the account."""
    waiting: bool = await queries.fetchval(
        f"SELECT EXISTS (SELECT {_FROM} WHERE ou.account_id = $1 AND {_LIVING})", account_id
    )
    return waiting
