"""How far the build list of an existing go.mod differs from the pins of the old lock beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.decision import Drift, InGoMod, Unimported
from gomigrate.model.go import semver
from gomigrate.model.go.pseudo import is_pseudo, pseudo_rev
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import LedgerLine, PinAt, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.resolution import Resolution
    from gomigrate.plan.solve.solution import Solution
    from gomigrate.resolve.resolve import Resolver

_SHORT = 12


def drift(resolutions: Iterable[Resolution], solution: Solution, resolver: Resolver) -> tuple[LedgerLine, ...]:
    """A ledger line for each pin that the go.mod decides: kept where the build list has the same commit, moved where it
    has another version, dropped where nothing needs it."""
    return tuple(_line(resolution, solution, resolver) for resolution in resolutions)


def _line(resolution: Resolution, solution: Solution, resolver: Resolver) -> LedgerLine:
    want = resolution.want
    path = _selected_path(resolution, solution)
    line = LedgerLine(
        path=path or want.root,
        revision=want.revision,
        state=State.DROPPED,
        reason=Unimported(),
        pins=tuple(PinAt(pin.path, pin.place) for pin in want.pins),
        attempts=resolution.attempts,
    )
    if not path:
        return line
    module = ModuleVersion(path, solution.graph.selected[path])
    built = solution.replacements.of(module)
    lifted = solution.choices[path].lifted if path in solution.choices else None
    pinned = ModuleVersion(built.path, lifted.old) if lifted else built
    reason = _how_far(pinned, resolution, resolver)
    return replace(
        line,
        state=_STATES[reason.drift],
        reason=replace(lifted, because=reason) if lifted else reason,
        module=module,
        built=built if built != module else None,
    )


_STATES = {
    Drift.SAME: State.KEPT,
    Drift.NOT_LOCKED: State.KEPT,
    Drift.FOLDER: State.COPIED,
    Drift.RAISED: State.MOVED,
    Drift.LOWERED: State.MOVED,
    Drift.OTHER: State.MOVED,
}


def _selected_path(resolution: Resolution, solution: Solution) -> str:
    """The path under which the build list has what the pin is for, "" for none."""
    for used in resolution.want.packages:
        package = solution.load.packages.get(used.import_path)
        if package is not None and package.module is not None:
            return package.module.path
    paths = (resolution.module.path if resolution.module else "", resolution.path, resolution.want.root)
    return next((path for path in paths if path in solution.graph.selected), "")


def _how_far(built: ModuleVersion, resolution: Resolution, resolver: Resolver) -> InGoMod:
    want, locked = resolution.want, resolution.module
    if not built.version:
        return InGoMod(drift=Drift.FOLDER, built=built)
    if not want.revision:
        return InGoMod(drift=Drift.NOT_LOCKED, built=built)
    if _is_same_commit(built, resolution, resolver):
        return InGoMod(drift=Drift.SAME, built=built, locked=want.revision)
    if locked is None:
        return InGoMod(drift=Drift.OTHER, built=built, locked=want.revision, is_known=False)
    order = semver.compare(built.version, locked.version) if locked.path == built.path else 0
    moved = Drift.RAISED if order > 0 else Drift.LOWERED if order < 0 else Drift.OTHER
    return InGoMod(drift=moved, built=built, locked=locked.version if locked.path == built.path else str(locked))


def _is_same_commit(built: ModuleVersion, resolution: Resolution, resolver: Resolver) -> bool:
    locked = resolution.module
    if locked == built:
        return True
    commit = resolution.commit or resolution.want.revision
    if is_pseudo(built.version):
        return pseudo_rev(built.version)[:_SHORT] == commit[:_SHORT]
    info = resolver.ask(built.path, built.version).info
    return info is not None and bool(info.commit and commit) and info.commit.startswith(commit)


def drift_findings(lines: Sequence[LedgerLine]) -> Iterator[Finding]:
    """A finding for each pin that the go.mod moved."""
    for line in lines:
        if line.state is State.MOVED:
            yield finding("GM711", path=line.path, because=line.reason, place=line.lock)


def restored_findings(before: Sequence[LedgerLine]) -> Iterator[Finding]:
    """What --restore changed, by the ledger lines that the go.mod alone would have given."""
    for line in before:
        if line.state is State.MOVED:
            yield finding("GM712", path=line.path, because=line.reason, place=line.lock)
