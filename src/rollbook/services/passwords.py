"""Passwords: hashed by Argon2id, verified off the event loop, and once verified remembered for minutes."""

import asyncio
import hmac
import secrets
import time
from collections import OrderedDict

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rollbook.domain.secrets import MAX_PASSWORD_BYTES

_REMEMBERED_SECONDS = 300.0
_REMEMBERED_MOST = 10_000


class Passwords:
    """Hashes and verifies passwords for one process."""

    def __init__(self) -> None:
        # OWASP's smallest recommended parameters: 19 MiB, two passes, one lane.
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._secret = secrets.token_bytes(32)
        self._remembered: OrderedDict[bytes, float] = OrderedDict()
        self._nobodys = self._hasher.hash(secrets.token_urlsafe(24))

    async def hash(self, password: str) -> str:
        """What is stored of the password."""
        return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether the stored hash is the password's; takes as long when there is none (None)."""
        if len(password.encode()) > MAX_PASSWORD_BYTES:
            return False
        # The stored hash is part of the key, so a changed password is forgotten with it.
        key = hmac.digest(self._secret, f"{stored}\0{password}".encode(), "sha256")
        if self._is_remembered(key):
            return True
        right = await asyncio.to_thread(self._matches, stored or self._nobodys, password)
        if right and stored is not None:
            self._remember(key)
            return True
        return False

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    def _is_remembered(self, key: bytes) -> bool:
        until = self._remembered.get(key)
        if until is None:
            return False
        if until < time.monotonic():
            del self._remembered[key]
            return False
        return True

    def _remember(self, key: bytes) -> None:
        self._remembered[key] = time.monotonic() + _REMEMBERED_SECONDS
        if len(self._remembered) > _REMEMBERED_MOST:
            self._remembered.popitem(last=False)
