"""The passwords that most people choose, and whoever guesses tries first."""

from functools import cache

from rollbook.lazily import read_alone

MOST_COMMON = 10_000


@cache
def common_passwords() -> frozenset[str]:
    """The 10,000 most common ones, in small letters; read when somebody first sets a password."""
    ranked: list[str] = read_alone("zxcvbn", "frequency_lists").FREQUENCY_LISTS["passwords"]
    return frozenset(password.lower() for password in ranked[:MOST_COMMON])


def is_common(password: str) -> bool:
    """Whether the password is one of them, in whichever letter case, and with whatever space around it."""
    return password.strip().lower() in common_passwords()
