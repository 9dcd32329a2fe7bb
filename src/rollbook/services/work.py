"""The caller of an operation, and the transaction in which a change is made."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

from rollbook.domain import permissions
from rollbook.domain.actors import Identity, Standing
from rollbook.domain.audit import EntityType, differences
from rollbook.domain.errors import Invalid, Unavailable
from rollbook.domain.list_views import Versions
from rollbook.persistence import accounts, audit_entries, organization_users, organizations, standings
from rollbook.persistence.audit_entries import AuditEntry
from rollbook.persistence.database import Connection, Contention, Duplicate, Row
from rollbook.services.installation import Installation

P = ParamSpec("P")
T = TypeVar("T")

# What differs of a thing: as it was, as it is.
Change: TypeAlias = tuple[dict[str, Any], dict[str, Any]]  # Any: JSON.

_ATTEMPTS = 5
_FIRST_PAUSE = 0.01  # seconds
# What is said when a name is taken.
_TAKEN = {
    "groups_name": "Name has already been taken",
    "workspaces_name": "another workspace with same name exists in organization",
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who has signed in, and where they stood when they did."""

    installation: Installation
    identity: Identity
    standing: Standing
    request_id: str
    # Of the path's organization and workspace, as they were then.
    versions: Versions | None = None
    workspace_user_count: int = 0
    # Whether changes are only tried: all rules hold, the answer is the same, and nothing is kept.
    rehearsing: bool = False

    def permit(self, operation: str) -> None:
        """Refuses what the permission table does not let the caller do."""
        permissions.check(operation, self.standing)

    def turn(self) -> AbstractAsyncContextManager[None]:
        """The caller's turn to write in the organization of the path; strangers, who cannot write there, take none."""
        standing = self.standing
        return self.installation.turns.of(None if standing.organization_user_id is None else standing.organization_id)


@dataclass(slots=True)
class Work:
    """A change on its way: one transaction, by one caller."""

    caller: Caller
    connection: Connection
    # The caller's, as read under the lock.
    standing: Standing = field(default_factory=Standing)

    @property
    def account_id(self) -> int:
        """The caller's account."""
        return self.caller.identity.account_id

    async def enter(self, operation: str) -> Standing:
        """Locks the path's organization against other writers and returns the caller's standing; refuses who may not.

        The standing is read again under the lock: what was true when the caller signed in may have ended since.
        """
        self.caller.permit(operation)
        standing = await self.lock()
        permissions.check(operation, standing)
        return standing

    async def lock(self) -> Standing:
        """Locks the path's organization, marks its lists as changed, and returns the caller's standing in it."""
        known = self.caller.standing
        self.standing = Standing()
        if known.organization_id is not None:
            where = known.organization_id, known.workspace_id
            self.standing = await standings.entered(self.connection, self.account_id, *where) or Standing()
        return self.standing

    async def lock_organization(self, organization_id: int) -> None:
        """Locks an organization against other writers, and marks its lists as changed."""
        await organizations.lock(self.connection, organization_id)

    async def lock_all_organizations(self) -> list[Row]:
        """Locks the caller's organizations, then their account, into which no organization can come from then on.

        Returns their places: organization_id, id, joined.
        """
        known = await organization_users.of_account(self.connection, self.account_id)
        for place in known:
            await self.lock_organization(place["organization_id"])
        await accounts.lock(self.connection, self.account_id)
        places = await organization_users.of_account(self.connection, self.account_id)
        if {place["organization_id"] for place in places} - {place["organization_id"] for place in known}:
            # Its lock must come before that of the account; the next attempt knows of it.
            raise Contention
        return places

    async def record(
        self,
        action: str,
        entity_type: EntityType,
        entity_id: int | None,
        *,
        before: dict[str, Any] | None = None,  # Any: JSON.
        after: dict[str, Any] | None = None,
        organization_id: int | None = None,
        workspace_id: int | None = None,
    ) -> None:
        """Writes what is being done into the organization's audit log, in this transaction.

        ``before`` and ``after`` hold fields that ``domain.audit.RECORDED`` lists for that type, each only where it
        changed.
        """
        entry = self.entry(action, entity_type, entity_id, before, after, workspace_id)
        await audit_entries.add(self.connection, organization_id or self.caller.standing.organization_id or 0, entry)

    async def record_deletions(
        self,
        entity_type: EntityType,
        deleted: Mapping[int, dict[str, Any]],  # Any: JSON.
        *,
        workspace_id: int | None = None,
    ) -> None:
        """Writes that many things are deleted, each with what it was."""
        changes: dict[int, Change] = {entity_id: (before, {}) for entity_id, before in deleted.items()}
        await self.record_all("delete", entity_type, changes, workspace_id=workspace_id)

    async def record_creations(
        self,
        entity_type: EntityType,
        created: Mapping[int, dict[str, Any]],  # Any: JSON.
        *,
        workspace_id: int | None = None,
    ) -> None:
        """Writes that many things are made, each with what it is."""
        changes: dict[int, Change] = {entity_id: ({}, after) for entity_id, after in created.items()}
        await self.record_all("create", entity_type, changes, workspace_id=workspace_id)

    async def record_updates(
        self,
        entity_type: EntityType,
        before: Mapping[int, Mapping[str, Any]],  # Any: JSON.
        after: Mapping[int, Mapping[str, Any]],
        *,
        workspace_id: int | None = None,
    ) -> None:
        """Writes of many things how they were and how they are; nothing of those that are as they were."""
        changes = {entity_id: differences(state, after[entity_id]) for entity_id, state in before.items()}
        changed = {entity_id: change for entity_id, change in changes.items() if any(change)}
        await self.record_all("update", entity_type, changed, workspace_id=workspace_id)

    async def record_all(
        self,
        action: str,
        entity_type: EntityType,
        changes: Mapping[int, Change],
        *,
        workspace_id: int | None = None,
    ) -> None:
        """Writes what is being done with many things, each with what it was and what it is."""
        entry = self.entry(action, entity_type, workspace_id=workspace_id)
        listed = [(entity_id, before, after) for entity_id, (before, after) in changes.items()]
        await audit_entries.add_all(self.connection, self.caller.standing.organization_id or 0, entry, listed)

    async def record_for_person(
        self,
        action: str,
        entity_type: EntityType,
        entity_id: int | None,
        *,
        before: dict[str, Any] | None = None,  # Any: JSON.
        after: dict[str, Any] | None = None,
        person_id: int | None = None,
    ) -> None:
        """Writes what somebody (the caller, unless ``person_id`` says who) does to their own account into the audit
        logs of all organizations that they have joined.
        """
        entry = self.entry(action, entity_type, entity_id, before, after)
        await audit_entries.add_for_person(self.connection, person_id or self.account_id, entry)

    def entry(
        self,
        action: str,
        entity_type: EntityType,
        entity_id: int | None = None,
        before: dict[str, Any] | None = None,  # Any: JSON.
        after: dict[str, Any] | None = None,
        workspace_id: int | None = None,
    ) -> AuditEntry:
        """An entry of what the caller does with a thing; without a thing, what entries of many have in common."""
        return AuditEntry(
            action=action,
            entity_type=entity_type,
            entity_id=entity_id,
            account_id=self.account_id,
            signed_in_by=self.caller.identity.method,
            request_id=self.caller.request_id,
            workspace_id=workspace_id,
            before=before or {},
            after=after or {},
        )


class _Rehearsed(Exception):
    """Rolls back what was only tried, and carries its result out of the transaction."""

    def __init__(self, result: Any) -> None:  # Any: whatever the operation returns.
        super().__init__()
        self.result = result


def changing(
    function: Callable[Concatenate[Work, P], Awaitable[T]],
) -> Callable[Concatenate[Caller, P], Awaitable[T]]:
    """Runs the function in a transaction of its caller's, again when another writer was in the way.

    What a rehearsing caller changes is rolled back at the end.
    """

    @wraps(function)
    async def in_transaction(caller: Caller, /, *args: P.args, **kwargs: P.kwargs) -> T:
        async def attempt(connection: Connection) -> T:
            result = await function(Work(caller, connection), *args, **kwargs)
            if caller.rehearsing:
                raise _Rehearsed(result)
            return result

        async with caller.turn():
            try:
                return await retried(caller.installation, attempt)
            except _Rehearsed as rehearsed:
                result: T = rehearsed.result
                return result

    return in_transaction


async def retried(installation: Installation, attempt: Callable[[Connection], Awaitable[T]]) -> T:
    """What ``attempt`` returns from a transaction that no other writer was in the way of."""
    for number in range(_ATTEMPTS):
        try:
            async with installation.database.transaction() as connection:
                return await attempt(connection)
        except Duplicate as duplicate:
            if duplicate.constraint in _TAKEN:
                raise Invalid(_TAKEN[duplicate.constraint]) from duplicate
            # Another writer was first; the next attempt sees what it wrote, and decides by that.
            await _pause(number)
        except Contention:
            await _pause(number)
    raise Unavailable("Service Unavailable")


async def _pause(number: int) -> None:
    await asyncio.sleep(random.uniform(0.5, 1.5) * _FIRST_PAUSE * 2**number)  # noqa: S311 - spreads retries.
