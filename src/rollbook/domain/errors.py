"""Why a request is refused.

Refusal
├── Unauthenticated      nobody signed in
├── WrongCredentials     somebody tried
├── Invalid              the request cannot be right
├── Forbidden            the caller may not
├── Missing              there is no such thing
├── QuotaExceeded        the caller has asked too much in this hour
├── TooManyRequests      the caller asks too fast
├── TooManyAttempts      somebody has tried to sign in too often
└── Unavailable          the database cannot answer now
"""


class Refusal(Exception):
    """The request is refused with ``text``, and has changed nothing."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.text = text


class Unauthenticated(Refusal):
    """The request carries no credentials, or none that can be read."""


class WrongCredentials(Refusal):
    """The credentials are of nobody."""


class Invalid(Refusal):
    """The request cannot be carried out as it is."""


class Forbidden(Refusal):
    """The caller may not do this."""


class Missing(Refusal):
    """What the request names does not exist, or not for the caller."""


class QuotaExceeded(Refusal):
    """The caller has used up the requests of this hour."""


class TooManyRequests(Refusal):
    """The caller asks too fast; after so many ``seconds`` the request may be made again."""

    def __init__(self, seconds: int) -> None:
        super().__init__("Too Many Requests")
        self.seconds = seconds


class TooManyAttempts(Refusal):
    """There were too many attempts to sign in; after so many ``seconds`` there may be another."""

    def __init__(self, seconds: int) -> None:
        super().__init__("Too many sign-in attempts, try again later")
        self.seconds = seconds


class Unavailable(Refusal):
    """The database cannot answer now; the request may be tried again."""
