"""Tokens, codes and passwords."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
