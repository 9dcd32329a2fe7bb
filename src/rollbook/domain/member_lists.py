"""What a caller wants to see of the people of an organization or a workspace."""

from dataclasses import dataclass, field
from typing import Literal

from rollbook.domain.pages import PageRequest, SortOrder

MemberStatus = Literal["active", "inactive", "invited"]
# By what they are called, or by when they were added.
MemberOrder = Literal["name", "added"]


@dataclass(frozen=True, slots=True)
class MemberQuery:
    """A page of an organization's people; None where a filter is not set."""

    text: str | None = None
    statuses: frozenset[MemberStatus] | None = None
    only_admins: bool = False
    group_ids: tuple[int, ...] | None = None
    workspace_ids: tuple[int, ...] | None = None
    # These organization users alone, by number.
    ids: tuple[int, ...] | None = None
    # Those of these accounts alone.
    account_ids: tuple[int, ...] | None = None
    sort_by: MemberOrder = "name"
    sort_order: SortOrder = "asc"
    page: PageRequest = field(default_factory=PageRequest)


@dataclass(frozen=True, slots=True)
class WorkspaceUserQuery:
    """Some of a workspace's people; None where a filter is not set."""

    texts: tuple[str, ...] = ()
    # These workspace users alone, by number.
    ids: tuple[int, ...] | None = None
    include_indirect: bool = True
    custom_rates: bool | None = None
    active: bool | None = None
    # Whether the caller may see rates, costs and working hours.
    with_money: bool = True

    @property
    def is_unfiltered(self) -> bool:
        """Whether it asks for everybody."""
        given = (self.ids, self.custom_rates, self.active)
        return not self.texts and self.include_indirect and all(filter_ is None for filter_ in given)
