"""What several sources said, summed up."""

from __future__ import annotations

import pytest

from gomigrate.model.decision import Answers
from gomigrate.model.modules import Attempt, Said, SourceKind, worst
from gomigrate.plan.decide.answers import answers_of


def attempt(said: Said, source: str = "https://p.test", kind: SourceKind = SourceKind.PROXY) -> Attempt:
    return Attempt(source=source, kind=kind, question="x.test/lib@v1.0.0", said=said)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ((), Said.NOT_ASKED),
        ((Said.NO, Said.NO), Said.NO),
        ((Said.NO, Said.REFUSED, Said.NO), Said.REFUSED),
        ((Said.NO, Said.NOT_ASKED), Said.NOT_ASKED),
        ((Said.NO, Said.NO_ROUTE), Said.NO_ROUTE),
        ((Said.FAILED, Said.REFUSED, Said.SILENT), Said.FAILED),
    ],
)
def test_worst_of_what_was_said(said: tuple[Said, ...], wanted: Said) -> None:
    assert worst(map(attempt, said)) is wanted


@pytest.mark.parametrize("said", Said)
def test_only_a_no_of_each_source_is_a_no(said: Said) -> None:
    is_no = said in {Said.NO, Said.DIFFERS, Said.LACKS}
    # What was found asks for no answer any more.
    assert answers_of((attempt(Said.NO, "first"), attempt(said))).is_no is (is_no or said is Said.FOUND)
    assert not answers_of(()).is_no
    assert not answers_of((attempt(Said.NO, "lock files", SourceKind.LOCK),)).is_no


def test_a_source_counts_with_the_least_certain_that_it_said() -> None:
    first, last = attempt(Said.NO), attempt(Said.FAILED)
    direct = attempt(Said.NO_ROUTE, "direct", SourceKind.DIRECT)
    assert answers_of((first, direct, last)) == Answers(unreachable=("direct",), failed=("https://p.test",))


def test_a_clone_that_cannot_tell_leaves_nothing_open() -> None:
    assert attempt(Said.BROKEN).is_unknown
    assert not attempt(Said.BROKEN, "clone x.test/lib", SourceKind.CLONE).is_unknown
    assert not attempt(Said.NO_ROUTE, "direct", SourceKind.DIRECT).is_unknown
