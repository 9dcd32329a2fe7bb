"""All pages, and what they need."""

from pathlib import Path

from litestar import Router
from litestar.static_files import create_static_files_router

from rollbook.web import problems
from rollbook.web.forms import own_forms_only
from rollbook.web.pages import (
    access,
    account,
    account_organizations,
    account_sessions,
    account_tokens,
    audit_log,
    entrance,
    first,
    group,
    groups,
    invitation,
    invitations,
    member,
    member_changes,
    members,
    overview,
    ownership,
    rates,
    reset_password,
    settings,
    workspace,
    workspace_person,
    workspaces,
)
from rollbook.web.visitors import Visitors

_STATIC = Path(__file__).parent / "static"
_PUBLIC = [*entrance.PUBLIC_HANDLERS, *reset_password.HANDLERS, *invitation.PUBLIC_HANDLERS]
_SIGNED = [
    *first.HANDLERS,
    *members.HANDLERS,
    *member_changes.HANDLERS,
    *member.HANDLERS,
    *invitations.HANDLERS,
    *workspaces.HANDLERS,
    *groups.HANDLERS,
    *group.HANDLERS,
    *workspace.HANDLERS,
    *workspace_person.HANDLERS,
    *access.HANDLERS,
    *rates.HANDLERS,
    *audit_log.HANDLERS,
    *overview.HANDLERS,
    *settings.HANDLERS,
    *ownership.HANDLERS,
    *account.HANDLERS,
    *account_organizations.HANDLERS,
    *account_sessions.HANDLERS,
    *account_tokens.HANDLERS,
]


def pages() -> Router:
    """The pages under ``/``."""
    static = create_static_files_router("/static", directories=[_STATIC], include_in_schema=False)
    signed = Router("/", route_handlers=_SIGNED, middleware=[Visitors()])
    return Router(
        "/",
        route_handlers=[*_PUBLIC, signed, static],
        guards=[own_forms_only],
        exception_handlers=problems.HANDLERS,
        include_in_schema=False,
    )
