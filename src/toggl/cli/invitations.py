"""`toggl-members invitations`, and `toggl-members members invite`."""

from collections.abc import Sequence
from functools import partial

import click
import msgspec

import toggl
from toggl.cli import arguments, people, places
from toggl.cli.context import Session, changing, destructive, pass_session
from toggl.cli.output import Column
from toggl.cli.removing import remove_all
from toggl.cli.sending import Change, carry_out

# What the service takes by one request.
_MOST_AT_ONCE = 100

_INVITED: list[Column["toggl.ModelsOrgUser"]] = [
    Column("invitation_id", lambda person: person.invitation_id),
    *people.COLUMNS,
]
_MADE: list[Column["toggl.InvitationInfo"]] = [
    Column("email", lambda made: made.email),
    Column("invitation_id", lambda made: made.invitation_id),
    Column("user_id", lambda made: made.recipient_id),
    Column("workspaces", lambda made: "; ".join(str(place.workspace_id) for place in made.workspaces or ())),
]
_LINK: Column["toggl.InvitationInfo"] = Column("invite_url", lambda made: made.invite_url)


@click.group()
def invitations() -> None:
    """People who were invited and have not answered; `members invite` invites them."""


@invitations.command("list")
@pass_session
def list_(session: Session) -> None:
    """List who is invited."""
    listed = toggl.UsersApi(session.client).iter_organization_users(session.organization_id, active_status="invited")
    session.show_pages(_INVITED, listed)


@invitations.command()
@arguments.people
@changing
@pass_session
def resend(session: Session, *, named: tuple[str, ...], from_file: str | None, dry_run: bool) -> None:
    """Send each PERSON the invitation again.

    With a new link; the earlier one ends.
    """
    found = _invited(people.find_all(session, named, from_file))
    put = toggl.InvitationsApi(session.client).put_invitation
    changes = [
        Change(
            f"send the invitation of {person.email} again",
            partial(put, session.organization_id, person.invitation_id or 0),
        )
        for person in found
    ]
    carry_out(session, changes, dry_run=dry_run)


@invitations.command()
@arguments.people
@destructive
@pass_session
def withdraw(session: Session, *, named: tuple[str, ...], from_file: str | None, yes: bool, dry_run: bool) -> None:
    """Withdraw each PERSON's invitation.

    All of them or none, by one request.
    """
    found = _invited(people.find_all(session, named, from_file))
    remove_all(session, found, doing="Withdraw the invitation of", yes=yes, dry_run=dry_run)


def _invited(found: Sequence["toggl.ModelsOrgUser"]) -> Sequence["toggl.ModelsOrgUser"]:
    others = [f"{people.label(person)} is {people.state(person)}" for person in found if not _is_invited(person)]
    if others:
        raise click.UsageError(f"Not invited: {', '.join(others)}. Nothing was changed.")
    return found


def _is_invited(person: "toggl.ModelsOrgUser") -> bool:
    return not person.joined and bool(person.invitation_id)


@click.command()
@click.argument("named", metavar="EMAIL...", nargs=-1)
@arguments.from_file
@click.option("--workspace", "into", metavar="WORKSPACE", multiple=True, required=True, help="Into it; one at least.")
@click.option("--workspace-admin", is_flag=True, help="As admins of these workspaces.")
@click.option("--group", "in_groups", metavar="GROUP", multiple=True, help="Into a group.")
@click.option("--show-links", is_flag=True, help="Show the links, each of which is as good as a password.")
@changing
@pass_session
def invite(
    session: Session,
    *,
    named: tuple[str, ...],
    from_file: str | None,
    into: tuple[str, ...],
    workspace_admin: bool,
    in_groups: tuple[str, ...],
    show_links: bool,
    dry_run: bool,
) -> None:
    """Invite each EMAIL into workspaces.

    100 of them by one request, all of these or none. Who is a member already is put into the workspaces at once.
    Admins of the organization are made afterwards, by `members update PERSON --role admin`.
    """
    emails = _addresses(people.named_by(named, from_file))
    names = places.workspace_names(session)
    places_ = [
        toggl.InvitationPostWorkspaces(workspace_id=number, admin=workspace_admin or None)
        for number in dict.fromkeys(places.chosen("workspace", names, text) for text in into)
    ]
    groups = places.group_names(session) if in_groups else {}
    group_ids = [places.chosen("group", groups, text) for text in in_groups] or None
    posts = [
        toggl.InvitationPost(emails=emails[first : first + _MOST_AT_ONCE], workspaces=places_, groups=group_ids)
        for first in range(0, len(emails), _MOST_AT_ONCE)
    ]
    _post(session, posts, show_links=show_links, dry_run=dry_run)


def _addresses(named: Sequence[str]) -> list[str]:
    """Return the addresses, each once; UsageError for what is none, before anything is sent."""
    wrong = [text for text in named if "@" not in text]
    if wrong:
        raise click.UsageError(f"No e-mail address: {', '.join(wrong)}. Nobody was invited.")
    return [*{text.casefold(): text for text in named}.values()]


def _post(session: Session, posts: Sequence["toggl.InvitationPost"], *, show_links: bool, dry_run: bool) -> None:
    post = toggl.InvitationsApi(session.client).post_organization_invitation
    changes = [
        Change(f"invite {', '.join(posted.emails or ())}", partial(post, session.organization_id, posted))
        for posted in posts
    ]

    def report(_: object, answers: Sequence["toggl.InvitationResult"]) -> None:
        made = [one for answer in answers for one in answer.data or ()]
        if show_links:
            session.show([*_MADE, _LINK], made)
        else:
            session.show(_MADE, [msgspec.structs.replace(one, invite_url=None) for one in made])

    carry_out(session, changes, dry_run=dry_run, report=report)
