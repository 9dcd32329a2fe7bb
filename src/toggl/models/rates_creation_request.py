"""A new hourly rate, whom or what it is for, and how it treats earlier ones."""

from typing import Literal

from toggl.models._model import Model


class RatesCreationRequest(Model):
    """A new hourly rate, whom or what it is for, and how it treats earlier ones."""

    amount: float | None = None
    level: Literal["workspace", "workspace_user", "project", "project_user", "task"] | None = None
    level_id: int | None = None
    mode: Literal["start-today", "override-current", "override-all"] | None = None
    start: str | None = None
    type: str | None = None
