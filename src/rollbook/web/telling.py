"""What a sentence about an entry of the audit log is made of: who did it, to what, where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from markupsafe import Markup

from rollbook.domain.audit_references import NAMED_AT_MOST, Entry, NameKind, Names, kind_of, numbers_in

# So many are called by their names in a sentence; more are counted.
_NAMED = 3

# What many things of a kind are called.
_PLURALS = {
    "account": "people",
    "group": "groups",
    "invitation": "people",
    "organization": "organizations",
    "organization_user": "people",
    "ownership_transfer": "handings over",
    "rate": "people",
    "session": "sessions",
    "workspace": "workspaces",
    "workspace_user": "people",
}
_THINGS = {"group": Markup("the group {}"), "workspace": Markup("the workspace {}")}
_GONE: Mapping[str, str] = {
    "account": "somebody who has left",
    "organization_user": "somebody who has left",
    "workspace_user": "somebody who has left",
    "group": "a group that was deleted",
    "workspace": "a workspace that was deleted",
}


def name(text: object) -> Markup:
    """A name, set apart from the words around it in whichever direction it is written."""
    return Markup("<bdi>{}</bdi>").format(text)


def listed(parts: Sequence[Markup]) -> Markup:
    """The parts as they are listed in a sentence: ``one, another and a third``."""
    return Markup(" and ").join([Markup(", ").join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _called(names: Names, kind: NameKind, number: int) -> Markup:
    known = names.of(kind, number)
    return Markup("{} (number {})").format(_GONE[kind], number) if known is None else name(known)


@dataclass(frozen=True, slots=True)
class Told:
    """An entry that a sentence is about, or one of many that are alike: about ``things`` things.

    ``came`` and ``went`` are how many people came into the thing and went, in all; 0 where the entry alone tells.
    ``actors`` are how many people did it, each for themselves.
    """

    entry: Entry
    names: Names
    things: int = 1
    came: int = 0
    went: int = 0
    actors: int = 1
    # Whether these numbers are all there is.
    is_whole: bool = True
    # Whether the thing was named already.
    again: bool = False

    def say(self, text: str, *values: object) -> Markup:
        """The text with the values in it; ``{it}``, ``{where}`` and ``{workspace}`` are the entry's."""
        # Of texts that stand in the program alone; what people wrote is among the values.
        return Markup(text).format(  # noqa: S704
            *values, it=self.pronoun if self.again else self.thing, where=self.where, workspace=self.workspace
        )

    def of(self, what: str) -> Markup:
        """Something of the thing's: ``the rate of Mia``, and ``their rate`` where it was named already."""
        return Markup("{} {}").format(self.possessive, what) if self.again else self.say("the {} of {it}", what)

    def then(self, is_named: bool) -> "Told":
        """The same, with the thing named already where ``is_named``."""
        return replace(self, again=self.again or is_named)

    @property
    def before(self) -> Mapping[str, Any]:  # Any: JSON.
        """What was, of what changed."""
        kept: Mapping[str, Any] = self.entry["before"]
        return kept

    @property
    def after(self) -> Mapping[str, Any]:  # Any: JSON.
        """What is, of what changed."""
        kept: Mapping[str, Any] = self.entry["after"]
        return kept

    @property
    def many(self) -> bool:
        """Whether it is about more than one thing."""
        return self.things > 1

    @property
    def is_own(self) -> bool:
        """Whether somebody did it to their own account."""
        own: bool = self.entry["entity_id"] == self.entry["user_id"]
        return own and self.entry["entity_type"] == "account"

    @property
    def who(self) -> Markup:
        """Who did it."""
        if self.actors > 1:
            return self._number(self.actors, "people").capitalize()
        number = self.entry["user_id"]
        if number is None:
            return Markup("The service") if self.entry["source"] == "job" else Markup("Somebody")
        known = self.entry["user_name"] or self.names.of("account", number) or self._declining
        return Markup("Somebody who has left (number {})").format(number) if known is None else name(known)

    @property
    def _declining(self) -> object:
        """The address of who declines an invitation: nothing else is known of them."""
        return self.after.get("email") if self.entry["action"] == "reject" else None

    @property
    def thing(self) -> Markup:
        """What it was done to."""
        kind, number = self.entry["entity_type"], self.entry["entity_id"]
        if self.many:
            return self._number(self.things, _PLURALS.get(kind, "things"))
        if kind == "organization":
            return Markup("the organization")
        if kind == "invitation":
            return name(self.after.get("email") or "somebody")
        if kind == "workspace_user" and "user_id" in {*self.before, *self.after}:
            kind, number = "account", self.after.get("user_id", self.before.get("user_id"))
        # As it was called then, where the change is of its name.
        kept = None if kind == "account" else self.before.get("name") or self.after.get("name")
        known = kept or self.names.of(kind, number)
        if known is None:
            return Markup("{} (number {})").format(_GONE.get(kind, "something"), number)
        return _THINGS.get(kind, Markup("{}")).format(name(known))

    @property
    def pronoun(self) -> Markup:
        """What it is called when it was named already."""
        is_thing = self.entry["entity_type"] in {"group", "workspace", "organization"}
        return Markup("it") if is_thing and not self.many else Markup("them")

    @property
    def possessive(self) -> Markup:
        """What is the thing's, where it was named already."""
        return Markup("its") if self.pronoun == "it" else Markup("their")

    @property
    def workspace(self) -> Markup:
        """The workspace that it is about."""
        number = self.entry["workspace_id"]
        return Markup("a workspace") if number is None else _called(self.names, "workspace", number)

    @property
    def where(self) -> Markup:
        """In which workspace, where it is about one and that was not said yet; begins with a space."""
        is_said = self.again or self.entry["entity_type"] == "workspace" or self.entry["workspace_id"] is None
        return Markup("") if is_said else Markup(" in ") + self.workspace

    @property
    def rated(self) -> Markup:
        """Whose rate it is: somebody's in the workspace, or the workspace's own."""
        number = self.after.get("level_id")
        if self.after.get("level") == "workspace_user" and isinstance(number, int):
            return _called(self.names, "workspace_user", number) + self.where
        return self.workspace

    def person(self, number: object) -> Markup:
        """The person with that account."""
        return _called(self.names, "account", number) if isinstance(number, int) else Markup("somebody")

    def named(self, kind: NameKind, numbers: Sequence[int], of: int = 0) -> Markup:
        """Few of these by their names, more as their number: ``of`` where that is given, and is more."""
        number = max(of, len(numbers))
        shown = [_called(self.names, kind, one) for one in numbers[:_NAMED]]
        return listed(shown) if number == len(shown) else self._number(number, _PLURALS[kind])

    def _number(self, number: int, what: str) -> Markup:
        if number == 1:
            what = "person" if what == "people" else what.removesuffix("s")
        return Markup("{}{} {}").format("" if self.is_whole else "at least ", f"{number:,}", what)

    def people(self, numbers: Sequence[int], of: int = 0) -> Markup:
        """The same of people, by their accounts."""
        return self.named("account", numbers, of)


def value_text(field: str, value: Any, names: Names) -> str:  # Any: JSON.
    """A value that an entry keeps, with the names of what it names by numbers."""
    kind, numbers = kind_of(field), numbers_in(value)
    if kind is not None and numbers:
        shown = [names.of(kind, one) or str(one) for one in numbers[:NAMED_AT_MOST]]
        more = len(numbers) - len(shown)
        return ", ".join(shown) + (f" and {more:,} more" if more else "")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value in ("", [], {}):
        return "none"
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
