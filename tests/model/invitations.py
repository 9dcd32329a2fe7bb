"""How people come in: invited, accepting, rejecting, signing up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from model.members import local_part, refuse_foreign_groups, role_wanted
from model.organization import Account, Invitation, Member, Organization, Refused, forbidden, invalid, missing

NO_CODE = "Invalid invitation code"
TAKEN = "user with this email already exists"


def post_organization_invitation(
    organization: Organization, actor: int, body: dict[str, Any], made: Callable[[], Any]
) -> None:
    """Invites people; who is in the organization already comes into the workspaces and groups named."""
    kind = organization.permit("post_organization_invitation", actor)
    emails = _emails(body.get("emails"))
    roles = _roles(organization, body.get("workspaces"))
    groups = body.get("groups") or []
    refuse_foreign_groups(organization, groups)
    own = organization.members[actor].administered
    if kind == "W" and (groups or not set(roles) <= own):
        raise forbidden("Forbidden")
    known = [organization.account_at(email) for email in emails]
    _refuse_inactive(organization, [account.number for account in known if account is not None])
    if kind == "W":
        _refuse_renewing_more(organization, [account.number for account in known if account is not None], own)
    answer = made()
    members = [
        _invited(organization, email, info["recipient_id"]) for email, info in zip(emails, answer["data"], strict=True)
    ]
    for member in members:
        for workspace, role in roles.items():
            # Who is there directly keeps the role that they have.
            place = member.places.get(workspace)
            organization.enter(member, workspace, role if place is None or not place.direct else None)
        for number in groups:
            organization.groups[number].people.add(member.account)
    if groups:
        organization.settle([member.account for member in members])
    _hand_out(organization, actor, members, answer)


def _emails(given: list[str] | None) -> list[str]:
    if not given:
        raise invalid("at least one email is required")
    emails = list(dict.fromkeys(one.strip() for one in given))
    for email in emails:
        if not email:
            # Without the full stop that the same has elsewhere.
            raise invalid("Missing e-mail")
        if "@" not in email:
            raise invalid(f"Invalid e-mail: '{email}'")
    return emails


def _roles(organization: Organization, workspaces: list[dict[str, Any]] | None) -> dict[int, str | None]:
    """The role to give by workspace, None where none is asked for."""
    if not workspaces:
        raise invalid("at least one workspace is required")
    if not {one["workspace_id"] for one in workspaces} <= set(organization.workspaces):
        raise invalid("invalid workspace ID")
    roles: dict[int, str | None] = {}
    for one in workspaces:
        asked = any(one.get(field) is not None for field in ("admin", "role", "role_id"))
        refusal = f"Invalid workspace role with ID: {one.get('role_id')}."
        roles[one["workspace_id"]] = role_wanted(one, "user", refusal=refusal) if asked else None
    return roles


def _refuse_inactive(organization: Organization, accounts: list[int]) -> None:
    there = [organization.members[number] for number in accounts if number in organization.members]
    texts = [
        f"User with e-mail '{member.email}' is already an inactive member of the organization"
        for member in there
        if member.inactive
    ]
    if texts:
        raise invalid(*texts)


def _refuse_renewing_more(organization: Organization, accounts: list[int], own: set[int]) -> None:
    """A workspace admin gets no new link for somebody who waits for more than that admin may give."""
    for number in accounts:
        member = organization.members.get(number)
        if member is not None and not member.joined and (member.above or not set(member.places) <= own):
            raise forbidden("Forbidden")


def _invited(organization: Organization, email: str, number: int) -> Member:
    """The organization user of that address, made where there is none."""
    if number not in organization.accounts:
        organization.accounts[number] = Account(number, local_part(email), email)
    if number not in organization.members:
        address = organization.accounts[number].email
        organization.members[number] = Member(number, local_part(address), address)
    return organization.members[number]


def _hand_out(organization: Organization, actor: int, members: list[Member], answer: Any) -> None:
    """A new link for each who has not joined, in place of the earlier one."""
    codes = {one["email"]: one["code"] for one in answer["invitations"]}
    pending = [member for member in members if not member.joined]
    assert set(codes) == {member.email for member in pending}, answer
    for member, info in zip(members, answer["data"], strict=True):
        if member.joined:
            assert (info["invitation_id"], info["invite_url"]) == (None, None), info
            continue
        code = codes[member.email]
        assert info["invite_url"].endswith(f"/{code}"), info
        earlier = organization.pending(member.account)
        if earlier:
            assert info["invitation_id"] == earlier[0].number, (info, earlier)
            earlier[0].code, earlier[0].sender = code, actor
        else:
            assert info["invitation_id"] not in {one.number for one in organization.invitations}, info
            organization.invitations.append(Invitation(info["invitation_id"], member.account, actor, code))


def put_invitation(organization: Organization, actor: int, number: int) -> str:
    """Ends the link of a pending invitation; the next one goes by mail."""
    kind = organization.permit("put_invitation", actor)
    found = [one for one in organization.pending() if one.number == number]
    if not found or organization.members[found[0].account].inactive:
        raise missing("Invitation code not found")
    places = set(organization.members[found[0].account].places)
    if kind == "W" and not places & organization.members[actor].administered:
        raise missing("Invitation code not found")
    found[0].code = None
    return "OK"


def post_organization_accept_invitation(organization: Organization, actor: int, code: str) -> str:
    _join(organization, _own(organization, actor, code))
    return "OK"


def post_reject_invitation(organization: Organization, actor: int, code: str) -> str:
    invitation = _own(organization, actor, code)
    organization.remove(invitation.account)
    invitation.state = "rejected"
    return "OK"


def _own(organization: Organization, actor: int, code: str) -> Invitation:
    """The living invitation of that code; for the person of its address alone."""
    invitation = organization.living(code)
    if invitation is None:
        raise missing(NO_CODE)
    if invitation.account != actor:
        raise forbidden("Forbidden")
    return invitation


def _join(organization: Organization, invitation: Invitation) -> None:
    invitation.state = "accepted"
    member, account = organization.members[invitation.account], organization.accounts[invitation.account]
    member.joined, member.name, member.email = True, account.name, account.email


def post_signup(organization: Organization, email: str, name: str, code: str | None, made: Callable[[], Any]) -> None:
    """Makes an account: by a code one that has joined, else one that owns an organization elsewhere."""
    invitation = None if code is None else _by_code(organization, email, code)
    account = organization.account_at(email)
    if account is not None and account.token:
        raise invalid(TAKEN)
    if invitation is None and account is not None and _awaited(organization, account.number):
        raise invalid("Account has pending invite")
    answer = made()
    if account is None:
        account = organization.accounts[answer["id"]] = Account(answer["id"], name, email)
    assert answer["id"] == account.number, (answer["id"], account)
    account.name, account.token = name, answer["api_token"]
    if invitation is not None:
        _join(organization, invitation)
    else:
        account.elsewhere += 1
        account.joined_elsewhere += 1


def _by_code(organization: Organization, email: str, code: str) -> Invitation:
    if any(one.code == code and one.state != "pending" for one in organization.invitations):
        raise invalid("Sorry, but this invitation seems either accepted or canceled")
    invitation = organization.living(code)
    if invitation is None or organization.accounts[invitation.account].email.lower() != email.lower():
        raise Refused(400, NO_CODE)
    return invitation


def _awaited(organization: Organization, account: int) -> bool:
    """Whether an invitation that can be accepted, with a link that anybody knows or not, waits for the account."""
    member = organization.members.get(account)
    return bool(organization.pending(account)) and member is not None and not member.joined and not member.inactive
