"""The owner of an organization, and what becomes of a transfer that others are asked to accept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from support.making import guest
from support.ownership import FINISHED, NO_ACCESS, act, ask, for_member, messages, moment, owner_of, path, shown
from support.walks.ownership import foreign_transfer
from support.world import World, build

NOT_HERE = "User does not belong to the organization."
NOBODY = 2**63 - 1


class Test_get_organization_owner:
    def test_answers_who_the_owner_is(self, shared_world: World, rows):
        world, owner = shared_world, shared_world.owner
        (row,) = rows(
            """SELECT ou.created_at, ou.updated_at, a.public_id
                 FROM organization_users ou JOIN accounts a ON a.id = ou.account_id
                WHERE ou.organization_id = $1 AND ou.account_id = $2""",
            world,
            owner.user_id,
        )

        answered = world.http.ok("GET", path(world), as_=world.member)

        created, updated = answered.pop("organization_user_created_at"), answered.pop("organization_user_updated_at")
        assert answered == {
            "id": owner.user_id,
            "user_id": owner.user_id,
            "organization_id": world.organization_id,
            "organization_user_id": owner.organization_user_id,
            "name": owner.name,
            "email": owner.email,
            "avatar_url": None,
            "toggl_accounts_id": row["public_id"],
        }
        assert (moment(created), moment(updated)) == (row["created_at"], row["updated_at"])
        assert created.endswith("Z")
        assert updated.endswith("Z")

    def test_the_picture_is_where_lists_show_it(self, world: World):
        world.http.ok("POST", "/avatars/use_gravatar", as_=world.owner)
        listed = world.people()[world.owner.organization_user_id]["avatar_url"]

        answered = world.http.ok("GET", path(world), as_=world.owner)

        assert answered["avatar_url"] == listed
        assert listed.startswith("http")


class Test_post_ownership_transfer:
    def test_an_admin_asks_for_themselves_and_agrees_at_once(self, world: World):
        transfer = ask(world, world.admin)

        created = moment(transfer["created_at"])
        assert transfer | {"created_at": None, "new_owner_answered_at": None, "owner_transfer_id": None} == {
            "owner_transfer_id": None,
            "organization_id": world.organization_id,
            "requester_id": world.admin.user_id,
            "current_owner_id": world.owner.user_id,
            "current_owner_accepted": None,
            "current_owner_answered_at": None,
            "new_owner_id": world.admin.user_id,
            "new_owner_accepted": True,
            "new_owner_answered_at": None,
            "outcome_name": None,
            "created_at": None,
            "finished_at": None,
        }
        assert transfer["new_owner_answered_at"] == transfer["created_at"]
        assert abs(created - datetime.now(UTC)) < timedelta(hours=1)
        assert shown(world, transfer) == transfer

    def test_the_owner_names_somebody_and_agrees_at_once(self, world: World):
        transfer = for_member(world, world.owner)

        assert (transfer["current_owner_accepted"], transfer["new_owner_accepted"]) == (True, None)
        assert transfer["current_owner_answered_at"] == transfer["created_at"]
        assert transfer["new_owner_id"] == world.member.user_id

    def test_an_admin_who_names_somebody_else_agrees_for_nobody(self, world: World):
        transfer = for_member(world, world.admin)

        assert (transfer["current_owner_accepted"], transfer["new_owner_accepted"]) == (None, None)
        assert transfer["requester_id"] == world.admin.user_id

    @pytest.mark.parametrize("name", ["new_owner_id", "user_id"])
    def test_the_new_owner_goes_by_two_names(self, world: World, name):
        other = "user_id" if name == "new_owner_id" else "new_owner_id"

        transfer = ask(world, world.owner, {name: world.member.user_id, other: None})

        assert transfer["new_owner_id"] == world.member.user_id

    @pytest.mark.parametrize("body", [None, {}])
    def test_the_owner_has_to_name_somebody(self, world: World, body):
        answer = world.http("POST", path(world, "transfer"), body, as_=world.owner)

        assert (answer.status, answer.refusal) == (400, "new_owner_id is required")

    @pytest.mark.parametrize("who", ["owner", "invited", "inactive", "stranger"])
    def test_only_another_active_person_of_the_organization_can_be_the_owner(self, world: World, who):
        body = {"new_owner_id": getattr(world, who).user_id}

        answers = [world.http("POST", path(world, "transfer"), body, as_=one) for one in (world.owner, world.admin)]

        assert [(answer.status, answer.refusal) for answer in answers] == [(400, NOT_HERE)] * 2
        assert world.http.ok("GET", path(world, "transfer"), as_=world.owner) == []

    def test_one_at_a_time(self, world: World):
        for_member(world, world.owner)

        answer = world.http("POST", path(world, "transfer"), as_=world.admin)

        assert (answer.status, answer.refusal) == (400, "An ownership transfer is already in progress.")

    def test_another_can_be_asked_for_when_one_is_finished(self, world: World):
        act(world, world.owner, for_member(world, world.owner), "cancel")

        second = ask(world, world.admin)

        assert second["new_owner_id"] == world.admin.user_id

    @pytest.mark.parametrize(("asking", "asked"), [("owner", {"member"}), ("admin", {"owner", "member"})])
    def test_who_has_to_answer_is_told(self, world: World, rows, asking, asked):
        for_member(world, getattr(world, asking))

        assert messages(rows, world) == {("requested", getattr(world, who).user_id) for who in asked}


class Test_get_ownership_transfers:
    def test_lists_the_newest_first_all_or_by_whether_they_are_under_way(self, world: World):
        first = for_member(world, world.owner)
        act(world, world.owner, first, "cancel")
        second = ask(world, world.admin)
        act(world, world.owner, second, "reject")
        third = ask(world, world.admin)

        listed = {
            query: [
                one["owner_transfer_id"] for one in world.http.ok("GET", path(world, f"transfer{query}"), as_=person)
            ]
            for query in ("", "?ongoing=true", "?ongoing=True", "?ongoing=FALSE")
            for person in (world.admin,)
        }

        numbers = [one["owner_transfer_id"] for one in (third, second, first)]
        assert listed == {
            "": numbers,
            "?ongoing=true": numbers[:1],
            "?ongoing=True": numbers[:1],
            "?ongoing=FALSE": numbers[1:],
        }

    @pytest.mark.parametrize("bad", ["", "1", "yes", "null"])
    def test_ongoing_is_true_or_false(self, shared_world: World, bad):
        answer = shared_world.http("GET", path(shared_world, f"transfer?ongoing={bad}"), as_=shared_world.owner)

        assert (answer.status, answer.refusal) == (400, "'ongoing' parameter can be true or false only")

    def test_a_plain_member_sees_theirs_alone(self, world: World):
        act(world, world.admin, ask(world, world.admin), "cancel")
        theirs = for_member(world, world.owner)

        seen = world.http.ok("GET", path(world, "transfer"), as_=world.member)
        finished = world.http.ok("GET", path(world, "transfer?ongoing=false"), as_=world.member)
        others = world.http("GET", path(world, "transfer"), as_=world.outside)

        assert seen == [theirs]
        assert finished == []
        assert (others.status, others.refusal) == (403, NO_ACCESS)

    def test_who_is_a_side_and_deactivated_sees_nothing(self, world: World):
        transfer = for_member(world, world.owner)
        users = f"/organizations/{world.organization_id}/users/{world.member.organization_user_id}"
        world.http.ok("PUT", users, {"inactive": True}, as_=world.owner)

        answers = [
            world.http("GET", path(world, "transfer", *more), as_=world.member)
            for more in ((), (transfer["owner_transfer_id"],))
        ]

        assert [(answer.status, answer.refusal) for answer in answers] == [(403, NO_ACCESS)] * 2


class Test_get_ownership_transfer:
    def test_both_sides_owner_and_admins_see_it_and_nobody_else(self, world: World):
        number = for_member(world, world.owner)["owner_transfer_id"]
        people = ("owner", "admin", "member", "workspace_admin", "outside", "stranger")

        seen = {
            who: world.http("GET", path(world, "transfer", number), as_=getattr(world, who)).status for who in people
        }

        assert seen == dict.fromkeys(people[:3], 200) | dict.fromkeys(people[3:], 403)

    @pytest.mark.parametrize("who", ["owner", "admin"])
    def test_an_unknown_one_is_not_found(self, shared_world: World, who):
        person = getattr(shared_world, who)

        answers = [
            shared_world.http("GET", path(shared_world, "transfer", number), as_=person)
            for number in (NOBODY, foreign_transfer(shared_world))
        ]

        assert [(one.status, one.refusal) for one in answers] == [(404, "Transfer not found in the organization")] * 2


class Test_post_ownership_transfer_actions:
    def test_the_owners_consent_makes_an_admin_the_owner(self, world: World):
        transfer = ask(world, world.admin)

        status, answered = act(world, world.owner, transfer, "accept")

        assert (status, answered["outcome_name"]) == (200, "accepted")
        assert (answered["current_owner_accepted"], answered["new_owner_accepted"]) == (True, True)
        assert answered["finished_at"] == answered["current_owner_answered_at"]
        assert moment(answered["finished_at"]) > moment(transfer["created_at"])
        assert owner_of(world) == world.admin.user_id
        assert shown(world, transfer) == answered

    def test_a_members_consent_makes_them_the_owner_and_the_old_one_an_admin(self, world: World):
        act(world, world.member, for_member(world, world.owner), "accept")

        people = world.people()
        roles = {
            who: (people[person.organization_user_id]["owner"], people[person.organization_user_id]["admin"])
            for who, person in (("owner", world.owner), ("member", world.member))
        }
        assert roles == {"owner": (False, True), "member": (True, True)}

    def test_what_somebody_else_asked_for_needs_both(self, world: World):
        transfer = for_member(world, world.admin)

        _, first = act(world, world.member, transfer, "accept")
        between = owner_of(world)
        _, second = act(world, world.owner, transfer, "accept")

        assert (first["outcome_name"], first["new_owner_accepted"], first["current_owner_accepted"]) == (
            None,
            True,
            None,
        )
        assert between == world.owner.user_id
        assert second["outcome_name"] == "accepted"
        assert owner_of(world) == world.member.user_id

    @pytest.mark.parametrize("who", ["owner", "member"])
    def test_either_side_may_refuse(self, world: World, rows, who):
        transfer = for_member(world, world.admin)
        side = {"owner": "current_owner", "member": "new_owner"}[who]

        status, answered = act(world, getattr(world, who), transfer, "reject")

        assert (status, answered["outcome_name"], answered[f"{side}_accepted"]) == (200, "rejected", False)
        assert answered["finished_at"] == answered[f"{side}_answered_at"]
        assert owner_of(world) == world.owner.user_id
        told = {"owner", "admin", "member"} - {who}
        assert {one for one in messages(rows, world) if one[0] != "requested"} == {
            ("rejected", getattr(world, one).user_id) for one in told
        }

    @pytest.mark.parametrize("who", ["owner", "admin"])
    def test_who_asked_and_the_owner_may_call_it_off(self, world: World, rows, who):
        transfer = for_member(world, world.admin)

        status, answered = act(world, getattr(world, who), transfer, "cancel")

        assert (status, answered["outcome_name"]) == (200, "cancelled")
        assert (answered["current_owner_accepted"], answered["new_owner_accepted"]) == (None, None)
        told = {"owner", "admin", "member"} - {who}
        assert {one for one in messages(rows, world) if one[0] != "requested"} == {
            ("cancelled", getattr(world, one).user_id) for one in told
        }

    def test_both_sides_are_told_that_it_is_done(self, world: World, rows):
        act(world, world.owner, ask(world, world.admin), "accept")

        assert messages(rows, world) == {
            ("requested", world.owner.user_id),
            ("accepted", world.owner.user_id),
            ("accepted", world.admin.user_id),
        }

    def test_who_is_no_side_decides_nothing(self, world: World):
        transfer = for_member(world, world.owner)
        guests = guest(world)

        told = {
            (who, action): act(world, guests if who == "guest" else getattr(world, who), transfer, action)
            for who in ("admin", "workspace_admin", "outside", "inactive", "stranger", "guest")
            for action in ("accept", "reject", "cancel")
        } | {("member", "cancel"): act(world, world.member, transfer, "cancel")}

        assert told == dict.fromkeys(told, (403, NO_ACCESS))
        assert shown(world, transfer) == transfer

    @pytest.mark.parametrize("action", ["accept", "reject"])
    def test_who_asked_for_two_others_does_not_answer_for_them(self, world: World, action):
        transfer = for_member(world, world.admin)

        assert act(world, world.admin, transfer, action) == (403, NO_ACCESS)

    @pytest.mark.parametrize("action", ["accept", "reject"])
    def test_a_side_answers_once(self, world: World, action):
        transfer = ask(world, world.admin)

        assert act(world, world.admin, transfer, action) == (400, "Nothing to change.")

    @pytest.mark.parametrize("end", ["accept", "reject", "cancel"])
    def test_nothing_happens_to_a_finished_one(self, world: World, end):
        transfer = ask(world, world.admin)
        act(world, world.owner, transfer, end)
        before = shown(world, transfer)

        told = [act(world, world.owner, transfer, action) for action in ("accept", "reject", "cancel")]

        assert told == [(400, FINISHED)] * 3
        assert shown(world, transfer) == before

    @pytest.mark.parametrize("action", ["Accept", "approve", "%00", "1"])
    def test_there_are_three_actions(self, world: World, action):
        transfer = ask(world, world.admin)

        told = act(world, world.owner, transfer, action)

        assert told == (400, "Invalid action: it should be accept, reject or cancel")

    @pytest.mark.parametrize(("who", "status"), [("owner", 404), ("admin", 404), ("member", 403)])
    def test_an_unknown_one_is_as_a_foreign_one(self, shared_world: World, who, status):
        numbers = [NOBODY, foreign_transfer(shared_world)]
        text = {404: "Transfer not found in the organization", 403: NO_ACCESS}[status]

        told = [
            act(shared_world, getattr(shared_world, who), {"owner_transfer_id": number}, action)
            for number in numbers
            for action in ("accept", "cancel")
        ]

        assert told == [(status, text)] * 4

    def test_somebody_of_two_organizations_owns_the_one_that_it_is_about(self, service):
        world = build(service)
        person = guest(world)
        world.http.ok("POST", f"/organizations/invitations/{person.code}/accept", as_=person)

        act(world, person, ask(world, world.owner, {"new_owner_id": person.user_id}), "accept")

        theirs = {one["id"]: one["owner"] for one in world.http.ok("GET", "/me/organizations", as_=person)}
        assert len(theirs) == 2
        assert all(theirs.values())
        assert owner_of(world) == person.user_id
