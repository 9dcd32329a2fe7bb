"""Looks at an installation's database and mail server, and says how they stand."""

from datetime import UTC, datetime, timedelta

from rollbook.domain.findings import Finding, ok, problem, warning
from rollbook.mail import transport
from rollbook.mail.transport import MailProblem, MailServer
from rollbook.persistence import installed
from rollbook.persistence.database import DatabaseProblem
from rollbook.persistence.installed import Database
from rollbook.persistence.migrations import newest

OLDEST_POSTGRES = 150_000
CLOCKS_DIFFER = timedelta(seconds=5)
MAIL_WAITS = timedelta(hours=1)
# Connections that administrators, starts and jobs need beside the workers' pools.
BESIDE_POOLS = 10


async def of_database(
    owner_url: str, *, service_url: str | None, pooled_connections: int, sends_mail: bool
) -> list[Finding]:
    """How the database stands, for workers that take so many connections together.

    Without a ``service_url`` the server makes the service's role itself.
    """
    try:
        found = await installed.look(owner_url)
        if service_url is not None:
            await installed.greet(service_url)
    except DatabaseProblem as error:
        return [problem("database", str(error))]
    return [
        _software(found),
        _connections(found, pooled_connections),
        _schema(found),
        *_clock(found, datetime.now(UTC)),
        *_content(found),
        *_waiting(found, datetime.now(UTC), sends_mail=sends_mail),
    ]


def _software(found: Database) -> Finding:
    if found.number < OLDEST_POSTGRES:
        return problem("database", f"PostgreSQL {found.version} is too old: 15 or newer is needed")
    if found.encoding != "UTF8":
        return problem("database", f"the database is encoded in {found.encoding}: make it anew with ENCODING 'UTF8'")
    if found.missing_extensions:
        missing = ", ".join(found.missing_extensions)
        return problem("database", f"PostgreSQL lacks the extensions {missing}: install its contrib package")
    return ok("database", f"PostgreSQL {found.version}, in UTF-8")


def _connections(found: Database, pooled: int) -> Finding:
    needed = pooled + BESIDE_POOLS
    text = f"it takes {found.connections}, and the workers of this server up to {pooled}"
    if found.connections < needed:
        return problem("connections", f"{text}: raise max_connections to {needed}, or take fewer workers")
    return ok("connections", text)


def _schema(found: Database) -> Finding:
    if found.schema is None:
        return warning("schema", "the database is empty: the first start fills it")
    if found.schema < newest():
        return warning(
            "schema", f"the schema is {found.schema}: the next start brings it to {newest()}; back up before"
        )
    if found.schema > newest():
        return problem(
            "schema", f"the schema {found.schema} is newer than this version of Rollbook: install a newer one"
        )
    return ok("schema", found.schema)


def _clock(found: Database, now: datetime) -> list[Finding]:
    difference = abs(found.clock - now)
    if difference > CLOCKS_DIFFER:
        seconds = difference.total_seconds()
        return [problem("clock", f"this machine's clock and the database's differ by {seconds:.0f} s: set them by NTP")]
    if found.latest_change is not None and found.latest_change > found.clock + CLOCKS_DIFFER:
        return [
            problem(
                "clock", f"the last change is of {found.latest_change:%Y-%m-%d %H:%M:%S} UTC: the clock was set back"
            )
        ]
    return [ok("clock", "as the database's")]


def _content(found: Database) -> list[Finding]:
    if found.faults is None:
        return []
    return [problem("content", fault) for fault in found.faults] or [ok("content", "kept counts and owners are right")]


def _waiting(found: Database, now: datetime, *, sends_mail: bool) -> list[Finding]:
    if found.oldest_waiting_mail is None or not sends_mail or now - found.oldest_waiting_mail < MAIL_WAITS:
        return []
    since = f"{found.oldest_waiting_mail:%Y-%m-%d %H:%M} UTC"
    return [warning("waiting mails", f"{found.waiting_mails}, the oldest since {since}: see `rollbook mail list`")]


async def of_mail(server: MailServer | None) -> Finding:
    """Whether the mail server takes our sign-in; nothing is sent."""
    if server is None:
        return ok("mail", "not set up: mails are kept, and shown by `rollbook mail list`")
    try:
        async with transport.connected(server):
            return ok("mail", f"{server} lets us in")
    except MailProblem as error:
        return problem("mail", str(error))
