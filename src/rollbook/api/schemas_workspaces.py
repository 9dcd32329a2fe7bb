"""What answers about workspaces look like, beside the workspace itself."""

from msgspec import Struct


class Administrator(Struct):
    """Somebody who administers a workspace."""

    name: str
    user_id: int


class Statistics(Struct):
    """Who administers a workspace, and how many people and groups it has."""

    admins: list[Administrator]
    groups_count: int
    members_count: int


class Group(Struct):
    """A group as a workspace that it is in shows it."""

    id: int
    name: str
    workspace_id: int
    has_users: bool
    at: str
    permissions: None
