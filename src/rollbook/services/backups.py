"""Backups: everything that the database holds as one file, and back into an empty database."""

import hashlib
import hmac
import os
import tempfile
import zipfile
import zlib
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

import msgspec

from rollbook.domain.secrets import api_token, stored_hash
from rollbook.persistence import table_copies
from rollbook.persistence.database import Connection
from rollbook.persistence.migrations import newest
from rollbook.persistence.table_copies import Table

FORMAT = 1
_MANIFEST = "manifest.json"
_PIECE = 1024 * 1024  # Bytes.


class BackupProblem(Exception):
    """A backup cannot be written, read or restored; the text says why, in one line."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself, in JSON."""

    format: int
    rollbook: str
    schema: str
    taken_at: datetime
    # Tells one secret key from another, and nothing about either.
    secret_key: str
    tables: list[Table]
    # The last number that each sequence has given.
    sequences: dict[str, int]

    def rows(self, table: str) -> int:
        """How many rows there are of that table."""
        return next((one.rows for one in self.tables if one.name == table), 0)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and how many API tokens are other ones now."""

    manifest: Manifest
    replaced_tokens: int


async def backup(database_url: str, secret_key: bytes, path: Path) -> Manifest:
    """Writes the database as it is at this moment into that file, whole or not at all; others go on working with it."""
    try:
        async with table_copies.snapshot(database_url) as connection:
            with _replacing(path) as temporary:
                return await _written(connection, secret_key, temporary)
    except OSError as error:
        raise BackupProblem(f"{path} cannot be written: {error.strerror or error}") from error


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A new file beside that one, for its owner only, which takes its place when it is whole."""
    descriptor, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


async def _written(connection: Connection, secret_key: bytes, path: Path) -> Manifest:
    manifest = Manifest(
        format=FORMAT,
        rollbook=version("rollbook"),
        schema=newest(),
        taken_at=datetime.now(UTC),
        secret_key=_mark(secret_key),
        tables=await table_copies.tables(connection),
        sequences=await table_copies.sequences(connection),
    )
    # Little compression: more takes longer than it is worth.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for table in manifest.tables:
            with archive.open(_member(table), "w", force_zip64=True) as member:
                await table_copies.copy_out(connection, table, _writing(member))
        archive.writestr(_MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
    return manifest


def _writing(member: IO[bytes]) -> Callable[[bytes], Coroutine[Any, Any, None]]:
    async def write(piece: bytes) -> None:
        member.write(piece)

    return write


async def restore(database_url: str, secret_key: bytes, path: Path, *, with_another_key: bool) -> Restored:
    """Fills an empty database from the file, all or nothing, and compares what is there then with what was.

    With another secret key than the backed up service had, each account gets another API token.
    """
    with _opened(path) as archive:
        manifest = _manifest(archive, path)
        same_key = hmac.compare_digest(manifest.secret_key, _mark(secret_key))
        if not same_key and not with_another_key:
            raise BackupProblem(
                "the backup is of a service with another secret key: bring its secret.key into the data directory, "
                "or restore --with-another-key, which replaces all API tokens and ends all links"
            )
        async with table_copies.filling(database_url, manifest.schema) as connection:
            await _fill(connection, archive, manifest)
            replaced = 0 if same_key else await _replace_tokens(connection, secret_key)
            return Restored(manifest, replaced)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The file, which is whole."""
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
            if damaged is not None:
                raise BackupProblem(f"{path} is damaged, in {damaged}")
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
        raise BackupProblem(f"{path} is no backup, or not whole: {error}") from error
    except OSError as error:
        raise BackupProblem(f"{path} cannot be read: {error.strerror or error}") from error


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        manifest = msgspec.json.decode(archive.read(_MANIFEST), type=Manifest)
    except (KeyError, msgspec.DecodeError) as error:
        raise BackupProblem(f"{path} is no backup of Rollbook") from error
    if manifest.format != FORMAT:
        raise BackupProblem(f"{path} was written by Rollbook {manifest.rollbook}, whose backups this one cannot read")
    if set(archive.namelist()) != {_MANIFEST, *map(_member, manifest.tables)}:
        raise BackupProblem(f"{path} does not hold the tables that it names")
    return manifest


async def _fill(connection: Connection, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    wanted = {table.name: table for table in manifest.tables}
    empty = await table_copies.tables(connection)
    # By the database's own names: those in the file are compared, and used for nothing.
    if {table.name: table.columns for table in empty} != {table.name: table.columns for table in manifest.tables}:
        raise BackupProblem(f"the tables of the backup are not those of schema {manifest.schema}")
    for table in empty:
        with archive.open(_member(table)) as member:
            await table_copies.copy_in(connection, table, _pieces(member))
    if await table_copies.sequences(connection) | manifest.sequences != manifest.sequences:
        raise BackupProblem(f"the sequences of the backup are not those of schema {manifest.schema}")
    await table_copies.set_sequences(connection, manifest.sequences)
    different = [table.name for table in await table_copies.tables(connection) if table != wanted[table.name]]
    if different:
        raise BackupProblem(f"what was restored is not what was backed up, in {', '.join(different)}")


async def _pieces(member: IO[bytes]) -> AsyncIterator[bytes]:
    while piece := member.read(_PIECE):
        yield piece


async def _replace_tokens(connection: Connection, secret_key: bytes) -> int:
    return await table_copies.replace_token_hashes(
        connection, lambda account_id, nonce: stored_hash(api_token(secret_key, account_id, nonce))
    )


def _member(table: Table) -> str:
    return f"tables/{table.name}"


def _mark(secret_key: bytes) -> str:
    return hmac.digest(secret_key, b"rollbook backup\0", hashlib.sha256).hex()[:32]
