"""The address that the server listens on."""

from __future__ import annotations

import socket
import time

PORT_FREE_WITHIN = 1.0  # Seconds; workers of a server that was killed hold its port a moment longer.


class ListenProblem(Exception):
    """The address cannot be listened on; the text says why, in one line."""


def reserve(host: str, port: int) -> socket.socket:
    """A socket bound to the address, which does not listen yet; port 0 takes a free one."""
    give_up = time.monotonic() + PORT_FREE_WITHIN
    while True:
        try:
            return _bound(host, port)
        except OSError as error:
            if port == 0 or time.monotonic() > give_up or isinstance(error, socket.gaierror):
                raise ListenProblem(f"cannot listen on {host} port {port}: {error.strerror}") from error
        time.sleep(0.05)


def part_with_the_silent(listener: socket.socket, seconds: float) -> None:
    """Have the kernel end connections whose other side takes nothing, or has gone, for so many seconds."""
    # Connections inherit all of it from their listener.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (("TCP_KEEPIDLE", seconds / 2), ("TCP_KEEPINTVL", seconds / 6), ("TCP_KEEPCNT", 3)):
        # Not every system has them.
        if hasattr(socket, option):
            listener.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), max(1, round(value)))
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(seconds * 1000))


def _bound(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    # IPv4 first: what is called localhost is then where most programs look first or next.
    family, kind, protocol, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener
