"""Pictures to send, and what is seen in those that come back."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

BOUNDARY = "----a-boundary"


def drawn(kind: str, size: tuple[int, int] = (60, 40), *, mode: str = "RGB", color: Any = "teal", **how: Any) -> bytes:
    """A picture of one colour, as a file of that kind."""
    return encoded(Image.new(mode, size, color), kind, **how)


def encoded(image: Image.Image, kind: str, **how: Any) -> bytes:
    content = BytesIO()
    image.save(content, kind, **how)
    return content.getvalue()


def quarters(side: int) -> Image.Image:
    """Red and green above, blue and white below."""
    image = Image.new("RGB", (side, side), "white")
    half = side // 2
    for corner, color in (((0, 0), "red"), ((half, 0), "lime"), ((0, half), "blue")):
        image.paste(color, (*corner, corner[0] + half, corner[1] + half))
    return image


def seen(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def form(content: bytes, *, name: str = "file", filename: str | None = "me.png", kind: str = "image/png") -> bytes:
    """A form with one field, as programs send it."""
    head = f'Content-Disposition: form-data; name="{name}"'
    if filename is not None:
        head += f'; filename="{filename}"\r\nContent-Type: {kind}'
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
