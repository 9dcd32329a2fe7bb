"""The walks over preferences and avatars."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

from PIL import Image

from support.making import Request, fresh
from support.walks.description import Walk
from support.world import World

_MODELS = json.loads((Path(__file__).parents[2] / "contract/data/models.json").read_text())["current_and_2024"]
_KINDS = {"boolean": "flag", "integer": "id", "string": "text", "models.DecimalSeparator": "text"}


def _kind(documented: str) -> str:
    """The kind of a documented field: what is none of the plain ones is an object, or a list of them."""
    return _KINDS.get(documented) or ("object*" if documented.startswith("[") else "object")


def _picture(_world: World, _workspace_id: int) -> Request:
    content = BytesIO()
    Image.new("RGB", (3, 3), "teal").save(content, "PNG")
    return Request({}, file=content.getvalue(), file_type="image/png")


def _without_picture(world: World, _workspace_id: int) -> Request:
    """Deletes the picture that the owner has by then."""
    world.http.ok("POST", "/avatars/use_gravatar", as_=world.owner)
    return Request({})


WALK = Walk(
    good={
        "get_preferences": lambda *_: Request({}),
        "post_preferences": lambda *_: Request({}, {"windows_theme": fresh("Theme"), "pomodoro_enabled": True}),
        "post_avatars": _picture,
        "delete_avatars": _without_picture,
        "post_use_gravatar": lambda *_: Request({}),
    },
    own={"get_preferences", "post_preferences", "post_avatars", "delete_avatars", "post_use_gravatar"},
    missing_bodies={"post_preferences": "Missing data"},
    bodies={
        "post_preferences": {name: _kind(kind) for name, kind in _MODELS["models.AllPreferences"]["fields"].items()}
    },
    refusals=[
        ("post_preferences", {"windows_theme": None, "pomodoro_enabled": None}, "Missing data"),
        ("post_preferences", {"toSAcceptNeeded": False}, "Cannot set value for ToSAcceptNeeded"),
        ("post_preferences", {"toSAcceptNeeded": True}, "Cannot set value for ToSAcceptNeeded"),
        ("post_preferences", {"alpha_features": [{}]}, "Invalid feature code(s)"),
        ("post_preferences", {"alpha_features": [{"code": "beta", "enabled": True}]}, "Invalid feature code(s)"),
        *(
            ("post_preferences", {"date_format": bad}, "Value in date_format is invalid")
            for bad in ("", "YYYY", "mm/dd/yyyy", "YYYY-DD-MM", "d" * 10_000)
        ),
        *(
            ("post_preferences", {"timeofday_format": bad}, "Value in timeofday_format is invalid")
            for bad in ("", "HH:mm:ss", "h:mm a", "d" * 10_000)
        ),
        ("post_preferences", {"pg_time_zone_name": "Moon/Tranquility"}, "invalid timezone value"),
        ("post_preferences", {"pg_time_zone_name": ""}, "invalid timezone value"),
        ("post_preferences", {"beginningOfWeek": 7}, "Invalid JSON input"),
        ("post_preferences", {"beginningOfWeek": -1}, "Invalid JSON input"),
    ],
)
