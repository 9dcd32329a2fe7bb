"""What each change writes beside the change itself, made less."""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Changes how pages are filled, an index, and what is done when people are gone."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
