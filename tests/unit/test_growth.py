"""Twice the text, twice the work: no reader, rule or redactor takes a time that grows with the square of what strangers
write. Counted in steps, so that no busy machine decides."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gomigrate.scripts.kinds import FileKind
from tests.growth.__main__ import LIMIT
from tests.growth.page import FAMILIES, table
from tests.growth.subjects import paths_of_kinds, subjects

ROOT = Path(__file__).parents[2]
MEASURED = """\
import sys
sys.path[:0] = [{folder!r}, {root!r}]
from tests.growth.steps import COUNTER, count_in
count_in("measured")
from measured import work
steps = []
for count in (64, 128, 256):
    COUNTER.reset()
    work({piece!r} * count)
    steps.append(COUNTER.steps)
print(*steps)
"""


def run(kept: Path, code: str, *words: str) -> str:
    ended = subprocess.run(
        [sys.executable, *(["-c", code] if code else ["-m", "tests.growth"]), *words],
        cwd=ROOT,
        env={**os.environ, "GROWTH_CODE": str(kept)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert not ended.stderr
    return ended.stdout


@pytest.mark.parametrize("family", FAMILIES)
def test_work_grows_as_the_text_does(family: str, shared_code: Path) -> None:
    found = [json.loads(line) for line in run(shared_code, "", family).splitlines()]
    assert {name for _, name, *_ in found} == {one.name for one in subjects() if one.family == family}
    assert [row for row in found if row[2] > LIMIT] == []


def test_each_kind_of_build_file_is_measured() -> None:
    assert paths_of_kinds().keys() == set(FileKind)


def test_page_has_each_family_with_its_bound() -> None:
    assert {one.family for one in subjects()} == set(FAMILIES)
    assert table() in (ROOT / "docs" / "hard-to-break.md").read_text(encoding="utf-8")


# Each is one of the ways in which a reader came to take too long; some of their patterns and loops stood in gomigrate.
SLOW = {
    "a pattern that begins with a repeat": (
        "import re\nP = re.compile(r'\\b(?:[a-z0-9]+-)*(?:token|api-?key)\\s*:')\ndef work(t): return P.sub('', t)\n",
        "a-",
    ),
    "a search to the end from each place": (
        "import re\nP = re.compile(r'://[^\\s/]+:[^\\s@]*@')\ndef work(t): return P.findall(t)\n",
        "://a:",
    ),
    "an unclosed comment": (
        "import re\nP = re.compile(r'/\\*.*?\\*/', re.S)\ndef work(t): return P.split(t)\n",
        "/*a",
    ),
    "two repeats beside each other": (
        "import re\nP = re.compile(r'a*a*b')\ndef work(t): return P.match(t)\n",
        "a",
    ),
    "a pattern on the rest at each place": (
        (
            "import re\nP = re.compile(r'\\w*')\n"
            "def work(t):\n    i = 0\n    while i < len(t):\n        P.match(t, i)\n        i += 1\n"
        ),
        "a",
    ),
    "a module's function": ("import re\ndef work(t): return re.search('\\\\w*=', t)\n", "a"),
    "a list looked through": (
        "def work(t):\n    seen = []\n    for n in range(len(t)):\n        n in seen or seen.append(n)\n",
        "a",
    ),
    "a list in a comprehension": (
        "def work(t):\n    l = list(t)\n    return [[x for x in l if x == y] for y in l]\n",
        "a",
    ),
    "a tuple that grows": ("def work(t):\n    found = ()\n    for c in t:\n        found = (*found, c)\n", "a"),
    "a tuple that is added to": ("def work(t):\n    found = ()\n    for c in t:\n        found += (c,)\n", "a"),
    "the rest of a text": ("def work(t):\n    while t:\n        t = t[1:]\n", "a"),
    "a text stripped again and again": ("def work(t):\n    while t:\n        t = t.removeprefix('a')\n", "a"),
    "lines counted from the start": (
        "def work(t):\n    for i, c in enumerate(t):\n        t.count('\\n', 0, i)\n",
        "\n",
    ),
    "a search for what is not there": ("def work(t):\n    for i, c in enumerate(t):\n        t.find('b', i)\n", "a"),
    "the lines of the text each time": (
        "def work(t):\n    for line in t.splitlines():\n        t.splitlines()\n",
        "a\n",
    ),
    "a list shifted": ("def work(t):\n    l = list(t)\n    while l:\n        l.pop(0)\n", "a"),
    "the rest of a list": (
        "def work(t):\n    l = list(t)\n    for n in range(len(l)):\n        sum(1 for _ in l[n:])\n",
        "a",
    ),
    "a set made anew": ("def work(t):\n    s = frozenset()\n    for n, c in enumerate(t):\n        s = s | {n}\n", "a"),
    "any of all": ("def work(t):\n    l = t.split()\n    return [any(x + 'b' == y for y in l) for x in l]\n", "a "),
    "all paths above": (
        "def work(t):\n    l = t.split('/')\n    return ['/'.join(l[:n]) for n in range(len(l))]\n",
        "a/",
    ),
}
FAST = {
    "a pattern": (
        "import re\nP = re.compile(r'(?P<a>\\w+)=(\\S*)')\ndef work(t): return P.sub(r'\\g<a>', t)\n",
        "a=b ",
    ),
    "a text that grows": ("def work(t):\n    found = ''\n    for c in t:\n        found += c\n", "a"),
    "a set asked": (
        "def work(t):\n    seen = set()\n    for n in range(len(t)):\n        n in seen or seen.add(n)\n",
        "a",
    ),
    "places in a text": (
        "def work(t):\n    i = t.find('a')\n    while i >= 0:\n        i = t.find('a', i + 1)\n",
        "ba",
    ),
    "sorted words": ("def work(t): return ' '.join(sorted(t.split()))\n", "a "),
    "a class": (
        (
            "class A:\n    def __init__(self): self.n = 0\n    def add(self, c): self.n += len(f'{c}')\n"
            "def work(t):\n    a = A()\n    for c in t:\n        a.add(c)\n"
        ),
        "a",
    ),
}


@pytest.mark.parametrize(("source", "piece"), SLOW.values(), ids=SLOW)
def test_steps_show_work_that_grows_with_the_square(source: str, piece: str, tmp_path: Path, shared_code: Path) -> None:
    (tmp_path / "measured.py").write_text(source)
    code = MEASURED.format(folder=str(tmp_path), root=str(ROOT), piece=piece)
    once, twice, four = map(int, run(shared_code, code).split())
    assert twice > 3 * once
    assert four > 3 * twice


@pytest.mark.parametrize(("source", "piece"), FAST.values(), ids=FAST)
def test_steps_show_work_that_grows_with_the_text(source: str, piece: str, tmp_path: Path, shared_code: Path) -> None:
    (tmp_path / "measured.py").write_text(source)
    code = MEASURED.format(folder=str(tmp_path), root=str(ROOT), piece=piece)
    once, twice, four = map(int, run(shared_code, code).split())
    assert once > len(piece)
    assert twice < LIMIT * once
    assert four < LIMIT * twice
