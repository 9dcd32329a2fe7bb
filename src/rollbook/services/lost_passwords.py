"""Links by which somebody sets a new password."""

import asyncio
from datetime import timedelta
from uuid import uuid4

from rollbook.domain.actors import Standing
from rollbook.domain.errors import Forbidden, Invalid
from rollbook.domain.payloads import LostPassword, NewPassword
from rollbook.domain.permissions import NO_ACCESS
from rollbook.domain.secrets import link_code, new_code, new_password, stored_hash
from rollbook.persistence import (
    accounts,
    audit_entries,
    credentials,
    outgoing_messages,
    ownership_transfers,
    sessions,
    workspace_users,
)
from rollbook.persistence.audit_entries import AuditEntry
from rollbook.persistence.database import Connection, Row
from rollbook.services.installation import Installation
from rollbook.services.work import Work, changing, retried

LASTS = timedelta(hours=1)
ONE_MAIL_IN = timedelta(minutes=1)
ANSWERS_AFTER = 0.25  # Seconds; far more than the writing takes.
UNUSABLE = "The link has expired or was used already."
TOO_SHORT = "Password should be at least 8 characters"


@changing
async def post_workspace_users_lost_password(work: Work, user_id: int) -> str:
    """Returns a link for a member of this organization alone; or tells the person, where the settings say so."""
    standing = await work.enter("post_workspace_users_lost_password")
    if standing.organization_id is None or standing.workspace_id is None:
        raise Forbidden(NO_ACCESS)
    found = await workspace_users.of_accounts(
        work.connection, standing.organization_id, standing.workspace_id, [user_id]
    )
    if not found or not _may_have_link(standing, found[0]):
        raise Forbidden(NO_ACCESS)
    account = await accounts.lock(work.connection, user_id)
    if account is None or account["joined_organizations"] > 1:
        raise Forbidden(NO_ACCESS)
    # An admin who holds a link to who is to be the owner could become the owner.
    if standing.role != "owner" and await ownership_transfers.is_to_own(
        work.connection, standing.organization_id, user_id
    ):
        raise Forbidden(NO_ACCESS)
    url = await _link(work, standing.organization_id, user_id)
    await work.record("request_password_reset", "account", user_id, workspace_id=standing.workspace_id)
    return url


def _may_have_link(standing: Standing, row: Row) -> bool:
    if not row["joined"] or row["organization_inactive"] or row["organization_role"] == "owner":
        return False
    return row["organization_role"] == "member" or standing.role == "owner"


async def _link(work: Work, organization_id: int, user_id: int) -> str:
    installation = work.caller.installation
    by_email = installation.lost_password_links == "email"
    message_id = uuid4()
    code = link_code(installation.secret_key, message_id) if by_email else new_code()
    await outgoing_messages.add(
        work.connection,
        "password_reset" if by_email else "password_reset_by_administrator",
        user_id,
        {"requested_by": work.account_id},
        organization_id=organization_id,
        message_id=message_id,
    )
    await credentials.set_reset_link(
        work.connection,
        user_id,
        stored_hash(code),
        organization_id=organization_id,
        requested_by=work.account_id,
        lasts=LASTS,
    )
    return f"{installation.public_url}/reset-password" if by_email else reset_url(installation, code)


def reset_url(installation: Installation, code: str) -> str:
    """The page on which a new password is set by that code."""
    return f"{installation.public_url}/reset-password?code={code}"


async def post_lost_password(installation: Installation, request_id: str, payload: LostPassword) -> None:
    """Mails a link to whoever has an account with that address; tells nobody whether somebody has."""
    email = (payload.email or "").strip()

    async def attempt(connection: Connection) -> None:
        known = await accounts.of_emails(connection, [email])
        if known and known[0]["registered"]:
            await _mail_link(installation, connection, request_id, known[0]["id"])

    # What is written for a known address takes its time: nobody gets an answer before it would have been done.
    await asyncio.gather(retried(installation, attempt), asyncio.sleep(ANSWERS_AFTER))


async def _mail_link(installation: Installation, connection: Connection, request_id: str, account_id: int) -> None:
    await accounts.lock(connection, account_id)
    if await outgoing_messages.was_added(connection, "password_reset", account_id, within=ONE_MAIL_IN):
        return
    message_id = uuid4()
    await outgoing_messages.add(
        connection, "password_reset", account_id, {}, organization_id=None, message_id=message_id
    )
    await credentials.set_reset_link(
        connection,
        account_id,
        stored_hash(link_code(installation.secret_key, message_id)),
        organization_id=None,
        requested_by=None,
        lasts=LASTS,
    )
    # Who asked is not known: anybody can.
    entry = AuditEntry(
        action="request_password_reset",
        entity_type="account",
        entity_id=account_id,
        account_id=None,
        signed_in_by="link",
        request_id=request_id,
    )
    await audit_entries.add_for_person(connection, account_id, entry)


async def is_usable(installation: Installation, code: str) -> bool:
    """Whether a new password can still be set by that code."""
    async with installation.database.reading() as queries:
        return await credentials.reset_link(queries, stored_hash(code)) is not None


async def post_lost_password_confirm(installation: Installation, request_id: str, payload: NewPassword) -> None:
    """Sets the password of whose link it is; ends the link and all their sessions."""
    password = new_password(payload.password, missing=TOO_SHORT, too_short=TOO_SHORT)
    if not payload.code or not await is_usable(installation, payload.code):
        raise Invalid(UNUSABLE)
    code_hash = stored_hash(payload.code)
    password_hash = await installation.passwords.hash(password)

    async def attempt(connection: Connection) -> None:
        account_id = await credentials.use_reset_link(connection, code_hash)
        if account_id is None or (payload.user_id is not None and payload.user_id != account_id):
            raise Invalid(UNUSABLE)
        # Whoever is about to begin a session with the old password comes before or sees the new one.
        await accounts.lock(connection, account_id)
        await credentials.set_password(connection, account_id, password_hash)
        await sessions.end_all(connection, account_id)
        entry = AuditEntry(
            action="update",
            entity_type="account",
            entity_id=account_id,
            account_id=account_id,
            signed_in_by="link",
            request_id=request_id,
            after={"password_changed": True},
        )
        await audit_entries.add_for_person(connection, account_id, entry)

    await retried(installation, attempt)
