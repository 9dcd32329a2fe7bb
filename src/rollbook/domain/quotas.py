"""How much people may ask of the service, and how much of it they have used."""

from dataclasses import dataclass

from rollbook.domain.errors import QuotaExceeded, TooManyRequests

WINDOW_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person may ask; 0 where there is no limit."""

    # Requests an hour, for each organization that the person is in, and for what concerns none.
    quota: int = 0
    # Requests a second, of all kinds together.
    rate: float = 0.0

    @property
    def exist(self) -> bool:
        """Whether anything is to be counted."""
        return self.quota > 0 or self.rate > 0


@dataclass(frozen=True, slots=True)
class Usage:
    """What is left of a quota; of one that nobody has begun to use all is left, and nothing to wait for."""

    total: int
    remaining: int
    resets_in: int  # Seconds.
    # None for what leads to no organization that the person is in.
    organization_id: int | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """What came of counting a request."""

    usage: Usage
    counted: bool
    # Seconds until the rate lets the next one through.
    wait: int = 0

    def refuse_excess(self) -> None:
        """Refuses the request that was one too many."""
        if self.wait:
            raise TooManyRequests(self.wait)
        if not self.counted:
            raise QuotaExceeded("The hourly limit of requests is used up.")
