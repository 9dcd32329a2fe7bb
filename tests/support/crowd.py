"""Sixteen requests in the same moment, half of them on each of a service's workers."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from support import workers
from support.http import Answer, Http
from support.server import Service

SIZE = 16
Call = Callable[[Http], Answer]


class Crowd:
    """Connections that are open already."""

    def __init__(self, service: Service) -> None:
        here, there = workers.of_both(service, SIZE // 2)
        self._https = [http for pair in zip(here, there, strict=True) for http in pair]

    def __call__(self, *calls: Call) -> list[Answer]:
        """The answers to the calls, which are repeated until there are sixteen, in their order; none is a failure."""
        assert SIZE % len(calls) == 0
        start = threading.Barrier(SIZE)

        def begin(http: Http, call: Call) -> Answer:
            start.wait()
            return call(http)

        with ThreadPoolExecutor(SIZE) as threads:
            answers = list(threads.map(begin, self._https, list(calls) * (SIZE // len(calls))))
        assert not [answer for answer in answers if answer.status >= 500]
        return answers


def told(answers: list[Answer]) -> Counter[tuple[int, str]]:
    """How often which status and text were answered; of what succeeded the status alone."""
    return Counter((one.status, "" if one.status == 200 else one.refusal) for one in answers)
