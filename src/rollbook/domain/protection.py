"""The owner, the paying user and organization admins are protected; each refusal has its own text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rollbook.domain.errors import Invalid
from rollbook.domain.roles import OrganizationRole


@dataclass(frozen=True, slots=True)
class Place:
    """What protects somebody: their place in the organization."""

    organization_user_id: int
    role: OrganizationRole
    paying: bool


def refuse_demotion(place: Place) -> None:
    """Refuses to make the owner or the paying user no admin."""
    if place.role == "owner":
        raise Invalid("Cannot remove admin privileges from owner.")
    if place.paying:
        raise Invalid("Cannot remove admin privileges from paying user.")


def refuse_deactivation(place: Place) -> None:
    """Refuses to deactivate the owner or the paying user."""
    if place.role == "owner":
        raise Invalid("Cannot deactivate owner.")
    if place.paying:
        raise Invalid("Cannot deactivate paying user.")


def refuse_removal_from_workspace(places: Iterable[Place]) -> None:
    """Refuses to take the owner, the paying user or an admin of the organization out of a workspace."""
    for place in places:
        if place.role == "owner":
            raise Invalid("Cannot remove workspace owner.")
        if place.paying:
            raise Invalid("Cannot remove paying user.")
        if place.role == "admin":
            raise Invalid("Cannot remove organization admin.")


def refuse_removal_from_organization(places: Sequence[Place]) -> None:
    """Refuses to delete the owner or the paying user from the organization."""
    for place in places:
        if place.role == "owner":
            raise Invalid(
                f"Cannot remove the organization owner user with organization user ID='{place.organization_user_id}'."
            )
    for place in places:
        if place.paying:
            raise Invalid(f"Cannot remove the paying user with organization user ID='{place.organization_user_id}'.")


def refuse_leaving(place: Place) -> None:
    """Refuses that the owner or the paying user leaves others behind."""
    if place.role == "owner":
        raise Invalid("Cannot remove the organization owner.")
    if place.paying:
        raise Invalid("Cannot remove the paying user.")
