"""The caller's own account: changed and closed."""

from dataclasses import dataclass
from datetime import datetime

from rollbook.domain.account_changes import AccountChanges, AccountValues, wanted
from rollbook.domain.errors import Invalid, Unauthenticated
from rollbook.domain.secrets import new_password
from rollbook.persistence import (
    accounts,
    avatars,
    credentials,
    invitations,
    organization_users,
    outgoing_messages,
    personal_data,
    sessions,
    workspaces,
)
from rollbook.persistence.database import Row
from rollbook.services import attempts
from rollbook.services.accounts import TAKEN, Profile, profile_of
from rollbook.services.organization_users import leave
from rollbook.services.sign_in import reaffirm
from rollbook.services.work import Caller, Work, changing

TOO_SHORT = "Password should be at least 8 characters"
WRONG_PASSWORD = "Current password is not valid"
# What lists of organizations and workspaces show of an account, or what may not change meanwhile.
_OF_ORGANIZATIONS = frozenset({"name", "email", "timezone", "default_workspace_id"})


@dataclass(frozen=True, slots=True)
class _NewPassword:
    """The hash of a new password, and when the current one that was given for it was set."""

    password_hash: str
    current_since: datetime


async def put_me(caller: Caller, changes: AccountChanges) -> Profile:
    """Changes the caller's account, all that is asked or nothing; returns what they see of it then."""
    values = wanted(changes)
    password = None if changes.password is None else await _new_password(caller, changes)
    return await _change(caller, values, password)


async def _new_password(caller: Caller, changes: AccountChanges) -> _NewPassword:
    password = new_password(changes.password, missing=TOO_SHORT, too_short=TOO_SHORT)
    if not changes.current_password:
        raise Invalid("Current password must be present to change password")
    current = await _verified(caller, changes.current_password)
    return _NewPassword(await caller.installation.passwords.hash(password), current["changed_at"])


async def _verified(caller: Caller, password: str) -> Row:
    """What is kept of the caller's password, which is that one; Invalid where it is not, TooManyAttempts after many."""
    installation, account_id = caller.installation, caller.identity.account_id
    counted = await attempts.of_signed_in(installation, account_id)
    async with installation.database.reading() as queries:
        current = await credentials.password_of(queries, account_id)
    right = await installation.passwords.verify(None if current is None else current["password_hash"], password)
    if current is None or not right:
        raise Invalid(WRONG_PASSWORD)
    # Not afterwards: the request may be in a transaction of its own.
    await attempts.forget(installation, counted, account_id)
    return current


@changing
async def _change(work: Work, values: AccountValues, password: _NewPassword | None) -> Profile:
    if _OF_ORGANIZATIONS & values.given().keys():
        await _lock_with_organizations(work)
    else:
        await reaffirm(work)
    account = await _account(work)
    after = {field: value for field, value in values.given().items() if value != account[field]}
    before = {field: account[field] for field in after}
    changed = AccountValues(**after)
    if password is not None:
        await _set_password(work, password)
        after["password_changed"] = True
    if after:
        await _store(work, account, changed)
        if "default_workspace_id" in after:
            # One organization's workspace is not to be read in the logs of others.
            del before["default_workspace_id"], after["default_workspace_id"]
            after["default_workspace_changed"] = True
        await work.record_for_person("update", "account", work.account_id, before=before, after=after)
    return await profile_of(work.connection, work.caller)


async def _lock_with_organizations(work: Work) -> list[Row]:
    """Locks the caller's organizations and account, and refuses a caller whose credentials have ended meanwhile.

    Returns their places: organization_id, id, joined.
    """
    places = await work.lock_all_organizations()
    await reaffirm(work)
    return places


async def _account(work: Work) -> Row:
    account = await accounts.profile(work.connection, work.account_id)
    if account is None:
        raise Unauthenticated
    return account


async def _set_password(work: Work, password: _NewPassword) -> None:
    """Sets the password, ends the other sessions and any reset link."""
    current = await credentials.password_of(work.connection, work.account_id)
    if current is None or current["changed_at"] != password.current_since:
        raise Invalid(WRONG_PASSWORD)
    await credentials.set_password(work.connection, work.account_id, password.password_hash)
    await credentials.end_reset_link(work.connection, work.account_id)
    await sessions.end_all(work.connection, work.account_id, but=work.caller.identity.session_hash)


async def _store(work: Work, account: Row, values: AccountValues) -> None:
    workspace_id = values.default_workspace_id
    if workspace_id is not None and not await workspaces.one_of_account(work.connection, work.account_id, workspace_id):
        raise Invalid("Invalid default_workspace_id")
    if values.email is not None:
        await _refuse_taken(work, values.email)
    await accounts.change(work.connection, work.account_id, values)
    if values.name is not None or values.email is not None:
        await organization_users.follow_account(work.connection, work.account_id)
    if values.email is not None:
        await _email_changed(work, account["email"], values.email)


async def _refuse_taken(work: Work, email: str) -> None:
    await accounts.drop_placeholder(work.connection, email)
    holders = {row["id"] for row in await accounts.of_emails(work.connection, [email])}
    if holders - {work.account_id} or await invitations.is_taken(work.connection, work.account_id, email):
        raise Invalid(TAKEN)


async def _email_changed(work: Work, earlier: str, email: str) -> None:
    """Ends the link that went to the earlier address, tells it, and lets invitations follow to the new one."""
    await credentials.end_reset_link(work.connection, work.account_id)
    await avatars.follow_address(work.connection, work.account_id, email)
    await invitations.follow_account(work.connection, work.account_id, email)
    await outgoing_messages.add(
        work.connection,
        "email_changed",
        work.account_id,
        {"earlier_address": earlier},
        organization_id=None,
        address=earlier,
    )


@dataclass(frozen=True, slots=True)
class Stand:
    """An organization that the caller is in, or invited to, and whether others depend on them there."""

    organization_id: int
    name: str
    owns: bool
    pays: bool
    joined: bool
    inactive: bool
    people: int

    @property
    def is_deactivated(self) -> bool:
        """Whether the caller has joined it, and sees nothing of it any more."""
        return self.joined and self.inactive

    @property
    def ends(self) -> bool:
        """Whether the organization ends when the caller leaves it."""
        return self.joined and self.people == 1

    @property
    def holds(self) -> bool:
        """Whether the caller cannot leave it: they own or pay for what others are in."""
        return self.people > 1 and (self.owns or self.pays)


async def stands(caller: Caller) -> list[Stand]:
    """Where the caller stands, by the names of the organizations: what leaving them and closing the account does."""
    async with caller.installation.database.reading() as queries:
        rows = await personal_data.stands(queries, caller.identity.account_id)
    found = [Stand(**row) for row in rows]
    return sorted(found, key=lambda stand: (stand.name.casefold(), stand.organization_id))


async def close_by_password(caller: Caller, password: str) -> None:
    """Closes the caller's account as ``post_close_account`` does, once they have said their password again."""
    current = await _verified(caller, password)
    await _close_while(caller, current["changed_at"])


@changing
async def _close_while(work: Work, password_since: datetime) -> None:
    places = await _lock_with_organizations(work)
    current = await credentials.password_of(work.connection, work.account_id)
    if current is None or current["changed_at"] != password_since:
        raise Invalid(WRONG_PASSWORD)
    await close(work, places)


@changing
async def post_close_account(work: Work) -> None:
    """Takes the caller out of all organizations, deletes those they were alone in, and then the account itself."""
    await close(work, await _lock_with_organizations(work))


async def close(work: Work, places: list[Row]) -> None:
    """Takes the caller out of these places, which are all of theirs and locked, and deletes the account."""
    # Before they leave: who is not there is in no log. What is deleted with its last person takes its log with it.
    await work.record_for_person("close", "account", work.account_id, after={"closed": True})
    for place in places:
        if place["joined"]:
            await leave(work, place["organization_id"], place["id"])
        else:
            await _decline(work, place)
    await accounts.delete(work.connection, work.account_id)


async def _decline(work: Work, place: Row) -> None:
    """Withdraws an invitation, and the place that waited for the caller."""
    organization_id = place["organization_id"]
    for invitation in await organization_users.delete(work.connection, organization_id, [place["id"]]):
        await work.record(
            "withdraw",
            "invitation",
            invitation["id"],
            before={"state": "pending"},
            after={"state": "withdrawn", "email": invitation["email"]},
            organization_id=organization_id,
        )
    await work.record("close", "account", work.account_id, after={"closed": True}, organization_id=organization_id)
