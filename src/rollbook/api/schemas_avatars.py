"""What the answers on people's pictures look like."""

from msgspec import Struct


class ImageURLs(Struct):
    """Where a picture is shown; there is one size of it."""

    original: str


class Avatar(Struct, rename={"file_type": "fileType"}):
    """A person's picture."""

    avatar_urls: ImageURLs
    file_type: str
    name: str
