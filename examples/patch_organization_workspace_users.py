"""Takes people out of a workspace, all of them or none."""

from pprint import pprint

import toggl
from toggl.rest import ApiException

USERNAME = "YOUR_USERNAME"  # An e-mail address, or an API token.
PASSWORD = "YOUR_PASSWORD"  # The password, or, with a token, the word api_token.
ORGANIZATION_ID = 56
WORKSPACE_ID = 56
DELETE = [56]  # Ids of workspace users.

configuration = toggl.Configuration()
configuration.username = USERNAME
configuration.password = PASSWORD

api_instance = toggl.UsersApi(toggl.ApiClient(configuration))
params = toggl.WorkspaceUsersPatchParams(delete=DELETE)

try:
    api_response = api_instance.patch_organization_workspace_users(ORGANIZATION_ID, WORKSPACE_ID, params)
    pprint(api_response)
except ApiException as error:
    print(f"Exception when calling UsersApi->patch_organization_workspace_users: {error}")
