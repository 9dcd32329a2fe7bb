"""How answers show rates and labour costs."""

from typing import Literal

from msgspec import Struct

from rollbook.domain.payloads import ChangeMode


class Rate(Struct):
    """An amount that a workspace or somebody in it had, or has, for a time."""

    id: int
    amount: float | None
    created_at: str
    creator_id: int | None
    deleted_at: str | None
    # NULL while it is in force.
    end: str | None
    planned_task_id: int | None
    project_id: int | None
    project_user_id: int | None
    rate_change_mode: ChangeMode
    start: str
    type: Literal["billable_rates", "labor_costs"]
    updated_at: str
    workspace_id: int
    # NULL for the workspace's own.
    workspace_user_id: int | None
