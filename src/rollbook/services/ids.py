"""Lists of ids in requests and refusals."""

from collections.abc import Collection, Sequence

from rollbook.domain.errors import Invalid


def refuse_repeated(ids: Sequence[int], text: str) -> None:
    """Refuses a list in which an id stands twice."""
    if len(set(ids)) != len(ids):
        raise Invalid(text)


def joined(ids: Collection[int], *, in_order_of: Sequence[int]) -> str:
    """Those of the ids as a comma separated text, in the order of the request."""
    return ",".join(str(number) for number in in_order_of if number in ids)
