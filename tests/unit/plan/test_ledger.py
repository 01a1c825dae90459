"""What became of every pin: each state, once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from gomigrate.model.decision import (
    Above,
    Answers,
    Hold,
    Locked,
    NewestOf,
    Pull,
    SameAt,
    Unfetched,
    Unimported,
    Unsourced,
)
from gomigrate.model.modules import Attempt, ModuleVersion, Said, SourceKind
from gomigrate.model.plan import LedgerLine, State
from gomigrate.model.resolution import Resolution, Want
from gomigrate.plan.account import ledger as of_ledger
from gomigrate.plan.decide.choice import Choice
from gomigrate.plan.solve.loader import Lack
from gomigrate.plan.solve.solver import Solution
from tests.unit.plan.solutions import load, loaded, solution
from tests.unit.resolve.inventories import hash_of, package_of, pin

LIB, OTHER = "ex.test/lib", "ex.test/other"
A, B = hash_of("a"), hash_of("b")


NOBODY: Any = SimpleNamespace(
    clones=SimpleNamespace(holding=lambda _: ()), modules=SimpleNamespace(asks_version_control=lambda _: False)
)


def ledger(wants: Any, idle: Any, found: Solution, choices: Any, failed: Any) -> tuple[LedgerLine, ...]:
    return of_ledger.ledger(wants, idle, found, choices, failed, NOBODY)


def want(root: str = LIB, revision: str = A, *, is_used: bool = True, line: int = 1) -> Want:
    packages = (package_of(root),) if is_used else ()
    return Want(root=root, revision=revision, pins=(pin(root, revision, line),), packages=packages)


def choice(of: Want, version: str = "v1.0.0", built: ModuleVersion | None = None, **more: Any) -> Choice:
    module = ModuleVersion(of.root, version)
    resolution = Resolution(want=of, path=of.root, module=module)
    facts: dict[str, Any] = {"reason": Locked(revision=of.revision), "resolution": resolution, **more}
    return Choice(path=of.root, version=version, built=built or module, packages=of.packages, **facts)


def only(lines: tuple[LedgerLine, ...]) -> LedgerLine:
    (line,) = lines
    return line


def lines(of: Want, made: Choice | None, found: Solution, failed: tuple[Resolution, ...] = ()) -> LedgerLine:
    return only(ledger([of], [], found, [made] if made else [], failed))


def test_ledger_kept_says_module_lock_and_who_needs_it() -> None:
    of = want()
    asked = Attempt(source="proxy", kind=SourceKind.PROXY, question="q", said=Said.FOUND, detail="v1.0.0")
    made = choice(of, attempts=(asked,))
    packages = load([loaded("app", LIB), loaded(LIB, module=LIB)])
    line = lines(of, made, solution([made], load=packages))
    assert (line.state, line.module, line.built, line.reason) == (
        State.KEPT,
        ModuleVersion(LIB, "v1.0.0"),
        None,
        Locked(revision=A),
    )
    assert line.lock == of.pins[0].place
    assert (line.attempts, line.needed_by) == (made.attempts, ("app", LIB))


def test_ledger_held_says_who_asked_for_more() -> None:
    of = want()
    made = choice(of)
    asker = ModuleVersion(OTHER, "v1.0.0")
    hold = Hold(path=LIB, version="v1.0.0", selected="v1.5.0", pull=Pull.HIGHER, asker=asker)
    line = lines(of, made, solution([made], {LIB: "v1.5.0"}, holds=(hold,)))
    assert (line.state, line.reason) == (State.HELD, hold)


def test_ledger_raised_says_who_asked_for_more() -> None:
    of = want()
    made = choice(of)
    edges = {ModuleVersion(OTHER, "v1.0.0"): (ModuleVersion(LIB, "v1.5.0"),)}
    roots = solution([made, choice(want(OTHER))], {LIB: "v1.5.0"}, edges=edges)
    line = lines(of, made, roots)
    assert (line.state, line.module) == (State.RAISED, ModuleVersion(LIB, "v1.5.0"))
    assert line.reason == Above(selected="v1.5.0", asker=ModuleVersion(OTHER, "v1.0.0"))


def test_ledger_copied_says_the_folder() -> None:
    of = want()
    reason = Unfetched(module=ModuleVersion(LIB, "v1.0.0"), asked=Answers(no=("proxy",)))
    made = choice(of, built=ModuleVersion(f"./third_party/{LIB}"), reason=reason)
    line = lines(of, made, solution([made]))
    assert (line.state, line.reason, line.built) == (State.COPIED, reason, made.built)


def test_ledger_kept_as_a_fork_says_what_is_built() -> None:
    of = want()
    made = choice(of, built=ModuleVersion("ex.test/fork", "v1.0.0"))
    line = lines(of, made, solution([made]))
    assert (line.state, line.built) == (State.KEPT, ModuleVersion("ex.test/fork", "v1.0.0"))


def test_ledger_dropped_is_what_nothing_imports() -> None:
    of = want(is_used=False)
    line = only(ledger([], [of], solution(), [], []))
    assert (line.state, line.module, line.reason) == (State.DROPPED, None, Unimported())


def test_ledger_dropped_is_what_fell_out_of_the_build_too() -> None:
    of = want()
    line = lines(of, choice(of), solution())
    assert line.state is State.DROPPED


def test_ledger_unresolved_names_everything_that_was_tried() -> None:
    of = want()
    tried = Attempt(source="proxy", kind=SourceKind.PROXY, question=f"{LIB}@{A}", said=Said.NO, detail="404")
    failed = Resolution(want=of, path=LIB, module=None, attempts=(tried,))
    line = lines(of, None, solution(), (failed,))
    assert (line.state, line.module, line.attempts) == (State.UNRESOLVED, None, (tried,))


def test_ledger_unresolved_tells_a_proxy_that_refuses_from_one_that_does_not_have_it() -> None:
    of, proxy = want(), "https://proxy.test"
    reasons = []
    for answer in (Said.NO, Said.REFUSED, Said.UNREACHABLE, Said.NOT_ASKED):
        tried = Attempt(source=proxy, kind=SourceKind.PROXY, question=f"{LIB}@{A}", said=answer)
        failed = Resolution(want=of, path=LIB, module=None, attempts=(tried,))
        reasons.append(lines(of, None, solution(), (failed,)).reason)
    answers = (
        Answers(no=(proxy,)),
        Answers(refused=(proxy,)),
        Answers(unreachable=(proxy,)),
        Answers(not_asked=(proxy,)),
    )
    assert reasons == [Unsourced(revision=A, asked=asked) for asked in answers]
    assert [asked.is_no for asked in answers] == [True, False, False, False]


def test_ledger_unresolved_is_an_idle_pin_that_turned_out_to_be_needed() -> None:
    of = want(is_used=False)
    failed = Resolution(want=of, path=LIB, module=None)
    line = only(ledger([], [of], solution(), [], [failed]))
    assert line.state is State.UNRESOLVED


def test_ledger_an_idle_pin_is_not_unresolved_since_another_revision_is() -> None:
    needed, idle = want(), want(revision=B, is_used=False)
    failed = Resolution(want=needed, path=LIB, module=None)
    found = ledger([needed], [idle], solution(), [], [failed])
    assert [(line.revision, line.state) for line in found] == [(A, State.UNRESOLVED), (B, State.DROPPED)]
    assert found[1].reason == Unimported(unknown=(LIB,)), "what nobody has may import it"


def test_ledger_what_nothing_imports_may_be_imported_by_what_is_not_to_be_had() -> None:
    facts = {"importer": "x", "in_all": True, "by_test": False}
    lack = Lack(import_path="ex.test/gone/p", **facts)  # type: ignore[arg-type]
    tested = Lack(import_path="ex.test/tested", **{**facts, "by_test": True})  # type: ignore[arg-type]
    line = only(ledger([], [want(is_used=False)], solution(load=load(lacks=(lack, tested))), [], []))
    assert (line.state, line.reason) == (State.DROPPED, Unimported(unknown=("ex.test/gone/p",)))


def test_ledger_joined_wants_have_a_line_each_and_say_which_is_built() -> None:
    from dataclasses import replace

    many, few = want(), want(revision=B, line=9)
    joined = replace(
        many,
        packages=(*many.packages, *few.packages),
        pins=(*many.pins, *few.pins),
        joins=(many.key, few.key),
    )
    made = choice(joined)
    found = ledger([many, few], [], solution([made]), [made], [])
    assert [(line.revision, line.state, line.module) for line in found] == [
        (A, State.KEPT, ModuleVersion(LIB, "v1.0.0")),
        (B, State.KEPT, ModuleVersion(LIB, "v1.0.0")),
    ]
    assert [line.reason for line in found] == [Locked(revision=A), SameAt(revision=A)]
    assert [line.lock.line for line in found if line.lock] == [1, 9]


def test_ledger_a_want_that_became_two_modules_has_two_lines() -> None:
    of = want()
    nested = Choice(
        path=f"{LIB}/nested",
        version="v0.1.0",
        built=ModuleVersion(f"{LIB}/nested", "v0.1.0"),
        reason=Locked(revision=of.revision),
        resolution=Resolution(want=of, path=f"{LIB}/nested", module=None),
    )
    made = [choice(of), nested]
    found = ledger([of], [], solution(made), made, [])
    assert [line.path for line in found] == [LIB, f"{LIB}/nested"]


def test_ledger_what_no_lock_names_has_no_line() -> None:
    made = choice(want(), reason=NewestOf(importer="x"))
    assert ledger([], [], solution([made]), [made], []) == ()


def test_ledger_is_sorted_and_does_not_depend_on_the_order() -> None:
    wants = [want(f"ex.test/lib{n}") for n in (3, 1, 2)]
    made = [choice(of) for of in wants]
    found = ledger(wants, [], solution(made), made, [])
    assert [line.path for line in found] == ["ex.test/lib1", "ex.test/lib2", "ex.test/lib3"]
    assert ledger(wants[::-1], [], solution(made[::-1]), made[::-1], []) == found
