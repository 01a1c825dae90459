"""Which modules a list of patterns covers: ours against the go command's, list by list and path by path."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gomigrate.model.go.modpath import match_prefix_patterns
from tests.unit.sumdb.fakedatabase import FakeDatabase
from tests.unit.world.fakeproxy import FakeProxy, module, serve, write_proxy

pytestmark = pytest.mark.go

PATTERNS = (
    "*", "**", "corp.test", "*.corp.test", "*corp.test", "*.test", "corp.test/x", "corp.test/x*", "corp.test/x/y",
    "corp.test/", "corp.test/*", "*/x", "c?rp.test", "Corp.test", "corp.test/...", "https://corp.test", "[",
    "c[no]rp.test",
    "other.test,corp.test", "other.test, corp.test", "corp.test:443", "none", "a,,corp.test/x", "corp.test/[w-y]",
    "c[^o]rp.test",
)  # fmt: skip
PATHS = (
    "corp.test/x", "corp.test/xx", "corp.test/x/y", "git.corp.test/x", "a.git.corp.test/x",
    "other.test/corp.test", "corp.test/w", "cnrp.test/x",
)  # fmt: skip


def _goes_direct(variable: str, patterns: str, home: Path) -> dict[str, bool]:
    """By path, whether the go command left GOPROXY=file:///... out: only then does it not name the proxy's file."""
    env = {
        "HOME": str(home), "PATH": "/nowhere", "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local", "GOSUMDB": "off",
        "GOPROXY": f"file://{home}/none", "GOVCS": "*:off", "GIT_TERMINAL_PROMPT": "0", variable: patterns,
        "HTTPS_PROXY": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1",
    }  # fmt: skip
    words = [shutil.which("go") or "go", "list", "-m", "-e", "-json", *(f"{path}@v1.0.0" for path in PATHS)]
    done = subprocess.run(words, cwd=home, env=env, capture_output=True, text=True, timeout=120)
    found, rest, decoder = {}, done.stdout, json.JSONDecoder()
    while rest.strip():
        value, end = decoder.raw_decode(rest.lstrip())
        rest = rest.lstrip()[end:]
        found[value["Path"]] = f"file://{home}/none" not in value["Error"]["Err"]
    return found


def _base(home: Path) -> dict[str, str]:
    return {
        "HOME": str(home), "PATH": "/nowhere", "GOTOOLCHAIN": "local", "GOFLAGS": "-modcacherw", "GOVCS": "*:off",
        "HTTPS_PROXY": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1",
    }  # fmt: skip


def _unchecked(patterns: str, home: Path) -> dict[str, bool]:
    """By path, whether the go command took the module although the checksum database has no record of anything."""
    cache = home / str(abs(hash(patterns)))
    environ = _base(home) | {
        "GOMODCACHE": str(cache),
        "GOPROXY": f"file://{home}/proxy",
        "GOSUMDB": f"{FakeDatabase([(PATHS[0], 'v0.0.1', 'nothing')]).key} file://{home}/none",
        "GONOSUMDB": patterns,
    }
    words = [shutil.which("go") or "go", "mod", "download", "-json", *(f"{path}@v1.0.0" for path in PATHS)]
    done = subprocess.run(words, cwd=home, env=environ, capture_output=True, text=True, timeout=120)
    found, rest, decoder = {}, done.stdout, json.JSONDecoder()
    while rest.strip():
        value, end = decoder.raw_decode(rest.lstrip())
        rest = rest.lstrip()[end:]
        error = value.get("Error", "")
        assert not error or "none/lookup" in error, error
        found[value["Path"]] = not error
    return found


def _insecurely(patterns: str, home: Path, web: FakeProxy) -> dict[str, bool]:
    """By path, whether the go command, with https out of reach, went on to ask by plain http."""
    web.asked.clear()
    environ = _base(home) | {"GOPROXY": "direct", "GOSUMDB": "off", "HTTP_PROXY": web.url, "GOINSECURE": patterns}
    words = [shutil.which("go") or "go", "list", "-m", "-e", "-json", *(f"{path}@v1.0.0" for path in PATHS)]
    subprocess.run(words, cwd=home, env=environ, capture_output=True, text=True, timeout=120)
    asked = {url.removeprefix("http://").partition("?")[0] for url in web.asked}
    assert asked <= set(PATHS)
    return {path: path in asked for path in PATHS}


def _disagreements(answer: Callable[[str], dict[str, bool]]) -> list[tuple[str, str, bool]]:
    """The lists and paths of which the go command says otherwise; it has to say yes and no often enough."""
    said = {(patterns, path): verdict for patterns in PATTERNS for path, verdict in answer(patterns).items()}
    assert set(said) == set(itertools.product(PATTERNS, PATHS))
    assert len(said) == 200
    assert 40 < sum(said.values()) < 160, "the go command tells the two apart"
    return [(*pair, verdict) for pair, verdict in said.items() if verdict != match_prefix_patterns(*pair)]


@pytest.mark.parametrize("variable", ["GOPRIVATE", "GONOPROXY"])
def test_patterns_keep_from_proxies_what_the_go_command_keeps(variable: str, tmp_path: Path) -> None:
    assert _disagreements(lambda patterns: _goes_direct(variable, patterns, tmp_path)) == []


def test_patterns_keep_from_the_database_what_the_go_command_keeps(tmp_path: Path) -> None:
    for path in PATHS:
        write_proxy(tmp_path / "proxy", module(path, "v1.0.0"))
    assert _disagreements(lambda patterns: _unchecked(patterns, tmp_path)) == []


def test_patterns_allow_plain_http_where_the_go_command_does(tmp_path: Path) -> None:
    with serve() as web:
        assert _disagreements(lambda patterns: _insecurely(patterns, tmp_path, web)) == []
