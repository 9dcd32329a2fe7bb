"""Tokens that people make for their programs, each with a name."""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Makes the table."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
