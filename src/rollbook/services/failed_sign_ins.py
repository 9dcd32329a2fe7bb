"""How many sign-ins this process has refused."""

from collections import Counter
from typing import Literal, TypeAlias

# Wrong credentials by kind, or no more attempts.
Reason: TypeAlias = Literal["password", "token", "session", "throttled"]


class FailedSignIns:
    """Counts each refused sign-in once, whichever operation it was for; whoever measures reads ``counts``."""

    def __init__(self) -> None:
        self.counts: Counter[Reason] = Counter()

    def count(self, reason: Reason) -> None:
        """Counts one."""
        self.counts[reason] += 1
