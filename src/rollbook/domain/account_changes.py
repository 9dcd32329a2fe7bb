"""What somebody may change of their own account."""

from dataclasses import asdict, dataclass
from typing import Any

from msgspec import Struct

from rollbook.domain.countries import is_country
from rollbook.domain.errors import Invalid
from rollbook.domain.payloads import Number, SmallNumber, Text
from rollbook.domain.people import is_email, person_name, timezone

_SATURDAY = 6


class AccountChanges(Struct):
    """Changes of the caller's account; a new password needs the current one."""

    fullname: Text | None = None
    email: Text | None = None
    timezone: Text | None = None
    beginning_of_week: SmallNumber | None = None
    country_id: SmallNumber | None = None
    default_workspace_id: Number | None = None
    password: Text | None = None
    current_password: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountValues:
    """Values of an account, None for what stays as it is; called as the audit log calls them."""

    name: str | None = None
    email: str | None = None
    timezone: str | None = None
    beginning_of_week: int | None = None
    country_id: int | None = None
    default_workspace_id: int | None = None

    def given(self) -> dict[str, Any]:  # Any: a text or a number.
        """The values that are not None."""
        return {field: value for field, value in asdict(self).items() if value is not None}


def wanted(changes: AccountChanges) -> AccountValues:
    """The values that are asked for, but for the password; Invalid where one of them can be nobody's."""
    if changes.beginning_of_week is not None and not 0 <= changes.beginning_of_week <= _SATURDAY:
        raise Invalid("Invalid beginning_of_week")
    if changes.country_id is not None and not is_country(changes.country_id):
        raise Invalid("Invalid country_id")
    return AccountValues(
        name=None if changes.fullname is None else _fullname(changes.fullname),
        email=None if changes.email is None else _email(changes.email),
        timezone=None if changes.timezone is None else _timezone(changes.timezone),
        beginning_of_week=changes.beginning_of_week,
        country_id=changes.country_id,
        default_workspace_id=changes.default_workspace_id,
    )


def _fullname(given: str) -> str:
    try:
        return person_name(given)
    except Invalid as refusal:
        raise Invalid("Invalid fullname") from refusal


def _email(given: str) -> str:
    address = given.strip()
    if not is_email(address):
        raise Invalid("Invalid email")
    return address


def _timezone(given: str) -> str:
    try:
        return timezone(given)
    except Invalid as refusal:
        raise Invalid("Invalid timezone") from refusal
