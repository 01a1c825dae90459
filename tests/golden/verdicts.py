"""What verify says of verdicts made by hand: every code, every case of a sentence, everything that was not checked."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from gomigrate.model.codes import finding
from gomigrate.model.decision import Difference
from gomigrate.model.findings import Finding, Place
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.modules import Attempt, Said, SourceKind
from gomigrate.model.suite import CaseChange, Outcome, SuiteVerdict
from gomigrate.model.verdict import (
    Builds,
    CodeAnswer,
    FileChange,
    GoFault,
    GoSupport,
    How,
    MarkedPackage,
    ModuleDifference,
    PackageDifference,
    PipelineAnswer,
    PlatformVerdict,
    RecordedState,
    Tidy,
    TidyState,
    Verdict,
    When,
)
from gomigrate.scripts.gone.brokenline import GoneUse
from gomigrate.verify.branch.basecommit import NotBefore
from gomigrate.verify.branch.record import RecordFault

APP, LIB, LOG = "github.com/acme/app", "github.com/acme/lib", "github.com/acme/log"
BASE, OTHER = "3fa2c1e0b7d4", "9b1d5c2a44e0"
LINUX, WINDOWS = "linux/amd64", "windows/amd64"
RECORD, GO_MOD = Place(".gomigrate/plan.json"), Place("go.mod")
GONE = Attempt(source="proxy", kind=SourceKind.PROXY, question="v1.0.0", said=Said.NO, detail="404")


_CODE = {field.name for field in fields(CodeAnswer)}
_BUILD = {"tests", "tidy", "go_versions"}


def but(verdict: Verdict, **changes: Any) -> Verdict:
    """The verdict with other fields, whichever of its answers they belong to; findings are those about the code."""
    code = {name: value for name, value in changes.items() if name in _CODE}
    build = {name: value for name, value in changes.items() if name in _BUILD}
    rest = {name: value for name, value in changes.items() if name not in _CODE | _BUILD}
    return replace(verdict, code=replace(verdict.code, **code), build=replace(verdict.build, **build), **rest)


def verdict_of(**parts: Any) -> Verdict:
    """A verdict with these fields, whichever of its answers they belong to."""
    return but(Verdict(ref="modules", code=CodeAnswer()), **parts)


def pipeline() -> PipelineAnswer:
    """A line of each kind that uses what is removed."""
    names = {GoneUse.VENDOR_FLAG: "-mod=vendor", GoneUse.GOPATH: "go.mod", GoneUse.ANSWER: "$(:)"}
    return PipelineAnswer(
        files=("Makefile",),
        unread=("Makefile:90",),
        findings=tuple(
            finding(
                "GM331" if number % 2 else "GM332",
                place=Place("Makefile", number + 1),
                evidence=(f"line {number + 1}",),
                use=use.value,
                what=(names.get(use, "Gopkg.lock"),),
                told=number % 3 == 0,
            )
            for number, use in enumerate(GoneUse)
        ),
    )


def findings() -> tuple[Finding, ...]:
    """One of each code, and of each case that its sentence tells apart."""
    defaults = ("panicnil=1 -> default",)
    return (
        finding("GM301", place=GO_MOD, module='"../x"', problem="is no import path"),
        finding("GM301", place=GO_MOD, command="", platform="", error="go.mod:7: unknown directive: requires"),
        finding("GM301", command="go list -m all", platform="", error="exit status 1", evidence=("go: no such",)),
        finding("GM301", command="go mod verify", platform="", error=""),
        finding("GM302", command="go list", platform=LINUX, error="exit status 1"),
        *(
            finding(
                code,
                package=LOG,
                taken=f"{APP}/vendor/{LOG}",
                importers=users,
                copies=(f"{APP}/x/{LOG}",),
                files=("log.go",),
                evidence=tuple(f"{user} -> {APP}/x/{LOG}" for user in users),
            )
            for code, users in (("GM303", (LIB,)), ("GM303", ()), ("GM333", (LIB, APP)))
        ),
        finding("GM334", package=LOG, copies=(f"{APP}/vendor/{LOG}", f"{APP}/x/{LOG}"), evidence=("log.go:7",)),
        finding("GM304", place=RECORD),
        *(finding("GM305", place=RECORD, fault=fault, error="64 MB") for fault in RecordFault),
        finding("GM306", place=Place("go.sum"), module=f"{LIB}@v1.0.0"),
        finding("GM307", module=f"{LIB} v1.0.0: dir has been modified"),
        finding("GM308", place=Place("vendor"), error="go: inconsistent vendoring"),
        finding("GM308", place=Place("vendor"), error=""),
        finding("GM309", place=Place(f"vendor/{LIB}/lib.go"), path=f"{LIB}/lib.go"),
        finding("GM310", place=GO_MOD),
        finding("GM311", module=f"{LIB}@v1.0.0", attempts=(GONE,)),
        finding("GM312", files=12, evidence=(f"{APP}/Godeps/_workspace/src/ ->",)),
        *(finding("GM313", place=RECORD, why=why, commit=BASE) for why in NotBefore),
        finding("GM314", commit=BASE, is_verified_itself=False, is_related=False, recorded=OTHER),
        finding("GM314", commit=BASE, is_verified_itself=True, is_related=False, recorded=""),
        finding("GM315", place=Place("run.sh"), files=1, evidence=("run.sh (mode, 100644 100755)",)),
        finding("GM316", place=RECORD, platform="nope/amd64"),
        finding("GM317", place=GO_MOD, settings=1, programs=1, tests=0, evidence=(f"{APP}: {defaults[0]}",)),
        finding("GM318", place=Place("go.work"), error="exit status 1"),
        finding("GM318", place=Place("go.work"), platform=LINUX, packages=1, evidence=(LIB,)),
        finding("GM318", place=Place("go.work"), programs=2, evidence=(f"{APP}: {defaults[0]}",)),
        finding("GM319", place=GO_MOD, lines=2, evidence=("go: 1.18 -> 1.20", "godebug panicnil: (none) -> 1")),
        finding("GM320", place=GO_MOD, settings=2, programs=1, tests=3, evidence=(f"{APP}: {defaults[0]}",)),
        finding("GM321", files=1, evidence=("README.md (changed)",)),
        finding("GM322", place=Place("go.mod", 9), module=LIB, folder='"../../elsewhere"'),
        finding("GM323", place=Place("Gopkg.lock", 4), module=LIB, built=f"{LIB}@v1.1.0", locked=BASE),
        finding("GM323", module=LIB, built=f"{LIB}@v1.1.0", locked=""),
        finding("GM324", module=LIB, built="v1.1.0", locked="v1.0.0"),
        *(
            finding("GM325", place=RECORD, packages=n, others=n - 1, names=(f"{LIB} v0.0.0-x -> v1.1.0", LOG)[:n])
            for n in (1, 2)
        ),
        finding("GM329", files=1, evidence=(f"{LIB}: old.go",)),
        *(
            finding("GM336", place=Place(".travis.yml", 3), go="1.9", fault=fault, words=words, places=places, broken=0)
            for fault, words in (
                *(
                    (fault, "")
                    for fault in (GoFault.NO_MODULES, GoFault.IN_GOPATH, GoFault.MAYBE_IN_GOPATH, GoFault.READONLY)
                ),
                (GoFault.LINE, "toolchain"),
                (GoFault.GO_LINE, "1.21.0"),
                (GoFault.CODE, "gen/gen.go:3: a function with type parameters"),
                ("", f"{APP}/gen: gen.go:3:6: missing function body"),
            )
            for places in ((".travis.yml:3",), (".travis.yml:3", "Dockerfile:1"))
        ),
        finding(
            "GM336",
            place=Place(".travis.yml", 3),
            go="1.9",
            fault=GoFault.NO_MODULES,
            words="",
            places=(".travis.yml:3",),
            broken=2,
        ),
        finding("GM337", go="1.10.8", packages=2, left=1, modules=False, evidence=(APP, LIB)),
        finding("GM337", go="1.12.17", packages=1, left=0, modules=True, evidence=(APP,)),
        finding("GM337", go="1.10.8", packages=0, left=2, modules=False),
        finding("GM338", go="1.10.8", packages=1, evidence=(APP,)),
        *recorded(),
        finding("GM609", is_before=True, mode="gopath", error="go test: no end after 600 s"),
        finding("GM609", is_before=False, mode="module", error=""),
        finding("GM610", commit=BASE, is_shallow=True, is_here=False),
        finding("GM610", commit=BASE, is_shallow=True, is_here=True),
        finding("GM610", commit="", is_shallow=False, is_here=False),
        finding("GM611", place=GO_MOD, lines=1, evidence=(f"{LIB}: v1.0.0 -> v1.1.0",)),
        finding("GM612", commits=1, files=1, go=1, evidence=("main.go (changed)",)),
        finding("GM612", commits=2, files=30, go=1, evidence=tuple(f"docs/{n}.md (added)" for n in range(30))),
    )


def recorded() -> tuple[Finding, ...]:
    """What is compared with the record."""
    lines = (f"require {LIB}", "replace golang.org/x/net")
    values = (f"{lines[0]}: v1.0.0 -> v1.1.0", f"{lines[1]}: (none) -> ./net")
    copies = (f"third_party/{LIB}/lib.go", f"third_party/{LIB}/gen.sh")
    modes = (f"{copies[0]} (changed)", f"{copies[1]} (mode, 100644 100755)")
    sums = f"{LIB} v1.0.0"
    lock = Place("Gopkg.lock", 9)
    return (
        finding("GM350", place=GO_MOD, names=lines, evidence=values),
        finding("GM351", place=RECORD, commit=BASE, is_removed=False, commits=(OTHER,), evidence=('- "go": "1.18"',)),
        finding("GM351", place=RECORD, commit=BASE, is_removed=True, commits=(OTHER,)),
        finding("GM351", place=RECORD, commit=BASE, is_removed=False, commits=()),
        finding("GM352", place=lock, path=LIB, locked=BASE),
        finding("GM353", place=lock, path=LIB, locked=BASE, recorded=OTHER),
        finding("GM354", place=RECORD, lines=1, evidence=(f"write third_party/{LIB}/more.go",)),
        *(finding("GM355", names=copies, commit=BASE, is_later=later, evidence=modes) for later in (True, False)),
        finding("GM356", place=Place("go.sum"), names=(sums,), evidence=(f"{sums}: h1:A= -> h1:B=",)),
        finding("GM357", place=Place("go.sum"), module=sums, evidence=("h1:A=", "h1:B=")),
        finding("GM360", place=RECORD, names=(LIB, LOG), step=f"hold:{LOG}"),
        finding("GM362", place=RECORD, step="go:1.21", commit=OTHER),
        finding("GM361", place=GO_MOD, step=f"hold:{LOG}", lines=1, evidence=(f"replace {LIB}: gone",)),
        finding("GM358", place=GO_MOD, names=(f"require {LOG}",), evidence=(f"require {LOG}: (none) -> v1.0.0",)),
        finding("GM359", packages=(LIB,), evidence=(f"{LIB}: missing go.sum entry",)),
    )


def gate() -> Verdict:
    """A gate that is red."""
    state = RecordedState(commit=BASE, lines=14, sums=12, files=8, is_whole=True)
    moved = ModuleDifference(path=LIB, planned="v1.0.0", listed="v1.1.0")
    code = CodeAnswer(modules_same=43, modules_differ=(moved,), recorded=state, findings=recorded()[:1])
    return Verdict(ref="HEAD", base=OTHER, code=code)


def green() -> Verdict:
    """A gate that is green, with a new dependency."""
    state = RecordedState(commit=BASE, lines=14, sums=12, files=0, is_whole=True)
    code = CodeAnswer(modules_same=44, recorded=state, findings=recorded()[-2:-1])
    return Verdict(ref="HEAD", base=OTHER, code=code)


def gaps() -> tuple[Unchecked, ...]:
    """Everything that can be left unchecked."""
    names = {
        Gap.BASE_ORIGIN: (BASE,),
        Gap.BASE_OF_SEVERAL: (BASE,),
        Gap.UNREADABLE_FILE: ("main.go: Permission denied",),
        Gap.TOOLCHAIN: ("go1.22.1",),
        Gap.WORKSPACE: ("../go.work",),
        Gap.PLATFORMS: ("darwin/arm64", f"{LINUX} -tags=e2e"),
        Gap.NO_OLD_GO: ("go1.8: no release of it is known here",),
        Gap.UNEXPLAINED_FILES: ("run.sh",),
        Gap.WORK_TREE: ("zz_generated.go",),
        Gap.COMPILER: ("go list: no end after 14400 s; stopped",),
        Gap.OTHER_MODULES: ("tools/lint",),
        Gap.NOT_COMPILED: (LIB,),
        Gap.OWN_ZIPS: (LIB, LOG),
        Gap.CONTENT: tuple(f"third_party/{number}.go" for number in range(20)),
        **dict.fromkeys((Gap.LOCKED_VERSIONS, Gap.DISAGREEMENTS, Gap.BROKEN_BEFORE, Gap.BROKEN_ELSEWHERE), (LIB, LOG)),
    }
    return tuple(
        Unchecked(
            what=gap,
            names=names.get(gap, ()),
            platform={Gap.BROKEN_BEFORE: LINUX, Gap.BROKEN_ELSEWHERE: WINDOWS}.get(gap, ""),
            count={Gap.NO_PLAN: 44, Gap.BASE_OF_SEVERAL: 2}.get(gap, 0),
        )
        for gap in Gap
    )


def equal() -> Verdict:
    """A build that is the same, with nothing to add."""
    marks = (Difference.LINE_ENDINGS, Difference.IMPORT_COMMENTS)
    marked = (MarkedPackage(import_path=LIB, marks=marks), MarkedPackage(import_path=LOG, marks=marks[1:]))
    platforms = (
        PlatformVerdict(platform=LINUX, same=410, marked=marked),
        PlatformVerdict(platform=WINDOWS, same=398),
    )
    return verdict_of(base=BASE, modules_same=44, modules_differ=(), platforms=platforms)


def different() -> Verdict:
    """All that can be said of a build that is not the same."""
    changed = PackageDifference(import_path=LIB, changed=("lib.go",), only_before=("old.go",), only_after=("new.go",))
    worse = CaseChange(
        package=APP, test="TestPlace", before=Outcome.PASSED, after=Outcome.FAILED, evidence=("app_test.go:3: no",)
    )
    return verdict_of(
        base=BASE,
        modules_same=43,
        modules_differ=(ModuleDifference(path=LIB, planned="v1.0.0", listed="v1.1.0 => ../lib"),),
        platforms=(
            PlatformVerdict(
                platform=LINUX,
                same=409,
                differ=(changed,),
                lost=(LOG,),
                added=(f"{LIB}/new",),
                newly_broken=((f"{APP}/sub", "cannot find package"),),
                broken_before=(f"{APP}/old",),
            ),
            PlatformVerdict(platform=WINDOWS, same=397, differ=(changed,)),
        ),
        findings=findings(),
        pipeline=pipeline(),
        unchecked=gaps(),
        go_versions=(
            GoSupport(version="1.9", builds=Builds.JUDGED_NO, places=(".travis.yml:3",), fault=GoFault.NO_MODULES),
            GoSupport(version="1.13.15", builds=Builds.YES, places=("Dockerfile:1",), rewrites=True, without_cgo=True),
            GoSupport(version="1.17.13", builds=Builds.NO, words=f"{APP}/gen: gen.go:3:6: missing function body"),
            GoSupport(version="1.18.10", builds=Builds.YES, left=(f"{APP}/old",)),
            GoSupport(version="1.26.8", builds=Builds.YES),
        ),
        tidy=Tidy(state=TidyState.DIFFERS, lines=(f"-require {LOG} v0.9.0",)),
        tests=SuiteVerdict(
            same=7,
            changes=(worse, CaseChange(package=APP, test="TestNew", before=None, after=Outcome.PASSED)),
            before=(8, 0, 0, 0, 0),
            after=(8, 1, 0, 0, 0),
        ),
        unplanned=(
            FileChange(path="run.sh", how=How.MODE, when=When.MIGRATION, modes="100644 100755"),
            FileChange(path="../Makefile", how=How.CHANGED, when=When.LATER),
        ),
        unproved=("Makefile",),
    )
