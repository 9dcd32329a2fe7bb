"""What a worker tells of itself where metrics are asked for: requests as they are answered, all else once a second."""

from bisect import bisect_left
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import get_args

from rollbook.api.list_memory import ListMemory
from rollbook.api.recorder import RequestLine
from rollbook.jobs.periodic import Periodic, running
from rollbook.process.measures import BUCKETS, DURATIONS, REQUESTS, Measures, sampled
from rollbook.services import deliveries
from rollbook.services.failed_sign_ins import Reason
from rollbook.services.installation import Installation

MAILS_COUNTED_EVERY = 15.0  # Seconds.

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Anybody can make up a method, and each would be kept for as long as the server runs.
_OTHER_METHOD = "other"


class MeasuredRequests:
    """Counts requests and how long they took until their answer began, and passes them on to the log."""

    def __init__(self, measures: Measures, line: RequestLine) -> None:
        self._measures = measures
        self._line = line
        # Where is counted what is known by these three: requests, the buckets of their durations, and the sum.
        self._places: dict[tuple[str, str, int], tuple[int, int, int]] = {}

    def __call__(self, *, method: str, route: str, status: int, milliseconds: float, request_id: str) -> None:
        """Counts one."""
        number, buckets, total = self._places.get((method, route, status)) or self._placed(method, route, status)
        cells = self._measures.cells
        cells[number] += 1.0
        cells[buckets + bisect_left(BUCKETS, milliseconds)] += 1.0
        cells[total] += milliseconds
        self._line(method=method, route=route, status=status, milliseconds=milliseconds, request_id=request_id)

    def _placed(self, method: str, route: str, status: int) -> tuple[int, int, int]:
        named = method if method in _METHODS else _OTHER_METHOD
        number = self._measures.place(REQUESTS, named, route, str(status))
        # The last two are those that took longer than all bounds, and the sum.
        width = len(BUCKETS) + 2
        buckets = self._measures.place(DURATIONS, named, route, width=width)
        places = number, buckets, buckets + width - 1
        if named == method:
            self._places[method, route, status] = places
        return places


class MeasuredWork:
    """Runs a worker's jobs, and meanwhile keeps its measures of all that is no request."""

    def __init__(
        self, measures: Measures, installation: Installation, memory: ListMemory | None, jobs: Sequence[Periodic]
    ) -> None:
        self._measures = measures
        self._installation = installation
        self._memory = memory
        self._jobs = [*jobs, Periodic("count_waiting_mails", MAILS_COUNTED_EVERY, self._count_waiting_mails)]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Does so until the block ends."""
        async with sampled(self._measures, self._sample):
            for job in self._jobs:
                # An error is seen when its number rises, and so it begins at 0.
                self._measures.place("rollbook_job_runs", job.name)
                self._measures.place("rollbook_job_failures", job.name)
            async with running(*self._jobs, told=self._count_run):
                yield

    def _count_run(self, job: str, *, succeeded: bool) -> None:
        self._measures.add("rollbook_job_runs", job)
        if not succeeded:
            self._measures.add("rollbook_job_failures", job)

    async def _count_waiting_mails(self) -> None:
        self._measures.put("rollbook_mails_waiting", value=await deliveries.waiting(self._installation))

    def _sample(self) -> None:
        put = self._measures.put
        for reason in get_args(Reason):
            put("rollbook_sign_in_failures", reason, value=self._installation.failed_sign_ins.counts[reason])
        usage = self._installation.database.usage()
        put("rollbook_database_connections", value=usage.connections)
        put("rollbook_database_connections_idle", value=usage.idle)
        put("rollbook_database_connections_limit", value=usage.most)
        put("rollbook_database_waiting", value=usage.waiting)
        if self._memory is not None:
            put("rollbook_list_memory_hits", value=self._memory.hits)
            put("rollbook_list_memory_misses", value=self._memory.misses)
            put("rollbook_list_memory_bytes", value=self._memory.bytes)
