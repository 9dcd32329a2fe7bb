"""Questions to the database itself, to choose what is measured and to check what was answered."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg


def ask(database_url: str, sql: str, *values: Any) -> list[asyncpg.Record]:  # Any: whatever the driver takes.
    """The rows."""
    return asyncio.run(_ask(database_url, sql, values))


async def _ask(database_url: str, sql: str, values: tuple[Any, ...]) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(database_url, server_settings={"timezone": "UTC"})
    try:
        return await connection.fetch(sql, *values)
    finally:
        await connection.close()
