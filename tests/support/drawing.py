"""Pictures to send, and what is seen in those that come back."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

from PIL import Image

BOUNDARY = "----a-boundary"
_LONGEST_RUN = 2**15 - 1  # Blocks of a JPEG that one code can tell to stay as they are.


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


def many_scans(side: int, scans: int) -> bytes:
    """A JPEG of that side that goes over all of itself so often, each time in a few bytes and to no effect."""
    frame = struct.pack(">BHHB", 8, side, side, 1) + b"\x01\x11\x00"
    # One code there is: so many blocks stay as they are, the number in the 14 bits that follow.
    head = (
        _segment(0xDB, b"\x00" + b"\x01" * 64)
        + _segment(0xC2, frame)
        + _segment(0xC4, b"\x10\x01" + bytes(15) + b"\xe0")
    )
    code = "0" + "1" * 13 + "0"
    bits = code * (1 + ((side + 7) // 8) ** 2 // (_LONGEST_RUN - 1))
    bits += "0" * (-len(bits) % 8)
    run = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
    scan = _segment(0xDA, b"\x01\x01\x00\x01\x3f\x10") + run
    return b"\xff\xd8" + head + scan * scans + b"\xff\xd9"


def _segment(marker: int, content: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content
