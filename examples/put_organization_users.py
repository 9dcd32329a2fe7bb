"""Changes one of an organization's people."""

from pprint import pprint

import toggl
from toggl.rest import ApiException

USERNAME = "YOUR_USERNAME"  # An e-mail address, or an API token.
PASSWORD = "YOUR_PASSWORD"  # The password, or, with a token, the word api_token.
ORGANIZATION_ID = 56
ORGANIZATION_USER_ID = 56
NAME = "name_example"

configuration = toggl.Configuration()
configuration.username = USERNAME
configuration.password = PASSWORD

api_instance = toggl.UsersApi(toggl.ApiClient(configuration))
params = toggl.UserPayload(name=NAME)

try:
    api_response = api_instance.put_organization_users(
        ORGANIZATION_ID, params, organization_user_id=ORGANIZATION_USER_ID
    )
    pprint(api_response)
except ApiException as error:
    print(f"Exception when calling UsersApi->put_organization_users: {error}")
