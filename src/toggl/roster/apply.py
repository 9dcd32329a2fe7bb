"""Rosters and the service: an organization's state is read, and a plan carried out."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

import msgspec

from toggl.api import GroupsApi, InvitationsApi, MeApi, UsersApi
from toggl.api_client import ApiClient
from toggl.exceptions import ApiException, NotFound
from toggl.models import InvitationResult, MeGetQuotaResult
from toggl.roster.people import RosterError, key_of
from toggl.roster.plan import PAGE, Plan
from toggl.roster.state import State, state_of, unclear
from toggl.roster.steps import Invite, Promote, Put, Remove, Step

# Takes how many people have been read, and of how many.
Progress: TypeAlias = Callable[[int, int | None], object]


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """A request that was carried out; after invitations, their secret links by address."""

    step: Step
    links: Mapping[str, str] = {}


class StoppedError(Exception):
    """A request of a plan failed: `step`, the service's `cause`, what was `done` before, and what was `not_begun`."""

    def __init__(self, plan: Plan, position: int, cause: ApiException) -> None:
        self.done = plan.steps[:position]
        self.step = plan.steps[position]
        self.not_begun = plan.steps[position + 1 :]
        self.cause = cause
        super().__init__(f"{', '.join(self.step.emails)}: {cause.message}")


def read_state(client: ApiClient, organization_id: int, *, progress: Progress | None = None) -> State:
    """Return an organization as it is.

    It costs a request for each thousand people, three more, and one for each workspace where somebody might be only
    through a group.
    """
    users = UsersApi(client)
    pages = users.iter_organization_users(organization_id, per_page=PAGE)
    people = list(pages if progress is None else pages.on_progress(progress))
    groups = GroupsApi(client).get_organization_groups(organization_id)
    return state_of(
        organization_id,
        MeApi(client).get_me().id or 0,
        people=people,
        workspaces=MeApi(client).get_workspaces(),
        groups=groups,
        direct={
            workspace: users.get_workspace_workspace_users(workspace, False) for workspace in unclear(people, groups)
        },
    )


def requests_left(client: ApiClient, organization_id: int) -> MeGetQuotaResult | None:
    """Return what is left of the organization's quota; None where the service keeps or tells none."""
    try:
        quotas = MeApi(client).get_me_quota()
    except NotFound:
        return None
    return next((quota for quota in quotas or () if quota.organization_id == organization_id), None)


def apply(client: ApiClient, plan: Plan) -> Iterator[Done]:
    """Carry out a plan request by request, and yield each when it is done; StoppedError at the first that fails.

    RosterError, before anything is sent, for a plan with refusals. Whoever stops asking for more stops the work.
    """
    if plan.refusals:
        raise RosterError(plan.refusals)
    return _applied(_Sender(client, plan.organization_id), plan)


def _applied(sender: "_Sender", plan: Plan) -> Iterator[Done]:
    for position, step in enumerate(plan.steps):
        try:
            done = sender.send(step)
        except ApiException as cause:
            raise StoppedError(plan, position, cause) from cause
        yield done


class _Sender:
    """Sends the steps of one plan."""

    def __init__(self, client: ApiClient, organization_id: int) -> None:
        self._users = UsersApi(client)
        self._invitations = InvitationsApi(client)
        self._organization_id = organization_id
        # The organization users by address; read when the first of those just invited is looked up.
        self._numbers: dict[str, int] = {}

    def send(self, step: Step) -> Done:
        """Send a step and return it with what came of it."""
        links: dict[str, str] = {}
        match step:
            case Remove():
                body = {"delete": [*step.organization_user_ids]}
                self._users.patch_organization_users(self._organization_id, body)
            case Put():
                self._put(step.organization_user_id, step.body())
            case Promote():
                self._put(self._number_of(step.email), {"organization_admin": True})
            case Invite():
                links = _links(self._invitations.post_organization_invitation(self._organization_id, step.body()))
        return Done(step=step, links=links)

    def _put(self, organization_user_id: int, body: dict[str, object]) -> None:
        self._users.put_organization_users(self._organization_id, body, organization_user_id=organization_user_id)

    def _number_of(self, email: str) -> int:
        if not self._numbers:
            everybody = self._users.iter_organization_users(self._organization_id, per_page=PAGE)
            self._numbers = {key_of(one.email or ""): one.id or 0 for one in everybody}
        if key_of(email) not in self._numbers:
            raise ApiException(status=0, reason=f"{email} was invited, and is not in the list of people")
        return self._numbers[key_of(email)]


def _links(result: InvitationResult) -> dict[str, str]:
    return {one.email: one.invite_url for one in result.data or () if one.email and one.invite_url}
