"""Lists of any length, read as they are sent: memory does not grow with them."""

from collections.abc import AsyncGenerator
from typing import Any

from rollbook.persistence.database import Database

ROWS_A_PIECE = 1000


async def json_array(
    database: Database,
    sql: str,
    *values: Any,  # Any: whatever the driver takes.
) -> AsyncGenerator[str, None]:
    """A JSON array in pieces, of the JSON text in the first column of each row; as of one moment.

    The SQL has to be sorted by an index: nothing is sorted here, for that would be to read all before the first row.
    """
    async with database.streaming() as connection:
        cursor = await connection.cursor(sql, *values)
        before = "["
        while rows := await cursor.fetch(ROWS_A_PIECE):
            yield before + ",".join([row[0] for row in rows])
            before = ","
        yield "[]" if before == "[" else "]"
