"""The steps that change people and their places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from model import members, workspaces
from model.drawing import (
    ACCESS_TO_A_WORKSPACE,
    FIELDS_OF_A_WORKSPACE_USER,
    FLAGS,
    NAMES,
    POSTED,
    ROLE_NUMBERS,
    STANDING,
    Drawing,
    some,
)
from model.organization import Organization, invalid
from support.world import PASSWORD


class WithPeople(Drawing):
    @rule(data=st.data())
    def put_organization_users(self, data: st.DataObject) -> None:
        actor, number = self.actor(data), self.person(data)
        fields: dict[str, st.SearchStrategy[Any]] = {
            "name": st.sampled_from(NAMES),
            "email": st.just(None),
            "inactive": FLAGS,
            "organization_admin": FLAGS,
            "role_id": ROLE_NUMBERS,
            "groups": st.just(None),
            "workspaces": st.just(None),
        }
        body = data.draw(some(fields), label="which fields")
        self._change_person(data, actor, number, body)

    @rule(data=st.data())
    def put_organization_users_standing(self, data: st.DataObject) -> None:
        """What the person is, by itself: else something that is wrong with another field mostly hides it."""
        body = data.draw(some(STANDING, 1), label="standing")
        self._change_person(data, self.actor(data), self.person(data), body)

    def _change_person(self, data: st.DataObject, actor: int, number: int, body: dict[str, Any]) -> None:
        if "email" in body:
            body["email"] = self.address(data)
        if "groups" in body:
            body["groups"] = self.several(data, self.group)
        if "workspaces" in body:
            body["workspaces"] = self.several(data, self.membership)
        self.run.request(
            actor,
            "PUT",
            f"{self.run.path}/users/{number}",
            body,
            lambda known, _: members.put_organization_users(known, actor, number, body),
        )

    @rule(data=st.data())
    def patch_organization_users(self, data: st.DataObject) -> None:
        actor, numbers = self.actor(data), self.several(data, self.person)
        self.run.request(
            actor,
            "PATCH",
            f"{self.run.path}/users",
            {"delete": numbers},
            lambda known, _: members.patch_organization_users(known, actor, numbers),
        )

    @rule(data=st.data())
    def delete_organization_users_leave(self, data: st.DataObject) -> None:
        actor = self.onlooker(data)
        # The end of the organization is the end of each run.
        if list(self.known.members) != [actor]:
            self.run.request(
                actor,
                "DELETE",
                f"{self.run.path}/users/leave",
                None,
                lambda known, _: members.delete_organization_users_leave(known, actor),
            )

    @rule(data=st.data())
    def put_workspace_users(self, data: st.DataObject) -> None:
        body = data.draw(some(FIELDS_OF_A_WORKSPACE_USER), label="body")
        if data.draw(st.booleans(), label="with posted fields"):
            body["postedFields"] = data.draw(POSTED, label="posted fields")
        self._change_workspace_user(data, body)

    @rule(data=st.data())
    def put_workspace_users_access(self, data: st.DataObject) -> None:
        self._change_workspace_user(data, data.draw(some(ACCESS_TO_A_WORKSPACE, 1), label="access"))

    def _change_workspace_user(self, data: st.DataObject, body: dict[str, Any]) -> None:
        """By the account's number, or by that of the workspace user."""
        actor = self.actor(data)
        workspace = self.workspace(data, actor)
        if data.draw(st.booleans(), label="by account"):
            number = self.account(data)
            path = f"/workspaces/{workspace}/users/{number}"
        else:
            number = self.place(data, workspace)
            path = f"/workspaces/{workspace}/workspace_users/{number}"

        def change(known: Organization, _: Callable[[], Any]) -> str:
            member = known.place_numbered(workspace, number) if "workspace_users" in path else known.members.get(number)
            return workspaces.put_workspace_user(known, actor, workspace, member, body)

        self.run.request(actor, "PUT", path, body, change)

    @rule(data=st.data())
    def delete_workspace_user(self, data: st.DataObject) -> None:
        actor = self.actor(data)
        workspace = self.workspace(data, actor)
        number = self.place(data, workspace)
        self.run.request(
            actor,
            "DELETE",
            f"/workspaces/{workspace}/workspace_users/{number}",
            None,
            lambda known, _: workspaces.delete_workspace_user(known, actor, workspace, number),
        )

    @rule(data=st.data())
    def patch_organization_workspace_users(self, data: st.DataObject) -> None:
        actor = self.actor(data)
        workspace = self.workspace(data, actor)
        numbers = self.several(data, lambda drawn: self.place(drawn, workspace))
        self.run.request(
            actor,
            "PATCH",
            f"{self.run.path}/workspaces/{workspace}/workspace_users",
            {"delete": numbers},
            lambda known, _: workspaces.patch_organization_workspace_users(known, actor, workspace, numbers),
        )

    @rule(data=st.data())
    def put_organization_workspaces_assignments(self, data: st.DataObject) -> None:
        actor = self.actor(data)
        workspace = self.workspace(data, actor)
        wanted = self.several(data, self._assignment)
        self.run.request(
            actor,
            "PUT",
            f"{self.run.path}/workspaces/{workspace}/assignments",
            wanted,
            lambda known, _: workspaces.put_organization_workspaces_assignments(known, actor, workspace, wanted),
        )

    def _assignment(self, data: st.DataObject) -> dict[str, Any]:
        named = self.one(data, ["user_id", "group_id"], "whom", ["both", "nobody"])
        one: dict[str, Any] = {"operation": self.one(data, ["add", "remove"], "operation", ["replace"])}
        if named in {"user_id", "both"}:
            one["user_id"] = self.account(data)
        if named in {"group_id", "both"}:
            one["group_id"] = self.group(data)
        return one

    @rule(data=st.data())
    def post_workspace_users_lost_password(self, data: st.DataObject) -> None:
        actor, account = self.actor(data), self.account(data)
        workspace = self.workspace(data, actor)
        answer = self.run.request(
            actor,
            "POST",
            f"/workspaces/{workspace}/users/{account}/lost_password",
            None,
            lambda known, made: workspaces.post_workspace_users_lost_password(known, actor, workspace, account, made),
        )
        if answer.status == 200:
            self.run.links.append((account, self.known.links[account]))

    @rule(data=st.data())
    def post_lost_password_confirm(self, data: st.DataObject) -> None:
        account, code = self.one(data, self.run.links or [(1, "nonsense")], "link")

        def use(known: Organization, _: Callable[[], Any]) -> str:
            if known.links.get(account) != code:
                raise invalid("The link has expired or was used already.")
            del known.links[account]
            return "OK"

        body = {"code": code, "password": PASSWORD}
        self.run.request(None, "POST", "/me/lost_passwords/confirm", body, use)
