"""Where an invited person comes from, if another system sent them."""

from toggl.models._model import Model


class InvitationIntegrationData(Model):
    """Where an invited person comes from, if another system sent them."""

    external_id: str | None = None
    external_type: str | None = None
    provider: str | None = None
