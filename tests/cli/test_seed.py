"""`rollbook seed`: what it makes, as the service shows it, and that the rules of the database hold for it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

import toggl
from rollbook.cli.main import main
from rollbook.persistence import memberships
from support.server import Service, running
from support.world import api_client

MEMBERS = 500


@dataclass(frozen=True)
class Place:
    """A service whose folder is known."""

    service: Service
    data_dir: Path


@dataclass(frozen=True)
class Organization:
    """What a seed said that it made, and the service that it is in."""

    place: Place
    said: dict[str, Any]

    @property
    def id(self) -> int:
        return self.said["organization_id"]

    @property
    def client(self) -> toggl.UsersApi:
        return toggl.UsersApi(api_client(self.place.service, self.said["owner"]["api_token"], "api_token"))

    def get(self, path: str) -> Any:
        return self.place.service.http.ok("GET", path, as_=(self.said["owner"]["api_token"], "api_token"))

    def people(self, **filters: str) -> list[toggl.ModelsOrgUserDetailed]:
        return self.client.get_organization_users_detailed(self.id, per_page=1000, **filters)

    def places(self) -> list[toggl.ModelsWorkspaceUser]:
        """Everybody's places in all workspaces, direct and indirect."""
        lists = (
            self.client.get_workspace_workspace_users(workspace_id, include_indirect="true")
            for workspace_id in self.said["workspace_ids"]
        )
        return [place for listed in lists for place in listed]

    def structure(self) -> Any:
        """All that the seed decides: no numbers, and no domain, which has one in it."""
        names = {workspace["id"]: workspace["name"] for workspace in self.get("/me/workspaces")}
        groups = self.get(f"/organizations/{self.id}/groups")
        return [
            sorted(
                (one.name, one.email.partition("@")[0], one.joined, one.inactive, one.role_id) for one in self.people()
            ),
            sorted(
                (
                    *(names[one.workspace_id], one.email.partition("@")[0], one.timezone, one.role, one.inactive),
                    *(one.is_direct, str(one.rate), str(one.labor_cost), str(one.working_hours_in_minutes)),
                )
                for one in self.places()
            ),
            sorted((one["name"], sorted(them["name"] for them in one["users"])) for one in groups),
            sorted((one["name"], sorted(names[number] for number in one["workspaces"])) for one in groups),
        ]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("seeded")
    with running(folder) as service:
        yield Place(service, folder / "server")


@pytest.fixture(scope="module")
def large(place: Place) -> Organization:
    """An organization for tests that only read."""
    return seeded(place, "--members", str(MEMBERS), "--workspaces", "6", "--groups", "12")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROLLBOOK_")}
    command = [sys.executable, "-m", "rollbook", "seed", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def in_place(place: Place, *arguments: str) -> str:
    done = run("--database-url", place.service.database_url, "--data-dir", str(place.data_dir), *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def seeded(place: Place, *arguments: str) -> Organization:
    return Organization(place, json.loads(in_place(place, "--json", *arguments)))


def in_database(organization: Organization, action: Callable[[Any], Awaitable[Any]]) -> Any:
    async def act() -> Any:
        connection = await asyncpg.connect(organization.place.service.database_url)
        try:
            return await action(connection)
        finally:
            await connection.close()

    return asyncio.run(act())


def rows(organization: Organization, query: str) -> list[tuple[Any, ...]]:
    """What the query gives; $1 is the organization."""
    return [tuple(row) for row in in_database(organization, lambda database: database.fetch(query, organization.id))]


def share(part: list[Any]) -> float:
    return len(part) / MEMBERS


def test_json_tells_what_was_made(large: Organization) -> None:
    groups = large.get(f"/organizations/{large.id}/groups")
    workspaces = large.get("/me/workspaces")

    assert set(large.said) == {"organization_id", "workspace_ids", "group_ids", "owner", "members", "seconds"}
    assert set(large.said["owner"]) == {"email", "password", "api_token", "user_id", "organization_user_id"}
    assert sorted(large.said["workspace_ids"]) == sorted(workspace["id"] for workspace in workspaces)
    assert sorted(large.said["group_ids"]) == sorted(group["group_id"] for group in groups)
    assert (len(large.said["workspace_ids"]), len(large.said["group_ids"])) == (6, 12)
    assert large.said["members"] == len(large.people()) == MEMBERS
    assert large.said["seconds"] > 0


def test_the_owner_signs_in_by_token_and_by_password(large: Organization) -> None:
    owner = large.said["owner"]

    by_password = large.place.service.http.ok("GET", "/me", as_=(owner["email"], owner["password"]))

    assert by_password == large.get("/me")
    assert (by_password["id"], by_password["api_token"]) == (owner["user_id"], owner["api_token"])
    (listed,) = [person for person in large.people() if person.owner]
    assert (listed.user_id, listed.organization_user_id, listed.email) == (
        owner["user_id"],
        owner["organization_user_id"],
        owner["email"],
    )


def test_people_are_in_every_state(large: Organization) -> None:
    active, invited, inactive = (large.people(active_status=state) for state in ("active", "invited", "inactive"))

    assert len(active) + len(invited) + len(inactive) == MEMBERS
    assert 0.8 < share(active) < 0.9
    assert 0.07 < share(invited) < 0.13
    assert 0.03 < share(inactive) < 0.08
    assert 0.01 < share(large.people(only_admins="true")) < 0.04
    assert {person.joined for person in inactive} == {True, False}
    assert all(person.invitation_id for person in invited)
    assert not any(person.invitation_id for person in active)


def test_people_have_various_names(large: Organization) -> None:
    people = large.people()
    joined = [person.name for person in people if person.joined]

    assert len(set(joined)) > 0.9 * len(joined)
    assert any(name.isupper() for name in joined)
    assert any(name.islower() for name in joined)
    assert any(not name.isascii() for name in joined)
    assert len({person.email.lower() for person in people}) == MEMBERS
    assert all(person.email.endswith(".example.com") for person in people)
    assert all(person.name == person.email.partition("@")[0] for person in people if not person.joined)


def test_everybody_is_in_a_workspace_and_some_are_in_several(large: Organization) -> None:
    direct = Counter(place.user_id for place in large.places() if place.is_direct)

    assert len(direct) == MEMBERS
    assert direct[large.said["owner"]["user_id"]] == 6
    assert 0.1 < share([number for number in direct.values() if number > 1]) < 0.2


def test_people_are_in_workspaces_in_every_way(large: Organization) -> None:
    places = large.places()

    assert {place.role for place in places} == {"admin", "projectlead", "teamlead", "user"}
    ways = {(place.is_direct, bool(place.group_ids)) for place in places}
    assert ways == {(True, False), (True, True), (False, True)}
    assert {place.role for place in places if not place.is_direct} == {"user"}
    assert any(place.rate for place in places)
    assert any(place.labour_cost for place in places)
    assert any(place.working_hours_in_minutes for place in places)
    assert len({place.timezone for place in places}) > 5


def test_indirect_memberships_are_those_that_the_groups_give(large: Organization) -> None:
    query = "SELECT * FROM workspace_users WHERE organization_id = $1 ORDER BY id"
    before = rows(large, query)

    in_database(large, lambda database: memberships.settle(database, large.id))

    assert rows(large, query) == before


def test_rates_have_a_history_that_ends_in_the_present_one(large: Organization) -> None:
    in_force = """
        SELECT workspace_user_id, type, amount FROM rates WHERE organization_id = $1 AND ends_at IS NULL
         ORDER BY 1, 2"""
    present = """
        SELECT id, 'billable_rates', rate FROM workspace_users WHERE organization_id = $1 AND rate IS NOT NULL
        UNION SELECT id, 'labor_costs', labor_cost FROM workspace_users
               WHERE organization_id = $1 AND labor_cost IS NOT NULL ORDER BY 1, 2"""
    earlier = """
        SELECT ended.starts_at < ended.ends_at AND ended.ends_at = next.starts_at FROM rates ended
          LEFT JOIN rates next ON next.organization_id = ended.organization_id AND next.type = ended.type
                              AND next.workspace_user_id = ended.workspace_user_id AND next.ends_at IS NULL
         WHERE ended.organization_id = $1 AND ended.ends_at IS NOT NULL"""

    assert rows(large, in_force) == rows(large, present)
    assert set(rows(large, earlier)) == {(True,)}


def test_nobody_is_sent_a_message(large: Organization) -> None:
    waiting = """
        SELECT m.id FROM outgoing_messages m JOIN organization_users ou ON ou.account_id = m.account_id
         WHERE ou.organization_id = $1"""

    assert rows(large, waiting) == []


def test_it_can_be_changed_as_any_other(place: Place) -> None:
    organization = seeded(place, "--members", "25", "--workspaces", "1", "--groups", "2")
    (workspace_id,) = organization.said["workspace_ids"]
    places = [place for place in organization.places() if place.is_direct]
    rated = next(one for one in places if one.rate)
    plain = next(one for one in places if not one.rate and not one.admin)
    invited = organization.people(active_status="invited")[0]
    http, owner = place.service.http, (organization.said["owner"]["api_token"], "api_token")
    path = f"/workspaces/{workspace_id}"

    http.ok("PUT", f"{path}/workspace_users/{rated.id}", {"rate": 12.5}, as_=owner)
    http.ok("PUT", f"{path}/workspace_users/{plain.id}", {"rate": 12.5}, as_=owner)
    http.ok("DELETE", f"{path}/workspace_users/{plain.id}", as_=owner)
    http.ok("PUT", f"/organizations/{organization.id}/invitations/{invited.invitation_id}/resend", as_=owner)
    http.ok("PATCH", f"/organizations/{organization.id}/users", {"delete": [invited.id]}, as_=owner)

    after = {one.id: one for one in organization.places()}
    assert after[rated.id].rate == 12.5
    assert plain.id not in after or not after[plain.id].is_direct
    assert len(organization.people()) == 24


def test_the_same_seed_makes_the_same_people_and_another_one_others(place: Place) -> None:
    sizes = ("--members", "40", "--workspaces", "3", "--groups", "4")
    first, again, other = (
        seeded(place, *sizes).structure(),
        seeded(place, *sizes, "--seed", "1").structure(),
        seeded(place, *sizes, "--seed", "2").structure(),
    )

    assert again == first
    assert all(mine != theirs for mine, theirs in zip(first, other, strict=True))


@pytest.mark.parametrize(("members", "workspaces", "groups"), [(1, 1, 0), (25, 2, 1), (3, 1, 9)])
def test_the_smallest_sizes(place: Place, members: int, workspaces: int, groups: int) -> None:
    sizes = ("--members", str(members), "--workspaces", str(workspaces), "--groups", str(groups))

    organization = seeded(place, *sizes)

    assert len(organization.people()) == members
    assert len(organization.get("/me/workspaces")) == len(organization.said["workspace_ids"]) == workspaces
    assert len(organization.get(f"/organizations/{organization.id}/groups")) == groups
    assert len(organization.said["group_ids"]) == groups


def test_more_workspaces_than_an_organization_may_usually_have(place: Place) -> None:
    organization = seeded(place, "--members", "2", "--workspaces", "620", "--groups", "450")

    workspaces = [workspace["name"] for workspace in organization.get("/me/workspaces")]
    groups = [group["name"] for group in organization.get(f"/organizations/{organization.id}/groups")]
    assert organization.get(f"/organizations/{organization.id}")["max_workspaces"] == 620
    assert (len(set(workspaces)), len(set(groups))) == (620, 450)
    assert (len(organization.said["workspace_ids"]), len(organization.said["group_ids"])) == (100, 100)


def test_without_json_it_says_the_same_in_words(place: Place) -> None:
    said = in_place(place, "--members", "3", "--workspaces", "11", "--groups", "0")

    words = dict(line.split(maxsplit=1) for line in said.replace("API token", "token").splitlines() if line[:2] == "  ")
    me = place.service.http.ok("GET", "/me", as_=(words["E-mail"], words["Password"]))
    assert me["api_token"] == words["token"]
    assert words["Workspaces"].endswith(" and 1 more")
    assert words["Groups"] == "none"


def test_without_a_database_url_it_fills_the_data_directory_s_own(tmp_path: Path) -> None:
    done = run("--data-dir", str(tmp_path), "--members", "2", "--workspaces", "1", "--groups", "0", "--json")

    assert done.returncode == 0
    assert json.loads(done.stdout)["organization_id"] == 2000001
    assert not (tmp_path / "postgres/data/postmaster.pid").exists()


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--members", "0", "--members must be a whole number from 1 to 10000000, not '0'"),
        ("--members", "10000001", "--members must be a whole number from 1 to 10000000, not '10000001'"),
        ("--members", "many", "--members must be a whole number from 1 to 10000000, not 'many'"),
        ("--workspaces", "0", "--workspaces must be a whole number from 1 to 10000, not '0'"),
        ("--workspaces", "10001", "--workspaces must be a whole number from 1 to 10000, not '10001'"),
        ("--groups", "-1", "--groups must be a whole number from 0 to 100000, not '-1'"),
        ("--groups", "100001", "--groups must be a whole number from 0 to 100000, not '100001'"),
        ("--seed", "-1", "--seed must be a whole number from 0 to 9223372036854775807, not '-1'"),
        ("--database-url", "mysql://a:b@c/d", "--database-url must be a URL that starts with postgresql://"),
        ("--data-dir", __file__, f"--data-dir must be a folder, not {__file__!r}"),
        ("--config", "/none", "--config must be a file that can be read, not '/none'"),
    ],
)
def test_a_wrong_argument_is_one_line_that_names_it(
    capsys: pytest.CaptureFixture[str], option: str, value: str, said: str
) -> None:
    right = {"--members": "1", "--workspaces": "1", "--groups": "0"}

    with pytest.raises(SystemExit) as ended:
        main(["seed", *(word for pair in (right | {option: value}).items() for word in pair)])

    assert ended.value.code == 2
    assert capsys.readouterr().err == f"rollbook: {said}\n"


@pytest.mark.parametrize("missing", ["--members", "--workspaces", "--groups"])
def test_no_size_is_guessed(capsys: pytest.CaptureFixture[str], missing: str) -> None:
    sizes = [option for option in ("--members", "--workspaces", "--groups") if option != missing]

    with pytest.raises(SystemExit) as ended:
        main(["seed", *(word for option in sizes for word in (option, "1"))])

    assert ended.value.code == 2
    assert capsys.readouterr().err == f"rollbook: Missing option '{missing}'.\n"


def test_a_database_that_cannot_be_reached_is_one_line_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://me:hidden@127.0.0.1:1/none"

    done = run(
        *("--database-url", url, "--data-dir", str(tmp_path)), *("--members", "1", "--workspaces", "1", "--groups", "0")
    )

    assert done.returncode == 1
    assert done.stderr.startswith("rollbook: cannot connect to the database: ")
    assert done.stderr.count("\n") == 1
    assert "hidden" not in done.stderr
