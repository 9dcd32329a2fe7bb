"""The values that operations take and give: one class a module."""

from toggl.models.group_organization_group_response import GroupOrganizationGroupResponse
from toggl.models.group_payload import GroupPayload
from toggl.models.groups_patch_failure import GroupsPatchFailure
from toggl.models.groups_patch_input import GroupsPatchInput
from toggl.models.groups_patch_output import GroupsPatchOutput
from toggl.models.invitation_info import InvitationInfo
from toggl.models.invitation_integration_data import InvitationIntegrationData
from toggl.models.invitation_post import InvitationPost
from toggl.models.invitation_post_workspaces import InvitationPostWorkspaces
from toggl.models.invitation_project_invite import InvitationProjectInvite
from toggl.models.invitation_result import InvitationResult
from toggl.models.invitation_workspace_info import InvitationWorkspaceInfo
from toggl.models.me_lost_password_payload import MeLostPasswordPayload
from toggl.models.me_post_initial_workspace import MePostInitialWorkspace
from toggl.models.me_post_session_handler_request_body import MePostSessionHandlerRequestBody
from toggl.models.me_post_user import MePostUser
from toggl.models.models_group_dict import ModelsGroupDict
from toggl.models.models_invitation import ModelsInvitation
from toggl.models.models_me_organization import ModelsMeOrganization
from toggl.models.models_org_user import ModelsOrgUser
from toggl.models.models_org_user_detailed import ModelsOrgUserDetailed
from toggl.models.models_org_user_workspace import ModelsOrgUserWorkspace
from toggl.models.models_org_user_workspace_details import ModelsOrgUserWorkspaceDetails
from toggl.models.models_organization_user_simple import ModelsOrganizationUserSimple
from toggl.models.models_organization_workspace_user import ModelsOrganizationWorkspaceUser
from toggl.models.models_post_payload import ModelsPostPayload
from toggl.models.models_simple_workspace_user import ModelsSimpleWorkspaceUser
from toggl.models.models_sso_invitation import ModelsSSOInvitation
from toggl.models.models_toggl_user import ModelsTogglUser
from toggl.models.models_user import ModelsUser
from toggl.models.models_workspace_user import ModelsWorkspaceUser
from toggl.models.organization_post_organization_reply import OrganizationPostOrganizationReply
from toggl.models.related_user_with_related import RelatedUserWithRelated
from toggl.models.types_permission import TypesPermission
from toggl.models.types_role import TypesRole
from toggl.models.user_assignments_payload import UserAssignmentsPayload
from toggl.models.user_patch_params import UserPatchParams
from toggl.models.user_payload import UserPayload
from toggl.models.users_lost_password_url import UsersLostPasswordURL
from toggl.models.workspace_payload import WorkspacePayload
from toggl.models.workspace_users_patch_params import WorkspaceUsersPatchParams
from toggl.models.workspace_workspace import WorkspaceWorkspace

__all__ = [
    "GroupOrganizationGroupResponse",
    "GroupPayload",
    "GroupsPatchFailure",
    "GroupsPatchInput",
    "GroupsPatchOutput",
    "InvitationInfo",
    "InvitationIntegrationData",
    "InvitationPost",
    "InvitationPostWorkspaces",
    "InvitationProjectInvite",
    "InvitationResult",
    "InvitationWorkspaceInfo",
    "MeLostPasswordPayload",
    "MePostInitialWorkspace",
    "MePostSessionHandlerRequestBody",
    "MePostUser",
    "ModelsGroupDict",
    "ModelsInvitation",
    "ModelsMeOrganization",
    "ModelsOrgUser",
    "ModelsOrgUserDetailed",
    "ModelsOrgUserWorkspace",
    "ModelsOrgUserWorkspaceDetails",
    "ModelsOrganizationUserSimple",
    "ModelsOrganizationWorkspaceUser",
    "ModelsPostPayload",
    "ModelsSSOInvitation",
    "ModelsSimpleWorkspaceUser",
    "ModelsTogglUser",
    "ModelsUser",
    "ModelsWorkspaceUser",
    "OrganizationPostOrganizationReply",
    "RelatedUserWithRelated",
    "TypesPermission",
    "TypesRole",
    "UserAssignmentsPayload",
    "UserPatchParams",
    "UserPayload",
    "UsersLostPasswordURL",
    "WorkspacePayload",
    "WorkspaceUsersPatchParams",
    "WorkspaceWorkspace",
]
