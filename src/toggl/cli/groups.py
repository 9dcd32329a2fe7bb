"""`toggl-members groups`: groups, and who is in them."""

from functools import partial

import click

import toggl
from toggl.cli import arguments, group_people, people, places
from toggl.cli.context import Session, changing, destructive, pass_session
from toggl.cli.output import Column
from toggl.cli.sending import Change, carry_out

_GROUPS: list[Column["toggl.GroupOrganizationGroupResponse"]] = [
    Column("id", lambda group: group.group_id),
    Column("name", lambda group: group.name),
    Column("people", lambda group: "; ".join(str(person.name) for person in group.users or ())),
    Column("workspace_ids", lambda group: "; ".join(map(str, group.workspaces or ()))),
]


@click.group()
def groups() -> None:
    """Groups, and who is in them; a group brings its people into its workspaces.

    A GROUP is a name or an id; a PERSON is an e-mail address, an organization user id or a name.
    """


def _find(session: Session, text: str) -> "toggl.GroupOrganizationGroupResponse":
    listed = places.groups(session)
    names = {number: group.name or "" for number, group in listed.items()}
    return listed[places.chosen("group", names, text)]


@groups.command("list")
@pass_session
def list_(session: Session) -> None:
    """List the organization's groups."""
    session.show(_GROUPS, places.groups(session).values())


@groups.command()
@click.argument("name")
@click.option("--member", "named", metavar="PERSON", multiple=True, help="Somebody in it.")
@click.option("--workspace", "into", metavar="WORKSPACE", multiple=True, help="A workspace that it brings people into.")
@changing
@pass_session
def create(session: Session, *, name: str, named: tuple[str, ...], into: tuple[str, ...], dry_run: bool) -> None:
    """Make a group NAME."""
    found = people.find(session, named) if named else []
    names = places.workspace_names(session) if into else {}
    payload = toggl.GroupPayload(
        name=name,
        users=[person.user_id or 0 for person in found],
        workspaces=[places.chosen("workspace", names, text) for text in into],
    )
    post = partial(toggl.GroupsApi(session.client).post_organization_group, session.organization_id, payload)
    change = Change(f"make the group {name}", post)
    carry_out(session, [change], dry_run=dry_run, report=lambda _, made: session.show(_GROUPS, made))


@groups.command()
@arguments.group
@click.argument("name")
@changing
@pass_session
def rename(session: Session, *, group: str, name: str, dry_run: bool) -> None:
    """Call a GROUP by another NAME."""
    found = _find(session, group)
    # With all that it has, since the documents do not say that what is absent stays.
    payload = toggl.GroupPayload(
        name=name, users=[person.user_id or 0 for person in found.users or ()], workspaces=found.workspaces or []
    )
    put = toggl.GroupsApi(session.client).put_organization_group
    call = partial(put, session.organization_id, payload, group_id=found.group_id)
    carry_out(session, [Change(f"rename {found.name} to {name}", call)], dry_run=dry_run)


@groups.command()
@arguments.group
@destructive
@pass_session
def delete(session: Session, *, group: str, yes: bool, dry_run: bool) -> None:
    """Delete a GROUP.

    Its people lose the places in workspaces that it alone gave them.
    """
    found = _find(session, group)
    if not dry_run:
        names = [str(person.name) for person in found.users or ()]
        session.confirm(f"Delete the group {found.name}, of {people.counted(names)}?", whom=names, yes=yes)
    delete_group = toggl.GroupsApi(session.client).delete_organization_group
    call = partial(delete_group, session.organization_id, found.group_id or 0)
    carry_out(session, [Change(f"delete the group {found.name}", call)], dry_run=dry_run)


@groups.command()
@arguments.group
@arguments.people
@changing
@pass_session
def add(session: Session, *, group: str, named: tuple[str, ...], from_file: str | None, dry_run: bool) -> None:
    """Put each PERSON into a GROUP.

    100 of them by one request.
    """
    found = _find(session, group)
    entering = people.find_all(session, named, from_file)
    carry_out(session, [*group_people.patches(session, found, entering, "add")], dry_run=dry_run)


@groups.command()
@arguments.group
@arguments.people
@destructive
@pass_session
def remove(
    session: Session, *, group: str, named: tuple[str, ...], from_file: str | None, yes: bool, dry_run: bool
) -> None:
    """Take each PERSON out of a GROUP.

    100 of them by one request.
    """
    found = _find(session, group)
    present = {person.user_id for person in found.users or ()}
    leaving = [person for person in people.find_all(session, named, from_file) if person.user_id in present]
    if leaving and not dry_run:
        question = f"Take {people.counted(leaving)} out of the group {found.name}?"
        session.confirm(question, whom=[people.label(person) for person in leaving], yes=yes)
    carry_out(session, [*group_people.patches(session, found, leaving, "remove")], dry_run=dry_run)
