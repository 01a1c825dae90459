"""GOPROXY=direct by way of the go command: with repositories on disk, with a go that hangs, and without go."""

from __future__ import annotations

import io
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gomigrate.model.modules import Flaw, ModuleVersion, Said
from gomigrate.world.base.outcome import Failure
from gomigrate.world.go.gocmd import GoCommand
from gomigrate.world.modules.cache import DiskCache
from gomigrate.world.modules.cachingproxy import CachingProxy, Memory
from gomigrate.world.modules.direct import ThroughGo, who_asks

MOD = ModuleVersion("ex.test/a", "v1.0.0")
SECRET = "hunter2Hunter2"


def false_go(tmp_path: Path, body: str) -> GoCommand:
    file = tmp_path / "go"
    file.write_text(
        f"#!{sys.executable} -I\nimport json, os, sys, time\n"
        "if sys.argv[1] == 'env':\n"
        "    print(json.dumps({'GOVERSION': 'go1.99', 'GOROOT': '', 'GOFLAGS': ''}))\n"
        "    sys.exit(0)\n"
        f"open({str(tmp_path / 'log')!r}, 'a').write(os.environ['GOPROXY'] + ' ' + ' '.join(sys.argv[1:]) + '\\n')\n"
        f"{body}\n"
    )
    file.chmod(0o755)
    return GoCommand(str(file), {"HOME": str(tmp_path)})


def test_without_go_every_answer_is_a_failure_that_says_so() -> None:
    direct = ThroughGo(None)
    answers = [
        direct.info("ex.test/a", "master"),
        direct.latest("ex.test/a"),
        direct.versions("ex.test/a"),
        direct.go_mod(MOD),
        direct.zip(MOD, io.BytesIO()),
    ]
    for answer in answers:
        assert answer == Failure(Said.NOT_ASKED, flaw=Flaw.NO_GO)


def test_go_that_hangs_is_stopped_and_its_host_not_asked_again(tmp_path: Path) -> None:
    queries: list[str] = []

    class Counting(GoCommand):
        def query(self, module_path: str, query: str, **more: Any) -> dict[str, Any]:
            queries.append(f"{module_path}@{query}")
            return super().query(module_path, query, **more)

    go = false_go(tmp_path, "time.sleep(60)")
    direct = ThroughGo(Counting(go.path, go.environ), timeout=1)
    assert direct.info("ex.test/a", "master") == Failure(Said.SILENT, "1 s")
    assert direct.info("ex.test/b", "master") == Failure(Said.SILENT, "1 s")
    assert direct.info("else.test/b", "master") == Failure(Said.SILENT, "1 s")
    assert queries == ["ex.test/a@master", "else.test/b@master"]


@pytest.mark.parametrize(
    ("said", "flaw", "detail"),
    [
        (
            {"Error": {"Err": f"git ls-remote https://u:{SECRET}@h.test/x:\n\tfatal: no"}},
            None,
            "git ls-remote https://[redacted]@",
        ),
        ({"Error": {}}, Flaw.NO_VERSION, ""),
        ({}, Flaw.NO_VERSION, ""),
    ],
)
def test_go_that_refuses_is_quoted_without_secrets(
    said: dict[str, object], flaw: Flaw | None, detail: str, tmp_path: Path
) -> None:
    direct = ThroughGo(false_go(tmp_path, f"print({json.dumps(said)!r})"))
    answer = direct.info("ex.test/a", "master")
    assert isinstance(answer, Failure)
    assert answer.flaw is flaw
    assert answer.detail.startswith(detail)
    assert "\n" not in answer.detail
    assert SECRET not in repr(answer)


def test_go_that_fails_altogether_is_quoted(tmp_path: Path) -> None:
    direct = ThroughGo(false_go(tmp_path, "sys.exit('go: it is broken')"))
    answer = direct.info("ex.test/a", "master")
    assert isinstance(answer, Failure)
    assert "go: it is broken" in answer.detail


def test_go_is_told_which_proxy_and_where_its_options_end(tmp_path: Path) -> None:
    go = false_go(tmp_path, """print('{"Version":"v1.0.0","Versions":["v1.0.0"]}')""")
    source = ThroughGo(go, goproxy=f"https://u:{SECRET}@h.test")
    assert source.versions("ex.test/a") == ("v1.0.0",)
    source.info("ex.test/a", "latest")
    assert (tmp_path / "log").read_text().splitlines() == [
        f"https://u:{SECRET}@h.test list -m -e -json -versions -- ex.test/a",
        f"https://u:{SECRET}@h.test list -m -e -json -- ex.test/a@latest",
    ]
    assert SECRET not in repr(source) + source.name


def asked(tmp_path: Path) -> list[str]:
    """What the go command was asked about, in order."""
    log = tmp_path / "log"
    return [line.split()[-1] for line in log.read_text().splitlines()] if log.exists() else []


def saying(words: str) -> str:
    return f"print(json.dumps({{'Error': {{'Err': {words!r}}}}}))"


@pytest.mark.parametrize(
    ("words", "is_down"),
    [
        ("git ls-remote: fatal: unable to access 'https://ex.test/a/': Could not resolve host: ex.test", True),
        ("git fetch: fatal: unable to access 'https://ex.test/a/': Failed to connect to ex.test port 443", True),
        ('unrecognized import path: Get "https://ex.test/a?go-get=1": dial tcp: lookup ex.test: no such host', True),
        ('Get "https://ex.test/a?go-get=1": dial tcp 1.2.3.4:443: connect: connection refused', True),
        ("ssh: connect to host ex.test port 22: Connection refused", True),
        # The page is there, and names a repository at another host.
        ("git ls-remote: fatal: unable to access 'https://gone.test/a/': Could not resolve host: gone.test", False),
        ("invalid version: git ls-remote -q: exit status 128: remote: Repository not found.", False),
        ("invalid version: unknown revision 0123456789ab", False),
        ("git ls-remote: fatal: could not read Username for 'https://ex.test': terminal prompts disabled", False),
        ("reading https://ex.test/a: 503\n\tserver response: Could not resolve host: ex.test", False),
    ],
)
def test_a_host_that_is_down_is_found_once_and_a_refusal_says_nothing_of_others(
    words: str, is_down: bool, tmp_path: Path
) -> None:
    direct = ThroughGo(false_go(tmp_path, saying(words)))
    first, second = direct.info("ex.test/a", "0123456789ab"), direct.info("ex.test/b", "0123456789ab")
    assert isinstance(first, Failure)
    assert first == second
    direct.info("else.test/a", "0123456789ab")
    paths = list(dict.fromkeys(word.partition("@")[0] for word in asked(tmp_path)))
    assert paths == ["ex.test/a", *(() if is_down else ("ex.test/b",)), "else.test/a"]


def test_a_slow_host_gets_few_questions_at_once_and_holds_no_other(tmp_path: Path) -> None:
    go = false_go(
        tmp_path,
        f"if 'slow.test' in sys.argv[-1]:\n    while not os.path.exists({str(tmp_path / 'go-on')!r}):\n"
        "        time.sleep(0.01)\n" + """print('{"Version":"v1.0.0"}')""",
    )
    direct = ThroughGo(go)
    with ThreadPoolExecutor(40) as pool:
        slow = [pool.submit(direct.info, f"slow.test/m{n}", "master") for n in range(20)]
        quick = [pool.submit(direct.info, f"quick.test/m{n}", "master") for n in range(10)]
        assert [isinstance(answer.result(30), Failure) for answer in quick] == [False] * 10
        while sum("slow.test" in word for word in asked(tmp_path)) < 4:
            time.sleep(0.01)
        assert sum("slow.test" in word for word in asked(tmp_path)) == 4
        (tmp_path / "go-on").touch()
        assert [isinstance(answer.result(30), Failure) for answer in slow] == [False] * 20


@pytest.mark.parametrize(
    ("words", "times"),
    [
        ("invalid version: unknown revision 0123456789ab", 1),
        ("invalid version: git ls-remote -q: exit status 128: remote: Repository not found.", 2),
        ("git ls-remote: git@ex.test: Permission denied (publickey).", 2),
        ("fatal: could not read Username for 'https://ex.test': terminal prompts disabled", 2),
        ("fatal: unable to access 'https://ex.test/a/': Could not resolve host: ex.test", 2),
    ],
)
def test_only_what_a_repository_that_was_read_lacks_is_remembered(words: str, times: int, tmp_path: Path) -> None:
    go = false_go(tmp_path, saying(words))
    cache = DiskCache(str(tmp_path / "cache"))

    def ask(identity: str = "direct-1", *, anew: bool = False) -> None:
        source = CachingProxy(ThroughGo(go, identity=identity), cache, Memory(cache, anew=anew))
        answer = source.info("ex.test/a", "0123456789abcdef0123456789abcdef01234567")
        assert isinstance(answer, Failure)
        assert answer.said is not Said.FOUND

    ask()
    ask()
    assert len(asked(tmp_path)) == times
    ask("direct-2")
    ask(anew=True)
    assert len(asked(tmp_path)) == times + 2


def test_who_is_asked_is_another_where_logins_or_settings_change(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "LANG": "C"}
    first = who_asks(environ, ("off",))
    assert who_asks({**environ, "LANG": "de"}, ("off",)) == first
    others = [who_asks(environ, ("git:all",)), who_asks({**environ, "GIT_SSH_COMMAND": "ssh -i x"}, ("off",))]
    for name in (".gitconfig", ".netrc", ".config/git/config"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(SECRET)
        others.append(who_asks(environ, ("off",)))
    (tmp_path / ".netrc").write_text("other")
    others.append(who_asks(environ, ("off",)))
    assert len({first, *others}) == 1 + len(others)
    assert SECRET not in "".join(others)
