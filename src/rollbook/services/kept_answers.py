"""Writes that are carried out once, however often they are sent with the same Idempotency-Key."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeAlias

from rollbook.domain.errors import Unavailable
from rollbook.domain.kept_answers import KEPT_FOR, Answer, Seal, Sent
from rollbook.persistence import kept_answers
from rollbook.persistence.database import Connection, Contention, Duplicate
from rollbook.services.installation import Installation
from rollbook.services.turns import Taken
from rollbook.services.work import Caller

# Carries a request out on the installation as the transaction sees it.
CarryOut: TypeAlias = Callable[[Installation], Awaitable[Answer]]

# Their answers hold links to somebody else's account: who may make none any more gets none repeated.
_PERMITTED_AGAIN = frozenset({"post_organization_invitation", "post_workspace_users_lost_password"})


class _NotKept(Exception):
    """The answer is given, and all that led to it is undone."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


async def of_caller(caller: Caller, operation: str, key: bytes, sent: Sent, carry_out: CarryOut) -> tuple[Answer, bool]:
    """The answer to a caller's request, and whether it was given before under that key.

    Refuses a key that was used for another request.
    """
    account_id = caller.identity.account_id
    seal = Seal(caller.installation.secret_key, key, sent, account_id=account_id)
    async with caller.turn():
        answer, repeated = await _once(caller.installation, seal, account_id, carry_out)
    if repeated and operation in _PERMITTED_AGAIN:
        caller.permit(operation)
    return answer, repeated


async def of_nobody(installation: Installation, key: bytes, sent: Sent, carry_out: CarryOut) -> tuple[Answer, bool]:
    """As ``of_caller``, for a request that needs no signing in; with another request the key is another one."""
    return await _once(installation, Seal(installation.secret_key, key, sent, account_id=None), None, carry_out)


async def _once(
    installation: Installation, seal: Seal, account_id: int | None, carry_out: CarryOut
) -> tuple[Answer, bool]:
    try:
        async with installation.database.around_a_request() as (connection, inside):
            kept = await kept_answers.locked(connection, seal.key_hash, kept_for=KEPT_FOR)
            if kept is not None:
                return seal.opened(kept["request_hash"], kept["sealed_answer"]), True
            # What it writes stays locked until all of it is committed: another turn in here could wait for itself.
            answer = await carry_out(replace(installation, database=inside, turns=Taken()))
            await _keep(connection, seal, account_id, answer)
            return answer, False
    except _NotKept as undone:
        return undone.answer, False
    except (Contention, Duplicate) as collision:
        # Nothing was done, and the client may send it again: that is what its key is for.
        raise Unavailable("Service Unavailable") from collision


async def _keep(connection: Connection, seal: Seal, account_id: int | None, answer: Answer) -> None:
    if not answer.is_kept(of_nobody=account_id is None):
        raise _NotKept(answer)
    await kept_answers.keep(
        connection,
        seal.key_hash,
        account_id=account_id,
        request_hash=seal.request_hash,
        sealed_answer=seal.sealed(answer),
    )
