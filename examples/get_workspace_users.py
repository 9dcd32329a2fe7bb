"""Shows who is in a workspace, in short and by account."""

from pprint import pprint

import toggl
from toggl.rest import ApiException

USERNAME = "YOUR_USERNAME"  # An e-mail address, or an API token.
PASSWORD = "YOUR_PASSWORD"  # The password, or, with a token, the word api_token.
WORKSPACE_ID = 56

configuration = toggl.Configuration()
configuration.username = USERNAME
configuration.password = PASSWORD

api_instance = toggl.UsersApi(toggl.ApiClient(configuration))

try:
    api_response = api_instance.get_workspace_users(WORKSPACE_ID)
    pprint(api_response)
except ApiException as error:
    print(f"Exception when calling UsersApi->get_workspace_users: {error}")
