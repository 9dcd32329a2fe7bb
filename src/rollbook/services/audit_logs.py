"""The audit log: read, exported, and rid of what is too old."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from rollbook.domain.audit_queries import AuditQuery
from rollbook.domain.audit_references import Entry, Names, references
from rollbook.domain.pages import Page
from rollbook.persistence import audit_about, audit_entries, audit_entry_lists, audit_names
from rollbook.services.installation import Installation
from rollbook.services.work import Caller

# Entries of an organization, the newest, in which what somebody has left is looked for.
LOOKED_THROUGH = audit_about.NEWEST


async def get_audit_logs(caller: Caller, organization_id: int, query: AuditQuery) -> Page:
    """A page of what was done in the organization, newest first."""
    caller.permit("get_audit_logs")
    async with caller.installation.database.reading() as queries:
        return await audit_entry_lists.page(queries, organization_id, query)


async def latest_audit_logs(caller: Caller, organization_id: int, query: AuditQuery, *, counted_to: int) -> Page:
    """The same; of more than ``counted_to`` entries no more are counted, so that it costs the same however many."""
    caller.permit("get_audit_logs")
    async with caller.installation.database.reading() as queries:
        return await audit_entry_lists.page(queries, organization_id, query, counted_to=counted_to)


async def names_in_audit_logs(
    caller: Caller, organization_id: int, entries: Sequence[Entry], *account_ids: int
) -> Names:
    """What those are called whom the entries name by their numbers, and who have these accounts.

    Who is gone is called as the log has kept them.
    """
    caller.permit("get_audit_logs")
    numbers = references(entries)
    numbers["account"] = [*numbers["account"], *account_ids]
    async with caller.installation.database.reading() as queries:
        return await audit_names.named(queries, organization_id, numbers)


async def export_audit_logs(
    caller: Caller, organization_id: int, query: AuditQuery
) -> AsyncIterator[list[tuple[object, ...]]]:
    """All that the query asks for, newest first, in batches; refuses who may not before it returns the first."""
    caller.permit("get_audit_logs")
    batches = audit_entry_lists.batches(caller.installation.database, organization_id, query)
    # A database that is away refuses the request here, and does not break an answer that has begun.
    first = await anext(batches)

    async def all_batches() -> AsyncIterator[list[tuple[object, ...]]]:
        yield first
        async for batch in batches:
            yield batch

    return all_batches()


async def expire_audit_entries(installation: Installation) -> None:
    """Deletes the entries that are older than the settings keep them, of all organizations."""
    keep = timedelta(days=installation.audit_log_days)
    while True:
        async with installation.database.transaction() as connection:
            if not await audit_entries.expire(connection, keep):
                return
