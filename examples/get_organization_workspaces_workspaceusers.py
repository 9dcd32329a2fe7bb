"""Shows who is in a workspace, directly or through a group."""

from pprint import pprint

import toggl
from toggl.rest import ApiException

USERNAME = "YOUR_USERNAME"  # An e-mail address, or an API token.
PASSWORD = "YOUR_PASSWORD"  # The password, or, with a token, the word api_token.
ORGANIZATION_ID = 56
WORKSPACE_ID = 56
NAME = "name_example"  # Part of a name or of an e-mail address.

configuration = toggl.Configuration()
configuration.username = USERNAME
configuration.password = PASSWORD

api_instance = toggl.UsersApi(toggl.ApiClient(configuration))

try:
    api_response = api_instance.get_organization_workspaces_workspaceusers(ORGANIZATION_ID, WORKSPACE_ID, NAME)
    pprint(api_response)
except ApiException as error:
    print(f"Exception when calling UsersApi->get_organization_workspaces_workspaceusers: {error}")
