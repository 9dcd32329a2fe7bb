"""Writes docs/operations.md from the code: what the document of the API publishes, and who may do it.

`python scripts/operations.py` writes the file; with `--check` it says whether the file is what it would write.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rollbook.api.app import API_PATH, document_of_the_api
from rollbook.domain.actors import ActorKind
from rollbook.domain.permissions import PERMISSIONS

PAGE = Path(__file__).parent.parent / "docs" / "operations.md"
LETTERS = {
    ActorKind.OWNER: "O",
    ActorKind.ADMIN: "A",
    ActorKind.WORKSPACE_ADMIN: "W",
    ActorKind.WORKSPACE_MEMBER: "M",
    ActorKind.MEMBER: "X",
}
HEAD = f"""# Operations

Generated from the code by `make docs`; `make check` holds it to the code. Paths are below `{API_PATH}`.
The same with all types, to try out: `/docs` of a running service.

Who may: **O** owner, **A** admin of the organization, **W** admin of the workspace (of any of the organization's, where
the path names none), **M** another active member of the workspace, **X** an active member of the organization outside
the workspace. *own*: everybody with an account, about themselves or by a rule of its own (the text says which).
*public*: no sign-in.

Any operation may answer 503 `Service Unavailable` and 429 `Too Many Requests`, with `Retry-After`; one that is not
public 401, with an empty body, 403 `Incorrect username and/or password`, and, where there are quotas, 402
`The hourly limit of requests is used up.`; one with a body 413 `Request Entity Too Large` and 408 `Request Timeout`.
"""
# Said once above.
ANYWHERE = {"401", "402", "408", "413", "429", "503"}


def page() -> str:
    """The whole file."""
    return "\n".join([HEAD, *_sections()])


def _sections() -> Iterator[str]:
    document = document_of_the_api()
    by_tag: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}  # Any: JSON.
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            place = (path.removeprefix(API_PATH), method.upper(), operation)
            by_tag.setdefault(operation["tags"][0], []).append(place)
    for tag in sorted(by_tag):
        yield f"## {tag}\n"
        for path, method, operation in sorted(by_tag[tag], key=lambda place: place[:2]):
            yield from _operation(document["components"]["schemas"], path, method, operation)


def _operation(
    schemas: dict[str, Any],  # Any: JSON.
    path: str,
    method: str,
    operation: dict[str, Any],
) -> Iterator[str]:
    yield f"### `{method} {path}`\n"
    yield f"{operation['description']} (`{operation['operationId']}`; {_who(operation)})\n"
    for parameter in operation.get("parameters", []):
        if parameter["in"] != "path":
            yield f"* `{parameter['name']}`: {parameter.get('description') or parameter['in']}"
    if "requestBody" in operation:
        yield f"* body: {_body(schemas, operation['requestBody'])}"
    yield from (
        f"* {status}: {response['description']}"
        for status, response in sorted(operation["responses"].items())
        if int(status) >= 400 and status not in ANYWHERE  # noqa: PLR2004 - refusals.
    )
    yield ""


def _body(schemas: dict[str, Any], body: dict[str, Any]) -> str:  # Any: JSON.
    (media, content), *_ = body["content"].items()
    schema = content["schema"]
    parts = [schema, schema.get("items", {}), *schema.get("oneOf", [])]
    fields = [field for part in parts if "$ref" in part for field in _fields(schemas, part["$ref"])]
    named = ", ".join(f"`{field}`" for field in fields) or f"`{media}`"
    return f"a list of {named}" if schema.get("type") == "array" else named


def _fields(schemas: dict[str, Any], reference: str) -> Iterator[str]:  # Any: JSON.
    yield from schemas[reference.rpartition("/")[2]]["properties"]


def _who(operation: dict[str, Any]) -> str:  # Any: JSON.
    if operation.get("security") == [{}]:
        return "public"
    permission = PERMISSIONS.get(operation["operationId"])
    if permission is None:
        return "own"
    return " ".join(letter for kind, letter in LETTERS.items() if kind in permission.allowed)


def main(arguments: list[str]) -> int:
    """The exit status: 1 where the file is not what it should be, with --check."""
    if "--check" not in arguments:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") != page():
        sys.stderr.write("docs/operations.md is not what the code says; run: make docs\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
