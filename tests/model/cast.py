"""The accounts of the runs: whoever has come out of one as they went in takes part in the next."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

from model.organization import Account
from support.http import Http
from support.world import PASSWORD

# Some are called the same but for the case, so that lists have to tell them apart.
FIRST_NAMES = ("Ada", "ada", "Bo", "Cleo", "dirk", "Eve")

_numbers = itertools.count(1)


def fresh_email(name: str) -> str:
    """An address that nobody has."""
    return f"{name}.{next(_numbers)}@model.example.com"


@dataclass(frozen=True)
class Elsewhere:
    """The numbers of another organization, and of what is in it; and somebody of a third one, who may be invited."""

    stranger: Account
    organization: int
    workspace: int
    group: int
    organization_user: int
    workspace_user: int


@dataclass
class Cast:
    """Signing up costs far more than a step, since passwords are hashed slowly."""

    http: Http
    _free: dict[str, list[Account]] = field(default_factory=lambda: {name: [] for name in FIRST_NAMES})
    _elsewhere: Elsewhere | None = None

    def take(self, number: int, first: int) -> list[Account]:
        """So many accounts that are in no organization, called by the names from that one on.

        A run that is repeated must find people of the same names, whoever they are.
        """
        return [self._called(FIRST_NAMES[(first + place) % len(FIRST_NAMES)]) for place in range(number)]

    def give_back(self, accounts: list[Account]) -> None:
        """Keeps those for the next run that are as they were."""
        for one in accounts:
            if one.token and one.as_made and not one.elsewhere and one.name in self._free:
                self._free[one.name].append(one)

    @property
    def elsewhere(self) -> Elsewhere:
        """What no run touches."""
        if self._elsewhere is None:
            self._elsewhere = self._built()
        return replace(self._elsewhere, stranger=replace(self._elsewhere.stranger))

    def _signed_up(self, name: str) -> Account:
        email = fresh_email(name.lower())
        payload = {"email": email, "password": PASSWORD, "full_name": name}
        made = self.http.ok("POST", "/signup", payload)
        return Account(made["id"], name, email, made["api_token"])

    def _called(self, name: str) -> Account:
        return replace(self._free[name].pop(0) if self._free[name] else self._homeless(name))

    def _homeless(self, name: str) -> Account:
        account = self._signed_up(name)
        (organization,) = self.http.ok("GET", "/me/organizations", as_=account)
        self.http.ok("DELETE", f"/organizations/{organization['id']}/users/leave", as_=account)
        return account

    def _built(self) -> Elsewhere:
        stranger, owner = self._signed_up("Sten"), self._signed_up("Olaf")
        stranger.elsewhere = stranger.joined_elsewhere = 1
        organization = self.http.ok("GET", "/me/organizations", as_=owner)[0]["id"]
        workspace = self.http.ok("GET", "/me/workspaces", as_=owner)[0]["id"]
        (user,) = self.http.ok("GET", f"/organizations/{organization}/users", as_=owner)
        groups = f"/organizations/{organization}/groups"
        group = self.http.ok("POST", groups, {"name": "Foreign", "workspaces": [workspace]}, as_=owner)["group_id"]
        return Elsewhere(
            stranger, organization, workspace, group, user["id"], user["workspaces"][0]["workspace_user_id"]
        )
