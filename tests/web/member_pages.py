"""The list of people, and changes of many of them, as forms send them."""

from __future__ import annotations

from support.http import Answer
from support.world import Person, World
from web.browsing import Browser


def members(world: World) -> str:
    return f"/organizations/{world.organization_id}/members"


def look(browser: Browser, world: World, action: str, *people: Person, **more: object) -> Answer:
    """What the page says that an action would do."""
    fields = {"action": action, "id": [person.organization_user_id for person in people]}
    return browser.post(f"{members(world)}/changes", fields | more)


def carry_out(browser: Browser, world: World, action: str, *people: Person, **more: object) -> Answer:
    fields = {"action": action, "id": [person.organization_user_id for person in people]}
    return browser.post(f"{members(world)}/changes/apply", fields | more)
