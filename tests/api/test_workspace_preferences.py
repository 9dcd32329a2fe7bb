"""What is chosen for all who work in a workspace."""

from __future__ import annotations

import json

import pytest

from support.world import World

FLAGS = ("disable_approvals", "disable_expenses", "disable_timesheet_view", "hide_start_end_times")
NOTHING_CHOSEN = dict.fromkeys(FLAGS, False) | dict.fromkeys(
    (
        "calendar_suggestion_start_date",
        "inc_tos_accepted_at",
        "inc_tos_accepted_by",
        "initial_pricing_plan",
        "logo",
        "report_locked_at",
        "single_sign_on",
        "sso_requested_at",
    )
)


def path(world):
    return f"/workspaces/{world.workspace_id}/preferences"


def shown(world, who="member"):
    return world.http.ok("GET", path(world), as_=getattr(world, who))


def post(world, body, who="owner"):
    answer = world.http("POST", path(world), body, as_=getattr(world, who))
    return answer.status, answer.json()


class Test_get_workspace_preferences:
    @pytest.mark.parametrize("who", ["owner", "admin", "workspace_admin", "member", "indirect"])
    def test_has_everything_where_nothing_was_chosen(self, shared_world: World, who):
        assert shown(shared_world, who) == NOTHING_CHOSEN

    @pytest.mark.parametrize("who", ["outside", "inactive", "stranger"])
    def test_is_for_the_people_of_the_workspace(self, shared_world: World, who):
        answer = shared_world.http("GET", path(shared_world), as_=getattr(shared_world, who))

        assert (answer.status, answer.json()) == (403, "User does not have access to this resource.")


class Test_post_workspace_preferences:
    @pytest.mark.parametrize("who", ["owner", "admin", "workspace_admin"])
    def test_keeps_what_is_given_and_answers_everything(self, world: World, who):
        chosen = {
            **dict.fromkeys(FLAGS, True),
            "calendar_suggestion_start_date": "2026-01-31",
            "report_locked_at": "2026-01-31T12:30:00Z",
        }
        told = post(world, chosen, who)

        assert told == (200, NOTHING_CHOSEN | chosen)
        assert shown(world) == NOTHING_CHOSEN | chosen

    def test_leaves_what_is_absent_or_null(self, world: World):
        post(world, {"disable_approvals": True, "report_locked_at": "2026-01-31"})
        told = post(world, {"hide_start_end_times": True, "report_locked_at": None})

        chosen = {"disable_approvals": True, "hide_start_end_times": True, "report_locked_at": "2026-01-31"}
        assert told == (200, NOTHING_CHOSEN | chosen)

    @pytest.mark.parametrize("name", FLAGS)
    def test_the_workspace_shows_its_flags(self, world: World, name):
        post(world, {name: True})
        after = world.http.ok("GET", f"/workspaces/{world.workspace_id}", as_=world.member)
        (listed,) = world.http.ok("GET", "/me/workspaces", as_=world.member)

        assert {flag: after[flag] for flag in FLAGS} == {flag: flag == name for flag in FLAGS}
        assert listed == after
        other = world.http.ok("GET", f"/workspaces/{world.other_workspace_id}", as_=world.owner)
        assert not any(other[flag] for flag in FLAGS)

    def test_a_flag_is_taken_back(self, world: World):
        post(world, {"disable_expenses": True})

        assert post(world, {"disable_expenses": False}) == (200, NOTHING_CHOSEN)

    @pytest.mark.parametrize("name", ["report_locked_at", "calendar_suggestion_start_date"])
    def test_a_time_is_taken_back_by_an_empty_text(self, world: World, name):
        post(world, {name: "2026-01-31"})

        assert post(world, {name: ""}) == (200, NOTHING_CHOSEN)

    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("2026-01-31", "2026-01-31"),
            ("2026-01-31T01:00:00+02:00", "2026-01-30T23:00:00Z"),
            ("2026-01-31T12:30:00.123456Z", "2026-01-31T12:30:00.123456Z"),
        ],
    )
    def test_days_stay_and_moments_are_shown_in_utc(self, world: World, given, kept):
        _, told = post(world, {"report_locked_at": given})

        assert told["report_locked_at"] == kept

    def test_what_is_answered_can_be_sent_again(self, world: World):
        post(world, {"disable_approvals": True, "report_locked_at": "2026-01-31T00:00:00Z"})
        before = shown(world)

        assert post(world, before) == (200, before)

    def test_an_empty_object_changes_nothing(self, world: World, rows):
        told = post(world, {})

        assert told == (200, NOTHING_CHOSEN)
        assert self.kept(world, rows) == []

    def kept(self, world, rows):
        found = rows(
            "SELECT before::text, after::text FROM audit_entries WHERE organization_id = $1 AND workspace_id = $2"
            " AND entity_type = 'workspace' AND action = 'update' ORDER BY happened_at",
            world,
            world.workspace_id,
        )
        return [(json.loads(entry["before"]), json.loads(entry["after"])) for entry in found]

    def test_the_log_keeps_what_differs(self, world: World, rows):
        post(world, {"disable_approvals": True})
        post(world, {"disable_approvals": True, "report_locked_at": "2026-01-31"})

        assert self.kept(world, rows) == [
            ({"preferences": {"disable_approvals": None}}, {"preferences": {"disable_approvals": True}}),
            ({"preferences": {"report_locked_at": None}}, {"preferences": {"report_locked_at": "2026-01-31"}}),
        ]

    def test_a_workspace_changed_is_one_changed_since(self, world: World):
        before = world.http.ok("GET", f"/workspaces/{world.workspace_id}", as_=world.owner)
        post(world, {"disable_approvals": True})

        after = world.http.ok("GET", f"/workspaces/{world.workspace_id}", as_=world.owner)
        assert after["at"] >= before["at"]

    @pytest.mark.parametrize("who", ["member", "indirect", "outside", "inactive", "stranger"])
    def test_is_for_who_administers_the_workspace(self, shared_world: World, who):
        told = post(shared_world, {"disable_approvals": True}, who)

        assert told == (403, "Permission required to update time entries lock setting.")
