"""Tokens that people make for their programs: each with a name and, if they want, an end."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from rollbook.domain.errors import Invalid, Missing
from rollbook.domain.people import thing_name
from rollbook.domain.secrets import new_named_token, stored_hash
from rollbook.persistence import named_tokens
from rollbook.services.sign_in import reaffirm, refuse_named_token
from rollbook.services.work import Caller, Work, changing

MAX_NAME = 100
MOST = 100  # Of an account.
PAST = "The last day is past."
_LATEST = date(2999, 12, 31)


@dataclass(frozen=True, slots=True)
class NamedToken:
    """What is kept of a token; it itself is not. ``ends_at`` is None of one that is good until it is ended."""

    id: int
    name: str
    created_at: datetime
    ends_at: datetime | None
    last_used_at: datetime | None
    is_living: bool

    @property
    def last_day(self) -> date | None:
        """The last day, in UTC, on which it is good."""
        return None if self.ends_at is None else (self.ends_at - timedelta(days=1)).astimezone(UTC).date()


async def get_named_tokens(caller: Caller) -> list[NamedToken]:
    """The caller's tokens, newest first; those at their end for a while, too."""
    async with caller.installation.database.reading() as queries:
        rows = await named_tokens.of_account(queries, caller.identity.account_id)
    return [
        NamedToken(
            row["id"], row["name"], row["created_at"], row["ends_at"], row["last_used_at"], is_living=row["living"]
        )
        for row in rows
    ]


@changing
async def post_named_token(work: Work, name: str, last_day: date | None) -> str:
    """Makes a token of the caller's, good until the end of that day in UTC, and returns it: it is kept nowhere."""
    refuse_named_token(work)
    called = thing_name(
        name, empty="Write a name.", too_long=f"A name has at most {MAX_NAME} characters.", limit=MAX_NAME
    )
    ends_at = None if last_day is None else _end_of(last_day)
    # Locks the account, so that of tokens made at the same time each knows of the others.
    await reaffirm(work)
    if await named_tokens.count(work.connection, work.account_id) >= MOST:
        raise Invalid(f"You have {MOST} tokens. End one first.")
    # By its name one is ended; and a form that is sent twice makes one token.
    if await named_tokens.is_taken(work.connection, work.account_id, called):
        raise Invalid("You have a token of this name already.")
    token = new_named_token()
    token_id = await named_tokens.add(
        work.connection, work.account_id, stored_hash(token), name=called, ends_at=ends_at
    )
    await work.record_for_person("create", "token", token_id, after={"ends_at": ends_at})
    return token


def _end_of(day: date) -> datetime:
    if not datetime.now(UTC).date() <= day <= _LATEST:
        raise Invalid(PAST)
    return datetime.combine(day + timedelta(days=1), time(), UTC)


@changing
async def delete_named_token(work: Work, token_id: int) -> None:
    """Ends one of the caller's tokens, at once and everywhere."""
    ended = await named_tokens.end(work.connection, work.account_id, token_id)
    if ended is None:
        raise Missing("Token not found")
    await work.record_for_person("delete", "token", token_id, before={"ends_at": ended["ends_at"]})
