"""How mails read: each kind in text and HTML, and nothing in a name that changes more than the name."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest

from rollbook.mail import rendering
from rollbook.mail.rendering import KINDS, Letter

MESSAGE = UUID("00000000-0000-4000-8000-000000000001")
AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def written(kind: str, word: str, address: str = "mia.member@example.com") -> EmailMessage:
    """A mail of that kind in which every value is the word."""
    letter = Letter(kind=kind, address=address, values=_all(word))
    return rendering.message(
        letter, message_id=MESSAGE, host="rollbook.example.com", sender=Address("R", addr_spec="r@example.com"), at=AT
    )


def _all(word: str) -> dict[str, str]:
    shared = ("name", "organization", "public_url", "url", "until", "code", "address", "sender", "sender_address")
    people = ("person", "person_address", "administrator", "requester", "current_owner", "new_owner")
    return dict.fromkeys((*shared, *people, "earlier_address", "at", "from_address", "program", "transfer"), word)


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return body.get_content()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_text_and_html(kind: str) -> None:
    message = written(kind, "<Word>")

    assert [one.get_content_type() for one in message.iter_parts()] == ["text/plain", "text/html"]
    assert "<Word>" in part(message, "plain")
    assert "&lt;Word&gt;" in part(message, "html")
    assert "<Word>" not in part(message, "html")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_name_adds_a_header_or_a_line(kind: str) -> None:
    message = written(kind, "Name\r\nBcc: all@example.com\n\nMore")

    assert message["Bcc"] is None
    assert "\nBcc" not in part(message, "plain")
    assert "\nMore" not in part(message, "plain")


@pytest.mark.parametrize(
    "encoded", ["=?utf-8?q?a=0d=0aBcc=3a_all@example.com?=", "=?utf-8?q?=C3=A9?= \u00e9 =?utf-8?q?a=0a=0aMore?="]
)
def test_no_name_that_looks_encoded_adds_a_header(encoded: str) -> None:
    sent = message_from_bytes(written("invitation", encoded).as_bytes(), policy=default)

    assert sent["Bcc"] is None
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Subject"] == f"Invitation to {encoded.replace('=?', '= ?')}"


def test_no_address_that_looks_encoded_adds_a_header() -> None:
    address = "=?utf-8?q?a=0d=0aBcc=3a_x?=@example.com"

    sent = message_from_bytes(written("invitation", "word", address).as_bytes(), policy=default)

    assert sent["Bcc"] is None
    assert sent["To"] == "undisclosed-recipients:;"


def test_the_same_message_is_the_same_mail() -> None:
    first, second = written("invitation", "word"), written("invitation", "word")

    assert first["Message-ID"] == second["Message-ID"] == f"<{MESSAGE}@rollbook.example.com>"
    assert (first["Date"], first["Subject"]) == (second["Date"], second["Subject"])


def test_names_of_all_scripts_arrive() -> None:
    message = written("invitation", "Ελένη 王芳")

    assert message["Subject"] == "Invitation to Ελένη 王芳"
    assert "Ελένη 王芳" in part(message, "plain")
