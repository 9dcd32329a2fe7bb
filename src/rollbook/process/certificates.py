"""The secrets of one data directory: a local certificate authority, the server's certificate, and the secret key."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path

import structlog
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from rollbook.process.files import PRIVATE_FOLDER, locked, make_private_folder, write_whole

AUTHORITY_LASTS = timedelta(days=3650)
CERTIFICATE_LASTS = timedelta(days=397)  # The longest that browsers used to accept.
RENEWED_BEFORE = timedelta(days=30)
CLOCKS_DIFFER = timedelta(hours=1)
SECRET_KEY_LENGTH = 32

_NAMES: tuple[x509.GeneralName, ...] = (
    x509.DNSName("localhost"),
    x509.IPAddress(IPv4Address("127.0.0.1")),
    x509.IPAddress(IPv6Address("::1")),
)
_PERMITTED: tuple[x509.GeneralName, ...] = (
    x509.DNSName("localhost"),
    x509.IPAddress(IPv4Network("127.0.0.0/8")),
    x509.IPAddress(IPv6Network("::1/128")),
)

log = structlog.get_logger(__name__)


class CertificateProblem(Exception):
    """The certificates or the secret key cannot be used; the text says why, in one line."""


@dataclass(frozen=True, slots=True)
class LocalCertificate:
    """Files of a server certificate for this machine's loopback names, and of the authority that signed it."""

    certificate: Path
    key: Path
    authority: Path


def local_certificate(data_dir: Path) -> LocalCertificate:
    """The data directory's certificate, made when there is none and renewed when it does not last."""
    folder = data_dir / "tls"
    files = LocalCertificate(folder / "server.pem", folder / "server.key", folder / "authority.pem")
    try:
        make_private_folder(folder)
        folder.chmod(PRIVATE_FOLDER)
        with locked(folder / "lock"):
            authority_key = _key(folder / "authority.key")
            authority = _authority(files.authority, authority_key)
            _renew(files, authority, authority_key)
    except (OSError, ValueError) as error:
        raise CertificateProblem(f"the certificates in {folder} cannot be used: {error}") from error
    return files


def publish_authority(files: LocalCertificate, data_dir: Path, data_home: Path | None) -> None:
    """Put the authority's public part where this user's programs look for authorities of loopback servers."""
    mark = sha256(str(data_dir.resolve()).encode(errors="surrogateescape")).hexdigest()[:16]
    try:
        if data_home is None:
            raise FileNotFoundError("this user has no home folder")
        folder = data_home / "rollbook" / "authorities"
        folder.mkdir(parents=True, exist_ok=True)
        published = folder / f"{mark}.pem"
        content = files.authority.read_bytes()
        if not published.exists() or published.read_bytes() != content:
            write_whole(published, content, mode=0o644)
    except OSError as error:
        log.warning("clients must be told of the authority", authority=str(files.authority), reason=str(error))


def secret_key(data_dir: Path) -> bytes:
    """The data directory's secret of 32 bytes, made once."""
    path = data_dir / "secret.key"
    try:
        make_private_folder(data_dir)
        with locked(data_dir / "secret.lock"):
            if not path.exists():
                write_whole(path, secrets.token_bytes(SECRET_KEY_LENGTH))
            content = path.read_bytes()
    except OSError as error:
        raise CertificateProblem(f"the secret key {path} cannot be used: {error}") from error
    if len(content) != SECRET_KEY_LENGTH:
        raise CertificateProblem(f"the secret key {path} must have {SECRET_KEY_LENGTH} bytes, and has {len(content)}")
    return content


def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    if not path.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        write_whole(path, _key_text(key))
        return key
    key_found = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key_found, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path.name} is not a key that Rollbook made")  # noqa: TRY004  # The file's content is wrong.
    return key_found


def _authority(path: Path, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    found = _certificate(path)
    if found is not None and found.public_key() == key.public_key() and _lasts(found, CERTIFICATE_LASTS):
        return found
    made = _sign_authority(key)
    write_whole(path, made.public_bytes(serialization.Encoding.PEM))
    return made


def _renew(files: LocalCertificate, authority: x509.Certificate, authority_key: ec.EllipticCurvePrivateKey) -> None:
    if _is_good(files, authority):
        return
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _sign_certificate(key, authority, authority_key)
    # A crash between the two leaves a pair that does not match, which the next start replaces.
    write_whole(files.key, _key_text(key))
    write_whole(files.certificate, certificate.public_bytes(serialization.Encoding.PEM))
    log.info("made a certificate for localhost", until=certificate.not_valid_after_utc.isoformat())


def _is_good(files: LocalCertificate, authority: x509.Certificate) -> bool:
    found = _certificate(files.certificate)
    if found is None or not files.key.exists() or not _lasts(found, RENEWED_BEFORE):
        return False
    try:
        found.verify_directly_issued_by(authority)
        key = serialization.load_pem_private_key(files.key.read_bytes(), password=None)
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except Exception:  # noqa: BLE001  # Each of the many ways in which a certificate can be wrong has the same cure.
        return False
    return found.public_key() == key.public_key() and names == x509.SubjectAlternativeName(_NAMES)


def _certificate(path: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None


def _lasts(certificate: x509.Certificate, span: timedelta) -> bool:
    now = datetime.now(UTC)
    return certificate.not_valid_before_utc <= now and certificate.not_valid_after_utc - now > span


def _sign_authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    # A name of its own for each key: a client that trusts several authorities finds the right one by it.
    mark = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Rollbook local authority {mark.digest.hex()[:8]}")])
    return (
        _builder(AUTHORITY_LASTS)
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=_PERMITTED, excluded_subtrees=None), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(mark, critical=False)
        .sign(key, hashes.SHA256())
    )


def _sign_certificate(
    key: ec.EllipticCurvePrivateKey, authority: x509.Certificate, authority_key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    issuer_mark = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    return (
        _builder(CERTIFICATE_LASTS)
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(_NAMES), critical=False)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(issuer_mark, critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def _builder(lasts: timedelta) -> x509.CertificateBuilder:
    start = datetime.now(UTC) - CLOCKS_DIFFER
    builder = x509.CertificateBuilder().serial_number(x509.random_serial_number())
    return builder.not_valid_before(start).not_valid_after(start + lasts)


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _key_text(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
