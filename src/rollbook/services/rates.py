"""What people and workspaces charge and cost: an amount changed, and the history of amounts."""

from datetime import UTC, datetime

from rollbook.domain.actors import Standing
from rollbook.domain.errors import Invalid
from rollbook.domain.money import amount
from rollbook.domain.rates import NOT_IN_WORKSPACE, WRONG_LEVEL, RateRequest, RateType, refuse_future, start_of
from rollbook.persistence import rates, workspace_users
from rollbook.persistence.database import Queries
from rollbook.services.work import Caller, Work, changing
from rollbook.services.workspace_users import workspace_of


@changing
async def post_workspace_rates(work: Work, wanted: RateRequest) -> None:
    """Puts an amount in force for the workspace or somebody in it, and keeps what was before as the mode says."""
    standing = await work.enter("post_workspace_rates")
    if wanted.is_empty():
        raise Invalid("Request payload must be informed")
    organization_id, workspace_id = workspace_of(standing)
    person = await _whose(work.connection, standing, wanted.level, wanted.level_id)
    mode, rate_type = wanted.mode or "start-today", wanted.type or "billable_rates"
    start = _start(wanted) if mode == "start-today" else None
    new = None if wanted.amount is None else amount(wanted.amount)
    old = await rates.in_force(
        work.connection, organization_id, workspace_id=workspace_id, workspace_user_id=person, rate_type=rate_type
    )
    entry = await rates.change(
        work.connection,
        organization_id,
        workspace_id=workspace_id,
        workspace_user_id=person,
        rate_type=rate_type,
        amount=new,
        mode=mode,
        creator_id=work.account_id,
        start=start,
    )
    what = {"level": wanted.level, "level_id": wanted.level_id, "type": rate_type}
    await work.record(
        "update",
        "rate",
        entry,
        before=what | {"amount": old},
        after=what | {"amount": new, "mode": mode, "start": start},
        workspace_id=workspace_id,
    )


def _start(wanted: RateRequest) -> datetime | None:
    """The day from which the amount is wanted; None where no day is named."""
    if wanted.start is None:
        return None
    start = start_of(wanted.start)
    refuse_future(start, datetime.now(UTC).date())
    return start


async def get_workspace_rates(caller: Caller, level: str, level_id: int, rate_type: RateType | None) -> str:
    """The amounts that the workspace or somebody in it had and has, newest first, as a JSON array."""
    caller.permit("get_workspace_rates")
    organization_id, workspace_id = workspace_of(caller.standing)
    async with caller.installation.database.reading() as queries:
        person = await _whose(queries, caller.standing, level, level_id)
        return await rates.listed(
            queries, organization_id, workspace_id=workspace_id, workspace_user_id=person, rate_type=rate_type
        )


async def _whose(queries: Queries, standing: Standing, level: str | None, level_id: int | None) -> int | None:
    """The workspace user whose amounts are meant, None for the workspace's own; Invalid for whose there are none."""
    organization_id, workspace_id = workspace_of(standing)
    if level not in NOT_IN_WORKSPACE:
        raise Invalid(WRONG_LEVEL)
    if level == "workspace" and level_id == workspace_id:
        return None
    people = [level_id] if level == "workspace_user" and level_id is not None else []
    if people and await workspace_users.some(queries, organization_id, workspace_id, people):
        return level_id
    raise Invalid(NOT_IN_WORKSPACE[level])
