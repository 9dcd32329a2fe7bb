"""The site that is built of the pages works without a network."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.pages import DOCS

# What a browser fetches by itself; a link is followed by people.
_FETCHED = re.compile(
    r"""<(?:script|img|iframe|source|link)\b[^>]*?\b(?:src|href|srcset)=["']?((?:https?:)?//[^"' >]+)"""
)
_IMPORTED = re.compile(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^"')]+)""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "--quiet", "--doctree-dir", folder / "doctrees", DOCS, folder / "html"]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    return folder / "html"


def read(site: Path, kind: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in site.rglob(f"*.{kind}"))


def test_a_page_fetches_nothing_from_elsewhere(site: Path) -> None:
    pages, styles = read(site, "html"), read(site, "css")

    assert "<title>" in pages
    assert _FETCHED.findall(pages) == []
    assert _IMPORTED.findall(styles) == []


def test_what_a_page_prints_stands_right_below_the_example(site: Path) -> None:
    """By classes of the theme, which the site's own style sheet counts on."""
    page = (site / "client" / "quick-start.html").read_text(encoding="utf-8")

    assert re.search(r'</div>\s*<div class="highlight-text notranslate">', page)
    assert "rollbook.css" in page
