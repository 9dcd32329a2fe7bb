"""What walks over all operations share: a good request of each, and what the database holds.

A walk sends requests as they are on the wire, by the paths of the published document, so that it also reaches what
the client would refuse to send.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

import asyncpg

from support.http import Answer, Http
from support.making import Request, fresh, guest, new_group, newcomer
from support.walks import WALKS
from support.world import World, address

__all__ = ["Request", "Rows", "ask", "fresh", "good", "guest", "new_group", "newcomer", "operations", "send"]

# What makes something and says so; and what is sent like a change but only reads.
CREATING = {"post_workspace_rates"}
READING = {"post_workspace_users_data"}


def success(operation: str) -> int:
    """The status of a request that was carried out."""
    return 201 if operation in CREATING else 200


def operations(http: Http) -> dict[str, tuple[str, str]]:
    """Method and path (below the API's) of each published operation."""
    paths = http.ok("GET", "//openapi.json")["paths"]
    return {
        description["operationId"]: (method.upper(), path.removeprefix("/api/v9"))
        for path, methods in paths.items()
        for method, description in methods.items()
    }


def send(
    world: World, operation: str, request: Request, *, as_: Any = None, raw: bytes | None = None, **options: Any
) -> Answer:
    """The answer, which is never the service's own failure."""
    answer = ask(world, operation, request, as_=as_, raw=raw, **options)
    assert answer.status < 500, (operation, request, raw and raw[:100], answer.status, answer.text)
    return answer


def ask(
    world: World, operation: str, request: Request, *, as_: Any = None, raw: bytes | None = None, **options: Any
) -> Answer:
    """The answer, whatever it is."""
    method, path = operations_of(world)[operation]
    filled = path.format(**{name: quote(str(value), safe="") for name, value in request.path.items()})
    if request.query:
        filled += "?" + urlencode(request.query)
    if request.file is not None:
        raw, headers = request.file, {"Content-Type": request.file_type} | options.get("headers", {})
        options |= {"headers": headers}
    return world.http(method, filled, request.body, as_=as_, raw=raw, **options)


_documents: dict[str, dict[str, tuple[str, str]]] = {}


def operations_of(world: World) -> dict[str, tuple[str, str]]:
    """As ``operations``, asked for once a service."""
    url = world.service.api_url
    if url not in _documents:
        _documents[url] = operations(world.http)
    return _documents[url]


def good(world: World, operation: str, workspace_id: int | None = None) -> Request:
    """A request that the owner may make, and that changes something where the operation does, every time anew.

    It names ``workspace_id`` where it is about a workspace, "Main" unless that is given. Accepting and rejecting are
    for the guest whose code it is, and not here; leaving is for everybody but the owner.
    """
    return GOOD[operation](world, workspace_id or world.workspace_id)


def _organization(world: World, **more: Any) -> dict[str, Any]:
    return {"organization_id": world.organization_id, **more}


def _put_organization_users(world: World, workspace_id: int) -> Request:
    person = newcomer(world, workspace_id).organization_user_id
    body = {"name": fresh("Nora"), "groups": [world.group_id], "workspaces": [{"workspace_id": workspace_id}]}
    return Request(_organization(world, organization_user_id=person), body)


def _assignments(world: World, workspace_id: int) -> Request:
    elsewhere = world.other_workspace_id if workspace_id == world.workspace_id else world.workspace_id
    person = newcomer(world, elsewhere).user_id
    body = [{"operation": "add", "user_id": person}, {"operation": "add", "group_id": new_group(world)}]
    return Request(_organization(world, workspace_id=workspace_id), body)


def _new_group(world: World, _workspace_id: int) -> Request:
    body = {"name": fresh("Group"), "users": [world.member.user_id], "workspaces": [world.workspace_id]}
    return Request(_organization(world), body)


def _put_group(world: World, _workspace_id: int) -> Request:
    body = {"name": fresh("Group"), "users": [world.member.user_id], "workspaces": [world.workspace_id]}
    return Request(_organization(world, group_id=new_group(world)), body)


def _patch_group(world: World, _workspace_id: int) -> Request:
    body = [
        {"op": "add", "path": "/users", "value": [world.member.user_id]},
        {"op": "add", "path": "/workspaces", "value": [world.workspace_id]},
    ]
    return Request(_organization(world, group_id=new_group(world)), body)


def _invitation(world: World, workspace_id: int) -> Request:
    body = {"emails": [address("Nora Newcomer")], "workspaces": [{"workspace_id": workspace_id}]}
    return Request(_organization(world), body)


GOOD: dict[str, Callable[[World, int], Request]] = {
    "get_organization_users": lambda w, _: Request(_organization(w)),
    "get_organization_users_detailed": lambda w, _: Request(_organization(w)),
    "patch_organization_users": lambda w, _: Request(_organization(w), {"delete": [newcomer(w).organization_user_id]}),
    "put_organization_users": _put_organization_users,
    "delete_organization_users_leave": lambda w, _: Request(_organization(w)),
    "get_organization_workspaces_workspaceusers": lambda w, ws: Request(_organization(w, workspace_id=ws)),
    "patch_organization_workspace_users": lambda w, ws: Request(
        _organization(w, workspace_id=ws), {"delete": [newcomer(w, ws).workspace_user_id]}
    ),
    "put_organization_workspaces_assignments": _assignments,
    "get_workspace_users": lambda _, ws: Request({"workspace_id": ws}),
    "get_workspace_workspace_users": lambda _, ws: Request({"workspace_id": ws}),
    "put_workspace_users": lambda w, ws: Request(
        {"workspace_id": ws, "user_id": newcomer(w, ws).user_id}, {"rate": 12.5}
    ),
    "put_workspace_workspace_users": lambda w, ws: Request(
        {"workspace_id": ws, "workspace_user_id": newcomer(w, ws).workspace_user_id}, {"rate": 12.5}
    ),
    "delete_workspace_user": lambda w, ws: Request(
        {"workspace_id": ws, "workspace_user_id": newcomer(w, ws).workspace_user_id}
    ),
    "post_workspace_users_lost_password": lambda w, ws: Request(
        {"workspace_id": ws, "user_id": (w.member if ws == w.workspace_id else w.outside).user_id}
    ),
    "get_organization_groups": lambda w, _: Request(_organization(w)),
    "post_organization_group": _new_group,
    "put_organization_group": _put_group,
    "patch_organization_group": _patch_group,
    "delete_organization_group": lambda w, _: Request(_organization(w, group_id=new_group(w))),
    "post_organization_invitation": _invitation,
    "put_invitation": lambda w, ws: Request(_organization(w, invitation_id=newcomer(w, ws).invitation_id)),
    "get_organization": lambda w, _: Request(_organization(w)),
    "get_organization_roles": lambda w, _: Request(_organization(w)),
    "post_organization_workspaces": lambda w, _: Request(
        _organization(w), {"name": fresh("Workspace"), "admins": [w.admin.user_id]}
    ),
    "get_workspace": lambda _, ws: Request({"workspace_id": ws}),
    "get_me": lambda *_: Request({}),
    "get_organizations": lambda *_: Request({}),
    "get_workspaces": lambda *_: Request({}),
    "me_sessions_post": lambda *_: Request({}, {"remember_me": False}),
    "post_organization": lambda *_: Request({}, {"name": fresh("Organization"), "workspace_name": fresh("Workspace")}),
    "post_signup": lambda *_: Request({}, {"email": address("Sam Signup"), "password": "correct horse battery"}),
    # Never carried out: a link's code is only in the answer to who asked for the link.
    "post_lost_password_confirm": lambda *_: Request({}, {"code": "nonsense", "password": "correct horse battery"}),
    **{operation: make for one in WALKS for operation, make in one.good.items()},
}

# Sessions are what a caller comes with, and the schema's version is not the tenants'.
_LEFT_OUT = {"sessions", "alembic_version"}
# How far a message has got is the delivery's business, and changes at any time.
_DELIVERY = ["attempts", "next_attempt_at", "sent_at"]


class Rows:
    """Reads what the database holds of organizations and the people in them; opened by ``with``."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        self._connection = self._runner.run(asyncpg.connect(self._database_url))
        self._query = self._runner.run(self._compose())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._runner.run(self._connection.close())
        self._runner.close()

    def of(self, world: World) -> set[tuple[str, str]]:
        """Every row of the world's two organizations and of the accounts in them, and how many of either there are."""
        organizations = [world.organization_id, world.foreign_organization_id]
        rows = self._runner.run(self._connection.fetch(self._query, organizations))
        return {(row["table_name"], row["content"]) for row in rows}

    async def _compose(self) -> str:
        columns: dict[str, set[str]] = {}
        for row in await self._connection.fetch(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        ):
            columns.setdefault(row["table_name"], set()).add(row["column_name"])
        selects = [
            f"""SELECT '{table}' AS table_name, (to_jsonb(t) - ARRAY{_DELIVERY})::text AS content
                  FROM {table} t WHERE {condition}"""
            for table in sorted(columns.keys() - _LEFT_OUT)
            if (condition := _condition(table, columns[table]))
        ]
        counts = [f"SELECT '{table}', count(*)::text FROM {table}" for table in ("accounts", "organizations")]
        return " UNION ALL ".join(selects + counts)


_PEOPLE = "SELECT account_id FROM organization_users WHERE organization_id = ANY($1::bigint[])"


def _condition(table: str, columns: set[str]) -> str:
    own = {"organizations": "t.id = ANY($1::bigint[])", "accounts": f"t.id IN ({_PEOPLE})"}.get(table)
    by_column = {
        "organization_id": "t.organization_id = ANY($1::bigint[])",
        "account_id": f"t.account_id IN ({_PEOPLE})",
    }
    return own or " OR ".join(condition for column, condition in by_column.items() if column in columns)
