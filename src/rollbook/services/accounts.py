"""Accounts: signing up, what a person sees of themselves, and their API token."""

from dataclasses import dataclass
from datetime import datetime

from rollbook.domain.countries import is_country
from rollbook.domain.errors import Forbidden, Invalid, Missing
from rollbook.domain.payloads import SignUp
from rollbook.domain.people import is_email, name_of, person_name, thing_name, timezone
from rollbook.domain.secrets import api_token, is_same, new_nonce, new_password, new_public_id, stored_hash
from rollbook.persistence import accounts, credentials, invitations
from rollbook.persistence.database import Connection, Queries, Row
from rollbook.services import invitations as invitation_service
from rollbook.services.installation import Installation
from rollbook.services.organizations import MAX_NAME, found
from rollbook.services.sign_in import by_link, reaffirm, refuse_named_token
from rollbook.services.work import Caller, Work, changing, retried

TOO_SHORT = "password should be at least 8 characters"
CLOSED = "Sign-up is closed: an invitation is needed"
TAKEN = "user with this email already exists"
RESET_ALREADY = "Your API token was reset since that page was loaded, so nothing was done. This is the present one."


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person sees of themselves; ``token`` is None where this server cannot tell it."""

    account_id: int
    email: str
    name: str
    public_id: str
    timezone: str
    beginning_of_week: int
    country_id: int | None
    default_workspace_id: int | None
    avatar: str | None
    has_password: bool
    token: str | None
    authorization_updated_at: datetime
    created_at: datetime
    updated_at: datetime


async def get_me(caller: Caller) -> Profile:
    """What the caller sees of themselves."""
    async with caller.installation.database.reading() as queries:
        return await profile_of(queries, caller)


async def profile_of(queries: Queries, caller: Caller) -> Profile:
    """What the caller sees of themselves, read by these queries."""
    row = await accounts.profile(queries, caller.identity.account_id)
    if row is None:
        raise Missing("could not load user data")
    return _profile(row, caller.identity.token or _derived_token(caller.installation, row))


def _derived_token(installation: Installation, row: Row) -> str | None:
    """The account's token, unless it was made under another secret key."""
    if row["token_nonce"] is None:
        return None
    token = api_token(installation.secret_key, row["id"], row["token_nonce"])
    return token if is_same(stored_hash(token), row["token_hash"]) else None


def _profile(row: Row, token: str | None) -> Profile:
    return Profile(
        account_id=row["id"],
        email=row["email"],
        name=row["name"],
        public_id=row["public_id"],
        timezone=row["timezone"],
        beginning_of_week=row["beginning_of_week"],
        country_id=row["country_id"],
        default_workspace_id=row["default_workspace_id"],
        avatar=row["avatar"],
        has_password=row["has_password"],
        token=token,
        authorization_updated_at=row["authorization_updated_at"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


@changing
async def post_reset_token(work: Work) -> str:
    """Gives the caller another API token and returns it; the earlier one ends."""
    refuse_named_token(work)
    await reaffirm(work)
    return await _reset_token(work)


async def _reset_token(work: Work) -> str:
    await work.record_for_person("update", "account", work.account_id, after={"token_changed": True})
    return await _new_token(work, work.account_id)


async def which_token(caller: Caller) -> str:
    """What tells the account's present API token from those before and after it, and nothing of it."""
    async with caller.installation.database.reading() as queries:
        return await _which_token(queries, caller.identity.account_id)


async def _which_token(queries: Queries, account_id: int) -> str:
    made_at = await credentials.token_made_at(queries, account_id)
    return "" if made_at is None else made_at.isoformat()


@changing
async def reset_that_token(work: Work, which: str) -> str:
    """The same of the token that it still is by ``which_token``, else Invalid: a form sent twice resets once."""
    refuse_named_token(work)
    await reaffirm(work)
    if which != await _which_token(work.connection, work.account_id):
        raise Invalid(RESET_ALREADY)
    return await _reset_token(work)


async def _new_token(work: Work, account_id: int) -> str:
    nonce = new_nonce()
    token = api_token(work.caller.installation.secret_key, account_id, nonce)
    await credentials.set_token(work.connection, account_id, stored_hash(token), nonce)
    return token


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody who signs up, their words checked."""

    email: str
    name: str
    timezone: str
    country_id: int | None
    password_hash: str
    workspace_name: str
    code: str | None


async def post_signup(installation: Installation, request_id: str, payload: SignUp) -> Profile:
    """Makes an account, with an organization of its own or, by an invitation's code, a member of the inviting one."""
    if not installation.sign_up_is_open and not payload.invitation_code:
        raise Forbidden(CLOSED)
    person = await _person(installation, payload)

    async def attempt(connection: Connection) -> Profile:
        if person.code is None:
            return await _sign_up(installation, connection, request_id, person)
        return await _sign_up_by_invitation(installation, connection, request_id, person)

    return await retried(installation, attempt)


async def _person(installation: Installation, payload: SignUp) -> _Person:
    email = (payload.email or "").strip()
    if not email:
        raise Invalid("email is required")
    if not is_email(email):
        raise Invalid("Invalid e-mail")
    password = new_password(payload.password, missing="password is missing", too_short=TOO_SHORT)
    given = payload.full_name or payload.fullname or ""
    name = person_name(given) if given.strip() else name_of(email)
    zone = timezone(payload.timezone) if payload.timezone else "UTC"
    if payload.country_id is not None and not is_country(payload.country_id):
        raise Invalid("Invalid country ID")
    workspace = payload.workspace.name if payload.workspace else None
    return _Person(
        email=email,
        name=name,
        timezone=zone,
        country_id=payload.country_id,
        password_hash=await installation.passwords.hash(password),
        workspace_name=_first_workspace_name(name, workspace),
        code=payload.invitation_code or None,
    )


def _first_workspace_name(name: str, given: str | None) -> str:
    if given is None:
        return f"{name[: MAX_NAME - 12]}'s workspace"
    return thing_name(
        given,
        empty="workspace name must contain non-space characters",
        too_long="workspace name must not be longer than 140",
        limit=MAX_NAME,
    )


async def _sign_up(installation: Installation, connection: Connection, request_id: str, person: _Person) -> Profile:
    known = await accounts.of_emails(connection, [person.email])
    if known and known[0]["registered"]:
        raise Invalid(TAKEN)
    if known and await invitations.awaits(connection, known[0]["id"]):
        raise Invalid("Account has pending invite")
    if known:
        account_id: int = known[0]["id"]
        await _register(connection, account_id, person)
    else:
        account_id = await accounts.add(
            connection,
            email=person.email,
            name=person.name,
            public_id=new_public_id(),
            timezone=person.timezone,
            country_id=person.country_id,
        )
    work = Work(by_link(installation, account_id, person.email, request_id), connection)
    await found(work, account_id, f"{person.name[: MAX_NAME - 15]}'s organization", person.workspace_name)
    return await _with_credentials(work, account_id, person)


async def _sign_up_by_invitation(
    installation: Installation, connection: Connection, request_id: str, person: _Person
) -> Profile:
    invitation = await _invitation(installation, connection, request_id, person)
    account_id: int = invitation["account_id"]
    work = Work(by_link(installation, account_id, person.email, request_id), connection)
    await _register(connection, account_id, person)
    await invitation_service.accept(work, invitation)
    await invitation_service.tell_sender(work, invitation)
    return await _with_credentials(work, account_id, person)


async def _invitation(installation: Installation, connection: Connection, request_id: str, person: _Person) -> Row:
    """The locked, living invitation of that address, which has no owner yet."""
    code = person.code or ""
    if await invitations.is_settled(connection, stored_hash(code)):
        raise Invalid("Sorry, but this invitation seems either accepted or canceled")
    nobody = Work(by_link(installation, 0, person.email, request_id), connection)
    try:
        invitation = await invitation_service.locked(nobody, code, "Invalid invitation code")
    except Missing as missing:
        raise Invalid(missing.text) from missing
    named = [row["id"] for row in await accounts.of_emails(connection, [person.email])]
    if named != [invitation["account_id"]] or not invitation["address_is_accounts"]:
        raise Invalid("Invalid invitation code")
    if invitation["registered"]:
        raise Invalid(TAKEN)
    return invitation


async def _register(connection: Connection, account_id: int, person: _Person) -> None:
    """Makes a placeholder account the person's own, once: who comes second is told that it is taken."""
    locked = await accounts.lock(connection, account_id)
    if locked is None or locked["registered"]:
        raise Invalid(TAKEN)
    await accounts.register(
        connection,
        account_id,
        email=person.email,
        name=person.name,
        timezone=person.timezone,
        country_id=person.country_id,
    )


async def _with_credentials(work: Work, account_id: int, person: _Person) -> Profile:
    await credentials.set_password(work.connection, account_id, person.password_hash)
    after = {
        "email": person.email,
        "name": person.name,
        "timezone": person.timezone,
        "country_id": person.country_id,
    }
    await work.record_for_person("create", "account", account_id, after=after)
    token = await _new_token(work, account_id)
    row = await accounts.profile(work.connection, account_id)
    if row is None:
        raise Missing("could not load user data")
    return _profile(row, token)
