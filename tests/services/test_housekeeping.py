"""What is deleted when nobody needs it any more, and what stays."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from rollbook.persistence.database import Database
from rollbook.services import housekeeping
from rollbook.services.installation import Installation
from support.ownership import ask, entries, let_pass
from support.world import PASSWORD, World


@pytest.fixture
def keep_house(world: World) -> Callable[[Callable[[Installation], Awaitable[None]]], None]:
    """Takes one step in the service's database, twice at the same time, as workers may."""

    def kept(step: Callable[[Installation], Awaitable[None]]) -> None:
        async def both() -> None:
            async with Database(world.service.database_url) as database:
                installation = Installation(database, b"k" * 32, public_url="https://rollbook.example.com")
                await asyncio.gather(step(installation), step(installation))

        asyncio.run(both())

    return kept


def test_dead_sessions_go_and_living_ones_stay(world: World, rows, keep_house) -> None:
    for _ in range(2):
        world.http("POST", "/me/sessions", as_=(world.member.email, PASSWORD))
    mine = "SELECT id FROM sessions WHERE account_id = $1 ORDER BY id"
    dead, living = rows(mine, world.member.user_id)
    rows("UPDATE sessions SET expires_at = now() WHERE id = $1", dead["id"])

    keep_house(housekeeping.delete_dead_sessions)

    assert rows(mine, world.member.user_id) == [living]


def test_ended_reset_links_go_and_living_ones_stay(world: World, rows, keep_house) -> None:
    for person in (world.member, world.outside):
        world.http.ok("POST", "/me/lost_passwords", {"email": person.email})
    rows("UPDATE password_resets SET expires_at = now() WHERE account_id = $1", world.member.user_id)

    keep_house(housekeeping.delete_ended_reset_links)

    left = "SELECT account_id FROM password_resets WHERE account_id IN ($1, $2)"
    assert rows(left, world.member.user_id, world.outside.user_id) == [{"account_id": world.outside.user_id}]


@pytest.mark.parametrize(("days", "left"), [("31", 0), ("29", 1), (None, 1)])
def test_named_tokens_stay_for_30_days_after_their_end(
    world: World, rows, keep_house, days: str | None, left: int
) -> None:
    mine = "SELECT id FROM named_tokens WHERE account_id = $1"
    rows(
        """INSERT INTO named_tokens (token_hash, account_id, name, ends_at)
           VALUES (sha256(random()::text::bytea), $1, 'Roster', now() - $2::text::int * interval '1 day')""",
        world.member.user_id,
        days,
    )

    keep_house(housekeeping.delete_ended_tokens)

    assert len(rows(mine, world.member.user_id)) == left


@pytest.mark.parametrize("end", ["sent_at", "given_up_at", "created_at"])
@pytest.mark.parametrize(("days", "left"), [(91, 0), (89, 1)])
def test_messages_stay_for_90_days(world: World, rows, keep_house, end: str, days: int, left: int) -> None:
    mine = "SELECT id FROM outgoing_messages WHERE account_id = $1"
    rows(
        f"UPDATE outgoing_messages SET {end} = now() - make_interval(days => $2) WHERE account_id = $1",
        world.invited.user_id,
        days,
    )

    keep_house(housekeeping.delete_old_messages)

    assert len(rows(mine, world.invited.user_id)) == left


def test_transfers_that_have_run_out_are_settled_once_and_others_stay_open(world: World, rows, keep_house) -> None:
    transfer = ask(world, world.admin)
    keep_house(housekeeping.end_expired_transfers)
    state = "SELECT outcome, finished_at = expires_at AS in_time FROM ownership_transfers WHERE organization_id = $1"
    before = rows(state, world)
    let_pass(world, transfer)

    keep_house(housekeeping.end_expired_transfers)

    assert before == [{"outcome": None, "in_time": None}]
    assert rows(state, world) == [{"outcome": "expired", "in_time": True}]
    assert [one["after"] for one in entries(rows, world, "ownership_transfer")][1:] == [{"outcome": "expired"}]


@pytest.mark.parametrize(("minutes", "left"), [(24 * 60, 0), (24 * 60 - 1, 1)])
def test_answers_to_be_repeated_stay_for_a_day(world: World, rows, keep_house, minutes: int, left: int) -> None:
    headers = {"Idempotency-Key": "kept"}
    world.http("PUT", "/me", {"beginning_of_week": 0}, as_=world.member, headers=headers)
    age = "UPDATE kept_answers SET created_at = now() - make_interval(mins => $2) WHERE account_id = $1"
    rows(age, world.member.user_id, minutes)

    keep_house(housekeeping.delete_old_answers)

    assert len(rows("SELECT 1 FROM kept_answers WHERE account_id = $1", world.member.user_id)) == left
