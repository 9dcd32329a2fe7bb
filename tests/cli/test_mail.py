"""`rollbook mail`: whether the settings are right, and the mails that there are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from support.mail import SENDER, SIGN_IN_PASSWORD, USER, Authority, PostOffice, authority, post_office
from support.server import Service
from support.world import World, address

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def office(known: Authority) -> Iterator[PostOffice]:
    """A mail server with STARTTLS that asks for a sign-in."""
    with post_office("starttls", known, sign_in=True) as opened:
        yield opened


def rollbook(*arguments: str, variables: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROLLBOOK_")}
    return subprocess.run(
        [sys.executable, "-m", "rollbook", "mail", *arguments],
        env=environment | dict(variables or {}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def mail_settings(office: PostOffice, known: Authority) -> dict[str, str]:
    return {
        "ROLLBOOK_MAIL_HOST": "localhost",
        "ROLLBOOK_MAIL_PORT": str(office.port),
        "ROLLBOOK_MAIL_USER": USER,
        "ROLLBOOK_MAIL_PASSWORD": SIGN_IN_PASSWORD,
        "ROLLBOOK_MAIL_FROM": SENDER,
        "SSL_CERT_FILE": str(known.file),
    }


class Test_mail_test:
    def test_sends_a_mail_and_says_so(self, office: PostOffice, known: Authority):
        email = address("Mia Member")

        done = rollbook("test", email, variables=mail_settings(office, known))

        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"localhost port {office.port} has taken a mail to {email}.\n"
        (mail,) = office.to(email)
        assert (mail.encrypted, mail.signed_in) == (True, True)

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"ROLLBOOK_MAIL_PASSWORD": "hidden"}, "localhost port {port} refuses the sign-in of rollbook: 535 "),
            ({"ROLLBOOK_MAIL_PORT": "1"}, "cannot connect to localhost port 1: "),
            ({"ROLLBOOK_MAIL_HOST": "127.0.0.2"}, "cannot connect to 127.0.0.2 port {port}: Connection refused"),
            ({"SSL_CERT_FILE": "/dev/null"}, "the certificate of localhost port {port} is not good: "),
            ({"ROLLBOOK_MAIL_SECURITY": "tls"}, "localhost port {port} does not speak TLS as mail_security = tls asks"),
        ],
    )
    def test_says_in_one_line_what_is_wrong(
        self, office: PostOffice, known: Authority, wrong: dict[str, str], said: str
    ):
        done = rollbook("test", "mia.member@example.com", variables=mail_settings(office, known) | wrong)

        assert done.returncode == 1
        assert done.stderr.startswith(f"rollbook: {said.format(port=office.port)}")
        assert done.stderr.count("\n") == 1
        assert "hidden" not in done.stderr

    def test_says_what_the_server_has_against_the_recipient(self, office: PostOffice, known: Authority):
        email = address("Mia Member")
        office.answers[email] = ["550 no such mailbox"]

        done = rollbook("test", email, variables=mail_settings(office, known))

        said = f"rollbook: localhost port {office.port} refuses the recipient: 550 no such mailbox\n"
        assert (done.returncode, done.stderr) == (1, said)

    @pytest.mark.parametrize(
        ("email", "said"),
        [
            ("a@example.com", "mail is not set up: ROLLBOOK_MAIL_HOST and ROLLBOOK_MAIL_FROM are missing"),
            ("nonsense", "ADDRESS must be an e-mail address, not 'nonsense'"),
        ],
    )
    def test_needs_settings_and_an_address(self, email: str, said: str):
        done = rollbook("test", email)

        assert (done.returncode, done.stderr) == (2, f"rollbook: {said}\n")


@pytest.fixture
def here(service: Service) -> list[str]:
    """The options that name the service's database and data."""
    return ["--database-url", service.database_url, "--data-dir", str(service.log.parent / "server")]


def listed(here: list[str], email: str) -> list[list[str]]:
    done = rollbook("list", "--most", "100000", *here)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [re.split(r" {2,}", line) for line in done.stdout.splitlines()]
    return [line for line in lines if email in line]


class Test_mail_list:
    def test_shows_what_waits_while_no_mail_is_set_up(self, world: World, here: list[str]):
        ((number, when, *rest),) = listed(here, world.invited.email)

        assert re.fullmatch(r"[0-9a-f-]{36}", number)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", when)
        assert rest == ["waiting", "invitation", world.invited.email]

    def test_shows_what_was_given_up_and_why(self, world: World, here: list[str], rows):
        sql = "UPDATE outgoing_messages SET given_up_at = now(), last_error = 'No such mailbox.' WHERE account_id = $1"
        rows(sql, world.invited.user_id)

        ((_, _, *rest),) = listed(here, world.invited.email)

        assert rest == ["given up", "invitation", world.invited.email, "No such mailbox."]

    def test_of_none_it_says_so(self, tmp_path: Path):
        done = rollbook("list", "--data-dir", str(tmp_path))

        assert (done.returncode, done.stdout) == (0, "There are no mails.\n")


class Test_mail_show:
    def test_prints_the_mail_with_the_link_that_the_answer_had(self, world: World, here: list[str]):
        ((number, *_),) = listed(here, world.invited.email)

        done = rollbook("show", number, *here, variables={"ROLLBOOK_PUBLIC_URL": "https://rollbook.example.com"})

        assert (done.returncode, done.stderr) == (0, "")
        headers, _, text = done.stdout.partition("\n\n")
        assert f"To: {world.invited.email}" in headers
        assert f"Message-ID: <{number}@rollbook.example.com>" in headers
        assert f"https://rollbook.example.com/invitations/{world.invited.code}\n" in text

    def test_prints_the_source_when_asked(self, world: World, here: list[str]):
        ((number, *_),) = listed(here, world.invited.email)

        done = rollbook("show", number, "--source", *here)

        assert "Content-Type: multipart/alternative" in done.stdout
        assert "<!DOCTYPE html>" in done.stdout

    def test_says_when_the_link_has_ended(self, world: World, here: list[str]):
        ((number, *_),) = listed(here, world.invited.email)
        path = f"/organizations/{world.organization_id}/users"
        world.http.ok("PATCH", path, {"delete": [world.invited.organization_user_id]}, as_=world.owner)

        done = rollbook("show", number, *here)

        said = "rollbook: it would not be sent any more: The link has ended.\n"
        assert (done.returncode, done.stderr) == (1, said)

    def test_knows_no_other_number(self, world: World, here: list[str]):
        done = rollbook("show", NOBODY, *here)

        assert (done.returncode, done.stderr) == (1, "rollbook: there is no such message\n")
