"""The certificate that a server shows, read without trusting it, so that an unknown authority can be named."""

from __future__ import annotations

import contextlib
import socket
import ssl

from gomigrate.model.diagnosis.exchanges import Certificate


def shown_certificate(host: str, port: int, timeout: float = 5) -> Certificate | None:
    """What the server at host:port shows; None where it shows nothing. Nothing is sent to it but the handshake."""
    # Nothing is believed here: the certificate is only described.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host, port), timeout=timeout) as plain,
            context.wrap_socket(plain, server_hostname=host) as wrapped,
        ):
            encoded = wrapped.getpeercert(binary_form=True)
    except (OSError, ValueError):
        return None
    return describe(encoded) if encoded else None


def describe(encoded: bytes) -> Certificate | None:
    """A certificate in DER form as a value; None where it cannot be read."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    try:
        certificate = x509.load_der_x509_certificate(encoded)
        names: list[str] = []
        with contextlib.suppress(x509.ExtensionNotFound):
            alternatives = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
            names = [*alternatives.get_values_for_type(x509.DNSName)]
            names += [str(address) for address in alternatives.get_values_for_type(x509.IPAddress)]
        return Certificate(
            subject=certificate.subject.rfc4514_string(),
            issuer=certificate.issuer.rfc4514_string(),
            names=tuple(names),
            not_after=certificate.not_valid_after_utc.date().isoformat(),
            sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        )
    except ValueError:
        return None
