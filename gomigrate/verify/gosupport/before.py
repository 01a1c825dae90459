"""The Go of its time for the state before: it may compile what the present go command no longer does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import WorldProblem
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.go.goversion import go_order, go_version
from gomigrate.plan.goline.judged import MODULES_FROM
from gomigrate.verify.gosupport.compiling import compile_side
from gomigrate.world.go.toolchains import exact_version, fetch_toolchain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.gaps import Told
    from gomigrate.model.verdict import CompiledBuild, NotCompiled
    from gomigrate.plan.goline.installed import CiVersion
    from gomigrate.verify.build.layout import Side
    from gomigrate.verify.gosupport.compiling import CompiledBy
    from gomigrate.world.go.gocmd import GoCommand

_OF_THIS_MACHINE = re.compile(r"\bfatal error: .*: No such file or directory$|\bpkg-config\b")
"""The messages of a C compiler or pkg-config about a missing library: no other Go finds it."""


def go_of_its_time(found: Iterable[CiVersion]) -> str:
    """The Go to propose for the state before, from those that its CI installs: the newest that can be fetched, which
    most likely supports all of the code. "" where there is none."""
    known = {exact_version(one.version) for one in found}
    return max(known - {""}, key=go_order, default="")


def compile_before(go: GoCommand, side: Side, version: str) -> CompiledBy:
    """What the Go of a version ("1.10", "1.10.8") makes of the state before, laid out as `side`, in the mode of the
    side. Raises WorldProblem where it is not available, or cannot be used here."""
    said = compile_side(fetch_toolchain(go, exact_version(version) or version), side)
    if said.problem:
        raise WorldProblem(said.problem)
    return said


def told_of_before(
    go: GoCommand, side: Side, broken: Sequence[NotCompiled], version: str, found: Callable[[], Iterable[CiVersion]]
) -> tuple[Told, ...]:
    """What to report about the packages among `broken` that, or whose tests, the installed go command does not compile
    before: the result with the Go of the requested `version`; or, with "", the version that the CI of that time
    installs (`found`), if another Go can help at all."""
    if not version:
        broken = [package for package in broken if not _OF_THIS_MACHINE.search(package.before)]
    names = tuple(sorted(broken_before(broken)))
    if not names:
        return ()
    if not version:
        proposed = go_of_its_time(found())
        return (finding("GM338", go=proposed, packages=len(names), evidence=names),) if proposed else ()
    try:
        return (told_of_its_time(names, compile_before(go, side, version)),)
    except WorldProblem as problem:
        return (Unchecked(what=Gap.NO_OLD_GO, names=(f"go{version}: {problem}",)),)


def broken_by_itself(compiled: Iterable[CompiledBuild]) -> tuple[NotCompiled, ...]:
    """What did not compile before in the first build without tags. Another Go is asked to compile the same build: what
    fails with some tags alone does not count where they are not set."""
    first = next((build for build in compiled if not build.tags), None)
    return tuple(package for package in first.not_compiled if package.before) if first else ()


def broken_before(broken: Iterable[NotCompiled]) -> set[str]:
    """The packages that do not compile before, or whose tests do not, by their own import paths: the go command names
    what is compiled for a test "PATH [PATH.test]"."""
    return {_owner(package.import_path) for package in broken if package.before}


def _owner(name: str) -> str:
    path, _, test = name.partition(" [")
    return test.removesuffix("]").removesuffix(".test") or path


def told_of_its_time(names: Sequence[str], said: CompiledBy) -> Finding:
    """The result of the Go of its time for packages that the present go command does not compile before, tests
    included: which of them compiled."""
    compiled = tuple(name for name in names if name in said.compiled)
    left = len(names) - len(compiled)
    modules = go_version(said.version) >= MODULES_FROM
    return finding("GM337", go=said.version, packages=len(compiled), left=left, modules=modules, evidence=compiled)
