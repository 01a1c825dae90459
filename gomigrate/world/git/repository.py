"""The user's own repository, read and never written."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.world.base.redact import redact_url
from gomigrate.world.base.waits import where_git_looks
from gomigrate.world.git.gitrun import Git, GitFailed, git_program

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_NAMES_A_HOST = re.compile(r"^(?:(?:https?|ssh|git)://|(?:[^@/:]+@)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+:)")
# A name that git may resolve, without the characters that would ask for more than a name (gitrevisions(7)).
_PLAIN_NAME = re.compile(r"[^\s\x00-\x20\x7f~^:?*\[\\@{-][^\x00-\x20\x7f~^:?*\[\\]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is checked out: `commit` is "" before the first commit, `branch` "" where HEAD is detached, `time` the
    committer date in UTC."""

    commit: str
    branch: str
    time: datetime | None


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
    folder ("" where they are the same; a monorepo has more), `git` runs commands there."""

    def __init__(self, layout: RepositoryLayout, prefix: str) -> None:
        self.layout = layout
        self.prefix = prefix
        self.git = Git(layout.top)

    @classmethod
    def find(cls, directory: str | os.PathLike[str]) -> Repository | None:
        """The repository that `directory` lies in, looking upwards; None where there is none, or no such folder.
        Raises WorldProblem where git will not use it (another owner, a damaged configuration)."""
        layout = find_layout(Path(directory), search_up=True)
        if layout is None:
            return None
        inside = os.path.relpath(os.path.realpath(directory), layout.top)
        prefix = "" if inside == "." or layout.is_bare else inside.replace(os.sep, "/")
        return cls(layout, prefix)

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
        """Whether history was cut off when it was cloned."""
        return self.layout.is_shallow

    def head(self) -> Head:
        """What is checked out. Raises WorldProblem."""
        return read_head(self.git)

    def status(self) -> Status:
        """How the project's folder differs from HEAD. The index is not refreshed, and clean filters do not run: a
        file that a filter changes counts as changed once its time stamp has. Raises WorldProblem."""
        return Status() if self.is_bare else read_status(self.git, self.prefix)

    def ignored_dirs(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Those of the folders (relative to the project's folder) that hold files on disk which git does not track,
        ignored or not: what a commit shows of them is not what is there. Raises WorldProblem."""
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

    def remotes(self) -> Mapping[str, str]:
        """The URL that each remote is fetched from, without credentials. Raises WorldProblem."""
        return read_remotes(self.git)

    def resolve(self, ref: str) -> str | None:
        """The full hash of the commit that `ref` (a hash, tag, branch, or anything else of gitrevisions(7)) names;
        None where it names none, or more than one. Raises WorldProblem."""
        return resolve(self.git, ref)


def find_layout(directory: Path, *, search_up: bool) -> RepositoryLayout | None:
    """The parts of the repository at `directory`, or above it with `search_up`; None where there is none. Raises
    WorldProblem where git will not use it. GitPython finds the place; git has the first word, for it is stopped where
    it would read without an end, and the last on whether the place may be used (safe.directory)."""
    real = Path(os.path.realpath(directory))
    if not _may_be_repository((real, *real.parents) if search_up else (real,)):
        return None
    git = Git(real, search_up=search_up)
    try:
        said = git.run("rev-parse", *_ASKED_OF_LAYOUT)
    except GitFailed as error:
        if any(words in error.stderr for words in _NO_REPOSITORY):
            return None
        raise
    places = _look_for(real, search_up=search_up)
    if places is None:
        return None
    return _layout(git, said, *places)


def _may_be_repository(folders: Iterable[Path]) -> bool:
    """Whether there is something in one of the folders that git would look at. Raises WorldProblem where that is
    something that it would wait for."""
    for folder in folders:
        if os.path.lexists(folder / ".git") or ((folder / "HEAD").exists() and (folder / "objects").is_dir()):
            if found := where_git_looks(folder):
                raise WorldProblem(f"git would wait for {found}")
            return True
    return False


def _look_for(real: Path, *, search_up: bool) -> tuple[Path, Path] | None:
    """The git directory and the common one, as GitPython finds them; it starts git when it is imported, by the name in
    a variable, and finds it wherever PATH says."""
    variable = "GIT_PYTHON_GIT_EXECUTABLE"
    before = os.environ.get(variable)
    os.environ[variable] = git_program()
    try:
        import git
    except ImportError as error:
        raise WorldProblem(f"the git command was not found: {str(error).splitlines()[0]}") from error
    finally:
        if before is None:
            os.environ.pop(variable, None)
        else:
            os.environ[variable] = before
    try:
        with git.Repo(real, search_parent_directories=search_up, expand_vars=False) as repo:
            return Path(os.path.realpath(repo.git_dir)), Path(os.path.realpath(repo.common_dir))
    except (git.exc.InvalidGitRepositoryError, git.exc.NoSuchPathError):
        return None
    except (OSError, ValueError) as error:
        raise WorldProblem(f"the repository at {real} cannot be read: {error}") from error


_NO_REPOSITORY = ("not a git repository", "invalid gitfile format")
_ASKED_OF_LAYOUT = (
    "--is-bare-repository",
    "--is-inside-git-dir",
    "--is-shallow-repository",
    "--show-object-format",  # git before 2.28 repeats a question that it does not know
    "--absolute-git-dir",
)


def _layout(git: Git, answers: bytes, git_dir: Path, common_dir: Path) -> RepositoryLayout | None:
    is_bare, is_inside, is_shallow, said_format, place = os.fsdecode(answers).removesuffix("\n").split("\n", 4)
    if Path(os.path.realpath(place)) != git_dir:
        return None  # git takes it for no repository, and went on to one above
    if is_bare == "true" or is_inside == "true":
        top = git_dir
    else:
        top = Path(os.path.realpath(os.fsdecode(git.run("rev-parse", "--show-toplevel")).removesuffix("\n")))
    return RepositoryLayout(
        top=top,
        git_dir=git_dir,
        common_dir=common_dir,
        is_bare=top == git_dir,
        is_shallow=is_shallow == "true",
        object_format=said_format if said_format == "sha256" else "sha1",
    )


def is_plain_name(name: str) -> bool:
    """Whether this can only be a name of a ref or an object: no option, no range, no path, no search."""
    return bool(_PLAIN_NAME.fullmatch(name)) and ".." not in name and "@{" not in name


def resolve(git: Git, ref: str) -> str | None:
    """The full hash of the commit that `ref` names in this repository, or None."""
    if not ref or ref.startswith("-") or "\0" in ref or "\n" in ref:
        return None
    answer = git.ask("rev-parse", "--verify", "--quiet", ref + "^{commit}")
    return answer.decode().strip() or None if answer else None


def read_head(git: Git) -> Head:
    """What HEAD of this repository is."""
    named = git.ask("symbolic-ref", "--quiet", "HEAD")
    branch = os.fsdecode(named or b"").strip().removeprefix("refs/heads/")
    commit = resolve(git, "HEAD")
    if commit is None:
        return Head(commit="", branch=branch, time=None)
    lines = git.run("cat-file", "commit", commit)
    return Head(commit=commit, branch=branch, time=commit_time(lines))


def commit_time(commit: bytes) -> datetime | None:
    """The committer date of a commit object's text, in UTC; None where it has none that makes sense."""
    found = re.search(rb"^committer .*> ?(-?\d+)(?: [+-]\d+)?$", commit.partition(b"\n\n")[0], re.MULTILINE)
    try:
        return datetime.fromtimestamp(int(found[1]), UTC) if found else None
    except (OverflowError, OSError, ValueError):
        return None


def read_status(git: Git, prefix: str = "") -> Status:
    """How the folder `prefix` differs from HEAD. Programs that attributes name are switched off for this."""
    names = ("status", "--porcelain=v2", "-z", "--no-renames", "--untracked-files=normal", "--ignore-submodules=dirty")
    where = ("--", prefix) if prefix else ()
    changed: list[str] = []
    untracked: list[str] = []
    for record in os.fsdecode(git.with_settings(without_filters(git)).run(*names, *where)).split("\0"):
        kind, _, rest = record.partition(" ")
        if kind == "?":
            untracked.append(_below(prefix, rest))
        elif kind in ("1", "u"):
            changed.append(_below(prefix, rest.split(" ", 7 if kind == "1" else 9)[-1]))
    return Status(changed=tuple(sorted(changed)), untracked=tuple(sorted(untracked)))


def _below(prefix: str, path: str) -> str:
    return path.removeprefix(prefix + "/") if prefix else path


def without_filters(git: Git) -> tuple[str, ...]:
    """Settings that switch off each filter program that the configuration names (gitattributes(5), filter)."""
    listed = git.ask("config", "--null", "--name-only", "--get-regexp", r"^filter\.") or b""
    drivers = {name.partition(".")[2].rpartition(".")[0] for name in os.fsdecode(listed).split("\0") if name}
    return tuple(
        f"filter.{driver}.{setting}"
        for driver in sorted(drivers)
        for setting in ("clean=", "smudge=", "process=", "required=false")
        if "=" not in driver
    )


def read_remotes(git: Git) -> Mapping[str, str]:
    """Where each remote lies, without credentials: the URL as configured where it names a host, for insteadOf may turn
    that into a mirror; else as git rewrites it, for it may be an abbreviation."""
    found: dict[str, str] = {}
    written = dict(_remotes_as_written(git))
    for line in os.fsdecode(git.run("remote", "--verbose")).splitlines():
        name, _, rest = line.partition("\t")
        url, mark, _ = rest.partition(" (fetch)")
        if mark:
            as_written = written.get(name, "")
            found[name] = without_user(as_written if _NAMES_A_HOST.match(as_written) else url)
    return MappingProxyType(found)


def _remotes_as_written(git: Git) -> Iterator[tuple[str, str]]:
    answer = git.ask("config", "--null", "--get-regexp", r"^remote\..*\.url$")
    for item in os.fsdecode(answer or b"").split("\0"):
        key, _, url = item.partition("\n")
        yield key.removeprefix("remote.").removesuffix(".url"), url


def without_user(url: str) -> str:
    """The URL without user name and password. The user of `git@host:path` and `ssh://git@host` is no secret."""
    bare = redact_url(re.sub(r"^([A-Za-z][A-Za-z0-9+.-]*://)[^/]*@", r"\1", url))
    return bare.replace("ssh://", "ssh://git@", 1) if url.startswith("ssh://git@") else bare
