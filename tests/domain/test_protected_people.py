"""The owner, the paying user and admins are protected, each with a text of their own."""

from __future__ import annotations

import pytest

from rollbook.domain.errors import Invalid
from rollbook.domain.protection import (
    Place,
    refuse_deactivation,
    refuse_demotion,
    refuse_leaving,
    refuse_removal_from_organization,
    refuse_removal_from_workspace,
)

OWNER = Place(11, "owner", paying=False)
OWNER_WHO_PAYS = Place(12, "owner", paying=True)
PAYING_ADMIN = Place(13, "admin", paying=True)
PAYING_MEMBER = Place(14, "member", paying=True)
ADMIN = Place(15, "admin", paying=False)
MEMBER = Place(16, "member", paying=False)

REFUSALS = [
    (
        refuse_demotion,
        "Cannot remove admin privileges from owner.",
        "Cannot remove admin privileges from paying user.",
    ),
    (refuse_deactivation, "Cannot deactivate owner.", "Cannot deactivate paying user."),
    (refuse_leaving, "Cannot remove the organization owner.", "Cannot remove the paying user."),
]


def text_of(refuse, argument):
    with pytest.raises(Invalid) as refusal:
        refuse(argument)
    return refusal.value.text


@pytest.mark.parametrize(("refuse", "owners", "paying"), REFUSALS)
def test_owner_and_paying_user_are_protected_and_nobody_else(refuse, owners, paying):
    assert text_of(refuse, OWNER) == owners
    assert text_of(refuse, OWNER_WHO_PAYS) == owners
    assert text_of(refuse, PAYING_ADMIN) == paying
    assert text_of(refuse, PAYING_MEMBER) == paying
    refuse(ADMIN)
    refuse(MEMBER)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (OWNER, "Cannot remove workspace owner."),
        (OWNER_WHO_PAYS, "Cannot remove workspace owner."),
        (PAYING_ADMIN, "Cannot remove paying user."),
        (PAYING_MEMBER, "Cannot remove paying user."),
        (ADMIN, "Cannot remove organization admin."),
    ],
)
def test_a_workspace_keeps_the_owner_the_paying_user_and_admins(place, text):
    assert text_of(refuse_removal_from_workspace, [MEMBER, place]) == text


def test_a_workspace_may_lose_anybody_else():
    refuse_removal_from_workspace([MEMBER])
    refuse_removal_from_workspace([])


@pytest.mark.parametrize(
    ("places", "text"),
    [
        ([OWNER], "Cannot remove the organization owner user with organization user ID='11'."),
        ([OWNER_WHO_PAYS], "Cannot remove the organization owner user with organization user ID='12'."),
        ([PAYING_MEMBER], "Cannot remove the paying user with organization user ID='14'."),
        ([PAYING_MEMBER, MEMBER, OWNER], "Cannot remove the organization owner user with organization user ID='11'."),
    ],
)
def test_an_organization_keeps_owner_and_paying_user(places, text):
    assert text_of(refuse_removal_from_organization, [ADMIN, *places]) == text


def test_an_organization_may_lose_anybody_else():
    refuse_removal_from_organization([ADMIN, MEMBER])
