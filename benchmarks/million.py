"""An organization of a million people, beside one of a thousand: one request after another over a kept connection.

Nothing is pinned: with one client the machine has cores to spare, and a long write must be able to use one.
"""

from __future__ import annotations

from benchmarks import deleting, streaming
from benchmarks.figures import Bound, Figure, at_most
from benchmarks.questions import ask
from benchmarks.requests import Caller
from benchmarks.rounds import timed
from benchmarks.services import Installation, Organization

MANY, FEW = 1_000_000, 1_000
WORKSPACES, GROUPS = 20, 50
ROUNDS = 15
FOUND = 20

# Nobody is called so before. The two halves are common ("Maria", "Bianchi"), so that the index has much to sift.
LETTERS, NAME = "rian", "Adrian {number} Fontaine"

_SPREAD = """
SELECT id FROM organization_users
 WHERE organization_id = $1 AND role = 'member' AND joined AND NOT inactive
 ORDER BY md5(id::text) LIMIT $2"""
_MATCHING = """
SELECT count(*) FROM organization_users
 WHERE organization_id = $1 AND (lower(name) LIKE '%' || $2 || '%' OR lower(email) LIKE '%' || $2 || '%')"""
_LARGEST = {
    "group": """
SELECT group_id AS id, count(*) AS people FROM group_users
 WHERE organization_id = $1 GROUP BY group_id ORDER BY count(*) DESC LIMIT 1""",
    "workspace": """
SELECT workspace_id AS id, count(*) AS people FROM workspace_users
 WHERE organization_id = $1 GROUP BY workspace_id ORDER BY count(*) DESC LIMIT 1""",
}


def figures() -> list[Figure]:
    """First pages, searches, filters, streams and deletions."""
    with Installation(pinned=False) as installation:
        many, few = (installation.organization(size, WORKSPACES, GROUPS) for size in (MANY, FEW))
        large, small = Caller(installation.cold, many), Caller(installation.cold, few)
        return [
            _beside("first page, cold", large, small, many, few, "", at_most(1.5)),
            _search(installation, large, small, many, few),
            _filter(installation, large, many, "group"),
            _filter(installation, large, many, "workspace"),
            *streaming.figures(installation, MANY),
            *deleting.figures(installation, many, few),
        ]


def _beside(
    name: str, large: Caller, small: Caller, many: Organization, few: Organization, query: str, target: Bound
) -> Figure:
    seconds = timed({"many": large.getting(_users(many) + query), "few": small.getting(_users(few) + query)}, ROUNDS)
    return _milliseconds(name, seconds["many"], seconds["few"], f"of {FEW:,}", target)


def _search(installation: Installation, large: Caller, small: Caller, many: Organization, few: Organization) -> Figure:
    query = f"?filter={LETTERS}"
    for caller, organization in ((large, many), (small, few)):
        _name_people(installation, caller, organization)
        _refuse_other_number(caller.get(_users(organization) + query).headers["X-Records"], FOUND, query)
    return _beside(f"search by 4 letters that {FOUND} people have", large, small, many, few, query, at_most(3))


def _name_people(installation: Installation, caller: Caller, organization: Organization) -> None:
    """Gives as many people as are to be found a name with the letters, all over the organization."""
    people = ask(installation.owner_url, _SPREAD, organization.id, FOUND)
    for number, row in enumerate(people):
        body = {"name": NAME.format(number=number)}
        caller.send("PUT", f"{_users(organization)}/{row['id']}", body, {"Content-Type": "application/json"})
    matching = ask(installation.owner_url, _MATCHING, organization.id, LETTERS)[0][0]
    _refuse_other_number(matching, FOUND, f"the database, asked for {LETTERS}")


def _filter(installation: Installation, large: Caller, many: Organization, kind: str) -> Figure:
    chosen = ask(installation.owner_url, _LARGEST[kind], many.id)[0]
    first = f"{_users(many)}?{kind}s={chosen['id']}"
    answer = large.get(first)
    _refuse_other_number(answer.headers["X-Records"], chosen["people"], first)
    last = f"{first}&page={answer.headers['X-Pages']}"
    seconds = timed({"last": large.getting(last), "first": large.getting(first)}, ROUNDS)
    name = f"last page of a {kind} with {chosen['people']:,} people"
    return _milliseconds(name, seconds["last"], seconds["first"], "its first page", at_most(8))


def _refuse_other_number(counted: object, known: object, what: str) -> None:
    if int(str(counted)) != int(str(known)):
        raise SystemExit(f"{what}: {counted} people were counted, and there are {known}")


def _users(organization: Organization) -> str:
    return f"/organizations/{organization.id}/users"


def _milliseconds(name: str, seconds: float, other: float, beside: str, target: Bound) -> Figure:
    return Figure(name=name, value=1000 * seconds, unit="ms", other=1000 * other, beside=beside, target=target)
