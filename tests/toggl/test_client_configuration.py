"""Settings: where they come from, which of them wins, and what is made of them."""

import base64
import io
import logging

import pytest

import toggl
from toggl.configuration import Configuration


@pytest.fixture
def default():
    """Whatever a test makes the default is taken back."""
    yield Configuration.set_default
    Configuration.set_default(None)


@pytest.fixture
def quiet():
    """The loggers are afterwards as they were before."""
    loggers = [logging.getLogger(name) for name in ("toggl", "urllib3")]
    before = [(logger.level, list(logger.handlers)) for logger in loggers]
    yield
    for logger, (level, handlers) in zip(loggers, before, strict=True):
        logger.setLevel(level)
        for handler in set(logger.handlers) - set(handlers):
            logger.removeHandler(handler)
            handler.close()


def test_without_settings_everything_has_its_documented_default():
    configuration = Configuration()

    assert configuration.host == "https://localhost:8080/api/v9"
    assert (configuration.username, configuration.password) == ("", "")
    assert (configuration.api_key, configuration.api_key_prefix) == ({}, {})
    assert configuration.refresh_api_key_hook is None
    assert configuration.temp_folder_path is None
    assert configuration.verify_ssl is True
    assert configuration.ssl_ca_cert is configuration.cert_file is configuration.key_file is None
    assert configuration.assert_hostname is None
    assert configuration.connection_pool_maxsize > 0
    assert configuration.proxy is None
    assert configuration.safe_chars_for_path_param == ""
    assert configuration.client_side_validation is True
    assert set(configuration.logger) == {"package_logger", "urllib3_logger"}
    assert configuration.logger_format
    assert configuration.logger_file is None
    assert configuration.logger_stream_handler is configuration.logger_file_handler is None
    assert configuration.debug is False
    assert configuration.request_timeout is configuration.retries is configuration.organization_id is None
    assert configuration.before_request == configuration.after_request == []


def test_settings_are_given_by_name():
    configuration = Configuration(host="https://example.com/api/v9", username="ann", verify_ssl=False, proxy="http://p")

    assert configuration.host == "https://example.com/api/v9"
    assert (configuration.username, configuration.verify_ssl, configuration.proxy) == ("ann", False, "http://p")


def test_an_unknown_setting_is_refused():
    with pytest.raises(TypeError, match="colour"):
        Configuration(colour="red")


def test_a_setting_by_position_is_refused():
    with pytest.raises(TypeError):
        Configuration("https://example.com/api/v9")


def test_the_environment_gives_host_name_password_and_authority(monkeypatch):
    monkeypatch.setenv("TOGGL_HOST", "https://example.com/api/v9")
    monkeypatch.setenv("TOGGL_USERNAME", "ann@example.com")
    monkeypatch.setenv("TOGGL_PASSWORD", "secret")
    monkeypatch.setenv("TOGGL_CA_CERT", "/ca.pem")

    configuration = Configuration()

    assert configuration.host == "https://example.com/api/v9"
    assert (configuration.username, configuration.password) == ("ann@example.com", "secret")
    assert configuration.ssl_ca_cert == "/ca.pem"


def test_the_environment_gives_a_token(monkeypatch):
    monkeypatch.setenv("TOGGL_API_TOKEN", "0123456789abcdef")

    configuration = Configuration()

    assert (configuration.username, configuration.password) == ("0123456789abcdef", "api_token")


def test_a_name_in_the_environment_is_preferred_to_a_token(monkeypatch):
    monkeypatch.setenv("TOGGL_API_TOKEN", "0123456789abcdef")
    monkeypatch.setenv("TOGGL_USERNAME", "ann@example.com")
    monkeypatch.setenv("TOGGL_PASSWORD", "secret")

    configuration = Configuration()

    assert (configuration.username, configuration.password) == ("ann@example.com", "secret")


def test_the_environment_is_read_when_a_configuration_is_made(monkeypatch):
    before = Configuration()
    monkeypatch.setenv("TOGGL_HOST", "https://example.com/api/v9")

    after = Configuration()

    assert (before.host, after.host) == ("https://localhost:8080/api/v9", "https://example.com/api/v9")


def test_settings_by_name_win_over_the_environment(monkeypatch):
    monkeypatch.setenv("TOGGL_HOST", "https://example.com/api/v9")

    configuration = Configuration(host="https://other.example/api/v9")

    assert configuration.host == "https://other.example/api/v9"


def test_attributes_set_later_win_over_the_environment(monkeypatch):
    monkeypatch.setenv("TOGGL_USERNAME", "ann@example.com")
    configuration = Configuration()

    configuration.username = "bob@example.com"

    assert configuration.username == "bob@example.com"


def test_a_password_of_the_environment_never_goes_with_a_name_that_was_given(monkeypatch):
    monkeypatch.setenv("TOGGL_USERNAME", "ann@example.com")
    monkeypatch.setenv("TOGGL_PASSWORD", "secret")

    configuration = Configuration(username="bob@example.com")

    assert configuration.password == ""


def test_the_default_configuration_is_what_later_ones_start_from(default, monkeypatch):
    default(Configuration(host="https://example.com/api/v9", username="ann"))
    monkeypatch.setenv("TOGGL_HOST", "https://other.example/api/v9")

    configuration = Configuration()

    assert (configuration.host, configuration.username) == ("https://example.com/api/v9", "ann")


def test_a_client_without_a_configuration_uses_the_default_one(default):
    default(Configuration(host="https://example.com/api/v9"))

    client = toggl.ApiClient()

    assert client.configuration.host == "https://example.com/api/v9"


def test_the_default_configuration_is_copied_both_ways(default):
    original = Configuration(api_key={"a": "1"})
    default(original)
    original.api_key["a"] = "2"
    Configuration().api_key["a"] = "3"

    configuration = Configuration()

    assert configuration.api_key == {"a": "1"}


def test_the_hooks_of_the_default_configuration_are_copied_both_ways(default):
    original = Configuration(before_request=[print], after_request=[print])
    default(original)
    original.before_request.clear()
    Configuration().after_request.clear()

    configuration = Configuration()

    assert (configuration.before_request, configuration.after_request) == ([print], [print])


def test_the_known_services_have_names():
    assert toggl.LOCAL == Configuration().host == "https://localhost:8080/api/v9"
    assert toggl.TOGGL_TRACK == "https://api.track.toggl.com/api/v9"


def test_the_basic_token_holds_name_and_password_in_any_script():
    configuration = Configuration(username="ann@example.com", password="пароль:1")

    token = configuration.get_basic_auth_token()

    kind, encoded = token.split(" ")
    assert kind == "Basic"
    assert base64.b64decode(encoded).decode() == "ann@example.com:пароль:1"


def test_without_credentials_the_basic_token_is_empty():
    assert Configuration().get_basic_auth_token() == ""


def test_the_auth_settings_name_the_basic_header():
    configuration = Configuration(username="ann", password="x")

    settings = configuration.auth_settings()

    assert settings == {
        "BasicAuth": {
            "type": "basic",
            "in": "header",
            "key": "Authorization",
            "value": configuration.get_basic_auth_token(),
        }
    }


def test_an_api_key_stands_behind_its_prefix():
    configuration = Configuration(api_key={"a": "1", "b": "2"}, api_key_prefix={"a": "Bearer"})

    assert configuration.get_api_key_with_prefix("a") == "Bearer 1"
    assert configuration.get_api_key_with_prefix("b") == "2"
    assert configuration.get_api_key_with_prefix("c") is None


def test_an_api_key_is_refreshed_by_the_hook():
    configuration = Configuration(refresh_api_key_hook=lambda itself: itself.api_key.update(a="fresh"))

    assert configuration.get_api_key_with_prefix("a") == "fresh"


def test_the_debug_report_helps_and_holds_no_credentials():
    report = Configuration(username="ann", password="secret").to_debug_report()

    assert "https://localhost:8080/api/v9" in report
    assert "Python" in report
    assert "secret" not in report


@pytest.mark.usefixtures("quiet")
def test_debug_adds_one_handler_however_many_configurations_ask():
    before = len(logging.getLogger("toggl").handlers)

    first, second = Configuration(debug=True), Configuration(debug=True)

    assert len(logging.getLogger("toggl").handlers) == before + 1
    assert first.logger_stream_handler is second.logger_stream_handler
    assert logging.getLogger("toggl").level == logging.DEBUG


@pytest.mark.usefixtures("quiet")
def test_without_debug_the_levels_of_the_program_stay():
    logging.getLogger("urllib3").setLevel(logging.ERROR)

    Configuration(debug=False)

    assert logging.getLogger("urllib3").level == logging.ERROR


@pytest.mark.usefixtures("quiet")
def test_debug_can_be_taken_back():
    before = list(logging.getLogger("toggl").handlers)
    configuration = Configuration(debug=True)

    configuration.debug = False

    assert logging.getLogger("toggl").handlers == before
    assert logging.getLogger("toggl").level == logging.NOTSET
    assert configuration.logger_stream_handler is None


@pytest.mark.usefixtures("quiet")
def test_a_log_file_gets_the_requests_in_the_format_asked_for_without_credentials(
    configuration, users, service, tmp_path
):
    service.answers([{"email": "bob@example.com"}])
    configuration.logger_file = str(tmp_path / "client.log")
    configuration.logger_format = "<%(message)s>"
    configuration.debug = True

    users.get_workspace_users(8)

    configuration.debug = False
    configuration.logger_file = None
    log = (tmp_path / "client.log").read_text()
    assert f"<GET {service.url}/workspaces/8/users: 200 after " in log
    assert "bob@example.com" not in log
    assert configuration.get_basic_auth_token() not in log
    assert configuration.logger_file_handler is None


def test_the_default_configuration_keeps_its_class(default):
    class Signed(Configuration):
        def __init__(self, key):
            super().__init__(username="ann")
            self.key = key

        def auth_settings(self):
            return {"BasicAuth": {"type": "basic", "in": "header", "key": "X-Key", "value": self.key}}

    default(Signed("1"))

    configuration = toggl.ApiClient().configuration

    assert isinstance(configuration, Signed)
    assert (configuration.username, configuration.auth_settings()["BasicAuth"]["value"]) == ("ann", "1")
    assert Configuration(host="https://example.com").host == "https://example.com"
    assert Signed("2").key == "2"


@pytest.mark.usefixtures("quiet")
def test_a_copy_without_a_log_file_leaves_the_file_of_the_original_open(default, tmp_path):
    original = Configuration(logger_file=str(tmp_path / "client.log"))
    default(original)
    copied = Configuration()

    copied.logger_file = None
    logging.getLogger("toggl").warning("still here")

    original.logger_file = None
    assert "still here" in (tmp_path / "client.log").read_text()
    assert copied.logger_file_handler is None


@pytest.mark.usefixtures("quiet")
def test_debug_output_goes_to_what_is_the_standard_error_at_that_moment(monkeypatch):
    first, second = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stderr", first)
    configuration = Configuration(debug=True)
    first.close()
    monkeypatch.setattr("sys.stderr", second)

    logging.getLogger("toggl").debug("here")

    configuration.debug = False
    assert "here" in second.getvalue()
