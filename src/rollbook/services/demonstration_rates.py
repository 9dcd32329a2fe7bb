"""What an hour of the demonstration organization's people is charged at and costs, now and before, and their hours."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from rollbook.domain.rates import RateType
from rollbook.persistence import seeding_past, workspace_users
from rollbook.persistence.database import Row
from rollbook.persistence.seeding_past import PastRate
from rollbook.services.demonstration_cast import STUDIO, WORKSPACE_RATES
from rollbook.services.demonstration_past import PastWork
from rollbook.services.demonstration_people import Person, Scene, change_place

_RAISE = Decimal("0.92")  # What was before, of what is.
_ROUNDED = Decimal("0.5")
_CENTS = Decimal("0.01")
_MODE = "start-today"


@dataclass(frozen=True, slots=True)
class _Step:
    """An amount, after another or after none, and who has set it."""

    rate: PastRate
    earlier: Decimal | None
    work: PastWork

    @property
    def is_told(self) -> bool:
        """Whether the log tells it with what else a person got when they came."""
        return self.earlier is None and self.rate.workspace_user_id is not None


async def set_amounts(scene: Scene) -> None:
    """Gives people rates, costs and hours in their workspaces, deactivates who is so in one alone, and tells of it."""
    people = {person.account.id: person for person in scene.people}
    steps = [step for name in WORKSPACE_RATES for step in _of_workspace(scene, name)]
    for name, workspace_id in scene.workspace_ids.items():
        where = scene.connection, scene.organization_id, workspace_id
        for row in await workspace_users.of_accounts(*where, list(people)):
            steps += await _of_person(scene, people[row["account_id"]], name, row)
    numbers = await seeding_past.add_rates(scene.connection, scene.organization_id, [step.rate for step in steps])
    for number, step in zip(numbers, steps, strict=True):
        if not step.is_told:
            await _tell(step, number)


async def _tell(step: _Step, number: int) -> None:
    if step.rate.workspace_user_id is None:
        await _tell_of_workspace(step, number)
    else:
        await _tell_of_person(step, step.rate.workspace_user_id)


async def _tell_of_workspace(step: _Step, number: int) -> None:
    rate = step.rate
    what: dict[str, Any] = {"level": "workspace", "level_id": rate.workspace_id, "type": rate.rate_type}
    await step.work.record(
        "update",
        "rate",
        number,
        before=what | {"amount": step.earlier},
        after=what | {"amount": rate.amount, "mode": _MODE, "start": None},
        workspace_id=rate.workspace_id,
    )


async def _tell_of_person(step: _Step, number: int) -> None:
    name = "rate" if step.rate.rate_type == "billable_rates" else "labor_cost"
    await step.work.record(
        "update",
        "workspace_user",
        number,
        before={name: step.earlier},
        after={name: step.rate.amount, f"{name}_change_mode": _MODE},
        workspace_id=step.rate.workspace_id,
    )


def _of_workspace(scene: Scene, name: str) -> list[_Step]:
    calendar = scene.past.calendar
    moments = [calendar.founded(75), calendar.week(13, 1, 45)]
    if name == STUDIO:
        moments.append(calendar.lately(3, 45))
    amounts = list(zip(moments, WORKSPACE_RATES[name], strict=True))
    return _steps(scene, amounts, scene.workspace_ids[name], None, "billable_rates")


async def _of_person(scene: Scene, person: Person, workspace: str, row: Row) -> list[_Step]:
    """Changes them in a workspace as they were changed; returns what their amounts were there."""
    rates = _amounts(person, person.part.rate)
    costs = _amounts(person, person.part.labor_cost)
    await _change(scene, person, workspace, row, rates[0][1] if rates else None, costs[0][1] if costs else None)
    where = row["workspace_id"], row["id"]
    return [*_steps(scene, rates, *where, "billable_rates"), *_steps(scene, costs, *where, "labor_costs")]


async def _change(
    scene: Scene, person: Person, workspace: str, row: Row, rate: Decimal | None, labor_cost: Decimal | None
) -> None:
    before, hours = workspace_users.values(row), person.part.hours_a_day
    minutes = None if hours is None else 60 * hours
    after = replace(before, rate=rate, labor_cost=labor_cost, working_hours_in_minutes=minutes)
    if after != before:
        modes = {} if rate is None else {"rate_change_mode": _MODE}
        modes |= {} if labor_cost is None else {"labor_cost_change_mode": _MODE}
        await change_place(scene.by_admin(_there(person, workspace)), row, before, after, modes)
    if person.part.inactive_in == workspace:
        moved = scene.by_admin(person.dates.moved, person.dates.number)
        await change_place(moved, row, after, replace(after, inactive=True), {})


def _there(person: Person, workspace: str) -> datetime:
    """When they got what they have in the workspace: at first, or after they came there."""
    came_later = workspace in person.part.workspaces and workspace not in person.part.first_places.workspaces
    return person.dates.moved + timedelta(minutes=10) if came_later else person.dates.settled_in


def _amounts(person: Person, amount: str | None) -> list[tuple[datetime, Decimal]]:
    """The amounts that somebody has had, the one that they have last."""
    if amount is None:
        return []
    moments = person.dates.amounts_changed
    found = [Decimal(amount)]
    while len(found) < len(moments):
        found.append(((found[-1] * _RAISE / _ROUNDED).to_integral_value() * _ROUNDED).quantize(_CENTS))
    return list(zip(moments, reversed(found), strict=True))


def _steps(
    scene: Scene,
    amounts: list[tuple[datetime, Decimal]],
    workspace_id: int,
    workspace_user_id: int | None,
    rate_type: RateType,
) -> list[_Step]:
    steps: list[_Step] = []
    ends: list[datetime | None] = [*(moment for moment, _ in amounts[1:]), None]
    for (moment, amount), ended_at in zip(amounts, ends, strict=False):
        work = scene.by_owner(moment) if workspace_user_id is None else scene.by_admin(moment)
        rate = PastRate(
            workspace_id=workspace_id,
            workspace_user_id=workspace_user_id,
            rate_type=rate_type,
            amount=amount,
            changed_at=moment,
            ended_at=ended_at,
            creator_id=work.account_id,
        )
        steps.append(_Step(rate, steps[-1].rate.amount if steps else None, work))
    return steps
