"""Answers to writes that came with an Idempotency-Key."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the table, and the function that reads it."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
