"""The first workspace of a new account."""

from toggl.models._model import Model


class MePostInitialWorkspace(Model):
    """The first workspace of a new account."""

    initial_pricing_plan: int | None = None
    name: str | None = None
