"""Mail servers, and a service that uses one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from support.mail import Authority, PostOffice, authority, post_office, settings_of
from support.server import Service, running
from support.world import World, build


@dataclass(frozen=True)
class Mailing:
    """A service, and the mail server that it sends to."""

    service: Service
    office: PostOffice


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def mailing(tmp_path_factory: pytest.TempPathFactory, known: Authority) -> Iterator[Mailing]:
    """A service of two workers that sends by STARTTLS."""
    with (
        post_office("starttls", known) as office,
        running(
            tmp_path_factory.mktemp("mailing"), *settings_of(office), variables={"SSL_CERT_FILE": str(known.file)}
        ) as service,
    ):
        yield Mailing(service, office)


@pytest.fixture
def office(mailing: Mailing) -> PostOffice:
    return mailing.office


@pytest.fixture
def mailing_world(mailing: Mailing) -> World:
    """A world whose people get mails."""
    return build(mailing.service)
