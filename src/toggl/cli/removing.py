"""Taking people out of the organization."""

from collections.abc import Sequence
from functools import partial

import toggl
from toggl.cli import people
from toggl.cli.context import Session
from toggl.cli.sending import Change, carry_out


def remove_all(
    session: Session, found: Sequence["toggl.ModelsOrgUser"], *, doing: str, yes: bool, dry_run: bool
) -> None:
    """Remove people from the organization by one request, all of them or none, once that is confirmed."""
    names = [people.label(person) for person in found]
    if not dry_run:
        session.confirm(f"{doing} {people.counted(found)}?", whom=names, yes=yes)
    params = toggl.UserPatchParams(delete=[person.id or 0 for person in found])
    patch = partial(toggl.UsersApi(session.client).patch_organization_users, session.organization_id, params)
    carry_out(session, [Change(f"{doing.lower()} {', '.join(names)}", patch)], dry_run=dry_run)
