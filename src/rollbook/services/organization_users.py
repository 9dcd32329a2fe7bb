"""The people of an organization: listed, changed, deleted, leaving."""

from datetime import datetime
from typing import Any

from rollbook.domain.actors import ActorKind, Standing
from rollbook.domain.errors import Forbidden, Invalid, Missing
from rollbook.domain.member_lists import MemberQuery, MemberStatus
from rollbook.domain.pages import Page
from rollbook.domain.payloads import OrganizationUserChanges
from rollbook.domain.people import is_email, person_name
from rollbook.domain.permissions import PERMISSIONS, check
from rollbook.domain.protection import (
    refuse_deactivation,
    refuse_demotion,
    refuse_leaving,
    refuse_removal_from_organization,
)
from rollbook.domain.roles import OrganizationRole, organization_role
from rollbook.persistence import (
    accounts,
    audited,
    avatars,
    credentials,
    invitations,
    memberships,
    organization_user_lists,
    organization_users,
    organizations,
    outgoing_messages,
    ownership_transfers,
    workspace_users,
)
from rollbook.persistence.database import Queries, Row
from rollbook.services.ids import joined, refuse_repeated
from rollbook.services.organization_user_places import replace_groups, replace_workspaces
from rollbook.services.ownership import end_transfers_of
from rollbook.services.work import Caller, Work, changing


async def get_organization_users(caller: Caller, organization_id: int, query: MemberQuery) -> Page:
    """A page of the organization's people."""
    caller.permit("get_organization_users")
    async with caller.installation.database.reading() as queries:
        return await organization_user_lists.short_page(
            queries, organization_id, query, avatars_url=caller.installation.avatars_url
        )


async def get_organization_users_detailed(caller: Caller, organization_id: int, query: MemberQuery) -> Page:
    """A page of the organization's people with details; for a workspace admin, of their workspaces alone."""
    kind = check("get_organization_users_detailed", caller.standing)
    async with caller.installation.database.reading() as queries:
        only_workspaces = await _only_workspaces(queries, caller, kind)
        if only_workspaces is not None and not set(query.workspace_ids or ()) <= set(only_workspaces):
            raise Invalid("user cannot access specified workspace id.")
        return await organization_user_lists.detailed_page(
            queries, organization_id, query, only_workspaces, avatars_url=caller.installation.avatars_url
        )


async def count_by_state(caller: Caller, organization_id: int) -> dict[MemberStatus, int]:
    """How many people are in each state; for a workspace admin, of their workspaces alone."""
    kind = check("get_organization_users_detailed", caller.standing)
    async with caller.installation.database.reading() as queries:
        only_workspaces = await _only_workspaces(queries, caller, kind)
        return await organization_user_lists.count_by_state(queries, organization_id, only_workspaces)


async def get_added(caller: Caller, organization_id: int, organization_user_ids: list[int]) -> dict[int, datetime]:
    """When each of these people was added; for a workspace admin, of those of their workspaces alone."""
    kind = check("get_organization_users_detailed", caller.standing)
    async with caller.installation.database.reading() as queries:
        only_workspaces = await _only_workspaces(queries, caller, kind)
        return await organization_user_lists.added(queries, organization_id, organization_user_ids, only_workspaces)


async def _only_workspaces(queries: Queries, caller: Caller, kind: ActorKind) -> list[int] | None:
    """Whose people the caller may see: those of these workspaces alone, or all."""
    standing = caller.standing
    if kind is not ActorKind.WORKSPACE_ADMIN:
        return None
    return await workspace_users.administered(
        queries, standing.organization_id or 0, standing.organization_user_id or 0
    )


async def get_direct_places(
    caller: Caller, organization_id: int, organization_user_ids: list[int]
) -> set[tuple[int, int]]:
    """Where these people are in directly, by account and workspace; for a workspace admin, of their workspaces."""
    kind = check("get_organization_users_detailed", caller.standing)
    async with caller.installation.database.reading() as queries:
        rows = await workspace_users.direct_places(queries, organization_id, organization_user_ids)
        only_workspaces = await _only_workspaces(queries, caller, kind)
        seen = {row["workspace_id"] for row in rows}
        if only_workspaces is not None:
            seen &= set(only_workspaces)
    return {(row["account_id"], row["workspace_id"]) for row in rows if row["workspace_id"] in seen}


@changing
async def patch_organization_users(work: Work, organization_id: int, delete: list[int] | None) -> None:
    """Deletes organization users, all or none."""
    await work.enter("patch_organization_users")
    if not delete:
        raise Invalid("At least one organization user ID must be supplied.")
    refuse_repeated(delete, "Organization user IDs must be unique.")
    unknown, maybe_protected = await organization_users.refusable(work.connection, organization_id, delete)
    if unknown:
        raise Invalid(
            "The following organization user IDs do not belong to this organization: "
            f"'{joined(unknown, in_order_of=delete)}'."
        )
    refuse_removal_from_organization(maybe_protected)
    await end_transfers_of(work, organization_id, delete)
    await organization_users.delete_recorded(
        work.connection,
        organization_id,
        delete,
        deletion=work.entry("delete", "organization_user"),
        withdrawal=work.entry("withdraw", "invitation"),
    )


@changing
async def delete_organization_users_leave(work: Work, organization_id: int) -> None:
    """Takes the caller out of the organization; deletes the organization with its last person."""
    # Looked at before the lock, too: a stranger must not make an organization's writers wait.
    _belonging(work.caller.standing)
    await leave(work, organization_id, _belonging(await work.lock()))


async def leave(work: Work, organization_id: int, own: int) -> None:
    """Takes the caller, who is its organization user ``own``, out of a locked organization; ends it with the last."""
    if await organization_users.count(work.connection, organization_id) > 1:
        (row,) = await organization_users.some(work.connection, organization_id, [own])
        refuse_leaving(organization_users.place(row))
        await end_transfers_of(work, organization_id, [own])
        before = await audited.people(work.connection, organization_id, [own])
        await organization_users.delete(work.connection, organization_id, [own])
        await work.record("leave", "organization_user", own, before=before[own], organization_id=organization_id)
        return
    await organization_users.delete(work.connection, organization_id, [own])
    await organizations.delete(work.connection, organization_id)


def _belonging(standing: Standing) -> int:
    """The organization user of somebody who has joined."""
    if standing.organization_user_id is None or not standing.joined:
        raise Invalid("The user does not belong to the organization.")
    return standing.organization_user_id


@changing
async def put_organization_users(
    work: Work, organization_id: int, organization_user_id: int, changes: OrganizationUserChanges
) -> None:
    """Changes one organization user, all that is asked or nothing."""
    await work.enter("put_organization_users")
    if changes.organization_admin is not None and changes.role_id is not None:
        raise Invalid("Cannot use both admin flags and role_id.")
    if changes.is_empty():
        raise Invalid("At least one field is required.")
    found = await audited.person(work.connection, organization_id, organization_user_id)
    if found is None:
        raise Missing("Invalid organization user ID.")
    person, before = found
    role = await _change_role(work, organization_id, person, changes)
    after = before | {"role": role, "inactive": await _change_activity(work, organization_id, person, changes)}
    after |= await _change_name_and_email(work, organization_id, person, changes)
    if changes.groups is not None or changes.workspaces is not None:
        after = await _change_places(work, organization_id, person, role, changes)
    elif not person["joined"]:
        # Who holds the link may not be one to give what the person is now.
        await invitations.end_outgrown_links(work.connection, organization_id, [organization_user_id])
    await work.record_updates("organization_user", {organization_user_id: before}, {organization_user_id: after})


async def _change_places(
    work: Work, organization_id: int, person: Row, role: OrganizationRole, changes: OrganizationUserChanges
) -> dict[str, Any]:  # Any: JSON.
    """Replaces the person's groups and workspaces, where they are given; returns what the audit log keeps of them."""
    number: int = person["id"]
    if changes.groups is not None:
        await replace_groups(work.connection, organization_id, number, changes.groups)
    if changes.workspaces is not None:
        await replace_workspaces(work.connection, organization_id, person, role, changes.workspaces)
    # Once and last: who is held in another way than before stays the same workspace user.
    await memberships.settle(work.connection, organization_id, organization_user_ids=[number])
    return (await audited.people(work.connection, organization_id, [number]))[number]


async def _change_role(
    work: Work, organization_id: int, person: Row, changes: OrganizationUserChanges
) -> OrganizationRole:
    present: OrganizationRole = person["role"]
    wanted = present
    if changes.role_id is not None:
        wanted = organization_role(changes.role_id)
        if wanted == "owner" and present != "owner":
            raise Invalid("Invalid organization role.")
    elif changes.organization_admin is not None and changes.organization_admin != (present != "member"):
        wanted = "admin" if changes.organization_admin else "member"
    if wanted == present:
        return present
    if wanted == "member" or present == "owner":
        refuse_demotion(organization_users.place(person))
    await organization_users.set_role(work.connection, organization_id, person["id"], wanted)
    return wanted


async def _change_activity(work: Work, organization_id: int, person: Row, changes: OrganizationUserChanges) -> bool:
    present: bool = person["inactive"]
    if changes.inactive is None or changes.inactive == present:
        return present
    if changes.inactive:
        refuse_deactivation(organization_users.place(person))
        await end_transfers_of(work, organization_id, [person["id"]])
    await organization_users.set_inactive(work.connection, organization_id, person["id"], inactive=changes.inactive)
    return changes.inactive


async def _change_name_and_email(
    work: Work, organization_id: int, person: Row, changes: OrganizationUserChanges
) -> dict[str, str]:
    present = {"name": person["name"], "email": person["email"]}
    name = person["name"] if changes.name is None else person_name(changes.name)
    email = person["email"] if changes.email is None else changes.email.strip()
    wanted = {"name": name, "email": email}
    if wanted == present:
        return present
    _refuse_bad_email(email)
    await _refuse_taking_over(work, organization_id, person, email)
    account = await accounts.lock(work.connection, person["account_id"])
    # Who is only invited may have an account of their own, which no organization may change.
    if account is None or account["organizations"] > 1 or (account["registered"] and not person["joined"]):
        raise Invalid("User has multiple organizations.")
    if email != person["email"]:
        await accounts.drop_placeholder(work.connection, email)
        if any(row["id"] != account["id"] for row in await accounts.of_emails(work.connection, [email])):
            raise Invalid("Email already exists.")
    await organization_users.set_name_and_email(work.connection, organization_id, person["id"], name=name, email=email)
    if email != person["email"]:
        await _email_changed(work, organization_id, person, email)
    return wanted


async def _email_changed(work: Work, organization_id: int, person: Row, email: str) -> None:
    """Ends the links that went to the earlier address, and lets the person know."""
    await credentials.end_reset_link(work.connection, person["account_id"])
    await avatars.follow_address(work.connection, person["account_id"], email)
    await invitations.end_link(work.connection, organization_id, person["id"], email)
    if person["joined"]:
        await outgoing_messages.add(
            work.connection,
            "email_changed",
            person["account_id"],
            {"earlier_address": person["email"]},
            organization_id=organization_id,
            address=person["email"],
        )


def _refuse_bad_email(email: str) -> None:
    if not email:
        raise Invalid("Missing e-mail.")
    if not is_email(email):
        raise Invalid(f"Invalid e-mail: '{email}'")


async def _refuse_taking_over(work: Work, organization_id: int, person: Row, email: str) -> None:
    """Refuses an admin who would turn to another address the account of an equal, or of who is or is to be owner."""
    if email == person["email"] or person["account_id"] == work.account_id or work.standing.role == "owner":
        return
    if person["role"] != "member" or await ownership_transfers.is_to_own(
        work.connection, organization_id, person["account_id"]
    ):
        raise Forbidden(PERMISSIONS["put_organization_users"].text)
