"""`rollbook seed`: make an organization of any size, to try the service with."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict

import click

from rollbook.cli.database_options import chosen, database_options, on_database
from rollbook.database import DatabaseUrls
from rollbook.process import certificates
from rollbook.services import seeding
from rollbook.services.seeding import Seeded

# Of the workspaces and groups that were made.
SHOWN = 100
SHOWN_PLAINLY = 10


def _number(least: int, most: int) -> Callable[[click.Context, click.Parameter, str], int]:
    """What reads an option as a whole number, and refuses it in the words of the settings."""

    def read(_: click.Context, option: click.Parameter, given: str) -> int:
        try:
            number = int(given)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise click.UsageError(
                f"{option.opts[0]} must be a whole number from {least} to {most}, not {str(given)!r}"
            )
        return number

    return read


_MEMBERS = _number(1, seeding.MOST_MEMBERS)
_WORKSPACES = _number(1, seeding.MOST_WORKSPACES)
_GROUPS = _number(0, seeding.MOST_GROUPS)
_SEED = _number(0, seeding.MOST_SEED)


@click.command()
@click.option("--members", metavar="N", required=True, callback=_MEMBERS, help="How many people, the owner included.")
@click.option("--workspaces", metavar="N", required=True, callback=_WORKSPACES, help="How many workspaces.")
@click.option("--groups", metavar="N", required=True, callback=_GROUPS, help="How many groups.")
@click.option("--seed", metavar="S", default="1", callback=_SEED, help="Another number makes other people (1).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@database_options
def seed(*, members: int, workspaces: int, groups: int, seed: int, as_json: bool, **flags: str | None) -> None:
    """Make an organization of any size, to try the service with.

    It is added to what is there, all or nothing, while the server runs or not. Its people have
    made-up names and addresses under example.com; one of them, the owner, can sign in.
    """
    sizes = {"members": members, "workspaces": workspaces, "groups": groups, "seed": seed}
    settings = chosen(flags)

    async def make(urls: DatabaseUrls) -> Seeded:
        secret_key = settings.secret_key or certificates.secret_key(settings.data_dir)
        return await seeding.seed(urls.owner, secret_key, **sizes)

    made = on_database(settings, make)
    click.echo(_as_json(made) if as_json else _as_text(made))


def _as_json(made: Seeded) -> str:
    shown = {"workspace_ids": made.workspace_ids[:SHOWN], "group_ids": made.group_ids[:SHOWN]}
    return json.dumps(asdict(made) | shown)


def _as_text(made: Seeded) -> str:
    return f"""\
Made organization {made.organization_id} with {made.members} people in {made.seconds} seconds.

  Workspaces  {_numbers(made.workspace_ids)}
  Groups      {_numbers(made.group_ids)}

The owner is user {made.owner.user_id}, organization user {made.owner.organization_user_id}:

  E-mail      {made.owner.email}
  Password    {made.owner.password}
  API token   {made.owner.api_token}"""


def _numbers(ids: list[int]) -> str:
    if not ids:
        return "none"
    more = f" and {len(ids) - SHOWN_PLAINLY} more" if len(ids) > SHOWN_PLAINLY else ""
    return ", ".join(map(str, ids[:SHOWN_PLAINLY])) + more
