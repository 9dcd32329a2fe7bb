"""Random organizations, by several people's hands, against a second statement of the contract's rules."""

from __future__ import annotations

import os
import random

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from model.machine import against
from support.server import Service

SOAKING = os.environ.get("ROLLBOOK_SOAK") == "1"
# In `make test` the same runs every time, so that nothing is red by chance; in `make soak` others each time.
PARTS = 8
RUNS = 5000 if SOAKING else 200
STEPS = 20 if SOAKING else 8
SEED = "ROLLBOOK_MODEL_SEED"


def settings_of(runs: int) -> settings:
    return settings(
        max_examples=runs,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        print_blob=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_the_service_does_what_the_model_does(service: Service, part: int) -> None:
    number = int(os.environ.get(SEED, random.randrange(2**32))) if SOAKING else part
    print(f"To run the same: {SEED}={number}")  # noqa: T201 - pytest shows it with a failure.

    run_state_machine_as_test(
        seed(number)(against(service.http, thorough=SOAKING)), settings=settings_of(RUNS // PARTS)
    )
