"""The walks over the caller's own account and sessions."""

from __future__ import annotations

from support.http import Http
from support.making import Request, fresh
from support.walks.description import Walk, in_body
from support.world import Person


def new_session(http: Http, person: Person) -> int:
    """The id of a session that was just begun."""
    http.ok("POST", "/me/sessions", as_=person)
    session_id: int = http.ok("GET", "/me/sessions", as_=person)[0]["id"]
    return session_id


LONG_EMAIL = "e" * 388 + "@example.com"
REFUSALS = [
    ({"fullname": ""}, "Invalid fullname"),
    ({"fullname": " \t "}, "Invalid fullname"),
    ({"fullname": "n" * 256}, "Invalid fullname"),
    ({"fullname": "Olivia\u0007"}, "Invalid fullname"),
    ({"fullname": "Olivia\u202eOwner"}, "Invalid fullname"),
    ({"fullname": "\u200b"}, "Invalid fullname"),
    ({"email": ""}, "Invalid email"),
    ({"email": "nonsense"}, "Invalid email"),
    ({"email": "a@b@example.com"}, "Invalid email"),
    ({"email": LONG_EMAIL}, "Invalid email"),
    ({"email": "{inactive}"}, "user with this email already exists"),
    ({"timezone": ""}, "Invalid timezone"),
    ({"timezone": "Moon/Tranquility"}, "Invalid timezone"),
    ({"beginning_of_week": -1}, "Invalid beginning_of_week"),
    ({"beginning_of_week": 7}, "Invalid beginning_of_week"),
    ({"country_id": 0}, "Invalid country_id"),
    ({"country_id": -1}, "Invalid country_id"),
    ({"country_id": 1}, "Invalid country_id"),
    ({"default_workspace_id": 0}, "Invalid default_workspace_id"),
    ({"default_workspace_id": -1}, "Invalid default_workspace_id"),
    ({"password": ""}, "Password should be at least 8 characters"),
    ({"password": "seven77"}, "Password should be at least 8 characters"),
    ({"password": "eight888"}, "Current password must be present to change password"),
    ({"password": "eight888", "current_password": ""}, "Current password must be present to change password"),
    ({"password": "eight888", "current_password": "not mine"}, "Current password is not valid"),
]

WALK = Walk(
    good={
        "put_me": lambda *_: Request({}, {"fullname": fresh("Olivia Owner"), "beginning_of_week": 0}),
        # Never carried out: the owner is not alone.
        "post_close_account": lambda *_: Request({}),
        "get_me_id": lambda *_: Request({}),
        "me_logged_get": lambda *_: Request({}),
        "get_me_sessions": lambda *_: Request({}),
        "delete_me_session": lambda w, _: Request({"session_id": new_session(w.http, w.owner)}),
    },
    own={
        "put_me",
        "post_close_account",
        "get_me_id",
        "me_logged_get",
        "get_me_sessions",
        "delete_me_session",
    },
    more_with_ids={"delete_me_session"},
    places=[
        in_body("put_me", "default_workspace_id", "workspace_id", lambda b, n: b | {"default_workspace_id": n}),
    ],
    foreign={"session_id": lambda world: new_session(world.http, world.stranger)},
    unknown={"session_id": 9_999_999},
    bodies={
        "put_me": {
            "fullname": "text",
            "email": "text",
            "timezone": "text",
            "beginning_of_week": "id",
            "country_id": "id",
            "default_workspace_id": "id",
            "password": "text",
            "current_password": "text",
        }
    },
    refusals=[("put_me", changes, text) for changes, text in REFUSALS],
    refusals_in_own_words=[
        ("put_me", {"password": "p" * 1_025, "current_password": "correct horse battery"}),
        ("put_me", {"password": "api_token", "current_password": "correct horse battery"}),
    ],
)
