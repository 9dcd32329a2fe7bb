"""The pictures of people."""

from typing import Unpack

from toggl._files import File
from toggl._operation import Api, AsyncApi, CallOptions, Operations, operation, with_http_info
from toggl.models import ModelsAvatar


class AvatarsOperations(Operations):
    """The operations on the caller's picture."""

    @operation("DELETE", "/avatars", str)
    def delete_avatars(self, **options: Unpack[CallOptions]) -> None:
        """Remove the caller's picture."""

    delete_avatars_with_http_info = with_http_info(delete_avatars)

    @operation("POST", "/avatars", ModelsAvatar, file="file")
    def post_avatars(self, file: File, **options: Unpack[CallOptions]) -> None:
        """Set the caller's picture, given by its path, its bytes or an open file, and return where it is."""

    post_avatars_with_http_info = with_http_info(post_avatars)

    @operation("POST", "/avatars/use_gravatar", ModelsAvatar)
    def post_use_gravatar(self, **options: Unpack[CallOptions]) -> None:
        """Set the caller's picture to the one that Gravatar has of their address, and return where it is."""

    post_use_gravatar_with_http_info = with_http_info(post_use_gravatar)


class AvatarsApi(AvatarsOperations, Api):
    """The operations on the caller's picture."""


class AsyncAvatarsApi(AvatarsOperations, AsyncApi):
    """The operations on the caller's picture; to be awaited."""
