"""Verify: is what the branch builds what was built before, and is it what was planned?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import UsageProblem, WorldProblem
from gomigrate.model.findings import Place
from gomigrate.model.verdict import Verdict, When
from gomigrate.modfile.syntax import ModFileError
from gomigrate.verify.branch import since
from gomigrate.verify.branch.excuses import is_note
from gomigrate.verify.branch.others import find_others
from gomigrate.verify.branch.record import RECORD
from gomigrate.verify.build import modules
from gomigrate.verify.build.comparison import ComparisonRun
from gomigrate.verify.subject import Notes, Subject, find_subject

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from gomigrate.model.plan import Plan
    from gomigrate.world.go.gocmd import GoCommand
    from gomigrate.world.world import World

SHOWN = 12
"""So many names are given where there may be hundreds."""


def verify(
    world: World,
    root: str,
    ref: str,
    *,
    base: str | None = None,
    platforms: Sequence[str] | None = None,
    tidy: bool = False,
    tests: float = 0,
) -> Verdict:
    """Compare the ref (a branch, a commit) with its plan and with the state before.

    `root` is the project's folder, `base` the commit to compare with instead of the recorded one, `platforms` such as
    "linux/amd64" (the host's and the recorded ones), `tidy` whether to ask `go mod tidy -diff` as well, `tests` for how
    many seconds the project's own tests may run on each side (0: they do not run). Nothing in the repository is
    touched, and without `tests` nothing of it is run; all the work is done in a private temporary folder. Raises
    UsageProblem where `root`, `ref` or `base` name nothing that can be verified, WorldProblem where git or the disk
    fails.
    """
    from gomigrate.world.disk.files import private_dir
    from gomigrate.world.disk.treewriter import TreeWriter

    notes = Notes()
    subject = find_subject(root, ref, base, notes)
    if subject.plan:
        # Of modules that are only in the graph, pruning may leave the go.mod unread, and go.sum without its line.
        required = {line.path for line in subject.plan.requires}
        build_list = [line for line in subject.plan.build_list if line.path in required]
        notes.findings += modules.sum_gaps(build_list, subject.file("go.sum"))
        notes.findings += since.moved_on(subject.plan, subject.file("go.mod"))
    notes.findings += modules.leading_out(subject.file("go.mod"), subject.repository.prefix, subject.go_mod_before)
    _deciding_lines(subject, notes)
    compared: frozenset[str] = frozenset()
    go = world.go
    if go is None:
        _without_go(subject, notes)
    else:
        wanted = _platforms(world, go, subject.plan, platforms, notes)
        with private_dir() as folder:
            comparison = ComparisonRun(world, go, subject, notes, TreeWriter(folder))
            comparison.run(wanted, tidy=tidy, tests=tests)
            compared = comparison.compared
        if not platforms and comparison.passed_over:
            names = ", ".join(comparison.passed_over)
            notes.unchecked.append(f"files of the project are for {names}, where nothing was compared; see --platform")
    _others(subject, notes, compared)
    return Verdict(
        ref=ref,
        base=subject.base,
        modules_same=notes.same,
        modules_differ=notes.differ,
        platforms=notes.platforms,
        findings=tuple(dict.fromkeys(notes.findings)),
        unchecked=tuple(notes.unchecked),
        tidy=notes.tidy,
        tests=notes.tests,
        others=notes.others,
        unproved=notes.unproved,
    )


def _platforms(
    world: World, go: GoCommand, plan: Plan | None, given: Sequence[str] | None, notes: Notes
) -> tuple[str, ...]:
    """The platforms to compare on: those given, else the host's and the recorded ones. One that the go command does not
    know cannot be compared, though go list would make up a list for it. Raises UsageProblem where such a one is
    given."""
    host = f"{world.go_env.goos}/{world.go_env.goarch}"
    recorded = plan.platforms if plan else ()
    wanted = tuple(dict.fromkeys(given or (host, *recorded)))
    known = _known_platforms(go) if set(wanted) != {host} else {host}
    unknown = [platform for platform in wanted if platform not in known]
    if given and unknown:
        raise UsageProblem(f"{unknown[0]} is no platform that the go command knows; go tool dist list prints them")
    for platform in unknown:
        message = f"{platform} is no platform that the go command knows, so nothing was compared on it."
        notes.findings.append(finding("GM316", message, place=Place(RECORD)))
    return tuple(platform for platform in wanted if platform in known)


def _known_platforms(go: GoCommand) -> Collection[str]:
    from gomigrate.gosource.platforms.platform import KNOWN_PLATFORMS

    try:
        return go.platforms()
    except WorldProblem:  # a packaged go command without its tools
        return {f"{goos}/{goarch}" for goos, goarch in KNOWN_PLATFORMS}


def _deciding_lines(subject: Subject, notes: Notes) -> None:
    """The lines of go.mod that decide over the same files; without a plan only that of the toolchain decides over
    something that is compared nowhere."""
    try:
        differ = subject.deciding_lines()
    except ModFileError:
        return  # said where the go command refuses it
    lines = tuple(f"{d.path}: planned {d.planned or 'no line'}, now {d.listed or 'no line'}" for d in differ)
    if subject.plan and differ:
        count = f"{len(differ)} line{'s' if len(differ) != 1 else ''}"
        notes.findings.append(
            finding("GM319", f"{count} of go.mod decide otherwise.", place=Place("go.mod"), evidence=lines)
        )
    notes.unchecked += [
        f"go.mod asks for the toolchain {d.listed}, by which the go command may build; all was compared by the one here"
        for d in differ
        if d.path == "toolchain" and d.listed and not subject.plan
    ]


def _others(subject: Subject, notes: Notes, compared: frozenset[str]) -> None:
    """Whatever else the branch changed."""
    found = find_others(subject, compared)
    notes.others, notes.unproved = found.changes, found.unproved
    own = [change for change in found.changes if change.when in (When.MIGRATION, When.UNKNOWN)]
    if own and subject.plan:
        what = (
            "1 file that the plan does not name is"
            if len(own) == 1
            else f"{len(own)} files that the plan does not name are"
        )
        message = f"{what} not as before."
        notes.findings.append(finding("GM315", message, place=Place(own[0].path), evidence=since.listed(own)))
    elif own:
        names = _first([change.path for change in own])
        notes.unchecked.append(f"there is no plan that says why other files changed: {names}")
    if subject.plan:
        notes.findings += since.changed_later(subject.repository, subject.commit, found.changes)
    if found.elsewhere:
        names = ", ".join(found.elsewhere[:SHOWN])
        more = f" and {len(found.elsewhere) - SHOWN} more" if len(found.elsewhere) > SHOWN else ""
        notes.unchecked.append(
            f"other modules with records of their own, which are verified in their folders: {names}{more}"
        )
    unproved = [path for path in found.unproved if not is_note(path)]
    if unproved:
        notes.unchecked.append(f"changed as planned, but the content was not checked: {_first(unproved)}")


def _first(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")


def _without_go(subject: Subject, notes: Notes) -> None:
    """What can be said by reading alone."""
    notes.unchecked.append("there is no go command: no package was compared, and the build list was not computed")
    if subject.plan is None:
        return
    try:
        notes.differ = modules.compare_go_mod(subject.plan, subject.file("go.mod"))
    except ModFileError as e:
        notes.findings.append(finding("GM301", str(e), place=Place("go.mod")))
        return
    notes.same = max(0, len(subject.plan.requires) + len(subject.plan.replaces) - len(notes.differ))
    notes.unchecked.append("the require and replace lines of go.mod were compared with the plan instead")
