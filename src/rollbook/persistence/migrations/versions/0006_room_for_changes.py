"""Leaves room in the pages of accounts for what changes in them."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Changes how pages are filled from now on."""
    # Each change of somebody's access is written there, and in a full page it moves the row: three indexes are then
    # written too, and the log gets a whole page of each.
    op.execute("ALTER TABLE accounts SET (fillfactor = 90)")
