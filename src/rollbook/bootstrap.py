"""From settings to a running service: the order in which its parts start and stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import structlog

from rollbook.api.app import create_app
from rollbook.persistence.database import Database, DatabaseProblem
from rollbook.persistence.migrations import upgrade
from rollbook.process import certificates, logs, server
from rollbook.process.certificates import CertificateProblem
from rollbook.process.embedded_postgres import EmbeddedPostgres, PostgresProblem
from rollbook.process.server import Application, Encryption, ListenProblem
from rollbook.process.stopping import StopRequest
from rollbook.services import demonstration
from rollbook.services.demonstration import Demonstration
from rollbook.services.installation import Installation
from rollbook.settings import LOOPBACK_HOSTS, LogFormat, LogLevel, LostPasswordLinks, Settings
from rollbook.web.site import pages

API_PATH = "/api/v9"
MOST_CONNECTIONS = 80  # Of the hundred that PostgreSQL takes by default; the rest is for administrators and jobs.
CONNECTIONS_OF_A_WORKER = 10

# What can be wrong outside the program; each text is one line for the person who starts the server.
STARTUP_PROBLEMS = (PostgresProblem, CertificateProblem, ListenProblem, DatabaseProblem)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """What a worker process needs to build its application."""

    database_url: str = field(repr=False)
    pool_size: int
    secret_key: bytes = field(repr=False)
    public_url: str
    lost_password_links: LostPasswordLinks
    log_format: LogFormat
    log_level: LogLevel


def build(blueprint: Blueprint) -> Application:
    """The application of one worker process."""
    logs.configure(blueprint.log_format, blueprint.log_level)
    installation = Installation(
        database=Database(blueprint.database_url, pool_size=blueprint.pool_size),
        secret_key=blueprint.secret_key,
        public_url=blueprint.public_url,
        lost_password_links=blueprint.lost_password_links,
    )
    return create_app(installation, pages=pages())


def serve(settings: Settings, *, announce: Callable[[str], None], with_demonstration: bool = False) -> int:
    """Run the service until SIGTERM or SIGINT and return the exit status; raises one of STARTUP_PROBLEMS.

    With a demonstration, an empty database gets an organization to look at, and what to do with it is announced.
    """
    logs.configure(settings.log_format, settings.log_level)
    stop = StopRequest()
    with server.reserve(settings.host, settings.port) as listener, database(settings, stop) as url:
        secret_key = settings.secret_key or certificates.secret_key(settings.data_dir)
        made = asyncio.run(stop.cancelling(_prepared(url, secret_key, with_demonstration=with_demonstration)))
        address = settings.local_url(listener.getsockname()[1])
        ready = f"Rollbook is ready at {address}{API_PATH}"
        if made is not None:
            ready += "\n\n" + demonstration.welcome(made, address + API_PATH)
        return server.run(
            partial(build, _blueprint(settings, url, secret_key, address)),
            listener=listener,
            workers=settings.workers,
            encryption=_encryption(settings),
            when_ready=partial(announce, ready),
            asked_to_stop=lambda: stop.came,
        )


@contextmanager
def database(settings: Settings, stop: StopRequest) -> Iterator[str]:
    """The URL of the database for as long as it is needed: the one that was set, or a private PostgreSQL's."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    postgres = EmbeddedPostgres(settings.data_dir)
    try:
        with stop.interrupting():
            url = postgres.start()
        yield url
    finally:
        postgres.stop()


async def _prepared(url: str, secret_key: bytes, *, with_demonstration: bool) -> Demonstration | None:
    await upgrade(url)
    return await demonstration.make(url, secret_key) if with_demonstration else None


def _blueprint(settings: Settings, url: str, secret_key: bytes, address: str) -> Blueprint:
    return Blueprint(
        database_url=url,
        pool_size=max(1, min(CONNECTIONS_OF_A_WORKER, MOST_CONNECTIONS // settings.workers)),
        secret_key=secret_key,
        public_url=settings.public_url or address,
        lost_password_links=settings.lost_password_links,
        log_format=settings.log_format,
        log_level=settings.log_level,
    )


def _encryption(settings: Settings) -> Encryption | None:
    if settings.no_tls:
        return None
    if settings.tls_cert is not None and settings.tls_key is not None:
        return Encryption(settings.tls_cert, settings.tls_key)
    local = certificates.local_certificate(settings.data_dir)
    certificates.publish_authority(local, settings.data_dir, settings.data_home)
    if settings.host not in LOOPBACK_HOSTS:
        log.warning("the certificate is good for localhost, 127.0.0.1 and ::1 only; see --tls-cert", host=settings.host)
    return Encryption(local.certificate, local.key)
