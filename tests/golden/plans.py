"""What plan, batch and partition say of values made by hand: every reason, every state, findings of each severity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from gomigrate.graph.picture import draw
from gomigrate.graph.requirements import whole
from gomigrate.model.codes import finding
from gomigrate.model.decision import (
    Above,
    Answers,
    AsIn,
    BadGoMod,
    Difference,
    Differs,
    Drift,
    Hold,
    InCheckout,
    InGoMod,
    InRepository,
    Lacks,
    Locked,
    NewestOf,
    OtherPath,
    Pull,
    Reason,
    SameAt,
    SameFiles,
    Twice,
    Unfetched,
    Unimported,
    Unsourced,
    Way,
    WithoutChanges,
)
from gomigrate.model.diagnosis.remedies import Brought, ClonedRepository, CloneFlaw, Remedy, RemedyKind
from gomigrate.model.findings import Finding, Place
from gomigrate.model.fleets.batch import CauseKind, Unit, UnitResult, UnitState, cause
from gomigrate.model.fleets.fleet import Blocker, CodeCount, FleetSummary
from gomigrate.model.fleets.marks import Mark, Sign
from gomigrate.model.fleets.partition import (
    Crossing,
    Cycle,
    CycleBreak,
    Edge,
    FolderUnit,
    Layout,
    LockConflict,
    NewModule,
    PackageImport,
    Partition,
    Wanted,
)
from gomigrate.model.legacy.habits import Habit, Safety
from gomigrate.model.modules import Attempt, Flaw, ModuleVersion, Proof, Said, SourceKind
from gomigrate.model.plan import (
    Compared,
    LedgerLine,
    LiftedModule,
    Likeness,
    PinAt,
    Plan,
    State,
    StepKind,
    TakenStep,
    Unlocked,
)
from gomigrate.model.verdict import GoFault, Verdict
from gomigrate.modfile.modgraph import read_mod_graph
from gomigrate.report.html.webpage import PageMaterial
from tests.golden import lifts, verdicts
from tests.unit.report.plans import PATCHED, PLAN, A, line

WHEN = datetime(2018, 11, 30, 12, tzinfo=UTC)
ASKED = Answers(no=("a.proxy",), refused=("b.proxy",), not_asked=("direct",), unreachable=("c.proxy",))
NOBODY = Answers(no=("a.proxy", "direct"))
COMMIT, OTHER = "c" * 40, "d" * 40
TAKEN = Attempt(source="https://a.proxy", kind=SourceKind.PROXY, question="v1.0.0", said=Said.FOUND, detail="v1.0.0")
GONE = Attempt(source="https://b.proxy", kind=SourceKind.PROXY, question=COMMIT, said=Said.REFUSED, detail="403")
MISSED = Attempt(source="GOPATH", kind=SourceKind.CLONE, question=COMMIT, said=Said.NO, flaw=Flaw.NO_REVISION)

_KEPT: dict[str, Reason] = {
    "locked": Locked(revision=COMMIT),
    "locked-by-tag": Locked(revision="v1.0.0", proof=Proof.LOCK),
    "locked-by-second": Locked(revision=COMMIT, proof=Proof.SECOND, is_imported=False),
    "locked-source": Locked(revision=COMMIT, way=Way.SOURCE, path="f.test/fork"),
    "locked-new-home": Locked(revision=COMMIT, way=Way.NEW_HOME, path="n.test/home", since="2017-02-01"),
    "locked-declared": Locked(revision=COMMIT, way=Way.DECLARED, path="d.test/declared"),
    "locked-renamed": Locked(revision=COMMIT, way=Way.RENAMED, path="r.test/renamed"),
    "locked-remote": Locked(revision=COMMIT, way=Way.REMOTE, path="o.test/remote"),
    "same-at": SameAt(revision=OTHER),
    "checkout": InCheckout(by=Locked(revision=COMMIT)),
    "checkout-not-the-lock": InCheckout(by=Locked(revision=COMMIT, path="o.test/remote"), locked=OTHER),
    "same-files": SameFiles(version="v1.0.0", equal=7, files=7, packages=2, locked=OTHER),
    "same-files-mostly": SameFiles(
        version="v1.0.0", equal=6, files=7, packages=1, also=("v0.9.0",), locked=OTHER, asked=NOBODY, is_vendored=False
    ),
    "newest-of": NewestOf(importer="x.test/app", date=WHEN),
    "newest-late": NewestOf(importer="x.test/app", date=WHEN, is_late=True),
    "newest-spared": NewestOf(importer="x.test/app/dep [test]", date=WHEN, is_spared=True),
    "repository": InRepository(importer="x.test/app"),
    "as-in": AsIn(module="x.test/app/tools"),
    "without-changes": WithoutChanges(added=3, removed=1, files=("x.test/without-changes/a.go",)),
    **lifts.REASONS,
}
_MOVED = {
    drift.name.lower().replace("_", "-"): InGoMod(
        drift=drift, built=ModuleVersion(f"x.test/{drift.name.lower().replace('_', '-')}", "v2.0.0"), locked="v2.1.0"
    )
    for drift in Drift
    if drift is not Drift.FOLDER
} | {
    "unknown": InGoMod(
        drift=Drift.OTHER, built=ModuleVersion("x.test/unknown", "v2.0.0"), locked=COMMIT, is_known=False
    ),
    "folder": InGoMod(drift=Drift.FOLDER, built=ModuleVersion("../fork"), locked=COMMIT),
    "required": InGoMod(),
}
_HELD = {
    pull.name.lower().replace("_", "-"): Hold(
        path=f"x.test/{pull.name.lower().replace('_', '-')}",
        version="v1.0.0",
        selected="v1.1.0",
        pull=pull,
        asker=ModuleVersion(A, "v1.2.3"),
    )
    for pull in Pull
} | {
    name: Hold(
        path=f"x.test/{name}",
        version="v1.0.0",
        selected="v1.1.0",
        pull=Pull.HIGHER,
        asker=ModuleVersion(A, "v1.2.3"),
        tested=tested,
    )
    for name, tested in (("tested", A), ("tested-further", "x.test/further"))
}
_HELD_LIFTED = replace(lifts.REASONS["lifted-same"], because=_HELD["higher"])
_COPIED: dict[str, Reason] = {
    "differs": PATCHED,
    "differs-newline": Differs(what=Difference.FINAL_NEWLINE, files=("x.test/differs-newline/a.go",)),
    "differs-comments": Differs(what=Difference.IMPORT_COMMENTS, files=("x.test/differs-comments/a.go",)),
    "lacks": Lacks(module=ModuleVersion("x.test/lacks", "v1.0.0"), package="x.test/lacks/internal/gen"),
    "unsourced": Unsourced(revision=COMMIT, asked=ASKED, compared=4),
    "unsourced-near": Unsourced(
        revision=COMMIT,
        asked=ASKED,
        compared=4,
        nearest=ModuleVersion("x.test/unsourced-near", "v1.2.3"),
        differing=("x.test/unsourced-near/version.go",),
    ),
    "unsourced-unlocked": Unsourced(revision="", asked=Answers()),
    "unfetched": Unfetched(module=ModuleVersion("x.test/unfetched", "v1.0.0"), asked=NOBODY),
    "other-path": OtherPath(module=ModuleVersion("x.test/other-path", "v1.0.0"), declared="d.test/declared"),
    "bad-go-mod": BadGoMod(module=ModuleVersion("x.test/bad-go-mod", "v1.0.0"), said="go.mod:3: unknown directive"),
    "twice": Twice(module=ModuleVersion("x.test/twice", "v1.0.0")),
}
_REMEDIES = {
    "differs": Remedy(kind=RemedyKind.SEARCH, path="x.test/differs", url="https://x.test/differs"),
    "differs-comments": Remedy(kind=RemedyKind.UPSTREAM, path="x.test/differs-comments"),
    "unsourced": Remedy(kind=RemedyKind.CLONE, path="f.test/fork", url="git@f.test:fork"),
    "unsourced-unlocked": Remedy(kind=RemedyKind.PROXY, path="x.test/unsourced-unlocked", asked=("direct",)),
    "unfetched": Remedy(kind=RemedyKind.DIRECT, path="x.test/unfetched"),
    "other-path": Remedy(kind=RemedyKind.REACH, path="x.test/other-path", asked=("https://p.test",)),
}
"""One of each kind: what they are worked out from is another test's business."""
LINES = (
    *(line(f"x.test/{name}", State.KEPT, "v1.0.0", reason=why, hash_="c") for name, why in _KEPT.items()),
    *(line(f"x.test/{name}", State.MOVED, "v2.0.0", reason=why, hash_="c") for name, why in _MOVED.items()),
    *(line(f"x.test/{name}", State.HELD, "v1.0.0", reason=why, hash_="c") for name, why in _HELD.items()),
    line("x.test/held-lifted", State.HELD, "v1.0.0", reason=_HELD_LIFTED, hash_="c"),
    *(
        replace(
            line(f"x.test/{name}", State.COPIED, "v1.0.0", built=f"./third_party/x.test/{name}", reason=why, hash_="c"),
            remedy=_REMEDIES.get(name),
        )
        for name, why in _COPIED.items()
    ),
    # The pin of another revision that ends in the same copy.
    line("x.test/differs", State.COPIED, "v1.0.0", built="./third_party/x.test/differs", reason=PATCHED, hash_="d"),
    line("x.test/above", State.RAISED, "v1.1.0", reason=Above(selected="v1.1.0", asker=ModuleVersion(A, "v1.2.3"))),
    line("x.test/unimported", State.DROPPED, reason=Unimported(unknown=("x.test/unsourced",))),
    line("x.test/nowhere", State.UNRESOLVED, reason=Unsourced(revision=COMMIT, asked=ASKED), hash_="c"),
)


def _placed(lines: Sequence[LedgerLine]) -> tuple[LedgerLine, ...]:
    """Each at a line of the lock of its own; the first is said by two entries, and has all kinds of evidence."""
    at = [
        replace(one, pins=(PinAt(one.path, Place("Gopkg.lock", 10 * number)),)) for number, one in enumerate(lines, 1)
    ]
    first = replace(
        at[0],
        pins=(*at[0].pins, PinAt(at[0].path, Place("vendor/vendor.json", 3))),
        attempts=(MISSED, GONE, TAKEN),
        compared=Compared(packages=3, likenesses=(Likeness.IDENTICAL, Likeness.PRUNED)),
        needed_by=("x.test/app", "x.test/a"),
    )
    return (first, *at[1:])


def habits() -> tuple[Habit, ...]:
    """What is rewritten, what waits for a flag, and what waits for a person."""
    rewritten = Habit(
        code="GM801",
        safety=Safety.SAFE,
        file="Makefile",
        line=4,
        kind="make",
        facts=(("value", "off"),),
        before=("GO111MODULE=off go build ./...",),
        after=("go build ./...",),
        applied=True,
    )
    got = (("case", "locked"), ("asked", "x.test/lint"), ("package", "x.test/lint"))
    unsafe = Habit(
        code="GM806",
        safety=Safety.UNSAFE,
        file="build.sh",
        line=9,
        kind="shell script",
        facts=got,
        before=("go get x.test/lint",),
        after=("go install x.test/lint@v1.0.0",),
    )
    call = (("case", "other"), ("call", "dep ensure -update"))
    manual = Habit(code="GM804", safety=Safety.MANUAL, file="build.sh", line=12, kind="shell script", facts=call)
    return (rewritten, unsafe, manual)


def findings() -> tuple[Finding, ...]:
    """Of each severity some, and some that are said of a decision."""
    unsourced = Unsourced(revision=COMMIT, asked=ASKED)
    return (
        finding("GM401", path="x.test/nowhere", revision=COMMIT, because=unsourced, attempts=(MISSED, GONE)),
        finding(
            "GM407",
            path="corp/log",
            importer="x.test/app",
            blame="own",
            before="lacked",
            is_dotless=True,
        ),
        finding("GM402", path="x.test/above", because=Above(selected="v1.1.0")),
        finding("GM403", path="x.test/twice", because=_COPIED["twice"]),
        finding(
            "GM404", path="x.test/b/sub", importer="x.test/app", modules=("x.test/b@v1.0.0", "x.test/b/sub@v1.0.0")
        ),
        finding("GM412", commit=COMMIT),
        finding(
            "GM823",
            place=Place("Makefile", 3),
            evidence=("vendor: glide.lock",),
            use="prerequisite",
            what=("glide.lock",),
        ),
        finding(
            "GM813",
            place=Place(".travis.yml", 3),
            go="1.9",
            fault=GoFault.NO_MODULES,
            words="",
            places=(".travis.yml:3", "Dockerfile:1"),
        ),
        finding("GM416", paths=("x.test/B", "x.test/b")),
        finding("GM416", paths=("x.test/C", "x.test/c")),
        *(
            finding(
                code,
                place=Place("vendor/x.test/b/vendor/x.test/a"),
                path="x.test/a",
                built="x.test/a@v1.0.0",
                packages=packages,
                importers=("x.test/b", "x.test/c")[: len(packages)],
                copies=("vendor/x.test/b/vendor/x.test/a", "GOPATH/src/x.test/a")[: len(packages)],
                units=("gateway", "watchdog"),
                added=1200,
                removed=1,
                evidence=("x.test/app -> vendor/x.test/a", "x.test/b -> vendor/x.test/b/vendor/x.test/a"),
            )
            for code, packages in (("GM440", ("x.test/a",)), ("GM441", ("x.test/a", "x.test/a/sub")))
        ),
        finding(
            "GM442",
            place=Place("vendor/x.test/a"),
            path="x.test/a",
            packages=("x.test/a",),
            copies=("vendor/x.test/a", "vendor/x.test/b/vendor/x.test/a"),
            evidence=("vendor/x.test/a/a.go:3",),
        ),
        finding(
            "GM443",
            package="x.test/app/vendor/x.test/a",
            paths=("x.test/a", "x.test/a/v2"),
            evidence=("x.test/app -> x.test/a", "x.test/b -> x.test/a/v2"),
        ),
        *(
            finding(
                "GM444",
                place=place,
                where="" if place else "GOPATH/src/x.test/b/b.go:7",
                symbol="x.test/app/vendor/x.test/a.hidden",
                new="x.test/a.hidden",
            )
            for place in (Place("vendor/x.test/b/b.go", 7), None)
        ),
        *(
            finding(
                "GM445",
                packages=len(order) + 1,
                old="x.test/app/vendor/x.test/a",
                new="x.test/a",
                asks=("gob.Register", "runtime.Caller")[:places],
                places=("vendor/x.test/a/a.go:7", "main.go:12")[:places],
                first=order,
                second=("x.test/b",)[: len(order)],
                both=("x.test/log",)[: len(order)],
            )
            for places, order in ((2, ()), (0, ("x.test/app/own",)), (1, ("x.test/app/own",)))
        ),
        *(
            finding(code, files=("vendor/x.test/a/data/x.json", "vendor/x.test/a/y.inc")[:files])
            for code in ("GM446", "GM447")
            for files in (1, 2)
        ),
        finding(
            "GM448", place=Place("third_party/x.test/a/a.go"), folder="third_party/x.test/a", files=("a.go", "b.go")
        ),
        finding("GM451", place=Place("third_party/x.test/a/x.txt"), files=("third_party/x.test/a/x.txt",)),
        *(
            finding("GM450", package="x.test/a", names=("x.test/app/internal/a", "x.test/app/internal/b")[:paths])
            for paths in (1, 2)
        ),
        finding("GM449", place=Place("vendor/update.sh"), files=("vendor/update.sh",)),
        finding("GM452", place=Place("vendor/autoload.php"), files=("vendor/autoload.php", "vendor/composer/x.php")),
        finding("GM453", place=Place("vendor/bundle/x.rb"), files=("vendor/bundle/x.rb",)),
        *lifts.findings(),
        *(habit.finding for habit in habits()),
    )


def plan() -> Plan:
    """A plan with a line for every reason and every state, which needs decisions."""
    return replace(
        PLAN,
        ledger=_placed((*PLAN.ledger, *LINES)),
        unlocked=(
            *PLAN.unlocked,
            Unlocked(import_path="x.test/v", module=ModuleVersion("x.test/v", "v0.2.0"), reason=None),
        ),
        findings=findings(),
        habits=habits(),
        lifted=(LiftedModule(path="x.test/lifted-on", reason=lifts.REASONS["lifted-on"]),),
    )


def ready() -> Plan:
    """The same as far as nothing keeps it from being applied."""
    done = plan()
    settled = tuple(one for one in done.ledger if one.state is not State.UNRESOLVED)
    return replace(done, ledger=settled, findings=tuple(f for f in done.findings if f.severity != "error"))


STEP = TakenStep(
    kind=StepKind.HOLD,
    path="x.test/money",
    before="v1.0.0",
    after="v1.1.0",
    together=("x.test/tax",),
    packages=("x.test/money", "x.test/tax/rates"),
)


def reviews() -> list[tuple[Plan | None, Verdict | None, str]]:
    """All that a body of a pull request can be made of: (plan, verdict, branch)."""
    return [
        (plan(), None, ""),
        (ready(), None, "modules"),
        (ready(), verdicts.equal(), "modules"),
        (replace(ready(), step=STEP), verdicts.equal(), "money"),
        (plan(), verdicts.different(), "go modules"),
        (None, verdicts.equal(), "modules"),
    ]


def material() -> PageMaterial:
    """A picture of a small module graph, and the patch of a copy."""
    asked = "x.test/app x.test/a@v1.2.3\nx.test/a@v1.2.3 x.test/d@v1.1.0\nx.test/d@v1.1.0 x.test/a@v1.0.0\n"
    patch = "--- a/a.go\n+++ b/a.go\n@@ -1,2 +1,3 @@\n package c\n-var a = 1\n+var a = 2\n+var b = 3\n"
    graph = read_mod_graph(asked)
    return PageMaterial(picture=draw(whole(graph)), patches=(("third_party/x.test/c/GOMIGRATE.patch", patch),))


def units() -> list[tuple[Unit, UnitResult]]:
    """A unit of each state."""
    because = {
        UnitState.APPLIED: cause(CauseKind.NOT_COMPARED),
        UnitState.BLOCKED: cause(CauseKind.FINDINGS),
        UnitState.FAILED: cause(CauseKind.HUNG, seconds=600, stage="verify"),
        UnitState.SKIPPED: cause(CauseKind.MARKER, said="not yet"),
    }
    rows = []
    for number, state in enumerate(UnitState):
        path = f"src/x.test/{state}"
        is_written = state in (UnitState.APPLIED, UnitState.VERIFIED)
        unit = Unit(
            path=path,
            root=f"/home/user/go/{path}",
            repository=f"/home/user/go/{path}",
            module=f"x.test/{state}",
            marks=(Mark(Sign.LOCK, "Gopkg.lock"), Mark(Sign.VENDOR, "vendor")),
            after=("src/x.test/planned",) if is_written else (),
            skip=because[state] if state is UnitState.SKIPPED else None,
        )
        result = UnitResult(
            path=path,
            module=unit.module,
            state=state,
            branch="modules" if is_written else "",
            commit=COMMIT if is_written else "",
            tree=OTHER if is_written else "",
            seconds=number * 1.5,
            findings=findings()[:2] if state is UnitState.BLOCKED else (),
            ledger=(("kept", 3), ("copied", number)),
            cause=because.get(state),
        )
        rows.append((unit, result))
    return rows


def fleet() -> FleetSummary:
    """These units in numbers."""
    unsourced = findings()[0]
    return FleetSummary(
        folder="/home/user/run",
        began=WHEN.timestamp(),
        units=7,
        todo=1,
        states=tuple((str(state), 1) for state in UnitState),
        pins=(("kept", 21), ("copied", 21)),
        codes=(CodeCount(code="GM401", findings=1, units=1), CodeCount(code="GM402", findings=1, units=1)),
        blockers=(
            Blocker(what=unsourced, units=1, first="src/x.test/blocked"),
            Blocker(what=cause(CauseKind.HUNG, seconds=600, stage="verify"), units=1, first="src/x.test/failed"),
        ),
        seconds=31.5,
        left=200.0,
    )


CYCLES = (("src/x.test/applied", "src/x.test/verified"),)


def handed_over() -> list[list[tuple[UnitResult, Plan]]]:
    """A branch of one unit, and one of two."""
    done = next(result for _, result in units() if result.state is UnitState.VERIFIED)
    other = replace(done, path="src/x.test/other", module="", findings=findings()[5:])
    settled = replace(done, findings=ready().findings)
    return [[(settled, ready())], [(done, PLAN), (other, replace(PLAN, ledger=PLAN.ledger[:2], unlocked=()))]]


def partition() -> Partition:
    """A repository of three units, two of which need one another."""

    def use(importer: str, imported: str, at: int) -> PackageImport:
        return PackageImport(
            place=Place(f"{importer}/main.go", at),
            path=f"x.test/mono/{imported}",
            importer=importer,
            imported=imported,
            is_test=False,
        )

    units_ = tuple(
        FolderUnit(
            folder=folder,
            import_path=f"x.test/mono/{folder}".rstrip("/"),
            marks=(Mark(Sign.LOCK, f"{folder}/Gopkg.lock".lstrip("/")),),
            packages=(folder, f"{folder}/sub".lstrip("/")),
            locks=(f"{folder}/Gopkg.lock".lstrip("/"),),
        )
        for folder in ("", "api", "web")
    )
    edges = tuple(
        Edge(importer=one, imported=other, imports=(use(one, other, 3),))
        for one, other in (("api", "web"), ("web", "api"))
    )
    wanted = tuple(
        Wanted(unit=folder, revision=revision, version="", place=Place(f"{folder}/Gopkg.lock", 5))
        for folder, revision in (("api", COMMIT), ("web", OTHER))
    )
    return Partition(
        import_path="x.test/mono",
        layout=Layout.WORK,
        units=units_,
        cycles=(
            Cycle(
                units=("api", "web"),
                edges=edges,
                merged="",
                moves=(CycleBreak(packages=("api/sub",), to="web", importers=2),),
            ),
        ),
        crossings=(Crossing(importer="api", imported="web", use=use("api", "web/internal", 9), is_allowed=True),),
        conflicts=(LockConflict(path="x.test/lib", wanted=wanted),),
        modules=(
            NewModule(folder="", path="x.test/mono", units=("",), packages=("", "sub"), needs=("api",)),
            NewModule(folder="api", path="x.test/mono/api", units=("api", "web"), packages=("api", "api/sub", "web")),
        ),
        order=(("api",), ("",)),
        findings=(
            finding(
                "GM903",
                place=Place("api/main.go", 3),
                units=("api", "web"),
                imports=2,
                merged=".",
                packages=("api/sub",),
                to="web",
                others=(),
                evidence=("api/main.go:3: x.test/mono/web",),
            ),
            finding("GM904", path="x.test/lib", commits=2, units=2, each_keeps_its_own=False),
            finding("GM907", imports=1, pairs=1),
        ),
    )


def cloned() -> tuple[ClonedRepository, ...]:
    """What came of repositories that were to be brought here: each state and each flaw."""
    folder = "/home/ada/.local/state/gomigrate/clones"
    here = [
        ClonedRepository(
            paths=("x.test/lib", "x.test/lib/v2"),
            url="https://x.test/lib",
            state=state,
            folder=f"{folder}/{number}/repository.git",
            size=number << 20,
            lacking=(COMMIT,) if state is Brought.FETCHED else (),
        )
        for number, state in enumerate((Brought.NEW, Brought.FETCHED, Brought.THERE), 1)
    ]
    gone = ClonedRepository(
        paths=("x.test/gone",), url="https://x.test/gone", state=Brought.FAILED, said="repository not found"
    )
    said = {CloneFlaw.TRANSPORT: "http", CloneFlaw.GOVCS: "public:hg"}
    refused = [
        replace(gone, url="" if flaw is CloneFlaw.NO_ADDRESS else gone.url, flaw=flaw, said=said.get(flaw, ""))
        for flaw in CloneFlaw
    ]
    return (*here, gone, *refused)
