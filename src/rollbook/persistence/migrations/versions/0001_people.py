"""The people surface: accounts, organizations, workspaces, groups, invitations, rates, audit log, messages."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the first tables."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
