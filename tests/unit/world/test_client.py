"""Bytes over http and file, good servers and bad, and where credentials may go."""

from __future__ import annotations

import gzip
import io
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from gomigrate.model.diagnosis.exchanges import Exchange
from gomigrate.model.modules import Flaw, Said
from gomigrate.world.base.outcome import Failure
from gomigrate.world.net import client as fetch
from gomigrate.world.net import hosts
from gomigrate.world.net.client import HttpClient, Limits
from gomigrate.world.net.netrc import Netrc, parse_netrc
from gomigrate.world.net.transport import trusted_certificates
from tests.unit.world.fakeproxy import FakeProxy, Reply, serve, text

SECRET = "hunter2Hunter2"
QUICK = Limits(silence=1.5)
"""For a server that says nothing; who answers may take longer than that on a busy machine."""


@pytest.fixture
def proxy() -> Iterator[FakeProxy]:
    with serve() as server:
        yield server


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "_PAUSES", (0.01, 0.02))


def get(url: str, max_bytes: int = 1000, netrc: Netrc = Netrc.EMPTY) -> bytes | Failure:
    return HttpClient({}, netrc).get(url, max_bytes)


def test_get_good_answer_is_given(proxy: FakeProxy) -> None:
    proxy.replies["/x"] = text(200, "hello")
    assert get(f"{proxy.url}/x") == b"hello"


def test_get_packed_answer_is_unpacked(proxy: FakeProxy) -> None:
    proxy.replies["/x"] = Reply(body=gzip.compress(b"hello"), headers={"Content-Encoding": "gzip"})
    assert get(f"{proxy.url}/x") == b"hello"


@pytest.mark.parametrize(
    ("status", "is_no", "tries"),
    [(400, False, 1), (401, False, 1), (403, False, 1), (404, True, 1), (410, True, 1), (301, False, 1)]
    + [(status, False, 3) for status in (429, 500, 502, 503, 504)],
)
def test_get_status_is_a_failure(status: int, is_no: bool, tries: int, proxy: FakeProxy) -> None:
    proxy.replies["/x"] = text(status, f"no: https://u:{SECRET}@h.test\nmore")
    failure = get(f"{proxy.url}/x")
    assert isinstance(failure, Failure)
    assert failure.is_no is is_no
    assert failure.detail.startswith(f"{status} ")
    assert failure.detail.endswith(": no: https://[redacted]@h.test")
    assert len(proxy.asked) == tries


def test_get_body_that_is_no_plain_text_is_not_shown(proxy: FakeProxy) -> None:
    proxy.replies["/x"] = Reply(status=403, body=b"<html>", headers={"Content-Type": "text/html"})
    failure = get(f"{proxy.url}/x")
    assert isinstance(failure, Failure)
    assert failure.detail == "403 Forbidden"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_get_passing_trouble_is_tried_again(status: int, proxy: FakeProxy) -> None:
    proxy.replies["/x"] = [text(status, "busy"), text(200, "hello")]
    assert get(f"{proxy.url}/x") == b"hello"


def test_get_retry_after_beyond_patience_is_not_waited_for(proxy: FakeProxy) -> None:
    proxy.replies["/x"] = text(429, "busy", **{"Retry-After": "3600"})
    assert isinstance(get(f"{proxy.url}/x"), Failure)
    assert len(proxy.asked) == 1


@pytest.mark.parametrize("value", ["", "soon", "-1", "Wed, 21 Oct 2015 07:28:00 GMT", "1e999", "٣"])
def test_get_strange_retry_after_counts_as_none(value: str, proxy: FakeProxy) -> None:
    proxy.replies["/x"] = [
        Reply(status=503, headers={"Retry-After": value.encode().decode("latin-1")}),
        text(200, "ok"),
    ]
    assert get(f"{proxy.url}/x") == b"ok"


def test_get_redirect_is_followed(proxy: FakeProxy) -> None:
    proxy.replies["/x"] = Reply(status=302, headers={"Location": "/y"})
    proxy.replies["/y"] = text(200, "hello")
    assert get(f"{proxy.url}/x") == b"hello"


def test_get_redirect_in_a_circle_ends(proxy: FakeProxy) -> None:
    proxy.replies["/x"] = Reply(status=302, headers={"Location": "/x"})
    assert get(f"{proxy.url}/x") == Failure(Said.BROKEN, "10", Flaw.REDIRECTS)


def test_get_redirect_to_nonsense_is_a_failure(proxy: FakeProxy) -> None:
    proxy.replies["/x"] = Reply(status=302, headers={"Location": "http://[::bad"})
    assert isinstance(get(f"{proxy.url}/x"), Failure)


@pytest.mark.parametrize("size", [1000, 1001])
def test_get_answer_longer_than_the_limit_is_refused(size: int, proxy: FakeProxy) -> None:
    proxy.replies["/x"] = Reply(body=b"x" * size)
    answer = get(f"{proxy.url}/x", 1000)
    assert answer == (b"x" * size if size == 1000 else Failure(Said.BROKEN, "1000 bytes", Flaw.TOO_LONG))


def test_get_packed_bomb_is_refused(proxy: FakeProxy) -> None:
    proxy.replies["/x"] = Reply(body=gzip.compress(b"\0" * 5_000_000), headers={"Content-Encoding": "gzip"})
    assert isinstance(get(f"{proxy.url}/x", 1000), Failure)


def test_get_connection_that_breaks_off_is_a_failure(proxy: FakeProxy) -> None:
    proxy.replies["/x"] = Reply(body=b"half", declared=100)
    assert isinstance(get(f"{proxy.url}/x"), Failure)


def test_get_server_that_is_silent_is_given_up(proxy: FakeProxy) -> None:
    proxy.replies["/x"] = Reply(body=b"late", delay=60)
    assert HttpClient({}, limits=QUICK).get(f"{proxy.url}/x") == Failure(Said.SILENT)


def test_get_server_that_is_down_is_a_failure_and_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/x"
    tries: list[str] = []
    client = HttpClient({})
    original = client._try

    def counted(*args: object) -> Exchange:
        tries.append("try")
        return original(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(client, "_try", counted)
    for _ in range(2):
        failure = client.get(url, 10)
        assert isinstance(failure, Failure)
        assert failure.said is Said.UNREACHABLE
        assert failure.detail
        assert len(tries) == 3


def test_get_server_that_speaks_no_http_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        import threading

        def answer() -> None:
            for _ in range(3):
                connection, _ = server.accept()
                with connection:
                    connection.recv(1000)
                    connection.sendall(b"SSH-2.0-OpenSSH_9.0\r\n\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        failure = get(f"http://127.0.0.1:{server.getsockname()[1]}/x")
    assert isinstance(failure, Failure)
    assert failure.said in {Said.FAILED, Said.BROKEN}


def test_get_credentials_are_never_sent_over_plain_http(proxy: FakeProxy) -> None:
    proxy.replies["/x"] = text(200, "hello")
    host = proxy.url.removeprefix("http://")
    failure = get(f"http://u:{SECRET}@{host}/x")
    assert failure == Failure(Said.LOGIN, flaw=Flaw.PLAIN_HTTP)
    assert proxy.asked == []
    netrc = Netrc(parse_netrc(f"machine {host} login u password {SECRET}"))
    assert get(f"{proxy.url}/x", netrc=netrc) == b"hello"
    assert "Authorization" not in proxy.headers[0]


class Recorder:
    """An https world without sockets."""

    def __init__(self, client: HttpClient, replies: dict[str, httpx.Response]) -> None:
        self.seen: list[tuple[str, str | None]] = []

        def answer(request: httpx.Request) -> httpx.Response:
            self.seen.append((str(request.url), request.headers.get("Authorization")))
            return replies.get(str(request.url), httpx.Response(404))

        client._client = httpx.Client(transport=httpx.MockTransport(answer))


def test_get_https_sends_the_urls_credentials_to_that_host_alone() -> None:
    client = HttpClient({})
    moved = httpx.Response(302, headers={"Location": "https://other.test/y"})
    seen = Recorder(
        client, {"https://h.test/x": moved, "https://other.test/y": httpx.Response(200, content=b"ok")}
    ).seen
    assert client.get("https://u:p%40ss@h.test/x", 10) == b"ok"
    assert seen == [("https://h.test/x", "Basic dTpwQHNz"), ("https://other.test/y", None)]


def test_get_https_takes_netrc_only_without_credentials_in_the_url() -> None:
    client = HttpClient({}, Netrc(parse_netrc("machine h.test login n password q")))
    seen = Recorder(client, {}).seen
    for url in ("https://h.test/x", "https://u@h.test/x", "https://else.test/x"):
        client.get(url, 10)
    assert [authorization for _, authorization in seen] == ["Basic bjpx", "Basic dTo=", None]


def test_get_https_is_not_led_to_plain_http() -> None:
    client = HttpClient({})
    moved = httpx.Response(302, headers={"Location": "http://h.test/x"})
    seen = Recorder(client, {"https://h.test/x": moved}).seen
    assert client.get("https://h.test/x", 10) == Failure(Said.BROKEN, flaw=Flaw.TO_PLAIN_HTTP)
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("environ", "url", "is_proxied"),
    [
        ({"HTTP_PROXY": "PROXY"}, "http://far.test/x", True),
        ({"http_proxy": "PROXY"}, "http://far.test/x", True),
        ({"HTTP_PROXY": "PROXY", "NO_PROXY": "far.test"}, "http://far.test/x", False),
        ({"HTTP_PROXY": "PROXY", "NO_PROXY": ".test"}, "http://far.test/x", False),
        ({"HTTP_PROXY": "PROXY", "NO_PROXY": "*"}, "http://far.test/x", False),
        ({"HTTP_PROXY": "PROXY", "NO_PROXY": "[bad, other.test,10.0.0.0/8"}, "http://far.test/x", True),
        ({"HTTPS_PROXY": "PROXY"}, "http://far.test/x", False),
        ({"HTTP_PROXY": "http://127.0.0.1:1"}, "LOOPBACK/x", False),
    ],
)
def test_get_http_proxies_of_the_environment_count(
    environ: dict[str, str], url: str, is_proxied: bool, proxy: FakeProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_such_host(*_: object, **__: object) -> None:
        raise socket.gaierror("no such host")

    proxy.replies["http://far.test/x"] = text(200, "proxied")
    proxy.replies["/x"] = text(200, "direct")
    settings = {k: v.replace("PROXY", proxy.url) if k.lower() != "no_proxy" else v for k, v in environ.items()}
    url = url.replace("LOOPBACK", proxy.url)
    if "far.test" in url and not is_proxied:
        monkeypatch.setattr(socket, "getaddrinfo", no_such_host)
    answer = HttpClient(settings).get(url, 100)
    if is_proxied:
        assert answer == b"proxied"
    elif "far.test" in url:
        assert isinstance(answer, Failure)
        assert proxy.asked == []
    else:
        assert answer == b"direct"


def test_get_proxy_setting_that_is_nonsense_is_a_failure_without_secrets() -> None:
    failure = HttpClient({"HTTP_PROXY": f"bad://u:{SECRET}@h.test"}).get("http://far.test/x", 10)
    assert isinstance(failure, Failure)
    assert SECRET not in repr(failure)


def test_get_file_that_is_there_missing_or_no_file(tmp_path: Path) -> None:
    (tmp_path / "a b").write_text("hello")
    (tmp_path / "long").write_text("x" * 11)
    url = f"file://{tmp_path}"
    assert get(f"{url}/a%20b", 10) == b"hello"
    assert get(f"{url}/none") == Failure(Said.NO, "no such file")
    for name in ("", "long", "a%20b/c", "%00"):
        failure = get(f"{url}/{name}", 10)
        assert isinstance(failure, Failure)
        assert not failure.is_no


def test_save_writes_only_the_last_try(proxy: FakeProxy) -> None:
    proxy.replies["/x"] = [Reply(body=b"half", declared=100), Reply(body=b"ok")]
    file = io.BytesIO()
    assert HttpClient({}).save(f"{proxy.url}/x", 10, file) is None
    assert file.getvalue() == b"ok"


def test_fetcher_repr_says_nothing() -> None:
    assert repr(HttpClient({"HTTP_PROXY": SECRET})) == "HttpClient()"


def test_trusted_certificates_variable_that_is_wrong_falls_back_to_the_systems(tmp_path: Path) -> None:
    broken = tmp_path / "certs.pem"
    broken.write_text("no certificate")
    assert trusted_certificates({"SSL_CERT_FILE": str(broken)}).verify_mode is ssl.CERT_REQUIRED
    assert trusted_certificates({}).verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize("piece", ["a-", "x-token-", "://a:", "?tokentoken", "set-cookie "])
@pytest.mark.parametrize("status", [404, 503])
def test_error_page_of_any_length_costs_no_more_than_its_beginning(status: int, piece: str, proxy: FakeProxy) -> None:
    proxy.replies["/x"] = text(status, piece * (2_000_000 // len(piece)))
    failure = get(f"{proxy.url}/x")
    exchange = HttpClient({}, Netrc.EMPTY).ask(f"{proxy.url}/x", "x").exchange
    assert isinstance(failure, Failure)
    assert len(failure.detail) < 300
    assert exchange.status == status
    assert len(exchange.problem) < 300


def test_error_page_is_cut_before_a_url_that_is_not_whole(proxy: FakeProxy) -> None:
    proxy.replies["/x"] = text(404, f"see https://user:{SECRET * 1000}@h.test")
    failure = get(f"{proxy.url}/x")
    answer = HttpClient({}, Netrc.EMPTY).ask(f"{proxy.url}/x", "x")
    assert isinstance(failure, Failure)
    assert SECRET not in failure.detail + answer.exchange.problem
    assert answer.exchange.problem == "see"
    assert len(answer.body) < 1 << 16


def test_a_silent_connection_is_tried_once_more_and_costs_that_question(proxy: FakeProxy) -> None:
    late = Reply(body=b"late", delay=60)
    proxy.replies |= {"/once": [late, text(200, "now")], "/always": late, "/other": text(200, "hello")}
    client = HttpClient({}, limits=QUICK)
    assert client.get(f"{proxy.url}/once") == b"now"
    assert client.get(f"{proxy.url}/always") == Failure(Said.SILENT)
    assert client.get(f"{proxy.url}/other") == b"hello"
    assert (proxy.asked.count("/once"), proxy.asked.count("/always")) == (2, 2)


def test_a_host_that_was_down_is_asked_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    client = HttpClient({})
    with serve() as gone:
        url = gone.url
    assert isinstance(client.get(f"{url}/x"), Failure)
    tried: list[str] = []

    def well(at: str, *_: object) -> Exchange:
        tried.append(at)
        return Exchange()

    monkeypatch.setattr(client, "_try", well)
    assert isinstance(client.get(f"{url}/y"), Failure)
    monkeypatch.setattr(hosts, "_ASK_AGAIN", 0.0)
    assert client.get(f"{url}/z") == b""
    assert tried == [f"{url}/z"]


def test_a_redirect_to_a_host_that_is_down_says_nothing_of_the_one_that_sent_it(proxy: FakeProxy) -> None:
    with serve() as gone:
        target = gone.url
    proxy.replies |= {
        "/moved": Reply(status=302, headers={"Location": f"{target}/x"}),
        "/here": text(200, "hello"),
    }
    client = HttpClient({})
    failure = client.get(f"{proxy.url}/moved")
    assert isinstance(failure, Failure)
    assert failure.said is Said.UNREACHABLE
    assert client.get(f"{proxy.url}/here") == b"hello"


def test_a_host_has_so_many_questions_at_once_and_holds_no_other(proxy: FakeProxy) -> None:
    release = threading.Event()
    open_: set[str] = set()

    def held(path: str) -> Reply | None:
        open_.add(path)
        return None if release.wait(30) else text(500, "too late")

    with serve() as other, ThreadPoolExecutor(3 * hosts.AT_A_HOST) as pool:
        proxy.sick = held
        proxy.replies |= {f"/{n}": text(200, "slow") for n in range(2 * hosts.AT_A_HOST)}
        other.replies["/x"] = text(200, "quick")
        client = HttpClient({})
        slow = [pool.submit(client.get, f"{proxy.url}/{n}") for n in range(2 * hosts.AT_A_HOST)]
        assert client.get(f"{other.url}/x") == b"quick"
        while len(open_) < hosts.AT_A_HOST:
            time.sleep(0.01)
        assert client.get(f"{other.url}/x") == b"quick"
        assert len(open_) == hosts.AT_A_HOST
        release.set()
        assert {answer.result() for answer in slow} == {b"slow"}
