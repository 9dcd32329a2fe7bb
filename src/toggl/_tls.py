"""Encrypted connections: whom the client trusts, and what it shows of itself."""

import ipaddress
import os
import ssl
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache

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
    # Not by Path, which takes twice the time, and each encrypted call to this machine looks here; and whose expanduser
    # raises where there is no home.
    data_home = os.path.expanduser(os.environ.get("XDG_DATA_HOME") or "~/.local/share")  # noqa: PTH111 - As above.
    if not os.path.isabs(data_home):  # noqa: PTH117 - As above.
        return ()
    try:
        with os.scandir(os.path.join(data_home, "rollbook", "authorities")) as entries:  # noqa: PTH118 - As above.
            return tuple(sorted(_written(entry for entry in entries if entry.name.endswith(".pem"))))
    except OSError:
        return ()


def _written(entries: Iterable[os.DirEntry[str]]) -> Iterator[tuple[str, int]]:
    for entry in entries:
        # A server may take its certificate away at any moment.
        with suppress(OSError):
            yield entry.path, entry.stat().st_mtime_ns


def may_need_published(url: str) -> bool:
    """Tell whether a URL is that of an encrypted connection to this machine, named by a loopback address."""
    # Only the part that names the machine: there are few of them, and each call has another path or query.
    return _is_encrypted_loopback("/".join(url.split("/", 3)[:3]))


@lru_cache(maxsize=16)
def _is_encrypted_loopback(base: str) -> bool:
    parsed = parse_url(base)
    if parsed.scheme != "https":
        return False
    host = (parsed.host or "").strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        # A name is none of this machine's addresses, whatever it resolves to.
        return False
