"""Settings from a file of profiles, and from the environment above them."""

import logging
from pathlib import Path

import pytest

import toggl
from toggl import Configuration, ConfigurationError

TWO = """
default_profile = "work"

[profiles.work]
host = "https://toggl.example.com/api/v9"
api_token = "token-of-work"
ca_cert = "work.pem"
organization_id = 2000001
request_timeout = 30

[profiles.home]
username = "ann@example.com"
password = "correct horse"
"""


@pytest.fixture
def file(tmp_path):
    """Writes the file where it is looked for."""
    path = tmp_path / "config" / "toggl" / "config.toml"

    def write(text: str = TWO) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o600)
        return path

    return write


def profile(text: str) -> str:
    return f"[profiles.work]\n{text}"


class TestProfiles:
    def test_a_profile_gives_all_its_settings(self, file):
        path = file()

        configuration = Configuration.from_profile("work")

        assert configuration.host == "https://toggl.example.com/api/v9"
        assert (configuration.username, configuration.password) == ("token-of-work", "api_token")
        assert configuration.ssl_ca_cert == str(path.parent / "work.pem")
        assert (configuration.organization_id, configuration.request_timeout) == (2000001, 30)

    def test_without_a_name_it_is_the_default_profile(self, file):
        file()

        assert Configuration.from_profile().username == "token-of-work"

    def test_a_name_and_a_password_are_credentials_and_the_host_is_this_machine_unless_named(self, file):
        file()

        configuration = Configuration.from_profile("home")

        assert (configuration.username, configuration.password) == ("ann@example.com", "correct horse")
        assert configuration.host == toggl.LOCAL

    @pytest.mark.parametrize(("name", "host"), [("local", toggl.LOCAL), ("track", toggl.TOGGL_TRACK)])
    def test_known_services_go_by_name(self, file, name, host):
        file(profile(f'host = "{name}"'))

        assert Configuration.from_profile("work").host == host

    def test_the_environment_does_not_mix_with_a_profile(self, file, monkeypatch):
        file(profile('host = "track"'))
        monkeypatch.setenv("TOGGL_HOST", "https://other.example/api/v9")
        monkeypatch.setenv("TOGGL_API_TOKEN", "another token")

        configuration = Configuration.from_profile("work")

        assert (configuration.host, configuration.username) == (toggl.TOGGL_TRACK, "")

    def test_the_default_configuration_does_not_mix_with_a_profile(self, file):
        file(profile('host = "track"'))
        Configuration.set_default(Configuration(username="ann@example.com", password="correct horse"))
        try:
            configuration = Configuration.from_profile("work")
        finally:
            Configuration.set_default(None)

        assert (configuration.username, configuration.password) == ("", "")

    def test_a_subclass_gives_its_own_kind(self, file):
        class Other(Configuration):
            def __init__(self, needed):
                super().__init__()

        file()

        assert isinstance(Other.from_profile("work"), Other)

    def test_the_file_can_be_named_in_the_call(self, tmp_path):
        path = tmp_path / "other.toml"
        path.write_text(profile('host = "track"'))

        assert Configuration.from_profile("work", path).host == toggl.TOGGL_TRACK

    def test_the_file_can_be_named_in_the_environment(self, tmp_path, monkeypatch):
        (tmp_path / "other.toml").write_text(profile('host = "track"'))
        monkeypatch.setenv("TOGGL_CONFIG", str(tmp_path / "other.toml"))

        assert Configuration.from_profile("work").host == toggl.TOGGL_TRACK

    def test_without_other_words_the_file_is_in_the_home_folder(self, tmp_path, monkeypatch):
        folder = tmp_path / ".config" / "toggl"
        folder.mkdir(parents=True)
        (folder / "config.toml").write_text(profile('ca_cert = "~/work.pem"'))
        monkeypatch.delenv("XDG_CONFIG_HOME")
        monkeypatch.setenv("HOME", str(tmp_path))

        assert Configuration.from_profile("work").ssl_ca_cert == str(tmp_path / "work.pem")

    def test_two_limits_are_for_connecting_and_for_reading(self, file):
        file(profile("request_timeout = [5, 30.5]"))

        assert Configuration.from_profile("work").request_timeout == (5, 30.5)

    def test_secrets_that_others_may_read_are_warned_of(self, file, caplog):
        path = file()
        path.chmod(0o644)

        Configuration.from_profile("work")

        (record,) = caplog.records
        assert (record.name, record.levelno) == ("toggl", logging.WARNING)
        assert record.getMessage() == f"{path} holds secrets and can be read by others; chmod 600 ends that"

    def test_a_file_without_secrets_is_anybodys(self, file, caplog):
        file(profile('host = "track"')).chmod(0o644)

        Configuration.from_profile("work")

        assert not caplog.records


class TestWrongFiles:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "there is no profile 'work'; it has no profiles"),
            ("[profiles.home]\n[profiles.other]", "there is no profile 'work'; it has 'home', 'other'"),
            ("colour = 1", "unknown key 'colour'"),
            ("profiles = 1", "Expected `object`, got `int` - at `profiles`"),
            ("default_profile = 1", "Expected `str | null`, got `int` - at `default_profile`"),
            ("default_profile = ", "is no TOML: Invalid value (at end of document)"),
            (profile('hots = "local"'), "profile 'work': unknown key 'hots'; there are host, username, password"),
            (profile('host = "here"'), "profile 'work': host must be 'local', 'track' or a URL like https://"),
            (profile('host = "ftp://example.com"'), "profile 'work': host must be"),
            (profile('host = "https://example.com:x"'), "profile 'work': host must be"),
            (profile("api_token = 314159"), "profile 'work': Expected `str | null`, got `int` - at `api_token`"),
            (profile("organization_id = 0"), "profile 'work': Expected `int` >= 1 - at `organization_id`"),
            (profile("organization_id = true"), "got `bool` - at `organization_id`"),
            (profile("request_timeout = 0"), "profile 'work': request_timeout must be seconds, more than 0"),
            (profile("request_timeout = nan"), "profile 'work': request_timeout must be seconds, more than 0"),
            (profile("request_timeout = [1, inf]"), "profile 'work': request_timeout must be seconds, more than 0"),
            (profile("request_timeout = [1]"), "at `request_timeout`"),
            (profile('username = "314159"'), "profile 'work': password is missing"),
            (profile('password = "314159"'), "profile 'work': username is missing"),
            (
                profile('api_token = "314159"\nusername = "a"\npassword = "b"'),
                "profile 'work': give api_token, or username and password, not both",
            ),
            (profile('host = "https://ann:314159@example.com"'), "host must have no name and no password in it"),
        ],
    )
    def test_what_is_wrong_is_named_without_secrets(self, file, text, words):
        path = file(text)

        with pytest.raises(ConfigurationError) as caught:
            Configuration.from_profile("work")

        assert words in str(caught.value)
        assert str(path) in str(caught.value)
        assert "314159" not in str(caught.value)

    def test_without_a_default_a_name_is_needed(self, file):
        file("[profiles.home]")

        with pytest.raises(ConfigurationError, match="say which profile, or set default_profile; it has 'home'"):
            Configuration.from_profile()

    def test_a_file_that_is_not_there_is_named(self, tmp_path):
        with pytest.raises(ConfigurationError, match=r"config\.toml: there is no such file"):
            Configuration.from_profile("work")

    def test_a_file_that_cannot_be_read_is_named(self, tmp_path):
        with pytest.raises(ConfigurationError, match="cannot be read: Is a directory"):
            Configuration.from_profile("work", tmp_path)

    def test_a_file_of_bytes_is_named_and_not_shown(self, tmp_path):
        (tmp_path / "other.toml").write_bytes(b'a = "314159\xff"')

        with pytest.raises(ConfigurationError, match="is no text in UTF-8: see byte 11") as caught:
            Configuration.from_profile("work", tmp_path / "other.toml")

        assert caught.value.__suppress_context__

    def test_it_is_a_value_error(self):
        assert issubclass(ConfigurationError, ValueError)


class TestEnvironment:
    def test_without_anything_it_is_this_machine_without_credentials(self):
        configuration = Configuration.from_env()

        assert (configuration.host, configuration.username, configuration.password) == (toggl.LOCAL, "", "")

    def test_without_a_file_the_variables_are_enough(self, monkeypatch):
        monkeypatch.setenv("TOGGL_HOST", "https://example.com/api/v9")
        monkeypatch.setenv("TOGGL_API_TOKEN", "token")
        monkeypatch.setenv("TOGGL_CA_CERT", "/ca.pem")
        monkeypatch.setenv("TOGGL_ORGANIZATION_ID", "7")
        monkeypatch.setenv("TOGGL_TIMEOUT", "2.5")

        configuration = Configuration.from_env()

        assert configuration.host == "https://example.com/api/v9"
        assert (configuration.username, configuration.password) == ("token", "api_token")
        assert configuration.ssl_ca_cert == "/ca.pem"
        assert (configuration.organization_id, configuration.request_timeout) == (7, 2.5)

    def test_a_known_service_goes_by_name(self, monkeypatch):
        monkeypatch.setenv("TOGGL_HOST", "track")

        assert Configuration.from_env().host == toggl.TOGGL_TRACK

    def test_two_limits_are_parted_by_a_comma(self, monkeypatch):
        monkeypatch.setenv("TOGGL_TIMEOUT", "5,30")

        assert Configuration.from_env().request_timeout == (5, 30)

    def test_the_default_profile_is_below_the_variables(self, file, monkeypatch):
        file()
        monkeypatch.setenv("TOGGL_ORGANIZATION_ID", "7")

        configuration = Configuration.from_env()

        assert (configuration.username, configuration.organization_id) == ("token-of-work", 7)
        assert (configuration.host, configuration.request_timeout) == ("https://toggl.example.com/api/v9", 30)

    def test_a_profile_is_chosen_by_a_variable(self, file, monkeypatch):
        file()
        monkeypatch.setenv("TOGGL_PROFILE", "home")

        assert Configuration.from_env().username == "ann@example.com"

    def test_a_file_without_a_default_is_passed_over(self, file):
        file('[profiles.work]\nhost = "track"')

        assert Configuration.from_env().host == toggl.LOCAL

    @pytest.mark.parametrize(("variable", "value"), [("TOGGL_PROFILE", "work"), ("TOGGL_CONFIG", "/nowhere/c.toml")])
    def test_a_file_that_was_asked_for_must_be_there(self, monkeypatch, variable, value):
        monkeypatch.setenv(variable, value)

        with pytest.raises(ConfigurationError, match="there is no such file"):
            Configuration.from_env()

    @pytest.mark.parametrize(
        ("variable", "value"),
        [
            ("TOGGL_HOST", "here"),
            ("TOGGL_ORGANIZATION_ID", "seven"),
            ("TOGGL_ORGANIZATION_ID", "0"),
            ("TOGGL_TIMEOUT", "soon"),
            ("TOGGL_TIMEOUT", "0"),
            ("TOGGL_TIMEOUT", "1,2,3"),
        ],
    )
    def test_a_wrong_variable_is_named(self, monkeypatch, variable, value):
        monkeypatch.setenv(variable, value)

        with pytest.raises(ConfigurationError, match=f"^{variable}"):
            Configuration.from_env()


class TestSecretsStayWithTheirService:
    def test_a_name_in_the_environment_leaves_the_password_of_the_profile_out(self, file, monkeypatch):
        file()
        monkeypatch.setenv("TOGGL_USERNAME", "bob@example.com")

        configuration = Configuration.from_env()

        assert (configuration.username, configuration.password) == ("bob@example.com", "")

    def test_a_password_alone_in_the_environment_goes_with_no_name(self, file, monkeypatch):
        file()
        monkeypatch.setenv("TOGGL_PROFILE", "home")
        monkeypatch.setenv("TOGGL_PASSWORD", "of somebody else")

        assert Configuration.from_env().password == "correct horse"

    @pytest.mark.parametrize(
        "host",
        [
            "https://other.example/api/v9",
            "http://toggl.example.com/api/v9",
            "https://toggl.example.com:8443/api/v9",
            "local",
        ],
    )
    def test_the_credentials_of_a_profile_go_to_no_other_service(self, file, monkeypatch, host):
        path = file()
        monkeypatch.setenv("TOGGL_HOST", host)

        with pytest.raises(ConfigurationError) as caught:
            Configuration.from_env()

        assert f"TOGGL_HOST is not the service of {path}, profile 'work'" in str(caught.value)
        assert "set TOGGL_API_TOKEN" in str(caught.value)
        assert "token-of-work" not in str(caught.value)

    def test_for_another_service_only_the_time_out_of_the_profile_is_left(self, file, monkeypatch):
        file()
        monkeypatch.setenv("TOGGL_HOST", "https://other.example/api/v9")
        monkeypatch.setenv("TOGGL_API_TOKEN", "token of the other")

        configuration = Configuration.from_env()

        assert (configuration.username, configuration.ssl_ca_cert) == ("token of the other", None)
        assert (configuration.organization_id, configuration.request_timeout) == (None, 30)

    def test_the_same_service_may_be_written_otherwise(self, file, monkeypatch):
        file()
        monkeypatch.setenv("TOGGL_HOST", "https://TOGGL.example.com:443/api/v9/")

        assert Configuration.from_env().username == "token-of-work"

    def test_a_host_that_a_program_names_stands_in_the_place_of_the_variable(self, monkeypatch):
        monkeypatch.setenv("TOGGL_API_TOKEN", "token")

        configuration = Configuration.from_env(host="track")

        assert (configuration.host, configuration.username) == (toggl.TOGGL_TRACK, "token")

    def test_what_the_environment_has_for_its_host_goes_to_no_other_that_a_program_names(self, monkeypatch):
        monkeypatch.setenv("TOGGL_HOST", "local")
        monkeypatch.setenv("TOGGL_API_TOKEN", "token")
        monkeypatch.setenv("TOGGL_ORGANIZATION_ID", "7")
        monkeypatch.setenv("TOGGL_TIMEOUT", "5")

        configuration = Configuration.from_env(host="track")

        assert (configuration.username, configuration.password, configuration.organization_id) == ("", "", None)
        assert configuration.request_timeout == 5

    def test_a_profile_of_the_host_that_a_program_names_is_used(self, file, monkeypatch):
        file()
        monkeypatch.setenv("TOGGL_HOST", "local")
        monkeypatch.setenv("TOGGL_API_TOKEN", "token of this machine")

        configuration = Configuration.from_env(host="https://toggl.example.com/api/v9")

        assert (configuration.username, configuration.organization_id) == ("token-of-work", 2000001)

    def test_a_host_that_a_program_names_is_named_where_the_profile_is_for_another(self, file):
        path = file()

        with pytest.raises(ConfigurationError, match=f"^'track' is not the service of {path}, profile 'work'"):
            Configuration.from_env(host="track")

    def test_a_wrong_host_that_a_program_names_is_refused(self):
        with pytest.raises(ConfigurationError, match=r"^host must be 'local', 'track' or a URL"):
            Configuration.from_env(host="here")
