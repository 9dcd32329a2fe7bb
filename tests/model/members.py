"""What can be done with the people of an organization, and what they do with themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from model.organization import (
    ORGANIZATION_ROLES,
    WORKSPACE_ROLES,
    Member,
    Organization,
    forbidden,
    invalid,
    missing,
)

UNAUTHORIZED = "User is not authorized to update the organization user"


def put_organization_users(organization: Organization, actor: int, number: int, body: dict[str, Any]) -> str:
    """Changes somebody, all that is asked or nothing: the role, the state, the name and address, the places."""
    organization.permit("put_organization_users", actor)
    if body.get("organization_admin") is not None and body.get("role_id") is not None:
        raise invalid("Cannot use both admin flags and role_id.")
    if all(value is None for value in body.values()):
        raise invalid("At least one field is required.")
    member = organization.member_numbered(number)
    if member is None:
        raise missing("Invalid organization user ID.")
    was_above = member.above
    _change_role(organization, member, body)
    _change_activity(organization, member, body.get("inactive"))
    _change_name_and_email(organization, actor, member, body, was_above=was_above)
    if body.get("groups") is not None:
        _replace_groups(organization, member, body["groups"])
    if body.get("workspaces") is not None:
        _replace_workspaces(organization, member, body["workspaces"])
    if body.get("groups") is not None or body.get("workspaces") is not None:
        organization.settle([member.account])
    organization.end_outgrown_links([member.account])
    return "OK"


def _change_role(organization: Organization, member: Member, body: dict[str, Any]) -> None:
    wanted = member.role
    if body.get("role_id") is not None:
        wanted = _role_numbered(body["role_id"])
        if wanted == "owner" and member.role != "owner":
            raise invalid("Invalid organization role.")
    elif body.get("organization_admin") is not None and body["organization_admin"] != member.above:
        wanted = "admin" if body["organization_admin"] else "member"
    if wanted == member.role:
        return
    # To be an admin is less than to be the owner.
    if member.role == "owner":
        raise invalid("Cannot remove admin privileges from owner.")
    if wanted == "member" and member.paying:
        raise invalid("Cannot remove admin privileges from paying user.")
    member.role = wanted
    if wanted == "admin":
        organization.links.pop(member.account, None)


def _role_numbered(number: int) -> str:
    if number <= 0:
        raise invalid("Invalid role_id.")
    if number > 7:
        raise invalid(f"Invalid role ID: {number}.")
    for role, known in ORGANIZATION_ROLES.items():
        if known == number:
            return role
    raise invalid("Invalid organization role.")


def _change_activity(organization: Organization, member: Member, inactive: bool | None) -> None:
    if inactive is None or inactive == member.inactive:
        return
    if inactive:
        refuse_deactivation(member)
        organization.end_transfers_of([member.account])
        organization.links.pop(member.account, None)
    member.inactive = inactive


def refuse_deactivation(member: Member) -> None:
    if member.role == "owner":
        raise invalid("Cannot deactivate owner.")
    if member.paying:
        raise invalid("Cannot deactivate paying user.")


def _change_name_and_email(
    organization: Organization, actor: int, member: Member, body: dict[str, Any], *, was_above: bool
) -> None:
    name = member.name if body.get("name") is None else body["name"].strip()
    email = member.email if body.get("email") is None else body["email"].strip()
    if not name:
        raise invalid("Field 'name' cannot be empty.")
    if (name, email) == (member.name, member.email):
        return
    _refuse_bad_email(email)
    if email != member.email:
        _refuse_taking_over(organization, actor, member, was_above=was_above)
        _refuse_lent_account(organization, member)
        _move(organization, member, email)
    _refuse_lent_account(organization, member)
    account = organization.accounts[member.account]
    account.name = member.name = name
    account.as_made = False


def _refuse_bad_email(email: str) -> None:
    if not email:
        raise invalid("Missing e-mail.")
    if "@" not in email:
        raise invalid(f"Invalid e-mail: '{email}'")


def _refuse_lent_account(organization: Organization, member: Member) -> None:
    """An organization changes nobody's account but of those who have joined it, and no other."""
    joined_or_nobodys = member.joined or not organization.accounts[member.account].token
    if not organization.is_alone_here(member.account) or not joined_or_nobodys:
        raise invalid("User has multiple organizations.")


def _move(organization: Organization, member: Member, email: str) -> None:
    """Another address: what went to the earlier one leads nowhere any more."""
    holder = organization.account_at(email)
    if holder is not None and holder.number != member.account:
        if not _is_free(organization, holder.number):
            raise invalid("Email already exists.")
        del organization.accounts[holder.number]
    organization.links.pop(member.account, None)
    for invitation in organization.pending(member.account):
        invitation.code = None
    organization.accounts[member.account].email = member.email = email


def _is_free(organization: Organization, account: int) -> bool:
    """Whether the account stands for an address that nobody owns and no organization waits for."""
    known = organization.accounts[account]
    return not known.token and account not in organization.members and known.elsewhere == 0


def _refuse_taking_over(organization: Organization, actor: int, member: Member, *, was_above: bool) -> None:
    """An admin turns to another address neither an equal's account nor that of who is, or is to be, the owner."""
    if actor in {member.account, organization.owner.account}:
        return
    if was_above or organization.is_to_own(member.account):
        raise forbidden(UNAUTHORIZED)


def _replace_groups(organization: Organization, member: Member, wanted: list[int]) -> None:
    refuse_foreign_groups(organization, wanted)
    for group in organization.groups.values():
        if group.number in wanted:
            group.people.add(member.account)
        else:
            group.people.discard(member.account)


def refuse_foreign_groups(organization: Organization, wanted: Iterable[int]) -> None:
    for number in wanted:
        if number not in organization.groups:
            raise invalid(f"Group '{number}' is not in Organization '{organization.number}'.")


def _replace_workspaces(organization: Organization, member: Member, wanted: list[dict[str, Any]]) -> None:
    """Makes these the workspaces that somebody is in directly."""
    by_number = {one["workspace_id"]: one for one in wanted}
    for number in by_number:
        if number not in organization.workspaces:
            raise invalid(f"Workspace '{number}' is not in Organization '{organization.number}'.")
    left = [number for number, place in member.places.items() if place.direct and number not in by_number]
    if left:
        refuse_removal([member])
    for number in left:
        organization.withdraw(member, number)
    for number, one in by_number.items():
        place = member.places.get(number)
        present = "user" if place is None else place.role
        organization.enter(member, number, role_wanted(one, present, refusal=_no_workspace_role(one)))


def _no_workspace_role(one: dict[str, Any]) -> str:
    return f"Invalid workspace role with ID: {one.get('role_id')}."


def role_wanted(body: dict[str, Any], present: str, *, refusal: str = "Invalid role_id.") -> str:
    """The workspace role that a payload asks for; ``present`` where it asks for none."""
    admin, role, number = (body.get(field) for field in ("admin", "role", "role_id"))
    if number is not None:
        if admin is not None or role is not None:
            raise invalid("Cannot use both admin flags and role_id.")
        for known, its_number in WORKSPACE_ROLES.items():
            if its_number == number:
                return known
        raise invalid(refusal)
    if role is not None:
        if admin is not None and admin != (role == "admin"):
            raise invalid("Bad Request")
        return str(role)
    if admin is None or admin == (present == "admin"):
        return present
    return "admin" if admin else "user"


def refuse_removal(members: Iterable[Member]) -> None:
    """The owner, the paying user and the organization's admins stay in their workspaces.

    Of several who are protected, the text is that of any.
    """
    texts = []
    for member in members:
        if member.role == "owner":
            texts.append("Cannot remove workspace owner.")
        elif member.paying:
            texts.append("Cannot remove paying user.")
        elif member.role == "admin":
            texts.append("Cannot remove organization admin.")
    if texts:
        raise invalid(*texts)


def patch_organization_users(organization: Organization, actor: int, numbers: list[int]) -> str:
    """Deletes people, all of them or none."""
    organization.permit("patch_organization_users", actor)
    if not numbers:
        raise invalid("At least one organization user ID must be supplied.")
    if len(set(numbers)) < len(numbers):
        raise invalid("Organization user IDs must be unique.")
    found = [organization.member_numbered(number) for number in numbers]
    unknown = [str(number) for number, member in zip(numbers, found, strict=True) if member is None]
    if unknown:
        raise invalid(f"The following organization user IDs do not belong to this organization: '{','.join(unknown)}'.")
    members = [member for member in found if member is not None]
    for member in members:
        if member.role == "owner":
            raise invalid(f"Cannot remove the organization owner user with organization user ID='{member.number}'.")
    for member in members:
        if member.paying:
            raise invalid(f"Cannot remove the paying user with organization user ID='{member.number}'.")
    organization.end_transfers_of([member.account for member in members])
    for member in members:
        organization.remove(member.account)
    return "OK"


def delete_organization_users_leave(organization: Organization, actor: int) -> str:
    """Takes the caller out; with its last person the organization ends."""
    member = organization.members.get(actor)
    if member is None or not member.joined:
        raise invalid("The user does not belong to the organization.")
    if len(organization.members) > 1:
        if member.role == "owner":
            raise invalid("Cannot remove the organization owner.")
        if member.paying:
            raise invalid("Cannot remove the paying user.")
    organization.end_transfers_of([actor])
    organization.remove(actor)
    return "OK"


def put_me(organization: Organization, actor: int, body: dict[str, Any]) -> None:
    """Changes the caller's own name and address, here and wherever else they are."""
    account = organization.accounts[actor]
    name = account.name if body.get("fullname") is None else body["fullname"].strip()
    email = account.email if body.get("email") is None else body["email"].strip()
    if not name:
        raise invalid("Invalid fullname")
    if "@" not in email:
        raise invalid("Invalid email")
    if (name, email) == (account.name, account.email):
        return
    if email != account.email:
        _refuse_taken(organization, actor, email)
        organization.links.pop(actor, None)
    member = organization.members.get(actor)
    if member is not None:
        # Who is only invited is known by the address alone.
        if member.joined:
            member.name = name
        elif member.name == local_part(member.email):
            member.name = local_part(email)
        member.email = email
    account.name, account.email, account.as_made = name, email, False


def local_part(email: str) -> str:
    return email.partition("@")[0]


def _refuse_taken(organization: Organization, actor: int, email: str) -> None:
    holder = organization.account_at(email)
    if holder is None or holder.number == actor:
        return
    if not _is_free(organization, holder.number):
        raise invalid("user with this email already exists")
    del organization.accounts[holder.number]
