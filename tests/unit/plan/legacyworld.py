"""A world in memory: modules by version, clones by commit, and packages of a legacy build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from gomigrate.gosource.package import read_package
from gomigrate.gosource.platforms.platform import Platform
from gomigrate.model.legacy.inventory import Origin, Used
from gomigrate.model.modules import Attempt, ModuleVersion, RevInfo, Said, SourceKind
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.resolve.resolve import Resolver
from gomigrate.world.base.outcome import Found, Outcome, Refused, Unanswered
from gomigrate.world.git.clone import CommitFacts
from gomigrate.world.modules.facts import Facts

LINUX = (Platform(goos="linux", goarch="amd64", cgo=True), Platform(goos="linux", goarch="arm64", cgo=False))
LIB = "github.com/acme/lib"

TOLD = (Attempt(source="proxy", kind=SourceKind.PROXY, question="asked", said=Said.FOUND),)


def day(text: str) -> datetime:
    """Midnight UTC of a date."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def go(text: str = "", package: str = "lib") -> bytes:
    """A Go file."""
    return f"package {package}\n\n{text}\n".encode()


def used(files: Mapping[str, bytes], import_path: str = LIB, origin: Origin = Origin.VENDOR) -> Used:
    """A package of the legacy build, vendored below vendor/."""
    folder = f"vendor/{import_path}"
    tree = MemoryTree({f"{folder}/{name}": data for name, data in files.items()})
    package = read_package(tree, folder, import_path)
    assert package is not None
    return Used(
        place=f"github.com/acme/app/vendor/{import_path}",
        import_path=import_path,
        origin=origin,
        tree=tree,
        dir=folder,
        root="vendor",
        package=package,
        project="github.com/acme/app",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What a module version is: when, its commit, its files; `is_refused`: its zip is not available."""

    at: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    commit: str = ""
    is_refused: bool = False
    is_here: bool = False


class FakeModules:
    """Answers as ModuleSource does, out of a mapping; `asked` are the downloads in order, `unlisted` the modules of
    which no list is available."""

    def __init__(
        self,
        releases: Mapping[str, Mapping[str, Release]],
        revisions: Mapping[str, str] | None = None,
        unlisted: frozenset[str] = frozenset(),
    ) -> None:
        self.unlisted = unlisted
        self.releases = releases
        self.revisions = revisions or {}
        self.asked: list[str] = []

    unanswered: tuple[Unanswered, ...] = ()
    facts = Facts()

    def versions(self, path: str) -> Outcome[tuple[str, ...]]:
        """The list; a refusal where none is available."""
        if path in self.unlisted:
            return Refused(tuple(replace(attempt, said=Said.REFUSED) for attempt in _tried(path)))
        listed = self.releases.get(path)
        return Refused(_tried(path)) if listed is None else Found(tuple(listed), "proxy", TOLD)

    def versions_here(self, path: str) -> tuple[str, ...]:
        """What the module cache has."""
        return tuple(v for v, release in self.releases.get(path, {}).items() if release.is_here)

    def info(self, path: str, rev: str) -> Outcome[RevInfo]:
        """A version's time, or a revision's version where the proxy tells it."""
        version = self.revisions.get(rev, rev)
        release = self.releases.get(path, {}).get(version)
        if release is None:
            return Refused(_tried(f"{path}@{rev}"))
        return Found(RevInfo(version=version, time=day(release.at), commit=release.commit), "proxy", TOLD)

    def infos(self, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Outcome[RevInfo]]:
        """Many at once."""
        return {one: self.info(*one) for one in asked}

    def go_mod(self, mod: ModuleVersion) -> Outcome[bytes]:
        """The go.mod, made up where there is none."""
        release = self.releases.get(mod.path, {}).get(mod.version)
        if release is None:
            return Refused(_tried(str(mod)))
        return Found(release.files.get("go.mod", f"module {mod.path}\n".encode()), "proxy", TOLD)

    def zip_tree(self, mod: ModuleVersion) -> Outcome[MemoryTree]:
        """The files."""
        release = self.releases.get(mod.path, {}).get(mod.version)
        if mod.version not in self.asked:
            self.asked.append(mod.version)
        if release is None or release.is_refused:
            return Refused(_tried(str(mod)))
        return Found(MemoryTree(release.files), "proxy", TOLD)

    def begin(self, mods: Iterable[ModuleVersion]) -> None:
        """Nothing is on its way anywhere."""

    def prefetch(self, mods: Iterable[ModuleVersion]) -> None:
        """Counts as a download."""
        self.asked += [mod.version for mod in mods if mod.version not in self.asked]


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit of a fake clone."""

    hash: str
    at: str
    files: Mapping[str, bytes]
    tags: tuple[str, ...] = ()


class FakeClone:
    """Answers as Clone does; the commits are given oldest first, on one line."""

    shallow = False

    def __init__(self, *commits: Commit) -> None:
        self.commits = commits

    def commit(self, rev: str) -> CommitFacts | None:
        """By full hash."""
        return next((CommitFacts(commit=c.hash, time=day(c.at)) for c in self.commits if c.hash == rev), None)

    def tags_here(self, commit: str) -> tuple[str, ...]:
        """The commit's own tags."""
        return next(c.tags for c in self.commits if c.hash == commit)

    def tags_before(self, commit: str) -> tuple[str, ...]:
        """Those up to the commit."""
        index = next(i for i, c in enumerate(self.commits) if c.hash == commit)
        return tuple(tag for c in self.commits[: index + 1] for tag in c.tags)

    def tree(self, commit: str) -> MemoryTree:
        """The commit's files."""
        return MemoryTree(next(c.files for c in self.commits if c.hash == commit))

    def find_commits_with(self, folder: str, files: Mapping[str, Sequence[bytes]]) -> tuple[str, ...]:
        """Newest first."""
        prefix = f"{folder}/" if folder else ""
        return tuple(
            c.hash
            for c in reversed(self.commits)
            if files and all(c.files.get(prefix + name) in any_of for name, any_of in files.items())
        )


class FakeClones:
    """Clones by import path."""

    def __init__(self, clones: Mapping[str, FakeClone] | None = None) -> None:
        self.clones = clones or {}

    def holding(self, path: str) -> Iterator[tuple[str, FakeClone]]:
        """Those at the path or above it."""
        for root, clone in self.clones.items():
            if path == root or path.startswith(root + "/"):
                yield root, clone


def resolver_of(modules: FakeModules, clones: Mapping[str, Any] | None = None) -> Resolver:
    """A real resolver over fakes."""
    return Resolver(modules, FakeClones(clones))  # type: ignore[arg-type]


def _tried(question: str) -> tuple[Attempt, ...]:
    return (Attempt(source="proxy", kind=SourceKind.PROXY, question=question, said=Said.NO),)
