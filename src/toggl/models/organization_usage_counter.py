"""How much of something an organization has used, and how much it may use."""

from toggl.models._model import Model


class OrganizationUsageCounter(Model):
    """How much of something an organization has used, and how much it may use."""

    count: int | None = None
    limit: int | None = None
    name: str | None = None
    reset_at: str | None = None
