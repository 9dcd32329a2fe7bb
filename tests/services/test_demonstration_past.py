"""The past of the demonstration organization: half a year that fits together, whenever it is made."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from rollbook.domain.overview import STATES, first_monday, midnight, monday_of, mondays, traced_back
from rollbook.domain.overview import Moved as Moves
from rollbook.persistence import overviews
from rollbook.persistence.database import Database
from rollbook.persistence.migrations import upgrade
from rollbook.process.embedded_postgres import EmbeddedPostgres
from rollbook.services.demonstration import make_until_now
from rollbook.services.demonstration_cast import CAST
from rollbook.services.demonstration_past import Calendar, Dates, Past
from rollbook.services.installation import Installation

NOW = datetime.now(UTC)
MONDAY = midnight(monday_of(NOW.date()))
# When it is made: today, and where a day or a week has just begun or is about to end.
MOMENTS = {
    "today": NOW,
    "Monday morning": MONDAY + timedelta(minutes=1),
    "Saturday noon": MONDAY - timedelta(days=1, hours=12),
    "Sunday night": MONDAY - timedelta(minutes=1),
}


@dataclass(frozen=True)
class Told:
    """What a database tells of an organization that was made at some moment."""

    now: datetime
    organization_id: int
    log: list[dict[str, Any]]
    invitations: dict[int, dict[str, Any]]
    people: dict[int, dict[str, Any]]
    rates: list[dict[str, Any]]
    moved: list[Moves]
    present: dict[str, int]
    times: list[tuple[str, datetime]]

    def about(self, name: str) -> list[tuple[str, str]]:
        """What the log tells of somebody: of their invitation, their place and their account, in its order."""
        (person,) = [one for one in self.people.values() if one["name"] == name]
        numbers = {
            "organization_user": person["id"],
            "account": person["account_id"],
            "invitation": next(i["id"] for i in self.invitations.values() if i["organization_user_id"] == person["id"]),
        }
        return [
            (entry["action"], entry["entity_type"])
            for entry in self.log
            if numbers.get(entry["entity_type"]) == entry["entity_id"]
        ]

    @property
    def weeks(self) -> list[date]:
        return mondays(first_monday(self.times[0][1], self.now, 365), self.now)


async def made_and_read(url: str, now: datetime) -> Told:
    connection = await asyncpg.connect(url, server_settings={"timezone": "UTC"})
    try:
        async with connection.transaction():
            past = Past(Installation(Database(url), b"k" * 32, public_url=""), connection, Calendar(now))
            made = await make_until_now(past)
        return await told(connection, made.organization_id, now)
    finally:
        await connection.close()


_TIMES = """
SELECT 'organizations' AS kind, unnest(ARRAY[created_at, updated_at]) AS at FROM organizations WHERE id = $1
UNION ALL SELECT 'organization_users', unnest(ARRAY[created_at, updated_at]) FROM organization_users
           WHERE organization_id = $1
UNION ALL SELECT 'workspaces', unnest(ARRAY[created_at, updated_at, COALESCE(rate_last_updated, created_at)])
            FROM workspaces WHERE organization_id = $1
UNION ALL SELECT 'groups', unnest(ARRAY[created_at, updated_at]) FROM groups WHERE organization_id = $1
UNION ALL SELECT 'workspace_users', unnest(ARRAY[created_at, updated_at, COALESCE(rate_last_updated, created_at)])
            FROM workspace_users WHERE organization_id = $1
UNION ALL SELECT 'rates', unnest(ARRAY[created_at, updated_at, starts_at]) FROM rates WHERE organization_id = $1
UNION ALL SELECT 'accounts', unnest(ARRAY[a.created_at, COALESCE(a.registered_at, a.created_at)])
            FROM accounts a JOIN organization_users ou ON ou.account_id = a.id WHERE ou.organization_id = $1"""


async def told(connection: Any, number: int, now: datetime) -> Told:
    async def rows(sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in await connection.fetch(sql, number)]

    entries = await rows("SELECT * FROM audit_entries WHERE organization_id = $1 ORDER BY happened_at, id")
    log = [entry | {side: json.loads(entry[side]) for side in ("before", "after")} for entry in entries]
    past = await overviews.past(connection, number, midnight(first_monday(log[0]["happened_at"], now, 365)))
    return Told(
        now,
        number,
        log,
        {row["id"]: row for row in await rows("SELECT * FROM invitations WHERE organization_id = $1")},
        {row["id"]: row for row in await rows("SELECT * FROM organization_users WHERE organization_id = $1")},
        await rows("SELECT * FROM rates WHERE organization_id = $1 ORDER BY starts_at"),
        [Moves(row["monday"], row["state"], int(row["number"])) for row in past if row["monday"] is not None],
        {row["state"]: int(row["number"]) for row in past if row["monday"] is None},
        [(row["kind"], row["at"]) for row in await rows(_TIMES)],
    )


@pytest.fixture(scope="module")
def all_told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Told]]:
    postgres = EmbeddedPostgres(tmp_path_factory.mktemp("past") / "database")

    async def make_all(url: str) -> dict[str, Told]:
        await upgrade(url)
        return {name: await made_and_read(url, now) for name, now in MOMENTS.items()}

    try:
        yield asyncio.run(make_all(postgres.start()))
    finally:
        postgres.stop()


@pytest.fixture(params=list(MOMENTS))
def past(all_told: dict[str, Told], request: pytest.FixtureRequest) -> Told:
    return all_told[request.param]


def replayed(past: Told) -> dict[date, Counter[str]]:
    """Who was there when each week began, told from the log alone."""
    states: dict[int, str] = {}
    found: dict[date, Counter[str]] = {}
    entries = list(past.log)
    for monday in past.weeks:
        while entries and entries[0]["happened_at"] < midnight(monday):
            follow(past, states, entries.pop(0))
        found[monday] = Counter(states.values())
    return found


def follow(past: Told, states: dict[int, str], entry: dict[str, Any]) -> None:
    match entry["entity_type"], entry["action"]:
        case "organization", "create":
            states[0] = "active"
        case "invitation", "create" | "accept":
            person = past.invitations[entry["entity_id"]]["organization_user_id"]
            states[person] = "invited" if entry["action"] == "create" else "active"
        case "organization_user", "update" if entry["after"].get("inactive"):
            states[entry["entity_id"]] = "inactive"


def test_the_log_and_all_times_are_of_the_last_27_weeks_and_none_is_in_the_future(past: Told) -> None:
    assert {entry["happened_at"] <= past.now for entry in past.log} == {True}
    assert {kind for kind, at in past.times if not past.now - timedelta(weeks=27) < at <= past.now} == set()
    assert {entry["entity_type"] for entry in past.log[:2]} == {"organization", "workspace"}
    assert past.times[0][1] == past.log[0]["happened_at"]


def test_the_log_was_written_in_the_order_of_time(all_told: dict[str, Told]) -> None:
    moments = [entry["happened_at"] for entry in all_told["today"].log]

    assert moments == sorted(moments)
    assert len(moments) > 200


def test_the_weeks_are_those_that_the_log_tells_and_never_fewer_than_nobody(past: Told) -> None:
    weeks = traced_back(past.present, past.moved, past.weeks)

    # Summed up without the floor that the overview has for organizations that came about without a trace.
    for monday in past.weeks:
        since = Counter(dict.fromkeys(STATES, 0))
        for one in past.moved:
            since[one.state] += one.number if one.monday >= monday else 0
        assert {state: past.present.get(state, 0) - since[state] for state in STATES} == weeks[monday]
    assert {monday: {state: told[state] for state in STATES} for monday, told in replayed(past).items()} == weeks


def test_people_become_more_week_by_week(past: Told) -> None:
    weeks = sorted(traced_back(past.present, past.moved, past.weeks).items())
    everybody = [sum(people.values()) for _, people in weeks]

    assert len(weeks) in {25, 26}
    assert everybody == sorted(everybody)
    assert everybody[0] < 10
    assert everybody[-1] >= 58
    assert len(set(everybody)) > 15
    assert [people["active"] for _, people in weeks][-1] > 2 * [people["active"] for _, people in weeks][4]


def test_changes_of_several_kinds_are_of_the_last_seven_days(past: Told) -> None:
    recent = [entry for entry in past.log if entry["happened_at"] >= past.now - timedelta(days=7)]
    kinds = {
        (entry["action"], entry["entity_type"], *sorted({*entry["before"], *entry["after"]} - {"email", "name"}))
        for entry in recent
    }

    assert {kind[:2] for kind in kinds} >= {
        ("create", "invitation"),
        ("resend", "invitation"),
        ("accept", "invitation"),
        ("create", "account"),
        ("update", "organization_user"),
        ("update", "workspace_user"),
        ("update", "group"),
        ("update", "rate"),
    }
    assert {kind for kind in kinds if kind[1].endswith("_user")} >= {
        ("update", "organization_user", "role"),
        ("update", "organization_user", "workspaces"),
        ("update", "workspace_user", "role"),
        ("update", "workspace_user", "inactive"),
    }


def test_every_invited_person_was_invited_within_three_weeks_and_can_still_accept(past: Told) -> None:
    invited = {person["id"] for person in past.people.values() if person["state"] == "invited"}
    pending = {one["organization_user_id"]: one for one in past.invitations.values() if one["state"] == "pending"}

    assert len(invited) == 6
    for person in invited:
        assert past.now - timedelta(days=21) < pending[person]["created_at"] <= pending[person]["sent_at"]
        assert pending[person]["expires_at"] == pending[person]["sent_at"] + timedelta(days=30)
        assert pending[person]["expires_at"] > past.now + timedelta(days=9)


def test_invitations_are_accepted_after_some_days(past: Told) -> None:
    waited = [one["settled_at"] - one["created_at"] for one in past.invitations.values() if one["state"] == "accepted"]

    assert len(waited) == 52
    assert min(waited) > timedelta(hours=12)
    assert max(waited) < timedelta(days=30)


def test_a_leavers_history_tells_that_they_were_invited_have_accepted_and_were_deactivated(past: Told) -> None:
    joining = [("create", "invitation"), ("accept", "invitation"), ("create", "account")]

    for name in ("Lena Leaver", "Luis Leaver", "Liam Leaver"):
        assert sorted(past.about(name)[:3]) == sorted(joining)
        assert past.about(name)[3:] == [("update", "organization_user")]
    assert past.about("Lars Leaver")[3:] == [("update", "organization_user")] * 2
    assert len(past.about("lotte.leaver")) == 2


def test_people_do_nothing_before_they_have_joined_nor_after_they_have_left(past: Told) -> None:
    joined = {past.log[0]["account_id"]: past.log[0]["happened_at"]}
    left: dict[int, datetime] = {}
    for entry in past.log:
        if entry["action"] == "accept":
            joined[entry["account_id"]] = entry["happened_at"]
        if entry["entity_type"] == "organization_user" and entry["after"].get("inactive"):
            left[past.people[entry["entity_id"]]["account_id"]] = entry["happened_at"]

    for entry in past.log:
        assert joined[entry["account_id"]] <= entry["happened_at"] <= left.get(entry["account_id"], past.now), entry


def test_who_does_what_administrators_do_is_one_by_then(past: Told) -> None:
    since = {past.log[0]["account_id"]: past.log[0]["happened_at"]}
    for entry in past.log:
        if entry["entity_type"] == "organization_user" and entry["after"].get("role") == "admin":
            since[past.people[entry["entity_id"]]["account_id"]] = entry["happened_at"]

    for entry in past.log:
        if entry["action"] != "accept" and entry["entity_type"] != "account":
            assert since[entry["account_id"]] <= entry["happened_at"], entry
    assert {past.people[one["organization_user_id"]]["state"] for one in past.invitations.values()} == set(STATES)


def test_a_group_is_as_its_entries_leave_it(past: Told) -> None:
    """Who was not invited into it came by an entry, and who went by one is not in it."""
    came: Counter[int] = Counter()
    for entry in past.log:
        if entry["entity_type"] == "group" and entry["action"] == "update":
            came[entry["entity_id"]] += len(entry["after"]["users"]) - len(entry["before"]["users"])

    assert sum(came.values()) == 2
    assert sorted(came.values()) == [-1, 1, 2]


def test_amounts_were_raised_step_by_step_and_begin_where_the_one_before_ends(past: Told) -> None:
    histories: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for rate in past.rates:
        histories.setdefault((rate["workspace_id"], rate["workspace_user_id"], rate["type"]), []).append(rate)

    lengths = Counter(map(len, histories.values()))
    assert set(lengths) == {1, 2, 3}
    assert lengths[3] > 5
    for history in histories.values():
        assert [one["ends_at"] for one in history] == [*(one["starts_at"] for one in history[1:]), None]
        assert [one["amount"] for one in history] == sorted({one["amount"] for one in history})
    assert sum(key[1] is None for key in histories) == 2


def test_each_amount_is_told_with_what_was_before(past: Told) -> None:
    fields = {"billable_rates": "rate", "labor_costs": "labor_cost"}
    told = {
        (entry["entity_id"], field, entry["happened_at"]): (entry["before"].get(field), entry["after"][field])
        for entry in past.log
        if entry["entity_type"] == "workspace_user"
        for field in fields.values()
        if field in entry["after"]
    }

    expected: dict[tuple[int, str, datetime], tuple[str | None, str]] = {}
    earlier: dict[tuple[int, str], str] = {}
    for rate in past.rates:
        if (number := rate["workspace_user_id"]) is not None:
            key = number, fields[rate["type"]]
            expected[*key, rate["created_at"]] = earlier.get(key), str(rate["amount"])
            earlier[key] = str(rate["amount"])
    assert told == expected


def test_the_rates_of_workspaces_are_told_with_what_was_before(past: Told) -> None:
    own = {rate["id"]: rate for rate in past.rates if rate["workspace_user_id"] is None}
    told = {entry["entity_id"]: entry for entry in past.log if entry["entity_type"] == "rate"}

    assert set(told) == set(own)
    for number, entry in told.items():
        assert entry["happened_at"] == own[number]["created_at"]
        assert entry["after"]["amount"] == str(own[number]["amount"])
    assert sorted(str(entry["before"]["amount"]) for entry in told.values()) == [
        "60.00",
        "75.00",
        "80.00",
        "None",
        "None",
    ]


def test_on_whatever_day_it_is_made_everything_follows_from_what_was_before() -> None:
    for hours in range(0, 24 * 21, 5):
        now = datetime(2026, 2, 23, 0, 1, tzinfo=UTC) + timedelta(hours=hours)
        number = 0
        for turn, part in enumerate(CAST):
            for _ in part.each_name:
                dates = Dates(Calendar(now), part, turn, number)
                number += 1
                assert in_order(dates), (now, part.names)


def in_order(dates: Dates) -> bool:
    """Whether what happened to somebody did so one after the other, and what is to be of this week is."""
    part, calendar = dates.part, dates.calendar
    steps = [calendar.founded(80), dates.invited]
    steps += [dates.accepted, *dates.amounts_changed, dates.promoted] if part.accepts else []
    steps += [dates.left] if part.state == "inactive" else []
    recent = [dates.reminded, dates.moved, *([dates.invited] if part.weeks == 0 else [])]
    is_recent = all(calendar.now - timedelta(days=7) < moment < calendar.now for moment in recent)
    amounts = dates.amounts_changed
    moved = [dates.moved] if part.first is not None or part.inactive_in is not None else []
    return (
        is_recent
        and steps[0] < steps[1] <= min(steps[2:], default=calendar.now)
        and (part.state != "inactive" or dates.left == max(steps))
        and max(steps) < calendar.now
        and (not part.accepts or dates.accepted < min([*moved, dates.promoted, amounts[0]]))
        and amounts == sorted(amounts)
    )


def test_numbers_grow_as_people_were_added(past: Told) -> None:
    added = [past.people[number]["created_at"] for number in sorted(past.people)]

    assert added == sorted(added)
