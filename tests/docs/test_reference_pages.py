"""The pages of the reference say of each method what the code says."""

from __future__ import annotations

import re

import pytest

import toggl
from support.reference import CLASSES, REFERENCE, head, methods, page_of, parameters, sections

# Described once for all methods.
EVERYWHERE = {"organization_id", "workspace_id"}
PAGES = {class_name: (REFERENCE / page_of(class_name)).read_text(encoding="utf-8") for class_name in CLASSES}


def home_of(name: str) -> str:
    """The class on whose page a method has its section: the one that it was written for."""
    method = getattr(getattr(toggl, methods()[name][0]), name)
    return method.__qualname__.partition(".")[0].replace("Operations", "Api")


def section(name: str) -> str:
    """The text under the heading of a method."""
    found = re.search(rf"^## {name}\n\n(.*?)(?=^## |\Z)", PAGES[home_of(name)], re.MULTILINE | re.DOTALL)
    assert found, f"{page_of(home_of(name))} has no section {name}"
    return found[1]


@pytest.mark.parametrize("name", sections())
def test_a_section_begins_with_the_call_and_whom_it_is_for(name: str) -> None:
    assert section(name).startswith(head(name, home_of(name)) + "\n\n")


@pytest.mark.parametrize("name", sections())
def test_a_section_explains_every_argument_and_has_an_example(name: str) -> None:
    text = section(name).removeprefix(head(name, home_of(name)))

    unexplained = [one for one in parameters(name, home_of(name)) if f"`{one}" not in text]
    assert set(unexplained) <= EVERYWHERE
    assert "```python\n" in text


@pytest.mark.parametrize("class_name", CLASSES)
def test_a_page_names_every_method_of_its_class(class_name: str) -> None:
    unnamed = [name for name, classes in methods().items() if class_name in classes and name not in PAGES[class_name]]

    assert unnamed == []


def test_the_reference_has_no_section_of_a_method_that_is_gone() -> None:
    headings = {name for text in PAGES.values() for name in re.findall(r"^## ([a-z_0-9]+)$", text, re.MULTILINE)}

    assert headings == set(sections())
