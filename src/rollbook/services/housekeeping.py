"""Deletes what nobody needs any more."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from rollbook.domain.attempts import ADDRESSES_KEPT_FOR
from rollbook.domain.kept_answers import KEPT_FOR
from rollbook.persistence import credentials, deliveries, kept_answers, named_tokens, quotas, sessions, sign_in_attempts
from rollbook.services.audit_logs import expire_audit_entries
from rollbook.services.installation import Installation
from rollbook.services.ownership import end_expired_transfers

EVERY_SECONDS = 3600.0
ENDED_TOKENS_KEPT_FOR = timedelta(days=30)
MESSAGES_KEPT_FOR = timedelta(days=90)


async def delete_dead_sessions(installation: Installation) -> None:
    """Deletes sessions that have run out."""
    async with installation.database.transaction() as connection:
        await sessions.delete_dead(connection)


async def delete_ended_reset_links(installation: Installation) -> None:
    """Deletes links for a new password that have run out."""
    async with installation.database.transaction() as connection:
        await credentials.delete_ended_reset_links(connection)


async def delete_ended_tokens(installation: Installation) -> None:
    """Deletes named tokens whose end was long ago; their owner has seen by now that they ended."""
    async with installation.database.transaction() as connection:
        await named_tokens.delete_ended(connection, after=ENDED_TOKENS_KEPT_FOR)


async def delete_old_messages(installation: Installation) -> None:
    """Deletes messages that were sent, given up or written long ago: no link in a mail lives that long."""
    async with installation.database.transaction() as connection:
        await deliveries.delete_old(connection, after=MESSAGES_KEPT_FOR)


async def delete_past_quotas(installation: Installation) -> None:
    """Deletes what was counted in hours that have ended."""
    async with installation.database.transaction() as connection:
        await quotas.delete_past(connection)


async def delete_past_attempts(installation: Installation) -> None:
    """Deletes what was counted of attempts to sign in, and addresses from which nobody has for long."""
    async with installation.database.transaction() as connection:
        await sign_in_attempts.delete_past(connection, addresses_kept_for=ADDRESSES_KEPT_FOR)


async def delete_old_answers(installation: Installation) -> None:
    """Deletes answers to writes that are not repeated any more."""
    async with installation.database.transaction() as connection:
        await kept_answers.delete_old(connection, kept_for=KEPT_FOR)


# Each is a job of its own: an error of one does not keep the others from their work. All workers do them, so each must
# bear being done twice at the same time.
STEPS: tuple[Callable[[Installation], Awaitable[None]], ...] = (
    delete_dead_sessions,
    delete_ended_reset_links,
    delete_ended_tokens,
    delete_old_messages,
    delete_past_quotas,
    delete_past_attempts,
    delete_old_answers,
    end_expired_transfers,
    expire_audit_entries,
)
