"""Amounts of money."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rollbook.domain.errors import Invalid
from rollbook.domain.money import MAX_AMOUNT, amount, amount_of_cents

untimed = settings(deadline=None)
amounts = st.decimals(min_value=0, max_value=MAX_AMOUNT, places=2)


@untimed
@given(amounts)
def test_two_decimals_come_through_a_json_number_unchanged(exact):
    assert amount(float(exact)) == exact


@untimed
@given(amounts)
def test_cents_and_units_are_one_value(exact):
    assert amount_of_cents(int(exact * 100)) == amount(float(exact))


@untimed
@given(st.floats(min_value=0, max_value=float(MAX_AMOUNT)))
def test_an_amount_has_two_decimals_and_is_the_nearest(number):
    rounded = amount(number)

    assert rounded.as_tuple().exponent == -2
    assert abs(rounded - Decimal(repr(number))) <= Decimal("0.005")
    assert amount(float(rounded)) == rounded


@pytest.mark.parametrize(
    ("number", "becomes"),
    [
        (0, "0.00"),
        (12, "12.00"),
        (12.5, "12.50"),
        (0.1 + 0.2, "0.30"),
        (1.005, "1.01"),
        (0.005, "0.01"),
        (0.0049, "0.00"),
        (2.675, "2.68"),
        (1e-320, "0.00"),
        (9_999_999_999.99, "9999999999.99"),
    ],
)
def test_half_cents_are_rounded_up_as_they_are_written(number, becomes):
    assert str(amount(number)) == becomes


@pytest.mark.parametrize("number", [-0.01, -1, 10_000_000_000, 9_999_999_999.995, 1e300, float("inf"), -float("inf")])
def test_refuses_less_than_nothing_and_too_much(number):
    with pytest.raises(Invalid):
        amount(number)


@untimed
@given(st.integers().filter(lambda cents: not 0 <= cents <= MAX_AMOUNT * 100))
def test_refuses_cents_below_nothing_and_too_many(cents):
    with pytest.raises(Invalid):
        amount_of_cents(cents)
