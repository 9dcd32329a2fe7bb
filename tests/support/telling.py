"""What no answer may tell: words of the database, of the code and of the machine."""

from __future__ import annotations

import re

from support.http import Answer

_TELLING = re.compile(
    rb"""asyncpg|postgres|psycopg|libpq|sqlstate|litestar|msgspec|granian|uvloop|structlog|jinja
      |traceback|site-packages|\.py\b|line\ \d+|exception|[a-z]error\b|0x[0-9a-f]{6}
      |/usr/|/tmp/|/root|/home/|/etc/|/var/|/src/
      |\bselect\ |\binsert\ into|\bupdate\ .*\bset\b|\bwhere\ |\brelation\b|\bconstraint\b|\bcolumn\b|\bsyntax\b
      |\bconnection\b|\bdeadlock|\bbackend\b|\bserver\ closed|\bterminat""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST = 500  # Bytes of a refusal, without what it repeats.


def tells(answer: Answer, *sent: str) -> str:
    """What a refusal tells that it may not; empty where it tells nothing, or is none. What was sent may be repeated."""
    if answer.status < 400:
        return ""
    text = answer.text
    for one in sorted(sent, key=len, reverse=True):
        for form in (one, one.strip(), _escaped(one)):
            text = text.replace(form, "") if form else text
    found = _TELLING.search(text.encode())
    if found is not None:
        return found.group().decode()
    return "" if len(text.encode()) <= _LONGEST and "\n" not in text else "much"


def _escaped(text: str) -> str:
    """As JSON has it."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
