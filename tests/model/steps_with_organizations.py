"""The steps that change an organization, its workspaces and rates, its owner and its paying user; and who looks on."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from hypothesis import strategies as st
from hypothesis.stateful import rule

from model import lists, ownership, workspaces
from model.drawing import AMOUNTS, CHANGE_MODES, Drawing

MOST_WORKSPACES = 3


class WithOrganizations(Drawing):
    @rule(data=st.data())
    def post_organization_workspaces(self, data: st.DataObject) -> None:
        actor = self.actor(data)
        if len(self.known.workspaces) < MOST_WORKSPACES:
            names = [None, " ", "main"]
            body = {"name": self.one(data, ["Third"] * 3, "name", names), "admins": self.several(data, self.account)}
            self.run.make_workspace(actor, body)

    @rule(data=st.data())
    def put_workspaces(self, data: st.DataObject) -> None:
        actor = self.actor(data)
        workspace = self.workspace(data, actor)
        body: dict[str, Any] = {}
        if data.draw(st.booleans(), label="named"):
            body["name"] = self.one(data, ["Main", "Other", "Docks", " Yard "], "name", [" "])
        if data.draw(st.booleans(), label="with a currency"):
            body["default_currency"] = self.one(data, ["EUR", "USD"], "currency")
        if data.draw(st.booleans(), label="with admins"):
            body["admins"] = self.several(data, self.account)
        self.run.request(
            actor,
            "PUT",
            f"/workspaces/{workspace}",
            body,
            lambda known, _: workspaces.put_workspaces(known, actor, workspace, body),
        )

    @rule(data=st.data())
    def post_workspace_rates(self, data: st.DataObject) -> None:
        actor = self.actor(data)
        workspace = self.workspace(data, actor)
        body = {
            "level": self.one(data, ["workspace_user"], "level", ["company"]),
            "level_id": self.place(data, workspace),
            "amount": data.draw(AMOUNTS, label="amount"),
            "mode": data.draw(CHANGE_MODES, label="mode"),
            "type": self.one(data, ["billable_rates", "labor_costs"], "type"),
        }
        self.run.request(
            actor,
            "POST",
            f"/workspaces/{workspace}/rates",
            body,
            lambda known, _: workspaces.post_workspace_rates(known, actor, workspace, body),
        )

    @rule(data=st.data())
    def put_organization(self, data: st.DataObject) -> None:
        actor = self.actor(data)
        body = {"name": self.one(data, ["Harbour", "Harbour Works"], "name", [" ", None])}
        self.run.request(
            actor, "PUT", self.run.path, body, lambda known, _: ownership.put_organization(known, actor, body)
        )

    @rule(data=st.data())
    def post_ownership_transfer(self, data: st.DataObject) -> None:
        actor = self.actor(data)
        body: dict[str, Any] = {}
        for field in ("new_owner_id", "user_id"):
            if data.draw(st.booleans(), label=field):
                body[field] = self.account(data)
        self.run.ask_for_owner(actor, body)

    @rule(data=st.data())
    def post_ownership_transfer_actions(self, data: st.DataObject) -> None:
        ongoing = self.known.ongoing
        sides = [] if ongoing is None else [ongoing.owner, ongoing.new_owner, ongoing.requester]
        actor = self.one(data, sides or [self.actor(data)], "who of the transfer", [self.actor(data)])
        numbers = [one.number for one in self.known.transfers]
        number = self.one(data, numbers[-1:] * 3 + numbers or [1], "transfer", [1])
        action = self.one(data, ["accept", "reject", "cancel"], "action")
        self.run.request(
            actor,
            "POST",
            f"{self.run.path}/owner/transfer/{number}/{action}",
            None,
            lambda known, _: ownership.post_ownership_transfer_actions(known, actor, number, action),
        )

    @rule(data=st.data())
    def put_organization_paying_user(self, data: st.DataObject) -> None:
        actor, body = self.actor(data), {"user_id": self.account(data)}
        self.run.request(
            actor,
            "PUT",
            f"{self.run.path}/paying_user",
            body,
            lambda known, _: ownership.put_organization_paying_user(known, actor, body),
        )

    # Who looks on -------------------------------------------------------------------------------------------------

    @rule(data=st.data())
    def anybody_looks_at_people(self, data: st.DataObject) -> None:
        actor, query = self.onlooker(data), self._query(data)
        for name, shown in (("users", lists.organization_users), ("users/detailed", lists.organization_users_detailed)):
            path = f"{self.run.path}/{name}?{urlencode(query)}"
            self.run.look(actor, path, lambda shown=shown: shown(self.known, actor, query))  # type: ignore[misc]

    def _query(self, data: st.DataObject) -> dict[str, str]:
        query: dict[str, str] = {}
        for field, draw in {
            "filter": lambda: self.one(data, ["a", "BO", "nora.", "EXAMPLE", "_", "%"], "filter"),
            "active_status": lambda: self.one(data, ["active", "invited,inactive", "inactive"], "active_status"),
            "only_admins": lambda: self.one(data, ["true", "True", "false"], "only_admins"),
            "groups": lambda: ",".join(str(self.group(data)) for _ in range(2)),
            "workspaces": lambda: ",".join(str(self.workspace(data)) for _ in range(2)),
            "sort_dir": lambda: self.one(data, ["asc", "desc"], "sort_dir"),
            "per_page": lambda: self.one(data, ["2", "3"], "per_page"),
            "page": lambda: self.one(data, ["1", "2", "3"], "page"),
        }.items():
            if self.one(data, [False, False, True], f"with {field}"):
                query[field] = draw()
        return query
