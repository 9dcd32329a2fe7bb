"""An organization as the caller sees it."""

from toggl.models._model import Model, Undescribed
from toggl.models.models_org_subscription import ModelsOrgSubscription
from toggl.models.models_trial_info import ModelsTrialInfo


class ModelsMeOrganization(Model):
    """An organization as the caller sees it."""

    admin: bool | None = None
    at: str | None = None
    created_at: str | None = None
    id: int | None = None
    is_multi_workspace_enabled: bool | None = None
    is_unified: bool | None = None
    max_data_retention_days: Undescribed = None
    max_workspaces: int | None = None
    name: str | None = None
    owner: bool | None = None
    permissions: list[str] | None = None
    pricing_plan_enterprise: bool | None = None
    pricing_plan_id: int | None = None
    pricing_plan_name: str | None = None
    subscription: ModelsOrgSubscription | None = None
    suspended_at: str | None = None
    trial_info: ModelsTrialInfo | None = None
    user_count: int | None = None
