"""Both sides of the build compiled by the same go command: is what the compiler makes of every package the same?"""

from __future__ import annotations

import hashlib
import posixpath
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.go.goversion import go_version
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.verdict import CodeDifference, CompiledBuild, NotCompiled, Witness
from gomigrate.verify.build.asking import read_absolute, words_of
from gomigrate.verify.compile.compiler import Compiler, NamedSide
from gomigrate.verify.compile.explain import Files, explained
from gomigrate.verify.compile.flags import patterns
from gomigrate.verify.compile.included import digests_below, included
from gomigrate.verify.compile.names import Names, names_of
from gomigrate.verify.compile.units import NO_GO_LINE
from gomigrate.world.base.counted import nobody
from gomigrate.world.base.sidebyside import side_by_side
from gomigrate.world.disk.disktree import DiskTree
from gomigrate.world.go.toolprogram import MARK

_REPOSITORIES = frozenset((".git", ".hg", ".bzr", ".svn"))

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gomigrate.model.gaps import Told
    from gomigrate.verify.branch.rewrites import Rewrites
    from gomigrate.verify.build.configuration import Configuration
    from gomigrate.verify.build.layout import Side
    from gomigrate.verify.build.packages import PackageLister
    from gomigrate.verify.compile.units import CompiledUnit
    from gomigrate.world.base.counted import Watch
    from gomigrate.world.disk.treewriter import TreeWriter


def compile_builds(
    lister: PackageLister,
    before: Side,
    after: Side,
    configurations: Sequence[Configuration],
    writer: TreeWriter,
    *,
    rewrites: Rewrites,
    watch: Watch = nobody,
) -> tuple[tuple[CompiledBuild, ...], tuple[Told, ...]]:
    """Compile the state before and the branch for each configuration, tests included, and compare what comes out.
    Nothing is linked, and nothing that was compiled is run. `lister` knows the packages of both; `writer` is that of
    the private folder in which the sides lie; `rewrites` is what the plan does to import paths; `watch` hears what is
    being compiled. What could not be compiled at all is reported."""
    files = Files(digest=lister.digests.of, read=read_absolute)
    comparison = _Compilation(Compiler(lister, writer, watch), writer.root, rewrites, files)
    builds: list[CompiledBuild] = []
    gaps: dict[tuple[Gap, tuple[str, ...]], list[str]] = {}
    for wanted in configurations:
        try:
            configuration = comparison.compiler.prepared(wanted)
            if wanted.is_cgo and not configuration.is_cgo and (names := comparison.with_c(before, wanted)):
                gaps.setdefault((Gap.NOT_COMPILED, names), []).append(str(wanted))
            builds.append(comparison.compare(before, after, configuration))
        except WorldProblem as problem:
            words = words_of(getattr(problem, "stderr", ""))[:1] or (str(problem),)
            gaps.setdefault((Gap.COMPILER, words), []).append(str(wanted))
    told = (Unchecked(what=gap, platform=", ".join(where), names=names) for (gap, names), where in gaps.items())
    return tuple(builds), tuple(told)


@dataclass(frozen=True, slots=True)
class _Compilation:
    """Compiles and compares for one configuration after the other. `private` is the folder that both sides are in."""

    compiler: Compiler
    private: str
    rewrites: Rewrites
    files: Files
    around: Callable[[str], str] = field(default_factory=lambda: cache(_digest_below))

    def with_c(self, before: Side, configuration: Configuration) -> tuple[str, ...]:
        """The packages with C code, which are not compiled here."""
        return tuple(sorted({unit.path for unit in self.compiler.units(before, configuration) if unit.has_c}))

    def compare(self, before: Side, after: Side, configuration: Configuration) -> CompiledBuild:
        """Both sides for one configuration. Raises WorldProblem."""
        units, now = side_by_side(lambda side: self.compiler.units(side, configuration), (before, after), 2)
        after_names = names_of(now, (), {}, self._digest)
        by_name = {after_names.unit(unit.listed): unit for unit in now}
        names = names_of(units, self.rewrites, by_name, self._digest)
        languages = _Languages(now, by_name)
        flags = {unit.path: self._flags(unit, names, (languages.flag(names.unit(unit.listed)),)) for unit in units}
        flags_now = {unit.path: self._flags(unit, after_names) for unit in now}
        branch = NamedSide(
            side=after, names=after_names.of, gcflags=patterns(flags_now), units=_number(now), is_before=False
        )
        legacy = NamedSide(side=before, names=names.of, gcflags=patterns(flags), units=_number(units), is_before=True)
        now = self.compiler.compiled(branch, configuration)
        linker = _Linker(self.compiler, branch, configuration, after_names)
        # A program is linked by one process, while the other side is compiled.
        with ThreadPoolExecutor(max_workers=1) as pool:
            fails = pool.submit(linker.any_fails, now)
            was, legacy = self._compiled_before(units, legacy, flags, configuration)
        compiled = {after_names.unit(unit.listed): unit for unit in now}
        build = self._compared(was, compiled, names, configuration)
        if not fails.result():
            return build
        then = _Linker(self.compiler, legacy, configuration, names)
        return replace(build, not_linked=tuple(_not_linked(linker, now, then, was)))

    def _compiled_before(
        self,
        units: Sequence[CompiledUnit],
        legacy: NamedSide,
        flags: Mapping[str, tuple[str, ...]],
        configuration: Configuration,
    ) -> tuple[tuple[CompiledUnit, ...], NamedSide]:
        """The state before as compiled, with its flags: in the language version of the branch, except for packages that
        this version may be too old for. For those it counts whether they compiled in their own version. What compiled
        is compared in one language version; a package may have compiled where its test did not."""
        was = self.compiler.compiled(legacy, configuration)
        incomplete = {unit.listed for unit in units if unit.error}
        broken = {unit.path for unit in was if not unit.code and unit.listed not in incomplete}
        if not broken:
            return was, legacy
        own = {path: tuple(flag for flag in flags[path] if "-lang" not in flag) for path in broken}
        legacy = replace(legacy, gcflags=patterns({**flags, **own}))
        first = {unit.listed: unit for unit in was if unit.code}
        again = self.compiler.compiled(legacy, configuration)
        return tuple(first.get(unit.listed, unit) for unit in again), legacy

    def _digest(self, unit: CompiledUnit) -> object:
        return tuple(sorted(self.files.listed(unit).items()))

    def _flags(self, unit: CompiledUnit, names: Names, language: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The compiler's flags for a package; what else decides on the outcome, and is not in the key under which the
        go command keeps it, goes into the key."""
        marks = [names.of[unit.path]] if unit.path in names.unlike_default else []
        if unit.native:
            marks.append(self._around(unit))
        mark = hashlib.sha256("\0".join(marks).encode()).hexdigest()[:16]
        return (*language, *((f"{MARK}{mark}",) if marks else ()))

    def _around(self, unit: CompiledUnit) -> str:
        """A digest of the included files that the go command does not name. Assembly names them; a C compiler may find
        them in other ways, so every file that it can reach counts."""
        if unit.has_c:
            return self.around(self._top(unit))
        return repr([(name, self.files.digest(f"{unit.folder}/{name}")) for name in included(unit, self.files.read)])

    def _top(self, unit: CompiledUnit) -> str:
        """The side that the unit lies in; its module, or the repository in the user's own GOPATH, where it lies
        elsewhere."""
        if unit.folder.startswith(f"{self.private}/"):
            return f"{self.private}/{unit.folder[len(self.private) + 1 :].split('/')[0]}"
        above = unit.root or unit.folder
        while not unit.root and posixpath.dirname(above) != above:
            if any(entry.name in _REPOSITORIES for entry in DiskTree(above).entries("")):
                return above
            above = posixpath.dirname(above)
        return unit.root or posixpath.dirname(unit.folder)

    def _compared(
        self, was: Sequence[CompiledUnit], now: Mapping[str, CompiledUnit], names: Names, configuration: Configuration
    ) -> CompiledBuild:
        before = {names.unit(unit.listed): unit for unit in was if unit.path not in names.alone}
        both = before.keys() & now.keys()
        compiled = {name for name in both if before[name].code and now[name].code}
        same = {name for name in compiled if before[name].code == now[name].code}
        linked = {name: found for name in same if (found := self.files.linked(before[name], now[name]))}
        same -= linked.keys()
        differing = compiled - same
        return CompiledBuild(
            platform=configuration.platform,
            tags=configuration.tags,
            is_cgo=configuration.is_cgo,
            same=len(same),
            tests=sum(bool(before[name].for_test) for name in same),
            differ=tuple(
                explained(before[name], now[name], names, self.files, differing)
                if name not in linked
                else CodeDifference(import_path=name, because=Witness.FILES, files=linked[name])
                for name in sorted(differing)
            ),
            not_compiled=tuple(
                NotCompiled(
                    import_path=name,
                    before=_reason(before[name], was),
                    after=_reason(now[name], now.values()),
                    same_files=not self.files.differing(before[name], now[name]),
                    has_files=bool(before[name].files or now[name].files),
                )
                for name in sorted(both - compiled)
            ),
            # What could not be compiled before is no loss.
            lost=tuple(sorted(name for name in before.keys() - both if before[name].code)),
            added=tuple(sorted(now.keys() - both)),
        )


@dataclass(frozen=True, slots=True)
class _Linker:
    """Links programs of a side that was compiled; `names` are those of its units."""

    compiler: Compiler
    named: NamedSide
    configuration: Configuration
    names: Names

    def link(self, programs: Sequence[CompiledUnit]) -> str:
        """Why one of them cannot be linked, "" where all can."""
        return self.compiler.link(self.named, self.configuration, [unit.path for unit in programs])

    def any_fails(self, units: Iterable[CompiledUnit]) -> bool:
        """Whether one of the programs that compile cannot be linked. Tags are for the compiler alone: it was linked
        without them."""
        programs = _programs(units)
        return bool(programs and not self.configuration.tags and self.link(programs))


def _number(units: Sequence[CompiledUnit]) -> int:
    """How many there are to compile, with a program for each package that has tests."""
    return len(units) + len({unit.for_test for unit in units if unit.for_test})


def _not_linked(
    branch: _Linker, now: Iterable[CompiledUnit], legacy: _Linker, was: Iterable[CompiledUnit]
) -> Iterator[NotCompiled]:
    """The programs that compile on the branch and cannot be linked: names for the linker say what no compiler reads."""
    before = {legacy.names.unit(unit.listed): unit for unit in _programs(was)}
    for unit in _programs(now):
        words = branch.link([unit])
        if words:
            name = branch.names.unit(unit.listed)
            then = legacy.link([before[name]]) if name in before else "there was no such program"
            yield NotCompiled(import_path=name, before=_first_line(then), after=_first_line(words))


def _programs(units: Iterable[CompiledUnit]) -> list[CompiledUnit]:
    return [unit for unit in units if unit.is_program and unit.code]


def _first_line(words: str) -> str:
    first = next((line for line in words_of(words, most=None) if not line.startswith("# ")), "")
    return first.removesuffix(" in any of:")


def _digest_below(folder: str) -> str:
    return hashlib.sha256(repr(sorted(digests_below(folder).items())).encode()).hexdigest()


def _reason(unit: CompiledUnit, units: Iterable[CompiledUnit]) -> str:
    """The first line of why there is nothing, "" where there is something; files by the import paths of `units`, not by
    places of ours."""
    if unit.code:
        return ""
    reason = _first_line(unit.error) or "no reason given"
    owners = (other for other in units if other.folder and f"{other.folder}/" in reason)
    owner = max(owners, key=lambda other: len(other.folder), default=None)
    return reason if owner is None else reason.replace(f"{owner.folder}/", f"{owner.path}/")


class _Languages:
    """The language that the branch compiles each package in."""

    def __init__(self, units: Iterable[CompiledUnit], by_name: Mapping[str, CompiledUnit]) -> None:
        self._by_name = by_name
        self._modules = {unit.module: unit.go for unit in units if unit.module}

    def flag(self, name: str) -> str:
        """The compiler's flag for the unit of this name, or for one that the branch does not have any more."""
        unit = self._by_name.get(name)
        if unit is not None and unit.go:
            go = unit.go
        else:
            path = name.partition(" ")[0]
            owners = [module for module in self._modules if is_inside(path, module)]
            go = self._modules[max(owners, key=len)] if owners else NO_GO_LINE
        major, minor = go_version(go)
        return f"-lang=go{major}.{minor}"
