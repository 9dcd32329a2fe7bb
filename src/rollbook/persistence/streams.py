"""Lists of any length, read as they are sent: memory does not grow with them."""

import time
from collections.abc import AsyncGenerator, Sequence
from typing import Any, Self

from rollbook.persistence.database import Database, Row

ROWS_A_PIECE = 1000
HELD_AT_MOST = 5.0  # Seconds that a list has a connection of its own; then others get it, and the list goes on.


class JsonArray:
    """A JSON array in pieces, of the JSON text in the column ``body`` of each row.

    It is as of one moment while it has its connection. After ``let_go``, and after some seconds in any case, it goes on
    behind its last row, as of another moment: who reads slowly holds no connection and no transaction open.

    The SQL ends with its conditions, gives the ``key`` as the columns ``sort_name`` and ``id``, and has to be sorted by
    an index of the key: nothing is sorted here, for that would be to read all before the first row.
    """

    def __init__(self, database: Database, sql: str, values: Sequence[Any], *, key: str) -> None:  # Any: the driver's.
        self._database = database
        self._sql = sql
        self._values = values
        self._key = key
        self._batches: AsyncGenerator[list[Row], None] | None = None
        self._begun = 0.0
        self._last: tuple[str, int] | None = None
        self._ended = False

    def __aiter__(self) -> Self:
        """Itself: it is read once."""
        return self

    async def __anext__(self) -> str:
        """The next piece; Unavailable when the database is away."""
        if self._ended:
            raise StopAsyncIteration
        rows = await self._next_rows()
        if not rows:
            self._ended = True
            return "[]" if self._last is None else "]"
        before = "[" if self._last is None else ","
        self._last = rows[-1]["sort_name"], rows[-1]["id"]
        return before + ",".join([row["body"] for row in rows])

    async def let_go(self) -> None:
        """Gives the connection back; what is read afterwards is read by another."""
        batches, self._batches = self._batches, None
        if batches is not None:
            await batches.aclose()

    async def _next_rows(self) -> list[Row]:
        if self._batches is None:
            self._begun = time.monotonic()
            self._batches = self._read_on()
        rows: list[Row] = await anext(self._batches, [])
        if time.monotonic() - self._begun > HELD_AT_MOST:
            await self.let_go()
        return rows

    async def _read_on(self) -> AsyncGenerator[list[Row], None]:
        """The rows behind the last one, so many at a time."""
        sql, values = self._statement()
        async with self._database.streaming() as connection:
            cursor = await connection.cursor(sql, *values)
            while rows := await cursor.fetch(ROWS_A_PIECE):
                yield rows

    def _statement(self) -> tuple[str, list[Any]]:  # Any: the driver's.
        sql, values = self._sql, list(self._values)
        if self._last is not None:
            sql += f" AND ({self._key}) > (${len(values) + 1}, ${len(values) + 2})"
            values += self._last
        return f"{sql} ORDER BY {self._key}", values
