"""What a service sends, to whom, and what it does when it cannot: with a real mail server and two workers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import asyncpg
import pytest

from support.mail import PostOffice, until
from support.world import PASSWORD, World, address, invite, join

NEW_PASSWORD = "a quite different phrase"


def query(world: World, sql: str, *values: Any) -> list[dict[str, Any]]:
    """What the database itself says, or is told."""

    async def fetched() -> list[dict[str, Any]]:
        connection = await asyncpg.connect(world.service.database_url)
        try:
            return [dict(row) for row in await connection.fetch(sql, *values)]
        finally:
            await connection.close()

    return asyncio.run(fetched())


def invited(world: World, *emails: str) -> dict[str, Any]:
    body = {"emails": list(emails), "workspaces": [{"workspace_id": world.workspace_id}]}
    return world.http.ok("POST", f"/organizations/{world.organization_id}/invitations", body, as_=world.owner)


def messages_to(world: World, email: str) -> list[dict[str, Any]]:
    sql = """SELECT m.*, m.details::text AS about FROM outgoing_messages m JOIN accounts a ON a.id = m.account_id
              WHERE lower(a.email) = lower($1) ORDER BY m.created_at"""
    return query(world, sql, email)


def message_to(world: World, email: str) -> dict[str, Any]:
    (message,) = messages_to(world, email)
    return message


def let_it_be_due(world: World, email: str) -> None:
    sql = """UPDATE outgoing_messages SET next_attempt_at = now()
              WHERE account_id = (SELECT id FROM accounts WHERE email = $1) AND sent_at IS NULL"""
    query(world, sql, email)


@pytest.fixture
def world(mailing_world: World) -> World:
    return mailing_world


class Test_invitation:
    def test_the_mail_has_the_answers_link_and_leads_to_the_organization(self, world: World, office: PostOffice):
        (person,) = invite(
            world.http, world.owner, world.organization_id, [{"workspace_id": world.workspace_id}], "Nora Newcomer"
        )

        mail = office.awaited(person.email)

        assert mail.code == person.code
        assert mail.encrypted
        join(world.http, person)
        assert world.people()[person.organization_user_id]["joined"]

    def test_the_mail_is_text_and_html_from_the_settings_sender(self, world: World, office: PostOffice):
        email = address("Nora Newcomer")
        invited(world, email)

        mail = office.awaited(email)

        message = mail.message
        assert message.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
        assert (message["From"], message["To"]) == ("Rollbook <rollbook@example.com>", email)
        assert message["Message-ID"] == f"<{message_to(world, email)['id']}@localhost>"
        assert message["Auto-Submitted"] == "auto-generated"
        assert abs((datetime.now(UTC) - parsedate_to_datetime(message["Date"])).total_seconds()) < 600
        assert f"{world.http.root_url}/invitations/{mail.code}" in mail.text
        assert f"{world.http.root_url}/invitations/{mail.code}" in mail.part("html")

    def test_without_mail_there_is_a_link_and_no_message(self, world: World):
        email = address("Nora Newcomer")
        body = {"emails": [email], "workspaces": [{"workspace_id": world.workspace_id}], "skip_email": True}

        path = f"/organizations/{world.organization_id}/invitations"
        code = world.http.ok("POST", path, body, as_=world.owner)["invitations"][0]["code"]

        assert world.http.ok("GET", f"/invitations/{code}")["email"] == email
        assert messages_to(world, email) == []

    def test_a_member_who_is_invited_again_gets_no_link(self, world: World):
        before = len(messages_to(world, world.outside.email))

        invited(world, world.outside.email)

        assert len(messages_to(world, world.outside.email)) == before

    def test_html_escapes_names_and_no_name_makes_a_header(self, world: World, office: PostOffice):
        name = "<b>Bold</b> & Co"
        world.http.ok("PUT", f"/organizations/{world.organization_id}", {"name": name}, as_=world.owner)
        email = address("Nora Newcomer")
        invited(world, email)

        mail = office.awaited(email)

        assert "&lt;b&gt;Bold&lt;/b&gt; &amp; Co" in mail.part("html")
        assert "<b>" not in mail.part("html")
        assert mail.message["Subject"] == f"Invitation to {name}"
        assert name in mail.text

    def test_many_are_sent_once_each_by_two_workers(self, world: World, office: PostOffice):
        emails = [address("Nora Newcomer") for _ in range(60)]

        codes = {one["email"]: one["code"] for one in invited(world, *emails)["invitations"]}

        for email in emails:
            office.awaited(email)
        waiting = """SELECT count(*) AS number FROM outgoing_messages
                      WHERE organization_id = $1 AND sent_at IS NULL AND given_up_at IS NULL"""
        until(lambda: query(world, waiting, world.organization_id)[0]["number"] == 0)
        assert {email: [mail.code for mail in office.to(email)] for email in emails} == {
            email: [code] for email, code in codes.items()
        }

    def test_the_sender_hears_of_who_has_accepted(self, world: World, office: PostOffice):
        join(world.http, world.invited)

        mail = office.awaited(world.owner.email, "Ivan Invited has joined")

        assert world.invited.email in mail.text

    def test_no_secret_stands_in_the_messages_nor_in_the_log(self, world: World, office: PostOffice):
        email = address("Nora Newcomer")
        invited(world, email)
        code = office.awaited(email).code

        stored = query(world, "SELECT outgoing_messages::text AS whole FROM outgoing_messages")
        kept = query(world, "SELECT invitations::text AS whole FROM invitations")

        assert not any(code in row["whole"] for row in stored + kept)
        assert json.loads(message_to(world, email)["about"]).keys() == {"invitation_id"}
        assert code not in world.service.log.read_text()


class Test_put_invitation:
    def test_the_new_mail_has_another_link_and_the_earlier_one_ends(self, world: World, office: PostOffice):
        path = f"/organizations/{world.organization_id}/invitations/{world.invited.invitation_id}/resend"
        first = office.awaited(world.invited.email)

        world.http.ok("PUT", path, as_=world.owner)

        second = office.awaited(world.invited.email, number=2)
        assert first.code == world.invited.code
        assert world.http("GET", f"/invitations/{first.code}").status == 404
        assert world.http.ok("GET", f"/invitations/{second.code}")["email"] == world.invited.email


class Test_a_message_whose_link_has_ended:
    """It waits, since the mail server is closed, and is not sent when that opens."""

    @pytest.fixture
    def email(self, office: PostOffice) -> str:
        email = address("Nora Newcomer")
        office.answers[email] = ["450 closed"]
        return email

    @pytest.mark.parametrize("ending", ["withdrawn", "renewed"])
    def test_is_given_up(self, world: World, office: PostOffice, email: str, ending: str):
        data = invited(world, email)["data"][0]
        until(lambda: message_to(world, email)["last_error"] is not None)
        if ending == "withdrawn":
            person = next(one["id"] for one in world.people().values() if one["email"] == email)
            path = f"/organizations/{world.organization_id}/users"
            world.http.ok("PATCH", path, {"delete": [person]}, as_=world.owner)
        else:
            path = f"/organizations/{world.organization_id}/invitations/{data['invitation_id']}/resend"
            world.http.ok("PUT", path, as_=world.owner)
        first = query(world, "SELECT id FROM outgoing_messages WHERE last_error LIKE '%450 closed'")

        query(world, "UPDATE outgoing_messages SET next_attempt_at = now() WHERE id = $1", first[0]["id"])

        state = "SELECT given_up_at IS NOT NULL AS given_up, sent_at, last_error FROM outgoing_messages WHERE id = $1"
        until(lambda: query(world, state, first[0]["id"])[0]["given_up"])
        (message,) = query(world, state, first[0]["id"])
        assert (message["sent_at"], message["last_error"]) == (None, "The link has ended.")
        assert [mail.message["Message-ID"] for mail in office.to(email)].count(f"<{first[0]['id']}@localhost>") == 0


class Test_a_mail_that_is_refused:
    def test_for_now_is_tried_again_after_a_minute(self, world: World, office: PostOffice):
        email = address("Nora Newcomer")
        office.answers[email] = ["450 come again"]
        invited(world, email)
        until(lambda: message_to(world, email)["last_error"] is not None)
        waiting = message_to(world, email)

        let_it_be_due(world, email)

        office.awaited(email)
        until(lambda: message_to(world, email)["sent_at"] is not None)
        assert waiting["last_error"].endswith("refuses the recipient: 450 come again")
        assert (waiting["next_attempt_at"] - waiting["created_at"]).total_seconds() >= 60
        assert (waiting["sent_at"], waiting["given_up_at"], waiting["attempts"]) == (None, None, 1)
        assert (message_to(world, email)["attempts"], message_to(world, email)["last_error"]) == (2, None)

    def test_for_good_is_given_up(self, world: World, office: PostOffice):
        email = address("Nora Newcomer")
        office.answers[email] = ["550 no such mailbox"]

        invited(world, email)

        until(lambda: message_to(world, email)["given_up_at"] is not None)
        assert message_to(world, email)["last_error"].endswith("refuses the recipient: 550 no such mailbox")
        assert office.to(email) == []

    def test_is_given_up_after_two_days(self, world: World, office: PostOffice):
        email = address("Nora Newcomer")
        office.answers[email] = ["450 come again", "450 come again"]
        invited(world, email)
        until(lambda: message_to(world, email)["last_error"] is not None)

        older = "UPDATE outgoing_messages SET created_at = created_at - interval '2 days' WHERE id = $1"
        query(world, older, message_to(world, email)["id"])
        let_it_be_due(world, email)

        until(lambda: message_to(world, email)["given_up_at"] is not None)
        assert message_to(world, email)["attempts"] == 2

    def test_does_not_keep_the_others_waiting(self, world: World, office: PostOffice):
        refused, taken = address("Nora Newcomer"), address("Nils Newcomer")
        office.answers[refused] = ["450 come again"]

        invited(world, refused, taken)

        office.awaited(taken)
        until(lambda: message_to(world, refused)["last_error"] is not None)
        assert office.to(refused) == []


class Test_passwords:
    def test_the_mailed_link_sets_a_new_password(self, world: World, office: PostOffice):
        world.http.ok("POST", "/me/lost_passwords", {"email": world.member.email.upper()})

        mail = office.awaited(world.member.email, "Set a new password")

        assert f"{world.http.root_url}/reset-password?code={mail.code}" in mail.text
        body = {"code": mail.code, "password": NEW_PASSWORD}
        assert world.http.ok("POST", "/me/lost_passwords/confirm", body) == "OK"
        assert world.http("GET", "/me", as_=(world.member.email, NEW_PASSWORD)).status == 200
        assert world.http("GET", "/me", as_=(world.member.email, PASSWORD)).status == 403

    def test_who_has_an_administrators_link_made_for_them_is_told_without_it(self, world: World, office: PostOffice):
        path = f"/workspaces/{world.workspace_id}/users/{world.member.user_id}/lost_password"
        url = world.http.ok("POST", path, as_=world.admin)["url"]

        mail = office.awaited(world.member.email, "A link for a new password")

        assert f"{world.admin.name} ({world.admin.email})" in mail.text
        assert url.partition("code=")[2] not in mail.message.as_string()


class Test_changes:
    def test_the_earlier_address_hears_that_it_was_changed_and_not_to_what(self, world: World, office: PostOffice):
        later = address("Mia Renamed")
        path = f"/organizations/{world.organization_id}/users/{world.member.organization_user_id}"

        world.http.ok("PUT", path, {"email": later}, as_=world.owner)

        mail = office.awaited(world.member.email, "The address of your account was changed")
        assert world.member.email in mail.text
        assert later not in mail.message.as_string()


def session_from(world: World, program: str) -> None:
    answer = world.http("POST", "/me/sessions", as_=(world.member.email, PASSWORD), headers={"User-Agent": program})
    assert answer.status == 200


class Test_new_sign_in:
    def test_the_first_place_is_remembered_silently_and_a_newer_version_is_the_same_place(self, world: World):
        for program in ("Browser/1.0 (Linux)", "Browser/2.5.1 (Linux)"):
            session_from(world, program)

        assert [one["kind"] for one in messages_to(world, world.member.email) if one["kind"] == "new_sign_in"] == []

    def test_a_new_program_is_told_of_once_and_escaped(self, world: World, office: PostOffice):
        session_from(world, "Browser/1.0")

        for _ in range(2):
            session_from(world, "<i>Other</i>/1.0")

        mail = office.awaited(world.member.email, "A sign-in from a new place")
        assert "<i>Other</i>/1.0" in mail.text
        assert "&lt;i&gt;Other&lt;/i&gt;/1.0" in mail.part("html")
        kinds = [one["kind"] for one in messages_to(world, world.member.email)]
        assert kinds.count("new_sign_in") == 1

    def test_made_up_programs_fill_no_mailbox_and_no_table(self, world: World):
        for number in range(104):
            session_from(world, f"{chr(97 + number % 26)}{chr(97 + number // 26)}-browser")

        kinds = [one["kind"] for one in messages_to(world, world.member.email)]
        places = query(world, "SELECT 1 FROM sign_in_places WHERE account_id = $1", world.member.user_id)
        assert (kinds.count("new_sign_in"), len(places)) == (1, 100)

    def test_is_given_up_when_it_is_no_news_any_more(self, world: World):
        query(
            world,
            """INSERT INTO outgoing_messages (kind, account_id, details, created_at)
               VALUES ('new_sign_in', $1, '{"user_agent": "", "address": "", "at": "2026-01-01"}',
                       now() - interval '8 days')""",
            world.member.user_id,
        )

        def told() -> dict[str, Any]:
            (message,) = [one for one in messages_to(world, world.member.email) if one["kind"] == "new_sign_in"]
            return message

        until(lambda: told()["given_up_at"] is not None)
        assert told()["last_error"] == "It is no news any more."


def transfer(world: World) -> int:
    (row,) = query(
        world,
        """INSERT INTO ownership_transfers (organization_id, requester_id, current_owner_id, new_owner_id, expires_at)
           VALUES ($1, $2, $3, $2, now() + interval '7 days') RETURNING id""",
        world.organization_id,
        world.admin.user_id,
        world.owner.user_id,
    )
    return row["id"]


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("ownership_transfer_requested", "Who owns"),
        ("ownership_transfer_accepted", "has a new owner"),
        ("ownership_transfer_rejected", "keeps its owner"),
        ("ownership_transfer_cancelled", "keeps its owner"),
    ],
)
def test_both_sides_of_a_transfer_are_named(
    world: World, office: PostOffice, kind: str, subject: str, rename: Callable[[World], str]
) -> None:
    name = rename(world)
    query(
        world,
        "INSERT INTO outgoing_messages (kind, account_id, organization_id, details) VALUES ($1, $2, $3, $4::jsonb)",
        kind,
        world.owner.user_id,
        world.organization_id,
        json.dumps({"transfer_id": transfer(world)}),
    )

    mail = office.awaited(world.owner.email, subject)

    for part in ("plain", "html"):
        for word in (name, world.owner.name, world.admin.name):
            assert word in mail.part(part)


@pytest.fixture
def rename() -> Callable[[World], str]:
    def renamed(world: World) -> str:
        name = f"Firm {world.organization_id}"
        world.http.ok("PUT", f"/organizations/{world.organization_id}", {"name": name}, as_=world.owner)
        return name

    return renamed


def test_nobody_is_asked_to_accept_a_transfer_that_has_ended(world: World) -> None:
    number = transfer(world)
    end = "UPDATE ownership_transfers SET outcome = 'cancelled', finished_at = now() WHERE id = $1"
    query(world, end, number)
    sql = """INSERT INTO outgoing_messages (kind, account_id, organization_id, details)
             VALUES ('ownership_transfer_requested', $1, $2, $3::jsonb) RETURNING id"""
    details = json.dumps({"transfer_id": number})
    (message,) = query(world, sql, world.owner.user_id, world.organization_id, details)

    state = "SELECT last_error FROM outgoing_messages WHERE id = $1 AND given_up_at IS NOT NULL"
    until(lambda: query(world, state, message["id"]) != [])

    assert query(world, state, message["id"]) == [{"last_error": "The transfer has ended."}]
