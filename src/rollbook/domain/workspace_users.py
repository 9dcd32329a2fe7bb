"""What a workspace user is, and what a change makes of it."""

from dataclasses import dataclass, replace
from decimal import Decimal

from rollbook.domain import money
from rollbook.domain.errors import Invalid
from rollbook.domain.payloads import WorkspaceUserChanges
from rollbook.domain.roles import WorkspaceRole, wanted_workspace_role


@dataclass(frozen=True, slots=True)
class WorkspaceUserValues:
    """All that can be changed of a workspace user, but the membership itself. Money is in currency units."""

    role: WorkspaceRole
    inactive: bool
    rate: Decimal | None
    labor_cost: Decimal | None
    working_hours_in_minutes: int | None
    view_edit_billable_rates: bool
    view_edit_labor_costs: bool


def changed(present: WorkspaceUserValues, changes: WorkspaceUserChanges) -> WorkspaceUserValues:
    """The values after the changes; Invalid where the changes cannot be right."""
    posted = changes.posted_fields or ()
    cleared = _cleared(present, frozenset(name for name in posted if getattr(changes, name, None) is None))
    return WorkspaceUserValues(
        role=wanted_workspace_role(
            admin=changes.admin, role=changes.role, role_id=changes.role_id, present=cleared.role
        ),
        inactive=cleared.inactive if changes.inactive is None else changes.inactive,
        rate=cleared.rate if changes.rate is None else money.amount(changes.rate),
        labor_cost=_labor_cost(cleared.labor_cost, changes),
        working_hours_in_minutes=_working_hours(cleared.working_hours_in_minutes, changes),
        view_edit_billable_rates=_flag(cleared.view_edit_billable_rates, changes.view_edit_billable_rates),
        view_edit_labor_costs=_flag(cleared.view_edit_labor_costs, changes.view_edit_labor_costs),
    )


def _cleared(present: WorkspaceUserValues, posted: frozenset[str]) -> WorkspaceUserValues:
    """The values with the posted fields at what they are when nothing was ever said; those present win later."""
    values = present
    if posted & {"admin", "role", "role_id"}:
        values = replace(values, role="user")
    if "inactive" in posted:
        values = replace(values, inactive=False)
    if "rate" in posted:
        values = replace(values, rate=None)
    if posted & {"labour_cost", "labor_cost"}:
        values = replace(values, labor_cost=None)
    if "working_hours_in_minutes" in posted:
        values = replace(values, working_hours_in_minutes=None)
    if "view_edit_billable_rates" in posted:
        values = replace(values, view_edit_billable_rates=False)
    if "view_edit_labor_costs" in posted:
        values = replace(values, view_edit_labor_costs=False)
    return values


def _flag(present: bool, wanted: bool | None) -> bool:
    return present if wanted is None else wanted


def _labor_cost(present: Decimal | None, changes: WorkspaceUserChanges) -> Decimal | None:
    wanted = set()
    if changes.labour_cost is not None:
        wanted.add(money.amount_of_cents(changes.labour_cost))
    if changes.labor_cost is not None:
        wanted.add(money.amount(changes.labor_cost))
    if len(wanted) > 1:
        raise Invalid("Bad Request")
    return wanted.pop() if wanted else present


def _working_hours(present: int | None, changes: WorkspaceUserChanges) -> int | None:
    minutes = changes.working_hours_in_minutes
    if minutes is None:
        return present
    if minutes <= 0:
        raise Invalid("Working hours must be positive or null")
    return minutes
