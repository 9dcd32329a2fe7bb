"""What a walk needs to know of the operations on one kind of thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from support.making import Request
from support.world import World


@dataclass(frozen=True)
class Rule:
    """Whom an operation is for, by letter, and how everybody else is refused."""

    allowed: str
    text: str
    status: int = 403
    # What is said to some instead.
    but: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Somewhere in a request that an id stands: which kind of id, and the request with another id there."""

    operation: str
    label: str
    kind: str
    put: Callable[[Request, int], Request]


def in_body(operation: str, label: str, kind: str, body: Callable[[Any, int], Any]) -> Place:
    return Place(operation, label, kind, lambda request, number: replace(request, body=body(request.body, number)))


def in_query(operation: str, name: str, kind: str) -> Place:
    return Place(operation, f"?{name}", kind, lambda request, number: replace(request, query={name: str(number)}))


@dataclass(frozen=True)
class Walk:
    """The operations on one kind of thing, each by its name in the document of the API."""

    # A request that the owner may make, and that changes something where the operation does, every time anew.
    good: dict[str, Callable[[World, int], Request]] = field(default_factory=dict)
    # Whom those are for that name an organization or workspace; those for everybody with an account; for anybody.
    rules: dict[str, Rule] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    public: set[str] = field(default_factory=set)
    # Which of them name a workspace in the path; which of ``own`` and ``public`` have an id in it.
    of_a_workspace: set[str] = field(default_factory=set)
    more_with_ids: set[str] = field(default_factory=set)
    # Ids elsewhere than in the path; and of each new kind of id, one of the stranger's and one of nobody's.
    places: list[Place] = field(default_factory=list)
    foreign: dict[str, Callable[[World], int]] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)
    # Of each body its fields and their kinds: text, flag, id, number, object; a list of them with a star.
    bodies: dict[str, dict[str, str]] = field(default_factory=dict)
    # Who does without a body; whose body is a list; who calls a bad one "JSON is not valid".
    body_optional: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    workspace_json: set[str] = field(default_factory=set)
    # Whose body is a list of ids; its one field is an element.
    ids: set[str] = field(default_factory=set)
    # Who has a text of its own for a body that is missing.
    missing_bodies: dict[str, str] = field(default_factory=dict)
    # Changes of a good body that are refused, with the contract's text or with one of our own.
    refusals: list[tuple[str, Any, str]] = field(default_factory=list)
    refusals_in_own_words: list[tuple[str, Any]] = field(default_factory=list)
