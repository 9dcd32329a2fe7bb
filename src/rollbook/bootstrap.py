"""From settings to a running service: the order in which its parts start and stop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import structlog

from rollbook.api.app import create_app
from rollbook.api.list_memory import ListMemory
from rollbook.api.measured import MeasuredRequests, MeasuredWork
from rollbook.api.recorder import RequestLine, log_line
from rollbook.database import DatabaseUrls, database
from rollbook.domain.proxies import Proxies
from rollbook.domain.quotas import Limits
from rollbook.jobs.periodic import Periodic, running
from rollbook.lazily import imported
from rollbook.mail.transport import MailServer
from rollbook.persistence import service_role
from rollbook.persistence.database import Database, DatabaseProblem
from rollbook.persistence.migrations import connected, migrate
from rollbook.process import certificates, logs, server
from rollbook.process.certificates import CertificateProblem
from rollbook.process.embedded_postgres import PostgresProblem
from rollbook.process.listening import ListenProblem
from rollbook.process.measures import Measures, MetricsProblem
from rollbook.process.server import Application, Encryption
from rollbook.process.stopping import StopRequest
from rollbook.services import deliveries, demonstration, housekeeping
from rollbook.services.demonstration import Demonstration
from rollbook.services.installation import Installation
from rollbook.settings import LOOPBACK_HOSTS, LogFormat, LostPasswordLinks, Settings
from rollbook.web.problems import error_page
from rollbook.web.site import pages

API_PATH = "/api/v9"
MOST_CONNECTIONS = 80  # Of the hundred that PostgreSQL takes by default; the rest is for administrators and jobs.
CONNECTIONS_OF_A_WORKER = 10

# What can be wrong outside the program; each text is one line for the person who starts the server.
STARTUP_PROBLEMS = (PostgresProblem, CertificateProblem, ListenProblem, MetricsProblem, DatabaseProblem)

T = TypeVar("T")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """What the application of the worker processes is built from."""

    database_url: str = field(repr=False)
    pool_size: int
    secret_key: bytes = field(repr=False)
    public_url: str
    lost_password_links: LostPasswordLinks
    sign_up_is_open: bool
    max_workspaces: int
    limits: Limits
    audit_log_days: int
    list_cache_mb: int
    cors_origins: tuple[str, ...]
    log_format: LogFormat
    proxies: Proxies
    mail: MailServer | None
    # Where workers count; None where nobody asks for metrics.
    metrics_folder: Path | None


def build(blueprint: Blueprint) -> Application:
    """The application of the worker processes."""
    installation = _installation(blueprint)
    memory = ListMemory(blueprint.list_cache_mb * 1024 * 1024) if blueprint.list_cache_mb else None
    jobs = _jobs(installation, blueprint.mail)
    line: RequestLine = logs.JsonRequestLines() if blueprint.log_format == "json" else log_line
    work: Callable[[], AbstractAsyncContextManager[None]] = partial(running, *jobs)
    if blueprint.metrics_folder is not None:
        measures = Measures(blueprint.metrics_folder)
        work, line = MeasuredWork(measures, installation, memory, jobs).running, MeasuredRequests(measures, line)
    return create_app(
        installation,
        pages=pages(),
        error_page=error_page,
        jobs=work,
        list_memory=memory,
        cors_origins=blueprint.cors_origins,
        request_line=line,
    )


def _installation(blueprint: Blueprint) -> Installation:
    return Installation(
        database=Database(blueprint.database_url, pool_size=blueprint.pool_size),
        secret_key=blueprint.secret_key,
        public_url=blueprint.public_url,
        lost_password_links=blueprint.lost_password_links,
        sign_up_is_open=blueprint.sign_up_is_open,
        sends_mail=blueprint.mail is not None,
        audit_log_days=blueprint.audit_log_days,
        max_workspaces=blueprint.max_workspaces,
        limits=blueprint.limits,
        proxies=blueprint.proxies,
    )


def _jobs(installation: Installation, mail: MailServer | None) -> list[Periodic]:
    """What each worker does beside answering requests; together they do it once."""
    jobs = [
        Periodic(step.__name__, housekeeping.EVERY_SECONDS, partial(step, installation)) for step in housekeeping.STEPS
    ]
    if mail is not None:
        jobs.append(Periodic("deliver", deliveries.EVERY_SECONDS, partial(deliveries.deliver, installation, mail)))
    return jobs


def serve(
    settings: Settings,
    urls: DatabaseUrls,
    listener: socket.socket,
    stop: StopRequest,
    *,
    announce: Callable[[str], None],
    with_demonstration: bool,
) -> int:
    """Run the service until SIGTERM or SIGINT and return the exit status; raises one of STARTUP_PROBLEMS."""
    _warn_of_mail(settings)
    _warn_of_proxy(settings)
    with _exposed(settings) as metrics:
        return _serve(settings, urls, listener, stop, metrics, announce=announce, with_demonstration=with_demonstration)


def _exposed(settings: Settings) -> Any:  # A context of None, or of what a module brings that only metrics need.
    if settings.metrics_address is None:
        return nullcontext()
    return imported("rollbook.process.metrics_endpoint").exposed(*settings.metrics_address, settings.data_dir)


def _serve(
    settings: Settings,
    urls: DatabaseUrls,
    listener: socket.socket,
    stop: StopRequest,
    metrics: Any,
    *,
    announce: Callable[[str], None],
    with_demonstration: bool,
) -> int:
    secret_key = settings.secret_key or certificates.secret_key(settings.data_dir)
    made = asyncio.run(stop.cancelling(_prepared(urls, secret_key, with_demonstration=with_demonstration)))
    address = settings.local_url(listener.getsockname()[1])
    ready = f"Rollbook is ready at {address}{API_PATH}"
    if made is not None:
        ready += "\n\n" + demonstration.welcome(made, address + API_PATH)
    if metrics is not None:
        ready += f"\nMetrics are at {metrics.url}"

    def when_ready() -> None:
        if metrics is not None:
            metrics.start()
        announce(ready)

    blueprint = _blueprint(settings, urls, secret_key, address)
    return server.run(
        partial(build, replace(blueprint, metrics_folder=None if metrics is None else metrics.folder)),
        listener=listener,
        workers=settings.workers,
        encryption=_encryption(settings),
        when_ready=when_ready,
        in_each_worker=partial(logs.configure, settings.log_format, settings.log_level),
        asked_to_stop=lambda: stop.came,
    )


def _warn_of_mail(settings: Settings) -> None:
    mail = settings.mail
    if mail is None and settings.lost_password_links == "email":
        log.warning("reset links go by mail, and no mail is sent; see --mail-host and `rollbook mail list`")
    if mail is not None and mail.security == "none" and mail.host not in LOOPBACK_HOSTS:
        log.warning("mails, and what they are signed in with, go unencrypted over the network", mail_host=mail.host)


def _warn_of_proxy(settings: Settings) -> None:
    if settings.no_tls and settings.public_url is not None and not settings.proxies.networks:
        log.warning("all clients seem to have the proxy's address, and share its attempts; see --trusted-proxies")


def at_the_machine(settings: Settings, work: Callable[[Installation], Coroutine[Any, Any, T]]) -> T:
    """What the work returns, done on the installation itself while its server runs or not.

    Raises one of STARTUP_PROBLEMS; SystemExit when asked to stop.
    """
    logs.configure(settings.log_format, settings.log_level)
    stop = StopRequest()
    with database(settings, stop) as urls:
        secret_key = settings.secret_key or certificates.secret_key(settings.data_dir)
        blueprint = _blueprint(settings, urls, secret_key, settings.local_url(settings.port))
        return asyncio.run(stop.cancelling(_with_installation(_installation(blueprint), urls, work)))


async def _with_installation(
    installation: Installation, urls: DatabaseUrls, work: Callable[[Installation], Coroutine[Any, Any, T]]
) -> T:
    await bring_up_to_date(urls)
    async with installation.database:
        return await work(installation)


async def bring_up_to_date(urls: DatabaseUrls) -> None:
    """Brings the database to the newest schema, with the rights of the service's role."""
    async with connected(urls.owner) as connection:
        await migrate(connection)
        if urls.own_role is not None:
            await service_role.make(connection, urls.own_role)
        if urls.service != urls.owner:
            await service_role.grant(connection, urls.own_role or await service_role.name(urls.service))


async def _prepared(urls: DatabaseUrls, secret_key: bytes, *, with_demonstration: bool) -> Demonstration | None:
    await bring_up_to_date(urls)
    return await demonstration.make(urls.owner, secret_key) if with_demonstration else None


def pool_size(workers: int) -> int:
    """How many connections each of so many workers may have."""
    return max(1, min(CONNECTIONS_OF_A_WORKER, MOST_CONNECTIONS // workers))


def _blueprint(settings: Settings, urls: DatabaseUrls, secret_key: bytes, address: str) -> Blueprint:
    return Blueprint(
        database_url=urls.service,
        pool_size=pool_size(settings.workers),
        secret_key=secret_key,
        public_url=settings.public_url or address,
        lost_password_links=settings.lost_password_links,
        sign_up_is_open=settings.sign_up == "open",
        max_workspaces=settings.max_workspaces,
        limits=Limits(settings.quota, settings.rate),
        audit_log_days=settings.audit_log_days,
        list_cache_mb=settings.list_cache_mb,
        cors_origins=settings.cors_origins,
        log_format=settings.log_format,
        proxies=settings.proxies,
        mail=settings.mail,
        metrics_folder=None,
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
