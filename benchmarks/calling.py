"""What a call costs beside the bare request: one page of people by urllib3 and `json`, and by a method of the client.

Calls take turns, so that a noisy machine is noisy for both. What answers is a process that has the bytes ready, so that
what is measured is the caller.
"""

from __future__ import annotations

import json
import multiprocessing
import socket
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from threading import Thread

import urllib3

import toggl
from benchmarks import decoding
from benchmarks.figures import Figure, at_most

# The page that the service gives unless asked otherwise; and next to nothing, which shows what any call costs.
PAGE, LEAST = 50, 1
ORGANIZATION = 7
CALLS, WARMING = 2_000, 100
WAYS = ("urllib3 and json", "toggl.UsersApi")
OK = 200


def _answer(page: int) -> bytes:
    people = decoding.people(page)
    head = [
        "HTTP/1.1 200 OK",
        "content-type: application/json; charset=utf-8",
        "x-page: 1",
        f"x-page-size: {page}",
        "x-pages: 200",
        "x-request-id: 0192f0c1-6a5e-7c3b-9d1f-2b8f0c4e5a61",
        f"content-length: {len(people)}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + people


def _serve(told: Connection) -> None:
    """Gives each request for a page of one size the same bytes, until the process is ended."""
    answers = {b"per_page=%d " % page: _answer(page) for page in (PAGE, LEAST)}
    with socket.create_server(("127.0.0.1", 0)) as listening:
        told.send(listening.getsockname()[1])
        while True:
            Thread(target=_converse, args=(listening.accept()[0], answers), daemon=True).start()


def _converse(caller: socket.socket, answers: dict[bytes, bytes]) -> None:
    caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    said = b""
    with caller:
        while heard := caller.recv(65_536):
            said += heard
            # Requests without a body, one after another.
            if said.endswith(b"\r\n\r\n"):
                line = said.partition(b"HTTP/")[0]
                caller.sendall(next(answer for size, answer in answers.items() if line.endswith(size)))
                said = b""


@contextmanager
def _answering() -> Iterator[str]:
    processes = multiprocessing.get_context("spawn")
    heard, told = processes.Pipe(duplex=False)
    process = processes.Process(target=_serve, args=(told,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{heard.recv()}/api/v9"
    finally:
        process.terminate()
        process.join()


def _callers(
    url: str, page: int, users: toggl.UsersApi
) -> dict[str, Callable[[], list[dict[str, object]] | list[toggl.ModelsOrgUser]]]:
    bare = urllib3.PoolManager()
    headers = {"Accept": "application/json", **urllib3.make_headers(basic_auth="nobody:api_token")}
    target = f"{url}/organizations/{ORGANIZATION}/users?per_page={page}"

    def by_hand() -> list[dict[str, object]]:
        answer = bare.request("GET", target, headers=headers)
        if answer.status != OK:
            raise SystemExit(f"{target}: {answer.status} {answer.data[:200]!r}")
        rows: list[dict[str, object]] = json.loads(answer.data)
        return rows

    theirs, ours = WAYS
    return {theirs: by_hand, ours: lambda: users.get_organization_users(ORGANIZATION, per_page=page)}


def _medians(callers: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The processor milliseconds of a call by each."""
    taken: dict[str, list[float]] = {name: [] for name in callers}
    for number in range(WARMING + CALLS):
        for name, call in callers.items():
            began = time.process_time()
            made = call()
            seconds = time.process_time() - began
            # Not before: to forget the rows is not part of the call.
            del made
            if number >= WARMING:
                taken[name].append(1000 * seconds)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _checked(callers: dict[str, Callable[[], list[dict[str, object]] | list[toggl.ModelsOrgUser]]]) -> None:
    """Stops where the two do not give the same people."""
    theirs, ours = (callers[name]() for name in WAYS)
    if [row["email"] for row in theirs] != [person.email for person in ours]:  # type: ignore[index, union-attr]
        raise SystemExit("The callers disagree")


def figures() -> list[Figure]:
    """What a call costs the caller's processor by the client and by hand."""
    with _answering() as url, toggl.ApiClient(_configuration(url)) as client:
        return [_figure(url, page, toggl.UsersApi(client)) for page in (PAGE, LEAST)]


def _configuration(url: str) -> toggl.Configuration:
    return toggl.Configuration(host=url, username="nobody", password="api_token")


def _figure(url: str, page: int, users: toggl.UsersApi) -> Figure:
    callers = _callers(url, page, users)
    _checked(callers)
    medians = _medians(dict(callers))
    theirs, ours = WAYS
    return Figure(
        name=f"a call for a page of {page}",
        value=medians[ours],
        unit="ms",
        other=medians[theirs],
        beside=theirs,
        target=at_most(1.4) if page == PAGE else None,
    )
