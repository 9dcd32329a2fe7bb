"""Settings: where they come from, which wins, and what is said of a wrong one."""

from __future__ import annotations

from collections.abc import Mapping
from email.headerregistry import Address
from ipaddress import ip_network
from pathlib import Path

import pytest
import trustme

from rollbook.cli.main import main
from rollbook.domain.proxies import Proxies
from rollbook.mail.transport import MailServer
from rollbook.settings import Settings, WrongSetting, read

MAIL_FROM = "--mail-from must be an address such as rollbook@example.com or Rollbook <rollbook@example.com>, not "
METRICS_ADDRESS = "--metrics-address must be a host and a port such as 127.0.0.1:9464, not "
TRUSTED_PROXIES = "--trusted-proxies must be addresses or networks such as 127.0.0.1, 10.0.0.0/8, not "
HOME: Mapping[str, str] = {"XDG_DATA_HOME": "/srv/share"}


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, str]:
    """The paths of a certificate and of its key."""
    made = trustme.CA().issue_cert("localhost")
    made.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    made.private_key_pem.write_to_path(tmp_path / "key.pem")
    return str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")


def file_with(tmp_path: Path, content: str) -> str:
    path = tmp_path / "rollbook.toml"
    path.write_text(content)
    return str(path)


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["serve", *arguments])

    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.count("\n") == 1
    return said.rstrip("\n")


def test_defaults() -> None:
    settings = read({}, HOME)

    assert (settings.host, settings.port, settings.workers, settings.no_tls) == ("127.0.0.1", 8080, 1, False)
    assert settings.data_dir == Path("/srv/share/rollbook/server")
    assert (settings.lost_password_links, settings.log_level, settings.public_url) == ("answer", "info", None)
    assert settings.sign_up == "open"
    assert (settings.quota, settings.rate) == (0, 0)
    assert settings.proxies == Proxies((), b"x-forwarded-for")
    assert settings.local_url(settings.port) == "https://localhost:8080"


@pytest.mark.parametrize(
    ("given", "origins"),
    [
        ("*", ("*",)),
        ("https://app.example.com", ("https://app.example.com",)),
        ("https://a.example.com, http://[::1]:3000", ("https://a.example.com", "http://[::1]:3000")),
    ],
)
def test_origins_of_pages_stand_in_one_text_with_commas(given: str, origins: tuple[str, ...]) -> None:
    assert read({"cors_origins": given}, HOME).cors_origins == origins


@pytest.mark.parametrize(
    "given",
    [
        "app.example.com",
        "https://app.example.com/",
        "https://app.example.com/path",
        "https://*.example.com",
        "https://app.example.com,*",
        "https://App.example.com",
        "null",
        "ftp://app.example.com",
        "https://user@app.example.com",
        ",",
    ],
)
def test_what_is_no_origin_of_a_page_is_refused(given: str) -> None:
    with pytest.raises(WrongSetting) as refused:
        read({"cors_origins": given}, HOME)

    must = "origins such as https://app.example.com, with commas between them, or *"
    assert str(refused.value) == f"--cors-origins must be {must}, not {given!r}"


def test_the_data_directory_is_in_the_home_folder_without_xdg() -> None:
    assert read({}, {}).data_dir == Path.home() / ".local/share/rollbook/server"


@pytest.mark.parametrize(
    ("flag", "variable", "in_file", "port"),
    [("1", "2", 3, 1), (None, "2", 3, 2), (None, None, 3, 3), (None, None, None, 8080), (None, "", 3, 3)],
)
def test_command_line_wins_over_environment_over_file_over_default(
    tmp_path: Path, flag: str | None, variable: str | None, in_file: int | None, port: int
) -> None:
    config = file_with(tmp_path, "" if in_file is None else f"port = {in_file}")
    environment = {"ROLLBOOK_CONFIG": config} | ({} if variable is None else {"ROLLBOOK_PORT": variable})

    assert read({"port": flag}, environment).port == port


def test_every_setting_can_stand_in_the_file(tmp_path: Path, pair: tuple[str, str]) -> None:
    config = file_with(
        tmp_path,
        f"""
        host = "::1"
        port = 1234
        data_dir = "data"
        database_url = "postgresql://rollbook:pw@db/rollbook"
        database_owner_url = "postgresql://owner:pw@db/rollbook"
        audit_log_days = 730
        list_cache_mb = 64
        cors_origins = ["https://app.example.com", "http://localhost:3000"]
        no_tls = false
        tls_cert = "{pair[0]}"
        tls_key = "key.pem"
        workers = 3
        secret_key = "{"k" * 32}"
        public_url = "https://rollbook.example.com/"
        trusted_proxies = ["10.0.0.0/8", "::1"]
        client_address_header = "X-Real-IP"
        lost_password_links = "email"
        sign_up = "closed"
        max_workspaces = 50
        quota = 30
        rate = 0.5
        mail_host = "mail.example.com"
        mail_port = 2525
        mail_security = "tls"
        mail_user = "rollbook"
        mail_password = "word"
        mail_from = "Rollbook <rollbook@example.com>"
        log_format = "json"
        log_level = "debug"
        metrics_address = "[::1]:9464"
        """,
    )

    assert read({"config": config}, HOME) == Settings(
        host="::1",
        port=1234,
        data_dir=tmp_path / "data",
        database_url="postgresql://rollbook:pw@db/rollbook",
        database_owner_url="postgresql://owner:pw@db/rollbook",
        audit_log_days=730,
        list_cache_mb=64,
        cors_origins=("https://app.example.com", "http://localhost:3000"),
        no_tls=False,
        tls_cert=Path(pair[0]),
        tls_key=Path(pair[1]),
        workers=3,
        secret_key=b"k" * 32,
        public_url="https://rollbook.example.com",
        lost_password_links="email",
        sign_up="closed",
        max_workspaces=50,
        quota=30,
        rate=0.5,
        log_format="json",
        log_level="debug",
        metrics_address=("::1", 9464),
        proxies=Proxies((ip_network("10.0.0.0/8"), ip_network("::1")), b"x-real-ip"),
        mail=MailServer(
            host="mail.example.com",
            port=2525,
            security="tls",
            user="rollbook",
            password="word",
            sender=Address("Rollbook", addr_spec="rollbook@example.com"),
        ),
        data_home=Path("/srv/share"),
    )


def test_the_audit_log_is_kept_for_a_year() -> None:
    assert read({}, HOME).audit_log_days == 365


@pytest.mark.parametrize(("text", "value"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_booleans_of_the_environment(text: str, *, value: bool) -> None:
    assert read({}, {"ROLLBOOK_NO_TLS": text}).no_tls is value


def test_secrets_do_not_show_in_the_settings_text() -> None:
    environment = {
        "ROLLBOOK_SECRET_KEY": "s" * 32,
        "ROLLBOOK_DATABASE_URL": "postgresql://rollbook:hidden@db/rollbook",
        "ROLLBOOK_DATABASE_OWNER_URL": "postgresql://owner:hidden@db/rollbook",
        "ROLLBOOK_MAIL_HOST": "mail.example.com",
        "ROLLBOOK_MAIL_FROM": "a@b.c",
        "ROLLBOOK_MAIL_USER": "rollbook",
        "ROLLBOOK_MAIL_PASSWORD": "hidden",
    }

    shown = repr(read({}, environment))

    assert "hidden" not in shown
    assert "sss" not in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "high"], "--port must be a whole number from 0 to 65535, not 'high'"),
        (["--port", "65536"], "--port must be a whole number from 0 to 65535, not '65536'"),
        (["--workers", "0"], "--workers must be a whole number from 1 to 512, not '0'"),
        (["--max-workspaces", "0"], "--max-workspaces must be a whole number from 1 to 1000000, not '0'"),
        (["--quota", "-1"], "--quota must be a whole number from 0 to 1000000000, not '-1'"),
        (["--quota", "0.5"], "--quota must be a whole number from 0 to 1000000000, not '0.5'"),
        (["--rate", "fast"], "--rate must be 0, or a number from 0.0001 to 1000000, not 'fast'"),
        (["--rate", "-1"], "--rate must be 0, or a number from 0.0001 to 1000000, not '-1'"),
        (["--rate", "nan"], "--rate must be 0, or a number from 0.0001 to 1000000, not 'nan'"),
        (["--rate", "inf"], "--rate must be 0, or a number from 0.0001 to 1000000, not 'inf'"),
        (["--host", " "], "--host must be a text that is not empty, not ' '"),
        (["--data-dir", __file__], f"--data-dir must be a folder, not {__file__!r}"),
        (["--database-url", "mysql://a:hidden@b/c"], "--database-url must be a URL that starts with postgresql://"),
        (["--database-owner-url", "postgresql://o@b/c"], "--database-owner-url needs --database-url beside it"),
        (["--audit-log-days", "29"], "--audit-log-days must be a whole number from 30 to 36500, not '29'"),
        (["--public-url", "ftp://x"], "--public-url must be an address such as https://rollbook.example.com"),
        (["--public-url", "https://"], "--public-url must be an address such as https://rollbook.example.com"),
        (["--lost-password-links", "none"], "--lost-password-links must be answer or email, not 'none'"),
        (["--log-format", "xml"], "--log-format must be console or json, not 'xml'"),
        (["--log-level", "loud"], "--log-level must be debug, info, warning, error or critical, not 'loud'"),
        (["--mail-host", "x/y"], "--mail-host must be the name of a host such as mail.example.com, not 'x/y'"),
        (["--mail-port", "0"], "--mail-port must be a whole number from 1 to 65535, not '0'"),
        (["--mail-security", "ssl"], "--mail-security must be starttls, tls or none, not 'ssl'"),
        (["--mail-from", "nobody"], MAIL_FROM + "'nobody'"),
        (["--mail-from", "a@b.c, d@e.f"], MAIL_FROM + "'a@b.c, d@e.f'"),
        (["--mail-port", "25"], "--mail-port needs --mail-host beside it"),
        (["--mail-host", "x"], "--mail-host needs --mail-from beside it"),
        (
            ["--mail-host", "x", "--mail-from", "a@b.c", "--mail-user", "u"],
            "--mail-user needs ROLLBOOK_MAIL_PASSWORD beside it",
        ),
        (["--trusted-proxies", "proxy"], TRUSTED_PROXIES + "'proxy'"),
        *(
            (["--metrics-address", wrong], METRICS_ADDRESS + repr(wrong))
            for wrong in ("9464", "localhost", ":9464", "localhost:", "::1:9464", "localhost:65536", "http://here:1")
        ),
        (["--trusted-proxies", "10.0.0.1/8"], TRUSTED_PROXIES + "'10.0.0.1/8'"),
        (["--trusted-proxies", "::1,"], TRUSTED_PROXIES + "'::1,'"),
        (
            ["--trusted-proxies", "::1", "--client-address-header", "a b"],
            "--client-address-header must be the name of a header such as X-Forwarded-For, not 'a b'",
        ),
        (["--client-address-header", "X-Real-IP"], "--client-address-header needs --trusted-proxies beside it"),
        (["--tls-cert", "/none"], "--tls-cert must be a file that can be read, not '/none'"),
        (["--tls-key", __file__], "--tls-key needs --tls-cert beside it"),
        (["--tls-cert", __file__], "--tls-cert needs --tls-key beside it"),
        (["--config", "/none"], "--config must be a file that can be read, not '/none'"),
        (["--no-such"], "No such option '--no-such'. Did you mean '--no-tls'?"),
        (["superfluous"], "Got unexpected extra argument (superfluous)"),
    ],
)
def test_a_wrong_argument_is_one_line_that_names_it(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert refusal(capsys, *arguments) == f"rollbook: {said}"


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("ROLLBOOK_PORT", "-1", "ROLLBOOK_PORT must be a whole number from 0 to 65535, not '-1'"),
        ("ROLLBOOK_NO_TLS", "maybe", "ROLLBOOK_NO_TLS must be true, false, 1 or 0, not 'maybe'"),
        ("ROLLBOOK_SECRET_KEY", "short", "ROLLBOOK_SECRET_KEY must be a text of at least 32 characters"),
        ("ROLLBOOK_TLS_CERT", __file__, "ROLLBOOK_TLS_CERT needs ROLLBOOK_TLS_KEY beside it"),
        ("ROLLBOOK_CONFIG", "/none", "ROLLBOOK_CONFIG must be a file that can be read, not '/none'"),
    ],
)
def test_a_wrong_variable_is_named(variable: str, value: str, said: str) -> None:
    with pytest.raises(WrongSetting) as refused:
        read({}, {variable: value})

    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("port = true", "port in {path} must be a whole number from 0 to 65535, not 'True'"),
        ("host = 5", "host in {path} must be a text that is not empty, not '5'"),
        ("prot = 1", "prot in {path} is not a setting; did you mean port?"),
        ("data_home = 1", "data_home in {path} is not a setting"),
    ],
)
def test_a_wrong_key_of_the_file_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str, said: str
) -> None:
    path = file_with(tmp_path, content)

    assert refusal(capsys, "--config", path).startswith(f"rollbook: {said.format(path=path)}")


def test_a_file_that_is_no_toml_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = file_with(tmp_path, "port 8080\n")

    assert refusal(capsys, "--config", path).startswith(f"rollbook: --config {path} is not a TOML file: ")


def test_a_certificate_and_no_tls_contradict_each_other(
    capsys: pytest.CaptureFixture[str], pair: tuple[str, str]
) -> None:
    said = refusal(capsys, "--no-tls", "--tls-cert", pair[0], "--tls-key", pair[1])

    assert said == "rollbook: --no-tls and --tls-cert contradict each other"


def test_a_certificate_with_another_key_is_refused(
    capsys: pytest.CaptureFixture[str], pair: tuple[str, str], tmp_path: Path
) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().issue_cert("localhost").private_key_pem.write_to_path(other)

    said = refusal(capsys, "--tls-cert", pair[0], "--tls-key", str(other))

    assert said.startswith("rollbook: --tls-cert and --tls-key must be a PEM certificate and its own key")


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 587)])
def test_the_port_of_mail_follows_from_its_security(security: str, port: int) -> None:
    flags = {"mail_host": "mail.example.com", "mail_from": "a@b.c", "mail_security": security}

    mail = read(flags, HOME).mail

    assert mail is not None
    assert mail.port == port


def test_without_a_host_no_mail_is_sent() -> None:
    assert read({}, HOME).mail is None


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("0.0.0.0", "https://localhost:1"),  # noqa: S104  # Nothing listens there.
        ("::1", "https://localhost:1"),
        ("rollbook.example", "https://rollbook.example:1"),
        ("2001:db8::1", "https://[2001:db8::1]:1"),
    ],
)
def test_local_address(host: str, url: str) -> None:
    assert read({"host": host}, HOME).local_url(1) == url
