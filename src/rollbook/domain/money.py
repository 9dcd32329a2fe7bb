"""Amounts of money: two decimals, never a binary float."""

from decimal import ROUND_HALF_UP, Decimal

from rollbook.domain.errors import Invalid

MAX_AMOUNT = Decimal("9999999999.99")
_CENT = Decimal("0.01")


def amount(number: int | float) -> Decimal:
    """A JSON number of currency units as an amount, half cents rounded up; Invalid where it is none."""
    exact = Decimal(repr(number))
    if not 0 <= exact <= MAX_AMOUNT:
        raise Invalid("Bad Request")
    return exact.quantize(_CENT, ROUND_HALF_UP)


def amount_of_cents(cents: int) -> Decimal:
    """Whole cents as an amount; Invalid where they are none."""
    exact = Decimal(cents) / 100
    if not 0 <= exact <= MAX_AMOUNT:
        raise Invalid("Bad Request")
    return exact.quantize(_CENT)
