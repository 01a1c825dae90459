"""Requests by HTTP and SOCKS5 proxies: which proxy they use, how a proxy that is down or refuses is reported, and
time."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from gomigrate.model.diagnosis.exchanges import CertificateFault, EnvironmentProxy, Exchange
from gomigrate.model.modules import Said
from gomigrate.world.net.client import HttpClient, Limits
from tests.unit.world.fakeproxy import FakeProxy, serve, text
from tests.unit.world.fakeways import FakeWay, http_way, socks_way

HOST = "mods.corp.test"
LOGIN = "robot:s3cr3t"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA(organization_name="Corp Root")


@pytest.fixture
def ca(authority: trustme.CA, tmp_path: Path) -> str:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return str(file)


def context_for(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def servers(authority: trustme.CA) -> Iterator[dict[str, FakeProxy]]:
    with serve() as plain, serve(context_for(authority, HOST)) as secure:
        for one in (plain, secure):
            one.replies["/x"] = text(200, "hello")
        yield {"http": plain, "https": secure}


def asked(environ: dict[str, str], scheme: str, limits: Limits | None = None) -> Exchange:
    answer = HttpClient(environ, limits=limits).ask(f"{scheme}://{HOST}/x", "info")
    assert answer.exchange.is_found == (answer.body == b"hello")
    return answer.exchange


def blamed(seen: Exchange) -> str:
    """The place of the proxy at fault, "" for none."""
    return seen.http_proxy.place if seen.http_proxy else ""


WAYS: dict[str, Callable[..., contextlib.AbstractContextManager[FakeWay]]] = {
    "http": http_way,
    "socks5": socks_way,
    "socks5h": socks_way,
}


@pytest.mark.parametrize("login", ["", LOGIN])
@pytest.mark.parametrize("kind", WAYS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_request_goes_by_the_proxy(scheme: str, kind: str, login: str, servers: dict[str, FakeProxy], ca: str) -> None:
    with WAYS[kind](servers[scheme].url, login=login) as way:
        own = f"{login}@" if login else ""
        environ = {"SSL_CERT_FILE": ca, f"{scheme.upper()}_PROXY": f"{kind}://{own}{way.address}"}
        assert asked(environ, scheme).is_found
        port = 443 if scheme == "https" else 80
        assert way.led[0].removesuffix(f":{port}") == HOST
        if login:
            shut = asked({**environ, f"{scheme.upper()}_PROXY": f"{kind}://{way.address}"}, scheme)
            assert (shut.said, blamed(shut)) == (Said.UNREACHABLE, f"{kind}://{way.address}")
            wrong = asked({**environ, f"{scheme.upper()}_PROXY": f"{kind}://robot:other@{way.address}"}, scheme)
            assert blamed(wrong) == f"{kind}://{way.address}"


def test_login_that_a_socks_proxy_does_not_want_is_not_sent(servers: dict[str, FakeProxy]) -> None:
    with socks_way(servers["http"].url) as way:
        assert asked({"http_proxy": f"socks5://{LOGIN}@{way.address}"}, "http").is_found


@pytest.mark.parametrize("kind", WAYS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_proxy_that_is_down_is_named_and_no_secret_is(scheme: str, kind: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{unused.getsockname()[1]}"
    seen = asked({f"{scheme}_proxy": f"{kind}://{LOGIN}@{address}"}, scheme)
    assert seen.said is Said.UNREACHABLE
    assert seen.http_proxy == EnvironmentProxy(variable=f"{scheme}_proxy", place=f"{kind}://{address}")
    assert seen.answer.startswith(f"{scheme}_proxy={kind}://{address}: ")
    assert not seen.is_untrusted
    assert "s3cr3t" not in repr(seen)


@pytest.mark.parametrize("kind", WAYS)
@pytest.mark.parametrize("trait", ["is_deaf", "is_broken"])
def test_proxy_that_makes_no_sense_is_no_end_of_us(trait: str, kind: str, servers: dict[str, FakeProxy]) -> None:
    with WAYS[kind](servers["https"].url, **{trait: True}) as way:
        seen = asked({"HTTPS_PROXY": f"{kind}://{way.address}"}, "https", Limits(connect=1, silence=1))
    assert seen.said.is_unknown


@pytest.mark.parametrize("kind", WAYS)
def test_host_that_a_proxy_does_not_get_through_to_is_not_the_proxys_fault(
    kind: str, servers: dict[str, FakeProxy]
) -> None:
    with WAYS[kind](servers["https"].url, refuses=frozenset({HOST})) as way:
        seen = asked({"HTTPS_PROXY": f"{kind}://{way.address}"}, "https")
    assert (seen.said, blamed(seen)) == (Said.UNREACHABLE, "")
    assert way.address in seen.answer


def test_proxy_that_is_reached_by_tls(authority: trustme.CA, ca: str, servers: dict[str, FakeProxy]) -> None:
    with http_way(servers["https"].url, context_for(authority, "127.0.0.1")) as way:
        environ = {"HTTPS_PROXY": f"https://{way.address}", "SSL_CERT_FILE": ca}
        assert asked(environ, "https").is_found
        distrusted = asked({**environ, "SSL_CERT_FILE": "/nowhere", "SSL_CERT_DIR": "/nowhere"}, "https")
    assert blamed(distrusted) == f"https://{way.address}"


@pytest.mark.parametrize("kind", WAYS)
def test_certificate_that_is_not_trusted_is_shown_through_the_proxy(
    kind: str, servers: dict[str, FakeProxy], tmp_path: Path
) -> None:
    with WAYS[kind](servers["https"].url) as way:
        (tmp_path / "none").mkdir()
        environ = {
            "HTTPS_PROXY": f"{kind}://{way.address}",
            "SSL_CERT_FILE": "/none",
            "SSL_CERT_DIR": str(tmp_path / "none"),
        }
        seen = asked(environ, "https")
    assert seen.is_untrusted
    assert seen.certificate is not None
    assert (seen.certificate.names, seen.certificate.fault) == ((HOST,), CertificateFault.AUTHORITY)
    assert servers["https"].asked == []


def test_no_plain_request_is_made_where_a_header_may_have_set_the_proxy() -> None:
    seen = asked({"HTTP_PROXY": "http://127.0.0.1:9", "REQUEST_METHOD": "GET"}, "http")
    assert (seen.said, seen.http_proxy) == (Said.UNREACHABLE, EnvironmentProxy(variable="HTTP_PROXY"))


@contextlib.contextmanager
def trickling(pause: float) -> Iterator[str]:
    """A server whose answer is a byte of its headers every so many seconds."""
    import threading

    listener = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def answer() -> None:
        with contextlib.suppress(OSError):
            client, _ = listener.accept()
            with client:
                for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100_000:
                    client.sendall(bytes([byte]))
                    if is_over.wait(pause):
                        return

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    finally:
        is_over.set()
        listener.close()
        thread.join()


def test_headers_that_trickle_end_with_the_time_for_a_question() -> None:
    with trickling(0.05) as url:
        answer = HttpClient({}, limits=Limits(silence=20, once=0.3)).ask(url, "info")
    assert answer.exchange.said is Said.SILENT
    assert answer.exchange.seconds < 10


def test_kept_connection_that_was_closed_meanwhile_says_nothing_of_the_server() -> None:
    """The server takes one question a connection, and does not say so."""
    import threading

    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                with client:
                    client.recv(1 << 16)
                    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    client = HttpClient({})
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    assert [client.ask(url, "info").exchange.said for _ in range(20)] == [Said.FOUND] * 20
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()
