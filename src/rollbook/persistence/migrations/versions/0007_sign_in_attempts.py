"""How often somebody tried to sign in, and from where people do."""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Makes the tables, and the functions that count in them."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
