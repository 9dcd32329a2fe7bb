"""What the pages of the documentation show as examples runs, and prints what they say."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from support import pages
from support.pages import DOCS, RUN, Example
from support.reference import methods
from support.world import World

# The other guide pages are run where they say so.
ALWAYS_RUN = {"quick-start.md", "migration.md"}


@pytest.mark.parametrize("page", pages.pages(), ids=lambda page: page.relative_to(DOCS).as_posix())
def test_a_page_prints_what_it_shows(world: World, page: Path, tmp_path: Path) -> None:
    printed = pages.run(page, world, tmp_path)

    different = [
        f"{page.relative_to(DOCS)}:{example.line} prints\n{said}"
        for example, said in zip(pages.examples(page), printed, strict=True)
        if not pages.fits(example.shown, said)
    ]
    assert not different, "\n".join(different)


def test_every_method_of_the_client_is_called_in_the_reference() -> None:
    sources = [example.source for page in pages.pages("client/reference") for example in pages.examples(page)]
    called = {
        node.func.attr
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }

    assert sorted(set(methods()) - called) == []


def test_the_guides_with_which_people_begin_are_run() -> None:
    run = {page.name for page in pages.pages("client") if page.parent == DOCS / "client"}

    assert run >= ALWAYS_RUN


PAGE = f"""\
{RUN}

```python
print("one")
```

```text
o...
```

<!-- not run: it needs what nobody has. -->

```python
unknown()
```

Some text.

```python
two = 2
```

Text between.

```text
not its output
```
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.md"
    path.write_text(PAGE)
    return path


def test_an_example_is_a_block_with_what_it_prints_right_below(page: Path) -> None:
    found = pages.examples(page)

    assert found == [Example(4, 'print("one")\n', "o...\n"), Example(20, "two = 2\n", "")]


def test_a_program_has_the_lines_of_its_page(page: Path) -> None:
    lines = pages.program(page).splitlines()

    assert (lines[3], lines[19]) == ('print("one")', "two = 2")
    assert "unknown()" not in lines


def test_an_example_that_prints_something_else_does_not_fit() -> None:
    fits = [pages.fits("o...\n", printed) for printed in ("one\n", "two\n", "", "one\ntwo\n")]

    assert fits == [True, False, False, True]
    assert not pages.fits("", "something\n")
