"""The walks over the audit log."""

from __future__ import annotations

from support.making import Request
from support.walks.description import Rule, Walk, in_query
from support.world import World


def _all_of_it(world: World, _workspace_id: int) -> Request:
    return Request({"organization_id": world.organization_id, "from": "2020-01-01", "to": "2999-12-31"})


WALK = Walk(
    good={"get_audit_logs": _all_of_it},
    rules={"get_audit_logs": Rule("O A", "User does not have access to the audit logs")},
    places=[
        in_query("get_audit_logs", "workspace_id", "workspace_id"),
        in_query("get_audit_logs", "user_id", "user_id"),
        in_query("get_audit_logs", "entity_id", "group_id"),
    ],
)
