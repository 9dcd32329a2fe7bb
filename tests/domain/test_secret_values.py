"""Tokens, codes and passwords."""

from __future__ import annotations

import ast
import os
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rollbook
from rollbook.domain.errors import Invalid
from rollbook.domain.secrets import (
    MAX_PASSWORD_BYTES,
    MIN_PASSWORD_CHARACTERS,
    api_token,
    new_code,
    new_nonce,
    new_password,
    new_public_id,
    stored_hash,
)

untimed = settings(deadline=None)
keys = st.binary(min_size=32, max_size=32)
ids = st.integers(1, 2**63 - 1)
nonces = st.binary(min_size=16, max_size=16)


@untimed
@given(keys, ids, nonces)
def test_a_token_is_32_hexadecimal_characters_and_always_the_same(key, account_id, nonce):
    token = api_token(key, account_id, nonce)

    assert re.fullmatch(r"[0-9a-f]{32}", token)
    assert api_token(key, account_id, nonce) == token


@untimed
@given(st.tuples(keys, ids, nonces), st.tuples(keys, ids, nonces))
def test_another_key_account_or_nonce_is_another_token(one, other):
    if one != other:
        assert api_token(*one) != api_token(*other)


@untimed
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=8))
def test_what_is_stored_of_a_secret_is_not_the_secret(secret):
    kept = stored_hash(secret)

    assert len(kept) == 32
    assert secret.encode() not in kept
    assert stored_hash(secret) == kept


def test_codes_nonces_and_public_ids_never_repeat():
    number = 500

    assert len({new_code() for _ in range(number)}) == number
    assert len({new_nonce() for _ in range(number)}) == number
    assert len({new_public_id() for _ in range(number)}) == number


def drawn() -> tuple[str, bytes, str]:
    return new_code(), new_nonce(), new_public_id()


def test_nobody_who_knows_another_generator_knows_what_is_drawn():
    random.seed(1)
    first = drawn()
    random.seed(1)

    assert not set(first) & set(drawn())


def test_processes_of_one_parent_draw_different_ones():
    reader, writer = os.pipe()
    for _ in range(2):
        if (child := os.fork()) == 0:
            os.write(writer, new_code().encode())
            os._exit(0)
        os.waitpid(child, 0)

    first, second = os.read(reader, 32), os.read(reader, 32)

    assert len(first) == len(second) == 32
    assert first != second


def test_what_a_token_is_made_of_has_128_bits():
    assert len(new_nonce()) * 8 >= 128
    assert len(api_token(b"k" * 32, 1, new_nonce())) * 4 >= 128


def compared(path: Path) -> list[str]:
    """What a module compares by `==` or `!=` that is called like a secret, or like a hash of one."""
    called = re.compile(r"(^|_)(hash|digest|token|secret|nonce|signature)$|(^|(?<!status)_)code$")
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Compare) and any(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops):
            for operand in (node.left, *node.comparators):
                name = operand.slice if isinstance(operand, ast.Subscript) else operand
                text = str(getattr(name, "attr", None) or getattr(name, "id", None) or getattr(name, "value", ""))
                if called.search(text):
                    found.append(f"{path.name}:{node.lineno} {ast.unparse(node)}")
    return found


def test_a_comparison_that_is_not_in_constant_time_is_found(tmp_path):
    module = tmp_path / "module.py"
    module.write_text('x = a == row["token_hash"]\ny = self.secret != b\nz = name == other\n')

    assert compared(module) == [
        "module.py:1 a == row['token_hash']",
        "module.py:2 self.secret != b",
    ]


def test_secrets_are_compared_in_constant_time():
    """Or by the database, as hashes, of which no part can be guessed without the secret."""
    modules = list(Path(rollbook.__file__).parent.rglob("*.py"))

    assert len(modules) > 100
    assert [found for module in modules for found in compared(module)] == []


def test_a_code_has_192_bits_and_stands_in_a_url_as_it_is():
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", new_code()) for _ in range(100))


def test_a_public_id_has_22_characters():
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", new_public_id()) for _ in range(100))


@untimed
@given(st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=1100))
def test_a_password_is_taken_as_it_is_or_refused_without_being_repeated(password):
    length, size = len(password or ""), len((password or "").encode())

    if length >= MIN_PASSWORD_CHARACTERS and size <= MAX_PASSWORD_BYTES:
        assert new_password(password, missing="missing", too_short="too short") == password
        return
    with pytest.raises(Invalid) as refusal:
        new_password(password, missing="missing", too_short="too short")
    if length < MIN_PASSWORD_CHARACTERS:
        assert refusal.value.text == ("too short" if password else "missing")
    else:
        assert password not in refusal.value.text


@pytest.mark.parametrize("password", ["8letters", "        ", "õõõõõõõõ", "x" * 1024, "é" * 512])
def test_eight_characters_to_1024_bytes(password):
    assert new_password(password, missing="", too_short="") == password


@pytest.mark.parametrize("password", ["7letter", "õõõõõõõ", "x" * 1025, "é" * 513])
def test_fewer_characters_or_more_bytes_are_refused(password):
    with pytest.raises(Invalid):
        new_password(password, missing="", too_short="")
