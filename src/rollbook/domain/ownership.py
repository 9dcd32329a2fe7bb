"""How an organization gets another owner: asked for, accepted by both sides; or refused, called off, run out.

ongoing ── both sides have accepted ──> accepted
        ├─ a side refuses ────────────> rejected
        ├─ who asked, or the owner, calls it off; or a side loses its place ──> cancelled
        └─ seven days pass ───────────> expired
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from rollbook.domain.errors import Forbidden, Invalid
from rollbook.domain.permissions import NO_ORGANIZATION_ACCESS

Outcome = Literal["accepted", "rejected", "cancelled", "expired"]
Action = Literal["accept", "reject", "cancel"]

LASTS = timedelta(days=7)

NOT_AN_ACTION = "Invalid action: it should be accept, reject or cancel"
FINISHED = "The ownership transfer is finished."
ANSWERED = "Nothing to change."


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two whom a transfer is between, and their answer; None as long as there is none."""

    account_id: int
    accepted: bool | None = None
    answered_at: datetime | None = None

    def answered(self, account_id: int, now: datetime, *, accepted: bool) -> "Side":
        """The side with that answer, if it is that account's."""
        return Side(account_id, accepted, now) if account_id == self.account_id else self


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer of ownership; ``outcome`` and ``finished_at`` are None while it is ongoing."""

    requester_id: int
    current_owner: Side
    new_owner: Side
    created_at: datetime
    expires_at: datetime
    outcome: Outcome | None = None
    finished_at: datetime | None = None

    @property
    def sides(self) -> tuple[Side, Side]:
        """The owner's, and that of who is to be it."""
        return self.current_owner, self.new_owner

    @property
    def waits_for(self) -> list[int]:
        """The accounts that have to answer."""
        return [side.account_id for side in self.sides if side.accepted is None]

    @property
    def concerned(self) -> set[int]:
        """The accounts that it concerns: both sides, and who asked for it."""
        return {self.requester_id, *(side.account_id for side in self.sides)}

    def finished(self, outcome: Outcome, at: datetime) -> "Transfer":
        """The transfer as it ended."""
        return replace(self, outcome=outcome, finished_at=at)

    def as_of(self, now: datetime) -> "Transfer":
        """The transfer as it is then: it may have run out."""
        if self.outcome is None and self.expires_at <= now:
            return self.finished("expired", self.expires_at)
        return self

    def side_of(self, account_id: int) -> str | None:
        """Which side the account is."""
        return {self.current_owner.account_id: "current_owner", self.new_owner.account_id: "new_owner"}.get(account_id)

    def with_answer(self, account_id: int, now: datetime, *, accepted: bool) -> "Transfer":
        """The transfer with the answer of whichever side the account is."""
        return replace(
            self,
            current_owner=self.current_owner.answered(account_id, now, accepted=accepted),
            new_owner=self.new_owner.answered(account_id, now, accepted=accepted),
        )


def requested(requester_id: int, current_owner_id: int, new_owner_id: int, now: datetime) -> Transfer:
    """A new transfer, to which whichever side asks for it agrees."""
    transfer = Transfer(requester_id, Side(current_owner_id), Side(new_owner_id), now, now + LASTS)
    return transfer.with_answer(requester_id, now, accepted=True)


def action_named(text: str) -> Action:
    """The action of that name, else Invalid."""
    for action in get_args(Action):
        if text == action:
            known: Action = action
            return known
    raise Invalid(NOT_AN_ACTION)


def acted(transfer: Transfer, action: Action, account_id: int, now: datetime) -> Transfer:
    """The transfer after somebody has accepted, refused or called it off; Forbidden or Invalid where they cannot.

    It is "accepted" with the second side.
    """
    if account_id not in _entitled(transfer, action):
        raise Forbidden(NO_ORGANIZATION_ACCESS)
    present = transfer.as_of(now)
    if present.outcome is not None:
        raise Invalid(FINISHED)
    if action == "cancel":
        return present.finished("cancelled", now)
    if account_id not in present.waits_for:
        raise Invalid(ANSWERED)
    answered = present.with_answer(account_id, now, accepted=action == "accept")
    if action == "reject":
        return answered.finished("rejected", now)
    return answered if answered.waits_for else answered.finished("accepted", now)


def possible(transfer: Transfer, account_id: int, now: datetime) -> list[Action]:
    """What the account can do with the transfer."""
    if transfer.as_of(now).outcome is not None:
        return []
    answers: list[Action] = ["accept", "reject"] if account_id in transfer.waits_for else []
    return [*answers, "cancel"] if account_id in _entitled(transfer, "cancel") else answers


def _entitled(transfer: Transfer, action: Action) -> set[int]:
    if action == "cancel":
        return {transfer.requester_id, transfer.current_owner.account_id}
    return {side.account_id for side in transfer.sides}
