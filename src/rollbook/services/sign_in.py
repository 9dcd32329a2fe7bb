"""Turns credentials into a caller, in one look-up."""

import asyncio
from dataclasses import dataclass
from typing import NoReturn

from rollbook.domain.actors import Identity, Standing
from rollbook.domain.attempts import address_hash, name_hash
from rollbook.domain.errors import Forbidden, TooManyAttempts, Unauthenticated, WrongCredentials
from rollbook.domain.secrets import is_named_token, stored_hash
from rollbook.persistence import credentials, named_tokens, sessions
from rollbook.persistence.standings import Attempt, Known
from rollbook.services import attempts
from rollbook.services.failed_sign_ins import Reason
from rollbook.services.installation import Installation
from rollbook.services.passwords import Judgement, Who
from rollbook.services.work import Caller, Work

NOT_BY_NAMED_TOKEN = "A named token cannot be used for this"
_WRONG = "Incorrect username and/or password"


@dataclass(frozen=True, slots=True)
class Target:
    """What the path of a request names, for the caller's standing toward it; and from where it comes."""

    organization_id: int | None = None
    workspace_id: int | None = None
    request_id: str = ""
    address: str = ""


def _caller(installation: Installation, target: Target, known: Known, identity: Identity) -> Caller:
    return Caller(
        installation,
        identity,
        known.standing,
        target.request_id,
        versions=known.versions,
        workspace_user_count=known.workspace_user_count,
    )


def _refuse(installation: Installation, reason: Reason) -> NoReturn:
    installation.failed_sign_ins.count(reason)
    raise WrongCredentials(_WRONG)


async def by_token(installation: Installation, token: str, target: Target) -> Caller:
    """The caller with that API token, or that named one, else WrongCredentials."""
    if is_named_token(token):
        return await _by_named_token(installation, token, target)
    known = await installation.standings.by_token(stored_hash(token), target.organization_id, target.workspace_id)
    if known is None:
        _refuse(installation, "token")
    return _caller(installation, target, known, Identity(known.account_id, known.email, "token", token=token))


async def _by_named_token(installation: Installation, token: str, target: Target) -> Caller:
    token_hash = stored_hash(token)
    known = await installation.standings.by_named_token(token_hash, target.organization_id, target.workspace_id)
    if known is None:
        _refuse(installation, "token")
    if known.unmarked:
        async with installation.database.transaction() as connection:
            await named_tokens.mark_used(connection, token_hash)
    identity = Identity(known.account_id, known.email, "token", token=token, by_named_token=True)
    return _caller(installation, target, known, identity)


async def by_password(installation: Installation, email: str, password: str, target: Target) -> Caller:
    """The caller with that address and password, else WrongCredentials, in the same time for both.

    TooManyAttempts where there have been too many, of an account or of none: then nothing is looked at.
    """
    who = Who(email, target.address)
    caller = await _by_judgement(installation, who, password, target)
    if caller is not None:
        return caller
    # One after another: a program that begins with many requests at once is one attempt, and not as many.
    async with installation.signing_in.setdefault(who, asyncio.Lock()):
        caller = await _by_judgement(installation, who, password, target)
        return caller or await _by_attempt(installation, who, password, target)


async def _by_judgement(installation: Installation, who: Who, password: str, target: Target) -> Caller | None:
    """The caller by what was found of that password a moment ago; None where nothing was, or it is true no more."""
    judged = installation.passwords.judged(who, password)
    if judged is None:
        return None
    known = await installation.standings.by_email(_askable(who.email), target.organization_id, target.workspace_id)
    # Else the password was changed, or the account made, since.
    if judged.stored != (None if known is None else known.password_hash):
        return None
    if known is None or not judged.right:
        _refuse(installation, "password")
    return _known_by_password(installation, target, known)


async def _by_attempt(installation: Installation, who: Who, password: str, target: Target) -> Caller:
    attempt = Attempt(
        _askable(who.email),
        name_hash(installation.secret_key, who.email),
        address_hash(installation.secret_key, who.address),
    )
    try:
        counted, known = await attempts.by_password(installation, attempt, target.organization_id, target.workspace_id)
    except TooManyAttempts:
        installation.passwords.forget(who)
        raise
    stored = None if known is None else known.password_hash
    right = await installation.passwords.verify(stored, password)
    installation.passwords.remember(who, password, Judgement(stored, right))
    if known is None or stored is None or not right:
        _refuse(installation, "password")
    verified = attempts.Verified(known.account_id, who, password, stored)
    installation.afterwards.do("sign-in", attempts.succeeded(installation, counted, verified, attempt.address_hash))
    return _known_by_password(installation, target, known)


def _askable(email: str) -> str:
    """The address as the database can be asked for it: it takes no NUL, and no address has one."""
    return "" if "\0" in email else email


def _known_by_password(installation: Installation, target: Target, known: Known) -> Caller:
    identity = Identity(known.account_id, known.email, "password", password_changed_at=known.password_changed_at)
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
        password_changed_at=identity.password_changed_at,
        token_hash=None if identity.token is None else stored_hash(identity.token),
        session_hash=identity.session_hash,
    )
    if not known:
        raise Unauthenticated


def refuse_named_token(work: Work) -> None:
    """Refuses a caller by a named token, which has an end: what outlives it is not for them to get."""
    if work.caller.identity.by_named_token:
        raise Forbidden(NOT_BY_NAMED_TOKEN)


def by_link(installation: Installation, account_id: int, email: str, request_id: str) -> Caller:
    """Somebody who is known by a link alone."""
    return Caller(installation, Identity(account_id, email, "link"), Standing(), request_id)
