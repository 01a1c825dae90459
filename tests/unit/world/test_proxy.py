"""One proxy, good and bad; and the rules by which GOPROXY goes from one to the next."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.model.modules import Flaw, ModuleVersion, RevInfo, Said, SourceKind
from gomigrate.world.base.outcome import Failure, Found, Refused
from gomigrate.world.go.gowords import read_words
from gomigrate.world.modules.direct import ThroughGo
from gomigrate.world.modules.proxy import Proxy, ProxyChain, ProxySource, parse_goproxy
from gomigrate.world.net import client as fetch
from gomigrate.world.net.client import HttpClient
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
    return Proxy(url, HttpClient({}))


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
        ("v1.0.0", b"<html>not found</html>", (Flaw.NO_INFO, "")),
        ("v1.0.0", b"", (Flaw.NO_INFO, "")),
        ("v1.0.0", b"[]", (Flaw.NO_INFO, "")),
        ("v1.0.0", b"null", (Flaw.NO_INFO, "")),
        ("v1.0.0", b'"v1.0.0"', (Flaw.NO_INFO, "")),
        ("v1.0.0", b"{}", (Flaw.NO_INFO, "")),
        ("v1.0.0", b'{"Version":"v1.0.0"', (Flaw.NO_INFO, "")),
        ("v1.0.0", b'{"Version":"v1.0.0","Origin":[1]}', (Flaw.NO_INFO, "")),
        ("v1.0.0", b"[" * 100_000, (Flaw.NO_INFO, "")),
        ("v1.0.0", b"\xff\xfe", (Flaw.NO_INFO, "")),
        ("v1.0.0", b'{"Version":7}', (Flaw.NO_VERSION, "'7'")),
        ("v1.0.0", b'{"Version":"1.0.0"}', (Flaw.NO_VERSION, "'1.0.0'")),
        ("v1.0.0", b'{"Version":"v1.0.0\\n"}', (Flaw.NO_VERSION, "'v1.0.0'")),
        ("v1.0.0", b'{"Version":"v1.0.0","Origin":{"Hash":1}}', (Flaw.NO_VERSION, "'v1.0.0'")),
        ("v1.0.0", b'{"Version":"v1.0.1"}', (Flaw.OTHER_VERSION, "'v1.0.1'")),
        (COMMIT, b'{"Version":"v1.0.1-0.20200102030405-ba9876543210"}', (Flaw.OTHER_COMMIT, "ba9876543210")),
        (
            COMMIT,
            json.dumps({"Version": "v1.0.0", "Origin": {"Hash": "ba" * 20}}).encode(),
            (Flaw.OTHER_COMMIT, "ba" * 6),
        ),
        ("master", b'{"Version":"master"}', (Flaw.NO_VERSION, "'master'")),
    ],
)
def test_info_garbage_is_refused(rev: str, body: bytes, wanted: tuple[Flaw, str], server: FakeProxy) -> None:
    server.replies[f"/{PATH}/@v/{rev}.info"] = Reply(body=body)
    answer = proxy_at(server.url).info(PATH, rev)
    assert isinstance(answer, Failure)
    assert (answer.said, (answer.flaw, answer.detail)) == (Said.BROKEN, wanted)


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
    assert proxy_at(server.url).versions(PATH) == Failure(Said.BROKEN, flaw=Flaw.NO_LIST)


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
    ("replies", "is_no"),
    [
        ({}, True),
        ({f"/{PATH}/@v/list": Reply(body=b"v1.0.0\n")}, True),
        ({f"/{PATH}/@latest": text(403, "no"), f"/{PATH}/@v/list": Reply(body=f"{PSEUDO}\n".encode())}, False),
        ({f"/{PATH}/@latest": text(200, "<html>")}, False),
    ],
)
def test_latest_nothing_to_take_is_refused(replies: dict[str, Reply], is_no: bool, server: FakeProxy) -> None:
    server.replies = dict(replies)
    answer = proxy_at(server.url).latest(PATH)
    assert isinstance(answer, Failure)
    assert answer.is_no is is_no


def test_go_mod_good_garbage_and_too_long(server: FakeProxy) -> None:
    mod = ModuleVersion(PATH, "v1.0.0")
    server.replies[f"/{PATH}/@v/v1.0.0.mod"] = [
        Reply(body=b"module ex.test/a\n"),
        Reply(body=b"\n <!DOCTYPE html>"),
        Reply(body=b"module \0"),
        Reply(body=b"m" * ((16 << 20) + 1)),
    ]
    proxy = proxy_at(server.url)
    assert proxy.go_mod(mod) == b"module ex.test/a\n"
    assert proxy.go_mod(mod) == Failure(Said.BROKEN, flaw=Flaw.NO_GO_MOD)
    assert proxy.go_mod(mod) == Failure(Said.BROKEN, flaw=Flaw.NO_GO_MOD)
    assert proxy.go_mod(mod) == Failure(Said.BROKEN, f"{16 << 20} bytes", Flaw.TOO_LONG)


GOOD_ZIP = module_zip(PATH, "v1.0.0", {"a.go": "package a\n" * 50, "b/b.go": "package b\n"})


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (GOOD_ZIP, None),
        (GOOD_ZIP[:-30], Flaw.NO_ZIP),
        (GOOD_ZIP[30:], Flaw.NO_ZIP),
        (b"<html>", Flaw.NO_ZIP),
        (b"", Flaw.NO_ZIP),
        (module_zip(PATH, "v1.0.1", {"a.go": "package a\n"}), Flaw.OTHER_MODULE),
        (GOOD_ZIP.replace(b"package b", b"package c"), Flaw.DAMAGED_ZIP),
        (module_zip(PATH, "v1.0.0", {}), Flaw.EMPTY_ZIP),
        (module_zip("ex.test", "v1.0.0", {"../../etc/passwd": "x"}), Flaw.OTHER_MODULE),
    ],
)
def test_zip_only_a_whole_one_of_this_module_is_taken(body: bytes, wanted: Flaw | None, server: FakeProxy) -> None:
    server.replies[f"/{PATH}/@v/v1.0.0.zip"] = Reply(body=body)
    failure = proxy_at(server.url).zip(ModuleVersion(PATH, "v1.0.0"), io.BytesIO())
    if wanted is None:
        assert failure is None
    else:
        assert failure is not None
        assert (failure.said, failure.flaw) == (Said.BROKEN, wanted)
        stray = zipfile.ZipFile(io.BytesIO(body)).namelist()[0] if wanted is Flaw.OTHER_MODULE else ""
        assert failure.detail == (repr(stray) if stray else "")


@pytest.mark.parametrize(
    ("names", "alike"),
    [
        (("docs/README.md", "docs/Readme.md"), "docs/Readme.md"),
        (("docs/a.md", "Docs/b.md"), "docs"),
        (("docs/a.md", "docs/b.md", "doc"), ""),
    ],
)
def test_zip_with_names_that_differ_in_case_alone_is_none_for_the_go_command(
    names: tuple[str, ...], alike: str, server: FakeProxy
) -> None:
    body = module_zip(PATH, "v1.0.0", dict.fromkeys(names, "x"))
    server.replies[f"/{PATH}/@v/v1.0.0.zip"] = Reply(body=body)
    failure = proxy_at(server.url).zip(ModuleVersion(PATH, "v1.0.0"), io.BytesIO())
    wanted = Failure(Said.REFUSED, repr(alike), Flaw.NAMES_ALIKE) if alike else None
    assert failure == wanted


def test_proxy_of_files_answers_like_one_of_http(tmp_path: Path) -> None:
    proxy = proxy_at(write_proxy(tmp_path, module(PATH, "v1.0.0")))
    assert proxy.info(PATH, "v1.0.0") == RevInfo(version="v1.0.0", time=TIME)
    assert proxy.info(PATH, "v1.0.1") == Failure(Said.NO, "no such file")
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
    ("goproxy", "gonoproxy", "status", "is_unknown"),
    [
        ("{url},direct", "", 404, False),
        ("{url}|direct", "", 410, False),
        ("{url}|direct", "", 503, True),  # the proxy may have it
        ("direct", "", 404, True),  # no other proxy was asked
        ("{url},direct", "ex.test", 404, True),
    ],
)
def test_version_control_without_a_way_to_it_adds_nothing_to_a_proxys_no(
    words: str, goproxy: str, gonoproxy: str, status: int, is_unknown: bool, server: FakeProxy
) -> None:
    """Go's default is a proxy and direct, and most companies let only the proxy through."""
    server.replies[f"/{PATH}/@v/v1.0.0.info"] = text(status, "no")
    chain = chain_of(goproxy.format(url=server.url), gonoproxy)

    def put(source: ProxySource) -> RevInfo | Failure:
        return read_words(words) if isinstance(source, ThroughGo) else source.info(PATH, "v1.0.0")

    outcome = chain.ask(PATH, "?", put)
    assert isinstance(outcome, Refused)
    assert outcome.said.is_unknown is is_unknown
    settled, open_ = (Said.REFUSED, Said.LOGIN) if words == LOGIN else (Said.NO_ROUTE, Said.UNREACHABLE)
    is_alone = goproxy == "direct" or bool(gonoproxy)
    last = outcome.attempts[-1]
    assert (last.kind, last.said) == (SourceKind.DIRECT, open_ if is_alone else settled)


NO = ("URL", SourceKind.PROXY, Said.NO, "404 Not Found: not found", None)
OFF = ("GOPROXY", SourceKind.SETTINGS, Said.NOT_ASKED, "GOPROXY=off", None)
NO_GO = ("direct", SourceKind.DIRECT, Said.NOT_ASKED, "", Flaw.NO_GO)


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
        passing = {429, 500, 502, 503}
        said = {401: Said.LOGIN, 403: Said.REFUSED}.get(status, Said.FAILED if status in passing else Said.BROKEN)
        last = outcome.attempts[-1]
        assert (outcome.said, last.source, last.said) == (said, f"{server.url} (1 of 2)", said)
        assert last.detail.startswith(str(status))
        assert server.asked[-1].startswith("/one/")


@pytest.mark.parametrize(
    ("goproxy", "answers", "is_no"),
    [
        ("off", [OFF], False),
        ("off,URL", [OFF], False),
        (
            "URL/none,off",
            [NO, OFF],
            False,
        ),
        ("URL/none", [NO], True),
        ("URL/none,direct", [NO, NO_GO], False),
        ("direct,URL", [NO_GO], False),
        ("http://127.0.0.1:1|direct", None, False),
    ],
)
def test_chain_nobody_knows_everybody_is_named(
    goproxy: str, answers: list[tuple[object, ...]] | None, is_no: bool, server: FakeProxy
) -> None:
    server.replies[f"/{PATH}/@v/v1.0.0.info"] = info("v1.0.0")
    chain = chain_of(goproxy.replace("URL", server.url))
    outcome = chain.ask(PATH, "?", lambda source: source.info(PATH, "v1.0.0"))
    assert isinstance(outcome, Refused)
    assert outcome.is_no is is_no
    if answers is not None:
        told = [(a.source.replace(server.url, "URL"), a.kind, a.said, a.detail, a.flaw) for a in outcome.attempts]
        assert told == answers
        assert {a.question for a in outcome.attempts} == {"?"}
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
    assert [(a.said, a.flaw) for a in outcome.attempts] == [(Said.REFUSED, Flaw.BAD_PATH)]
    assert server.asked == []


def test_chain_secrets_are_in_no_attempt(server: FakeProxy) -> None:
    host = server.url.removeprefix("http://")
    chain = chain_of(f"http://u:{SECRET}@{host}|https://{SECRET}@127.0.0.1:1|direct")
    outcome = chain.ask(PATH, "?", lambda source: source.info(PATH, "v1.0.0"))
    assert isinstance(outcome, Refused)
    assert len(outcome.attempts) == 3
    assert SECRET not in repr(outcome)
    assert SECRET not in " ".join(map(str, outcome.attempts))
