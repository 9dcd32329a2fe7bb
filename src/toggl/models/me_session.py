"""A session of the caller's; it ends at `idle_ends_at` unless it is used, and at `expires_at` in any case."""

from toggl.models._model import Model


class MeSession(Model):
    """A session of the caller's; it ends at `idle_ends_at` unless it is used, and at `expires_at` in any case."""

    address: str | None = None
    created_at: str | None = None
    current: bool | None = None
    expires_at: str | None = None
    id: int | None = None
    idle_ends_at: str | None = None
    last_used_at: str | None = None
    remembered: bool | None = None
    user_agent: str | None = None
