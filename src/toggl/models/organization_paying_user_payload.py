"""Who pays for an organization from now on."""

from toggl.models._model import Model


class OrganizationPayingUserPayload(Model):
    """Who pays for an organization from now on."""

    user_id: int | None = None
