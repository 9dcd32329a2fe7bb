"""Writers of one organization take turns, before they ask the database for anything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from rollbook.persistence.database import take_place

# One works; the others have begun, and wait at the organization's lock, which is theirs when the first one commits.
AT_ONCE = 3


class Turns:
    """Whose turn it is to write, in this process.

    Who waits here holds no connection meanwhile, so that others can read. What makes rules hold between writers is the
    organization's lock in the database, for which those of other processes wait, and who does not know beforehand
    which organizations they lock. A turn is taken before a connection, and one at most, so turns and locks cannot
    wait for each other.
    """

    def __init__(self) -> None:
        # Turns that nobody has or waits for are forgotten.
        self._turns: WeakValueDictionary[int, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, organization_id: int | None) -> AsyncIterator[None]:
        """One of the turns of that organization; without one, nothing is waited for.

        Unavailable where it does not come.
        """
        if organization_id is None:
            yield
            return
        turns = self._turns.setdefault(organization_id, asyncio.Semaphore(AT_ONCE))
        await take_place(turns)
        try:
            yield
        finally:
            turns.release()


class Taken(Turns):
    """The turns in a request that has taken its own: nothing is waited for."""

    @asynccontextmanager
    async def of(self, organization_id: int | None) -> AsyncIterator[None]:
        """A turn at once."""
        yield
