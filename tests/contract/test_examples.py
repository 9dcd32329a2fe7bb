"""The programs in the document of UsersApi run unchanged, but for real values in place of the placeholders; and so do
ours in examples/."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from support.world import PASSWORD, Person, World

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
METHODS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "data" / "client_methods.json").read_text())[
    "classes"
]["UsersApi"]

IMPORTS = """\
from __future__ import print_function
import time
import toggl
from toggl.rest import ApiException
from pprint import pprint
"""
SIGNED_IN = """\
configuration = toggl.Configuration()
configuration.username = 'YOUR_USERNAME'
configuration.password = 'YOUR_PASSWORD'
api_instance = toggl.UsersApi(toggl.ApiClient(configuration))
"""
# The document says that this one needs no authorization.
SIGNED_IN_BY_THE_ENVIRONMENT = "api_instance = toggl.UsersApi()\n"


def of_the_document(name: str) -> str:
    """The program that the generator of the document wrote for an operation: call for call, without its comments."""
    arguments, options = (dict(text.split(": ") for text in METHODS[name][kind]) for kind in ("arguments", "options"))
    values = {"int": lambda _: "56", "str": lambda argument: f"'{argument}_example'"}
    assigned = "".join(
        f"{argument} = {values[kind](argument) if kind in values else f'toggl.{kind}()'}\n"
        for argument, kind in (arguments | options).items()
    )
    call = f"api_instance.{name}({', '.join([*arguments, *(f'{option}={option}' for option in options)])})"
    return (
        IMPORTS
        + (SIGNED_IN_BY_THE_ENVIRONMENT if name == "delete_workspace_user" else SIGNED_IN)
        + assigned
        + "try:\n"
        + (
            f"    {call}\n"
            if METHODS[name]["returns"] == "None"
            else f"    api_response = {call}\n    pprint(api_response)\n"
        )
        + "except ApiException as e:\n"
        + f'    print("Exception when calling UsersApi->{name}: %s\\n" % e)\n'
    )


def of_ours(name: str) -> str:
    return (EXAMPLES / f"{name}.py").read_text()


@dataclass(frozen=True)
class Case:
    """What stands in place of an operation's placeholders; ``body`` is what its model is made of."""

    values: Callable[[World], Mapping[str, Any]]
    body: Callable[[World], Mapping[str, Any]] = field(default=lambda _: {})
    caller: str = "owner"


def a_filter(world: World) -> dict[str, Any]:
    return {
        "organization_id": world.organization_id,
        "filter": "MIA",
        "active_status": "active,invited",
        "only_admins": "false",
        "groups": str(world.group_id),
        "workspaces": f"{world.workspace_id},{world.other_workspace_id}",
        "page": 1,
        "per_page": 10,
        "sort_dir": "desc",
    }


def an_organization(world: World) -> dict[str, Any]:
    return {"organization_id": world.organization_id}


def a_workspace(world: World) -> dict[str, Any]:
    return {"workspace_id": world.workspace_id}


def both(world: World) -> dict[str, Any]:
    return an_organization(world) | a_workspace(world)


CASES = {
    "delete_organization_users_leave": Case(an_organization, caller="member"),
    "delete_workspace_user": Case(lambda w: a_workspace(w) | {"workspace_user_id": w.inactive.workspace_user_id}),
    "get_organization_users": Case(a_filter),
    "get_organization_users_detailed": Case(a_filter),
    "get_organization_workspaces_workspaceusers": Case(lambda w: both(w) | {"name": "mia"}),
    "get_workspace_users": Case(a_workspace),
    "get_workspace_workspace_users": Case(lambda w: a_workspace(w) | {"include_indirect": "true"}),
    "patch_organization_users": Case(an_organization, lambda w: {"delete": [w.member.organization_user_id]}),
    "patch_organization_workspace_users": Case(both, lambda w: {"delete": [w.inactive.workspace_user_id]}),
    "post_workspace_users_lost_password": Case(lambda w: a_workspace(w) | {"user_id": w.member.user_id}),
    "put_organization_users": Case(an_organization, lambda _: {"name": "Mia Married"}),
    "put_organization_workspaces_assignments": Case(both, lambda w: {"operation": "add", "user_id": w.outside.user_id}),
    "put_workspace_users": Case(lambda w: a_workspace(w) | {"user_id": w.member.user_id}),
    "put_workspace_workspace_users": Case(
        lambda w: a_workspace(w) | {"workspace_user_id": w.member.workspace_user_id}, lambda _: {"rate": 12.5}
    ),
}


def with_values(source: str, values: Mapping[str, str]) -> str:
    """The program with other values (as source text) in its assignments."""
    for name, value in values.items():
        source, number = re.subn(rf"^{name} = .*$", lambda _, n=name, v=value: f"{n} = {v}", source, flags=re.MULTILINE)
        assert number == 1, name
    return source


def documents_program(world: World, name: str, *, with_body: bool = True) -> str:
    """The document's program, with real values in place of its placeholders."""
    case = CASES[name]
    values = {argument: repr(value) for argument, value in case.values(world).items()}
    body = case.body(world)
    if body and with_body:
        argument, model = METHODS[name]["arguments"][-1].split(": ")
        fields = ", ".join(f"{key}={value!r}" for key, value in body.items())
        values[argument] = f"toggl.{model}({fields})"
    source = with_values(of_the_document(name), values)
    return source.replace("YOUR_USERNAME", caller(world, name).email).replace("YOUR_PASSWORD", PASSWORD)


def our_program(world: World, name: str, **more: Any) -> str:
    """Our program, with real values in place of its constants."""
    values = {**CASES[name].values(world), **CASES[name].body(world), **more}
    if name != "delete_workspace_user":
        values |= {"username": caller(world, name).token, "password": "api_token"}
    return with_values(of_ours(name), {key.upper(): repr(value) for key, value in values.items()})


def caller(world: World, name: str) -> Person:
    person: Person = getattr(world, CASES[name].caller)
    return person


def run(world: World, source: str, **environment: str) -> str:
    """What the program prints, in a process of its own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TOGGL_")}
    service = {"TOGGL_HOST": world.service.api_url, "TOGGL_CA_CERT": str(world.service.authority)}
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", source],
        env=inherited | service | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def by_the_environment(world: World, name: str) -> dict[str, str]:
    if name != "delete_workspace_user":
        return {}
    return {"TOGGL_USERNAME": world.owner.email, "TOGGL_PASSWORD": PASSWORD}


Program = Callable[[World, str], str]
STYLES = pytest.mark.parametrize("program", [documents_program, our_program])


@STYLES
@pytest.mark.parametrize("name", ["get_organization_users", "get_organization_users_detailed"])
def test_lists_of_people_print_whom_the_filters_leave(shared_world: World, program: Program, name: str) -> None:
    printed = run(shared_world, program(shared_world, name))

    assert shared_world.member.email in printed
    assert "Crew" in printed
    assert all(person.email not in printed for person in (shared_world.owner, shared_world.indirect))
    assert ("fullname" in printed) == (name == "get_organization_users_detailed")


@STYLES
def test_get_organization_workspaces_workspaceusers(shared_world: World, program: Program) -> None:
    printed = run(shared_world, program(shared_world, "get_organization_workspaces_workspaceusers"))

    assert shared_world.member.email in printed
    assert shared_world.admin.email not in printed


@STYLES
def test_get_workspace_users(shared_world: World, program: Program) -> None:
    printed = run(shared_world, program(shared_world, "get_workspace_users"))

    assert all(person.email in printed for person in (shared_world.owner, shared_world.indirect))
    assert shared_world.outside.email not in printed


@STYLES
def test_get_workspace_workspace_users(shared_world: World, program: Program) -> None:
    printed = run(shared_world, program(shared_world, "get_workspace_workspace_users"))

    assert all(person.email in printed for person in (shared_world.owner, shared_world.indirect))
    assert str(shared_world.member.workspace_user_id) in printed


@STYLES
def test_delete_organization_users_leave(world: World, program: Program) -> None:
    printed = run(world, program(world, "delete_organization_users_leave"))

    assert printed == "'OK'\n"
    assert world.member.organization_user_id not in world.people()


@STYLES
def test_delete_workspace_user(world: World, program: Program) -> None:
    name = "delete_workspace_user"

    printed = run(world, program(world, name), **by_the_environment(world, name))

    assert printed == ""
    assert world.inactive.user_id not in world.workspace_users()


def test_delete_workspace_user_without_credentials_says_so(shared_world: World) -> None:
    printed = run(shared_world, documents_program(shared_world, "delete_workspace_user"))

    assert printed.startswith("Exception when calling UsersApi->delete_workspace_user: (401)")
    assert shared_world.inactive.user_id in shared_world.workspace_users()


@STYLES
def test_patch_organization_users(world: World, program: Program) -> None:
    printed = run(world, program(world, "patch_organization_users"))

    assert printed == "'OK'\n"
    assert world.member.organization_user_id not in world.people()


@STYLES
def test_patch_organization_workspace_users(world: World, program: Program) -> None:
    printed = run(world, program(world, "patch_organization_workspace_users"))

    assert printed == "'OK'\n"
    assert world.inactive.user_id not in world.workspace_users()


@STYLES
def test_post_workspace_users_lost_password(shared_world: World, program: Program) -> None:
    printed = run(shared_world, program(shared_world, "post_workspace_users_lost_password"))

    assert "/reset-password?code=" in ast.literal_eval(printed)["url"]


def test_put_organization_users(world: World) -> None:
    person = world.member.organization_user_id

    printed = run(world, our_program(world, "put_organization_users", organization_user_id=person))

    assert printed == "'OK'\n"
    assert world.people()[person]["name"] == "Mia Married"


def test_put_organization_users_of_the_document_says_what_it_lacks(shared_world: World) -> None:
    """It has no way to name the person."""
    printed = run(shared_world, documents_program(shared_world, "put_organization_users"))

    assert printed.startswith("Exception when calling UsersApi->put_organization_users: ")
    assert "Missing the required parameter `organization_user_id`" in printed


@STYLES
def test_put_organization_workspaces_assignments(world: World, program: Program) -> None:
    printed = run(world, program(world, "put_organization_workspaces_assignments"))

    assert printed == "'OK'\n"
    assert world.outside.user_id in world.workspace_users()


def test_put_workspace_users(world: World) -> None:
    printed = run(world, our_program(world, "put_workspace_users", rate=12.5))

    assert printed == "'OK'\n"
    assert world.workspace_users()[world.member.user_id]["rate"] == 12.5


def test_put_workspace_users_of_the_document_changes_nothing(shared_world: World) -> None:
    """It has no body."""
    before = shared_world.workspace_users()

    printed = run(shared_world, documents_program(shared_world, "put_workspace_users"))

    assert printed == "'OK'\n"
    assert shared_world.workspace_users() == before


@STYLES
def test_put_workspace_workspace_users(world: World, program: Program) -> None:
    printed = run(world, program(world, "put_workspace_workspace_users"))

    assert printed == "'OK'\n"
    assert world.workspace_users()[world.member.user_id]["rate"] == 12.5


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("patch_organization_users", "At least one organization user ID must be supplied."),
        ("patch_organization_workspace_users", "At least one workspace user ID must be supplied."),
        ("put_organization_workspaces_assignments", "Field operation can contain only 'add' or 'remove'."),
    ],
)
def test_an_empty_body_as_the_document_has_it_is_refused_clearly(shared_world: World, name: str, text: str) -> None:
    printed = run(shared_world, documents_program(shared_world, name, with_body=False))

    assert printed.startswith(f"Exception when calling UsersApi->{name}: (400)")
    assert text in printed


def test_an_empty_change_as_the_document_has_it_changes_nothing(shared_world: World) -> None:
    before = shared_world.workspace_users()

    printed = run(shared_world, documents_program(shared_world, "put_workspace_workspace_users", with_body=False))

    assert printed == "'OK'\n"
    assert shared_world.workspace_users() == before


@pytest.mark.parametrize("source", [of_the_document, of_ours])
def test_the_placeholders_themselves_are_no_credentials(shared_world: World, source: Callable[[str], str]) -> None:
    printed = run(shared_world, source("get_workspace_users"))

    assert printed.startswith("Exception when calling UsersApi->get_workspace_users: (403)")
    assert "Incorrect username and/or password" in printed


def calls(source: str) -> list[str]:
    """What a program calls, in its order; those of its body's model apart."""
    return [ast.unparse(node.func) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("name", sorted(METHODS))
def test_our_programs_call_what_the_documents_call(name: str) -> None:
    ours, documents = set(calls(of_ours(name))), set(calls(of_the_document(name)))

    # The document has no body there.
    more = {"toggl.UserPayload"} if name == "put_workspace_users" else set()
    assert ours == documents | more


def test_there_is_an_example_of_every_operation_on_users() -> None:
    found = {path.stem for path in EXAMPLES.glob("*.py")} - {"run_all", "onboard", "offboard"}

    assert found == set(METHODS) == set(CASES)


READING = [name for name in METHODS if name.startswith("get_")]


def test_run_all_runs_the_reading_examples_with_what_it_looks_up(shared_world: World) -> None:
    printed = run(
        shared_world,
        f"import runpy; runpy.run_path({str(EXAMPLES / 'run_all.py')!r}, run_name='__main__')",
        TOGGL_USERNAME=shared_world.owner.email,
        TOGGL_PASSWORD=PASSWORD,
    )

    assert [line.removeprefix("--- ") for line in printed.splitlines() if line.startswith("--- ")] == READING
    assert "Exception" not in printed
    assert printed.count(shared_world.owner.email) >= len(READING)


def test_run_all_can_start_a_service_of_its_own() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TOGGL_", "ROLLBOOK_"))}

    ran = subprocess.run(
        [sys.executable, EXAMPLES / "run_all.py", "--start"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("mia.member@example.com") >= len(READING)
