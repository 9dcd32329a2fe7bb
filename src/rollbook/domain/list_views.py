"""Which callers are shown the same list, and for how long it is true."""

from dataclasses import dataclass
from typing import TypeAlias

from rollbook.domain.actors import ActorKind, Standing
from rollbook.domain.permissions import check

# Lists of an organization that its versions tell of, so that an answer can be given again.
LISTS = frozenset(
    {
        "get_organization_users",
        "get_organization_users_detailed",
        "get_organization_workspaces_workspaceusers",
        "get_workspace_users",
        "get_workspace_workspace_users",
        "get_organization_groups",
        "get_workspace_groups",
    }
)
# Of these a workspace admin sees what lies in the workspaces that they, and nobody else, administer.
_BY_PERSON = frozenset({"get_organization_users_detailed"})


@dataclass(frozen=True, slots=True)
class Versions:
    """What rises with every change of what an organization's lists show: by a change in it, and around it."""

    organization: int
    surroundings: int


View: TypeAlias = tuple[str, int | None]


def view(operation: str, standing: Standing) -> View:
    """What is equal for callers who are shown the same; the operation's refusal for who may not be shown it."""
    kind = check(operation, standing)
    if kind in {ActorKind.OWNER, ActorKind.ADMIN}:
        return "administrator", None
    return kind.value, standing.organization_user_id if operation in _BY_PERSON else None
