"""The walks over time zones and countries."""

from __future__ import annotations

from support.making import Request
from support.walks.description import Walk
from support.world import World

ESTONIA = 233


def _in_a_country(world: World, _workspace_id: int) -> Request:
    world.http.ok("POST", "/me/preferences", {"pg_time_zone_name": "Europe/Tallinn"}, as_=world.owner)
    return Request({})


WALK = Walk(
    good={
        "get_timezones": lambda *_: Request({}),
        "get_offsets": lambda *_: Request({}),
        "get_countries": lambda *_: Request({}),
        "get_countries_country_id_subdivisions": lambda *_: Request({"country_id": ESTONIA}),
        "get_me_location": _in_a_country,
    },
    own={"get_me_location"},
    public={"get_timezones", "get_offsets", "get_countries", "get_countries_country_id_subdivisions"},
    more_with_ids={"get_countries_country_id_subdivisions"},
    # Countries are nobody's: two numbers that no country has.
    foreign={"country_id": lambda _: 998},
    unknown={"country_id": 999},
    refusals=[
        ("post_signup", {"country_id": 999}, "Invalid country ID"),
        ("post_signup", {"country_id": 1}, "Invalid country ID"),
    ],
)
