"""Keys, requests, and the seals on answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given, settings
from hypothesis import strategies as st

from rollbook.domain.errors import Invalid
from rollbook.domain.kept_answers import Answer, Seal, Sent

SECRET, KEY = b"k" * 32, b"a-key"
SENT = Sent("POST", "/api/v9/me", b"page=1", b'{"name": "Night"}')
ANSWER = Answer(200, [(b"content-type", b"text/plain"), (b"x-page", b"1")], b"OK\xff\0")

untimed = settings(deadline=None)
answers = st.builds(
    Answer, st.integers(200, 499), st.lists(st.tuples(st.binary(max_size=9), st.binary(max_size=9))), st.binary()
)


def seal(secret: bytes = SECRET, key: bytes = KEY, sent: Sent = SENT, account_id: int | None = 1_000_001) -> Seal:
    return Seal(secret, key, sent, account_id=account_id)


@untimed
@given(answers, st.one_of(st.none(), st.integers(1, 2**63 - 1)))
def test_what_was_sealed_is_opened_as_it_was(answer: Answer, account_id: int | None) -> None:
    sealed = seal(account_id=account_id).sealed(answer)

    again = seal(account_id=account_id)

    assert again.opened(again.request_hash, sealed) == answer


def test_is_never_sealed_the_same_twice() -> None:
    assert seal().sealed(ANSWER) != seal().sealed(ANSWER)


@pytest.mark.parametrize("other", [{"secret": b"o" * 32}, {"key": b"other"}, {"account_id": 2}, {"account_id": None}])
def test_another_seal_opens_nothing(other: dict) -> None:
    right, wrong = seal(), seal(**other)
    sealed = right.sealed(ANSWER)

    assert right.key_hash != wrong.key_hash
    with pytest.raises(Invalid):
        wrong.opened(right.request_hash, sealed)
    with pytest.raises(InvalidTag):
        wrong.opened(wrong.request_hash, sealed)


def test_what_was_tampered_with_is_not_opened() -> None:
    sealed = seal().sealed(ANSWER)

    with pytest.raises(InvalidTag):
        seal().opened(seal().request_hash, sealed[:-1] + bytes([sealed[-1] ^ 1]))


OTHERS = [
    replace(SENT, method="PUT"),
    replace(SENT, path="/api/v9/me/"),
    replace(SENT, query=b""),
    replace(SENT, body=b""),
    # What ends one part does not begin the next.
    replace(SENT, path="/api/v9/mep", query=b"age=1"),
    replace(SENT, query=b'page=1{"name"', body=b': "Night"}'),
]


@pytest.mark.parametrize("other", OTHERS)
def test_another_request_is_refused(other: Sent) -> None:
    sealed = seal().sealed(ANSWER)

    with pytest.raises(Invalid, match="Idempotency-Key was used for another request"):
        seal(sent=other).opened(seal().request_hash, sealed)


@pytest.mark.parametrize("other", OTHERS)
def test_another_request_of_nobodys_has_another_key(other: Sent) -> None:
    assert seal(sent=other, account_id=None).key_hash != seal(account_id=None).key_hash


@pytest.mark.parametrize(
    ("status", "size", "of_account", "of_nobody"),
    [
        (200, 10**6, True, True),
        (201, 0, True, True),
        (400, 16 * 1024, True, False),
        (400, 16 * 1024 + 1, False, False),
        (403, 0, True, False),
        (404, 0, True, False),
        (401, 0, False, False),
        (500, 0, False, False),
        (503, 0, False, False),
    ],
)
def test_what_is_kept(status: int, size: int, of_account: bool, of_nobody: bool) -> None:
    answer = Answer(status, [], b"x" * size)

    assert (answer.is_kept(of_nobody=False), answer.is_kept(of_nobody=True)) == (of_account, of_nobody)
