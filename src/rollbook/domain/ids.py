"""Ids as texts carry them."""

MAX_ID = 2**63 - 1


def positive(text: str) -> int | None:
    """The positive 63-bit whole number that the text is, else None."""
    # Longer is larger; and the interpreter refuses to read thousands of digits.
    if not text.isascii() or not text.isdigit() or len(text.lstrip("0")) > len(str(MAX_ID)):
        return None
    number = int(text)
    return number if 0 < number <= MAX_ID else None
