"""People's pictures."""

import asyncio
from dataclasses import dataclass

from rollbook.domain import pictures
from rollbook.domain.errors import Missing, Unauthenticated
from rollbook.domain.pictures import Picture
from rollbook.persistence import avatars
from rollbook.persistence.database import Row
from rollbook.services.installation import Installation
from rollbook.services.work import Caller, Work, changing

_GRAVATAR = "https://www.gravatar.com/avatar/{}?d=mp&s=512"
# Reading a large picture takes much memory; who comes third waits.
_AT_ONCE = asyncio.Semaphore(2)


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """What stands behind a picture's name: its bytes or, where ``content`` is None, where it is to be found."""

    file_type: str
    content: bytes | None = None
    url: str = ""


async def post_avatars(caller: Caller, content: bytes) -> str:
    """Makes the picture the caller's; returns its name."""
    async with _AT_ONCE:
        picture = await asyncio.to_thread(pictures.picture, content)
    return await _keep(caller, picture)


@changing
async def _keep(work: Work, picture: Picture) -> str:
    return await _replace(work, picture.name, picture.content)


@changing
async def post_use_gravatar(work: Work) -> str:
    """Shows the caller by the picture that Gravatar has for their address; returns its name here.

    Nothing is asked of Gravatar: whoever looks at the picture is sent there.
    """
    return await _replace(work, pictures.new_name("jpg"), None)


async def _replace(work: Work, name: str, content: bytes | None) -> str:
    account = await _locked(work)
    await avatars.replace(work.connection, work.account_id, name, content=content, email=account["email"])
    await _record(work, account["avatar"], name)
    return name


@changing
async def delete_avatars(work: Work) -> None:
    """Deletes the caller's picture, if they have one."""
    account = await _locked(work)
    if account["avatar"] is not None:
        await avatars.delete(work.connection, work.account_id)
        await _record(work, account["avatar"], None)


async def _locked(work: Work) -> Row:
    await work.lock_all_organizations()
    account = await avatars.of_account(work.connection, work.account_id)
    if account is None:
        raise Unauthenticated
    return account


async def _record(work: Work, before: str | None, after: str | None) -> None:
    await work.record_for_person(
        "update", "account", work.account_id, before={"avatar": before}, after={"avatar": after}
    )


async def get_avatar(installation: Installation, name: str) -> ShownPicture:
    """The picture with that name."""
    file_type = pictures.file_type(name)
    if file_type is None:
        raise Missing("Not Found")
    async with installation.database.reading() as queries:
        row = await avatars.one(queries, name)
    if row is None:
        raise Missing("Not Found")
    if row["content"] is None:
        return ShownPicture(file_type, url=_GRAVATAR.format(row["gravatar_hash"]))
    return ShownPicture(file_type, row["content"])
