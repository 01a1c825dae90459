from __future__ import annotations

from dataclasses import replace

import pytest

from gomigrate.model.codes import finding
from gomigrate.model.decision import (
    Above,
    Answers,
    Difference,
    InCheckout,
    InGoMod,
    Locked,
    Reason,
    SameAt,
    SameFiles,
    Unfetched,
    Unimported,
    Unsourced,
    WithoutChanges,
)
from gomigrate.model.diagnosis.remedies import Brought, ClonedRepository, Remedy, RemedyKind
from gomigrate.model.errors import UsageProblem
from gomigrate.model.findings import Place
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.modules import ModuleVersion, Proof
from gomigrate.model.plan import Compared, LedgerLine, Likeness, State
from gomigrate.model.severities import SEVERITIES
from gomigrate.model.suite import CaseChange, Outcome, SuiteVerdict
from gomigrate.model.verdict import (
    CompiledBuild,
    FileChange,
    Holds,
    How,
    ModuleDifference,
    NotCompiled,
    PackageDifference,
    PipelineAnswer,
    PlatformVerdict,
    Tidy,
    TidyState,
    Verdict,
    VerdictState,
    When,
)
from gomigrate.report.explain import codes_json, codes_text, explain_text
from gomigrate.report.html.webpage import PageMaterial, report_page
from gomigrate.report.page import UNWRAPPED, Amount, Detail, Page, groups_into
from gomigrate.report.text import folded, plan_text
from gomigrate.report.verdict import verdict_text
from gomigrate.report.words.findings import ROWS, remedy_of, usual_remedy
from gomigrate.report.words.planning.cloning import cloned_text
from gomigrate.report.words.planning.reasons import short
from gomigrate.report.words.verifying.answers import not_compiled_rows
from tests.golden.verdicts import but, verdict_of
from tests.unit.report.plans import GONE, PATCHED, PLAN, held, line

NORMAL, VERBOSE, QUIET = Amount.NORMAL, Amount.VERBOSE, Amount.QUIET


def words(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def test_plan_text_says_everything_a_reviewer_needs() -> None:
    text = words(plan_text(PLAN, 100, color=False))
    for part in (
        "x.test/app: ready to apply, 1 kept copy to review from Gopkg.lock (dep) and vendor/ with 412 packages",
        "commit 3fa2c1e of 2018-11-30; import path from its place in GOPATH; uncommitted changes are left out",
        "5 pins: 2 kept (1 as a tag and 1 as a pseudo-version), 1 held, 1 copied, 1 dropped",
        "x.test/d v1.0.0, not v1.1.0 (a)",
        "1 dependency stays as a copy in third_party/: 1 has local changes",
        "x.test/c bbbbbbbbbbbb: differs from the module in x.test/c/a.go, x.test/c/b.go, x.test/c/c.go (+2 -1)",
        "x.test/a v1.2.3 (aaaaaaaaaaaa) x.test/b v0.0.0-..bbbbbbbbbbbb",
        "1 import that no lock covers, taken as of 2018-11-30",
        "go.mod go 1.18, 3 require, 2 replace",
        "delete Gopkg.lock, Gopkg.toml, cmd/vendor/x.test/z/z.go, vendor/ (9 files)",
        "GM102 lock entry cannot be used Gopkg.lock:7: x.test/x has no revision.",
    ):
        assert part in text, part


def test_plan_text_notable_pins_come_before_kept_ones() -> None:
    text = plan_text(PLAN, 100, color=False)
    places = [
        text.index(words) for words in ("What will change", "1 dependency stays", "1 held:", "1 dropped:", "2 kept:")
    ]
    assert places == sorted(places)


def unfetched(version: str, **asked: tuple[str, ...]) -> Unfetched:
    return Unfetched(module=ModuleVersion("x.test/a", version), asked=Answers(**asked))


HASH, OTHER = "v0.0.0-20170101000000-bbbbbbbbbbbb", "v0.0.0-20180101000000-cccccccccccc"


@pytest.mark.parametrize(
    ("pin", "shown"),
    [
        (line("x.test/a", State.KEPT, "v2.0.0+incompatible"), "x.test/a  v2.0.0+incompatible (bbbbbbbbbbbb)"),
        (line("x.test/a", State.KEPT, f"{HASH}+incompatible"), "x.test/a  v0.0.0-..bbbbbbbbbbbb"),
        (line("x.test/a", State.HELD, HASH, reason=held("x.test/a", OTHER, ModuleVersion("x.test/p", "v1.0.0"))),
         "x.test/a  bbbbbbb, not ccccccc (p@v1.0.0)"),
        (line("x.test/a", State.HELD, "v1.0.0", reason=held("x.test/a", "v1.1.0", ModuleVersion("x.test/p", HASH))),
         "x.test/a  v1.0.0, not v1.1.0 (p)"),
        (line("x.test/a", State.HELD, "v1.0.0", reason=held("x.test/a", "v1.1.0", None)),
         "x.test/a  v1.0.0: the module graph requires v1.1.0"),
        (line("x.test/a", State.COPIED, HASH, built="./third_party/x", reason=unfetched(HASH, no=("p",))),
         "x.test/a  no source has the files of v0.0.0-..bbbbbbbbbbbb"),
        (line("x.test/a", State.RAISED, "v1.1.0", reason=Above(selected="v1.1.0", asker=ModuleVersion("x.test/p"))),
         "x.test/a  bbbbbbbbbbbb: x.test/p requires v1.1.0"),
    ],
)  # fmt: skip
def test_plan_text_each_pin_has_one_line_in_few_words(pin: LedgerLine, shown: str) -> None:
    assert f"\n  {shown}\n" in plan_text(replace(PLAN, ledger=(pin,)), 80, color=False)


def test_plan_text_copies_are_counted_by_why_and_each_once() -> None:
    reasons: list[Reason] = [
        PATCHED,
        replace(PATCHED, what=Difference.IMPORT_COMMENTS),
        unfetched("v1.0.0", no=("proxy",)),
        unfetched("v1.0.0", refused=("proxy",)),
        unfetched("v1.0.0", unreachable=("proxy",)),
        GONE,
        GONE,
    ]
    pins = [
        line(f"x.test/{min(n, 5)}", State.COPIED, "v1.0.0", built="./x", reason=reason, at=n)
        for n, reason in enumerate(reasons)
    ]
    text = words(plan_text(replace(PLAN, ledger=tuple(pins)), 80, color=False))
    assert "7 pins: 7 copied into 6 folders" in text
    assert (
        "6 dependencies stay as copies in the repository: 1 has local changes, 1 has no known version,"
        " 1 has no usable answer from a source, 1 has other import comments, 1 is not available,"
        " 1 was refused by a source" in text
    )


@pytest.mark.parametrize(
    ("reason", "title"),
    [
        (Locked(revision="a" * 40), "kept: the locked commit"),
        (
            Locked(revision="a" * 40, proof=Proof.LOCK),
            "kept: a release, by the lock file's version or the commit's time",
        ),
        (
            Locked(revision="a" * 40, proof=Proof.SECOND),
            "kept: a release, by the lock file's version or the commit's time",
        ),
        (
            InCheckout(by=Locked(revision="a" * 40), locked="b" * 40),
            "kept: the commit of the checkout in GOPATH, which differs",
        ),
        (
            InCheckout(by=Locked(revision="a" * 40)),
            "kept: the commit of the checkout in GOPATH; no lock file names a commit",
        ),
        (SameAt(revision="b" * 40), "kept: another locked commit of the same repository, with the same packages"),
        (
            SameFiles(version="v1.0.0", equal=1, files=1, packages=1),
            "kept: the version with the files of the legacy build",
        ),
        (InGoMod(built=ModuleVersion("x.test/a", "v1.0.0")), "kept: the version in the existing go.mod"),
        (WithoutChanges(added=1, removed=1, files=("a.go",)), "kept: the locked version without the local changes"),
    ],
)
def test_plan_text_pins_that_are_kept_stand_under_a_heading_that_is_true_of_them(reason: Reason, title: str) -> None:
    pins = (
        line("x.test/a", State.KEPT, "v1.0.0", reason=reason),
        line("x.test/b", State.KEPT, "v1.0.0", reason=Locked(revision="c" * 40)),
    )
    text = words(plan_text(replace(PLAN, ledger=pins), 200, color=False))
    assert f"{title}" in text
    is_locked = isinstance(reason, Locked) and reason.proof is Proof.COMMIT
    assert text.count("kept: ") == (1 if is_locked else 2)


def test_plan_text_a_release_with_the_files_of_the_legacy_build_stands_under_a_heading_of_its_own() -> None:
    bare = line("x.test/a", State.KEPT, "v1.0.0", reason=Locked(revision="a" * 40, proof=Proof.LOCK))
    compared = replace(bare, path="x.test/b", compared=Compared.of([Likeness.PRUNED]))
    text = words(plan_text(replace(PLAN, ledger=(bare, compared)), 200, color=False))
    assert "no source confirmed that the tag is at the locked commit x.test/a " in text
    assert "kept: a release with the files of the legacy build, by the lock file's version" in text


def test_plan_text_what_nothing_imports_is_not_dropped_for_that_while_a_pin_is_unresolved() -> None:
    reason = Unsourced(revision="b" * 40, asked=Answers(refused=("proxy",)))
    pins = (
        line("x.test/a", State.UNRESOLVED, reason=reason),
        line("x.test/b", State.DROPPED, reason=Unimported(unknown=("x.test/a",))),
    )
    text = words(plan_text(replace(PLAN, ledger=pins), 200, color=False))
    assert "nothing in the build imports" not in text
    assert "x.test/a bbbbbbbbbbbb: proxy refused the request" in text
    assert "no source has" not in text


def test_plan_text_findings_of_one_code_stand_together_with_one_remedy() -> None:
    found = tuple(
        finding("GM001", path=f"case {n}", reason="gone", evidence=("x " * 90, "2", "3", "4", "5")) for n in range(9)
    )
    text = plan_text(replace(PLAN, findings=found), 80, color=False)
    shown = text.partition("\nMore: ")[0]
    assert shown.count("GM001") == shown.count(ROWS["GM001"].title) == 1
    assert text.count("-> ") == 1
    assert "case 5 failed" in text
    assert "case 6 " not in text
    assert "and 3 more" in text
    assert max(map(len, text.split("\n"))) <= 80


def test_plan_text_verbose_has_everything_and_quiet_only_what_needs_attention() -> None:
    long = "\n".join(f"// line {n}" for n in range(60))
    found = (
        finding(
            "GM421",
            path="x.test/nobody",
            importer="x",
            blame="dependency",
            before="lacked",
            because=GONE,
            evidence=("https://proxy.test: asked: 404",),
        ),
        finding("GM403", path="x.test/c", because=PATCHED),
        finding("GM003", place=Place("a link")),
    )
    plan = replace(PLAN, go_mod=long, findings=found)
    normal, verbose, quiet = (
        plan_text(plan, 80, color=False, amount=amount, next_command="gomigrate apply")
        for amount in (NORMAL, VERBOSE, QUIET)
    )
    for part, shown in (
        ("// line 59", (False, True, False)),
        ("https://proxy.test", (False, True, False)),
        ("x.test/c stays as a copy", (False, True, False)),
        ("proxy: asked: found", (False, True, False)),
        ("a link", (False, True, False)),
        ("1 note not shown", (True, False, False)),
        ("held: ", (True, True, False)),
        ("1 dependency stays", (True, True, True)),
        ("x.test/nobody", (True, True, True)),
        ("Next: ", (True, True, True)),
    ):
        assert (part in normal, part in verbose, part in quiet) == shown, part


def test_plan_text_what_needs_a_decision_stands_at_the_top_and_is_counted_at_the_end() -> None:
    text = plan_text(replace(PLAN, findings=(finding("GM001", path="a", reason="b"),)), 80, color=False)
    first, *_, last = text.splitlines()
    assert "1 decision needed before apply" in first
    assert "1 decision needed before apply" in last
    assert text.index("GM001") < text.index("What will change")


def test_plan_text_one_finding_at_many_places_is_one_line_and_verbose_has_them_all() -> None:
    found = tuple(
        finding("GM804", tool="govendor", command=f"govendor add {n}", place=Place("Makefile", n), is_old=True)
        for n in range(1, 40)
    )
    plan = replace(PLAN, findings=found, ledger=())
    lines = plan_text(plan, 200, color=False).splitlines()
    assert sum("Makefile:" in line for line in lines) == 1
    assert sum("Makefile:1, Makefile:2, Makefile:3 and 36 more" in line and "(39)" in line for line in lines) == 1
    assert sum("Makefile:" in line for line in plan_text(plan, 200, False, VERBOSE).splitlines()) == 39


def test_plan_text_pins_that_end_alike_are_one_line_and_many_that_are_kept_only_counted() -> None:
    same = held("x.test/a", "v1.1.0", None)
    pins = [line("x.test/a", State.HELD, "v1.0.0", reason=same, at=n) for n in range(3)]
    pins += [line(f"x.test/k{n}", State.KEPT, "v1.0.0", reason=Locked(revision="b" * 40), at=n) for n in range(30)]
    plan = replace(PLAN, ledger=tuple(pins))
    text, whole = (plan_text(plan, 200, False, amount) for amount in (NORMAL, VERBOSE))
    assert text.count("\n  x.test/a ") == 1
    assert "(3 pins)" in text
    assert ("x.test/k7" in text, "x.test/k7" in whole) == (False, True)
    assert "30 kept" in text


def test_plan_text_in_a_pipe_has_one_record_a_line() -> None:
    far = "x.test/" + "much/" * 60
    pins = (line(far, State.COPIED, "v1.0.0", built="./x", reason=replace(PATCHED, files=(far,) * 3)),)
    lines = plan_text(replace(PLAN, ledger=pins), UNWRAPPED, color=False).splitlines()
    assert [far in line and "(+2 -1)" in line for line in lines].count(True) == 1


@pytest.mark.parametrize("width", [40, 80, 140])
def test_no_path_or_version_is_broken_at_any_width(width: int) -> None:
    names = [f"x.test/{'long-' * n}name@v0.0.0-20170101000000-{n:012}" for n in range(30)]
    page = Page(width, color=True)
    page.line(f"all of {', '.join(names)}")
    page.table([("held", f"for {' '.join(names)}")])
    page.pairs([(name, f"for {name}") for name in names])
    assert all(str(page).count(name) >= 4 for name in names)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_plan_text_keeps_to_the_width_but_for_words_and_the_go_mod(width: int) -> None:
    plan = replace(PLAN, go_mod="")
    assert [
        row for row in plan_text(plan, width, color=False).split("\n") if len(row) > width + 12 and " " in row.strip()
    ] == []


def test_plan_text_without_colour_has_no_escape_sequences_and_no_space_at_line_ends() -> None:
    text = plan_text(PLAN, 80, color=False)
    assert "\x1b" not in text
    assert all(row == row.rstrip() for row in text.split("\n"))
    assert "\x1b[" in plan_text(PLAN, 80, color=True)


def test_plan_text_go_mod_is_shown_as_it_is() -> None:
    long = "\treplace x.test/" + "long/" * 40 + " => ./y [bold]not markup[/bold]"
    text = plan_text(replace(PLAN, go_mod=f"module x\n{long}\n"), 60, color=False)
    assert long.expandtabs(8).strip() in text.replace("\n        ", "\n") or long.strip() in text


@pytest.mark.parametrize(
    ("plan", "last"),
    [
        (PLAN, "Next: gomigrate apply --branch b"),
        (replace(PLAN, findings=(finding("GM001", path="a", reason="b"),)), "1 decision needed before apply"),
        (
            replace(PLAN, ledger=(line("x", State.UNRESOLVED, reason=Unsourced(revision="", asked=Answers())),)),
            "1 decision needed before apply",
        ),
    ],
)
def test_plan_text_ends_with_the_next_step(plan: object, last: str) -> None:
    text = plan_text(plan, 80, color=False, next_command="gomigrate apply --branch b")  # type: ignore[arg-type]
    assert text.split("\n")[-1].startswith(last)


def test_plan_text_control_characters_of_a_lock_do_not_reach_the_terminal() -> None:
    plan = replace(PLAN, ledger=(line("x.test/\x1b[31mred", State.RAISED, reason=Above(selected="\x07bell")),))
    text = plan_text(plan, 80, color=False)
    assert "\x1b" not in text
    assert "\x07" not in text


@pytest.mark.parametrize(
    ("paths", "shown"),
    [
        ((), []),
        (("a", "b/c"), ["a", "b/c"]),
        (tuple(f"vendor/x/{n}" for n in range(4)), ["vendor/ (4 files)"]),
        (tuple(f"vendor/x/{n}" for n in range(3)), [f"vendor/x/{n}" for n in range(3)]),
        (tuple(f"cmd/vendor/x/{n}" for n in range(1000)), ["cmd/vendor/ (1,000 files)"]),
        (("a", "b", "c", "d", "e"), ["a", "b", "c", "d", "e"]),
    ],
)
def test_folded_many_files_of_a_folder_are_one_item(paths: tuple[str, ...], shown: list[str]) -> None:
    assert folded(paths) == shown


@pytest.mark.parametrize(
    ("revision", "shown"), [("ab" * 20, "ab" * 6), ("v1.0.0", "v1.0.0"), ("z" * 40, "z" * 40), ("", "")]
)
def test_short_only_commit_hashes_are_cut(revision: str, shown: str) -> None:
    assert short(revision) == shown


LINUX = PlatformVerdict(platform="linux/amd64", same=412)
COMPILED = CompiledBuild(platform="linux/amd64", same=412)
UNLINKED = NotCompiled(import_path="x.test/q", after="ld: no")
EQUAL = verdict_of(ref="modules", base="a" * 40, modules_same=44, modules_differ=(), platforms=(LINUX,))


def test_verdict_text_equal_says_so_and_what_was_compared() -> None:
    text = words(verdict_text(EQUAL, 80, color=False))
    assert text.startswith("ready to merge: modules compared with aaaaaaaaaaaa Is it the same code? ")
    assert text.endswith("ready to merge")
    assert "44 modules as planned" in text
    assert "412 packages with the same files and bytes" in text


@pytest.mark.parametrize(
    ("verdict", "last"),
    [
        (but(EQUAL, unchecked=(Unchecked(what=Gap.NO_BASE),)), "the same files, 1 thing to do before merging"),
        (but(EQUAL, platforms=()), "could not be checked: "),
        (but(EQUAL, findings=(finding("GM306", module="x"),)), "not the same build: "),
        (but(EQUAL, modules_differ=(ModuleDifference(path="p", planned="v1", listed="v2"),)), "not the same build: "),
        (but(EQUAL, platforms=(replace(LINUX, lost=("p",)),)), "not the same build: "),
        (
            but(EQUAL, platforms=(replace(LINUX, newly_broken=(("x.test/q", "gone"), ("x.test/r", ""))),)),
            "not the same build: 2 packages no longer build (x.test/q, x.test/r): gone",
        ),
        (
            but(EQUAL, platforms=(replace(LINUX, same=0, newly_broken=(("x.test/q", ""),)),)),
            "not the same build: 1 package no longer builds (x.test/q)",
        ),
        (
            but(EQUAL, compiled=(replace(COMPILED, not_linked=(UNLINKED,)),)),
            "not the same build: 1 package no longer builds (x.test/q): ld: no",
        ),
        (
            but(EQUAL, compiled=(replace(COMPILED, not_linked=(replace(UNLINKED, before="ld: no"),)),)),
            "ready to merge",
        ),
    ],
)
def test_verdict_text_anything_less_does_not_say_equal(verdict: Verdict, last: str) -> None:
    assert words(verdict_text(verdict, 80, color=False).rpartition("\n\n")[2]).startswith(last)


def test_what_was_not_compared_is_no_part_of_the_same() -> None:
    left = Unchecked(what=Gap.BROKEN_BEFORE, names=("x.test/p",))
    verdict = but(EQUAL, platforms=(replace(LINUX, broken_before=("x.test/p",)),), unchecked=(left,))
    assert verdict.holds[0] is Holds.UNKNOWN
    text = words(verdict_text(verdict, 80, color=False))
    assert text.endswith("the same files in what was compared, 1 thing to do before merging")
    assert "the same files in what was compared: " in text


def test_what_is_compiled_by_neither_is_named_once_with_its_tag_sets() -> None:
    cases = [("x.test/q", "no pkg"), ("x.test/r", "no pkg"), ("x.test/s", "no")]
    no = [NotCompiled(import_path=path, before=why, after=why, same_files=True) for path, why in cases]
    builds = [replace(COMPILED, is_cgo=True, tags=tags, not_compiled=tuple(no)) for tags in (("a",), ("b", "race"))]
    assert [row[1:] for row in not_compiled_rows(builds)] == [(("x.test/q", "x.test/r"), ()), (("x.test/s",), ())]
    verdict = but(EQUAL, compiled=(COMPILED, *builds))
    text = words(verdict_text(verdict, 100, color=False))
    where = "; with linux/amd64 -tags a; linux/amd64 -tags b,race"
    assert f"nor now 2 packages before: no pkg; its files are the same{where} x.test/q x.test/r " in text
    assert f"nor now x.test/s before: no; its files are the same{where} " in text
    assert text.count("no pkg") == 1
    page = report_page(None, verdict, PageMaterial())
    assert page.count("no pkg") == 2
    assert "linux/amd64 -tags a; linux/amd64 -tags b,race" in page


@pytest.mark.parametrize(
    ("package", "same", "last"),
    [
        (NotCompiled(import_path="p", before="no", after="no"), 3, "could not be checked: 1 package compiles neither"),
        (NotCompiled(import_path="p", before="no", after="no", same_files=True), 3, "ready to merge"),
        (
            NotCompiled(import_path="p", before="no", after="no", same_files=True),
            0,
            "could not be checked: 1 package compiles neither",
        ),
        (NotCompiled(import_path="p", before="no"), 3, "ready to merge"),
    ],
)
def test_what_nobody_can_compile_is_not_ready(package: NotCompiled, same: int, last: str) -> None:
    built = CompiledBuild(platform="linux/amd64", same=same, not_compiled=(package,))
    text = words(verdict_text(but(EQUAL, compiled=(built,)), 80, color=False))
    assert last in text.rpartition("not run")[2]


def test_verdict_text_names_each_difference_once_with_its_platforms() -> None:
    differ = (PackageDifference(import_path="x.test/p", changed=("a.go",), only_before=("b.go",)),)
    windows = PlatformVerdict(platform="windows/amd64", same=1, differ=differ, newly_broken=(("x.test/q", "gone"),))
    verdict = but(EQUAL, platforms=(replace(LINUX, differ=differ), windows))
    text = words(verdict_text(verdict, 100, color=False))
    assert text.count("differs x.test/p changed: a.go; only before: b.go") == 1
    assert "broken x.test/q gone windows/amd64" in text


@pytest.mark.parametrize(
    ("tidy", "part"),
    [
        (Tidy(state=TidyState.CLEAN), "would change nothing"),
        (Tidy(state=TidyState.DIFFERS, lines=("-a", "+b")), "would change 2 lines -a +b"),
        (Tidy(state=TidyState.CANNOT, error="no such package"), "cannot say: no such package"),
    ],
)
def test_verdict_text_tells_what_tidy_says(tidy: Tidy, part: str) -> None:
    assert part in words(verdict_text(but(EQUAL, tidy=tidy), 80, color=False))


CHANGE = CaseChange(
    package="x.test/p", test="TestA", before=Outcome.PASSED, after=Outcome.FAILED, evidence=("a_test.go:3: no",)
)
SUITE = SuiteVerdict(same=7, changes=(CHANGE,), before=(8, 0, 0, 0, 0), after=(7, 1, 0, 0, 0))


def test_verdict_text_tells_each_test_that_ends_otherwise() -> None:
    text = words(verdict_text(but(EQUAL, tests=SUITE), 80, color=False))
    for part in (
        "the same files, 1 thing to do before merging",
        "tests 7 end as before, 1 does not",
        "before 8 passed now 7 passed, 1 failed",
        "worse x.test/p TestA passed -> failed a_test.go:3: no",
    ):
        assert part in text, part


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        (Outcome.PASSED, Outcome.FAILED, True),
        (Outcome.PASSED, Outcome.SKIPPED, True),
        (Outcome.PASSED, None, True),
        (Outcome.SKIPPED, Outcome.BUILD_FAILED, True),
        (Outcome.PASSED, Outcome.UNFINISHED, True),
        (Outcome.SKIPPED, Outcome.PASSED, False),
        (Outcome.FAILED, Outcome.PASSED, False),
        (Outcome.FAILED, Outcome.BUILD_FAILED, False),
        (Outcome.FAILED, None, False),
        (None, Outcome.PASSED, False),
        (None, Outcome.FAILED, False),
    ],
)
def test_verdict_is_equal_only_without_tests_that_got_worse(
    before: Outcome | None, after: Outcome | None, worse: bool
) -> None:
    change = replace(CHANGE, before=before, after=after)
    assert change.is_worse is worse
    assert but(EQUAL, tests=replace(SUITE, changes=(change,))).state is (
        VerdictState.TO_DO if worse else VerdictState.READY
    )


@pytest.mark.parametrize("code", ["GM303", "gm303", " gm303 "])
def test_explain_text_gives_the_page_of_the_table(code: str) -> None:
    text = words(explain_text(code, 80, color=False))
    row = ROWS["GM303"]
    for part in ("GM303", SEVERITIES["GM303"], row.title, row.meaning, usual_remedy(row)):
        assert words(part) in text


@pytest.mark.parametrize("code", ["GM999", "GM30", "", "--help", "x" * 500])
def test_explain_text_unknown_code_is_refused_in_one_line(code: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        explain_text(code, 80, color=False)
    assert "\n" not in str(caught.value)
    assert str(caught.value).count("GM") <= 4  # the word that was asked for, and a few that are near it


def test_codes_lists_have_every_code() -> None:
    text = codes_text(80, color=False)
    assert all(code in text for code in ROWS)
    assert codes_json().keys() == ROWS.keys()
    assert codes_json("gm101").keys() == {"GM101"}


def test_a_long_single_column_wraps_where_it_stands() -> None:
    page = Page(40, color=False)
    page.table([("- " + "word " * 60,)])
    lines = str(page).splitlines()
    assert lines[0].startswith("  - word")
    assert all(line.startswith("  ") and line.strip() for line in lines)


def test_verdict_other_files_are_named_beside_equal_those_of_the_migration_first() -> None:
    later = tuple(FileChange(path=f"docs/{number:02}.md", how=How.CHANGED, when=When.LATER) for number in range(20))
    evil = FileChange(path="run.sh", how=How.MODE, when=When.MIGRATION, modes="100644 100755")
    told = verdict_text(but(EQUAL, unplanned=(*later, evil)), 100, color=False)
    lines = told.splitlines()
    first = next(at for at, line in enumerate(lines) if line.strip() == "21 other files changed")
    assert lines[first + 1].split() == ["mode", "run.sh", "100644", "100755", "by", "the", "migration"]
    assert lines[first + 13].strip() == "and 9 more; --format json has all"


def test_verdict_without_a_state_before_is_not_said_to_have_been_listed() -> None:
    told = verdict_text(but(EQUAL, base="", platforms=()), 100, color=False)
    assert "could not be checked: no commit before the migration" in told


@pytest.mark.parametrize(
    ("kind", "advice"),
    [
        (RemedyKind.CLONE, "-> Run gomigrate clone, then plan again"),
        (RemedyKind.SEARCH, "-> Run gomigrate clone, then plan again"),
        (RemedyKind.DIRECT, "GONOPROXY=x.test/1,x.test/2 gomigrate plan"),
        (RemedyKind.PROXY, "-> Set GOPROXY so that q may be asked"),
        (RemedyKind.REACH, "-> Plan again once q can answer"),
        (RemedyKind.UPSTREAM, "no known version has them (x.test/1, x.test/2)"),
    ],
)
def test_plan_text_says_once_what_to_try_for_pins_that_are_not_to_be_had(kind: RemedyKind, advice: str) -> None:
    is_clone = kind in {RemedyKind.CLONE, RemedyKind.SEARCH}
    asked = ("q",) if kind in {RemedyKind.PROXY, RemedyKind.REACH} else ()
    pins = tuple(
        replace(
            line(f"x.test/{n}", State.UNRESOLVED, reason=Unsourced(revision="b" * 40, asked=Answers(no=("p",))), at=n),
            remedy=Remedy(kind=kind, path=f"x.test/{n}", url=f"https://x.test/{n}" * is_clone, asked=asked),
        )
        for n in (1, 2)
    )
    text = words(plan_text(replace(PLAN, ledger=pins, findings=()), 200, color=False))
    assert text.count("-> ") == 1
    assert advice in text
    assert ("https://x.test/1, https://x.test/2" in text) == is_clone


def test_plan_text_says_nothing_of_remedies_where_none_is_known() -> None:
    unsourced = Unsourced(revision="b" * 40, asked=Answers(no=("p",)))
    plan = replace(PLAN, ledger=(line("x.test/1", State.UNRESOLVED, reason=unsourced, at=1),), findings=())
    assert "-> " not in words(plan_text(plan, 200, color=False))


def test_what_to_do_stands_below_the_cases_that_it_is_for() -> None:
    cases = [("Makefile", 3, "checked"), ("Makefile", 5, "fetches"), ("ci.sh", 1, "checked")]
    found = [
        finding("GM804", place=Place(file, line), tool="dep", call="dep ensure", case=case, unsafe=False)
        for file, line, case in cases
    ]
    ways = list(dict.fromkeys(map(remedy_of, found)))
    whole, folded = Page(200, color=False), Page(200, color=False)
    groups_into(whole, found)
    groups_into(folded, found, Detail(is_folded=True))
    rows = str(whole).splitlines()
    assert [row.split(":")[0].strip() if "->" not in row else ways.index(row.strip()[3:]) for row in rows[1:]] == [
        *("Makefile", "ci.sh", 0),
        *("Makefile", 1),
    ]
    assert [row.strip() for row in str(folded).splitlines()[1:]] == [
        f"-> Makefile:3, ci.sh:1: {ways[0]}",
        f"-> Makefile:5: {ways[1]}",
    ]


def test_clones_that_fail_for_one_reason_are_told_together() -> None:
    said = "Could not resolve host: h.test"
    found = [
        ClonedRepository(
            paths=(f"h.test/{name}",),
            url=f"https://h.test/{name}",
            state=Brought.FAILED,
            said=f"unable to access 'https://h.test/{name}/': {said}",
        )
        for name in "abcde"
    ]
    first, *names, more = cloned_text(found, "/clones").splitlines()
    assert (first.count(said), len(names), "2 more" in more) == (1, 3, True)
    assert cloned_text(found, "/clones", names_all=True).count("https://h.test/") == len(found)
    assert cloned_text(found[:1], "/clones") == f"https://h.test/a: {said}"


def test_what_was_not_understood_in_build_files_is_told_beside_no_problem() -> None:
    seen = PipelineAnswer(files=("Makefile", "Vagrantfile"), unread=("Vagrantfile:47",))
    assert "not understood: Vagrantfile:47" in words(verdict_text(replace(EQUAL, pipeline=seen), 200, color=False))
    assert "not understood" not in verdict_text(replace(EQUAL, pipeline=replace(seen, unread=())), 200, color=False)
