"""People into and out of a workspace, and their roles there."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import toggl
from toggl.cli import people
from toggl.cli.context import Session
from toggl.cli.outcomes import ExitCode, Failure
from toggl.cli.sending import Change

# Any: what the service answers to a change says nothing more.
AnyChange = Change[Any]


def entries(
    session: Session, workspace: tuple[int, str], entering: Sequence["toggl.ModelsOrgUser"], role: str | None
) -> Iterator[AnyChange]:
    """Give the requests that put people into a workspace directly, and give them a role there.

    One request puts all of them into it, all or none; then each role is a request.
    """
    workspace_id, name = workspace
    present = _present(session, workspace_id, entering)
    new = [person for person in entering if person.user_id not in present or not _is_direct(present[person.user_id])]
    if new:
        yield _assignment(session, workspace, new)
    put = toggl.UsersApi(session.client).put_workspace_users
    for person in entering if role else ():
        if (("user" if person in new else present[person.user_id].role) or "user") != role:
            post = toggl.WorkspaceUserPayload(role=role)
            call = partial(put, workspace_id, person.user_id or 0, post=post)
            yield Change(f"make {people.label(person)} {role} in {name}", call)


def removal(session: Session, workspace: tuple[int, str], leaving: Sequence["toggl.ModelsOrgUser"]) -> AnyChange:
    """Return the request that takes people out of a workspace, all or none; Failure for who is not in it directly."""
    workspace_id, name = workspace
    present = _present(session, workspace_id, leaving)
    strangers = [people.label(person) for person in leaving if person.user_id not in present]
    if strangers:
        raise Failure(f"Not in {name}: {', '.join(strangers)}.", ExitCode.NOT_FOUND)
    held = [people.label(person) for person in leaving if not _is_direct(present[person.user_id])]
    if held:
        raise Failure(f"In {name} through a group, which they would have to leave: {', '.join(held)}.")
    ids = [present[person.user_id].id or 0 for person in leaving]
    patch = toggl.UsersApi(session.client).patch_organization_workspace_users
    params = toggl.WorkspaceUsersPatchParams(delete=ids)
    names = ", ".join(map(people.label, leaving))
    return Change(f"take {names} out of {name}", partial(patch, session.organization_id, workspace_id, params))


def _assignment(session: Session, workspace: tuple[int, str], entering: Sequence["toggl.ModelsOrgUser"]) -> AnyChange:
    workspace_id, name = workspace
    posted = [toggl.UserAssignmentsPayload(operation="add", user_id=person.user_id) for person in entering]
    put = toggl.UsersApi(session.client).put_organization_workspaces_assignments
    names = ", ".join(map(people.label, entering))
    return Change(f"put {names} into {name}", partial(put, session.organization_id, workspace_id, posted))


def _present(
    session: Session, workspace_id: int, wanted: Sequence["toggl.ModelsOrgUser"]
) -> dict[int | None, "toggl.ModelsOrganizationWorkspaceUser"]:
    """Return who is in the workspace, by account; no more than is needed where one person is wanted."""
    search = wanted[0].email if len(wanted) == 1 else None
    users = toggl.UsersApi(session.client)
    listed = users.iter_organization_workspaces_workspaceusers(session.organization_id, workspace_id, search=search)
    return {one.user_id: one for one in listed}


def _is_direct(there: "toggl.ModelsOrganizationWorkspaceUser") -> bool:
    # A service that does not tell knows no other way.
    return there.is_direct is not False
