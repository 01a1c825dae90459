"""Files of kept copies compared with the state before: with the bytes that it has, or that a checkout made of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gomigrate.plan.files.tools import Tool, ToolsFile
from gomigrate.verify.branch.plannedfiles import BaseFiles, Explained, PlannedFiles
from gomigrate.world.git.gittree import GitTree
from tests.unit.report.plans import PLAN
from tests.unit.world.gitworld import commit, gitconfig, make_repo

__all__ = ["gitconfig"]

pytestmark = pytest.mark.usefixtures("gitconfig")

DATA, COPY = "vendor/x.test/lib/data.txt", "third_party/x.test/lib/data.txt"


@pytest.mark.parametrize(
    ("attributes", "copy", "explained"),
    [
        ("*.txt text eol=crlf\n", "1\r\n", Explained.YES),
        ("*.txt text eol=crlf\n", "1\n", Explained.YES),
        ("*.txt text eol=crlf\n", "2\r\n", Explained.NO),
        ("*.md text eol=crlf\n", "1\r\n", Explained.NO),
        ("", "1\n", Explained.YES),
        ("", "1\r\n", Explained.NO),
    ],
)
def test_a_copy_has_the_bytes_that_were_committed_or_checked_out(
    tmp_path: Path, attributes: str, copy: str, explained: Explained
) -> None:
    place = tmp_path / "r"
    make_repo(place, {"vendor/x.test/lib/lib.go": "package lib\n", DATA: "1\n", ".gitattributes": attributes})
    # The copy is committed byte for byte, whatever the attributes say of it.
    commit(place, {".gitattributes": "* -text\n", COPY: copy})
    after = GitTree(place, "HEAD")
    base = GitTree(place, "HEAD~1")
    files = PlannedFiles(
        place="", plan=replace(PLAN, writes=(COPY,)), before=BaseFiles(base), after=after, rewrites=(), is_verified=True
    )
    assert files.explains(COPY, ("000000", ""), after.files()[COPY]) is explained


@pytest.mark.parametrize(("is_command", "more"), [(True, ""), (False, ""), (True, "var x int\n")])
def test_a_tools_file_has_the_form_that_is_written(tmp_path: Path, *, is_command: bool, more: str) -> None:
    place, name = tmp_path / "r", "internal/tools/tools.go"
    make_repo(place, {"a.go": "package a\n"})
    text = ToolsFile(path=name, tools=(Tool(import_path="x.test/t", place=None, is_command=is_command),)).text
    commit(place, {name: text.decode() + more})
    after, base = GitTree(place, "HEAD"), GitTree(place, "HEAD~1")
    plan = replace(PLAN, writes=(name,))
    files = PlannedFiles(place="", plan=plan, before=BaseFiles(base), after=after, rewrites=(), is_verified=True)
    wanted = Explained.NO if more else Explained.UNPROVED
    assert files.explains(name, ("000000", ""), after.files()[name]) is wanted
