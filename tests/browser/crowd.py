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
    """What addresses of its pages begin with, and the numbers in them."""

    world: World
    path: str
    numbers: dict[str, int]


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
    rate = {"rate": 80, "labor_cost": 35.5}
    http.ok("PUT", f"/workspaces/{world.workspace_id}/users/{world.member.user_id}", rate, as_=owner)
    numbers = {
        "member_id": world.member.organization_user_id,
        "user_id": world.member.user_id,
        "workspace_id": world.workspace_id,
        "workspace_user_id": world.member.workspace_user_id,
        "group_id": world.group_id,
    }
    return Crowd(world, f"/organizations/{number}", numbers)
