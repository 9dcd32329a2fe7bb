"""What a new owner means for everything else; and transfers that run out or lose a side."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.database import write
from support.making import make_paying
from support.ownership import (
    FINISHED,
    act,
    ask,
    entries,
    for_member,
    hand_over,
    let_pass,
    messages,
    moment,
    owner_of,
    path,
    shown,
)
from support.world import Person, World


def user(world: World, person: Person):
    return f"/organizations/{world.organization_id}/users/{person.organization_user_id}"


def place(world: World, person: Person):
    return f"/workspaces/{world.workspace_id}/workspace_users/{person.workspace_user_id}"


def ask_for_link(world: World, asking: Person):
    """The answer to who asks for a link into the member's account."""
    place_of_member = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}"
    return world.http("POST", f"{place_of_member}/lost_password", as_=asking)


class Test_a_new_owner:
    @pytest.mark.parametrize(
        ("changes", "text"),
        [
            ({"organization_admin": False}, "Cannot remove admin privileges from owner."),
            ({"inactive": True}, "Cannot deactivate owner."),
            ({"workspaces": []}, "Cannot remove workspace owner."),
        ],
    )
    def test_is_protected_and_the_old_one_is_no_longer(self, world: World, changes, text):
        make_paying(world, world.admin)
        hand_over(world)

        protected = world.http("PUT", user(world, world.admin), changes, as_=world.owner)
        no_longer = world.http(
            "PUT", user(world, world.owner), {"organization_admin": False} | changes, as_=world.admin
        )

        assert (protected.status, protected.text) == (400, text)
        assert (no_longer.status, no_longer.text) == (200, "OK")

    def test_cannot_be_deleted_or_leave_and_the_old_one_can(self, world: World):
        make_paying(world, world.admin)
        hand_over(world)
        users, leave = f"/organizations/{world.organization_id}/users", "leave"

        deletions = [
            world.http("PATCH", users, {"delete": [person.organization_user_id]}, as_=world.admin)
            for person in (world.admin, world.owner)
        ]
        left = world.http("DELETE", f"{users}/{leave}", as_=world.admin)

        number = world.admin.organization_user_id
        assert [(one.status, one.text) for one in deletions] == [
            (400, f"Cannot remove the organization owner user with organization user ID='{number}'."),
            (200, "OK"),
        ]
        assert (left.status, left.text) == (400, "Cannot remove the organization owner.")

    def test_cannot_be_taken_out_of_a_workspace_and_the_old_one_as_an_admin(self, world: World):
        make_paying(world, world.admin)
        hand_over(world)

        answers = [
            world.http("DELETE", place(world, one), as_=world.workspace_admin) for one in (world.admin, world.owner)
        ]

        assert [(one.status, one.refusal) for one in answers] == [
            (400, "Cannot remove workspace owner."),
            (400, "Cannot remove organization admin."),
        ]

    def test_has_the_address_that_only_they_may_change(self, world: World):
        hand_over(world)
        mine, theirs = {"email": "taken.over@example.com"}, {"email": f"fresh.{world.owner.email}"}

        taking_over = world.http("PUT", user(world, world.admin), mine, as_=world.owner)
        changing = world.http("PUT", user(world, world.owner), theirs, as_=world.admin)

        assert taking_over.status == 403
        assert changing.status == 200

    def test_gives_links_to_admins_and_is_given_none(self, world: World):
        hand_over(world)
        links = f"/workspaces/{world.workspace_id}/users/%s/lost_password"

        for_old = world.http("POST", links % world.owner.user_id, as_=world.admin)
        for_new = world.http("POST", links % world.admin.user_id, as_=world.owner)

        assert (for_old.status, for_new.status) == (200, 403)

    def test_does_not_come_with_a_link_that_an_admin_was_given(self, world: World):
        link = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"
        code = world.http.ok("POST", link, as_=world.admin)["url"].partition("code=")[2]
        act(world, world.member, for_member(world, world.owner), "accept")

        answer = world.http("POST", "/me/lost_passwords/confirm", {"code": code, "password": "another password"})

        assert (answer.status, answer.refusal) == (400, "The link has expired or was used already.")

    def test_does_not_change_who_pays(self, world: World):
        hand_over(world)

        told = [
            world.http("PUT", user(world, world.owner), change, as_=world.admin).text
            for change in ({"organization_admin": False}, {"inactive": True})
        ]

        assert told == ["Cannot remove admin privileges from paying user.", "Cannot deactivate paying user."]

    def test_has_both_of_them_know_that_their_access_has_changed(self, world: World):
        before = [
            world.http.ok("GET", "/me", as_=one)["authorization_updated_at"] for one in (world.owner, world.admin)
        ]
        hand_over(world)

        after = [world.http.ok("GET", "/me", as_=one)["authorization_updated_at"] for one in (world.owner, world.admin)]

        assert all(new > old for new, old in zip(after, before, strict=True))

    def test_hands_it_back_the_same_way(self, world: World):
        hand_over(world)
        transfer = ask(world, world.owner)

        status, _ = act(world, world.admin, transfer, "accept")

        assert status == 200
        assert owner_of(world) == world.owner.user_id

    def test_is_in_the_log_with_all_that_led_there(self, world: World, rows):
        transfer = for_member(world, world.admin)
        number, sides = (
            transfer["owner_transfer_id"],
            {
                "current_owner_id": world.owner.user_id,
                "new_owner_id": world.member.user_id,
            },
        )
        act(world, world.member, transfer, "accept")
        act(world, world.owner, transfer, "accept")

        (change,) = [one for one in entries(rows, world, "organization") if one["action"] == "update"]
        steps = entries(rows, world, "ownership_transfer")
        assert [(one["action"], one["account_id"], one["after"]) for one in steps] == [
            ("create", world.admin.user_id, sides),
            ("update", world.member.user_id, sides | {"outcome": None, "side": "new_owner"}),
            ("update", world.owner.user_id, sides | {"outcome": "accepted", "side": "current_owner"}),
        ]
        assert {one["entity_id"] for one in steps} == {number}
        assert (change["entity_id"], change["before"], change["after"]) == (
            world.organization_id,
            {"owner": world.owner.user_id},
            {"owner": world.member.user_id},
        )


class Test_a_transfer_that_runs_out:
    def test_is_shown_as_expired_at_once(self, world: World):
        transfer = ask(world, world.admin)
        let_pass(world, transfer)

        seen = shown(world, transfer)

        assert seen["outcome_name"] == "expired"
        assert moment(seen["finished_at"]) - moment(seen["created_at"]) == timedelta(days=7)
        listed = {
            word: world.http.ok("GET", path(world, f"transfer?ongoing={word}"), as_=world.owner)
            for word in ("true", "false")
        }
        assert listed == {"true": [], "false": [seen]}

    def test_has_nothing_left_to_decide(self, world: World):
        transfer = ask(world, world.admin)
        let_pass(world, transfer)

        told = [act(world, world.owner, transfer, action) for action in ("accept", "reject", "cancel")]

        assert told == [(400, FINISHED)] * 3
        assert owner_of(world) == world.owner.user_id

    def test_is_still_open_a_day_before(self, world: World):
        transfer = ask(world, world.admin)
        let_pass(world, transfer, days=6)

        status, answered = act(world, world.owner, transfer, "accept")

        assert (status, answered["outcome_name"]) == (200, "accepted")

    def test_makes_room_for_another_and_is_in_the_log(self, world: World, rows):
        transfer = ask(world, world.admin)
        let_pass(world, transfer)
        before = shown(world, transfer)

        second = ask(world, world.admin)

        assert second["outcome_name"] is None
        assert shown(world, transfer) == before
        (expiry,) = [one for one in entries(rows, world, "ownership_transfer") if one["signed_in_by"] == "job"]
        assert (expiry["entity_id"], expiry["account_id"]) == (transfer["owner_transfer_id"], None)
        assert (expiry["before"], expiry["after"]) == ({"outcome": None}, {"outcome": "expired"})


def deactivate(world: World):
    world.http.ok("PUT", user(world, world.member), {"inactive": True}, as_=world.admin)


def delete(world: World):
    body = {"delete": [world.outside.organization_user_id, world.member.organization_user_id]}
    world.http.ok("PATCH", f"/organizations/{world.organization_id}/users", body, as_=world.admin)


def leave(world: World):
    world.http.ok("DELETE", f"/organizations/{world.organization_id}/users/leave", as_=world.member)


def close(world: World):
    world.http.ok("POST", "/me/close_account", as_=world.member)


class Test_a_transfer_that_loses_a_side:
    @pytest.mark.parametrize("lose", [deactivate, delete, leave, close])
    def test_is_cancelled_with_that(self, world: World, rows, lose):
        transfer = for_member(world, world.owner)

        lose(world)

        seen = shown(world, transfer)
        assert (seen["outcome_name"], seen["new_owner_accepted"]) == ("cancelled", None)
        assert moment(seen["finished_at"]) > moment(seen["created_at"])
        assert ("cancelled", world.owner.user_id) in messages(rows, world)
        assert ("cancelled", world.member.user_id) not in messages(rows, world)
        last = entries(rows, world, "ownership_transfer")[-1]
        assert (last["action"], last["after"]["outcome"], last["after"]["side"]) == ("update", "cancelled", "new_owner")
        assert ask(world, world.admin)["outcome_name"] is None

    def test_stays_when_somebody_else_goes(self, world: World):
        transfer = for_member(world, world.owner)

        world.http.ok("DELETE", f"/organizations/{world.organization_id}/users/leave", as_=world.outside)

        assert shown(world, transfer) == transfer

    def test_stays_when_who_asked_for_it_goes(self, world: World, rows):
        transfer = for_member(world, world.admin)
        world.http.ok("POST", "/me/close_account", as_=world.admin)

        first, second = (act(world, one, transfer, "accept")[0] for one in (world.owner, world.member))

        assert (first, second) == (200, 200)
        (row,) = rows("SELECT account_id FROM organization_users WHERE organization_id = $1 AND role = 'owner'", world)
        assert row["account_id"] == world.member.user_id

    def test_stays_as_expired_when_it_had_run_out(self, world: World):
        transfer = for_member(world, world.owner)
        let_pass(world, transfer)

        leave(world)

        assert shown(world, transfer)["outcome_name"] == "expired"

    def test_that_was_lost_unnoticed_is_cancelled_by_the_consent(self, world: World, rows):
        transfer = ask(world, world.admin)
        write(
            world.service,
            (
                "UPDATE organization_users SET inactive = true WHERE organization_id = $1 AND id = $2",
                world.organization_id,
                world.admin.organization_user_id,
            ),
        )

        told = act(world, world.owner, transfer, "accept")

        assert told == (400, FINISHED)
        assert shown(world, transfer)["outcome_name"] == "cancelled"
        (row,) = rows("SELECT account_id FROM organization_users WHERE organization_id = $1 AND role = 'owner'", world)
        assert row["account_id"] == world.owner.user_id


class Test_an_admin_while_a_member_is_to_be_the_owner:
    def test_gets_no_link_into_their_account_but_the_owner_does(self, world: World):
        for_member(world, world.owner)

        statuses = [ask_for_link(world, one).status for one in (world.admin, world.owner)]

        assert statuses == [403, 200]

    def test_has_lost_the_link_into_their_account(self, world: World):
        url = ask_for_link(world, world.admin).json()["url"]
        for_member(world, world.owner)

        body = {"code": url.partition("code=")[2], "password": "a quite different phrase"}
        answer = world.http("POST", "/me/lost_passwords/confirm", body)

        assert (answer.status, answer.refusal) == (400, "The link has expired or was used already.")

    def test_cannot_turn_their_account_to_another_address_but_the_owner_can(self, world: World):
        for_member(world, world.owner)
        body = {"email": f"taken.over.{world.organization_id}@example.com"}

        answers = [world.http("PUT", user(world, world.member), body, as_=one) for one in (world.admin, world.owner)]

        assert [(one.status, one.text) for one in answers] == [
            (403, "User is not authorized to update the organization user"),
            (200, "OK"),
        ]

    def test_may_do_all_that_again_when_it_is_over(self, world: World):
        act(world, world.member, for_member(world, world.owner), "reject")

        assert ask_for_link(world, world.admin).status == 200
