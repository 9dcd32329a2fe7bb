"""What the services of one installation share."""

from dataclasses import dataclass, field
from typing import Literal

from rollbook.persistence.database import Database
from rollbook.services.passwords import Passwords


@dataclass(frozen=True, slots=True)
class Installation:
    """The database, the secret that API tokens are derived from, and the settings that rules depend on."""

    database: Database
    secret_key: bytes
    # Where people reach the service, without a slash at the end; links begin with it.
    public_url: str
    # Whether the link of a lost password stands in the answer, or goes to the person alone.
    lost_password_links: Literal["answer", "email"] = "answer"
    max_workspaces: int = 20
    passwords: Passwords = field(default_factory=Passwords)
