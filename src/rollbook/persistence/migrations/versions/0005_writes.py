"""Writers enter an organization by one call, and its version never repeats."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the functions, and gives new organizations their first version by the clock."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
