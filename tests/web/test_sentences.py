"""Sentences of entries as they seldom are."""

from __future__ import annotations

import re
from typing import Any

import pytest

from rollbook.domain.audit import RECORDED
from rollbook.domain.audit_references import Names, references
from rollbook.web.sentences import sentence, sentence_of_many, texts

NAMES = Names(
    {
        ("account", 1): "Olivia Owner",
        ("account", 2): "Mia Member",
        ("organization_user", 12): "Mia Member",
        ("group", 6): "Crew",
        ("workspace", 4): "Main",
        ("workspace_user", 5): "Mia Member",
    }
)


def entry(entity_type: str, action: str, /, **given: Any) -> dict[str, Any]:
    empty = {"workspace_id": None, "user_id": 1, "user_name": "Olivia Owner", "source": "session", "entity_id": None}
    return {**empty, "before": {}, "after": {}, "entity_type": entity_type, "action": action, **given}


def plain(markup: str) -> str:
    return re.sub(r"</?bdi>", "", markup)


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (entry("account", "update", entity_id=1, after={"password_changed": True}), "Olivia Owner set a new password"),
        (
            entry(
                "invitation",
                "create",
                after={"email": "nia@example.com", "workspaces": [{"workspace_id": 4, "role": "user"}], "groups": [6]},
            ),
            "Olivia Owner invited nia@example.com to Main and the group Crew",
        ),
        (
            entry("invitation", "reject", user_id=9, user_name=None, after={"email": "nia@example.com"}),
            "nia@example.com declined to join the organization",
        ),
        (
            entry("account", "update", entity_id=1, after={"timezone": "UTC"}),
            "Olivia Owner changed the settings of their account",
        ),
        (
            entry("account", "request_password_reset", entity_id=2),
            "Olivia Owner made a link for Mia Member to set a new password",
        ),
        (
            entry("account", "request_password_reset", entity_id=2, user_id=None, user_name=None, source="link"),
            "Somebody asked for a link to set a new password for Mia Member",
        ),
        (entry("account", "update", entity_id=1, after={"avatar": None}), "Olivia Owner took their picture away"),
        (
            entry("ownership_transfer", "create", after={"current_owner_id": 1, "new_owner_id": 2}),
            "Olivia Owner asked that Mia Member becomes the owner",
        ),
        (
            entry("ownership_transfer", "update", after={"outcome": "expired"}, user_id=None, source="job"),
            "The handing over of the ownership ran out without an answer",
        ),
        (
            entry("ownership_transfer", "update", after={"outcome": None, "side": "current_owner"}),
            "Olivia Owner agreed to hand over the ownership",
        ),
        (
            entry("ownership_transfer", "update", after={"outcome": "rejected", "side": "new_owner"}),
            "The handing over of the ownership was refused (by Olivia Owner)",
        ),
        (
            entry("organization", "update", before={"owner": 1}, after={"owner": 2}),
            "Olivia Owner made Mia Member the owner of the organization",
        ),
        (
            entry(
                "rate",
                "update",
                workspace_id=4,
                after={
                    "level": "workspace_user",
                    "level_id": 5,
                    "amount": "80.00",
                    "start": "2026-11-01T00:00:00+00:00",
                    "type": "labor_costs",
                },
            ),
            "Olivia Owner set the labor cost of Mia Member in Main to 80.00 from 2026-11-01 on",
        ),
        (
            entry(
                "rate",
                "update",
                workspace_id=4,
                after={"level": "workspace", "level_id": 4, "amount": None, "type": "billable_rates"},
            ),
            "Olivia Owner took the hourly rate of Main away",
        ),
        (
            entry("workspace", "update", entity_id=4, workspace_id=4, before={"admins": [1]}, after={"admins": [2]}),
            "Olivia Owner let Mia Member administer the workspace Main and let Olivia Owner administer it no longer",
        ),
        (
            entry(
                "workspace", "update", entity_id=4, workspace_id=4, after={"rounding": 1, "default_hourly_rate": "9.00"}
            ),
            "Olivia Owner set the hourly rate of the workspace Main to 9.00 and changed its settings",
        ),
        (
            entry("organization_user", "update", entity_id=99, after={"inactive": True}),
            "Olivia Owner deactivated somebody who has left (number 99)",
        ),
        (
            entry("group", "delete", entity_id=9, user_id=8, user_name=None),
            "Somebody who has left (number 8) deleted a group that was deleted (number 9)",
        ),
        (
            entry("group", "update", entity_id=6, before={"users": [1]}, after={"users": [2]}),
            "Olivia Owner added Mia Member to the group Crew and took Olivia Owner out of it",
        ),
    ],
)
def test_an_entry_is_told(told: dict[str, Any], text: str) -> None:
    assert plain(sentence(told, NAMES)) == text


def test_of_many_no_single_one_is_named() -> None:
    told = entry("organization_user", "update", entity_id=12, before={"groups": [6]}, after={"groups": []})

    assert plain(sentence_of_many(told, NAMES, things=500)) == "Olivia Owner changed the groups of 500 people"


def test_numbers_that_are_not_all_say_so() -> None:
    told = entry("organization_user", "update", entity_id=12, after={"inactive": True})
    joined = entry("invitation", "accept", entity_id=7, after={"email": "mia@example.com"})

    assert plain(sentence_of_many(told, NAMES, things=5000, is_whole=False)) == (
        "Olivia Owner deactivated at least 5,000 people"
    )
    assert plain(sentence_of_many(joined, NAMES, things=1200, actors=1200, is_whole=False)) == (
        "At least 1,200 people joined the organization"
    )


@pytest.mark.parametrize(
    ("entity_type", "field"), [(kind, field) for kind in RECORDED for field in sorted(RECORDED[kind])]
)
@pytest.mark.parametrize("value", [None, True, 7, "<i>x", [1, 2], {"a": 1}, [{"workspace_id": 4, "role": "user"}]])
@pytest.mark.parametrize("side", ["before", "after"])
def test_whatever_the_log_keeps_can_be_told(entity_type: str, field: str, value: object, side: str) -> None:
    told = entry(entity_type, "update", entity_id=1, **{side: {field: value}})

    said = sentence(told, NAMES), sentence_of_many(told, NAMES, things=3, came=2, went=2)

    assert "<i>" not in "".join(said)
    assert all(said)
    assert len(texts(told, NAMES)) == 1
    assert references([told])
