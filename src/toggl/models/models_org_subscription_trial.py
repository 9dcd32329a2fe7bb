"""A trial of what an organization could subscribe to."""

from toggl.models._model import Model, Word


class ModelsOrgSubscriptionTrial(Model):
    """A trial of what an organization could subscribe to."""

    active: bool | None = None
    available: bool | None = None
    end_date: str | None = None
    plan: Word | None = None
