"""Passwords: hashed by Argon2id, verified off the event loop, and what came of it remembered for minutes."""

import asyncio
import hmac
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rollbook.domain.secrets import MAX_PASSWORD_BYTES

K = TypeVar("K")
T = TypeVar("T")

_REMEMBERED_SECONDS = 300.0
_REMEMBERED_MOST = 10_000
# Guesses must not push out what was right.
_WRONG_REMEMBERED_MOST = 1_000


def recommended_hasher() -> PasswordHasher:
    """Argon2id by OWASP's smallest recommended parameters: 19 MiB, two passes, one lane."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


class Who(NamedTuple):
    """Somebody who gives a password: the address that they sign in with, and the one that they come from."""

    email: str
    address: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of verifying a password against what was stored, None where nothing was."""

    stored: str | None
    right: bool


class Passwords:
    """Hashes and verifies passwords for one process."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or recommended_hasher()
        self._nobodys = self._hasher.hash(secrets.token_urlsafe(24))
        self._secret = secrets.token_bytes(32)
        self._right: _Memory[Who, tuple[bytes, Judgement]] = _Memory(_REMEMBERED_MOST)
        self._wrong: _Memory[bytes, Judgement] = _Memory(_WRONG_REMEMBERED_MOST)

    async def hash(self, password: str) -> str:
        """What is stored of the password."""
        return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether the stored hash is the password's; takes as long when there is none (None)."""
        if len(password.encode()) > MAX_PASSWORD_BYTES:
            return False
        matches = await asyncio.to_thread(self._matches, stored or self._nobodys, password)
        return matches and stored is not None

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def renewed(self, stored: str, password: str) -> str | None:
        """Another hash of a right password, where the stored one was made by other parameters than are used now."""
        return await self.hash(password) if self._hasher.check_needs_rehash(stored) else None

    def judged(self, who: Who, password: str) -> Judgement | None:
        """What came of it when they gave that password in the last minutes.

        Good for as long as what is stored is the same: who asks compares it.
        """
        given = self._digest(who, password)
        right = self._right.recalled(who)
        if right is not None and hmac.compare_digest(right[0], given):
            return right[1]
        return self._wrong.recalled(given)

    def remember(self, who: Who, password: str, judgement: Judgement) -> None:
        """Keeps what came of it for some minutes, in place of what came of it before."""
        given = self._digest(who, password)
        if judgement.right:
            self._right.remember(who, (given, judgement))
            return
        right = self._right.recalled(who)
        if right is not None and hmac.compare_digest(right[0], given):
            self._right.forget(who)
        self._wrong.remember(given, judgement)

    def forget(self, who: Who) -> None:
        """Forgets which password of theirs was right: else they could go on guessing, and would be told when they hit
        it.
        """
        self._right.forget(who)

    def _digest(self, who: Who, password: str) -> bytes:
        # The lengths keep apart what begins where.
        email, address = who
        said = f"{len(email)} {len(address)} {email}{address}{password}"
        return hmac.digest(self._secret, said.encode(), "sha256")


class _Memory(Generic[K, T]):
    """What was kept in the last minutes; of too much the oldest is forgotten."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[K, tuple[float, T]] = OrderedDict()

    def recalled(self, key: K) -> T | None:
        kept = self._kept.get(key)
        return None if kept is None or kept[0] <= time.monotonic() else kept[1]

    def remember(self, key: K, value: T) -> None:
        self.forget(key)
        self._kept[key] = time.monotonic() + _REMEMBERED_SECONDS, value
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def forget(self, key: K) -> None:
        self._kept.pop(key, None)
