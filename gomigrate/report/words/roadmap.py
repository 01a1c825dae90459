"""The steps after a migration, in words: what each is, what it changes, and what speaks against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.decision import Offered
from gomigrate.model.plan import StepKind
from gomigrate.model.roadmap import StepState, Unjudged
from gomigrate.report.words.phrases import all_of, counted, first_few, plural
from gomigrate.report.words.planning.reasons import short, why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.roadmap import ModuleMove, NextStep, PackageMove, Roadmap, StepChanges

_TITLES = {
    StepKind.HOLD: "remove the replace line that holds {path} at {before}",
    StepKind.FORK: "remove the replace line that builds {path} from {before}",
    StepKind.COPY: "build {path} from {after} instead of the copy in {before}",
    StepKind.PSEUDO: "require {path} {after} instead of {before}",
    StepKind.EXCLUDE: "remove the exclude line of {path}",
    StepKind.GO: "raise the go line from {before} to {after}",
}


def step_title(step: NextStep) -> str:
    """What the step is, such as "remove the replace line that holds golang.org/x/net at v0.1.0"."""
    if step.kind is StepKind.COPY and not step.after:
        return f"remove the copy of {step.path} in {step.before}"
    title = _TITLES[step.kind].format(path=step.path, before=step.before, after=step.after)
    return title + (f", and those of {all_of(step.together)}" if step.together else "")


def step_subject(step: NextStep) -> str:
    """The subject line of its commit."""
    match step.kind:
        case StepKind.HOLD | StepKind.FORK:
            more = f" and {len(step.together)} more" if step.together else ""
            return f"Stop replacing {step.path}{more}"
        case StepKind.COPY:
            return f"Build {step.path} from its module"
        case StepKind.EXCLUDE:
            return f"Stop excluding {step.path}"
        case StepKind.PSEUDO:
            return f"Require {step.path} {step.after}"
    return f"Raise the go line to {step.after}"


def what_it_does(step: NextStep) -> Iterator[str]:
    """What the step changes, in sentences without a stop; one at least."""
    changes = step.changes
    if step.kind in (StepKind.HOLD, StepKind.FORK):
        yield _selected(step)
    if step.lines != (0, 0):
        yield f"local changes of the copy are lost: +{step.lines[0]:,} -{step.lines[1]:,} lines"
    if changes.go_after and step.kind is not StepKind.GO:
        yield f"the go line rises from {changes.go_before} to {changes.go_after}, which a module of the build requires"
    yield from _api(step)
    yield from _packages(changes)
    others = [move for move in changes.modules if move.is_used and move.path != step.path]
    if others:
        yield f"other modules move: {first_few([move_words(move) for move in others], 4)}"
    idle = sum(not move.is_used for move in changes.modules)
    if idle:
        yield f"{counted(idle, 'unused module')} of the build list {plural('moves', idle)} to another version"


def _selected(step: NextStep) -> str:
    if not step.after:
        return "the module is no longer in the build list"
    if step.after == step.before:
        return f"the build list has {step.after} without the line"
    return f"{step.before} -> {step.after}"


def _api(step: NextStep) -> Iterator[str]:
    """How a release stands to the pseudo-version: by files and declarations, which are compared on all platforms."""
    match step.offered:
        case Offered.SAME if step.changes.import_paths:
            yield "all files that the build uses of the module are the same"
        case Offered.COMPATIBLE:
            yield "the declarations that the build uses are the same"
        case Offered.CHANGED:
            yield f"declarations that the build may use differ: {first_few(step.api, 4)}"


def _packages(changes: StepChanges) -> Iterator[str]:
    if changes.packages:
        named = first_few([package_words(package) for package in changes.packages], 4)
        yield f"{counted(len(changes.packages), 'package')} with other files: {named}"
    if changes.came:
        yield f"{counted(len(changes.came), 'package')} new in the build: {first_few(changes.came, 4)}"
    if changes.gone:
        yield f"{counted(len(changes.gone), 'package')} no longer in the build: {first_few(changes.gone, 4)}"
    if not changes.import_paths:
        yield "all files of the packages in the build stay the same"


def package_words(package: PackageMove) -> str:
    """A package with how many of its files differ."""
    number = len(package.changed) + len(package.added) + len(package.removed)
    return f"{package.import_path} ({counted(number, 'file')})"


def move_words(move: ModuleMove) -> str:
    """A module with what is built of it before and after."""
    return f"{move.path} {move.before or '(none)'} -> {move.after or '(none)'}"


def reason_words(step: NextStep) -> str:
    """Why it is there, as the record says; "" where no record does."""
    return why(step.because) if step.because else ""


def state_words(step: NextStep) -> str:
    """What is known of the step."""
    match step.state:
        case StepState.BUILDS:
            return "builds"
        case StepState.SOLVED:
            return f"not compiled{_of_what(step)}; every import has a module"
        case StepState.FAILS:
            return f"does not build: {step.words[0] if step.words else ''}".rstrip(": ")
        case StepState.LACKS:
            return f"no module provides {first_few(step.words, 3)}"
    if step.kind is StepKind.PSEUDO:
        return "another module of the build requires the commit itself"
    if step.kind in (StepKind.COPY, StepKind.FORK):
        tried = f" (tried: {first_few([short(word) for word in step.words], 3)})" if step.words else ""
        return (
            f"no version of {step.path} is available{tried}. Clone the repository to its place in GOPATH/src, or set"
            " GOPROXY to a proxy that has the module; then list the steps again"
        )
    return "still needed: gomigrate would write the same line again"


def made_words(step: NextStep) -> str:
    """What was known of the step when its commit was made."""
    if step.state is StepState.BUILDS:
        return "When gomigrate made this commit, every package that compiled before still compiled, with its tests."
    return f"When gomigrate made this commit, every import had a module; nothing was compiled{_of_what(step)}."


def _of_what(step: NextStep) -> str:
    return f" ({step.words[0]})" if step.words else ""


def how_judged(roadmap: Roadmap) -> str:
    """What "builds" means here, or why nothing is said to build."""
    if roadmap.unjudged is Unjudged.NOT_ASKED:
        return "Not compiled (--no-build). Checked for all platforms: every import has a module."
    if roadmap.unjudged is Unjudged.NO_GO:
        return "Not compiled, because there is no go command. Checked for all platforms: every import has a module."
    compiled = f"Compiled for {roadmap.platform}, with tests. Imports were checked for all platforms."
    if roadmap.unjudged is Unjudged.NO_MODULE:
        return f"{compiled} Some steps were not compiled, because a module could not be downloaded."
    return compiled


def staying(roadmap: Roadmap) -> Iterator[str]:
    """The pseudo-versions that have no step, and why."""
    if roadmap.unreleased:
        number = counted(len(roadmap.unreleased), "pseudo-version")
        yield f"{number} without a known release near or after the commit: {first_few(roadmap.unreleased, 4)}"
    if roadmap.unlisted:
        number = counted(len(roadmap.unlisted), "pseudo-version")
        yield f"{number} whose releases no source listed: {first_few(roadmap.unlisted, 4)}"


def counted_steps(roadmap: Roadmap) -> str:
    """How many steps there are, and what of them can be made."""
    if not roadmap.steps:
        return (
            "nothing is left to do: no held version, no copy, no excluded version, and the go line is the go command's"
        )
    blocked = f", {len(roadmap.blocked):,} not possible yet" if roadmap.blocked else ""
    return f"{counted(len(roadmap.steps), 'step')}{blocked}"
