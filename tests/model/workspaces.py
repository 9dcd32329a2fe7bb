"""What can be done with workspaces and the people in them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from model.members import refuse_deactivation, refuse_removal, role_wanted
from model.organization import (
    NO_ACCESS,
    NOT_ACCESSIBLE,
    Member,
    Organization,
    Place,
    Workspace,
    forbidden,
    invalid,
    missing,
)

TAKEN = "another workspace with same name exists in organization"


def put_workspace_user(
    organization: Organization, actor: int, workspace: int, member: Member | None, body: dict[str, Any]
) -> str:
    """Changes a workspace user, whichever number named them."""
    if organization.kind_in(actor, workspace) == "M" and workspace in organization.workspaces:
        raise forbidden(NO_ACCESS)
    kind = organization.permit_in("put_workspace_users", actor, workspace)
    if member is None or workspace not in member.places:
        raise forbidden(NOT_ACCESSIBLE)
    place = member.places[workspace]
    before = (place.role, place.inactive)
    _change(place, body)
    access_changes = (place.role, place.inactive) != before
    if access_changes and member.above and kind == "W":
        raise forbidden(NO_ACCESS)
    if place.inactive and not before[1]:
        refuse_deactivation(member)
    if place.role != "user" and not place.direct:
        raise invalid("Bad Request")
    if access_changes:
        organization.end_outgrown_links([member.account])
    return "OK"


def _change(place: Place, body: dict[str, Any]) -> None:
    """A field that is null or absent is cleared where ``postedFields`` names it, else left as it is."""
    posted = {field for field in body.get("postedFields") or () if body.get(field) is None}
    present = "user" if posted & {"admin", "role", "role_id"} else place.role
    place.role = role_wanted(body, present)
    for field, name, unset in (
        ("inactive", "inactive", False),
        ("view_edit_billable_rates", "edits_rates", False),
        ("view_edit_labor_costs", "edits_costs", False),
    ):
        if body.get(field) is not None or field in posted:
            setattr(place, name, unset if body.get(field) is None else body[field])
    if body.get("rate") is not None or "rate" in posted:
        place.rate = None if body.get("rate") is None else amount(body["rate"])
    _change_labor_cost(place, body, posted)
    if body.get("working_hours_in_minutes") is not None or "working_hours_in_minutes" in posted:
        place.minutes = body.get("working_hours_in_minutes")
        if place.minutes is not None and place.minutes <= 0:
            raise invalid("Working hours must be positive or null")


def _change_labor_cost(place: Place, body: dict[str, Any], posted: set[str]) -> None:
    wanted = set()
    if body.get("labour_cost") is not None:
        wanted.add(amount(Decimal(body["labour_cost"]) / 100))
    if body.get("labor_cost") is not None:
        wanted.add(amount(body["labor_cost"]))
    if len(wanted) > 1:
        raise invalid("Bad Request")
    if wanted:
        place.labor_cost = wanted.pop()
    elif posted & {"labour_cost", "labor_cost"}:
        place.labor_cost = None


def amount(number: float | Decimal) -> Decimal:
    """Currency units with two decimals, half a cent rounded up."""
    exact = Decimal(str(number))
    if not 0 <= exact <= Decimal("9999999999.99"):
        raise invalid("Bad Request")
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def delete_workspace_user(organization: Organization, actor: int, workspace: int, number: int) -> str:
    """Ends a direct membership; a group may hold the person all the same."""
    organization.permit_in("delete_workspace_user", actor, workspace)
    member = organization.place_numbered(workspace, number)
    if member is None:
        raise forbidden(NOT_ACCESSIBLE)
    _end(organization, workspace, [member])
    return ""


def patch_organization_workspace_users(
    organization: Organization, actor: int, workspace: int, numbers: list[int]
) -> str:
    """Ends direct memberships, all of them or none."""
    organization.permit_in("patch_organization_workspace_users", actor, workspace)
    if workspace not in organization.workspaces:
        raise missing("Resource can not be found")
    if not numbers:
        raise invalid("At least one workspace user ID must be supplied.")
    if len(set(numbers)) < len(numbers):
        raise invalid("Workspace user IDs must be unique")
    found = [organization.place_numbered(workspace, number) for number in numbers]
    unknown = [str(number) for number, member in zip(numbers, found, strict=True) if member is None]
    if unknown:
        raise invalid(f"Wrong workspace user IDs: {','.join(unknown)}")
    _end(organization, workspace, [member for member in found if member is not None])
    return "OK"


def _end(organization: Organization, workspace: int, members: list[Member]) -> None:
    if not all(member.places[workspace].direct for member in members):
        raise invalid("Bad Request")
    refuse_removal(members)
    for member in members:
        organization.withdraw(member, workspace)
    organization.settle([member.account for member in members])


def put_organization_workspaces_assignments(
    organization: Organization, actor: int, workspace: int, assignments: list[dict[str, Any]]
) -> str:
    """Moves people and groups into and out of a workspace, all or none; of several for one the last counts."""
    organization.permit_in("put_organization_workspaces_assignments", actor, workspace)
    if workspace not in organization.workspaces:
        raise invalid("Invalid workspace ID.")
    for one in assignments:
        if one.get("operation") not in {"add", "remove"}:
            raise invalid("Field operation can contain only 'add' or 'remove'.")
        if one.get("user_id") is not None and one.get("group_id") is not None:
            raise invalid("Cannot send user_id and group_id in the same element.")
        if one.get("user_id") is None and one.get("group_id") is None:
            raise invalid("One of user_id or group_id is required.")
    people = {one["user_id"]: one["operation"] for one in assignments if one.get("user_id") is not None}
    groups = {one["group_id"]: one["operation"] for one in assignments if one.get("group_id") is not None}
    moved_people = _assign_people(organization, workspace, people)
    moved_groups = _assign_groups(organization, workspace, groups)
    if not moved_people and not moved_groups:
        raise invalid("Nothing to change.")
    organization.settle(None if moved_groups else people)
    return "OK"


def _assign_people(organization: Organization, workspace: int, wanted: dict[int, str]) -> bool:
    if not set(wanted) <= set(organization.members):
        raise invalid("Invalid user_id.")
    direct = {
        number
        for number, member in organization.members.items()
        if workspace in member.places and member.places[workspace].direct
    }
    added = [number for number, operation in wanted.items() if operation == "add" and number not in direct]
    removed = [number for number, operation in wanted.items() if operation == "remove" and number in direct]
    refuse_removal(organization.members[number] for number in removed)
    for number in added:
        organization.enter(organization.members[number], workspace, None)
    for number in removed:
        organization.withdraw(organization.members[number], workspace)
    return bool(added or removed)


def _assign_groups(organization: Organization, workspace: int, wanted: dict[int, str]) -> bool:
    if not set(wanted) <= set(organization.groups):
        raise invalid("Invalid group_id.")
    before = {number: set(organization.groups[number].workspaces) for number in wanted}
    for number, operation in wanted.items():
        there = organization.groups[number].workspaces
        (there.add if operation == "add" else there.discard)(workspace)
    return any(organization.groups[number].workspaces != there for number, there in before.items())


def post_organization_workspaces(
    organization: Organization, actor: int, body: dict[str, Any], made: Callable[[], Any]
) -> None:
    """Makes a workspace, administered by the caller and those named."""
    organization.permit("post_organization_workspaces", actor)
    name = _name(body.get("name"))
    admins = body.get("admins") or []
    for number in admins:
        if number not in organization.members:
            raise invalid(f"User with id {number} does not exist.")
    _refuse_taken(organization, name)
    workspace = Workspace(made()["id"], name)
    organization.workspaces[workspace.number] = workspace
    for number in {actor, *admins}:
        organization.enter(organization.members[number], workspace.number, "admin")
    organization.end_outgrown_links({actor, *admins})


def _name(name: str | None) -> str:
    if name is None:
        raise invalid("workspace name must not be nil")
    if not name.strip():
        raise invalid("workspace name must contain non-space characters")
    return name.strip()


def _refuse_taken(organization: Organization, name: str, present: Workspace | None = None) -> None:
    taken = [one for one in organization.workspaces.values() if one.name.lower() == name.lower()]
    if taken and taken != [present]:
        raise invalid(TAKEN)


def put_workspaces(organization: Organization, actor: int, workspace: int, body: dict[str, Any]) -> None:
    """Changes a workspace's name and currency, and who are its admins by their role."""
    kind = organization.permit_in("put_workspaces", actor, workspace)
    changed = organization.workspaces[workspace]
    if body.get("name") is not None:
        name = _name(body["name"])
        _refuse_taken(organization, name, changed)
        changed.name = name
    changed.currency = body.get("default_currency") or changed.currency
    if body.get("admins") is not None:
        _appoint(organization, workspace, set(body["admins"]), by_administrator=kind != "W")


def _appoint(organization: Organization, workspace: int, wanted: set[int], *, by_administrator: bool) -> None:
    """Makes these, and no others, admins by their role in the workspace.

    Those who administer the whole organization lose nothing by not being named, and get the role from each other alone.
    """
    members = organization.members
    there = {number for number, member in members.items() if workspace in member.places}
    above = {number for number, member in members.items() if member.above}
    for number in sorted(wanted - there - above):
        raise invalid(f"User {number} not exists in the workspace.")
    indirect = {number for number in there if not members[number].places[workspace].direct}
    if (wanted - above) & indirect:
        raise invalid("Bad Request")
    direct = there - indirect
    appointed = {number for number in wanted & direct if members[number].places[workspace].role != "admin"}
    if not by_administrator:
        appointed -= above
    for number in direct - wanted - above:
        if members[number].places[workspace].role == "admin":
            members[number].places[workspace].role = "user"
    for number in appointed:
        members[number].places[workspace].role = "admin"
    organization.end_outgrown_links(appointed)


def post_workspace_rates(organization: Organization, actor: int, workspace: int, body: dict[str, Any]) -> str:
    """Puts an amount in force for a workspace user; without an amount, none."""
    organization.permit_in("post_workspace_rates", actor, workspace)
    if all(value is None for value in body.values()):
        raise invalid("Request payload must be informed")
    if body.get("level") != "workspace_user":
        raise invalid("Invalid level: it should be workspace, workspace_user, project or project_user")
    member = organization.place_numbered(workspace, body["level_id"])
    if member is None:
        raise invalid("User not found in workspace")
    new = None if body.get("amount") is None else amount(body["amount"])
    place = member.places[workspace]
    if body.get("type") == "labor_costs":
        place.labor_cost = new
    else:
        place.rate = new
    return ""


def post_workspace_users_lost_password(
    organization: Organization, actor: int, workspace: int, account: int, made: Callable[[], Any]
) -> None:
    """A link by which a plain member of this organization alone gets a new password."""
    kind = organization.permit_in("post_workspace_users_lost_password", actor, workspace)
    member = organization.members.get(account)
    if (
        member is None
        or workspace not in member.places
        or not member.active
        or member.role == "owner"
        or (kind == "A" and (member.role == "admin" or organization.is_to_own(account)))
        or organization.accounts[account].joined_elsewhere
    ):
        raise forbidden(NO_ACCESS)
    organization.links[account] = made()["url"].rpartition("code=")[2]
