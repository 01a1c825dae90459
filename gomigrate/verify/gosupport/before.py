"""The Go of its time for the state before: what the go command at hand does not compile any more may have been in
order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.go.goversion import go_order
from gomigrate.verify.gosupport.compiling import compile_side
from gomigrate.world.go.toolchains import exact_version, fetch_toolchain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.verdict import NotCompiled
    from gomigrate.verify.build.layout import Side
    from gomigrate.verify.gosupport.compiling import CompiledBy
    from gomigrate.verify.gosupport.installed import CiVersion
    from gomigrate.world.go.gocmd import GoCommand


def go_of_its_time(found: Iterable[CiVersion]) -> str:
    """The Go to propose for the state before, by what its CI installs: the newest that can be fetched, which is the
    likeliest to know all that the code needs; "" where there is none."""
    known = {exact_version(one.version) for one in found}
    return max(known - {""}, key=go_order, default="")


def compile_before(go: GoCommand, side: Side, version: str) -> CompiledBy:
    """What the Go of a version ("1.10", "1.10.8") makes of the state before, laid out as `side`, in the mode of the
    side. Raises WorldProblem where it cannot be had."""
    return compile_side(fetch_toolchain(go, exact_version(version) or version), side)


def told_of_its_time(broken: Sequence[NotCompiled], said: CompiledBy) -> tuple[Finding, ...]:
    """What the Go of its time says of the packages that the go command at hand does not compile before: a note with
    those that were in order; none where there is no such package."""
    names = tuple(sorted({package.import_path for package in broken if package.before}))
    compiled = tuple(name for name in names if name in said.compiled)
    if not compiled:
        return ()
    left = len(names) - len(compiled)
    return (finding("GM337", go=said.version, packages=len(compiled), left=left, evidence=compiled),)
