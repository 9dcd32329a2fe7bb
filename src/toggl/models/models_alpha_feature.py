"""A feature that is switched on for some accounts only."""

from toggl.models._model import Model


class ModelsAlphaFeature(Model):
    """A feature that is switched on for some accounts only."""

    alpha_feature_id: int | None = None
    code: str | None = None
    deleted_at: str | None = None
    description: str | None = None
    enabled: bool | None = None
    product_id: int | None = None
