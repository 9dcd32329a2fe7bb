"""What becomes of a request whose answer is lost on the way, with the real client and the real service."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

import toggl
from support.relay import Relay, relay_to
from support.server import Service
from support.world import World
from toggl import aio


@pytest.fixture
def relay(service: Service) -> Iterator[Relay]:
    with relay_to(service.api_url) as relay:
        yield relay


@pytest.fixture
def configuration(relay: Relay, world: World) -> toggl.Configuration:
    """The owner's, over the relay; each request is tried again at once."""
    return toggl.Configuration(
        host=relay.url,
        username=world.owner.token,
        password="api_token",
        ssl_ca_cert=str(world.service.authority),
        retries=toggl.Retries(first_pause=0),
    )


@pytest.fixture
def organizations(configuration: toggl.Configuration) -> Iterator[toggl.OrganizationsApi]:
    """Signed in, over a connection that is open already."""
    with toggl.ApiClient(configuration) as client:
        toggl.MeApi(client).get_me_id()
        yield toggl.OrganizationsApi(client)


def groups_of(organizations: toggl.OrganizationsApi, world: World) -> list[str | None]:
    return [group.name for group in organizations.get_organization_groups(world.organization_id)]


def test_a_read_is_asked_again(organizations, relay, world):
    relay.lose_answer()

    people = organizations.get_organization_users(world.organization_id)

    assert people
    assert relay.lost == 1


def test_a_write_without_a_key_is_carried_out_and_an_error(organizations, relay, world):
    relay.lose_answer()

    with pytest.raises(toggl.NetworkError):
        organizations.post_organization_group(world.organization_id, {"name": "Night shift"})

    assert groups_of(organizations, world).count("Night shift") == 1


def test_a_write_with_a_key_is_carried_out_once_and_answered(organizations, relay, world):
    relay.lose_answer()

    group = organizations.post_organization_group(
        world.organization_id, {"name": "Night shift"}, _idempotency_key="night"
    )

    assert (group.name, relay.lost) == ("Night shift", 1)
    assert groups_of(organizations, world).count("Night shift") == 1


def test_awaited_a_write_with_a_key_is_carried_out_once_and_answered(configuration, organizations, relay, world):
    async def make() -> toggl.GroupOrganizationGroupResponse:
        async with aio.ApiClient(configuration) as client:
            await aio.MeApi(client).get_me_id()
            relay.lose_answer()
            groups = aio.OrganizationsApi(client)
            return await groups.post_organization_group(
                world.organization_id, {"name": "Night shift"}, _idempotency_key="night"
            )

    assert asyncio.run(make()).name == "Night shift"

    assert relay.lost == 1
    assert groups_of(organizations, world).count("Night shift") == 1


def test_a_write_with_a_key_is_lost_once_more_by_a_program_that_starts_again(configuration, relay, world):
    for _ in range(2):
        with toggl.ApiClient(configuration) as client:
            toggl.MeApi(client).get_me_id()
            relay.lose_answer()
            organization = toggl.OrganizationsApi(client).post_organization(
                {"name": "North", "workspace_name": "Docks"}, _idempotency_key="first-day"
            )

    with toggl.ApiClient(configuration) as client:
        made = [one.id for one in toggl.MeApi(client).get_organizations() if one.name == "North"]

    assert made == [organization.id]
