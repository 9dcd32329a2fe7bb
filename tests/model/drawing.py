"""What the machine draws: people, things and payloads, mostly such as there are, seldom such as there are not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from model.cast import FIRST_NAMES, Cast
from model.organization import Organization
from model.run import Run
from support.http import Http

T = TypeVar("T")

NAMES = ["Ada", "bo", "Zed", "  Mia  ", " "]
FLAGS = st.sampled_from([True, False, None])
# What somebody is in an organization: nobody is changed into an owner.
STANDING = {"inactive": FLAGS, "organization_admin": FLAGS, "role_id": st.sampled_from([2, 3, 3, 1])}
ROLE_NUMBERS = st.sampled_from([1, 2, 3, 4, 5, 6, 7, 0, 8])
WORKSPACE_ROLES = st.sampled_from(["admin", "projectlead", "teamlead", "user"])
# With a NULL, half a cent, less than nothing, and more than there may be.
AMOUNTS = st.sampled_from([0, 7, 12.5, 0.125, 99.995, 9999999999.99, None, -1, 10000000000])
CHANGE_MODES = st.sampled_from(["start-today", "override-current", "override-all"])
ACCESS_TO_A_WORKSPACE = {
    "admin": FLAGS,
    "role": WORKSPACE_ROLES,
    "role_id": ROLE_NUMBERS,
    "inactive": FLAGS,
}
FIELDS_OF_A_WORKSPACE_USER = ACCESS_TO_A_WORKSPACE | {
    "rate": AMOUNTS,
    "rate_change_mode": CHANGE_MODES,
    "labor_cost": AMOUNTS,
    "labour_cost": st.sampled_from([0, 700, 1250, None, -1]),
    "labor_cost_change_mode": CHANGE_MODES,
    "working_hours_in_minutes": st.sampled_from([1, 450, 2400, None, 0]),
    "view_edit_billable_rates": FLAGS,
    "view_edit_labor_costs": FLAGS,
}
POSTED = st.lists(st.sampled_from([*FIELDS_OF_A_WORKSPACE_USER, "unknown"]), max_size=3)


def some(fields: dict[str, st.SearchStrategy[Any]], most: int = 3) -> st.SearchStrategy[dict[str, Any]]:
    """An object with some of these fields, often with one alone: what is wrong with any hides the others."""
    names = st.sampled_from(sorted(fields))
    chosen = st.one_of(st.tuples(names), st.lists(names, max_size=most, unique=True))
    return chosen.flatmap(lambda names: st.fixed_dictionaries({name: fields[name] for name in names}))


class Drawing(RuleBasedStateMachine):
    """What is annotated is set by who runs it."""

    http: Http
    cast: Cast
    thorough: bool

    @initialize(
        first_name=st.integers(0, len(FIRST_NAMES) - 1),
        admin_pays=st.sampled_from([True, True, False]),
        handed_on_by=st.sampled_from(["", "O", "A"]),
    )
    def an_organization(self, first_name: int, admin_pays: bool, handed_on_by: str) -> None:
        self.run = Run(self.http, self.cast, first_name=first_name, thorough=self.thorough)
        self.run.populate(admin_pays=admin_pays, handed_on_by=handed_on_by)
        self.ended_well = True

    def teardown(self) -> None:
        # After a failure nothing can be expected of the organization any more.
        if getattr(self, "ended_well", False):
            self.run.dissolve()

    # What is drawn ------------------------------------------------------------------------------------------------

    @property
    def known(self) -> Organization:
        return self.run.organization

    def one(self, data: st.DataObject, likely: Iterable[T], label: str, odd: Sequence[T] = ()) -> T:
        """One of the likely things, seldom one of the odd ones."""
        usual = list(likely)
        return data.draw(st.sampled_from(usual * max(1, 10 * len(odd) // max(1, len(usual))) + [*odd]), label=label)

    def actor(self, data: st.DataObject) -> int:
        """Somebody who can sign in: mostly the owner, an admin, or somebody who administers a workspace."""
        can = [number for number, account in self.known.accounts.items() if account.token]
        ruling = [number for letter in "OOOAAWW" for number in can if self.known.kind(number) == letter]
        return self.one(data, [*ruling, *can], "who")

    def onlooker(self, data: st.DataObject) -> int:
        """Somebody of any kind that there is, each kind as likely as the others."""
        by_kind: dict[str, list[int]] = {}
        for number, account in self.known.accounts.items():
            if account.token:
                by_kind.setdefault(self.known.kind(number), []).append(number)
        kind = self.one(data, sorted(by_kind), "kind")
        return self.one(data, by_kind[kind], "who")

    def person(self, data: st.DataObject) -> int:
        """The number of an organization user, often of one who is protected."""
        members = list(self.known.members.values())
        above, paying = [one for one in members if one.above], [one for one in members if one.paying]
        numbers = [one.number or 0 for one in [*members, *above, *paying, *paying]]
        return self.one(data, numbers, "organization user", [1, self.run.elsewhere.organization_user])

    def account(self, data: st.DataObject) -> int:
        """The number of an account: mostly of somebody in the organization, often of one who is protected."""
        above = [number for number, one in self.known.members.items() if one.above or one.paying]
        return self.one(data, [*self.known.members, *above], "account", [1, *self.known.accounts])

    def workspace(self, data: st.DataObject, actor: int | None = None) -> int:
        """The number of a workspace, mostly of one that the actor administers, where they administer some alone."""
        likely = list(self.known.workspaces)
        if actor is not None and self.known.kind(actor) == "W":
            # Sorted: a run that is repeated, with other numbers, must find them in the same order.
            likely += sorted(self.known.members[actor].administered) * 3
        return self.one(data, likely, "workspace", [self.run.elsewhere.workspace])

    def place(self, data: st.DataObject, workspace: int) -> int:
        """The number of a workspace user, mostly of that workspace."""
        there, others = [], [1, self.run.elsewhere.workspace_user]
        for member in self.known.members.values():
            for number, place in member.places.items():
                (there if number == workspace else others).append(place.number or 0)
        return self.one(data, there or others, "workspace user", others)

    def group(self, data: st.DataObject) -> int:
        return self.one(data, self.known.groups or [1], "group", [1, self.run.elsewhere.group])

    def several(self, data: st.DataObject, draw: Callable[[st.DataObject], T], *, least: int = 0) -> list[T]:
        numbers = [one for one in (1, 1, 1, 2, 2, 3, 0) if one >= least]
        number = data.draw(st.sampled_from(numbers), label="how many")
        return [draw(data) for _ in range(number)]

    def membership(self, data: st.DataObject, actor: int | None = None) -> dict[str, Any]:
        fields = {"admin": FLAGS, "role": WORKSPACE_ROLES, "role_id": ROLE_NUMBERS}
        return {"workspace_id": self.workspace(data, actor)} | data.draw(some(fields, 1), label="as what")

    def address(self, data: st.DataObject) -> str:
        there = [one.email for one in self.known.accounts.values()]
        there += [self.known.accounts[one.account].email for one in self.known.pending()]
        return self.one(data, [*self.run.addresses, *there], "address", [" ", "no address"])
