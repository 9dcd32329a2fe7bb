"""Takes somebody out of a workspace."""

import toggl
from toggl.rest import ApiException

WORKSPACE_ID = 56
WORKSPACE_USER_ID = 56

# Who calls stands in the environment: TOGGL_USERNAME and TOGGL_PASSWORD, or TOGGL_API_TOKEN.
api_instance = toggl.UsersApi()

try:
    api_instance.delete_workspace_user(WORKSPACE_ID, WORKSPACE_USER_ID)
except ApiException as error:
    print(f"Exception when calling UsersApi->delete_workspace_user: {error}")
