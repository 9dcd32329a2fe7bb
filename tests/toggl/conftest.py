"""A small real service over TLS, which answers what a test tells it to and remembers what it was asked."""

import json
import os
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import trustme

import toggl


@dataclass
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    caller: tuple[str, int]

    @property
    def path(self) -> str:
        return urlsplit(self.target).path.removeprefix("/api/v9")

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def json(self) -> object:
        return json.loads(self.body)


@dataclass
class Service:
    """What the test server answers, and what it was asked."""

    requests: list[Request] = field(default_factory=list)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"null"
    hangs_up: bool = False
    hangs_up_once: bool = False
    turns: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def answers(self, body: object = None, *, status: int = 200, headers: dict[str, str] | None = None) -> None:
        """Answer JSON from now on."""
        self.body = json.dumps(body).encode()
        self.status = status
        self.headers = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}

    def answers_text(self, text: str, *, content_type: str = "text/plain; charset=utf-8", status: int = 200) -> None:
        """Answer text from now on."""
        self.body = text.encode()
        self.status = status
        self.headers = {"Content-Type": content_type}

    def answers_first(self, body: object = None, *, status: int = 200, headers: dict[str, str] | None = None) -> None:
        """Answer JSON to one request, and as before to those that follow; called again, to the one after that."""
        self.turns.append((status, {"Content-Type": "application/json", **(headers or {})}, json.dumps(body).encode()))

    def is_silent(self) -> None:
        """Let requests wait, until the test is over."""
        self.may_answer.clear()

    @property
    def last(self) -> Request:
        return self.requests[-1]


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            service.requests.append(Request(self.command, self.path, dict(self.headers), body, self.client_address))
            if service.hangs_up or service.hangs_up_once:
                service.hangs_up_once = False
                self.close_connection = True
                return
            service.may_answer.wait(10)
            status, headers, content = (
                service.turns.pop(0) if service.turns else (service.status, service.headers, service.body)
            )
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815 - The names by which the library finds them.

        def log_message(self, *_: object) -> None:
            """Write nothing into the output of the tests."""

    return Handler


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Write nothing: refused handshakes are what some tests are about."""


def serve(context: ssl.SSLContext | None) -> Iterator[Service]:
    """Run a service on a port of its own; each connection has its own thread, where the handshake takes place too."""
    service = Service()
    service.may_answer.set()
    server = Server(("127.0.0.1", 0), _handler(service))
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    service.url = f"{'https' if context else 'http'}://localhost:{server.server_port}/api/v9"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield service
    service.may_answer.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


@pytest.fixture(scope="session")
def stranger_file(tmp_path_factory) -> Path:
    """The certificate of an authority that has certified nobody here."""
    path = tmp_path_factory.mktemp("stranger") / "ca.pem"
    trustme.CA().cert_pem.write_to_path(path)
    return path


@pytest.fixture(scope="session")
def server_context(authority) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # 0.0.0.0 reaches this machine too, and is no loopback address.
    authority.issue_cert("localhost", "127.0.0.1", "0.0.0.0").configure_cert(context)  # noqa: S104 - For that reason.
    return context


@pytest.fixture
def service(server_context) -> Iterator[Service]:
    yield from serve(server_context)


@pytest.fixture
def other_service(server_context) -> Iterator[Service]:
    yield from serve(server_context)


@pytest.fixture
def plain_service() -> Iterator[Service]:
    yield from serve(None)


@pytest.fixture
def demanding_service(authority) -> Iterator[Service]:
    """A service that wants to see a client certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    yield from serve(context)


@pytest.fixture(autouse=True)
def data_home(tmp_path, monkeypatch) -> Path:
    """The folder of the person who runs the program, empty; and no settings in the environment."""
    for name in [name for name in os.environ if name.startswith("TOGGL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def configuration(service, ca_file) -> toggl.Configuration:
    return toggl.Configuration(
        host=service.url, username="ann@example.com", password="correct horse", ssl_ca_cert=str(ca_file)
    )


@pytest.fixture
def client(configuration) -> Iterator[toggl.ApiClient]:
    with toggl.ApiClient(configuration) as client:
        yield client


@pytest.fixture
def users(client) -> toggl.UsersApi:
    return toggl.UsersApi(client)


@pytest.fixture
def unused_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
