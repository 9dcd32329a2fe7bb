"""Takes the caller out of an organization; with its last person the organization is deleted."""

from pprint import pprint

import toggl
from toggl.rest import ApiException

USERNAME = "YOUR_USERNAME"  # An e-mail address, or an API token.
PASSWORD = "YOUR_PASSWORD"  # The password, or, with a token, the word api_token.
ORGANIZATION_ID = 56

configuration = toggl.Configuration()
configuration.username = USERNAME
configuration.password = PASSWORD

api_instance = toggl.UsersApi(toggl.ApiClient(configuration))

try:
    api_response = api_instance.delete_organization_users_leave(ORGANIZATION_ID)
    pprint(api_response)
except ApiException as error:
    print(f"Exception when calling UsersApi->delete_organization_users_leave: {error}")
