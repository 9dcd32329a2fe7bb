"""Mail over SMTP to a real server: encrypted, signed in; and what is said when it does not leave."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime
from email.headerregistry import Address
from pathlib import Path
from uuid import uuid4

import pytest

from rollbook.mail import rendering, transport
from rollbook.mail.rendering import Letter
from rollbook.mail.transport import MailProblem, MailServer, RecipientRefused, ServerProblem
from support.mail import SIGN_IN_PASSWORD, USER, Authority, PostOffice, authority, post_office

PERSON = "mia.member@example.com"


@pytest.fixture(autouse=True)
def _trusting(known: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(known.file))


def server(office: PostOffice, security: str, **more: object) -> MailServer:
    sender = Address("Rollbook", addr_spec="rollbook@example.com")
    return MailServer(**({"host": "localhost", "port": office.port, "security": security, "sender": sender} | more))


def deliver(to: MailServer, address: str = PERSON) -> None:
    letter = Letter(kind="test", address=address, values={"public_url": "https://rollbook.example.com"})
    written = rendering.message(letter, message_id=uuid4(), host="x", sender=to.sender, at=datetime.now(UTC))

    async def delivered() -> None:
        try:
            await transport.deliver(to, written, address)
        finally:
            # Connections are closed without waiting for the other side, which a loop that ends at once would not see.
            await asyncio.sleep(0.1)

    asyncio.run(delivered())


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_mail_is_taken(known: Authority, security: str, *, signed_in: bool) -> None:
    credentials = {"user": USER, "password": SIGN_IN_PASSWORD} if signed_in else {}
    with post_office(security, known, sign_in=signed_in) as office:
        deliver(server(office, security, **credentials))

    (mail,) = office.mails
    assert (mail.sender, mail.to) == ("rollbook@example.com", PERSON)
    assert (mail.encrypted, mail.signed_in) == (security != "none", signed_in)


def test_an_address_beyond_ascii_is_taken(known: Authority) -> None:
    with post_office("none", known) as office:
        deliver(server(office, "none"), "mía@exämple.com")

    (mail,) = office.mails
    assert mail.to == "mía@xn--exmple-cua.com"


def test_a_wrong_password_is_a_refused_sign_in_without_the_password(known: Authority) -> None:
    with post_office("starttls", known, sign_in=True) as office, pytest.raises(ServerProblem) as caught:
        deliver(server(office, "starttls", user=USER, password="hidden"))

    assert str(caught.value).startswith(f"localhost port {office.port} refuses the sign-in of {USER}: 535 ")
    assert "hidden" not in str(caught.value)


def test_a_server_without_sign_in_says_so(known: Authority) -> None:
    with post_office("none", known) as office, pytest.raises(ServerProblem) as caught:
        deliver(server(office, "none", user=USER, password="any"))

    assert "offers no sign-in" in str(caught.value)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_a_stranger_is_refused(known: Authority, tmp_path: Path, security: str) -> None:
    with post_office(security, authority(tmp_path)) as office, pytest.raises(ServerProblem) as caught:
        deliver(server(office, security))

    assert str(caught.value).startswith(f"the certificate of localhost port {office.port} is not good: ")
    assert office.mails == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_for_another_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    other = authority(tmp_path, "mail.example.com")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.file))
    with post_office(security, other) as office, pytest.raises(ServerProblem) as caught:
        deliver(server(office, security))

    assert "Hostname mismatch" in str(caught.value)


def test_a_server_without_starttls_gets_no_mail(known: Authority) -> None:
    with post_office("none", known) as office, pytest.raises(ServerProblem) as caught:
        deliver(server(office, "starttls"))

    assert "offers no STARTTLS" in str(caught.value)
    assert office.mails == []


def test_tls_to_a_server_that_speaks_none_is_told_apart(known: Authority) -> None:
    with post_office("none", known) as office, pytest.raises(ServerProblem) as caught:
        deliver(server(office, "tls"))

    assert "does not speak TLS as mail_security = tls asks" in str(caught.value)


def test_a_port_on_which_nobody_listens() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        office = PostOffice(port=probe.getsockname()[1])
    with pytest.raises(ServerProblem) as caught:
        deliver(server(office, "none", host="127.0.0.1"))

    assert str(caught.value) == f"cannot connect to 127.0.0.1 port {office.port}: Connection refused"


def test_a_refused_sender_is_the_settings_fault(known: Authority) -> None:
    with post_office("none", known) as office:
        office.refused_sender = "rollbook@example.com"
        with pytest.raises(ServerProblem) as caught:
            deliver(server(office, "none"))

    said = f"localhost port {office.port} refuses the sender rollbook@example.com: 550 no such sender"
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("answer", "problem"), [("550 no such mailbox", RecipientRefused), ("450 come again", MailProblem)]
)
def test_a_recipient_is_refused_for_good_or_for_now(known: Authority, answer: str, problem: type[MailProblem]) -> None:
    with post_office("none", known) as office:
        office.answers[PERSON] = [answer]
        with pytest.raises(MailProblem) as caught:
            deliver(server(office, "none"))

    assert type(caught.value) is problem
    assert str(caught.value) == f"localhost port {office.port} refuses the recipient: {answer}"
