"""Draws: what looks like chance in a seeded organization, and is the same whenever the seed is.

A person, workspace or group has ``draws``, a hash of the seed and its number. Each two bytes of it decide one question.
"""

_QUESTIONS = (
    *("state", "home", "letter case", "days", "seconds", "given name", "family name", "middle initial"),
    *("time zone", "further workspaces", "groups", "role", "workspace state", "rate", "labor cost", "working hours"),
)
_QUESTIONS_OF_THINGS = ("currency", "first workspace", "number of workspaces")


def draws_of(kind: str, number: str) -> str:
    """SQL for the draws of the ``kind`` of thing with that number, 32 bytes; the seed is $1."""
    return f"sha256(convert_to($1::bigint || ' {kind} ' || {number}, 'UTF8'))"


def draw(draws: str, question: str) -> str:
    """SQL for what the draws say to that question, a whole number below 65,536."""
    questions = _QUESTIONS if question in _QUESTIONS else _QUESTIONS_OF_THINGS
    byte = 2 * questions.index(question)
    return f"(get_byte({draws}, {byte}) * 256 + get_byte({draws}, {byte + 1}))"


def choice(draws: str, question: str, array: str) -> str:
    """SQL for the element of the array that the draws choose."""
    return f"({array})[1 + {draw(draws, question)} % cardinality({array})]"
