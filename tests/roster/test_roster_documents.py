"""Rosters in files: what is written is what is read, and each fault is told with its line."""

import csv
import io

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support.bare_python import bare_python
from toggl import roster
from toggl.roster import Person, RosterError
from toggl.roster.people import ROLES, STATES, WORKSPACE_ROLES

# All that JSON can carry, and much of it what YAML, CSV and spreadsheets would make something else of.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | st.sampled_from(
    [
        "On",
        "null",
        "~",
        "2024-01-01",
        "0x1F",
        "=1+1",
        "-",
        "@a",
        "'=x",
        "''+",
        "(none)",
        "a; b",
        "a=b",
        "\\",
        " x ",
        "# c",
    ]
)
NAMES = TEXT.filter(str.strip)
PEOPLE = st.builds(
    Person,
    email=st.from_regex(r"[a-z0-9=+'-]{1,12}@[a-z0-9.-]{1,12}", fullmatch=True),
    name=st.none() | NAMES,
    role=st.none() | st.sampled_from(ROLES),
    state=st.none() | st.sampled_from(STATES),
    workspaces=st.none() | st.dictionaries(TEXT, st.sampled_from(WORKSPACE_ROLES), max_size=4),
    groups=st.none() | st.lists(TEXT, max_size=4, unique=True).map(tuple),
)
ROSTERS = st.lists(PEOPLE, max_size=4, unique_by=lambda person: person.key).map(tuple)


def without_lines(read: roster.Roster) -> tuple[Person, ...]:
    return tuple(msgspec.structs.replace(person, where="") for person in read.people)


def faults_of(text: str | bytes, form: roster.Form = "yaml") -> list[str]:
    try:
        return [str(fault) for fault in roster.read(text, form).faults]
    except RosterError as error:
        return [str(fault) for fault in error.faults]


class Test_write:
    @pytest.mark.parametrize("form", ["yaml", "csv"])
    @given(people=ROSTERS)
    @example(people=(Person(email="a@b", workspaces={}, groups=()),))
    @example(
        people=(Person(email="=a@b", name="'=1", workspaces={" ;=\\": "user"}, groups=("(none)", "-1", "é\u2028")),)
    )
    def test_what_is_written_is_read_again(self, form, people):
        read = roster.read(roster.write(people, form).encode(), form)

        assert (without_lines(read), read.faults) == (people, ())

    @given(people=ROSTERS)
    def test_no_cell_of_csv_begins_a_formula(self, people):
        rows = csv.reader(io.StringIO(roster.write(people, "csv"), newline=""))

        assert [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r\n"))] == []

    def test_no_entry_of_a_list_begins_a_formula_where_semicolons_separate_cells(self):
        person = Person(email="ann@example.com", groups=("Editors", "=1+1", "@x"))

        assert "Editors; \\=1+1; \\@x" in roster.write((person,), "csv")

    def test_yaml_reads_like_a_list_of_people(self):
        person = Person(
            email="ann@example.com",
            name="Ann",
            role="member",
            state="active",
            workspaces={"Design": "user"},
            groups=("Night shift",),
        )

        text = roster.write((person,))

        assert text == (
            "people:\n- email: ann@example.com\n  name: Ann\n  role: member\n  state: active\n"
            "  workspaces:\n    Design: user\n  groups:\n  - Night shift\n"
        )


class Test_read:
    @pytest.mark.parametrize(
        ("text", "faults"),
        [
            ("", ["the file is empty; it has `people`, which is a list"]),
            ("people:", ["line 1: `people` is to be a list"]),
            ("persons: []", ["line 1: unknown key 'persons'; the file has people"]),
            ("people: [", ["line 1: this is no YAML: expected the node content, but found '<stream end>'"]),
            ("- a@b", ["line 1: the file is to be a mapping of names to values"]),
            ("people: !!python/tuple []", ["line 1: `people` is to be a list"]),
            ("people:\n- !!python/object:os.system {}", ["line 2: a person is to be a mapping of names to values"]),
            ("people:\n- name: Ann", ["line 2: a person without `email`"]),
            ("people:\n- email: ann", ["line 2: 'ann' is no e-mail address"]),
            ("people:\n- email: a@b\n  name: ''", ["line 2: the name is empty; leave it out to keep the one there is"]),
            ("people:\n- email: a@b\n  email: c@d", ["line 3: 'email' is here twice"]),
            (
                "people:\n- email: a@b\n  rôle: x",
                ["line 3: unknown key 'rôle'; a person has email, name, role, state, workspaces, groups"],
            ),
            ("people:\n- email: a@b\n  role: boss", ["line 2: unknown role 'boss'; it is one of owner, admin, member"]),
            (
                "people:\n- email: a@b\n  state: gone",
                ["line 2: unknown state 'gone'; it is one of active, inactive, invited"],
            ),
            (
                "people:\n- email: a@b\n  workspaces: {Main: boss}",
                ["line 2: unknown role in 'Main' 'boss'; it is one of admin, projectlead, teamlead, user"],
            ),
            ("people:\n- email: a@b\n  workspaces: {A: user, A: user}", ["line 3: 'A' is here twice"]),
            (
                "people:\n- email: a@b\n  workspaces:",
                ["line 3: `workspaces` says nothing: write {} for none, or leave it out to keep those there are"],
            ),
            (
                "people:\n- email: a@b\n  groups: ~",
                ["line 3: `groups` says nothing: write [] for none, or leave it out to keep those there are"],
            ),
            ("people:\n- email: a@b\n  groups: [A, A]", ["line 2: the group 'A' is here twice"]),
            ("people:\n- email: a@b\n  groups: A", ["line 3: `groups` is to be a list"]),
            ("people:\n- email: a@b\n  role: [x]", ["line 3: `role` is to be a text"]),
            (
                "people:\n- email: a@b\n- email: ' A@B'",
                ["line 3: A@B is here twice; the first time in line 2"],
            ),
        ],
    )
    def test_tells_what_is_wrong_and_where(self, text, faults):
        assert faults_of(text) == faults

    def test_tells_all_that_is_wrong_at_once(self):
        text = "people:\n- email: a@b\n  role: boss\n  colour: red\n- name: Bob\n- email: a@b\n  groups: {}\n"

        assert [fault.partition(":")[0] for fault in faults_of(text)] == [
            "line 4",
            "line 5",
            "line 7",
            "line 6",
            "line 2",
        ]

    @pytest.mark.parametrize("form", ["yaml", "csv"])
    @given(text=st.text() | st.text("people:-{}[],'\"&*!|>%@`#?=;\\ \n\r\t0aé\x00\x85\ufeff"))
    def test_no_text_leads_to_another_error(self, form, text):
        for content in (text, f"people:\n- email: a@b\n  name: {text}", f"email,groups\na@b,{text}\n"):
            assert all(faults_of(content, form))

    @given(content=st.binary())
    def test_no_bytes_lead_to_another_error(self, content):
        assert all(faults_of(content))

    def test_a_deeply_nested_file_is_refused(self):
        assert len(faults_of("[" * 100_000)) == 1

    def test_words_that_yaml_takes_for_other_things_are_names(self):
        read = roster.read("people:\n- email: a@b\n  workspaces: {On: user, 2024: admin}\n  groups: [yes, 1.0]")

        assert (read.people[0].workspaces, read.people[0].groups) == ({"On": "user", "2024": "admin"}, ("yes", "1.0"))

    def test_a_field_that_is_left_out_is_none(self):
        (person,) = roster.read("people:\n- email: a@b").people

        assert person == Person(email="a@b", where="line 2")

    @pytest.mark.parametrize(
        ("text", "faults"),
        [
            ("", ["there is no column 'email'"]),
            (
                "mail\n",
                [
                    "line 1: unknown column 'mail'; a roster has email, name, role, state, workspaces, groups",
                    "line 1: there is no column 'email'",
                ],
            ),
            ("email,email\n", ["line 1: the column 'email' is here twice"]),
            ("email,name\n,Ann\n", ["line 2: a person without email"]),
            ('email,name\na@b,"An\nn"\nb,Bob\n', ["line 4: 'b' is no e-mail address"]),
            ("email\na@b,c\n", ["line 2: there are 2 cells for 1 columns"]),
            ('email\n"a@b\n', ["line 2: this is no CSV: unexpected end of data"]),
            (
                "email,workspaces\na@b,Design\n",
                ["line 2: 'Design' in workspaces is to be a name and a role, like Design=user"],
            ),
            ("email,workspaces\na@b,A=user; A=admin\n", ["line 2: 'A' is here twice"]),
            (
                "email,groups\na@b,A=B\n",
                ["line 2: 'A=B' in groups is to be a name; one with = in it is written with \\="],
            ),
            ("email,groups\na@b,A\\\n", ["line 2: a backslash at the end of a cell stands before nothing"]),
        ],
    )
    def test_tells_what_is_wrong_with_csv_and_where(self, text, faults):
        assert faults_of(text, "csv") == faults

    def test_an_empty_cell_says_nothing_and_none_is_a_word(self):
        first, second = roster.read("email,workspaces,groups\na@b,,\nc@d,(none),(none)\n", "csv").people

        assert (first.workspaces, first.groups, second.workspaces, second.groups) == (None, None, {}, ())

    def test_a_spreadsheets_semicolons_and_byte_order_mark_are_understood(self):
        content = '\ufeffEmail;Name;Workspaces\na@b;Ann;"Main=user; Side=admin"\n'.encode()

        (person,) = roster.read(content, "csv").people

        assert (person.name, person.workspaces) == ("Ann", {"Main": "user", "Side": "admin"})

    def test_what_is_no_text_is_refused_with_its_line(self):
        with pytest.raises(RosterError) as error:
            roster.read(b"people:\n- email: \xff@b")

        assert str(error.value) == "line 2: this is no UTF-8 text"


class Test_without_the_extra:
    def test_csv_is_read_and_written(self, tmp_path):
        code = "print(roster.write(roster.read('email\\na@b', 'csv').people, 'csv'))"

        done = bare_python(tmp_path, f"from toggl import roster; {code}")

        assert "a@b,,,,," in done.stdout, done.stderr

    @pytest.mark.parametrize("code", ["roster.read('people: []')", "roster.write(())"])
    def test_yaml_says_what_to_install(self, tmp_path, code):
        done = bare_python(tmp_path, f"from toggl import roster; {code}")

        assert done.stderr.endswith("Rosters in YAML need more: pip install 'rollbook[cli]'\n")
