"""Roles and their numbers, and what a payload makes of somebody's role."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rollbook.domain.errors import Invalid
from rollbook.domain.roles import (
    ORGANIZATION_ROLE_IDS,
    ROLES,
    WORKSPACE_ROLE_IDS,
    organization_role,
    wanted_workspace_role,
    workspace_role,
)

untimed = settings(deadline=None)
workspace_roles = st.sampled_from(["admin", "projectlead", "teamlead", "user"])


def test_the_published_numbers_never_change():
    assert {(role.entity, role.code): role.role_id for role in ROLES} == {
        ("organization", "owner"): 1,
        ("organization", "admin"): 2,
        ("organization", "member"): 3,
        ("workspace", "admin"): 4,
        ("workspace", "projectlead"): 5,
        ("workspace", "teamlead"): 6,
        ("workspace", "user"): 7,
    }


def test_numbers_and_roles_lead_to_each_other():
    assert {code: organization_role(number) for code, number in ORGANIZATION_ROLE_IDS.items()} == {
        code: code for code in ("owner", "admin", "member")
    }
    assert {code: workspace_role(number) for code, number in WORKSPACE_ROLE_IDS.items()} == {
        code: code for code in ("admin", "projectlead", "teamlead", "user")
    }


@pytest.mark.parametrize(
    ("role_id", "text"),
    [
        (0, "Invalid role_id."),
        (-1, "Invalid role_id."),
        (1234, "Invalid role ID: 1234."),
        (8, "Invalid role ID: 8."),
        (4, "Invalid organization role."),
        (7, "Invalid organization role."),
    ],
)
def test_refuses_what_is_no_organization_role(role_id, text):
    with pytest.raises(Invalid) as refusal:
        organization_role(role_id)

    assert refusal.value.text == text


@untimed
@given(st.integers().filter(lambda number: number not in WORKSPACE_ROLE_IDS.values()))
def test_refuses_every_other_number_as_a_workspace_role(role_id):
    with pytest.raises(Invalid) as refusal:
        workspace_role(role_id, "as the operation says")

    assert refusal.value.text == "as the operation says"


@untimed
@given(present=workspace_roles)
def test_nothing_said_leaves_the_role(present):
    assert wanted_workspace_role(admin=None, role=None, role_id=None, present=present) == present


@untimed
@given(present=workspace_roles, role=workspace_roles)
def test_a_named_role_is_the_role(present, role):
    assert wanted_workspace_role(admin=None, role=role, role_id=None, present=present) == role
    by_number = wanted_workspace_role(admin=None, role=None, role_id=WORKSPACE_ROLE_IDS[role], present=present)
    assert by_number == role


@pytest.mark.parametrize(
    ("present", "admin", "becomes"),
    [
        ("user", True, "admin"),
        ("teamlead", True, "admin"),
        ("admin", True, "admin"),
        ("admin", False, "user"),
        ("teamlead", False, "teamlead"),
        ("projectlead", False, "projectlead"),
        ("user", False, "user"),
    ],
)
def test_the_admin_flag_makes_and_unmakes_admins(present, admin, becomes):
    assert wanted_workspace_role(admin=admin, role=None, role_id=None, present=present) == becomes


@untimed
@given(admin=st.none() | st.booleans(), role=st.none() | workspace_roles, role_id=st.integers())
def test_flags_and_a_number_exclude_each_other(admin, role, role_id):
    if admin is None and role is None:
        return
    with pytest.raises(Invalid) as refusal:
        wanted_workspace_role(admin=admin, role=role, role_id=role_id)

    assert refusal.value.text == "Cannot use both admin flags and role_id."


@pytest.mark.parametrize(("admin", "role"), [(True, "user"), (True, "teamlead"), (False, "admin")])
def test_refuses_flags_that_contradict_each_other(admin, role):
    with pytest.raises(Invalid):
        wanted_workspace_role(admin=admin, role=role, role_id=None)


def test_flags_that_agree_are_taken():
    assert wanted_workspace_role(admin=True, role="admin", role_id=None) == "admin"
    assert wanted_workspace_role(admin=False, role="teamlead", role_id=None, present="admin") == "teamlead"
