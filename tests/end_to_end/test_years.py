"""The life of an organization from its first day to its last, by the client alone."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

import toggl
from support.server import Service
from support.world import PASSWORD, address, api_client


@pytest.fixture
def sign_up(service: Service):
    """Makes an account and returns the client of its owner, signed in by token; by a code in the inviting one."""

    def made(name: str, email: str, code: str | None = None) -> toggl.ApiClient:
        payload = toggl.MePostUser(email=email, password=PASSWORD, full_name=name, invitation_code=code)
        user = toggl.AuthenticationApi(api_client(service, "", "")).post_signup(payload)
        return api_client(service, user.api_token, "api_token")

    return made


def picture() -> bytes:
    content = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(content, "PNG")
    return content.getvalue()


def test_an_organization_is_run_for_years_by_the_api_alone(service: Service, sign_up) -> None:
    # A founder, with what the organization needs.
    founder = sign_up("Olivia Owner", address("Olivia Owner"))
    organization = toggl.MeApi(founder).get_organizations()[0]
    workspace = toggl.MeApi(founder).get_workspaces()[0]
    organizations = toggl.OrganizationsApi(founder)
    organizations.put_organization(organization.id, toggl.ModelsPutPayload(name="Harbour Works"))
    toggl.WorkspacesApi(founder).put_workspaces(
        workspace.id, toggl.WorkspacePayload(name="Docks", default_currency="EUR", default_hourly_rate=80)
    )

    # Two people come by invitation.
    invited = toggl.InvitationsApi(founder).post_organization_invitation(
        organization.id,
        toggl.InvitationPost(
            emails=[address("Adam Admin"), address("Mia Member")],
            workspaces=[toggl.InvitationPostWorkspaces(workspace_id=workspace.id)],
        ),
    )
    codes = {one.email: one.code for one in invited.invitations}
    adam, mia = (
        sign_up(name, email, codes[email]) for name, email in zip(("Adam Admin", "Mia Member"), codes, strict=True)
    )
    adam_id, mia_id = (toggl.MeApi(one).get_me_id() for one in (adam, mia))

    # Mia minds her own account.
    toggl.MeApi(mia).put_me(toggl.MePayload(fullname="Mia M. Member", timezone="Europe/Tallinn", beginning_of_week=0))
    toggl.AvatarsApi(mia).post_avatars(picture())
    toggl.PreferencesApi(mia).post_preferences(toggl.ModelsAllPreferences(date_format="DD.MM.YYYY"))

    # The people get groups, rates and roles.
    group = toggl.GroupsApi(founder).post_workspace_group(workspace.id, toggl.GroupNamePayload(name="Cranes"))
    toggl.GroupsApi(founder).patch_organization_group(
        organization.id, group.id, [toggl.GroupsPatchInput(op="add", path="/users", value=[mia_id])]
    )
    people = {one.user_id: one for one in toggl.UsersApi(founder).get_workspace_workspace_users(workspace.id, "true")}
    toggl.RatesApi(founder).post_workspace_rates(
        workspace.id,
        toggl.RatesCreationRequest(
            amount=95.5, level="workspace_user", level_id=people[mia_id].id, type="billable_rates"
        ),
    )
    listed = {one.user_id: one for one in toggl.UsersApi(founder).get_organization_users(organization.id)}
    toggl.UsersApi(founder).put_organization_users(
        organization.id, organization_user_id=listed[adam_id].id, params=toggl.UserPayload(organization_admin=True)
    )

    # Adam takes over, and pays.
    asked = toggl.OrganizationsOwnerApi(adam).post_ownership_transfer(organization.id)
    toggl.OrganizationsOwnerApi(founder).post_ownership_transfer_actions(
        organization.id, asked.owner_transfer_id, "accept"
    )
    organizations.put_organization_paying_user(organization.id, {"user_id": adam_id})

    # The founder goes for good.
    assert toggl.MeApi(founder).post_close_account() == "OK"

    members = {one.user_id: one for one in toggl.UsersApi(adam).get_organization_users(organization.id)}
    assert {(one.name, one.owner) for one in members.values()} == {("Adam Admin", True), ("Mia M. Member", False)}
    assert members[mia_id].avatar_url.startswith(service.api_url.removesuffix("/api/v9"))
    assert {one.user_id: one.rate for one in toggl.UsersApi(adam).get_workspace_workspace_users(workspace.id, "true")}[
        mia_id
    ] == 95.5
    assert toggl.OrganizationsApi(adam).get_organization_owner(organization.id).user_id == adam_id
    assert toggl.OrganizationsApi(adam).get_organization(organization.id).name == "Harbour Works"

    # What happened can be read afterwards.
    log = toggl.AuditLogsApi(adam).get_audit_logs(organization.id, "2020-01-01", "2099-12-31", page_size=1000)
    assert {"account", "group", "invitation", "organization", "ownership_transfer", "rate", "workspace"} <= {
        entry["entity_type"] for entry in log
    }

    # Mia leaves; and with the last one the organization ends.
    assert toggl.UsersApi(mia).delete_organization_users_leave(organization.id) == "OK"
    assert toggl.MeApi(adam).post_close_account() == "OK"

    with pytest.raises(toggl.rest.ApiException) as refused:
        toggl.OrganizationsApi(mia).get_organization(organization.id)
    assert (refused.value.status, refused.value.body) == (404, '"User not part of organization"')
    assert len(toggl.MeApi(mia).get_organizations()) == 0
