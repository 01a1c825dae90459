"""Checkouts of Mercurial, Bazaar and Subversion: what their files say without those tools."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.world.disk.reading import read_or_none
from gomigrate.world.git.repository import without_user

if TYPE_CHECKING:
    import os


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherHead:
    """What is checked out: `vcs` is hg, bzr or svn; `revision` the changeset hash, the revision id or the number;
    `branch` Mercurial's named branch; `url` where it came from, without credentials ("" where that is not known)."""

    vcs: str
    revision: str
    branch: str = ""
    url: str = ""


def read_other_head(directory: str | os.PathLike[str]) -> OtherHead | None:
    """What is checked out at exactly this folder, by whichever of the three; None where it is none of them."""
    return read_hg_head(directory) or read_bzr_head(directory) or read_svn_head(directory)


def read_hg_head(directory: str | os.PathLike[str]) -> OtherHead | None:
    """The first parent of a Mercurial checkout: the first 20 bytes of .hg/dirstate, or of what follows the mark of
    its second format (Mercurial's internals, "dirstate-v2"). None where there is none."""
    home = Path(directory) / ".hg"
    state = read_or_none(home / "dirstate")
    if state is None:
        return None
    parent = state.removeprefix(b"dirstate-v2\n")[:20]
    if len(parent) < 20 or not any(parent):
        return None
    url = re.search(rb"^\s*default\s*=\s*(\S+)", read_or_none(home / "hgrc") or b"", re.MULTILINE)
    branch = _text(read_or_none(home / "branch")).strip()
    return OtherHead(
        vcs="hg", revision=parent.hex(), branch=branch or "default", url=without_user(_text(url[1])) if url else ""
    )


def read_bzr_head(directory: str | os.PathLike[str]) -> OtherHead | None:
    """The revision id of a Bazaar branch: .bzr/branch/last-revision holds its number and its id."""
    home = Path(directory) / ".bzr" / "branch"
    _, _, revision = _text(read_or_none(home / "last-revision")).strip().partition(" ")
    if not revision or revision == "null:":
        return None
    url = re.search(r"^parent_location\s*=\s*(\S+)", _text(read_or_none(home / "branch.conf")), re.MULTILINE)
    return OtherHead(vcs="bzr", revision=revision, url=without_user(url[1]) if url else "")


def read_svn_head(directory: str | os.PathLike[str]) -> OtherHead | None:
    """The revision of a Subversion checkout (1.7 or later): the root's row in .svn/wc.db, read without a lock."""
    place = Path(directory) / ".svn" / "wc.db"
    if not place.is_file():
        return None
    question = (
        "SELECT n.revision, r.root, n.repos_path FROM nodes n LEFT JOIN repository r ON r.id = n.repos_id"
        " WHERE n.local_relpath = '' AND n.op_depth = 0"
    )
    try:
        with contextlib.closing(sqlite3.connect(f"{place.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            row = base.execute(question).fetchone()
    except (sqlite3.Error, OSError):
        return None
    if not row or not isinstance(row[0], int):
        return None
    url = "/".join(part for part in (row[1], row[2]) if isinstance(part, str) and part)
    return OtherHead(vcs="svn", revision=str(row[0]), url=without_user(url))


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "replace")
