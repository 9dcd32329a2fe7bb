"""`toggl-members members`: the people of an organization."""

from collections.abc import Sequence
from functools import partial

import click

import toggl
from toggl.cli import arguments, invitations, people, places
from toggl.cli.context import Session, changing, destructive, pass_session
from toggl.cli.outcomes import ExitCode, Failure
from toggl.cli.output import Column
from toggl.cli.removing import remove_all
from toggl.cli.sending import Change, carry_out
from toggl.cli.updates import Updates, changes_of

_STATES = ("active", "inactive", "invited")


@click.group()
def members() -> None:
    """The people of an organization.

    A PERSON is an e-mail address, an organization user id, or a name that nobody else has.
    """


def _states(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    """Check a list of states, which the service would refuse only once it is asked."""
    wrong = set() if given is None else set(given.split(",")) - set(_STATES)
    if wrong:
        raise click.BadParameter(f"{', '.join(sorted(wrong))!r}: there are {', '.join(_STATES)}.")
    return given


@members.command("list")
@click.option("--filter", "text", metavar="TEXT", help="Part of a name or an e-mail address.")
@click.option("--state", metavar="STATES", callback=_states, help="Of active, inactive and invited, by commas.")
@click.option("--admins", is_flag=True, help="The owner and admins alone.")
@click.option("--workspace", "in_workspaces", metavar="WORKSPACE", multiple=True, help="Who is in it; in any of them.")
@click.option("--group", "in_groups", metavar="GROUP", multiple=True, help="Who is in it; in any of them.")
@pass_session
def list_(
    session: Session,
    *,
    text: str | None,
    state: str | None,
    admins: bool,
    in_workspaces: tuple[str, ...],
    in_groups: tuple[str, ...],
) -> None:
    """List people, on all pages."""
    workspaces = places.workspace_names(session) if in_workspaces else {}
    groups = places.group_names(session) if in_groups else {}
    listed = toggl.UsersApi(session.client).iter_organization_users(
        session.organization_id,
        filter=text,
        active_status=state,
        only_admins=admins or None,
        workspaces=[places.chosen("workspace", workspaces, name) for name in in_workspaces] or None,
        groups=[places.chosen("group", groups, name) for name in in_groups] or None,
    )
    session.show_pages(people.COLUMNS, listed)


@members.command()
@arguments.person
@pass_session
def show(session: Session, *, person: str) -> None:
    """Show a PERSON in detail.

    All that is known of them, and what they are in each workspace.
    """
    (found,) = people.find(session, [person])
    users = toggl.UsersApi(session.client)
    everybody = users.iter_organization_users_detailed(session.organization_id, filter=found.email)
    detailed = [one for one in everybody if one.user_id == found.user_id]
    if not detailed:
        raise Failure(
            f"{people.label(found)} has just left organization {session.organization_id}.", ExitCode.NOT_FOUND
        )
    if session.format == "table":
        _describe(session, found, detailed[0])
    else:
        session.show(_DETAILS, detailed)


_DETAILS: list[Column["toggl.ModelsOrgUserDetailed"]] = [
    Column("id", lambda person: person.id or person.organization_user_id),
    Column("user_id", lambda person: person.user_id),
    Column("name", lambda person: person.name or person.fullname),
    Column("email", lambda person: person.email),
    Column("role", people.role),
    Column("state", people.state),
    Column("groups", lambda person: "; ".join(str(group.name) for group in person.groups or ())),
]

_PLACES: list[Column["toggl.ModelsOrgUserWorkspaceDetails"]] = [
    Column("workspace_id", lambda place: place.workspace_id),
    Column("workspace", lambda place: place.workspace_name or place.name),
    Column("workspace_user_id", lambda place: place.workspace_user_id),
    Column("role", lambda place: place.role),
    Column("inactive", lambda place: place.inactive),
    Column("rate", lambda place: place.rate),
    Column("cost", lambda place: place.cost),
    Column("currency", lambda place: place.default_currency),
    Column("hours", lambda place: place.working_hours),
]


def _describe(session: Session, person: "toggl.ModelsOrgUser", detailed: "toggl.ModelsOrgUserDetailed") -> None:
    for column in _DETAILS:
        session.say(f"{column.title:<9} {column.text(detailed) or ''}".rstrip())
    if person.invitation_id:
        session.say(f"invitation_id {person.invitation_id}")
    session.say("")
    session.show(_PLACES, detailed.workspaces or ())


members.add_command(invitations.invite)


@members.command()
@arguments.person
@click.option("--name", help="Another name.")
@click.option("--email", help="Another e-mail address.")
@click.option("--role", type=click.Choice(["admin", "member"]), help="The role in the organization.")
@click.option(
    "--workspace", "roles", metavar="NAME=ROLE", multiple=True, help="Into a workspace, or another role there."
)
@click.option("--remove-workspace", "left", metavar="WORKSPACE", multiple=True, help="Out of a workspace.")
@click.option("--add-group", metavar="GROUP", multiple=True, help="Into a group.")
@click.option("--remove-group", metavar="GROUP", multiple=True, help="Out of a group.")
@changing
@pass_session
def update(
    session: Session,
    *,
    person: str,
    dry_run: bool,
    name: str | None,
    email: str | None,
    role: str | None,
    roles: tuple[str, ...],
    left: tuple[str, ...],
    add_group: tuple[str, ...],
    remove_group: tuple[str, ...],
) -> None:
    """Change a PERSON: name, address, role, workspaces, groups.

    ROLE in a workspace is admin, projectlead, teamlead or user. Several changes are several requests; where one fails,
    the ones before it stand, and are told.
    """
    wanted = Updates(
        name=name,
        email=email,
        role=role,
        roles=[places.assigned(text) for text in roles],
        left=left,
        entered_groups=add_group,
        left_groups=remove_group,
    )
    wanted.check()
    (found,) = people.find(session, [person])
    changes = changes_of(session, found, wanted)
    carry_out(session, changes, dry_run=dry_run)


@members.command()
@arguments.people
@destructive
@pass_session
def deactivate(session: Session, *, named: tuple[str, ...], from_file: str | None, yes: bool, dry_run: bool) -> None:
    """Deactivate each PERSON.

    They can no longer use the organization, and keep their places in it. Where one cannot be deactivated, those before
    are, and those after are not.
    """
    active = [person for person in people.find_all(session, named, from_file) if not person.inactive]
    if active and not dry_run:
        question = f"Deactivate {people.counted(active)}?"
        session.confirm(question, whom=[people.label(person) for person in active], yes=yes)
    _put_inactive(session, active, inactive=True, dry_run=dry_run)


@members.command()
@arguments.people
@changing
@pass_session
def activate(session: Session, *, named: tuple[str, ...], from_file: str | None, dry_run: bool) -> None:
    """Activate each PERSON again.

    They have the places that they had before they were deactivated.
    """
    inactive = [person for person in people.find_all(session, named, from_file) if person.inactive]
    _put_inactive(session, inactive, inactive=False, dry_run=dry_run)


def _put_inactive(
    session: Session, affected: Sequence["toggl.ModelsOrgUser"], *, inactive: bool, dry_run: bool
) -> None:
    verb = "deactivate" if inactive else "activate"
    put = toggl.UsersApi(session.client).put_organization_users
    payload = toggl.OrganizationUserPayload(inactive=inactive)
    changes = [
        Change(
            f"{verb} {people.label(person)}",
            partial(put, session.organization_id, payload, organization_user_id=person.id),
        )
        for person in affected
    ]
    carry_out(session, changes, dry_run=dry_run)


@members.command()
@arguments.people
@destructive
@pass_session
def remove(session: Session, *, named: tuple[str, ...], from_file: str | None, yes: bool, dry_run: bool) -> None:
    """Remove each PERSON for good.

    All of them or none, by one request. They lose their places in workspaces and groups; their accounts stay.
    """
    found = people.find_all(session, named, from_file)
    remove_all(session, found, doing="Remove", yes=yes, dry_run=dry_run)
