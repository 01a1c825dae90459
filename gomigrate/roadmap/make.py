"""The roadmap: all steps, in an order in which each can be made after those before it."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from gomigrate.model.errors import Suggested, UsageProblem
from gomigrate.model.go import semver
from gomigrate.model.go.goversion import go_order
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import StepKind
from gomigrate.model.roadmap import Roadmap, Unjudged
from gomigrate.modfile.directives import is_go_version
from gomigrate.pipeline import make_resolver, refuse_unknown
from gomigrate.plan.decide.modulecontents import Contents
from gomigrate.roadmap.building import building
from gomigrate.roadmap.ideas import IdeaFinder, go_idea, go_ideas
from gomigrate.roadmap.judge import Judged, StepJudge
from gomigrate.roadmap.moves import Comparer
from gomigrate.roadmap.project import find_module
from gomigrate.roadmap.releases import pseudo_ideas
from gomigrate.roadmap.workbench import Workbench
from gomigrate.world.base.outcome import ModuleQuestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.plan.solve.loader import Main
    from gomigrate.roadmap.ideas import StepIdea
    from gomigrate.roadmap.project import ModuleProject
    from gomigrate.roadmap.workbench import ModuleState
    from gomigrate.world.world import World

_ORDER = (StepKind.EXCLUDE, StepKind.HOLD, StepKind.PSEUDO, StepKind.COPY, StepKind.FORK)


def make_roadmap(world: World, root: str, ref: str, *, builds: bool) -> Roadmap:
    """The steps of the module in the folder `root` at `ref` (see `find_module`); with `builds` each is compiled. Writes
    nothing but caches and a private folder. Raises UsageProblem, ProjectProblem, WorldProblem."""
    project = find_module(root, ref)
    contents = Contents(world.modules)
    bench = Workbench.of(project, contents)
    finder = IdeaFinder(project, contents, make_resolver(world))
    with _judging(world, bench, builds=builds) as judge:
        pseudo = pseudo_ideas(bench, finder.resolver)
        ready, state = _in_order(judge, [*finder.ideas(bench.base), *pseudo.ideas], bench.base)
        go_steps = _go_steps(judge, state)
        _refuse_doubts(bench, (*ready, *go_steps))
        steps = tuple(judged.step for judged in (*ready, *go_steps))
        can, cannot = ([s for s in steps if s.state.can_be_made is wanted] for wanted in (True, False))
        return Roadmap(
            module=bench.main.path,
            go=bench.base.solution.go,
            ref=project.ref,
            commit=project.commit,
            steps=(*can, *cannot),
            platform=f"{world.go_env.goos}/{world.go_env.goarch}" if judge.builder else "",
            unjudged=judge.unjudged,
            broken=judge.builder.broken if judge.builder else (),
            unreleased=pseudo.unreleased,
            unlisted=pseudo.unlisted,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OneStep:
    """A step that was asked for by its name, judged by itself, with the project, the state before and the one after."""

    project: ModuleProject
    main: Main
    before: ModuleState
    judged: Judged
    unjudged: Unjudged | None = None


def make_step(world: World, root: str, ref: str, name: str, *, builds: bool) -> OneStep:
    """The step of this name, such as hold:golang.org/x/net, made of the commit as it is. Raises as make_roadmap does,
    UsageProblem also where there is no such step."""
    project = find_module(root, ref)
    contents = Contents(world.modules)
    bench = Workbench.of(project, contents)
    finder = IdeaFinder(project, contents, make_resolver(world))
    kind, _, path = name.partition(":")
    if kind == StepKind.GO:
        ideas = [_asked_go(path, bench.base.solution.go)]
    elif kind == StepKind.PSEUDO:
        ideas = [idea for idea in pseudo_ideas(bench, finder.resolver, path).ideas if path]
    else:
        ideas = [idea for idea in finder.ideas(bench.base) if idea.kind == kind and idea.path == path]
    if not ideas:
        known = [f"{idea.kind}:{idea.path}" for idea in finder.ideas(bench.base)]
        near = get_close_matches(name, known, n=3)
        told = f"; close: {', '.join(near)}" if near else ""
        raise UsageProblem(
            f"{project.ref} has no step {name!r}{told}",
            remedy=Suggested(("next",)),
            instead=(name, near[0]) if near else None,
        )
    with _judging(world, bench, builds=builds) as judge:
        judged = judge.judge(ideas[0], bench.base)
        if not judged.can_be_made:
            judged = _with_others(judge, ideas[0], list(finder.ideas(bench.base)), bench.base, judged)
        _refuse_doubts(bench, (judged,))
        return OneStep(project=project, main=bench.main, before=bench.base, judged=judged, unjudged=judge.unjudged)


def _with_others(
    judge: StepJudge, idea: StepIdea, others: Sequence[StepIdea], state: ModuleState, alone: Judged
) -> Judged:
    """The step with those that it hangs together with, unless one of these can be made before it, by itself."""
    if any(judge.judge(one, state).can_be_made for one in _asked_for(alone, others) if one != idea):
        return alone
    return _joined(judge, idea, others, state, alone) or alone


def _asked_go(version: str, go: str) -> StepIdea:
    if not is_go_version(version) or go_order(version) <= go_order(go):
        raise UsageProblem(f"go:{version}: the go line is {go} already", remedy=Suggested(("next",)))
    return go_idea(go, version)


@contextmanager
def _judging(world: World, bench: Workbench, *, builds: bool) -> Iterator[StepJudge]:
    go = world.go if builds else None
    unjudged = None if go else Unjudged.NO_GO if builds else Unjudged.NOT_ASKED
    room = building(go, bench.project, bench.base, world.go_env.gomodcache) if go else nullcontext()
    with room as builder:
        toolchain = world.go.version if world.go else ""
        yield StepJudge(bench, Comparer(bench.contents), builder, toolchain, unjudged)


def _in_order(judge: StepJudge, ideas: Sequence[StepIdea], state: ModuleState) -> tuple[list[Judged], ModuleState]:
    """The ideas, the smallest change first, each after those that could be made before it; one that cannot be is tried
    again once others were, and at last with those that it hangs together with. With them the state at the end."""
    sizes = {idea: judge.size(idea, state) for idea in ideas}
    left = sorted(ideas, key=lambda idea: (sizes[idea], _ORDER.index(idea.kind), idea.path))
    done: list[Judged] = []
    failed: dict[StepIdea, Judged] = {}
    tried: dict[StepIdea, int] = {}
    while any(tried.get(idea) != len(done) for idea in left):
        for idea in [one for one in left if tried.get(one) != len(done)]:
            if not _is_there(idea, state):
                left.remove(idea)
                continue
            judged = failed[idea] = judge.judge(idea, state)
            tried[idea] = len(done)
            if judged.can_be_made:
                done.append(judged)
                state = judged.state or state
                left.remove(idea)
    for idea in tuple(left):
        if idea in left and (joined := _joined(judge, idea, left, state, failed[idea])):
            done.append(joined)
            state = joined.state or state
            left = [one for one in left if one is not idea and one.path not in joined.step.together]
    return [*done, *(failed[idea] for idea in left)], state


def _is_there(idea: StepIdea, state: ModuleState) -> bool:
    """Whether there still is something to take away: a step may raise a pseudo-version to another version by itself."""
    versions = {line.path: line.version for line in state.mod.requires}
    return idea.kind is not StepKind.PSEUDO or versions.get(idea.path) == idea.before


def _joined(
    judge: StepJudge, idea: StepIdea, others: Sequence[StepIdea], state: ModuleState, alone: Judged
) -> Judged | None:
    """The step with those of the others whose modules it asks for in later versions than they are held at: None where
    it cannot be made with them either, or asks for none of them."""
    together: tuple[StepIdea, ...] = ()
    while more := tuple(one for one in _asked_for(alone, others) if one not in (idea, *together)):
        together = (*together, *more)
        alone = judge.judge(idea, state, together)
        if alone.can_be_made:
            return alone
    return None


def _asked_for(judged: Judged, others: Sequence[StepIdea]) -> Iterator[StepIdea]:
    """Those of the ideas without which a module that moves does not get what it asks for."""
    if judged.state is None:
        return
    graph, replacements = judged.state.solution.graph, judged.state.solution.replacements
    asked: dict[str, str] = {}
    for move in judged.step.changes.modules:
        for need in graph.edges.get(ModuleVersion(move.path, graph.selected.get(move.path, "")), ()):
            asked[need.path] = max(need.version, asked.get(need.path, need.version), key=semver.sort_key)
    for one in others:
        selected = graph.selected.get(one.path, "")
        built = replacements.of(ModuleVersion(one.path, selected)) if selected else None
        if built and one.path in asked and (not built.version or semver.compare(built.version, asked[one.path]) < 0):
            yield one


def _refuse_doubts(bench: Workbench, judged: Sequence[Judged]) -> None:
    """Raise UnknownAnswer where a step rests on an answer that did not come."""
    states = [bench.base, *(one.state for one in judged if one.state)]
    errors = (
        error
        for state in states
        for error in (*state.solution.unavailable, *(mend.error for mend in state.solution.mends if mend.error))
    )
    in_vain = {attempt for error in errors for attempt in error.attempts}
    unanswered = bench.contents.modules.unanswered
    refuse_unknown([s for s in unanswered if s.attempt in in_vain or s.question is ModuleQuestion.ZIP])


def _go_steps(judge: StepJudge, state: ModuleState) -> list[Judged]:
    """The steps of the go line, one after the other, after all others."""
    found = []
    for idea in go_ideas(state.solution.go, judge.toolchain):
        judged = judge.judge(idea, state)
        found.append(judged)
        if judged.can_be_made:
            state = judged.state or state
    return found
