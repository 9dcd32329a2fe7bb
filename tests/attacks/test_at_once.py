"""Sixteen who want one thing in one moment, on both workers: one has it, the others are told, and all rules hold."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from support import guards, ownership, walk
from support.crowd import SIZE, Crowd, told
from support.http import Answer, Http
from support.server import Service
from support.world import PASSWORD, Person, World, address, invite, join, sign_up

ROUNDS = range(25 if os.environ.get("ROLLBOOK_SOAK") == "1" else 1)
OTHERS = SIZE - 1
Rows = Callable[..., list[dict[str, Any]]]

# What may be nowhere, whoever came first.
BROKEN = {
    "an organization without one owner": """
        SELECT o.id FROM organizations o WHERE 1 <> (
            SELECT count(*) FROM organization_users ou WHERE ou.organization_id = o.id AND ou.role = 'owner')""",
    "an owner who may not come in": """
        SELECT id FROM organization_users WHERE role = 'owner' AND (inactive OR NOT joined)""",
    "an invitation of nobody, or of who has joined": """
        SELECT i.id FROM invitations i LEFT JOIN organization_users ou
            ON ou.organization_id = i.organization_id AND ou.id = i.organization_user_id
         WHERE i.state = 'pending' AND (ou.id IS NULL OR ou.joined)""",
    "somebody in a workspace and not in its organization": """
        SELECT wu.id FROM workspace_users wu LEFT JOIN organization_users ou
            ON ou.organization_id = wu.organization_id AND ou.id = wu.organization_user_id WHERE ou.id IS NULL""",
    "two transfers of one organization": """
        SELECT organization_id FROM ownership_transfers WHERE outcome IS NULL GROUP BY 1 HAVING count(*) > 1""",
    "an address of two accounts": "SELECT lower(email) FROM accounts GROUP BY 1 HAVING count(*) > 1",
}


@pytest.fixture(scope="module")
def crowd(service: Service) -> Crowd:
    return Crowd(service)


@pytest.fixture(autouse=True)
def _nothing_is_broken(service: Service, rows: Rows) -> Iterator[None]:
    yield
    assert {what: found for what, sql in BROKEN.items() if (found := rows(sql))} == {}
    assert guards.wrong_counts(service.database_url) == []


def post(path: str, body: Any = None, *, as_: Any = None) -> Callable[[Http], Answer]:
    return lambda http: http("POST", path, body, as_=as_)


def people(world: World) -> str:
    return f"/organizations/{world.organization_id}/users"


def one_of(winners: int, *others: tuple[int, str]) -> Counter[tuple[int, str]]:
    """So many successes, and the rest of the sixteen as those say."""
    (other,) = others
    return Counter({(200, ""): winners, other: SIZE - winners})


def several(world: World, number: int, *, admins: bool = False) -> list[Person]:
    """New members of the world's organization."""
    names = [f"Sam Several{index}" for index in range(number)]
    invited = invite(world.http, world.owner, world.organization_id, [{"workspace_id": world.workspace_id}], *names)
    joined = [join(world.http, person) for person in invited]
    for person in joined if admins else []:
        path = f"{people(world)}/{person.organization_user_id}"
        world.http.ok("PUT", path, {"organization_admin": True}, as_=world.owner)
    return joined


# Invitations and accounts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("_round", ROUNDS)
def test_an_invitation_is_accepted_once(shared_world: World, crowd: Crowd, _round: int) -> None:
    guest = walk.guest(shared_world)

    answers = crowd(post(f"/organizations/invitations/{guest.code}/accept", as_=guest))

    assert told(answers) == one_of(1, (404, "Invalid invitation code"))


@pytest.mark.parametrize("_round", ROUNDS)
def test_an_invitation_is_accepted_or_rejected(shared_world: World, crowd: Crowd, rows: Rows, _round: int) -> None:
    guest = walk.guest(shared_world)
    path = f"/organizations/invitations/{guest.code}"

    answers = crowd(post(f"{path}/accept", as_=guest), post(f"{path}/reject", as_=guest))

    assert told(answers) == one_of(1, (404, "Invalid invitation code"))
    accepted = any(answer.status == 200 for answer in answers[::2])
    (row,) = rows("SELECT state FROM invitations WHERE id = $1", guest.invitation_id)
    assert row["state"] == ("accepted" if accepted else "rejected")
    assert (guest.user_id in {one["user_id"] for one in shared_world.people().values()}) == accepted


@pytest.mark.parametrize("_round", ROUNDS)
def test_by_a_code_one_signs_up(shared_world: World, crowd: Crowd, _round: int) -> None:
    person = walk.newcomer(shared_world)
    body = {"email": person.email, "password": PASSWORD, "invitation_code": person.code}

    answers = crowd(post("/signup", body))

    refusals = {one.refusal for one in answers if one.status != 200}
    assert Counter(one.status for one in answers) == Counter({200: 1, 400: OTHERS})
    assert refusals <= {
        "user with this email already exists",
        "Sorry, but this invitation seems either accepted or canceled",
        "Invalid invitation code",
    }


@pytest.mark.parametrize("_round", ROUNDS)
def test_an_address_signs_up_once_in_whatever_letters(crowd: Crowd, _round: int) -> None:
    email = address("Una Unique")

    answers = crowd(
        post("/signup", {"email": email, "password": PASSWORD}),
        post("/signup", {"email": email.upper(), "password": PASSWORD}),
    )

    assert told(answers) == one_of(1, (400, "user with this email already exists"))


@pytest.mark.parametrize("_round", ROUNDS)
def test_an_address_that_is_invited_by_all_has_one_place_and_one_link(
    shared_world: World, crowd: Crowd, rows: Rows, _round: int
) -> None:
    email = address("Ines Invited")
    workspaces = [{"workspace_id": shared_world.workspace_id}]
    path = f"/organizations/{shared_world.organization_id}/invitations"

    answers = crowd(
        post(path, {"emails": [email], "workspaces": workspaces}, as_=shared_world.owner),
        post(path, {"emails": [email.upper()], "workspaces": workspaces}, as_=shared_world.admin),
    )

    codes = [answer.json()["invitations"][0]["code"] for answer in answers]
    living = [code for code in codes if shared_world.http("GET", f"/invitations/{code}").status == 200]
    assert told(answers) == Counter({(200, ""): SIZE})
    assert len(living) == 1
    assert len(rows("SELECT 1 FROM invitations WHERE lower(email) = lower($1)", email)) == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_who_is_invited_and_signs_up_by_themself_has_one_account(
    shared_world: World, crowd: Crowd, _round: int
) -> None:
    email = address("Ida Either")
    invitation = {"emails": [email], "workspaces": [{"workspace_id": shared_world.workspace_id}]}

    answers = crowd(
        post(f"/organizations/{shared_world.organization_id}/invitations", invitation, as_=shared_world.owner),
        post("/signup", {"email": email, "password": PASSWORD}),
    )

    invited, signed_up = answers[::2], answers[1::2]
    assert told(invited) == Counter({(200, ""): SIZE // 2})
    assert {one.refusal for one in signed_up if one.status != 200} <= {
        "user with this email already exists",
        "Account has pending invite",
    }
    assert sum(one.status == 200 for one in signed_up) <= 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_an_invitation_is_resent_withdrawn_and_accepted_in_some_order(
    shared_world: World, crowd: Crowd, _round: int
) -> None:
    guest = walk.guest(shared_world)
    (place,) = [one["id"] for one in shared_world.people().values() if one["user_id"] == guest.user_id]
    accept = post(f"/organizations/invitations/{guest.code}/accept", as_=guest)

    answers = crowd(
        accept,
        lambda http: http(
            "PUT",
            f"/organizations/{shared_world.organization_id}/invitations/{guest.invitation_id}/resend",
            as_=shared_world.owner,
        ),
        accept,
        lambda http: http("PATCH", people(shared_world), {"delete": [place]}, as_=shared_world.admin),
    )

    assert sum(one.status == 200 for one in answers[::4] + answers[2::4]) <= 1
    assert sum(one.status == 200 for one in answers[3::4]) == 1
    assert guest.user_id not in {one["user_id"] for one in shared_world.people().values()}


# Credentials --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_link_sets_one_password(world: World, crowd: Crowd, _round: int) -> None:
    path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"
    code = world.http.ok("POST", path, as_=world.owner)["url"].partition("code=")[2]
    passwords = [f"a new password {index}" for index in range(SIZE)]

    answers = crowd(
        *(post("/me/lost_passwords/confirm", {"code": code, "password": password}) for password in passwords)
    )

    assert told(answers) == one_of(1, (400, "The link has expired or was used already."))
    (winner,) = [index for index, answer in enumerate(answers) if answer.status == 200]
    assert world.http("GET", "/me", as_=(world.member.email, passwords[winner])).status == 200


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_all_who_ask_for_a_link_one_has_one_that_works(world: World, crowd: Crowd, _round: int) -> None:
    path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"

    answers = crowd(post(path, as_=world.owner), post(path, as_=world.admin))

    assert told(answers) == Counter({(200, ""): SIZE})
    pages = [world.http("GET", "//" + one.json()["url"].split("/", 3)[3]).status for one in answers]
    assert Counter(pages) == Counter({200: 1, 404: OTHERS})


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_all_new_tokens_one_works(world: World, crowd: Crowd, _round: int) -> None:
    by_password = (world.member.email, PASSWORD)
    assert world.http("GET", "/me", as_=by_password).status == 200

    answers = crowd(post("/me/reset_token", as_=by_password))

    assert told(answers) == Counter({(200, ""): SIZE})
    tokens = [answer.json() for answer in answers]
    working = [token for token in tokens if world.http("GET", "/me", as_=(token, "api_token")).status == 200]
    assert len(working) == 1


# Places -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("_round", ROUNDS)
def test_somebody_is_deleted_once(world: World, crowd: Crowd, _round: int) -> None:
    gone = {"delete": [world.member.organization_user_id]}

    answers = crowd(
        lambda http: http("PATCH", people(world), gone, as_=world.owner),
        lambda http: http("PATCH", people(world), gone, as_=world.admin),
    )

    text = "The following organization user IDs do not belong to this organization: '{}'."
    assert told(answers) == one_of(1, (400, text.format(world.member.organization_user_id)))


@pytest.mark.parametrize("_round", ROUNDS)
def test_somebody_leaves_once(world: World, crowd: Crowd, _round: int) -> None:
    answers = crowd(lambda http: http("DELETE", f"{people(world)}/leave", as_=world.member))

    assert told(answers) == one_of(1, (400, "The user does not belong to the organization."))


@pytest.mark.parametrize("_round", ROUNDS)
def test_admins_who_delete_each_other_do_so_one_after_the_other(world: World, crowd: Crowd, _round: int) -> None:
    admins = several(world, SIZE, admins=True)

    def delete(deleter: Person, deleted: Person) -> Callable[[Http], Answer]:
        return lambda http: http("PATCH", people(world), {"delete": [deleted.organization_user_id]}, as_=deleter)

    # In a ring: each is deleted by the one before them.
    answers = crowd(*(delete(admins[index - 1], person) for index, person in enumerate(admins)))

    assert told(answers).keys() <= {(200, ""), (403, "User is not authorized to delete the organization user")}
    left = {one["id"] for one in world.people().values()}
    for index, answer in enumerate(answers):
        assert (admins[index].organization_user_id in left) == (answer.status != 200)
    assert world.admin.organization_user_id in left


@pytest.mark.parametrize("_round", ROUNDS)
def test_when_all_leave_the_owner_goes_last_or_stays(world: World, crowd: Crowd, rows: Rows, _round: int) -> None:
    unwanted = [world.invited, world.inactive]
    world.http.ok("PATCH", people(world), {"delete": [one.organization_user_id for one in unwanted]}, as_=world.owner)
    members = [world.admin, world.workspace_admin, world.member, world.outside, world.indirect]
    leave = [
        lambda http, one=one: http("DELETE", f"{people(world)}/leave", as_=one)
        for one in (members + [world.owner] * SIZE)[:SIZE]
    ]

    answers = crowd(*leave)

    assert {one.status for one in answers[:5]} == {200}
    owners = Counter(one.status for one in answers[5:])
    # Once it is gone, nobody belongs to it.
    assert owners[200] <= 1
    assert owners.keys() <= {200, 400}
    assert len(rows("SELECT 1 FROM organizations WHERE id = $1", world)) == 1 - owners[200]


@pytest.mark.parametrize("_round", ROUNDS)
def test_one_transfer_is_asked_for_and_the_others_hear_of_it(world: World, crowd: Crowd, _round: int) -> None:
    path = ownership.path(world, "transfer")

    answers = crowd(
        post(path, as_=world.admin),
        post(path, {"new_owner_id": world.member.user_id}, as_=world.owner),
    )

    assert Counter(one.status for one in answers) == Counter({200: 1, 400: OTHERS})


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_transfer_has_one_outcome_and_the_organization_one_owner(world: World, crowd: Crowd, _round: int) -> None:
    transfer = ownership.ask(world, world.admin)
    path = ownership.path(world, "transfer", transfer["owner_transfer_id"])

    answers = crowd(
        post(f"{path}/accept", as_=world.owner),
        post(f"{path}/cancel", as_=world.admin),
        post(f"{path}/accept", as_=world.owner),
        lambda http: http("PATCH", people(world), {"delete": [world.admin.organization_user_id]}, as_=world.owner),
    )

    handed_over = any(one.status == 200 for one in answers[::2])
    deleted = any(one.status == 200 for one in answers[3::4])
    assert not (handed_over and deleted)
    (new_owner,) = [
        person.user_id
        for person in (world.owner, world.admin)
        if world.http("GET", ownership.path(world), as_=person).status == 200
        and world.http.ok("GET", ownership.path(world), as_=person)["user_id"] == person.user_id
    ]
    assert new_owner == (world.admin if handed_over else world.owner).user_id


@pytest.mark.parametrize("_round", ROUNDS)
@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("groups", "Name has already been taken"),
        ("workspaces", "another workspace with same name exists in organization"),
    ],
)
def test_a_name_is_given_once(world: World, crowd: Crowd, what: str, text: str, _round: int) -> None:
    path = f"/organizations/{world.organization_id}/{what}"

    answers = crowd(
        post(path, {"name": "The Same"}, as_=world.owner), post(path, {"name": "tHE sAME"}, as_=world.admin)
    )

    assert told(answers) == one_of(1, (400, text))


@pytest.mark.parametrize("_round", ROUNDS)
def test_who_comes_into_sixteen_organizations_at_once_is_in_all_of_them_and_seen_by_each(
    service: Service, crowd: Crowd, _round: int
) -> None:
    http = service.http
    user_id, email, token = sign_up(http, "Tess Traveller")
    traveller = Person("Tess Traveller", email, user_id, token)
    owners = [
        Person("Otto Owner", mail, number, own)
        for number, mail, own in (sign_up(http, "Otto Owner") for _ in range(SIZE))
    ]
    codes, lists = [], []
    for owner in owners:
        (workspace,) = http.ok("GET", "/me/workspaces", as_=owner)
        path = f"/organizations/{workspace['organization_id']}"
        body = {"emails": [email], "workspaces": [{"workspace_id": workspace["id"]}]}
        codes.append(http.ok("POST", f"{path}/invitations", body, as_=owner)["invitations"][0]["code"])
        lists.append(f"{path}/users")
    known = [http("GET", path, as_=owner).headers["ETag"] for path, owner in zip(lists, owners, strict=True)]

    answers = crowd(*(post(f"/organizations/invitations/{code}/accept", as_=traveller) for code in codes))

    assert told(answers) == Counter({(200, ""): SIZE})
    for path, owner, etag in zip(lists, owners, known, strict=True):
        answer = http("GET", path, as_=owner, headers={"If-None-Match": etag})
        seen = {one["user_id"]: one for one in answer.json()}[user_id]
        assert (seen["joined"], seen["can_edit_email"]) == (True, False)


@pytest.mark.parametrize("_round", ROUNDS)
def test_sixteen_places_of_one_person_end_at_once_and_the_last_organization_sees_it(
    service: Service, world: World, crowd: Crowd, _round: int
) -> None:
    http = service.http
    workspaces = [{"workspace_id": world.foreign_workspace_id}]
    member = world.member
    (invited,) = invite(http, world.stranger, world.foreign_organization_id, workspaces, "Tom Two")
    joined = join(http, invited)
    body = {"emails": [joined.email], "workspaces": [{"workspace_id": world.workspace_id}]}
    sent = http.ok("POST", f"/organizations/{world.organization_id}/invitations", body, as_=world.owner)
    http.ok("POST", f"/organizations/invitations/{sent['invitations'][0]['code']}/accept", as_=joined)
    here, there = people(world), f"/organizations/{world.foreign_organization_id}/users"
    known = {
        path: http("GET", path, as_=who).headers["ETag"] for path, who in ((here, world.owner), (there, world.stranger))
    }

    answers = crowd(
        lambda h: h("DELETE", f"{here}/leave", as_=joined),
        lambda h: h("PUT", f"{here}/{member.organization_user_id}", {"name": walk.fresh("Mia")}, as_=world.owner),
    )

    assert Counter(one.status for one in answers[::2]) == Counter({200: 1, 400: SIZE // 2 - 1})
    answer = http("GET", there, as_=world.stranger, headers={"If-None-Match": known[there]})
    seen = {one["user_id"]: one for one in answer.json()}[joined.user_id]
    assert seen["can_edit_email"] is True
