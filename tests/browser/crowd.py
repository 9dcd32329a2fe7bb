"""An organization that is hard to show: long names, names from right to left, two hundred groups."""

from __future__ import annotations

from dataclasses import dataclass

from support.world import World, address

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
NAMES = [
    "Maximiliana Konstantinopolitanische-Dudelsackpfeifersgemahlin",
    "ليلى بنت أحمد",
    "דנה כהן",
    "山田 花子",
    "O'Neil & <Co>",
]
GROUPS = 200


@dataclass(frozen=True)
class Crowd:
    """Its paths: those of its own pages begin with ``path``."""

    world: World
    path: str
    member_id: int


def crowd(world: World) -> Crowd:
    """Fills the world's organization."""
    http, owner, number = world.http, world.owner, world.organization_id
    emails = [address(f"crowd{index}") for index in range(len(NAMES))]
    body = {"emails": emails, "workspaces": [{"workspace_id": world.workspace_id}]}
    http.ok("POST", f"/organizations/{number}/invitations", body, as_=owner)
    by_email = {person["email"]: person["id"] for person in world.people().values()}
    for email, name in zip(emails, NAMES, strict=True):
        http.ok("PUT", f"/organizations/{number}/users/{by_email[email]}", {"name": name}, as_=owner)
    users = [world.member.user_id]
    for index in range(GROUPS):
        name = f"{LONG} {index}" if index % 50 == 0 else f"Group {index}"
        made = {"name": name, "users": users if index % 20 == 0 else [], "workspaces": [world.workspace_id]}
        http.ok("POST", f"/organizations/{number}/groups", made, as_=owner)
    http.ok("PUT", f"/workspaces/{world.other_workspace_id}", {"name": LONG}, as_=owner)
    http.ok("PUT", f"/organizations/{number}", {"name": f"{LONG} & דנה"}, as_=owner)
    return Crowd(world, f"/organizations/{number}", world.member.organization_user_id)
