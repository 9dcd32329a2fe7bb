"""Shows the workspace users of a workspace."""

from pprint import pprint

import toggl
from toggl.rest import ApiException

USERNAME = "YOUR_USERNAME"  # An e-mail address, or an API token.
PASSWORD = "YOUR_PASSWORD"  # The password, or, with a token, the word api_token.
WORKSPACE_ID = 56
INCLUDE_INDIRECT = "include_indirect_example"  # "true" for those as well who are in through a group alone.

configuration = toggl.Configuration()
configuration.username = USERNAME
configuration.password = PASSWORD

api_instance = toggl.UsersApi(toggl.ApiClient(configuration))

try:
    api_response = api_instance.get_workspace_workspace_users(WORKSPACE_ID, INCLUDE_INDIRECT)
    pprint(api_response)
except ApiException as error:
    print(f"Exception when calling UsersApi->get_workspace_workspace_users: {error}")
