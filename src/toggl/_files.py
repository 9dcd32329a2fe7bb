"""Files as parts of a form."""

import mimetypes
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

# The path of a file, its content, or a file open for reading bytes.
File = str | os.PathLike[str] | bytes | BinaryIO

# How pictures begin.
_PICTURE = re.compile(
    rb"(?P<png>\x89PNG\r\n\x1a\n)|(?P<jpeg>\xff\xd8\xff)|(?P<gif>GIF8[79]a)|(?P<webp>RIFF.{4}WEBP)", re.DOTALL
)


def parts(files: Mapping[str, Any]) -> list[tuple[str, tuple[str, bytes, str]]]:
    """Return each file, or each of several under one name, as that name with a file name, the content and its type."""
    # Any: one file or several, as programs hand them to `call_api`.
    return [(field, _part(field, file)) for field, given in files.items() for file in _several(given)]


def _several(given: Any) -> Any:  # Any: as above.
    if given is None:
        return ()
    return given if isinstance(given, list | tuple) else (given,)


def _part(field: str, file: File) -> tuple[str, bytes, str]:
    name, content = _read(file)
    return name or field, content, _media_type(name, content)


def _read(file: File) -> tuple[str, bytes]:
    """Return the name of a file, empty where it has none, and its content."""
    if isinstance(file, bytes | bytearray | memoryview):
        return "", bytes(file)
    if isinstance(file, str | os.PathLike):
        path = Path(file)
        return path.name, path.read_bytes()
    content = file.read()
    if not isinstance(content, bytes):
        raise TypeError(f"A file to send gives {type(content).__name__} instead of bytes; open it in mode 'rb'")
    name = getattr(file, "name", "")
    # Files that were opened by number have that as their name.
    return Path(name).name if isinstance(name, str) else "", content


def _media_type(name: str, content: bytes) -> str:
    """Return what kind of file this is: by how a picture begins, or else by the name."""
    if picture := _PICTURE.match(content):
        return f"image/{picture.lastgroup}"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
