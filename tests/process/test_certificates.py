"""The local authority and the secrets of a data directory."""

from __future__ import annotations

import ipaddress
import multiprocessing
import os
import stat
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from rollbook.process.certificates import (
    CertificateProblem,
    LocalCertificate,
    local_certificate,
    publish_authority,
    secret_key,
)


def certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_keys_are_for_the_owner_only(tmp_path: Path) -> None:
    local_certificate(tmp_path)
    secret_key(tmp_path)

    tls = tmp_path / "tls"
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in (tls, *tls.glob("*.key"), tmp_path / "secret.key")
    }
    assert modes == {"tls": 0o700, "authority.key": 0o600, "server.key": 0o600, "secret.key": 0o600}


def test_a_stolen_authority_could_sign_for_loopback_names_only(tmp_path: Path) -> None:
    authority = certificate(local_certificate(tmp_path).authority)

    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints)

    assert constraints.critical
    assert [str(name.value) for name in constraints.value.permitted_subtrees or []] == [
        "localhost",
        "127.0.0.0/8",
        "::1/128",
    ]
    assert authority.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0


def test_the_certificate_covers_loopback_names_for_397_days(tmp_path: Path) -> None:
    files = local_certificate(tmp_path)
    made = certificate(files.certificate)

    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

    made.verify_directly_issued_by(certificate(files.authority))
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    loopback = [ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1")]
    assert names.get_values_for_type(x509.IPAddress) == loopback
    assert made.not_valid_after_utc - made.not_valid_before_utc == timedelta(days=397)


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    files = local_certificate(tmp_path)
    before = [path.read_bytes() for path in (files.certificate, files.key, files.authority)]

    again = local_certificate(tmp_path)

    assert [path.read_bytes() for path in (again.certificate, again.key, again.authority)] == before


@pytest.mark.parametrize(("days_left", "renewed"), [(29, True), (31, False)])
def test_a_certificate_is_renewed_when_under_thirty_days_are_left(
    tmp_path: Path, days_left: int, *, renewed: bool
) -> None:
    files = local_certificate(tmp_path)
    short = _sign_again(files, datetime.now(UTC) + timedelta(days=days_left))

    local_certificate(tmp_path)

    assert (certificate(files.certificate).serial_number != short) is renewed


def test_a_certificate_that_does_not_match_its_key_is_renewed(tmp_path: Path) -> None:
    files = local_certificate(tmp_path)
    files.key.write_bytes((tmp_path / "tls" / "authority.key").read_bytes())
    before = certificate(files.certificate).serial_number

    local_certificate(tmp_path)

    made = certificate(files.certificate)
    key = serialization.load_pem_private_key(files.key.read_bytes(), password=None)
    assert made.serial_number != before
    assert made.public_key() == key.public_key()


def test_an_unreadable_key_of_the_authority_is_said_and_not_replaced(tmp_path: Path) -> None:
    local_certificate(tmp_path)
    key = tmp_path / "tls" / "authority.key"
    key.write_text("spoilt")

    with pytest.raises(CertificateProblem, match="tls cannot be used"):
        local_certificate(tmp_path)

    assert key.read_text() == "spoilt"


def test_servers_that_start_together_agree(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        found = pool.map(_made, [tmp_path] * 6)
        pool.close()
        pool.join()

    assert len(set(found)) == 1


def test_the_authority_is_published_without_its_key(tmp_path: Path) -> None:
    data_dir = tmp_path / "server"
    files = local_certificate(data_dir)

    publish_authority(files, data_dir, tmp_path / "share")

    mark = sha256(str(data_dir.resolve()).encode()).hexdigest()[:16]
    published = tmp_path / "share" / "rollbook" / "authorities" / f"{mark}.pem"
    assert published.read_bytes() == files.authority.read_bytes()
    assert b"PRIVATE" not in published.read_bytes()


def test_a_home_that_cannot_be_written_is_no_end(tmp_path: Path) -> None:
    (tmp_path / "share").write_text("a file where a folder should be")
    files = local_certificate(tmp_path / "server")

    publish_authority(files, tmp_path / "server", tmp_path / "share")
    publish_authority(files, tmp_path / "server", None)

    assert files.authority.exists()


def test_a_secret_key_of_another_length_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(b"short")

    with pytest.raises(CertificateProblem, match="must have 32 bytes, and has 5"):
        secret_key(tmp_path)


def _made(data_dir: Path) -> tuple[bytes, bytes, bytes, int]:
    files = local_certificate(data_dir)
    return files.certificate.read_bytes(), files.authority.read_bytes(), secret_key(data_dir), os.geteuid()


def _sign_again(files: LocalCertificate, until: datetime) -> int:
    """Put a certificate in place that differs in its end only, and return its serial number."""
    was = certificate(files.certificate)
    authority_key = serialization.load_pem_private_key(files.authority.with_suffix(".key").read_bytes(), password=None)
    builder = x509.CertificateBuilder(was.issuer, was.subject, was.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(was.not_valid_before_utc).not_valid_after(until)
    for extension in was.extensions:
        builder = builder.add_extension(extension.value, critical=extension.critical)
    made = builder.sign(authority_key, hashes.SHA256())  # type: ignore[arg-type]  # The loader's type is any key's.
    files.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return made.serial_number
