"""What the client costs, then what requests cost: all figures of one run side by side.

The requests go to a service of its own, with an organization of 10,000 people.

Requests are sent one after another over one connection, in rounds that take every operation in turn, so that a noisy
machine is noisy for all of them. Processor time is that of the service and of the database, a request.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import urllib3

import toggl
from benchmarks import at_once, decoding

OK = 200
ROUNDS = 8
REQUESTS_A_ROUND = 40
MEMBERS, WORKSPACES, GROUPS = 10_000, 20, 50


@dataclass
class Figure:
    """The sums over all rounds."""

    requests: int = 0
    seconds: float = 0.0
    service_seconds: float = 0.0
    database_seconds: float = 0.0


class Cost:
    """Processor seconds that groups of processes have used."""

    def __init__(self, service: psutil.Process, postmaster: psutil.Process) -> None:
        self._service = service
        self._postmaster = postmaster

    def now(self) -> tuple[float, float]:
        """Of the service and of the database, so far."""
        return _processor_seconds(self._service), _processor_seconds(self._postmaster)


def _processor_seconds(process: psutil.Process) -> float:
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def _operations(seeded: dict[str, Any], http: urllib3.PoolManager, url: str) -> dict[str, Callable[[], None]]:
    organization, workspace = seeded["organization_id"], seeded["workspace_ids"][0]
    owner = seeded["owner"]
    token = _basic(owner["api_token"], "api_token")
    password = _basic(owner["email"], owner["password"])
    users = f"{url}/organizations/{organization}/users"

    def send(method: str, target: str, credentials: str | None = None, body: bytes | None = None) -> Callable[[], None]:
        headers = {} if credentials is None else {"Authorization": credentials}

        def request() -> None:
            answer = http.request(method, target, headers=headers, body=body)
            if answer.status != OK:
                raise SystemExit(f"{method} {target}: {answer.status} {answer.data[:200]!r}")

        return request

    return {
        "HTTP alone (/health/live)": send("GET", f"{url.removesuffix('/api/v9')}/health/live"),
        "sign-in by token (/me/sessions, DELETE)": send("DELETE", f"{url}/me/sessions", token),
        "sign-in by password": send("DELETE", f"{url}/me/sessions", password),
        "organization users, first page of 50": send("GET", users, token),
        "organization users, last page of 50": send("GET", f"{users}?page={MEMBERS // 50}", token),
        "organization users, search": send("GET", f"{users}?filter=ulla.b", token),
        "organization users, in a workspace": send("GET", f"{users}?workspaces={workspace}", token),
        "organization users detailed, page of 50": send("GET", f"{users}/detailed", token),
        "workspace users, page of 50": send(
            "GET", f"{url}/organizations/{organization}/workspaces/{workspace}/workspace_users?per_page=50", token
        ),
        "change of one member's role": _toggling(send, f"{users}/{_second(http, users, token)}", token),
    }


def _toggling(
    send: Callable[[str, str, str | None, bytes | None], Callable[[], None]], target: str, credentials: str
) -> Callable[[], None]:
    changes = [
        send("PUT", target, credentials, json.dumps({"organization_admin": value}).encode()) for value in (True, False)
    ]
    state = {"next": 0}

    def change() -> None:
        changes[state["next"]]()
        state["next"] ^= 1

    return change


def _second(http: urllib3.PoolManager, users: str, credentials: str) -> int:
    listed = http.request(
        "GET", f"{users}?active_status=active&per_page=2", headers={"Authorization": credentials}
    ).json()
    return next(int(person["id"]) for person in listed if not person["owner"])


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _measure(operations: dict[str, Callable[[], None]], cost: Cost) -> dict[str, Figure]:
    figures = {name: Figure() for name in operations}
    for request in operations.values():
        request()
    for _ in range(ROUNDS):
        for name, request in operations.items():
            before, started = cost.now(), time.perf_counter()
            for _ in range(REQUESTS_A_ROUND):
                request()
            figure, after = figures[name], cost.now()
            figure.seconds += time.perf_counter() - started
            figure.requests += REQUESTS_A_ROUND
            figure.service_seconds += after[0] - before[0]
            figure.database_seconds += after[1] - before[1]
    return figures


def _print(figures: dict[str, Figure]) -> None:
    print(f"{'ms a request':<44}{'elapsed':>10}{'service':>10}{'database':>10}")
    for name, figure in figures.items():
        row = (figure.seconds, figure.service_seconds, figure.database_seconds)
        print(f"{name:<44}" + "".join(f"{1000 * seconds / figure.requests:>10.2f}" for seconds in row))


def _started(stack: ExitStack, folder: Path) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "rollbook", "serve", "--port", "0", "--data-dir", str(folder), "--no-tls"]
    log = stack.enter_context((folder / "log").open("w"))
    process = stack.enter_context(
        subprocess.Popen([*command, "--log-level", "warning"], stdout=subprocess.PIPE, stderr=log, text=True)
    )
    stack.callback(process.wait, 20)
    stack.callback(process.terminate)
    if process.stdout is None:
        raise SystemExit("the service has no output")
    return process, process.stdout.readline().removeprefix("Rollbook is ready at ").strip()


def main() -> None:
    """Runs the measurements and prints the tables."""
    decoding.main()
    print()
    with tempfile.TemporaryDirectory(prefix="rollbook-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        process, url = _started(stack, folder)
        sizes = ["--members", str(MEMBERS), "--workspaces", str(WORKSPACES), "--groups", str(GROUPS)]
        seed = [sys.executable, "-m", "rollbook", "seed", "--data-dir", str(folder), "--json", *sizes]
        seeded = json.loads(subprocess.run(seed, check=True, capture_output=True, text=True).stdout)
        postmaster = psutil.Process(int((folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0]))
        cost = Cost(psutil.Process(process.pid), postmaster)
        print(f"{MEMBERS} members made in {seeded['seconds']:.1f} s; {ROUNDS * REQUESTS_A_ROUND} requests each")
        _print(_measure(_operations(seeded, urllib3.PoolManager(), url), cost))
        print()
        owner = toggl.Configuration(host=url, username=seeded["owner"]["api_token"], password="api_token")
        at_once.report(owner, seeded["organization_id"])


if __name__ == "__main__":
    main()
