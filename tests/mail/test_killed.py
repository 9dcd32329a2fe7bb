"""A service that is killed between a request and its mail loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from support.mail import Authority, PostOffice, post_office, settings_of, until
from support.making import invited_by_a_founder
from support.server import STOPS_WITHIN, database, kill, serving


@pytest.fixture
def office(known: Authority) -> Iterator[PostOffice]:
    with post_office("tls", known) as opened:
        yield opened


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    with database(tmp_path) as url:
        yield url


def asked(url: str, sql: str) -> int:
    async def value() -> int:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(value())


def test_a_mail_in_the_hands_of_a_killed_service_is_sent_by_the_next(
    tmp_path: Path, office: PostOffice, known: Authority, database_url: str
) -> None:
    variables = {"SSL_CERT_FILE": str(known.file)}
    office.open.clear()
    with serving(tmp_path, database_url, *settings_of(office, "tls"), variables=variables) as (process, service):
        email = invited_by_a_founder(service)
        until(lambda: asked(database_url, "SELECT count(*) FROM outgoing_messages WHERE attempts = 1") == 1)
        kill(process)
    before = list(office.mails)

    # As it is when the claim of the dead has run out.
    asked(database_url, "UPDATE outgoing_messages SET claimed_until = now() RETURNING 1")
    with serving(tmp_path, database_url, *settings_of(office, "tls"), variables=variables):
        office.open.set()
        office.awaited(email)
        until(lambda: asked(database_url, "SELECT count(*) FROM outgoing_messages WHERE sent_at IS NOT NULL") == 1)

    assert before == []
    assert len({mail.message["Message-ID"] for mail in office.to(email)}) == 1


def test_what_waits_without_mail_settings_is_sent_when_there_are_some(
    tmp_path: Path, office: PostOffice, known: Authority, database_url: str
) -> None:
    with serving(tmp_path, database_url) as (_, service):
        email = invited_by_a_founder(service)

    variables = {"SSL_CERT_FILE": str(known.file)}
    with serving(tmp_path, database_url, *settings_of(office, "tls"), variables=variables):
        mail = office.awaited(email)

    assert mail.encrypted


def test_a_mail_that_is_being_taken_when_the_service_stops_is_not_sent_again(
    tmp_path: Path, office: PostOffice, known: Authority, database_url: str
) -> None:
    variables = {"SSL_CERT_FILE": str(known.file)}
    office.open.clear()
    with serving(tmp_path, database_url, *settings_of(office, "tls"), variables=variables) as (process, service):
        email = invited_by_a_founder(service)
        until(lambda: asked(database_url, "SELECT count(*) FROM outgoing_messages WHERE attempts = 1") == 1)
        until(lambda: office.taking == 1)
        process.terminate()
        office.open.set()
        process.wait(STOPS_WITHIN)

    assert asked(database_url, "SELECT count(*) FROM outgoing_messages WHERE sent_at IS NOT NULL") == 1
    assert len(office.to(email)) == 1
