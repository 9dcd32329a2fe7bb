"""What people choose for the programs that they use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.world import PASSWORD, Person, address, sign_up

DATA = Path(__file__).parents[1] / "contract/data/models.json"
FIELDS = json.loads(DATA.read_text())["current_and_2024"]["models.AllPreferences"]["fields"]
RULE = {
    "billable": True,
    "description": "In the editor",
    "enabled": True,
    "id": "rule-1",
    "parameters": {"duration": "1h", "keyword": "edit", "keyword_mode": "any", "time_of_day": "", "week_days": "1-5"},
    "project_id": 1,
    "skip_when_timer_is_running": False,
    "start_without_confirmation": True,
    "tag_ids": [1, 2],
    "task_id": 3,
    "type": 4,
    "workspace_id": 5,
}


@pytest.fixture
def person(service):
    user_id, email, token = sign_up(service.http, "Mia Member")
    return Person("Mia Member", email, user_id, token)


@pytest.fixture
def http(service):
    return service.http


def choose(http, person, **chosen):
    assert http.ok("POST", "/me/preferences", chosen, as_=person) == "OK"


def preferences(http, person):
    return http.ok("GET", "/me/preferences", as_=person)


def recorded(rows, person):
    sql = """SELECT before, after FROM audit_entries
              WHERE account_id = $1 AND entity_type = 'account' AND action = 'update' ORDER BY happened_at"""
    return [(json.loads(row["before"]), json.loads(row["after"])) for row in rows(sql, person.user_id)]


class Test_get_preferences:
    def test_has_every_documented_field_and_null_where_nothing_was_chosen(self, http, person):
        shown = preferences(http, person)

        assert set(shown) == set(FIELDS)
        assert {name: value for name, value in shown.items() if value is not None} == {
            "alpha_features": [],
            "beginningOfWeek": 1,
            "date_format": "MM/DD/YYYY",
            "duration_format": "improved",
            "pg_time_zone_name": "UTC",
            "timeofday_format": "h:mm A",
        }

    def test_are_the_callers_alone(self, http, person, shared_world):
        choose(http, person, windows_theme="dark")

        others = preferences(http, shared_world.owner)

        assert others["windows_theme"] is None


class Test_post_preferences:
    def test_keeps_what_is_given_beside_what_was_chosen_before(self, http, person):
        choose(http, person, windows_theme="dark", pomodoro_enabled=True)

        choose(http, person, windows_theme="light", calendar_visible_hours_start=7)

        shown = preferences(http, person)
        assert (shown["windows_theme"], shown["pomodoro_enabled"], shown["calendar_visible_hours_start"]) == (
            "light",
            True,
            7,
        )

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("date_format", "DD.MM.YYYY"),
            ("timeofday_format", "H:mm"),
            ("duration_format", "decimal"),
            ("decimal_separator", ","),
            ("reportRounding", False),
            ("windows_stop_start_keyboard_shortcut", {"key": 65, "modifiers": 2}),
            ("default_project_task", {"project_id": 1, "task_id": 2, "workspace_id": 3}),
            ("workout_default_tag", {"id": 1, "workspace_id": 3}),
            ("windows_auto_tracking_rules", [RULE]),
            ("offlineMode", "Größe \U0001f98a"),
        ],
    )
    def test_answers_a_value_as_it_was_given(self, http, person, name, value):
        choose(http, person, **{name: value})

        assert preferences(http, person)[name] == value

    @pytest.mark.parametrize(
        ("name", "value", "status"),
        [
            ("offlineMode", "ö" * 1000, 200),
            ("offlineMode", "ö" * 1001, 400),
            ("windows_auto_tracking_rules", [RULE] * 100, 200),
            ("windows_auto_tracking_rules", [RULE] * 101, 400),
            ("macos_auto_tracking_rules", [{}] * 101, 400),
            ("windows_auto_tracking_rules", [{"tag_ids": [1] * 101}], 400),
        ],
    )
    def test_takes_as_much_as_programs_choose_and_no_more(self, http, person, name, value, status):
        answer = http("POST", "/me/preferences", {name: value}, as_=person)

        assert (answer.status, answer.json()) == (status, "OK" if status == 200 else "Invalid JSON input")

    def test_leaves_what_is_null_as_it_was(self, http, person):
        choose(http, person, windows_theme="dark")

        choose(http, person, windows_theme=None, pomodoro_enabled=True)

        assert preferences(http, person)["windows_theme"] == "dark"

    def test_takes_all_that_it_answers(self, http, person):
        choose(http, person, windows_auto_tracking_rules=[RULE], beginningOfWeek=0)
        shown = preferences(http, person)

        choose(http, person, **shown)

        assert preferences(http, person) == shown

    def test_sets_the_accounts_own_beginning_of_the_week_and_time_zone(self, http, person):
        choose(http, person, beginningOfWeek=0, pg_time_zone_name="Europe/Tallinn")

        account, shown = http.ok("GET", "/me", as_=person), preferences(http, person)
        assert (account["beginning_of_week"], account["timezone"]) == (0, "Europe/Tallinn")
        assert (shown["beginningOfWeek"], shown["pg_time_zone_name"]) == (0, "Europe/Tallinn")

    def test_shows_the_time_zone_of_the_account(self, http):
        payload = {"email": address("Mia Member"), "password": PASSWORD, "timezone": "Asia/Tokyo"}
        account = http.ok("POST", "/signup", payload)

        shown = http.ok("GET", "/me/preferences", as_=(account["api_token"], "api_token"))

        assert shown["pg_time_zone_name"] == "Asia/Tokyo"

    def test_marks_the_lists_that_show_the_time_zone_as_changed(self, world, rows):
        sql = "SELECT version FROM organizations WHERE id = $1"
        ((before,),) = (row.values() for row in rows(sql, world))

        choose(world.http, world.member, pg_time_zone_name="Europe/Tallinn")

        ((after,),) = (row.values() for row in rows(sql, world))
        assert after > before
        assert world.workspace_users()[world.member.user_id]["timezone"] == "Europe/Tallinn"

    @pytest.mark.parametrize("body", [None, {}, {"surprise": 1}, {"windows_theme": None}])
    def test_of_nothing_is_refused(self, http, person, body):
        answer = http("POST", "/me/preferences", body, as_=person)

        assert (answer.status, answer.json()) == (400, "Missing data")

    def test_of_something_wrong_changes_nothing_else_either(self, http, person):
        before = preferences(http, person)

        answer = http("POST", "/me/preferences", {"windows_theme": "dark", "date_format": "YY"}, as_=person)

        assert (answer.status, answer.json()) == (400, "Value in date_format is invalid")
        assert preferences(http, person) == before

    def test_of_more_than_a_mebibyte_is_too_large(self, http, person):
        answer = http("POST", "/me/preferences", {"windows_theme": "d" * 1024 * 1024}, as_=person)

        assert answer.status == 413

    def test_is_recorded_by_the_names_of_what_changed(self, http, person, rows):
        choose(http, person, windows_theme="dark", date_format="DD.MM.YYYY")

        choose(http, person, windows_theme="dark", date_format="YYYY-MM-DD", pg_time_zone_name="Europe/Tallinn")

        assert recorded(rows, person) == [
            ({}, {"preferences": ["date_format", "windows_theme"]}),
            ({"timezone": "UTC"}, {"timezone": "Europe/Tallinn", "preferences": ["date_format"]}),
        ]

    def test_that_changes_nothing_is_not_recorded(self, http, person, rows):
        choose(http, person, windows_theme="dark")

        choose(http, person, windows_theme="dark", beginningOfWeek=1, alpha_features=[])

        assert len(recorded(rows, person)) == 1
