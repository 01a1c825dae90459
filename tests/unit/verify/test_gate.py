"""The gate after the merge: green for ordinary commits, red for whatever changes what the project depends on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from gomigrate.model.findings import Severity
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.verdict import Verdict, VerdictState
from gomigrate.report.words.findings import ROWS, message_of
from gomigrate.report.words.verifying.branch import unchecked_words
from gomigrate.verify.branch.record import RECORD
from gomigrate.verify.gate.gate import gate
from tests.fakeworld.environment import run
from tests.unit.verify.gateworld import APP, COPY, LIB, LOG, MONEY, NEW, TST, Migrated, Texts

pytestmark = pytest.mark.go


def asked(migrated: Migrated, commit: str, *, base: str | None = None, **env: str) -> Verdict:
    """The verdict of the gate, whose findings and gaps have the facts that their sentences ask for."""
    verdict = gate(migrated.surroundings(**env), str(migrated.world.project), commit, base=base)
    assert [f for f in verdict.findings if message_of(f) == ROWS[f.code].title] == []
    assert all(map(unchecked_words, verdict.unchecked))
    return verdict


def errors(verdict: Verdict) -> set[str]:
    return {f.code for f in verdict.findings if f.severity is Severity.ERROR}


def evidence(verdict: Verdict, code: str) -> tuple[str, ...]:
    return next(f.evidence for f in verdict.findings if f.code == code)


def with_line(migrated: Migrated, line: str) -> Texts:
    return {"go.mod": f"{migrated.text('go.mod')}\n{line}\n"}


def test_the_migrated_branch_is_as_recorded(migrated: Migrated) -> None:
    verdict = asked(migrated, migrated.head)
    assert (verdict.state, verdict.findings, verdict.unchecked) == (VerdictState.READY, (), ())
    assert (verdict.base, verdict.code.modules_same, verdict.code.platforms) == (migrated.base, 5, ())
    recorded = verdict.code.recorded
    assert recorded is not None
    assert recorded.commit == migrated.git("rev-parse", f"{migrated.head}^")
    # module, go, five require and two replace lines; two hashes of each of four modules; a note, a patch, a go.mod
    # and three files.
    assert (recorded.lines, recorded.sums, recorded.files) == (9, 8, 6)


@pytest.mark.parametrize(
    "changes",
    [
        {"main.go": f'package main\n\nimport "{LIB}"\n\nfunc main() {{ println("new", lib.Value) }}\n'},
        {"README.md": "Another text.\n", "Makefile": "all:\n\tgo test ./...\n", "data/x.json": "{}\n"},
        {"sub/sub.go": "package sub\n", "main_windows.go": None},
        {"main_test.go": None},
        {"third_party/own/own.go": "package own\n"},
        {"vendor.txt": "x\n"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_an_ordinary_commit_is_green_without_a_word(migrated: Migrated, changes: Texts) -> None:
    verdict = asked(migrated, migrated.commit(changes))
    assert (verdict.state, verdict.findings, verdict.unchecked) == (VerdictState.READY, (), ())


def test_a_broken_package_of_the_project_itself_is_not_the_gates_business(migrated: Migrated) -> None:
    broken = {"sub/sub.go": f'package sub\n\nimport _ "{APP}/gone"\n'}
    assert asked(migrated, migrated.commit(broken)).state is VerdictState.READY


def test_a_new_dependency_is_green_and_named(migrated: Migrated, tmp_path: Path) -> None:
    sub = {"sub/sub.go": f'package sub\n\nimport _ "{NEW}"\n'}
    verdict = asked(migrated, migrated.commit({**sub, **after_getting(migrated, f"{NEW}@v1.0.0", tmp_path)}))
    assert (verdict.state, errors(verdict)) == (VerdictState.READY, set())
    assert evidence(verdict, "GM358") == (f"require {NEW}: (none) -> v1.0.0",)


def after_getting(migrated: Migrated, query: str, folder: Path) -> Texts:
    """The go.mod and go.sum that `go get` makes."""
    env = {**migrated.world.env, "GO111MODULE": "on", "GOFLAGS": "-mod=mod -modcacherw"}
    run(["git", "clone", "-q", str(migrated.world.project), str(folder / "c")], folder, env)
    run(["git", "checkout", "-q", migrated.head], folder / "c", env)
    run(["go", "get", query], folder / "c", env)
    return {name: (folder / "c" / name).read_text() for name in ("go.mod", "go.sum")}


def test_a_dependency_that_is_not_imported_any_more_is_green_and_named(migrated: Migrated) -> None:
    lines = migrated.text("go.mod").splitlines(keepends=True)
    kept = "".join(line for line in lines if TST not in line)
    verdict = asked(migrated, migrated.commit({"go.mod": kept, "main_test.go": None}))
    assert (verdict.state, errors(verdict)) == (VerdictState.READY, set())
    assert [line.partition(":")[0] for line in evidence(verdict, "GM358")] == [f"require {TST}"]


def test_a_required_module_that_is_gone_though_it_is_imported_is_red(migrated: Migrated) -> None:
    lines = migrated.text("go.mod").splitlines(keepends=True)
    kept = "".join(line for line in lines if TST not in line)
    verdict = asked(migrated, migrated.commit({"go.mod": kept}))
    assert verdict.state is VerdictState.NOT_SAME
    assert errors(verdict) == {"GM350", "GM359"}
    assert [module.path for module in verdict.code.modules_differ] == [TST]


def test_a_moved_pin_is_red_and_named_with_both_versions(migrated: Migrated, tmp_path: Path) -> None:
    verdict = asked(migrated, migrated.commit(after_getting(migrated, f"{LOG}@v1.1.0", tmp_path)))
    assert verdict.state is VerdictState.NOT_SAME
    assert evidence(verdict, "GM350") == (f"require {LOG}: v1.0.0 -> v1.1.0",)
    assert [(m.path, m.planned, m.listed) for m in verdict.code.modules_differ] == [(LOG, "v1.0.0", "v1.1.0")]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (f"replace {LOG} => {LOG} v1.1.0", f"replace {LOG}"),
        (f"replace {NEW} => ./sub", f"replace {NEW}"),
        (f"exclude {LOG} v1.1.0", f"exclude {LOG} v1.1.0"),
        ("godebug panicnil=1", "godebug panicnil"),
        ("toolchain go1.26.1", "toolchain"),
        ("ignore ./sub", "ignore ./sub"),
    ],
)
def test_a_new_line_that_decides_what_is_built_is_red_and_named(migrated: Migrated, line: str, name: str) -> None:
    verdict = asked(migrated, migrated.commit(with_line(migrated, line)))
    assert verdict.state is VerdictState.NOT_SAME
    assert [seen.partition(":")[0] for seen in evidence(verdict, "GM350")] == [name]


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("go 1.18", "go 1.21", "go"),
        (f"module {APP}", "module github.com/acme/other", "module"),
        (f"=> {MONEY} v1.0.0", f"=> {MONEY} v1.1.0", f"replace {MONEY}"),
        (f"./{COPY}", "./other", f"replace {LIB}"),
    ],
)
def test_a_changed_line_is_red_and_named(migrated: Migrated, old: str, new: str, name: str) -> None:
    text = migrated.text("go.mod").replace(old, new)
    verdict = asked(migrated, migrated.commit({"go.mod": text, "other/go.mod": f"module {LIB}\n"}))
    assert verdict.state is VerdictState.NOT_SAME
    assert name in [seen.partition(":")[0] for seen in evidence(verdict, "GM350")]


@pytest.mark.parametrize(
    ("changes", "modes", "seen"),
    [
        ({f"{COPY}/lib.go": "package lib\n\nconst Value = 3\n"}, {}, f"{COPY}/lib.go (changed)"),
        ({f"{COPY}/LICENSE": "Do as I like.\n"}, {}, f"{COPY}/LICENSE (changed)"),
        ({f"{COPY}/GOMIGRATE.patch": "nothing\n"}, {}, f"{COPY}/GOMIGRATE.patch (changed)"),
        ({f"{COPY}/go.mod": f"module {LIB}\n\ngo 1.26\n"}, {}, f"{COPY}/go.mod (changed)"),
        ({f"{COPY}/evil_plan9.go": "package lib\n"}, {}, f"{COPY}/evil_plan9.go (added)"),
        ({f"{COPY}/gen.sh": None}, {}, f"{COPY}/gen.sh (removed)"),
        ({}, {f"{COPY}/gen.sh": "100755"}, f"{COPY}/gen.sh (mode, 100644 100755)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_of_a_kept_copy_that_is_not_as_it_was_is_red_and_named(
    migrated: Migrated, changes: Texts, modes: Mapping[str, str], seen: str
) -> None:
    verdict = asked(migrated, migrated.commit(changes, modes=modes))
    assert verdict.state is VerdictState.NOT_SAME
    assert evidence(verdict, "GM355") == (seen,)


def test_a_go_work_that_replaces_a_dependency_is_red(migrated: Migrated) -> None:
    work = f"go 1.18\n\nuse .\n\nreplace {LOG} => ./evil\n"
    evil = {"evil/go.mod": f"module {LOG}\n", "evil/log.go": "package log // evil\n"}
    assert errors(asked(migrated, migrated.commit({"go.work": work, **evil}))) == {"GM318"}


def test_a_vendor_folder_with_other_bytes_is_red(migrated: Migrated, tmp_path: Path) -> None:
    env = {**migrated.world.env, "GO111MODULE": "on"}
    run(["git", "clone", "-q", str(migrated.world.project), str(tmp_path / "c")], tmp_path, env)
    run(["git", "checkout", "-q", migrated.head], tmp_path / "c", env)
    run(["go", "mod", "vendor"], tmp_path / "c", env)
    vendored = {
        path.relative_to(tmp_path / "c").as_posix(): path.read_text()
        for path in (tmp_path / "c/vendor").rglob("*")
        if path.is_file()
    }
    assert asked(migrated, migrated.commit(vendored)).state is VerdictState.READY
    edited = {**vendored, f"vendor/{LOG}/log.go": "package log // evil\n"}
    assert errors(asked(migrated, migrated.commit(edited))) == {"GM309"}


def test_the_record_that_is_removed_is_red(migrated: Migrated) -> None:
    away = migrated.commit({RECORD: None})
    verdict = asked(migrated, away)
    assert (verdict.state, errors(verdict)) == (VerdictState.NOT_SAME, {"GM351"})
    back = migrated.commit({RECORD: migrated.text(RECORD)}, on=away)
    assert asked(migrated, back).state is VerdictState.READY


def test_the_migration_as_one_commit_is_green_and_so_is_what_follows(migrated: Migrated) -> None:
    squashed = migrated.instead({})
    later = migrated.commit({"README.md": "x\n"}, on=squashed)
    for commit in (squashed, later):
        assert asked(migrated, commit).state is VerdictState.READY


def test_merges_before_and_after_are_green(migrated: Migrated) -> None:
    main = migrated.commit({"README.md": "x\n"}, on=migrated.base)
    tree = migrated.git("merge-tree", "--write-tree", main, migrated.head)
    merged = migrated.git("commit-tree", "-p", main, "-p", migrated.head, "-m", "merge", tree)
    assert asked(migrated, merged).state is VerdictState.READY
    feature = migrated.commit({"data.txt": "x\n"}, on=migrated.base)
    tree = migrated.git("merge-tree", "--write-tree", merged, feature)
    again = migrated.git("commit-tree", "-p", merged, "-p", feature, "-m", "merge", tree)
    assert asked(migrated, again).state is VerdictState.READY


def test_a_line_of_history_with_a_record_of_its_own_is_red(migrated: Migrated) -> None:
    record = migrated.text(RECORD).replace('"vendor_stays": false', '"vendor_stays": true')
    side = migrated.instead({RECORD: record})
    for first, second in ((migrated.head, side), (side, migrated.head)):
        tree = migrated.git("rev-parse", f"{first}^{{tree}}")
        merged = migrated.git("commit-tree", "-p", first, "-p", second, "-m", "ours", tree)
        assert "GM351" in errors(asked(migrated, merged))


def test_the_record_of_a_named_commit_counts(migrated: Migrated) -> None:
    moved = {"go.mod": migrated.text("go.mod").replace(f"{LOG} v1.0.0", f"{LOG} v1.1.0")}
    record = migrated.text(RECORD).replace(f'"{LOG}",\n   "replaced_by": null,\n   "version": "v1.0.0"', f'"{LOG}"')
    forged = migrated.instead({**moved, RECORD: record})
    assert "GM351" in errors(asked(migrated, forged, base=migrated.head))
    assert asked(migrated, migrated.commit({"README.md": "x\n"}), base=migrated.head).state is VerdictState.READY
    assert asked(migrated, migrated.commit({"README.md": "x\n"}), base=migrated.base).state is VerdictState.READY


def test_a_shallow_clone_says_what_could_not_be_checked(migrated: Migrated, tmp_path: Path) -> None:
    env = migrated.world.env
    head = migrated.commit({"README.md": "x\n"})
    run(["git", "init", "-q", str(tmp_path / "c")], tmp_path, env)
    clone = tmp_path / "c"
    run(["git", "fetch", "-q", "--depth=1", f"file://{migrated.world.project}", head], clone, env)
    verdict = gate(migrated.surroundings(), str(clone), "FETCH_HEAD")
    assert verdict.state is VerdictState.UNKNOWN
    assert Unchecked(what=Gap.MIGRATION) in verdict.unchecked
    assert [f.code for f in verdict.findings] == ["GM610"]


def test_without_a_go_command_it_is_not_known_but_a_changed_file_is(migrated: Migrated) -> None:
    verdict = asked(migrated, migrated.head, PATH="/nowhere", GOROOT="")
    assert (verdict.state, verdict.unchecked) == (VerdictState.UNKNOWN, (Unchecked(what=Gap.NO_GO_COMMAND),))
    edited = migrated.commit({f"{COPY}/lib.go": "package lib\n"})
    assert errors(asked(migrated, edited, PATH="/nowhere", GOROOT="")) == {"GM355"}


def test_the_repository_is_left_alone(migrated: Migrated) -> None:
    words = (["status", "--porcelain", "--ignored"], ["show-ref"], ["worktree", "list"])
    before = [migrated.git(*w) for w in words]
    asked(migrated, migrated.head)
    assert [migrated.git(*w) for w in words] == before
