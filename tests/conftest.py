"""Fixtures of the tests that need a running service."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import asyncpg
import pytest

from support import guards
from support.server import Service, running
from support.world import World, build


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all tests; each test makes organizations of its own in it."""
    with running(tmp_path_factory.mktemp("service")) as started:
        guards.watch(started.database_url)
        yield started
        assert guards.wrong_counts(started.database_url) == []


@pytest.fixture
def world(service: Service) -> World:
    """A world that the test may change."""
    return build(service)


@pytest.fixture(scope="module")
def shared_world(service: Service) -> World:
    """A world for tests that only read, or are refused."""
    return build(service)


@pytest.fixture
def rows(service: Service) -> Callable[..., list[dict[str, Any]]]:
    """Asks the database itself; a World stands for its organization's number."""

    def fetched(sql: str, *values: Any) -> list[dict[str, Any]]:
        numbers = [value.organization_id if isinstance(value, World) else value for value in values]
        return asyncio.run(_fetched(service.database_url, sql, numbers))

    return fetched


async def _fetched(url: str, sql: str, values: list[Any]) -> list[dict[str, Any]]:
    connection = await asyncpg.connect(url)
    try:
        return [dict(row) for row in await connection.fetch(sql, *values)]
    finally:
        await connection.close()
