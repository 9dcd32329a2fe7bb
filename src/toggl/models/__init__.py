"""The values that operations take and give: one class a module."""

from typing import TYPE_CHECKING

from toggl._lazily import imported

if TYPE_CHECKING:
    from toggl.models.group_name_payload import GroupNamePayload
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
    from toggl.models.me_get_quota_result import MeGetQuotaResult
    from toggl.models.me_lost_password_payload import MeLostPasswordPayload
    from toggl.models.me_payload import MePayload
    from toggl.models.me_post_initial_workspace import MePostInitialWorkspace
    from toggl.models.me_post_session_handler_request_body import MePostSessionHandlerRequestBody
    from toggl.models.me_post_user import MePostUser
    from toggl.models.me_session import MeSession
    from toggl.models.me_user_location_response import MeUserLocationResponse
    from toggl.models.models_all_preferences import ModelsAllPreferences
    from toggl.models.models_alpha_feature import ModelsAlphaFeature
    from toggl.models.models_avatar import ModelsAvatar
    from toggl.models.models_card_details import ModelsCardDetails
    from toggl.models.models_client import ModelsClient
    from toggl.models.models_contact_detail import ModelsContactDetail
    from toggl.models.models_country import ModelsCountry
    from toggl.models.models_csv_upload import ModelsCsvUpload
    from toggl.models.models_group import ModelsGroup
    from toggl.models.models_group_dict import ModelsGroupDict
    from toggl.models.models_invitation import ModelsInvitation
    from toggl.models.models_logo import ModelsLogo
    from toggl.models.models_lost_password import ModelsLostPassword
    from toggl.models.models_me_organization import ModelsMeOrganization
    from toggl.models.models_org_subscription import ModelsOrgSubscription
    from toggl.models.models_org_subscription_trial import ModelsOrgSubscriptionTrial
    from toggl.models.models_org_user import ModelsOrgUser
    from toggl.models.models_org_user_detailed import ModelsOrgUserDetailed
    from toggl.models.models_org_user_workspace import ModelsOrgUserWorkspace
    from toggl.models.models_org_user_workspace_details import ModelsOrgUserWorkspaceDetails
    from toggl.models.models_organization_owner import ModelsOrganizationOwner
    from toggl.models.models_organization_user_simple import ModelsOrganizationUserSimple
    from toggl.models.models_organization_workspace_user import ModelsOrganizationWorkspaceUser
    from toggl.models.models_payment_detail import ModelsPaymentDetail
    from toggl.models.models_period import ModelsPeriod
    from toggl.models.models_post_payload import ModelsPostPayload
    from toggl.models.models_project import ModelsProject
    from toggl.models.models_put_payload import ModelsPutPayload
    from toggl.models.models_rate import ModelsRate
    from toggl.models.models_recurring_period import ModelsRecurringPeriod
    from toggl.models.models_recurring_project_parameters import ModelsRecurringProjectParameters
    from toggl.models.models_simple_workspace_user import ModelsSimpleWorkspaceUser
    from toggl.models.models_sso_invitation import ModelsSSOInvitation
    from toggl.models.models_statistics import ModelsStatistics
    from toggl.models.models_subdivision import ModelsSubdivision
    from toggl.models.models_subscription import ModelsSubscription
    from toggl.models.models_tag import ModelsTag
    from toggl.models.models_task import ModelsTask
    from toggl.models.models_time_entry import ModelsTimeEntry
    from toggl.models.models_time_entry_constraints import ModelsTimeEntryConstraints
    from toggl.models.models_time_entry_shared_with import ModelsTimeEntrySharedWith
    from toggl.models.models_timezone import ModelsTimezone
    from toggl.models.models_toggl_user import ModelsTogglUser
    from toggl.models.models_transfer import ModelsTransfer
    from toggl.models.models_trial_info import ModelsTrialInfo
    from toggl.models.models_user import ModelsUser
    from toggl.models.models_user_data import ModelsUserData
    from toggl.models.models_workspace import ModelsWorkspace
    from toggl.models.models_workspace_preferences import ModelsWorkspacePreferences
    from toggl.models.models_workspace_user import ModelsWorkspaceUser
    from toggl.models.organization_owner_transfer_payload import OrganizationOwnerTransferPayload
    from toggl.models.organization_paying_user_payload import OrganizationPayingUserPayload
    from toggl.models.organization_post_organization_reply import OrganizationPostOrganizationReply
    from toggl.models.organization_usage_counter import OrganizationUsageCounter
    from toggl.models.organization_user_payload import OrganizationUserPayload
    from toggl.models.rates_creation_request import RatesCreationRequest
    from toggl.models.related_user_with_related import RelatedUserWithRelated
    from toggl.models.types_permission import TypesPermission
    from toggl.models.types_role import TypesRole
    from toggl.models.user_assignments_payload import UserAssignmentsPayload
    from toggl.models.user_patch_params import UserPatchParams
    from toggl.models.user_payload import UserPayload
    from toggl.models.users_lost_password_url import UsersLostPasswordURL
    from toggl.models.utils_default_project_task import UtilsDefaultProjectTask
    from toggl.models.utils_entity_workspace import UtilsEntityWorkspace
    from toggl.models.utils_keyboard_shortcut import UtilsKeyboardShortcut
    from toggl.models.utils_mac_os_auto_tracking import UtilsMacOSAutoTracking
    from toggl.models.utils_windows_auto_tracking import UtilsWindowsAutoTracking
    from toggl.models.utils_windows_auto_tracking_parameter import UtilsWindowsAutoTrackingParameter
    from toggl.models.workspace_payload import WorkspacePayload
    from toggl.models.workspace_user_payload import WorkspaceUserPayload
    from toggl.models.workspace_users_patch_params import WorkspaceUsersPatchParams
    from toggl.models.workspace_with_active_project_count import WorkspaceWithActiveProjectCount
    from toggl.models.workspace_workspace import WorkspaceWorkspace

__all__ = [
    "GroupNamePayload",
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
    "MeGetQuotaResult",
    "MeLostPasswordPayload",
    "MePayload",
    "MePostInitialWorkspace",
    "MePostSessionHandlerRequestBody",
    "MePostUser",
    "MeSession",
    "MeUserLocationResponse",
    "ModelsAllPreferences",
    "ModelsAlphaFeature",
    "ModelsAvatar",
    "ModelsCardDetails",
    "ModelsClient",
    "ModelsContactDetail",
    "ModelsCountry",
    "ModelsCsvUpload",
    "ModelsGroup",
    "ModelsGroupDict",
    "ModelsInvitation",
    "ModelsLogo",
    "ModelsLostPassword",
    "ModelsMeOrganization",
    "ModelsOrgSubscription",
    "ModelsOrgSubscriptionTrial",
    "ModelsOrgUser",
    "ModelsOrgUserDetailed",
    "ModelsOrgUserWorkspace",
    "ModelsOrgUserWorkspaceDetails",
    "ModelsOrganizationOwner",
    "ModelsOrganizationUserSimple",
    "ModelsOrganizationWorkspaceUser",
    "ModelsPaymentDetail",
    "ModelsPeriod",
    "ModelsPostPayload",
    "ModelsProject",
    "ModelsPutPayload",
    "ModelsRate",
    "ModelsRecurringPeriod",
    "ModelsRecurringProjectParameters",
    "ModelsSSOInvitation",
    "ModelsSimpleWorkspaceUser",
    "ModelsStatistics",
    "ModelsSubdivision",
    "ModelsSubscription",
    "ModelsTag",
    "ModelsTask",
    "ModelsTimeEntry",
    "ModelsTimeEntryConstraints",
    "ModelsTimeEntrySharedWith",
    "ModelsTimezone",
    "ModelsTogglUser",
    "ModelsTransfer",
    "ModelsTrialInfo",
    "ModelsUser",
    "ModelsUserData",
    "ModelsWorkspace",
    "ModelsWorkspacePreferences",
    "ModelsWorkspaceUser",
    "OrganizationOwnerTransferPayload",
    "OrganizationPayingUserPayload",
    "OrganizationPostOrganizationReply",
    "OrganizationUsageCounter",
    "OrganizationUserPayload",
    "RatesCreationRequest",
    "RelatedUserWithRelated",
    "TypesPermission",
    "TypesRole",
    "UserAssignmentsPayload",
    "UserPatchParams",
    "UserPayload",
    "UsersLostPasswordURL",
    "UtilsDefaultProjectTask",
    "UtilsEntityWorkspace",
    "UtilsKeyboardShortcut",
    "UtilsMacOSAutoTracking",
    "UtilsWindowsAutoTracking",
    "UtilsWindowsAutoTrackingParameter",
    "WorkspacePayload",
    "WorkspaceUserPayload",
    "WorkspaceUsersPatchParams",
    "WorkspaceWithActiveProjectCount",
    "WorkspaceWorkspace",
]


# Not for type checkers, which would take any name for one of the package's.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        return imported(__name__, name, __all__)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
