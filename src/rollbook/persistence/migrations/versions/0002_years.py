"""What an organization needs to be run for years: ownership, preferences, avatars, sessions, mail, audit, quotas."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the tables and columns."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
