"""The certificate that a server shows, read without trusting it, so that what is wrong with it can be named."""

from __future__ import annotations

import contextlib
import ipaddress
import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gomigrate.model.diagnosis.exchanges import Certificate, CertificateFault
from gomigrate.world.net.transport import connections

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpcore
    from cryptography.x509 import Certificate as Read


class _ShownError(Exception):
    """Ends a request once the server has shown its certificate."""


def shown_certificate(environ: Mapping[str, str], url: str, timeout: float = 5) -> Certificate | None:
    """What the server of an https URL shows, asked by the same proxy as every request; None where it shows nothing.
    Nothing is sent to it but the handshake."""
    import httpx

    # Nothing is believed here: the certificate is only described.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    streams: list[httpcore.NetworkStream] = []
    shown: list[bytes] = []

    def trace(name: str, info: Mapping[str, Any]) -> None:
        if name.endswith("start_tls.complete"):
            streams.append(info["return_value"])
            shown.append(streams[-1].get_extra_info("ssl_object").getpeercert(True) or b"")  # noqa: FBT003
        elif name == "http11.send_request_headers.started" and info["request"].method == b"GET":
            streams[-1].close()
            raise _ShownError

    with (
        contextlib.suppress(_ShownError, httpx.HTTPError, httpx.InvalidURL, ValueError),
        connections(environ, connect=timeout, silence=timeout, certificates=context) as client,
    ):
        client.get(url, extensions={"trace": trace})
    return describe(shown[-1], urlsplit(url).hostname or "") if shown and shown[-1] else None


def describe(encoded: bytes, host: str, now: datetime | None = None) -> Certificate | None:
    """A certificate in DER form as a value, shown by `host`; None where it cannot be read."""
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
            not_before=certificate.not_valid_before_utc.date().isoformat(),
            not_after=certificate.not_valid_after_utc.date().isoformat(),
            sha256=certificate.fingerprint(hashes.SHA256()).hex(),
            fault=_fault(certificate, names, host, now or datetime.now(UTC)),
        )
    except ValueError:
        return None


def _fault(certificate: Read, names: Sequence[str], host: str, now: datetime) -> CertificateFault:
    """What Go says first of a certificate that is not trusted (crypto/x509, Certificate.Verify)."""
    if now < certificate.not_valid_before_utc:
        return CertificateFault.NOT_YET
    if now > certificate.not_valid_after_utc:
        return CertificateFault.EXPIRED
    if not any(_matches(name, host) for name in names):
        return CertificateFault.OTHER_NAME
    return CertificateFault.AUTHORITY


def _matches(name: str, host: str) -> bool:
    """Whether a name of a certificate is for a host: a star stands for the first label alone."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host) == ipaddress.ip_address(name)
    wanted, given = (text.lower().rstrip(".").split(".") for text in (name, host))
    return len(wanted) == len(given) and (wanted[0] in {"*", given[0]}) and wanted[1:] == given[1:]
