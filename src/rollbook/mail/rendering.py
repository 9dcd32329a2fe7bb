"""What mails say: templates, in text and HTML, to messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from uuid import UUID

from jinja2 import Environment, PackageLoader, StrictUndefined

KINDS = frozenset(
    {
        "email_changed",
        "invitation",
        "invitation_accepted",
        "new_sign_in",
        "ownership_transfer_accepted",
        "ownership_transfer_cancelled",
        "ownership_transfer_rejected",
        "ownership_transfer_requested",
        "password_reset",
        "password_reset_by_administrator",
        "test",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail before it is written: of which kind, to whom, and what it speaks of."""

    kind: str
    address: str
    values: Mapping[str, object]


def message(letter: Letter, *, message_id: UUID, host: str, sender: Address | None, at: datetime) -> EmailMessage:
    """The mail as text and as HTML; the same ``message_id`` and ``host`` are the same mail to who gets it twice.

    ``sender`` is None where no mail is set up; ``at`` is when it was written.
    """
    subject, text = _text(letter)
    written = EmailMessage(policy=SMTP)
    # The library would decode what looks encoded, line ends included.
    written["Subject"] = subject.replace("=?", "= ?")
    if sender is not None:
        written["From"] = sender
    written["To"] = "undisclosed-recipients:;" if "=?" in letter.address else letter.address
    written["Date"] = at
    written["Message-ID"] = f"<{message_id}@{host}>"
    # No answering machine answers to that.
    written["Auto-Submitted"] = "auto-generated"
    written.set_content(text)
    written.add_alternative(_environment(html=True).get_template(f"{letter.kind}.html").render(letter.values), "html")
    return written


def _text(letter: Letter) -> tuple[str, str]:
    """Subject and text: the template's first line, and what follows an empty one."""
    rendered = _environment(html=False).get_template(f"{letter.kind}.txt").render(letter.values)
    subject, _, text = rendered.partition("\n\n")
    return subject, text.rstrip() + "\n"


@cache
def _environment(*, html: bool) -> Environment:
    return Environment(
        loader=PackageLoader("rollbook.mail"),
        autoescape=html,  # noqa: S701 - in plain text there is nothing to escape.
        undefined=StrictUndefined,
        finalize=_in_one_line,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _in_one_line(value: object) -> object:
    """The value without line ends: no name begins a paragraph, let alone a header."""
    return " ".join(value.split()) if type(value) is str else value
