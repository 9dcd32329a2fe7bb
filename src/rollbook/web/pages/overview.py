"""The organization at a glance, for who administers it."""

from dataclasses import dataclass

from litestar import Response, get
from markupsafe import Markup

from rollbook.domain.overview import STATES, Week
from rollbook.services import overviews
from rollbook.services.overviews import Overview, Summed
from rollbook.web import charts, sentences
from rollbook.web.charts import Series
from rollbook.web.screens import screen
from rollbook.web.visitors import VisitorRequest

_LABELS = {"active": "Active", "invited": "Invited", "inactive": "Inactive"}
_TODAY = "today"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its numbers: the drawing, where its scale ends, and a row of numbers for each label."""

    drawing: Markup
    top: int
    labels: list[str]
    series: list[Series]

    @property
    def rows(self) -> list[tuple[str, list[int]]]:
        """The numbers, the newest first."""
        rows = [(label, [one.values[at] for one in self.series]) for at, label in enumerate(self.labels)]
        return rows[::-1]


def _people(seen: Overview) -> Chart | None:
    """Who was there when each week began, and today; None where there is no week to tell of."""
    told = [week for week in seen.weeks if week.people]
    if not told:
        return None
    labels = [*(str(week.monday) for week in told), _TODAY]
    counts = [*(week.people for week in told), seen.people]
    series = [Series(_LABELS[state], f"ink-{state}", [count.get(state, 0) for count in counts]) for state in STATES]
    top = charts.top_of(max(sum(count.values()) for count in counts))
    return Chart(charts.stacked("people", "People by state, over time", labels, series), top, labels, series)


def _invitations(weeks: list[Week]) -> Chart | None:
    """What was sent and accepted in each week; None where there was nothing."""
    if not any(week.sent or week.accepted for week in weeks):
        return None
    labels = [str(week.monday) for week in weeks]
    series = [
        Series("Sent", "ink-sent", [week.sent for week in weeks]),
        Series("Accepted", "ink-active", [week.accepted for week in weeks]),
    ]
    top = charts.top_of(max(max(week.sent, week.accepted) for week in weeks))
    return Chart(charts.bars("invitations", "Invitations by week", labels, series), top, labels, series)


def _told(change: Summed, seen: Overview) -> tuple[Markup, str]:
    """The sentence, and when it was."""
    text = sentences.sentence_of_many(
        change.entry,
        seen.names,
        things=change.things,
        came=change.came,
        went=change.went,
        actors=change.actors,
        is_whole=change.is_whole,
    )
    return text, change.entry["created_at"]


@get("/organizations/{organization_id:int}/overview")
async def show_overview(request: VisitorRequest) -> Response[str]:
    """People over time, invitations, roles, workspaces by size, and what changed within seven days."""
    shown = await screen(request)
    seen = await overviews.get_overview(shown.caller, shown.number)
    most = max((one["number"] for one in seen.workspaces), default=0)
    return shown.page(
        "overview.html",
        seen=seen,
        labels=_LABELS,
        everybody=sum(seen.people.values()),
        people=_people(seen),
        invitations=_invitations(seen.weeks),
        workspaces=[(one, charts.bar("ink-sent", one["number"], most)) for one in seen.workspaces],
        changes=[_told(change, seen) for change in seen.changes],
    )


HANDLERS = [show_overview]
