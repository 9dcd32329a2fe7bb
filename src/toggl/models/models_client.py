"""A client that projects are done for."""

from toggl.models._model import Model, Word


class ModelsClient(Model):
    """A client that projects are done for."""

    archived: bool | None = None
    at: str | None = None
    creator_id: int | None = None
    external_reference: str | None = None
    id: int | None = None
    integration_ext_id: str | None = None
    integration_ext_type: str | None = None
    integration_provider: Word | None = None
    name: str | None = None
    notes: str | None = None
    permissions: list[str] | None = None
    total_count: int | None = None
    wid: int | None = None
