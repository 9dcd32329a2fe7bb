"""People who are invited, and invited again."""

from __future__ import annotations

import pytest

import toggl
from support.database import let_expire
from support.http import Answer
from support.together import at_once
from support.world import Person, World, address, api_client, invite, sign_up

UNKNOWN = 9_000_000_000


def post(world: World, emails: object, *, as_: Person | None = None, **request: object) -> Answer:
    """Invites to the main workspace, unless the request says otherwise."""
    body = {"emails": emails, "workspaces": [{"workspace_id": world.workspace_id}]} | request
    return world.http("POST", f"/organizations/{world.organization_id}/invitations", body, as_=as_ or world.owner)


def resend(world: World, invitation_id: object, *, as_: Person | None = None) -> Answer:
    url = f"/organizations/{world.organization_id}/invitations/{invitation_id}/resend"
    return world.http("PUT", url, as_=as_ or world.owner)


def is_alive(world: World, code: str) -> bool:
    answer = world.http("GET", f"/invitations/{code}")
    assert answer.status in {200, 404}
    return answer.status == 200


def by_email(world: World) -> dict[str, dict]:
    return {person["email"]: person for person in world.people().values()}


class Test_post_organization_invitation:
    def test_makes_the_rows_and_tells_their_numbers_and_the_link(self, world):
        email = address("nina")
        api = toggl.InvitationsApi(api_client(world.service, world.admin.token, "api_token"))
        workspaces = [toggl.InvitationPostWorkspaces(workspace_id=world.workspace_id)]
        result = api.post_organization_invitation(
            world.organization_id, toggl.InvitationPost(emails=[email], workspaces=workspaces)
        )
        (info,), (invitation,) = result.data, result.invitations
        person = by_email(world)[email]

        assert (info.email, info.organization_id, info.sender_id) == (email, world.organization_id, world.admin.user_id)
        assert (info.recipient_id, info.invitation_id) == (person["user_id"], person["invitation_id"])
        assert info.workspaces[0].to_dict() == {
            "user_id": person["user_id"],
            "workspace_id": world.workspace_id,
            "workspace_user_id": person["workspaces"][0]["workspace_user_id"],
        }
        assert info.invite_url.startswith(world.http.root_url)
        assert info.invite_url.endswith(invitation.code)
        assert invitation.to_dict() == {
            "code": invitation.code,
            "email": email,
            "organization_id": world.organization_id,
            "organization_name": "Olivia Owner's organization",
            "sender_email": world.admin.email,
            "sender_name": "Adam Admin",
        }
        assert result.messages == []

    def test_makes_people_who_have_not_joined(self, world):
        email = address("nina")
        post(world, [email])
        person = by_email(world)[email]
        place = world.workspace_users()[person["user_id"]]

        assert (person["joined"], person["inactive"], person["admin"]) == (False, False, False)
        assert (place["active"], place["inactive"], place["is_direct"]) == (False, False, True)

    def test_shows_the_link_nowhere_else(self, world):
        code = post(world, [address("nina")]).json()["invitations"][0]["code"]
        organization, workspace = f"/organizations/{world.organization_id}", f"/workspaces/{world.workspace_id}"
        pages = [
            world.http("GET", path, as_=world.owner)
            for path in (
                f"{organization}/users",
                f"{organization}/users/detailed",
                f"{organization}{workspace}/workspace_users",
                f"{workspace}/workspace_users",
                f"{workspace}/users",
            )
        ]

        assert all(page.status == 200 and code not in page.text for page in pages)
        places = pages[3].json()
        assert {(place["invitation_code"], place["invite_url"]) for place in places} == {(None, None)}

    def test_gives_a_workspace_role_in_either_way_and_groups_at_once(self, world):
        emails = [address(name) for name in ("flag", "word", "number", "plain")]
        roles = [{"admin": True}, {"role": "projectlead"}, {"role_id": 6}, {}]
        for email, role in zip(emails, roles, strict=True):
            workspaces = [{"workspace_id": world.other_workspace_id, **role}]
            assert post(world, [email], workspaces=workspaces, groups=[world.group_id]).status == 200
        people = by_email(world)
        places = [{one["workspace_id"]: one for one in people[email]["workspaces"]} for email in emails]

        assert [place[world.other_workspace_id]["role"] for place in places] == [
            "admin",
            "projectlead",
            "teamlead",
            "user",
        ]
        assert all(world.workspace_id in place for place in places)
        assert {people[email]["groups"][0]["group_id"] for email in emails} == {world.group_id}

    def test_takes_a_hundred_addresses(self, world):
        emails = [address("many") for _ in range(100)]
        answer = post(world, emails)

        assert [one["email"] for one in answer.json()["data"]] == emails
        assert len({one["code"] for one in answer.json()["invitations"]}) == 100

    def test_takes_one_address_in_different_letter_case_for_one(self, world):
        email = address("nina")
        answer = post(world, [email.upper(), email, f" {email} "])

        assert [one["email"] for one in answer.json()["data"]] == [email.upper()]
        assert len(answer.json()["invitations"]) == 1

    def test_gives_an_active_member_the_workspaces_at_once(self, world):
        workspaces = [{"workspace_id": world.other_workspace_id, "role": "teamlead"}]
        answer = post(world, [world.member.email.upper()], workspaces=workspaces).json()
        place = world.workspace_users(world.other_workspace_id)[world.member.user_id]

        assert (place["active"], place["role"], place["is_direct"]) == (True, "teamlead", True)
        assert world.http("GET", f"/workspaces/{world.other_workspace_id}/users", as_=world.member).status == 200
        (info,) = answer["data"]
        assert (info["recipient_id"], info["invite_url"], info["invitation_id"]) == (world.member.user_id, None, None)
        assert info["workspaces"][0]["workspace_user_id"] == place["id"]
        assert answer["invitations"] == []

    def test_leaves_an_active_members_role_as_it_is_unless_it_names_one(self, world):
        post(world, [world.workspace_admin.email])

        assert world.workspace_users()[world.workspace_admin.user_id]["role"] == "admin"

    def test_makes_an_indirect_member_direct_under_the_same_number(self, world):
        before = world.workspace_users()[world.indirect.user_id]
        post(world, [world.indirect.email])
        after = world.workspace_users()[world.indirect.user_id]

        assert (before["is_direct"], after["is_direct"], after["id"]) == (False, True, before["id"])

    def test_refuses_all_when_an_inactive_person_is_among_them(self, world):
        before = world.people()
        answer = post(world, [address("nina"), world.inactive.email, world.invited.email])

        text = f"User with e-mail '{world.inactive.email}' is already an inactive member of the organization"
        assert (answer.status, answer.json()) == (400, text)
        assert world.people() == before
        assert is_alive(world, world.invited.code)

    def test_of_a_pending_person_ends_the_earlier_link_and_keeps_the_numbers(self, world):
        answer = post(world, [world.invited.email.upper()]).json()
        (info,), (invitation,) = answer["data"], answer["invitations"]

        assert (info["invitation_id"], info["recipient_id"]) == (world.invited.invitation_id, world.invited.user_id)
        assert info["workspaces"][0]["workspace_user_id"] == world.invited.workspace_user_id
        assert not is_alive(world, world.invited.code)
        assert is_alive(world, invitation["code"])

    def test_of_a_pending_person_adds_the_workspaces_named(self, world):
        post(world, [world.invited.email], workspaces=[{"workspace_id": world.other_workspace_id}])
        person = world.people()[world.invited.organization_user_id]

        assert {one["workspace_id"] for one in person["workspaces"]} == {world.workspace_id, world.other_workspace_id}

    def test_of_a_pending_person_whose_link_expired_renews_it(self, world):
        let_expire(world, world.invited.invitation_id)
        code = post(world, [world.invited.email]).json()["invitations"][0]["code"]

        assert is_alive(world, code)

    @pytest.mark.parametrize(
        ("request_", "text"),
        [
            ({"emails": []}, "at least one email is required"),
            ({"emails": None}, "at least one email is required"),
            ({"emails": ["  "]}, "Missing e-mail"),
            ({"emails": ["new@example.com", ""]}, "Missing e-mail"),
            ({"emails": ["new@example.com", "nina"]}, "Invalid e-mail: 'nina'"),
            ({"emails": [f"n{number}@example.com" for number in range(101)]}, "at most 100 emails per invitation"),
            ({"workspaces": []}, "at least one workspace is required"),
            ({"workspaces": None}, "at least one workspace is required"),
            ({"workspaces": [{"workspace_id": UNKNOWN}]}, "invalid workspace ID"),
            ({"workspaces": ["foreign"]}, "invalid workspace ID"),
            ({"workspaces": ["own", "foreign"]}, "invalid workspace ID"),
            ({"workspaces": ["own"], "role_id": 1234}, "Invalid workspace role with ID: 1234."),
            ({"workspaces": ["own"], "role_id": 2}, "Invalid workspace role with ID: 2."),
            ({"workspaces": ["own"], "role_id": 4, "admin": True}, "Cannot use both admin flags and role_id."),
        ],
    )
    def test_refuses_what_cannot_be_right(self, shared_world, request_, text):
        numbers = {"own": shared_world.workspace_id, "foreign": shared_world.foreign_workspace_id}
        roles = {field: request_[field] for field in ("role_id", "admin") if field in request_}
        request = {"emails": ["new@example.com"]} | request_
        if request.get("workspaces"):
            request["workspaces"] = [
                {"workspace_id": numbers[one], **roles} if isinstance(one, str) else one
                for one in request["workspaces"]
            ]
        answer = post(shared_world, **request)

        assert (answer.status, answer.json()) == (400, text)
        assert "new@example.com" not in by_email(shared_world)

    def test_refuses_groups_of_another_organization(self, shared_world):
        answer = post(shared_world, ["new@example.com"], groups=[shared_world.foreign_group_id])

        assert answer.status == 400
        assert "new@example.com" not in by_email(shared_world)

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"{",
            b"[]",
            b'{"emails": "new@example.com"}',
            b'{"emails": [1]}',
            b'{"emails": [], "workspaces": [1]}',
            b'{"emails": [], "workspaces": [{}]}',
            b'{"emails": [], "workspaces": [{"workspace_id": 1, "role": "boss"}]}',
        ],
    )
    def test_refuses_what_it_cannot_read(self, shared_world, raw):
        url = f"/organizations/{shared_world.organization_id}/invitations"
        answer = shared_world.http("POST", url, raw=raw, as_=shared_world.owner)

        assert (answer.status, answer.json()) == (400, "Invalid JSON input")

    @pytest.mark.parametrize("kind", ["member", "outside", "inactive", "stranger"])
    def test_refuses_who_administers_nothing(self, shared_world, kind):
        answer = post(shared_world, ["new@example.com"], as_=getattr(shared_world, kind))

        assert (answer.status, answer.json()) == (403, "Forbidden")

    def test_lets_a_workspace_admin_invite_to_their_workspaces_with_any_role_there(self, world):
        email = address("nina")
        workspaces = [{"workspace_id": world.workspace_id, "role": "admin"}]
        answer = post(world, [email], workspaces=workspaces, as_=world.workspace_admin)

        assert answer.status == 200
        assert by_email(world)[email]["workspaces"][0]["role"] == "admin"
        assert by_email(world)[email]["admin"] is False

    @pytest.mark.parametrize("where", ["other", "own and other", "group"])
    def test_lets_no_workspace_admin_invite_elsewhere(self, shared_world, where):
        world = shared_world
        main, other = {"workspace_id": world.workspace_id}, {"workspace_id": world.other_workspace_id}
        request = {
            "other": {"workspaces": [other]},
            "own and other": {"workspaces": [main, other]},
            "group": {"workspaces": [main], "groups": [world.group_id]},
        }[where]
        answer = post(world, ["new@example.com"], **request, as_=world.workspace_admin)

        assert (answer.status, answer.json()) == (403, "Forbidden")
        assert "new@example.com" not in by_email(world)

    def test_lets_no_workspace_admin_change_the_role_of_the_owner_or_an_admin(self, world):
        before = {one.user_id: world.workspace_users()[one.user_id]["role"] for one in (world.owner, world.admin)}
        workspaces = [{"workspace_id": world.workspace_id, "role": "teamlead"}]
        post(world, [world.owner.email, world.admin.email], workspaces=workspaces, as_=world.workspace_admin)

        assert {number: world.workspace_users()[number]["role"] for number in before} == before

    def test_gives_no_workspace_admin_the_link_of_somebody_invited_to_more(self, world):
        (nina,) = invite(
            world.http, world.owner, world.organization_id, [{"workspace_id": world.other_workspace_id}], "Nina"
        )
        answer = post(world, [nina.email], as_=world.workspace_admin)

        assert (answer.status, answer.json()) == (403, "Forbidden")
        assert is_alive(world, nina.code)

    def test_gives_no_workspace_admin_the_link_of_somebody_who_is_to_be_an_admin(self, world):
        url = f"/organizations/{world.organization_id}/users/{world.invited.organization_user_id}"
        world.http.ok("PUT", url, {"organization_admin": True}, as_=world.owner)
        answer = post(world, [world.invited.email], as_=world.workspace_admin)

        assert (answer.status, answer.json()) == (403, "Forbidden")
        assert is_alive(world, world.invited.code)

    def test_of_one_address_at_the_same_time_makes_one_person_and_leaves_one_link(self, world):
        email = address("nina")
        answers = at_once(
            world.http, *[lambda spelling=spelling: post(world, [spelling]) for spelling in (email, email.upper()) * 3]
        )
        infos = [answer.json()["data"][0] for answer in answers]
        codes = [answer.json()["invitations"][0]["code"] for answer in answers]

        assert {answer.status for answer in answers} == {200}
        assert len({(info["recipient_id"], info["invitation_id"]) for info in infos}) == 1
        assert [is_alive(world, code) for code in codes].count(True) == 1
        assert [person["email"].lower() for person in world.people().values()].count(email) == 1

    def test_of_one_address_by_two_organizations_at_the_same_time_succeeds_for_both(self, world):
        email = address("nina")
        url = f"/organizations/{world.foreign_organization_id}/invitations"
        request = {"emails": [email], "workspaces": [{"workspace_id": world.foreign_workspace_id}]}
        here, there = at_once(
            world.http, lambda: post(world, [email]), lambda: world.http("POST", url, request, as_=world.stranger)
        )

        assert (here.status, there.status) == (200, 200)
        assert here.json()["data"][0]["recipient_id"] == there.json()["data"][0]["recipient_id"]
        assert all(is_alive(world, answer.json()["invitations"][0]["code"]) for answer in (here, there))

    def test_of_the_same_people_in_another_order_at_the_same_time_succeeds_for_both(self, world):
        emails = [address("many") for _ in range(20)]
        answers = at_once(world.http, lambda: post(world, emails), lambda: post(world, emails[::-1]))

        assert [answer.status for answer in answers] == [200, 200]


class Test_put_invitation:
    def test_ends_the_earlier_link_and_tells_no_other(self, world):
        api = toggl.InvitationsApi(api_client(world.service, world.admin.token, "api_token"))
        answer = api.put_invitation(world.organization_id, world.invited.invitation_id)

        assert answer == "OK"
        assert not is_alive(world, world.invited.code)
        assert world.people()[world.invited.organization_user_id]["invitation_id"] == world.invited.invitation_id

    def test_answers_json(self, world):
        answer = resend(world, world.invited.invitation_id)

        assert (answer.status, answer.text) == (200, '"OK"')

    def test_renews_one_that_expired(self, world):
        let_expire(world, world.invited.invitation_id)

        assert resend(world, world.invited.invitation_id).status == 200

    def test_a_lost_link_is_replaced_by_inviting_again(self, world):
        resend(world, world.invited.invitation_id)
        code = post(world, [world.invited.email]).json()["invitations"][0]["code"]
        user_id, _, _ = sign_up(world.http, "Ivan Invited", email=world.invited.email, code=code)

        assert user_id == world.invited.user_id

    def test_refuses_one_that_is_used_or_withdrawn(self, world):
        url = f"/organizations/{world.organization_id}/users"
        world.http.ok("PATCH", url, {"delete": [world.invited.organization_user_id]}, as_=world.owner)
        answers = [resend(world, one.invitation_id) for one in (world.member, world.invited)]

        assert [(answer.status, answer.json()) for answer in answers] == [(404, "Invitation code not found")] * 2

    def test_another_organizations_invitation_looks_like_none(self, world):
        url = f"/organizations/{world.foreign_organization_id}/invitations"
        request = {"emails": [address("nina")], "workspaces": [{"workspace_id": world.foreign_workspace_id}]}
        foreign = world.http.ok("POST", url, request, as_=world.stranger)
        answers = [resend(world, number) for number in (foreign["data"][0]["invitation_id"], UNKNOWN)]

        assert [(answer.status, answer.json()) for answer in answers] == [(404, "Invitation code not found")] * 2
        assert is_alive(world, foreign["invitations"][0]["code"])

    @pytest.mark.parametrize("number", ["0", "-1", "x", str(2**63)])
    def test_refuses_a_bad_invitation_id(self, shared_world, number):
        answer = resend(shared_world, number)

        assert (answer.status, answer.json()) == (400, "Missing or invalid invitation_id")

    def test_lets_a_workspace_admin_resend_to_people_of_their_workspaces_alone(self, world):
        (nina,) = invite(
            world.http, world.owner, world.organization_id, [{"workspace_id": world.other_workspace_id}], "Nina"
        )
        own = resend(world, world.invited.invitation_id, as_=world.workspace_admin)
        other = resend(world, nina.invitation_id, as_=world.workspace_admin)

        assert (own.status, own.json()) == (200, "OK")
        assert (other.status, other.json()) == (404, "Invitation code not found")
        assert is_alive(world, nina.code)

    @pytest.mark.parametrize("kind", ["member", "outside", "inactive", "stranger"])
    def test_refuses_who_administers_nothing(self, shared_world, kind):
        answer = resend(shared_world, shared_world.invited.invitation_id, as_=getattr(shared_world, kind))

        assert (answer.status, answer.json()) == (403, "Forbidden")
        assert is_alive(shared_world, shared_world.invited.code)
