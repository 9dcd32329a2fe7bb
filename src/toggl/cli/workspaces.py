"""`toggl-members workspaces`: workspaces, and who is in them."""

from functools import partial

import click

import toggl
from toggl.cli import arguments, people, places, workspace_people
from toggl.cli.context import Session, changing, destructive, pass_session
from toggl.cli.output import Column
from toggl.cli.sending import Change, carry_out


def _state(person: "toggl.ModelsOrganizationWorkspaceUser") -> str:
    if person.inactive:
        return "inactive"
    return "active" if person.active else "invited"


_WORKSPACES: list[Column["toggl.WorkspaceWorkspace"]] = [
    Column("id", lambda workspace: workspace.id),
    Column("name", lambda workspace: workspace.name),
    Column("role", lambda workspace: workspace.role),
    Column("admin", lambda workspace: workspace.admin),
    Column("currency", lambda workspace: workspace.default_currency),
]
_PEOPLE: list[Column["toggl.ModelsOrganizationWorkspaceUser"]] = [
    Column("id", lambda person: person.id),
    Column("user_id", lambda person: person.user_id),
    Column("name", lambda person: person.name),
    Column("email", lambda person: person.email),
    Column("role", lambda person: person.role),
    Column("admin", lambda person: person.admin),
    Column("state", _state),
    Column("direct", lambda person: person.is_direct),
    Column("rate", lambda person: person.rate),
    Column("labor_cost", lambda person: person.labor_cost),
]


@click.group()
def workspaces() -> None:
    """Workspaces, and who is in them.

    A WORKSPACE is a name or an id; a PERSON is an e-mail address, an organization user id or a name.
    """


def _find(session: Session, text: str) -> tuple[int, str]:
    names = places.workspace_names(session)
    number = places.chosen("workspace", names, text)
    return number, names[number]


@workspaces.command("list")
@pass_session
def list_(session: Session) -> None:
    """List the workspaces.

    Those of the organization that you may see; `role` and `admin` are yours.
    """
    session.show(_WORKSPACES, places.workspaces(session).values())


@workspaces.command()
@click.argument("name")
@click.option("--admin", "admins", metavar="PERSON", multiple=True, help="An admin of it, beside you.")
@changing
@pass_session
def create(session: Session, *, name: str, admins: tuple[str, ...], dry_run: bool) -> None:
    """Make a workspace NAME."""
    found = people.find(session, admins) if admins else []
    payload = toggl.WorkspacePayload(name=name, admins=[person.user_id or 0 for person in found] or None)
    post = toggl.OrganizationsApi(session.client).post_organization_workspaces
    change = Change(f"make the workspace {name}", partial(post, session.organization_id, payload))
    carry_out(session, [change], dry_run=dry_run, report=lambda _, made: session.show(_WORKSPACES, made))


@workspaces.command()
@arguments.workspace
@click.argument("name")
@changing
@pass_session
def rename(session: Session, *, workspace: str, name: str, dry_run: bool) -> None:
    """Call a WORKSPACE by another NAME."""
    number, earlier = _find(session, workspace)
    put = toggl.WorkspacesApi(session.client).put_workspaces
    call = partial(put, number, toggl.WorkspacePayload(name=name))
    carry_out(session, [Change(f"rename {earlier} to {name}", call)], dry_run=dry_run)


@workspaces.command("members")
@arguments.workspace
@click.option("--filter", "text", metavar="TEXT", help="Part of a name or an e-mail address.")
@pass_session
def members_(session: Session, *, workspace: str, text: str | None) -> None:
    """List who is in a WORKSPACE.

    Directly or through a group, which `direct` tells.
    """
    number, _ = _find(session, workspace)
    users = toggl.UsersApi(session.client)
    listed = users.iter_organization_workspaces_workspaceusers(session.organization_id, number, search=text)
    session.show_pages(_PEOPLE, listed)


@workspaces.command()
@arguments.workspace
@arguments.people
@click.option("--role", type=click.Choice(arguments.WORKSPACE_ROLES), help="Their role, of who is there already too.")
@changing
@pass_session
def add(
    session: Session,
    *,
    workspace: str,
    named: tuple[str, ...],
    from_file: str | None,
    role: str | None,
    dry_run: bool,
) -> None:
    """Put each PERSON into a WORKSPACE.

    All of them or none, by one request. With --role each of them who has another role gets this one.
    """
    place = _find(session, workspace)
    entering = people.find_all(session, named, from_file)
    carry_out(session, [*workspace_people.entries(session, place, entering, role)], dry_run=dry_run)


@workspaces.command()
@arguments.workspace
@arguments.people
@destructive
@pass_session
def remove(
    session: Session, *, workspace: str, named: tuple[str, ...], from_file: str | None, yes: bool, dry_run: bool
) -> None:
    """Take each PERSON out of a WORKSPACE.

    All of them or none, by one request.
    """
    place = _find(session, workspace)
    leaving = people.find_all(session, named, from_file)
    change = workspace_people.removal(session, place, leaving)
    if not dry_run:
        question = f"Take {people.counted(leaving)} out of {place[1]}?"
        session.confirm(question, whom=[people.label(person) for person in leaving], yes=yes)
    carry_out(session, [change], dry_run=dry_run)
