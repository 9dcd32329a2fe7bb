"""What can be done with groups, as an organization's and as a workspace's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from model.lists import group_of_workspace, shown_group
from model.organization import NO_ORGANIZATION_ACCESS, Group, Organization, forbidden, invalid, missing


def post_organization_group(
    organization: Organization, actor: int, body: dict[str, Any], made: Callable[[], Any]
) -> Any:
    organization.permit("post_organization_group", actor)
    group = Group(0, _name(organization, body.get("name")))
    _fill(organization, group, body)
    group.number = made()["group_id"]
    organization.groups[group.number] = group
    organization.settle(group.people)
    return shown_group(organization, group)


def put_organization_group(organization: Organization, actor: int, number: int, body: dict[str, Any]) -> Any:
    """Replaces a group's people and workspaces where they are given, and its name unless only these are."""
    organization.permit("put_organization_group", actor)
    group = _numbered(organization, number)
    if body.get("name") is not None or (body.get("users") is None and body.get("workspaces") is None):
        group.name = _name(organization, body.get("name"), group)
    before = set(group.people)
    _fill(organization, group, body)
    organization.settle(before | group.people)
    return shown_group(organization, group)


def _numbered(organization: Organization, number: int) -> Group:
    if number not in organization.groups:
        raise missing("Invalid group ID.")
    return organization.groups[number]


def _name(organization: Organization, name: str | None, present: Group | None = None) -> str:
    if name is None or not name.strip():
        raise invalid("Group name must be present")
    taken = [one for one in organization.groups.values() if one.name.lower() == name.strip().lower()]
    if taken and taken != [present]:
        raise invalid("Name has already been taken")
    return name.strip()


def _fill(organization: Organization, group: Group, body: dict[str, Any]) -> None:
    if body.get("users") is not None:
        _refuse_strangers(organization, body["users"])
        group.people = set(body["users"])
    if body.get("workspaces") is not None:
        _refuse_elsewhere(organization, body["workspaces"])
        group.workspaces = set(body["workspaces"])


def _refuse_strangers(organization: Organization, people: list[int]) -> None:
    for number in people:
        if number not in organization.members:
            raise invalid(f"User {number} not exists in the organization {organization.number}")


def _refuse_elsewhere(organization: Organization, workspaces: list[int]) -> None:
    for number in workspaces:
        if number not in organization.workspaces:
            raise invalid(f"Workspace {number} not exists in the organization {organization.number}")


def patch_organization_group(organization: Organization, actor: int, number: int, patches: list[Any]) -> Any:
    """Makes those patches that name people and workspaces of the organization alone; refuses when there is none."""
    organization.permit("patch_organization_group", actor)
    group = _numbered(organization, number)
    for patch in patches:
        if patch["op"] not in {"add", "remove"} or patch["path"] not in {"/users", "/workspaces"}:
            raise invalid("Unsupported operation (invalid 'op' or 'path', or unsupported combination)")
        if not patch["value"]:
            raise invalid(
                "Value not present, or too many per patch operation (empty 'value' array or more than 100 values)"
            )
    before = set(group.people)
    success, failure = [], []
    for patch in patches:
        known = organization.members if patch["path"] == "/users" else organization.workspaces
        foreign = [one for one in patch["value"] if one not in known]
        if foreign:
            thing = "User" if patch["path"] == "/users" else "Workspace"
            message = f"{thing} {foreign[0]} not exists in the organization {organization.number}"
            failure.append({"message": message, "patch": patch})
            continue
        there = group.people if patch["path"] == "/users" else group.workspaces
        (there.update if patch["op"] == "add" else there.difference_update)(patch["value"])
        success.append(patch)
    if failure and not success:
        raise invalid(failure[0]["message"])
    organization.settle(before | group.people)
    return {"success": success, "failure": failure}


def delete_organization_group(organization: Organization, actor: int, number: int) -> str:
    organization.permit("delete_organization_group", actor)
    group = _numbered(organization, number)
    del organization.groups[number]
    organization.settle(group.people)
    return "OK"


def post_workspace_group(
    organization: Organization, actor: int, workspace: int, body: dict[str, Any], made: Callable[[], Any]
) -> Any:
    """Makes a group that is in the workspace, and nobody in it."""
    organization.permit_in("post_workspace_group", actor, workspace)
    name = _name(organization, body.get("name"))
    group = Group(made()["id"], name, workspaces={workspace})
    organization.groups[group.number] = group
    return group_of_workspace(group, workspace)


def put_workspace_group(
    organization: Organization, actor: int, workspace: int, number: int, body: dict[str, Any]
) -> Any:
    """Renames a group; a workspace admin has to administer all the workspaces that it is in."""
    kind = organization.permit_in("put_workspace_group", actor, workspace)
    group = _of_workspace(organization, workspace, number)
    if kind == "W" and not group.workspaces <= organization.members[actor].administered:
        raise forbidden(NO_ORGANIZATION_ACCESS)
    group.name = _name(organization, body.get("name"), group)
    return group_of_workspace(group, workspace)


def _of_workspace(organization: Organization, workspace: int, number: int) -> Group:
    group = organization.groups.get(number)
    if group is None or workspace not in group.workspaces:
        raise missing("Group was not found")
    return group


def delete_workspace_group(organization: Organization, actor: int, workspace: int, number: int) -> str:
    """Takes a group out of the workspace; one that is in no other is deleted."""
    organization.permit_in("delete_workspace_group", actor, workspace)
    group = _of_workspace(organization, workspace, number)
    group.workspaces.discard(workspace)
    if not group.workspaces:
        del organization.groups[number]
    organization.settle(group.people)
    return ""
