"""What an invited person does with the link: looks, accepts, rejects, signs up."""

from __future__ import annotations

import pytest

import toggl
from support.database import let_expire
from support.http import Answer
from support.together import at_once
from support.world import PASSWORD, Person, World, address, api_client, sign_up

SETTLED = "Sorry, but this invitation seems either accepted or canceled"


def accept(world: World, code: str, person: Person | None) -> Answer:
    return world.http("POST", f"/organizations/invitations/{code}/accept", as_=person)


def reject(world: World, code: str, person: Person | None) -> Answer:
    return world.http("POST", f"/organizations/invitations/{code}/reject", as_=person)


def signup(world: World, email: str, **payload: object) -> Answer:
    return world.http("POST", "/signup", {"email": email, "password": PASSWORD} | payload)


def looked_at(world: World, code: str) -> Answer:
    return world.http("GET", f"/invitations/{code}")


def invited_stranger(world: World) -> tuple[str, int]:
    """The code and the id of the invitation of somebody who has an account of their own."""
    request = {"emails": [world.stranger.email.upper()], "workspaces": [{"workspace_id": world.workspace_id}]}
    url = f"/organizations/{world.organization_id}/invitations"
    result = world.http.ok("POST", url, request, as_=world.admin)
    return result["invitations"][0]["code"], result["data"][0]["invitation_id"]


def place_of(world: World, person: Person) -> dict | None:
    return next((one for one in world.people().values() if one["user_id"] == person.user_id), None)


def organizations_of(world: World, person: Person) -> set[int]:
    return {one["id"] for one in world.http.ok("GET", "/me/organizations", as_=person)}


class Test_get_invitations:
    def test_shows_the_invitation_to_who_has_the_code_alone(self, shared_world):
        invited = shared_world.invited
        shown = looked_at(shared_world, invited.code)

        assert shown.status == 200
        assert shown.json() == {
            "accounts_signup_url": None,
            "code": invited.code,
            "email": invited.email,
            "organization_id": shared_world.organization_id,
            "organization_name": "Olivia Owner's organization",
            "sender_email": shared_world.owner.email,
            "sender_name": "Olivia Owner",
            "sso": False,
            "token": None,
        }

    def test_is_what_the_invite_url_leads_to(self, world):
        request = {"emails": [address("nina")], "workspaces": [{"workspace_id": world.workspace_id}]}
        url = f"/organizations/{world.organization_id}/invitations"
        result = world.http.ok("POST", url, request, as_=world.owner)
        page = result["data"][0]["invite_url"].removeprefix(world.http.root_url)

        assert page == f"/invitations/{result['invitations'][0]['code']}"
        assert "Join <bdi>Olivia Owner&#39;s organization</bdi>" in world.http("GET", f"/{page}").text

    def test_refuses_an_unknown_code_and_one_that_was_used(self, shared_world):
        answers = [looked_at(shared_world, code) for code in ("unknown", shared_world.member.code)]

        assert [(answer.status, answer.json()) for answer in answers] == [(404, "Invitation not found")] * 2

    def test_refuses_one_that_expired(self, world):
        let_expire(world, world.invited.invitation_id)
        answer = looked_at(world, world.invited.code)

        assert (answer.status, answer.json()) == (404, "Invitation not found")


class Test_post_organization_accept_invitation:
    def test_makes_the_account_of_the_address_a_member(self, world):
        code, _ = invited_stranger(world)
        before = world.http("GET", f"/organizations/{world.organization_id}", as_=world.stranger).status
        api = toggl.InvitationsApi(api_client(world.service, world.stranger.token, "api_token"))
        answer = api.post_organization_accept_invitation(code)
        after = world.http("GET", f"/organizations/{world.organization_id}", as_=world.stranger).status

        assert answer == "OK"
        assert (before, after) == (404, 200)
        assert organizations_of(world, world.stranger) == {world.foreign_organization_id, world.organization_id}
        assert world.http("GET", f"/workspaces/{world.workspace_id}/users", as_=world.stranger).status == 200

    def test_shows_the_person_as_joined_under_their_own_name_and_address(self, world):
        code, _ = invited_stranger(world)
        before = place_of(world, world.stranger)
        accept(world, code, world.stranger)
        after = place_of(world, world.stranger)

        assert (before["joined"], before["name"]) == (False, world.stranger.email.partition("@")[0])
        assert (after["joined"], after["name"], after["email"]) == (True, "Sten Stranger", world.stranger.email)
        assert (after["id"], after["workspaces"][0]["workspace_user_id"]) == (
            before["id"],
            before["workspaces"][0]["workspace_user_id"],
        )
        assert after["invitation_id"] is None

    def test_answers_plain_text(self, world):
        code, _ = invited_stranger(world)
        answer = accept(world, code, world.stranger)

        assert (answer.text, answer.headers["content-type"].partition(";")[0]) == ("OK", "text/plain")

    def test_refuses_every_other_account(self, world):
        code, _ = invited_stranger(world)
        answers = [accept(world, code, person) for person in (world.owner, world.admin, world.member)]

        assert [(answer.status, answer.text) for answer in answers] == [(403, "Forbidden")] * 3
        assert looked_at(world, code).status == 200

    def test_refuses_a_second_use(self, world):
        code, _ = invited_stranger(world)
        answers = [accept(world, code, world.stranger) for _ in range(2)]

        assert [(answer.status, answer.text) for answer in answers] == [(200, "OK"), (404, "Invalid invitation code")]

    def test_refuses_an_unknown_code(self, shared_world):
        answer = accept(shared_world, "unknown", shared_world.stranger)

        assert (answer.status, answer.text) == (404, "Invalid invitation code")

    def test_refuses_one_that_expired(self, world):
        code, invitation_id = invited_stranger(world)
        let_expire(world, invitation_id)
        answer = accept(world, code, world.stranger)

        assert (answer.status, answer.text) == (404, "Invalid invitation code")
        assert place_of(world, world.stranger)["joined"] is False

    def test_refuses_the_link_that_a_later_one_replaced(self, world):
        earlier, _ = invited_stranger(world)
        later, _ = invited_stranger(world)
        answers = [accept(world, code, world.stranger).status for code in (earlier, later)]

        assert answers == [404, 200]

    def test_refuses_somebody_who_was_deactivated_meanwhile(self, world):
        code, _ = invited_stranger(world)
        url = f"/organizations/{world.organization_id}/users/{place_of(world, world.stranger)['id']}"
        world.http.ok("PUT", url, {"inactive": True}, as_=world.owner)
        answer = accept(world, code, world.stranger)

        assert (answer.status, answer.text) == (404, "Invalid invitation code")

    def test_refuses_who_has_not_signed_in(self, world):
        code, _ = invited_stranger(world)
        answer = accept(world, code, None)

        assert (answer.status, answer.text, answer.headers["X-Authorization-Missing"]) == (401, "", "true")
        assert looked_at(world, code).status == 200

    def test_at_the_same_time_is_done_once(self, world):
        code, _ = invited_stranger(world)
        answers = at_once(world.http, *[lambda: accept(world, code, world.stranger)] * 6)

        assert (
            sorted((answer.status, answer.text) for answer in answers)
            == [(200, "OK")] + [(404, "Invalid invitation code")] * 5
        )
        assert place_of(world, world.stranger)["joined"] is True

    def test_and_rejecting_at_the_same_time_have_one_winner(self, world):
        code, _ = invited_stranger(world)
        accepted, rejected = at_once(
            world.http, lambda: accept(world, code, world.stranger), lambda: reject(world, code, world.stranger)
        )

        assert sorted([accepted.status, rejected.status]) == [200, 404]
        assert (place_of(world, world.stranger) is not None) == (accepted.status == 200)

    def test_and_being_deleted_at_the_same_time_never_leave_a_trace(self, world):
        code, _ = invited_stranger(world)
        url, body = f"/organizations/{world.organization_id}/users", {"delete": [place_of(world, world.stranger)["id"]]}
        accepted, deleted = at_once(
            world.http,
            lambda: accept(world, code, world.stranger),
            lambda: world.http("PATCH", url, body, as_=world.owner),
        )

        assert (deleted.status, deleted.text) == (200, "OK")
        assert (accepted.status, accepted.text) in {(200, "OK"), (404, "Invalid invitation code")}
        assert place_of(world, world.stranger) is None
        assert organizations_of(world, world.stranger) == {world.foreign_organization_id}


class Test_post_reject_invitation:
    def test_withdraws_the_place_that_waited(self, world):
        code, _ = invited_stranger(world)
        api = toggl.InvitationsApi(api_client(world.service, world.stranger.token, "api_token"))
        answer = api.post_reject_invitation(code)

        assert answer == "OK"
        assert place_of(world, world.stranger) is None
        assert world.stranger.user_id not in world.workspace_users()
        assert looked_at(world, code).status == 404

    def test_answers_json(self, world):
        code, _ = invited_stranger(world)

        assert reject(world, code, world.stranger).text == '"OK"'

    def test_refuses_a_second_use_and_accepting_afterwards(self, world):
        code, _ = invited_stranger(world)
        reject(world, code, world.stranger)
        again, accepted = reject(world, code, world.stranger), accept(world, code, world.stranger)

        assert (again.status, again.json()) == (404, "Invalid invitation code")
        assert (accepted.status, accepted.text) == (404, "Invalid invitation code")

    def test_refuses_every_other_account(self, shared_world):
        answers = [
            reject(shared_world, shared_world.invited.code, one) for one in (shared_world.owner, shared_world.member)
        ]

        assert [(answer.status, answer.json()) for answer in answers] == [(403, "Forbidden")] * 2
        assert looked_at(shared_world, shared_world.invited.code).status == 200

    def test_refuses_one_that_was_accepted_or_never_was(self, shared_world):
        member = shared_world.member
        answers = [reject(shared_world, code, member) for code in (member.code, "unknown")]

        assert [(answer.status, answer.json()) for answer in answers] == [(404, "Invalid invitation code")] * 2
        assert place_of(shared_world, member) is not None

    def test_lets_the_person_be_invited_again(self, world):
        code, _ = invited_stranger(world)
        reject(world, code, world.stranger)
        code, _ = invited_stranger(world)

        assert accept(world, code, world.stranger).status == 200


class Test_post_signup:
    def test_with_a_code_makes_the_account_and_accepts(self, world):
        invited = world.invited
        answer = signup(world, invited.email, full_name="Ivan Invited", invitation_code=invited.code)
        account = answer.json()
        ivan = Person("Ivan Invited", invited.email, account["id"], account["api_token"])

        assert (answer.status, account["id"], account["fullname"]) == (200, invited.user_id, "Ivan Invited")
        assert account["default_workspace_id"] == world.workspace_id
        assert organizations_of(world, ivan) == {world.organization_id}
        assert place_of(world, invited)["joined"] is True
        assert place_of(world, invited)["name"] == "Ivan Invited"

    def test_with_a_code_takes_the_address_in_any_letter_case(self, world):
        answer = signup(world, world.invited.email.upper(), invitation_code=world.invited.code)

        assert (answer.status, answer.json()["id"]) == (200, world.invited.user_id)

    def test_with_a_code_of_another_address_is_refused(self, shared_world):
        answer = signup(shared_world, address("nina"), invitation_code=shared_world.invited.code)

        assert (answer.status, answer.json()) == (400, "Invalid invitation code")
        assert looked_at(shared_world, shared_world.invited.code).status == 200

    def test_with_an_unknown_code_is_refused(self, shared_world):
        email = address("nina")
        answer = signup(shared_world, email, invitation_code="unknown")

        assert (answer.status, answer.json()) == (400, "Invalid invitation code")
        assert sign_up(shared_world.http, "Nina", email=email)[1] == email

    def test_with_a_code_that_was_used_is_refused(self, shared_world):
        member = shared_world.member
        answer = signup(shared_world, member.email, invitation_code=member.code)

        assert (answer.status, answer.json()) == (400, SETTLED)

    def test_with_a_code_that_expired_is_refused(self, world):
        let_expire(world, world.invited.invitation_id)
        answer = signup(world, world.invited.email, invitation_code=world.invited.code)

        assert (answer.status, answer.json()) == (400, "Invalid invitation code")
        assert place_of(world, world.invited)["joined"] is False

    def test_with_a_code_of_somebody_who_has_an_account_is_refused(self, world):
        code, _ = invited_stranger(world)
        answer = signup(world, world.stranger.email, invitation_code=code, password="another password")

        assert (answer.status, answer.json()) == (400, "user with this email already exists")
        assert world.http("GET", "/me", as_=(world.stranger.email, PASSWORD)).status == 200

    @pytest.mark.parametrize("spelling", [str, str.upper])
    def test_without_the_code_of_a_pending_invitation_is_refused(self, shared_world, spelling):
        answer = signup(shared_world, spelling(shared_world.invited.email))

        assert (answer.status, answer.json()) == (400, "Account has pending invite")

    def test_without_the_code_of_an_invitation_that_expired_makes_an_organization_of_ones_own(self, world):
        let_expire(world, world.invited.invitation_id)
        answer = signup(world, world.invited.email)
        ivan = Person("", world.invited.email, answer.json()["id"], answer.json()["api_token"])

        assert answer.status == 200
        assert world.organization_id not in organizations_of(world, ivan)
        assert place_of(world, world.invited)["joined"] is False

    def test_with_one_code_at_the_same_time_makes_one_account(self, world):
        invited = world.invited
        answers = at_once(world.http, *[lambda: signup(world, invited.email, invitation_code=invited.code)] * 4)

        assert sorted(answer.status for answer in answers) == [200, 400, 400, 400]
        assert {answer.json() for answer in answers if answer.status == 400} <= {
            SETTLED,
            "Invalid invitation code",
            "user with this email already exists",
        }
