"""What could be made before the edit can be made after it: GNU make is asked, of Makefiles made here."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gomigrate.scripts.build import Build
from gomigrate.scripts.engine import documents, rewrite
from gomigrate.scripts.gone.gonepaths import GonePaths
from gomigrate.scripts.kinds import FileKind

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make")

STAYS = ("main.go", "cmd/app/main.go", "deps.sh")
GOES = ("Gopkg.lock", "Gopkg.toml", "vendor/.stamp", "vendor/example.org/tool/tool.go", "Godeps/Godeps.json")
NEW = ("go.mod", "go.sum")
LOCKS = frozenset(("Gopkg.lock", "Gopkg.toml", "Godeps/Godeps.json"))
BUILD = Build(
    module="example.com/project",
    removed=frozenset(GOES),
    lock_files=LOCKS,
    gone=GonePaths.of("example.com/project", (*STAYS, *GOES), (*STAYS, *NEW)),
)
GOALS = ("build", "test", "deps", "tools", "bin/app", "out.txt", ".make/deps", "get-dep")
GONE_WORDS = (
    "Gopkg.lock", "Gopkg.toml", "vendor", "vendor/.stamp", "vendor/example.org/tool", "$(DEP)", "$(LOCKS)", "$(MIX)",
    "${STAMP}",
)  # fmt: skip
COMMANDS = (
    "dep ensure", "@dep ensure -vendor-only", "dep status", "go build -o $@ ./cmd/app", "touch $@", "@echo done",
    "@mkdir -p vendor && touch vendor/.stamp", "go get -u github.com/golang/dep/cmd/dep", "$(DEP) ensure", "cp $< $@",
    "cat $^ > $@", "godep save ./...", "@mkdir -p $(@D)", "git diff --exit-code vendor", "$(MAKE) vendor",
    "which dep || go get github.com/golang/dep/cmd/dep",
)  # fmt: skip
PATTERN_RULES = (
    "bin/%: main.go vendor\n\tgo build -o $@\n",
    "vendor/%: Gopkg.lock\n\tdep ensure\n",
    "%.txt: vendor\n\ttouch $@\n",
)
HEAD = "DEP := bin/dep\nLOCKS = Gopkg.lock Gopkg.toml\nMIX = main.go Gopkg.lock\nSTAMP := vendor/.stamp\n"
HIDDEN = frozenset((*GONE_WORDS, "bin/dep", "get-dep", *GOES))
"""Targets of which a rule may go."""

words = st.sampled_from((*GOALS, *GONE_WORDS, *STAYS, "$(shell find . -name '*.go')"))
targets = st.lists(st.sampled_from((*GOALS, *GONE_WORDS[:6])), min_size=1, max_size=2, unique=True).map(" ".join)
recipes = st.lists(st.sampled_from(COMMANDS), max_size=3).map(lambda lines: "".join(f"\t{line}\n" for line in lines))


@st.composite
def rules(draw: st.DrawFn) -> str:
    """A rule with its recipe, a list of phony targets, or what else stands in Makefiles."""
    shape = draw(st.integers(0, 11))
    if shape == 0:
        listed = st.lists(st.sampled_from((*GOALS, *GONE_WORDS[:6])), min_size=1, max_size=3)
        return f".PHONY: {' '.join(draw(listed))}\n"
    if shape == 1:
        return draw(st.sampled_from(PATTERN_RULES))
    if shape == 2:
        return f"{draw(targets)}: export GOFLAGS = -v\n"
    colon, gap = draw(st.sampled_from((":", ":", ":", "::"))), draw(st.sampled_from((" ", " ", " \\\n\t\t")))
    needs = " ".join(draw(st.lists(words, max_size=3)))
    ordered = draw(st.sampled_from(("", "", "", " | vendor", " | $(DEP) main.go", " | Gopkg.lock")))
    rule = f"{draw(targets)}{colon}{gap}{needs}{ordered}\n{draw(recipes)}" + draw(st.sampled_from(("", "\n")))
    return f"ifdef CI\n{rule}endif\n" if shape == 3 else rule


def made(folder: Path, files: dict[str, str], names: tuple[str, ...]) -> set[str]:
    """The goals that make says it can make there; nothing is run, $(shell) neither."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x\n")
    for name, text in files.items():
        (folder / name).write_text(text)
    found = set()
    for goal in (*GOALS, *GOES, "vendor", "bin/dep", "vendor/example.org/tool"):
        env = {"PATH": os.environ["PATH"]}
        ended = subprocess.run(
            ["make", "-n", "SHELL=/bin/true", "MAKE=true", goal], cwd=folder, env=env, capture_output=True, check=False
        )
        found |= {goal} if ended.returncode == 0 else set()
    return found


@settings(deadline=None, max_examples=60)
@example(
    rules=[
        "Gopkg.lock: Gopkg.toml\n\tdep ensure\n",
        "vendor: Gopkg.lock\n\tdep ensure\n",
        "build: vendor\n\tgo build\n",
    ],
    more=[],
)
@example(rules=["deps: vendor/.stamp\n", "vendor/.stamp:\n\tdep ensure\n\ttouch $@\n"], more=[])
@example(rules=["build: $(DEP)\n\tdep ensure\n"], more=["$(DEP):\n\tgo get -u github.com/golang/dep/cmd/dep\n"])
@given(rules=st.lists(rules(), min_size=1, max_size=6), more=st.lists(rules(), max_size=2))
def test_what_could_be_made_can_be_made(rules: list[str], more: list[str]) -> None:
    before = {"Makefile": f"{HEAD}{''.join(rules)}-include more.mk\n", "more.mk": "".join(more)}
    found, unread = documents([(name, FileKind.MAKE, text) for name, text in before.items()])
    result = rewrite(found, BUILD)
    after = {**before, **result.texts}
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        could = made(Path(one), before, (*STAYS, *GOES))
        can = made(Path(other), after, (*STAYS, *NEW))
    told = [habit for habit in result.habits if habit.code == "GM826" and not habit.applied]
    lost = could - can - HIDDEN
    assert not unread
    assert not lost or told, f"{after}\n{lost}"
