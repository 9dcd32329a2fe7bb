"""The same page in FastAPI with SQLAlchemy's ORM, from the same tables and on the same server."""

from __future__ import annotations

from functools import partial

from benchmarks.figures import Figure, at_least
from benchmarks.peers import fastapi_sqlalchemy
from benchmarks.requests import Caller
from benchmarks.rounds import Run, side
from benchmarks.serving import serving

BASE = "/api/v9"
PAGE_HEADERS = ("X-Page", "X-Page-Size", "X-Pages", "X-Records", "X-Sort-Order")


def figures(run: Run) -> list[Figure]:
    """Requests a second, where neither keeps answers."""
    organization, service = run.installation.usual, run.installation.cold
    path = f"/organizations/{organization.id}/users"
    avatars_url = f"{service.url.removesuffix(BASE)}/images/avatars/"
    load = partial(fastapi_sqlalchemy.application, run.installation.database_url, avatars_url)
    with serving(load) as theirs:
        _refuse_other_answer(Caller(service, organization), Caller(theirs, organization), path)
        samples = run.load(
            {
                "ours": side(service, path, organization.signed_in),
                "theirs": side(theirs, BASE + path, organization.signed_in),
            }
        )
    ours, peer = samples["ours"], samples["theirs"]
    return [
        Figure(
            name="organization users, page of 50, cold",
            value=ours.rate,
            unit="/s",
            other=peer.rate,
            beside="FastAPI, ORM",
            target=at_least(4),
            service_ms=ours.service_ms,
            database_ms=ours.database_ms,
            note=f"theirs costs {peer.service_ms:.3f} and {peer.database_ms:.3f} ms",
        )
    ]


def _refuse_other_answer(ours: Caller, theirs: Caller, path: str) -> None:
    """Ends the program where the two do not answer the same, field by field."""
    own, other = ours.get(path), theirs.get(BASE + path)
    pages = [[answer.headers.get(name) for name in PAGE_HEADERS] for answer in (own, other)]
    if pages[0] != pages[1]:
        raise SystemExit(f"the peer's headers differ: {pages[0]} and {pages[1]}")
    for one, another in zip(own.json(), other.json(), strict=True):
        differing = {name for name in one.keys() | another.keys() if one.get(name, ...) != another.get(name, ...)}
        if differing:
            shown = {name: (one.get(name, ...), another.get(name, ...)) for name in sorted(differing)}
            raise SystemExit(f"the peer's answer differs: {shown}")
