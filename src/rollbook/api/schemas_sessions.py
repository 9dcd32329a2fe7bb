"""What answers about sessions look like."""

from msgspec import Struct


class Session(Struct):
    """A session of the caller's; it ends at ``idle_ends_at`` unless it is used, and at ``expires_at`` in any case."""

    id: int
    created_at: str
    last_used_at: str
    expires_at: str
    idle_ends_at: str
    remembered: bool
    user_agent: str
    address: str
    current: bool
