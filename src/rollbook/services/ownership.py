"""Who owns an organization and who pays for it: shown, asked for, handed over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from rollbook.domain.actors import ActorKind, Standing
from rollbook.domain.errors import Forbidden, Invalid, Missing
from rollbook.domain.ownership import FINISHED, Action, Transfer, acted, requested
from rollbook.domain.payloads import NewOwner, NewPayingUser
from rollbook.domain.permissions import NO_ORGANIZATION_ACCESS
from rollbook.persistence import (
    accounts,
    audit_entries,
    credentials,
    organization_users,
    outgoing_messages,
    owners,
    ownership_transfers,
)
from rollbook.persistence.audit_entries import AuditEntry
from rollbook.persistence.database import Row
from rollbook.persistence.outgoing_messages import Message
from rollbook.persistence.ownership_transfers import Named
from rollbook.services.installation import Installation
from rollbook.services.work import Caller, Work, changing

_MOST_ADMINISTRATORS = 1_000
NOT_FOUND = "Transfer not found in the organization"
NO_MEMBER = "User does not belong to the organization."


async def get_organization_owner(caller: Caller, organization_id: int) -> str:
    """The organization's owner, as a JSON object."""
    caller.permit("get_organization_owner")
    async with caller.installation.database.reading() as queries:
        owner = await owners.shown(queries, organization_id, avatars_url=caller.installation.avatars_url)
    if owner is None:
        raise Missing("Organization owner not found")
    return owner


async def get_ownership_transfers(caller: Caller, organization_id: int, *, ongoing: bool | None) -> str:
    """The organization's transfers that the caller may see, newest first, as a JSON array.

    With ``ongoing`` those alone that are under way, or that have finished.
    """
    of_account = _alone(caller, "get_ownership_transfers")
    async with caller.installation.database.reading() as queries:
        body, known = await ownership_transfers.listed(queries, organization_id, of_account=of_account, ongoing=ongoing)
    if of_account is not None and not known:
        raise Forbidden(NO_ORGANIZATION_ACCESS)
    return body


async def newest_transfers(caller: Caller, organization_id: int, *, most: int) -> list[Named]:
    """The organization's newest transfers that the caller may see, with names; none for who is in none."""
    of_account = _alone(caller, "get_ownership_transfers")
    async with caller.installation.database.reading() as queries:
        return await ownership_transfers.newest(queries, organization_id, of_account=of_account, most=most)


async def is_awaited(caller: Caller, organization_id: int) -> bool:
    """Whether a transfer of the organization waits for the caller's answer."""
    _alone(caller, "get_ownership_transfers")
    async with caller.installation.database.reading() as queries:
        return await ownership_transfers.awaits(queries, organization_id, caller.identity.account_id)


async def get_ownership_transfer(caller: Caller, organization_id: int, transfer_id: int) -> str:
    """One transfer, as a JSON object."""
    of_account = _alone(caller, "get_ownership_transfer")
    async with caller.installation.database.reading() as queries:
        body = await ownership_transfers.shown(queries, organization_id, transfer_id, of_account=of_account)
    if body is None:
        raise _not_seen(caller.standing)
    return body


def _alone(caller: Caller, operation: str) -> int | None:
    """The account whose transfers alone the caller may see, None for who may see all; refuses who is outside."""
    if caller.standing.kind(of_workspace=False) in {ActorKind.WORKSPACE_ADMIN, ActorKind.MEMBER}:
        return caller.identity.account_id
    caller.permit(operation)
    return None


def _not_seen(standing: Standing) -> Forbidden | Missing:
    """What somebody is told of a transfer that is not there; or, for who may not see all, not theirs."""
    return Missing(NOT_FOUND) if standing.is_administrator else Forbidden(NO_ORGANIZATION_ACCESS)


@changing
async def post_ownership_transfer(work: Work, organization_id: int, wanted: NewOwner) -> str:
    """Asks for another owner, whom an admin need not name when it is to be them; returns the transfer as JSON."""
    standing = await work.enter("post_ownership_transfer")
    owner_id = await owners.owner(work.connection, organization_id)
    if owner_id is None:
        raise Invalid("Cannot load organization.")
    new_owner_id = _new_owner(work, standing, wanted)
    await _settle_expired(work, organization_id)
    if await ownership_transfers.is_ongoing(work.connection, organization_id):
        raise Invalid("An ownership transfer is already in progress.")
    if new_owner_id == owner_id or await _active(work, organization_id, new_owner_id) is None:
        raise Invalid(NO_MEMBER)
    now = await ownership_transfers.moment(work.connection)
    transfer = requested(work.account_id, owner_id, new_owner_id, now)
    transfer_id = await ownership_transfers.add(work.connection, organization_id, transfer)
    # Who holds a link into their account could accept in their place.
    await credentials.end_administrators_reset_link(work.connection, new_owner_id)
    after = {"current_owner_id": owner_id, "new_owner_id": new_owner_id}
    await work.record("create", "ownership_transfer", transfer_id, after=after)
    await _tell(work, organization_id, transfer_id, "requested", transfer.waits_for)
    return await _shown(work, organization_id, transfer_id)


def _new_owner(work: Work, standing: Standing, wanted: NewOwner) -> int:
    named = {number for number in (wanted.new_owner_id, wanted.user_id) if number is not None}
    if len(named) > 1:
        raise Invalid("Bad Request")
    if named:
        return named.pop()
    if standing.role == "owner":
        raise Invalid("new_owner_id is required")
    return work.account_id


async def post_ownership_transfer_actions(
    caller: Caller, organization_id: int, transfer_id: int, action: Action
) -> str:
    """Accepts, refuses or calls off a transfer; returns it as JSON.

    The second side that accepts makes the new owner the owner, and the old one an admin.
    """
    transfer = await _act(caller, organization_id, transfer_id, action)
    if transfer is None:
        raise Invalid(FINISHED)
    return transfer


@changing
async def _act(work: Work, organization_id: int, transfer_id: int, action: Action) -> str | None:
    """The transfer after the action; None, which ends it as cancelled, when it can no longer be carried out."""
    _refuse_outsiders(work.caller.standing)
    standing = await work.lock()
    _refuse_outsiders(standing)
    present = await ownership_transfers.locked(work.connection, organization_id, transfer_id)
    if present is None:
        raise _not_seen(standing)
    now = await ownership_transfers.moment(work.connection)
    after = acted(present, action, work.account_id, now)
    new_owner = None
    if after.outcome == "accepted":
        new_owner = await _still_possible(work, organization_id, after)
        if new_owner is None:
            after = present.finished("cancelled", now)
    await ownership_transfers.change(work.connection, organization_id, transfer_id, after)
    await _record(work, organization_id, transfer_id, after, after.side_of(work.account_id))
    if new_owner is not None:
        await _hand_over(work, organization_id, after, new_owner)
    await _tell_of_action(work, organization_id, transfer_id, after)
    if action == "accept" and after.outcome == "cancelled":
        return None
    return await _shown(work, organization_id, transfer_id)


def _refuse_outsiders(standing: Standing) -> None:
    if standing.kind(of_workspace=False) is ActorKind.OUTSIDER:
        raise Forbidden(NO_ORGANIZATION_ACCESS)


async def _still_possible(work: Work, organization_id: int, transfer: Transfer) -> Row | None:
    """Who is to be the owner, if they can be it still, and the owner is who accepted as the owner."""
    owner_id = await owners.owner(work.connection, organization_id)
    if owner_id is None:
        raise Missing("Owner not found.")
    if owner_id != transfer.current_owner.account_id:
        return None
    return await _active(work, organization_id, transfer.new_owner.account_id)


async def _active(work: Work, organization_id: int, account_id: int) -> Row | None:
    """The account's place in the organization, where it is that of somebody joined and active."""
    rows = await organization_users.by_accounts(work.connection, organization_id, [account_id])
    return next((row for row in rows if row["joined"] and not row["inactive"]), None)


async def _hand_over(work: Work, organization_id: int, transfer: Transfer, new_owner: Row) -> None:
    before, after = (side.account_id for side in transfer.sides)
    await owners.replace(work.connection, organization_id, new_owner["id"])
    await accounts.access_changed(work.connection, [before, after])
    # A link that leads into a member's account must not lead into the owner's.
    await credentials.end_administrators_reset_link(work.connection, after)
    await work.record(
        "update",
        "organization",
        organization_id,
        before={"owner": before},
        after={"owner": after},
        organization_id=organization_id,
    )


async def end_transfers_of(work: Work, organization_id: int, organization_user_ids: Sequence[int]) -> None:
    """Calls off the transfer that one of these people is a side of: they are about to lose their place."""
    ended = await ownership_transfers.cancel_of_people(work.connection, organization_id, organization_user_ids)
    if ended is None:
        return
    transfer_id, transfer = ended
    leaving = await organization_users.some(work.connection, organization_id, organization_user_ids)
    lost = {row["account_id"] for row in leaving} & transfer.concerned
    side = next((transfer.side_of(account_id) for account_id in lost if transfer.side_of(account_id)), None)
    await _record(work, organization_id, transfer_id, transfer, side)
    await _tell(work, organization_id, transfer_id, "cancelled", transfer.concerned - lost - {work.account_id})


async def _record(work: Work, organization_id: int, transfer_id: int, transfer: Transfer, side: str | None) -> None:
    sides = {"current_owner_id": transfer.current_owner.account_id, "new_owner_id": transfer.new_owner.account_id}
    await work.record(
        "update",
        "ownership_transfer",
        transfer_id,
        before={"outcome": None},
        after=sides | {"outcome": transfer.outcome, "side": side},
        organization_id=organization_id,
    )


async def _tell_of_action(work: Work, organization_id: int, transfer_id: int, transfer: Transfer) -> None:
    if transfer.outcome == "accepted":
        sides = [side.account_id for side in transfer.sides]
        await _tell(work, organization_id, transfer_id, "accepted", sides)
    elif transfer.outcome is not None:
        await _tell(work, organization_id, transfer_id, transfer.outcome, transfer.concerned - {work.account_id})


async def _tell(work: Work, organization_id: int, transfer_id: int, what: str, account_ids: Iterable[int]) -> None:
    """Lets those of the people know who are still in the organization."""
    rows = await organization_users.by_accounts(work.connection, organization_id, sorted(account_ids))
    messages = [
        Message(uuid4(), row["account_id"], {"transfer_id": transfer_id})
        for row in rows
        if row["joined"] and not row["inactive"]
    ]
    kind = f"ownership_transfer_{what}"
    await outgoing_messages.add_all(work.connection, kind, messages, organization_id=organization_id)


async def _shown(work: Work, organization_id: int, transfer_id: int) -> str:
    body = await ownership_transfers.shown(work.connection, organization_id, transfer_id, of_account=None)
    if body is None:
        raise Missing(NOT_FOUND)
    return body


async def _settle_expired(work: Work, organization_id: int) -> None:
    for row in await ownership_transfers.settle_expired(work.connection, organization_id):
        await audit_entries.add(work.connection, organization_id, _expiry(row["id"], work.caller.request_id))


async def end_expired_transfers(installation: Installation) -> None:
    """Settles the transfers that have run out, in all organizations."""
    async with installation.database.transaction() as connection:
        for row in await ownership_transfers.settle_expired(connection, None):
            await audit_entries.add(connection, row["organization_id"], _expiry(row["id"], ""))


def _expiry(transfer_id: int, request_id: str) -> AuditEntry:
    return AuditEntry(
        action="update",
        entity_type="ownership_transfer",
        entity_id=transfer_id,
        account_id=None,
        signed_in_by="job",
        request_id=request_id,
        before={"outcome": None},
        after={"outcome": "expired"},
    )


@dataclass(frozen=True, slots=True)
class Administrator:
    """The owner or an admin of an organization."""

    account_id: int
    name: str
    email: str
    owns: bool
    pays: bool


async def administrators(caller: Caller, organization_id: int) -> list[Administrator]:
    """Who pays for the organization, and who else could; who pays is the first."""
    caller.permit("put_organization_paying_user")
    async with caller.installation.database.reading() as queries:
        rows = await owners.administrators(queries, organization_id, most=_MOST_ADMINISTRATORS)
    return [
        Administrator(row["account_id"], row["name"], row["email"], row["role"] == "owner", row["paying"])
        for row in rows
    ]


@changing
async def put_organization_paying_user(work: Work, organization_id: int, wanted: NewPayingUser) -> None:
    """Lets another admin pay for the organization."""
    standing = await work.enter("put_organization_paying_user")
    present = await owners.paying(work.connection, organization_id)
    if standing.role != "owner" and present != work.account_id:
        raise Forbidden(NO_ORGANIZATION_ACCESS)
    person = None if wanted.user_id is None else await _active(work, organization_id, wanted.user_id)
    if person is None:
        raise Invalid("User does not exist in the organization.")
    if person["role"] == "member":
        raise Invalid("The paying user must be an admin of the organization.")
    if person["account_id"] == present:
        return
    await owners.replace_paying(work.connection, organization_id, person["id"])
    await work.record(
        "update",
        "organization",
        organization_id,
        before={"paying_user": present},
        after={"paying_user": person["account_id"]},
    )
