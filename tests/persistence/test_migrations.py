"""What of the migrations is known without Alembic."""

from __future__ import annotations

import subprocess
import sys

from rollbook.persistence import migrations
from rollbook.persistence.migrations import scripts


def test_the_newest_revision_is_the_one_that_alembic_takes_for_it() -> None:
    assert migrations.newest() == scripts.newest()


def test_what_a_server_imports_has_no_alembic_in_it() -> None:
    program = "import sys, rollbook.bootstrap; print('alembic' in sys.modules, 'sqlalchemy' in sys.modules)"

    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert printed.split() == ["False", "False"]
