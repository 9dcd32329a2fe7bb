"""Connections: whom the client trusts, how it proves itself, and what it never does by itself."""

import shutil
import ssl
import time

import pytest
import urllib3

import toggl
from toggl.rest import ApiException, RESTClientObject, RESTResponse


@pytest.fixture
def status_of():
    """Ask for the status with settings of the test's own; the clients are closed afterwards."""
    clients = []

    def ask(**settings):
        client = toggl.ApiClient(toggl.Configuration(**settings))
        clients.append(client)
        return toggl.StatusApi(client).get_status()

    yield ask
    for client in clients:
        client.close()


def publish(ca_file, data_home, name="local.pem"):
    folder = data_home / "rollbook" / "authorities"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ca_file, folder / name)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_the_authority_that_the_local_server_publishes_is_trusted(service, ca_file, data_home, status_of, host):
    publish(ca_file, data_home)
    service.answers("OK")

    assert status_of(host=service.url.replace("localhost", host)) == "OK"


def test_the_authorities_are_looked_for_in_the_home_folder_too(service, ca_file, tmp_path, status_of, monkeypatch):
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    publish(ca_file, tmp_path / ".local" / "share")
    service.answers("OK")

    assert status_of(host=service.url) == "OK"


def test_without_a_published_authority_the_local_server_is_not_trusted(service, status_of):
    with pytest.raises(ApiException) as caught:
        status_of(host=service.url)

    assert caught.value.status == 0
    assert "CERTIFICATE_VERIFY_FAILED" in caught.value.reason
    assert isinstance(caught.value.__cause__, urllib3.exceptions.SSLError)
    assert service.requests == []


def test_an_authority_that_is_published_after_the_first_attempt_is_trusted(service, ca_file, data_home):
    service.answers("OK")

    with toggl.ApiClient(toggl.Configuration(host=service.url)) as client:
        with pytest.raises(ApiException):
            toggl.StatusApi(client).get_status()
        publish(ca_file, data_home)
        answer = toggl.StatusApi(client).get_status()

    assert answer == "OK"


def test_a_published_file_that_is_no_certificate_does_not_hide_the_others(
    service, ca_file, data_home, status_of, caplog
):
    publish(ca_file, data_home)
    (data_home / "rollbook" / "authorities" / "broken.pem").write_text("nothing")
    service.answers("OK")

    assert status_of(host=service.url) == "OK"
    assert "broken.pem" in caplog.text


def test_a_published_authority_is_not_trusted_for_hosts_that_are_not_this_machine(
    service, ca_file, data_home, status_of
):
    publish(ca_file, data_home)

    with pytest.raises(ApiException, match="CERTIFICATE_VERIFY_FAILED"):
        status_of(host=service.url.replace("localhost", "0.0.0.0"))  # noqa: S104 - Reaches this machine, unnamed.


def test_an_authority_named_in_the_settings_is_trusted_for_any_host(service, ca_file, status_of):
    service.answers("OK")

    answer = status_of(
        host=service.url.replace("localhost", "0.0.0.0"),  # noqa: S104 - As above.
        ssl_ca_cert=str(ca_file),
    )

    assert answer == "OK"


def test_an_authority_named_in_the_settings_is_the_only_one_trusted(
    service, ca_file, stranger_file, data_home, status_of
):
    publish(ca_file, data_home)

    with pytest.raises(ApiException, match="CERTIFICATE_VERIFY_FAILED"):
        status_of(host=service.url, ssl_ca_cert=str(stranger_file))


def test_an_authority_named_in_the_environment_is_trusted(service, ca_file, status_of, monkeypatch):
    monkeypatch.setenv("TOGGL_CA_CERT", str(ca_file))
    service.answers("OK")

    assert status_of(host=service.url) == "OK"


def test_without_verification_anybody_is_trusted_and_urllib3_warns(service, status_of):
    service.answers("OK")

    with pytest.warns(urllib3.exceptions.InsecureRequestWarning):
        answer = status_of(host=service.url, verify_ssl=False)

    assert answer == "OK"


def test_the_name_that_a_certificate_must_have_can_be_given(service, ca_file, status_of):
    with pytest.raises(ApiException, match=r"rollbook\.test"):
        status_of(host=service.url, ssl_ca_cert=str(ca_file), assert_hostname="rollbook.test")


def test_the_client_shows_its_certificate(demanding_service, authority, ca_file, tmp_path, status_of):
    certificate = authority.issue_cert("ann@example.com")
    certificate.private_key_and_cert_chain_pem.write_to_path(tmp_path / "client.pem")
    demanding_service.answers("OK")

    answer = status_of(host=demanding_service.url, ssl_ca_cert=str(ca_file), cert_file=str(tmp_path / "client.pem"))

    assert answer == "OK"


def test_a_client_without_its_certificate_is_turned_away(demanding_service, ca_file, status_of):
    with pytest.raises(ApiException) as caught:
        status_of(host=demanding_service.url, ssl_ca_cert=str(ca_file))

    assert caught.value.status == 0
    assert demanding_service.requests == []


def test_requests_go_through_the_proxy(plain_service, status_of):
    plain_service.answers("OK")

    answer = status_of(host="http://rollbook.test/api/v9", proxy=plain_service.url.removesuffix("/api/v9"))

    assert answer == "OK"
    assert plain_service.last.target == "http://rollbook.test/api/v9/status"


def test_credentials_do_not_follow_a_redirect(users, service, other_service):
    service.answers(status=307, headers={"Location": f"{other_service.url}/workspaces/8/users"})

    with pytest.raises(ApiException) as caught:
        users.get_workspace_users(8)

    assert caught.value.status == 307
    assert other_service.requests == []
    assert len(service.requests) == 1


def test_a_connection_is_used_for_many_requests(users, service):
    service.answers([])

    for _ in range(3):
        users.get_workspace_users(8)

    assert len(service.requests) == 3
    assert len({request.caller for request in service.requests}) == 1


def test_a_host_may_end_in_a_slash(users, configuration, service):
    configuration.host += "/"
    service.answers([])

    users.get_workspace_users(8)

    assert service.last.path == "/workspaces/8/users"


def test_the_settings_of_the_moment_of_the_first_request_count(service, ca_file):
    service.answers("OK")
    configuration = toggl.Configuration()

    with toggl.ApiClient(configuration) as client:
        configuration.host = service.url
        configuration.ssl_ca_cert = str(ca_file)
        answer = toggl.StatusApi(client).get_status()

    assert answer == "OK"


def test_the_rest_client_answers_with_status_reason_text_and_headers(configuration, service):
    service.answers("Grüße", headers={"X-Pages": "2"})
    rest_client = RESTClientObject(configuration)

    answer = rest_client.GET(f"{service.url}/status", query_params={"a": "b c"}, headers={"Accept": "text/plain"})

    rest_client.close()
    assert isinstance(answer, RESTResponse)
    assert (answer.status, answer.reason, answer.data) == (200, "OK", '"Gr\\u00fc\\u00dfe"')
    assert answer.getheaders()["x-pages"] == answer.getheader("X-PAGES") == "2"
    assert answer.getheader("X-Nothing", "default") == "default"
    assert service.last.query == {"a": "b c"}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_the_rest_client_has_a_method_for_each_of_http(configuration, service, method):
    service.answers("OK")
    rest_client = RESTClientObject(configuration, pools_size=1, maxsize=1)

    answer = getattr(rest_client, method)(f"{service.url}/status")

    rest_client.close()
    assert (answer.status, service.last.method) == (200, method)


def test_form_fields_are_sent_as_a_form(configuration, service):
    service.answers("OK")
    rest_client = RESTClientObject(configuration)

    rest_client.POST(
        f"{service.url}/x",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        post_params=[("name", "Ann & Bob")],
    )

    rest_client.close()
    assert service.last.body == b"name=Ann+%26+Bob"


def test_text_is_sent_as_it_is(configuration, service):
    service.answers("OK")
    rest_client = RESTClientObject(configuration)

    rest_client.POST(f"{service.url}/x", headers={"Content-Type": "text/csv"}, body="a,b")

    rest_client.close()
    assert service.last.body == b"a,b"


def test_a_body_that_does_not_fit_its_type_is_refused(configuration, service):
    rest_client = RESTClientObject(configuration)

    with pytest.raises(ApiException, match="text/csv"):
        rest_client.POST(f"{service.url}/x", headers={"Content-Type": "text/csv"}, body={"a": 1})

    assert service.requests == []


def test_making_a_client_reads_no_certificates(data_home):
    started = time.perf_counter()

    for _ in range(100):
        toggl.ApiClient(toggl.Configuration(ssl_ca_cert="/nowhere.pem"))

    # Reading the system's certificates a hundred times would take seconds.
    assert time.perf_counter() - started < 1


def test_tls_is_at_least_1_2(service, ca_file):
    rest_client = RESTClientObject(toggl.Configuration(ssl_ca_cert=str(ca_file)))

    context = rest_client.pool_manager.connection_pool_kw["ssl_context"]

    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
