"""Takes somebody out of an organization, and prints as CSV what was done to their membership in the last year."""

from datetime import UTC, datetime, timedelta

import toggl
from toggl.rest import ApiException

USERNAME = "YOUR_USERNAME"  # An e-mail address, or an API token.
PASSWORD = "YOUR_PASSWORD"  # The password, or, with a token, the word api_token.
ORGANIZATION_ID = 56
EMAIL = "email_example"
DAYS = 365

with toggl.ApiClient(toggl.Configuration(username=USERNAME, password=PASSWORD)) as client:
    users = toggl.UsersApi(client)
    today = datetime.now(UTC).date()
    try:
        # The filter finds parts of names and addresses.
        found = users.get_organization_users(ORGANIZATION_ID, filter=EMAIL, active_status="active,invited,inactive")
        leaving = [person.id for person in found if person.email == EMAIL]
        users.patch_organization_users(ORGANIZATION_ID, toggl.UserPatchParams(delete=leaving))
        for organization_user_id in leaving:
            log = toggl.AuditLogsApi(client).get_audit_logs(
                ORGANIZATION_ID,
                today - timedelta(days=DAYS),
                today,
                entity_type="organization_user",
                entity_id=organization_user_id,
                export=True,
            )
            print(log)
    except ApiException as error:
        print(f"Exception when removing {EMAIL}: {error}")
