"""People's places in an organization."""

from collections.abc import Sequence

from rollbook.domain.member_lists import MemberStatus
from rollbook.domain.protection import Place
from rollbook.domain.roles import OrganizationRole
from rollbook.persistence import audit_entries, audited
from rollbook.persistence.audit_entries import AuditEntry
from rollbook.persistence.database import Connection, Queries, Row


async def add_owner(connection: Connection, organization_id: int, account_id: int) -> int | None:
    """Makes the account the owner and the paying user; returns the organization user's id, None of a closed account."""
    # The lock waits for who is changing the account, so that what is copied is what the account will be.
    organization_user_id: int | None = await connection.fetchval(
        """
        INSERT INTO organization_users (organization_id, account_id, role, paying, joined, name, email, avatar)
        SELECT $1, id, 'owner', true, true, name, email, avatar FROM accounts WHERE id = $2 FOR KEY SHARE
        RETURNING id""",
        organization_id,
        account_id,
    )
    return organization_user_id


async def add_invited(connection: Connection, organization_id: int, account_ids: Sequence[int]) -> list[Row]:
    """Adds people who have not joined yet, called by their address alone; returns their id and account_id."""
    return await connection.fetch(
        """
        INSERT INTO organization_users (organization_id, account_id, joined, name, email)
        SELECT $1, id, false, split_part(email, '@', 1), email FROM accounts WHERE id = ANY($2::bigint[])
        -- Waits for who is changing their address, and reads it then.
         ORDER BY id FOR KEY SHARE
        RETURNING id, account_id""",
        organization_id,
        account_ids,
    )


_COLUMNS = "id, account_id, role, paying, joined, inactive, name, email"


async def some(connection: Connection, organization_id: int, ids: Sequence[int]) -> list[Row]:
    """The organization users with these ids that there are."""
    return await connection.fetch(
        f"SELECT {_COLUMNS} FROM organization_users WHERE organization_id = $1 AND id = ANY($2::bigint[])",
        organization_id,
        ids,
    )


async def by_accounts(connection: Connection, organization_id: int, account_ids: Sequence[int]) -> list[Row]:
    """The organization users of these accounts that there are."""
    return await connection.fetch(
        f"SELECT {_COLUMNS} FROM organization_users WHERE organization_id = $1 AND account_id = ANY($2::bigint[])",
        organization_id,
        account_ids,
    )


async def states_of_emails(queries: Queries, organization_id: int, emails: Sequence[str]) -> dict[str, MemberStatus]:
    """By address in small letters, as what those of them are here who are in the organization or invited to it."""
    rows = await queries.fetch(
        """
        SELECT given.address, ou.state
          FROM unnest($2::text[]) AS given (address)
          JOIN accounts a ON lower(a.email) = lower(given.address)
          JOIN organization_users ou ON ou.organization_id = $1 AND ou.account_id = a.id""",
        organization_id,
        emails,
    )
    return {row["address"].lower(): row["state"] for row in rows}


async def of_account(connection: Connection, account_id: int) -> list[Row]:
    """The account's places, in the order of the organizations: organization_id, id, joined."""
    return await connection.fetch(
        """
        SELECT organization_id, id, joined FROM organization_users WHERE account_id = $1 ORDER BY organization_id""",
        account_id,
    )


async def count(connection: Connection, organization_id: int) -> int:
    """How many people the organization has, invited and inactive ones included."""
    number: int = await connection.fetchval(
        "SELECT count(*) FROM organization_users WHERE organization_id = $1", organization_id
    )
    return number


async def refusable(connection: Connection, organization_id: int, ids: Sequence[int]) -> tuple[set[int], list[Place]]:
    """Which of these ids the organization does not have; and of the others those of people who may be protected."""
    rows = await connection.fetch(
        """
        SELECT wanted.id, ou.role, ou.paying
          FROM unnest($2::bigint[]) AS wanted (id)
          LEFT JOIN organization_users ou ON ou.organization_id = $1 AND ou.id = wanted.id
         WHERE ou.id IS NULL OR ou.role <> 'member' OR ou.paying""",
        organization_id,
        ids,
    )
    return {row["id"] for row in rows if row["role"] is None}, [place(row) for row in rows if row["role"] is not None]


_DELETED_AT_ONCE = 1_000
_WITHDRAW = """
        UPDATE invitations SET state = 'withdrawn', settled_at = now()
         WHERE organization_id = $1 AND organization_user_id = ANY({ids}::bigint[]) AND state = 'pending'"""


async def delete(connection: Connection, organization_id: int, ids: Sequence[int]) -> list[Row]:
    """Deletes organization users with all that they are in the organization.

    Withdraws the invitations that waited for them, and returns their id and email.
    """
    withdrawn = await connection.fetch(f"{_WITHDRAW.format(ids='$2')} RETURNING id, email", organization_id, ids)
    await _delete(connection, organization_id, ids)
    return withdrawn


async def delete_recorded(
    connection: Connection, organization_id: int, ids: Sequence[int], *, deletion: AuditEntry, withdrawal: AuditEntry
) -> None:
    """Deletes as ``delete`` does, and adds entries like these of each person and of each invitation."""
    # In pieces and in order: what is read for the entries is then still at hand when it is deleted.
    ordered = sorted(ids)
    for start in range(0, len(ordered), _DELETED_AT_ONCE):
        piece = ordered[start : start + _DELETED_AT_ONCE]
        await _record_deletion(connection, organization_id, piece, deletion, withdrawal)
        await _delete(connection, organization_id, piece)


async def _record_deletion(
    connection: Connection, organization_id: int, ids: Sequence[int], deletion: AuditEntry, withdrawal: AuditEntry
) -> None:
    await audited.add_people(connection, organization_id, deletion, ids)
    await audit_entries.add_found(
        connection,
        organization_id,
        withdrawal,
        f"""
        {_WITHDRAW.format(ids="$8")}
        RETURNING id AS entity_id, '{{"state": "pending"}}'::jsonb AS was,
                  jsonb_build_object('state', state, 'email', email) AS is_now""",
        ids,
    )


async def _delete(connection: Connection, organization_id: int, ids: Sequence[int]) -> None:
    # All at once, and what hangs on them first: a cascade deletes row by row, and is left nothing to find.
    await connection.execute(
        """
        WITH places AS (
            DELETE FROM workspace_users WHERE organization_id = $1 AND organization_user_id = ANY($2::bigint[])
            RETURNING id),
        no_rates AS (
            DELETE FROM rates r USING places WHERE r.organization_id = $1 AND r.workspace_user_id = places.id),
        no_groups AS (
            DELETE FROM group_users WHERE organization_id = $1 AND organization_user_id = ANY($2::bigint[])),
        gone AS (
            DELETE FROM organization_users WHERE organization_id = $1 AND id = ANY($2::bigint[]) RETURNING account_id),
        no_links AS (
            DELETE FROM password_resets r USING gone
             WHERE r.account_id = gone.account_id AND r.organization_id = $1)
        UPDATE accounts a
           SET authorization_updated_at = now(),
               default_workspace_id = CASE WHEN EXISTS (SELECT FROM workspaces w WHERE w.organization_id = $1
                                                           AND w.id = a.default_workspace_id)
                                           THEN NULL ELSE a.default_workspace_id END
          FROM gone WHERE a.id = gone.account_id""",
        organization_id,
        ids,
    )


# What follows a CTE ``changed`` with account_id: their access is another now, and where it grew or ended no link
# that an administrator has asked for may lead into it.
_ACCESS_CHANGED = """
        no_link AS (
            DELETE FROM password_resets r USING changed
             WHERE r.account_id = changed.account_id AND r.organization_id IS NOT NULL AND $4)
        UPDATE accounts a SET authorization_updated_at = now() FROM changed WHERE a.id = changed.account_id"""


async def set_role(
    connection: Connection, organization_id: int, organization_user_id: int, role: OrganizationRole
) -> None:
    """Gives the person another role in the organization; ends an administrator's reset link of who becomes admin."""
    await connection.execute(
        f"""
        WITH changed AS (
            UPDATE organization_users SET role = $3, updated_at = now()
             WHERE organization_id = $1 AND id = $2 RETURNING account_id),
        {_ACCESS_CHANGED}""",
        organization_id,
        organization_user_id,
        role,
        role == "admin",
    )


async def set_inactive(
    connection: Connection, organization_id: int, organization_user_id: int, *, inactive: bool
) -> None:
    """Deactivates or reactivates the person; ends an administrator's reset link of who is deactivated."""
    await connection.execute(
        f"""
        WITH changed AS (
            UPDATE organization_users SET inactive = $3, updated_at = now()
             WHERE organization_id = $1 AND id = $2 RETURNING account_id),
        {_ACCESS_CHANGED}""",
        organization_id,
        organization_user_id,
        inactive,
        inactive,
    )


# What a renaming goes on with: CTE ``renamed`` has organization_id, id and sort_name. In the same statement, since the
# places of a person refer to them by the name that lists sort by.
_RENAME_PLACES = """
        , places AS (
            UPDATE workspace_users wu SET sort_name = renamed.sort_name FROM renamed
             WHERE wu.organization_id = renamed.organization_id AND wu.organization_user_id = renamed.id
               AND wu.sort_name <> renamed.sort_name),
        in_groups AS (
            UPDATE group_users gu SET sort_name = renamed.sort_name FROM renamed
             WHERE gu.organization_id = renamed.organization_id AND gu.organization_user_id = renamed.id
               AND gu.sort_name <> renamed.sort_name)"""


async def set_name_and_email(
    connection: Connection, organization_id: int, organization_user_id: int, *, name: str, email: str
) -> None:
    """Changes the person's account, and its copy here; Duplicate when the address is somebody else's."""
    await connection.execute(
        f"""
        WITH renamed AS (
            UPDATE organization_users SET name = $3, email = $4, updated_at = now()
             WHERE organization_id = $1 AND id = $2 RETURNING organization_id, id, sort_name, account_id)
        {_RENAME_PLACES}
        UPDATE accounts SET name = $3, email = $4, updated_at = now()
          FROM renamed WHERE accounts.id = renamed.account_id""",
        organization_id,
        organization_user_id,
        name,
        email,
    )


async def follow_account(connection: Connection, account_id: int) -> None:
    """Calls the person what their account is called; where they are only invited, by the account's address alone."""
    await connection.execute(
        f"""
        WITH renamed AS (
            UPDATE organization_users ou
               SET email = a.email, updated_at = now(),
                   name = CASE WHEN ou.joined THEN a.name
                               WHEN ou.name = split_part(ou.email, '@', 1) THEN split_part(a.email, '@', 1)
                               ELSE ou.name END
              FROM accounts a
             WHERE ou.account_id = $1 AND a.id = ou.account_id
            RETURNING ou.organization_id, ou.id, ou.sort_name)
        {_RENAME_PLACES}
        SELECT FROM renamed""",
        account_id,
    )


async def join(connection: Connection, organization_id: int, organization_user_id: int) -> None:
    """Makes somebody who was invited a member, called as their account is."""
    await connection.execute(
        f"""
        WITH renamed AS (
            UPDATE organization_users ou
               SET joined = true, name = a.name, email = a.email, avatar = a.avatar, updated_at = now()
              FROM accounts a
             WHERE ou.organization_id = $1 AND ou.id = $2 AND a.id = ou.account_id
            RETURNING ou.organization_id, ou.id, ou.sort_name)
        {_RENAME_PLACES}
        SELECT FROM renamed""",
        organization_id,
        organization_user_id,
    )


def place(row: Row) -> Place:
    """What protects the organization user in a row of ``some`` or ``by_accounts``."""
    return Place(row["id"], row["role"], row["paying"])
