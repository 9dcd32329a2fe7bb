"""Models that tell a field that is missing from one that is null."""

import copy
import pickle

import pytest

import toggl


def pickled(value):
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - The bytes are this test's own.


def sent(model):
    return toggl.ApiClient().sanitize_for_serialization(model)


def replaced(model):
    # What `copy.replace` of Python 3.13 calls.
    return model.__replace__()


COPIES = pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled, replaced])


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])
def test_unset_is_one_value(copied):
    assert copied(toggl.UNSET) is toggl.UNSET
    assert isinstance(toggl.UNSET, toggl.UnsetType)
    assert not toggl.UNSET
    assert repr(toggl.UNSET) == "UNSET"


# Writing ----------------------------------------------------------------------------------------------------------


def test_a_partial_model_is_sent_with_exactly_the_fields_that_were_named(service, users):
    service.answers("OK")

    users.put_workspace_workspace_users(8, 5, toggl.partial(toggl.WorkspaceUserPayload, rate=None, inactive=False))

    assert service.last.json == {"rate": None, "inactive": False, "postedFields": ["inactive", "rate"]}


def test_a_partial_model_is_a_model_of_its_class_whose_other_fields_are_unset():
    payload = toggl.partial(toggl.OrganizationUserPayload, name=None)

    assert type(payload) is toggl.OrganizationUserPayload
    assert payload.name is None
    assert payload.email is toggl.UNSET


def test_the_fields_of_a_partial_model_can_be_named_by_position():
    group = toggl.partial(toggl.ModelsGroupDict, 5)

    assert sent(group) == {"group_id": 5}


def test_a_partial_model_of_which_all_fields_are_named_sends_null():
    assert sent(toggl.partial(toggl.UserPatchParams, delete=None)) == {"delete": None}


def test_a_field_that_is_named_as_unset_is_left_out():
    assert sent(toggl.partial(toggl.OrganizationUserPayload, name=toggl.UNSET, email=None)) == {"email": None}


def test_a_field_of_a_partial_model_that_is_set_to_none_later_is_sent_as_null():
    payload = toggl.partial(toggl.OrganizationUserPayload, name="Ann")

    payload.email = None

    assert sent(payload) == {"email": None, "name": "Ann"}


def test_a_field_of_a_partial_model_that_is_set_to_unset_later_is_left_out():
    payload = toggl.partial(toggl.OrganizationUserPayload, name="Ann", email=None)

    payload.name = toggl.UNSET

    assert sent(payload) == {"email": None}


def test_a_model_made_by_its_class_leaves_out_what_is_none_and_what_is_unset():
    assert sent(toggl.WorkspaceUserPayload(rate=None, role=toggl.UNSET, admin=True)) == {"admin": True}


def test_nested_models_keep_their_own_way():
    place = toggl.ModelsOrgUserWorkspace(workspace_id=8, name=None)
    partial_place = toggl.partial(toggl.ModelsOrgUserWorkspace, workspace_id=9, name=None)

    payload = toggl.partial(toggl.OrganizationUserPayload, workspaces=[place, partial_place], name=None)
    plain = toggl.OrganizationUserPayload(workspaces=[place, partial_place], name=None)

    workspaces = [{"workspace_id": 8}, {"workspace_id": 9, "name": None}]
    assert sent(payload) == {"workspaces": workspaces, "name": None}
    assert sent(plain) == {"workspaces": workspaces}


def test_unset_in_a_dictionary_is_left_out():
    assert sent({"rate": toggl.UNSET, "role": None}) == {"role": None}


def test_posted_fields_name_what_is_sent_at_that_moment():
    payload = toggl.partial(toggl.UserPayload, rate=None)

    payload.working_hours_in_minutes = 480

    assert sent(payload)["postedFields"] == ["rate", "working_hours_in_minutes"]
    assert payload.posted_fields is toggl.UNSET


@pytest.mark.parametrize("own", [["rate"], [], None])
def test_posted_fields_of_the_program_are_sent_as_they_are(own):
    payload = toggl.partial(toggl.WorkspaceUserPayload, rate=None, admin=True, posted_fields=own)

    assert sent(payload) == {"admin": True, "rate": None, "postedFields": own}


def test_a_partial_model_without_fields_is_an_empty_object():
    assert sent(toggl.partial(toggl.WorkspaceUserPayload)) == {}


def test_a_partial_model_shows_its_fields_alone():
    payload = toggl.partial(toggl.WorkspaceUserPayload, rate=None, inactive=False)

    assert payload.to_dict() == {"inactive": False, "rate": None}
    assert repr(payload) == payload.to_str() == "{'inactive': False, 'rate': None}"


@COPIES
def test_a_copy_of_a_partial_model_is_partial(copied):
    payload = toggl.partial(toggl.UserPatchParams, delete=None)

    assert copied(payload) == payload
    assert sent(copied(payload)) == {"delete": None}


def test_partial_models_are_equal_by_what_is_sent():
    payload = toggl.partial(toggl.UserPatchParams, delete=None)

    assert payload == toggl.partial(toggl.UserPatchParams, delete=None)
    assert payload != toggl.partial(toggl.UserPatchParams)
    assert payload != toggl.UserPatchParams(delete=None)


@pytest.mark.parametrize("other", [dict, toggl.UserPatchParams(), print])
def test_what_is_no_model_is_refused(other):
    with pytest.raises(TypeError, match="is no model"):
        toggl.partial(other)


def test_a_field_that_the_model_does_not_have_is_refused():
    with pytest.raises(TypeError):
        toggl.partial(toggl.UserPatchParams, colour="red")


# Reading ----------------------------------------------------------------------------------------------------------


def test_a_field_that_an_answer_does_not_have_is_unset_when_asked(service, configuration, users):
    configuration.tell_missing = True
    service.answers([{"id": 3, "email": None}])

    (user,) = users.get_organization_users(7)

    assert (user.id, user.email) == (3, None)
    assert user.name is toggl.UNSET
    assert user.to_dict() == {"id": 3, "email": None}


def test_fields_of_nested_models_are_told_too(service, configuration, users):
    configuration.tell_missing = True
    service.answers([{"groups": [{"name": None}, {"group_id": 1}], "2fa_enabled": True, "workspaces": None}])

    (user,) = users.get_organization_users(7)

    assert [(group.name, group.group_id) for group in user.groups] == [(None, toggl.UNSET), (toggl.UNSET, 1)]
    assert (user._2fa_enabled, user.workspaces) == (True, None)


def test_fields_of_models_in_dictionaries_are_told_too(service, configuration, client):
    configuration.tell_missing = True
    service.answers({"8": {"members_count": None}})

    statistics = toggl.WorkspacesApi(client).get_organization_workspaces_statistics(7)

    assert statistics["8"].members_count is None
    assert statistics["8"].groups_count is toggl.UNSET


@COPIES
def test_a_copy_of_a_model_that_was_read_tells_what_was_missing(copied, service, configuration, users):
    configuration.tell_missing = True
    service.answers([{"id": 3, "email": None}])

    (user,) = users.get_organization_users(7)

    assert copied(user) == user
    assert copied(user).name is toggl.UNSET


def test_a_model_that_was_read_is_sent_as_one_made_by_its_class(service, configuration, users, client):
    configuration.tell_missing = True
    service.answers([{"id": 3, "email": None}])

    (user,) = users.get_organization_users(7)

    assert client.sanitize_for_serialization(user) == {"id": 3}


def test_a_configuration_takes_tell_missing_by_name_and_does_not_tell_otherwise():
    assert toggl.Configuration(tell_missing=True).tell_missing is True
    assert toggl.Configuration().tell_missing is False
