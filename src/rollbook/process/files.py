"""Files that survive a crash and keep out strangers."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def make_private_folder(path: Path) -> None:
    """Make the folder, for its owner only, with the folders above it."""
    path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)


def write_whole(path: Path, content: bytes, *, mode: int = PRIVATE_FILE, owner: tuple[int, int] | None = None) -> None:
    """Replace the file, so that a reader or a crash finds the old content or the new, never a part.

    ``owner`` is a user and a group whose it is from the beginning.
    """
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), mode)
            if owner is not None:
                os.fchown(file.fileno(), *owner)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make the renames in a folder last through a power failure."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """Hold the lock file alone, waiting for it; the kernel lets go of it when the process ends."""
    descriptor = open_lock(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        # Said, because a process that was forked meanwhile has the descriptor too, and with it the lock.
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def open_lock(path: Path) -> int:
    """A descriptor of the lock file, which nobody holds yet."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
