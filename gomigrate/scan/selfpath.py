"""The project's import path: who says it, asked in a visible order."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from typing import TYPE_CHECKING

from gomigrate.model.modpath import is_std

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gomigrate.model.gopackage import GoPackage
    from gomigrate.model.pins import Lock

_SCP = re.compile(r"^(?:[^@/]+@)?([A-Za-z0-9.-]+):(?!//)(.+)$")
_URL = re.compile(r"^[a-z+]+://(?:[^@/]*@)?([^/:]+)(?::\d+)?/(.+)$")


def from_gopath(logical_dir: str, gopath: Sequence[str]) -> str:
    """The path below the src of the first GOPATH entry that holds the folder, or ""."""
    for entry in gopath:
        src = posixpath.join(entry, "src") + "/"
        if logical_dir.startswith(src):
            return logical_dir[len(src) :]
    return ""


def from_locks(locks: Sequence[Lock]) -> tuple[str, str]:
    """The import path that a lock gives the project, and the lock's file."""
    for lock in locks:
        if lock.project:
            return lock.project, lock.file
    return "", ""


def from_import_comments(packages: Sequence[GoPackage]) -> str:
    """What the import comments say: the root package's, else a subfolder's with that folder taken off."""
    for package in sorted(packages, key=lambda p: (p.dir.count("/") + bool(p.dir), p.dir)):
        for file in package.files:
            comment = file.import_comment
            if not comment:
                continue
            if not package.dir:
                return comment
            if comment.endswith("/" + package.dir):
                return comment[: -len(package.dir) - 1]
    return ""


def from_own_imports(packages: Sequence[GoPackage]) -> str:
    """The prefix under which the project imports its own folders most often.

    An import `a/b/c/d` speaks for `a/b` if the project has a package in the folder `c/d`; the deepest such folder
    counts, once a file, and a prefix must look like an import path (a dot in its first element).
    """
    dirs = {package.dir for package in packages if package.dir}
    votes: Counter[str] = Counter()
    for package in packages:
        for file in package.files:
            for spec in file.imports:
                if is_std(spec.path):
                    continue
                for prefix, rest in _splits(spec.path):
                    if rest in dirs:
                        votes[prefix] += rest.count("/") + 1
                        break
    if not votes:
        return ""
    best = max(votes.values())
    return min(path for path, count in votes.items() if count == best)


def _splits(path: str) -> list[tuple[str, str]]:
    """(prefix, rest) with the longest rest first; the prefix keeps at least a host and one more element."""
    parts = path.split("/")
    return [("/".join(parts[:i]), "/".join(parts[i:])) for i in range(2, len(parts))]


def from_remotes(remotes: Mapping[str, str]) -> tuple[str, str]:
    """The import path that a git remote's address stands for, and the remote's name; upstream before origin is
    wrong for most clones, so origin goes first."""
    for name in sorted(remotes, key=lambda n: (n != "origin", n != "upstream", n)):
        path = path_of_url(remotes[name])
        if path:
            return path, name
    return "", ""


def path_of_url(url: str) -> str:
    """`host/owner/name` for an https, ssh, git or scp-like address, without user, port and `.git`; else ""."""
    match = _URL.match(url) or _SCP.match(url)
    if not match or "." not in match[1]:
        return ""
    path = match[2].strip("/").removesuffix(".git")
    return f"{match[1].lower()}/{path}" if path and ".." not in path.split("/") else ""
