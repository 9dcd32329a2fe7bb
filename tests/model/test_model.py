"""Random organizations, by several people's hands, against a second statement of the contract's rules."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from typing import Any

import psutil
import pytest
import urllib3
from hypothesis import HealthCheck, Phase, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from model.machine import Machine, against
from support.http import Http
from support.server import Service, database, serving

SOAKING = os.environ.get("ROLLBOOK_SOAK") == "1"
# In `make test` the same runs every time, so that nothing is red by chance; in `make soak` others each time.
PARTS = 8
RUNS = 5000 if SOAKING else 200
STEPS = 20 if SOAKING else 12
KILLED_RUNS = 200
BACK_WITHIN = 60  # Seconds, on a machine that has much else to do.
SEED = "ROLLBOOK_MODEL_SEED"


def hold(machine: type[RuleBasedStateMachine], part: int, runs: int) -> None:
    """Runs the machine so often; what fails is printed step by step, after its seed."""
    drawn = random.randrange(2**32) if SOAKING else part  # noqa: S311 - no secret.
    number = int(os.environ.get(SEED, drawn))
    print(f"To run the same: {SEED}={number}")  # noqa: T201 - pytest shows it with a failure.
    how = settings(
        max_examples=runs,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        print_blob=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(number)(machine), settings=how)


@pytest.mark.parametrize("part", range(PARTS))
def test_the_service_does_what_the_model_does(service: Service, part: int) -> None:
    hold(against(service.http, thorough=SOAKING), part, RUNS // PARTS)


# With workers that die ---------------------------------------------------------------------------------------------


@pytest.fixture
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Service]]:
    """A service of its own and the number of its first process."""
    folder = tmp_path_factory.mktemp("mortal")
    with database(folder) as url, serving(folder, url) as (process, ready):
        yield process.pid, ready


def workers(pid: int) -> list[psutil.Process]:
    """The processes that answer requests, by their number."""
    return sorted(psutil.Process(pid).children(), key=lambda process: process.pid)


def kill_one(pid: int, which: int, http: Http) -> None:
    """Kills one worker where it stands, and waits until there are as many again and all answer."""
    before = workers(pid)
    before[which % len(before)].kill()
    deadline = time.monotonic() + BACK_WITHIN
    while time.monotonic() < deadline:
        there = workers(pid)
        if len(there) == len(before) and there != before and _all_answer(http):
            return
        time.sleep(0.1)
    raise AssertionError(f"{BACK_WITHIN} seconds after one of {before} was killed, {workers(pid)} do not answer")


def _all_answer(http: Http) -> bool:
    # Connections to who is dead are of no use; each new one goes to any worker.
    try:
        return all(_answers_anew(http) for _ in range(10))
    except urllib3.exceptions.HTTPError:
        return False


def _answers_anew(http: Http) -> bool:
    http.forget_connections()
    return http("GET", "/status").status == 200


@pytest.mark.skipif(not SOAKING, reason="takes minutes; make soak")
def test_the_service_does_what_the_model_does_while_its_workers_are_killed(mortal: tuple[int, Service]) -> None:
    pid, service = mortal

    class Mortal(Machine):
        @rule(which=st.integers(0, 1))
        def a_worker_is_killed(self, which: int) -> None:
            kill_one(pid, which, self.http)
            note(f"worker {which} was killed")
            self.run.compare()

    hold(against(service.http, thorough=True, machine=Mortal), 0, KILLED_RUNS)


def test_a_worker_that_is_killed_comes_back(mortal: tuple[int, Service]) -> None:
    """So that the kills of the soak are kills."""
    pid, service = mortal
    before: list[Any] = workers(pid)

    kill_one(pid, 0, service.http)

    assert len(before) == 2
    assert before[0] not in workers(pid)
