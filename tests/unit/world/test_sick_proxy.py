"""What a proxy says while it is out of order is no answer, at whichever question; and a passing trouble is one more."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gomigrate.model.modules import ModuleVersion, Said
from gomigrate.world.base.outcome import Failure, Found, ModuleQuestion, Outcome, Refused
from gomigrate.world.go import gocmd
from gomigrate.world.go.gowords import read_words
from gomigrate.world.modules import direct
from gomigrate.world.modules.source import ModuleSource
from gomigrate.world.net import client as fetch
from gomigrate.world.net.hosts import GIVE_UP
from gomigrate.world.world import World
from tests.unit.world.fakeproxy import FakeProxy, Reply, info, module, serve, text
from tests.unit.world.sickness import ELSEWHERE, LASTING, PASSING

PATH = "ex.test/a"
MOD = ModuleVersion(PATH, "v1.0.0")

QUESTIONS: dict[ModuleQuestion, tuple[str, Callable[[ModuleSource], Outcome[object]]]] = {
    ModuleQuestion.INFO: (f"/{PATH}/@v/v1.0.0.info", lambda modules: modules.info(PATH, "v1.0.0")),
    ModuleQuestion.LIST: (f"/{PATH}/@v/list", lambda modules: modules.versions(PATH)),
    ModuleQuestion.LATEST: (f"/{PATH}/@latest", lambda modules: modules.latest(PATH)),
    ModuleQuestion.GO_MOD: (f"/{PATH}/@v/v1.0.0.mod", lambda modules: modules.go_mod(MOD)),
    ModuleQuestion.ZIP: (f"/{PATH}/@v/v1.0.0.zip", lambda modules: modules.zip_tree(MOD)),
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProxy]:
    monkeypatch.setattr(fetch, "_PAUSES", (0.01, 0.02))
    for through_go in (direct, gocmd):
        monkeypatch.setattr(through_go, "_PAUSE", 0.01)
    with serve() as proxy:
        # No list has a version, so that "latest" is asked for.
        proxy.replies = {
            **module(PATH, "v1.0.0"),
            **ELSEWHERE,
            f"/{PATH}/@v/list": Reply(),
            f"/{PATH}/@latest": info("v1.0.0"),
        }
        yield proxy


@pytest.fixture(params=[False, pytest.param(True, marks=pytest.mark.go)], ids=["without go", "with go"])
def modules(request: pytest.FixtureRequest, server: FakeProxy, tmp_path: Path) -> ModuleSource:
    go = shutil.which("go") if request.param else None
    environ = {
        "HOME": str(tmp_path / "home"),
        "GOPATH": str(tmp_path / "gopath"),
        "GOMODCACHE": str(tmp_path / "modcache"),
        "GOCACHE": str(tmp_path / "gocache"),
        "GOPROXY": server.url,
        "GOSUMDB": "off",
        "GOENV": "off",
        "GOFLAGS": "-modcacherw",
        "GOTOOLCHAIN": "local",
        "GOTELEMETRY": "off",
        "PATH": str(Path(go).parent) if go else "",
    }
    return World(environ, str(tmp_path), uses_go=go is not None).modules


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
@pytest.mark.parametrize("sickness", LASTING)
def test_a_sick_answer_is_not_known(
    sickness: str, question: ModuleQuestion, server: FakeProxy, modules: ModuleSource
) -> None:
    place, ask = QUESTIONS[question]
    server.replies[place] = LASTING[sickness]
    outcome = ask(modules)
    assert isinstance(outcome, Refused)
    assert outcome.said.is_unknown
    assert [(said.path, said.question) for said in modules.unanswered] == [(PATH, question)]
    assert [attempt for attempt in outcome.attempts if not attempt.found][-1].is_unknown


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
@pytest.mark.parametrize(("status", "said"), [(403, Said.REFUSED), (451, Said.REFUSED), (404, Said.NO), (410, Said.NO)])
def test_a_no_is_known(
    status: int, said: Said, question: ModuleQuestion, server: FakeProxy, modules: ModuleSource
) -> None:
    place, ask = QUESTIONS[question]
    server.replies[place] = text(status, "503 Service Unavailable, says the backend; EOF")
    outcome = ask(modules)
    assert isinstance(outcome, Refused)
    assert outcome.said is said
    assert modules.unanswered == ()


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
@pytest.mark.parametrize("trouble", PASSING)
def test_a_passing_trouble_costs_one_question(
    trouble: str, question: ModuleQuestion, server: FakeProxy, modules: ModuleSource
) -> None:
    place, ask = QUESTIONS[question]
    good = server.replies[place]
    assert isinstance(good, Reply)
    server.replies[place] = [PASSING[trouble], good]
    assert isinstance(ask(modules), Found)
    assert server.asked.count(place) == 2
    assert len(server.asked) == len(set(server.asked)) + 1
    assert modules.unanswered == ()


@pytest.mark.parametrize(
    ("separator", "second", "is_found"), [("|", 200, True), ("|", 404, False), (",", 200, False), (",", 404, False)]
)
def test_a_sick_element_of_a_list_counts_by_the_rules_of_the_list(
    separator: str, second: int, is_found: bool, server: FakeProxy, tmp_path: Path
) -> None:
    server.replies[f"/one/{PATH}/@v/v1.0.0.info"] = text(503, "out of order")
    server.replies[f"/two/{PATH}/@v/v1.0.0.info"] = info("v1.0.0") if second == 200 else text(404, "no")
    environ = {"HOME": str(tmp_path), "GOPROXY": f"{server.url}/one{separator}{server.url}/two", "GOENV": "off"}
    modules = World(environ, str(tmp_path), uses_go=False).modules
    outcome = modules.info(PATH, "v1.0.0")
    assert isinstance(outcome, Found) is is_found
    assert [said.attempt.source for said in modules.unanswered] == ([] if is_found else [f"{server.url} (1 of 2)"])


def test_a_host_that_stays_sick_is_not_asked_again_and_again(server: FakeProxy, tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "GOPROXY": server.url, "GOENV": "off"}
    modules = World(environ, str(tmp_path), uses_go=False).modules
    server.sick = lambda path: text(503, "out of order")
    for number in range(40):
        assert isinstance(modules.info(f"ex.test/m{number}", "v1.0.0"), Refused)
    assert len(server.asked) <= 40 + 2 * GIVE_UP
    server.sick = lambda path: None
    server.replies |= module("ex.test/good", "v1.0.0")
    assert isinstance(modules.info("ex.test/good", "v1.0.0"), Found)


def test_a_body_that_drips_ends_in_time_and_is_not_waited_for_again(server: FakeProxy) -> None:
    server.sick = lambda path: Reply(body=b"x" * 1000, drip=0.05)
    client = fetch.HttpClient({}, limits=fetch.Limits(silence=1, total=1, text=0.3))
    answers = [client.get(f"{server.url}/{number}", 5000) for number in range(6)]
    assert all(isinstance(answer, Failure) and answer.said is Said.SILENT for answer in answers)
    assert len(server.asked) == GIVE_UP


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("reading https://p.test/x/@v/v1.zip: 401 Unauthorized", Said.LOGIN),
        (
            "reading https://p.test/x/@v/v1.zip: 503 Service Unavailable\n\tserver response: 404 Not Found",
            Said.FAILED,
        ),
        ("reading https://p.test/x/@v/v1.zip: 404 Not Found\n\tserver response: 503 behind me, EOF", Said.NO),
        ("reading https://p.test/x/@v/v1.zip: 410 Gone", Said.NO),
        ("reading https://p.test/x/@v/v1.zip: 403 Forbidden", Said.REFUSED),
        ('Get "https://p.test/x": EOF', Said.FAILED),
        ("reading https://p.test/x: unexpected EOF", Said.FAILED),
        ('Get "/login": stopped after 10 redirects', Said.BROKEN),
        ("invalid character '<' looking for beginning of value", Said.BROKEN),
        ("unexpected end of JSON input", Said.BROKEN),
        ('Get "https://p.test/x": dial tcp 1.2.3.4:443: i/o timeout', Said.SILENT),
        ('Get "https://p.test/x": context deadline exceeded (Client.Timeout exceeded)', Said.SILENT),
        ('Get "https://p.test/x": tls: failed to verify certificate: x509: certificate has expired', Said.UNREACHABLE),
        ('Get "https://p.test/x": dial tcp: lookup p.test: no such host', Said.UNREACHABLE),
        ("zip: not a valid zip file", Said.BROKEN),
        (
            'unrecognized import path "x": Get "https://gone.test/x?go-get=1": lookup gone.test: no such host',
            Said.NO_ROUTE,
        ),
        (
            "git ls-remote -q origin: exit status 128: fatal: unable to access 'x': Could not resolve host: h",
            Said.UNREACHABLE,
        ),
        (
            "git fetch: exit status 128: fatal: unable to access 'x': The requested URL returned error: 502",
            Said.FAILED,
        ),
        ("verifying module: checksum mismatch\n\tSECURITY ERROR\n\tunexpected EOF", Said.FORGED),
        ("invalid version: unknown revision 0123456789ab", Said.NO),
        ("go.mod: module declares its path as: b.test/x", Said.REFUSED),
        ("module lookup disabled by GOPROXY=off", Said.NOT_ASKED),
        ("words that nobody has met", Said.UNCLEAR),
    ],
)
def test_the_words_of_the_go_command_are_an_answer_or_none(words: str, said: Said) -> None:
    assert read_words(words).said is said


@pytest.mark.go
def test_words_that_are_unclear_are_asked_again_by_ourselves(server: FakeProxy, modules: ModuleSource) -> None:
    """The go command refuses what this zip holds, in whatever words: the proxy is well, and the answer is no."""
    from tests.unit.world.fakeproxy import module_zip

    bad = module_zip(PATH, "v1.0.0", {"a.go": "package a\n", "b:c.go": "package a\n"})
    server.replies[f"/{PATH}/@v/v1.0.0.zip"] = Reply(body=bad)
    outcome = modules.zip_tree(MOD)
    assert isinstance(outcome, Refused)
    assert outcome.said is Said.REFUSED
