"""Changes of a workspace's people."""

from __future__ import annotations

import asyncio
import re
from abc import ABC, abstractmethod
from decimal import Decimal

import asyncpg
import pytest

import toggl
from support.making import make_paying
from support.server import Service
from support.world import Person, World, build, invite

NO_ACCESS = "User does not have access to this resource."
NOT_ACCESSIBLE = "Workspace user is not found or accessible"
WHOLE_SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
NOBODY = 2**63 - 1


def query(world, sql, *values):
    """What the database itself says, or is told."""

    async def fetched():
        connection = await asyncpg.connect(world.service.database_url)
        try:
            return [dict(row) for row in await connection.fetch(sql, *values)]
        finally:
            await connection.close()

    return asyncio.run(fetched())


@pytest.fixture(scope="module")
def crowd(service: Service) -> World:
    """A world for tests that change somebody of their own in it, and nobody else."""
    return build(service)


@pytest.fixture
def newcomer(crowd: World) -> Person:
    """Somebody invited whom no other test knows."""
    workspaces = [{"workspace_id": crowd.workspace_id}]
    (person,) = invite(crowd.http, crowd.owner, crowd.organization_id, workspaces, "Nora Newcomer")
    return person


def without_times(listed):
    """What the lists show of people, but when it changed."""
    times = {"at", "rate_last_updated", "labor_cost_last_updated"}
    return {user: {k: v for k, v in shown.items() if k not in times} for user, shown in listed.items()}


def history(world, person, rate_type):
    """The person's rates or costs, the earliest first."""
    sql = """
        SELECT amount, starts_at, ends_at, date_trunc('day', now()) AS today FROM rates
         WHERE organization_id = $1 AND workspace_user_id = $2 AND type = $3 ORDER BY starts_at"""
    return query(world, sql, world.organization_id, person.workspace_user_id, rate_type)


def let_ten_days_pass(world, person):
    """Moves what the history holds of the person, and when they came, ten days back."""
    whose = (world.organization_id, person.workspace_user_id)
    earlier = "starts_at = starts_at - interval '10 days', ends_at = ends_at - interval '10 days'"
    query(world, f"UPDATE rates SET {earlier} WHERE organization_id = $1 AND workspace_user_id = $2", *whose)
    came = "UPDATE workspace_users SET created_at = created_at - interval '10 days'"
    query(world, f"{came} WHERE organization_id = $1 AND id = $2", *whose)


def assign(world, person, workspace_id, operation="add"):
    path = f"/organizations/{world.organization_id}/workspaces/{workspace_id}/assignments"
    world.http.ok("PUT", path, {"operation": operation, "user_id": person.user_id}, as_=world.owner)


class ChangesOfAWorkspaceUser(ABC):
    """What ``put_workspace_users`` and ``put_workspace_workspace_users`` have in common; they name the person apart."""

    part: str

    @abstractmethod
    def number(self, person) -> int:
        """The number by which the operation names the person."""

    @abstractmethod
    def path(self, world, number, workspace_id=None):
        """The path of the person of that number."""

    def put(self, world, person, changes=None, *, as_=None, raw=None):
        path = self.path(world, self.number(person))
        return world.http("PUT", path, changes, as_=as_ or world.owner, raw=raw)

    def change(self, world, person, changes, *, as_=None):
        answer = self.put(world, person, changes, as_=as_)
        assert (answer.status, answer.text) == (200, '"OK"')

    def shown(self, world, person):
        return world.workspace_users()[person.user_id]

    # Fields

    @pytest.mark.parametrize(
        ("changes", "becomes"),
        [
            ({"admin": True}, {"role": "admin", "role_id": 4, "admin": True, "workspace_admin": True}),
            ({"role": "admin"}, {"role": "admin", "role_id": 4, "admin": True, "workspace_admin": True}),
            ({"role": "projectlead"}, {"role": "projectlead", "role_id": 5}),
            ({"role": "teamlead"}, {"role": "teamlead", "role_id": 6}),
            ({"role_id": 4}, {"role": "admin", "role_id": 4, "admin": True, "workspace_admin": True}),
            ({"role_id": 5}, {"role": "projectlead", "role_id": 5}),
            ({"role_id": 6}, {"role": "teamlead", "role_id": 6}),
            ({"inactive": True}, {"inactive": True}),
            ({"rate": 12.5}, {"rate": 12.5}),
            ({"labour_cost": 1050}, {"labour_cost": 1050, "labor_cost": 10.5}),
            ({"labor_cost": 10.5}, {"labour_cost": 1050, "labor_cost": 10.5}),
            ({"labour_cost": 1050, "labor_cost": 10.5}, {"labour_cost": 1050, "labor_cost": 10.5}),
            ({"working_hours_in_minutes": 480}, {"working_hours_in_minutes": 480}),
            ({"view_edit_billable_rates": True}, {"view_edit_billable_rates": True}),
            ({"view_edit_labor_costs": True}, {"view_edit_labor_costs": True}),
        ],
    )
    def test_changes_what_is_named_and_nothing_else(self, crowd: World, newcomer, changes, becomes):
        before = without_times(crowd.workspace_users())

        self.change(crowd, newcomer, changes)

        before[newcomer.user_id] |= becomes
        assert without_times(crowd.workspace_users()) == before

    def test_admin_false_and_role_user_take_a_role_away(self, crowd: World, newcomer):
        for changes in ({"admin": False}, {"role": "user"}, {"role_id": 7}):
            self.change(crowd, newcomer, {"role": "admin"})
            self.change(crowd, newcomer, changes)
            assert self.shown(crowd, newcomer)["role"] == "user"

    def test_admin_false_leaves_another_role_as_it_is(self, crowd: World, newcomer):
        self.change(crowd, newcomer, {"role": "teamlead"})

        self.change(crowd, newcomer, {"admin": False})

        assert self.shown(crowd, newcomer)["role"] == "teamlead"

    def test_money_keeps_two_decimals(self, crowd: World, newcomer):
        self.change(crowd, newcomer, {"rate": 0.30000000000000004, "labor_cost": 9999999999.99})

        shown = self.shown(crowd, newcomer)
        assert (shown["rate"], shown["labor_cost"], shown["labour_cost"]) == (0.3, 9999999999.99, 999999999999)

    def test_nothing_is_a_cost_and_none_is_no_cost(self, crowd: World, newcomer):
        self.change(crowd, newcomer, {"labour_cost": 0})

        shown = self.shown(crowd, newcomer)
        assert (shown["labour_cost"], shown["labor_cost"], shown["rate"]) == (0, 0, None)

    def test_tells_when_rate_and_cost_changed(self, crowd: World, newcomer):
        before = self.shown(crowd, newcomer)

        self.change(crowd, newcomer, {"rate": 12.5, "labor_cost": 10})

        after = self.shown(crowd, newcomer)
        for field in ("rate_last_updated", "labor_cost_last_updated"):
            assert before[field] is None
            assert WHOLE_SECONDS.fullmatch(after[field])

    def test_ignores_unknown_fields(self, crowd: World, newcomer):
        self.change(crowd, newcomer, {"email": "other@example.com", "colour": "red", "rate": 3})

        shown = self.shown(crowd, newcomer)
        assert (shown["email"], shown["rate"]) == (newcomer.email, 3)

    # Nothing said, and fields cleared

    @pytest.mark.parametrize("raw", [None, b"", b"{}", b'{"postedFields": []}', b'{"postedFields": null}'])
    def test_no_body_or_an_empty_one_changes_nothing_and_succeeds(self, crowd: World, newcomer, raw):
        self.change(crowd, newcomer, {"rate": 12.5, "role": "teamlead", "working_hours_in_minutes": 480})
        before = crowd.workspace_users()

        answer = self.put(crowd, newcomer, raw=raw)

        assert (answer.status, answer.json()) == (200, "OK")
        assert crowd.workspace_users() == before

    def test_a_null_does_nothing(self, crowd: World, newcomer):
        full = {"role": "admin", "inactive": True, "rate": 12.5, "labour_cost": 1050, "working_hours_in_minutes": 480}
        full |= {"view_edit_billable_rates": True, "view_edit_labor_costs": True}
        self.change(crowd, newcomer, full)
        before = self.shown(crowd, newcomer)
        nulls = dict.fromkeys((*full, "admin", "role_id", "labor_cost", "rate_change_mode", "labor_cost_change_mode"))

        self.change(crowd, newcomer, nulls)

        assert self.shown(crowd, newcomer) == before

    @pytest.mark.parametrize(
        ("posted", "cleared"),
        [
            ("rate", {"rate": None}),
            ("labour_cost", {"labour_cost": None, "labor_cost": None}),
            ("labor_cost", {"labour_cost": None, "labor_cost": None}),
            ("working_hours_in_minutes", {"working_hours_in_minutes": None}),
        ],
    )
    @pytest.mark.parametrize("is_absent", [True, False])
    def test_clears_a_posted_field_that_is_absent_or_null(self, crowd: World, newcomer, posted, cleared, is_absent):
        full = {"rate": 12.5, "labour_cost": 1050, "working_hours_in_minutes": 480}
        self.change(crowd, newcomer, full)

        self.change(crowd, newcomer, {"postedFields": [posted]} | ({} if is_absent else {posted: None}))

        shown = self.shown(crowd, newcomer)
        assert {field: shown[field] for field in full} == {field: cleared.get(field, full[field]) for field in full}
        assert shown["labor_cost"] == cleared.get("labor_cost", 10.5)

    def test_a_posted_field_with_a_value_has_that_value(self, crowd: World, newcomer):
        self.change(crowd, newcomer, {"rate": 12.5, "postedFields": ["rate", "labour_cost", "no such field"]})

        assert self.shown(crowd, newcomer)["rate"] == 12.5

    # The history of rates and costs

    @pytest.mark.parametrize(
        ("field", "mode_field", "rate_type"),
        [
            ("rate", "rate_change_mode", "billable_rates"),
            ("labor_cost", "labor_cost_change_mode", "labor_costs"),
        ],
    )
    @pytest.mark.parametrize("mode", [None, "start-today"])
    def test_a_change_starts_today_and_keeps_the_history(
        self, crowd: World, newcomer, field, mode_field, rate_type, mode
    ):
        self.change(crowd, newcomer, {field: 10})
        let_ten_days_pass(crowd, newcomer)

        self.change(crowd, newcomer, {field: 20, mode_field: mode})

        first, second = history(crowd, newcomer, rate_type)
        assert (first["amount"], first["ends_at"]) == (Decimal(10), first["today"])
        assert (second["amount"], second["starts_at"], second["ends_at"]) == (Decimal(20), first["today"], None)

    def test_a_second_change_on_one_day_replaces_the_first(self, crowd: World, newcomer):
        self.change(crowd, newcomer, {"rate": 10})
        let_ten_days_pass(crowd, newcomer)

        self.change(crowd, newcomer, {"rate": 20})
        self.change(crowd, newcomer, {"rate": 30})

        assert [row["amount"] for row in history(crowd, newcomer, "billable_rates")] == [
            Decimal(10),
            Decimal(30),
        ]

    def test_override_current_takes_the_place_of_what_is_in_force(self, crowd: World, newcomer):
        self.change(crowd, newcomer, {"rate": 10})
        let_ten_days_pass(crowd, newcomer)
        self.change(crowd, newcomer, {"rate": 20})
        let_ten_days_pass(crowd, newcomer)
        before = history(crowd, newcomer, "billable_rates")

        self.change(crowd, newcomer, {"rate": 30, "rate_change_mode": "override-current"})

        after = history(crowd, newcomer, "billable_rates")
        assert [row["amount"] for row in after] == [Decimal(10), Decimal(30)]
        assert [(r["starts_at"], r["ends_at"]) for r in after] == [(r["starts_at"], r["ends_at"]) for r in before]

    @pytest.mark.parametrize(
        ("changes", "rate_type"),
        [
            ({"rate": 30, "rate_change_mode": "override-all"}, "billable_rates"),
            ({"labour_cost": 3000, "labor_cost_change_mode": "override-all"}, "labor_costs"),
        ],
    )
    def test_override_all_is_the_only_one_there_ever_was(self, crowd: World, newcomer, changes, rate_type):
        self.change(crowd, newcomer, {"rate": 10, "labor_cost": 10})
        let_ten_days_pass(crowd, newcomer)
        self.change(crowd, newcomer, {"rate": 20, "labor_cost": 20})

        self.change(crowd, newcomer, changes)

        (only,) = history(crowd, newcomer, rate_type)
        assert (only["amount"], only["ends_at"]) == (Decimal(30), None)
        assert only["starts_at"] < only["today"]

    def test_the_mode_of_one_kind_leaves_the_other_kind_alone(self, crowd: World, newcomer):
        self.change(crowd, newcomer, {"rate": 10, "labor_cost": 10})
        let_ten_days_pass(crowd, newcomer)

        self.change(crowd, newcomer, {"rate": 20, "labor_cost": 20, "rate_change_mode": "override-all"})

        assert [row["amount"] for row in history(crowd, newcomer, "billable_rates")] == [Decimal(20)]
        assert [row["amount"] for row in history(crowd, newcomer, "labor_costs")] == [Decimal(10), Decimal(20)]

    def test_clearing_keeps_the_history(self, crowd: World, newcomer):
        self.change(crowd, newcomer, {"rate": 10})
        let_ten_days_pass(crowd, newcomer)

        self.change(crowd, newcomer, {"postedFields": ["rate"]})

        first, second = history(crowd, newcomer, "billable_rates")
        assert (first["amount"], first["ends_at"]) == (Decimal(10), first["today"])
        assert (second["amount"], second["ends_at"]) == (None, None)

    @pytest.mark.parametrize(
        ("field", "mode_field", "rate_type"),
        [
            ("rate", "rate_change_mode", "billable_rates"),
            ("labor_cost", "labor_cost_change_mode", "labor_costs"),
            ("labour_cost", "labor_cost_change_mode", "labor_costs"),
        ],
    )
    def test_clearing_what_is_cleared_can_override_all(self, crowd: World, newcomer, field, mode_field, rate_type):
        self.change(crowd, newcomer, {field: 1000})
        let_ten_days_pass(crowd, newcomer)
        self.change(crowd, newcomer, {"postedFields": [field]})

        self.change(crowd, newcomer, {"postedFields": [field], field: None, mode_field: "override-all"})

        (only,) = history(crowd, newcomer, rate_type)
        assert (only["amount"], only["ends_at"]) == (None, None)

    def test_a_change_of_something_else_writes_no_history(self, crowd: World, newcomer):
        self.change(crowd, newcomer, {"role": "teamlead", "working_hours_in_minutes": 480})

        assert history(crowd, newcomer, "billable_rates") + history(crowd, newcomer, "labor_costs") == []

    # What cannot be right

    @pytest.mark.parametrize(
        ("changes", "text"),
        [
            ({"working_hours_in_minutes": 0}, "Working hours must be positive or null"),
            ({"working_hours_in_minutes": -1}, "Working hours must be positive or null"),
            ({"role_id": 1}, "Invalid role_id."),
            ({"role_id": 3}, "Invalid role_id."),
            ({"role_id": 8}, "Invalid role_id."),
            ({"role_id": 0}, "Invalid role_id."),
            ({"role_id": -4}, "Invalid role_id."),
            ({"role_id": 4, "admin": True}, "Cannot use both admin flags and role_id."),
            ({"role_id": 4, "admin": False}, "Cannot use both admin flags and role_id."),
            ({"role_id": 4, "role": "admin"}, "Cannot use both admin flags and role_id."),
            ({"rate": -1}, "Bad Request"),
            ({"rate": 1e11}, "Bad Request"),
            ({"labour_cost": -1}, "Bad Request"),
            ({"labor_cost": -0.01}, "Bad Request"),
        ],
    )
    def test_refuses_what_cannot_be(self, shared_world: World, changes, text):
        before = shared_world.workspace_users()

        answer = self.put(shared_world, shared_world.member, {"view_edit_labor_costs": True} | changes)

        assert (answer.status, answer.refusal) == (400, text)
        assert shared_world.workspace_users() == before

    @pytest.mark.parametrize(
        "raw",
        [
            b"{",
            b"[]",
            b"7",
            b"\xff",
            b'{"rate": "much"}',
            b'{"inactive": 1}',
            b'{"role": "king"}',
            b'{"labour_cost": 10.55}',
            b'{"working_hours_in_minutes": 2147483648}',
            b'{"rate_change_mode": "yesterday"}',
            b'{"labor_cost_change_mode": "tomorrow"}',
            b'{"postedFields": "rate"}',
        ],
    )
    def test_refuses_a_body_of_the_wrong_shape(self, shared_world: World, raw):
        answer = self.put(shared_world, shared_world.member, raw=raw)

        assert (answer.status, answer.refusal) == (400, "JSON is not valid")

    def test_refuses_to_deactivate_the_owner(self, shared_world: World):
        answer = self.put(shared_world, shared_world.owner, {"inactive": True}, as_=shared_world.admin)

        assert (answer.status, answer.refusal) == (400, "Cannot deactivate owner.")

    def test_refuses_to_deactivate_the_paying_user(self, world: World):
        make_paying(world, world.admin)

        answer = self.put(world, world.admin, {"inactive": True})

        assert (answer.status, answer.refusal) == (400, "Cannot deactivate paying user.")

    @pytest.mark.parametrize("changes", [{"role": "admin"}, {"admin": True}, {"role_id": 6}])
    def test_indirect_members_keep_the_role_user(self, shared_world: World, changes):
        indirect = shared_world.workspace_users()[shared_world.indirect.user_id]

        path = self.path_of(shared_world, indirect)
        answer = shared_world.http("PUT", path, changes, as_=shared_world.owner)

        assert answer.status == 400
        assert shared_world.workspace_users()[shared_world.indirect.user_id] == indirect

    def test_indirect_members_have_rates_all_the_same(self, world: World):
        indirect = world.workspace_users()[world.indirect.user_id]

        world.http.ok("PUT", self.path_of(world, indirect), {"rate": 5}, as_=world.owner)

        assert world.workspace_users()[world.indirect.user_id]["rate"] == 5

    @abstractmethod
    def path_of(self, world, listed):
        """The path of the person of a row of the list."""

    # Who may

    @pytest.mark.parametrize("viewer", ["owner", "admin", "workspace_admin"])
    def test_is_for_administrators(self, world: World, viewer):
        self.change(world, world.member, {"role": "teamlead", "inactive": True}, as_=getattr(world, viewer))

        shown = self.shown(world, world.member)
        assert (shown["role"], shown["inactive"]) == ("teamlead", True)

    @pytest.mark.parametrize(
        ("viewer", "text"),
        [
            ("member", NO_ACCESS),
            ("outside", NOT_ACCESSIBLE),
            ("inactive", NOT_ACCESSIBLE),
            ("stranger", NOT_ACCESSIBLE),
        ],
    )
    def test_refuses_everybody_else(self, shared_world: World, viewer, text):
        before = shared_world.workspace_users()

        answer = self.put(shared_world, shared_world.member, {"rate": 1}, as_=getattr(shared_world, viewer))

        assert (answer.status, answer.refusal) == (403, text)
        assert shared_world.workspace_users() == before

    @pytest.mark.parametrize("who", ["owner", "admin"])
    @pytest.mark.parametrize(
        "changes", [{"role": "teamlead"}, {"inactive": True}, {"role_id": 5}, {"role": "projectlead", "rate": 1}]
    )
    def test_a_workspace_admin_changes_no_role_of_owner_or_admin_nor_deactivates_them(
        self, shared_world: World, who, changes
    ):
        before = shared_world.workspace_users()

        answer = self.put(shared_world, getattr(shared_world, who), changes, as_=shared_world.workspace_admin)

        assert (answer.status, answer.refusal) == (403, NO_ACCESS)
        assert shared_world.workspace_users() == before

    def test_a_workspace_admin_gives_an_organization_admin_a_rate(self, world: World):
        self.change(world, world.admin, {"rate": 7}, as_=world.workspace_admin)

        assert self.shown(world, world.admin)["rate"] == 7

    def test_a_workspace_admin_who_gave_up_the_role_may_no_longer(self, world: World):
        self.change(world, world.workspace_admin, {"admin": False}, as_=world.workspace_admin)

        answer = self.put(world, world.member, {"rate": 1}, as_=world.workspace_admin)

        assert (answer.status, answer.refusal) == (403, NO_ACCESS)

    def test_unknown_foreign_and_other_workspaces_people_are_one(self, shared_world: World):
        people = [NOBODY, self.number(shared_world.stranger), self.number(shared_world.outside)]

        answers = [
            shared_world.http("PUT", self.path(shared_world, number), {"rate": 1}, as_=shared_world.owner)
            for number in people
        ]

        assert [(answer.status, answer.refusal) for answer in answers] == [(403, NOT_ACCESSIBLE)] * 3

    def test_unknown_and_foreign_workspaces_are_one(self, shared_world: World):
        number = self.number(shared_world.stranger)
        paths = [self.path(shared_world, number, where) for where in (NOBODY, shared_world.foreign_workspace_id)]

        answers = [shared_world.http("PUT", path, {"rate": 1}, as_=shared_world.owner) for path in paths]

        assert [(answer.status, answer.refusal) for answer in answers] == [(403, NOT_ACCESSIBLE)] * 2

    def test_needs_credentials(self, shared_world: World):
        path = self.path(shared_world, self.number(shared_world.member))

        answer = shared_world.http("PUT", path, {"rate": 1})

        assert (answer.status, answer.body, answer.headers["X-Authorization-Missing"]) == (401, b"", "true")

    def test_names_the_number_that_is_wrong(self, shared_world: World):
        for path, part in (
            (self.path(shared_world, 1, "x"), "workspace_id"),
            (self.path(shared_world, 0), self.part),
            (self.path(shared_world, 2**63), self.part),
        ):
            answer = shared_world.http("PUT", path, {}, as_=shared_world.owner)
            assert (answer.status, answer.refusal) == (400, f"Missing or invalid {part}")

    # Deactivating

    def test_deactivating_in_one_workspace_ends_access_to_that_one_alone(self, world: World):
        assign(world, world.member, world.other_workspace_id)

        self.change(world, world.member, {"inactive": True})

        statuses = {
            path: world.http("GET", path, as_=world.member).status
            for path in (
                f"/workspaces/{world.workspace_id}",
                f"/workspaces/{world.workspace_id}/users",
                f"/workspaces/{world.other_workspace_id}/users",
                f"/organizations/{world.organization_id}",
                "/me",
            )
        }
        assert list(statuses.values()) == [403, 403, 200, 200, 200]
        listed = world.http.ok("GET", "/me/workspaces", as_=world.member)
        assert [workspace["id"] for workspace in listed] == [world.other_workspace_id]

    def test_reactivating_restores_what_was_there(self, world: World):
        self.change(world, world.member, {"role": "teamlead", "rate": 12.5})
        before = self.shown(world, world.member)
        self.change(world, world.member, {"inactive": True})

        self.change(world, world.member, {"inactive": False})

        assert self.shown(world, world.member) | {"at": ""} == before | {"at": ""}
        assert world.http("GET", f"/workspaces/{world.workspace_id}/users", as_=world.member).status == 200

    def test_a_deactivated_workspace_admin_administers_nothing(self, world: World):
        self.change(world, world.workspace_admin, {"inactive": True})

        path = f"/organizations/{world.organization_id}/users/detailed"
        assert world.http("GET", path, as_=world.workspace_admin).status == 403
        assert self.put(world, world.member, {"rate": 1}, as_=world.workspace_admin).status == 403


class Test_put_workspace_users(ChangesOfAWorkspaceUser):
    part = "user_id"

    def number(self, person):
        return person.user_id

    def path(self, world, number, workspace_id=None):
        return f"/workspaces/{workspace_id or world.workspace_id}/users/{number}"

    def path_of(self, world, listed):
        return self.path(world, listed["user_id"])

    def test_the_clients_call_without_a_body_succeeds(self, shared_world: World):
        api = shared_world.users_api(shared_world.owner)

        answer = api.put_workspace_users(shared_world.workspace_id, shared_world.member.user_id)

        assert answer == "OK"


class Test_put_workspace_workspace_users(ChangesOfAWorkspaceUser):
    part = "workspace_user_id"

    def number(self, person):
        return person.workspace_user_id

    def path(self, world, number, workspace_id=None):
        return f"/workspaces/{workspace_id or world.workspace_id}/workspace_users/{number}"

    def path_of(self, world, listed):
        return self.path(world, listed["id"])

    def test_the_client_changes_and_clears(self, world: World):
        api, ids = world.users_api(world.owner), (world.workspace_id, world.member.workspace_user_id)

        assert api.put_workspace_workspace_users(*ids, toggl.UserPayload(rate=12.5, labour_cost=1050)) == "OK"
        assert api.put_workspace_workspace_users(*ids, toggl.UserPayload(posted_fields=["rate"])) == "OK"

        shown = world.workspace_users()[world.member.user_id]
        assert (shown["rate"], shown["labour_cost"]) == (None, 1050)

    def test_the_clients_empty_payload_changes_nothing(self, shared_world: World):
        before = shared_world.workspace_users()
        api, ids = shared_world.users_api(shared_world.owner), (shared_world.workspace_id,)

        answer = api.put_workspace_workspace_users(*ids, shared_world.member.workspace_user_id, toggl.UserPayload())

        assert answer == "OK"
        assert shared_world.workspace_users() == before
