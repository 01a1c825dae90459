"""What may help a copy or an unresolved pin, and that nothing is proposed which was tried already."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from gomigrate.model.decision import Answers, Difference, Differs, Lacks, Reason, Twice, Unfetched, Unsourced
from gomigrate.model.diagnosis.remedies import RemedyKind
from gomigrate.model.modules import Attempt, ModuleVersion, Said, SourceKind
from gomigrate.model.resolution import Want
from gomigrate.plan.decide.remedies import Remedies

LIB = "ex.test/lib"
MODULE = ModuleVersion(LIB, "v1.0.0")
DENIED = Attempt(source="direct", kind=SourceKind.DIRECT, question="q", said=Said.NO)
SHALLOW, WHOLE = (SimpleNamespace(shallow=shallow) for shallow in (True, False))


def unsourced(**asked: Any) -> Unsourced:
    return Unsourced(revision="b" * 40, asked=Answers(**asked))


def unfetched(**asked: Any) -> Unfetched:
    return Unfetched(module=MODULE, asked=Answers(**asked))


def differs(what: Difference = Difference.CODE) -> Differs:
    return Differs(what=what, files=(f"{LIB}/a.go",))


def kind(
    reason: Reason, *attempts: Attempt, clones: tuple[Any, ...] = (), direct: bool = False, root: str = LIB
) -> RemedyKind | None:
    resolver: Any = SimpleNamespace(
        clones=SimpleNamespace(holding=lambda _: [(LIB, clone) for clone in clones]),
        modules=SimpleNamespace(asks_version_control=lambda _: direct),
    )
    remedy = Remedies(resolver).of(Want(root=root, revision="b" * 40), reason, attempts)
    return remedy.kind if remedy else None


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (unsourced(no=("p",)), RemedyKind.CLONE),
        (unsourced(refused=("p",)), RemedyKind.CLONE),
        (unsourced(no=("p",), not_asked=("GOPROXY",)), RemedyKind.CLONE),
        (unsourced(no=("p",), unreachable=("direct",)), RemedyKind.REACH),
        (unsourced(failed=("p",)), RemedyKind.REACH),
        (unfetched(no=("p",)), RemedyKind.DIRECT),
        (unfetched(refused=("p",)), RemedyKind.DIRECT),
        (unfetched(not_asked=("GOPROXY",)), RemedyKind.PROXY),
        (unfetched(unreachable=("p",)), RemedyKind.REACH),
        (Lacks(module=MODULE, package=f"{LIB}/sub"), RemedyKind.SEARCH),
        (differs(), RemedyKind.SEARCH),
        (differs(Difference.LINE_ENDINGS), None),
        (Twice(module=MODULE), None),
    ],
)
def test_remedy_of_each_reason(reason: Reason, expected: RemedyKind | None) -> None:
    assert kind(reason) == expected


def test_no_remedy_is_what_was_tried() -> None:
    assert kind(unsourced(no=("p",)), clones=(WHOLE,)) is None
    assert kind(unsourced(no=("p",)), clones=(SHALLOW,)) is RemedyKind.CLONE
    assert kind(unsourced(no=("p", "direct")), DENIED) is None
    assert kind(unfetched(no=("p", "direct")), direct=True) is None
    assert kind(unfetched(refused=("direct",)), DENIED, direct=True) is None
    assert kind(unfetched(refused=("p",)), direct=True) is RemedyKind.DIRECT
    assert kind(differs(), clones=(WHOLE,)) is RemedyKind.UPSTREAM
    assert kind(Lacks(module=MODULE, package=f"{LIB}/sub"), clones=(WHOLE,)) is None


def test_no_clone_is_proposed_where_there_is_no_address() -> None:
    assert kind(unsourced(no=("p",)), root="corp/lib") is None
    assert kind(unsourced(not_asked=("GOPROXY",)), root="corp/lib") is RemedyKind.PROXY
