"""Edits as git prints them, whatever the user's git is set to."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomigrate.model.edits import Hunk
from gomigrate.model.plan import Change
from gomigrate.world.git.difference import file_edits
from tests.unit.world.gitworld import commit, git, gitconfig, make_repo

__all__ = ["gitconfig"]

pytestmark = pytest.mark.usefixtures("gitconfig")

BEFORE: dict[str, bytes] = {
    "Makefile": b"a:\n\tdep ensure\n" + b"\n" * 9 + b"b:\n\tdep ensure\n",
    "build.cmd": b"rem\r\ndep ensure\r\n",
    "end": b"dep ensure",
    "empty": b"",
    'a "q" \\ ä\n\t.sh': b"dep ensure\n",
    "escape.sh": b"# \x1b[31m\ndep ensure # \xff\n",
    "binary": b"\0" * 20 + b"dep ensure",
    "--- a/x": b"-- a\n++ b\ndiff --git a/x b/x\n@@ -1 +1 @@\ndep ensure\n",
}


def changes(new: str = "go mod download") -> list[Change]:
    found = [
        Change(path=name, before=data, after=data.replace(b"dep ensure", new.encode()) or b"x")
        for name, data in BEFORE.items()
    ]
    return [*found, Change(path="tools.go", before=None, after=b"package tools\n")]


@pytest.mark.parametrize("prefix", ["", "sub/fol der"])
def test_the_diff_is_the_one_that_git_prints_and_applies(tmp_path: Path, prefix: str) -> None:
    repo = tmp_path / "repo"
    above = f"{prefix}/" if prefix else ""
    first = make_repo(repo, {above + name: data for name, data in BEFORE.items()})
    edits = file_edits(changes(), prefix)
    patch = tmp_path / "patch"
    patch.write_bytes("".join(edit.diff for edit in edits).encode("utf-8", "surrogateescape"))
    git(repo, "apply", "--check", str(patch))
    git(repo, "apply", "--index", str(patch))
    for change in changes():
        assert (repo / prefix / change.path).read_bytes() == change.after
    second = commit(repo, {})
    assert git(repo, "diff", "--binary", first, second).encode("utf-8", "surrogateescape") == patch.read_bytes().strip()


def test_neither_settings_nor_attributes_of_the_user_change_it(gitconfig: Path, tmp_path: Path) -> None:
    usual = file_edits(changes(), "p")
    attributes = tmp_path / "attributes"
    attributes.write_text("* -diff\n")
    gitconfig.write_text(
        f"[core]\n\tattributesFile = {attributes}\n\tquotePath = false\n\tautocrlf = true\n\tabbrev = 30\n"
        "[diff]\n\tnoprefix = true\n\tsuppressBlankEmpty = true\n\tcontext = 0\n\talgorithm = patience\n"
        "\texternal = false\n"
        "[init]\n\tdefaultObjectFormat = sha256\n[color]\n\tui = always\n"
    )
    assert file_edits(changes(), "p") == usual


def test_what_does_not_change_and_what_is_removed_is_not_in_it() -> None:
    same = Change(path="same", before=b"a", after=b"a")
    gone = Change(path="gone", before=b"a", after=None)
    changed = Change(path="changed", before=b"a\n", after=b"b\n", executable=True)
    (edit,) = file_edits([same, gone, changed], "")
    assert (edit.path, edit.is_new) == ("changed", False)
    assert " 100755\n" in edit.diff
    assert edit.hunks == (Hunk(before=1, after=1, lines=("-a", "+b")),)
    assert file_edits([same, gone], "") == ()


def test_parts_that_change_are_values() -> None:
    edits = {edit.path: edit for edit in file_edits(changes(), "")}
    assert [(hunk.before, hunk.after) for hunk in edits["Makefile"].hunks] == [(1, 1), (10, 10)]
    assert edits["Makefile"].hunks[0].lines[:3] == (" a:", "-\tdep ensure", "+\tgo mod download")
    assert edits["end"].hunks[0].lines[1] == "\\ No newline at end of file"
    assert edits["build.cmd"].hunks[0].lines == (" rem\r", "-dep ensure\r", "+go mod download\r")
    assert edits["--- a/x"].hunks[0].lines[:3] == (" ++ b", " diff --git a/x b/x", " @@ -1 +1 @@")
    assert edits["tools.go"].is_new
    assert edits["binary"].hunks == ()
