"""`toggl-members members` and `toggl-members invitations`, against the service."""

import csv
import io
import json

import pytest

from support.world import address, sign_up

COLUMNS = ["id", "user_id", "name", "email", "role", "state", "workspaces", "groups"]


def names(ran) -> list[str]:
    assert ran.code == 0, ran.err
    return [row["name"] for row in csv.DictReader(io.StringIO(ran.out))]


def filled_in(document: object) -> object:
    """The document without its nulls: fields that the service leaves out are null in models."""
    if isinstance(document, list):
        return [filled_in(item) for item in document]
    if isinstance(document, dict):
        return {name: filled_in(value) for name, value in document.items() if value is not None}
    return document


class Test_list:
    def test_shows_everybody_in_a_table_with_whole_ids_however_long_it_is(self, shared_world, reader):
        ran = reader("members", "list")

        assert ran.rows[0] == COLUMNS
        assert [row[0] for row in ran.rows[1:]] == [str(number) for number in _by_name(shared_world)]
        assert len(ran.rows) == 9

    def test_folds_a_table_on_a_terminal_and_keeps_the_ids_whole(self, shared_world, reader):
        ran = reader.on_a_terminal("members", "list", COLUMNS="80")

        table = ran.screen[ran.screen.index("\nid ") :].splitlines()
        assert max(map(len, table)) <= 80
        assert "…" not in ran.screen
        for number in shared_world.people():
            assert any(line.startswith(f"{number} ") for line in table)

    def test_is_wider_than_a_terminal_in_which_the_ids_have_no_place(self, shared_world, reader):
        ran = reader.on_a_terminal("members", "list", COLUMNS="20")

        for number in shared_world.people():
            assert str(number) in ran.screen

    def test_writes_the_documents_of_the_service_as_one_json_array(self, shared_world, reader):
        ran = reader("--format", "json", "members", "list")

        path = f"/organizations/{shared_world.organization_id}/users?per_page=1000"
        sent = shared_world.http.ok("GET", path, as_=shared_world.owner)
        assert filled_in(json.loads(ran.out)) == filled_in(sent)

    def test_writes_csv_with_stable_columns(self, shared_world, reader):
        ran = reader("--format", "csv", "members", "list", "--filter", shared_world.member.email)

        (row,) = csv.DictReader(io.StringIO(ran.out))
        assert list(row) == COLUMNS
        assert row == {
            "id": str(shared_world.member.organization_user_id),
            "user_id": str(shared_world.member.user_id),
            "name": "Mia Member",
            "email": shared_world.member.email,
            "role": "member",
            "state": "active",
            "workspaces": "Olivia Owner's workspace=user",
            "groups": "Crew",
        }

    def test_writes_an_empty_array_where_there_is_nobody(self, reader):
        ran = reader("--format", "json", "members", "list", "--filter", "nobody at all")

        assert json.loads(ran.out) == []

    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            (["--state", "invited"], ["ivan.invited"]),
            (["--state", "inactive,invited"], ["Ines Inactive", "ivan.invited"]),
            (["--admins"], ["Adam Admin", "Olivia Owner"]),
            (["--group", "crew"], ["Gus Group", "Mia Member"]),
            (["--workspace", "Other"], ["Gus Group", "Olivia Owner", "Xenia Outside"]),
            (["--workspace", "Other", "--group", "Crew"], ["Gus Group"]),
        ],
    )
    def test_filters(self, reader, options, expected):
        listed = names(reader("--format", "csv", "members", "list", *options))

        assert [name.rpartition(".")[0] if name.startswith("ivan") else name for name in listed] == expected

    def test_defuses_what_a_spreadsheet_would_calculate(self, world, program):
        path = f"/organizations/{world.organization_id}/users/{world.member.organization_user_id}"
        world.http.ok("PUT", path, {"name": '=HYPERLINK("https://example.com")'}, as_=world.owner)

        listed = names(program("--format", "csv", "members", "list", "--filter", world.member.email))

        assert listed == ['\'=HYPERLINK("https://example.com")']

    def test_takes_no_name_for_markup(self, world, program):
        path = f"/organizations/{world.organization_id}/users/{world.member.organization_user_id}"
        world.http.ok("PUT", path, {"name": "[red]Mia[/red]"}, as_=world.owner)

        ran = program("members", "list")

        assert "[red]Mia[/red]" in ran.out


def _by_name(world) -> list[int]:
    people = world.people().values()
    return [person["id"] for person in sorted(people, key=lambda person: (person["name"].lower(), person["id"]))]


class Test_a_person:
    @pytest.mark.parametrize("way", ["email", "name", "organization_user_id"])
    def test_is_named_by_address_name_or_organization_user_id(self, shared_world, reader, way):
        named = str(getattr(shared_world.member, way)).upper()

        ran = reader("--format", "json", "members", "show", named)

        (shown,) = json.loads(ran.out)
        assert shown["email"] == shared_world.member.email

    def test_whose_name_others_have_is_asked_for_with_the_candidates(self, world, program):
        path = f"/organizations/{world.organization_id}/users/{world.member.organization_user_id}"
        world.http.ok("PUT", path, {"name": world.admin.name}, as_=world.owner)

        ran = program("members", "show", world.admin.name)

        assert ran.code == 2
        assert f"{world.admin.organization_user_id} ({world.admin.email})" in ran.err
        assert f"{world.member.organization_user_id} ({world.member.email})" in ran.err

    def test_shows_their_places(self, shared_world, reader):
        ran = reader("members", "show", shared_world.indirect.email)

        assert ran.code == 0
        assert ["role", "member"] in [line.split() for line in ran.out.splitlines()]
        assert [row[:2] for row in ran.rows if row[0] == str(shared_world.other_workspace_id)] == [
            [str(shared_world.other_workspace_id), "Other"]
        ]


class Test_invite:
    def test_invites_into_workspaces_and_groups_and_shows_no_link(self, world, program):
        emails = [address("ann"), address("bob")]

        ran = program("--format", "json", "members", "invite", *emails, "--workspace", "Other", "--group", "Crew")

        assert [one["email"] for one in json.loads(ran.out)] == emails
        assert "/invitations/" not in ran.out
        invited = {one["email"]: one for one in world.people().values() if one["email"] in emails}
        assert {one["joined"] for one in invited.values()} == {False}
        assert [group["name"] for group in invited[emails[0]]["groups"]] == ["Crew"]
        assert world.other_workspace_id in [place["workspace_id"] for place in invited[emails[1]]["workspaces"]]

    def test_shows_links_where_they_are_asked_for(self, program):
        ran = program("--format", "csv", "members", "invite", address("ann"), "--workspace", "Other", "--show-links")

        (row,) = csv.DictReader(io.StringIO(ran.out))
        assert "/invitations/" in row["invite_url"]

    def test_invites_admins_of_workspaces(self, world, program):
        email = address("ann")

        program("members", "invite", email, "--workspace", "Other", "--workspace-admin")

        (invited,) = [one for one in world.people().values() if one["email"] == email]
        assert [place["role"] for place in invited["workspaces"]] == ["admin"]

    def test_sends_a_hundred_at_a_time_and_lists_are_read_to_the_end(self, world, program, tmp_path):
        emails = [f"n{number}.{address('many')}" for number in range(1100)]
        (tmp_path / "emails").write_text("# new people\n\n" + "\n".join(emails), encoding="utf-8-sig")

        ran = program("--debug", "members", "invite", "--from-file", str(tmp_path / "emails"), "--workspace", "Other")
        listed = names(program("--format", "csv", "members", "list"))

        assert ran.methods.count("POST") == 11
        assert len(listed) == 8 + len(emails)

    def test_tells_what_was_done_before_an_address_was_refused(self, world, program):
        emails = [address("first") for _ in range(100)]

        ran = program("members", "invite", *emails, world.inactive.email, address("x"), "--workspace", "Other")

        assert ran.code == 1
        assert ran.rows[1][0] == emails[0]
        assert "is already an inactive member" in ran.err
        assert f"Done: 1 of 2. Not finished: invite {world.inactive.email}" in ran.err


class Test_update:
    def test_changes_all_that_is_said(self, world, program):
        ran = program(
            "members", "update", world.member.email, "--name", "Mia New", "--role", "admin",
            "--workspace", "Other=teamlead", "--remove-group", "Crew",
        )  # fmt: skip

        assert ran.code == 0
        person = world.people()[world.member.organization_user_id]
        assert (person["name"], person["admin"], person["groups"]) == ("Mia New", True, [])
        assert world.workspace_users(world.other_workspace_id)[world.member.user_id]["role"] == "teamlead"

    def test_makes_somebody_direct_who_was_in_a_workspace_through_a_group(self, world, program):
        program("members", "update", world.indirect.email, "--workspace", f"{world.workspace_id}=admin")

        there = world.workspace_users()[world.indirect.user_id]
        assert (there["is_direct"], there["role"]) == (True, "admin")

    def test_takes_out_of_a_workspace_and_puts_into_a_group(self, world, program):
        program("members", "update", world.outside.email, "--remove-workspace", "Other", "--add-group", "Crew")

        person = world.people()[world.outside.organization_user_id]
        assert [group["name"] for group in person["groups"]] == ["Crew"]
        assert world.outside.user_id not in world.workspace_users(world.other_workspace_id)

    def test_sends_nothing_where_nothing_changes(self, program, world):
        ran = program("--debug", "members", "update", world.member.email, "--role", "member", "--add-group", "Crew")

        assert ran.code == 0
        assert set(ran.methods) == {"GET"}
        assert "Nothing to change." in ran.err

    def test_stops_at_the_first_refusal_and_tells_what_was_done_and_what_was_not_begun(self, world, program):
        taken = world.admin.email

        ran = program(
            "members", "update", world.member.email, "--email", taken, "--workspace", "Other=user",
            "--remove-group", "Crew",
        )  # fmt: skip

        assert ran.code == 1
        assert "Email already exists." in ran.err
        assert "Done: 0 of 3." in ran.err
        assert "Not begun: put Mia Member" in ran.err
        assert world.member.user_id not in world.workspace_users(world.other_workspace_id)


class Test_deactivate:
    def test_deactivates_and_activates(self, world, program, state):
        gone = program("members", "deactivate", world.member.email, world.outside.name, "--yes")
        states = [state(world.member), state(world.outside)]
        program("members", "activate", world.member.email)

        assert gone.code == 0
        assert states == ["inactive", "inactive"]
        assert (state(world.member), state(world.outside)) == ("active", "inactive")

    def test_stops_at_the_first_refusal(self, world, program, state):
        people = [world.member.email, world.owner.email, world.outside.email]

        ran = program("members", "deactivate", *people, "--yes")

        assert ran.code == 1
        assert ran.out == f"Done: deactivate Mia Member <{world.member.email}>.\n"
        assert "Cannot deactivate owner." in ran.err
        assert f"Not begun: deactivate Xenia Outside <{world.outside.email}>." in ran.err
        assert [state(world.member), state(world.outside)] == ["inactive", "active"]

    def test_tells_records_of_what_was_done_when_it_stops(self, world, program):
        people = [world.member.email, world.owner.email]

        ran = program("--format", "json", "members", "deactivate", *people, "--yes")

        (done,) = json.loads(ran.out)
        assert (done["method"], done["body"], done["sent"]) == ("PUT", {"inactive": True}, True)


class Test_remove:
    def test_removes_many_by_one_request(self, world, program, state):
        typed = f"{world.member.email}\n# not her: {world.admin.email}\n\n{world.outside.organization_user_id}\n"

        ran = program("--debug", "members", "remove", "-", "--yes", typed=typed)

        assert ran.code == 0
        assert [method for method in ran.methods if method != "GET"] == ["PATCH"]
        assert [state(world.member), state(world.outside), state(world.admin)] == ["gone", "gone", "active"]

    def test_removes_nobody_where_one_cannot_be(self, world, program, state):
        ran = program("members", "remove", world.member.email, world.owner.email, "--yes")

        assert ran.code == 1
        assert state(world.member) == "active"

    def test_removes_nobody_where_one_is_not_found(self, world, program, state):
        ran = program("members", "remove", world.member.email, "nobody@example.com", "--yes")

        assert ran.code == 3
        assert state(world.member) == "active"


class Test_invitations:
    def test_lists_who_is_invited(self, shared_world, reader):
        ran = reader("--format", "csv", "invitations", "list")

        (row,) = csv.DictReader(io.StringIO(ran.out))
        assert row["invitation_id"] == str(shared_world.invited.invitation_id)
        assert row["email"] == shared_world.invited.email

    def test_resend_ends_the_earlier_link(self, world, program):
        ran = program("invitations", "resend", world.invited.email)

        assert ran.code == 0
        assert world.http("GET", f"/invitations/{world.invited.code}").status == 404

    def test_withdraw_takes_the_invitation_back(self, world, program, state):
        ran = program("invitations", "withdraw", world.invited.email, "--yes")

        assert ran.code == 0
        assert state(world.invited) == "gone"

    @pytest.mark.parametrize("command", [["resend"], ["withdraw", "--yes"]])
    def test_who_has_joined_is_left_alone(self, world, program, state, command):
        ran = program("--debug", "invitations", *command, world.member.email)

        assert ran.code == 2
        assert set(ran.methods) == {"GET"}
        assert state(world.member) == "active"


def test_strangers_are_not_found(world, program):
    _, email, _ = sign_up(world.http, "Sid Stranger")

    ran = program("members", "remove", email, "--yes")

    assert ran.code == 3


class Test_many_people:
    def test_are_read_from_standard_input(self, shared_world, reader):
        typed = f"\ufeff# leavers\r\n\r\n {shared_world.member.email} \r\n{shared_world.outside.email}"

        ran = reader("members", "remove", "-", "--dry-run", typed=typed)

        assert f"Mia Member <{shared_world.member.email}>, Xenia Outside <{shared_world.outside.email}>" in ran.out

    def test_in_a_list_that_is_no_text_are_refused(self, reader, tmp_path):
        (tmp_path / "emails").write_bytes(b"ann@example.com\n\xff")

        ran = reader("members", "remove", "--from-file", str(tmp_path / "emails"), "--yes")

        assert ran.code == 2
        assert "The list of people is no text in UTF-8: see byte 16." in ran.err

    def test_whom_nobody_knows_are_named(self, reader):
        ran = reader("members", "remove", "nobody@example.com", "", "--yes")

        assert "'nobody@example.com', ''." in ran.err


class Test_records_of_what_was_refused:
    @pytest.mark.parametrize("what", [("members", "invite", "ann@", "--workspace", "Other"), ("groups", "create", "")])
    def test_are_an_empty_array_in_json_and_no_table(self, world, program, what):
        json_, table = program("--format", "json", *what), program(*what)

        assert (json_.code, json.loads(json_.out)) == (1, [])
        assert (table.code, table.out) == (1, "")
