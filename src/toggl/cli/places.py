"""The workspaces and groups that a command is about: named by name or id."""

from collections.abc import Mapping

import click

import toggl
from toggl.cli.context import Session
from toggl.cli.outcomes import ExitCode, Failure


def workspaces(session: Session) -> dict[int, "toggl.WorkspaceWorkspace"]:
    """Return the organization's workspaces that the caller may see, by id."""
    seen = toggl.MeApi(session.client).get_workspaces()
    return {one.id or 0: one for one in seen if one.organization_id == session.organization_id}


def workspace_names(session: Session) -> dict[int, str]:
    """Return the names of the organization's workspaces, by id."""
    return {number: one.name or "" for number, one in workspaces(session).items()}


def groups(session: Session) -> dict[int, "toggl.GroupOrganizationGroupResponse"]:
    """Return the organization's groups, by id."""
    listed = toggl.GroupsApi(session.client).get_organization_groups(session.organization_id)
    return {group.group_id or 0: group for group in listed}


def group_names(session: Session) -> dict[int, str]:
    """Return the names of the organization's groups, by id."""
    return {number: group.name or "" for number, group in groups(session).items()}


def chosen(kind: str, names: Mapping[int, str], text: str) -> int:
    """Return the id of what is named; Failure where nothing, or more than one thing, has this name."""
    if text.isdecimal() and int(text) in names:
        return int(text)
    # The very name goes before one that differs in capital letters.
    same = [number for number, name in names.items() if name == text]
    alike = same or [number for number, name in names.items() if name.casefold() == text.casefold()]
    if not alike:
        raise Failure(f"There is no {kind} {text!r}.", ExitCode.NOT_FOUND)
    if len(alike) > 1:
        listed = ", ".join(map(str, alike))
        raise Failure(f"{len(alike)} {kind}s are called {text!r}; say which by id: {listed}.", ExitCode.WRONG_USAGE)
    return alike[0]


def assigned(text: str) -> tuple[str, str]:
    """Return the two sides of NAME=ROLE; UsageError where there are not two."""
    name, equals, role = text.rpartition("=")
    if not (equals and name and role):
        raise click.UsageError(f"{text!r} must be NAME=ROLE.")
    return name, role
