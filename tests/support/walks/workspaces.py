"""The walks over workspaces: settings, statistics, preferences, data of people."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from support.making import Request
from support.walks.description import Rule, Walk, in_body
from support.world import World

NO_ACCESS = "User does not have access to this resource."
BLANK = "workspace name must contain non-space characters"
LONG = "workspace name must not be longer than 140"
_numbers = itertools.count(1)


def _of(workspace_id: int, body: Any = None) -> Request:
    return Request({"workspace_id": workspace_id}, body)


def _settings(_world: World, workspace_id: int) -> Request:
    number = next(_numbers)
    return _of(workspace_id, {"rounding_minutes": number % 1440, "default_hourly_rate": number})


def _preferences(_world: World, workspace_id: int) -> Request:
    day = date(2020, 1, 1) + timedelta(days=next(_numbers))
    locked = f"{day.isoformat()}T00:00:00Z"
    return _of(workspace_id, {"report_locked_at": locked, "calendar_suggestion_start_date": day.isoformat()})


def _people(world: World, workspace_id: int) -> Request:
    person = world.member if workspace_id == world.workspace_id else world.outside
    return _of(workspace_id, [person.user_id])


WALK = Walk(
    good={
        "put_workspaces": _settings,
        "get_workspace_statistics": lambda _, ws: _of(ws),
        "get_workspace_preferences": lambda _, ws: _of(ws),
        "post_workspace_preferences": _preferences,
        "post_workspace_users_data": _people,
    },
    rules={
        "put_workspaces": Rule("O A W", NO_ACCESS),
        "get_workspace_statistics": Rule("O A W M", NO_ACCESS),
        "get_workspace_preferences": Rule("O A W M", NO_ACCESS),
        "post_workspace_preferences": Rule("O A W", "Permission required to update time entries lock setting."),
        "post_workspace_users_data": Rule("O A W M", NO_ACCESS),
    },
    of_a_workspace={
        "put_workspaces",
        "get_workspace_statistics",
        "get_workspace_preferences",
        "post_workspace_preferences",
        "post_workspace_users_data",
    },
    places=[in_body("put_workspaces", "admins", "user_id", lambda b, n: b | {"admins": [n]})],
    bodies={
        "put_workspaces": {
            "name": "text",
            "admins": "id*",
            "default_currency": "text",
            "default_hourly_rate": "number",
            "rate_change_mode": "text",
            "rounding": "id",
            "rounding_minutes": "id",
            "projects_billable_by_default": "flag",
            "projects_enforce_billable": "flag",
            "projects_private_by_default": "flag",
            "only_admins_may_create_projects": "flag",
            "only_admins_may_create_tags": "flag",
            "only_admins_see_team_dashboard": "flag",
            "limit_public_project_data": "flag",
            "reports_collapse": "flag",
            "initial_pricing_plan": "id",
        },
        "post_workspace_preferences": {
            "calendar_suggestion_start_date": "text",
            "disable_approvals": "flag",
            "disable_expenses": "flag",
            "disable_timesheet_view": "flag",
            "hide_start_end_times": "flag",
            "inc_tos_accepted_at": "text",
            "inc_tos_accepted_by": "id",
            "initial_pricing_plan": "id",
            "report_locked_at": "text",
            "single_sign_on": "flag",
            "sso_requested_at": "text",
        },
        "post_workspace_users_data": {"an element": "id"},
    },
    workspace_json={"put_workspaces", "post_workspace_preferences", "post_workspace_users_data"},
    ids={"post_workspace_users_data"},
    refusals=[
        ("put_workspaces", {"name": ""}, BLANK),
        ("put_workspaces", {"name": " \t "}, BLANK),
        ("put_workspaces", {"name": "n" * 141}, LONG),
        ("put_workspaces", {"name": "n" * 10_000}, LONG),
        ("put_workspaces", {"name": "oThEr"}, "another workspace with same name exists in organization"),
        ("put_workspaces", {"admins": [0]}, "User 0 not exists in the workspace."),
        ("put_workspaces", {"admins": [-1]}, "User -1 not exists in the workspace."),
        ("put_workspaces", {"default_hourly_rate": -1}, "Bad Request"),
        ("put_workspaces", {"default_hourly_rate": 1e300}, "Bad Request"),
        *(
            ("post_workspace_preferences", {name: value}, "The field is not writable")
            for name, value in (
                ("single_sign_on", False),
                ("single_sign_on", True),
                ("sso_requested_at", ""),
                ("sso_requested_at", "2026-01-31T00:00:00Z"),
                ("inc_tos_accepted_at", ""),
                ("inc_tos_accepted_by", 0),
                ("initial_pricing_plan", 0),
            )
        ),
        *(
            ("post_workspace_preferences", {name: text}, "JSON is not valid")
            for name in ("report_locked_at", "calendar_suggestion_start_date")
            for text in (
                "soon",
                "2026-02-30",
                "2026-1-1",
                "20260131",
                "2026-01-31T00:00:00",
                "0001-01-01T00:00:00+14:00",
                "2026-01-31T25:00:00Z",
            )
        ),
        ("post_workspace_users_data", [], "user_ids must not be empty"),
        (
            "post_workspace_users_data",
            list(range(1, 152)),
            "user_ids must not contain more than 150 elements",
        ),
    ],
    refusals_in_own_words=[
        ("put_workspaces", {"default_currency": ""}),
        ("put_workspaces", {"default_currency": "DUCATS"}),
        ("put_workspaces", {"rounding": 2}),
        ("put_workspaces", {"rounding_minutes": -1}),
        ("put_workspaces", {"rounding_minutes": 1441}),
        ("put_workspaces", {"rate_change_mode": "nonsense"}),
        ("put_workspaces", {"name": "Main\u202e"}),
    ],
)
