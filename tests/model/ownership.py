"""Who owns the organization, who pays for it, and how that changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from model.organization import NO_ORGANIZATION_ACCESS, Organization, Transfer, forbidden, invalid, missing

NO_MEMBER = "User does not belong to the organization."


def post_ownership_transfer(
    organization: Organization, actor: int, body: dict[str, Any], made: Callable[[], Any]
) -> None:
    """Asks for another owner; an admin who names nobody means themselves. Who is a side accepts by asking."""
    kind = organization.permit("post_ownership_transfer", actor)
    named = {body[field] for field in ("new_owner_id", "user_id") if body.get(field) is not None}
    if len(named) > 1:
        raise invalid("Bad Request")
    if not named and kind == "O":
        raise invalid("new_owner_id is required")
    new_owner = named.pop() if named else actor
    if organization.ongoing is not None:
        raise invalid("An ownership transfer is already in progress.")
    owner = organization.owner.account
    member = organization.members.get(new_owner)
    if new_owner == owner or member is None or not member.active:
        raise invalid(NO_MEMBER)
    transfer = Transfer(made()["owner_transfer_id"], actor, owner, new_owner)
    _answer(transfer, actor, accepts=True)
    organization.transfers.append(transfer)
    # Who holds a link into the account could accept in its place.
    organization.links.pop(new_owner, None)


def _answer(transfer: Transfer, account: int, *, accepts: bool) -> None:
    if account == transfer.owner:
        transfer.owner_accepts = accepts
    elif account == transfer.new_owner:
        transfer.new_owner_accepts = accepts


def post_ownership_transfer_actions(organization: Organization, actor: int, number: int, action: str) -> None:
    """Accepts, refuses or calls off a transfer; with the second side that accepts it is carried out."""
    kind = organization.permit("post_ownership_transfer_actions", actor)
    transfer = next((one for one in organization.transfers if one.number == number), None)
    if transfer is None:
        if kind in {"O", "A"}:
            raise missing("Transfer not found in the organization")
        raise forbidden(NO_ORGANIZATION_ACCESS)
    sides = {transfer.owner: transfer.owner_accepts, transfer.new_owner: transfer.new_owner_accepts}
    entitled = {transfer.requester, transfer.owner} if action == "cancel" else set(sides)
    if actor not in entitled:
        raise forbidden(NO_ORGANIZATION_ACCESS)
    if transfer.outcome is not None:
        raise invalid("The ownership transfer is finished.")
    if action == "cancel":
        transfer.outcome = "cancelled"
        return
    if sides[actor] is not None:
        raise invalid("Nothing to change.")
    _answer(transfer, actor, accepts=action == "accept")
    if action == "reject":
        transfer.outcome = "rejected"
    elif transfer.owner_accepts and transfer.new_owner_accepts:
        transfer.outcome = "accepted"
        _hand_over(organization, transfer)


def _hand_over(organization: Organization, transfer: Transfer) -> None:
    """The old owner is an admin then; the paying user stays."""
    organization.members[transfer.owner].role = "admin"
    organization.members[transfer.new_owner].role = "owner"
    organization.links.pop(transfer.new_owner, None)


def put_organization_paying_user(organization: Organization, actor: int, body: dict[str, Any]) -> str:
    """By the owner or the paying user, to an admin or the owner."""
    kind = organization.permit("put_organization_paying_user", actor)
    payer = organization.payer
    if kind != "O" and payer.account != actor:
        raise forbidden(NO_ORGANIZATION_ACCESS)
    member = None if body.get("user_id") is None else organization.members.get(body["user_id"])
    if member is None or not member.active:
        raise invalid("User does not exist in the organization.")
    if not member.above:
        raise invalid("The paying user must be an admin of the organization.")
    payer.paying = False
    member.paying = True
    return "OK"


def put_organization(organization: Organization, actor: int, body: dict[str, Any]) -> str:
    """Renames the organization."""
    organization.permit("put_organization", actor)
    if body.get("name") is None:
        raise invalid("At least one field is required")
    if not body["name"].strip():
        raise invalid("field 'name' cannot be empty")
    organization.name = body["name"].strip()
    return "OK"
