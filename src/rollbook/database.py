"""The database of a server: the one that was set, or a private PostgreSQL for as long as it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rollbook.process.embedded_postgres import EmbeddedPostgres, as_role
from rollbook.process.stopping import StopRequest
from rollbook.settings import Settings

SERVICE_ROLE = "rollbook_service"  # In the embedded PostgreSQL; in another it is who database_url names.


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseUrls:
    """The database, for who owns its tables and for the service, who may do less; in one role where they are equal."""

    owner: str = field(repr=False)
    service: str = field(repr=False)
    # The service's role, where the server itself makes it.
    own_role: str | None = None


@contextmanager
def database(settings: Settings, stop: StopRequest) -> Iterator[DatabaseUrls]:
    """The URLs of the database for as long as it is needed: those that were set, or a private PostgreSQL's."""
    if settings.database_url is not None:
        yield DatabaseUrls(owner=settings.database_owner_url or settings.database_url, service=settings.database_url)
        return
    postgres = EmbeddedPostgres(settings.data_dir)
    try:
        with stop.interrupting():
            url = postgres.start()
        with postgres.kept_running():
            yield DatabaseUrls(owner=url, service=as_role(url, SERVICE_ROLE), own_role=SERVICE_ROLE)
    finally:
        postgres.stop()
