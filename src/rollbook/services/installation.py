"""What the services of one installation share."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal
from weakref import WeakValueDictionary

from rollbook.domain.origins import origin_of
from rollbook.domain.proxies import Proxies
from rollbook.domain.quotas import Limits
from rollbook.persistence.database import Database
from rollbook.persistence.standings import Standings
from rollbook.services.afterwards import Afterwards
from rollbook.services.failed_sign_ins import FailedSignIns
from rollbook.services.passwords import Passwords, Who
from rollbook.services.past_weeks import PastWeeks
from rollbook.services.turns import Turns


@dataclass(frozen=True, slots=True)
class Installation:
    """The database, the secret that API tokens are derived from, and the settings that rules depend on."""

    database: Database
    secret_key: bytes
    # Where people reach the service, without a slash at the end; links begin with it.
    public_url: str
    # Whether the link of a lost password stands in the answer, or goes to the person alone.
    lost_password_links: Literal["answer", "email"] = "answer"
    # Whether people may sign up without an invitation.
    sign_up_is_open: bool = True
    # Whether a mail server is set up.
    sends_mail: bool = False
    # How many workspaces an organization may have that was not given more.
    max_workspaces: int = 20
    limits: Limits = field(default_factory=Limits)
    # Who tells the addresses of clients.
    proxies: Proxies = field(default_factory=Proxies)
    # How long what was done stays in the audit log.
    audit_log_days: int = 365
    passwords: Passwords = field(default_factory=Passwords)
    turns: Turns = field(default_factory=Turns)
    afterwards: Afterwards = field(default_factory=Afterwards)
    # Who is being verified by a password, in this process; a lock that nobody holds or waits for is forgotten.
    signing_in: "WeakValueDictionary[Who, asyncio.Lock]" = field(default_factory=WeakValueDictionary)
    past_weeks: PastWeeks = field(default_factory=PastWeeks)
    failed_sign_ins: FailedSignIns = field(default_factory=FailedSignIns)
    standings: Standings = field(init=False)
    # Of the pages that people see, as browsers write it.
    origin: str = field(init=False)

    def __post_init__(self) -> None:
        """Makes what looks up the callers, on the database that was given; and the origin."""
        object.__setattr__(self, "standings", Standings(self.database))
        object.__setattr__(self, "origin", origin_of(self.public_url))

    def origins(self, host: str) -> frozenset[str]:
        """The origins of pages of the service's own, for a request that names the host: it may have many names."""
        scheme, _, _ = self.origin.partition("://")
        return frozenset({self.origin, f"{scheme}://{host.lower()}"})

    @property
    def is_seen_encrypted(self) -> bool:
        """Whether people reach the service by TLS, its own or a proxy's."""
        return self.origin.startswith("https:")

    @property
    def session_cookie(self) -> str:
        """The name of the cookie: one that browsers take over TLS alone, from this very host, where people have TLS."""
        return "__Host-rollbook_session" if self.is_seen_encrypted else "rollbook_session"

    def client_address(self, peer: tuple[str, int] | None, headers: Iterable[tuple[bytes, bytes]]) -> str:
        """The address of the client: the peer's, unless that is a trusted proxy, which tells whom it speaks for."""
        address = peer[0] if peer else ""
        if not self.proxies.networks:
            return address
        return self.proxies.client(address, [value for name, value in headers if name == self.proxies.header])

    @property
    def avatars_url(self) -> str:
        """What the URL of a person's picture begins with, before its name."""
        return f"{self.public_url}/images/avatars/"

    def picture_url(self, avatar: str | None) -> str:
        """Where the picture of a person with that avatar is shown; the same for all who have none."""
        return f"{self.public_url}/images/profile.svg" if avatar is None else self.avatars_url + avatar

    def most_workspaces(self, given: int) -> int:
        """How many workspaces an organization may have that was given so many."""
        return max(self.max_workspaces, given)
