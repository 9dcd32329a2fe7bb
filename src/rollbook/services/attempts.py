"""Attempts to sign in: counted before the password is looked at, and forgotten when it was right."""

import math
from dataclasses import dataclass

from rollbook.domain.attempts import LIMITS
from rollbook.domain.errors import TooManyAttempts
from rollbook.persistence import credentials, sign_in_attempts
from rollbook.persistence.sign_in_attempts import Counted
from rollbook.persistence.standings import Attempt, Known
from rollbook.services.installation import Installation
from rollbook.services.passwords import Judgement, Who

# In the place of an address: who has signed in already, and proves once more who they are.
_SIGNED_IN = b"signed in".ljust(32, b"\0")
_LEAKS = [limit.leak for limit in LIMITS]


@dataclass(frozen=True, slots=True)
class Verified:
    """A right password, whose it is, and what was stored of it."""

    account_id: int
    who: Who
    password: str
    stored: str


async def by_password(
    installation: Installation, attempt: Attempt, organization_id: int | None, workspace_id: int | None
) -> tuple[Counted, Known | None]:
    """Counts the attempt, and looks up whose address that is; TooManyAttempts where it is one too many."""
    counted, known = await installation.standings.by_counted_attempt(attempt, organization_id, workspace_id)
    _refuse_excess(installation, counted)
    return counted, known


async def of_signed_in(installation: Installation, account_id: int) -> Counted:
    """Counts an attempt to give the account's password by who has signed in, in a bucket that no stranger can fill."""
    async with installation.database.reading() as queries:
        counted = await sign_in_attempts.count_by_account(queries, account_id, _SIGNED_IN, LIMITS[0])
    _refuse_excess(installation, counted)
    return counted


def _refuse_excess(installation: Installation, counted: Counted) -> None:
    if counted.wait > 0:
        installation.failed_sign_ins.count("throttled")
        raise TooManyAttempts(math.ceil(counted.wait))


async def forget(
    installation: Installation, counted: Counted, account_id: int, *, address: bytes | None = None
) -> None:
    """Takes out an attempt that was no guess, and remembers from where it came."""
    async with installation.database.reading() as queries:
        await sign_in_attempts.forget(queries, counted, _LEAKS, account_id, address)


async def succeeded(installation: Installation, counted: Counted, verified: Verified, address: bytes) -> None:
    """Takes the attempt out again, remembers the address, and hashes the password anew where that is due."""
    await forget(installation, counted, verified.account_id, address=address)
    renewed = await installation.passwords.renewed(verified.stored, verified.password)
    if renewed is not None:
        installation.passwords.remember(verified.who, verified.password, Judgement(renewed, right=True))
        async with installation.database.reading() as queries:
            await credentials.replace_password_hash(queries, verified.account_id, verified.stored, renewed)
