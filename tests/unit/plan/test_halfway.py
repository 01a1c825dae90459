"""Projects with a go.mod beside an old vendor folder or lock file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from gomigrate.model.decision import Drift, InGoMod
from gomigrate.model.findings import Place
from gomigrate.model.legacy.pins import Pin
from gomigrate.model.modules import ModuleVersion, RevInfo
from gomigrate.model.plan import Replacement, Requirement, State
from gomigrate.model.resolution import Resolution, Want
from gomigrate.modfile.gomod import parse
from gomigrate.modfile.gosum import SumLine, render_go_sum
from gomigrate.plan.existing.drift import drift, drift_findings
from gomigrate.plan.existing.edited import edited_go_mod, edited_go_sum
from gomigrate.plan.existing.existing import Existing
from gomigrate.plan.existing.lifting import lifts, repaired
from gomigrate.plan.files.drafting import ModuleFiles
from gomigrate.plan.solve.buildlist import MAIN, ModuleGraph, Replacements
from gomigrate.plan.solve.loader import Load
from gomigrate.plan.solve.solution import Solution
from gomigrate.resolve.resolve import Asked
from gomigrate.resolve.wants import Wants
from gomigrate.world.base.outcome import Found, Outcome, Refused

LIB = "github.com/acme/lib"
COMMIT = "abcdef012345" + "6" * 28
TIME = datetime(2017, 5, 1, tzinfo=UTC)
CANONICAL = "v1.0.1-0.20170501000000-abcdef012345"

GO_MOD = f"""// The app.
module github.com/acme/app

go 1.16

toolchain go1.21.0

require (
	{LIB} v1.2.0 // wanted
	x.test/indirect v1.0.0 // indirect
)

exclude {LIB} v1.1.0

retract v0.1.0 // a slip

replace x.test/old => ../old
"""


@dataclass
class Versions:
    """What a resolver and its module source know: revision -> version, and which versions there are."""

    revisions: dict[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    commits: dict[str, str] = field(default_factory=dict)

    @property
    def modules(self) -> Versions:
        """The module source."""
        return self

    def ask(self, path: str, revision: str, *, time: datetime | None = None) -> Asked:
        """The version of a revision."""
        version = self.revisions.get(revision, revision if revision in self.commits else "")
        info = (
            RevInfo(version=version, time=time or TIME, commit=self.commits.get(version, COMMIT)) if version else None
        )
        return Asked(info=info, attempts=())

    def info(self, path: str, version: str) -> Outcome[RevInfo]:
        """Whether a version is there."""
        return Found(RevInfo(version=version, time=TIME), "a proxy") if version in self.known else Refused(())


def existing(text: str, go_sum: bytes = b"") -> Existing:
    """That go.mod."""
    return Existing(text=text, go_sum=go_sum, mod=parse(text), is_vendored=False)


def solution(
    *roots: ModuleVersion, go: str = "1.16", replaced: dict[ModuleVersion, ModuleVersion] | None = None
) -> Solution:
    """A solution with these roots and nothing beyond."""
    return Solution(
        roots=roots,
        direct=frozenset(root.path for root in roots),
        graph=ModuleGraph(selected={root.path: root.version for root in roots}, edges={MAIN: roots}),
        replacements=Replacements(replaced or {}),
        holds=(),
        load=Load(),
        choices={},
        go=go,
        unavailable=(),
    )


def lifted(version: str, source: Versions) -> list[tuple[str, bool]]:
    """What becomes of a require line at this version, and whether that is a repair."""
    mod = parse(f"module m\n\nrequire {LIB} {version}\n")
    return [(lift.new, lift.is_repair) for lift in lifts(mod, source)]  # type: ignore[arg-type]


def test_lifts_a_commit_that_a_tag_names_is_lifted() -> None:
    source = Versions({"abcdef012345": "v1.1.0"}, frozenset({CANONICAL}))
    assert lifted(CANONICAL, source) == [("v1.1.0", False)]


@pytest.mark.parametrize(
    "wrong",
    [
        "v1.0.1-0.20170501020000-abcdef012345",
        "v0.0.0-20170501000000-abcdef0123456",
        "v1.0.9-0.20170501000000-abcdef012345",
    ],
)
def test_lifts_a_version_that_go_refuses_is_repaired(wrong: str) -> None:
    assert lifted(wrong, Versions({"abcdef012345": CANONICAL})) == [(CANONICAL, True)]


@pytest.mark.parametrize(
    ("version", "source"),
    [
        pytest.param(CANONICAL, Versions({"abcdef012345": CANONICAL}), id="canonical"),
        pytest.param(CANONICAL, Versions(), id="unknown"),
        pytest.param("v1.1.0", Versions({"v1.1.0": "v1.2.0"}), id="a tag"),
        pytest.param(
            "v0.0.0-20170501000000-abcdef012345",
            Versions({"abcdef012345": CANONICAL}, frozenset({"v0.0.0-20170501000000-abcdef012345"})),
            id="not canonical, but taken by Go",
        ),
    ],
)
def test_lifts_what_is_well_stays(version: str, source: Versions) -> None:
    assert lifted(version, source) == []


def test_repaired_lock_entry_asks_for_the_commit_in_its_version() -> None:
    wrong = "v1.0.1-0.20170501020000-abcdef012345"
    want = Want(root=LIB, revision=wrong, pins=(Pin(path=LIB, revision="", version=wrong, place=Place("lock", 4)),))
    wants = Wants(needed=(want,), idle=(), second=(), findings=())
    new, findings = repaired(wants, Versions({"abcdef012345": CANONICAL}))  # type: ignore[arg-type]
    assert new.needed[0].revision == "abcdef012345"
    assert [(f.code, f.place) for f in findings] == [("GM714", Place("lock", 4))]


@pytest.mark.parametrize("source", [Versions(), Versions(known=frozenset({CANONICAL}))])
def test_repaired_leaves_what_is_known_or_hopeless(source: Versions) -> None:
    wants = Wants(needed=(Want(root=LIB, revision=CANONICAL),), idle=(), second=(), findings=())
    assert repaired(wants, source) == (wants, ())  # type: ignore[arg-type]


def pinned(version: str, commit: str = COMMIT) -> Resolution:
    """A lock entry that was resolved to this version."""
    want = Want(root=LIB, revision=commit, pins=(Pin(path=LIB, revision=commit, place=Place("lock", 2)),))
    return Resolution(want=want, path=LIB, module=ModuleVersion(LIB, version) if version else None, commit=commit)


@pytest.mark.parametrize(
    ("has", "locked", "state", "reason"),
    [
        ("v1.2.3", "v1.2.3", State.KEPT, (Drift.SAME, COMMIT, True)),
        (CANONICAL, "v1.1.0", State.KEPT, (Drift.SAME, COMMIT, True)),
        ("v1.5.0", "v1.2.3", State.MOVED, (Drift.RAISED, "v1.2.3", True)),
        ("v1.0.0", "v1.2.3", State.MOVED, (Drift.LOWERED, "v1.2.3", True)),
        ("v1.0.0", "", State.MOVED, (Drift.OTHER, COMMIT, False)),
    ],
)
def test_drift_of_a_pin(has: str, locked: str, state: State, reason: tuple[Drift, str, bool]) -> None:
    (line,) = drift([pinned(locked)], solution(ModuleVersion(LIB, has)), Versions())  # type: ignore[arg-type]
    how, said, is_known = reason
    expected = InGoMod(drift=how, built=ModuleVersion(LIB, has), locked=said, is_known=is_known)
    assert (line.state, line.reason) == (state, expected)
    assert [f.code for f in drift_findings([line])] == (["GM711"] if state is State.MOVED else [])


def test_drift_of_a_pin_under_another_name_for_its_commit_is_none() -> None:
    source = Versions(commits={"v1.9.0": COMMIT})
    lines = drift([pinned("v1.2.3")], solution(ModuleVersion(LIB, "v1.9.0")), source)  # type: ignore[arg-type]
    assert lines[0].state is State.KEPT


def test_drift_of_a_pin_that_nothing_needs_is_dropped() -> None:
    assert drift([pinned("v1.2.3")], solution(), Versions())[0].state is State.DROPPED  # type: ignore[arg-type]


def test_drift_of_a_pin_in_a_folder_is_copied() -> None:
    folder = {ModuleVersion(LIB): ModuleVersion("./lib")}
    found = drift([pinned("v1.2.3")], solution(ModuleVersion(LIB, "v1.0.0"), replaced=folder), Versions())  # type: ignore[arg-type]
    assert found[0].state is State.COPIED
    assert found[0].reason == InGoMod(drift=Drift.FOLDER, built=ModuleVersion("./lib"))


REQUIRES = (Requirement(path=LIB, version="v1.2.0"), Requirement(path="x.test/indirect", version="v1.0.0"))


def files(
    requires: tuple[Requirement, ...] = REQUIRES,
    comments: Mapping[Replacement, str] | None = None,
    excluded: Mapping[ModuleVersion, str] | None = None,
) -> ModuleFiles:
    return ModuleFiles(
        requires=requires,
        replaces=(),
        comments=comments or {},
        excluded=excluded or {},
        go_comment="go 1.21: a module asks for it",
        go_mod="",
        go_sum="",
        writes=(),
        edits=(),
        removes=(),
        gitmodules=None,
    )


def test_edited_go_mod_without_changes_is_the_same_text() -> None:
    old = existing(GO_MOD.replace("\t", "   "))
    comments = dict.fromkeys(old.mod.replacements, "")
    assert edited_go_mod(old, solution(), files(comments=comments), frozenset()) == old.text


def test_edited_go_mod_keeps_everything_else() -> None:
    requires = (
        Requirement(path=LIB, version="v1.3.0"),
        *REQUIRES[1:],
        Requirement(path="x.test/new", version="v1.0.0"),
    )
    text = edited_go_mod(existing(GO_MOD), solution(), files(requires), frozenset())
    for kept in ("// The app.", "toolchain go1.21.0", f"exclude {LIB} v1.1.0", "retract v0.1.0 // a slip", "=> ../old"):
        assert kept in text
    assert f"{LIB} v1.3.0 // wanted" in text
    assert "x.test/indirect v1.0.0 // indirect" in text
    assert "x.test/new v1.0.0" in text


def test_edited_go_mod_drops_the_replace_line_of_what_is_restored() -> None:
    assert "../old" not in edited_go_mod(existing(GO_MOD), solution(), files(), frozenset({"x.test/old"}))


def test_edited_go_mod_writes_new_replace_lines_with_their_reason() -> None:
    line = Replacement(path=LIB, new_path=f"./third_party/{LIB}")
    text = edited_go_mod(existing(GO_MOD), solution(), files(comments={line: "kept copy"}), frozenset())
    assert f"// kept copy\n\t{LIB} => ./third_party/{LIB}" in text or f"{LIB} => ./third_party/{LIB}" in text


def test_edited_go_mod_excludes_what_the_graph_must_do_without() -> None:
    gone = ModuleVersion("x.test/gone", "v1.0.0")
    lacking = replace(solution(), excluded=(gone, ModuleVersion(LIB, "v1.1.0")))
    text = edited_go_mod(existing(GO_MOD), lacking, files(excluded={gone: "nobody has it"}), frozenset())
    assert [(line.path, line.version) for line in parse(text).excludes] == [(LIB, "v1.1.0"), ("x.test/gone", "v1.0.0")]
    assert "// nobody has it\nexclude x.test/gone v1.0.0" in text


def test_edited_go_mod_says_why_the_go_line_rose() -> None:
    higher = replace(solution(), go="1.23")
    assert "// go 1.21: a module asks for it\ngo 1.23\n" in edited_go_mod(
        existing(GO_MOD), higher, files(), frozenset()
    )


def test_edited_go_sum_joins_both_and_names_contradictions() -> None:
    old = render_go_sum([SumLine(LIB, "v1.0.0", "h1:a="), SumLine("x.test/y", "v1.0.0", "h1:b=")])
    new = render_go_sum([SumLine(LIB, "v1.0.0", "h1:c="), SumLine("x.test/z", "v1.0.0", "h1:d=")])
    text, findings = edited_go_sum(existing(GO_MOD, old.encode()), new)
    assert [line.split()[0] for line in text.splitlines()] == [LIB, "x.test/y", "x.test/z"]
    assert [f.code for f in findings] == ["GM718"]


def test_edited_go_sum_that_agrees_says_nothing() -> None:
    same = render_go_sum([SumLine(LIB, "v1.0.0", "h1:a=")])
    assert edited_go_sum(existing(GO_MOD, same.encode()), same) == (same, ())
