"""What the code says of each operation, as the pages of the reference begin its section."""

from __future__ import annotations

import inspect
import re
from typing import Any

import toggl
from support.pages import DOCS

REFERENCE = DOCS / "client" / "reference"
CLASSES: tuple[str, ...] = tuple(name for name in toggl.__all__ if name.endswith("Api"))
# By the letters of docs/operations.md.
WHO = {
    "O A": "the owner and admins",
    "O A W": "the owner, admins and admins of the workspace",
    "O A W M": "the owner, admins and members of the workspace",
    "O A W M X": "everybody in the organization",
    "own": "everybody with an account",
    "public": "everybody, signed in or not",
}
# How the methods begin that turn the pages of another.
ALL_PAGES = "iter_"
GIVES: dict[Any, str] = {None: "nothing", object: "`list` or `str`"}
# A second name of an operation.
SECOND_NAMES = {"get_workspaces_0": "get_workspaces"}


def methods() -> dict[str, list[str]]:
    """Of each method, but for the twins, the classes that have it, in the order of their names."""
    found: dict[str, list[str]] = {}
    for class_name in CLASSES:
        for name, method in inspect.getmembers(getattr(toggl, class_name), callable):
            if hasattr(method, "operation") and not name.endswith("_with_http_info"):
                found.setdefault(name, []).append(class_name)
    return found


def sections() -> list[str]:
    """The methods that have a section: those of all pages at once stand in the section of the page's."""
    return [name for name in methods() if not name.startswith(ALL_PAGES)]


def page_of(class_name: str) -> str:
    """The name of a class's page: ``OrganizationsOwnerApi`` has ``organizations-owner.md``."""
    return re.sub(r"(?<=.)([A-Z])", r"-\1", class_name.removesuffix("Api")).lower() + ".md"


def head(name: str, class_name: str) -> str:
    """The lines under the heading of an operation on the page of that class: how it is called, and by whom."""
    operation = getattr(getattr(toggl, class_name), name).operation
    lines = [f"* `{name}({_arguments(operation.signature)})` gives {_gives(operation.returns)}"]
    all_pages = name.replace("get_", ALL_PAGES, 1)
    if all_pages != name and all_pages in methods():
        lines.append(f"* `{all_pages}`, with the same arguments, goes through [all pages](../paging.md)")
    lines.append(f"* `{operation.method} {operation.path}`, for {_who(name, operation.path)}")
    others = [f"`{other}`" for other in methods()[name] if other != class_name]
    if others:
        lines.append(f"* also in {', '.join(others)}")
    return "\n".join(lines)


def parameters(name: str, class_name: str) -> list[str]:
    """The names of a method's own arguments."""
    signature = getattr(getattr(toggl, class_name), name).operation.signature
    return [parameter for parameter in signature.parameters if parameter != "options"]


def _arguments(signature: inspect.Signature) -> str:
    words: list[str] = []
    for parameter in signature.parameters.values():
        by_name = parameter.kind is parameter.KEYWORD_ONLY
        if by_name and "*" not in words:
            words.append("*")
        if parameter.kind is not parameter.VAR_KEYWORD:
            optional = not by_name and parameter.default is not parameter.empty
            words.append(f"{parameter.name}=None" if optional else parameter.name)
    return ", ".join(words)


def _gives(returns: Any) -> str:
    if returns in GIVES:
        return GIVES[returns]
    written = returns.__name__ if isinstance(returns, type) and not hasattr(returns, "__args__") else str(returns)
    return f"`{re.sub(r'toggl[.]models[.][a-z_0-9]+[.]', '', written)}`"


def _who(name: str, path: str) -> str:
    operations = (DOCS / "operations.md").read_text(encoding="utf-8")
    found = re.search(rf"\(`{SECOND_NAMES.get(name, name)}`; ([^)]+)\)", operations)
    assert found, name
    who = WHO[found[1]]
    return who if "{workspace_id}" in path else who.replace("the workspace", "one of its workspaces")
