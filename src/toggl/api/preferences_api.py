"""The preferences of people and workspaces."""

from typing import Unpack

from toggl._operation import Api, AsyncApi, Body, CallOptions, Operations, operation, with_http_info
from toggl.models import ModelsAllPreferences, ModelsWorkspacePreferences


class PreferencesOperations(Operations):
    """The operations on preferences."""

    @operation("GET", "/me/preferences", ModelsAllPreferences)
    def get_preferences(self, **options: Unpack[CallOptions]) -> None:
        """Return the caller's preferences."""

    get_preferences_with_http_info = with_http_info(get_preferences)

    # A ModelsLogo, too, which is what the API's document says.
    @operation("GET", "/workspaces/{workspace_id}/preferences", ModelsWorkspacePreferences)
    def get_workspace_preferences(self, workspace_id: int, **options: Unpack[CallOptions]) -> None:
        """Return the preferences of a workspace."""

    get_workspace_preferences_with_http_info = with_http_info(get_workspace_preferences)

    @operation("POST", "/me/preferences", str, body="preferences")
    def post_preferences(self, preferences: Body[ModelsAllPreferences], **options: Unpack[CallOptions]) -> None:
        """Change those of the caller's preferences that are given."""

    post_preferences_with_http_info = with_http_info(post_preferences)

    @operation("POST", "/workspaces/{workspace_id}/preferences", ModelsWorkspacePreferences, body="preferences")
    def post_workspace_preferences(
        self, workspace_id: int, preferences: Body[ModelsWorkspacePreferences], **options: Unpack[CallOptions]
    ) -> None:
        """Change those of a workspace's preferences that are given, and return them all."""

    post_workspace_preferences_with_http_info = with_http_info(post_workspace_preferences)


class PreferencesApi(PreferencesOperations, Api):
    """The operations on preferences."""


class AsyncPreferencesApi(PreferencesOperations, AsyncApi):
    """The operations on preferences; to be awaited."""
