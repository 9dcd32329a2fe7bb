"""Groups of an organization."""

from dataclasses import dataclass
from typing import Any

from rollbook.domain.errors import Invalid, Missing
from rollbook.domain.payloads import GroupPatch, GroupPatchFailure, GroupPatchResult, GroupPayload
from rollbook.domain.people import thing_name
from rollbook.persistence import audited, groups, memberships, organization_users, workspaces
from rollbook.services.work import Caller, Work, changing

MAX_NAME = 200
MAX_PATCHES = 100
MAX_VALUES = 100


async def get_organization_groups(
    caller: Caller, organization_id: int, *, name: str | None, workspace_ids: list[int] | None
) -> str:
    """The organization's groups, or those with ``name`` in their name and in one of the workspaces, as a JSON array."""
    caller.permit("get_organization_groups")
    async with caller.installation.database.reading() as queries:
        return await groups.listed(
            queries,
            organization_id,
            avatars_url=caller.installation.avatars_url,
            name=name,
            workspace_ids=workspace_ids,
        )


async def get_group_names(caller: Caller, organization_id: int) -> str:
    """The organization's groups without their people, however many these are, as a JSON array."""
    caller.permit("get_organization_groups")
    async with caller.installation.database.reading() as queries:
        return await groups.named(queries, organization_id)


async def get_group_losses(
    caller: Caller, organization_id: int, group_id: int, user_ids: list[int] | None = None
) -> dict[int, int]:
    """How many people, of these or of all, would leave which workspace without the group, by workspace."""
    caller.permit("delete_organization_group")
    async with caller.installation.database.reading() as queries:
        return await groups.losses(queries, organization_id, group_id, user_ids)


@changing
async def post_organization_group(work: Work, organization_id: int, payload: GroupPayload) -> str:
    """Makes a group and returns it as JSON."""
    await work.enter("post_organization_group")
    group_id = await groups.add(work.connection, organization_id, group_name(payload.name))
    await _fill(work, organization_id, group_id, payload)
    await work.record(
        "create", "group", group_id, after=await audited.group(work.connection, organization_id, group_id)
    )
    return await _shown(work, organization_id, group_id)


@changing
async def put_organization_group(work: Work, organization_id: int, group_id: int, payload: GroupPayload) -> str:
    """Changes a group, its people and workspaces as a whole, and returns it as JSON."""
    await work.enter("put_organization_group")
    await _refuse_unknown(work, organization_id, group_id)
    before = await audited.group(work.connection, organization_id, group_id)
    if payload.name is not None or (payload.users is None and payload.workspaces is None):
        await groups.rename(work.connection, organization_id, group_id, group_name(payload.name))
    await _fill(work, organization_id, group_id, payload)
    await groups.touch(work.connection, organization_id, [group_id])
    await _record_update(work, organization_id, group_id, before)
    return await _shown(work, organization_id, group_id)


@changing
async def delete_organization_group(work: Work, organization_id: int, group_id: int) -> None:
    """Deletes a group, and the memberships that only it held."""
    await work.enter("delete_organization_group")
    before = await audited.group(work.connection, organization_id, group_id)
    people = await groups.people(work.connection, organization_id, group_id)
    if not await groups.delete(work.connection, organization_id, group_id):
        raise Missing("Invalid group ID.")
    await memberships.settle(work.connection, organization_id, organization_user_ids=people)
    await work.record("delete", "group", group_id, before=before)


@changing
async def patch_organization_group(
    work: Work, organization_id: int, group_id: int, patches: list[GroupPatch]
) -> GroupPatchResult:
    """Makes those patches whose people and workspaces are the organization's; Invalid when there is none such."""
    await work.enter("patch_organization_group")
    await _refuse_unknown(work, organization_id, group_id)
    _refuse_malformed(patches)
    known = await _known(work, organization_id, patches)
    state = await audited.group(work.connection, organization_id, group_id)
    before = await groups.people(work.connection, organization_id, group_id)
    result = GroupPatchResult(success=[], failure=[])
    for patch in patches:
        message = known.refusal(organization_id, patch)
        if message is None:
            await _apply(work, organization_id, group_id, patch, known)
            result.success.append(patch)
        else:
            result.failure.append(GroupPatchFailure(message, patch))
    if not result.success and result.failure:
        raise Invalid(result.failure[0].message)
    after = await groups.people(work.connection, organization_id, group_id)
    # Once and last: who goes out and in again stays the same workspace user.
    await memberships.settle(work.connection, organization_id, organization_user_ids=sorted({*before, *after}))
    if result.success:
        await groups.touch(work.connection, organization_id, [group_id])
        await _record_update(work, organization_id, group_id, state)
    return result


def group_name(name: str | None) -> str:
    """The name without surrounding space; Invalid where there is none, or one that nothing can be called."""
    return thing_name(
        name or "",
        empty="Group name must be present",
        too_long=f"Group name too long, maximum length is {MAX_NAME}",
        limit=MAX_NAME,
    )


async def _refuse_unknown(work: Work, organization_id: int, group_id: int) -> None:
    if not await groups.existing(work.connection, organization_id, [group_id]):
        raise Missing("Invalid group ID.")


async def _record_update(
    work: Work,
    organization_id: int,
    group_id: int,
    before: dict[str, Any],  # Any: JSON.
) -> None:
    await work.record_updates(
        "group", {group_id: before}, {group_id: await audited.group(work.connection, organization_id, group_id)}
    )


async def _shown(work: Work, organization_id: int, group_id: int) -> str:
    shown = await groups.one(
        work.connection, organization_id, group_id, avatars_url=work.caller.installation.avatars_url
    )
    if shown is None:
        raise Missing("Invalid group ID.")
    return shown


async def _fill(work: Work, organization_id: int, group_id: int, payload: GroupPayload) -> None:
    """Makes the payload's people and workspaces the group's, where the payload has them."""
    before = await groups.people(work.connection, organization_id, group_id)
    after = before
    if payload.users is not None:
        after = await _organization_user_ids(work, organization_id, payload.users)
        await groups.remove_people(work.connection, organization_id, [group_id], list(set(before) - set(after)))
        await groups.add_people(work.connection, organization_id, [group_id], after)
    if payload.workspaces is not None:
        await _refuse_foreign_workspaces(work, organization_id, payload.workspaces)
        present = await groups.workspaces(work.connection, organization_id, [group_id])
        left = list(set(present) - set(payload.workspaces))
        await groups.remove_workspaces(work.connection, organization_id, [group_id], left)
        await groups.add_workspaces(work.connection, organization_id, [group_id], sorted(set(payload.workspaces)))
    await memberships.settle(work.connection, organization_id, organization_user_ids=sorted(set(before) | set(after)))


async def _organization_user_ids(work: Work, organization_id: int, account_ids: list[int]) -> list[int]:
    rows = await organization_users.by_accounts(work.connection, organization_id, account_ids)
    person = {row["account_id"]: row["id"] for row in rows}
    for account_id in account_ids:
        if account_id not in person:
            raise Invalid(_no_user(account_id, organization_id))
    return sorted(person.values())


async def _refuse_foreign_workspaces(work: Work, organization_id: int, workspace_ids: list[int]) -> None:
    known = await workspaces.existing(work.connection, organization_id, workspace_ids)
    for workspace_id in workspace_ids:
        if workspace_id not in known:
            raise Invalid(_no_workspace(workspace_id, organization_id))


def _no_user(account_id: int, organization_id: int) -> str:
    return f"User {account_id} not exists in the organization {organization_id}"


def _no_workspace(workspace_id: int, organization_id: int) -> str:
    return f"Workspace {workspace_id} not exists in the organization {organization_id}"


def _refuse_malformed(patches: list[GroupPatch]) -> None:
    if len(patches) > MAX_PATCHES:
        raise Invalid("Too many operations (more than 100 patches in request)")
    for patch in patches:
        if patch.op not in {"add", "remove"} or patch.path not in {"/users", "/workspaces"}:
            raise Invalid("Unsupported operation (invalid 'op' or 'path', or unsupported combination)")
        if not patch.value or len(patch.value) > MAX_VALUES:
            raise Invalid(
                "Value not present, or too many per patch operation (empty 'value' array or more than 100 values)"
            )


@dataclass(frozen=True, slots=True)
class _Known:
    """Which of the patches' values are the organization's: people by account, and workspaces."""

    people: dict[int, int]
    workspaces: set[int]

    def refusal(self, organization_id: int, patch: GroupPatch) -> str | None:
        """Why the patch cannot be made, None when it can."""
        for number in patch.value or ():
            if patch.path == "/users" and number not in self.people:
                return _no_user(number, organization_id)
            if patch.path == "/workspaces" and number not in self.workspaces:
                return _no_workspace(number, organization_id)
        return None


async def _known(work: Work, organization_id: int, patches: list[GroupPatch]) -> _Known:
    accounts = [number for patch in patches if patch.path == "/users" for number in patch.value or ()]
    named = [number for patch in patches if patch.path == "/workspaces" for number in patch.value or ()]
    rows = await organization_users.by_accounts(work.connection, organization_id, accounts)
    return _Known(
        {row["account_id"]: row["id"] for row in rows},
        await workspaces.existing(work.connection, organization_id, named),
    )


async def _apply(work: Work, organization_id: int, group_id: int, patch: GroupPatch, known: _Known) -> None:
    where = work.connection, organization_id
    if patch.path == "/users":
        people = sorted({known.people[number] for number in patch.value or ()})
        change = groups.add_people if patch.op == "add" else groups.remove_people
        await change(*where, [group_id], people)
    else:
        named = sorted(set(patch.value or ()))
        move = groups.add_workspaces if patch.op == "add" else groups.remove_workspaces
        await move(*where, [group_id], named)
