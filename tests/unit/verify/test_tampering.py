"""What is changed on a branch that is equal, line by line: none of it may come out as equal, before the merge or after.

A record is changed in two ways: by a commit on the branch, and in the migration's own commit, where no history shows
it, so that only what it says can. `HARMLESS` are the fields that say how gomigrate came to what it did: nothing is
compared by them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from gomigrate.model.findings import Finding, Severity
from gomigrate.model.gaps import Gap
from gomigrate.model.verdict import Verdict, VerdictState
from gomigrate.verify.branch.borneout import hold_record
from gomigrate.verify.branch.record import RECORD
from gomigrate.verify.branch.verifiedbranch import find_branch
from gomigrate.verify.comparison import Checks, Compiles
from gomigrate.verify.gate.gate import gate
from gomigrate.verify.verify import verify
from tests.unit.verify.gateworld import COPY, LIB, LOG, MONEY, TAX, TST, Migrated, Texts

pytestmark = pytest.mark.go

IDLE = "github.com/acme/idle"
OTHER = "89abcdef0123456789abcdef0123456789abcdef"

STEP = {"kind": "pseudo", "path": LOG, "before": "v1.0.0", "after": "v1.1.0", "packages": [LOG, MONEY]}

Change = Callable[[dict[str, Any]], object]


def line(record: dict[str, Any], path: str, where: str = "ledger") -> dict[str, Any]:
    """The entry of a list of the record that is about this path."""
    found: dict[str, Any] = next(entry for entry in record[where] if entry["path"] == path)
    return found


def without(record: dict[str, Any], path: str, where: str = "ledger") -> None:
    record[where] = [entry for entry in record[where] if entry["path"] != path]


# What a record says, changed; and the codes of which one has to name it where the migration's own commit says so.
RECORDS: dict[str, tuple[Change, set[str]]] = {
    "module path": (lambda r: r["module"].update(path="github.com/acme/other"), {"GM354"}),
    "go line": (lambda r: r["module"].update(go="1.17"), {"GM354"}),
    "base commit, unknown": (lambda r: r["source"].update(commit=OTHER), {"GM610"}),
    "base commit, short": (lambda r: r["source"].update(commit=r["source"]["commit"][:12]), {"GM305"}),
    "base commit, none": (lambda r: r["source"].update(commit=""), set()),
    "import path": (lambda r: r["source"].update(import_path="github.com/acme/other"), {"GM354"}),
    "lock left out": (lambda r: r["source"].update(locks=[]), {"GM354"}),
    "pin, its revision": (lambda r: line(r, LOG).update(revision=OTHER), {"GM353"}),
    "pin that is vendored, left out": (lambda r: without(r, LOG), {"GM352"}),
    "pin that only the lock has, left out": (lambda r: without(r, TST), {"GM352"}),
    "pin that was dropped, left out": (lambda r: without(r, IDLE), {"GM352"}),
    "pin, its lock entry": (lambda r: line(r, LOG).update(pins=[]), {"GM352"}),
    "pin, its module version": (lambda r: line(r, LOG)["module"].update(version="v1.1.0"), {"GM354"}),
    "pin, its module": (lambda r: line(r, LOG).update(module=None), {"GM354"}),
    "pin, what is built": (lambda r: line(r, MONEY).update(built=None), {"GM354"}),
    "pin, dropped": (lambda r: line(r, TST).update(state="dropped"), {"GM354"}),
    "pin, kept though dropped": (lambda r: line(r, IDLE).update(state="kept"), {"GM354"}),
    "require, its version": (lambda r: line(r, LOG, "requires").update(version="v1.1.0"), {"GM354"}),
    "require, gone": (lambda r: without(r, TST, "requires"), {"GM354"}),
    "replace, its version": (lambda r: line(r, MONEY, "replaces")["with"].update(version="v1.1.0"), {"GM354"}),
    "replace, its folder": (lambda r: line(r, LIB, "replaces")["with"].update(path="./other"), {"GM354"}),
    "replace, gone": (lambda r: without(r, MONEY, "replaces"), {"GM354"}),
    "build list, a version": (lambda r: line(r, TAX, "build_list").update(version="v1.1.0"), {"GM354"}),
    "build list, a module gone": (lambda r: without(r, TAX, "build_list"), {"GM354"}),
    "build list, a replacement": (lambda r: line(r, MONEY, "build_list").update(replaced_by=None), {"GM354"}),
    "unlocked import": (
        lambda r: r["unlocked"].append(
            {"import_path": LOG, "module": {"path": LOG, "version": "v1.1.0"}, "reason": None}
        ),
        {"GM354"},
    ),
    "written file that is not there": (lambda r: r["files"]["write"].append(f"{COPY}/more.go"), {"GM354"}),
    "edited file that is not there": (lambda r: r["files"]["edit"].append("scripts/more.sh"), {"GM354"}),
    "removed file that is there": (lambda r: r["files"]["remove"].append("README.md"), {"GM354"}),
    "habit, a line before": (lambda r: r["habits"][0].update(before=["\tglide install"]), {"GM354"}),
    "exclude line": (lambda r: r["excludes"].append({"path": LOG, "version": "v1.1.0"}), {"GM354"}),
    "vendor folder that stays": (lambda r: r.update(vendor_stays=True), {"GM354"}),
    "versions restored": (lambda r: r.update(restored=True), {"GM354"}),
    "step that it is not": (lambda r: r.update(step=STEP), set()),
    "disagreement": (lambda r: r.update(disagreements=["github.com/acme/none"]), {"GM354"}),
}

# Those that only the comparison with the state before can tell: a gate holds kept copies against it, and no more.
BEFORE: dict[str, Change] = {
    "written file left out": lambda r: r["files"]["write"].remove(f"{COPY}/lib.go"),
    "edited file left out": lambda r: r["files"]["edit"].remove("Makefile"),
    "removed file left out": lambda r: r["files"]["remove"].remove("Gopkg.lock"),
    "habit, a line after": lambda r: r["habits"][0].update(after=["\tgo mod vendor"]),
    "habit, not applied": lambda r: r["habits"][0].update(applied=False),
    "platform that go does not know": lambda r: r.update(platforms=["windows/amd64", "plan9/wasm"]),
    "disagreement of a module": lambda r: r.update(disagreements=[LOG]),
}

HARMLESS = {"accepted_merges", "counts", "findings", "go_commands", "goflags", "lifted", "schema", "rewrites"}
"""What is derived, what is only told, and `rewrites`, which excuse import paths alone: the packages behind other paths
are compared as well; `accepted_merges`, which excuse no package that had one copy; and `lifted`, which excuses none."""


@dataclass(frozen=True)
class Edit:
    """Files of the branch changed: the text of `path`, or its mode."""

    path: str
    old: str = ""
    new: str = ""
    mode: str = ""
    codes: set[str] = field(default_factory=set)


EDITS: dict[str, Edit] = {
    "go.sum, a hash of a zip": Edit("go.sum", f"{LOG} v1.0.0 h1:", f"{LOG} v1.0.0 h1:A"),
    "go.sum, a hash of a go.mod": Edit("go.sum", f"{LOG} v1.0.0/go.mod h1:", f"{LOG} v1.0.0/go.mod h1:A"),
    "go.sum, a second hash": Edit(
        "go.sum",
        f"{LOG} v1.0.0 h1:",
        f"{LOG} v1.0.0 h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n{LOG} v1.0.0 h1:",
        codes={"GM357"},
    ),
    "go.sum, a line gone": Edit("go.sum", f"{LOG} v1.0.0 h1:", "github.com/acme/none v1.0.0 h1:"),
    "kept copy, a byte": Edit(f"{COPY}/lib.go", "Value = 2", "Value = 3", codes={"GM355"}),
    "kept copy, a licence": Edit(f"{COPY}/LICENSE", "you", "I", codes={"GM355"}),
    "kept copy, a mode": Edit(f"{COPY}/gen.sh", mode="100755", codes={"GM355"}),
    "kept copy, its go.mod": Edit(f"{COPY}/go.mod", LIB, LOG, codes={"GM355"}),
    "go.mod, a version": Edit("go.mod", f"{LOG} v1.0.0", f"{LOG} v1.1.0"),
    "go.mod, a replace": Edit("go.mod", f"=> {MONEY} v1.0.0", f"=> {MONEY} v1.1.0"),
    "go.mod, the go line": Edit("go.mod", "\ngo 1.18\n", "\ngo 1.17\n"),
    "go.mod, an exclude line": Edit("go.mod", "\ngo 1.18\n", f"\ngo 1.18\n\nexclude {LOG} v1.1.0\n"),
    "go.mod, a godebug line": Edit("go.mod", "\ngo 1.18\n", "\ngo 1.18\n\ngodebug panicnil=1\n"),
}


LATER_BEFORE = ("go.sum, a hash of a go.mod", "kept copy, a licence", "kept copy, a mode")
"""Those of EDITS, as a commit after the migration's, that change nothing which a build of this platform takes."""

FORGED_AFTER = ("go.sum, a line gone", "kept copy, a licence", "kept copy, its go.mod", "go.mod, a godebug line")
"""Those of EDITS that the migration's own commit may hold, so that no history tells."""


def text_of(record: dict[str, Any]) -> str:
    return json.dumps(record, indent=1, sort_keys=True) + "\n"


def told(verdict: Verdict) -> set[str]:
    """The codes that matter, what has to be looked at, and what is not the same."""
    codes = {f.code for f in verdict.findings if f.severity is not Severity.NOTE}
    gaps = {str(left.what) for left in verdict.unchecked if left.is_open and left.what is not Gap.NOT_BUILT}
    others = {package.import_path for package in verdict.broken} | {*verdict.code.differing}
    return codes | gaps | others | {module.path for module in verdict.code.modules_differ}


def after_merge(migrated: Migrated, commit: str) -> Verdict:
    return gate(migrated.surroundings(), str(migrated.world.project), commit)


def before_merge(migrated: Migrated, commit: str) -> Verdict:
    """By files alone: nothing that is changed here needs a compiler to be seen."""
    asked = Checks(compiles=Compiles.NOTHING)
    return verify(migrated.surroundings(), str(migrated.world.project), commit, checks=asked)


def of_record(migrated: Migrated, commit: str) -> set[str]:
    """The codes that verify and the gate have for the record, before anything is built."""
    branch = find_branch(str(migrated.world.project), commit, None)
    said = [*branch.told, *hold_record(branch).told]
    return {one.code for one in said if isinstance(one, Finding)}


def changed_record(migrated: Migrated, change: Change) -> Texts:
    record = migrated.record()
    change(record)
    return {RECORD: text_of(record)}


def edited(migrated: Migrated, edit: Edit, commit: Callable[..., str]) -> str:
    text = migrated.text(edit.path)
    assert edit.old in text
    changes = {edit.path: text.replace(edit.old, edit.new, 1)} if edit.old else {}
    return commit(changes, modes={edit.path: edit.mode} if edit.mode else {})


def test_the_branch_itself_is_equal(migrated: Migrated) -> None:
    squashed = migrated.instead({})
    for verdict in (after_merge(migrated, squashed), before_merge(migrated, squashed)):
        assert told(verdict) == set()
        assert verdict.is_same


def test_every_field_of_the_record_is_changed_or_harmless(migrated: Migrated) -> None:
    record = migrated.record()
    changed = set()
    for change in (*(change for change, _ in RECORDS.values()), *BEFORE.values()):
        other = migrated.record()
        change(other)
        changed |= {name for name in record if record[name] != other[name]}
    assert record.keys() - changed == HARMLESS


@pytest.mark.parametrize("name", [*RECORDS, *BEFORE])
def test_a_record_that_a_later_commit_changes_is_found(migrated: Migrated, name: str) -> None:
    changes = changed_record(migrated, BEFORE.get(name) or RECORDS[name][0])
    assert of_record(migrated, migrated.commit(changes)) & {"GM351", "GM313", "GM305", "GM610"}


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_that_the_migration_itself_has_otherwise_is_found(migrated: Migrated, name: str) -> None:
    change, codes = RECORDS[name]
    assert of_record(migrated, migrated.instead(changed_record(migrated, change))) >= codes


def test_a_record_of_a_step_is_no_excuse_for_a_migration(migrated: Migrated) -> None:
    commit = migrated.instead(changed_record(migrated, RECORDS["step that it is not"][0]))
    assert "GM361" in told(before_merge(migrated, commit)) & told(after_merge(migrated, commit))


@pytest.mark.parametrize("name", ["pin that only the lock has, left out", "require, its version"])
def test_what_is_found_in_a_record_is_in_both_verdicts(migrated: Migrated, name: str) -> None:
    change, codes = RECORDS[name]
    commit = migrated.instead(changed_record(migrated, change))
    for verdict in (after_merge(migrated, commit), before_merge(migrated, commit)):
        assert verdict.state is VerdictState.NOT_SAME
        assert told(verdict) >= codes


@pytest.mark.parametrize("name", BEFORE)
def test_what_the_record_says_of_files_is_found_before_the_merge(migrated: Migrated, name: str) -> None:
    assert told(before_merge(migrated, migrated.instead(changed_record(migrated, BEFORE[name]))))


@pytest.mark.parametrize("name", EDITS)
def test_another_file_is_found_after_the_merge(migrated: Migrated, name: str) -> None:
    verdict = after_merge(migrated, edited(migrated, EDITS[name], migrated.commit))
    assert verdict.state is VerdictState.NOT_SAME
    assert told(verdict) >= EDITS[name].codes


@pytest.mark.parametrize("name", EDITS)
def test_another_file_is_found_before_the_merge(migrated: Migrated, name: str) -> None:
    assert told(before_merge(migrated, edited(migrated, EDITS[name], migrated.instead)))


@pytest.mark.parametrize("name", LATER_BEFORE)
def test_a_later_file_that_nothing_builds_is_found_before_the_merge(migrated: Migrated, name: str) -> None:
    verdict = before_merge(migrated, edited(migrated, EDITS[name], migrated.commit))
    assert verdict.state is VerdictState.NOT_SAME
    assert told(verdict) >= EDITS[name].codes


@pytest.mark.parametrize("name", FORGED_AFTER)
def test_a_file_of_the_migration_itself_is_found_after_the_merge(migrated: Migrated, name: str) -> None:
    assert after_merge(migrated, edited(migrated, EDITS[name], migrated.instead)).state is VerdictState.NOT_SAME
