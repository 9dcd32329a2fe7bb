"""Organizations and their workspaces."""

from rollbook.domain.errors import Invalid, Missing
from rollbook.domain.money import amount
from rollbook.domain.payloads import NewOrganization, NewWorkspace
from rollbook.domain.people import thing_name
from rollbook.domain.permissions import NO_ACCESS
from rollbook.domain.roles import ROLES, Role
from rollbook.persistence import accounts, credentials, memberships, organization_users, organizations, workspaces
from rollbook.services.work import Caller, Work, changing

MAX_NAME = 140


async def get_organizations(caller: Caller) -> str:
    """The organizations that the caller is an active member of, as a JSON array."""
    async with caller.installation.database.reading() as queries:
        return await organizations.of_account(queries, caller.identity.account_id)


async def get_organization(caller: Caller, organization_id: int) -> str:
    """The organization as the caller sees it, as a JSON object."""
    caller.permit("get_organization")
    async with caller.installation.database.reading() as queries:
        listed = await organizations.of_account(queries, caller.identity.account_id, organization_id)
    if listed == "[]":
        raise Missing("User not part of organization")
    return listed[1:-1]


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


def get_organization_roles(caller: Caller) -> tuple[Role, ...]:
    """The roles that people can have."""
    caller.permit("get_organization_roles")
    return ROLES


@changing
async def post_organization(work: Work, payload: NewOrganization) -> tuple[int, str, int, str]:
    """Makes an organization of the caller's with one workspace; returns the ids and names of both."""
    name = thing_name(
        payload.name or "",
        empty="Field 'name' cannot be empty.",
        too_long="organization name too long, maximum length is 140",
        limit=MAX_NAME,
    )
    workspace_name = _workspace_name(payload.workspace_name, missing="workspace name must be provided")
    organization_id, workspace_id = await found(work, work.account_id, name, workspace_name)
    return organization_id, name, workspace_id, workspace_name


async def found(work: Work, account_id: int, name: str, workspace_name: str) -> tuple[int, int]:
    """Makes an organization owned and paid by the account, with one workspace; returns the ids of both."""
    organization_id = await organizations.add(work.connection, name, work.caller.installation.max_workspaces)
    owner = await organization_users.add_owner(work.connection, organization_id, account_id)
    workspace_id = await workspaces.add(work.connection, organization_id, workspace_name)
    await memberships.add_direct(work.connection, organization_id, workspace_id, [owner], "admin")
    await accounts.joined(work.connection, account_id, workspace_id)
    await credentials.end_administrators_reset_link(work.connection, account_id)
    await work.record("create", "organization", organization_id, after={"name": name}, organization_id=organization_id)
    return organization_id, workspace_id


@changing
async def post_organization_workspaces(work: Work, organization_id: int, payload: NewWorkspace) -> str:
    """Makes a workspace, administered by the caller and those named, and returns it as JSON."""
    standing = await work.enter("post_organization_workspaces")
    name = _workspace_name(payload.name, missing="workspace name must not be nil")
    await _refuse_too_many(work, organization_id)
    administrators = await _administrators(work, organization_id, payload.admins or [])
    administrators.add(standing.organization_user_id or 0)
    settings = {field: value for field in workspaces.SETTINGS if (value := getattr(payload, field)) is not None}
    if "default_hourly_rate" in settings:
        settings["default_hourly_rate"] = amount(settings["default_hourly_rate"])
    workspace_id = await workspaces.add(work.connection, organization_id, name, settings)
    await memberships.add_direct(work.connection, organization_id, workspace_id, sorted(administrators), "admin")
    await work.record("create", "workspace", workspace_id, after={"name": name}, workspace_id=workspace_id)
    shown = await workspaces.one_of_account(work.connection, work.account_id, workspace_id)
    if shown is None:
        raise Missing("Workspace not found/accessible")
    return shown


def _workspace_name(name: str | None, *, missing: str) -> str:
    if name is None:
        raise Invalid(missing)
    return thing_name(
        name,
        empty="workspace name must contain non-space characters",
        too_long="workspace name must not be longer than 140",
        limit=MAX_NAME,
    )


async def _refuse_too_many(work: Work, organization_id: int) -> None:
    name, most = await organizations.name_and_limit(work.connection, organization_id)
    if await workspaces.count(work.connection, organization_id) >= most:
        raise Invalid(f"Organization {name} can have a maximum of {most} workspaces")


async def _administrators(work: Work, organization_id: int, account_ids: list[int]) -> set[int]:
    rows = await organization_users.by_accounts(work.connection, organization_id, account_ids)
    person = {row["account_id"]: row["id"] for row in rows}
    for account_id in account_ids:
        if account_id not in person:
            raise Invalid(f"User with id {account_id} does not exist.")
    return set(person.values())
