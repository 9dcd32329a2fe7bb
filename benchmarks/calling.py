"""What a call costs beside the bare request: one page of people by urllib3 and `json`, and by a method of the client.

Calls take turns, so that a noisy machine is noisy for both. What answers is a process that has the bytes ready, so that
what is measured is the caller; or a service of one's own: `python -m benchmarks.calling URL ORGANIZATION TOKEN`.
"""

from __future__ import annotations

import json
import multiprocessing
import socket
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from threading import Thread

import urllib3

import toggl
from benchmarks import decoding

# The page that the service gives unless asked otherwise; and next to nothing, which shows what any call costs.
PAGE, LEAST = 50, 1
ORGANIZATION = 7
CALLS, WARMING = 2_000, 100
TARGET = 1.4
WAYS = ("urllib3 and json", "toggl.UsersApi")
OK = 200


@dataclass
class Taken:
    """The seconds of each call."""

    elapsed: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


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
    url: str, organization: int, token: str, page: int, users: toggl.UsersApi
) -> dict[str, Callable[[], list[dict[str, object]] | list[toggl.ModelsOrgUser]]]:
    bare = urllib3.PoolManager()
    headers = {"Accept": "application/json", **urllib3.make_headers(basic_auth=f"{token}:api_token")}
    target = f"{url}/organizations/{organization}/users?per_page={page}"

    def by_hand() -> list[dict[str, object]]:
        answer = bare.request("GET", target, headers=headers)
        if answer.status != OK:
            raise SystemExit(f"{target}: {answer.status} {answer.data[:200]!r}")
        rows: list[dict[str, object]] = json.loads(answer.data)
        return rows

    theirs, ours = WAYS
    return {theirs: by_hand, ours: lambda: users.get_organization_users(organization, per_page=page)}


def _measured(callers: dict[str, Callable[[], object]]) -> dict[str, Taken]:
    taken = {name: Taken() for name in callers}
    for number in range(WARMING + CALLS):
        for name, call in callers.items():
            elapsed, processor = time.perf_counter(), time.process_time()
            made = call()
            processor, elapsed = time.process_time() - processor, time.perf_counter() - elapsed
            # Not before: to forget the rows is not part of the call.
            del made
            if number >= WARMING:
                taken[name].elapsed.append(elapsed)
                taken[name].processor.append(processor)
    return taken


def _checked(callers: dict[str, Callable[[], list[dict[str, object]] | list[toggl.ModelsOrgUser]]]) -> None:
    """Stops where the two do not give the same people."""
    theirs, ours = (callers[name]() for name in WAYS)
    if [row["email"] for row in theirs] != [person.email for person in ours]:  # type: ignore[index, union-attr]
        raise SystemExit("The callers disagree")


def _print(page: int, taken: dict[str, Taken]) -> None:
    print(f"A page of {page}, {CALLS} calls of each, medians")
    print(f"{'ms a call':<44}{'elapsed':>10}{'processor':>10}")
    medians = [(statistics.median(one.elapsed), statistics.median(one.processor)) for one in taken.values()]
    for name, row in zip(taken, medians, strict=True):
        print(f"{name:<44}" + "".join(f"{1000 * seconds:>10.3f}" for seconds in row))
    ratios = [ours / theirs for theirs, ours in zip(*medians, strict=True)]
    label = f"times as much{f' (at most {TARGET})' if page == PAGE else ''}"
    print(f"{label:<44}" + "".join(f"{ratio:>10.2f}" for ratio in ratios))


def report(url: str | None = None, organization: int = ORGANIZATION, token: str = "nobody") -> None:
    """Prints what a call costs by hand and by the client, against a service or what only answers."""
    if url is None:
        with _answering() as here:
            report(here, organization, token)
        return
    configuration = toggl.Configuration(host=url, username=token, password="api_token")
    with toggl.ApiClient(configuration) as client:
        for page in (PAGE, LEAST):
            callers = _callers(url, organization, token, page, toggl.UsersApi(client))
            _checked(callers)
            _print(page, _measured(dict(callers)))


if __name__ == "__main__":
    if sys.argv[1:]:
        report(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    else:
        report()
