"""What the lists show, and to whom. Times are left out: the model has no clock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from model.organization import (
    ORGANIZATION_ROLES,
    WORKSPACE_ROLES,
    Group,
    Member,
    Organization,
    Place,
    Transfer,
    Workspace,
    invalid,
)

TIMES = {
    "at",
    "created_at",
    "rate_last_updated",
    "labor_cost_last_updated",
    "current_owner_answered_at",
    "new_owner_answered_at",
    "finished_at",
}


def timeless(value: Any) -> Any:
    """The JSON without the fields that are times."""
    if isinstance(value, dict):
        return {name: timeless(inner) for name, inner in value.items() if name not in TIMES}
    return [timeless(inner) for inner in value] if isinstance(value, list) else value


# The order of lists -----------------------------------------------------------------------------------------------


def _by_name(members: Iterable[Member]) -> list[Member]:
    return sorted(members, key=lambda member: (member.name.lower(), member.number or 0))


def _in_workspace(organization: Organization, workspace: int) -> list[tuple[Member, Place]]:
    there = [(one, one.places[workspace]) for one in organization.members.values() if workspace in one.places]
    return sorted(there, key=lambda pair: (pair[0].name.lower(), pair[1].number or 0))


def _named(things: Iterable[Any]) -> list[Any]:
    return sorted(things, key=lambda thing: (thing.name.lower(), thing.number))


# The organization's people ----------------------------------------------------------------------------------------


def organization_users(organization: Organization, actor: int, query: dict[str, str]) -> list[Any]:
    organization.permit("get_organization_users", actor)
    shown = set(organization.workspaces)
    return [_short(organization, one) for one in _page(_found(organization, query, shown), query)]


def organization_users_detailed(organization: Organization, actor: int, query: dict[str, str]) -> list[Any]:
    """A workspace admin sees the people and details of the workspaces that they administer, and no more."""
    kind = organization.permit("get_organization_users_detailed", actor)
    shown = organization.members[actor].administered if kind == "W" else set(organization.workspaces)
    if kind == "W" and not _numbers(query.get("workspaces")) <= shown:
        raise invalid("user cannot access specified workspace id.")
    found = _found(organization, query, shown, of_groups_elsewhere=kind != "W")
    if kind == "W":
        found = [one for one in found if set(one.places) & shown]
    return [_detailed(organization, one, shown, everything=kind != "W") for one in _page(found, query)]


def _numbers(text: str | None) -> set[int]:
    return {int(part) for part in text.split(",")} if text else set()


def _found(
    organization: Organization, query: dict[str, str], shown: set[int], *, of_groups_elsewhere: bool = True
) -> list[Member]:
    """Those whom the filters leave: each filter is a union, all together are an intersection."""
    found = _by_name(organization.members.values())
    if text := query.get("filter", "").lower():
        found = [one for one in found if text in one.name.lower() or text in one.email.lower()]
    if states := query.get("active_status"):
        found = [one for one in found if one.state in states.split(",")]
    if query.get("only_admins", "").lower() == "true":
        found = [one for one in found if one.above]
    if "groups" in query:
        groups = [one for one in organization.groups.values() if one.number in _numbers(query["groups"])]
        found = [
            one
            for one in found
            if any(
                one.account in group.people and (of_groups_elsewhere or group.workspaces & shown) for group in groups
            )
        ]
    if "workspaces" in query:
        found = [one for one in found if set(one.places) & _numbers(query["workspaces"])]
    return found[::-1] if query.get("sort_dir") == "desc" else found


def _page(found: list[Member], query: dict[str, str]) -> list[Member]:
    size = int(query.get("per_page", 50))
    first = (int(query.get("page", 1)) - 1) * size
    return found[first : first + size]


def _person(organization: Organization, member: Member, groups: list[Group]) -> dict[str, Any]:
    account = organization.accounts[member.account]
    pending = organization.pending(member.account)
    return {
        "id": member.number,
        "user_id": member.account,
        "organization_id": organization.number,
        "name": member.name,
        "email": member.email,
        "can_edit_email": (member.joined or not account.token) and account.elsewhere == 0,
        "owner": member.role == "owner",
        "admin": member.above,
        "role_id": ORGANIZATION_ROLES[member.role],
        "joined": member.joined,
        "inactive": member.inactive,
        "2fa_enabled": False,
        "avatar_url": None,
        "invitation_code": None,
        "invitation_id": pending[0].number if pending else None,
        "groups": [{"group_id": one.number, "name": one.name} for one in _named(groups)],
    }


def _membership(member: Member, workspace: Workspace, place: Place) -> dict[str, Any]:
    return {
        "workspace_id": workspace.number,
        "workspace_user_id": place.number,
        "name": workspace.name,
        "workspace_name": workspace.name,
        "admin": member.above or place.role == "admin",
        "role": place.role,
        "role_id": WORKSPACE_ROLES[place.role],
        "active": member.joined,
        "inactive": member.inactive or place.inactive,
    }


def _places(organization: Organization, member: Member, shown: set[int]) -> list[tuple[Workspace, Place]]:
    return [
        (one, member.places[one.number])
        for one in _named(organization.workspaces.values())
        if one.number in member.places and one.number in shown
    ]


def _short(organization: Organization, member: Member) -> dict[str, Any]:
    groups = [one for one in organization.groups.values() if member.account in one.people]
    places = _places(organization, member, set(organization.workspaces))
    return {
        **_person(organization, member, groups),
        "workspaces": [_membership(member, workspace, place) for workspace, place in places],
        "workspace_count": len(places),
    }


def _detailed(organization: Organization, member: Member, shown: set[int], *, everything: bool) -> dict[str, Any]:
    groups = [
        one
        for one in organization.groups.values()
        if member.account in one.people and (everything or one.workspaces & shown)
    ]
    places = _places(organization, member, shown)
    return {
        **_person(organization, member, groups),
        "organization_user_id": member.number,
        "fullname": member.name,
        "workspaces": [_detailed_membership(organization, member, workspace, place) for workspace, place in places],
        "workspace_count": len(places),
    }


def _detailed_membership(
    organization: Organization, member: Member, workspace: Workspace, place: Place
) -> dict[str, Any]:
    groups = organization.groups_giving(member.account, workspace.number)
    return {
        **_membership(member, workspace, place),
        "rate": _units(place.rate),
        "cost": _units(place.labor_cost),
        "working_hours": None if place.minutes is None else round(place.minutes / 60, 2),
        "default_currency": workspace.currency,
        "view_edit_billable_rates": place.edits_rates,
        "view_edit_labor_costs": place.edits_costs,
        "groups": [{"group_id": one.number, "name": one.name} for one in _named(groups)],
    }


def _units(amount: Any) -> float | None:
    return None if amount is None else float(amount)


# A workspace's people ---------------------------------------------------------------------------------------------


def workspace_users(organization: Organization, actor: int, workspace: int) -> list[Any]:
    organization.permit_in("get_workspace_users", actor, workspace)
    return [
        {
            "id": member.account,
            "email": member.email,
            "fullname": member.name,
            "inactive": member.inactive or place.inactive,
            "is_active": member.joined,
            "is_admin": member.above or place.role == "admin",
            "role": place.role,
        }
        for member, place in _in_workspace(organization, workspace)
    ]


def workspace_workspace_users(organization: Organization, actor: int, workspace: int, *, indirect: bool) -> list[Any]:
    """Plain members see nobody's money and hours."""
    kind = organization.permit_in("get_workspace_workspace_users", actor, workspace)
    return [
        _workspace_user(organization, member, workspace, money=kind != "M")
        for member, place in _in_workspace(organization, workspace)
        if place.direct or indirect
    ]


def workspaceusers(organization: Organization, actor: int, workspace: int) -> list[Any]:
    """The same by the path that names the organization, too."""
    organization.permit_in("get_organization_workspaces_workspaceusers", actor, workspace)
    return [
        _workspace_user(organization, member, workspace, money=True)
        for member, _ in _in_workspace(organization, workspace)
    ]


def _workspace_user(organization: Organization, member: Member, workspace: int, *, money: bool) -> dict[str, Any]:
    place = member.places[workspace]
    return {
        "id": place.number,
        "user_id": member.account,
        "uid": member.account,
        "workspace_id": workspace,
        "wid": workspace,
        "name": member.name,
        "email": member.email,
        "timezone": "UTC",
        "active": member.joined,
        "inactive": member.inactive or place.inactive,
        "admin": member.above or place.role == "admin",
        "organization_admin": member.above,
        "workspace_admin": place.role == "admin",
        "role": place.role,
        "role_id": WORKSPACE_ROLES[place.role],
        "is_direct": place.direct,
        "group_ids": sorted(one.number for one in organization.groups_giving(member.account, workspace)),
        "view_edit_billable_rates": place.edits_rates,
        "view_edit_labor_costs": place.edits_costs,
        "2fa_enabled": False,
        "avatar_file_name": None,
        "invitation_code": None,
        "invite_url": None,
        "rate": _units(place.rate) if money else None,
        "labor_cost": _units(place.labor_cost) if money else None,
        "labour_cost": int(place.labor_cost * 100) if money and place.labor_cost is not None else None,
        "working_hours_in_minutes": place.minutes if money else None,
    }


# Groups -----------------------------------------------------------------------------------------------------------


def groups(organization: Organization, actor: int) -> list[Any]:
    organization.permit("get_organization_groups", actor)
    return [shown_group(organization, one) for one in _named(organization.groups.values())]


def groups_of_workspace_in_full(organization: Organization, actor: int, workspace: int) -> list[Any]:
    organization.permit_in("get_organization_workspaces_groups", actor, workspace)
    there = [one for one in organization.groups.values() if workspace in one.workspaces]
    return [shown_group(organization, one) for one in _named(there)]


def groups_of_workspace(organization: Organization, actor: int, workspace: int) -> list[Any]:
    organization.permit_in("get_workspace_groups", actor, workspace)
    there = [one for one in organization.groups.values() if workspace in one.workspaces]
    return [group_of_workspace(one, workspace) for one in _named(there)]


def shown_group(organization: Organization, group: Group) -> dict[str, Any]:
    return {
        "group_id": group.number,
        "name": group.name,
        "permissions": None,
        "users": [
            {
                "user_id": member.account,
                "name": member.name,
                "joined": member.joined,
                "inactive": member.inactive,
                "avatar_url": None,
            }
            for member in _by_name(organization.members[number] for number in group.people)
        ],
        "workspaces": sorted(group.workspaces),
    }


def group_of_workspace(group: Group, workspace: int) -> dict[str, Any]:
    return {
        "id": group.number,
        "name": group.name,
        "workspace_id": workspace,
        "has_users": bool(group.people),
        "permissions": None,
    }


# The organization itself ------------------------------------------------------------------------------------------


def organization_itself(organization: Organization, actor: int) -> dict[str, Any]:
    """What can change of it."""
    organization.permit("get_organization", actor)
    member = organization.members[actor]
    return {
        "id": organization.number,
        "name": organization.name,
        "admin": member.above,
        "owner": member.role == "owner",
        "user_count": sum(one.active for one in organization.members.values()),
    }


def statistics(organization: Organization, actor: int) -> dict[str, Any]:
    """By workspace, of those that the caller administers."""
    kind = organization.permit("get_organization_workspaces_statistics", actor)
    shown = organization.members[actor].administered if kind == "W" else set(organization.workspaces)
    return {str(number): _figures(organization, number) for number in shown}


def _figures(organization: Organization, workspace: int) -> dict[str, Any]:
    active = [one for one in organization.members.values() if one.active]
    there = [one for one in active if workspace in one.places and not one.places[workspace].inactive]
    admins = [one for one in active if one.above or workspace in one.administered]
    return {
        "admins": [{"name": one.name, "user_id": one.account} for one in _by_name(admins)],
        "groups_count": sum(workspace in one.workspaces for one in organization.groups.values()),
        "members_count": len(there),
    }


def transfers(organization: Organization, actor: int) -> list[Any]:
    """All, newest first, for those who administer; for others those that concern them, if there are any."""
    if organization.kind(actor) in {"W", "X"}:
        own = [one for one in organization.transfers if actor in {one.requester, one.owner, one.new_owner}]
        if own:
            return [shown_transfer(organization, one) for one in own[::-1]]
    organization.permit("get_ownership_transfers", actor)
    return [shown_transfer(organization, one) for one in organization.transfers[::-1]]


def shown_transfer(organization: Organization, transfer: Transfer) -> dict[str, Any]:
    return {
        "owner_transfer_id": transfer.number,
        "organization_id": organization.number,
        "requester_id": transfer.requester,
        "current_owner_id": transfer.owner,
        "current_owner_accepted": transfer.owner_accepts,
        "new_owner_id": transfer.new_owner,
        "new_owner_accepted": transfer.new_owner_accepts,
        "outcome_name": transfer.outcome,
    }
