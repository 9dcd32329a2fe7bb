"""How answers show owners and transfers of ownership."""

from msgspec import Struct

from rollbook.domain.ownership import Outcome


class OrganizationOwner(Struct):
    """The owner of an organization; ``id`` is the account's, as ``user_id`` is."""

    id: int
    user_id: int
    organization_id: int
    organization_user_id: int
    name: str
    email: str
    avatar_url: str | None
    toggl_accounts_id: str
    organization_user_created_at: str
    organization_user_updated_at: str


class Transfer(Struct):
    """A transfer of ownership between two accounts; what is not answered or not finished yet is null."""

    owner_transfer_id: int
    organization_id: int
    requester_id: int
    current_owner_id: int
    current_owner_accepted: bool | None
    current_owner_answered_at: str | None
    new_owner_id: int
    new_owner_accepted: bool | None
    new_owner_answered_at: str | None
    outcome_name: Outcome | None
    created_at: str
    finished_at: str | None
