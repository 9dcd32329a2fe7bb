"""The people of a workspace: listed, changed, removed, and moved in and out."""

from dataclasses import replace
from decimal import Decimal
from typing import Literal

from rollbook.domain import permissions
from rollbook.domain.actors import ActorKind, Standing
from rollbook.domain.audit import differences
from rollbook.domain.errors import Forbidden, Invalid, Missing
from rollbook.domain.member_lists import WorkspaceUserQuery
from rollbook.domain.pages import Page, PageRequest, Pieces
from rollbook.domain.payloads import ChangeMode, WorkspaceUserChanges
from rollbook.domain.protection import refuse_deactivation, refuse_removal_from_workspace
from rollbook.domain.rates import RateType
from rollbook.domain.workspace_users import WorkspaceUserValues, changed
from rollbook.persistence import accounts, invitations, memberships, rates, workspace_user_lists, workspace_users
from rollbook.persistence.database import Row
from rollbook.services.ids import joined, refuse_repeated
from rollbook.services.work import Caller, Work, changing

MAX_ACCOUNTS = 150
MOST_AT_ONCE = 2_000  # People of a list without pages that is read before it is sent.
_OVERRIDES = {"override-current", "override-all"}


def workspace_of(standing: Standing) -> tuple[int, int]:
    """The organization and workspace of the path; Missing when the organization has no such workspace."""
    if standing.organization_id is None or standing.workspace_id is None:
        raise Missing("Resource can not be found")
    return standing.organization_id, standing.workspace_id


async def get_workspace_users(caller: Caller) -> str | Pieces:
    """Everybody in the workspace, as a JSON array; in pieces where they are many."""
    caller.permit("get_workspace_users")
    where = workspace_of(caller.standing)
    if caller.workspace_user_count > MOST_AT_ONCE:
        return workspace_user_lists.simple_stream(caller.installation.database, *where)
    async with caller.installation.database.reading() as queries:
        return await workspace_user_lists.simple_list(queries, *where)


async def page_of_simple_workspace_users(caller: Caller, text: str | None, page: PageRequest) -> Page:
    """A page of everybody in the workspace, or of those with ``text`` in their name or e-mail address; no money."""
    caller.permit("get_workspace_users")
    async with caller.installation.database.reading() as queries:
        return await workspace_user_lists.simple_page(queries, *workspace_of(caller.standing), text, page)


async def post_workspace_users_data(caller: Caller, account_ids: list[int]) -> str:
    """Those of these accounts that are in the workspace, as a JSON array."""
    caller.permit("post_workspace_users_data")
    if not account_ids:
        raise Invalid("user_ids must not be empty")
    if len(account_ids) > MAX_ACCOUNTS:
        raise Invalid(f"user_ids must not contain more than {MAX_ACCOUNTS} elements")
    async with caller.installation.database.reading() as queries:
        return await workspace_user_lists.some_simple(queries, *workspace_of(caller.standing), account_ids)


_Listing = Literal["get_workspace_workspace_users", "get_organization_workspaces_workspaceusers"]


async def list_workspace_users(caller: Caller, operation: _Listing, query: WorkspaceUserQuery) -> str | Pieces:
    """All workspace users that the query asks for, as a JSON array, in pieces where they may be many.

    Without money for who may not see it.
    """
    query = _as_visible(caller, operation, query)
    where = workspace_of(caller.standing)
    # Whom a filter leaves is not known before; by a part of a name they are seldom many, and found by no index's order.
    if caller.workspace_user_count > MOST_AT_ONCE and not query.texts:
        return workspace_user_lists.full_stream(caller.installation.database, *where, query)
    async with caller.installation.database.reading() as queries:
        return await workspace_user_lists.full_list(queries, *where, query)


async def page_of_workspace_users(caller: Caller, query: WorkspaceUserQuery, page: PageRequest) -> Page:
    """A page of the workspace users that the query asks for; without money for who may not see it."""
    query = _as_visible(caller, "get_organization_workspaces_workspaceusers", query)
    async with caller.installation.database.reading() as queries:
        return await workspace_user_lists.full_page(queries, *workspace_of(caller.standing), query, page)


def _as_visible(caller: Caller, operation: _Listing, query: WorkspaceUserQuery) -> WorkspaceUserQuery:
    kind = permissions.check(operation, caller.standing)
    return replace(query, with_money=kind is not ActorKind.WORKSPACE_MEMBER)


@changing
async def put_workspace_users(work: Work, user_id: int, changes: WorkspaceUserChanges) -> None:
    """Changes the workspace user of that account."""
    standing = await work.enter("put_workspace_users")
    found = await workspace_users.of_accounts(work.connection, *workspace_of(standing), [user_id])
    await _change(work, standing, found, changes)


@changing
async def put_workspace_workspace_users(work: Work, workspace_user_id: int, changes: WorkspaceUserChanges) -> None:
    """Changes the workspace user."""
    standing = await work.enter("put_workspace_workspace_users")
    found = await workspace_users.some(work.connection, *workspace_of(standing), [workspace_user_id])
    await _change(work, standing, found, changes)


async def _change(work: Work, standing: Standing, found: list[Row], changes: WorkspaceUserChanges) -> None:
    if not found:
        raise Forbidden(permissions.NOT_ACCESSIBLE)
    row = found[0]
    before = workspace_users.values(row)
    after = changed(before, changes)
    _refuse_change(standing, row, before, after)
    rate_modes = await _change_rates(work, row, before, after, changes)
    if not rate_modes and after == before:
        return
    organization_id, workspace_id = workspace_of(standing)
    await workspace_users.change(work.connection, organization_id, row["id"], after)
    if (after.role, after.inactive) != (before.role, before.inactive):
        await accounts.access_changed(work.connection, [row["account_id"]])
        await invitations.end_outgrown_links(work.connection, organization_id, [row["organization_user_id"]])
    was, is_now = differences(_audited(before), _audited(after))
    await work.record(
        "update",
        "workspace_user",
        row["id"],
        before=was,
        after=is_now | rate_modes,
        workspace_id=workspace_id,
    )


def _audited(values: WorkspaceUserValues) -> dict[str, object]:
    return {
        "role": values.role,
        "inactive": values.inactive,
        "rate": values.rate,
        "labor_cost": values.labor_cost,
        "working_hours_in_minutes": values.working_hours_in_minutes,
        "view_edit_billable_rates": values.view_edit_billable_rates,
        "view_edit_labor_costs": values.view_edit_labor_costs,
    }


def _refuse_change(standing: Standing, row: Row, before: WorkspaceUserValues, after: WorkspaceUserValues) -> None:
    access_changes = (after.role, after.inactive) != (before.role, before.inactive)
    if access_changes and row["organization_role"] != "member" and not standing.is_administrator:
        raise Forbidden(permissions.NO_ACCESS)
    if after.inactive and not before.inactive:
        refuse_deactivation(workspace_users.place(row))
    if after.role != "user" and not row["direct"]:
        raise Invalid("Bad Request")


async def _change_rates(
    work: Work, row: Row, before: WorkspaceUserValues, after: WorkspaceUserValues, changes: WorkspaceUserChanges
) -> dict[str, ChangeMode]:
    """How a rate or its history was changed; empty where neither was."""
    posted = set(changes.posted_fields or ())
    rate_asked = changes.rate is not None or "rate" in posted
    costs = {changes.labor_cost, changes.labour_cost}
    cost_asked = costs != {None} or bool(posted & {"labor_cost", "labour_cost"})
    # An override rewrites the history even when the newest amount stays as it is.
    rate_changes = before.rate != after.rate or (rate_asked and changes.rate_change_mode in _OVERRIDES)
    cost_changes = before.labor_cost != after.labor_cost or (
        cost_asked and changes.labor_cost_change_mode in _OVERRIDES
    )
    modes: dict[str, ChangeMode] = {}
    if rate_changes:
        modes["rate_change_mode"] = changes.rate_change_mode or "start-today"
        await _change_rate(work, row, "billable_rates", after.rate, modes["rate_change_mode"])
    if cost_changes:
        modes["labor_cost_change_mode"] = changes.labor_cost_change_mode or "start-today"
        await _change_rate(work, row, "labor_costs", after.labor_cost, modes["labor_cost_change_mode"])
    return modes


async def _change_rate(work: Work, row: Row, rate_type: RateType, amount: Decimal | None, mode: ChangeMode) -> None:
    await rates.change(
        work.connection,
        row["organization_id"],
        workspace_id=row["workspace_id"],
        workspace_user_id=row["id"],
        rate_type=rate_type,
        amount=amount,
        mode=mode,
        creator_id=work.account_id,
    )


@changing
async def delete_workspace_user(work: Work, workspace_user_id: int) -> None:
    """Ends a direct membership; who is also in through a group stays so."""
    standing = await work.enter("delete_workspace_user")
    if await _remove(work, standing, [workspace_user_id]):
        raise Forbidden(permissions.NOT_ACCESSIBLE)


@changing
async def patch_organization_workspace_users(work: Work, delete: list[int] | None) -> None:
    """Ends direct memberships, all or none."""
    standing = await work.enter("patch_organization_workspace_users")
    workspace_of(standing)
    if not delete:
        raise Invalid("At least one workspace user ID must be supplied.")
    refuse_repeated(delete, "Workspace user IDs must be unique")
    unknown = await _remove(work, standing, delete)
    if unknown:
        raise Invalid(f"Wrong workspace user IDs: {joined(unknown, in_order_of=delete)}")


async def _remove(work: Work, standing: Standing, ids: list[int]) -> set[int]:
    """Ends these direct memberships; none where some are not the workspace's, which it returns."""
    organization_id, workspace_id = workspace_of(standing)
    unknown, indirect, maybe_protected = await workspace_users.refusable(
        work.connection, organization_id, workspace_id, ids
    )
    if unknown:
        return unknown
    if indirect:
        raise Invalid("Bad Request")
    refuse_removal_from_workspace(maybe_protected)
    entry = work.entry("delete", "workspace_user", workspace_id=workspace_id)
    people = await workspace_users.record_deletion(work.connection, organization_id, workspace_id, ids, entry)
    await memberships.end_direct(
        work.connection, organization_id, workspace_id=workspace_id, organization_user_ids=people
    )
    return set()
