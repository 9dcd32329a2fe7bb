"""What the client itself costs: reading a long list of people, and being imported, side by side with other ways.

Rounds take each reader in turn, from the bytes of an answer to the models; so do the starts of programs.
"""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import urllib3

import toggl
from benchmarks.figures import Figure, at_most
from benchmarks.generated_way import Reader
from toggl.rest import RESTResponse

PEOPLE, WORKSPACES, GROUPS = 10_000, 20, 50
ROUNDS = 7
STARTS = 15
KIND = "list[ModelsOrgUser]"
READERS = ("this client", "the generated way")
PROGRAMS = {
    "bare Python": "pass",
    "import urllib3": "import urllib3",
    "import toggl": "import toggl",
    "import toggl, toggl.UsersApi()": "import toggl; toggl.UsersApi()",
}


def people(count: int = PEOPLE) -> bytes:
    """The list of an organization's people, as the service writes it: of each two groups and three workspaces."""
    rows = [_person(number) for number in range(1, count + 1)]
    return json.dumps(rows, separators=(", ", " : "), ensure_ascii=False).encode()


def _person(number: int) -> dict[str, Any]:
    groups = [{"group_id": group, "name": f"Group {group}"} for group in (number % GROUPS, (number + 7) % GROUPS)]
    workspaces = [_membership(number, (number + step) % WORKSPACES) for step in (0, 3, 5)]
    return {
        "id": 1_000_000 + number,
        "user_id": 2_000_000 + number,
        "organization_id": 7,
        "name": f"Person № {number}",
        "email": f"person{number}@example.com",
        "can_edit_email": number % 3 == 0,
        "owner": number == 1,
        "admin": number % 50 == 1,
        "role_id": 3,
        "joined": True,
        "inactive": number % 20 == 0,
        "2fa_enabled": False,
        "avatar_url": None,
        "invitation_code": None,
        "invitation_id": None,
        "groups": groups,
        "workspaces": workspaces,
        "workspace_count": len(workspaces),
    }


def _membership(number: int, workspace: int) -> dict[str, Any]:
    return {
        "workspace_id": 3_000_000 + workspace,
        "workspace_user_id": 4_000_000 + number * WORKSPACES + workspace,
        "name": f"Workspace {workspace}",
        "workspace_name": f"Workspace {workspace}",
        "admin": False,
        "role": "user",
        "role_id": 7,
        "active": True,
        "inactive": False,
    }


def _readers(data: bytes) -> dict[str, Callable[[], Any]]:
    client = toggl.ApiClient()
    generated = Reader(toggl.ModelsOrgUser, toggl.ModelsOrgUserWorkspace, toggl.ModelsGroupDict)
    answer = urllib3.HTTPResponse(body=data, headers={"Content-Type": "application/json"}, status=200)
    ours, theirs = READERS
    return {
        ours: lambda: client.deserialize(RESTResponse(answer), KIND),
        theirs: lambda: generated.read(answer.data, KIND),
    }


def _checked(readers: dict[str, Callable[[], Any]]) -> None:
    """Stops where the two do not read the same."""
    ours, theirs = (readers[name]() for name in READERS)
    for one, other in zip(ours, theirs, strict=True):
        if (one.email, one.groups[1].name, one.workspaces[2].role_id) != (
            other.email,
            other.groups[1].name,
            other.workspaces[2].role_id,
        ):
            raise SystemExit(f"The readers disagree: {one!r}")


def _seconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    made = run()
    taken = time.perf_counter() - started
    # Not before: to forget 60,000 models takes its time too.
    del made
    return taken


def figures() -> list[Figure]:
    """Milliseconds for the list, and for the starts."""
    return [_decoding(), *_starting()]


def _decoding() -> Figure:
    data = people()
    readers = _readers(data)
    _checked(readers)
    # What other sections left in this process is not the readers' to walk through.
    gc.collect()
    gc.freeze()
    seconds: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(ROUNDS):
        for name, read in readers.items():
            seconds[name].append(_seconds(read))
    ours, theirs = (1000 * statistics.median(seconds[name]) for name in READERS)
    return Figure(
        name=f"{PEOPLE:,} people read into models",
        value=ours,
        unit="ms",
        other=theirs,
        beside=READERS[1],
        target=at_most(0.1),
    )


def _starting() -> list[Figure]:
    seconds: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(STARTS):
        for name, program in PROGRAMS.items():
            seconds[name].append(_seconds(partial(subprocess.run, [sys.executable, "-c", program], check=True)))
    bare, *others = PROGRAMS
    return [
        Figure(
            name=f"{name}, best of {STARTS}",
            value=1000 * min(seconds[name]),
            unit="ms",
            other=1000 * min(seconds[bare]),
            beside=bare,
        )
        for name in others
    ]
