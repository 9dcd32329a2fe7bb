"""What is asked before something is taken away, what --dry-run shows, and what shows on a terminal."""

import json

import pytest

from toggl._spreadsheets import as_it_was, defused
from toggl.cli.outcomes import ExitCode, failure, printable
from toggl.exceptions import ApiException, NetworkError, QuotaExceeded, RateLimited, ServerError

# Each with what would be taken away by it.
DESTRUCTIVE = [
    ("members", "deactivate", "Mia Member"),
    ("members", "remove", "Mia Member"),
    ("invitations", "withdraw", "{invited}"),
    ("workspaces", "remove", "Other", "Xenia Outside"),
    ("groups", "delete", "Crew"),
    ("groups", "remove", "Crew", "Mia Member"),
]
OTHERS = [
    ("members", "invite", "ann@example.com", "--workspace", "Other"),
    ("members", "update", "Mia Member", "--role", "admin", "--workspace", "Other=admin", "--remove-group", "Crew"),
    ("members", "activate", "Ines Inactive"),
    ("invitations", "resend", "{invited}"),
    ("workspaces", "create", "Third"),
    ("workspaces", "rename", "Other", "Third"),
    ("workspaces", "add", "Other", "Mia Member", "--role", "admin"),
    ("groups", "create", "Night"),
    ("groups", "rename", "Crew", "Night"),
    ("groups", "add", "Crew", "Adam Admin"),
]


def filled(arguments: tuple[str, ...], world) -> list[str]:
    return [text.format(invited=world.invited.email) for text in arguments]


def recorded(rows, world) -> int:
    (row,) = rows("SELECT count(*) AS entries FROM audit_entries WHERE organization_id = $1", world)
    return row["entries"]


class Test_dry_run:
    @pytest.mark.parametrize("arguments", DESTRUCTIVE + OTHERS, ids=" ".join)
    def test_shows_what_would_be_sent_and_sends_no_write(self, shared_world, reader, rows, arguments):
        before = recorded(rows, shared_world)

        ran = reader("--debug", "--format", "json", *filled(arguments, shared_world), "--dry-run")

        assert ran.code == 0
        assert set(ran.methods) == {"GET"}
        assert recorded(rows, shared_world) == before
        shown = json.loads(ran.out)
        assert shown
        for change in shown:
            assert change["method"] in {"POST", "PUT", "PATCH", "DELETE"}
            assert change["path"].startswith(("/organizations/", "/workspaces/"))
            assert not change["sent"]

    @pytest.mark.parametrize("arguments", OTHERS, ids=" ".join)
    def test_is_what_the_same_command_sends(self, world, program, rows, arguments):
        before = recorded(rows, world)

        shown = json.loads(program("--format", "json", *filled(arguments, world), "--dry-run").out)
        ran = program("--debug", *filled(arguments, world))

        assert ran.code == 0
        assert [method for method in ran.methods if method != "GET"] == [change["method"] for change in shown]
        assert recorded(rows, world) > before

    def test_names_whom_it_is_about(self, shared_world, reader):
        ran = reader("members", "remove", shared_world.member.email, "--dry-run")

        assert f"Would send PATCH /organizations/{shared_world.organization_id}/users" in ran.out
        assert f"to remove Mia Member <{shared_world.member.email}>." in ran.out


class Test_a_question:
    @pytest.mark.parametrize("arguments", DESTRUCTIVE, ids=" ".join)
    def test_that_nobody_can_be_asked_is_refused_and_changes_nothing(self, shared_world, reader, rows, arguments):
        before = recorded(rows, shared_world)

        ran = reader("--debug", *filled(arguments, shared_world), typed="y\n")

        assert ran.code == 2
        assert set(ran.methods) == {"GET"}
        assert recorded(rows, shared_world) == before
        assert "--yes" in ran.err

    def test_names_whom_it_is_about_and_yes_does_it(self, world, program, state):
        ran = program.on_a_terminal("members", "remove", world.member.email, answers={"[y/N]": "y"})

        assert ran.code == 0
        assert f"  Mia Member <{world.member.email}>\nRemove 1 person? [y/N]" in ran.out
        assert state(world.member) == "gone"

    def test_that_is_answered_by_no_changes_nothing(self, world, program, state):
        ran = program.on_a_terminal("members", "remove", world.member.email, answers={"[y/N]": "n"})

        assert ran.code == 130
        assert "Nothing was changed." in ran.out
        assert state(world.member) == "active"

    def test_is_not_asked_with_yes(self, world, program, state):
        ran = program.on_a_terminal("members", "remove", world.member.email, "--yes")

        assert ran.code == 0
        assert "[y/N]" not in ran.out
        assert state(world.member) == "gone"


class Test_a_terminal:
    def test_shows_progress(self, reader):
        ran = reader.on_a_terminal("members", "list")

        assert "Reading people" in ran.out

    def test_shows_no_progress_between_records(self, reader):
        ran = reader.on_a_terminal("--format", "csv", "members", "list")

        assert "Reading people" not in ran.out

    @pytest.mark.parametrize("command", [["workspaces", "list"], ["members", "remove", "Mia Member", "--dry-run"]])
    def test_has_bold_letters(self, reader, command):
        ran = reader.on_a_terminal(*command)

        assert "\x1b[1m" in ran.out

    @pytest.mark.parametrize(("options", "variables"), [(["--no-color"], {}), ([], {"NO_COLOR": "1"})])
    def test_has_none_where_colours_are_not_wanted(self, reader, options, variables):
        ran = reader.on_a_terminal(*options, "workspaces", "list", **variables)

        assert ran.code == 0
        assert "\x1b" not in ran.out

    @pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {}])
    def test_has_no_colours_in_lines_either(self, reader, variables):
        options = [] if variables else ["--no-color"]

        ran = reader.on_a_terminal(*options, "members", "remove", "Mia Member", "--dry-run", **variables)

        assert "Would send PATCH" in ran.out
        assert "\x1b[1m" not in ran.out

    def test_output_that_is_no_terminal_has_neither(self, reader):
        ran = reader("members", "list")

        assert "\x1b" not in ran.out + ran.err


class Test_text_of_others:
    def test_cannot_steer_the_terminal(self):
        assert printable("Ann\x1b[2J\u202eb\n") == "Ann\\x1b[2J\\u202eb\\n"

    def test_keeps_letters_of_all_scripts(self):
        assert printable("Åsa می‌خواهم 👩‍🚀") == "Åsa می‌خواهم 👩‍🚀"

    def test_has_no_colours_of_its_own(self, reader):
        ran = reader.on_a_terminal("groups", "create", "\x1b[8mhidden", "--dry-run")

        assert "to make the group \\x1b[8mhidden." in ran.out
        assert "\x1b[8m" not in ran.out

    @pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "'=1", "＝1"])
    def test_is_no_formula_for_a_spreadsheet(self, cell):
        assert (defused(cell), as_it_was(defused(cell))) == (f"'{cell}", cell)

    @pytest.mark.parametrize("cell", ["", "Ann", "'tis", "a=b"])
    def test_stays_as_it_is_where_it_is_harmless(self, cell):
        assert (defused(cell), as_it_was(defused(cell))) == (cell, cell)


class _Response:
    status, reason, data = 429, "Too Many Requests", "Slow down"

    def __init__(self, status: int, **headers: str) -> None:
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def getheaders(self):
        return self.headers


class Test_failure:
    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (QuotaExceeded(http_resp=_Response(402)), ExitCode.NO_REQUESTS_LEFT),
            (RateLimited(http_resp=_Response(429)), ExitCode.NO_REQUESTS_LEFT),
            (NetworkError(status=0, reason="no route"), ExitCode.NO_ANSWER),
            (ServerError(http_resp=_Response(503)), ExitCode.FAILED),
            (ApiException(http_resp=_Response(409)), ExitCode.FAILED),
        ],
        ids=lambda value: str(value) if isinstance(value, int) else type(value).__name__,
    )
    def test_has_a_code(self, error, code):
        assert failure(error).code == code

    def test_says_what_was_tried_how_long_to_wait_and_the_request_id(self):
        error = RateLimited(http_resp=_Response(429, Retry_After="70", X_Request_ID="abc"))

        assert failure(error, about="remove Ann").message == "remove Ann: Slow down. (wait 70 seconds, request id abc)"
