"""A plan with one line of each kind, for the tests of reports."""

from __future__ import annotations

from datetime import UTC, datetime

from gomigrate.model.codes import finding
from gomigrate.model.decision import (
    Answers,
    Difference,
    Differs,
    Hold,
    Locked,
    NewestOf,
    Pull,
    Reason,
    Unimported,
    Unsourced,
)
from gomigrate.model.findings import Place
from gomigrate.model.legacy.inventory import FoundBy, PathSource
from gomigrate.model.modules import Attempt, ModuleVersion, Said, SourceKind
from gomigrate.model.plan import (
    LedgerLine,
    PinAt,
    Plan,
    PlannedProject,
    Replacement,
    Requirement,
    Selected,
    State,
    Unlocked,
)

A, B, C, D = "x.test/a", "x.test/b", "x.test/c", "x.test/d"
PSEUDO = "v0.0.0-20170101000000-bbbbbbbbbbbb"


def line(
    path: str,
    state: State,
    version: str = "",
    *,
    built: str = "",
    reason: Reason | None = None,
    hash_: str = "b",
    at: int = 12,
) -> LedgerLine:
    """A pin of Gopkg.lock."""
    return LedgerLine(
        path=path,
        revision=hash_ * 40,
        state=state,
        reason=reason,
        module=ModuleVersion(path, version) if version else None,
        built=ModuleVersion(built or path, "" if built.startswith(".") else version) if version else None,
        pins=(PinAt("x.test/pin", Place("Gopkg.lock", at)),),
        attempts=(Attempt(source="proxy", kind=SourceKind.PROXY, question="asked", said=Said.FOUND),),
    )


GONE = Unsourced(revision="", asked=Answers())
PATCHED = Differs(what=Difference.CODE, files=("x.test/c/a.go", "x.test/c/b.go", "x.test/c/c.go"), added=2, removed=1)


def held(path: str, selected: str, asker: ModuleVersion | None, version: str = "v1.0.0") -> Hold:
    """A hold against a module that asks for more."""
    return Hold(path=path, version=version, selected=selected, pull=Pull.HIGHER, asker=asker)


PLAN = Plan(
    source=PlannedProject(
        import_path="x.test/app",
        found_by=FoundBy(PathSource.GOPATH),
        root="/home/user/go/src/x.test/app",
        commit="3fa2c1e" + "0" * 33,
        date=datetime(2018, 11, 30, 12, tzinfo=UTC),
        locks=("Gopkg.lock",),
        lock_tools=("dep",),
        vendor="vendor",
        vendored_packages=412,
        is_dirty=True,
    ),
    module="x.test/app",
    go="1.18",
    ledger=(
        line(A, State.KEPT, "v1.2.3", hash_="a", reason=Locked(revision="a" * 40), at=1),
        line(B, State.KEPT, PSEUDO, reason=Locked(revision="b" * 40), at=2),
        line(C, State.COPIED, "v0.0.0", built="./third_party/x.test/c", reason=PATCHED, at=3),
        line(D, State.HELD, "v1.0.0", reason=held(D, "v1.1.0", ModuleVersion(A)), at=4),
        line("x.test/e", State.DROPPED, reason=Unimported(), at=5),
    ),
    requires=(
        Requirement(path=A, version="v1.2.3"),
        Requirement(path=B, version=PSEUDO, indirect=True),
        Requirement(path=C, version="v0.0.0"),
    ),
    replaces=(
        Replacement(path=C, new_path="./third_party/x.test/c"),
        Replacement(path=D, version="v1.1.0", new_path=D, new_version="v1.0.0"),
    ),
    build_list=(
        Selected(path=A, version="v1.2.3"),
        Selected(path=D, version="v1.1.0", replaced_by=ModuleVersion(D, "v1.0.0")),
    ),
    unlocked=(
        Unlocked(import_path="x.test/u/sub", module=ModuleVersion("x.test/u", "v0.1.0"), reason=NewestOf(importer="x")),
    ),
    go_mod="module x.test/app\n\ngo 1.18\n",
    go_sum=f"{A} v1.2.3/go.mod h1:x=\n",
    writes=("go.mod", "go.sum", *(f"third_party/x.test/c/{n}.go" for n in range(5))),
    edits=("main.go",),
    removes=("Gopkg.lock", "Gopkg.toml", *(f"vendor/x.test/c/{n}.go" for n in range(9)), "cmd/vendor/x.test/z/z.go"),
    platforms=("linux/amd64", "windows/amd64"),
    findings=(
        finding("GM102", why="no revision", path="x.test/x", place=Place("Gopkg.lock", 7), evidence=("name = 'x'",)),
        finding("GM003", place=Place("link")),
    ),
    rewrites=(("x.test/app/Godeps/_workspace/src/", ""),),
)
