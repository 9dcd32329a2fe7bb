"""What `postmaster.pid` says about the PostgreSQL server of a data directory, and whether it is still true."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from pathlib import Path

from rollbook.process.files import write_whole

_LINES = 8  # pid, data directory, start time, port, socket folder, listen address, shared memory, status.
_NOBODYS_PID = "2147483647"  # Above every kernel's largest.
_MAY_WE_ENCRYPT = struct.pack("!ii", 8, 80877103)  # SSLRequest: a byte comes back, and nothing goes into the log.
_ANSWERS_WITHIN = 5.0  # Seconds.


@dataclass(frozen=True, slots=True)
class Postmaster:
    """A PostgreSQL server process that runs."""

    pid: int
    socket_folder: str
    ready: bool


def read_postmaster(cluster: Path) -> Postmaster | None:
    """The server that runs on the data directory, if one does, however it stands."""
    lines = _read_lines(cluster)
    if not lines or not _runs(cluster, lines):
        return None
    padded = [*lines, *[""] * _LINES]
    return Postmaster(int(lines[0]), socket_folder=padded[4], ready=padded[7].strip() == "ready")


def answers(folder: str, port: int) -> bool:
    """Whether the server on that socket makes a process for who comes, which one that was just killed does not."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(_ANSWERS_WITHIN)
        try:
            client.connect(_socket_path(folder, port))
            client.sendall(_MAY_WE_ENCRYPT)
            return client.recv(1) in {b"N", b"S"}
        except OSError:
            return False


def disown_stale_lock(cluster: Path) -> None:
    """Take a dead server's pid out of its lock file, because another process may bear that pid by now.

    The rest stays: with it PostgreSQL recognizes processes of the dead server that still use its memory.
    """
    path = cluster / "postmaster.pid"
    lines = _read_lines(cluster)
    if not lines:
        return
    folder, file = cluster.stat(), path.stat()
    owner = folder.st_uid, folder.st_gid
    # An earlier version could be killed before the file was PostgreSQL's again.
    if lines[0] != _NOBODYS_PID or file.st_uid != folder.st_uid:
        write_whole(path, "\n".join([_NOBODYS_PID, *lines[1:], ""]).encode(), owner=owner)


def _read_lines(cluster: Path) -> list[str]:
    try:
        lines = (cluster / "postmaster.pid").read_text(errors="surrogateescape").splitlines()
    except FileNotFoundError:
        return []
    return lines if lines and lines[0].isdigit() else []


def _runs(cluster: Path, lines: list[str]) -> bool:
    if Path("/proc/self/cwd").exists():
        # A server works inside its data directory, which no other process that got its pid would do.
        try:
            return Path(f"/proc/{lines[0]}/cwd").samefile(cluster)
        except OSError:
            return False
    return len(lines) == _LINES and _listens(_socket_path(lines[4], lines[3]))


def _socket_path(folder: str, port: int | str) -> str:
    return f"{folder}/.s.PGSQL.{port}"


def _listens(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
        except OSError:
            return False
    return True
