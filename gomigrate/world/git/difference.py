"""What a change set does to files, as git prints it.

The two states are made in a repository of our own, so that neither the user's objects nor attributes or settings count:
the same changes give the same diff everywhere, and `git apply` takes it (git-fast-import(1), git-diff-tree(1)).
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from gomigrate.model.edits import FileEdit
from gomigrate.world.disk.files import private_dir
from gomigrate.world.git.gitrun import Git
from gomigrate.world.git.gittree import EXECUTABLE, LINK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.model.plan import Change

_BEFORE, _AFTER = "refs/heads/before", "refs/heads/after"
_SETTINGS = (
    "core.quotePath=true",
    "core.abbrev=auto",
    "diff.suppressBlankEmpty=false",
    f"core.attributesFile={os.devnull}",
)
_NEUTRAL = {"GIT_ATTR_NOSYSTEM": "1", "GIT_DEFAULT_HASH": "sha1"}
_NEXT = re.compile(rb"^(?=diff --git )", re.MULTILINE)
_TO_ESCAPE = re.compile(rb'[\n"\\]')


def file_edits(changes: Sequence[Change], prefix: str) -> tuple[FileEdit, ...]:
    """The diffs of files that are changed or made, in the order that git gives them. `prefix` is the project's folder
    in its repository. Raises WorldProblem where there is no git, or it fails."""
    above = f"{prefix}/" if prefix else ""
    named = sorted(
        ((os.fsencode(above + change.path), change) for change in changes if _is_shown(change)),
        key=lambda pair: pair[0],
    )
    if not named:
        return ()
    with private_dir() as folder:
        git = Git(folder, settings=_SETTINGS)
        git.run("init", "--quiet", "--bare", "--template=", extra=_NEUTRAL)
        states = b"".join((*_state(_BEFORE, named), *_state(_AFTER, named)))
        git.run("fast-import", "--quiet", stdin=states, extra=_NEUTRAL)
        words = ("--no-ext-diff", "--no-textconv", "--no-renames", "--no-color", "--binary", "-r", "-p")
        text = git.run("diff-tree", *words, _BEFORE, _AFTER, extra=_NEUTRAL)
    # Lines of files begin with a mark, so nothing in them looks like the head of a diff.
    parts = _NEXT.split(text)[1:]
    return tuple(
        FileEdit(path=change.path, is_new=change.before is None, diff=part.decode("utf-8", "surrogateescape"))
        for (_, change), part in zip(named, parts, strict=True)
    )


def _is_shown(change: Change) -> bool:
    return change.after is not None and change.before != change.after


def _state(ref: str, named: Sequence[tuple[bytes, Change]]) -> Iterator[bytes]:
    """The commands of fast-import that make a commit of the files as they are, or as they will be."""
    yield f"commit {ref}\ncommitter x <x> 0 +0000\ndata 0\n".encode()
    for path, change in named:
        data = change.before if ref == _BEFORE else change.after
        if data is not None:
            mode = LINK if change.link else EXECUTABLE if change.executable else "100644"
            quoted = _TO_ESCAPE.sub(lambda found: b"\\n" if found[0] == b"\n" else b"\\" + found[0], path)
            yield f"M {mode} inline ".encode() + b'"' + quoted + b'"' + f"\ndata {len(data)}\n".encode() + data + b"\n"
