"""Models: how they are made, read, shown, compared and sent."""

import copy
import importlib
import pickle
import pprint
import re

import pytest

import toggl
from toggl import models

# The fields by position, as the programs of 2024 know them.
FIELDS_2024 = {
    "ModelsGroupDict": "group_id name",
    "ModelsOrgUser": (
        "admin avatar_url can_edit_email email groups id inactive invitation_code joined name owner user_id workspaces"
    ),
    "ModelsOrgUserDetailed": (
        "admin avatar_url email fullname groups inactive joined organization_id organization_user_id owner user_id "
        "workspaces"
    ),
    "ModelsOrgUserWorkspace": "admin inactive name role workspace_id",
    "ModelsOrgUserWorkspaceDetails": (
        "admin cost default_currency groups inactive rate role working_hours workspace_id workspace_name "
        "workspace_user_id"
    ),
    "ModelsOrganizationWorkspaceUser": (
        "active admin at avatar_file_name email group_ids id inactive invitation_code invite_url is_direct labour_cost "
        "name organization_admin rate rate_last_updated role timezone user_id working_hours_in_minutes "
        "workspace_admin workspace_id"
    ),
    "ModelsSimpleWorkspaceUser": "email fullname id inactive is_active is_admin role",
    "ModelsWorkspaceUser": (
        "active admin at avatar_file_name email group_ids id inactive invitation_code invite_url labour_cost name rate "
        "rate_last_updated role timezone uid wid working_hours_in_minutes"
    ),
    "UserAssignmentsPayload": "group_id joined operation user_id",
    "UserPatchParams": "delete",
    "UserPayload": ("admin inactive labour_cost posted_fields rate rate_change_mode role working_hours_in_minutes"),
    "UsersLostPasswordURL": "url",
    "WorkspaceUsersPatchParams": "delete",
}

# The fields that came later.
FIELDS_TODAY = {
    "ModelsOrgUser": "_2fa_enabled invitation_id organization_id role_id workspace_count",
    "ModelsOrgUserDetailed": "_2fa_enabled can_edit_email id invitation_id name role_id workspace_count",
    "ModelsOrganizationWorkspaceUser": (
        "_2fa_enabled labor_cost labor_cost_last_updated role_id uid view_edit_billable_rates view_edit_labor_costs wid"
    ),
    "ModelsWorkspaceUser": (
        "_2fa_enabled is_direct labor_cost labor_cost_last_updated organization_admin role_id user_id "
        "view_edit_billable_rates view_edit_labor_costs workspace_admin workspace_id"
    ),
    "UserPayload": (
        "email groups labor_cost labor_cost_change_mode name organization_admin role_id view_edit_billable_rates "
        "view_edit_labor_costs workspaces"
    ),
}


@pytest.mark.parametrize("name", FIELDS_2024)
def test_a_model_takes_the_fields_of_2024_by_position_in_alphabetical_order(name):
    fields = FIELDS_2024[name].split()

    made = getattr(toggl, name)(*range(len(fields)))

    assert [getattr(made, field) for field in fields] == list(range(len(fields)))


@pytest.mark.parametrize("name", FIELDS_2024)
def test_no_later_field_of_a_model_is_taken_by_position(name):
    too_many = range(len(FIELDS_2024[name].split()) + 1)

    with pytest.raises(TypeError):
        getattr(toggl, name)(*too_many)


@pytest.mark.parametrize("name", FIELDS_TODAY)
def test_a_model_takes_the_later_fields_by_name(name):
    fields = FIELDS_TODAY[name].split()

    made = getattr(toggl, name)(**dict.fromkeys(fields, 5))

    assert [getattr(made, field) for field in fields] == [5] * len(fields)
    assert list(made.swagger_types) == FIELDS_2024[name].split() + fields


@pytest.mark.parametrize("name", models.__all__)
def test_all_fields_of_a_model_are_optional_and_can_be_set(name):
    made = getattr(toggl, name)()

    for field in made.swagger_types:
        assert getattr(made, field) is None
        setattr(made, field, 1)
    assert set(made.to_dict().values()) == {1}


@pytest.mark.parametrize("name", models.__all__)
def test_a_model_stands_in_the_package_in_its_own_module_and_describes_itself(name):
    model = getattr(toggl, name)

    # The rule by which the generator named modules: a break where the letter case changes.
    in_words = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    module = importlib.import_module("toggl.models." + re.sub("([a-z0-9])([A-Z])", r"\1_\2", in_words).lower())
    assert getattr(module, name) is getattr(models, name) is model
    assert model.__doc__.endswith(".")


@pytest.mark.parametrize("name", models.__all__)
def test_the_tables_of_a_model_name_the_same_fields(name):
    model = getattr(toggl, name)

    assert list(model.swagger_types) == list(model.attribute_map) == list(model().to_dict())


def test_the_type_table_names_types_as_text():
    types = toggl.ModelsOrgUser.swagger_types

    assert types["admin"] == "bool"
    assert types["id"] == "int"
    assert types["email"] == "str"
    assert types["groups"] == "list[ModelsGroupDict]"
    assert toggl.ModelsWorkspaceUser.swagger_types["group_ids"] == "list[int]"
    assert toggl.ModelsWorkspaceUser.swagger_types["rate"] == "float"
    assert toggl.WorkspaceWorkspace.swagger_types["subscription"] == "ModelsSubscription"
    assert toggl.ModelsTogglUser.swagger_types["options"] == "object"


def test_the_wire_table_has_the_names_in_json():
    assert toggl.UserPayload.attribute_map["posted_fields"] == "postedFields"
    assert toggl.ModelsOrgUser.attribute_map["_2fa_enabled"] == "2fa_enabled"
    assert toggl.ModelsOrgUser.attribute_map["role_id"] == "role_id"


def test_a_model_has_no_discriminator():
    assert toggl.ModelsOrgUser().discriminator is None


def test_an_unknown_field_is_refused():
    with pytest.raises(TypeError):
        toggl.ModelsOrgUser(colour="red")


def test_a_dictionary_of_a_model_keeps_none_and_converts_nested_models():
    user = toggl.InvitationInfo(email="a@b.c", workspaces=[toggl.InvitationWorkspaceInfo(user_id=9)])

    assert user.to_dict() == {
        "email": "a@b.c",
        "invitation_id": None,
        "invite_url": None,
        "organization_id": None,
        "recipient_id": None,
        "sender_id": None,
        "workspaces": [{"user_id": 9, "workspace_id": None, "workspace_user_id": None}],
    }


def test_a_dictionary_of_a_model_passes_foreign_objects_on():
    user = toggl.ModelsTogglUser(options={"colours": ["red"]})

    assert user.to_dict()["options"] == {"colours": ["red"]}


def test_a_model_is_shown_as_its_dictionary():
    group = toggl.ModelsGroupDict(group_id=2, name="Night shift")

    assert group.to_str() == repr(group) == str(group) == pprint.pformat(group.to_dict())
    assert eval(repr(group)) == group.to_dict()  # noqa: S307 - The text is this test's own.


def test_models_are_equal_by_type_and_values():
    assert toggl.UserPatchParams(delete=[1]) == toggl.UserPatchParams(delete=[1])
    assert toggl.UserPatchParams(delete=[1]) != toggl.UserPatchParams(delete=[2])
    assert toggl.UserPatchParams(delete=[1]) != toggl.WorkspaceUsersPatchParams(delete=[1])
    assert toggl.UserPatchParams(delete=[1]) != {"delete": [1]}


def test_a_model_takes_attributes_of_the_program():
    user = toggl.ModelsOrgUser(id=3)

    user.colour = "red"

    assert user.colour == "red"
    assert "colour" not in user.to_dict()


def pickled(model):
    return pickle.loads(pickle.dumps(model))  # noqa: S301 - The bytes are this test's own.


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])
def test_a_model_can_be_copied_and_pickled(copied):
    user = toggl.ModelsOrgUser(id=3, role_id=2, groups=[toggl.ModelsGroupDict(group_id=1)])

    assert copied(user) == user


def test_nested_models_later_fields_and_renamed_fields_are_read(users, service):
    service.answers(
        [
            {
                "id": 3,
                "2fa_enabled": True,
                "groups": [{"group_id": 1, "name": "Night shift"}],
                "workspaces": [{"workspace_id": 8, "name": "W", "workspace_user_id": 5}],
            }
        ]
    )

    (user,) = users.get_organization_users(7)

    assert user == toggl.ModelsOrgUser(
        id=3,
        _2fa_enabled=True,
        groups=[toggl.ModelsGroupDict(group_id=1, name="Night shift")],
        workspaces=[toggl.ModelsOrgUserWorkspace(workspace_id=8, name="W", workspace_user_id=5)],
    )


def test_unknown_fields_are_dropped_and_missing_ones_are_none(users, service):
    service.answers([{"id": 3, "colour": "red"}])

    (user,) = users.get_organization_users(7)

    assert user == toggl.ModelsOrgUser(id=3)
    assert user.email is None


def test_letters_that_are_no_utf_8_are_read_as_marks(users, service):
    service.answers_text("", content_type="application/json")
    service.body = b'[{"id": 3, "name": "Zo\xeb"}]'

    (user,) = users.get_organization_users(7)

    assert user == toggl.ModelsOrgUser(id=3, name="Zo\ufffd")


def test_a_response_has_the_body_as_text_and_as_it_came(users, client, service):
    service.answers_text('[{"name": "Zoë"}]', content_type="application/json")

    users.get_organization_users(7)

    assert client.last_response.data == '[{"name": "Zoë"}]'
    assert client.last_response.content == '[{"name": "Zoë"}]'.encode()


def test_a_body_that_a_program_puts_in_the_place_of_a_responses_is_what_is_read(users, client, service):
    service.answers([{"id": 3}])
    users.get_organization_users(7)
    response = client.last_response

    response.data = '[{"id": 4}]'

    assert client.deserialize(response, "list[ModelsOrgUser]") == [toggl.ModelsOrgUser(id=4)]


def test_whole_numbers_are_read_as_amounts(users, service):
    service.answers([{"rate": 12}])

    (user,) = users.get_workspace_workspace_users(8, "true")

    assert (user.rate, type(user.rate)) == (12.0, float)


def test_fields_that_are_none_are_left_out_of_a_body_and_renamed_ones_sent_under_their_name(users, service):
    service.answers("OK")

    users.put_workspace_workspace_users(8, 5, toggl.UserPayload(rate=None, posted_fields=["rate"], admin=False))

    assert service.last.json == {"postedFields": ["rate"], "admin": False}


def test_nested_models_of_a_body_leave_none_out_too(users, service):
    service.answers_text("OK")
    payload = toggl.UserPayload(workspaces=[toggl.ModelsOrgUserWorkspace(workspace_id=8, admin=True)])

    users.put_organization_users(7, payload, organization_user_id=3)

    assert service.last.json == {"workspaces": [{"workspace_id": 8, "admin": True}]}


def test_none_in_a_dictionary_is_sent_as_the_program_wrote_it(users, service):
    service.answers("OK")

    users.put_workspace_workspace_users(8, 5, {"rate": None})

    assert service.last.json == {"rate": None}
