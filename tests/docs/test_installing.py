"""What the page on installing says is what the unit for systemd does."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

from rollbook import settings
from support.pages import DOCS

UNIT = DOCS.parent / "packaging" / "rollbook.service"
PAGE = (DOCS / "operating" / "installing.md").read_text(encoding="utf-8")


def test_the_settings_of_the_page_are_taken_and_lead_to_the_directory_of_the_unit(tmp_path: Path) -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.read(UNIT)
    (shown,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    file = tmp_path / "rollbook.toml"
    file.write_text(shown, encoding="utf-8")

    read = settings.read({"config": str(file)}, {})

    assert read.data_dir == Path("/var/lib") / unit["Service"]["StateDirectory"]


def test_all_commands_of_the_page_read_the_file_that_the_unit_reads() -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.read(UNIT)
    program, _, arguments = unit["Service"]["ExecStart"].partition(" serve ")

    assert f"exec {program} doctor {arguments}" in PAGE
    assert f". {unit['Service']['EnvironmentFile'].removeprefix('-')};" in PAGE
