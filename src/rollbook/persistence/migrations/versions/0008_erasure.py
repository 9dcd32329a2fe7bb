"""Lets the owner of the tables take a person's name out of the audit log."""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Makes the function, and lets it past what holds the log."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
