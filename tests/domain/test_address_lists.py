"""What is found in text that people paste: addresses, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rollbook.domain.address_lists import lines

untimed = settings(deadline=None)


def found(text: str) -> list[str]:
    """What is listed; with a question mark before what is not an address."""
    return [("?" if line.judgement == "not an address" else "") + line.text for line in lines(text)]


@pytest.mark.parametrize(
    "text",
    [
        "nora@example.com",
        " nora@example.com, ",
        "<nora@example.com>",
        "Nora <nora@example.com>",
        '"Smith, Nora" <nora@example.com>;',
        "Smith, Nora <nora@example.com>",
        "'Nora Smith' <nora@example.com>",
        "Nora Smith nora@example.com",
        "Nora Smith: nora@example.com",
        "nora@example.com (Nora Smith)",
        "nora@example.com Nora Smith",
        "Nora Smith;nora@example.com",
        "Smith,Nora,nora@example.com,Berlin",
        "Nora Smith\tnora@example.com",
        "1. nora@example.com",
        "- nora@example.com",
        "To: Nora <nora@example.com>",
        "Nora <mailto:nora@example.com>",
        '"Nora";"nora@example.com"',
        "nora@example.com;;;",
        "nora@example.com, --, ...",
    ],
)
def test_a_name_belongs_to_its_address(text: str) -> None:
    assert found(text) == ["nora@example.com"]


@pytest.mark.parametrize(
    "text",
    [
        "Nora <nora@example.com>, Nils <nils@example.com>",
        "Smith, Nora <nora@example.com>, Berg, Nils <nils@example.com>",
        '"Smith, Nora" <nora@example.com>; "Berg, Nils" <nils@example.com>',
        "Nora Smith;nora@example.com;Nils Berg;nils@example.com",
        "nora@example.com nils@example.com",
        "nora@example.com,nils@example.com",
        "Nora Smith;nora@example.com\nNils Berg;nils@example.com",
        "nora@example.com;Nora Smith\nnils@example.com;Nils Berg",
        "nora@example.com\tNora\tBerlin\nnils@example.com\tNils\tOslo\n",
        "Name;Mail\nNora Smith;nora@example.com\nNils Berg;nils@example.com",
        "Mail;Name\nnora@example.com;Nora Smith\n\nnils@example.com;Nils Berg",
        "Adresse,Nom\nnora@example.com,Nora Smith\nnils@example.com,\n",
        "\n E-Mail\nnora@example.com\nnils@example.com",
        'Name,Mail\n"Smith, Nora",nora@example.com\n"Berg, Nils",nils@example.com',
        "Mail;Name;City\nnora@example.com;Nora;\nnils@example.com;;Oslo",
        "Name;Mail\n;;\nNora;nora@example.com\nNils;nils@example.com",
    ],
)
def test_names_and_headers_of_lists_are_left_out(text: str) -> None:
    assert found(text) == ["nora@example.com", "nils@example.com"]


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("zoe1@example.com, bad address, x@y", ["zoe1@example.com", "?bad address", "x@y"]),
        ("zoe@example.com, bob", ["zoe@example.com", "?bob"]),
        ("zoe@example.com; b.example.com; ben@example.com", ["zoe@example.com", "?b.example.com", "ben@example.com"]),
        ("zoe@example.com bob ben@example.com", ["zoe@example.com", "?bob", "ben@example.com"]),
        ("Zoe <zoe@example.com>, bob, Ben <ben@example.com>", ["zoe@example.com", "?bob", "ben@example.com"]),
        ("bob; zoe@example.com; ben; bill; bea@example.com", ["zoe@example.com", "?ben", "bea@example.com"]),
        ("bob, bill", ["?bob, bill"]),
        ("bob\nzoe@example.com", ["?bob", "zoe@example.com"]),
        ("bob, bill\nzoe@example.com", ["?bob, bill", "zoe@example.com"]),
        ("E-Mail\nzoe@example.com, bob", ["zoe@example.com", "?bob"]),
        ("Name;Mail\nBob;bob.example.com\nZoe;zoe@example.com", ["?Bob;bob.example.com", "zoe@example.com"]),
        ("zoe@example.com, @, a@b@c", ["zoe@example.com", "?@", "?a@b@c"]),
    ],
)
def test_what_is_left_over_is_listed(text: str, listed: list[str]) -> None:
    assert found(text) == listed


def test_an_address_that_stands_there_before_is_said_to() -> None:
    judged = [line.judgement for line in lines("zoe@example.com, ZOE@example.com")]

    assert judged == ["new", "twice"]


@untimed
@given(st.text(st.sampled_from("ab@.,;|\t\"'()<> \n:"), max_size=60))
def test_whatever_has_an_at_sign_is_listed(text: str) -> None:
    listed = " ".join(line.text for line in lines(text))

    assert listed.count("@") == text.count("@")
