"""Which lifts go together. The build list is worked out with them, and a lift that costs it something is left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.lift.search import lifted_choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gomigrate.plan.decide.choice import Choice
    from gomigrate.plan.lift.offers import Offer
    from gomigrate.plan.lift.search import PseudoPin
    from gomigrate.plan.solve.solution import Solution

TRIES = 3
"""How many releases of one module are tried in the build list, where the first do not go with the others."""


class HasSolution(Protocol):
    """The result of solving."""

    @property
    def solution(self) -> Solution:
        """The build list, and the requirements behind it."""


S = TypeVar("S", bound=HasSolution)


class Obstacle(StrEnum):
    """Why a release is not used. It requires a later go line, or a package or a go.mod that no source has. Another
    module would need a hold because of it, or would be built at another version. Other packages would be built. Or the
    build list has another version of it all the same."""

    GO_LINE = "go line"
    LACKING = "lacking"
    NO_GO_MOD = "no go.mod"
    HOLDS = "holds"
    VERSIONS = "versions"
    PACKAGES = "packages"
    OVERRULED = "overruled"


_Met = tuple[Obstacle, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedLift:
    """A release that would fit by its files, and does not by the build list: `names` are what it fails for."""

    pin: PseudoPin
    offer: Offer
    obstacle: Obstacle
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledLifts(Generic[S]):
    """The choices with the releases `taken`, the result of solving with them, and what was dropped."""

    chosen: tuple[Choice, ...]
    solved: S
    taken: tuple[tuple[PseudoPin, Offer], ...] = ()
    dropped: tuple[DroppedLift, ...] = ()


def settle(
    pins: Sequence[PseudoPin],
    chosen: Sequence[Choice],
    before: S,
    solve: Callable[[tuple[Choice, ...]], S],
    *,
    is_strict: bool,
) -> SettledLifts[S]:
    """All lifts at once if that works, else each half of them, and so on down to each alone. Kept are, in order, those
    that go with the ones before them. `before` is the result without lifts. `is_strict`: except for the lifted modules
    the build list has to stay the same."""
    trial = _LiftTrial(chosen=chosen, before=before.solution, is_strict=is_strict)
    settling = _Settling(trial=trial, solve=solve, best=before)
    settling.add([pin for pin in pins if pin.fit])
    settling.add_dropped()
    return SettledLifts(
        chosen=trial.choices(settling.taken),
        solved=settling.best,
        taken=tuple(settling.taken),
        dropped=tuple(settling.dropped),
    )


@dataclass(slots=True, kw_only=True)
class _Settling(Generic[S]):
    """What was `taken` so far and its result (`best`), and what was dropped."""

    trial: _LiftTrial
    solve: Callable[[tuple[Choice, ...]], S]
    best: S
    taken: list[tuple[PseudoPin, Offer]] = field(default_factory=list)
    dropped: list[DroppedLift] = field(default_factory=list)

    def add(self, pins: Sequence[PseudoPin], met: _Met | None = None) -> None:
        """Take those of the pins that go with what is taken; `met` are the obstacles for all of them together."""
        firsts = [(pin, pin.fit[0]) for pin in pins]
        met = met or (self._met(firsts) if pins else None)
        if met is None:
            return
        if len(pins) == 1:
            self._take_another(pins[0], met)
            return
        half, known = len(pins) // 2, len(self.taken)
        self.add(pins[:half])
        is_same_question = self.taken[known:] == firsts[:half]
        self.add(pins[half:], met if is_same_question else None)

    def add_dropped(self) -> None:
        """Try those that were dropped once more: what one requires may have been taken after it."""
        again, self.dropped = [drop.pin for drop in self.dropped], []
        for pin in again:
            self.add([pin])

    def _take_another(self, pin: PseudoPin, met: _Met) -> None:
        for offer in pin.fit[1:TRIES]:
            if self._met([(pin, offer)]) is None:
                return
        self.dropped.append(DroppedLift(pin=pin, offer=pin.fit[0], obstacle=met[0], names=met[1]))

    def _met(self, lifts: Sequence[tuple[PseudoPin, Offer]]) -> _Met | None:
        """The obstacles for these beside what is taken; without any they are taken."""
        more = [*self.taken, *lifts]
        solved = self.solve(self.trial.choices(more))
        met = self.trial.obstacle(solved.solution, more)
        if met is None:
            self.best, self.taken = solved, more
        return met


@dataclass(frozen=True, slots=True, kw_only=True)
class _LiftTrial:
    """The result of choices with lifts, compared with the result `before`."""

    chosen: Sequence[Choice]
    before: Solution
    is_strict: bool

    def choices(self, lifts: Sequence[tuple[PseudoPin, Offer]]) -> tuple[Choice, ...]:
        """The choices to solve with; those that solving found are among the lifted ones, too."""
        lifted = {pin.choice.path: lifted_choice(pin.choice, offer) for pin, offer in lifts}
        own = tuple(lifted.get(choice.path, choice) if not choice.is_copy else choice for choice in self.chosen)
        there = {choice.path for choice in self.chosen}
        return (*own, *(choice for path, choice in lifted.items() if path not in there))

    def obstacle(self, after: Solution, lifts: Sequence[tuple[PseudoPin, Offer]]) -> _Met | None:
        """The first requirement that is not met, with its names."""
        for what, names in self._obstacles(after, {pin.choice.path: (pin, offer) for pin, offer in lifts}):
            if names:
                return what, tuple(sorted(names))
        return None

    def _obstacles(
        self, after: Solution, lifts: Mapping[str, tuple[PseudoPin, Offer]]
    ) -> Iterator[tuple[Obstacle, set[str]]]:
        before = self.before
        yield Obstacle.GO_LINE, {after.go} - {before.go}
        yield Obstacle.LACKING, after.load.lacks.keys() - before.load.lacks.keys()
        yield Obstacle.NO_GO_MOD, _unreadable(after) - _unreadable(before)
        yield Obstacle.HOLDS, {hold.path for hold in after.holds} - {hold.path for hold in before.holds}
        built_before, built_after = _built(before), _built(after)
        wanted = {path: ModuleVersion(pin.choice.built.path, offer.version) for path, (pin, offer) in lifts.items()}
        yield Obstacle.OVERRULED, {path for path, module in wanted.items() if built_after.get(path) != module}
        if self.is_strict:
            others = (built_before.keys() | built_after.keys()) - lifts.keys()
            selected = (before.graph.selected, after.graph.selected)
            yield (
                Obstacle.VERSIONS,
                {
                    path
                    for path in others
                    if built_before.get(path) != built_after.get(path) or selected[0].get(path) != selected[1].get(path)
                },
            )
            yield Obstacle.PACKAGES, _packages(before) ^ _packages(after)
        else:
            locked = {path for path, choice in before.choices.items() if choice.is_locked} - lifts.keys()
            moved = {path for path in locked if path in built_after and built_after[path] != built_before[path]}
            yield Obstacle.VERSIONS, moved


def _unreadable(solution: Solution) -> set[str]:
    """The versions whose go.mod no source has."""
    return {str(error.module) for error in solution.unavailable} | {str(mend.module) for mend in solution.mends}


def _built(solution: Solution) -> dict[str, ModuleVersion]:
    """What is built for each path of the build list."""
    return {
        path: solution.replacements.of(ModuleVersion(path, version))
        for path, version in solution.graph.selected.items()
    }


def _packages(solution: Solution) -> set[str]:
    """The packages that the project and its tests need, each with its module's path."""
    return {
        f"{loaded.import_path} ({loaded.module.path if loaded.module else ''})"
        for loaded in solution.load.packages.values()
        if loaded.in_all and not loaded.is_test
    }
