"""Classes and modules are imported when a program first names them, and are found as if they had been there."""

import copy
import importlib
import inspect
import json
import pickle
import pkgutil
import subprocess
import sys

import pytest

import toggl
from toggl import api, exceptions, models

ERRORS = {
    name
    for name, value in vars(exceptions).items()
    if inspect.isclass(value) and issubclass(value, exceptions.ApiException)
}
CLASSES = {
    "toggl": {"ApiClient", "Configuration", *api.__all__, *models.__all__},
    "toggl.api": set(api.__all__),
    "toggl.models": set(models.__all__),
}


def modules_after(program: str) -> set[str]:
    """The modules that a program of its own has imported."""
    program = f"{program}\nimport json, sys\nprint(json.dumps(list(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(ended.stdout))


def test_importing_the_package_imports_none_of_its_classes_and_no_dependency():
    imported = modules_after("import toggl")

    assert {name for name in imported if name.startswith("toggl")} == {
        "toggl",
        "toggl._lazily",
        "toggl.api",
        "toggl.models",
    }
    assert not {"urllib3", "msgspec", "ssl", "inspect", "logging"} & imported


def test_the_package_has_every_error_and_shows_it_in_dir():
    assert set(dir(toggl)) >= ERRORS
    assert all(getattr(toggl, name) is getattr(exceptions, name) for name in ERRORS)


def test_a_star_import_takes_no_name_that_it_did_not_take_before():
    assert not {"partial", "NotFound", "UNSET", "LOCAL"} & set(toggl.__all__)


def test_a_class_brings_only_what_it_needs():
    imported = modules_after("import toggl; toggl.UsersApi(toggl.ApiClient())")

    assert "toggl.models.models_org_user" in imported
    assert not {"toggl.models.models_all_preferences", "toggl.api.me_api"} & imported


@pytest.mark.parametrize("package", sorted(CLASSES))
def test_a_package_lists_each_of_its_classes_once_and_shows_them_in_dir(package):
    module = importlib.import_module(package)

    assert sorted(module.__all__) == sorted(CLASSES[package])
    assert CLASSES[package] <= set(dir(module))


@pytest.mark.parametrize("package", ["toggl.api", "toggl.models"])
def test_a_package_lists_exactly_the_classes_of_its_modules(package):
    modules = [
        importlib.import_module(f"{package}.{found.name}")
        for found in pkgutil.iter_modules(importlib.import_module(package).__path__)
        if not found.name.startswith("_")
    ]

    declared = [
        name
        for module in modules
        for name, value in vars(module).items()
        if inspect.isclass(value)
        and value.__module__ == module.__name__
        and not name.startswith("_")
        # What the classes of an area share, and those that `toggl.aio` shows.
        and not name.startswith("Async")
        and not name.endswith("Operations")
    ]

    assert sorted(declared) == sorted(CLASSES[package])


@pytest.mark.parametrize("package", sorted(CLASSES))
def test_a_star_import_brings_every_class(package):
    names: dict[str, object] = {}

    exec(f"from {package} import *", names)  # noqa: S102 - The way that programs write it.

    assert CLASSES[package] <= names.keys()
    assert all(names[name] is getattr(toggl, name) for name in CLASSES[package])


@pytest.mark.parametrize(
    "program",
    [
        "import toggl; assert toggl.UsersApi is toggl.api.UsersApi is toggl.api.users_api.UsersApi",
        "import toggl; assert toggl.ModelsOrgUser is toggl.models.models_org_user.ModelsOrgUser",
        "import toggl; assert issubclass(toggl.rest.ApiException, Exception)",
        "import toggl; assert toggl.exceptions.ApiException is toggl.rest.ApiException",
        "import toggl; assert toggl.configuration.Configuration is toggl.Configuration",
        "import toggl; assert toggl.api_client.ApiClient is toggl.ApiClient",
        "import toggl.models.models_tag as module; import toggl; assert module.ModelsTag is toggl.ModelsTag",
        "from toggl.models import ModelsTag, models_tag; assert models_tag.ModelsTag is ModelsTag",
        "from toggl.api.users_api import UsersApi; import toggl; assert toggl.UsersApi is UsersApi",
        "from toggl.rest import ApiException; from toggl import UsersApi",
    ],
)
def test_names_are_found_whichever_way_a_program_asks_first(program):
    assert "toggl" in modules_after(program)


@pytest.mark.parametrize("package", sorted(CLASSES))
@pytest.mark.parametrize("misspelt", ["ModelsOrgUsr", "users_apis", "__path_of_nothing__"])
def test_a_misspelt_name_is_the_usual_attribute_error(package, misspelt):
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute '{misspelt}'"):
        getattr(importlib.import_module(package), misspelt)


def test_a_misspelt_name_cannot_be_imported():
    with pytest.raises(ImportError, match="cannot import name 'ModelsOrgUsr'"):
        exec("from toggl import ModelsOrgUsr")  # noqa: S102 - The way that programs write it.


def test_a_name_is_looked_up_once():
    assert toggl.ModelsTag is vars(models)["ModelsTag"] is vars(toggl)["ModelsTag"]


def test_a_class_that_a_program_replaces_stays_replaced(monkeypatch):
    class Replacement(toggl.ModelsTag):
        pass

    monkeypatch.setattr(toggl, "ModelsTag", Replacement)

    assert toggl.ModelsTag is Replacement


def test_threads_that_name_a_class_at_once_get_the_same():
    program = """
import threading
import toggl
found, start = [], threading.Barrier(8)
def name_it():
    start.wait()
    found.append(toggl.OrganizationsApi)
threads = [threading.Thread(target=name_it) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert len(found) == 8 and set(found) == {toggl.OrganizationsApi}
"""

    assert "toggl.api.organizations_api" in modules_after(program)


def test_a_pickled_model_is_read_by_a_program_that_has_named_no_class():
    sent = pickle.dumps(toggl.ModelsTransfer(owner_transfer_id=4))

    modules = modules_after(f"import pickle; assert pickle.loads({sent!r}).owner_transfer_id == 4")

    assert "toggl.models.models_transfer" in modules


def test_a_copied_model_keeps_what_the_program_hung_on_it():
    tag = toggl.ModelsTag(name="urgent")
    tag.colour = "red"

    copied = copy.copy(tag)

    assert (copied, copied.colour) == (tag, "red")
