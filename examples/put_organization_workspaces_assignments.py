"""Moves somebody into or out of a workspace; with group_id in place of user_id, a group."""

from pprint import pprint

import toggl
from toggl.rest import ApiException

USERNAME = "YOUR_USERNAME"  # An e-mail address, or an API token.
PASSWORD = "YOUR_PASSWORD"  # The password, or, with a token, the word api_token.
ORGANIZATION_ID = 56
WORKSPACE_ID = 56
OPERATION = "operation_example"  # "add" or "remove".
USER_ID = 56  # The id of an account.

configuration = toggl.Configuration()
configuration.username = USERNAME
configuration.password = PASSWORD

api_instance = toggl.UsersApi(toggl.ApiClient(configuration))
post = toggl.UserAssignmentsPayload(operation=OPERATION, user_id=USER_ID)

try:
    api_response = api_instance.put_organization_workspaces_assignments(ORGANIZATION_ID, WORKSPACE_ID, post)
    pprint(api_response)
except ApiException as error:
    print(f"Exception when calling UsersApi->put_organization_workspaces_assignments: {error}")
