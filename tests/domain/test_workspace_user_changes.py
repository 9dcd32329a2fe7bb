"""What a change makes of a workspace user."""

from __future__ import annotations

from dataclasses import asdict, replace
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rollbook.domain.errors import Invalid
from rollbook.domain.payloads import WorkspaceUserChanges
from rollbook.domain.workspace_users import WorkspaceUserValues, changed

untimed = settings(deadline=None)
roles = st.sampled_from(["admin", "projectlead", "teamlead", "user"])
money = st.decimals(min_value=0, max_value=1_000_000, places=2)
EMPTY = WorkspaceUserValues("user", False, None, None, None, False, False)
FULL = WorkspaceUserValues("admin", True, Decimal("12.50"), Decimal("10.50"), 480, True, True)
values = st.builds(
    WorkspaceUserValues,
    role=roles,
    inactive=st.booleans(),
    rate=st.none() | money,
    labor_cost=st.none() | money,
    working_hours_in_minutes=st.none() | st.integers(1, 1440),
    view_edit_billable_rates=st.booleans(),
    view_edit_labor_costs=st.booleans(),
)
# What can be cleared, and what of the values that clears.
CLEARED = {
    "admin": "role",
    "role": "role",
    "role_id": "role",
    "inactive": "inactive",
    "rate": "rate",
    "labour_cost": "labor_cost",
    "labor_cost": "labor_cost",
    "working_hours_in_minutes": "working_hours_in_minutes",
    "view_edit_billable_rates": "view_edit_billable_rates",
    "view_edit_labor_costs": "view_edit_labor_costs",
}
posted = st.none() | st.lists(st.sampled_from([*CLEARED, "rate_change_mode", "colour"]))
changes = st.builds(
    WorkspaceUserChanges,
    role=st.none() | roles,
    inactive=st.none() | st.booleans(),
    rate=st.none() | money.map(float),
    labour_cost=st.none() | st.integers(0, 100_000_000),
    working_hours_in_minutes=st.none() | st.integers(1, 1440),
    view_edit_billable_rates=st.none() | st.booleans(),
    view_edit_labor_costs=st.none() | st.booleans(),
    posted_fields=posted,
)


@untimed
@given(values)
def test_no_change_changes_nothing(present):
    assert changed(present, WorkspaceUserChanges()) == present
    assert changed(present, WorkspaceUserChanges(posted_fields=[])) == present
    assert changed(present, WorkspaceUserChanges(posted_fields=["colour", "rate_change_mode"])) == present


@untimed
@given(values, changes)
def test_a_change_twice_is_a_change_once(present, change):
    once = changed(present, change)

    assert changed(once, change) == once


@untimed
@given(values, changes)
def test_a_field_has_the_value_given_is_cleared_when_posted_or_stays(present, change):
    after = asdict(changed(present, change))
    given_values = {
        "role": change.role,
        "inactive": change.inactive,
        "rate": None if change.rate is None else Decimal(repr(change.rate)),
        "labor_cost": None if change.labour_cost is None else Decimal(change.labour_cost) / 100,
        "working_hours_in_minutes": change.working_hours_in_minutes,
        "view_edit_billable_rates": change.view_edit_billable_rates,
        "view_edit_labor_costs": change.view_edit_labor_costs,
    }
    cleared = {CLEARED[name] for name in change.posted_fields or () if name in CLEARED}

    for field, value in given_values.items():
        otherwise = asdict(EMPTY)[field] if field in cleared else asdict(present)[field]
        assert after[field] == (otherwise if value is None else value), field


@pytest.mark.parametrize(("name", "field"), CLEARED.items())
def test_a_posted_field_that_is_absent_or_null_is_cleared_alone(name, field):
    for body in ({"postedFields": [name]}, {"postedFields": [name], name: None}):
        change = msgspec.json.decode(msgspec.json.encode(body), type=WorkspaceUserChanges)

        after = changed(FULL, change)

        assert asdict(after) == asdict(FULL) | {field: asdict(EMPTY)[field]}


def test_a_posted_field_with_a_value_is_not_cleared_first():
    lead = replace(EMPTY, role="projectlead")

    after = changed(lead, WorkspaceUserChanges(admin=False, posted_fields=["admin"]))

    assert after.role == "projectlead"


@untimed
@given(values, st.integers(0, 100_000_000))
def test_cents_and_units_are_one_value(present, cents):
    by_cents = changed(present, WorkspaceUserChanges(labour_cost=cents))
    by_units = changed(present, WorkspaceUserChanges(labor_cost=cents / 100))
    by_both = changed(present, WorkspaceUserChanges(labour_cost=cents, labor_cost=cents / 100))

    assert by_cents == by_units == by_both
    assert by_cents.labor_cost == Decimal(cents) / 100


def test_two_costs_that_differ_cannot_both_be_right():
    with pytest.raises(Invalid):
        changed(EMPTY, WorkspaceUserChanges(labour_cost=1050, labor_cost=10.51))


@untimed
@given(values, st.integers(max_value=0))
def test_working_hours_are_positive(present, minutes):
    with pytest.raises(Invalid) as refusal:
        changed(present, WorkspaceUserChanges(working_hours_in_minutes=minutes))

    assert refusal.value.text == "Working hours must be positive or null"


def test_the_admin_flag_makes_an_admin_of_a_cleared_role():
    change = WorkspaceUserChanges(admin=True, posted_fields=["admin"])

    assert changed(EMPTY, change).role == "admin"
