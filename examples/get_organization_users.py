"""Shows a page of an organization's people, with their groups and workspaces in short."""

from pprint import pprint

import toggl
from toggl.rest import ApiException

USERNAME = "YOUR_USERNAME"  # An e-mail address, or an API token.
PASSWORD = "YOUR_PASSWORD"  # The password, or, with a token, the word api_token.
ORGANIZATION_ID = 56
FILTER = "filter_example"  # Part of a name or of an e-mail address.
ACTIVE_STATUS = "active_status_example"  # One or more of active, inactive and invited, with commas between them.
ONLY_ADMINS = "only_admins_example"  # "true" for the owner and the admins alone.
GROUPS = "groups_example"  # Ids of groups, with commas between them: people in any of these.
WORKSPACES = "workspaces_example"  # Ids of workspaces, with commas between them: people in any of these.
PAGE = 56  # Counted from 1.
PER_PAGE = 56  # 50 unless it is given.
SORT_DIR = "sort_dir_example"  # "asc" or "desc", by name.

configuration = toggl.Configuration()
configuration.username = USERNAME
configuration.password = PASSWORD

api_instance = toggl.UsersApi(toggl.ApiClient(configuration))

try:
    api_response = api_instance.get_organization_users(
        ORGANIZATION_ID,
        filter=FILTER,
        active_status=ACTIVE_STATUS,
        only_admins=ONLY_ADMINS,
        groups=GROUPS,
        workspaces=WORKSPACES,
        page=PAGE,
        per_page=PER_PAGE,
        sort_dir=SORT_DIR,
    )
    pprint(api_response)
except ApiException as error:
    print(f"Exception when calling UsersApi->get_organization_users: {error}")
