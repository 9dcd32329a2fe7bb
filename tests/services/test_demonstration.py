"""The demonstration organization: made once, with somebody in every role and state, and ready to be tried."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

import toggl
from rollbook.persistence import memberships
from rollbook.persistence.database import DatabaseProblem
from rollbook.persistence.migrations import upgrade
from rollbook.process.certificates import secret_key
from rollbook.process.embedded_postgres import EmbeddedPostgres
from rollbook.services.demonstration import Demonstration, make, program, welcome
from support.guards import wrong_counts
from support.server import Service, running
from support.world import api_client
from web.browsing import Browser

KEY = b"k" * 32


@dataclass(frozen=True)
class Made:
    """What two servers that started together on an empty database made, and a service that shows it."""

    results: list[Demonstration | None]
    service: Service
    folder: Path

    @property
    def demonstration(self) -> Demonstration:
        (made,) = [result for result in self.results if result is not None]
        return made

    @property
    def client(self) -> toggl.UsersApi:
        return toggl.UsersApi(api_client(self.service, self.demonstration.owner.api_token, "api_token"))

    def get(self, path: str) -> Any:
        return self.service.http.ok("GET", path, as_=(self.demonstration.owner.api_token, "api_token"))

    def people(self, **filters: str) -> list[toggl.ModelsOrgUserDetailed]:
        return self.client.get_organization_users_detailed(self.demonstration.organization_id, per_page=1000, **filters)

    def places(self) -> list[toggl.ModelsWorkspaceUser]:
        lists = (
            self.client.get_workspace_workspace_users(workspace_id, include_indirect="true")
            for workspace_id in self.demonstration.workspace_ids
        )
        return [place for listed in lists for place in listed]


async def make_twice_together(url: str, key: bytes) -> list[Demonstration | None]:
    await upgrade(url)
    return await asyncio.gather(make(url, key), make(url, key))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("demonstration")
    postgres = EmbeddedPostgres(folder / "database")
    try:
        results = asyncio.run(make_twice_together(postgres.start(), secret_key(folder / "server")))
        with running(folder) as service:
            yield Made(results, service, folder)
    finally:
        postgres.stop()


@pytest.fixture
def empty_database(made: Made, request: pytest.FixtureRequest) -> str:
    """The URL of another database, without a table."""
    name = f"rollbook_{abs(hash(request.node.name))}"

    async def create() -> None:
        connection = await asyncpg.connect(made.service.database_url)
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()

    asyncio.run(create())
    return made.service.database_url.replace("/rollbook?", f"/{name}?")


def test_of_two_servers_that_start_together_one_makes_it(made: Made) -> None:
    assert [result is None for result in made.results].count(True) == 1


def test_a_database_with_an_organization_is_left_alone(made: Made) -> None:
    before = made.people()

    again = asyncio.run(make(made.service.database_url, KEY))

    assert again is None
    assert made.people() == before


def test_the_owner_signs_in_by_token_and_by_password(made: Made) -> None:
    owner = made.demonstration.owner

    by_password = made.service.http.ok("GET", "/me", as_=(owner.email, owner.password))

    assert by_password == made.get("/me")
    assert (by_password["id"], by_password["api_token"]) == (owner.user_id, owner.api_token)
    (listed,) = [person for person in made.people() if person.owner]
    assert (listed.user_id, listed.organization_user_id) == (owner.user_id, owner.organization_user_id)


def test_its_numbers_are_those_of_what_is_there(made: Made) -> None:
    people = made.people()
    groups = made.get(f"/organizations/{made.demonstration.organization_id}/groups")
    workspaces = made.get("/me/workspaces")

    assert len(people) == made.demonstration.members == 60
    assert sorted(made.demonstration.group_ids) == sorted(group["group_id"] for group in groups)
    assert sorted(made.demonstration.workspace_ids) == sorted(workspace["id"] for workspace in workspaces)
    assert (len(groups), len(workspaces)) == (6, 4)
    assert all(person.email.endswith("@example.com") for person in people)


def test_what_is_counted_is_what_is_there(made: Made) -> None:
    assert wrong_counts(made.service.database_url) == []


def test_people_are_in_every_state(made: Made) -> None:
    active, invited, inactive = (made.people(active_status=state) for state in ("active", "invited", "inactive"))

    assert (len(active), len(invited), len(inactive)) == (49, 6, 5)
    assert {person.joined for person in inactive} == {True, False}
    assert all(person.invitation_id for person in invited)
    assert len([person for person in made.people(only_admins="true") if not person.inactive]) == 4


def test_somebody_is_inactive_in_one_workspace_alone(made: Made) -> None:
    half = [
        person
        for person in made.people(active_status="active")
        if {workspace.inactive for workspace in person.workspaces} == {True, False}
    ]

    assert sorted(person.name for person in half) == ["Hana Half", "Hugo Half"]


def test_people_are_in_workspaces_in_every_role_and_way(made: Made) -> None:
    places = made.places()

    roles = {(place.workspace_id, place.role) for place in places if place.is_direct and place.active}
    assert len(roles) == len(made.demonstration.workspace_ids) * 4
    ways = {(place.is_direct, bool(place.group_ids)) for place in places}
    assert ways == {(True, False), (True, True), (False, True)}


def test_some_have_rates_costs_and_hours(made: Made) -> None:
    places = made.places()

    assert any(place.rate and place.rate_last_updated for place in places)
    assert any(place.labour_cost and place.labor_cost_last_updated for place in places)
    assert any(place.working_hours_in_minutes for place in places)
    assert any(not (place.rate or place.labour_cost or place.working_hours_in_minutes) for place in places)


def test_the_overview_shows_half_a_year_and_what_changed_this_week(made: Made) -> None:
    owner = made.demonstration.owner
    browser = Browser(made.service.http)
    browser.post_as_it_is("/sign-in", {"email": owner.email, "password": owner.password})

    shown = browser.get(f"/organizations/{made.demonstration.organization_id}/overview").text

    assert len(re.findall(r'<tr><th scope="row">', shown)) > 50
    changes = "".join(re.findall(r'<ul class="plain told">(.*?)</ul>', shown, flags=re.S))
    assert changes.count("<li>") > 15
    assert "made <bdi>Aylin Admin</bdi> an admin" in changes


def test_indirect_memberships_are_those_that_the_groups_give(made: Made) -> None:
    async def before_and_after() -> tuple[Any, Any]:
        connection = await asyncpg.connect(made.service.database_url)
        query = "SELECT * FROM workspace_users ORDER BY id"
        before = await connection.fetch(query)
        await memberships.settle(connection, made.demonstration.organization_id)
        after = await connection.fetch(query)
        await connection.close()
        return before, after

    before, after = asyncio.run(before_and_after())

    assert after == before


def test_accounts_that_an_earlier_demonstration_left_are_not_in_its_way(empty_database: str) -> None:
    async def make_delete_make() -> list[Demonstration | None]:
        await upgrade(empty_database)
        first = await make(empty_database, KEY)
        connection = await asyncpg.connect(empty_database)
        await connection.execute("DELETE FROM organizations")
        await connection.close()
        return [first, await make(empty_database, KEY)]

    first, second = asyncio.run(make_delete_make())

    assert first is not None
    assert second is not None
    assert second.members == first.members
    assert second.owner.email != first.owner.email
    assert second.owner.email.endswith(".example.com")


def test_a_database_without_the_schema_is_a_problem_in_one_line(empty_database: str) -> None:
    with pytest.raises(DatabaseProblem) as problem:
        asyncio.run(make(empty_database, KEY))

    assert "\n" not in str(problem.value)


def test_the_welcome_tells_all_that_is_needed_to_sign_in(made: Made) -> None:
    said = welcome(made.demonstration, made.service.api_url)

    owner = made.demonstration.owner
    assert all(word in said for word in (owner.email, owner.password, owner.api_token, made.service.api_url))
    assert said.endswith(program(made.demonstration, made.service.api_url))


def test_the_program_in_the_welcome_works_when_it_is_pasted(made: Made, tmp_path: Path) -> None:
    said = welcome(made.demonstration, made.service.api_url)
    pasted = said[said.index("import toggl") :]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOGGL_")}

    done = subprocess.run(
        [sys.executable, "-"],
        input=pasted,
        env=environment | {"XDG_DATA_HOME": str(made.folder / "share")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Adam Admin adam.admin@example.com\n")
    assert done.stdout.count("\n") == 10
    assert 5 <= len([line for line in pasted.splitlines() if line]) <= 8
