"""The groups of a workspace: those of its organization that are in it."""

from rollbook.domain.errors import Forbidden, Missing
from rollbook.domain.payloads import GroupName
from rollbook.domain.permissions import PERMISSIONS
from rollbook.persistence import groups, memberships, organization_users, workspace_users
from rollbook.services.groups import group_name
from rollbook.services.work import Caller, Work, changing
from rollbook.services.workspace_users import workspace_of

NOT_FOUND = "Group was not found"


async def get_organization_workspaces_groups(caller: Caller) -> str:
    """The groups in the workspace, with their people and workspaces, as a JSON array."""
    caller.permit("get_organization_workspaces_groups")
    organization_id, workspace_id = workspace_of(caller.standing)
    async with caller.installation.database.reading() as queries:
        return await groups.listed(
            queries, organization_id, avatars_url=caller.installation.avatars_url, workspace_ids=[workspace_id]
        )


async def get_workspace_groups(caller: Caller) -> str:
    """The groups in the workspace, in short, as a JSON array."""
    caller.permit("get_workspace_groups")
    async with caller.installation.database.reading() as queries:
        return await groups.of_workspace(queries, *workspace_of(caller.standing))


@changing
async def post_workspace_group(work: Work, wanted: GroupName) -> str:
    """Makes a group in the workspace, and returns it as JSON."""
    organization_id, workspace_id = workspace_of(await work.enter("post_workspace_group"))
    name = group_name(wanted.name)
    group_id = await groups.add(work.connection, organization_id, name)
    # Nobody is in it yet: no membership comes of this.
    await groups.add_workspaces(work.connection, organization_id, [group_id], [workspace_id])
    after = {"name": name, "workspaces": [workspace_id]}
    await work.record("create", "group", group_id, after=after, workspace_id=workspace_id)
    return await _shown(work, organization_id, workspace_id, group_id)


@changing
async def put_workspace_group(work: Work, group_id: int, wanted: GroupName) -> str:
    """Renames a group that is in the workspace, and returns it as JSON."""
    organization_id, workspace_id = workspace_of(await work.enter("put_workspace_group"))
    present, there = await _found(work, organization_id, workspace_id, group_id)
    await _refuse_elsewhere(work, organization_id, there)
    name = group_name(wanted.name)
    if name != present:
        await groups.rename(work.connection, organization_id, group_id, name)
        await work.record(
            "update", "group", group_id, before={"name": present}, after={"name": name}, workspace_id=workspace_id
        )
    return await _shown(work, organization_id, workspace_id, group_id)


@changing
async def delete_workspace_group(work: Work, group_id: int) -> None:
    """Takes a group out of the workspace, and ends the memberships that only it held; deletes it if it is nowhere."""
    organization_id, workspace_id = workspace_of(await work.enter("delete_workspace_group"))
    name, there = await _found(work, organization_id, workspace_id, group_id)
    people = await groups.people(work.connection, organization_id, group_id)
    if there == {workspace_id}:
        await groups.delete(work.connection, organization_id, group_id)
        users = {row["account_id"] for row in await organization_users.some(work.connection, organization_id, people)}
        before = {"name": name, "users": users, "workspaces": there}
        await work.record("delete", "group", group_id, before=before, workspace_id=workspace_id)
    else:
        await groups.remove_workspaces(work.connection, organization_id, [group_id], [workspace_id])
        await groups.touch(work.connection, organization_id, [group_id])
        left = {"workspaces": there - {workspace_id}}
        await work.record(
            "update", "group", group_id, before={"workspaces": there}, after=left, workspace_id=workspace_id
        )
    await memberships.settle(
        work.connection, organization_id, organization_user_ids=people, workspace_ids=[workspace_id]
    )


async def _found(work: Work, organization_id: int, workspace_id: int, group_id: int) -> tuple[str, set[int]]:
    """The group's name and workspaces; Missing where this workspace is none of them."""
    there = set(await groups.workspaces(work.connection, organization_id, [group_id]))
    name = await groups.name_of(work.connection, organization_id, group_id)
    if name is None or workspace_id not in there:
        raise Missing(NOT_FOUND)
    return name, there


async def _refuse_elsewhere(work: Work, organization_id: int, workspace_ids: set[int]) -> None:
    """Refuses a workspace admin what would be seen in workspaces that they do not administer."""
    if work.standing.is_administrator:
        return
    person = work.standing.organization_user_id or 0
    own = await workspace_users.administered(work.connection, organization_id, person)
    if not workspace_ids <= set(own):
        raise Forbidden(PERMISSIONS["put_workspace_group"].text)


async def _shown(work: Work, organization_id: int, workspace_id: int, group_id: int) -> str:
    body = await groups.one_of_workspace(work.connection, organization_id, workspace_id, group_id)
    if body is None:
        raise Missing(NOT_FOUND)
    return body
