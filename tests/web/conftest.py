"""Fixtures of the tests of pages: beside the service that sends no mail, one that does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.mail import PostOffice, authority, post_office, settings_of
from support.server import running
from support.world import World, build


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, PostOffice]]:
    folder: Path = tmp_path_factory.mktemp("mail")
    known = authority(folder)
    with (
        post_office("starttls", known) as office,
        running(folder, *settings_of(office), variables={"SSL_CERT_FILE": str(known.file)}) as service,
    ):
        yield build(service), office


@pytest.fixture
def world_with_mail(office: tuple[World, PostOffice]) -> World:
    """A world that the test may change, in a service that sends mail."""
    return build(office[0].service)
