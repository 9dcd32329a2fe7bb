"""The system account that PostgreSQL runs as: the user's own or, because it refuses root, another one."""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import structlog

ACCOUNT = "embedded_postgres"
OTHER_ACCOUNTS = ("postgres", "nobody")

log = structlog.get_logger(__name__)


class AsUser(TypedDict, total=False):
    """What subprocess is told to run a program as another account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the operating system."""

    uid: int
    gid: int

    @classmethod
    def current(cls) -> Account:
        """The account of this process."""
        return cls(os.geteuid(), os.getegid())

    @property
    def needs_reach(self) -> bool:
        """Whether it is another account than ours, to which our folders may be closed."""
        return self.uid != os.geteuid()

    def for_subprocess(self) -> AsUser:
        """What subprocess needs to run a program as this account."""
        return AsUser(user=self.uid, group=self.gid, extra_groups=[]) if self.needs_reach else AsUser()


def server_account(folder: Path) -> Account:
    """The account for the server that keeps its files in the folder: for root, the folder's owner or a system one."""
    if os.geteuid() != 0:
        return Account.current()
    owner = folder.stat()
    if owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    return _existing(ACCOUNT) or _made_once() or _fallback()


def let_account_reach(path: Path) -> None:
    """Let other accounts pass through the folder and those above it, without letting them list any."""
    for folder in (path, *path.parents):
        mode = stat.S_IMODE(folder.stat().st_mode)
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
            log.warning(
                "opened a folder for passage, so that PostgreSQL's account can reach its files", folder=str(folder)
            )


def _existing(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def _made_once() -> Account | None:
    """The account, made by whichever process comes first: useradd gives one that is made twice another number."""
    folder = os.open("/etc", os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        return _existing(ACCOUNT) or _created()
    finally:
        os.close(folder)


def _created() -> Account | None:
    program = shutil.which("useradd")
    if program is None:
        return None
    arguments = ["--system", "--no-create-home", "--user-group", "--shell", "/usr/sbin/nologin", ACCOUNT]
    result = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)  # noqa: S603  # Fixed.
    account = _existing(ACCOUNT)
    if account is None:
        log.warning("could not make a system account", account=ACCOUNT, reason=result.stderr.strip())
    return account


def _fallback() -> Account:
    for name in OTHER_ACCOUNTS:
        if account := _existing(name):
            log.warning("PostgreSQL runs as an account that other services may use too", account=name)
            return account
    raise OSError(f"root cannot run PostgreSQL, and there is no account {ACCOUNT}; add one")
