"""Who is to own an organization."""

from toggl.models._model import Model


class OrganizationOwnerTransferPayload(Model):
    """Who is to own an organization."""

    new_owner_id: int | None = None
