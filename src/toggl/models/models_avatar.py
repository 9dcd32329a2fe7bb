"""A picture of a person, and where its sizes are."""

import msgspec

from toggl.models._model import Foreign, Model


class ModelsAvatar(Model):
    """A picture of a person, and where its sizes are."""

    avatar_urls: Foreign | None = None
    file_type: str | None = msgspec.field(default=None, name="fileType")
    name: str | None = None
