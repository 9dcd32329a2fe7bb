"""What `make check` lets a migration do while servers of the version before go on serving."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def refusal(tmp_path: Path, sql: str) -> str:
    """What the linter says of a migration, as `make check` runs it; empty where it may come."""
    migration = tmp_path / "0099_next.sql"
    migration.write_text(sql + "\n")
    command = [Path(sys.executable).with_name("squawk"), "--config", ROOT / ".squawk.toml", "--reporter", "gcc"]
    checked = subprocess.run([*command, migration], check=False, capture_output=True, text=True, timeout=60)
    assert checked.returncode == (1 if checked.stdout else 0), checked.stderr
    return checked.stdout


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("ALTER TABLE accounts DROP COLUMN name;", "ban-drop-column"),
        ("ALTER TABLE accounts RENAME COLUMN name TO called;", "renaming-column"),
        ("ALTER TABLE accounts ALTER COLUMN name TYPE varchar(80);", "changing-column-type"),
        ("ALTER TABLE accounts ADD COLUMN note text NOT NULL;", "adding-required-field"),
        ("ALTER TABLE accounts ALTER COLUMN name SET NOT NULL;", "adding-not-nullable-field"),
        ("ALTER TABLE accounts ADD CONSTRAINT named CHECK (name <> '');", "constraint-missing-not-valid"),
        ("ALTER TABLE accounts ADD CONSTRAINT one_name UNIQUE (name);", "disallowed-unique-constraint"),
        ("CREATE INDEX accounts_name ON accounts (name);", "require-concurrent-index-creation"),
        (
            "CREATE TABLE notes (id bigint PRIMARY KEY);\nCREATE INDEX CONCURRENTLY accounts_name ON accounts (name);",
            "ban-concurrent-index-creation-in-transaction",
        ),
        ("DROP INDEX accounts_name;", "require-concurrent-index-deletion"),
        ("DROP TABLE groups;", "ban-drop-table"),
        ("ALTER TABLE groups RENAME TO teams;", "renaming-table"),
    ],
)
def test_what_takes_away_or_locks_for_long_is_refused(tmp_path: Path, sql: str, rule: str) -> None:
    assert rule in refusal(tmp_path, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE accounts ADD COLUMN note text;",
        "ALTER TABLE accounts ADD COLUMN note text NOT NULL DEFAULT '';",
        "ALTER TABLE accounts ADD CONSTRAINT named CHECK (name <> '') NOT VALID;",
        "CREATE TABLE notes (id bigint PRIMARY KEY, text text NOT NULL);\nCREATE INDEX notes_text ON notes (text);",
        "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';",
    ],
)
def test_what_only_adds_may_come(tmp_path: Path, sql: str) -> None:
    assert refusal(tmp_path, sql) == ""
