"""Who may do what: the table of permissions, walked with every kind of actor."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rollbook.domain.actors import ActorKind, Standing
from rollbook.domain.errors import Forbidden, Missing
from rollbook.domain.permissions import PERMISSIONS, check

untimed = settings(deadline=None)

# O owner, A organization admin, W admin of the workspace, M member of it, X member of the organization outside it.
ALLOWED = {
    "get_organization_users": "OA",
    "get_organization_users_detailed": "OAW",
    "patch_organization_users": "OA",
    "put_organization_users": "OA",
    "get_organization_workspaces_workspaceusers": "OAW",
    "patch_organization_workspace_users": "OAW",
    "put_organization_workspaces_assignments": "OAW",
    "get_workspace_users": "OAWM",
    "get_workspace_workspace_users": "OAWM",
    "put_workspace_users": "OAW",
    "put_workspace_workspace_users": "OAW",
    "delete_workspace_user": "OAW",
    "post_workspace_users_lost_password": "OA",
    "get_organization_groups": "OA",
    "post_organization_group": "OA",
    "put_organization_group": "OA",
    "patch_organization_group": "OA",
    "delete_organization_group": "OA",
    "post_organization_invitation": "OAW",
    "put_invitation": "OAW",
    "get_organization": "OAWMX",
    "get_organization_roles": "OAWMX",
    "post_organization_workspaces": "OA",
    "get_workspace": "OAWM",
    "put_organization": "OA",
    "get_organization_owner": "OAWMX",
    "get_ownership_transfers": "OA",
    "get_ownership_transfer": "OA",
    "post_ownership_transfer": "OA",
    "put_organization_paying_user": "OA",
    "get_organization_usage": "OAWMX",
    "post_mail_test": "OA",
    "get_organization_workspaces_statistics": "OAW",
    "get_organization_workspaces_groups": "OA",
    "put_workspaces": "OAW",
    "get_workspace_statistics": "OAWM",
    "get_workspace_preferences": "OAWM",
    "post_workspace_preferences": "OAW",
    "post_workspace_users_data": "OAWM",
    "get_workspace_groups": "OAWM",
    "post_workspace_group": "OAW",
    "put_workspace_group": "OAW",
    "delete_workspace_group": "OAW",
    "post_workspace_rates": "OAW",
    "get_workspace_rates": "OAW",
    "get_audit_logs": "OA",
}
OF_ORGANIZATION_ONLY = {
    *("get_organization_users", "get_organization_users_detailed", "patch_organization_users"),
    *("put_organization_users", "get_organization_groups", "post_organization_group", "put_organization_group"),
    *("patch_organization_group", "delete_organization_group", "post_organization_invitation", "put_invitation"),
    *("get_organization", "get_organization_roles", "post_organization_workspaces"),
    *("put_organization", "get_organization_owner", "get_ownership_transfers", "get_ownership_transfer"),
    *("post_ownership_transfer", "put_organization_paying_user", "get_organization_usage"),
    *("get_organization_workspaces_statistics", "get_audit_logs"),
}
ACTORS = {
    "O": Standing(1, 2, "owner", joined=True, workspace_id=3),
    "A": Standing(1, 2, "admin", joined=True, workspace_id=3),
    "W": Standing(1, 2, "member", joined=True, administers_a_workspace=True, workspace_id=3, workspace_role="admin"),
    "M": Standing(1, 2, "member", joined=True, workspace_id=3, workspace_role="user"),
    "X": Standing(1, 2, "member", joined=True, workspace_id=3),
    "stranger": Standing(1, workspace_id=3),
    "nobody": Standing(),
    "invited": Standing(1, 2, "admin", joined=False, workspace_id=3, workspace_role="admin"),
    "inactive": Standing(1, 2, "admin", joined=True, inactive=True, workspace_id=3, workspace_role="admin"),
}

standings = st.builds(
    Standing,
    organization_id=st.just(1),
    organization_user_id=st.just(2),
    role=st.sampled_from(["owner", "admin", "member", None]),
    joined=st.booleans(),
    inactive=st.booleans(),
    administers_a_workspace=st.booleans(),
    workspace_id=st.sampled_from([3, None]),
    workspace_role=st.sampled_from(["admin", "projectlead", "teamlead", "user", None]),
    workspace_inactive=st.booleans(),
)


def is_allowed(operation, standing):
    try:
        check(operation, standing)
    except (Forbidden, Missing):
        return False
    return True


def test_the_table_has_every_operation_and_no_other():
    assert set(PERMISSIONS) == set(ALLOWED)


@pytest.mark.parametrize("actor", list(ACTORS))
@pytest.mark.parametrize("operation", list(ALLOWED))
def test_every_cell(operation, actor):
    letters = ALLOWED[operation]

    assert is_allowed(operation, ACTORS[actor]) is (actor in letters)


@pytest.mark.parametrize("operation", sorted(set(ALLOWED) - OF_ORGANIZATION_ONLY))
def test_an_admin_of_another_workspace_is_outside_of_this_one(operation):
    elsewhere = Standing(1, 2, "member", joined=True, administers_a_workspace=True, workspace_id=3)

    assert not is_allowed(operation, elsewhere)


@pytest.mark.parametrize("role", ["projectlead", "teamlead", "user"])
@pytest.mark.parametrize("operation", list(ALLOWED))
def test_every_other_workspace_role_is_a_members(operation, role):
    standing = Standing(1, 2, "member", joined=True, workspace_id=3, workspace_role=role)

    assert is_allowed(operation, standing) is ("M" in ALLOWED[operation])


@untimed
@given(standings)
def test_who_is_not_an_active_member_of_the_organization_may_nothing(standing):
    is_member = standing.role is not None and standing.joined and not standing.inactive

    for of_workspace in (True, False):
        assert (standing.kind(of_workspace=of_workspace) is ActorKind.OUTSIDER) is not is_member
    assert is_member or not any(is_allowed(operation, standing) for operation in PERMISSIONS)


@untimed
@given(standings)
def test_owner_and_admins_may_everything_whatever_they_are_in_the_workspace(standing):
    assert standing.is_administrator is all(is_allowed(operation, standing) for operation in PERMISSIONS)


@untimed
@given(standings)
def test_whom_the_workspace_deactivated_has_no_place_in_it(standing):
    kind = standing.kind(of_workspace=True)

    if standing.workspace_inactive and not standing.is_administrator:
        assert kind in {ActorKind.MEMBER, ActorKind.OUTSIDER}


@pytest.mark.parametrize(
    ("operation", "actor", "text"),
    [
        ("get_organization_users", "M", "User is not authorized to list the organization users"),
        ("get_organization_users_detailed", "M", "Forbidden"),
        ("patch_organization_users", "stranger", "User is not authorized to delete the organization user"),
        ("put_organization_users", "W", "User is not authorized to update the organization user"),
        ("get_workspace_users", "X", "User does not have access to this resource."),
        ("put_workspace_users", "M", "User does not have access to this resource."),
        ("put_workspace_users", "X", "Workspace user is not found or accessible"),
        ("put_workspace_workspace_users", "stranger", "Workspace user is not found or accessible"),
        ("delete_workspace_user", "M", "Workspace user is not found or accessible"),
        ("post_workspace_users_lost_password", "W", "User does not have access to this resource."),
        ("patch_organization_group", "M", "User does not have permission to manage user groups."),
        ("get_organization_roles", "inactive", "User does not have access to the organization"),
    ],
)
def test_a_refusal_has_the_operations_text(operation, actor, text):
    with pytest.raises(Forbidden) as refusal:
        check(operation, ACTORS[actor])

    assert refusal.value.text == text


def test_an_organization_of_others_is_missing():
    with pytest.raises(Missing) as refusal:
        check("get_organization", ACTORS["stranger"])

    assert refusal.value.text == "User not part of organization"


@pytest.mark.parametrize("operation", list(ALLOWED))
def test_strangers_nobodies_and_people_without_a_place_hear_the_same(operation):
    heard = set()
    for actor in ("stranger", "nobody", "invited", "inactive"):
        with pytest.raises((Forbidden, Missing)) as refusal:
            check(operation, ACTORS[actor])
        heard.add((type(refusal.value), refusal.value.text))

    assert len(heard) == 1
