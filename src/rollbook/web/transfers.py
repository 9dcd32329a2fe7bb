"""Transfers of ownership, as pages tell of them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from rollbook.domain.ownership import Action, Outcome, Side, Transfer, possible
from rollbook.services import ownership
from rollbook.web.screens import Screen

# The older ones are in the audit log.
MOST = 20
_GONE = "somebody who has left"
OUTCOMES: dict[Outcome, str] = {
    "accepted": "Handed over",
    "rejected": "Refused",
    "cancelled": "Called off",
    "expired": "Ran out",
}


@dataclass(frozen=True, slots=True)
class Party:
    """The owner, or who is to be it, with their answer."""

    name: str
    is_visitor: bool
    accepted: bool | None


@dataclass(frozen=True, slots=True)
class Handover:
    """A transfer as the visitor sees it; ``outcome`` is None while it waits for somebody."""

    number: int
    requester: str
    is_asked_by_visitor: bool
    # What who asked for it is in it.
    asks_as: Literal["owner", "new owner", "neither"]
    current_owner: Party
    new_owner: Party
    created_at: datetime
    expires_at: datetime
    finished_at: datetime | None
    outcome: Outcome | None
    actions: list[Action]

    @property
    def waits_for_visitor(self) -> bool:
        """Whether the visitor has to answer."""
        return "accept" in self.actions

    @property
    def ended(self) -> str:
        """How it ended."""
        return "" if self.outcome is None else OUTCOMES[self.outcome]


def _asks_as(transfer: Transfer) -> Literal["owner", "new owner", "neither"]:
    if transfer.requester_id == transfer.current_owner.account_id:
        return "owner"
    return "new owner" if transfer.requester_id == transfer.new_owner.account_id else "neither"


async def handovers(seen: Screen) -> list[Handover]:
    """The newest transfers that the visitor may see."""
    account_id, now = seen.caller.identity.account_id, datetime.now(UTC)

    def party(name: str | None, side: Side) -> Party:
        return Party(name or _GONE, side.account_id == account_id, side.accepted)

    found = []
    for named in await ownership.newest_transfers(seen.caller, seen.number, most=MOST):
        transfer = named.transfer.as_of(now)
        found.append(
            Handover(
                number=named.id,
                requester=named.requester or _GONE,
                is_asked_by_visitor=transfer.requester_id == account_id,
                asks_as=_asks_as(transfer),
                current_owner=party(named.current_owner, transfer.current_owner),
                new_owner=party(named.new_owner, transfer.new_owner),
                created_at=transfer.created_at,
                expires_at=transfer.expires_at,
                finished_at=transfer.finished_at,
                outcome=transfer.outcome,
                actions=possible(transfer, account_id, now),
            )
        )
    return found
