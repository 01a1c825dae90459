"""Which questions without an answer a plan cannot do without, and which it can."""

from __future__ import annotations

from typing import Any

import pytest

from gomigrate.model.modules import Attempt, ModuleVersion, Said, SourceKind
from gomigrate.model.plan import LedgerLine, State
from gomigrate.model.resolution import Resolution, Want
from gomigrate.plan.account.doubts import doubts
from gomigrate.plan.decide.choice import Choice
from gomigrate.plan.decide.modulecontents import UnavailableError
from gomigrate.plan.solve.graphs import Mend
from gomigrate.plan.solve.loader import Lack
from gomigrate.world.base.outcome import ModuleQuestion, Unanswered
from tests.unit.plan.legacyworld import FakeModules, resolver_of
from tests.unit.plan.solutions import load, solution
from tests.unit.plan.worlds import DATED, LOCKED

LIB, FORK, OTHER = "ex.test/acme/lib", "ex.test/fork/lib", "ex.test/acme/other"
WANT = Want(root=LIB, revision="a" * 40)
SICK = Attempt(source="https://p.test", kind=SourceKind.PROXY, question="q", said=Said.FAILED, detail="503")


def unanswered(path: str, question: ModuleQuestion = ModuleQuestion.INFO) -> Unanswered:
    return Unanswered(path=path, question=question, attempt=SICK)


def doubted(said: Unanswered, state: State, **facts: Any) -> bool:
    """Whether it matters to a plan in which the one pin came to this."""
    want = facts.pop("want", WANT)
    choices = facts.pop("choices", ())
    line = LedgerLine(path=want.root, revision=want.revision, state=state, reason=None)
    found = doubts((said,), (want,), (line,), choices, solution(**facts), resolver_of(FakeModules({})))
    assert found in {(), (said,)}
    return bool(found)


@pytest.mark.parametrize("question", [*ModuleQuestion])
@pytest.mark.parametrize("path", [LIB, f"{LIB}/nested", f"{LIB}/v2"])
@pytest.mark.parametrize(
    ("state", "matters"),
    [
        (State.COPIED, True),
        (State.UNRESOLVED, True),
        (State.KEPT, False),
        (State.HELD, False),
        (State.RAISED, False),
        (State.DROPPED, False),
    ],
)
def test_a_pin_that_was_found_needs_no_further_answer(
    state: State, matters: bool, path: str, question: ModuleQuestion
) -> None:
    assert doubted(unanswered(path, question), state) is matters


@pytest.mark.parametrize(("state", "matters"), [(State.COPIED, True), (State.KEPT, False)])
def test_a_fork_that_the_lock_names_is_asked_for_the_pin(state: State, matters: bool) -> None:
    want = Want(root=LIB, revision="a" * 40, source=f"https://{FORK}")
    assert doubted(unanswered(FORK), state, want=want) is matters


def test_a_module_that_no_pin_is_about_matters_but_for_its_go_mod() -> None:
    assert doubted(unanswered(OTHER), State.KEPT)
    assert not doubted(unanswered(OTHER, ModuleQuestion.GO_MOD), State.KEPT)


def test_a_go_mod_that_the_graph_needs_matters() -> None:
    module = ModuleVersion(OTHER, "v1.0.0")
    error = UnavailableError(module, (SICK,))
    asked = unanswered(OTHER, ModuleQuestion.GO_MOD)
    assert doubted(asked, State.KEPT, unavailable=(error,))
    assert doubted(asked, State.KEPT, mends=(Mend(module=module, by=None, error=error),))


def test_a_pin_that_the_graph_selects_another_version_of_is_lost() -> None:
    assert doubted(unanswered(LIB), State.DROPPED, selected={LIB: "v1.9.0"})


def test_a_version_without_a_witness_is_in_doubt() -> None:
    """The tag that a lock names beside its commit, taken since the commit could not be asked for."""
    module = ModuleVersion(LIB, "v1.0.0")
    resolution = Resolution(want=WANT, path=LIB, module=module, attempts=(SICK,))
    choice = Choice(path=LIB, version="v1.0.0", built=module, reason=LOCKED, resolution=resolution, attempts=(SICK,))
    assert doubted(unanswered(LIB), State.KEPT, choices=(choice,))


def test_what_no_lock_names_is_in_doubt_where_its_own_module_is_sick() -> None:
    module = ModuleVersion(OTHER, "v1.0.0")
    choice = Choice(path=OTHER, version="v1.0.0", built=module, reason=DATED)
    assert doubted(unanswered(OTHER), State.KEPT, choices=(choice,))
    assert doubted(unanswered(f"{OTHER}/nested", ModuleQuestion.LIST), State.KEPT, choices=(choice,))
    assert not doubted(unanswered("ex.test/acme", ModuleQuestion.LIST), State.KEPT, choices=(choice,))


def test_an_import_that_nobody_has_is_in_doubt_where_a_nested_module_may_have_it() -> None:
    lack = Lack(import_path=f"{LIB}/new/p", importer="x", in_all=True, by_test=False)
    asked = unanswered(f"{LIB}/new", ModuleQuestion.LIST)
    assert doubted(asked, State.KEPT, load=load(lacks=(lack,)))
    assert not doubted(unanswered(LIB, ModuleQuestion.LIST), State.KEPT, load=load(lacks=(lack,)))
