"""One person's groups and workspaces, replaced as a whole."""

from rollbook.domain.errors import Invalid
from rollbook.domain.payloads import WorkspaceMembership
from rollbook.domain.protection import Place, refuse_removal_from_workspace
from rollbook.domain.roles import OrganizationRole, wanted_workspace_role
from rollbook.persistence import groups, memberships, workspace_users, workspaces
from rollbook.persistence.database import Connection, Row


async def replace_groups(
    connection: Connection, organization_id: int, organization_user_id: int, group_ids: list[int]
) -> None:
    """Makes these the person's groups; ``memberships.settle`` must follow."""
    await refuse_foreign_groups(connection, organization_id, group_ids)
    present = await groups.of_person(connection, organization_id, organization_user_id)
    left, entered = set(present) - set(group_ids), set(group_ids) - set(present)
    await groups.remove_people(connection, organization_id, sorted(left), [organization_user_id])
    await groups.add_people(connection, organization_id, sorted(entered), [organization_user_id])
    await groups.touch(connection, organization_id, sorted(left | entered))


async def replace_workspaces(
    connection: Connection,
    organization_id: int,
    person: Row,
    role: OrganizationRole,
    wanted: list[WorkspaceMembership],
) -> None:
    """Makes these the workspaces that the person, who has that role now, is in directly; ``settle`` must follow."""
    by_id = {membership.workspace_id: membership for membership in wanted}
    await refuse_foreign_workspaces(connection, organization_id, list(by_id))
    present = {
        row["workspace_id"]: row for row in await workspace_users.of_person(connection, organization_id, person["id"])
    }
    removed = [number for number, row in present.items() if row["direct"] and number not in by_id]
    if removed:
        refuse_removal_from_workspace([Place(person["id"], role, person["paying"])])
    for workspace_id in removed:
        await memberships.remove_direct(
            connection, organization_id, workspace_id=workspace_id, organization_user_ids=[person["id"]]
        )
    for workspace_id, membership in by_id.items():
        there = present.get(workspace_id)
        await memberships.add_direct(
            connection,
            organization_id,
            workspace_id,
            [person["id"]],
            wanted_workspace_role(
                admin=membership.admin,
                role=membership.role,
                role_id=membership.role_id,
                present="user" if there is None else there["role"],
                refusal=f"Invalid workspace role with ID: {membership.role_id}.",
            ),
        )


async def refuse_foreign_groups(connection: Connection, organization_id: int, group_ids: list[int]) -> None:
    """Refuses a group that is not the organization's."""
    known = await groups.existing(connection, organization_id, group_ids)
    for group_id in group_ids:
        if group_id not in known:
            raise Invalid(f"Group '{group_id}' is not in Organization '{organization_id}'.")


async def refuse_foreign_workspaces(connection: Connection, organization_id: int, workspace_ids: list[int]) -> None:
    """Refuses a workspace that is not the organization's."""
    known = await workspaces.existing(connection, organization_id, workspace_ids)
    for workspace_id in workspace_ids:
        if workspace_id not in known:
            raise Invalid(f"Workspace '{workspace_id}' is not in Organization '{organization_id}'.")
