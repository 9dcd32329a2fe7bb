"""Rates and labour costs: put in force, and their history."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.http import Answer
from support.server import Service
from support.together import at_once
from support.world import Person, World, build, invite

NO_ACCESS = "User cannot access billable rate(s)."
WRONG_LEVEL = "Invalid level: it should be workspace, workspace_user, project or project_user"
UNKNOWN = 5_999_999
MIDNIGHT = "T00:00:00+00:00"
KINDS = {"billable_rates": "rate", "labor_costs": "labor_cost"}


@pytest.fixture(scope="module")
def crowd(service: Service) -> World:
    """A world for tests that change somebody of their own in it, and nobody else."""
    return build(service)


@pytest.fixture
def newcomer(crowd: World) -> Person:
    """Somebody whom no other test knows."""
    return invited(crowd)


def invited(world: World) -> Person:
    workspaces = [{"workspace_id": world.workspace_id}]
    return invite(world.http, world.owner, world.organization_id, workspaces, "Nora Newcomer")[0]


def day(days_ago: int = 0) -> str:
    return (datetime.now(UTC) - timedelta(days=days_ago)).strftime("%Y-%m-%d")


def change(world: World, person: Person | None, as_: Person | None = None, **fields: Any) -> Answer:
    """Changes the person's rate, or the workspace's own."""
    level = {"level": "workspace", "level_id": world.workspace_id}
    if person is not None:
        level = {"level": "workspace_user", "level_id": person.workspace_user_id}
    return world.http("POST", f"/workspaces/{world.workspace_id}/rates", level | fields, as_=as_ or world.owner)


def history(world: World, person: Person | None, query: str = "?type=billable_rates") -> list[dict[str, Any]]:
    level = f"workspace/{world.workspace_id}" if person is None else f"workspace_user/{person.workspace_user_id}"
    listed: list[dict[str, Any]] = world.http.ok(
        "GET", f"/workspaces/{world.workspace_id}/rates/{level}{query}", as_=world.owner
    )
    return listed


def shown(world: World, person: Person) -> dict[str, Any]:
    return world.workspace_users()[person.user_id]


def workspace(world: World) -> dict[str, Any]:
    found: dict[str, Any] = world.http.ok("GET", f"/workspaces/{world.workspace_id}", as_=world.owner)
    return found


def told(answer: Answer) -> tuple[int, Any]:
    return answer.status, answer.refusal


class Test_post_workspace_rates:
    @pytest.mark.parametrize(("kind", "column"), KINDS.items())
    def test_gives_somebody_an_amount_from_today_on(self, crowd, newcomer, kind, column):
        answer = change(crowd, newcomer, amount=12.5, type=kind)

        assert (answer.status, answer.body) == (201, b"")
        assert shown(crowd, newcomer)[column] == 12.5
        assert shown(crowd, newcomer)[f"{column}_last_updated"] is not None
        (entry,) = history(crowd, newcomer, "")
        assert (entry["amount"], entry["start"], entry["end"]) == (12.5, day() + MIDNIGHT, None)

    def test_is_of_billable_rates_from_today_on_when_nothing_else_is_said(self, crowd, newcomer):
        change(crowd, newcomer, amount=12.5)

        (entry,) = history(crowd, newcomer, "")
        assert (entry["type"], entry["rate_change_mode"]) == ("billable_rates", "start-today")

    def test_is_what_changing_the_workspace_user_is(self, crowd, newcomer):
        path = f"/workspaces/{crowd.workspace_id}/users/{newcomer.user_id}"
        crowd.http.ok("PUT", path, {"rate": 9.75, "labor_cost": 4}, as_=crowd.owner)

        entries = {entry["type"]: entry["amount"] for entry in history(crowd, newcomer, "")}
        assert entries == {"billable_rates": 9.75, "labor_costs": 4}

    def test_rounds_half_cents_up(self, crowd, newcomer):
        change(crowd, newcomer, amount=0.125)

        assert shown(crowd, newcomer)["rate"] == 0.13

    @pytest.mark.parametrize("cleared", [{"amount": None}, {}])
    def test_without_an_amount_clears_it_and_keeps_the_history(self, crowd, newcomer, cleared):
        change(crowd, newcomer, amount=10, start=day(3))
        answer = change(crowd, newcomer, **cleared)

        assert answer.status == 201
        assert shown(crowd, newcomer)["rate"] is None
        assert [entry["amount"] for entry in history(crowd, newcomer)] == [None, 10]

    @pytest.mark.parametrize("person", ["indirect", "inactive", "invited"])
    def test_reaches_everybody_in_the_workspace(self, crowd, person):
        somebody = getattr(crowd, person)
        number = crowd.workspace_users()[somebody.user_id]["id"]
        somebody = Person(**somebody.__dict__ | {"workspace_user_id": number})

        assert change(crowd, somebody, amount=3).status == 201
        assert history(crowd, somebody)[0]["amount"] == 3

    # The workspace's own

    def test_gives_the_workspace_its_default_rate(self, world):
        answer = change(world, None, amount=99.5)

        assert answer.status == 201
        assert workspace(world)["default_hourly_rate"] == 99.5
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", workspace(world)["rate_last_updated"])
        (entry,) = history(world, None)
        assert (entry["amount"], entry["workspace_user_id"]) == (99.5, None)

    def test_labour_costs_of_the_workspace_are_history_alone(self, world):
        before = workspace(world)
        change(world, None, amount=50, type="labor_costs")

        assert [entry["amount"] for entry in history(world, None, "?type=labor_costs")] == [50]
        assert workspace(world) == before

    def test_clears_the_workspaces_default_rate(self, world):
        change(world, None, amount=99.5, start=day(2))
        change(world, None, amount=None)

        assert workspace(world)["default_hourly_rate"] is None
        assert [entry["amount"] for entry in history(world, None)] == [None, 99.5]

    def test_the_workspaces_rate_and_a_persons_are_apart(self, world):
        change(world, world.member, amount=1, start=day(5))
        change(world, None, amount=2, start=day(4))
        change(world, world.member, amount=3, mode="override-all")

        assert [entry["amount"] for entry in history(world, None)] == [2]
        assert [entry["amount"] for entry in history(world, world.member)] == [3]

    # From when on

    def test_with_a_start_replaces_what_begins_then_or_later_and_ends_what_was_in_force(self, crowd, newcomer):
        for days_ago, amount in ((9, 1), (6, 2), (3, 3)):
            change(crowd, newcomer, amount=amount, start=day(days_ago))
        change(crowd, newcomer, amount=4, start=day(5))

        spans = [(one["amount"], one["start"][:10], (one["end"] or "")[:10]) for one in history(crowd, newcomer)]
        assert spans == [(4, day(5), ""), (2, day(6), day(5)), (1, day(9), day(6))]

    @pytest.mark.parametrize(
        ("start", "began"),
        [
            ("2024-03-05", "2024-03-05"),
            ("2024-03-05T00:00:00Z", "2024-03-05"),
            ("2024-03-05T23:59:59.9+00:00", "2024-03-05"),
            ("2024-03-05T23:30:00-02:00", "2024-03-06"),
            ("0001-01-02", "0001-01-02"),
        ],
    )
    def test_begins_with_the_day_in_utc(self, crowd, newcomer, start, began):
        change(crowd, newcomer, amount=5, start=start)

        assert history(crowd, newcomer)[0]["start"] == began + MIDNIGHT

    @pytest.mark.parametrize("mode", ["override-current", "override-all"])
    def test_overrides_look_at_no_start(self, crowd, newcomer, mode):
        change(crowd, newcomer, amount=1, start=day(9))
        answer = change(crowd, newcomer, amount=2, mode=mode, start="2999-01-01")

        assert answer.status == 201
        (entry,) = history(crowd, newcomer)
        assert (entry["amount"], entry["start"]) == (2, day(9) + MIDNIGHT)

    @pytest.mark.parametrize("start", [day(-2), "9999-12-31", "9999-12-31T23:59:59Z"])
    def test_refuses_a_start_in_the_future(self, crowd, newcomer, start):
        answer = change(crowd, newcomer, amount=5, start=start)

        assert told(answer) == (400, "Bad Request")
        assert history(crowd, newcomer) == []

    @pytest.mark.parametrize(
        "start",
        ["", "today", "20240305", "2024-3-5", "2024-03-05T00:00:00", "0001-01-01", "0001-01-01T00:00:00+14:00"],
    )
    def test_refuses_a_start_that_is_no_time(self, crowd, newcomer, start):
        answer = change(crowd, newcomer, amount=5, start=start)

        assert told(answer) == (400, "JSON is not valid")
        assert history(crowd, newcomer) == []

    def test_is_in_the_audit_log(self, world, rows):
        change(world, world.member, amount=10, start=day(4))
        change(world, world.member, amount=20.5, start=day(1), type="billable_rates")

        sql = """SELECT action, account_id, workspace_id, before, after FROM audit_entries
                  WHERE organization_id = $1 AND entity_type = 'rate' ORDER BY happened_at DESC, id LIMIT 1"""
        (entry,) = rows(sql, world)
        before = re.sub(r"\s", "", entry["before"])
        after = re.sub(r"\s", "", entry["after"])
        assert (entry["action"], entry["account_id"], entry["workspace_id"]) == (
            "update",
            world.owner.user_id,
            world.workspace_id,
        )
        assert '"amount":"10.00"' in before
        assert all(
            part in after
            for part in (
                '"amount":"20.50"',
                '"level":"workspace_user"',
                f'"level_id":{world.member.workspace_user_id}',
                '"mode":"start-today"',
                f'"start":"{day(1)}{MIDNIGHT}"',
                '"type":"billable_rates"',
            )
        )

    def test_changes_at_the_same_time_leave_one_in_force(self, world):
        modes = ["start-today", "override-current", "override-all"]
        calls = [
            lambda n=number: change(world, world.member, amount=n, mode=modes[n % 3], start=day(n % 4))
            for number in range(12)
        ]
        answers = at_once(world.http, *calls)

        entries = history(world, world.member)
        assert {answer.status for answer in answers} == {201}
        assert [entry["end"] for entry in entries].count(None) == 1
        assert all(later["start"] == earlier["end"] for later, earlier in pairwise(entries))
        assert shown(world, world.member)["rate"] == entries[0]["amount"]

    # Whose, and who may

    def test_a_workspace_user_of_another_workspace_is_none(self, crowd):
        other = crowd.workspace_users(crowd.other_workspace_id)[crowd.outside.user_id]["id"]
        somebody = Person(**crowd.outside.__dict__ | {"workspace_user_id": other})

        assert told(change(crowd, somebody, amount=5)) == (400, "User not found in workspace")

    def test_another_workspace_of_the_organization_is_the_wrong_one(self, crowd):
        answer = change(crowd, None, amount=5, level_id=crowd.other_workspace_id)

        assert told(answer) == (400, "Invalid workspace ID")

    @pytest.mark.parametrize("kind", ["admin", "workspace_admin"])
    def test_is_for_admins(self, crowd, newcomer, kind):
        assert change(crowd, newcomer, as_=getattr(crowd, kind), amount=5).status == 201

    @pytest.mark.parametrize("kind", ["member", "indirect", "outside", "inactive", "stranger"])
    def test_is_for_nobody_else(self, crowd, newcomer, kind):
        answer = change(crowd, newcomer, as_=getattr(crowd, kind), amount=5)

        assert told(answer) == (403, NO_ACCESS)
        assert history(crowd, newcomer) == []

    @pytest.mark.parametrize("body", [None, {}, {"surprise": 1}, {"amount": None, "level": None}])
    def test_refuses_a_request_that_says_nothing(self, crowd, body):
        answer = crowd.http("POST", f"/workspaces/{crowd.workspace_id}/rates", body, as_=crowd.owner)

        assert told(answer) == (400, "Request payload must be informed")


class Test_get_workspace_rates:
    def test_shows_all_of_an_entry(self, crowd, newcomer):
        change(crowd, newcomer, amount=12.5)
        (entry,) = history(crowd, newcomer, "")

        assert entry == {
            "id": entry["id"],
            "amount": 12.5,
            "created_at": entry["created_at"],
            "creator_id": crowd.owner.user_id,
            "deleted_at": None,
            "end": None,
            "planned_task_id": None,
            "project_id": None,
            "project_user_id": None,
            "rate_change_mode": "start-today",
            "start": day() + MIDNIGHT,
            "type": "billable_rates",
            "updated_at": entry["updated_at"],
            "workspace_id": crowd.workspace_id,
            "workspace_user_id": newcomer.workspace_user_id,
        }
        assert entry["created_at"].startswith(day())

    def test_shows_both_types_newest_first_or_one(self, crowd, newcomer):
        for kind, days_ago, amount in (
            ("billable_rates", 8, 1),
            ("labor_costs", 6, 2),
            ("billable_rates", 4, 3),
            ("labor_costs", 4, 4),
        ):
            change(crowd, newcomer, amount=amount, type=kind, start=day(days_ago))

        found = {
            query: [entry["amount"] for entry in history(crowd, newcomer, query)]
            for query in ("", "?type=billable_rates", "?type=labor_costs")
        }
        assert found == {"": [4, 3, 2, 1], "?type=billable_rates": [3, 1], "?type=labor_costs": [4, 2]}

    @pytest.mark.parametrize("value", ["", "rates", "BILLABLE_RATES", "billable_rates,labor_costs"])
    def test_refuses_a_type_that_is_none(self, shared_world, value):
        path = f"/workspaces/{shared_world.workspace_id}/rates/workspace/{shared_world.workspace_id}?type={value}"
        answer = shared_world.http("GET", path, as_=shared_world.owner)

        assert told(answer) == (400, "Invalid value sent for 'type'.")

    @pytest.mark.parametrize(
        ("level", "text"),
        [
            ("workspace", "Invalid workspace ID"),
            ("workspace_user", "User not found in workspace"),
            ("project", "Invalid entity ID"),
            ("project_user", "Invalid entity ID"),
            ("task", "Task not found in workspace"),
            ("organization", WRONG_LEVEL),
            ("WORKSPACE", WRONG_LEVEL),
        ],
    )
    def test_refuses_what_the_workspace_does_not_have(self, shared_world, level, text):
        path = f"/workspaces/{shared_world.workspace_id}/rates/{level}"
        answers = [
            shared_world.http("GET", f"{path}/{number}", as_=shared_world.owner)
            for number in (UNKNOWN, shared_world.foreign_workspace_id, shared_world.stranger.workspace_user_id)
        ]

        assert [told(answer) for answer in answers] == [(400, text)] * 3

    @pytest.mark.parametrize("kind", ["member", "outside", "inactive", "stranger"])
    def test_is_for_admins_alone(self, shared_world, kind):
        path = f"/workspaces/{shared_world.workspace_id}/rates/workspace/{shared_world.workspace_id}"
        answer = shared_world.http("GET", path, as_=getattr(shared_world, kind))

        assert told(answer) == (403, NO_ACCESS)


# Days ago (0 is today), mode and amount of changes, in their order.
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from(["start-today", "override-current", "override-all"]),
        st.one_of(st.none(), st.decimals(0, 500, places=2, allow_nan=False).map(float)),
    ),
    min_size=1,
    max_size=7,
)


def expected(changes: list[tuple[int, str, float | None]]) -> list[tuple[str, float | None]]:
    """The days on which amounts begin, and the amounts, newest first."""
    entries: list[tuple[str, float | None]] = []
    for days_ago, mode, amount in changes:
        if mode == "start-today":
            entries = [entry for entry in entries if entry[0] < day(days_ago)] + [(day(days_ago), amount)]
        elif mode == "override-current":
            entries = [*entries[:-1], (entries[-1][0] if entries else day(), amount)]
        else:
            entries = [(entries[0][0] if entries else day(), amount)]
    return entries[::-1]


class Test_the_history:
    @settings(
        max_examples=30,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(changes=CHANGES, kind=st.sampled_from(sorted(KINDS)))
    def test_of_any_changes_has_no_gaps_and_its_newest_amount_is_in_force(
        self, crowd: World, changes: list[tuple[int, str, float | None]], kind: str
    ) -> None:
        person = invited(crowd)
        for days_ago, mode, amount in changes:
            change(crowd, person, amount=amount, mode=mode, start=day(days_ago), type=kind)

        entries = history(crowd, person, f"?type={kind}")
        assert [(entry["start"][:10], entry["amount"]) for entry in entries] == expected(changes)
        assert entries[0]["end"] is None
        assert all(later["start"] == earlier["end"] for later, earlier in pairwise(entries))
        assert shown(crowd, person)[KINDS[kind]] == changes[-1][2]
