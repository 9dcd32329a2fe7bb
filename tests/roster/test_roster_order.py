"""In which order a plan is carried out, and that nobody ever has more on the way than at its beginning or its end.

The model is the service's: a request is carried out as a whole, the fields that it has not are left alone, a group
leads to workspaces, an organization's admin is an admin of each workspace and can be taken out of none.
"""

from collections.abc import Iterator

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from organizations import GROUPS, WORKSPACES, effective, member, planned, state

from toggl import roster
from toggl.roster import Invite, Person, Place, Promote, Put, Remove, State
from toggl.roster.people import WORKSPACE_ROLES, key_of
from toggl.roster.steps import NOWHERE

PLACES = st.builds(
    Place,
    admin=st.booleans(),
    inactive=st.booleans(),
    workspaces=st.dictionaries(st.sampled_from([*WORKSPACES]), st.sampled_from(WORKSPACE_ROLES)),
    groups=st.frozensets(st.sampled_from([*GROUPS])),
)
REACHED = st.fixed_dictionaries({number: st.sets(st.sampled_from([*WORKSPACES])) for number in GROUPS})
EMAILS = [f"person{number}@example.com" for number in range(2, 7)]


@st.composite
def organizations(draw: st.DrawFn) -> State:
    """An organization with some of the people; one of its admins is the caller, or the owner is."""
    some = draw(st.lists(st.sampled_from(EMAILS), unique=True))
    members = [
        member(number, email, draw(PLACES), joined=draw(st.booleans())) for number, email in enumerate(some, start=2)
    ]
    admins = [one.organization_user_id for one in members if one.place.admin and not one.place.inactive]
    return state(*members, caller=draw(st.sampled_from([1, *admins])))


def wanted(email: str, place: Place) -> Person:
    return Person(
        email=email,
        role="admin" if place.admin else "member",
        state="inactive" if place.inactive else "active",
        workspaces={WORKSPACES[number]: role for number, role in place.workspaces.items()},
        groups=tuple(GROUPS[number] for number in place.groups),
    )


ROSTERS = st.dictionaries(st.sampled_from(EMAILS), PLACES)


class Organization:
    """A service that keeps people in memory, and refuses what the real one refuses."""

    def __init__(self, present: State) -> None:
        self.places = {key: one.place for key, one in present.members.items()}

    def carry_out(self, step: roster.Step) -> None:
        for email in map(key_of, step.emails):
            before = self.places.get(email, NOWHERE)
            match step:
                case Remove():
                    del self.places[email]
                case Put():
                    self.places[email] = self._changed(before, step.body())
                case Promote():
                    self.places[email] = msgspec.structs.replace(before, admin=True)
                case Invite():
                    assert email not in self.places
                    body = step.body()
                    roles = {one["workspace_id"]: one["role"] for one in body["workspaces"]}
                    self.places[email] = Place(workspaces=roles, groups=frozenset(body.get("groups", ())))

    def _changed(self, before: Place, body: dict) -> Place:
        assert body
        admin = body.get("organization_admin", before.admin)
        workspaces = before.workspaces
        if "workspaces" in body:
            workspaces = {one["workspace_id"]: one["role"] for one in body["workspaces"]}
        assert not (admin and before.workspaces.keys() - workspaces.keys()), "Cannot remove organization admin."
        groups = frozenset(body.get("groups", before.groups))
        return Place(admin=admin, inactive=body.get("inactive", before.inactive), workspaces=workspaces, groups=groups)


def states_on_the_way(present: State, plan: roster.Plan) -> Iterator[dict[str, Place]]:
    organization = Organization(present)
    yield dict(organization.places)
    for step in plan.steps:
        organization.carry_out(step)
        yield dict(organization.places)


def plan_of(present: State, rows: dict[str, Place], *, remove_missing: bool) -> tuple[roster.Plan, dict[str, Place]]:
    """The plan and the rows that it is for, without those that are refused."""
    refused = {refusal.where for refusal in _plan(present, rows, remove_missing=remove_missing).refusals}
    allowed = {email: place for email, place in rows.items() if email not in refused}
    kept = {email: present.members[email].place for email in refused if email in present.members}
    return _plan(present, allowed | kept, remove_missing=remove_missing), allowed | kept


def _plan(present: State, rows: dict[str, Place], *, remove_missing: bool) -> roster.Plan:
    people = [Person(email="owner@example.com"), *(wanted(email, place) for email, place in rows.items())]
    return roster.make_plan(roster.Roster(tuple(people)), present, remove_missing=remove_missing)


class Test_steps:
    @given(present=organizations(), rows=ROSTERS, remove_missing=st.booleans(), reached=REACHED)
    def test_what_somebody_holds_on_the_way_they_held_at_first_or_hold_in_the_end(
        self, present, rows, remove_missing, reached
    ):
        plan, _ = plan_of(present, rows, remove_missing=remove_missing)

        on_the_way = [
            {email: effective(place, reached) for email, place in places.items()}
            for places in states_on_the_way(present, plan)
        ]
        for email in on_the_way[0].keys() | on_the_way[-1].keys():
            held = [places.get(email, frozenset()) for places in on_the_way]
            # Not even what was and what will be together: one or the other holds all of it.
            assert [some for some in held if not (some <= held[0] or some <= held[-1])] == []

    # Many, because few changes of one person take more than one request.
    @settings(max_examples=1000)
    @given(before=PLACES, after=PLACES, reached=REACHED)
    def test_one_person_never_holds_a_thing_to_lose_with_a_thing_to_get(self, before, after, reached):
        present = state(member(2, EMAILS[0], before))
        plan, _ = plan_of(present, {EMAILS[0]: after}, remove_missing=False)

        held = [effective(places[EMAILS[0]], reached) for places in states_on_the_way(present, plan)]
        assert [some for some in held if not (some <= held[0] or some <= held[-1])] == []

    @given(present=organizations(), rows=ROSTERS, remove_missing=st.booleans(), reached=REACHED)
    def test_nobody_gets_anything_new_before_all_that_they_lose_is_gone(self, present, rows, remove_missing, reached):
        plan, _ = plan_of(present, rows, remove_missing=remove_missing)

        ways = [*states_on_the_way(present, plan)]
        for email in ways[0].keys() | ways[-1].keys():
            held = [effective(places[email], reached) if email in places else frozenset() for places in ways]
            first_gain = next((number for number, some in enumerate(held) if some - held[0]), len(held))
            assert all(some <= held[-1] for some in held[first_gain:])

    @given(present=organizations(), rows=ROSTERS, remove_missing=st.booleans())
    def test_it_leads_to_what_the_roster_says(self, present, rows, remove_missing):
        plan, allowed = plan_of(present, rows, remove_missing=remove_missing)

        *_, last = states_on_the_way(present, plan)
        left_alone = {} if remove_missing else {key: one.place for key, one in present.members.items()}
        assert last == {"owner@example.com": present.members["owner@example.com"].place, **left_alone, **allowed}

    @given(present=organizations(), rows=ROSTERS, remove_missing=st.booleans())
    def test_the_caller_can_go_on_until_nothing_is_left_for_others(self, present, rows, remove_missing):
        plan, _ = plan_of(present, rows, remove_missing=remove_missing)

        (caller,) = (key for key, one in present.members.items() if one.user_id == present.caller)
        for places, step in zip(states_on_the_way(present, plan), plan.steps, strict=False):
            assert ("organization", 0, "admin") in effective(places.get(caller, NOWHERE), {}), step

    def test_takes_before_it_gives(self):
        both = Place(workspaces={1: "user"}, groups=frozenset({11}))
        present = state(*(member(number, email, both) for number, email in enumerate(EMAILS, start=2)))

        plan = planned(
            present,
            "- {email: owner@example.com}\n"
            f"- {{email: {EMAILS[1]}, state: inactive}}\n"
            f"- {{email: {EMAILS[2]}, workspaces: {{Design: user, Research: user}}}}\n"
            f"- {{email: {EMAILS[3]}, workspaces: {{Research: user}}}}\n"
            f"- {{email: {EMAILS[4]}, groups: []}}\n"
            "- {email: new@example.com, role: admin, workspaces: {Design: user}}\n",
            remove_missing=True,
        )

        order = [(type(step).__name__, *step.emails) for step in plan.steps]
        assert order == [
            ("Remove", EMAILS[0]),
            ("Put", EMAILS[1]),
            ("Put", EMAILS[4]),
            ("Put", EMAILS[3]),
            ("Put", EMAILS[2]),
            ("Invite", "new@example.com"),
            ("Promote", "new@example.com"),
        ]

    def test_who_becomes_an_admin_is_taken_out_of_workspaces_before(self):
        present = state(member(2, "ann@example.com", Place(workspaces={1: "admin", 2: "user"})))

        plan = planned(present, "- {email: ann@example.com, role: admin, workspaces: {Design: user}}")

        assert [step.body() for step in plan.steps] == [
            {"workspaces": [{"workspace_id": 1, "role": "user", "admin": False}]},
            {"organization_admin": True},
        ]

    def test_all_of_a_person_goes_in_one_request(self):
        place = Place(admin=True, workspaces={1: "user", 2: "user"}, groups=frozenset({11}))
        present = state(member(2, "ann@example.com", place, can_be_renamed=True))

        (step,) = planned(
            present,
            "- {email: ann@example.com, name: Anna, role: member, state: inactive,"
            " workspaces: {Sales: admin}, groups: []}",
        ).steps

        assert step.body() == {
            "name": "Anna",
            "inactive": True,
            "organization_admin": False,
            "groups": [],
            "workspaces": [{"workspace_id": 3, "role": "admin", "admin": True}],
        }

    def test_who_applies_it_comes_last(self):
        admin = Place(admin=True)
        present = state(member(2, "ann@example.com", admin), member(3, "zoe@example.com", admin), caller=2)

        plan = planned(
            present, "- {email: ann@example.com, state: inactive}\n- {email: zoe@example.com, role: member}\n"
        )

        assert [step.emails for step in plan.steps] == [("zoe@example.com",), ("ann@example.com",)]

    def test_people_who_are_invited_alike_are_invited_at_once(self):
        rows = [f"- {{email: p{n}@example.com, workspaces: {{Design: user}}, groups: [Editors]}}" for n in range(205)]

        plan = planned(state(), "\n".join([*rows, "- {email: x@example.com, workspaces: {Design: admin}}"]))

        assert [len(step.emails) for step in plan.steps] == [100, 100, 5, 1]
        assert plan.steps[2].body()["groups"] == [11]

    def test_who_is_deactivated_in_a_workspace_alone_is_said_to_stay_so(self):
        present = state(member(2, "ann@example.com", paused=frozenset({1})))

        (step,) = planned(present, "- {email: ann@example.com, workspaces: {Design: user, Sales: user}}").steps

        assert step.body()["workspaces"] == [
            {"workspace_id": 1, "role": "user", "admin": False, "inactive": True},
            {"workspace_id": 3, "role": "user", "admin": False},
        ]
