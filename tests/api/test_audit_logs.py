"""The audit log as the API shows it: what of it, in which order and form."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from support.database import write
from support.making import fresh, new_group
from support.world import World

ALWAYS = ("2020-01-01", "2999-12-31")
FIELDS = [
    *("id", "organization_id", "workspace_id", "user_id", "user_name", "user_email", "created_at", "action"),
    *("entity_type", "entity_id", "source", "request_id", "before", "after"),
]


def path(world: World, first: str = ALWAYS[0], last: str = ALWAYS[1], **query: object) -> str:
    asked = "&".join(f"{name}={quote(str(value))}" for name, value in query.items())
    return f"/audit_logs/{world.organization_id}/{quote(first)}/{quote(last)}" + f"?{asked}" * bool(asked)


def entries(world: World, first: str = ALWAYS[0], last: str = ALWAYS[1], **query: object) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = world.http.ok("GET", path(world, first, last, **query), as_=world.owner)
    return listed


def exported(world: World, first: str = ALWAYS[0], last: str = ALWAYS[1], **query: object) -> list[dict[str, str]]:
    text = world.http.ok("GET", path(world, first, last, export="true", **query), as_=world.owner)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def put_in(world: World, *moments: datetime) -> None:
    """Entries of those moments in the world's log."""
    write(
        world.service,
        *(
            (
                """
                INSERT INTO audit_entries
                       (organization_id, happened_at, signed_in_by, request_id, action, entity_type)
                VALUES ($1, $2, 'job', 'put in', 'update', 'organization')""",
                world.organization_id,
                moment,
            )
            for moment in moments
        ),
    )


class TestGetAuditLogs:
    def test_an_entry_says_who_did_what_and_how(self, world: World) -> None:
        name = fresh("Group")
        answer = world.http("POST", f"/organizations/{world.organization_id}/groups", {"name": name}, as_=world.admin)

        entry = entries(world)[0]

        assert list(entry) == FIELDS
        assert re.fullmatch(r"[0-9a-f-]{36}", entry.pop("id"))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", entry.pop("created_at"))
        assert entry == {
            "organization_id": world.organization_id,
            "workspace_id": None,
            "user_id": world.admin.user_id,
            "user_name": "Adam Admin",
            "user_email": world.admin.email,
            "action": "create",
            "entity_type": "group",
            "entity_id": answer.json()["group_id"],
            "source": "token",
            "request_id": answer.headers["X-Request-ID"],
            "before": {},
            "after": {"name": name, "users": [], "workspaces": []},
        }

    def test_it_holds_nothing_of_other_organizations(self, world: World) -> None:
        listed = entries(world, page_size=1000)

        assert {entry["organization_id"] for entry in listed} == {world.organization_id}

    def test_of_an_account_that_is_gone_only_the_number_stays(self, world: World) -> None:
        nobody = 1_999_999
        write(
            world.service,
            (
                """
                INSERT INTO audit_entries (organization_id, account_id, signed_in_by, request_id, action, entity_type)
                VALUES ($1, $2, 'token', 'put in', 'update', 'organization')""",
                world.organization_id,
                nobody,
            ),
        )

        (entry,) = entries(world, user_id=nobody)

        assert (entry["user_id"], entry["user_name"], entry["user_email"]) == (nobody, None, None)

    def test_who_has_left_is_a_number_whatever_they_are_called_since(self, world: World) -> None:
        world.http.ok("PUT", "/me", {"fullname": "Mia Members"}, as_=world.member)
        world.http.ok("DELETE", f"/organizations/{world.organization_id}/users/leave", as_=world.member)
        world.http.ok("PUT", "/me", {"fullname": "Mia Elsewhere"}, as_=world.member)

        listed = entries(world, user_id=world.member.user_id)

        assert {(entry["user_name"], entry["user_email"]) for entry in listed} == {(None, None)}

    def test_the_newest_come_first_and_equal_moments_have_an_order(self, world: World) -> None:
        put_in(world, *[datetime(2021, 5, 1, tzinfo=UTC)] * 5, datetime(2021, 5, 2, tzinfo=UTC))

        listed = entries(world, "2021-01-01", "2021-12-31")

        keys = [(entry["created_at"], entry["id"]) for entry in listed]
        assert len(keys) == 6
        assert keys == sorted(keys, reverse=True)

    def test_pages_hold_every_entry_once(self, world: World) -> None:
        put_in(world, *[datetime(2021, 5, 1, tzinfo=UTC)] * 7)

        pages = [
            world.http("GET", path(world, "2021-05-01", "2021-05-01", page_size=3, page_number=n), as_=world.owner)
            for n in (1, 2, 3, 4)
        ]

        assert [len(page.json()) for page in pages] == [3, 3, 1, 0]
        assert len({entry["id"] for page in pages for entry in page.json()}) == 7
        told = {
            name: [page.headers[name] for page in pages] for name in ("X-Page", "X-Page-Size", "X-Pages", "X-Records")
        }
        assert told == {
            "X-Page": ["1", "2", "3", "4"],
            "X-Page-Size": ["3"] * 4,
            "X-Pages": ["3"] * 4,
            "X-Records": ["7"] * 4,
        }

    @pytest.mark.parametrize(
        ("asked", "served"), [({}, "50"), ({"page_size": 1000}, "1000"), ({"page_size": 1001}, "1000")]
    )
    def test_a_page_has_fifty_entries_and_a_thousand_at_most(
        self, shared_world: World, asked: dict[str, int], served: str
    ) -> None:
        answer = shared_world.http("GET", path(shared_world, **asked), as_=shared_world.owner)

        assert answer.headers["X-Page-Size"] == served

    @pytest.mark.parametrize(
        ("first", "last", "found"),
        [
            # Dates are whole days of UTC, the last of them, too.
            ("2021-05-01", "2021-05-01", [1, 2, 3]),
            ("2021-05-01", "2021-05-02", [1, 2, 3, 4]),
            ("2021-04-30", "2021-04-30", [0]),
            ("2021-04-30", "2021-05-02", [0, 1, 2, 3, 4]),
            ("0001-01-01", "9999-12-31", [0, 1, 2, 3, 4]),
            # Timestamps are in it themselves, to the microsecond, in any zone.
            ("2021-05-01T12:00:00Z", "2021-05-01T12:00:00Z", [2]),
            ("2021-05-01T12:00:00.000001Z", "2021-05-02", [3, 4]),
            ("2021-05-01", "2021-05-01T11:59:59.999999Z", [1]),
            ("2021-05-01T14:00:00+02:00", "2021-05-01T14:00:00+02:00", [2]),
            ("2021-05-01t07:00:00-05:00", "2021-05-01t12:00:00.000000z", [2]),
            ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", [0, 1, 2, 3, 4]),
        ],
    )
    def test_the_range_holds_both_its_ends(self, range_world: World, first: str, last: str, found: list[int]) -> None:
        listed = entries(range_world, first, last, source="job")

        assert [datetime.fromisoformat(entry["created_at"]) for entry in reversed(listed)] == [
            MOMENTS[number] for number in found
        ]

    @pytest.mark.parametrize("part", ["from", "to"])
    @pytest.mark.parametrize(
        "bad",
        [
            *("yesterday", "2021", "2021-05", "20210501", "2021-5-1", "2021-02-30", "2021-13-01", "0000-01-01"),
            *("2021-05-01T12:00:00", "2021-05-01 12:00:00Z", "2021-05-01T12:00Z", "2021-05-01T24:00:00Z"),
            *("2021-05-01T12:00:00+2", "2021-05-01T12:00:00+25:00", "1619870400", "-1", "٢٠٢١-05-01", "\x00"),
            *("0001-01-01T00:00:00+14:00", "2021-05-01T12:00:00.Z", "2021-05-01Z", " 2021-05-01", "2021-W17-6"),
        ],
    )
    def test_what_is_no_date_or_timestamp_is_refused_by_name(self, shared_world: World, part: str, bad: str) -> None:
        ends = {"from": "2021-05-01", "to": "2021-05-01"} | {part: bad}

        answer = shared_world.http("GET", path(shared_world, ends["from"], ends["to"]), as_=shared_world.owner)

        assert (answer.status, answer.refusal) == (400, f"Invalid value sent for '{part}'.")

    @pytest.mark.parametrize(
        ("first", "last"),
        [("2021-05-02", "2021-05-01"), ("2021-05-01T12:00:00.000001Z", "2021-05-01T12:00:00Z")],
    )
    def test_a_range_that_ends_before_it_begins_is_refused(self, shared_world: World, first: str, last: str) -> None:
        answer = shared_world.http("GET", path(shared_world, first, last), as_=shared_world.owner)

        assert (answer.status, answer.refusal) == (400, "'from' must not be after 'to'.")

    @pytest.mark.parametrize(
        ("name", "bad"),
        [
            *(
                (name, bad)
                for name in ("workspace_id", "entity_id", "user_id", "page_size", "page_number")
                for bad in ("text", "", "0", "-1", "1.5", "1e3", "१", str(2**63), "9" * 5_000)
            ),
            *(("entity_type", bad) for bad in ("", "Group", "project", "group,account")),
            *(("action", bad) for bad in ("", "Create", "create,delete", "a" * 65, "1", "\x00")),
            *(("source", bad) for bad in ("", "api", "Token", "service")),
            *(("export", bad) for bad in ("", "1", "yes", "csv")),
        ],
    )
    def test_a_bad_parameter_is_refused_by_name(self, shared_world: World, name: str, bad: str) -> None:
        answer = shared_world.http("GET", path(shared_world, **{name: bad}), as_=shared_world.owner)

        assert (answer.status, answer.refusal) == (400, f"Invalid value sent for '{name}'.")

    @pytest.mark.parametrize(
        ("filters", "field"),
        [
            ({"entity_type": "group"}, "entity_type"),
            ({"action": "accept"}, "action"),
            ({"source": "link"}, "source"),
        ],
    )
    def test_filters_by_a_word_leave_what_has_it(
        self, shared_world: World, filters: dict[str, str], field: str
    ) -> None:
        everything = entries(shared_world, page_size=1000)

        found = entries(shared_world, page_size=1000, **filters)

        assert found == [entry for entry in everything if entry[field] == filters[next(iter(filters))]]
        assert 0 < len(found) < len(everything)

    def test_filters_by_a_number_leave_what_has_it(self, world: World) -> None:
        group_id = new_group(world)
        place = {"rate": 5}
        world.http.ok("PUT", f"/workspaces/{world.workspace_id}/users/{world.member.user_id}", place, as_=world.admin)

        of_the_group, of_the_admin, in_the_workspace = (
            entries(world, page_size=1000, **filters)
            for filters in (
                {"entity_id": group_id},
                {"user_id": world.admin.user_id, "source": "token"},
                {"workspace_id": world.workspace_id, "entity_type": "workspace_user"},
            )
        )

        assert [entry["action"] for entry in of_the_group] == ["create"]
        assert [entry["entity_id"] for entry in of_the_admin] == [world.member.workspace_user_id]
        assert in_the_workspace[0] == of_the_admin[0]
        assert {entry["workspace_id"] for entry in in_the_workspace} == {world.workspace_id}

    def test_filters_that_agree_on_nothing_leave_nothing(self, shared_world: World) -> None:
        assert entries(shared_world, entity_type="group", action="accept") == []


MOMENTS = [
    datetime(2021, 4, 30, 23, 59, 59, 999_999, UTC),
    datetime(2021, 5, 1, tzinfo=UTC),
    datetime(2021, 5, 1, 12, tzinfo=UTC),
    datetime(2021, 5, 1, 23, 59, 59, 999_999, UTC),
    datetime(2021, 5, 2, tzinfo=UTC),
]


@pytest.fixture(scope="module")
def range_world(shared_world: World) -> World:
    """A world with entries on both sides of midnight."""
    put_in(shared_world, *MOMENTS)
    return shared_world


class TestExport:
    @pytest.mark.parametrize("word", ["true", "True", "TRUE"])
    def test_it_is_a_csv_file_with_the_name_of_its_range(self, shared_world: World, word: str) -> None:
        answer = shared_world.http(
            "GET", path(shared_world, "2021-01-01", "2999-12-31", export=word), as_=shared_world.owner
        )

        name = f"audit_log_{shared_world.organization_id}_2021-01-01_2999-12-31.csv"
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer.text.startswith(",".join(FIELDS) + "\r\n")

    def test_false_means_the_page(self, shared_world: World) -> None:
        assert entries(shared_world, export="False") == entries(shared_world)

    def test_it_holds_what_the_pages_hold(self, shared_world: World) -> None:
        listed = entries(shared_world, page_size=1000)

        rows = exported(shared_world, page_size=1, page_number=7)

        assert [row | {"before": json.loads(row["before"]), "after": json.loads(row["after"])} for row in rows] == [
            {
                name: value if isinstance(value, dict) else "" if value is None else str(value)
                for name, value in entry.items()
            }
            for entry in listed
        ]

    def test_it_holds_all_of_many_entries_once(self, world: World) -> None:
        # More than two batches, most of them of one moment.
        put_in(world, *[datetime(2021, 5, 1, tzinfo=UTC)] * 1_500)
        put_in(world, *(datetime(2021, 5, 2, tzinfo=UTC) + timedelta(minutes=n) for n in range(600)))

        rows = exported(world, "2021-05-01", "2021-05-02")

        keys = [(row["created_at"], row["id"]) for row in rows]
        assert len(set(keys)) == 2_100
        assert keys == sorted(keys, reverse=True)

    @pytest.mark.parametrize("count", [0, 1_000])
    def test_it_ends_where_a_batch_ends(self, world: World, count: int) -> None:
        put_in(world, *[datetime(2021, 5, 1, tzinfo=UTC)] * count)

        rows = exported(world, "2021-05-01", "2021-05-01")

        assert len(rows) == count

    def test_it_takes_the_filters(self, shared_world: World) -> None:
        rows = exported(shared_world, entity_type="group")

        assert {row["entity_type"] for row in rows} == {"group"}

    @pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
    def test_a_cell_that_a_spreadsheet_would_calculate_is_a_text(self, world: World, name: str) -> None:
        world.http.ok("PUT", "/me", {"fullname": name}, as_=world.owner)

        row = exported(world)[0]

        assert row["user_name"] == "'" + name

    def test_who_may_not_see_the_log_gets_no_file(self, shared_world: World) -> None:
        answer = shared_world.http("GET", path(shared_world, export="true"), as_=shared_world.member)

        assert (answer.status, answer.refusal) == (403, "User does not have access to the audit logs")
