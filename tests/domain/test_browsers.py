"""What programs are called that sign in."""

from __future__ import annotations

import pytest

from rollbook.domain.browsers import program


@pytest.mark.parametrize(
    ("user_agent", "called"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 "
            "Safari/537.36 Edg/131.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.1 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Firefox/1", "Firefox"),
        ("python-urllib3/2.2", "python-urllib3/2.2"),
        ("x" * 200, "x" * 60),
        ("", "A program that does not say its name"),
    ],
)
def test_a_program_is_called_what_people_call_it(user_agent: str, called: str) -> None:
    assert program(user_agent) == called
