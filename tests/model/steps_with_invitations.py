"""The steps by which people come in, and change what they are called."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from model import invitations, members
from model.drawing import NAMES, Drawing
from support.world import PASSWORD


class WithInvitations(Drawing):
    @rule(data=st.data())
    def post_organization_invitation(self, data: st.DataObject) -> None:
        actor = self.actor(data)
        body: dict[str, Any] = {
            "emails": self.several(data, self.address),
            "workspaces": self.several(data, lambda drawn: self.membership(drawn, actor)),
            "skip_email": data.draw(st.booleans(), label="skip_email"),
        }
        if data.draw(st.booleans(), label="with groups"):
            body["groups"] = self.several(data, self.group)
        self.run.invite(actor, body)

    @rule(data=st.data())
    def post_organization_invitation_of_one(self, data: st.DataObject) -> None:
        """By a workspace's admin, where there is one: theirs are the rules with the most exceptions."""
        of_workspaces = [number for number in self.known.members if self.known.kind(number) == "W"]
        actor = self.one(data, of_workspaces or [self.actor(data)], "who", [self.actor(data)])
        body = {"emails": [self.address(data)], "workspaces": [self.membership(data, actor)], "skip_email": True}
        if self.one(data, [False, False, False, True], "with a group"):
            body["groups"] = [self.group(data)]
        self.run.invite(actor, body)

    @rule(data=st.data())
    def put_invitation(self, data: st.DataObject) -> None:
        actor = self.actor(data)
        waiting = [one.number for one in self.known.pending()]
        number = self.one(data, waiting or [1], "invitation", [1, *(one.number for one in self.known.invitations)])
        self.run.request(
            actor,
            "PUT",
            f"{self.run.path}/invitations/{number}/resend",
            None,
            lambda known, _: invitations.put_invitation(known, actor, number),
        )

    def _code(self, data: st.DataObject) -> tuple[int | None, str]:
        """A code, mostly of a link that is good; and whose it is."""
        living = [(one.account, one.code) for one in self.known.pending() if one.code]
        return self.one(data, living or [(None, "nonsense")], "code", [(None, code) for code in self.run.codes])

    @rule(data=st.data())
    def post_organization_accept_or_reject_invitation(self, data: st.DataObject) -> None:
        account, code = self._code(data)
        # Who only stands for an address cannot sign in.
        can = account is not None and bool(self.known.accounts[account].token)
        actor = self.one(data, [account] * 8 if can and account is not None else [], "whose", [self.actor(data)])
        if data.draw(st.booleans(), label="accept"):
            self.run.accept(actor, code)
            return
        self.run.request(
            actor,
            "POST",
            f"/organizations/invitations/{code}/reject",
            None,
            lambda known, _: invitations.post_reject_invitation(known, actor, code),
        )

    @rule(data=st.data())
    def post_signup(self, data: st.DataObject) -> None:
        """With a code, or without one as somebody who may be invited all the same."""
        account, code = self._code(data)
        email = self.address(data) if account is None else self.known.accounts[account].email
        body = {"email": email, "password": PASSWORD, "full_name": "Nora"}
        if "@" not in email:
            return
        with_code = data.draw(st.booleans(), label="with the code")
        if with_code:
            body["invitation_code"] = code
        self.run.request(
            None,
            "POST",
            "/signup",
            body,
            lambda known, made: invitations.post_signup(known, email, "Nora", code if with_code else None, made),
        )

    @rule(data=st.data())
    def put_me(self, data: st.DataObject) -> None:
        actor = self.actor(data)
        # What the stranger is called, and where, is the same in every run.
        if actor == self.run.elsewhere.stranger.number:
            return
        body: dict[str, Any] = {}
        if data.draw(st.booleans(), label="with a name"):
            body["fullname"] = self.one(data, NAMES, "fullname")
        if data.draw(st.booleans(), label="with an address"):
            body["email"] = self.address(data)
        self.run.request(actor, "PUT", "/me", body, lambda known, _: members.put_me(known, actor, body))
