"""One thing that a role permits."""

from toggl.models._model import Model


class TypesPermission(Model):
    """One thing that a role permits."""

    condition: str | None = None
    description: str | None = None
    entity: str | None = None
    name: str | None = None
    permission_id: int | None = None
