"""Which Go builds the branch: judged for those of the project's CI, tried where the user asks for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.go.goversion import go_order, go_version
from gomigrate.model.verdict import Builds, GoFault, GoSupport
from gomigrate.plan.goline.installed import ci_versions, documents_of
from gomigrate.plan.goline.judged import MODULES_FROM, branch_needs, judge_all, told_of
from gomigrate.verify.build.asking import read_absolute
from gomigrate.verify.build.layout import lay_out_module
from gomigrate.verify.gosupport.compiling import compile_side, uses_cgo
from gomigrate.world.disk.files import private_dir
from gomigrate.world.disk.treewriter import TreeWriter
from gomigrate.world.go.toolchains import exact_version, fetch_toolchain, own_toolchain

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.gaps import Told
    from gomigrate.model.trees.tree import Tree
    from gomigrate.plan.goline.installed import CiVersion
    from gomigrate.plan.goline.judged import BranchNeeds
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch
    from gomigrate.verify.build.layout import Side
    from gomigrate.verify.gosupport.compiling import CompiledBy
    from gomigrate.world.go.gocmd import GoCommand
    from gomigrate.world.go.toolchains import Toolchain

_OLDEST = "1.11"
_MOST_TRIED = 30
_MODULE_FILES = ("go.mod", "go.sum")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A row for each version, oldest first, the versions that are not available, and how many packages the go command
    at hand does not compile before."""

    rows: tuple[GoSupport, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    broken: int = 0

    @property
    def told(self) -> tuple[Told, ...]:
        """All findings besides the rows."""
        return (*self.findings, *self.unchecked)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """An error for each Go that the project's CI installs and that cannot build the branch."""
        return tuple(told_of("GM336", self.rows, broken=self.broken))


def support_matrix(
    go: GoCommand | None, branch: VerifiedBranch, *, tries: bool, known_broken: Collection[str] = ()
) -> Matrix:
    """Which Go builds the branch: the versions of CI judged, or with `tries` these and more compiled. `known_broken`
    are the packages that did not compile before. Raises WorldProblem where the disk fails."""
    needs = _needs(branch)
    found = ci_versions(documents_of(branch.whole, branch.repository.prefix))
    judged = replace(judged_matrix(found, needs), broken=len(known_broken))
    if not tries or go is None or needs is None:
        return judged
    return tried_matrix(go, branch.whole, branch.repository.prefix, judged, needs, known_broken=known_broken)


def _needs(branch: VerifiedBranch) -> BranchNeeds | None:
    return branch_needs(branch.tree, branch.file("go.mod"), has_vendor=bool(branch.tree.entries("vendor")))


def judged_matrix(found: Sequence[CiVersion], needs: BranchNeeds | None) -> Matrix:
    """The versions of CI, judged; none where go.mod cannot be read."""
    if needs is None:
        return Matrix()
    return Matrix(rows=tuple(judge_all(found, needs)))


def tried_matrix(
    go: GoCommand, tree: Tree, prefix: str, judged: Matrix, needs: BranchNeeds, *, known_broken: Collection[str] = ()
) -> Matrix:
    """The versions of CI, that of the go line, the oldest with modules and the present one. Each is tried on a private
    copy of the repository's `tree` with the project in `prefix`, where nothing of it is run. `known_broken` are the
    packages that did not compile before. Raises WorldProblem where the disk fails."""
    rows = {row.version: row for row in judged.rows}
    wanted = [_OLDEST, ".".join(map(str, go_version(needs.go)))]
    for version in wanted:
        is_there = any(go_version(row) == go_version(version) for row in rows)
        if go_version(version) >= MODULES_FROM and not is_there:
            rows[version] = GoSupport(version=version, builds=Builds.UNKNOWN)
    tried, missing = [], []
    with private_dir() as folder:
        trial = _Trial(go, tree, prefix, TreeWriter(folder), frozenset(known_broken))
        for row in rows.values():
            try:
                tried.append(trial.row(row))
            except WorldProblem as problem:
                tried.append(replace(row, builds=Builds.UNKNOWN, words=str(problem)))
                missing.append(f"go{row.version}: {problem}")
        tried += [] if trial.has_own else [trial.own_row()]
    unchecked = (Unchecked(what=Gap.NO_OLD_GO, names=tuple(missing)),) if missing else ()
    rows_in_order = tuple(sorted(tried, key=lambda row: go_order(row.version)))
    return Matrix(rows=rows_in_order, unchecked=unchecked, broken=judged.broken)


class _Trial:
    """One copy of the branch for all versions: what an old go command writes into go.mod is undone."""

    def __init__(
        self, go: GoCommand, tree: Tree, prefix: str, writer: TreeWriter, known_broken: frozenset[str]
    ) -> None:
        self.has_own = False
        self._go = go
        self._tree = tree
        self._writer = writer
        self._at = f"branch/{prefix}".rstrip("/")
        self._prefix = f"{prefix}/" if prefix else ""
        self._known_broken = known_broken
        self._said: dict[str, tuple[CompiledBy, bool]] = {}
        self._side = lay_out_module(tree, prefix, writer, "branch")
        self._has_cgo = uses_cgo(go, self._side)
        self._texts = {name: _read(tree, f"{self._prefix}{name}") for name in _MODULE_FILES}

    def row(self, row: GoSupport) -> GoSupport:
        """The row with its result. A Go without modules is not tried, and what depends on where CI puts the project
        keeps its judgment. Raises WorldProblem where the version is not available, or cannot be used here."""
        if go_version(row.version) < MODULES_FROM or row.fault is GoFault.GO_LINE:
            return row
        own = own_toolchain(self._go)
        is_own = go_version(own.version) == go_version(row.version) and len(row.version.split(".")) == 2
        self.has_own = self.has_own or is_own or row.version == own.version
        version = own.version if is_own else exact_version(row.version)
        if not version:
            raise WorldProblem("no release of it is known here")
        if version not in self._said and len(self._said) == _MOST_TRIED:
            raise WorldProblem(f"{_MOST_TRIED} other versions were tried already")
        tried = self._tried(fetch_toolchain(self._go, version), row)
        hangs = row.fault in (GoFault.IN_GOPATH, GoFault.MAYBE_IN_GOPATH)
        return row if hangs and tried.builds is Builds.YES else tried

    def own_row(self) -> GoSupport:
        """The row of the go command at hand."""
        own = own_toolchain(self._go)
        return self._tried(own, GoSupport(version=own.version, builds=Builds.UNKNOWN))

    def _tried(self, toolchain: Toolchain, row: GoSupport) -> GoSupport:
        if toolchain.version not in self._said:
            self._said[toolchain.version] = compile_side(toolchain, self._side), self._restore()
        said, rewrites = self._said[toolchain.version]
        failed, unknown = (self._new(found) for found in (said.failed, said.unknown))
        if said.is_unknown or (unknown and not failed):
            raise WorldProblem(said.problem or unknown)
        words = said.problem or failed
        without_cgo = self._has_cgo and toolchain.go is not self._go
        if words and without_cgo:
            raise WorldProblem(f"it was tried without cgo, which the project uses, and then fails: {words}")
        is_refused = rewrites and row.fault is GoFault.READONLY
        builds = Builds.NO if words or is_refused else Builds.YES
        fault = GoFault.READONLY if is_refused and not words else None
        return replace(
            row,
            version=toolchain.version,
            builds=builds,
            words=words,
            fault=fault,
            rewrites=rewrites,
            without_cgo=without_cgo,
            left=tuple(sorted(said.failed.keys() & self._known_broken)),
        )

    def _new(self, found: Mapping[str, str]) -> str:
        """The first of these packages that is not known to be broken, and why; "" where there is none."""
        return next((f"{path}: {why}" for path, why in found.items() if path not in self._known_broken), "")

    def _restore(self) -> bool:
        """Whether go.mod was changed; it and go.sum are again what they were."""
        now = {name: _read_disk(self._side, name) for name in _MODULE_FILES}
        for name, data in self._texts.items():
            if now[name] != data:
                self._writer.write(f"{self._at}/{name}", data)
        return now["go.mod"] != self._texts["go.mod"]


def _read(tree: Tree, path: str) -> bytes | None:
    try:
        return tree.read(path)
    except OSError:
        return None


def _read_disk(side: Side, name: str) -> bytes | None:
    try:
        return read_absolute(f"{side.cwd}/{name}")
    except OSError:
        return None
