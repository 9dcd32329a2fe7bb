"""Encrypted connections: whom the client trusts, and what it shows of itself."""

import ipaddress
import os
import ssl
from contextlib import suppress
from pathlib import Path

from urllib3.util import parse_url

from toggl.configuration import Configuration
from toggl.exceptions import ApiException

# The path of each certificate, and when it was written.
Published = tuple[tuple[str, int], ...]


def context_for(configuration: Configuration, authorities: Published) -> ssl.SSLContext:
    """Return what the configuration asks for, which trusts these certificates too; ApiException without its files."""
    authority = configuration.ssl_ca_cert or None
    try:
        context = ssl.create_default_context(cafile=authority)
    except OSError as fault:
        raise ApiException(status=0, reason=f"The ssl_ca_cert {authority} cannot be read: {fault}") from fault
    # Some builds of Python leave this to the system's settings.
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for path, _ in authorities:
        try:
            context.load_verify_locations(path)
        except OSError as fault:
            # The others may still be the right ones; without the right one, the handshake says so.
            configuration.logger["package_logger"].warning("Skipped the certificate %s: %s", path, fault)
    if not configuration.verify_ssl:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if configuration.cert_file:
        _show_certificate(context, configuration.cert_file, configuration.key_file)
    return context


def _show_certificate(context: ssl.SSLContext, cert_file: str, key_file: str | None) -> None:
    try:
        context.load_cert_chain(cert_file, key_file)
    except OSError as fault:
        key = f" with the key_file {key_file}" if key_file else ""
        raise ApiException(status=0, reason=f"The cert_file {cert_file}{key} cannot be read: {fault}") from fault


def published_authorities() -> Published:
    """Return the certificates that servers on this machine have published, and when each was written."""
    # Not Path.expanduser, which raises where there is no home.
    data_home = Path(os.path.expanduser(os.environ.get("XDG_DATA_HOME") or "~/.local/share"))  # noqa: PTH111 - As above.
    if not data_home.is_absolute():
        return ()
    found = []
    for path in (data_home / "rollbook" / "authorities").glob("*.pem"):
        # A server may take its certificate away at any moment.
        with suppress(FileNotFoundError):
            found.append((str(path), path.stat().st_mtime_ns))
    return tuple(sorted(found))


def is_loopback(url: str) -> bool:
    """Tell whether a URL names this machine by a loopback address."""
    host = (parse_url(url).host or "").strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        # A name is none of this machine's addresses, whatever it resolves to.
        return False
