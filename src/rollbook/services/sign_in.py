"""Turns credentials into a caller, in one look-up."""

from dataclasses import dataclass

from rollbook.domain.actors import Identity, Standing
from rollbook.domain.errors import Unauthenticated, WrongCredentials
from rollbook.domain.secrets import stored_hash
from rollbook.persistence import credentials, sessions
from rollbook.persistence.standings import Known
from rollbook.services.installation import Installation
from rollbook.services.work import Caller, Work

_WRONG = "Incorrect username and/or password"


@dataclass(frozen=True, slots=True)
class Target:
    """What the path of a request names, for the caller's standing toward it."""

    organization_id: int | None = None
    workspace_id: int | None = None
    request_id: str = ""


def _caller(installation: Installation, target: Target, known: Known, identity: Identity) -> Caller:
    return Caller(
        installation,
        identity,
        known.standing,
        target.request_id,
        versions=known.versions,
        workspace_user_count=known.workspace_user_count,
    )


async def by_token(installation: Installation, token: str, target: Target) -> Caller:
    """The caller with that API token, else WrongCredentials."""
    known = await installation.standings.by_token(stored_hash(token), target.organization_id, target.workspace_id)
    if known is None:
        installation.failed_sign_ins.count("token")
        raise WrongCredentials(_WRONG)
    return _caller(installation, target, known, Identity(known.account_id, known.email, "token", token=token))


async def by_password(installation: Installation, email: str, password: str, target: Target) -> Caller:
    """The caller with that address and password, else WrongCredentials, in the same time for both."""
    known = None
    # The database takes no NUL, and no address has one.
    if "\0" not in email:
        known = await installation.standings.by_email(email, target.organization_id, target.workspace_id)
    right = await installation.passwords.verify(None if known is None else known.password_hash, password)
    if known is None or not right:
        installation.failed_sign_ins.count("password")
        raise WrongCredentials(_WRONG)
    identity = Identity(known.account_id, known.email, "password", password_hash=known.password_hash)
    return _caller(installation, target, known, identity)


async def by_session(installation: Installation, session: str, target: Target) -> Caller:
    """The caller whose living session that is, else Unauthenticated."""
    session_hash = stored_hash(session)
    known = await installation.standings.by_session(session_hash, target.organization_id, target.workspace_id)
    if known is None:
        installation.failed_sign_ins.count("session")
        raise Unauthenticated
    if known.unmarked:
        async with installation.database.transaction() as connection:
            await sessions.mark_used(connection, session_hash)
    identity = Identity(known.account_id, known.email, "session", session_hash=session_hash)
    return _caller(installation, target, known, identity)


async def reaffirm(work: Work) -> None:
    """Refuses a caller whose password was changed, or token or session ended, since the request came in.

    Else somebody who asks for new credentials all the time would keep some when the old ones end.
    """
    identity = work.caller.identity
    known = await credentials.lock_and_count(
        work.connection,
        identity.account_id,
        password_hash=identity.password_hash,
        token_hash=None if identity.token is None else stored_hash(identity.token),
        session_hash=identity.session_hash,
    )
    if not known:
        raise Unauthenticated


def by_link(installation: Installation, account_id: int, email: str, request_id: str) -> Caller:
    """Somebody who is known by a link alone."""
    return Caller(installation, Identity(account_id, email, "link"), Standing(), request_id)
