"""What surrounds every page of an organization: where one is, who one is there, and where one can go."""

from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import Response

from rollbook.domain.actors import ActorKind
from rollbook.services import organizations, ownership, workspaces
from rollbook.services.work import Caller
from rollbook.web.forms import token_of
from rollbook.web.rendering import page
from rollbook.web.visitors import VisitorRequest

_SEE_PEOPLE = {ActorKind.OWNER, ActorKind.ADMIN, ActorKind.WORKSPACE_ADMIN}


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation."""

    path: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """A page's surroundings; ``organization`` is None on pages that are about the visitor alone.

    ``organizations`` are those that the visitor has joined, ``workspaces`` those of the organization that they see,
    each as the API shows it.
    """

    request: VisitorRequest
    organization: dict[str, Any] | None  # Any: JSON.
    organizations: list[dict[str, Any]]
    workspaces: list[dict[str, Any]]
    # Whether the visitor is asked who shall own the organization, and has not answered.
    is_asked: bool = False

    @property
    def caller(self) -> Caller:
        """Who looks at it."""
        return self.request.user

    @property
    def kind(self) -> ActorKind:
        """What the visitor is in the organization."""
        return self.caller.standing.kind(of_workspace=False)

    @property
    def administers(self) -> bool:
        """Whether the visitor is the organization's owner or one of its admins."""
        return self.caller.standing.is_administrator

    @property
    def sees_people(self) -> bool:
        """Whether there is a list of people for the visitor: of all, or of the workspaces that they administer."""
        return self.kind in _SEE_PEOPLE

    @property
    def sends_mail(self) -> bool:
        """Whether mails leave this service; without a mail server links are handed over by hand."""
        return self.caller.installation.sends_mail

    @property
    def number(self) -> int:
        """The organization's; 0 on pages that are about the visitor alone."""
        return self.caller.standing.organization_id or 0

    @property
    def name(self) -> str:
        """What the organization is called."""
        return "" if self.organization is None else str(self.organization["name"])

    @property
    def path(self) -> str:
        """What the addresses of the organization's pages begin with."""
        return f"/organizations/{self.caller.standing.organization_id}"

    @property
    def navigation(self) -> list[Link]:
        """The pages of the organization that are for this visitor."""
        return [] if self.organization is None else navigation(self.caller, self.request.url.path)

    @property
    def values(self) -> dict[str, object]:
        """What its templates need: ``screen`` and ``form_token``."""
        return {"screen": self, "form_token": token_of(self.request)}

    def page(self, template: str, *, status_code: int = 200, **values: object) -> Response[str]:
        """The template with these values, as a page of the organization."""
        return page(template, status_code=status_code, **self.values, **values)


def navigation(caller: Caller, current: str) -> list[Link]:
    """The pages of the organization in which the caller stands, as far as they are for them."""
    administers = caller.standing.is_administrator
    sees_people = caller.standing.kind(of_workspace=False) in _SEE_PEOPLE
    shown = [
        ("/overview", "Overview", administers),
        ("/members", "Members", sees_people),
        ("/invitations", "Invitations", sees_people),
        ("/groups", "Groups", administers),
        ("/workspaces", "Workspaces", True),
        ("/access", "Access", sees_people),
        ("/audit-log", "Audit log", administers),
        ("/settings", "Settings", True),
    ]
    path = f"/organizations/{caller.standing.organization_id}"
    here = current.removeprefix(path) + "/"
    return [Link(path + part, name, here.startswith(part + "/")) for part, name, is_theirs in shown if is_theirs]


async def screen(request: VisitorRequest) -> Screen:
    """The surroundings of the page that is asked for; Missing where the visitor is not in its organization."""
    caller = request.user
    if "organization_id" in request.path_params:
        caller.permit("get_organization")
    joined = msgspec.json.decode(await organizations.get_organizations(caller))
    number = caller.standing.organization_id
    visible = msgspec.json.decode(await workspaces.get_workspaces(caller, None))
    here = [workspace for workspace in visible if workspace["organization_id"] == number]
    organization = next((one for one in joined if one["id"] == number), None)
    asked = organization is not None and await ownership.is_awaited(caller, organization["id"])
    return Screen(request, organization, joined, here, asked)
