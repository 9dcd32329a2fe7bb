"""`rollbook account`: all that is kept of a person, and its end."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from support.audit import log
from support.making import fresh, make_paying
from support.server import running
from support.world import PASSWORD, Person, World, address, build, invite, join, sign_up
from web.browsing import named_token, signed_in


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world on a database of its own, so that all of that can be looked at."""
    with running(tmp_path_factory.mktemp("accounts")) as service:
        yield build(service)


def account(world: World, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROLLBOOK_")}
    server = world.service.log.parent / "server"
    command = [sys.executable, "-m", "rollbook", "account", *arguments]
    return subprocess.run(
        [*command, "--data-dir", str(server), "--database-url", world.service.database_url],
        env=environment,
        input=said,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


# Of what is written here in the background, after an answer, there is nothing in these.
OF_PEOPLE = ("accounts", "organizations", "organization_users", "workspace_users", "invitations", "audit_entries")


def everything(world: World, *only: str) -> str:
    """The text of every row of every table, or of these tables only."""

    async def dumped() -> str:
        connection = await asyncpg.connect(world.service.database_url)
        try:
            tables = await connection.fetch(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
            )
            named = only or [table for (table,) in tables]
            texts = [await connection.fetch(f'SELECT t::text FROM "{table}" t') for table in named]
        finally:
            await connection.close()
        return "\n".join(row[0] for rows in texts for row in rows)

    return asyncio.run(dumped())


def somebody(world: World) -> tuple[Person, str]:
    """A person with a history: in both workspaces, a group and another organization, with another address before."""
    word = fresh("Quirinus").replace(" ", "")
    workspaces = [{"workspace_id": world.workspace_id}, {"workspace_id": world.other_workspace_id}]
    (invited,) = invite(world.http, world.owner, world.organization_id, workspaces, f"{word} First")
    person = join(world.http, invited)
    path = f"/organizations/{world.organization_id}/users/{person.organization_user_id}"
    email = address(f"{word} Second")
    world.http.ok("PUT", path, {"name": f"{word} Renamed", "email": email}, as_=world.owner)
    world.http.ok("PUT", path, {"groups": [world.group_id]}, as_=world.owner)
    rates = f"/workspaces/{world.workspace_id}/workspace_users/{person.workspace_user_id}"
    world.http.ok("PUT", rates, {"rate": 17.5}, as_=world.owner)
    world.http.ok("PUT", "/me", {"fullname": f"{word} Third"}, as_=person)
    world.http.ok("POST", "/me/sessions", as_=(email, PASSWORD))
    return Person(**{**person.__dict__, "email": email}), word


def counted(entries: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What stays of entries whatever becomes of a person's name."""
    return sorted(
        (one["created_at"], one["action"], one["entity_type"], one["entity_id"], one["user_id"] or 0) for one in entries
    )


class Test_account_export:
    def test_prints_all_that_is_kept_and_no_secret(self, world: World):
        person, word = somebody(world)
        token = named_token(signed_in(world.http, person))

        done = account(world, "export", person.email)

        assert done.returncode == 0, done.stderr
        exported = json.loads(done.stdout)
        assert exported["account"]["email"] == person.email
        assert exported["account"]["password_changed_at"] is not None
        (place,) = exported["organizations"]
        assert [group["name"] for group in place["groups"]] == ["Crew"]
        assert {workspace["workspace_id"]: workspace["rate"] for workspace in place["workspaces"]} == {
            world.workspace_id: 17.5,
            world.other_workspace_id: None,
        }
        assert [rate["amount"] for rate in place["rates"]] == [17.5]
        assert len(exported["sessions"]) == 2
        assert [one["name"] for one in exported["named_tokens"]] == ["Roster"]
        assert token not in done.stdout
        about = [entry for entry in exported["audit_entries"] if entry["entity_type"] == "organization_user"]
        assert any(entry["after"].get("name") == f"{word} Renamed" for entry in about)
        assert "hash" not in done.stdout
        assert "nonce" not in done.stdout
        assert person.token not in done.stdout

    def test_writes_a_file_for_its_owner_only(self, world: World, tmp_path: Path):
        done = account(world, "export", world.member.email, "--output", str(tmp_path / "member.json"))

        assert (done.returncode, done.stdout) == (0, "")
        assert json.loads((tmp_path / "member.json").read_text())["account"]["id"] == world.member.user_id
        assert (tmp_path / "member.json").stat().st_mode & 0o777 == 0o600

    def test_a_file_that_others_could_read_is_for_its_owner_then(self, world: World, tmp_path: Path):
        (tmp_path / "member.json").write_text("x" * 1_000_000)
        (tmp_path / "member.json").chmod(0o644)

        account(world, "export", world.member.email, "--output", str(tmp_path / "member.json"))

        assert json.loads((tmp_path / "member.json").read_text())["account"]["id"] == world.member.user_id
        assert (tmp_path / "member.json").stat().st_mode & 0o777 == 0o600

    def test_has_the_invitations_by_which_they_came(self, world: World):
        person, _ = somebody(world)

        exported = json.loads(account(world, "export", person.email).stdout)

        assert [one["id"] for one in exported["invitations_received"]] == [person.invitation_id]
        actions = [one["action"] for one in exported["audit_entries"] if one["entity_type"] == "invitation"]
        assert {"create", "accept"} <= set(actions)

    def test_of_nobody_is_one_line(self, world: World):
        done = account(world, "export", "nobody@example.com")

        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == "rollbook: nobody has the address nobody@example.com\n"


class Test_account_erase:
    def test_nothing_names_the_person_any_more_and_history_stays(self, world: World):
        person, word = somebody(world)
        before = log(world)
        assert word.lower() in everything(world).lower()

        done = account(world, "erase", person.email, "--yes")

        assert done.returncode == 0, done.stderr
        assert word.lower() not in everything(world).lower()
        after = log(world)
        assert set(counted(before)) <= set(counted(after))
        renamed = [
            one["after"]
            for one in after
            if one["entity_id"] == person.organization_user_id and "name" in one["after"] and "email" in one["after"]
        ]
        pseudonym = {"name": f"Erased person {person.user_id}", "email": f"erased-{person.user_id}@erased.invalid"}
        assert renamed
        assert all(one | pseudonym == one for one in renamed)
        assert [one["user_id"] for one in after if one["action"] == "erase"] == [None]

    def test_the_person_is_out_and_their_address_is_free(self, world: World):
        person, _ = somebody(world)

        account(world, "erase", person.email, "--yes")

        assert person.organization_user_id not in world.people()
        assert person.user_id not in world.workspace_users()
        assert world.http("GET", "/me", as_=person).status == 403
        number, *_ = sign_up(world.http, "Somebody Else", email=person.email)
        assert number != person.user_id

    def test_others_keep_their_names(self, world: World):
        person, _ = somebody(world)
        kept = world.member.email, world.admin.email, world.invited.email

        account(world, "erase", person.email, "--yes")

        text = everything(world)
        assert all(email in text for email in kept)
        assert {one["name"] for one in world.people().values()} >= {"Olivia Owner", "Mia Member"}

    @pytest.mark.parametrize("yes", [["--yes"], []])
    def test_who_owns_an_organization_with_others_in_it_is_refused(self, world: World, yes: list[str]):
        before = everything(world, *OF_PEOPLE)

        done = account(world, "erase", world.owner.email, *yes)

        owns = f"{world.owner.email} owns organization {world.organization_id} with others in it"
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"rollbook: {owns}: that has to be handed on first\n"
        assert everything(world, *OF_PEOPLE) == before

    def test_who_pays_for_an_organization_with_others_in_it_is_refused(self, world: World):
        person, _ = somebody(world)
        path = f"/organizations/{world.organization_id}/users/{person.organization_user_id}"
        world.http.ok("PUT", path, {"organization_admin": True}, as_=world.owner)
        make_paying(world, person)
        try:
            before = everything(world, *OF_PEOPLE)

            done = account(world, "erase", person.email, "--yes")

            pays = f"{person.email} pays for organization {world.organization_id} with others in it"
            assert (done.returncode, done.stdout) == (1, "")
            assert done.stderr == f"rollbook: {pays}: that has to be handed on first\n"
            assert everything(world, *OF_PEOPLE) == before
        finally:
            make_paying(world, world.owner)

    def test_who_has_an_earlier_address_now_keeps_what_is_theirs(self, world: World):
        workspaces = [{"workspace_id": world.workspace_id}]
        (invited,) = invite(world.http, world.owner, world.organization_id, workspaces, "Moritz Moved")
        person, earlier = join(world.http, invited), invited.email
        moved = address("Moritz Moved")
        world.http.ok("PUT", "/me", {"email": moved}, as_=person)
        payload = {"emails": [earlier], "workspaces": workspaces}
        path = f"/organizations/{world.organization_id}/invitations"
        sent = world.http.ok("POST", path, payload, as_=world.owner)["invitations"][0]

        account(world, "erase", moved, "--yes")

        assert sign_up(world.http, "Somebody Else", email=earlier, code=sent["code"])
        assert moved not in everything(world)

    def test_says_before_what_it_will_do(self, world: World):
        person, _ = somebody(world)
        world.http.ok("POST", "/organizations", {"name": "Alone", "workspace_name": "Own"}, as_=person)

        done = account(world, "erase", person.email, said="n\n")

        lines = done.stdout.splitlines()
        assert lines[0] == f"{person.email} is user {person.user_id}, and will be Erased person {person.user_id}."
        assert any(line.startswith(f"They leave organization {world.organization_id} (") for line in lines)
        assert any(line.endswith(" (Alone) is deleted with all that is in it: nobody else is there.") for line in lines)
        assert world.http.ok("GET", "/me", as_=person)["email"] == person.email

    @pytest.mark.parametrize("said", ["n\n", ""])
    def test_nothing_happens_without_a_yes(self, world: World, said: str):
        person, _ = somebody(world)

        done = account(world, "erase", person.email, said=said)

        assert done.returncode != 0
        assert world.http.ok("GET", "/me", as_=person)["email"] == person.email
