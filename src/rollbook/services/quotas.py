"""How much people may ask of the service."""

from rollbook.domain.quotas import Count, Usage
from rollbook.persistence import quotas
from rollbook.services.work import Caller


async def count(caller: Caller) -> Count:
    """Counts the caller's request, for the organization that it leads to or for the caller alone."""
    standing = caller.standing
    # By an organization that the caller is not in: else a quota of its own would tell that there is one.
    organization_id = standing.organization_id if standing.organization_user_id is not None else None
    async with caller.installation.database.reading() as queries:
        return await quotas.count(queries, caller.identity.account_id, organization_id, caller.installation.limits)


async def get_me_quota(caller: Caller) -> list[Usage]:
    """What the caller has left, of their own quota first; nothing where there are no quotas."""
    limits = caller.installation.limits
    if not limits.quota:
        return []
    async with caller.installation.database.reading() as queries:
        return await quotas.listed(queries, caller.identity.account_id, limits)
