"""Who is in the demonstration organization, as what, and in short how that came about."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rollbook.domain.roles import WorkspaceRole

ORGANIZATION = "Demonstration"
OWNER = "Olivia Owner"

STUDIO, WORKSHOP, FIELD, OFFICE = "Studio", "Workshop", "Field Team", "Back Office"
WORKSPACES = (STUDIO, WORKSHOP, FIELD, OFFICE)

DESIGNERS, BUILDERS, DRIVERS, BOOKKEEPERS = "Designers", "Builders", "Drivers", "Bookkeepers"
FIRST_AIDERS, NEWCOMERS = "First Aiders", "Newcomers"
# The groups, and the workspaces whose members their people are.
GROUPS: Mapping[str, tuple[str, ...]] = {
    DESIGNERS: (STUDIO,),
    BUILDERS: (WORKSHOP, FIELD),
    DRIVERS: (FIELD,),
    BOOKKEEPERS: (OFFICE,),
    FIRST_AIDERS: (STUDIO, WORKSHOP),
    NEWCOMERS: (),
}

# What an hour is charged at where nobody has a rate of their own: at first, and each time that it was raised.
WORKSPACE_RATES: Mapping[str, tuple[Decimal, ...]] = {
    STUDIO: (Decimal("75.00"), Decimal("80.00"), Decimal("85.00")),
    WORKSHOP: (Decimal("60.00"), Decimal("65.00")),
}


@dataclass(frozen=True, slots=True)
class Places:
    """Where somebody is directly, as what, and in which groups."""

    workspaces: tuple[str, ...] = ()
    role: WorkspaceRole = "user"
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """People who are all the same, and have come together."""

    names: str
    # How many weeks ago they were invited; 0 within the last seven days.
    weeks: int
    workspaces: tuple[str, ...] = ()
    role: WorkspaceRole = "user"
    groups: tuple[str, ...] = ()
    state: Literal["active", "invited", "inactive"] = "active"
    joined: bool = True
    organization_admin: bool = False
    inactive_in: str | None = None
    rate: str | None = None
    labor_cost: str | None = None
    hours_a_day: int | None = None
    # How many weeks ago who is inactive was deactivated.
    left: int = 0
    # What they were invited to, where that has changed within the last seven days.
    first: Places | None = None
    # Whether it is within the last seven days that they have accepted, became admins, had a raise, or got a new link.
    accepted_lately: bool = False
    admin_lately: bool = False
    raised_lately: bool = False
    reminded_lately: bool = False

    @property
    def each_name(self) -> list[str]:
        """The names, one by one."""
        return self.names.split(", ")

    @property
    def places(self) -> Places:
        """Where they are now."""
        return Places(self.workspaces, self.role, self.groups)

    @property
    def first_places(self) -> Places:
        """Where they were invited to."""
        return self.first or self.places

    @property
    def accepts(self) -> bool:
        """Whether they have become members."""
        return self.state != "invited" and self.joined


_MANAGERS = (
    Part(names="Adam Admin, Agnes Admin", weeks=26, workspaces=(STUDIO, OFFICE), organization_admin=True),
    Part(names="Aylin Admin", weeks=20, workspaces=(STUDIO, OFFICE), organization_admin=True, admin_lately=True),
    Part(names="Stella Winter", weeks=25, workspaces=(STUDIO,), role="admin", rate="110.00", hours_a_day=8),
    Part(names="Walter Vogel", weeks=25, workspaces=(WORKSHOP,), role="admin", rate="105.00", hours_a_day=8),
    Part(names="Freya Olsen", weeks=25, workspaces=(FIELD,), role="admin", labor_cost="62.50", hours_a_day=8),
    Part(names="Otto Klein", weeks=24, workspaces=(OFFICE,), role="admin", hours_a_day=6),
    Part(
        names="Pia Rossi, Paul Nguyen",
        weeks=24,
        workspaces=(STUDIO,),
        role="projectlead",
        rate="95.00",
        labor_cost="55.00",
        raised_lately=True,
    ),
    Part(
        names="Petra Novák",
        weeks=23,
        workspaces=(WORKSHOP, FIELD),
        role="projectlead",
        rate="92.50",
        labor_cost="51.25",
    ),
    Part(names="Piet Jansen", weeks=23, workspaces=(FIELD,), role="projectlead", rate="90.00", hours_a_day=8),
    Part(names="Paloma Cruz", weeks=22, workspaces=(OFFICE,), role="projectlead", rate="88.00", hours_a_day=8),
    Part(names="Tara Singh", weeks=22, workspaces=(STUDIO,), role="teamlead", groups=(DESIGNERS,), rate="85.00"),
    Part(names="Tom Becker", weeks=21, workspaces=(WORKSHOP,), role="teamlead", groups=(BUILDERS, FIRST_AIDERS)),
    Part(
        names="Tess Marino",
        weeks=21,
        workspaces=(WORKSHOP,),
        role="teamlead",
        groups=(BUILDERS, FIRST_AIDERS),
        first=Places((WORKSHOP,), "user", (BUILDERS, FIRST_AIDERS)),
    ),
    Part(names="Tuva Lindqvist", weeks=21, workspaces=(FIELD,), role="teamlead", groups=(DRIVERS,), labor_cost="41.00"),
    Part(names="Tariq Haddad", weeks=20, workspaces=(OFFICE,), role="teamlead", groups=(BOOKKEEPERS,), hours_a_day=7),
)

_MEMBERS = (
    Part(
        names="Una Byrne, Ugo Bianchi, Ulla Dahl, Usha Patel",
        weeks=19,
        workspaces=(STUDIO,),
        rate="70.00",
        hours_a_day=8,
    ),
    Part(names="Zoë Álvarez, Zeno Papadakis", weeks=18, workspaces=(STUDIO,), groups=(DESIGNERS,), rate="68.00"),
    Part(
        names="Zuzana Nagy",
        weeks=18,
        workspaces=(STUDIO,),
        groups=(DESIGNERS,),
        rate="68.00",
        first=Places((STUDIO,)),
    ),
    Part(
        names="Ben Carter, Bea Fontaine, Björn Berg, Bianca Costa",
        weeks=16,
        workspaces=(WORKSHOP,),
        labor_cost="32.75",
    ),
    Part(
        names="Bruno Weber, Blanka Horvat, Bilal Kaya",
        weeks=15,
        workspaces=(WORKSHOP,),
        groups=(BUILDERS,),
        hours_a_day=4,
    ),
    Part(
        names="Dana Kim, Diego López, Dora Quinn",
        weeks=13,
        workspaces=(FIELD,),
        groups=(DRIVERS,),
        labor_cost="29.90",
    ),
    Part(
        names="Dev Rahman, Dina Petrova",
        weeks=12,
        workspaces=(FIELD, WORKSHOP),
        hours_a_day=6,
        first=Places((FIELD,)),
    ),
    Part(names="Clara Evans", weeks=10, workspaces=(OFFICE,), hours_a_day=8),
    Part(names="Carl Meyer", weeks=10, workspaces=(OFFICE,), hours_a_day=8, first=Places((STUDIO,))),
    Part(names="Chidi Okafor, Chloé Moreau", weeks=2, workspaces=(OFFICE,), hours_a_day=8, accepted_lately=True),
    Part(names="Gwen Hughes", weeks=8, groups=(DESIGNERS, FIRST_AIDERS)),
    Part(names="Gil Torres", weeks=8, groups=(DESIGNERS, FIRST_AIDERS), first=Places(groups=(BUILDERS,))),
    Part(names="Greta Schmidt, Goran Ilić", weeks=6, groups=(BUILDERS,)),
    Part(names="Grace Mensah", weeks=4, groups=(DRIVERS,), hours_a_day=5),
    Part(names="Gita Sharma", weeks=3, groups=(BOOKKEEPERS,), labor_cost="35.00"),
    Part(names="Hana Half, Hugo Half", weeks=11, workspaces=(STUDIO, OFFICE), inactive_in=OFFICE, rate="64.00"),
)

_COMING_AND_GONE = (
    Part(
        names="Ivan Invited, Ida Invited, Imre Invited",
        weeks=2,
        workspaces=(STUDIO,),
        groups=(NEWCOMERS,),
        state="invited",
    ),
    Part(names="Inga Invited", weeks=2, workspaces=(WORKSHOP,), role="admin", state="invited", reminded_lately=True),
    Part(names="Ilse Invited, Ines Invited", weeks=0, workspaces=(FIELD, OFFICE), role="teamlead", state="invited"),
    Part(
        names="Lena Leaver, Luis Leaver",
        weeks=20,
        workspaces=(STUDIO, WORKSHOP),
        state="inactive",
        left=7,
        rate="75.00",
    ),
    Part(names="Liam Leaver", weeks=17, groups=(BUILDERS,), state="inactive", left=6),
    Part(names="Lotte Leaver", weeks=9, workspaces=(OFFICE,), state="inactive", left=5, joined=False),
    Part(names="Lars Leaver", weeks=25, workspaces=(OFFICE,), state="inactive", left=4, organization_admin=True),
)

CAST = (*_MANAGERS, *_MEMBERS, *_COMING_AND_GONE)
