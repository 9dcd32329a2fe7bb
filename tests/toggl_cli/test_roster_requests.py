"""How many requests a roster costs, and what is said where they do not suffice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

import toggl
from support.server import Service, running
from support.world import sign_up
from toggl import roster
from toggl.transport import Request

PEOPLE = 500
QUOTA = 30


@pytest.fixture
def sent() -> list[Request]:
    return []


@pytest.fixture
def client(world, sent) -> Iterator[toggl.ApiClient]:
    """The client of the owner, which remembers what it sent."""
    configuration = toggl.Configuration(
        host=world.service.api_url,
        username=world.owner.token,
        password="api_token",
        ssl_ca_cert=str(world.service.authority),
        before_request=[sent.append],
    )
    with toggl.ApiClient(configuration) as client:
        yield client


def many(fields: str) -> roster.Roster:
    rows = "".join(f"- {{email: person{number}@example.com, {fields}}}\n" for number in range(PEOPLE))
    return roster.read(f"people:\n{rows}")


class Test_read_state:
    def test_costs_a_request_for_each_thousand_people_and_a_few_more(self, world, client, sent):
        roster.read_state(client, world.organization_id)

        # One workspace has a group in it, and somebody who may be there through that group alone.
        assert Counter(request.operation for request in sent) == {
            "get_organization_users": 1,
            "get_organization_groups": 1,
            "get_me": 1,
            "get_workspaces": 1,
            "get_workspace_workspace_users": 1,
        }

    def test_tells_how_far_it_is(self, world, client):
        heard = []

        roster.read_state(client, world.organization_id, progress=lambda done, total: heard.append((done, total)))

        assert heard == [(8, 8)]


class Test_apply:
    def test_five_hundred_people_are_invited_and_removed_in_few_requests(self, world, client, sent):
        state = roster.read_state(client, world.organization_id)
        plan = roster.make_plan(many("workspaces: {Other: user}, groups: [Crew]"), state)
        sent.clear()

        done = list(roster.apply(client, plan))
        invited = roster.read_state(client, world.organization_id)
        staff = roster.Roster(roster.roster_of(state))
        removal = roster.make_plan(staff, invited, remove_missing=True)
        list(roster.apply(client, removal))

        writes = Counter(request.operation for request in sent if request.method != "GET")
        assert writes == {"post_organization_invitation": 5, "patch_organization_users": 1}
        assert (plan.totals.requests, len(done), plan.totals.invited) == (5, 5, PEOPLE)
        assert (removal.totals.requests, removal.totals.removed) == (1, PEOPLE)
        assert len(world.people()) == len(state.members)

    def test_takes_as_many_requests_as_the_plan_says(self, world, client, sent):
        wanted = roster.read(
            "people:\n"
            f"- {{email: {world.outside.email}, role: admin, workspaces: {{}}}}\n"
            f"- {{email: {world.member.email}, state: inactive, groups: []}}\n"
            "- {email: one@example.com, role: admin, workspaces: {Other: user}}\n"
        )
        plan = roster.make_plan(wanted, roster.read_state(client, world.organization_id))
        sent.clear()

        list(roster.apply(client, plan))

        assert len(sent) == plan.totals.requests == 6

    def test_sends_nothing_of_a_plan_with_refusals(self, world, client, sent):
        wanted = roster.read(
            f"people:\n- {{email: {world.owner.email}, state: inactive}}\n"
            f"- {{email: {world.member.email}, role: admin}}\n"
        )
        plan = roster.make_plan(wanted, roster.read_state(client, world.organization_id))
        sent.clear()

        with pytest.raises(roster.RosterError):
            roster.apply(client, plan)

        assert sent == []


@pytest.fixture(scope="module")
def metered(tmp_path_factory) -> Iterator[Service]:
    """A service that counts requests by the hour."""
    with running(tmp_path_factory.mktemp("metered"), "--quota", str(QUOTA)) as started:
        yield started


class Test_plan:
    def test_warns_when_the_quota_does_not_suffice(self, metered, run_as, tmp_path):
        _, _, token = sign_up(metered.http, "Olivia Owner")
        (workspace,) = metered.http.ok("GET", "/me/workspaces", as_=(token, "api_token"))
        # Who is invited becomes an admin in a request of their own.
        fields = {"role": "admin", "workspaces": {workspace["name"]: "user"}}
        people = tuple(roster.Person(email=f"person{number}@example.com", **fields) for number in range(QUOTA))
        file = tmp_path / "people.yaml"
        file.write_text(roster.write(people))

        ran = run_as(metered, token)("roster", "plan", str(file))

        assert ran.code == 0
        assert "30 to invite, 0 to change, 0 to remove, 0 as they are; 32 requests." in ran.out
        assert f"requests left of the quota of {QUOTA}.\nWarning: that is not enough." in ran.err
