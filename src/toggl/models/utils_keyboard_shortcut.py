"""A key, and the keys to hold with it."""

from toggl.models._model import Model


class UtilsKeyboardShortcut(Model):
    """A key, and the keys to hold with it."""

    key: int | None = None
    modifiers: int | None = None
