"""People and groups into and out of a workspace, many at once."""

from collections.abc import Iterable

from rollbook.domain.errors import Invalid
from rollbook.domain.payloads import Assignment
from rollbook.domain.protection import refuse_removal_from_workspace
from rollbook.persistence import audited, groups, memberships, organization_users, workspace_users
from rollbook.persistence.database import Row
from rollbook.services.work import Work, changing


@changing
async def put_organization_workspaces_assignments(work: Work, assignments: list[Assignment]) -> None:
    """Carries out all the assignments; of several for one person or group the last counts."""
    standing = await work.enter("put_organization_workspaces_assignments")
    if standing.organization_id is None or standing.workspace_id is None:
        raise Invalid("Invalid workspace ID.")
    for assignment in assignments:
        _refuse_malformed(assignment)
    where = standing.organization_id, standing.workspace_id
    moved, people = await _assign_people(work, *where, assignments)
    moved_groups = await _assign_groups(work, *where, assignments)
    if not moved and not moved_groups:
        raise Invalid("Nothing to change.")
    # Once and last: who is held in another way than before stays the same workspace user.
    await memberships.settle(
        work.connection,
        standing.organization_id,
        organization_user_ids=None if moved_groups else people,
        workspace_ids=[standing.workspace_id],
    )


def _refuse_malformed(assignment: Assignment) -> None:
    if assignment.operation not in {"add", "remove"}:
        raise Invalid("Field operation can contain only 'add' or 'remove'.")
    if assignment.user_id is not None and assignment.group_id is not None:
        raise Invalid("Cannot send user_id and group_id in the same element.")
    if assignment.user_id is None and assignment.group_id is None:
        raise Invalid("One of user_id or group_id is required.")


def _of_operation(last: Iterable[tuple[int, str | None]], operation: str) -> list[int]:
    return sorted(number for number, wanted in last if wanted == operation)


async def _assign_people(
    work: Work, organization_id: int, workspace_id: int, assignments: list[Assignment]
) -> tuple[int, list[int]]:
    """How many direct memberships were made or ended, and the organization users named; ``settle`` must follow."""
    last = {a.user_id: a.operation for a in assignments if a.user_id is not None}
    if not last:
        return 0, []
    rows = await organization_users.by_accounts(work.connection, organization_id, list(last))
    person = {row["account_id"]: row["id"] for row in rows}
    if set(last) - set(person):
        raise Invalid("Invalid user_id.")
    there = await workspace_users.of_accounts(work.connection, organization_id, workspace_id, list(last))
    direct = {row["account_id"]: row for row in there if row["direct"]}
    added = [number for number in _of_operation(last.items(), "add") if number not in direct]
    removed = [direct[number] for number in _of_operation(last.items(), "remove") if number in direct]
    refuse_removal_from_workspace([workspace_users.place(row) for row in removed])
    await memberships.add_direct(work.connection, organization_id, workspace_id, [person[number] for number in added])
    await memberships.remove_direct(
        work.connection,
        organization_id,
        workspace_id=workspace_id,
        organization_user_ids=[row["organization_user_id"] for row in removed],
    )
    made = await workspace_users.of_accounts(work.connection, organization_id, workspace_id, added)
    await work.record_creations("workspace_user", _audited(made), workspace_id=workspace_id)
    await work.record_deletions("workspace_user", _audited(removed), workspace_id=workspace_id)
    return len(added) + len(removed), list(person.values())


def _audited(rows: list[Row]) -> dict[int, dict[str, object]]:
    return {row["id"]: {"user_id": row["account_id"], "role": row["role"]} for row in rows}


async def _assign_groups(work: Work, organization_id: int, workspace_id: int, assignments: list[Assignment]) -> int:
    """How many groups were moved; ``settle`` must follow."""
    last = {a.group_id: a.operation for a in assignments if a.group_id is not None}
    if not last:
        return 0
    if set(last) - await groups.existing(work.connection, organization_id, list(last)):
        raise Invalid("Invalid group_id.")
    before = await audited.group_workspaces(work.connection, organization_id, list(last))
    number = await groups.add_workspaces(
        work.connection, organization_id, _of_operation(last.items(), "add"), [workspace_id]
    )
    number += await groups.remove_workspaces(
        work.connection, organization_id, _of_operation(last.items(), "remove"), [workspace_id]
    )
    if number:
        await groups.touch(work.connection, organization_id, list(last))
        after = await audited.group_workspaces(work.connection, organization_id, list(last))
        await work.record_updates("group", before, after, workspace_id=workspace_id)
    return number
