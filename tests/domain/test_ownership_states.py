"""A transfer of ownership, step by step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.domain.errors import Forbidden, Invalid, Refusal
from rollbook.domain.ownership import LASTS, Side, Transfer, acted, action_named, requested

OWNER, NEW, THIRD, STRANGER = 1, 2, 3, 4
START = datetime(2026, 1, 31, 12, tzinfo=UTC)
LATER = START + timedelta(days=1)
ACTIONS = ("accept", "reject", "cancel")


def asked_by(account_id):
    return requested(account_id, OWNER, NEW, START)


class Test_requested:
    @pytest.mark.parametrize(("by", "waits_for"), [(OWNER, [NEW]), (NEW, [OWNER]), (THIRD, [OWNER, NEW])])
    def test_waits_for_who_did_not_ask(self, by, waits_for):
        transfer = asked_by(by)

        assert transfer.waits_for == waits_for

    def test_whichever_side_asks_agrees_then(self):
        transfer = asked_by(OWNER)

        assert transfer.sides == (Side(OWNER, True, START), Side(NEW))

    def test_lasts_seven_days(self):
        transfer = asked_by(OWNER)

        assert transfer.expires_at - transfer.created_at == LASTS == timedelta(days=7)


class Test_acted:
    @pytest.mark.parametrize(("by", "other"), [(OWNER, NEW), (NEW, OWNER)])
    def test_the_second_consent_decides(self, by, other):
        after = acted(asked_by(by), "accept", other, LATER)

        assert (after.outcome, after.finished_at) == ("accepted", LATER)
        assert [side.accepted for side in after.sides] == [True, True]

    @pytest.mark.parametrize(("first", "second"), [(OWNER, NEW), (NEW, OWNER)])
    def test_what_a_third_asks_for_needs_two_consents_in_any_order(self, first, second):
        half = acted(asked_by(THIRD), "accept", first, LATER)

        assert (half.outcome, half.finished_at, half.waits_for) == (None, None, [second])
        assert acted(half, "accept", second, LATER).outcome == "accepted"

    @pytest.mark.parametrize("who", [OWNER, NEW])
    def test_one_refusal_decides(self, who):
        after = acted(asked_by(THIRD), "reject", who, LATER)

        assert (after.outcome, after.finished_at) == ("rejected", LATER)
        assert {side.account_id: side.accepted for side in after.sides} == {OWNER: None, NEW: None} | {who: False}

    @pytest.mark.parametrize(("by", "who"), [(OWNER, OWNER), (NEW, OWNER), (NEW, NEW), (THIRD, OWNER), (THIRD, THIRD)])
    def test_who_asked_and_the_owner_call_it_off(self, by, who):
        transfer = asked_by(by)

        after = acted(transfer, "cancel", who, LATER)

        assert after == transfer.finished("cancelled", LATER)

    @pytest.mark.parametrize(
        ("by", "action", "who"),
        [
            (OWNER, "cancel", NEW),
            (THIRD, "cancel", NEW),
            (THIRD, "accept", THIRD),
            (THIRD, "reject", THIRD),
            *((OWNER, action, STRANGER) for action in ACTIONS),
        ],
    )
    def test_nobody_decides_for_others(self, by, action, who):
        with pytest.raises(Forbidden, match=r"^User does not have access to this resource$"):
            acted(asked_by(by), action, who, LATER)

    @pytest.mark.parametrize("action", ["accept", "reject"])
    def test_a_side_answers_once(self, action):
        with pytest.raises(Invalid, match=r"^Nothing to change\.$"):
            acted(asked_by(OWNER), action, OWNER, LATER)

    @pytest.mark.parametrize("action", ACTIONS)
    def test_after_seven_days_there_is_nothing_to_decide(self, action):
        with pytest.raises(Invalid, match=r"^The ownership transfer is finished\.$"):
            acted(asked_by(NEW), action, OWNER, START + LASTS)

    def test_until_then_there_is(self):
        after = acted(asked_by(NEW), "accept", OWNER, START + LASTS - timedelta(microseconds=1))

        assert after.outcome == "accepted"

    @given(
        by=st.sampled_from([OWNER, NEW, THIRD]),
        steps=st.lists(
            st.tuples(st.sampled_from(ACTIONS), st.sampled_from([OWNER, NEW, THIRD, STRANGER]), st.integers(0, 9)),
            max_size=8,
        ),
    )
    def test_whatever_is_tried_it_ends_once_and_is_accepted_by_both_alone(self, by, steps):
        states = [asked_by(by)]
        for action, who, days in steps:
            try:
                states.append(acted(states[-1], action, who, START + timedelta(days=days)))
            except Refusal:
                continue

        assert [state.outcome for state in states[:-1]] == [None] * (len(states) - 1)
        assert all(_is_sound(state) for state in states)


def _is_sound(state: Transfer) -> bool:
    answers = [side.accepted for side in state.sides]
    return (
        (state.outcome is None) == (state.finished_at is None)
        and (state.outcome == "accepted") == (answers == [True, True])
        and (state.outcome == "rejected") == (False in answers)
    )


class Test_as_of:
    def test_what_has_run_out_ended_when_it_did(self):
        transfer = asked_by(OWNER)

        assert transfer.as_of(START + 2 * LASTS) == transfer.finished("expired", START + LASTS)

    def test_what_ended_otherwise_stays_so(self):
        transfer = asked_by(OWNER).finished("cancelled", LATER)

        assert transfer.as_of(START + 2 * LASTS) == transfer


class Test_action_named:
    @pytest.mark.parametrize("name", ACTIONS)
    def test_knows_three(self, name):
        assert action_named(name) == name

    @pytest.mark.parametrize("name", ["", "Accept", "accepted", "delete"])
    def test_refuses_others(self, name):
        with pytest.raises(Invalid, match=r"^Invalid action: it should be accept, reject or cancel$"):
            action_named(name)
