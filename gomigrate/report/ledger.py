"""The ledger in groups and numbers: what text, Markdown, HTML and commit messages show of it, said once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gomigrate.model.decision import Hold, Pull, Unimported, of_pin
from gomigrate.model.plan import State, copies_of
from gomigrate.model.policy import COPIES
from gomigrate.report.words.phrases import counted, filled
from gomigrate.report.words.planning.reasons import LOCKED, copied_as, kept_as, marks_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.model.plan import LedgerLine, Plan

_ORDER = (State.UNRESOLVED, State.RAISED, State.MOVED, State.HELD, State.COPIED, State.DROPPED, State.KEPT)
"""What needs a person first."""

_TITLES = {
    State.UNRESOLVED: "not available, and there is no copy",
    State.RAISED: "another module requires a later version, and no replace line holds the locked one",
    State.MOVED: "the existing go.mod has another version than the lock file",
    State.HELD: "by a replace line, because another module requires a later version",
    State.DROPPED: "nothing in the build imports these",
}


def groups_of(plan: Plan, state: State) -> Iterator[tuple[str, Sequence[LedgerLine]]]:
    """(heading, lines sorted by path) for the pins that ended so: each heading is true of every line below it, and
    says how many there are. A copy stands there once, however many revisions ended in it."""
    lines = sorted((line for line in plan.ledger if line.state is state), key=lambda line: line.path)
    if state is State.COPIED and lines:
        copies = copies_of(lines)
        yield _copies(copies), copies
        return
    groups: dict[str, list[LedgerLine]] = {}
    for line in lines:
        groups.setdefault(_kept(line) if state is State.KEPT else _TITLES[state], []).append(line)
    if state is State.DROPPED and any(isinstance(x.reason, Unimported) and x.reason.unknown for x in lines):
        groups = {"no available code imports these; code that is not available may import them": lines}
    elif state is State.HELD and not all(_is_against_higher(line) for line in lines):
        groups = {"by a replace line, because the module graph has another version": lines}
    for title, found in groups.items():
        yield f"{len(found):,} {state}: {title}", found


def notable(plan: Plan) -> Iterator[tuple[str, Sequence[LedgerLine]]]:
    """The groups of all pins that are not just kept at the locked revision: (heading, lines)."""
    for state in _ORDER:
        for title, lines in groups_of(plan, state):
            if state is not State.KEPT or not title.endswith(f": {LOCKED}"):
                yield title, lines


def _kept(line: LedgerLine) -> str:
    """Such as "the locked commit", and what the legacy copy has besides that no compiler sees."""
    heading = kept_as(line.reason, has_files=line.compared is not None)
    marks = line.compared.marks if line.compared else ()
    return f"{heading}, the same but for {marks_words(marks)}" if marks else heading


def _is_against_higher(line: LedgerLine) -> bool:
    hold = of_pin(line.reason)
    return isinstance(hold, Hold) and hold.pull is Pull.HIGHER


def _rank(kind: tuple[str, int]) -> tuple[int, str]:
    """The most common first."""
    return -kind[1], kind[0]


def _copies(copies: Sequence[LedgerLine]) -> str:
    """Such as "3 dependencies stay as copies in third_party/: 1 has local changes, 2 are not available"."""
    kinds = Counter(copied_as(line.reason) for line in copies)
    told = ", ".join(filled(f"{{n}} {kind}", {"n": count}) for kind, count in sorted(kinds.items(), key=_rank))
    is_usual = all(line.built and line.built.path.startswith(f"./{COPIES}/") for line in copies)
    stay = "stays as a copy" if len(copies) == 1 else "stay as copies"
    return f"{counted(len(copies), 'dependency')} {stay} in {f'{COPIES}/' if is_usual else 'the repository'}: {told}"


def counts_of(plan: Plan) -> str:
    """How many pins there are and how each ended: "9 pins of 5 revisions: 3 kept, 2 copied into 1 folder"."""
    counts = Counter(line.state for line in plan.ledger)
    told = [counted_state(plan, state) for state in State if counts[state]]
    return f"{counted_pins(plan)}: {', '.join(told)}" if told else counted_pins(plan)


def counted_state(plan: Plan, state: State) -> str:
    """Such as "3 kept", "2 copied", and "2 copied into 1 folder" where that is another number."""
    number, copies = plan.count(state), len(copies_of(plan.ledger))
    where = f" into {counted(copies, 'folder')}" if state is State.COPIED and copies != number else ""
    return f"{number} {state}{where}"


def pins_of(plan: Plan) -> int:
    """How many pins there are, as scan counts them."""
    return len({pin for line in plan.ledger for pin in line.pins})


def counted_pins(plan: Plan) -> str:
    """How many pins there are, as scan counts them, and how many revisions they name where that is another number: what
    became of them is told of revisions."""
    pins = pins_of(plan)
    revisions = len(plan.ledger)
    if pins in {0, revisions}:
        return counted(revisions, "pin") if revisions else "no pins"
    return f"{counted(pins, 'pin')} of {counted(revisions, 'revision')}"
