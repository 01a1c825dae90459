"""One step judged: what it changes, whether every import is still provided, and whether the compiler takes it."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.modules import ModuleVersion
from gomigrate.model.roadmap import NextStep, StepChanges, StepState, Unjudged
from gomigrate.model.verdict import Builds
from gomigrate.plan.goline.goline import GoLine, new_godebug, new_loops
from gomigrate.plan.goline.installed import ci_versions, documents_of
from gomigrate.plan.goline.judged import branch_needs, judge_all, told_of
from gomigrate.plan.goline.members import members_of
from gomigrate.roadmap.moves import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.verdict import GoSupport
    from gomigrate.roadmap.building import Builder
    from gomigrate.roadmap.ideas import StepIdea
    from gomigrate.roadmap.moves import Comparer
    from gomigrate.roadmap.workbench import GoModEdit, ModuleState, Workbench

_MOST_WORDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A step and the state that it leads to (None where it cannot be tried)."""

    step: NextStep
    state: ModuleState | None

    @property
    def can_be_made(self) -> bool:
        """Whether nothing is known that speaks against it."""
        return self.step.state.can_be_made


@dataclass(slots=True)
class StepJudge:
    """Judges steps. `builder` is None where nothing is compiled, which `unjudged` then says the reason of; what the
    builder could not tell goes there as well. `toolchain` is the go command's version, "" without one."""

    bench: Workbench
    comparer: Comparer
    builder: Builder | None
    toolchain: str
    unjudged: Unjudged | None = None

    def size(self, idea: StepIdea, state: ModuleState) -> tuple[int, int, int]:
        """How much of the build the idea changes by itself; what cannot be tried comes last."""
        if idea.edit is None:
            return sys.maxsize, 0, 0
        return self.comparer.changes(state, self.bench.edited(state, idea.edit)).size

    def judge(self, idea: StepIdea, state: ModuleState, together: Sequence[StepIdea] = ()) -> Judged:
        """The step `idea`, made after `state` with the further ones `together`. Raises WorldProblem."""
        if idea.edit is None:
            return Judged(step=_step(idea, StepChanges(), StepState.STUCK, words=idea.words), state=None)
        after = self.bench.edited(state, _joined((idea, *together)))
        if after.go_mod == state.go_mod:
            return Judged(step=_step(idea, StepChanges(), StepState.STUCK), state=None)
        changes = self.comparer.changes(state, after)
        if changes.go_after:
            changes = replace(changes, findings=tuple(self._of_go(changes, state, after)))
        paths = tuple(one.path for one in together)
        lacking = sorted(after.lacks.keys() - state.lacks.keys())
        if lacking:
            words = tuple(f"{path} (imported by {after.lacks[path]})" for path in lacking[:_MOST_WORDS])
            return Judged(step=self._made(idea, changes, StepState.LACKS, paths, after, words), state=after)
        known, words = self._build(after)
        return Judged(step=self._made(idea, changes, known, paths, after, words), state=after)

    def _build(self, after: ModuleState) -> tuple[StepState, tuple[str, ...]]:
        if self.builder is None:
            return StepState.SOLVED, ()
        built = self.builder.build(after)
        if built.unknown:
            self.unjudged = Unjudged.NO_MODULE
            return StepState.SOLVED, (built.unknown,)
        if built.failed:
            words = tuple(f"{path}: {why}" for path, why in sorted(built.failed.items())[:_MOST_WORDS])
            return StepState.FAILS, words
        return StepState.BUILDS, ()

    def _made(
        self,
        idea: StepIdea,
        changes: StepChanges,
        known: StepState,
        together: tuple[str, ...],
        after: ModuleState,
        words: tuple[str, ...],
    ) -> NextStep:
        step = _step(idea, changes, known, words=words)
        path = idea.path.partition("@")[0]
        selected = after.solution.graph.selected
        return replace(
            step, together=together, after=step.after or _built(path, after) if path in selected else step.after
        )

    def _of_go(self, changes: StepChanges, state: ModuleState, after: ModuleState) -> Iterator[Finding]:
        """What another go line does to loops and to programs, and to the CI's versions of Go."""
        tree = self.bench.project.tree
        own = members_of(self.bench.main.packages.values(), tree, self.bench.contents.modules.facts)
        line = GoLine(go=changes.go_after, usual=changes.go_before, asked=changes.go_after, toolchain=self.toolchain)
        yield from new_loops(line, own)
        yield from new_godebug(line, own)
        could = {row.version for row in self._refused(state)}
        yield from told_of("GM336", (row for row in self._refused(after) if row.version not in could))

    def _refused(self, state: ModuleState) -> Iterator[GoSupport]:
        """The versions of Go in the project's CI that do not build the state."""
        project = self.bench.project
        found = ci_versions(documents_of(project.whole, project.repository.prefix))
        needs = branch_needs(project.tree, state.go_mod.encode(), has_vendor=False) if found else None
        rows = judge_all(found, needs) if needs else ()
        return (row for row in rows if row.builds is Builds.JUDGED_NO)


def _built(path: str, state: ModuleState) -> str:
    """What is built of the module, in few words."""
    solution = state.solution
    return shown(solution.replacements.of(ModuleVersion(path, solution.graph.selected[path])), path)


def _step(idea: StepIdea, changes: StepChanges, known: StepState, *, words: tuple[str, ...] = ()) -> NextStep:
    return NextStep(
        kind=idea.kind,
        path=idea.path,
        before=idea.before,
        after=idea.after,
        state=known,
        changes=changes,
        because=idea.because,
        lines=idea.lines,
        offered=idea.offered,
        api=idea.words if idea.offered else (),
        words=words,
    )


def _joined(ideas: Sequence[StepIdea]) -> GoModEdit:
    edits = [idea.edit for idea in ideas if idea.edit]
    first = edits[0]
    return replace(
        first,
        drop_replaces=tuple(line for one in edits for line in one.drop_replaces),
        drop_excludes=tuple(line for one in edits for line in one.drop_excludes),
        versions=tuple(module for one in edits for module in one.versions),
    )
