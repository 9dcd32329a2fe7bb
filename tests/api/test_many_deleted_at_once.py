"""Many people deleted by one request: all that they were is gone and written down, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from rollbook.services.seeding import seed
from support.audit import of_request
from support.http import Answer
from support.server import Service
from support.walk import Rows
from support.world import Person, World, address

MANY = 60
TABLES = {
    "organization_users": "id",
    "workspace_users": "organization_user_id",
    "group_users": "organization_user_id",
}


@pytest.fixture(scope="module")
def stored(service: Service) -> Iterator[Rows]:
    with Rows(service.database_url) as opened:
        yield opened


@pytest.fixture
def crowd(world: World) -> list[int]:
    """The organization user ids of many who were invited into both workspaces and a group."""
    emails = [address("Nina Newcomer") for _ in range(MANY)]
    workspaces = [{"workspace_id": world.workspace_id, "role": "admin"}, {"workspace_id": world.other_workspace_id}]
    payload = {"emails": emails, "workspaces": workspaces, "groups": [world.group_id]}
    world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", payload, as_=world.owner)
    return [number for number, person in world.people().items() if person["email"] in emails]


def give_rate(world: World, person: Person) -> None:
    path = f"/workspaces/{world.workspace_id}/workspace_users/{person.workspace_user_id}"
    world.http.ok("PUT", path, {"rate": 12.5, "labor_cost": 7}, as_=world.owner)


def make_reset_link(world: World, person: Person) -> None:
    path = f"/workspaces/{world.workspace_id}/users/{person.user_id}/lost_password"
    world.http.ok("POST", path, as_=world.owner)


def touched(rows: Any, world: World) -> dict[int, Any]:
    """Of each account in the organization when its access last changed."""
    listed = rows(
        """
        SELECT a.id, a.authorization_updated_at AS at FROM accounts a
         WHERE a.id IN (SELECT (e.before ->> 'user_id')::bigint FROM audit_entries e WHERE e.organization_id = $1
                        UNION SELECT account_id FROM organization_users WHERE organization_id = $1)""",
        world,
    )
    return {row["id"]: row["at"] for row in listed}


def places(rows: Any, world: World, people: list[int]) -> list[int]:
    """Their workspace user ids in "Main"."""
    found = rows(
        """
        SELECT id FROM workspace_users
         WHERE organization_id = $1 AND workspace_id = $2 AND organization_user_id = ANY($3::bigint[])""",
        world,
        world.workspace_id,
        people,
    )
    return [row["id"] for row in found]


class Test_patch_organization_users:
    def delete(self, world: World, ids: list[int]) -> Answer:
        return world.http("PATCH", f"/organizations/{world.organization_id}/users", {"delete": ids}, as_=world.owner)

    def everybody(self, world: World, crowd: list[int]) -> list[int]:
        """Of every kind who can be deleted: invited, joined, with rates and links, in groups alone."""
        give_rate(world, world.member)
        make_reset_link(world, world.member)
        return [*crowd, world.member.organization_user_id, world.indirect.organization_user_id]

    def test_nothing_that_hangs_on_them_stays(self, world: World, rows, crowd):
        ids = self.everybody(world, crowd)
        others = {
            table: rows(f"SELECT * FROM {table} WHERE organization_id = $1 AND {key} <> ALL($2::bigint[])", world, ids)
            for table, key in TABLES.items()
        }

        assert self.delete(world, ids).status == 200

        left = {table: rows(f"SELECT * FROM {table} WHERE organization_id = $1", world) for table in TABLES}
        assert {table: sorted(map(str, found)) for table, found in left.items()} == {
            table: sorted(map(str, found)) for table, found in others.items()
        }
        assert rows("SELECT * FROM rates WHERE organization_id = $1 AND workspace_user_id IS NOT NULL", world) == []
        assert rows("SELECT * FROM password_resets WHERE organization_id = $1", world) == []

    def test_the_log_keeps_what_each_of_them_was(self, world: World, crowd):
        ids = self.everybody(world, crowd)
        people = world.people()

        answer = self.delete(world, ids)

        deleted = {
            entry["entity_id"]: entry
            for entry in of_request(world, answer)
            if (entry["action"], entry["entity_type"]) == ("delete", "organization_user")
        }
        assert deleted.keys() == set(ids)
        for number, entry in deleted.items():
            were, before = people[number], entry["before"]
            assert (before["user_id"], before["name"], before["email"]) == (
                were["user_id"],
                were["name"],
                were["email"],
            )
            assert (before["role"], before["inactive"], before["groups"]) == ("member", False, [world.group_id])
            assert entry["after"] == {}
        assert deleted[crowd[0]]["before"]["workspaces"] == [
            {"workspace_id": world.workspace_id, "role": "admin"},
            {"workspace_id": world.other_workspace_id, "role": "user"},
        ]
        assert deleted[world.indirect.organization_user_id]["before"]["workspaces"] == [
            {"workspace_id": world.other_workspace_id, "role": "user"}
        ]

    def test_invitations_that_waited_for_them_are_withdrawn(self, world: World, rows, crowd):
        pending = rows(
            """
            SELECT id, email FROM invitations
             WHERE organization_id = $1 AND state = 'pending' AND organization_user_id = ANY($2::bigint[])""",
            world,
            crowd,
        )

        answer = self.delete(world, crowd)

        assert len(pending) == MANY
        assert {
            (entry["entity_id"], entry["before"]["state"], entry["after"]["state"], entry["after"]["email"])
            for entry in of_request(world, answer)
            if entry["action"] == "withdraw"
        } == {(row["id"], "pending", "withdrawn", row["email"]) for row in pending}
        (left,) = rows(
            "SELECT array_agg(email) AS emails FROM invitations WHERE state = 'pending' AND organization_id = $1", world
        )
        assert left["emails"] == [world.invited.email]

    def test_it_is_their_access_alone_that_changes(self, world: World, rows, crowd):
        accounts = {number: person["user_id"] for number, person in world.people().items()}
        before = touched(rows, world)

        self.delete(world, crowd)

        after = touched(rows, world)
        assert {one for one, at in after.items() if at > before[one]} == {accounts[number] for number in crowd}

    @pytest.mark.parametrize("bad", ["foreign", "owner"])
    def test_is_all_or_nothing(self, world: World, stored: Rows, crowd, bad):
        number = world.stranger.organization_user_id if bad == "foreign" else world.owner.organization_user_id
        before = stored.of(world)

        assert self.delete(world, [*crowd, number]).status == 400

        assert stored.of(world) == before

    def test_unknown_numbers_are_named_in_the_order_of_the_request(self, world: World, crowd):
        foreign, nobody = world.stranger.organization_user_id, 2**62

        answer = self.delete(world, [nobody, *crowd, foreign])

        assert answer.refusal.endswith(f"do not belong to this organization: '{nobody},{foreign}'.")

    def test_more_than_a_piece_are_one_change(self, service: Service, rows):
        seeded = asyncio.run(seed(service.database_url, b"k" * 32, members=1_300, workspaces=2, groups=2, seed=5))
        path = f"/organizations/{seeded.organization_id}/users"
        owner = (seeded.owner.api_token, "api_token")
        pages = [service.http("GET", f"{path}?per_page=1000&page={page}", as_=owner).json() for page in (1, 2)]
        listed = [one for page in pages for one in page]
        members = [one["id"] for one in listed if not one["admin"]]

        answer = service.http("PATCH", path, {"delete": members[::-1]}, as_=owner)

        assert (answer.status, len(members) > 1_000) == (200, True)
        left = service.http("GET", f"{path}?per_page=1000", as_=owner)
        assert {one["id"] for one in left.json()} == {one["id"] for one in listed} - set(members)
        assert left.headers["x-records"] == str(len(listed) - len(members))
        (log,) = rows(
            """
            SELECT count(DISTINCT entity_id) AS people, count(*) AS entries, count(DISTINCT happened_at) AS moments
              FROM audit_entries
             WHERE organization_id = $1 AND action = 'delete' AND entity_type = 'organization_user'""",
            seeded.organization_id,
        )
        assert log == {"people": len(members), "entries": len(members), "moments": 1}


class Test_patch_organization_workspace_users:
    def delete(self, world: World, ids: list[int]) -> Answer:
        path = f"/organizations/{world.organization_id}/workspaces/{world.workspace_id}/workspace_users"
        return world.http("PATCH", path, {"delete": ids}, as_=world.owner)

    def test_ends_what_is_direct_and_leaves_what_groups_hold(self, world: World, rows, crowd):
        give_rate(world, world.member)
        there = world.workspace_users()
        # The group holds whom it leaves in it; the others are held directly alone.
        path = f"/organizations/{world.organization_id}/groups/{world.group_id}"
        stay = [world.member.user_id, world.indirect.user_id]
        world.http.ok("PUT", path, {"users": stay}, as_=world.owner)
        gone = places(rows, world, crowd)

        answer = self.delete(world, [*gone, world.member.workspace_user_id])

        assert answer.status == 200
        after = world.workspace_users()
        assert {one["id"] for one in there.values()} - {one["id"] for one in after.values()} == set(gone)
        assert after[world.member.user_id]["is_direct"] is False
        elsewhere = rows(
            "SELECT count(*) FROM workspace_users WHERE workspace_id = $1 AND organization_user_id = ANY($2::bigint[])",
            world.other_workspace_id,
            crowd,
        )
        assert elsewhere == [{"count": MANY}]
        entries = {entry["entity_id"]: entry for entry in of_request(world, answer)}
        assert entries.keys() == {*gone, world.member.workspace_user_id}
        assert {(one["action"], one["entity_type"], one["workspace_id"]) for one in entries.values()} == {
            ("delete", "workspace_user", world.workspace_id)
        }
        assert entries[world.member.workspace_user_id]["before"] == {
            "user_id": world.member.user_id,
            "role": "user",
            "inactive": False,
            "rate": "12.50",
            "labor_cost": "7.00",
            "working_hours_in_minutes": None,
            "view_edit_billable_rates": False,
            "view_edit_labor_costs": False,
        }

    @pytest.mark.parametrize("bad", ["indirect", "owner", "nobody"])
    def test_is_all_or_nothing(self, world: World, stored: Rows, rows, crowd, bad):
        ids = places(rows, world, crowd)
        number = {
            "indirect": world.workspace_users()[world.indirect.user_id]["id"],
            "owner": world.owner.workspace_user_id,
            "nobody": 2**62,
        }[bad]
        before = stored.of(world)

        assert self.delete(world, [*ids, number]).status == 400

        assert stored.of(world) == before
