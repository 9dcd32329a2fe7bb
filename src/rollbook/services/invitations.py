"""Invitations: made, looked at, resent, accepted, rejected."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from rollbook.domain.actors import ActorKind, Standing
from rollbook.domain.address_lists import Line
from rollbook.domain.errors import Forbidden, Invalid, Missing
from rollbook.domain.payloads import InvitationRequest
from rollbook.domain.people import is_email
from rollbook.domain.permissions import check
from rollbook.domain.roles import WorkspaceRole, wanted_workspace_role
from rollbook.domain.secrets import link_code, new_code, new_public_id, stored_hash
from rollbook.persistence import (
    accounts,
    audited,
    credentials,
    groups,
    invitations,
    memberships,
    organization_users,
    organizations,
    outgoing_messages,
    workspace_users,
    workspaces,
)
from rollbook.persistence.database import Contention, Row
from rollbook.persistence.outgoing_messages import Message
from rollbook.services.installation import Installation
from rollbook.services.organization_user_places import refuse_foreign_groups
from rollbook.services.work import Caller, Change, Work, changing

MAX_EMAILS = 100


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was invited: their numbers, and the link if there is one."""

    email: str
    account_id: int
    # (workspace id, workspace user id) of the workspaces named.
    places: list[tuple[int, int]]
    # None for somebody who is a member already.
    invitation_id: int | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of inviting, and in whose name it was done."""

    organization_name: str
    sender_name: str
    invited: list[Invited]


async def judged(caller: Caller, organization_id: int, found: list[Line]) -> list[Line]:
    """The lines as inviting would find them: who is in the organization already, or invited, or inactive."""
    caller.permit("post_organization_invitation")
    emails = [line.text for line in found if line.judgement == "new"]
    async with caller.installation.database.reading() as queries:
        states = await organization_users.states_of_emails(queries, organization_id, emails)
    return [replace(line, judgement=states.get(line.text.lower(), line.judgement)) for line in found]


def invite_url(installation: Installation, code: str) -> str:
    """The page on which the invitation with that code is answered."""
    return f"{installation.public_url}/invitations/{code}"


@changing
async def post_organization_invitation(work: Work, organization_id: int, request: InvitationRequest) -> Result:
    """Invites people into workspaces; who is a member already is added to them at once."""
    standing = await work.enter("post_organization_invitation")
    emails = _emails(request)
    roles = await _roles_by_workspace(work, organization_id, request)
    await refuse_foreign_groups(work.connection, organization_id, request.groups or [])
    await _refuse_beyond_workspaces(work, standing, organization_id, request)
    people = await _people(work, organization_id, emails)
    await _refuse_renewing_more(work, standing, organization_id, people)
    ids = [row["id"] for row in people]
    members = [row["id"] for row in people if row["joined"]]
    before = await audited.people(work.connection, organization_id, members)
    for workspace_id, role in roles.items():
        # An invitation takes nobody's role from them: who is there already keeps it.
        await memberships.add_direct(work.connection, organization_id, workspace_id, ids, role, only_newcomers=True)
    if request.groups:
        await groups.add_people(work.connection, organization_id, request.groups, ids)
        await memberships.settle(work.connection, organization_id, organization_user_ids=ids)
    invited = await _send(work, organization_id, people, roles, request)
    # Who is a member already was invited to nothing, but may have come into workspaces and groups.
    await work.record_updates(
        "organization_user", before, await audited.people(work.connection, organization_id, members)
    )
    return await _result(work, organization_id, invited)


async def _result(work: Work, organization_id: int, invited: list[Invited]) -> Result:
    name, _ = await organizations.name_and_limit(work.connection, organization_id)
    (sender,) = await organization_users.by_accounts(work.connection, organization_id, [work.account_id])
    return Result(name, sender["name"], invited)


def _emails(request: InvitationRequest) -> list[str]:
    if not request.emails:
        raise Invalid("at least one email is required")
    if len(request.emails) > MAX_EMAILS:
        raise Invalid(f"at most {MAX_EMAILS} emails per invitation")
    emails = list(dict.fromkeys(given.strip() for given in request.emails))
    for email in emails:
        if not email:
            raise Invalid("Missing e-mail")
        if not is_email(email):
            raise Invalid(f"Invalid e-mail: '{email}'")
    return emails


async def _roles_by_workspace(
    work: Work, organization_id: int, request: InvitationRequest
) -> dict[int, WorkspaceRole | None]:
    """The role to give in each workspace named, None where the request names none."""
    if not request.workspaces:
        raise Invalid("at least one workspace is required")
    named = [membership.workspace_id for membership in request.workspaces]
    if set(named) - await workspaces.existing(work.connection, organization_id, named):
        raise Invalid("invalid workspace ID")
    return {
        membership.workspace_id: None
        if membership.admin is None and membership.role is None and membership.role_id is None
        else wanted_workspace_role(
            admin=membership.admin,
            role=membership.role,
            role_id=membership.role_id,
            refusal=f"Invalid workspace role with ID: {membership.role_id}.",
        )
        for membership in request.workspaces
    }


async def _refuse_beyond_workspaces(
    work: Work, standing: Standing, organization_id: int, request: InvitationRequest
) -> None:
    """Refuses a workspace admin who invites elsewhere, or into groups, which may lead elsewhere."""
    if check("post_organization_invitation", standing) is not ActorKind.WORKSPACE_ADMIN:
        return
    own = await workspace_users.administered(work.connection, organization_id, standing.organization_user_id or 0)
    if request.groups or not {m.workspace_id for m in request.workspaces or ()} <= set(own):
        raise Forbidden("Forbidden")


async def _people(work: Work, organization_id: int, emails: list[str]) -> list[Row]:
    """The organization users of these addresses, made where there are none; refuses who is inactive."""
    await accounts.add_for_invitations(work.connection, emails, [new_public_id() for _ in emails])
    account_ids = [row["id"] for row in await accounts.of_emails(work.connection, emails)]
    there = await organization_users.by_accounts(work.connection, organization_id, account_ids)
    for row in there:
        if row["inactive"]:
            raise Invalid(f"User with e-mail '{row['email']}' is already an inactive member of the organization")
    new = sorted(set(account_ids) - {row["account_id"] for row in there})
    await organization_users.add_invited(work.connection, organization_id, new)
    people = await organization_users.by_accounts(work.connection, organization_id, account_ids)
    if new and account_ids != [row["id"] for row in await accounts.of_emails(work.connection, emails)]:
        # Somebody has changed their address meanwhile, and the one that was named is nobody's now.
        raise Contention
    return sorted(people, key=lambda row: account_ids.index(row["account_id"]))


async def _refuse_renewing_more(work: Work, standing: Standing, organization_id: int, people: list[Row]) -> None:
    """Refuses a workspace admin a new link for somebody who is invited to more than that admin may give."""
    if standing.is_administrator:
        return
    own = set(await workspace_users.administered(work.connection, organization_id, standing.organization_user_id or 0))
    pending = [row["id"] for row in people if not row["joined"]]
    places = await workspace_users.of_people(work.connection, organization_id, pending)
    admins = any(row["role"] != "member" for row in people if not row["joined"])
    if admins or not {place["workspace_id"] for place in places} <= own:
        raise Forbidden("Forbidden")


async def _send(
    work: Work,
    organization_id: int,
    people: list[Row],
    roles: dict[int, WorkspaceRole | None],
    request: InvitationRequest,
) -> list[Invited]:
    by_mail = not request.skip_email
    pending = [row for row in people if not row["joined"]]
    secret_key = work.caller.installation.secret_key
    message_ids = {row["id"]: uuid4() for row in pending}
    codes = {
        person: link_code(secret_key, message_id) if by_mail else new_code()
        for person, message_id in message_ids.items()
    }
    sent = await invitations.send(
        work.connection,
        organization_id,
        work.account_id,
        [row["id"] for row in pending],
        [row["email"] for row in pending],
        [stored_hash(codes[row["id"]]) for row in pending],
    )
    invitation_ids = {row["organization_user_id"]: row["id"] for row in sent}
    await _record_sent(work, sent, {row["id"]: row["email"] for row in pending}, roles, request)
    if by_mail:
        await _queue_mails(work, organization_id, pending, message_ids, invitation_ids)
    places = await _places(work, organization_id, people, set(roles))
    return [
        Invited(
            row["email"],
            row["account_id"],
            places.get(row["id"], []),
            invitation_ids.get(row["id"]),
            codes.get(row["id"]),
        )
        for row in people
    ]


async def _queue_mails(
    work: Work,
    organization_id: int,
    pending: list[Row],
    message_ids: dict[int, UUID],
    invitation_ids: dict[int, int],
) -> None:
    messages = [
        Message(message_ids[row["id"]], row["account_id"], {"invitation_id": invitation_ids[row["id"]]})
        for row in pending
    ]
    await outgoing_messages.add_all(work.connection, "invitation", messages, organization_id=organization_id)


async def _places(
    work: Work, organization_id: int, people: list[Row], workspace_ids: set[int]
) -> dict[int, list[tuple[int, int]]]:
    """Of each person (workspace id, workspace user id) of those of the workspaces that they are in."""
    places: dict[int, list[tuple[int, int]]] = {}
    for place in await workspace_users.of_people(work.connection, organization_id, [row["id"] for row in people]):
        if place["workspace_id"] in workspace_ids:
            there = (place["workspace_id"], place["id"])
            places.setdefault(place["organization_user_id"], []).append(there)
    return places


async def _record_sent(
    work: Work,
    sent: list[Row],
    emails: dict[int, str],
    roles: dict[int, WorkspaceRole | None],
    request: InvitationRequest,
) -> None:
    """Writes which invitations were made and which renewed, and what for; ``emails`` are by organization user."""
    what: dict[str, object] = {
        "workspaces": [{"workspace_id": id_, "role": role or "user"} for id_, role in roles.items()]
    }
    if request.groups:
        what["groups"] = request.groups
    for action, made in (("create", True), ("resend", False)):
        changes: dict[int, Change] = {
            row["id"]: ({}, {"email": emails[row["organization_user_id"]], **what})
            for row in sent
            if row["made"] == made
        }
        await work.record_all(action, "invitation", changes)


@changing
async def put_invitation(work: Work, organization_id: int, invitation_id: int) -> None:
    """Renews a pending invitation and ends its earlier link; the new one goes by mail."""
    standing = await work.enter("put_invitation")
    message_id = uuid4()
    code = link_code(work.caller.installation.secret_key, message_id)
    renewed = await invitations.renew(work.connection, organization_id, invitation_id, stored_hash(code))
    if renewed is None:
        raise Missing("Invitation code not found")
    if not standing.is_administrator:
        await _refuse_foreign_person(work, standing, organization_id, renewed["organization_user_id"])
    await outgoing_messages.add(
        work.connection,
        "invitation",
        renewed["account_id"],
        {"invitation_id": invitation_id},
        organization_id=organization_id,
        message_id=message_id,
    )
    await work.record("resend", "invitation", invitation_id, after={"email": renewed["email"]})


async def _refuse_foreign_person(
    work: Work, standing: Standing, organization_id: int, organization_user_id: int
) -> None:
    own = await workspace_users.administered(work.connection, organization_id, standing.organization_user_id or 0)
    places = await workspace_users.of_people(work.connection, organization_id, [organization_user_id])
    if not {place["workspace_id"] for place in places} & set(own):
        raise Missing("Invitation code not found")


async def get_invitations(installation: Installation, code: str) -> Row:
    """The invitation that can still be accepted by that code: organization, sender, address."""
    async with installation.database.reading() as queries:
        invitation = await invitations.living(queries, stored_hash(code))
    if invitation is None:
        raise Missing("Invitation not found")
    return invitation


@changing
async def post_organization_accept_invitation(work: Work, code: str) -> None:
    """Makes the caller, to whose address the invitation went, a member."""
    invitation = await own(work, code)
    await accept(work, invitation)
    await tell_sender(work, invitation)


@changing
async def post_reject_invitation(work: Work, code: str) -> None:
    """Withdraws the invitation, and the place that waited for the caller."""
    await reject(work, await own(work, code))


async def reject(work: Work, invitation: Row) -> None:
    """Ends a locked, living invitation, and the place that waited for its person."""
    organization_id = invitation["organization_id"]
    if not await invitations.settle(work.connection, organization_id, invitation["id"], "rejected"):
        raise Missing("Invalid invitation code")
    await organization_users.delete(work.connection, organization_id, [invitation["organization_user_id"]])
    await _record_settled(work, "reject", invitation, "rejected")


async def own(work: Work, code: str) -> Row:
    """The living invitation with that code, its organization locked; refuses everybody but whom it went to."""
    invitation = await locked(work, code, "Invalid invitation code")
    if invitation["account_id"] != work.account_id or not invitation["address_is_accounts"]:
        raise Forbidden("Forbidden")
    return invitation


async def locked(work: Work, code: str, refusal: str) -> Row:
    """The living invitation with that code, its organization locked; Missing when it ended meanwhile."""
    invitation = await invitations.living(work.connection, stored_hash(code))
    if invitation is not None:
        await work.lock_organization(invitation["organization_id"])
        invitation = await invitations.living(work.connection, stored_hash(code))
    if invitation is None:
        raise Missing(refusal)
    return invitation


async def accept(work: Work, invitation: Row) -> None:
    """Makes the person of a locked, living invitation a member."""
    organization_id, person = invitation["organization_id"], invitation["organization_user_id"]
    await invitations.settle(work.connection, organization_id, invitation["id"], "accepted")
    places = await workspace_users.of_people(work.connection, organization_id, [person])
    first = places[0]["workspace_id"] if places else None
    # The account's row first: who makes a reset link for it holds that row while counting its organizations.
    await accounts.joined(work.connection, invitation["account_id"], first)
    await credentials.end_administrators_reset_link(work.connection, invitation["account_id"])
    await organization_users.join(work.connection, organization_id, person)
    await _record_settled(work, "accept", invitation, "accepted")


async def _record_settled(work: Work, action: str, invitation: Row, state: str) -> None:
    await work.record(
        action,
        "invitation",
        invitation["id"],
        before={"state": "pending"},
        after={"state": state, "email": invitation["email"]},
        organization_id=invitation["organization_id"],
    )


async def tell_sender(work: Work, invitation: Row) -> None:
    """Lets who sent an invitation know that it was accepted."""
    if invitation["sender_id"] is not None:
        await outgoing_messages.add(
            work.connection,
            "invitation_accepted",
            invitation["sender_id"],
            {"invitation_id": invitation["id"], "account_id": invitation["account_id"]},
            organization_id=invitation["organization_id"],
        )
