"""A role and what it permits."""

from toggl.models._model import Model
from toggl.models.types_permission import TypesPermission


class TypesRole(Model):
    """A role and what it permits."""

    code: str | None = None
    description: str | None = None
    entity: str | None = None
    name: str | None = None
    organization_id: int | None = None
    permissions: list[TypesPermission] | None = None
    privilege_level: int | None = None
    role_id: int | None = None
    type: str | None = None
