"""The version of an organization, by which others know whether what they kept of it is still true."""

from __future__ import annotations

import pytest

from support.database import write
from support.making import fresh
from support.world import World


def version(rows, world: World) -> int:
    (row,) = rows("SELECT version FROM organizations WHERE id = $1", world)
    return row["version"]


def change(world: World) -> None:
    path = f"/organizations/{world.organization_id}"
    world.http.ok("PUT", path, {"name": fresh("Organization")}, as_=world.owner)


def test_rises_with_every_change(world: World, rows) -> None:
    seen = [version(rows, world)]
    for _ in range(3):
        change(world)
        seen.append(version(rows, world))

    assert seen == sorted(set(seen))


@pytest.mark.parametrize("earlier", [1, 57])
def test_is_a_new_one_where_the_database_went_back_to_an_earlier_state(world: World, rows, earlier: int) -> None:
    change(world)
    before = version(rows, world)
    write(world.service, ("UPDATE organizations SET version = $2 WHERE id = $1", world.organization_id, earlier))

    change(world)

    assert version(rows, world) > before


def test_rises_where_the_clock_went_back(world: World, rows) -> None:
    ahead = version(rows, world) + 10**12
    write(world.service, ("UPDATE organizations SET version = $2 WHERE id = $1", world.organization_id, ahead))

    change(world)

    assert version(rows, world) == ahead + 1


def test_an_organization_that_was_just_made_has_no_version_of_an_earlier_one(world: World, rows) -> None:
    (first,) = rows("SELECT version, created_at FROM organizations WHERE id = $1", world.foreign_organization_id)

    assert first["version"] >= int(first["created_at"].timestamp()) * 1_000_000
