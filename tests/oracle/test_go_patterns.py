"""Which modules a list of patterns covers: ours against the go command's, list by list and path by path."""

from __future__ import annotations

import itertools
import json
import subprocess
from pathlib import Path

import pytest

from gomigrate.model.modpath import match_prefix_patterns

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
    import shutil

    go = shutil.which("go") or "go"
    words = [go, "list", "-m", "-e", "-json", *(f"{path}@v1.0.0" for path in PATHS)]
    done = subprocess.run(words, cwd=home, env=env, capture_output=True, text=True, timeout=120)
    found, rest, decoder = {}, done.stdout, json.JSONDecoder()
    while rest.strip():
        value, end = decoder.raw_decode(rest.lstrip())
        rest = rest.lstrip()[end:]
        found[value["Path"]] = f"file://{home}/none" not in value["Error"]["Err"]
    return found


@pytest.mark.parametrize("variable", ["GOPRIVATE", "GONOPROXY"])
def test_patterns_cover_what_the_go_command_says(variable: str, tmp_path: Path) -> None:
    disagreed = []
    asked = 0
    covered = 0
    for patterns in PATTERNS:
        said = _goes_direct(variable, patterns, tmp_path)
        for path in PATHS:
            asked += 1
            covered += said[path]
            if said[path] != match_prefix_patterns(patterns, path):
                disagreed.append((patterns, path, said[path]))
    assert disagreed == []
    assert 40 < covered < 160, "the go command tells the two apart"
    assert asked == len(list(itertools.product(PATTERNS, PATHS))) == 200
