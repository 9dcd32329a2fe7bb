"""The steps that change groups."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from model import groups
from model.drawing import Drawing


class WithGroups(Drawing):
    def _group_body(self, data: st.DataObject) -> dict[str, Any]:
        body: dict[str, Any] = {}
        if data.draw(st.booleans(), label="named"):
            body["name"] = self.one(data, ["Crew", "crew", " Deck ", "Bridge", "Engine"], "name", [" "])
        if data.draw(st.booleans(), label="with people"):
            body["users"] = self.several(data, self.account)
        if data.draw(st.booleans(), label="with workspaces"):
            body["workspaces"] = self.several(data, self.workspace)
        return body

    @rule(data=st.data())
    def post_organization_group(self, data: st.DataObject) -> None:
        actor, body = self.actor(data), self._group_body(data)
        self.run.request(
            actor,
            "POST",
            f"{self.run.path}/groups",
            body,
            lambda known, made: groups.post_organization_group(known, actor, body, made),
        )

    @rule(data=st.data())
    def put_organization_group(self, data: st.DataObject) -> None:
        actor, number, body = self.actor(data), self.group(data), self._group_body(data)
        self.run.request(
            actor,
            "PUT",
            f"{self.run.path}/groups/{number}",
            body,
            lambda known, _: groups.put_organization_group(known, actor, number, body),
        )

    @rule(data=st.data())
    def patch_organization_group(self, data: st.DataObject) -> None:
        actor, number = self.actor(data), self.group(data)
        patches = self.several(data, self._group_patch, least=1)
        self.run.request(
            actor,
            "PATCH",
            f"{self.run.path}/groups/{number}",
            patches,
            lambda known, _: groups.patch_organization_group(known, actor, number, patches),
        )

    def _group_patch(self, data: st.DataObject) -> dict[str, Any]:
        path = self.one(data, ["/users", "/workspaces"], "path", ["/name"])
        values = self.several(data, self.account if path == "/users" else self.workspace)
        return {"op": self.one(data, ["add", "remove"], "op", ["replace"]), "path": path, "value": values}

    @rule(data=st.data())
    def delete_organization_group(self, data: st.DataObject) -> None:
        actor, number = self.actor(data), self.group(data)
        self.run.request(
            actor,
            "DELETE",
            f"{self.run.path}/groups/{number}",
            None,
            lambda known, _: groups.delete_organization_group(known, actor, number),
        )

    @rule(data=st.data())
    def post_workspace_group(self, data: st.DataObject) -> None:
        actor = self.actor(data)
        workspace = self.workspace(data, actor)
        body = {"name": self.one(data, ["Crew", "Deck", "engine"], "name", [" "])}
        self.run.request(
            actor,
            "POST",
            f"/workspaces/{workspace}/groups",
            body,
            lambda known, made: groups.post_workspace_group(known, actor, workspace, body, made),
        )

    @rule(data=st.data())
    def put_or_delete_workspace_group(self, data: st.DataObject) -> None:
        actor, number = self.actor(data), self.group(data)
        workspace = self.workspace(data, actor)
        path = f"/workspaces/{workspace}/groups/{number}"
        if data.draw(st.booleans(), label="delete"):
            self.run.request(
                actor,
                "DELETE",
                path,
                None,
                lambda known, _: groups.delete_workspace_group(known, actor, workspace, number),
            )
            return
        body = {"name": self.one(data, ["Crew", "Deck", "engine"], "name", [" "])}
        self.run.request(
            actor,
            "PUT",
            path,
            body,
            lambda known, _: groups.put_workspace_group(known, actor, workspace, number, body),
        )
