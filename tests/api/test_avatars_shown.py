"""Where people's pictures are shown, and how."""

from __future__ import annotations

import hashlib

import pytest

from support.drawing import drawn
from support.making import guest
from support.together import at_once
from support.world import Person, address, sign_up


@pytest.fixture
def person(service):
    user_id, email, token = sign_up(service.http, "Mia Member")
    return Person("Mia Member", email, user_id, token)


@pytest.fixture
def http(service):
    return service.http


def put_up(http, person, kind="PNG"):
    """The name of a new picture."""
    answer = http("POST", "/avatars", raw=drawn(kind), headers={"Content-Type": f"image/{kind.lower()}"}, as_=person)
    assert answer.status == 200, answer.text
    return answer.json()["name"]


def by_gravatar(http, person):
    """The name of the picture."""
    return http.ok("POST", "/avatars/use_gravatar", as_=person)["name"]


def url(http, name):
    return None if name is None else f"{http.root_url}/images/avatars/{name}"


def sent_on_to(email):
    return f"https://www.gravatar.com/avatar/{hashlib.sha256(email.lower().encode()).hexdigest()}?d=mp&s=512"


def seen_of(world, person):
    """What each list shows as the person's picture."""
    http, organization, workspace = world.http, world.organization_id, world.workspace_id
    lists = {
        "users": (f"/organizations/{organization}/users?per_page=1000", "avatar_url"),
        "detailed": (f"/organizations/{organization}/users/detailed?per_page=1000", "avatar_url"),
        "workspace": (f"/workspaces/{workspace}/workspace_users?includeIndirect=true", "avatar_file_name"),
        "by organization": (
            f"/organizations/{organization}/workspaces/{workspace}/workspace_users",
            "avatar_file_name",
        ),
    }
    seen = {}
    for name, (path, field) in lists.items():
        people = http.ok("GET", path, as_=world.owner)
        seen[name] = next(one[field] for one in people if one["user_id"] == person.user_id)
    return seen


class Test_post_use_gravatar:
    def test_answers_where_the_picture_is(self, http, person):
        avatar = http.ok("POST", "/avatars/use_gravatar", as_=person)

        assert avatar["avatar_urls"] == {"original": url(http, avatar["name"])}
        assert avatar["fileType"] == "image/jpeg"
        assert http.ok("GET", "/me", as_=person)["image_url"] == url(http, avatar["name"])

    def test_sends_who_looks_to_gravatar(self, http, person):
        name = by_gravatar(http, person)

        answer = http("GET", f"//images/avatars/{name}")

        assert (answer.status, answer.body) == (302, b"")
        assert answer.headers["Location"] == sent_on_to(person.email)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "public, max-age=300"

    def test_knows_an_address_in_any_letter_case(self, http):
        email = address("Mia Member")
        user_id, _, token = sign_up(http, "Mia Member", email=email.upper())

        name = by_gravatar(http, Person("Mia Member", email, user_id, token))

        assert http("GET", f"//images/avatars/{name}").headers["Location"] == sent_on_to(email)

    def test_ends_the_picture_that_was_there(self, http, person):
        earlier = put_up(http, person)

        later = by_gravatar(http, person)

        assert http("GET", f"//images/avatars/{earlier}").status == 404
        assert http("GET", f"//images/avatars/{later}").status == 302

    def test_follows_the_address_that_the_person_changes(self, http, person):
        name, email = by_gravatar(http, person), address("Mia Member")

        http.ok("PUT", "/me", {"email": email}, as_=person)

        assert http("GET", f"//images/avatars/{name}").headers["Location"] == sent_on_to(email)

    def test_follows_the_address_that_the_organization_changes(self, world):
        name, email = by_gravatar(world.http, world.member), address("Mia Member")
        path = f"/organizations/{world.organization_id}/users/{world.member.organization_user_id}"

        world.http.ok("PUT", path, {"email": email}, as_=world.owner)

        assert world.http("GET", f"//images/avatars/{name}").headers["Location"] == sent_on_to(email)

    def test_an_own_picture_stays_when_the_address_changes(self, http, person):
        name = put_up(http, person)

        http.ok("PUT", "/me", {"email": address("Mia Member")}, as_=person)

        assert http("GET", f"//images/avatars/{name}").status == 200


class Test_get_avatar:
    @pytest.mark.parametrize(("kind", "file_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
    def test_shows_everybody_a_picture_that_can_do_nothing(self, http, person, kind, file_type):
        name = put_up(http, person, kind)

        answer = http("GET", f"//images/avatars/{name}")

        assert answer.status == 200
        assert answer.headers["Content-Type"] == file_type
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"

    @pytest.mark.parametrize(
        "name",
        [
            "n" * 32 + ".png",
            "n" * 32 + ".gif",
            "n" * 32,
            ".png",
            "%00.png",
            "%FF.png",
            "a%2Fb.png",
            "n" * 5_000 + ".jpg",
        ],
        ids=lambda name: name[:8],
    )
    def test_of_an_unknown_name_is_not_found(self, http, name):
        answer = http("GET", f"//images/avatars/{name}")

        assert (answer.status, answer.text) == (404, "Not Found")
        assert answer.headers["Content-Type"].startswith("text/plain")

    def test_stands_in_no_document(self, http):
        assert not any("images" in path for path in http.ok("GET", "//openapi.json")["paths"])


class Test_lists:
    def test_show_the_picture(self, world):
        name = put_up(world.http, world.member)

        seen = seen_of(world, world.member)

        full = url(world.http, name)
        assert seen == {"users": full, "detailed": full, "workspace": name, "by organization": name}

    def test_show_none_where_there_is_none(self, world):
        put_up(world.http, world.member)

        seen = seen_of(world, world.admin)

        assert seen == dict.fromkeys(seen, None)

    def test_show_none_after_it_is_deleted(self, world):
        put_up(world.http, world.member)

        world.http.ok("DELETE", "/avatars", as_=world.member)

        seen = seen_of(world, world.member)
        assert seen == dict.fromkeys(seen, None)

    def test_show_it_in_groups(self, world):
        name = put_up(world.http, world.member)

        groups = world.http.ok("GET", f"/organizations/{world.organization_id}/groups", as_=world.owner)

        shown = {user["user_id"]: user["avatar_url"] for group in groups for user in group["users"]}
        assert shown == {world.member.user_id: url(world.http, name), world.indirect.user_id: None}

    def test_show_it_in_a_group_that_was_just_made(self, world):
        name = put_up(world.http, world.member)
        payload = {"name": "New", "users": [world.member.user_id]}

        group = world.http.ok("POST", f"/organizations/{world.organization_id}/groups", payload, as_=world.owner)

        assert [user["avatar_url"] for user in group["users"]] == [url(world.http, name)]

    def test_are_marked_as_changed(self, world, rows):
        sql = "SELECT version FROM organizations WHERE id = $1"
        ((before,),) = (row.values() for row in rows(sql, world))

        put_up(world.http, world.member)

        ((after,),) = (row.values() for row in rows(sql, world))
        assert after > before

    def test_of_an_organization_that_somebody_founds_show_it_at_once(self, http, person):
        name = put_up(http, person)
        payload = {"name": "Second", "workspace_name": "Second"}

        organization_id = http.ok("POST", "/organizations", payload, as_=person)["id"]

        (founder,) = http.ok("GET", f"/organizations/{organization_id}/users", as_=person)
        assert founder["avatar_url"] == url(http, name)

    def test_show_it_once_the_invited_person_has_joined(self, world):
        invited = guest(world)
        name = put_up(world.http, invited)
        before = seen_of(world, invited)

        world.http.ok("POST", f"/organizations/invitations/{invited.code}/accept", as_=invited)

        full = url(world.http, name)
        assert before == dict.fromkeys(before, None)
        assert seen_of(world, invited) == {
            "users": full,
            "detailed": full,
            "workspace": name,
            "by organization": name,
        }

    @pytest.mark.parametrize("_", range(4))
    def test_agree_with_the_account_when_somebody_joins_meanwhile(self, world, _):
        invited = guest(world)

        at_once(
            world.http,
            lambda: put_up(world.http, invited),
            lambda: world.http.ok("POST", f"/organizations/invitations/{invited.code}/accept", as_=invited),
        )

        assert seen_of(world, invited)["users"] == world.http.ok("GET", "/me", as_=invited)["image_url"]


class Test_get_me:
    def test_shows_the_picture(self, http, person):
        name = put_up(http, person)

        assert http.ok("GET", "/me", as_=person)["image_url"] == url(http, name)

    def test_shows_the_same_as_everybody_has_where_there_is_none(self, http, person):
        assert http.ok("GET", "/me", as_=person)["image_url"] == f"{http.root_url}/images/profile.svg"
