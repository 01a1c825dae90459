"""Every folder beside this file is a scenario: a legacy world, and what gomigrate must make of it.

The keys of `world.toml` are described in `tests/fakeworld/spec.py` (the world) and `tests/fakeworld/expectation.py`.
"""

from __future__ import annotations

import fnmatch
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.docs.cases import documented, findings_in
from tests.fakeworld.environment import run
from tests.fakeworld.expectation import Expectation, Run, read_expectation, read_run
from tests.fakeworld.gomod import plain_lines
from tests.fakeworld.packages import list_packages
from tests.fakeworld.program import Answer, gomigrate
from tests.fakeworld.world import World, build_world

HERE = Path(__file__).parent
FIXTURES = HERE.parent.parent / "fixtures"
SCENARIOS = sorted(path.parent for top in (HERE, FIXTURES) for path in top.glob("*/world.toml"))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Outcome:
    """What gomigrate did in a world: `before`, `planned` and `applied` are pictures of the user's checkout."""

    folder: Path
    world: World
    how: Run
    expected: Expectation
    env: dict[str, str]
    plan: Answer
    apply: Answer
    before: dict[str, str]
    planned: dict[str, str]
    applied: dict[str, str]

    @property
    def has_branch(self) -> bool:
        """Whether the branch is there."""
        return "refs/heads/modules" in self.applied["refs"]

    def plan_json(self) -> dict[str, Any]:
        """The plan as data."""
        data: dict[str, Any] = json.loads(self.plan.out)
        return data


@pytest.fixture(scope="module", params=SCENARIOS, ids=lambda path: path.name)
def outcome(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path
) -> Iterator[Outcome]:
    """Lay the world out, plan, apply; once for all tests of a scenario."""
    folder: Path = request.param
    root = tmp_path_factory.mktemp(folder.name)
    world = build_world(folder, root / "world", shared_gocache)
    how = read_run(world.spec.rest)
    env = world.env | {name: value.replace("$ROOT", str(world.root)) for name, value in how.env.items()}
    before = picture(world)
    plan = gomigrate(["plan", "--format", "json", *how.words], world.project, env)
    planned = picture(world)
    target = ["--in-place"] if how.mode == "in-place" else ["--branch", "modules"]
    if how.mode == "in-place":
        shutil.copytree(world.project, root / "kept", symlinks=True)
    apply = gomigrate(["apply", *target, *how.words], world.project, env)
    applied = picture(world)
    yield Outcome(
        folder=folder,
        world=world,
        how=how,
        expected=read_expectation(world.spec.rest),
        env=env,
        plan=plan,
        apply=apply,
        before=before,
        planned=planned,
        applied=applied,
    )
    shutil.rmtree(root, ignore_errors=True)


def picture(world: World) -> dict[str, str]:
    """Everything that gomigrate must leave alone, as text: the files, and what git knows."""
    files = "\n".join(
        f"{path.relative_to(world.project)} {path.stat().st_size} {path.stat().st_mode:o}"
        for path in sorted(world.project.rglob("*"))
        if ".git" not in path.relative_to(world.project).parts and path.is_file()
    )
    if not world.spec.project.git:
        return {"files": files, "refs": ""}
    questions = {
        "status": ["status", "--porcelain"],
        "index": ["ls-files", "--stage"],
        "HEAD": ["log", "-1", "--format=%H %D", "--decorate-refs=refs/heads/master"],
        "refs": ["for-each-ref"],
        "stash": ["stash", "list"],
        "config": ["config", "--local", "--list"],
        "worktrees": ["worktree", "list"],
    }
    return {"files": files} | {key: run(["git", *words], world.project, world.env) for key, words in questions.items()}


@pytest.fixture(autouse=True)
def _pending(request: pytest.FixtureRequest) -> None:
    """A scenario that tells what is wished for, and is not reached yet, may fail."""
    if "outcome" not in request.fixturenames:
        return
    expected: Expectation = request.getfixturevalue("outcome").expected
    if expected.pending:
        request.applymarker(pytest.mark.xfail(reason=expected.pending, strict=False))


def test_plan_gives_the_expected_answer(outcome: Outcome) -> None:
    expected = outcome.expected
    assert outcome.plan.status == expected.exit, told(outcome.plan)
    assert "Traceback" not in outcome.plan.err
    for text in expected.says:
        assert text in outcome.plan.said
    if not outcome.plan.out:
        assert expected.exit
        return
    data = outcome.plan_json()
    ledger = {line["path"]: line for line in data["ledger"]}
    for path, wish in expected.ledger.items():
        state, _, version = outcome.world.fill(wish).partition(" ")
        line = ledger[path]
        assert (path, line["state"]) == (path, state), line["reason"]
        if version:
            assert (path, (line["module"] or {}).get("version")) == (path, version), line["reason"]
    for path, likeness in expected.bytes.items():
        compared = ledger[path]["compared"]
        marks = f" ({', '.join(sorted(compared['marks']))})" if compared["marks"] else ""
        assert ", ".join(sorted(compared["likenesses"])) + marks == likeness, path
    codes = [finding["code"] for finding in data["findings"]]
    assert [code for code in expected.findings if code not in codes] == [], codes
    unwelcome = [code for pattern in expected.no_findings for code in fnmatch.filter(codes, pattern)]
    assert unwelcome == [], data["findings"]
    required = {line["path"]: line["version"] for line in data["requires"]}
    for path, version in expected.unlocked.items():
        assert (path, required.get(path)) == (path, outcome.world.fill(version))
    in_pages, come = documented(outcome.folder.name, data["findings"], verified=False)
    assert in_pages == come, "python -m tests.docs.cases chooses the cases of the documentation anew"


def test_plan_writes_nothing(outcome: Outcome) -> None:
    assert outcome.planned == outcome.before


def test_apply_leaves_the_checkout_as_it_was(outcome: Outcome) -> None:
    assert outcome.apply.status == outcome.expected.exit, told(outcome.apply)
    assert "Traceback" not in outcome.apply.err
    if outcome.how.mode == "in-place":
        return
    applied = dict(outcome.applied)
    refs = [line for line in applied.pop("refs").splitlines() if not line.endswith("refs/heads/modules")]
    assert refs == outcome.before["refs"].splitlines()
    assert applied == {key: value for key, value in outcome.before.items() if key != "refs"}


def test_apply_makes_the_expected_tree(outcome: Outcome, tmp_path: Path) -> None:
    expected = outcome.expected
    if expected.exit:
        assert not outcome.has_branch
        return
    after = tree_after(outcome, tmp_path)
    old = names(outcome.before["files"])
    new = [path.relative_to(after).as_posix() for path in after.rglob("*") if path.is_file()]
    new = [name for name in new if not name.startswith(".git/")]
    for pattern in expected.removed:
        assert fnmatch.filter(old, pattern), f"{pattern} matches nothing before"
        assert fnmatch.filter(new, pattern) == []
    for pattern in expected.added:
        assert [name for name in fnmatch.filter(new, pattern) if name not in old], f"{pattern} matches nothing new"
    lines = plain_lines((after / "go.mod").read_text())
    for pattern in map(outcome.world.fill, expected.go_mod_has):
        found = fnmatch.filter(lines, pattern)
        assert found, f"{pattern} is not in {lines}"
    for pattern in map(outcome.world.fill, expected.go_mod_lacks):
        assert fnmatch.filter(lines, pattern) == []
    for name in expected.files:
        assert (after / name).read_bytes() == outcome.world.spec.trees["expect"][name]
    if wanted := outcome.world.spec.trees.get("expect", {}).get("go.mod"):
        assert lines == plain_lines(outcome.world.fill(wanted.decode()))


def test_the_diff_of_the_plan_is_what_the_branch_changes(outcome: Outcome) -> None:
    """Byte for byte as git prints it, in every scenario that edits something; and git takes it."""
    if not outcome.has_branch:
        return
    data = outcome.plan_json()
    assert {*data["files"]["edit"], "go.mod", "go.sum"} >= {edit["file"] for edit in data["edits"] if not edit["new"]}
    if not data["edits"]:
        return
    project = outcome.world.project
    shown = gomigrate(["plan", "--diff", *outcome.how.words], project, outcome.env)
    assert shown.status == outcome.plan.status, told(shown)
    names = [edit["file"] for edit in data["edits"]]
    written = run(["git", "diff", "HEAD", "modules", "--", *names], project, outcome.env)
    assert shown.out == written
    patch = outcome.world.root / "shown.patch"
    patch.write_text(shown.out)
    run(["git", "apply", "--check", str(patch)], project, outcome.env)
    edited = {name for name in data["files"]["edit"] if name not in ("go.mod", "go.sum")}
    assert edited <= set(names)


@pytest.mark.go
def test_go_command_builds_the_same_from_the_branch(outcome: Outcome, tmp_path: Path) -> None:
    expected = outcome.expected
    if expected.exit:
        assert not outcome.has_branch
        return
    after = tree_after(outcome, tmp_path)
    # A fresh GOMODCACHE would do as well; the world's own shows that what apply fetched is enough.
    env = outcome.env | {"GO111MODULE": "on", "GOFLAGS": "-mod=readonly -modcacherw", "GOPATH": str(tmp_path / "none")}
    run(["go", "list", "-m", "all"], after, env)
    for packages in expected.builds:
        run(["go", "build", "-o", "/dev/null", packages], after, env)
    if outcome.how.mode != "in-place":
        assert run(["git", "status", "--porcelain"], after, env) == ""
    if not expected.same_packages:
        return
    module = plain_module(after)
    new = list_packages(after, env, module)
    old = before_packages(outcome, tmp_path)
    for path in expected.unchecked:
        old.pop(path, None)
        new.pop(path, None)
    lost = [path for path in old if path not in new and "error" not in old[path]]
    assert lost == []
    assert {path: new[path] for path in old if path in new and "error" not in old[path]} == {
        path: old[path] for path in old if path in new and "error" not in old[path]
    }
    assert [path for path in new if "error" in new[path] and "error" not in old.get(path, {})] == []


@pytest.mark.go
def test_verify_confirms_the_branch(outcome: Outcome) -> None:
    if outcome.expected.exit or outcome.how.mode == "in-place":
        return
    words = ["verify", "--against", "modules", "--format", "json"]
    verdict = gomigrate(words, outcome.world.project, outcome.env)
    data = json.loads(verdict.out)
    assert data["state"] == outcome.expected.verdict, told(verdict)
    in_pages, come = documented(outcome.folder.name, list(findings_in(data)), verified=True)
    assert in_pages == come
    assert verdict.status == {"ready": 0, "unknown": 3}.get(outcome.expected.verdict, 1)


def told(answer: Answer) -> str:
    """What a run said, short enough to read in a failure."""
    if answer.out.startswith("{"):
        data = json.loads(answer.out)
        ledger = [f"{line['path']} {line['state']}: {line['reason']}" for line in data.get("ledger", ())]
        to_do = [f"{item['about']}: {item['what']}" for item in data.get("to_do", ())]
        findings = to_do + [f"{finding['code']}: {finding['message']}" for finding in data.get("findings", ())]
        return "\n".join([*ledger, *findings, answer.err])
    return answer.err or answer.out


def tree_after(outcome: Outcome, tmp_path: Path) -> Path:
    """The tree that apply made: a clone of the branch, or the folder itself."""
    if outcome.how.mode == "in-place":
        return outcome.world.project
    assert outcome.has_branch, told(outcome.apply)
    after = tmp_path / "after"
    run(["git", "clone", "-q", "-b", "modules", str(outcome.world.project), str(after)], tmp_path, outcome.env)
    return after


def before_packages(outcome: Outcome, tmp_path: Path) -> dict[str, dict[str, bytes]]:
    """The packages of the legacy state, as the go command builds them in GOPATH mode."""
    world, project = outcome.world, outcome.world.spec.project
    folder, gopath = world.project, list(world.gopath)
    if project.outside:
        folder, gopath = tmp_path / "private" / "src" / project.path, [tmp_path / "private", *gopath]
        shutil.copytree(world.project, folder, symlinks=True)
    if project.dirty:
        run(["git", "clone", "-q", str(world.project), str(tmp_path / "clean")], tmp_path, outcome.env)
        folder, gopath = tmp_path / "private" / "src" / project.path, [tmp_path / "private", *gopath]
        shutil.copytree(tmp_path / "clean", folder)
    if outcome.how.mode == "in-place":
        folder, gopath = tmp_path / "private" / "src" / project.path, [tmp_path / "private", *gopath]
        shutil.copytree(world.root.parent / "kept", folder)
    legacy = [folder / extra for extra in outcome.how.before_gopath]
    env = outcome.env | {"GO111MODULE": "off", "GOPATH": ":".join(map(str, [*legacy, *gopath]))}
    return list_packages(folder, env, project.path)


def names(files: str) -> list[str]:
    """The names in the picture of a checkout's files."""
    return [line.rsplit(" ", 2)[0] for line in files.splitlines()]


def plain_module(folder: Path) -> str:
    """The module path of a folder's go.mod."""
    lines = plain_lines((folder / "go.mod").read_text())
    return next(line.removeprefix("module ") for line in lines if line.startswith("module "))


def test_scenarios_are_found() -> None:
    assert len(SCENARIOS) > 40
