"""How many people and groups a workspace has, and who administers it."""

from toggl.models._model import Model
from toggl.models.models_user_data import ModelsUserData


class ModelsStatistics(Model):
    """How many people and groups a workspace has, and who administers it."""

    admins: list[ModelsUserData] | None = None
    groups_count: int | None = None
    members_count: int | None = None
