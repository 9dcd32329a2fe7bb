"""Connections to a service of which it is known which of its processes answers on them."""

from __future__ import annotations

from urllib.parse import urlsplit

import psutil

from support.http import Http
from support.server import Service

_MOST_TRIES = 400


def of_both(service: Service, each: int = 1) -> list[list[Http]]:
    """For each of a service's two workers so many connections that it answers on.

    An Http of these is for one request at a time: another at the same time would have a connection of its own.
    """
    kept: dict[int, list[Http]] = {}
    for _ in range(_MOST_TRIES):
        http = Http(service.api_url, service.authority)
        before = _ports(service)
        http.ok("GET", "/status")
        (port,) = _ports(service) - before
        mine = kept.setdefault(_worker(service, port), [])
        if len(mine) < each:
            mine.append(http)
        if len(kept) == 2 and all(len(https) == each for https in kept.values()):
            return list(kept.values())
    raise AssertionError(f"one of two workers has not answered on {_MOST_TRIES} connections")


def _ports(service: Service) -> set[int]:
    """From which of this process's ports it is connected to the service."""
    port = urlsplit(service.api_url).port
    return {
        one.laddr.port
        for one in psutil.Process().net_connections("tcp")
        if one.raddr and one.raddr.port == port and one.status == psutil.CONN_ESTABLISHED
    }


def _worker(service: Service, port: int) -> int:
    """The process that has the other end of this process's port."""
    listening = urlsplit(service.api_url).port
    (pid,) = {
        one.pid
        for one in psutil.net_connections("tcp")
        if one.raddr and one.raddr.port == port and one.laddr.port == listening
    }
    return pid
