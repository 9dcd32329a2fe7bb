"""Writes that go on whatever happens to the service, and what has to be in its database for each."""

from __future__ import annotations

import asyncio
import os
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import urllib3

from support.guards import wrong_counts
from support.server import Service
from support.world import sign_up

# Seconds. A server that was killed can give an answer more before it is gone.
_BACK_WITHIN = 30
_STRUCK = (urllib3.exceptions.HTTPError, OSError)
# With `make soak` there is more of everything.
SOAK = bool(os.environ.get("ROLLBOOK_SOAK"))
KILLS = 50 if SOAK else 10
ANSWERED_WITHIN = 60  # Seconds, by when something is wrong.
_PAUSE = 0.05  # Seconds, after an answer of 503 or none at all.


@dataclass
class Writer:
    """Somebody who makes groups, each with a member and a workspace, and deletes every third one.

    With ``keys`` each write is sent under an idempotency key until it is answered; without, it is sent once.
    """

    service: Service
    keys: bool
    made: dict[str, int] = field(default_factory=dict)  # Answered: the name and the number.
    kept: set[int] = field(default_factory=set)  # Of these, those that are never deleted.
    deleted: set[int] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)  # Names of groups whose making or deleting nobody has heard of.
    wrong: list[Any] = field(default_factory=list)  # Answers that should not be.
    without_retry_after: int = 0
    struck: int = 0

    def __post_init__(self) -> None:
        user_id, _, token = sign_up(self.service.http, "Wendy Writer")
        self._as = (token, "api_token")
        (organization,) = self.service.http.ok("GET", "/me/organizations", as_=self._as)
        (workspace,) = self.service.http.ok("GET", "/me/workspaces", as_=self._as)
        self.organization_id = organization["id"]
        self._body = {"users": [user_id], "workspaces": [workspace["id"]]}
        self._path = f"/organizations/{self.organization_id}/groups"

    @property
    def answered(self) -> int:
        return len(self.made) + len(self.deleted)

    def write(self, over: threading.Event) -> None:
        """Writes until it is over."""
        number = 0
        while not over.is_set():
            number += 1
            name = f"Group {number}"
            group = self._send("POST", self._path, name, {"name": name, **self._body})
            if group is None:
                continue
            self.made[name] = group["group_id"]
            if number % 3:
                self.kept.add(group["group_id"])
            elif self._send("DELETE", f"{self._path}/{group['group_id']}", name) is not None:
                self.deleted.add(group["group_id"])

    def read(self) -> None:
        """Reads the list as the API gives it: what was answered before has to be in it, what was deleted not."""
        expected, gone = set(self.kept), set(self.deleted)
        try:
            answer = self.service.http("GET", self._path, as_=self._as)
        except _STRUCK:
            return
        if answer.status == 200:
            found = {group["group_id"] for group in answer.json()}
            if expected - found or gone & found:
                self.wrong.append(("a list", expected - found, gone & found))
        elif answer.status != 503:
            self.wrong.append((answer.status, answer.text))

    def _send(self, method: str, path: str, name: str, body: Any = None) -> Any:
        """What the service answers; None where nobody knows whether it was done."""
        key = str(uuid.uuid4())
        headers = {"Idempotency-Key": key} if self.keys else {}
        while True:
            try:
                answer = self.service.http(method, path, body, as_=self._as, headers=headers)
            except _STRUCK:
                self.struck += 1
            else:
                if answer.status == 200:
                    return answer.json() if method == "POST" else answer.text
                if answer.status != 503:
                    self.wrong.append((method, answer.status, answer.text))
                    return None
                self.struck += 1
                self.without_retry_after += "Retry-After" not in answer.headers
            threading.Event().wait(_PAUSE)
            if not self.keys:
                self.unsure.add(name)
                return None


@contextmanager
def writing(writers: Sequence[Writer]) -> Iterator[None]:
    """All of them write, and read what they have written, as long as the block runs."""
    over = threading.Event()

    def read_all() -> None:
        while not over.wait(_PAUSE):
            for writer in writers:
                writer.read()

    work = [threading.Thread(target=writer.write, args=(over,), daemon=True) for writer in writers]
    work.append(threading.Thread(target=read_all, daemon=True))
    for thread in work:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in work:
            thread.join(ANSWERED_WITHIN)
            assert not thread.is_alive()


def await_answers(writers: Sequence[Writer], more: int = 2) -> None:
    """Returns when each of them has had so many more answers."""
    wanted = [writer.answered + more for writer in writers]
    deadline = time.monotonic() + ANSWERED_WITHIN
    while any(writer.answered < number for writer, number in zip(writers, wanted, strict=True)):
        assert time.monotonic() < deadline, [(writer.answered, writer.wrong[:3]) for writer in writers]
        time.sleep(0.01)


_GROUPS = "SELECT id, name FROM groups WHERE organization_id = $1"
# A group without its member, its workspace or its entry in the audit log, or an entry without its group.
_HALF = """
SELECT g.id FROM groups g WHERE g.organization_id = $1 AND NOT (
       EXISTS (SELECT FROM group_users gu WHERE gu.organization_id = $1 AND gu.group_id = g.id)
   AND EXISTS (SELECT FROM group_workspaces gw WHERE gw.organization_id = $1 AND gw.group_id = g.id)
   AND 1 = (SELECT count(*) FROM audit_entries e
             WHERE e.organization_id = $1 AND e.entity_type = 'group' AND e.action = 'create' AND e.entity_id = g.id))
UNION
SELECT e.entity_id FROM audit_entries e
 WHERE e.organization_id = $1 AND e.entity_type = 'group' AND e.action = 'create'
   AND NOT EXISTS (SELECT FROM groups g WHERE g.organization_id = $1 AND g.id = e.entity_id)
   AND NOT EXISTS (SELECT FROM audit_entries gone WHERE gone.organization_id = $1 AND gone.entity_type = 'group'
                      AND gone.action = 'delete' AND gone.entity_id = e.entity_id)"""


def assert_kept(database_url: str, writers: Sequence[Writer]) -> None:
    """Every answered write is in the database, no half one is, none was done twice, and no number was given twice."""
    numbers = [number for writer in writers for number in writer.made.values()]
    assert len(set(numbers)) == len(numbers)
    for writer in writers:
        assert writer.wrong == []
        assert writer.without_retry_after == 0
        found = asyncio.run(_fetch(database_url, _GROUPS, writer.organization_id))
        names = [row["name"] for row in found]
        assert len(set(names)) == len(names)
        there = {name: number for name, number in writer.made.items() if number not in writer.deleted}
        known = {row["name"]: row["id"] for row in found if row["name"] not in writer.unsure}
        assert known == {name: number for name, number in there.items() if name not in writer.unsure}
        assert asyncio.run(_fetch(database_url, _HALF, writer.organization_id)) == []
    assert wrong_counts(database_url) == []


async def _connected(url: str) -> asyncpg.Connection[asyncpg.Record]:
    """A connection, also to a database that is just coming back."""
    deadline = time.monotonic() + _BACK_WITHIN
    while True:
        try:
            return await asyncpg.connect(url)
        except (OSError, asyncpg.CannotConnectNowError):
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)


async def _fetch(url: str, sql: str, *values: object) -> list[asyncpg.Record]:
    connection = await _connected(url)
    try:
        return await connection.fetch(sql, *values)
    finally:
        await connection.close()
