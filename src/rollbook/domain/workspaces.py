"""What a workspace may be called and set to."""

from typing import Annotated

from msgspec import Meta, Struct

from rollbook.domain.errors import Invalid
from rollbook.domain.payloads import ChangeMode, Number, Text
from rollbook.domain.people import thing_name

MAX_NAME = 140


class WorkspacePayload(Struct):
    """A workspace, or a change of one: its name, who administers it (by account), and its settings."""

    name: Text | None = None
    admins: list[Number] | None = None
    default_currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$", max_length=3)] | None = None
    default_hourly_rate: int | float | None = None
    rate_change_mode: ChangeMode | None = None
    rounding: Annotated[int, Meta(ge=-1, le=1)] | None = None
    rounding_minutes: Annotated[int, Meta(ge=0, le=1440)] | None = None
    projects_billable_by_default: bool | None = None
    projects_enforce_billable: bool | None = None
    projects_private_by_default: bool | None = None
    only_admins_may_create_projects: bool | None = None
    only_admins_may_create_tags: bool | None = None
    only_admins_see_team_dashboard: bool | None = None
    limit_public_project_data: bool | None = None
    reports_collapse: bool | None = None
    # Taken and not kept: nothing here is behind a plan.
    initial_pricing_plan: Number | None = None


def workspace_name(name: str | None, *, missing: str = "workspace name must not be nil") -> str:
    """The name without surrounding space; Invalid where there is none, or one that nothing can be called."""
    if name is None:
        raise Invalid(missing)
    return thing_name(
        name,
        empty="workspace name must contain non-space characters",
        too_long="workspace name must not be longer than 140",
        limit=MAX_NAME,
    )
