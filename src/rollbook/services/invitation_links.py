"""What who holds the link of an invitation sees and does without an account: where it leads, and declining it."""

from rollbook.domain.errors import Invalid
from rollbook.persistence import invitations as stored
from rollbook.persistence.database import Row
from rollbook.services import invitations
from rollbook.services.installation import Installation
from rollbook.services.sign_in import by_link
from rollbook.services.work import Work, changing

REGISTERED = "there is an account with this address: sign in to decline"


async def places_of_invitation(installation: Installation, invitation: Row) -> Row:
    """What the invited person would be: role in the organization, and the sorted names of their workspaces, groups."""
    async with installation.database.reading() as queries:
        return await stored.leads_into(queries, invitation["organization_id"], invitation["organization_user_id"])


async def decline_by_link(installation: Installation, request_id: str, code: str) -> None:
    """Withdraws the invitation of somebody who has no account; Invalid where the address has one."""
    invitation = await invitations.get_invitations(installation, code)
    # Who declines is the one whom it went to, as is who signs up by it.
    invited = by_link(installation, invitation["account_id"], invitation["email"], request_id)
    await _decline(invited, code)


@changing
async def _decline(work: Work, code: str) -> None:
    invitation = await invitations.own(work, code)
    if invitation["registered"]:
        raise Invalid(REGISTERED)
    await invitations.reject(work, invitation)
