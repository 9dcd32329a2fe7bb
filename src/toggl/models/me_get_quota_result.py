"""How many requests an organization has left, and how many seconds until it has all of them again."""

from toggl.models._model import Model


class MeGetQuotaResult(Model):
    """How many requests an organization has left, and how many seconds until it has all of them again."""

    organization_id: int | None = None
    remaining: int | None = None
    resets_in_secs: int | None = None
    total: int | None = None
