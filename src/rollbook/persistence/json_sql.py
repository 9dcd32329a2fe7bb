"""Pieces of SQL that write values the way the API shows them."""


def seconds(column: str) -> str:
    """A time in whole seconds with ``+00:00``, as workspaces, workspace users and groups show it."""
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')"""


def microseconds(column: str) -> str:
    """A time in microseconds with ``Z``, as accounts and organizations show it."""
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


def role_id(column: str, numbers: dict[str, int]) -> str:
    """The published number of the role in ``column``."""
    cases = " ".join(f"WHEN '{code}' THEN {number}" for code, number in numbers.items())
    return f"CASE {column} {cases} END"
