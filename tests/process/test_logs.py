"""What is written to the log, and what never is."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from rollbook.process.logs import redact

PROGRAM = """
import logging, structlog
from rollbook.process import logs
logs.configure("json", "info")
structlog.contextvars.bind_contextvars(request_id="r1")
structlog.get_logger("ours").info("stored %s", "it", password="hidden1", url="postgresql://a:hidden2@b/c")
logging.getLogger("theirs").warning("cannot reach %s", "postgresql://a:hidden3@b/c", extra={"token": "hidden4"})
logging.getLogger("alembic").info("not worth a line")
try:
    raise ValueError("https://h/?token=hidden5")
except ValueError:
    structlog.get_logger().exception("failed")
"""


def test_both_kinds_of_loggers_write_the_same_lines_without_secrets() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)

    ours, theirs, failed = [json.loads(line) for line in done.stderr.splitlines()]
    assert "hidden" not in done.stderr
    assert (ours["event"], ours["level"], ours["logger"], ours["request_id"]) == ("stored it", "info", "ours", "r1")
    assert (theirs["event"], theirs["request_id"]) == ("cannot reach postgresql://a:***@b/c", "r1")
    assert "ValueError" in failed["exception"]


@pytest.mark.parametrize(
    "key",
    [
        "password",
        "api_token",
        "Authorization",
        "set-cookie",
        "code",
        "reset_code",
        "SECRET_KEY",
        "token_hash",
        "apiKey",
    ],
)
def test_secret_names_are_blotted_out_at_any_depth(key: str) -> None:
    assert redact(None, "", {"body": [{key: "hidden"}]}) == {"body": [{key: "***"}]}


@pytest.mark.parametrize("key", ["status_code", "event", "path", "error_code", "language_codes"])
def test_other_names_are_kept(key: str) -> None:
    assert redact(None, "", {key: "kept"}) == {key: "kept"}
