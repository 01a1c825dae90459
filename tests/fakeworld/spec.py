"""What `world.toml` says, as values. Everything that is not written there has the plain default below.

    why = "one sentence: what this world shows"

    [repo."github.com/acme/lib"]            # the path it is imported by
    commits = [
        "2017-03-01",                       # a commit of that day with a generated one-file package ...
        "2017-04-01 v1.0.0 v1.0.1",         # ... and with (light) tags
        {at = "2017-05-01", tree = "lib3", annotated = ["v1.1.0"], parent = 1, branch = "side"},
        {at = "2017-06-01", module = "github.com/acme/lib/v2", requires = ["x.test/y v1.0.0"], imports = ["x.test/y"]},
    ]
    url = "https://git.acme.test/lib"       # where it is cloned from, if not https://<path>
    base = "github.com/acme/upstream#2"     # a fork: its first commit has that parent
    gone = true                             # existed once; neither git nor the proxy has it any more
    private = true                          # git has it, the proxy does not

    [proxy]
    serve = ["revisions", "latest"]         # besides list, tags and exact versions
    refuse = ["github.com/acme/x@*"]        # neither .info nor .mod nor .zip
    refuse_zip = ["github.com/acme/y@v1*"]  # .info and .mod, no .zip
    unlisted = ["github.com/acme/z"]        # neither list nor @latest: exact versions alone

    [gopath]
    entries = 1
    checkouts = {"github.com/acme/lib" = 2, "x.test/b" = {at = 1, entry = 2, overlay = "patch", shallow = true}}

    [project]
    path = "github.com/acme/app"
    at = "2018-06-01"
    tree = "before"                         # files; or, in place of Go files in it:
    imports = ["github.com/acme/lib"]       # a generated main.go with these imports
    vendor = {"github.com/acme/lib" = 2}    # files of that commit below vendor_dir; like a checkout's value, also
                                            # {of = "github.com/fork/lib", at = 2, only = ["", "sub"]}
    vendor_dir = "vendor"
    submodules = {"vendor/github.com/acme/lib" = "github.com/acme/lib#2"}
    outside = true                          # lies outside GOPATH
    git = false                             # is no git repository
    remote = "https://github.com/acme/app"
    entry = 2                               # of GOPATH
    dirty = "edited"                        # a tree laid over the checkout and not committed

A tree is the set of files below that name in `trees.txtar` (`-- lib3/lib.go --`) or in the folder `trees/lib3`. In
every text, `{{github.com/acme/lib#2}}` becomes the hash of that commit, `{{...#2:short}}` its first twelve digits,
`{{...#2:time}}` its time, `{{...#2:version}}` its canonical version, and `{{...#2:version@PATH}}` that of module PATH.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tests.fakeworld.txtar import parse_txtar

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitSpec:
    """A commit: its time, tags, and either a tree or the words for a generated package."""

    at: datetime
    tags: tuple[str, ...] = ()
    annotated: tuple[str, ...] = ()
    tree: str | None = None
    package: str | None = None
    module: str | None = None
    requires: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    parent: int | None = None
    branch: str = "master"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositorySpec:
    """A repository, named by the path it is imported by."""

    path: str
    commits: tuple[CommitSpec, ...]
    url: str
    base: str = ""
    gone: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CopySpec:
    """A checkout or a vendored copy: which commit (1 is the first), in which GOPATH entry, with which tree laid over
    it. `plain` leaves git's folder out, `of` names another repository, `only` the folders that were copied."""

    at: int
    entry: int = 1
    overlay: str | None = None
    shallow: bool = False
    plain: bool = False
    of: str = ""
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxySpec:
    """What the proxy answers, besides the list of tags and exact versions."""

    serve: tuple[str, ...] = ("revisions", "latest")
    refuse: tuple[str, ...] = ()
    refuse_zip: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSpec:
    """The project that is migrated."""

    path: str
    at: datetime
    tree: str | None = None
    imports: tuple[str, ...] = ()
    vendor: dict[str, CopySpec] = field(default_factory=dict)
    vendor_dir: str = "vendor"
    submodules: dict[str, str] = field(default_factory=dict)
    outside: bool = False
    git: bool = True
    remote: str = ""
    entry: int = 1
    dirty: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldSpec:
    """All of `world.toml` and the trees beside it; `rest` holds the tables that are not about the world itself."""

    repositories: tuple[RepositorySpec, ...]
    proxy: ProxySpec
    gopath_entries: int
    checkouts: dict[str, CopySpec]
    project: ProjectSpec
    trees: dict[str, Files]
    rest: dict[str, Any]


def load_spec(folder: Path) -> WorldSpec:
    """Read a scenario folder. Raises KeyError or TypeError for a word that `world.toml` does not know."""
    data = tomllib.loads((folder / "world.toml").read_text(encoding="utf-8"))
    repositories = data.pop("repo", {})
    gopath = data.pop("gopath", {})
    project = data.pop("project")
    return WorldSpec(
        repositories=tuple(_repository(path, table) for path, table in repositories.items()),
        proxy=ProxySpec(**_tuples(data.pop("proxy", {}))),
        gopath_entries=gopath.pop("entries", 1),
        checkouts={path: _copy(value) for path, value in gopath.pop("checkouts", {}).items()},
        project=_project(project),
        trees=_trees(folder),
        rest=data,
    )


def _repository(path: str, table: dict[str, Any]) -> RepositorySpec:
    commits = tuple(_commit(value) for value in table.pop("commits"))
    return RepositorySpec(path=path, commits=commits, url=table.pop("url", f"https://{path}"), **table)


def _commit(value: str | dict[str, Any]) -> CommitSpec:
    if isinstance(value, str):
        day, *tags = value.split()
        return CommitSpec(at=_time(day), tags=tuple(tags))
    return CommitSpec(**_tuples(value) | {"at": _time(value["at"])})


def _copy(value: int | dict[str, Any]) -> CopySpec:
    if isinstance(value, int):
        return CopySpec(at=value)
    return CopySpec(**_tuples(value))


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _project(table: dict[str, Any]) -> ProjectSpec:
    vendor = {path: _copy(value) for path, value in table.pop("vendor", {}).items()}
    return ProjectSpec(**_tuples(table) | {"at": _time(table["at"]), "vendor": vendor})


def _time(value: str | date | datetime) -> datetime:
    text = value if isinstance(value, str) else value.isoformat()
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _trees(folder: Path) -> dict[str, Files]:
    files: Files = {}
    archive = folder / "trees.txtar"
    if archive.is_file():
        files = {name: text.encode() for name, text in parse_txtar(archive.read_text(encoding="utf-8")).items()}
    plain = folder / "trees"
    for path in sorted(p for p in plain.rglob("*") if p.is_file()):
        files[path.relative_to(plain).as_posix()] = path.read_bytes()
    trees: dict[str, Files] = {}
    for name, content in files.items():
        tree, _, rest = name.partition("/")
        trees.setdefault(tree, {})[rest] = content
    return trees
