"""What signing in by password does: the work for each who tries, counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from rollbook.domain.account_changes import AccountChanges
from rollbook.domain.errors import TooManyAttempts, Unauthenticated, WrongCredentials
from rollbook.persistence.database import Connection, Database, Queries
from rollbook.services import housekeeping, profile, sign_in
from rollbook.services.installation import Installation
from rollbook.services.passwords import Judgement, Passwords, Who, recommended_hasher
from rollbook.services.sign_in import Target
from support.database import write
from support.making import fresh
from support.server import Service
from support.world import PASSWORD, World, address, sign_up

KEY = b"k" * 32


class CountedDatabase(Database):
    """How often it was asked."""

    trips = 0

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Queries]:
        self.trips += 1
        async with super().reading() as queries:
            yield queries

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        self.trips += 1
        async with super().transaction() as connection:
            yield connection


class CountedHasher(PasswordHasher):
    """How often it has verified and hashed, by cheap parameters."""

    def __init__(self, passes: int = 1) -> None:
        super().__init__(time_cost=passes, memory_cost=8, parallelism=1)
        self.verified = 0

    def verify(self, *args: Any) -> Any:
        self.verified += 1
        return super().verify(*args)


class Signing:
    """Signs in at an installation of its own, from an address of its own."""

    def __init__(self, database: CountedDatabase, hasher: PasswordHasher | None = None) -> None:
        self.database = database
        self.hasher = CountedHasher()
        passwords = Passwords(hasher or self.hasher)
        self.installation = Installation(database, KEY, "https://rollbook.example.com", passwords=passwords)
        self.target = Target(address=fresh("address"))

    async def by_password(self, email: str, password: str = PASSWORD) -> str:
        """What came of it."""
        try:
            await sign_in.by_password(self.installation, email, password, self.target)
        except (WrongCredentials, TooManyAttempts) as refusal:
            return type(refusal).__name__
        return "signed in"


@asynccontextmanager
async def opened(service: Service) -> AsyncIterator[CountedDatabase]:
    async with CountedDatabase(service.database_url, pool_size=3) as database:
        yield database


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


@pytest.fixture
def email(service: Service) -> str:
    """The address of somebody who has signed up just now."""
    return sign_up(service.http, "Simon Signing")[1]


def stored(rows: Any, email: str) -> dict[str, Any]:
    (row,) = rows(
        """
        SELECT p.password_hash, p.changed_at FROM account_passwords p JOIN accounts a ON a.id = p.account_id
         WHERE a.email = $1""",
        email,
    )
    return dict(row)


def test_a_token_is_one_trip_named_or_not_right_or_wrong(shared_world: World, rows) -> None:
    named = "rb_" + fresh("named").encode().hex()[:29].ljust(29, "x")
    rows(
        """INSERT INTO named_tokens (token_hash, account_id, name, last_used_at)
           VALUES (sha256($1::text::bytea), $2, 'Roster', now())""",
        named,
        shared_world.member.user_id,
    )

    async def work_of(database: CountedDatabase, token: str) -> tuple[int, int]:
        signing = Signing(database)
        database.trips = 0
        try:
            caller = await sign_in.by_token(signing.installation, token, signing.target)
        except WrongCredentials:
            return 0, database.trips
        return caller.identity.account_id, database.trips

    async def compare() -> list[tuple[int, int]]:
        async with opened(shared_world.service) as database:
            tokens = (shared_world.member.token, named, "rb_" + "y" * 29, "f" * 32)
            return [await work_of(database, token) for token in tokens]

    member = shared_world.member.user_id
    assert run(compare()) == [(member, 1), (member, 1), (0, 1), (0, 1)]


def test_known_and_unknown_addresses_are_the_same_work(shared_world: World, email: str) -> None:
    async def work_of(database: CountedDatabase, email: str, password: str) -> tuple[str, int, int]:
        signing = Signing(database)
        database.trips = 0
        outcome = await signing.by_password(email, password)
        return outcome, database.trips, signing.hasher.verified

    async def compare() -> list[tuple[str, int, int]]:
        async with opened(shared_world.service) as database:
            return [
                await work_of(database, email, "wrong password"),
                await work_of(database, "nobody@example.com", "wrong password"),
                await work_of(database, shared_world.invited.email, "wrong password"),
                await work_of(database, "nobody\0@example.com", "wrong password"),
                await work_of(database, "", ""),
            ]

    assert run(compare()) == [("WrongCredentials", 1, 1)] * 5


def test_a_wrong_password_that_is_too_long_is_looked_at_by_nobody(shared_world: World, email: str) -> None:
    async def verified() -> list[int]:
        async with opened(shared_world.service) as database:
            signing = Signing(database)
            for name in (email, "nobody@example.com"):
                assert await signing.by_password(name, "x" * 1025) == "WrongCredentials"
            return [signing.hasher.verified]

    assert run(verified()) == [0]


def test_who_has_to_wait_costs_no_verification(shared_world: World, email: str) -> None:
    async def verified() -> list[int]:
        async with opened(shared_world.service) as database:
            signing = Signing(database)
            outcomes = [await signing.by_password(email, f"wrong {number}") for number in range(15)]
            assert outcomes == ["WrongCredentials"] * 10 + ["TooManyAttempts"] * 5
            return [signing.hasher.verified, signing.installation.failed_sign_ins.counts["throttled"]]

    assert run(verified()) == [10, 5]


def test_a_right_password_is_one_trip_and_one_verification_and_then_one_trip(shared_world: World, email: str) -> None:
    async def work() -> list[tuple[int, int]]:
        async with opened(shared_world.service) as database:
            signing = Signing(database, hasher := CountedHasher())
            found = []
            for _ in range(3):
                database.trips, hasher.verified = 0, 0
                # What is done afterwards has not begun.
                assert await signing.by_password(email) == "signed in"
                found.append((database.trips, hasher.verified))
                await signing.installation.afterwards.done()
            return found

    assert run(work())[0] == (1, 1)
    assert run(work())[2] == (1, 0)


def test_right_passwords_are_no_guesses_however_many(shared_world: World, email: str) -> None:
    async def outcomes() -> set[str]:
        async with opened(shared_world.service) as database:
            found = set()
            place = Signing(database).target
            for _ in range(25):
                signing = Signing(database)
                signing.target = place
                found.add(await signing.by_password(email))
                await signing.installation.afterwards.done()
            return found

    assert run(outcomes()) == {"signed in"}


def test_each_refusal_is_counted_once_by_its_kind(shared_world: World, email: str) -> None:
    async def counts() -> dict[str, int]:
        async with opened(shared_world.service) as database:
            signing = Signing(database)
            for password in ("wrong", "wrong", "wrong again"):
                await signing.by_password(email, password)
            await signing.by_password(email)
            with pytest.raises(WrongCredentials):
                await sign_in.by_token(signing.installation, "0" * 32, signing.target)
            with pytest.raises(Unauthenticated):
                await sign_in.by_session(signing.installation, "nonsense", signing.target)
            return dict(signing.installation.failed_sign_ins.counts)

    assert run(counts()) == {"password": 3, "token": 1, "session": 1}


class Test_hashes:
    def test_are_argon2id_as_owasp_asks(self) -> None:
        parameters = extract_parameters(recommended_hasher().hash("any password"))

        assert parameters.type is Type.ID
        assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) >= (19 * 1024, 2, 1)
        assert (parameters.salt_len, parameters.hash_len) >= (16, 32)

    def test_are_renewed_at_the_next_good_sign_in_when_parameters_change(
        self, shared_world: World, email: str, rows: Any
    ) -> None:
        before = stored(rows, email)

        async def signed_in(*passwords: str) -> None:
            async with opened(shared_world.service) as database:
                signing = Signing(database, CountedHasher(passes=3))
                for password in passwords:
                    await signing.by_password(email, password)
                    await signing.installation.afterwards.done()

        run(signed_in("wrong password"))
        assert stored(rows, email) == before
        run(signed_in(PASSWORD, PASSWORD))
        after = stored(rows, email)

        assert extract_parameters(after["password_hash"]).time_cost == 3
        assert after["changed_at"] == before["changed_at"]
        run(signed_in(PASSWORD))
        assert stored(rows, email) == after

    def test_stay_where_parameters_did_not_change(self, shared_world: World, email: str, rows: Any) -> None:
        before = stored(rows, email)

        async def signed_in() -> None:
            async with opened(shared_world.service) as database:
                signing = Signing(database, recommended_hasher())
                assert await signing.by_password(email) == "signed in"
                await signing.installation.afterwards.done()

        run(signed_in())

        assert stored(rows, email) == before

    def test_are_not_renewed_over_another_password(self, shared_world: World, email: str, rows: Any) -> None:
        async def changed_meanwhile() -> None:
            async with opened(shared_world.service) as database:
                signing = Signing(database, CountedHasher(passes=3))
                assert await signing.by_password(email) == "signed in"
                sql = "UPDATE account_passwords SET password_hash = 'another' WHERE password_hash = $1"
                async with database.reading() as queries:
                    await queries.execute(sql, before["password_hash"])
                await signing.installation.afterwards.done()

        before = stored(rows, email)

        run(changed_meanwhile())

        assert stored(rows, email)["password_hash"] == "another"

    def test_that_are_renewed_end_no_request_that_is_under_way(self, shared_world: World, email: str) -> None:
        """Who begins a session with the password is asked once more whether it is good still."""

        async def renewed_meanwhile() -> str:
            async with opened(shared_world.service) as database:
                signing = Signing(database, CountedHasher(passes=3))
                caller = await sign_in.by_password(signing.installation, email, PASSWORD, signing.target)
                await signing.installation.afterwards.done()
                return (await profile.put_me(caller, AccountChanges(fullname="Simon Renewed"))).name

        assert run(renewed_meanwhile()) == "Simon Renewed"


class Test_what_is_remembered:
    HERE, THERE = Who("somebody@example.com", "127.0.0.1"), Who("somebody@example.com", "127.0.0.2")

    def passwords(self) -> Passwords:
        return Passwords(CountedHasher())

    def test_is_of_one_address_alone(self) -> None:
        passwords = self.passwords()

        passwords.remember(self.HERE, "word", Judgement("stored", right=True))

        assert passwords.judged(self.HERE, "word") == Judgement("stored", right=True)
        assert passwords.judged(self.HERE, "another") is None
        assert passwords.judged(self.THERE, "word") is None

    @pytest.mark.parametrize("right", [True, False])
    def test_is_what_came_of_it_last(self, *, right: bool) -> None:
        passwords = self.passwords()
        passwords.remember(self.HERE, "word", Judgement("earlier", right=not right))

        passwords.remember(self.HERE, "word", Judgement("later", right=right))

        assert passwords.judged(self.HERE, "word") == Judgement("later", right=right)

    def test_is_forgotten(self) -> None:
        passwords = self.passwords()
        passwords.remember(self.HERE, "word", Judgement("stored", right=True))

        passwords.forget(self.HERE)

        assert passwords.judged(self.HERE, "word") is None

    def test_is_not_pushed_out_by_guesses(self) -> None:
        passwords = self.passwords()
        passwords.remember(self.HERE, "word", Judgement("stored", right=True))

        for number in range(20_000):
            passwords.remember(self.HERE, f"wrong {number}", Judgement("stored", right=False))

        assert passwords.judged(self.HERE, "word") == Judgement("stored", right=True)
        assert passwords.judged(self.HERE, "wrong 1") is None
        assert passwords.judged(self.HERE, "wrong 19999") == Judgement("stored", right=False)


def test_the_hundred_and_first_address_pushes_out_the_one_that_was_used_longest_ago(
    shared_world: World, email: str, rows: Any
) -> None:
    async def sign_in_from_everywhere() -> None:
        async with opened(shared_world.service) as database:
            signing = Signing(database)
            for number in range(101):
                signing.target = Target(address=f"192.0.2.{number}")
                await signing.by_password(email)
                await signing.installation.afterwards.done()

    run(sign_in_from_everywhere())

    known = "SELECT s.used_at FROM sign_in_addresses s JOIN accounts a ON a.id = s.account_id WHERE a.email = $1"
    assert len(rows(known, email)) == 100


def test_what_says_nothing_any_more_is_deleted(shared_world: World, email: str, rows: Any) -> None:
    known = "SELECT s.used_at FROM sign_in_addresses s JOIN accounts a ON a.id = s.account_id WHERE a.email = $1"

    async def signed_in(name: str, password: str) -> None:
        async with opened(shared_world.service) as database:
            signing = Signing(database)
            await signing.by_password(name, password)
            await signing.installation.afterwards.done()

    async def tidied() -> None:
        async with opened(shared_world.service) as database:
            installation = Signing(database).installation
            # As two workers may.
            await asyncio.gather(*(housekeeping.delete_past_attempts(installation) for _ in range(2)))

    run(signed_in(email, PASSWORD))
    run(signed_in(address("nobody"), "wrong"))
    run(tidied())
    assert len(rows(known, email)) == 1
    write(
        shared_world.service,
        ("UPDATE sign_in_buckets SET empty_at = empty_at - interval '1 day'",),
        (
            "UPDATE sign_in_addresses SET used_at = used_at - $2::interval WHERE account_id = (SELECT id FROM accounts"
            " WHERE email = $1)",
            email,
            timedelta(days=181),
        ),
    )
    run(signed_in("kept@example.com", "wrong"))

    run(tidied())

    assert len(rows("SELECT bucket_hash FROM sign_in_buckets")) == 3
    assert rows(known, email) == []
