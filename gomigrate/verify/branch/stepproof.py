"""A step after the migration compared with the go.mod before it: it removes what its record says, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.plan import StepKind
from gomigrate.modfile.gomod import ModFileError, parse
from gomigrate.verify.branch.basecommit import main_branches
from gomigrate.verify.branch.gomodlines import GO_MOD
from gomigrate.verify.branch.history import is_ancestor
from gomigrate.verify.branch.record import RECORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.plan import TakenStep
    from gomigrate.model.verdict import PlatformVerdict
    from gomigrate.modfile.gomod import GoMod
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch
    from gomigrate.world.git.gittree import GitTree

_SHORT = 12
_REPLACING = (StepKind.HOLD, StepKind.FORK, StepKind.COPY)


def moved_by_step(branch: VerifiedBranch) -> tuple[str, ...]:
    """The packages that may differ by the step that the branch's record is of: never those of the module itself."""
    step = branch.plan.step if branch.plan else None
    return tuple(path for path in step.packages if not is_inside(path, branch.module)) if step else ()


def told_of_moved(branch: VerifiedBranch, platforms: Iterable[PlatformVerdict]) -> Iterator[Finding]:
    """A finding that names the packages which differ or are removed, as the step says."""
    step = branch.plan.step if branch.plan else None
    moved = {path for platform in platforms for path in platform.moved}
    if step and moved:
        yield finding("GM360", place=Place(RECORD), names=tuple(sorted(moved)), step=step.name)


def told_of_gated_step(branch: VerifiedBranch, trees: Sequence[GitTree]) -> Iterator[Finding]:
    """For a gate: a finding where the record is that of a step, added by a commit (of these `trees`) that no main
    branch has. Whoever proposes a step writes its record, and so says what the gate compares with. Raises
    WorldProblem."""
    step = branch.plan.step if branch.plan else None
    if step is None:
        return
    mains = main_branches(branch.repository)
    for tree in trees:
        if not any(is_ancestor(branch.repository, tree.rev, main) for main in mains):
            yield finding("GM362", place=Place(RECORD), step=step.name, commit=tree.rev[:_SHORT])


def told_of_step(branch: VerifiedBranch) -> Iterator[Finding]:
    """A finding where go.mod lost, or has got, lines that a step of its kind does not change; or where there was none,
    for then it is no step. What a step makes of require lines, the build list and the packages tell."""
    step = branch.plan.step if branch.plan else None
    if step is None or branch.before is None:
        return
    if not branch.go_mod_before:
        yield finding("GM361", place=GO_MOD, step=step.name, evidence=(f"module: (none) -> {branch.module}",), lines=1)
        return
    try:
        was, now = parse(branch.go_mod_before), parse(branch.file("go.mod"))
    except ModFileError:
        return  # said where the go command refuses it
    lines = tuple(_others(step, was, now))
    if lines:
        yield finding("GM361", place=GO_MOD, step=step.name, evidence=lines, lines=len(lines))


def _others(step: TakenStep, was: GoMod, now: GoMod) -> Iterator[str]:
    """The other lines that were added or removed. Another version of the same module may stand in for a version that no
    source has, or the version is excluded."""
    if was.module != now.module:
        yield f"module: {was.module} -> {now.module}"
    if step.kind is StepKind.GO and now.go != step.after:
        yield f"go: {now.go}"
    paths = {step.path, *step.together} if step.kind in _REPLACING else set[str]()
    before, after = set(was.replacements), set(now.replacements)
    for line in sorted(before - after):
        if not {line.path, f"{line.path}@{line.version}"} & paths:
            yield f"replace {line.path}: gone"
    for line in sorted(after - before):
        if line.new_path != line.path or not line.version:
            yield f"replace {line.path}: {line.new_path} {line.new_version}".rstrip()
    excluded = {f"{line.path}@{line.version}" for line in was.excludes}
    left = {f"{line.path}@{line.version}" for line in now.excludes}
    dropped = {step.path} if step.kind is StepKind.EXCLUDE else set[str]()
    yield from (f"exclude {one}: gone" for one in sorted(excluded - left - dropped))
