"""What lists need to cost the same in an organization of any size."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds what lists are sorted and counted by, and what tells that they have changed."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
