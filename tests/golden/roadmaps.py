"""What `next` says of roadmaps made by hand: every kind of step, every state, every reason to compile nothing."""

from __future__ import annotations

from dataclasses import replace

from gomigrate.model.codes import finding
from gomigrate.model.decision import Difference, Differs, Hold, Offered, Pull
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import StepKind
from gomigrate.model.roadmap import ModuleMove, NextStep, PackageMove, Roadmap, StepChanges, StepState, Unjudged

APP, LIB, LOG, NET, CLI = (f"github.com/acme/{name}" for name in ("app", "lib", "log", "net", "cli"))
PSEUDO = "v0.0.0-20170301000000-37128971bb66"


def roadmap() -> Roadmap:
    """Steps that can be made, and steps that cannot."""
    return Roadmap(
        module=APP,
        go="1.18",
        ref="HEAD",
        commit="8c5c1b2071eb37128971bb668c5c1b2071eb3712",
        platform="linux/amd64",
        steps=(*_ready(), *_blocked()),
        broken=(f"{APP}/examples",),
        unreleased=(f"{CLI} {PSEUDO}",),
        unlisted=(f"{CLI}/v2 {PSEUDO}",),
    )


def others() -> tuple[Roadmap, ...]:
    """Nothing compiled, for each reason; nothing to do; nothing that can be done."""
    ready, blocked = _ready(), _blocked()
    whole = roadmap()
    return (
        *(replace(whole, steps=_solved(ready[:3]), unjudged=why, broken=()) for why in Unjudged),
        replace(whole, steps=blocked, broken=(), unreleased=(), unlisted=()),
        replace(whole, steps=(), broken=(), unreleased=(), unlisted=()),
    )


def _solved(steps: tuple[NextStep, ...]) -> tuple[NextStep, ...]:
    return tuple(replace(step, state=StepState.SOLVED) for step in steps)


def _ready() -> tuple[NextStep, ...]:
    held = Hold(path=NET, version="v0.1.0", selected="v0.4.0", pull=Pull.HIGHER, asker=ModuleVersion(LIB, "v1.2.0"))
    moved = (PackageMove(import_path=f"{NET}/http2", changed=("frame.go",), added=("new.go",), removed=("old.go",)),)
    patched = Differs(what=Difference.CODE, files=(f"{LIB}/lib.go",), added=12, removed=3)
    return (
        NextStep(
            kind=StepKind.EXCLUDE,
            path=f"{LOG}@v0.9.0",
            before="v0.9.0",
            after="v1.0.0",
            state=StepState.BUILDS,
            changes=StepChanges(),
        ),
        NextStep(
            kind=StepKind.HOLD,
            path=NET,
            before="v0.1.0",
            after="v0.4.0",
            together=(LOG,),
            state=StepState.BUILDS,
            because=held,
            changes=StepChanges(
                modules=(
                    ModuleMove(path=LOG, before="v1.0.0", after="v1.1.0"),
                    ModuleMove(path=NET, before="v0.1.0", after="v0.4.0"),
                    ModuleMove(path=f"{NET}/x", before="", after="v0.1.0", is_used=False),
                ),
                packages=moved,
                came=(f"{NET}/new",),
                gone=(f"{NET}/old",),
                go_before="1.18",
                go_after="1.21",
                findings=(finding("GM603", loops=1, go="1.22", gained=True, evidence=("main.go:12",)),),
            ),
        ),
        _with_release(Offered.SAME, LOG),
        _with_release(Offered.COMPATIBLE, CLI),
        replace(_with_release(Offered.CHANGED, NET), api=(f"{NET}.Dial",)),
        NextStep(
            kind=StepKind.COPY,
            path=LIB,
            before=f"./third_party/{LIB}",
            after="v1.2.0",
            state=StepState.BUILDS,
            because=patched,
            lines=(12, 3),
            changes=StepChanges(
                modules=(ModuleMove(path=LIB, before=f"./third_party/{LIB}", after="v1.2.0"),),
                packages=(PackageMove(import_path=LIB, changed=("lib.go",)),),
            ),
        ),
        NextStep(
            kind=StepKind.FORK,
            path=CLI,
            before="github.com/fork/cli@v1.0.0",
            after="",
            state=StepState.BUILDS,
            changes=StepChanges(modules=(ModuleMove(path=CLI, before="github.com/fork/cli@v1.0.0", after=""),)),
        ),
        NextStep(
            kind=StepKind.GO,
            before="1.18",
            after="1.21",
            state=StepState.BUILDS,
            changes=StepChanges(
                go_before="1.18",
                go_after="1.21",
                findings=(finding("GM604", programs=1, first=(APP,), settings=("netedns0", "panicnil"), usual="1.20"),),
            ),
        ),
    )


def _with_release(offered: Offered, path: str) -> NextStep:
    same = () if offered is Offered.SAME else (PackageMove(import_path=path, changed=("a.go",)),)
    return NextStep(
        kind=StepKind.PSEUDO,
        path=path,
        before=PSEUDO,
        after="v1.0.0",
        state=StepState.BUILDS,
        offered=offered,
        changes=StepChanges(modules=(ModuleMove(path=path, before=PSEUDO, after="v1.0.0"),), packages=same),
    )


def _blocked() -> tuple[NextStep, ...]:
    def cannot(kind: StepKind, state: StepState, *words: str, after: str = "v1.1.0") -> NextStep:
        moved = StepChanges(modules=(ModuleMove(path=LIB, before="v1.0.0", after=after),) if after else ())
        return NextStep(kind=kind, path=LIB, before="v1.0.0", after=after, state=state, words=words, changes=moved)

    return (
        cannot(StepKind.HOLD, StepState.FAILS, f"{APP}: lib.go:5:44: undefined: words.Title", f"{APP}/cmd: also"),
        cannot(StepKind.HOLD, StepState.LACKS, f"x.test/new (imported by {LIB})"),
        cannot(StepKind.COPY, StepState.STUCK, "3fa2c1e0b7d43fa2c1e0b7d4", after=""),
        cannot(StepKind.PSEUDO, StepState.STUCK),
        cannot(StepKind.EXCLUDE, StepState.STUCK, after=""),
    )
