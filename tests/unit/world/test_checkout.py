"""The bytes of a checkout, compared with what git itself checks out."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gomigrate.world.git.checkout import altered, as_checked_out
from gomigrate.world.git.gittree import GitTree

BODIES = {
    "lf": b"one\ntwo\n",
    "crlf": b"one\r\ntwo\r\n",
    "mixed": b"one\r\ntwo\n",
    "lone": b"one\rtwo\n",
    "binary": b"\x00one\ntwo\n",
    "strange": b"\x01\x02\x03one\ntwo\n",
    "long": b"one\n" * 100 + b"\x01",
    "eof": b"one\n" * 100 + b"\x1a",
    "id": b"a $Id$ b $Id: 12 $ $Id: a b $ $Id:x$ $Id: x\n$ $Id\n",
    "utf": "sn\u00f6\n".encode(),
    "latin": b"sn\xf6\n",
}
ATTRIBUTES = [
    "* text=auto",
    "* text=auto eol=crlf",
    "* text eol=crlf",
    "* eol=crlf",
    "* -text eol=crlf",
    "* binary eol=crlf",
    "* eol=lf",
    "* ident",
    "* text eol=crlf ident",
    "[attr]dos text eol=crlf\n* dos\nid -text",
    "u* text working-tree-encoding=UTF-16LE-BOM",
    "u* text eol=crlf working-tree-encoding=latin1",
    "* filter=lfs -text",
]


def git(folder: Path, *words: str) -> None:
    off = ("-c", "core.autocrlf=false", "-c", "user.name=x", "-c", "user.email=x@x.test", "-c", "core.safecrlf=false")
    subprocess.run(["git", "-C", str(folder), *off, *words], check=True, capture_output=True)


@pytest.mark.parametrize("attributes", ATTRIBUTES)
def test_files_are_as_git_checks_them_out(tmp_path: Path, attributes: str) -> None:
    repository, folder = tmp_path / "r", tmp_path / "r/sub"
    folder.mkdir(parents=True)
    git(repository, "init", "-q")
    for name, body in BODIES.items():
        (folder / name).write_bytes(body)
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "raw")
    # The blobs stay as they are, though the attributes would have them another way.
    (folder / ".gitattributes").write_text(attributes + "\n")
    git(repository, "add", "sub/.gitattributes")
    git(repository, "commit", "-qm", "attributes")
    tree = as_checked_out(GitTree(repository, "HEAD"))
    for name in BODIES:
        (folder / name).unlink()
    git(repository, "checkout", "-q", "HEAD", "--", ".")
    made = {name: (folder / name).read_bytes() for name in BODIES}
    assert {name: tree.read(f"sub/{name}") for name in BODIES} == made
    files = {f"sub/{name}": body for name, body in BODIES.items()}
    assert altered(GitTree(repository, "HEAD"), files) == tuple(f"sub/{n}" for n in BODIES if made[n] != BODIES[n])


def test_a_commit_that_asks_for_nothing_is_read_as_it_is(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / ".gitattributes").write_text("*.go text diff=golang\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "x")
    tree = GitTree(tmp_path, "HEAD")
    assert as_checked_out(tree) is tree
