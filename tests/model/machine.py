"""Random steps of several people in one organization, each held against the model."""

from __future__ import annotations

from model.cast import Cast
from model.steps_with_groups import WithGroups
from model.steps_with_invitations import WithInvitations
from model.steps_with_organizations import WithOrganizations
from model.steps_with_people import WithPeople
from support.http import Http


class Machine(WithPeople, WithGroups, WithInvitations, WithOrganizations):
    """All steps."""


def against(http: Http, *, thorough: bool, machine: type[Machine] = Machine) -> type[Machine]:
    """The machine that speaks to that service; a thorough one compares all lists after refusals, too."""
    return type("Machine", (machine,), {"http": http, "cast": Cast(http), "thorough": thorough})
