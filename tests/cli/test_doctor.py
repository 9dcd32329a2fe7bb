"""`rollbook doctor`: what is wrong is found, and nothing else."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
import trustme

from rollbook.persistence.migrations import newest
from rollbook.services.seeding import seed
from support.server import database

WELL = {"data directory", "disk", "database", "connections", "schema", "clock", "content", "mail"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with an organization in it."""
    with database(tmp_path_factory.mktemp("examined")) as made:
        asyncio.run(seed(made, b"k" * 32, members=20, workspaces=2, groups=2, seed=3))
        yield made


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "server"
    folder.mkdir(mode=0o700)
    return folder


def doctor(data_dir: Path, url: str, *options: str, **variables: str) -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit status, and of each subject its worst state and the text."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROLLBOOK_")}
    command = [sys.executable, "-m", "rollbook", "doctor", "--json", "--data-dir", str(data_dir)]
    done = subprocess.run(
        [*command, "--database-url", url, *options],
        env=environment | {f"ROLLBOOK_{name}": value for name, value in variables.items()},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout, done.stderr
    worst = sorted(json.loads(done.stdout), key=lambda finding: ("ok", "warning", "problem").index(finding["state"]))
    return done.returncode, {finding["subject"]: (finding["state"], finding["text"]) for finding in worst}


def execute(url: str, *statements: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())


def test_an_installation_that_is_well_has_nothing_but_good_lines(data_dir: Path, url: str):
    status, found = doctor(data_dir, url)

    assert {subject: state for subject, (state, _) in found.items()} == dict.fromkeys(WELL, "ok")
    assert found["schema"][1] == newest()
    assert status == 0


def test_lines_are_for_people_unless_json_is_asked_for(data_dir: Path, url: str):
    command = [sys.executable, "-m", "rollbook", "doctor", "--data-dir", str(data_dir), "--database-url", url]

    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert {line.split()[0] for line in done.stdout.splitlines()} == {"ok"}
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("break_it", "mend_it", "subject", "state", "said"),
    [
        (
            "UPDATE organization_user_counts SET number = number + 1",
            "UPDATE organization_user_counts SET number = number - 1",
            "content",
            "problem",
            "counts kept in organization_user_counts",
        ),
        (
            "UPDATE workspaces SET user_count = user_count + 1",
            "UPDATE workspaces SET user_count = user_count - 1",
            "content",
            "problem",
            "counts kept in workspaces",
        ),
        (
            "UPDATE organization_users SET role = 'admin' WHERE role = 'owner'",
            "UPDATE organization_users SET role = 'owner' WHERE paying",
            "content",
            "problem",
            "have no owner",
        ),
        (
            "UPDATE organizations SET version = version + 86400000000",
            "UPDATE organizations SET version = version - 86400000000",
            "clock",
            "problem",
            "the clock was set back",
        ),
        (
            "UPDATE alembic_version SET version_num = '9999'",
            f"UPDATE alembic_version SET version_num = '{newest()}'",
            "schema",
            "problem",
            "newer than this version of Rollbook",
        ),
        (
            "UPDATE alembic_version SET version_num = '0001'",
            f"UPDATE alembic_version SET version_num = '{newest()}'",
            "schema",
            "warning",
            "the next start brings it to",
        ),
    ],
    ids=["people", "workspaces", "owner", "clock", "newer schema", "older schema"],
)
def test_what_is_wrong_in_the_database_is_said(
    data_dir: Path, url: str, break_it: str, mend_it: str, subject: str, state: str, said: str
):
    execute(url, break_it)
    try:
        status, found = doctor(data_dir, url)
    finally:
        execute(url, mend_it)

    assert found[subject][0] == state
    assert said in found[subject][1]
    assert status == (1 if state == "problem" else 0)


def test_an_empty_database_is_filled_by_the_first_start(data_dir: Path, tmp_path: Path):
    with database(tmp_path) as empty:
        status, found = doctor(data_dir, empty)

    assert found["schema"] == ("warning", "the database is empty: the first start fills it")
    assert status == 0


def test_a_database_that_is_away_is_a_problem_and_the_rest_is_looked_at(data_dir: Path):
    status, found = doctor(data_dir, "postgresql://nobody@127.0.0.1:1/nothing")

    assert found["database"][0] == "problem"
    assert "cannot connect to the database" in found["database"][1]
    assert found["disk"][0] == "ok"
    assert status == 1


def test_more_workers_than_connections_are_a_problem(data_dir: Path, url: str):
    status, found = doctor(data_dir, url, WORKERS="512")

    assert found["connections"][0] == "problem"
    assert "max_connections" in found["connections"][1]
    assert status == 1


@pytest.mark.parametrize(
    ("mode", "file_mode", "state", "said"),
    [(0o700, 0o644, "problem", "others can read"), (0o755, 0o600, "warning", "others can look into")],
    ids=["the key", "the folder"],
)
def test_files_that_others_can_read_are_told_of(
    data_dir: Path, url: str, mode: int, file_mode: int, state: str, said: str
):
    key = data_dir / "secret.key"
    key.write_bytes(b"k" * 32)
    key.chmod(file_mode)
    data_dir.chmod(mode)

    _, found = doctor(data_dir, url)

    assert found["data directory"][0] == state
    assert said in found["data directory"][1]


@pytest.mark.parametrize(
    ("days", "name", "state", "said"),
    [
        (100, "rollbook.example.com", "ok", "good until"),
        (100, "*.example.com", "ok", "good until"),
        (5, "rollbook.example.com", "warning", "renew it"),
        (-1, "rollbook.example.com", "problem", "is good from"),
        (100, "other.example.com", "problem", "is not for rollbook.example.com"),
    ],
)
def test_a_certificate_has_to_be_good_for_a_while_and_for_the_name(
    data_dir: Path, url: str, tmp_path: Path, days: int, name: str, state: str, said: str
):
    issued = trustme.CA().issue_cert(name, not_after=datetime.now(UTC) + timedelta(days=days))
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    issued.cert_chain_pems[0].write_to_path(certificate)
    issued.private_key_pem.write_to_path(key)

    status, found = doctor(
        data_dir, url, TLS_CERT=str(certificate), TLS_KEY=str(key), PUBLIC_URL="https://rollbook.example.com"
    )

    assert found["certificate"][0] == state
    assert said in found["certificate"][1]
    assert status == (1 if state == "problem" else 0)


def test_a_mail_server_that_is_not_there_is_a_problem(data_dir: Path, url: str):
    mail = {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": "1", "MAIL_FROM": "rollbook@example.com"}

    status, found = doctor(data_dir, url, **mail)

    assert found["mail"][0] == "problem"
    assert "cannot connect to" in found["mail"][1]
    assert status == 1


def test_mails_that_wait_for_long_are_told_of_where_they_could_be_sent(data_dir: Path, url: str):
    mail = {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": "1", "MAIL_FROM": "rollbook@example.com"}
    execute(
        url,
        """
        INSERT INTO outgoing_messages (kind, account_id, created_at)
        SELECT 'email_changed', id, now() - interval '2 hours' FROM accounts LIMIT 1""",
    )
    try:
        _, found = doctor(data_dir, url)
        _, found_with_mail = doctor(data_dir, url, **mail)
    finally:
        execute(url, "DELETE FROM outgoing_messages")

    assert "waiting mails" not in found
    assert found_with_mail["waiting mails"][0] == "warning"
    assert found_with_mail["waiting mails"][1].startswith("1, the oldest since ")
