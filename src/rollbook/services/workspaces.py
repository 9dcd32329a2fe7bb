"""Workspaces: made, shown, set up, counted."""

from decimal import Decimal
from typing import Any

from rollbook.domain.actors import Standing
from rollbook.domain.audit import differences
from rollbook.domain.errors import Invalid, Missing
from rollbook.domain.money import amount
from rollbook.domain.payloads import ChangeMode
from rollbook.domain.permissions import NO_ACCESS
from rollbook.domain.workspace_preferences import AllWorkspacePreferences, WorkspacePreferences, chosen, shown
from rollbook.domain.workspaces import WorkspacePayload, workspace_name
from rollbook.persistence import (
    invitations,
    memberships,
    organization_users,
    organizations,
    rates,
    statistics,
    workspace_users,
    workspaces,
)
from rollbook.services.work import Caller, Work, changing
from rollbook.services.workspace_users import workspace_of

_OVERRIDES = {"override-current", "override-all"}


async def get_workspaces(caller: Caller, since: int | None) -> str:
    """The workspaces that the caller may see, or those changed since that Unix time, as a JSON array."""
    async with caller.installation.database.reading() as queries:
        return await workspaces.of_account(queries, caller.identity.account_id, since)


async def get_workspace(caller: Caller, workspace_id: int) -> str:
    """The workspace as the caller sees it, as a JSON object."""
    caller.permit("get_workspace")
    async with caller.installation.database.reading() as queries:
        workspace = await workspaces.one_of_account(queries, caller.identity.account_id, workspace_id)
    if workspace is None:
        raise Missing(NO_ACCESS)
    return workspace


async def get_workspace_counts(caller: Caller, organization_id: int) -> list[dict[str, Any]]:  # Any: names and numbers.
    """How many people, admins and groups there are in each workspace that the caller administers.

    Unlike the statistics it names nobody and counts people in whatever state, and so costs next to nothing.
    """
    caller.permit("get_organization_workspaces_statistics")
    standing = caller.standing
    person = None if standing.is_administrator else standing.organization_user_id
    async with caller.installation.database.reading() as queries:
        return [dict(row) for row in await workspaces.counted(queries, organization_id, administrator=person)]


async def get_workspace_statistics(caller: Caller) -> str:
    """Who administers the workspace, and how many people and groups it has, as a JSON object."""
    caller.permit("get_workspace_statistics")
    async with caller.installation.database.reading() as queries:
        figures = await statistics.of_workspace(queries, *workspace_of(caller.standing))
    if figures is None:
        raise Missing(NO_ACCESS)
    return figures


@changing
async def post_organization_workspaces(work: Work, organization_id: int, payload: WorkspacePayload) -> str:
    """Makes a workspace, administered by the caller and those named, and returns it as JSON."""
    standing = await work.enter("post_organization_workspaces")
    name = workspace_name(payload.name)
    await _refuse_too_many(work, organization_id)
    administrators = await _administrators(work, organization_id, payload.admins or [])
    administrators.add(standing.organization_user_id or 0)
    workspace_id = await workspaces.add(work.connection, organization_id, name, _settings(payload))
    if payload.default_hourly_rate is not None:
        await _change_rate(
            work, organization_id, workspace_id, amount(payload.default_hourly_rate), payload.rate_change_mode
        )
    await memberships.add_direct(work.connection, organization_id, workspace_id, sorted(administrators), "admin")
    await invitations.end_outgrown_links(work.connection, organization_id, sorted(administrators))
    made = {"name": name, "admins": {work.account_id, *(payload.admins or [])}, **_settings(payload)}
    if payload.default_hourly_rate is not None:
        made["default_hourly_rate"] = amount(payload.default_hourly_rate)
    await work.record("create", "workspace", workspace_id, after=made, workspace_id=workspace_id)
    return await _shown(work, workspace_id)


def _settings(payload: WorkspacePayload) -> dict[str, Any]:  # Any: a value of one of the settings.
    return {name: value for name in workspaces.SETTINGS if (value := getattr(payload, name)) is not None}


async def _shown(work: Work, workspace_id: int) -> str:
    body = await workspaces.one_of_account(work.connection, work.account_id, workspace_id)
    if body is None:
        raise Missing("Workspace not found/accessible")
    return body


async def _refuse_too_many(work: Work, organization_id: int) -> None:
    name, given = await organizations.name_and_limit(work.connection, organization_id)
    most = work.caller.installation.most_workspaces(given)
    if await workspaces.count(work.connection, organization_id) >= most:
        raise Invalid(f"Organization {name} can have a maximum of {most} workspaces")


async def _administrators(work: Work, organization_id: int, account_ids: list[int]) -> set[int]:
    rows = await organization_users.by_accounts(work.connection, organization_id, account_ids)
    person = {row["account_id"]: row["id"] for row in rows}
    for account_id in account_ids:
        if account_id not in person:
            raise Invalid(f"User with id {account_id} does not exist.")
    return set(person.values())


@changing
async def put_workspaces(work: Work, payload: WorkspacePayload) -> str:
    """Changes what is given of the workspace, all of it or nothing, and returns the workspace as JSON."""
    standing = await work.enter("put_workspaces")
    organization_id, workspace_id = workspace_of(standing)
    present = await workspaces.settings(work.connection, organization_id, workspace_id)
    wanted = _settings(payload)
    if payload.name is not None:
        wanted["name"] = workspace_name(payload.name)
    before, after = differences({name: present[name] for name in wanted}, wanted)
    if after:
        await workspaces.change(work.connection, organization_id, workspace_id, after)
    if payload.default_hourly_rate is not None:
        rate = amount(payload.default_hourly_rate)
        # An override rewrites the history even when the newest amount stays as it is.
        if rate != present["default_hourly_rate"] or payload.rate_change_mode in _OVERRIDES:
            await _change_rate(work, organization_id, workspace_id, rate, payload.rate_change_mode)
            before["default_hourly_rate"], after["default_hourly_rate"] = present["default_hourly_rate"], rate
    if payload.admins is not None:
        were, are = await _appoint(work, standing, set(payload.admins))
        if were != are:
            before["admins"], after["admins"] = were, are
    if after:
        await work.record("update", "workspace", workspace_id, before=before, after=after, workspace_id=workspace_id)
    return await _shown(work, workspace_id)


async def _change_rate(
    work: Work, organization_id: int, workspace_id: int, rate: Decimal, mode: ChangeMode | None
) -> None:
    await rates.change(
        work.connection,
        organization_id,
        workspace_id=workspace_id,
        workspace_user_id=None,
        rate_type="billable_rates",
        amount=rate,
        mode=mode or "start-today",
        creator_id=work.account_id,
    )


async def _appoint(work: Work, standing: Standing, wanted: set[int]) -> tuple[set[int], set[int]]:
    """Makes these accounts, and no others, admins by their role in the workspace; returns who were and who are.

    Owner and admins of the organization are admins whatever they are in the workspace: they lose no role by not being
    named, and are given one only by each other.
    """
    organization_id, workspace_id = workspace_of(standing)
    rows = await workspace_users.administrators_and(work.connection, organization_id, workspace_id, sorted(wanted))
    there = {row["account_id"] for row in rows if row["role"] is not None or row["organization_role"] != "member"}
    for account_id in sorted(wanted - there):
        raise Invalid(f"User {account_id} not exists in the workspace.")
    were = {row["account_id"] for row in rows if row["role"] == "admin"}
    above = {row["account_id"] for row in rows if row["organization_role"] != "member"}
    indirect = {row["account_id"] for row in rows if not row["direct"]}
    if (wanted - above) & indirect:
        raise Invalid("Bad Request")
    ends = were - wanted - above
    begins = wanted - were - indirect - (set() if standing.is_administrator else above)
    number = {row["account_id"]: row["organization_user_id"] for row in rows}
    where = work.connection, organization_id, workspace_id
    await memberships.give_role(*where, sorted(number[one] for one in ends), "user")
    appointed = sorted(number[one] for one in begins)
    await memberships.give_role(*where, appointed, "admin")
    await invitations.end_outgrown_links(work.connection, organization_id, appointed)
    return were, (were - ends) | begins


async def get_workspace_preferences(caller: Caller) -> AllWorkspacePreferences:
    """What is chosen for all who work in the workspace."""
    caller.permit("get_workspace_preferences")
    async with caller.installation.database.reading() as queries:
        return shown(await workspaces.preferences(queries, *workspace_of(caller.standing)))


@changing
async def post_workspace_preferences(work: Work, given: WorkspacePreferences) -> AllWorkspacePreferences:
    """Chooses what is given for all who work in the workspace, and returns all that is chosen."""
    standing = await work.enter("post_workspace_preferences")
    organization_id, workspace_id = workspace_of(standing)
    wanted = chosen(given)
    present = await workspaces.preferences(work.connection, organization_id, workspace_id)
    before, after = differences({name: present.get(name) for name in wanted}, wanted)
    if after:
        await workspaces.choose(work.connection, organization_id, workspace_id, after)
        await work.record(
            "update",
            "workspace",
            workspace_id,
            before={"preferences": before},
            after={"preferences": after},
            workspace_id=workspace_id,
        )
    return shown(await workspaces.preferences(work.connection, organization_id, workspace_id))
