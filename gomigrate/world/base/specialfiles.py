"""What git and the go command would wait for without an end: named pipes and devices where they expect files."""

from __future__ import annotations

import os
import re
import stat
import time
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.world.disk.reading import read_or_none

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_IN_GIT_DIR = (
    *("HEAD", "config", "config.worktree", "commondir", "gitdir", "packed-refs", "index", "shallow", "FETCH_HEAD"),
    *("info/exclude", "info/attributes", "info/sparse-checkout", "info/grafts", "objects/info/alternates"),
    *("refs", "objects", "objects/info/commit-graph", "objects/pack/multi-pack-index"),
)
_IN_WORK_TREE = (".git", ".gitignore", ".gitattributes", ".gitmodules", ".mailmap")
_OF_A_MODULE = ("go.mod", "go.sum", "go.work", "go.work.sum", "vendor/modules.txt")
_SETTING = re.compile(r"^\s*(?:path|\w*file)\s*=\s*\"?([^\"#;\n]*\S)\"?", re.MULTILINE | re.IGNORECASE)
_SECONDS = 5.0
_MAX_INCLUDES = 3


def where_git_looks(folder: Path) -> str:
    """What lies where git looks first, in the work tree or git directory `folder` and in its `.git`: a few files, and
    those that the configuration names. "" where there is nothing that git would wait for."""
    found = chain(_among(folder, _IN_WORK_TREE), _git_dir(folder / ".git"), _git_dir(folder))
    return next(found, "")


def anywhere(folder: Path) -> str:
    """The same, looking at every folder below as well, for some seconds at most."""
    if found := where_git_looks(folder) or next(_users_own(), ""):
        return found
    end = time.monotonic() + _SECONDS
    for here, folders, names in os.walk(folder):
        is_git = ".git" in Path(here).parts
        if found := next(_among(Path(here), names if is_git else _IN_WORK_TREE), ""):
            return found
        if time.monotonic() > end:
            break
        folders.sort(key=lambda name: name != ".git")
    return ""


def where_go_looks(folder: Path, *more: str) -> str:
    """What lies where the go command looks first, called in this folder: its module's files, those of a workspace, and
    the files `more`. "" where it would wait for nothing."""
    for above in (folder, *folder.parents):
        if found := next(_among(above, _OF_A_MODULE), ""):
            return found
    return next(_among(folder, more), "")


def _git_dir(git_dir: Path) -> Iterator[str]:
    """What is in a git directory, or in the one that a file in its place names (linked work trees, submodules)."""
    yield from _among(git_dir, _IN_GIT_DIR)
    for name in ("config", "config.worktree"):
        yield from _config(git_dir / name, git_dir.parent)
    named = _text(git_dir).removeprefix("gitdir:").strip() if git_dir.is_file() else ""
    if named:
        place = git_dir.parent / named
        yield from _among(place, _IN_GIT_DIR)
        common = place / (_text(place / "commondir").strip() or ".")
        yield from _among(common, _IN_GIT_DIR)
        for config in (common / "config", place / "config.worktree"):
            yield from _config(config, git_dir.parent)


def _users_own() -> Iterator[str]:
    """The same of the user's settings, which git reads everywhere."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 -- Path raises where there is no home
    for name in (".gitconfig", ".config/git/config"):
        yield from _among(home, (name,))
        yield from _config(home / name, home)
    yield from _among(home, (".config/git/ignore", ".config/git/attributes"))


def _config(file: Path, top: Path, depth: int = 0) -> Iterator[str]:
    """The files that a configuration names: an include from its own folder on, any other from the work tree's top."""
    for value in dict.fromkeys(_SETTING.findall(_text(file))):
        place = os.path.expanduser(value)  # noqa: PTH111 -- likewise
        yield from _among(file.parent, (place,))
        yield from _among(top, (place,))
        if depth < _MAX_INCLUDES and not next(_among(file.parent, (place,)), ""):
            yield from _config(file.parent / place, top, depth + 1)


def _text(file: Path) -> str:
    return (read_or_none(file) or b"").decode("utf-8", "replace")


def _among(folder: Path, names: Sequence[str]) -> Iterator[str]:
    """Those that are a named pipe or a device; the one that is always empty is as good as a file."""
    for name in names:
        try:
            mode = os.stat(folder / name).st_mode  # noqa: PTH116 -- a link counts as what it leads to
        except (OSError, ValueError):
            continue
        what = "a named pipe" if stat.S_ISFIFO(mode) else "a device"
        is_special = stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISBLK(mode)
        if is_special and os.path.realpath(folder / name) != os.devnull:
            yield f"{folder / name}, which is {what}; remove it"
