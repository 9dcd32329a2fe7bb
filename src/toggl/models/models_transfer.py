"""A transfer of an organization to a new owner."""

from toggl.models._model import Model


class ModelsTransfer(Model):
    """A transfer of an organization to a new owner."""

    created_at: str | None = None
    current_owner_accepted: bool | None = None
    current_owner_answered_at: str | None = None
    current_owner_id: int | None = None
    finished_at: str | None = None
    new_owner_accepted: bool | None = None
    new_owner_answered_at: str | None = None
    new_owner_id: int | None = None
    organization_id: int | None = None
    outcome_name: str | None = None
    owner_transfer_id: int | None = None
    requester_id: int | None = None
