"""Pages for people, in an organization of 100,000 with a year behind it: each with all that is computed for it."""

from __future__ import annotations

from urllib.parse import urlencode

import urllib3

from benchmarks import past
from benchmarks.figures import Figure, below
from benchmarks.questions import ask
from benchmarks.rounds import timed
from benchmarks.services import Installation, Organization, Service

MEMBERS, WORKSPACES, GROUPS = 100_000, 20, 200
ENTRIES = 1_000_000
ROUNDS = 9
MOST_MS = 100
SEE_OTHER = 303
FIRST_ERROR = 300

PAGES = {
    "members": "/members",
    "members, page 1,000": "/members?page=1000",
    "members, found by a name": "/members?filter=maria",
    "members, those invited": "/members?state=invited",
    "members, newest first": "/members?sort=newest",
    "members, page 1,000 of the newest": "/members?sort=newest&page=1000",
    "members, those active, newest first": "/members?state=active&sort=newest",
    "members of a group": "/members?group={group}",
    "members of a group, newest first": "/members?group={group}&sort=newest",
    "a member": "/members/{person}",
    "invitations": "/invitations",
    "inviting": "/invitations/new",
    "overview": "/overview",
    "groups": "/groups",
    "a group": "/groups/{group}",
    "workspaces": "/workspaces",
    "a workspace": "/workspaces/{workspace}",
    "access": "/access",
    "audit log": "/audit-log",
    "audit log, a year about a person": "/audit-log?person={account}&from=2000-01-01",
    "settings": "/settings",
}

_PERSON = (
    "SELECT id, account_id FROM organization_users WHERE organization_id = $1 AND role = 'member' ORDER BY id LIMIT 1"
)


class _Browser:
    """Somebody who has signed in by the page for it."""

    def __init__(self, service: Service, organization: Organization) -> None:
        self._url = service.url.removesuffix("/api/v9")
        self._http = urllib3.PoolManager(maxsize=1, timeout=60, retries=False)
        fields = urlencode({"email": organization.email, "password": organization.password})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._http.request("POST", f"{self._url}/sign-in", body=fields, headers=headers, redirect=False)
        if answer.status != SEE_OTHER:
            raise SystemExit(f"signing in: {answer.status} {answer.data[:300]!r}")
        self._cookie = answer.headers["Set-Cookie"].partition(";")[0]

    def get(self, path: str) -> None:
        """Asks for the page; ends the program where there is none."""
        answer = self._http.request("GET", self._url + path, headers={"Cookie": self._cookie}, redirect=False)
        if answer.status >= FIRST_ERROR:
            raise SystemExit(f"GET {path}: {answer.status} {answer.data[:300]!r}")


def figures() -> list[Figure]:
    """Milliseconds of each page."""
    with Installation(pinned=False) as installation:
        organization = installation.organization(MEMBERS, WORKSPACES, GROUPS)
        browser = _Browser(installation.hot, organization)
        place = organization.workspace_ids[0], organization.group_ids[0]
        past.write(installation.owner_url, organization.id, *place, entries=ENTRIES)
        person = ask(installation.owner_url, _PERSON, organization.id)[0]
        numbers = {
            "group": organization.group_ids[0],
            "workspace": organization.workspace_ids[0],
            "person": person["id"],
            "account": person["account_id"],
        }
        paths = {name: f"/organizations/{organization.id}{path.format(**numbers)}" for name, path in PAGES.items()}
        return [_figure(name, browser, path) for name, path in paths.items()]


def _figure(name: str, browser: _Browser, path: str) -> Figure:
    seconds = timed({name: lambda: browser.get(path)}, ROUNDS)[name]
    return Figure(name=f"page: {name}", value=1000 * seconds, unit="ms", target=below(MOST_MS))
