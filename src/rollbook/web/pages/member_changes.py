"""Changes of many people: what they will do, what they did, and back again."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect, Stream

from rollbook.domain.errors import Invalid
from rollbook.domain.member_lists import MemberQuery
from rollbook.domain.pages import MAX_PER_PAGE, Page, PageRequest
from rollbook.domain.spreadsheets import csv_lines
from rollbook.services import organization_users
from rollbook.web.bulk import Change, Outcome, Result, caller_for, choices, chosen, results
from rollbook.web.consequences import Person
from rollbook.web.forms import Form, form
from rollbook.web.pages.member import person_of, shown
from rollbook.web.pages.members import (
    FILTERS,
    Picked,
    asked,
    groups_of,
    listed,
    member_query,
    people_with_places,
    shown_list,
)
from rollbook.web.rendering import day, see, streamed, within
from rollbook.web.screens import Screen, screen
from rollbook.web.visitors import VisitorRequest

MOST = MAX_PER_PAGE  # People at once.
CSV = "csv"
_SHOWS_AFTER, _SHOWS_EVERY = 1.0, 0.25  # Seconds.
_COLUMNS = ("id", "user_id", "name", "email", "role", "state", "workspaces", "groups", "added")


async def _found(seen: Screen, sent: Form) -> Page:
    """Those who are chosen: by their boxes, or all whom the list's filters leave; Invalid where there are none."""
    if sent.is_checked("everybody"):
        wanted = member_query({name: sent.text(name) for name in FILTERS})
    else:
        wanted = MemberQuery(ids=tuple(sent.numbers("id")))
        if not wanted.ids:
            raise Invalid("Choose at least one person.")
    found = await listed(seen, replace(wanted, page=PageRequest(per_page=MOST)))
    if found.records > MOST:
        raise Invalid(f"{found.records:,} people match. At most {MOST:,} can be changed at once: filter more.")
    if not found.records:
        raise Invalid("Those who were chosen are not among those whom you see any more.")
    return found


async def _change(seen: Screen, sent: Form) -> Change:
    return chosen(sent.raw("action"), choices(seen, await groups_of(seen)))


def _filters(sent: Form) -> dict[str, str]:
    return {name: value for name in FILTERS if (value := sent.text(name))}


def _picked(sent: Form, problem: str = "") -> Picked:
    return Picked(tuple(sent.numbers("id")), sent.is_checked("everybody"), sent.raw("action"), problem)


async def _to_be_chosen(seen: Screen, sent: Form, problem: str) -> Response[str]:
    """The page that the form is on, with what was chosen, and what else has to be."""
    person = sent.number("person")
    if person is not None:
        return await shown(seen, await person_of(seen, person), unchosen=problem, status_code=400)
    return await shown_list(seen, _filters(sent), _picked(sent, problem))


@post("/organizations/{organization_id:int}/members/changes", status_code=200)
async def preview_changes(request: VisitorRequest) -> Response[str] | Stream:
    """What would become of each of those who are chosen, by the very rules; nothing is changed yet."""
    sent = await form(request)
    seen = await screen(request)
    try:
        found = await _found(seen, sent)
        if sent.raw("action") == CSV:
            return _csv_answer(seen, _batches_of(msgspec.json.decode(found.body)))
        change = await _change(seen, sent)
    except Invalid as refusal:
        return await _to_be_chosen(seen, sent, refusal.text)
    caller = await caller_for(request, change, rehearsing=True)
    people = await people_with_places(seen, found)
    tried = [result async for result in results(caller, change, people)]
    return seen.page(
        "members_preview.html",
        change=change,
        back=within(sent.raw("back") or f"{seen.path}/members"),
        chosen=_chosen(sent),
        changed=_of("changed", tried),
        same=_of("same", tried),
        refused=_of("refused", tried),
    )


def _chosen(sent: Form) -> list[tuple[str, str]]:
    """What of the list's form brings back whom somebody chose in it; nothing where it is not the list's."""
    if sent.number("person") is not None:
        return []
    everybody = [("everybody", "1")] if sent.is_checked("everybody") else []
    return [*_filters(sent).items(), *(("id", str(number)) for number in sent.numbers("id")), *everybody]


@post("/organizations/{organization_id:int}/members/chosen", status_code=200)
async def show_chosen(request: VisitorRequest) -> Response[str]:
    """The list again, with those who were chosen in it and what was to be done with them."""
    sent = await form(request)
    return await shown_list(await screen(request), _filters(sent), _picked(sent))


def _of(outcome: Outcome, found: list[Result]) -> list[Result]:
    return [result for result in found if result.outcome == outcome]


@dataclass(frozen=True, slots=True)
class Step:
    """How far a change has come; ``is_shown`` where it is time to say so."""

    done: int
    is_shown: bool


class Progress:
    """Carries a change out while a page asks for its steps, and keeps the results."""

    def __init__(self, results: AsyncIterator[Result], number: int) -> None:
        self._results = results
        self.number = number
        self.results: list[Result] = []

    async def steps(self) -> AsyncIterator[Step]:
        """After each person."""
        due = time.monotonic() + _SHOWS_AFTER
        async for result in self._results:
            self.results.append(result)
            is_shown = time.monotonic() >= due
            if is_shown:
                due = time.monotonic() + _SHOWS_EVERY
            yield Step(len(self.results), is_shown)

    def of(self, outcome: Outcome) -> list[Result]:
        """The results of that outcome."""
        return _of(outcome, self.results)


@post("/organizations/{organization_id:int}/members/changes/apply", status_code=200)
async def apply_changes(request: VisitorRequest) -> Response[str] | Stream:
    """Carries the change out, and says of each person what became of them; the page is sent while it goes on."""
    sent = await form(request)
    seen = await screen(request)
    try:
        found = await _found(seen, sent)
        change = await _change(seen, sent)
    except Invalid as refusal:
        return await _to_be_chosen(seen, sent, refusal.text)
    caller = await caller_for(request, change)
    people = await people_with_places(seen, found)
    return streamed(
        "members_changed.html",
        **seen.values,
        change=change,
        progress=Progress(results(caller, change, people), len(people)),
        is_undoing=sent.is_checked("undo"),
        undo=change.reversed,
        back=within(sent.raw("back") or f"{seen.path}/members"),
    )


@get("/organizations/{organization_id:int}/members.csv")
async def export_members(request: VisitorRequest) -> Stream:
    """All whom the list's filters leave, as CSV."""
    seen = await screen(request)
    query = replace(member_query(asked(request)), page=PageRequest(per_page=MAX_PER_PAGE))
    # Refused, if it is, before the answer begins.
    first = await listed(seen, query)

    async def batches() -> AsyncIterator[list[Person]]:
        yield msgspec.json.decode(first.body)
        for number in range(2, first.pages + 1):
            page = await listed(seen, replace(query, page=PageRequest(page=number, per_page=MAX_PER_PAGE)))
            yield msgspec.json.decode(page.body)

    return _csv_answer(seen, batches())


async def _batches_of(people: list[Person]) -> AsyncIterator[list[Person]]:
    yield people


def _csv_answer(seen: Screen, batches: AsyncIterator[list[Person]]) -> Stream:
    async def lines() -> AsyncIterator[bytes]:
        yield csv_lines([_COLUMNS])
        async for batch in batches:
            added = await organization_users.get_added(seen.caller, seen.number, [person["id"] for person in batch])
            yield csv_lines([*_row(person), day(added.get(person["id"]))] for person in batch)

    headers = {"Content-Disposition": 'attachment; filename="members.csv"', "Cache-Control": "no-store"}
    return Stream(lines(), media_type="text/csv; charset=utf-8", headers=headers)


def _row(person: Person) -> list[object]:
    role = "owner" if person["owner"] else "admin" if person["admin"] else "member"
    state = "inactive" if person["inactive"] else "active" if person["joined"] else "invited"
    places = "; ".join(place["name"] for place in person["workspaces"])
    groups = "; ".join(group["name"] for group in person["groups"])
    return [person["id"], person["user_id"], person["name"], person["email"], role, state, places, groups]


@get([f"/organizations/{{organization_id:int}}/members/{part}" for part in ("changes", "changes/apply", "chosen")])
async def to_list(request: VisitorRequest) -> Redirect:
    """To the list, for who comes back to the address of a form that was sent: what was chosen is not in it."""
    return see(f"{(await screen(request)).path}/members")


HANDLERS = [preview_changes, show_chosen, apply_changes, to_list, export_members]
