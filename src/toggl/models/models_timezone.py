"""A time zone, and how far it is from UTC."""

from toggl.models._model import Model


class ModelsTimezone(Model):
    """A time zone, and how far it is from UTC."""

    name: str | None = None
    utc: str | None = None
