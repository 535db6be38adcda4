"""An authority of our own, and what it certifies."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


def write(folder: Path, *, days: int = 30, address: str = "127.0.0.1") -> Path:
    """Write ca.pem, server.pem and server.key, good for so many days; below 0 they are over."""
    folder.mkdir()
    authority, server = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Domotik's tests")])
    root = certificate(name, name, authority, 30).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
    leaf = certificate(subject, name, server, days).add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]),
        critical=False,
    )
    for file, builder in (("ca.pem", root), ("server.pem", leaf)):
        signed = builder.sign(authority, hashes.SHA256())
        (folder / file).write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key = server.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "server.key").write_bytes(key)
    return folder


def certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    days: int,
) -> x509.CertificateBuilder:
    """Return a certificate that waits for its signature."""
    today = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - 60 * DAY)
        .not_valid_after(today + days * DAY)
    )
