"""What a change of people does beside what it is called for: said before, and undone where it can be."""

from __future__ import annotations

import pytest

from support.world import World
from web.browsing import signed_in, words
from web.member_pages import carry_out, look


class Test_leaving_a_workspace_that_a_group_leads_to:
    def test_is_said_of_each_as_it_is(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        people = world.member, world.indirect, world.inactive
        text = words(look(browser, world, f"workspace-remove:{world.workspace_id}", *people))

        assert "loses the direct access to" in text
        assert "and stays through the group Crew as a user." in text
        assert "only through the group Crew: take them out there" in text
        assert "where nothing else is said beside the name. Undo puts those who leave back as users: their" in text
        assert "1 person stays as they are" in text
        assert "It can be undone afterwards." not in text

    def test_can_be_made_direct_access(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        text = words(look(browser, world, f"workspace-add:{world.workspace_id}", world.indirect, world.member))

        assert "through the group Crew, and comes in directly, too." in text
        assert "1 person stays as they are Mia Member is in" in text

    def test_is_undone(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        done = carry_out(browser, world, f"workspace-remove:{world.workspace_id}", world.member)
        between = world.workspace_users()[world.member.user_id]["is_direct"]
        undone = carry_out(browser, world, f"workspace-add:{world.workspace_id}", world.member, undo=1)

        assert "stays through the group Crew" in words(done)
        assert (between, world.workspace_users()[world.member.user_id]["is_direct"]) == (False, True)
        assert "Undone Done: 1 person was changed." in words(undone)

    def test_by_leaving_the_group_is_said_with_what_is_lost(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        leaving = words(look(browser, world, f"group-remove:{world.group_id}", world.indirect))
        staying = words(look(browser, world, f"group-remove:{world.group_id}", world.member))

        assert "leaves the group Crew, and with it the workspace" in leaving
        assert "Undo puts them back without their rates" in leaving
        assert "This person leaves the group Crew. It can be undone afterwards." in staying

    def test_is_not_called_undone_where_nothing_was(self, world: World) -> None:
        browser = signed_in(world.http, world.owner)

        answer = carry_out(browser, world, f"workspace-add:{world.workspace_id}", world.member, undo=1)

        assert "Nothing was undone" in words(answer)
        assert ">Undone<" not in answer.text


class Test_taking_the_own_access:
    def test_of_an_admin_is_said_done_last_and_not_undone(self, world: World) -> None:
        people = f"/organizations/{world.organization_id}/users"
        world.http.ok(
            "PUT", f"{people}/{world.member.organization_user_id}", {"organization_admin": True}, as_=world.owner
        )
        browser = signed_in(world.http, world.admin)

        said = words(look(browser, world, "member", world.admin, world.member))
        answer = carry_out(browser, world, "member", world.admin, world.member)

        assert "This is you: you lose the administration of the organization, and cannot undo it yourself." in said
        assert "It can be undone afterwards." not in said
        assert "Done: 2 people were changed." in words(answer)
        assert ">Undo<" not in answer.text

    @pytest.mark.parametrize("action", ["deactivate", "remove"])
    def test_is_said_whatever_takes_it(self, world: World, action: str) -> None:
        browser = signed_in(world.http, world.admin)

        said = look(browser, world, action, world.admin)
        answer = carry_out(browser, world, action, world.admin)

        assert "This is you: you lose" in words(said)
        assert ">Undo<" not in answer.text
        assert "Invite them again" not in words(answer)

    def test_of_an_admin_of_a_workspace(self, world: World) -> None:
        browser = signed_in(world.http, world.workspace_admin)
        action = f"workspace-remove:{world.workspace_id}"

        said = look(browser, world, action, world.workspace_admin, world.member)
        answer = carry_out(browser, world, action, world.workspace_admin, world.member)

        assert "This is you: you lose the administration of" in words(said)
        assert "Done: 2 people were changed." in words(answer)
        assert ">Undo<" not in answer.text

    def test_or_the_sight_of_somebody_is_said(self, world: World) -> None:
        browser = signed_in(world.http, world.workspace_admin)
        action = f"workspace-remove:{world.workspace_id}"

        said = look(browser, world, action, world.inactive, world.member)
        answer = carry_out(browser, world, action, world.inactive, world.member)
        back = carry_out(browser, world, f"workspace-add:{world.workspace_id}", world.member, undo=1)

        assert words(said).count("You see them no more then, and cannot undo it yourself.") == 1
        assert "Undo for 1 of them" in words(answer)
        assert "1 person was changed" in words(back)
