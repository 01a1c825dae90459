"""Verify: is what the branch builds what was built before, and is it what was planned?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.verdict import Verdict
from gomigrate.verify import modules, since
from gomigrate.verify.comparison import Comparison
from gomigrate.verify.subject import Notes, Subject, find_subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.plan import Plan
    from gomigrate.world.world import World


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
    from gomigrate.world.files import private_dir
    from gomigrate.world.treewriter import TreeWriter

    notes = Notes()
    subject = find_subject(root, ref, base, notes)
    if subject.plan:
        # Of modules that are only in the graph, pruning may leave the go.mod unread, and go.sum without its line.
        required = {line.path for line in subject.plan.requires}
        build_list = [line for line in subject.plan.build_list if line.path in required]
        notes.findings += modules.sum_gaps(build_list, subject.file("go.sum"))
        notes.findings += since.moved_on(
            subject.repository, subject.commit, subject.plan, subject.file("go.mod"), subject.inside
        )
    notes.findings += modules.leading_out(subject.file("go.mod"), subject.repository.prefix, subject.go_mod_before())
    go = world.go
    if go is None:
        _without_go(subject, notes)
    else:
        with private_dir() as folder:
            comparison = Comparison(world, go, subject, notes, TreeWriter(folder))
            comparison.run(tuple(platforms or ()) or _platforms(world, subject.plan), tidy=tidy, tests=tests)
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
    )


def _platforms(world: World, plan: Plan | None) -> tuple[str, ...]:
    host = f"{world.go_env.goos}/{world.go_env.goarch}"
    return tuple(dict.fromkeys((host, *(plan.platforms if plan else ()))))


def _without_go(subject: Subject, notes: Notes) -> None:
    """What can be said by reading alone."""
    from gomigrate.modfile.syntax import ModFileError

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
