"""What answers look like: the documentation of the API, and how those are written that Python assembles.

The lists are written by the database (persistence/*_lists.py); a contract test holds them against these types.
"""

from msgspec import Struct

_TWO_FACTOR = {"two_factor_enabled": "2fa_enabled"}


class GroupDict(Struct):
    """A group in short."""

    group_id: int
    name: str


class OrgUserWorkspace(Struct):
    """A workspace that somebody is in, in short."""

    workspace_id: int
    workspace_user_id: int
    name: str
    workspace_name: str
    admin: bool
    role: str
    role_id: int
    active: bool
    inactive: bool


class OrgUserWorkspaceDetails(OrgUserWorkspace):
    """A workspace that somebody is in; money in currency units, working hours in hours a day."""

    rate: float | None
    cost: float | None
    working_hours: float | None
    default_currency: str
    view_edit_billable_rates: bool
    view_edit_labor_costs: bool
    groups: list[GroupDict]


class Person(Struct, rename=_TWO_FACTOR):
    """What every list of an organization's people shows of one of them."""

    id: int
    user_id: int
    organization_id: int
    name: str
    email: str
    can_edit_email: bool
    owner: bool
    admin: bool
    role_id: int
    joined: bool
    inactive: bool
    two_factor_enabled: bool
    avatar_url: str | None
    invitation_code: None
    invitation_id: int | None
    groups: list[GroupDict]
    workspace_count: int


class OrgUser(Person, rename=_TWO_FACTOR):
    """One of an organization's people."""

    workspaces: list[OrgUserWorkspace]


class OrgUserDetailed(Person, rename=_TWO_FACTOR):
    """One of an organization's people, with what they are in each workspace."""

    organization_user_id: int
    fullname: str
    workspaces: list[OrgUserWorkspaceDetails]


class SimpleWorkspaceUser(Struct):
    """One of a workspace's people; ``id`` is the account's."""

    id: int
    email: str
    fullname: str
    inactive: bool
    is_active: bool
    is_admin: bool
    role: str


class WorkspaceUser(Struct, rename=_TWO_FACTOR):
    """One of a workspace's people; ``id`` is the workspace user's, labour_cost in cents, labor_cost in units."""

    id: int
    user_id: int
    uid: int
    workspace_id: int
    wid: int
    name: str
    email: str
    timezone: str
    active: bool
    inactive: bool
    admin: bool
    organization_admin: bool
    workspace_admin: bool
    role: str
    role_id: int
    is_direct: bool
    group_ids: list[int]
    at: str
    rate: float | None
    rate_last_updated: str | None
    labor_cost: float | None
    labour_cost: int | None
    labor_cost_last_updated: str | None
    working_hours_in_minutes: int | None
    view_edit_billable_rates: bool
    view_edit_labor_costs: bool
    two_factor_enabled: bool
    avatar_file_name: str | None
    invitation_code: None
    invite_url: None


class GroupUser(Struct):
    """One of a group's people."""

    user_id: int
    name: str
    joined: bool
    inactive: bool
    avatar_url: str | None


class OrganizationGroup(Struct):
    """A group of an organization."""

    group_id: int
    name: str
    at: str
    permissions: None
    users: list[GroupUser]
    workspaces: list[int]


class Organization(Struct):
    """An organization as one of its members sees it."""

    id: int
    name: str
    admin: bool
    owner: bool
    at: str
    created_at: str
    is_multi_workspace_enabled: bool
    is_unified: bool
    max_data_retention_days: int | None
    max_workspaces: int
    permissions: None
    pricing_plan_enterprise: bool
    pricing_plan_id: int
    pricing_plan_name: str
    subscription: None
    suspended_at: None
    trial_info: None
    user_count: int


class CreatedOrganization(Struct):
    """An organization that was just made, and its first workspace."""

    id: int
    name: str
    workspace_id: int
    workspace_name: str
    permissions: None = None


class Workspace(Struct):
    """A workspace as one of its members sees it."""

    id: int
    organization_id: int
    name: str
    admin: bool
    role: str
    at: str
    last_modified: str
    rate_last_updated: str | None
    default_currency: str
    default_hourly_rate: float | None
    rounding: int
    rounding_minutes: int
    projects_billable_by_default: bool
    projects_enforce_billable: bool
    projects_private_by_default: bool
    only_admins_may_create_projects: bool
    only_admins_may_create_tags: bool
    only_admins_see_team_dashboard: bool
    limit_public_project_data: bool
    reports_collapse: bool
    working_hours_in_minutes: int | None
    active_project_count: int
    api_token: None
    business_ws: bool
    csv_upload: None
    disable_approvals: bool
    disable_expenses: bool
    disable_timesheet_view: bool
    hide_start_end_times: bool
    ical_enabled: bool
    ical_url: str | None
    logo_url: str | None
    max_data_retention_days: int | None
    permissions: None
    premium: bool
    subscription: None
    suspended_at: None
    te_constraints: None


class Permission(Struct):
    """Something that a role allows."""

    permission_id: int
    name: str
    description: str
    entity: str
    condition: str | None = None


class PublishedRole(Struct):
    """A role that people can have."""

    role_id: int
    code: str
    name: str
    entity: str
    type: str
    privilege_level: int
    description: str
    organization_id: int | None
    permissions: list[Permission]


class InvitedWorkspace(Struct):
    """A workspace that an invitation leads to, and the number that waits for the invited person there."""

    workspace_id: int
    workspace_user_id: int
    user_id: int


class InvitationInfo(Struct):
    """An invitation; ``invite_url`` and ``invitation_id`` are null for somebody who is a member already."""

    invitation_id: int | None
    organization_id: int
    email: str
    sender_id: int
    recipient_id: int
    invite_url: str | None
    workspaces: list[InvitedWorkspace]


class Invitation(Struct):
    """An invitation as its recipient sees it."""

    code: str
    email: str
    organization_id: int
    organization_name: str
    sender_email: str
    sender_name: str


class InvitationResult(Struct):
    """What came of inviting."""

    data: list[InvitationInfo]
    invitations: list[Invitation]
    messages: list[str]


class ShownInvitation(Struct):
    """An invitation for who has its code."""

    accounts_signup_url: str | None
    code: str
    email: str
    organization_id: int
    organization_name: str
    # NULL where the sender's account is closed.
    sender_email: str | None
    sender_name: str | None
    sso: bool
    token: None


class User(Struct, rename=_TWO_FACTOR):
    """An account as its owner sees it."""

    id: int
    email: str
    fullname: str
    api_token: str | None
    at: str
    authorization_updated_at: str
    beginning_of_week: int
    country_id: int | None
    created_at: str
    default_workspace_id: int | None
    has_password: bool
    image_url: str
    openid_email: str | None
    openid_enabled: bool
    options: dict[str, str]
    timezone: str
    toggl_accounts_id: str
    updated_at: str
    two_factor_enabled: bool
    intercom_hash: str | None
    oauth_providers: list[str]


class UserWithRelated(User, rename=_TWO_FACTOR):
    """An account as its owner sees it, with what belongs to it."""

    clients: list[None]
    projects: list[None]
    tags: list[None]
    tasks: list[None]
    time_entries: list[None]
    workspaces: list[Workspace]


class LostPasswordURL(Struct):
    """Where a new password can be set, once, for one hour."""

    url: str
