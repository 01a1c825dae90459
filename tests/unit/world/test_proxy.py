"""One proxy, good and bad; and the rules by which GOPROXY goes from one to the next."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.model.modules import Failing, ModuleVersion, RevInfo
from gomigrate.world.base.outcome import Found, Refused
from gomigrate.world.go.gowords import read_words
from gomigrate.world.modules.direct import ThroughGo
from gomigrate.world.modules.proxy import Proxy, ProxyChain, ProxySource, parse_goproxy
from gomigrate.world.net import client as fetch
from gomigrate.world.net.client import Failure, Fetcher, Limits
from tests.unit.world.fakeproxy import FakeProxy, Reply, info, module, module_zip, serve, text, write_proxy

SECRET = "hunter2Hunter2"
PATH = "ex.test/a"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
PSEUDO = "v1.0.1-0.20200102030405-0123456789ab"
TIME = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[FakeProxy]:
    with serve() as running:
        yield running


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "_PAUSES", (0.01, 0.02))


def proxy_at(url: str) -> Proxy:
    return Proxy(url, Fetcher({}, limits=Limits(connect=2, silence=2, total=5, patience=2)))


def test_info_good_answers(server: FakeProxy) -> None:
    server.replies = {
        f"/{PATH}/@v/v1.0.0.info": info("v1.0.0", commit=COMMIT),
        f"/{PATH}/@v/{COMMIT}.info": info(PSEUDO),
        f"/{PATH}/@v/master.info": info(PSEUDO, time="2020-01-02T05:04:05+02:00"),
        f"/{PATH}/@v/v1.info": info("v1.2.3"),
        "/ex.test/!up/@v/v1.0.0-!r!c.info": info("v1.0.0-RC", time="0001-01-01T00:00:00Z"),
        "/ex.test/b/@v/v2.0.0+incompatible.info": info("v2.0.0+incompatible"),
    }
    proxy = proxy_at(server.url + "/")
    assert proxy.info(PATH, "v1.0.0") == RevInfo(version="v1.0.0", time=TIME, commit=COMMIT)
    assert proxy.info(PATH, COMMIT) == RevInfo(version=PSEUDO, time=TIME)
    assert proxy.info(PATH, "master") == RevInfo(version=PSEUDO, time=TIME)
    assert proxy.info(PATH, "v1") == RevInfo(version="v1.2.3", time=TIME)
    assert proxy.info("ex.test/Up", "v1.0.0-RC") == RevInfo(version="v1.0.0-RC", time=None)
    assert proxy.info("ex.test/b", "v2.0.0+incompatible") == RevInfo(version="v2.0.0+incompatible", time=TIME)


@pytest.mark.parametrize(
    ("rev", "body", "wanted"),
    [
        ("v1.0.0", b"<html>not found</html>", "no version information"),
        ("v1.0.0", b"", "no version information"),
        ("v1.0.0", b"[]", "no version information"),
        ("v1.0.0", b"null", "no version information"),
        ("v1.0.0", b'"v1.0.0"', "no version information"),
        ("v1.0.0", b"{}", "no version information"),
        ("v1.0.0", b'{"Version":"v1.0.0"', "no version information"),
        ("v1.0.0", b'{"Version":"v1.0.0","Origin":[1]}', "no version information"),
        ("v1.0.0", b"[" * 100_000, "no version information"),
        ("v1.0.0", b"\xff\xfe", "no version information"),
        ("v1.0.0", b'{"Version":7}', "names no version"),
        ("v1.0.0", b'{"Version":"1.0.0"}', "names no version"),
        ("v1.0.0", b'{"Version":"v1.0.0\\n"}', "names no version"),
        ("v1.0.0", b'{"Version":"v1.0.0","Origin":{"Hash":1}}', "names no version"),
        ("v1.0.0", b'{"Version":"v1.0.1"}', "about version 'v1.0.1'"),
        (COMMIT, b'{"Version":"v1.0.1-0.20200102030405-ba9876543210"}', "about another commit, ba9876543210"),
        (COMMIT, json.dumps({"Version": "v1.0.0", "Origin": {"Hash": "ba" * 20}}).encode(), "about another commit"),
        ("master", b'{"Version":"master"}', "names no version"),
    ],
)
def test_info_garbage_is_refused(rev: str, body: bytes, wanted: str, server: FakeProxy) -> None:
    server.replies[f"/{PATH}/@v/{rev}.info"] = Reply(body=body)
    answer = proxy_at(server.url).info(PATH, rev)
    assert isinstance(answer, Failure)
    assert wanted in answer.text
    assert not answer.is_missing


@pytest.mark.parametrize("time", ["yesterday", 7, None, "2020-01-02", "2020-01-02T03:04:05", "9999999-01-01T00:00:00Z"])
def test_info_time_that_is_none_is_left_out(time: object, server: FakeProxy) -> None:
    server.replies[f"/{PATH}/@v/v1.0.0.info"] = Reply(body=json.dumps({"Version": "v1.0.0", "Time": time}).encode())
    assert proxy_at(server.url).info(PATH, "v1.0.0") == RevInfo(version="v1.0.0", time=None)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("v1.0.0\nv1.10.0\nv1.2.0\n", ("v1.0.0", "v1.2.0", "v1.10.0")),
        (f"v1.0.0 2020-01-02T03:04:05Z\n\n{PSEUDO}\r\nv1.0.0\n", ("v1.0.0", PSEUDO)),
        ("", ()),
        ("\n\n", ()),
        ("v1.0.0\nnonsense\n", ("v1.0.0",)),
    ],
)
def test_versions_good_lists(body: str, wanted: tuple[str, ...], server: FakeProxy) -> None:
    server.replies[f"/{PATH}/@v/list"] = Reply(body=body.encode())
    assert proxy_at(server.url).versions(PATH) == wanted


@pytest.mark.parametrize("body", [b"<html>\n<p>v1.0.0</p>", b'["v1.0.0"]', b"\xff\xfe\n"])
def test_versions_garbage_is_refused(body: bytes, server: FakeProxy) -> None:
    server.replies[f"/{PATH}/@v/list"] = Reply(body=body)
    assert proxy_at(server.url).versions(PATH) == Failure("what came back is no list of versions")


def test_latest_is_asked_for_first(server: FakeProxy) -> None:
    server.replies[f"/{PATH}/@latest"] = info("v1.2.3")
    assert proxy_at(server.url).latest(PATH) == RevInfo(version="v1.2.3", time=TIME)
    assert server.asked == [f"/{PATH}/@latest"]


def test_latest_missing_newest_pseudo_version_of_the_list_is_taken(server: FakeProxy) -> None:
    older = "v2.0.0-20190102030405-0123456789ab+incompatible"
    server.replies[f"/{PATH}/@v/list"] = Reply(body=f"{older}\n{PSEUDO}\nv1.0.0\n".encode())
    server.replies[f"/{PATH}/@v/{PSEUDO}.info"] = info(PSEUDO)
    assert proxy_at(server.url).latest(PATH) == RevInfo(version=PSEUDO, time=TIME)


@pytest.mark.parametrize(
    ("replies", "is_missing"),
    [
        ({}, True),
        ({f"/{PATH}/@v/list": Reply(body=b"v1.0.0\n")}, True),
        ({f"/{PATH}/@latest": text(403, "no"), f"/{PATH}/@v/list": Reply(body=f"{PSEUDO}\n".encode())}, False),
        ({f"/{PATH}/@latest": text(200, "<html>")}, False),
    ],
)
def test_latest_nothing_to_take_is_refused(replies: dict[str, Reply], is_missing: bool, server: FakeProxy) -> None:
    server.replies = dict(replies)
    answer = proxy_at(server.url).latest(PATH)
    assert isinstance(answer, Failure)
    assert answer.is_missing is is_missing


def test_go_mod_good_garbage_and_too_long(server: FakeProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    mod = ModuleVersion(PATH, "v1.0.0")
    server.replies[f"/{PATH}/@v/v1.0.0.mod"] = [
        Reply(body=b"module ex.test/a\n"),
        Reply(body=b"\n <!DOCTYPE html>"),
        Reply(body=b"module \0"),
        Reply(body=b"m" * 200),
    ]
    monkeypatch.setattr("gomigrate.world.modules.proxy._MAX_TEXT", 100)
    proxy = proxy_at(server.url)
    assert proxy.go_mod(mod) == b"module ex.test/a\n"
    assert proxy.go_mod(mod) == Failure("what came back is no go.mod file")
    assert proxy.go_mod(mod) == Failure("what came back is no go.mod file")
    assert proxy.go_mod(mod) == Failure("more than 100 bytes came back")


GOOD_ZIP = module_zip(PATH, "v1.0.0", {"a.go": "package a\n" * 50, "b/b.go": "package b\n"})


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (GOOD_ZIP, None),
        (GOOD_ZIP[:-30], "no whole zip"),
        (GOOD_ZIP[30:], "no whole zip"),
        (b"<html>", "no whole zip"),
        (b"", "no whole zip"),
        (module_zip(PATH, "v1.0.1", {"a.go": "package a\n"}), "holds 'ex.test/a@v1.0.1/a.go'"),
        (GOOD_ZIP.replace(b"package b", b"package c"), "is damaged"),
        (module_zip(PATH, "v1.0.0", {}), "the zip is empty"),
        (module_zip("ex.test", "v1.0.0", {"../../etc/passwd": "x"}), "it holds"),
    ],
)
def test_zip_only_a_whole_one_of_this_module_is_taken(body: bytes, wanted: str | None, server: FakeProxy) -> None:
    server.replies[f"/{PATH}/@v/v1.0.0.zip"] = Reply(body=body)
    failure = proxy_at(server.url).zip(ModuleVersion(PATH, "v1.0.0"), io.BytesIO())
    if wanted is None:
        assert failure is None
    else:
        assert failure is not None
        assert wanted in failure.text


def test_proxy_of_files_answers_like_one_of_http(tmp_path: Path) -> None:
    proxy = proxy_at(write_proxy(tmp_path, module(PATH, "v1.0.0")))
    assert proxy.info(PATH, "v1.0.0") == RevInfo(version="v1.0.0", time=TIME)
    assert proxy.info(PATH, "v1.0.1") == Failure("no such file", Failing.MISSING)
    assert proxy.zip(ModuleVersion(PATH, "v1.0.0"), io.BytesIO()) is None
    assert proxy.identity == ""


def test_proxy_name_identity_and_repr_have_no_credentials() -> None:
    proxy = proxy_at(f"https://u:{SECRET}@h.test/p/")
    assert proxy.name == "https://h.test"
    assert proxy.identity == proxy_at("https://h.test/p").identity != proxy_at("https://h.test/q").identity
    assert SECRET not in repr(proxy)


@pytest.mark.parametrize(
    ("goproxy", "wanted"),
    [
        ("https://a.test,direct", ["https://a.test ,", "direct ,"]),
        ("https://a.test|https://b.test,off,https://c.test", ["https://a.test |", "https://b.test ,", "off ,"]),
        (" https://a.test , , direct|x", ["https://a.test ,", "direct ,"]),
        ("a.test/p,b.test:80", ["https://a.test/p ,", "https://b.test:80 ,"]),
        ("off", ["off ,"]),
        ("file:///p", ["file:///p ,"]),
    ],
)
def test_parse_goproxy_lists(goproxy: str, wanted: list[str]) -> None:
    assert [f"{e.word} {'|' if e.falls_through else ','}" for e in parse_goproxy(goproxy)] == wanted


@pytest.mark.parametrize(
    ("goproxy", "wanted"),
    [
        (",", "GOPROXY list is not the empty string, but contains no entries"),
        (" | ", "GOPROXY list is not the empty string, but contains no entries"),
        ("none", "GOPROXY: invalid proxy URL missing scheme: none"),
        ("/abs/path", "GOPROXY: invalid proxy URL missing scheme: …"),
        ("ftp://x", "GOPROXY: invalid proxy URL scheme (must be https, http, file): ftp://x"),
        (f"ftp://u:{SECRET}@x", "GOPROXY: invalid proxy URL scheme (must be https, http, file): ftp://x"),
        ("file://host/x", "GOPROXY: invalid file:// proxy URL with non-path elements: file://…"),
        ("https://h.test:port/", "GOPROXY: invalid proxy URL: https://h.test:port"),
        ("https://[::1", "GOPROXY: invalid proxy URL: https://[::1"),
    ],
)
def test_parse_goproxy_nonsense_is_a_world_problem(goproxy: str, wanted: str) -> None:
    with pytest.raises(WorldProblem) as caught:
        parse_goproxy(goproxy)
    assert str(caught.value) == wanted
    assert SECRET not in str(caught.value)


def chain_of(goproxy: str, gonoproxy: str = "") -> ProxyChain:
    def source_of(url: str, name: str) -> ProxySource:
        return replace(proxy_at(url), label=name)

    return ProxyChain.of(goproxy, gonoproxy, ThroughGo(None), source_of)


NO_WAY = "git ls-remote https://h.test/a: exit status 128: fatal: unable to access 'h': Could not resolve host: h.test"
LOGIN = "git ls-remote -q https://h.test/a: exit status 128: fatal: could not read Username for 'https://h.test'"


@pytest.mark.parametrize("words", [NO_WAY, LOGIN, 'Get "https://h.test/a?go-get=1": dial tcp 1.2.3.4:443: i/o timeout'])
@pytest.mark.parametrize(
    ("goproxy", "gonoproxy", "status", "failing"),
    [
        ("{url},direct", "", 404, Failing.REFUSED),
        ("{url}|direct", "", 410, Failing.REFUSED),
        ("{url}|direct", "", 503, Failing.UNKNOWN),  # the proxy may have it
        ("direct", "", 404, Failing.UNKNOWN),  # nobody else was asked
        ("{url},direct", "ex.test", 404, Failing.UNKNOWN),
    ],
)
def test_version_control_without_a_way_to_it_adds_nothing_to_a_proxys_no(
    words: str, goproxy: str, gonoproxy: str, status: int, failing: Failing, server: FakeProxy
) -> None:
    """Go's default is a proxy and direct, and most companies let only the proxy through."""
    server.replies[f"/{PATH}/@v/v1.0.0.info"] = text(status, "no")
    chain = chain_of(goproxy.format(url=server.url), gonoproxy)

    def put(source: ProxySource) -> RevInfo | Failure:
        return read_words(words) if isinstance(source, ThroughGo) else source.info(PATH, "v1.0.0")

    outcome = chain.ask(PATH, "?", put)
    assert isinstance(outcome, Refused)
    assert outcome.failing is failing


NO_GO = "version control is asked by the go command, and there is none here"


@pytest.mark.parametrize("separator", [",", "|"])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 500, 502, 503, 301])
def test_chain_goes_on_after_comma_only_when_missing_after_bar_always(
    separator: str, status: int, server: FakeProxy
) -> None:
    server.replies[f"/one/{PATH}/@v/v1.0.0.info"] = text(status, "no")
    server.replies[f"/two/{PATH}/@v/v1.0.0.info"] = info("v1.0.0")
    chain = chain_of(f"{server.url}/one{separator}{server.url}/two")
    outcome = chain.ask(PATH, "?", lambda source: source.info(PATH, "v1.0.0"))
    if separator == "|" or status in {404, 410}:
        assert isinstance(outcome, Found)
        assert outcome.source == f"{server.url} (2 of 2)"
        assert [attempt.found for attempt in outcome.attempts] == [False, True]
    else:
        assert isinstance(outcome, Refused)
        assert not outcome.is_missing
        assert outcome.reason.startswith(f"{server.url} (1 of 2): ?: {status}")
        assert outcome.failing is (Failing.REFUSED if status == 403 else Failing.UNKNOWN)
        assert server.asked[-1].startswith("/one/")


@pytest.mark.parametrize(
    ("goproxy", "answers", "is_missing"),
    [
        ("off", ["GOPROXY: ?: module lookup disabled by GOPROXY=off"], False),
        ("off,URL", ["GOPROXY: ?: module lookup disabled by GOPROXY=off"], False),
        (
            "URL/none,off",
            ["URL: ?: 404 Not Found: not found", "GOPROXY: ?: module lookup disabled by GOPROXY=off"],
            False,
        ),
        ("URL/none", ["URL: ?: 404 Not Found: not found"], True),
        ("URL/none,direct", ["URL: ?: 404 Not Found: not found", f"direct: ?: {NO_GO}"], False),
        ("direct,URL", [f"direct: ?: {NO_GO}"], False),
        ("http://127.0.0.1:1|direct", None, False),
    ],
)
def test_chain_nobody_knows_everybody_is_named(
    goproxy: str, answers: list[str] | None, is_missing: bool, server: FakeProxy
) -> None:
    server.replies[f"/{PATH}/@v/v1.0.0.info"] = info("v1.0.0")
    chain = chain_of(goproxy.replace("URL", server.url))
    outcome = chain.ask(PATH, "?", lambda source: source.info(PATH, "v1.0.0"))
    assert isinstance(outcome, Refused)
    assert outcome.is_missing is is_missing
    if answers is not None:
        assert [str(attempt) for attempt in outcome.attempts] == [a.replace("URL", server.url) for a in answers]
    else:
        assert [attempt.source for attempt in outcome.attempts] == ["http://127.0.0.1:1", "direct"]


@pytest.mark.parametrize(
    ("gonoproxy", "is_private"),
    [("*", True), ("ex.test", True), ("*.test", True), ("ex.test/a", True), ("ex.test/ab", False), ("none", False)],
)
@pytest.mark.parametrize("goproxy", ["URL", "off", "URL,off"])
def test_chain_private_module_is_asked_of_direct_alone(
    goproxy: str, gonoproxy: str, is_private: bool, server: FakeProxy
) -> None:
    chain = chain_of(goproxy.replace("URL", server.url), gonoproxy)
    outcome = chain.ask(PATH, "?", lambda source: source.info(PATH, "v1.0.0"))
    assert isinstance(outcome, Refused)
    assert (outcome.attempts[0].source == "direct") is is_private
    if is_private:
        assert len(outcome.attempts) == 1
        assert server.asked == []


def test_chain_path_that_no_proxy_can_have_is_an_attempt(server: FakeProxy) -> None:
    outcome = chain_of(server.url).ask("Bad Path", "?", lambda source: source.info("Bad Path", "v1"))
    assert isinstance(outcome, Refused)
    assert "is no module path" in outcome.reason
    assert server.asked == []


def test_chain_secrets_are_in_no_attempt(server: FakeProxy) -> None:
    host = server.url.removeprefix("http://")
    chain = chain_of(f"http://u:{SECRET}@{host}|https://{SECRET}@127.0.0.1:1|direct")
    outcome = chain.ask(PATH, "?", lambda source: source.info(PATH, "v1.0.0"))
    assert isinstance(outcome, Refused)
    assert len(outcome.attempts) == 3
    assert SECRET not in repr(outcome)
    assert SECRET not in " ".join(map(str, outcome.attempts))
