"""What the caller has chosen for the programs that they use."""

import json

from rollbook.domain.audit import differences
from rollbook.domain.errors import Forbidden, Invalid
from rollbook.domain.permissions import NO_ACCESS
from rollbook.domain.preferences import AllPreferences, chosen, shown
from rollbook.persistence import accounts, preferences
from rollbook.persistence.database import Queries, Row
from rollbook.services.work import Caller, Work, changing


async def get_preferences(caller: Caller) -> AllPreferences:
    """All preferences of the caller, null where nothing was chosen."""
    async with caller.installation.database.reading() as queries:
        row = await _kept(queries, caller.identity.account_id)
    return shown(json.loads(row["preferences"]), week_begins=row["beginning_of_week"], time_zone=row["timezone"])


async def _kept(queries: Queries, account_id: int) -> Row:
    row = await preferences.of_account(queries, account_id)
    if row is None:
        raise Forbidden(NO_ACCESS)
    return row


@changing
async def post_preferences(work: Work, given: AllPreferences | None) -> None:
    """Keeps what is given; what is absent or null stays as it was."""
    if given is None:
        raise Invalid("Missing data")
    wanted = chosen(given)
    if "pg_time_zone_name" in wanted:
        # Lists of workspaces show it.
        await work.lock_all_organizations()
    else:
        await accounts.lock(work.connection, work.account_id)
    row = await _kept(work.connection, work.account_id)
    present = {field: row[field] for field in ("beginning_of_week", "timezone")}
    account = {
        "beginning_of_week": wanted.pop("beginningOfWeek", row["beginning_of_week"]),
        "timezone": wanted.pop("pg_time_zone_name", row["timezone"]),
    }
    before, after = differences(present, account)
    kept = json.loads(row["preferences"])
    changed = [name for name in sorted(wanted) if kept.get(name) != wanted[name]]
    if not changed and not after:
        return
    await preferences.choose(work.connection, work.account_id, wanted, **account)
    # Which ones, but not what they are: some hold words of the person's own.
    names = {"preferences": changed} if changed else {}
    await work.record_for_person("update", "account", work.account_id, before=before, after=after | names)
