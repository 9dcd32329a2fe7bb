"""Who pays for an organization: changed by the owner and by who pays."""

from __future__ import annotations

import json

import pytest

from support.making import make_paying
from support.together import at_once
from support.world import World

NO_ACCESS = "User does not have access to this resource"
NOT_HERE = "User does not exist in the organization."


def put(world: World, user_id, who="owner"):
    path = f"/organizations/{world.organization_id}/paying_user"
    answer = world.http("PUT", path, {"user_id": user_id}, as_=getattr(world, who))
    return answer.status, answer.json()


@pytest.fixture
def paying(rows):
    """The accounts of who pays for the world's organization."""

    def found(world: World):
        sql = "SELECT account_id FROM organization_users WHERE organization_id = $1 AND paying"
        return [row["account_id"] for row in rows(sql, world)]

    return found


class Test_put_organization_paying_user:
    def test_an_admin_takes_over_from_the_owner(self, world: World, paying):
        told = put(world, world.admin.user_id)

        assert told == (200, "OK")
        assert paying(world) == [world.admin.user_id]

    def test_who_pays_gives_it_back(self, world: World, paying):
        make_paying(world, world.admin)

        told = put(world, world.owner.user_id, "admin")

        assert told == (200, "OK")
        assert paying(world) == [world.owner.user_id]

    def test_the_owner_takes_it_back(self, world: World, paying):
        make_paying(world, world.admin)

        assert put(world, world.owner.user_id) == (200, "OK")
        assert paying(world) == [world.owner.user_id]

    def test_protects_who_pays_and_no_longer_who_paid(self, world: World):
        path = f"/organizations/{world.organization_id}/users/{world.admin.organization_user_id}"
        make_paying(world, world.admin)
        protected = world.http("PUT", path, {"inactive": True}, as_=world.owner)
        make_paying(world, world.owner)

        after = world.http("PUT", path, {"inactive": True}, as_=world.owner)

        assert (protected.status, protected.text) == (400, "Cannot deactivate paying user.")
        assert after.status == 200

    @pytest.mark.parametrize("who", ["admin", "workspace_admin", "member", "inactive", "stranger"])
    def test_is_for_the_owner_and_who_pays(self, shared_world: World, paying, who):
        told = put(shared_world, shared_world.admin.user_id, who)

        assert told == (403, NO_ACCESS)
        assert paying(shared_world) == [shared_world.owner.user_id]

    @pytest.mark.parametrize("who", ["invited", "inactive", "stranger"])
    def test_only_an_active_person_of_the_organization_can_pay(self, shared_world: World, paying, who):
        told = put(shared_world, getattr(shared_world, who).user_id)

        assert told == (400, NOT_HERE)
        assert paying(shared_world) == [shared_world.owner.user_id]

    @pytest.mark.parametrize("who", ["workspace_admin", "member"])
    def test_only_an_admin_of_the_organization_can_pay(self, shared_world: World, paying, who):
        told = put(shared_world, getattr(shared_world, who).user_id)

        assert told == (400, "The paying user must be an admin of the organization.")
        assert paying(shared_world) == [shared_world.owner.user_id]

    def test_is_in_the_log_when_it_changes(self, world: World, rows):
        for _ in range(2):
            put(world, world.admin.user_id)

        found = rows(
            """SELECT before::text, after::text FROM audit_entries
                WHERE organization_id = $1 AND entity_type = 'organization' AND action = 'update'""",
            world,
        )

        assert [(json.loads(one["before"]), json.loads(one["after"])) for one in found] == [
            ({"paying_user": world.owner.user_id}, {"paying_user": world.admin.user_id})
        ]

    def test_one_pays_whoever_is_named_at_once(self, world: World, paying):
        people = [world.admin.user_id, world.owner.user_id] * 3

        told = at_once(world.http, *[lambda number=number: put(world, number) for number in people])

        assert told == [(200, "OK")] * 6
        assert paying(world) in ([world.admin.user_id], [world.owner.user_id])
