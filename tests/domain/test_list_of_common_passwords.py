"""Passwords that many people have."""

from __future__ import annotations

import subprocess
import sys

import pytest

from rollbook.domain.common_passwords import common_passwords, is_common
from rollbook.domain.errors import Invalid
from rollbook.domain.secrets import TOO_COMMON, new_password


@pytest.mark.parametrize(
    "password", ["password", "PassWord1", "12345678", "1234567890", "qwertyuiop", "iloveyou", " iloveyou ", "football1"]
)
def test_are_refused_in_any_letter_case(password: str) -> None:
    assert is_common(password)
    with pytest.raises(Invalid) as refused:
        new_password(password, missing="missing", too_short="too short")
    assert refused.value.text == TOO_COMMON


@pytest.mark.parametrize("password", ["correct horse battery", "a quite different phrase", "Zt5!kk-q", "        "])
def test_others_are_taken(password: str) -> None:
    assert new_password(password, missing="missing", too_short="too short") == password


def test_there_are_ten_thousand() -> None:
    assert 9_500 < len(common_passwords()) <= 10_000


def test_are_read_when_a_password_is_set_and_bring_no_package_along() -> None:
    program = """
import sys, rollbook.bootstrap
from rollbook.domain.common_passwords import common_passwords
print(common_passwords.cache_info().currsize, "zxcvbn" in sys.modules)
from rollbook.domain.secrets import new_password
new_password("correct horse battery", missing="", too_short="")
print(common_passwords.cache_info().currsize, [name for name in sys.modules if "zxcvbn" in name])
"""

    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert printed == "0 False\n1 []\n"
