"""Hourly rates."""

from types import NoneType
from typing import Unpack

from toggl._operation import Api, AsyncApi, Body, CallOptions, Operations, operation, with_http_info
from toggl.models import ModelsRate, RatesCreationRequest


class RatesOperations(Operations):
    """The operations on hourly rates and labor costs, of workspaces and of the people in them."""

    @operation("GET", "/workspaces/{workspace_id}/rates/{level}/{level_id}", list[ModelsRate])
    def get_workspace_rates(
        self,
        workspace_id: int,
        level: str,
        level_id: int,
        *,
        type: str | None = None,  # noqa: A002 - The API's own name.
        **options: Unpack[CallOptions],
    ) -> None:
        """Return the rates of a workspace or a person in it, past ones too; `level` says what `level_id` numbers."""

    get_workspace_rates_with_http_info = with_http_info(get_workspace_rates)

    @operation("POST", "/workspaces/{workspace_id}/rates", NoneType, body="rate_post")
    def post_workspace_rates(
        self, workspace_id: int, rate_post: Body[RatesCreationRequest], **options: Unpack[CallOptions]
    ) -> None:
        """Set a rate of a workspace or of a person in it."""

    post_workspace_rates_with_http_info = with_http_info(post_workspace_rates)


class RatesApi(RatesOperations, Api):
    """The operations on hourly rates and labor costs, of workspaces and of the people in them."""


class AsyncRatesApi(RatesOperations, AsyncApi):
    """The operations on hourly rates and labor costs, of workspaces and of the people in them; to be awaited."""
