"""Lets pseudonyms, and nothing else, into the audit log."""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Makes the functions."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
