"""Rosters as code: the people of an organization in a file that can be read, reviewed and applied.

    import toggl
    from toggl import roster

    with toggl.ApiClient(toggl.Configuration.from_env()) as client:
        state = roster.read_state(client, 1000001)
        people = roster.read(Path("people.yaml").read_bytes())
        plan = roster.make_plan(people, state)
        for done in roster.apply(client, plan):
            print(done.step.emails)

YAML needs the extra `cli`, CSV does not. Nothing but `read_state`, `requests_left` and `apply` speaks to the service.
The order in which a plan is carried out, and what it guarantees, stands in `toggl.roster.steps`.
"""

from toggl.roster.apply import Done, StoppedError, apply, read_state, requests_left
from toggl.roster.document import Form, form_of, read, write
from toggl.roster.people import Fault, Person, Roster, RosterError
from toggl.roster.plan import Change, PersonPlan, Plan, Totals, make_plan
from toggl.roster.state import Member, Place, State, roster_of, state_of
from toggl.roster.steps import Invite, Promote, Put, Remove, Step

__all__ = [
    "Change",
    "Done",
    "Fault",
    "Form",
    "Invite",
    "Member",
    "Person",
    "PersonPlan",
    "Place",
    "Plan",
    "Promote",
    "Put",
    "Remove",
    "Roster",
    "RosterError",
    "State",
    "Step",
    "StoppedError",
    "Totals",
    "apply",
    "form_of",
    "make_plan",
    "read",
    "read_state",
    "requests_left",
    "roster_of",
    "state_of",
    "write",
]
