"""An organization with every kind of actor in it, and a stranger with an organization of their own."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import toggl
from support.http import Http
from support.server import Service

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Person:
    """Somebody's numbers and credentials; ``token`` is empty for who has not joined, the numbers for strangers."""

    name: str
    email: str
    user_id: int
    token: str = ""
    organization_user_id: int = 0
    workspace_user_id: int = 0
    code: str = ""
    invitation_id: int = 0


@dataclass(frozen=True)
class World:
    """See ``build``."""

    service: Service
    organization_id: int
    workspace_id: int
    other_workspace_id: int
    group_id: int
    owner: Person
    admin: Person
    workspace_admin: Person
    member: Person
    outside: Person
    indirect: Person
    invited: Person
    inactive: Person
    stranger: Person
    foreign_organization_id: int
    foreign_workspace_id: int
    foreign_group_id: int

    @property
    def http(self) -> Http:
        return self.service.http

    def users_api(self, person: Person) -> toggl.UsersApi:
        """The client, signed in as that person."""
        return toggl.UsersApi(api_client(self.service, person.token, "api_token"))

    def people(self) -> dict[int, dict[str, Any]]:
        """What the owner sees of everybody, by organization user id."""
        listed = self.http.ok("GET", f"/organizations/{self.organization_id}/users?per_page=1000", as_=self.owner)
        return {person["id"]: person for person in listed}

    def workspace_users(self, workspace_id: int | None = None) -> dict[int, dict[str, Any]]:
        """What the owner sees of a workspace's people, direct and indirect, by account."""
        path = f"/workspaces/{workspace_id or self.workspace_id}/workspace_users?includeIndirect=true"
        return {person["user_id"]: person for person in self.http.ok("GET", path, as_=self.owner)}


def api_client(service: Service, username: str, password: str) -> toggl.ApiClient:
    """The client with these credentials."""
    configuration = toggl.Configuration()
    configuration.host = service.api_url
    configuration.username = username
    configuration.password = password
    configuration.ssl_ca_cert = str(service.authority)
    return toggl.ApiClient(configuration)


def address(name: str) -> str:
    """An e-mail address that nobody had before."""
    return f"{name.lower().replace(' ', '.')}.{next(_numbers)}@example.com"


def sign_up(http: Http, name: str, *, email: str = "", code: str = "") -> tuple[int, str, str]:
    """A new account's id, address and token."""
    email = email or address(name)
    payload = {"email": email, "password": PASSWORD, "full_name": name}
    if code:
        payload["invitation_code"] = code
    account = http.ok("POST", "/signup", payload)
    return account["id"], email, account["api_token"]


def invite(
    world_http: Http, owner: Any, organization_id: int, workspaces: list[dict[str, Any]], *names: str
) -> list[Person]:
    """People who are invited, in the order of their names."""
    emails = [address(name) for name in names]
    result = world_http.ok(
        "POST", f"/organizations/{organization_id}/invitations", {"emails": emails, "workspaces": workspaces}, as_=owner
    )
    codes = {invitation["email"]: invitation["code"] for invitation in result["invitations"]}
    listed = world_http.ok("GET", f"/organizations/{organization_id}/users?per_page=1000", as_=owner)
    organization_user_ids = {person["email"]: person["id"] for person in listed}
    return [
        Person(
            name,
            info["email"],
            info["recipient_id"],
            organization_user_id=organization_user_ids[info["email"]],
            workspace_user_id=info["workspaces"][0]["workspace_user_id"],
            code=codes[info["email"]],
            invitation_id=info["invitation_id"],
        )
        for name, info in zip(names, result["data"], strict=True)
    ]


def join(http: Http, invited: Person) -> Person:
    """The same person, who has accepted by signing up."""
    _, _, token = sign_up(http, invited.name, email=invited.email, code=invited.code)
    return Person(**{**invited.__dict__, "token": token})


def build(service: Service) -> World:
    """A world of its own.

    The organization has two workspaces: "Main" with the workspace admin (by role), a member, somebody invited and
    somebody deactivated in the organization; "Other" with ``outside``. The group "Crew" is in "Main" and holds
    ``indirect``, who is in no workspace directly but "Other", and ``member``, who is in "Main" both ways.
    """
    http = service.http
    user_id, email, token = sign_up(http, "Olivia Owner")
    owner = Person("Olivia Owner", email, user_id, token)
    organization_id = http.ok("GET", "/me/organizations", as_=owner)[0]["id"]
    workspace_id = http.ok("GET", "/me/workspaces", as_=owner)[0]["id"]
    other = http.ok("POST", f"/organizations/{organization_id}/workspaces", {"name": "Other"}, as_=owner)["id"]
    main = [{"workspace_id": workspace_id}]
    admin, member, invited, inactive = invite(
        http, owner, organization_id, main, "Adam Admin", "Mia Member", "Ivan Invited", "Ines Inactive"
    )
    (workspace_admin,) = invite(
        http, owner, organization_id, [{"workspace_id": workspace_id, "role": "admin"}], "Wanda Lead"
    )
    outside, indirect = invite(http, owner, organization_id, [{"workspace_id": other}], "Xenia Outside", "Gus Group")
    admin, member, inactive, workspace_admin, outside, indirect = (
        join(http, person) for person in (admin, member, inactive, workspace_admin, outside, indirect)
    )
    users = f"/organizations/{organization_id}/users"
    http.ok("PUT", f"{users}/{admin.organization_user_id}", {"organization_admin": True}, as_=owner)
    http.ok("PUT", f"{users}/{inactive.organization_user_id}", {"inactive": True}, as_=owner)
    group = {"name": "Crew", "users": [indirect.user_id, member.user_id], "workspaces": [workspace_id]}
    group_id = http.ok("POST", f"/organizations/{organization_id}/groups", group, as_=owner)["group_id"]
    owner = Person(**{**owner.__dict__, **_numbers_of(http, owner, organization_id, workspace_id)})
    stranger_id, stranger_email, stranger_token = sign_up(http, "Sten Stranger")
    stranger = Person("Sten Stranger", stranger_email, stranger_id, stranger_token)
    foreign = http.ok("GET", "/me/organizations", as_=stranger)[0]["id"]
    foreign_workspace = http.ok("GET", "/me/workspaces", as_=stranger)[0]["id"]
    stranger = Person(**{**stranger.__dict__, **_numbers_of(http, stranger, foreign, foreign_workspace)})
    foreign_group = {"name": "Foreign", "users": [stranger.user_id], "workspaces": [foreign_workspace]}
    return World(
        service=service,
        organization_id=organization_id,
        workspace_id=workspace_id,
        other_workspace_id=other,
        group_id=group_id,
        owner=owner,
        admin=admin,
        workspace_admin=workspace_admin,
        member=member,
        outside=outside,
        indirect=indirect,
        invited=invited,
        inactive=inactive,
        stranger=stranger,
        foreign_organization_id=foreign,
        foreign_workspace_id=foreign_workspace,
        foreign_group_id=http.ok("POST", f"/organizations/{foreign}/groups", foreign_group, as_=stranger)["group_id"],
    )


def _numbers_of(http: Http, person: Person, organization_id: int, workspace_id: int) -> dict[str, int]:
    listed = http.ok("GET", f"/organizations/{organization_id}/users", as_=person)
    places = http.ok("GET", f"/workspaces/{workspace_id}/workspace_users", as_=person)
    return {
        "organization_user_id": next(one["id"] for one in listed if one["user_id"] == person.user_id),
        "workspace_user_id": next(one["id"] for one in places if one["user_id"] == person.user_id),
    }
