"""Invites somebody to a workspace and a group, and sets what an hour of theirs is worth there."""

import toggl
from toggl.rest import ApiException

USERNAME = "YOUR_USERNAME"  # An e-mail address, or an API token.
PASSWORD = "YOUR_PASSWORD"  # The password, or, with a token, the word api_token.
ORGANIZATION_ID = 56
WORKSPACE_ID = 56
GROUP_ID = 56
EMAIL = "email_example"
RATE = 56.0

with toggl.ApiClient(toggl.Configuration(username=USERNAME, password=PASSWORD)) as client:
    try:
        invited = toggl.InvitationsApi(client).post_organization_invitation(
            ORGANIZATION_ID,
            toggl.InvitationPost(
                emails=[EMAIL],
                workspaces=[toggl.InvitationPostWorkspaces(workspace_id=WORKSPACE_ID, role="user")],
                groups=[GROUP_ID],
            ),
        )
        invitation = invited.data[0]
        toggl.RatesApi(client).post_workspace_rates(
            WORKSPACE_ID,
            toggl.RatesCreationRequest(
                level="workspace_user",
                level_id=invitation.workspaces[0].workspace_user_id,
                type="billable_rates",
                amount=RATE,
                mode="start-today",
            ),
        )
        # Shown this once: it is how somebody joins who gets no e-mail.
        print(invitation.invite_url)
    except ApiException as error:
        print(f"Exception when inviting {EMAIL}: {error}")
