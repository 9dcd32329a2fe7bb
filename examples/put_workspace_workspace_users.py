"""Changes somebody in a workspace, who is named by the id of their workspace user."""

from pprint import pprint

import toggl
from toggl.rest import ApiException

USERNAME = "YOUR_USERNAME"  # An e-mail address, or an API token.
PASSWORD = "YOUR_PASSWORD"  # The password, or, with a token, the word api_token.
WORKSPACE_ID = 56
WORKSPACE_USER_ID = 56
RATE = 56  # For an hour, in the currency of the workspace.

configuration = toggl.Configuration()
configuration.username = USERNAME
configuration.password = PASSWORD

api_instance = toggl.UsersApi(toggl.ApiClient(configuration))
post = toggl.UserPayload(rate=RATE)

try:
    api_response = api_instance.put_workspace_workspace_users(WORKSPACE_ID, WORKSPACE_USER_ID, post)
    pprint(api_response)
except ApiException as error:
    print(f"Exception when calling UsersApi->put_workspace_workspace_users: {error}")
