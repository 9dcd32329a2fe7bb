"""What somebody charges and costs in a workspace, or the workspace by default: now, and before."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from rollbook.domain.errors import Invalid, Missing
from rollbook.domain.member_lists import WorkspaceUserQuery
from rollbook.domain.pages import PageRequest
from rollbook.domain.rates import RateRequest, RateType
from rollbook.services import rates, workspace_users
from rollbook.web.forms import Form, form, in_a_sentence, one_of, payload
from rollbook.web.pages.workspace import workspace_of
from rollbook.web.rate_charts import Chart, Step, chart
from rollbook.web.rendering import see
from rollbook.web.screens import Screen, screen
from rollbook.web.visitors import NO_SUCH_PAGE, VisitorRequest

NAMES: Mapping[RateType, str] = {"billable_rates": "Rate", "labor_costs": "Labor cost"}
MODES = {
    "start-today": "From today on; what was before stays in the history",
    "override-current": "In place of the present amount, since that began",
    "override-all": "In place of all amounts that there ever were",
}
_AMOUNT = re.compile(r"(\d{1,10})(?:[.,](\d{1,2}))?")


class Entry(msgspec.Struct):
    """An amount that was, or is, in force."""

    amount: float | None
    type: RateType
    start: datetime
    end: datetime | None
    created_at: datetime
    updated_at: datetime
    rate_change_mode: str

    @property
    def set_at(self) -> datetime | None:
        """When it was written; None where that is not known: one that has ended was changed last by its end."""
        if self.end is None:
            return self.updated_at
        return self.created_at if self.rate_change_mode == "start-today" else None


@dataclass(frozen=True, slots=True)
class _Whose:
    """Whose amounts the page is about, what they are now, and what the form asks for if one was refused."""

    level: Literal["workspace", "workspace_user"]
    number: int
    amounts: Mapping[RateType, float | None]
    # None for the workspace itself.
    person: dict[str, Any] | None = None  # Any: JSON.


@dataclass(frozen=True, slots=True)
class _Series:
    """One kind of amount as the page shows it: newest first."""

    type: RateType
    name: str
    amount: float | None
    entries: list[Entry]
    chart: Chart | None


async def _person(seen: Screen, workspace_user_id: int) -> _Whose:
    query = WorkspaceUserQuery(ids=(workspace_user_id,))
    found = await workspace_users.page_of_workspace_users(seen.caller, query, PageRequest(per_page=1))
    people = msgspec.json.decode(found.body, type=list[dict[str, Any]])
    if not people:
        raise Missing(NO_SUCH_PAGE)
    amounts: dict[RateType, float | None] = {
        "billable_rates": people[0]["rate"],
        "labor_costs": people[0]["labor_cost"],
    }
    return _Whose("workspace_user", workspace_user_id, amounts, people[0])


def _default(seen: Screen) -> _Whose:
    workspace = workspace_of(seen)
    return _Whose("workspace", workspace["id"], {"billable_rates": workspace["default_hourly_rate"]})


def _series(whose: _Whose, entries: Sequence[Entry]) -> list[_Series]:
    now = datetime.now(UTC)
    found = []
    for rate_type, amount in whose.amounts.items():
        own = [entry for entry in entries if entry.type == rate_type]
        steps = [Step(entry.amount, entry.start, entry.end or now) for entry in reversed(own)]
        found.append(_Series(rate_type, NAMES[rate_type], amount, own, chart(steps, now)))
    return found


async def _shown(seen: Screen, whose: _Whose, sent: Form | None = None, problem: str = "") -> Response[str]:
    """The amounts with their forms; with what was sent and why it was refused where it was."""
    workspace = workspace_of(seen)
    body = await rates.get_workspace_rates(seen.caller, whose.level, whose.number, None)
    refused = one_of(sent.raw("do"), tuple(whose.amounts)) if sent else ""
    return seen.page(
        "rates.html",
        status_code=400 if problem else 200,
        workspace=workspace,
        person=whose.person,
        series=_series(whose, msgspec.json.decode(body, type=list[Entry])),
        modes=MODES,
        refused=refused,
        typed=sent.text(f"amount-{refused}") if sent else "",
        mode=sent.raw("mode") if sent else "start-today",
        problem=problem,
        was_changed="said" in seen.request.query_params,
        path=f"{seen.path}/workspaces/{workspace['id']}",
    )


async def _change(seen: Screen, whose: _Whose, sent: Form) -> Response[str] | Redirect:
    rate_type = one_of(sent.raw("do"), tuple(whose.amounts))
    try:
        wanted = payload(
            RateRequest,
            amount=_amount(sent.text(f"amount-{rate_type}")),
            level=whose.level,
            level_id=whose.number,
            mode=one_of(sent.raw("mode"), tuple(MODES)),
            type=rate_type,
        )
        await rates.post_workspace_rates(seen.caller, wanted)
    except Invalid as refusal:
        return await _shown(seen, whose, sent, in_a_sentence(refusal.text))
    return see(seen.request.url.path, said="1")


def _amount(text: str) -> float | None:
    """The amount that was written, None where nothing was; Invalid where it is not written as one."""
    if not text:
        return None
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise Invalid("Write an amount such as 87.50, or nothing where there is to be none.")
    return float(f"{found[1]}.{found[2] or 0}")


@get("/organizations/{organization_id:int}/workspaces/{workspace_id:int}/rates")
async def show_default_rate(request: VisitorRequest) -> Response[str]:
    """What the workspace charges for who has no rate of their own."""
    seen = await screen(request)
    return await _shown(seen, _default(seen))


@post("/organizations/{organization_id:int}/workspaces/{workspace_id:int}/rates", status_code=200)
async def change_default_rate(request: VisitorRequest) -> Response[str] | Redirect:
    """Changes it, and its history as was chosen."""
    sent = await form(request)
    seen = await screen(request)
    return await _change(seen, _default(seen), sent)


@get("/organizations/{organization_id:int}/workspaces/{workspace_id:int}/rates/{workspace_user_id:int}")
async def show_rates(request: VisitorRequest, workspace_user_id: int) -> Response[str]:
    """What somebody charges and costs there, and did."""
    seen = await screen(request)
    return await _shown(seen, await _person(seen, workspace_user_id))


@post(
    "/organizations/{organization_id:int}/workspaces/{workspace_id:int}/rates/{workspace_user_id:int}", status_code=200
)
async def change_rates(request: VisitorRequest, workspace_user_id: int) -> Response[str] | Redirect:
    """Changes one of the two, and its history as was chosen."""
    sent = await form(request)
    seen = await screen(request)
    return await _change(seen, await _person(seen, workspace_user_id), sent)


HANDLERS = [show_default_rate, change_default_rate, show_rates, change_rates]
