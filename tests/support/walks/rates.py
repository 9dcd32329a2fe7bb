"""The walks over rates and labour costs."""

from __future__ import annotations

from dataclasses import replace

from support.making import Request, newcomer
from support.walks.description import Place, Rule, Walk, in_body
from support.world import World

NO_ACCESS = "User cannot access billable rate(s)."
WRONG_LEVEL = "Invalid level: it should be workspace, workspace_user, project or project_user"
NOT_HERE = "User not found in workspace"
NO_PAYLOAD = "Request payload must be informed"


def _change(world: World, workspace_id: int) -> Request:
    person = newcomer(world, workspace_id).workspace_user_id
    return Request({"workspace_id": workspace_id}, {"level": "workspace_user", "level_id": person, "amount": 12.5})


def _history(world: World, workspace_id: int) -> Request:
    """Asks for a history that has something in it."""
    change = _change(world, workspace_id)
    world.http("POST", f"/workspaces/{workspace_id}/rates", change.body, as_=world.owner)
    return Request({"workspace_id": workspace_id, "level": "workspace_user", "level_id": change.body["level_id"]})


def _of_workspace(request: Request, number: int) -> Request:
    return replace(request, path=request.path | {"level": "workspace", "level_id": number})


WALK = Walk(
    good={"post_workspace_rates": _change, "get_workspace_rates": _history},
    rules={
        "post_workspace_rates": Rule("O A W", NO_ACCESS),
        "get_workspace_rates": Rule("O A W", NO_ACCESS),
    },
    of_a_workspace={"post_workspace_rates", "get_workspace_rates"},
    places=[
        in_body("post_workspace_rates", "level_id", "workspace_user_id", lambda b, n: b | {"level_id": n}),
        in_body(
            "post_workspace_rates",
            "level_id of a workspace",
            "workspace_id",
            lambda b, n: b | {"level": "workspace", "level_id": n},
        ),
        Place("get_workspace_rates", "level_id of a workspace", "workspace_id", _of_workspace),
    ],
    foreign={"level_id": lambda world: world.stranger.workspace_user_id},
    unknown={"level_id": 5_999_998},
    bodies={
        "post_workspace_rates": {
            "amount": "number",
            "level": "text",
            "level_id": "id",
            "mode": "text",
            "start": "text",
            "type": "text",
        }
    },
    workspace_json={"post_workspace_rates"},
    missing_bodies={"post_workspace_rates": NO_PAYLOAD},
    refusals=[
        ("post_workspace_rates", dict.fromkeys(("amount", "level", "level_id")), NO_PAYLOAD),
        ("post_workspace_rates", {"level": None}, WRONG_LEVEL),
        ("post_workspace_rates", {"level": "organization"}, WRONG_LEVEL),
        ("post_workspace_rates", {"level_id": None}, NOT_HERE),
        ("post_workspace_rates", {"level_id": 0}, NOT_HERE),
        ("post_workspace_rates", {"level_id": -1}, NOT_HERE),
        ("post_workspace_rates", {"level_id": "{workspace}"}, NOT_HERE),
        ("post_workspace_rates", {"level": "workspace"}, "Invalid workspace ID"),
        ("post_workspace_rates", {"level": "workspace", "level_id": None}, "Invalid workspace ID"),
        ("post_workspace_rates", {"level": "project"}, "Invalid entity ID"),
        ("post_workspace_rates", {"level": "project_user"}, "Invalid entity ID"),
        ("post_workspace_rates", {"level": "task"}, "Task not found in workspace"),
        ("post_workspace_rates", {"mode": "nonsense"}, "JSON is not valid"),
        ("post_workspace_rates", {"type": "nonsense"}, "JSON is not valid"),
        ("post_workspace_rates", {"start": "yesterday"}, "JSON is not valid"),
        ("post_workspace_rates", {"start": "2024-02-30"}, "JSON is not valid"),
    ],
    refusals_in_own_words=[
        ("post_workspace_rates", {"amount": -0.01}),
        ("post_workspace_rates", {"amount": 1e300}),
        ("post_workspace_rates", {"start": "9999-12-31"}),
    ],
)
