"""Settings that the environment gives, alone or above those of a profile.

A secret that was meant for one name or one service is never sent beside another name or to another service.
"""

import os

from toggl.profiles import (
    TOKEN_PASSWORD,
    ConfigurationError,
    Limit,
    ProfileFile,
    address,
    checked_limit,
    default_path,
    is_same_service,
)

_OF_ONE_SERVICE = frozenset({"username", "password", "organization_id"})


def settings() -> dict[str, object]:
    """Return what a Configuration starts with; a name is preferred to a token."""
    given: dict[str, object] = {}
    token = os.environ.get("TOGGL_API_TOKEN")
    if token:
        given.update(username=token, password=TOKEN_PASSWORD)
    username = os.environ.get("TOGGL_USERNAME")
    if username:
        given.update(username=username, password=os.environ.get("TOGGL_PASSWORD", ""))
    for variable, name in (("TOGGL_HOST", "host"), ("TOGGL_CA_CERT", "ssl_ca_cert")):
        value = os.environ.get(variable)
        if value:
            given[name] = value
    return given


def settings_above_profile(host: str | None = None) -> dict[str, object]:
    """Return all that the environment says, above the profile that it or the file chooses; ConfigurationError.

    A `host` stands in the place of TOGGL_HOST. Where that is another service, its credentials and organization are left
    out.
    """
    given = settings()
    if "host" in given:
        given["host"] = address(os.environ["TOGGL_HOST"], "TOGGL_HOST")
    if number := os.environ.get("TOGGL_ORGANIZATION_ID"):
        given["organization_id"] = _organization_id(number)
    if limit := os.environ.get("TOGGL_TIMEOUT"):
        given["request_timeout"] = _limit(limit)
    if host is not None:
        given = _at(address(host, "host"), given)
    return _of_profile(given, "TOGGL_HOST" if host is None else repr(host)) | given


def _at(host: str, given: dict[str, object]) -> dict[str, object]:
    if not is_same_service(host, str(given.get("host", host))):
        given = {name: value for name, value in given.items() if name not in _OF_ONE_SERVICE}
    return given | {"host": host}


def _of_profile(given: dict[str, object], chosen_by: str) -> dict[str, object]:
    """Return the settings of the profile that may stand below those that were given."""
    name = os.environ.get("TOGGL_PROFILE")
    if not name and not os.environ.get("TOGGL_CONFIG") and not default_path().exists():
        return {}
    file = ProfileFile()
    if not name and file.default is None:
        return {}
    profile = file.profile(name)
    if is_same_service(str(given.get("host", profile.host)), profile.host):
        return profile.settings
    if profile.credentials and "username" not in given:
        raise ConfigurationError(
            f"{chosen_by} is not the service of {file.path}, profile {name or file.default!r}, which is "
            f"{profile.host}: the credentials of the profile are not sent elsewhere; set TOGGL_API_TOKEN, or "
            "TOGGL_USERNAME and TOGGL_PASSWORD, as well"
        )
    # What else there is, belongs to the other service.
    return {"request_timeout": profile.request_timeout}


def _organization_id(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or not int(text):
        raise ConfigurationError("TOGGL_ORGANIZATION_ID must be the number of an organization")
    return int(text)


def _limit(text: str) -> Limit:
    """Return seconds, or the two of a pair that a comma parts."""
    try:
        seconds = [float(part) for part in text.split(",")]
    except ValueError:
        seconds = []
    where = "TOGGL_TIMEOUT (30, or 5,30 for connecting and for reading)"
    match seconds:
        case [whole]:
            return checked_limit(whole, where)
        case [connecting, reading]:
            return checked_limit((connecting, reading), where)
    raise ConfigurationError(f"{where} must be seconds, more than 0")
