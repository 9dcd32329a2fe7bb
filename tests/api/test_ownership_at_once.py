"""Transfers of ownership that several people decide at the same time: one owner, one outcome."""

from __future__ import annotations

import pytest

from support.ownership import NO_ACCESS, act, ask, entries, for_member, path
from support.together import at_once
from support.world import World


class Test_at_the_same_time:
    def owners(self, rows, world: World):
        return [
            row["account_id"]
            for row in rows(
                "SELECT account_id FROM organization_users WHERE organization_id = $1 AND role = 'owner'", world
            )
        ]

    def outcome(self, rows, world: World, transfer):
        (row,) = rows("SELECT outcome FROM ownership_transfers WHERE id = $1", transfer["owner_transfer_id"])
        return row["outcome"]

    @pytest.mark.parametrize("attempt", range(3))
    def test_consent_and_calling_off_have_one_outcome(self, world: World, rows, attempt):
        transfer = ask(world, world.admin)

        (first, _), (second, _) = at_once(
            world.http,
            lambda: act(world, world.owner, transfer, "accept"),
            lambda: act(world, world.admin, transfer, "cancel"),
        )

        assert sorted((first, second)) == [200, 400]
        outcome = self.outcome(rows, world, transfer)
        assert outcome == ("accepted" if first == 200 else "cancelled")
        assert self.owners(rows, world) == [world.admin.user_id if first == 200 else world.owner.user_id]

    def test_the_last_consents_hand_over_once(self, world: World, rows):
        transfer = for_member(world, world.admin)

        statuses = [
            status
            for status, _ in at_once(
                world.http,
                *[lambda: act(world, world.owner, transfer, "accept")] * 2,
                *[lambda: act(world, world.member, transfer, "accept")] * 2,
            )
        ]

        assert sorted(statuses) == [200, 200, 400, 400]
        assert self.outcome(rows, world, transfer) == "accepted"
        assert self.owners(rows, world) == [world.member.user_id]
        changes = [one for one in entries(rows, world, "organization") if one["action"] == "update"]
        assert [one["after"] for one in changes] == [{"owner": world.member.user_id}]

    def test_of_several_requests_one_is_taken(self, world: World):
        answers = at_once(
            world.http,
            *[lambda: world.http("POST", path(world, "transfer"), as_=world.admin)] * 3,
            *[
                lambda: world.http(
                    "POST", path(world, "transfer"), {"new_owner_id": world.member.user_id}, as_=world.owner
                )
            ]
            * 3,
        )

        told = sorted((one.status, one.refusal if one.status != 200 else "") for one in answers)
        assert told == [(200, "")] + [(400, "An ownership transfer is already in progress.")] * 5
        assert len(world.http.ok("GET", path(world, "transfer"), as_=world.owner)) == 1

    @pytest.mark.parametrize("attempt", range(3))
    def test_who_is_deleted_does_not_become_the_owner_or_who_does_is_not_deleted(self, world: World, rows, attempt):
        transfer = ask(world, world.owner, {"new_owner_id": world.admin.user_id})
        body = {"delete": [world.admin.organization_user_id]}

        (accepted, text), deleted = at_once(
            world.http,
            lambda: act(world, world.admin, transfer, "accept"),
            lambda: world.http("PATCH", f"/organizations/{world.organization_id}/users", body, as_=world.owner),
        )

        outcome = self.outcome(rows, world, transfer)
        if accepted == 200:
            assert (deleted.status, outcome, self.owners(rows, world)) == (400, "accepted", [world.admin.user_id])
        else:
            assert (accepted, text) == (403, NO_ACCESS)
            assert (deleted.status, outcome, self.owners(rows, world)) == (200, "cancelled", [world.owner.user_id])
