"""What a plan says: every change by name, what cannot be done, and who is left alone."""

import pytest
from organizations import member, planned, shown, state

from toggl import roster
from toggl.models import (
    GroupOrganizationGroupResponse,
    ModelsGroupDict,
    ModelsOrgUser,
    ModelsOrgUserWorkspace,
    ModelsWorkspaceUser,
    WorkspaceWorkspace,
)
from toggl.roster import Place, RosterError, Totals
from toggl.roster.names import Names
from toggl.roster.state import unclear

ANN = "ann@example.com"


def refusals(plan: roster.Plan) -> list[str]:
    return [str(refusal) for refusal in plan.refusals]


class Test_make_plan:
    def test_says_each_change_by_name(self):
        place = Place(workspaces={1: "user", 2: "teamlead"}, groups=frozenset({11}))
        present = state(member(2, ANN, place, can_be_renamed=True))

        plan = planned(
            present,
            "- email: Ann@Example.com\n  name: Anna\n  role: admin\n  state: inactive\n"
            "  workspaces: {Design: admin, Sales: user}\n  groups: [Night shift]\n",
        )

        assert shown(plan) == {
            ANN: [
                "name Ann -> Anna",
                "role member -> admin",
                "state active -> inactive",
                "Design: user -> admin",
                "- Research (teamlead)",
                "+ Sales (user)",
                "- group Editors",
                "+ group Night shift",
            ]
        }

    @pytest.mark.parametrize("fields", ["", ", workspaces: {Design: user}", ", state: invited", ", name: Ann"])
    def test_what_is_left_out_or_so_already_is_no_change(self, fields):
        present = state(member(2, ANN, Place(workspaces={1: "user"}, groups=frozenset({11}))))

        plan = planned(present, f"- {{email: {ANN}{fields}}}")

        assert (plan.people, plan.steps) == ((), ())

    def test_an_empty_list_is_none_of_them(self):
        present = state(member(2, ANN, Place(workspaces={1: "user"}, groups=frozenset({11}))))

        plan = planned(present, f"- {{email: {ANN}, workspaces: {{}}, groups: []}}")

        assert shown(plan) == {ANN: ["- Design (user)", "- group Editors"]}

    @pytest.mark.parametrize("word", ["active", "invited"])
    def test_whether_somebody_has_accepted_is_not_for_a_roster_to_say(self, word):
        present = state(member(2, ANN, joined=False))

        assert planned(present, f"- {{email: {ANN}, state: {word}}}").steps == ()

    def test_who_is_not_in_the_roster_is_named_and_left_alone(self):
        plan = planned(state(member(2, ANN)), "- email: owner@example.com")

        assert (plan.not_in_roster, plan.steps) == ((ANN,), ())

    def test_who_is_not_in_the_roster_is_removed_on_demand(self):
        plan = planned(state(member(2, ANN)), "- email: owner@example.com", remove_missing=True)

        assert (plan.not_in_roster, shown(plan)) == ((), {ANN: ["- removed from the organization"]})

    def test_counts_people_and_requests(self):
        present = state(member(2, ANN), member(3, "bob@example.com"), member(4, "cleo@example.com"))

        plan = planned(
            present,
            f"- email: owner@example.com\n- {{email: {ANN}, groups: [Editors]}}\n- email: cleo@example.com\n"
            "- {email: dora@example.com, role: admin, workspaces: {Design: user}}\n",
            remove_missing=True,
        )

        # One to remove, one to change, one to invite, one to look up who was invited, one to make her an admin.
        assert plan.totals == Totals(invited=1, changed=1, removed=1, unchanged=2, not_in_roster=0, requests=5)

    def test_tells_all_unknown_names_at_once_beside_other_faults(self):
        with pytest.raises(RosterError) as error:
            planned(
                state(),
                "- {email: a@b, workspaces: {Desing: user, 'Design #2': user}, groups: [Cooks]}\n"
                "- {email: c@d, role: boss, workspaces: {Design: user, 'Design #1': user}}\n",
            )

        assert [str(fault) for fault in error.value.faults] == [
            "line 2: unknown workspace 'Desing'; is it 'Design'?",
            "line 2: the workspace #2 is called 'Research', not 'Design'",
            "line 2: unknown group 'Cooks'",
            "line 3: unknown role 'boss'; it is one of owner, admin, member",
            "line 3: 'Design' and 'Design #1' are the same workspace",
        ]

    @pytest.mark.parametrize(
        ("fields", "refusal"),
        [
            ("role: member", "the owner's role cannot be changed; ownership is transferred"),
            ("state: inactive", "the owner cannot be deactivated"),
            ("workspaces: {Sales: user}", "the owner cannot be taken out of a workspace (Design)"),
        ],
    )
    def test_the_owner_is_protected(self, fields, refusal):
        plan = planned(state(), f"- {{email: owner@example.com, {fields}}}")

        assert refusals(plan) == [f"owner@example.com: {refusal}"]

    def test_the_owner_is_not_removed_for_being_missing(self):
        plan = planned(state(member(2, ANN)), f"- email: {ANN}", remove_missing=True)

        assert refusals(plan) == ["owner@example.com: the owner cannot be removed"]

    def test_the_owner_may_get_groups_and_workspaces(self):
        plan = planned(state(), "- {email: owner@example.com, role: owner, workspaces: {Design: user, Sales: user}}")

        assert (refusals(plan), len(plan.steps)) == ([], 1)

    @pytest.mark.parametrize(
        ("fields", "refusal"),
        [
            ("role: owner, workspaces: {Design: user}", "a roster makes nobody the owner; ownership is transferred"),
            ("state: inactive, workspaces: {Design: user}", "nobody can be invited as inactive"),
            ("role: member", "is invited into at least one workspace; name one"),
        ],
    )
    def test_not_everybody_can_be_invited(self, fields, refusal):
        plan = planned(state(), f"- {{email: {ANN}, {fields}}}")

        assert refusals(plan) == [f"{ANN}: {refusal}"]

    def test_who_is_and_stays_an_admin_stays_in_the_workspaces(self):
        present = state(member(2, ANN, Place(admin=True, workspaces={1: "user"})))

        plan = planned(present, f"- {{email: {ANN}, workspaces: {{}}}}")

        assert refusals(plan) == [f"{ANN}: an admin of the organization cannot be taken out of a workspace (Design)"]

    def test_a_name_that_only_its_owner_can_change_is_left(self):
        plan = planned(state(member(2, ANN)), f"- {{email: {ANN}, name: Anna}}")

        assert (plan.steps, plan.notes) == (
            (),
            (f"{ANN}: the name stays Ann; only they themselves can change it",),
        )

    def test_who_applies_it_is_told_what_they_lose(self):
        plan = planned(state(member(2, ANN, Place(admin=True)), caller=2), f"- {{email: {ANN}, role: member}}")

        assert plan.notes == (
            f"{ANN}: this is you; it is done last, and you cannot administer the organization afterwards",
        )


class Test_Names:
    NAMES = Names("group", {5: "Editors", 6: "Editors", 7: "Cooks #5", 8: " x", 9: "Cooks"})

    @pytest.mark.parametrize("number", [5, 6, 7, 8, 9])
    def test_what_is_written_is_found_again(self, number):
        assert self.NAMES.number_of(self.NAMES.written(number)) == number

    def test_a_plain_name_is_written_plainly(self):
        assert (self.NAMES.written(9), self.NAMES.written(5)) == ("Cooks", "Editors #5")

    def test_a_name_of_several_is_refused_with_the_choices(self):
        with pytest.raises(LookupError, match="more than one group is called 'Editors': write 'Editors #5' or"):
            self.NAMES.number_of("Editors")


class Test_state_of:
    PEOPLE = (
        ModelsOrgUser(
            id=2,
            user_id=1002,
            email="Ann@Example.com",
            name="Ann",
            joined=True,
            groups=[ModelsGroupDict(group_id=11, name="Crew")],
            workspaces=[
                ModelsOrgUserWorkspace(workspace_id=1, role="user", name="Main"),
                ModelsOrgUserWorkspace(workspace_id=2, role="user", name="Other"),
                ModelsOrgUserWorkspace(workspace_id=3, role="admin", workspace_name="Third"),
            ],
        ),
    )
    GROUPS = (GroupOrganizationGroupResponse(group_id=11, name="Crew", workspaces=[1, 3]),)

    def test_asks_for_those_workspaces_alone_where_a_group_may_be_all_that_holds_somebody(self):
        assert unclear(self.PEOPLE, self.GROUPS) == [1]

    @pytest.mark.parametrize(
        ("direct", "places"),
        [([], {2: "user", 3: "admin"}), ([ModelsWorkspaceUser(uid=1002)], {1: "user", 2: "user", 3: "admin"})],
    )
    def test_only_direct_memberships_count(self, direct, places):
        present = roster.state_of(7, 1002, people=self.PEOPLE, workspaces=[], groups=self.GROUPS, direct={1: direct})

        assert present.members["ann@example.com"].place.workspaces == places

    def test_workspaces_of_other_organizations_have_no_names_here(self):
        own = [
            WorkspaceWorkspace(id=4, name="Empty", organization_id=7),
            WorkspaceWorkspace(id=5, name="X", organization_id=8),
        ]

        present = roster.state_of(7, 1002, people=self.PEOPLE, workspaces=own, groups=[], direct={})

        assert present.workspaces.names == {1: "Main", 2: "Other", 3: "Third", 4: "Empty"}

    def test_addresses_that_differ_in_case_alone_are_refused(self):
        people = (*self.PEOPLE, ModelsOrgUser(id=3, user_id=1003, email="ann@example.com"))

        with pytest.raises(RosterError, match="differ in case alone"):
            roster.state_of(7, 1002, people=people, workspaces=[], groups=[], direct={})
