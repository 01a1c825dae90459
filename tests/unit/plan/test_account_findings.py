"""The findings of a plan: which code each trouble gets, and what is no trouble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from gomigrate.gosource.package import read_package
from gomigrate.model.codes import finding
from gomigrate.model.decision import Answers, Hold, Pull, Unsourced
from gomigrate.model.findings import Finding, Place, Severity
from gomigrate.model.legacy.inventory import Inventory, Missing, Project
from gomigrate.model.modules import Attempt, ModuleVersion, Said, SourceKind
from gomigrate.model.plan import LedgerLine, PinAt, State
from gomigrate.model.resolution import Resolution, Want
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.plan.account.findings import Before, Blame, findings_of
from gomigrate.plan.decide.modulecontents import UnavailableError
from gomigrate.plan.solve.compiled import Compiled
from gomigrate.plan.solve.finder import TooNew
from gomigrate.plan.solve.loader import Lack
from gomigrate.plan.solve.solver import Solution
from gomigrate.resolve.wants import Wants
from tests.unit.plan.solutions import load, solution
from tests.unit.resolve.inventories import APP, hash_of, inventory, package_of

LIB = ModuleVersion("ex.test/lib", "v1.0.0")
USER = package_of("ex.test/user")
TRIED = (Attempt(source="proxy", kind=SourceKind.PROXY, question="q", said=Said.NO, detail="404"),)


@dataclass(frozen=True)
class Late:
    module: ModuleVersion
    time: Any = None


@dataclass
class FakeFinder:
    """What the finder could not find."""

    too_new: Sequence[TooNew] = ()
    unfound: Sequence[Resolution] = ()
    late: Sequence[Late] = ()
    asked: tuple[Attempt, ...] = TRIED

    def asked_for(self, import_path: str) -> tuple[Attempt, ...]:
        return self.asked


def said(
    found: Solution | None = None,
    lines: Sequence[LedgerLine] = (),
    of: Inventory | None = None,
    finder: FakeFinder | None = None,
    wants: Sequence[Finding] = (),
    compiled: Compiled | None = None,
) -> list[Finding]:
    """The findings; without `compiled` all is compiled that "all" has, as each lack says."""
    collected = Wants(needed=(), idle=(), second=(), findings=tuple(wants))
    found = found or solution()
    by_all = Compiled(build={lack.import_path: lack.importer for lack in found.load.lacks.values() if lack.in_all})
    return list(
        findings_of(of or inventory(), collected, found, lines, finder or FakeFinder(), compiled or by_all)  # type: ignore[arg-type]
    )


def codes(found: Sequence[Finding]) -> list[str]:
    return [one.code for one in found]


def line(state: State) -> LedgerLine:
    return LedgerLine(
        path=LIB.path,
        revision=hash_of("a"),
        state=state,
        reason=REASON,
        pins=(AT,),
    )


AT = PinAt(LIB.path, Place("Gopkg.lock", 3))
REASON = Unsourced(revision=hash_of("a"), asked=Answers(no=("proxy",)))


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (State.UNRESOLVED, ["GM401"]),
        (State.RAISED, ["GM402"]),
        (State.COPIED, ["GM403"]),
        (State.KEPT, []),
        (State.HELD, []),
        (State.DROPPED, []),
    ],
)
def test_a_pin_is_a_finding_by_its_state(state: State, code: list[str]) -> None:
    found = said(lines=[line(state)])
    assert codes(found) == code
    assert all((one.place, one.because) == (Place("Gopkg.lock", 3), REASON) for one in found)


def test_a_copy_that_several_revisions_ended_in_is_told_once() -> None:
    both = [
        line(State.COPIED),
        replace(line(State.COPIED), revision=hash_of("b"), pins=(replace(AT, place=Place("Gopkg.lock", 9)),)),
    ]
    assert codes(said(lines=both)) == ["GM403"]


def lack(path: str = "ex.test/lib/sub", **more: Any) -> Solution:
    facts = {"import_path": path, "importer": "ex.test/user", "in_all": True, "by_test": False, **more}
    return solution(load=load(lacks=[Lack(**facts)]))


FAILED = Resolution(want=Want(root=LIB.path, revision=hash_of("a")), path=LIB.path, module=None, attempts=TRIED)


NEW = FakeFinder(too_new=[TooNew(import_path="ex.test/lib/sub", module=LIB, go="1.23")])
BUILT = Compiled(build={"ex.test/lib/sub": "ex.test/user"})
TESTED = Compiled(tests={"ex.test/lib/sub": "ex.test/user"})
NOWHERE = Compiled()


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (lack(ambiguous=(LIB, ModuleVersion("ex.test", "v1.0.0"))), "GM404"),
        (lack(main_module=True), "GM405"),
        (lack("ex.test/a/vendor/ex.test/b"), "GM414"),
    ],
)
def test_an_import_that_cannot_be_looked_for_is_a_finding_by_its_reason(found: Solution, code: str) -> None:
    (one,) = said(found)
    assert (one.code, one.fact("path")) == (code, next(iter(found.load.lacks)))


def test_an_import_of_what_the_project_calls_itself_says_by_which_path_to_plan() -> None:
    text = b'package sub // import "x.test/y/sub"\n'
    own = read_package(MemoryTree({"sub/a.go": text}), "sub", f"{APP}/sub")
    assert own is not None
    compiled = Compiled(build={"x.test/y/sub": APP, "x.test/y/other": APP})
    for path, itself in (("x.test/y/sub", "x.test/y"), ("x.test/y/other", "")):
        (one,) = said(lack(path), of=inventory(packages=(own,)), compiled=compiled)
        assert (one.code, one.fact("itself")) == ("GM407", itself)


def test_own_packages_that_are_imported_by_another_path_are_one_finding() -> None:
    """A repository that moved lies in GOPATH at its new path, and its files still import the old one."""
    own = [read_package(MemoryTree({f"{at}/a.go": b"package a\n"}), at, f"{APP}/{at}") for at in ("a", "b", "c/a")]
    known = inventory(packages=tuple(package for package in own if package))
    known = replace(known, project=replace(known.project, imported_as="x.test/old"))
    paths = ("x.test/old/a", "x.test/old/b", "x.test/old/gone", "x.test/older/a")
    lacks = [Lack(import_path=path, importer=APP, in_all=True, by_test=False) for path in paths]
    compiled = Compiled(build=dict.fromkeys(paths, APP))
    first, *others = said(solution(load=load(lacks=lacks)), of=known, compiled=compiled)
    assert (first.code, first.fact("itself")) == ("GM407", "x.test/old")
    assert first.fact("packages") == ("x.test/old/a", "x.test/old/b")
    assert [(one.code, one.fact("path")) for one in others] == [("GM407", path) for path in paths[2:]]


@pytest.mark.parametrize(
    ("compiled", "before", "finder", "code"),
    [
        (BUILT, Before.HAD, FakeFinder(), "GM407"),
        (BUILT, Before.UNKNOWN, FakeFinder(unfound=[FAILED]), "GM407"),
        (BUILT, Before.UNKNOWN, NEW, "GM407"),
        # The legacy build lacks it as well: nothing that the migration loses.
        (BUILT, Before.LACKED, FakeFinder(), "GM421"),
        (BUILT, Before.LACKED, NEW, "GM421"),
        (TESTED, Before.UNKNOWN, FakeFinder(), "GM420"),
        (TESTED, Before.LACKED, FakeFinder(), "GM420"),
        # Tests of dependencies, and build tags that are never set.
        (NOWHERE, Before.UNKNOWN, FakeFinder(unfound=[FAILED]), "GM408"),
        (NOWHERE, Before.LACKED, FakeFinder(), "GM408"),
        (NOWHERE, Before.HAD, NEW, "GM406"),
    ],
)
def test_a_lacking_import_of_a_dependency_is_a_finding_by_who_needs_it_and_what_was_before(
    compiled: Compiled, before: Before, finder: FakeFinder, code: str
) -> None:
    path = "ex.test/lib/sub"
    missing = (Missing(import_path=path, importers=(), test_only=False),) if before is Before.LACKED else ()
    used = (USER, package_of(path)) if before is Before.HAD else (USER,)
    (one,) = said(lack(), of=inventory(missing=missing, used=used), finder=finder, compiled=compiled)
    assert (one.code, one.fact("path"), one.fact("before")) == (code, path, before)


OWN = package_of(APP)


@pytest.mark.parametrize(
    ("importer", "compiled", "code"),
    [
        (APP, Compiled(build={"./sub": APP}), "GM407"),
        (APP, Compiled(tests={"./sub": APP}), "GM407"),
        (APP, NOWHERE, "GM408"),
        ("ex.test/user", Compiled(build={"./sub": "ex.test/user"}), "GM421"),
        ("ex.test/user", NOWHERE, "GM408"),
    ],
)
def test_a_relative_import_of_the_projects_own_packages_is_an_error(
    importer: str, compiled: Compiled, code: str
) -> None:
    (one,) = said(lack("./sub", importer=importer), of=project("package main\n"), compiled=compiled)
    assert (one.code, one.fact("is_relative")) == (code, True)


@pytest.mark.parametrize("before", [Before.HAD, Before.LACKED])
@pytest.mark.parametrize(
    ("compiled", "code", "severity"),
    [
        (Compiled(build={"ex.test/lib/sub": APP}), "GM407", Severity.ERROR),
        (Compiled(tests={"ex.test/lib/sub": APP}), "GM420", Severity.WARNING),
        # Under build tags that are never set.
        (NOWHERE, "GM408", Severity.NOTE),
    ],
)
def test_a_missing_import_of_the_projects_own_packages_is_an_error_and_of_its_tests_a_warning(
    compiled: Compiled, code: str, severity: Severity, before: Before
) -> None:
    path = "ex.test/lib/sub"
    missing = (Missing(import_path=path, importers=(), test_only=False),) if before is Before.LACKED else ()
    used = (package_of(path),) if before is Before.HAD else ()
    of = replace(project("package main\n"), missing=missing, used=used)
    (one,) = said(lack(importer=APP), of=of, compiled=compiled)
    assert (one.code, one.severity, one.fact("before")) == (code, severity, before)


def test_of_several_importers_the_one_whose_import_is_compiled_is_named() -> None:
    """The first that the loading met is a test of the project; what a build needs weighs more."""
    found = lack(importer=APP, by_test=True)
    (one,) = said(found, of=project("package main\n"), compiled=BUILT)
    assert (one.code, one.fact("importer"), one.fact("blame")) == ("GM407", "ex.test/user", Blame.DEPENDENCY)


@pytest.mark.parametrize(
    ("answer", "heard"),
    [
        (Said.NO, Answers(no=("proxy",))),
        (Said.REFUSED, Answers(refused=("proxy",))),
        (Said.UNREACHABLE, Answers(unreachable=("proxy",))),
        (Said.NO_ROUTE, Answers(unreachable=("proxy",))),
        (Said.NOT_ASKED, Answers(not_asked=("proxy",))),
        # It was reached, and told nothing.
        (Said.FAILED, Answers(failed=("proxy",))),
        (Said.LOGIN, Answers(failed=("proxy",))),
        (Said.FORGED, Answers(failed=("proxy",))),
    ],
)
def test_a_missing_import_carries_what_each_source_said(answer: Said, heard: Answers) -> None:
    asked = (Attempt(source="proxy", kind=SourceKind.PROXY, question="q", said=answer),)
    (one,) = said(lack(), of=inventory(used=(USER,)), finder=FakeFinder(asked=asked))
    assert one.because == Unsourced(revision="", asked=heard)


def test_a_missing_import_of_an_unresolved_pin_is_told_once() -> None:
    missing = (Missing(import_path="ex.test/lib/sub", importers=(), test_only=False),)
    of = inventory(missing=missing, used=(USER,))
    assert codes(said(lack(), lines=[line(State.UNRESOLVED)], of=of)) == ["GM401"]
    assert codes(said(lack(), lines=[line(State.KEPT)], of=of)) == ["GM421"]
    assert codes(said(lack("ex.test/lib-other"), lines=[line(State.UNRESOLVED)], of=inventory(used=(USER,)))) == [
        "GM401",
        "GM407",
    ]


@pytest.mark.parametrize(
    ("path", "built", "expected"),
    [
        pytest.param("shop/core", Compiled(build={"shop/core": APP}), ["GM407"], id="built"),
        pytest.param("shop/core", Compiled(tests={"shop/core": APP}), ["GM420"], id="tested"),
        pytest.param("shop/core", Compiled(), [], id="not compiled"),
        pytest.param("crypto/mlkem", Compiled(build={"crypto/mlkem": APP}), [], id="standard library"),
    ],
)
def test_an_import_without_a_dot_that_nothing_has_is_told(path: str, built: Compiled, expected: list[str]) -> None:
    missing = (Missing(import_path=path, importers=(APP,), test_only=False),)
    assert codes(said(of=inventory(missing=missing, packages=(OWN.package,), used=(USER,)), compiled=built)) == expected


def test_an_import_of_a_locked_commit_that_is_gone_says_what_was_tried() -> None:
    (one,) = said(lack(by_test=True), finder=FakeFinder(unfound=[FAILED]))
    assert one.because == Unsourced(revision=hash_of("a"), asked=Answers(no=("proxy",)))
    assert one.attempts == TRIED


def test_an_import_of_another_module_is_not_blamed_on_that_commit() -> None:
    (one,) = said(lack("ex.test/library", by_test=True), finder=FakeFinder(unfound=[FAILED]))
    assert one.because == Unsourced(revision="", asked=Answers(no=("proxy",)))


def test_a_go_mod_that_nobody_has_is_an_error_with_what_was_tried() -> None:
    (one,) = said(solution(unavailable=(UnavailableError(LIB, TRIED),)))
    assert (one.code, one.attempts) == ("GM410", TRIED)


def test_a_version_newer_than_the_project_is_said() -> None:
    assert codes(said(finder=FakeFinder(late=[Late(LIB)]))) == ["GM409"]


HOLD = solution(holds=(Hold(path=LIB.path, version="v1.0.0", selected="v1.5.0", pull=Pull.HIGHER),))


def project(*sources: str, is_dirty: bool = False) -> Inventory:
    tree = MemoryTree({f"f{n}.go": text.encode() for n, text in enumerate(sources)})
    package = read_package(tree, "", APP)
    about = Project(import_path=APP, root="/app", commit=hash_of("c"), is_dirty=is_dirty)
    return inventory(packages=(package,) if package else (), project=about)


@pytest.mark.parametrize(
    ("sources", "is_library"),
    [
        (("package lib\n",), True),
        (("package lib\n", "// +build ignore\n\npackage main\n"), True),
        (("package main\n",), False),
        (("// +build windows\n\npackage main\n",), False),
    ],
)
def test_holds_of_a_library_are_said_for_its_users(sources: tuple[str, ...], is_library: bool) -> None:
    assert codes(said(HOLD, of=project(*sources))) == (["GM411"] if is_library else [])


def test_without_holds_a_library_is_not_warned() -> None:
    assert said(of=project("package lib\n")) == []


def test_uncommitted_changes_are_said_with_the_commit_that_counts() -> None:
    (one,) = said(of=project("package main\n", is_dirty=True))
    assert (one.code, one.fact("commit")) == ("GM412", hash_of("c"))


def test_puts_what_scan_saw_first() -> None:
    first, second = finding("GM001"), finding("GM413")
    found = said(of=replace(inventory(), findings=(first,)), wants=[second], lines=[line(State.UNRESOLVED)])
    assert codes(found) == ["GM001", "GM413", "GM401"]
