"""What an organization has, counted."""

from msgspec import Struct

USED = ("users", "invited", "inactive", "workspaces", "groups")


class Usage(Struct):
    """How many of one kind there are; null where there may be any number, and where nothing starts anew."""

    name: str
    count: int
    limit: int | None
    reset_at: str | None = None
