"""What the walks over all operations need to know of each, by resource; tests/api has that of the people themselves."""

from __future__ import annotations

from support.walks import (
    audit_logs,
    groups,
    lost_passwords,
    organizations,
    ownership,
    pictures,
    profile,
    quota,
    rates,
    reference,
    workspaces,
)
from support.walks.description import Walk

WALKS: tuple[Walk, ...] = tuple(
    module.WALK
    for module in (
        audit_logs,
        groups,
        lost_passwords,
        organizations,
        ownership,
        pictures,
        profile,
        quota,
        rates,
        reference,
        workspaces,
    )
)
