"""One run: requests to the service, each held against the model, and all lists after each."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from typing import Any

from hypothesis import note

from model import invitations, lists, members, ownership, workspaces
from model.cast import Cast, Elsewhere, fresh_email
from model.groups import post_organization_group
from model.lists import timeless
from model.organization import Account, Member, Organization, Refused, Workspace
from support.http import Answer, Http

# What a request does to the organization, given the answer when there has to be one; returns what is answered.
Rule = Callable[[Organization, Callable[[], Any]], Any]
# What the model shows, or refuses, of a list.
Shown = Callable[[], Any]


class Run:
    """An organization of the service, and the model of it."""

    def __init__(self, http: Http, cast: Cast, *, first_name: int, thorough: bool) -> None:
        self.http = http
        self.cast = cast
        # Whether all lists are compared after refusals, too: what one wrote is else found by the next change.
        self.thorough = thorough
        self.elsewhere: Elsewhere = cast.elsewhere
        # Every number of a workspace user that was ever seen: none is given twice.
        self._spent: set[int] = set()
        # Whose turn it is to look at the lists beside the owner.
        self._turns = itertools.count()
        # Every code that a link was ever given out with, and whose link to a new password was given out.
        self.codes: list[str] = ["nonsense"]
        self.links: list[tuple[int, str]] = []
        # Addresses that are nobody's at first.
        self.addresses = [fresh_email(name) for name in ("nora", "omar", "pia")]
        self.organization = self._founded(cast.take(5, first_name))

    # The first day ------------------------------------------------------------------------------------------------

    def _founded(self, people: list[Account]) -> Organization:
        """With an owner alone in the workspace "Main"."""
        owner = people[0]
        made = self.http.ok("POST", "/organizations", {"name": "Harbour", "workspace_name": "Main"}, as_=owner)
        organization = Organization(made["id"], "Harbour")
        organization.accounts = {one.number: one for one in [*people, self.elsewhere.stranger]}
        organization.members[owner.number] = Member(
            owner.number, owner.name, owner.email, role="owner", paying=True, joined=True
        )
        main = Workspace(made["workspace_id"], "Main")
        organization.workspaces[main.number] = main
        organization.enter(organization.members[owner.number], main.number, "admin")
        return organization

    def populate(self, *, admin_pays: bool, handed_on_by: str) -> None:
        """An admin of the organization, one of the workspace "Other" alone, a member whom a group brings there, too.

        Somebody with an account is invited by the owner, somebody without one by either of them; some have rates and
        costs. The admin may pay, and the member may have been asked to become the owner, by the owner or the admin.
        """
        owner, admin, lead, member, invited, _ = list(self.organization.accounts)
        (main,) = self.organization.workspaces
        emails = [self.organization.accounts[number].email for number in (admin, lead, member, invited)]
        self.invite(
            owner, {"emails": [*emails, self.addresses[0]], "workspaces": [{"workspace_id": main}]}, compare=False
        )
        for number in (admin, lead, member):
            (invitation,) = self.organization.pending(number)
            self.accept(number, invitation.code or "", compare=False)
        self.make_workspace(owner, {"name": "Other", "admins": [lead, admin]}, compare=False)
        self.learn()
        other = max(self.organization.workspaces)
        self._appoint(owner, self.organization.members[admin].number or 0)
        if admin_pays:
            self._pay(owner, admin)
        if handed_on_by:
            self.ask_for_owner({"O": owner, "A": admin}[handed_on_by], {"new_owner_id": member}, compare=False)
        self.invite(lead, {"emails": [self.addresses[1]], "workspaces": [{"workspace_id": other}]}, compare=False)
        self._value(owner, main, member, {"rate": 60, "labor_cost": 32.5, "working_hours_in_minutes": 2400})
        self._value(owner, other, lead, {"rate": 75.25})
        group = {"name": "Crew", "users": [member, invited], "workspaces": [other]}
        self.request(
            owner,
            "POST",
            f"{self.path}/groups",
            group,
            lambda known, made: post_organization_group(known, owner, group, made),
        )

    def _value(self, owner: int, workspace: int, account: int, body: dict[str, Any]) -> None:
        self.request(
            owner,
            "PUT",
            f"/workspaces/{workspace}/users/{account}",
            body,
            lambda known, _: workspaces.put_workspace_user(known, owner, workspace, known.members[account], body),
            compare=False,
        )

    def _appoint(self, owner: int, number: int) -> None:
        change = {"organization_admin": True}
        self.request(
            owner,
            "PUT",
            f"{self.path}/users/{number}",
            change,
            lambda known, _: members.put_organization_users(known, owner, number, change),
            compare=False,
        )

    def _pay(self, owner: int, payer: int) -> None:
        wanted = {"user_id": payer}
        self.request(
            owner,
            "PUT",
            f"{self.path}/paying_user",
            wanted,
            lambda known, _: ownership.put_organization_paying_user(known, owner, wanted),
            compare=False,
        )

    # What several steps do ----------------------------------------------------------------------------------------

    def make_workspace(self, actor: int, body: dict[str, Any], *, compare: bool = True) -> None:
        self.request(
            actor,
            "POST",
            f"{self.path}/workspaces",
            body,
            lambda known, made: workspaces.post_organization_workspaces(known, actor, body, made),
            compare=compare,
        )

    def invite(self, actor: int, body: dict[str, Any], *, compare: bool = True) -> None:
        answer = self.request(
            actor,
            "POST",
            f"{self.path}/invitations",
            body,
            lambda known, made: invitations.post_organization_invitation(known, actor, body, made),
            compare=compare,
        )
        if answer.status == 200:
            self.codes.extend(one["code"] for one in answer.json()["invitations"])

    def accept(self, actor: int, code: str, *, compare: bool = True) -> None:
        self.request(
            actor,
            "POST",
            f"/organizations/invitations/{code}/accept",
            None,
            lambda known, _: invitations.post_organization_accept_invitation(known, actor, code),
            compare=compare,
        )

    def ask_for_owner(self, actor: int, body: dict[str, Any], *, compare: bool = True) -> None:
        self.request(
            actor,
            "POST",
            f"{self.path}/owner/transfer",
            body,
            lambda known, made: ownership.post_ownership_transfer(known, actor, body, made),
            compare=compare,
        )

    # Requests -----------------------------------------------------------------------------------------------------

    @property
    def path(self) -> str:
        return f"/organizations/{self.organization.number}"

    @property
    def owner(self) -> Account:
        return self.organization.accounts[self.organization.owner.account]

    def request(
        self, actor: int | None, method: str, path: str, body: Any, rule: Rule, *, compare: bool = True
    ) -> Answer:
        """Sends what may change something; the model has to say the same of it, and of all lists afterwards."""
        answer = self._sent(actor, method, path, body)
        after = deepcopy(self.organization)
        try:
            expected = rule(after, lambda: _made(answer))
        except Refused as refused:
            _assert_refused(answer, refused)
            (self.compare if self.thorough else self.learn)()
            return answer
        _assert_done(answer, expected)
        self.organization = after
        if compare:
            self.compare()
        return answer

    def look(self, actor: int, path: str, shown: Shown) -> None:
        """Asks for a list; the model has to show the same, or refuse it with the same text."""
        who = self.organization.accounts[actor]
        answer = self.http("GET", path, as_=who)
        seen_by = f"{who.name} ({self.organization.kind(actor)}): GET {path}"
        try:
            expected = shown()
        except Refused as refused:
            _assert_refused(answer, refused, seen_by)
            return
        assert answer.status == 200, (seen_by, answer.status, answer.text)
        given = timeless(answer.json())
        if isinstance(expected, dict) and "user_count" in expected:
            given = {name: given[name] for name in expected}
        _assert_shown(seen_by, given, expected)

    def _sent(self, actor: int | None, method: str, path: str, body: Any) -> Answer:
        who = None if actor is None else self.organization.accounts[actor]
        answer = self.http(method, path, body, as_=who)
        said = "" if body is None else json.dumps(body)
        as_what = "nobody" if who is None else f"{who.name} ({who.number}, {self.organization.kind(who.number)})"
        note(f"{as_what}: {method} {path} {said} -> {answer.status} {answer.text[:200]}")
        return answer

    # Lists --------------------------------------------------------------------------------------------------------

    def compare(self) -> None:
        """Every list is the model's, as the owner sees it and, in turn, as one of the others does; so is every link."""
        self.learn()
        self._look_at_all(self.owner.number)
        others = [one.number for one in self.organization.accounts.values() if one.token and one != self.owner]
        witness = others[next(self._turns) % len(others)]
        detailed = f"{self.path}/users/detailed"
        self.look(witness, detailed, lambda: lists.organization_users_detailed(self.organization, witness, {}))
        self._look_at_all(witness)
        for code in self.codes:
            self._follow(code)

    def _follow(self, code: str) -> None:
        """A link that was given out leads to its invitation as long as that can be accepted by it."""
        invitation = self.organization.living(code)
        answer = self.http("GET", f"/invitations/{code}")
        shown = answer.json()["email"] if answer.status == 200 else (answer.status, answer.refusal)
        expected: Any = (404, "Invitation not found")
        if invitation is not None:
            expected = self.organization.accounts[invitation.account].email
        assert shown == expected, f"the link {code} leads to {shown}, and not to {expected}"

    def _look_at_all(self, actor: int) -> None:
        for path, shown in self._lists(actor):
            self.look(actor, path, shown)

    def _lists(self, actor: int) -> Iterator[tuple[str, Shown]]:
        """All but the detailed one, by which numbers are learned."""
        known, path = self.organization, self.path
        yield path, lambda: lists.organization_itself(known, actor)
        yield f"{path}/users", lambda: lists.organization_users(known, actor, {})
        yield f"{path}/groups", lambda: lists.groups(known, actor)
        yield f"{path}/workspaces/statistics", lambda: lists.statistics(known, actor)
        yield f"{path}/owner/transfer", lambda: lists.transfers(known, actor)
        for number in known.workspaces:
            yield from self._lists_of(number, actor)

    def _lists_of(self, workspace: int, actor: int) -> Iterator[tuple[str, Shown]]:
        known, path = self.organization, f"/workspaces/{workspace}"
        for spelling, indirect in (("", False), ("?includeIndirect=true", True)):
            yield (
                f"{path}/workspace_users{spelling}",
                partial(lists.workspace_workspace_users, known, actor, workspace, indirect=indirect),
            )
        yield f"{path}/users", lambda: lists.workspace_users(known, actor, workspace)
        yield f"{path}/groups", lambda: lists.groups_of_workspace(known, actor, workspace)
        within = f"{self.path}{path}"
        yield f"{within}/workspace_users", lambda: lists.workspaceusers(known, actor, workspace)
        yield f"{within}/groups", lambda: lists.groups_of_workspace_in_full(known, actor, workspace)

    def learn(self) -> None:
        """Takes the numbers of new people and places from the detailed list, which has to be the model's else."""
        shown = self.http.ok("GET", f"{self.path}/users/detailed", as_=self.owner)
        for person in shown:
            member = self.organization.members.get(person["user_id"])
            assert member is not None, f"{person} is in no model"
            member.number = member.number or person["id"]
            for one in person["workspaces"]:
                self._learn_place(member, one["workspace_id"], one["workspace_user_id"])
        expected = lists.organization_users_detailed(self.organization, self.organization.owner.account, {})
        _assert_shown("/users/detailed", timeless(shown), expected)

    def _learn_place(self, member: Member, workspace: int, number: int) -> None:
        place = member.places.get(workspace)
        if place is not None and place.number is None:
            assert number not in self._spent, f"the workspace user {number} was somebody's before"
            place.number = number
            self._spent.add(number)

    # The last day -------------------------------------------------------------------------------------------------

    def dissolve(self) -> None:
        """The owner deletes everybody else and leaves, with whom the organization ends."""
        owner = self.owner.number
        if not self.organization.owner.paying:
            self._pay(owner, owner)
        others = [one.number or 0 for one in self.organization.members.values() if one.account != owner]
        if others:
            self.request(
                owner,
                "PATCH",
                f"{self.path}/users",
                {"delete": others},
                lambda known, _: members.patch_organization_users(known, owner, others),
                compare=False,
            )
            self.learn()
        self.request(
            owner,
            "DELETE",
            f"{self.path}/users/leave",
            None,
            lambda known, _: members.delete_organization_users_leave(known, owner),
            compare=False,
        )
        self.look(owner, self.path, lambda: lists.organization_itself(self.organization, owner))
        self.cast.give_back([one for one in self.organization.accounts.values() if one != self.elsewhere.stranger])


def _made(answer: Answer) -> Any:
    """What the answer tells of a new thing."""
    assert answer.status == 200, f"the model would not refuse this: {answer.status} {answer.text}"
    return answer.json()


def _assert_refused(answer: Answer, refused: Refused, asked: str = "") -> None:
    said = (answer.status, answer.refusal if answer.status >= 400 else answer.text)
    assert said in {(refused.status, text) for text in refused.texts}, f"{asked} {said} and not {refused}"


def _assert_done(answer: Answer, expected: Any) -> None:
    """``expected`` is None where the lists tell what was done."""
    assert answer.status in {200, 201}, f"the model would not refuse this: {answer.status} {answer.text}"
    if isinstance(expected, str):
        assert answer.text in {expected, json.dumps(expected)}, answer.text
    elif expected is not None:
        assert timeless(answer.json()) == expected, (answer.json(), expected)


def _assert_shown(path: str, shown: Any, expected: Any) -> None:
    if shown == expected:
        return
    differences = _differences(shown, expected)
    raise AssertionError(f"{path} shows what the model does not:\n" + "\n".join(differences))


def _differences(shown: Any, expected: Any, where: str = "") -> Iterator[str]:
    """Where the two differ, each in a line."""
    if isinstance(shown, dict) and isinstance(expected, dict):
        for name in sorted(shown.keys() | expected.keys()):
            yield from _differences(shown.get(name, "(absent)"), expected.get(name, "(absent)"), f"{where}.{name}")
    elif isinstance(shown, list) and isinstance(expected, list) and len(shown) == len(expected):
        for number, (one, other) in enumerate(zip(shown, expected, strict=True)):
            yield from _differences(one, other, f"{where}[{number}]")
    elif shown != expected:
        yield f"  {where}: the service {shown!r}, the model {expected!r}"
