"""People into and out of a group."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Literal

import toggl
from toggl.cli import people
from toggl.cli.context import Session
from toggl.cli.outcomes import Failure
from toggl.cli.sending import Change

_MOST_AT_ONCE = 100


def patches(
    session: Session,
    group: "toggl.GroupOrganizationGroupResponse",
    moved: Sequence["toggl.ModelsOrgUser"],
    operation: Literal["add", "remove"],
) -> Iterator[Change[Any]]:  # Any: what the service answers is looked at by the change itself.
    """Give the requests that move those people, 100 each, who are not yet where they shall be."""
    present = {person.user_id for person in group.users or ()}
    affected = [person for person in moved if (person.user_id in present) == (operation == "remove")]
    for first in range(0, len(affected), _MOST_AT_ONCE):
        batch = affected[first : first + _MOST_AT_ONCE]
        ids = [person.user_id or 0 for person in batch]
        patch = toggl.GroupsPatchInput(op=operation, path="/users", value=ids)
        call = partial(
            toggl.GroupsApi(session.client).patch_organization_group,
            session.organization_id,
            group.group_id or 0,
            [patch],
        )
        verb, where = ("put", "into") if operation == "add" else ("take", "out of")
        names = ", ".join(map(people.label, batch))
        yield Change(f"{verb} {names} {where} the group {group.name}", call, _refused)


def _refused(answer: "toggl.GroupsPatchOutput") -> None:
    if answer.failure:
        reasons = "; ".join(f"{one.message}" for one in answer.failure)
        raise Failure(f"The service did not make the whole change: {reasons}")
