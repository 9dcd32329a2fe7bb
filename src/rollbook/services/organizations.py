"""Organizations: founded, shown, renamed, counted."""

from rollbook.domain.errors import Invalid, Missing, Unauthenticated
from rollbook.domain.payloads import NewOrganization, OrganizationChanges
from rollbook.domain.people import thing_name
from rollbook.domain.roles import ROLES, Role
from rollbook.domain.usage import USED, Usage
from rollbook.domain.workspaces import workspace_name
from rollbook.persistence import (
    accounts,
    credentials,
    memberships,
    organization_users,
    organizations,
    statistics,
    workspaces,
)
from rollbook.services.work import Caller, Work, changing

MAX_NAME = 140


async def get_organizations(caller: Caller) -> str:
    """The organizations that the caller is an active member of, as a JSON array."""
    async with caller.installation.database.reading() as queries:
        return await organizations.of_account(queries, caller.identity.account_id, caller.installation.max_workspaces)


async def get_organization(caller: Caller, organization_id: int) -> str:
    """The organization as the caller sees it, as a JSON object."""
    caller.permit("get_organization")
    async with caller.installation.database.reading() as queries:
        listed = await organizations.of_account(
            queries, caller.identity.account_id, caller.installation.max_workspaces, organization_id
        )
    if listed == "[]":
        raise Missing("User not part of organization")
    return listed[1:-1]


def get_organization_roles(caller: Caller) -> tuple[Role, ...]:
    """The roles that people can have."""
    caller.permit("get_organization_roles")
    return ROLES


@changing
async def post_organization(work: Work, payload: NewOrganization) -> tuple[int, str, int, str]:
    """Makes an organization of the caller's with one workspace; returns the ids and names of both."""
    name = _name(payload.name or "", empty="Field 'name' cannot be empty.")
    first = workspace_name(payload.workspace_name, missing="workspace name must be provided")
    organization_id, workspace_id = await found(work, work.account_id, name, first)
    return organization_id, name, workspace_id, first


async def found(work: Work, account_id: int, name: str, first_workspace: str) -> tuple[int, int]:
    """Makes an organization owned and paid by the account, with one workspace; returns the ids of both."""
    organization_id = await organizations.add(work.connection, name, work.caller.installation.max_workspaces)
    owner = await organization_users.add_owner(work.connection, organization_id, account_id)
    if owner is None:
        raise Unauthenticated
    workspace_id = await workspaces.add(work.connection, organization_id, first_workspace)
    await memberships.add_direct(work.connection, organization_id, workspace_id, [owner], "admin")
    await accounts.joined(work.connection, account_id, workspace_id)
    await credentials.end_administrators_reset_link(work.connection, account_id)
    owned = {"name": name, "owner": account_id, "paying_user": account_id}
    await work.record("create", "organization", organization_id, after=owned, organization_id=organization_id)
    await work.record(
        "create",
        "workspace",
        workspace_id,
        after={"name": first_workspace, "admins": [account_id]},
        organization_id=organization_id,
        workspace_id=workspace_id,
    )
    return organization_id, workspace_id


@changing
async def put_organization(work: Work, organization_id: int, changes: OrganizationChanges) -> None:
    """Renames the organization."""
    await work.enter("put_organization")
    if changes.name is None:
        raise Invalid("At least one field is required")
    name = _name(changes.name, empty="field 'name' cannot be empty")
    present, _ = await organizations.name_and_limit(work.connection, organization_id)
    if name != present:
        await organizations.rename(work.connection, organization_id, name)
        await work.record("update", "organization", organization_id, before={"name": present}, after={"name": name})


def _name(name: str, *, empty: str) -> str:
    return thing_name(name, empty=empty, too_long="organization name too long, maximum length is 140", limit=MAX_NAME)


async def get_organization_usage(caller: Caller, organization_id: int) -> list[Usage]:
    """How many people, workspaces and groups the organization has, and of what it can have no more than so many."""
    caller.permit("get_organization_usage")
    async with caller.installation.database.reading() as queries:
        counted = await organizations.usage(queries, organization_id)
    most = caller.installation.most_workspaces(counted["max_workspaces"])
    return [Usage(name, counted[name], most if name == "workspaces" else None) for name in USED]


async def get_organization_workspaces_statistics(caller: Caller, organization_id: int) -> str:
    """Of each workspace that the caller administers who else does, and how many people and groups it has, as JSON."""
    caller.permit("get_organization_workspaces_statistics")
    standing = caller.standing
    person = None if standing.is_administrator else standing.organization_user_id
    async with caller.installation.database.reading() as queries:
        return await statistics.of_organization(queries, organization_id, administrator=person)
