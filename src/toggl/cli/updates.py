"""What `members update` changes of somebody, as requests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import partial

import click

import toggl
from toggl.cli import group_people, people, places, workspace_people
from toggl.cli.arguments import WORKSPACE_ROLES
from toggl.cli.context import Session
from toggl.cli.sending import Change
from toggl.cli.workspace_people import AnyChange


@dataclass(frozen=True, kw_only=True)
class Updates:
    """The options of the command; what is empty stays as it is."""

    name: str | None
    email: str | None
    role: str | None
    # Names of workspaces and the roles there.
    roles: Sequence[tuple[str, str]]
    left: Sequence[str]
    entered_groups: Sequence[str]
    left_groups: Sequence[str]

    def check(self) -> None:
        """Raise UsageError where nothing is to be changed, or a role is none."""
        if all(getattr(self, field.name) in (None, (), []) for field in fields(self)):
            raise click.UsageError("Say what to change: see --help.")
        for name, role in self.roles:
            if role not in WORKSPACE_ROLES:
                raise click.UsageError(f"{name}={role}: a role is one of {', '.join(WORKSPACE_ROLES)}.")


def changes_of(session: Session, person: "toggl.ModelsOrgUser", wanted: Updates) -> list[AnyChange]:
    """Return the requests that make somebody what is wanted; what they are already takes none."""
    return [
        *_of_themselves(session, person, wanted),
        *_of_workspaces(session, person, wanted),
        *_of_groups(session, person, wanted),
    ]


def _of_themselves(session: Session, person: "toggl.ModelsOrgUser", wanted: Updates) -> Iterator[AnyChange]:
    payload = toggl.OrganizationUserPayload()
    said = []
    if wanted.name is not None and wanted.name != person.name:
        payload.name = wanted.name
        said.append(f"name {wanted.name!r}")
    if wanted.email is not None and wanted.email != person.email:
        payload.email = wanted.email
        said.append(f"e-mail {wanted.email}")
    # The owner is an admin too, and stays the owner.
    if wanted.role is not None and (wanted.role == "admin") != bool(person.admin or person.owner):
        payload.organization_admin = wanted.role == "admin"
        said.append(f"role {wanted.role}")
    if said:
        put = toggl.UsersApi(session.client).put_organization_users
        call = partial(put, session.organization_id, payload, organization_user_id=person.id)
        yield Change(f"change {people.label(person)}: {', '.join(said)}", call)


def _of_workspaces(session: Session, person: "toggl.ModelsOrgUser", wanted: Updates) -> Iterator[AnyChange]:
    names = places.workspace_names(session) if wanted.roles or wanted.left else {}
    left = dict.fromkeys(places.chosen("workspace", names, text) for text in wanted.left)
    entered = {places.chosen("workspace", names, text): role for text, role in wanted.roles}
    for workspace_id in left:
        yield workspace_people.removal(session, (workspace_id, names[workspace_id]), [person])
    for workspace_id, role in entered.items():
        yield from workspace_people.entries(session, (workspace_id, names[workspace_id]), [person], role)


def _of_groups(session: Session, person: "toggl.ModelsOrgUser", wanted: Updates) -> Iterator[AnyChange]:
    groups = places.groups(session) if wanted.entered_groups or wanted.left_groups else {}
    names = {number: group.name or "" for number, group in groups.items()}
    left = dict.fromkeys(places.chosen("group", names, text) for text in wanted.left_groups)
    entered = dict.fromkeys(places.chosen("group", names, text) for text in wanted.entered_groups)
    for group_id in left:
        yield from group_people.patches(session, groups[group_id], [person], "remove")
    for group_id in entered:
        yield from group_people.patches(session, groups[group_id], [person], "add")
