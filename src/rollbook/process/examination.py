"""Looks at an installation's files: whether they are there, private, valid, and have room to grow."""

from __future__ import annotations

import os
import shutil
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from rollbook.domain.findings import Finding, ok, problem, warning

SOON = timedelta(days=21)
LITTLE_ROOM, NO_ROOM = 2 * 1024**3, 256 * 1024**2  # Bytes.
_OTHERS = 0o077
_PASSAGE = 0o011  # What a server that root runs needs: its PostgreSQL is another account's.


def of_data_directory(folder: Path) -> Finding:
    """Whether the server can write there, and strangers cannot read."""
    if not folder.exists():
        return warning("data directory", f"{folder} is not there: the first start makes it")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return problem("data directory", f"{folder} cannot be written: run this as the account that the server runs as")
    open_to = stat.S_IMODE(folder.stat().st_mode) & _OTHERS & ~_PASSAGE
    key = folder / "secret.key"
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & _OTHERS:
        return problem("data directory", f"others can read {key}: chmod 600, and think of it as known to them")
    if open_to:
        return warning("data directory", f"others can look into {folder}: chmod 700")
    return ok("data directory", str(folder))


def of_disk(folder: Path) -> Finding:
    """Whether there is room to write."""
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    text = f"{free / 1024**3:.1f} GiB are free"
    if free < NO_ROOM:
        return problem("disk", f"{text}: PostgreSQL stops when there is nothing left")
    return warning("disk", f"{text}: make room") if free < LITTLE_ROOM else ok("disk", text)


def of_certificate(path: Path, host: str | None) -> Finding:
    """Whether the certificate that is shown is good now, for a while yet, and for the name that people use."""
    try:
        certificate = x509.load_pem_x509_certificates(path.read_bytes())[0]
    except (OSError, ValueError) as error:
        return problem("certificate", f"{path} cannot be read: {error}")
    now = datetime.now(UTC)
    ends = certificate.not_valid_after_utc
    if ends < now or certificate.not_valid_before_utc > now:
        return problem(
            "certificate", f"{path} is good from {certificate.not_valid_before_utc:%Y-%m-%d} to {ends:%Y-%m-%d} only"
        )
    if host is not None and not _is_for(certificate, host):
        return problem("certificate", f"{path} is not for {host}")
    text = f"good until {ends:%Y-%m-%d}"
    return warning("certificate", f"{path} is {text}: renew it") if ends - now < SOON else ok("certificate", text)


def _is_for(certificate: x509.Certificate, host: str) -> bool:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    addresses = {str(address) for address in names.get_values_for_type(x509.IPAddress)}
    known = {name.lower() for name in names.get_values_for_type(x509.DNSName)} | addresses
    return host.lower() in known or f"*.{host.lower().partition('.')[2]}" in known
