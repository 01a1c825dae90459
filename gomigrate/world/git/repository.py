"""The user's own repository, read and never written."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from gomigrate.model.errors import UsageProblem, WorldProblem
from gomigrate.world.base.redact import redact_url
from gomigrate.world.base.specialfiles import where_git_looks
from gomigrate.world.disk.reading import read_or_none
from gomigrate.world.git.gitrun import Git, GitFailed, ObjectReader
from gomigrate.world.git.gittree import GitTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NAMES_A_HOST = re.compile(r"^(?:(?:https?|ssh|git)://|(?:[^@/:]+@)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+:)")
# A name that git may resolve, without the characters that would ask for more than a name (gitrevisions(7)).
_PLAIN_NAME = re.compile(r"[^\s\x00-\x20\x7f~^:?*\[\\@{-][^\x00-\x20\x7f~^:?*\[\\]*")

_SHOWN = 6
_STATUS = ("status", "--porcelain=v2", "-z", "--no-renames", "--untracked-files=normal", "--ignore-submodules=dirty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is checked out: `commit` is "" before the first commit, `branch` "" where HEAD is detached, `time` the
    committer date in UTC."""

    branch: str
    commit: str = ""
    time: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How the project's folder differs from HEAD; paths are relative to that folder. `untracked` names a folder
    once, with a slash at its end, where nothing in it is tracked. Ignored files count for nothing here."""

    changed: tuple[str, ...] = ()
    untracked: tuple[str, ...] = ()

    @property
    def is_dirty(self) -> bool:
        """Whether anything differs."""
        return bool(self.changed or self.untracked)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryLayout:
    """Where a repository's parts lie. `top` is the work tree's root, or the git directory of a bare repository."""

    top: Path
    git_dir: Path
    common_dir: Path
    is_bare: bool
    is_shallow: bool
    object_format: str


class Repository:
    """A git repository with the project's folder in it: `top` is its root, `prefix` the way from there to the
    folder ("" where they are the same; a monorepo has more), `git` runs commands there. Every question may raise
    WorldProblem where git fails. Safe to share among threads."""

    def __init__(self, layout: RepositoryLayout, prefix: str = "") -> None:
        self.layout = layout
        self.prefix = prefix
        self.git = Git(layout.top)
        self._reader = ObjectReader(self.git)

    @classmethod
    def find(cls, directory: str | os.PathLike[str]) -> Repository | None:
        """The repository that `directory` lies in, looking upwards; None where there is none, or no such folder.
        Raises WorldProblem where git will not use it (another owner, a damaged configuration)."""
        real = Path(os.path.realpath(directory))
        layout = find_layout(real, search_up=True)
        if layout is None:
            return None
        inside = os.path.relpath(real, layout.top)
        return cls(layout, "" if inside == "." or layout.is_bare else inside.replace(os.sep, "/"))

    @property
    def top(self) -> Path:
        """The root of the work tree, or the git directory of a bare repository."""
        return self.layout.top

    @property
    def is_bare(self) -> bool:
        """Whether there is no work tree."""
        return self.layout.is_bare

    @property
    def shallow(self) -> bool:
        """Whether history was cut off when it was cloned, so that commits and tags before a commit may be missing."""
        return self.layout.is_shallow

    def head(self) -> Head:
        """What is checked out; in a bare repository, what its HEAD names."""
        named = self.git.ask("symbolic-ref", "--quiet", "HEAD")
        branch = os.fsdecode(named or b"").strip().removeprefix("refs/heads/")
        found = self._reader.read("HEAD^{commit}")
        return Head(commit=found[0], branch=branch, time=commit_time(found[2])) if found else Head(branch=branch)

    def status(self) -> Status:
        """How the project's folder differs from HEAD. The index is not refreshed, and clean filters do not run: a
        file that a filter changes counts as changed once its time stamp has."""
        if self.is_bare:
            return Status()
        where = ("--", self.prefix) if self.prefix else ()
        changed: list[str] = []
        untracked: list[str] = []
        for record in os.fsdecode(self.git.with_settings(self._without_filters()).run(*_STATUS, *where)).split("\0"):
            kind, _, rest = record.partition(" ")
            if kind == "?":
                untracked.append(self._below(rest))
            elif kind in ("1", "u"):
                changed.append(self._below(rest.split(" ", 7 if kind == "1" else 9)[-1]))
        return Status(changed=tuple(sorted(changed)), untracked=tuple(sorted(untracked)))

    def _without_filters(self) -> tuple[str, ...]:
        """Settings that switch off each filter program that the configuration names (gitattributes(5), filter)."""
        listed = self.git.ask("config", "--null", "--name-only", "--get-regexp", r"^filter\.") or b""
        drivers = {name.partition(".")[2].rpartition(".")[0] for name in os.fsdecode(listed).split("\0") if name}
        return tuple(
            f"filter.{driver}.{setting}"
            for driver in sorted(drivers)
            for setting in ("clean=", "smudge=", "process=", "required=false")
            if "=" not in driver
        )

    def _below(self, path: str) -> str:
        return path.removeprefix(f"{self.prefix}/") if self.prefix else path

    def ignored_dirs(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Those of the folders (relative to the project's folder) that hold files on disk which git does not track,
        ignored or not: their content on disk differs from that in a commit."""
        if self.is_bare:
            return ()
        return tuple(path for path in paths if self._has_untracked(f"{self.prefix}/{path}" if self.prefix else path))

    def _has_untracked(self, path: str) -> bool:
        # ls-files would call every file below a linked folder its own, so links are left out.
        place = self.top / path
        if place.is_symlink() or not place.is_dir():
            return False
        listed = self.git.run("ls-files", "-z", "--others", "--directory", "--no-empty-directory", "--", path)
        return any(name.startswith((path + "/").encode("utf-8", "surrogateescape")) for name in listed.split(b"\0"))

    def ignored_go_files(self) -> tuple[str, ...]:
        """The Go files on disk (relative to the project's folder) that git is told to ignore, in folders that it is not
        told to ignore as a whole: mostly generated ones, which every build here uses."""
        if self.is_bare:
            return ()
        words = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
        listed = os.fsdecode(self.git.run(*words, "--", self.prefix or ".")).split("\0")
        return tuple(sorted(self._below(name) for name in listed if name.endswith(".go")))

    def remotes(self) -> Mapping[str, str]:
        """Where each remote of the repository's own configuration lies, without credentials: as written where that
        names a host, for insteadOf may turn it into a mirror; else as git rewrites it, for it may be an abbreviation.
        """
        from gomigrate.world.git.config import remote_urls

        written = remote_urls(self.layout.common_dir)
        return MappingProxyType({name: without_user(self._rewritten(url)) for name, url in written.items()})

    def _rewritten(self, url: str) -> str:
        if _NAMES_A_HOST.match(url) or "\0" in url:
            return url
        return os.fsdecode(self.git.run("ls-remote", "--get-url", "--", url)).removesuffix("\n")

    def resolve(self, ref: str) -> str | None:
        """The full hash of the commit that `ref` (a hash, tag, branch, or anything else of gitrevisions(7)) names;
        None where it names none, or more than one."""
        if not ref or ref.startswith("-") or "\0" in ref or "\n" in ref:
            return None
        answer = self.git.ask("rev-parse", "--verify", "--quiet", ref + "^{commit}")
        return answer.decode().strip() or None if answer else None

    def commit_of(self, ref: str) -> str:
        """As `resolve`. Raises UsageProblem, with the branches that there are, where the ref names no commit."""
        from difflib import get_close_matches

        if found := self.resolve(ref):
            return found
        listed = os.fsdecode(self.git.run("for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes"))
        named = [name.partition("/")[2].partition("/")[2] for name in listed.splitlines()]
        branches = [name for name in named if not name.endswith("/HEAD")]
        near = get_close_matches(ref, branches, n=_SHOWN)
        shown = list(dict.fromkeys((*near, *branches)))
        more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
        here = f"branches here: {', '.join(shown[:_SHOWN])}{more}" if shown else "this repository has no branch"
        raise UsageProblem(
            f'no branch or commit "{ref[:80]}"; {here}',
            remedy=shlex.join(("git", "-C", str(self.top), "branch", "--all")),
            instead=(ref, near[0]) if near else None,
        )

    def tree(self, commit: str) -> GitTree:
        """The files of a commit; all trees that are asked for here share one git process."""
        return GitTree(self.top, commit, reader=self._reader)

    def close(self) -> None:
        """Ends the git process that reads objects; a later question starts another."""
        self._reader.close()


def find_layout(real: Path, *, search_up: bool) -> RepositoryLayout | None:
    """The parts of the repository at a folder, given by its real path, or above it with `search_up`; None where there
    is none. Raises WorldProblem where git will not use it, or would wait for what it finds."""
    if not _may_be_repository((real, *real.parents) if search_up else (real,)):
        return None
    git = Git(real, search_up=search_up)
    try:
        said = git.run("rev-parse", *_ASKED_OF_LAYOUT)
    except GitFailed as error:
        if any(words in error.stderr for words in _NO_REPOSITORY):
            return None
        raise
    is_bare, is_inside, is_shallow, said_format, place = os.fsdecode(said).removesuffix("\n").split("\n", 4)
    git_dir = Path(os.path.realpath(place))
    if "true" in (is_bare, is_inside):
        top = git_dir
    else:
        top = Path(os.path.realpath(os.fsdecode(git.run("rev-parse", "--show-toplevel")).removesuffix("\n")))
    if not search_up and top != real:
        return None  # git took it for no repository, and went on above: it splits a list of folders at each colon
    common = os.fsdecode(read_or_none(git_dir / "commondir") or b".").rstrip("\r\n")
    return RepositoryLayout(
        top=top,
        git_dir=git_dir,
        common_dir=Path(os.path.realpath(git_dir / common)),
        is_bare=top == git_dir,
        is_shallow=is_shallow == "true",
        object_format=said_format if said_format == "sha256" else "sha1",
    )


_NO_REPOSITORY = ("not a git repository", "invalid gitfile format")
_ASKED_OF_LAYOUT = (
    "--is-bare-repository",
    "--is-inside-git-dir",
    "--is-shallow-repository",
    "--show-object-format",  # git before 2.28 repeats a question that it does not know
    "--absolute-git-dir",
)


def _may_be_repository(folders: Iterable[Path]) -> bool:
    """Whether there is something in one of the folders that git would look at. Raises WorldProblem where that is
    something that it would wait for."""
    for folder in folders:
        if os.path.lexists(folder / ".git") or ((folder / "HEAD").exists() and (folder / "objects").is_dir()):
            if found := where_git_looks(folder):
                raise WorldProblem(f"git would wait for {found}")
            return True
    return False


def is_plain_name(name: str) -> bool:
    """Whether this can only be a name of a ref or an object: no option, no range, no path, no search."""
    return bool(_PLAIN_NAME.fullmatch(name)) and ".." not in name and "@{" not in name


def commit_time(commit: bytes) -> datetime | None:
    """The committer date of a commit object's text, in UTC; None where it has none that makes sense."""
    found = re.search(rb"^committer .*> ?(-?\d+)(?: [+-]\d+)?$", commit.partition(b"\n\n")[0], re.MULTILINE)
    try:
        return datetime.fromtimestamp(int(found[1]), UTC) if found else None
    except (OverflowError, OSError, ValueError):
        return None


def without_user(url: str) -> str:
    """The URL without user name and password. The user of `git@host:path` and `ssh://git@host` is no secret."""
    bare = redact_url(re.sub(r"^([A-Za-z][A-Za-z0-9+.-]*://)[^/]*@", r"\1", url))
    return bare.replace("ssh://", "ssh://git@", 1) if url.startswith("ssh://git@") else bare
