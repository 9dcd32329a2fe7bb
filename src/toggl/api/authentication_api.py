"""Accounts, sessions and tokens."""

from types import NoneType
from typing import Unpack

from toggl._operation import Api, AsyncApi, Body, CallOptions, Operations, operation, with_http_info
from toggl.models import MePostSessionHandlerRequestBody, MePostUser, MeSession, ModelsTogglUser, ModelsUser


class AuthenticationOperations(Operations):
    """The operations with which people sign up, in and out."""

    @operation("DELETE", "/me/sessions/{session_id}", str)
    def delete_me_session(self, session_id: int, **options: Unpack[CallOptions]) -> None:
        """End one of the caller's sessions."""

    delete_me_session_with_http_info = with_http_info(delete_me_session)

    @operation("GET", "/me/sessions", list[MeSession])
    def get_me_sessions(self, **options: Unpack[CallOptions]) -> None:
        """Return the caller's sessions."""

    get_me_sessions_with_http_info = with_http_info(get_me_sessions)

    @operation("DELETE", "/me/sessions", NoneType)
    def me_sessions_delete(self, **options: Unpack[CallOptions]) -> None:
        """End the caller's session."""

    me_sessions_delete_with_http_info = with_http_info(me_sessions_delete)

    @operation("POST", "/me/sessions", ModelsUser, body="session_post")
    def me_sessions_post(
        self, *, session_post: Body[MePostSessionHandlerRequestBody] | None = None, **options: Unpack[CallOptions]
    ) -> None:
        """Start a session, whose cookie stands in the headers, and return the caller's account."""

    me_sessions_post_with_http_info = with_http_info(me_sessions_post)

    @operation("POST", "/me/reset_token", str)
    def post_reset_token(self, **options: Unpack[CallOptions]) -> None:
        """Return a new API token; the old one is worth nothing from then on."""

    post_reset_token_with_http_info = with_http_info(post_reset_token)

    @operation("POST", "/signup", ModelsTogglUser, body="post_user", credentials=False)
    def post_signup(self, post_user: Body[MePostUser], **options: Unpack[CallOptions]) -> None:
        """Make an account and return it."""

    post_signup_with_http_info = with_http_info(post_signup)


class AuthenticationApi(AuthenticationOperations, Api):
    """The operations with which people sign up, in and out."""


class AsyncAuthenticationApi(AuthenticationOperations, AsyncApi):
    """The operations with which people sign up, in and out; to be awaited."""
