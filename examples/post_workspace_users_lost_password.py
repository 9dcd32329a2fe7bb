"""Makes a link with which somebody sets a new password, once, within an hour."""

from pprint import pprint

import toggl
from toggl.rest import ApiException

USERNAME = "YOUR_USERNAME"  # An e-mail address, or an API token.
PASSWORD = "YOUR_PASSWORD"  # The password, or, with a token, the word api_token.
WORKSPACE_ID = 56
USER_ID = 56  # The id of an account.

configuration = toggl.Configuration()
configuration.username = USERNAME
configuration.password = PASSWORD

api_instance = toggl.UsersApi(toggl.ApiClient(configuration))

try:
    api_response = api_instance.post_workspace_users_lost_password(WORKSPACE_ID, USER_ID)
    pprint(api_response)
except ApiException as error:
    print(f"Exception when calling UsersApi->post_workspace_users_lost_password: {error}")
