"""Fixtures of the tests that need a running service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.server import Service, running
from support.world import World, build


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all tests; each test makes organizations of its own in it."""
    with running(tmp_path_factory.mktemp("service")) as started:
        yield started


@pytest.fixture
def world(service: Service) -> World:
    """A world that the test may change."""
    return build(service)


@pytest.fixture(scope="module")
def shared_world(service: Service) -> World:
    """A world for tests that only read, or are refused."""
    return build(service)
