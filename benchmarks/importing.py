"""What `import toggl` costs, beside a package of the kind that swagger-codegen 2.4 generates.

The generated client itself cannot be had here, so the other package is a stand-in that this module writes, in our own
words, into a temporary folder: of the models and operations that this client has, in the shape that the generator gives
them, all imported at once. It leaves out what the generated client imports beside urllib3 and the standard library
(six, dateutil, certifi), all code of its transport, and the areas of the API that this client does not have: the
generated one has 390 files and 128,000 lines. So the stand-in is imported faster than what it stands for.

Fresh processes take turns; both packages are compiled before.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import toggl
from benchmarks.figures import Bound, Figure, at_most
from toggl._lazily import module_of
from toggl._operation import Operation
from toggl.models._model import Model

STANDIN = "generated"
STARTS = 25
CLOCKED = "import time; began = time.perf_counter(); {}; print(time.perf_counter() - began)"
OURS, THEIRS = "import toggl", f"import {STANDIN}"
# No part of the target: it is when this client imports what a call needs.
READY = "import toggl; toggl.UsersApi"

MODULES = {
    "configuration": "import copy\nimport logging\nimport multiprocessing\nimport sys\nimport urllib3\n"
    "import http.client as httplib\n\n\nclass Configuration(object):\n    pass\n",
    "rest": "import io\nimport json\nimport logging\nimport re\nimport ssl\nfrom urllib.parse import urlencode\n"
    "import urllib3\n\n\nclass RESTClientObject(object):\n    pass\n",
    "api_client": "import datetime\nimport json\nimport mimetypes\nfrom multiprocessing.pool import ThreadPool\n"
    "import os\nimport re\nimport tempfile\nfrom urllib.parse import quote\n\n"
    f"from {STANDIN}.configuration import Configuration\nimport {STANDIN}.models\nfrom {STANDIN} import rest\n\n\n"
    "class ApiClient(object):\n    pass\n",
}

CLASS = '''# coding: utf-8

"""
    The service

    Version v9
"""


import pprint
import re  # noqa: F401


class {model}(object):
    """Not to be edited by hand: it is written from the description of the service.
    """
    """
    Attributes:
      swagger_types (dict): The attributes and
                            their types.
      attribute_map (dict): The attributes and
                            their names in JSON.
    """
    swagger_types = {types}

    attribute_map = {names}

    def __init__(self, {parameters}):  # noqa: E501
        """{model}, as the description of the service has it"""  # noqa: E501
{fields}
        self.discriminator = None
{given}
'''

PROPERTY = '''
    @property
    def {name}(self):
        """Gets the {name} of this {model}.  # noqa: E501


        :return: The {name} of this {model}.  # noqa: E501
        :rtype: {kind}
        """
        return self._{name}

    @{name}.setter
    def {name}(self, {name}):
        """Sets the {name} of this {model}.


        :param {name}: The {name} of this {model}.  # noqa: E501
        :type: {kind}
        """

        self._{name} = {name}
'''

CLASS_END = '''
    def to_dict(self):
        """Gives the attributes as a dict"""
        result = {{}}

        for attr in self.swagger_types:
            value = getattr(self, attr)
            if isinstance(value, list):
                result[attr] = list(map(
                    lambda x: x.to_dict() if hasattr(x, "to_dict") else x,
                    value
                ))
            elif hasattr(value, "to_dict"):
                result[attr] = value.to_dict()
            elif isinstance(value, dict):
                result[attr] = dict(map(
                    lambda item: (item[0], item[1].to_dict())
                    if hasattr(item[1], "to_dict") else item,
                    value.items()
                ))
            else:
                result[attr] = value
        if issubclass({model}, dict):
            for key, value in self.items():
                result[key] = value

        return result

    def to_str(self):
        """Gives the attributes as text"""
        return pprint.pformat(self.to_dict())

    def __repr__(self):
        """For `print` and `pprint`"""
        return self.to_str()

    def __eq__(self, other):
        """Tells whether both are equal"""
        if not isinstance(other, {model}):
            return False

        return self.__dict__ == other.__dict__

    def __ne__(self, other):
        """Tells whether both are not equal"""
        return not self == other
'''

AREA = '''# coding: utf-8

"""
    The service

    Version v9
"""


import re  # noqa: F401

from {package}.api_client import ApiClient


class {area}(object):
    """Not to be edited by hand: it is written from the description of the service.
    """

    def __init__(self, api_client=None):
        if api_client is None:
            api_client = ApiClient()
        self.api_client = api_client
'''

METHOD = '''
    def {name}(self, {parameters}**kwargs):  # noqa: E501
        """{doc}  # noqa: E501

        This method waits for the answer. To be called without waiting,
        it takes async_req=True
        >>> thread = api.{name}({parameters}async_req=True)
        >>> result = thread.get()

        :param async_req bool
{described}
        :return: {returns}
                 If the method is called without waiting,
                 the thread of the request.
        """
        kwargs['_return_http_data_only'] = True
        if kwargs.get('async_req'):
            return self.{name}_with_http_info({parameters}**kwargs)  # noqa: E501
        else:
            (data) = self.{name}_with_http_info({parameters}**kwargs)  # noqa: E501
            return data

    def {name}_with_http_info(self, {parameters}**kwargs):  # noqa: E501
        """{doc}  # noqa: E501

        This method waits for the answer. To be called without waiting,
        it takes async_req=True
        >>> thread = api.{name}_with_http_info({parameters}async_req=True)
        >>> result = thread.get()

        :param async_req bool
{described}
        :return: {returns}
                 If the method is called without waiting,
                 the thread of the request.
        """

        all_params = {every}  # noqa: E501
        all_params.append('async_req')
        all_params.append('_return_http_data_only')
        all_params.append('_preload_content')
        all_params.append('_request_timeout')

        params = locals()
        for key, val in params['kwargs'].items():
            if key not in all_params:
                raise TypeError(
                    "'%s' is no keyword argument of"
                    " method {name}" % key
                )
            params[key] = val
        del params['kwargs']
{checks}
        collection_formats = {{}}

        path_params = {{}}
{path}
        query_params = []
{query}
        header_params = {{}}

        form_params = []
        local_var_files = {{}}

        body_params = None
{body}
        # HTTP header `Accept`
        header_params['Accept'] = self.api_client.select_header_accept(
            ['{accept}'])  # noqa: E501

        # Authentication setting
        auth_settings = ['BasicAuth']  # noqa: E501

        return self.api_client.call_api(
            '{url}', '{verb}',
            path_params,
            query_params,
            header_params,
            body=body_params,
            post_params=form_params,
            files=local_var_files,
            response_type={kind!r},  # noqa: E501
            auth_settings=auth_settings,
            async_req=params.get('async_req'),
            _return_http_data_only=params.get('_return_http_data_only'),
            _preload_content=params.get('_preload_content', True),
            _request_timeout=params.get('_request_timeout'),
            collection_formats=collection_formats)
'''


def _model_text(model: type[Model]) -> str:
    name, kinds = model.__name__, model.swagger_types
    head = CLASS.format(
        model=name,
        types=_table(kinds),
        names=_table(model.attribute_map),
        parameters=", ".join(f"{one}=None" for one in kinds),
        fields="".join(f"\n        self._{one} = None" for one in kinds),
        given="".join(f"\n        if {one} is not None:\n            self.{one} = {one}" for one in kinds),
    )
    pairs = [PROPERTY.format(name=one, kind=kind, model=name) for one, kind in kinds.items()]
    return "".join([head, *pairs, CLASS_END.format(model=name)])


def _table(values: dict[str, str]) -> str:
    rows = ",\n".join(f"        {name!r}: {value!r}" for name, value in values.items())
    return f"{{\n{rows}\n    }}"


def _area_text(area: str) -> str:
    members = {name: getattr(getattr(toggl, area), name) for name in dir(getattr(toggl, area))}
    operations = [method.operation for name, method in members.items() if _is_plain(name, method)]
    return "".join([AREA.format(package=STANDIN, area=area), *map(_method_text, operations)])


def _is_plain(name: str, method: object) -> bool:
    return hasattr(method, "operation") and not name.endswith("_with_http_info") and not name.startswith("iter_")


def _method_text(operation: Operation) -> str:
    every = [name for name in operation.signature.parameters if name != "options"]
    return METHOD.format(
        name=operation.name,
        doc=operation.name.replace("_", " "),
        parameters="".join(f"{name}, " for name in operation.required),
        described="\n".join(f"        :param {name}: As the description of the service has it" for name in every),
        returns=operation.response_type,
        every=every,
        checks="".join(map(_check_text, operation.required)),
        path="".join(_filled(place, f"path_params['{place}'] = params") for place in operation.places),
        query="".join(_filled(name, f"query_params.append(('{name}', params", "))") for name in operation.query),
        body=_filled(operation.body, "body_params = params") if operation.body else "",
        accept=operation.accept,
        url=operation.path,
        verb=operation.method,
        kind=operation.response_type,
    )


def _check_text(name: str) -> str:
    return (
        f"        # verify that '{name}' is there\n"
        f"        if ('{name}' not in params or\n                params['{name}'] is None):\n"
        f'            raise ValueError("`{name}` is missing")  # noqa: E501\n'
    )


def _filled(name: str, target: str, end: str = "") -> str:
    return f"        if '{name}' in params:\n            {target}['{name}']{end}  # noqa: E501\n"


def _files() -> Iterator[tuple[str, str]]:
    """Give the path and the text of each file of the stand-in."""
    models, areas = toggl.models.__all__, toggl.api.__all__
    imports = [f"from {STANDIN}.models.{module_of(name)} import {name}\n" for name in models]
    apis = [f"from {STANDIN}.api.{module_of(name)} import {name}\n" for name in areas]
    client = f"from {STANDIN}.api_client import ApiClient\nfrom {STANDIN}.configuration import Configuration\n"
    yield "__init__.py", "".join([*apis, client, *imports])
    yield "api/__init__.py", "".join(apis)
    yield "models/__init__.py", "".join(imports)
    for name, text in MODULES.items():
        yield f"{name}.py", text
    for name in areas:
        yield f"api/{module_of(name)}.py", _area_text(name)
    for name in models:
        yield f"models/{module_of(name)}.py", _model_text(getattr(toggl.models, name))


def _write(folder: Path) -> None:
    """Writes the stand-in."""
    for name, text in _files():
        path = folder / STANDIN / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _seconds(program: str, folder: Path) -> float:
    run = subprocess.run(
        [sys.executable, "-c", CLOCKED.format(program)],
        env={**os.environ, "PYTHONPATH": str(folder)},
        check=True,
        capture_output=True,
        text=True,
    )
    return float(run.stdout)


def figures() -> list[Figure]:
    """How long the imports take, beside that of the stand-in."""
    with tempfile.TemporaryDirectory(prefix="rollbook-importing-") as name:
        folder = Path(name)
        _write(folder)
        seconds: dict[str, list[float]] = {program: [] for program in (OURS, THEIRS, READY)}
        for number in range(1 + STARTS):
            for program, taken in seconds.items():
                elapsed = _seconds(program, folder)
                # The first one compiles.
                if number:
                    taken.append(1000 * elapsed)
    medians = {program: statistics.median(taken) for program, taken in seconds.items()}
    return [_figure(OURS, medians, at_most(0.12)), _figure(READY, medians, None)]


def _figure(program: str, medians: dict[str, float], target: Bound | None) -> Figure:
    return Figure(
        name=program, value=medians[program], unit="ms", other=medians[THEIRS], beside="the stand-in", target=target
    )
