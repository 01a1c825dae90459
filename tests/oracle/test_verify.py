"""verify against hand-made branches of a small world, with the real go command."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from gomigrate.cli.commands.verify import exit_status
from gomigrate.model.codes import finding
from gomigrate.model.errors import Suggested, UsageProblem
from gomigrate.model.findings import Place
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import LedgerLine, PinAt, Plan, PlannedProject, Requirement, Selected, State
from gomigrate.model.verdict import Holds, TidyState, Verdict
from gomigrate.report.json import record_json
from gomigrate.report.words.findings import ROWS, message_of
from gomigrate.report.words.verifying.branch import unchecked_words
from gomigrate.verify.branch.record import RECORD, recorded_ref
from gomigrate.verify.comparison import Checks
from gomigrate.verify.verify import verify
from gomigrate.world.world import World as Surroundings
from tests.fakeworld.environment import run
from tests.fakeworld.packages import list_packages
from tests.fakeworld.world import World, build_world

pytestmark = pytest.mark.go

APP = "github.com/acme/app"
LIB = "github.com/acme/lib"
LOG = "github.com/acme/log"
GO_MOD = f"module {APP}\n\ngo 1.18\n\nrequire (\n\t{LIB} v1.0.0\n\t{LOG} v0.9.0\n)\n"
LINUX, WINDOWS = "linux/amd64", "windows/amd64"

WORLD = f"""
why = "a vendored project whose branches are made by hand"
[repo."{LIB}"]
commits = ["2017-03-01 v1.0.0", "2017-04-01 v1.1.0"]
[repo."{LOG}"]
commits = [{{at = "2017-02-01", tags = ["v0.9.0"], tree = "log"}}]
[project]
path = "{APP}"
at = "2018-06-01"
tree = "before"
vendor = {{ "{LIB}" = 1, "{LOG}" = 1 }}
"""

TREES = f"""
-- log/log.go --
package log
-- log/log_windows.go --
package log

import _ "{LIB}"
-- before/main.go --
package main

import (
	_ "{APP}/sub"
	_ "{LIB}"
)

func main() {{}}
-- before/sub/sub.go --
package sub

import _ "{LOG}"
-- before/sub/sub_test.go --
package sub
-- before/vendor.conf --
{LIB} v1.0.0
{LOG} v0.9.0
"""


BARE = f"""
why = "a project whose dependencies are all in its own tree"
[project]
path = "{APP}"
at = "2018-06-01"
tree = "before"
"""


def in_words(verdict: Verdict) -> Verdict:
    """The verdict, whose findings and gaps have the facts that their sentences ask for."""
    assert [f for f in verdict.findings if message_of(f) == ROWS[f.code].title] == []
    assert all(map(unchecked_words, verdict.unchecked))
    return verdict


@dataclass(frozen=True)
class Lab:
    """A world, and branches of its project."""

    world: World
    base: str

    def branch(self, name: str, change: Callable[[Path], None], start: str = "master") -> str:
        """Commit what `change` does to a work tree of `start`, on a new branch."""
        folder = self.world.root / "trees" / name
        self._git("worktree", "add", "-q", "-b", name, str(folder), start)
        change(folder)
        run(["git", "add", "-A", "-f"], folder, self.world.env)
        run(["git", "commit", "-q", "--allow-empty", "-m", name], folder, self.world.env)
        return name

    def verify(self, ref: str, *, platforms: tuple[str, ...] = (LINUX,), tidy: bool = False, **env: str) -> Verdict:
        return in_words(
            verify(
                self.surroundings(**env), str(self.world.project), ref, platforms=platforms, checks=Checks(tidy=tidy)
            )
        )

    def surroundings(self, **env: str) -> Surroundings:
        return Surroundings.from_environment({**self.world.env, **env}, str(self.world.project))

    def go(self, folder: Path, *words: str) -> str:
        return run(["go", *words], folder, {**self.world.env, "GO111MODULE": "on", "GOFLAGS": "-mod=mod -modcacherw"})

    def _git(self, *words: str) -> str:
        return run(["git", *words], self.world.project, self.world.env)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path) -> Lab:
    spec = tmp_path_factory.mktemp("spec")
    (spec / "world.toml").write_text(WORLD)
    (spec / "trees.txtar").write_text(TREES.lstrip())
    world = build_world(spec, tmp_path_factory.mktemp("world") / "w", shared_gocache)
    base = run(["git", "rev-parse", "HEAD"], world.project, world.env).strip()
    made = Lab(world, base)
    made.branch("modules", lambda folder: migrate(made, folder))
    return made


def migrate(lab: Lab, folder: Path, plan: Plan | None = None) -> None:
    """What apply would do."""
    for path in sorted((folder / "vendor").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (folder / "vendor").rmdir()
    (folder / "vendor.conf").unlink()
    (folder / "go.mod").write_text(GO_MOD)
    lab.go(folder, "mod", "tidy")
    assert (folder / "go.mod").read_text() == GO_MOD
    record(folder, plan or planned(lab))


def record(folder: Path, plan: Plan) -> None:
    (folder / RECORD).parent.mkdir(exist_ok=True)
    (folder / RECORD).write_text(json.dumps(record_json(plan)))


def planned(lab: Lab) -> Plan:
    lines = [(LIB, "v1.0.0"), (LOG, "v0.9.0")]
    return Plan(
        source=PlannedProject(import_path=APP, root="", commit=lab.base, locks=("vendor.conf",), vendor="vendor"),
        module=APP,
        go="1.18",
        ledger=tuple(
            LedgerLine(
                path=p,
                revision=v,
                state=State.KEPT,
                reason=None,
                module=ModuleVersion(p, v),
                pins=(PinAt(path=p, place=Place("vendor.conf", number)),),
            )
            for number, (p, v) in enumerate(lines, 1)
        ),
        requires=tuple(Requirement(path=p, version=v) for p, v in lines),
        replaces=(),
        build_list=tuple(Selected(path=p, version=v) for p, v in lines),
        unlocked=(),
        go_mod=GO_MOD,
        go_sum="",
        writes=("go.mod", "go.sum"),
        edits=(),
        removes=("vendor.conf", f"vendor/{LIB}/lib.go", f"vendor/{LOG}/log.go", f"vendor/{LOG}/log_windows.go"),
        platforms=(WINDOWS,),
        findings=(),
    )


def codes(verdict: Verdict) -> set[str]:
    return {f.code for f in verdict.findings}


def append(name: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with (folder / name).open("a") as file:
            file.write(text)

    return change


def test_verify_faithful_branch_is_equal_on_every_platform(lab: Lab) -> None:
    verdict = verify(lab.surroundings(), str(lab.world.project), "modules", checks=Checks(tidy=True))
    assert verdict.is_same
    assert (verdict.code.modules_same, verdict.code.modules_differ, verdict.findings, verdict.unchecked) == (
        2,
        (),
        (),
        (),
    )
    assert {p.platform for p in verdict.code.platforms} >= {WINDOWS}
    assert all(p.same == 4 and not p.added for p in verdict.code.platforms)
    assert verdict.build.tidy is not None
    assert verdict.build.tidy.state is TidyState.CLEAN
    assert verdict.base == lab.base


def test_verify_any_branch_leaves_the_repository_alone(lab: Lab) -> None:
    def state() -> list[str]:
        words = (["status", "--porcelain", "--ignored"], ["show-ref"], ["stash", "list"], ["worktree", "list"])
        return [run(["git", *w], lab.world.project, lab.world.env) for w in words]

    before = state()
    lab.verify("modules")
    assert state() == before


def test_verify_agrees_with_an_independent_listing(lab: Lab) -> None:
    env = {**lab.world.env, "GO111MODULE": "off", "GOFLAGS": ""}
    before = list_packages(lab.world.project, env, APP)
    host = lab.verify("modules").code.platforms[0]
    assert (host.same, host.differ, host.lost) == (len(before), (), ())


def test_verify_other_version_differs_in_modules_and_files(lab: Lab) -> None:
    def change(folder: Path) -> None:
        (folder / "go.mod").write_text(GO_MOD.replace(f"{LIB} v1.0.0", f"{LIB} v1.1.0"))
        lab.go(folder, "mod", "tidy")

    verdict = lab.verify(lab.branch("raised", change, "modules"))
    assert not verdict.is_same
    assert [(d.path, d.planned, d.listed) for d in verdict.code.modules_differ] == [(LIB, "v1.0.0", "v1.1.0")]
    assert [(d.import_path, d.changed) for d in verdict.code.platforms[0].differ] == [(LIB, ("lib.go",))]


@pytest.mark.parametrize(
    ("name", "change", "package", "file"),
    [
        ("own-file", append("main.go", "// changed\n"), APP, "main.go"),
        ("own-test", append("sub/sub_test.go", "// changed\n"), f"{APP}/sub", "sub_test.go"),
    ],
)
def test_verify_changed_own_file_differs(
    lab: Lab, name: str, change: Callable[[Path], None], package: str, file: str
) -> None:
    verdict = lab.verify(lab.branch(name, change, "modules"))
    assert not verdict.is_same
    assert [(d.import_path, d.changed) for d in verdict.code.platforms[0].differ] == [(package, (file,))]


def test_verify_removed_package_is_lost(lab: Lab) -> None:
    def change(folder: Path) -> None:
        (folder / "sub" / "sub.go").unlink()
        (folder / "sub" / "sub_test.go").unlink()
        (folder / "main.go").write_text((folder / "main.go").read_text().replace(f'_ "{APP}/sub"', ""))

    verdict = lab.verify(lab.branch("lost", change, "modules"))
    assert not verdict.is_same
    assert set(verdict.code.platforms[0].lost) == {f"{APP}/sub", LOG}


def test_verify_difference_on_one_platform_only_is_seen_there(lab: Lab) -> None:
    def change(folder: Path) -> None:
        (folder / "extra_windows.go").write_text("package main\n")

    verdict = lab.verify(lab.branch("windows", change, "modules"), platforms=(LINUX, WINDOWS))
    assert [(p.platform, [d.only_after for d in p.differ]) for p in verdict.code.platforms] == [
        (LINUX, []),
        (WINDOWS, [("extra_windows.go",)]),
    ]


def test_verify_missing_go_sum_line_is_an_error(lab: Lab) -> None:
    def change(folder: Path) -> None:
        lines = (folder / "go.sum").read_text().splitlines(keepends=True)
        (folder / "go.sum").write_text("".join(line for line in lines if LIB not in line))

    verdict = lab.verify(lab.branch("sums", change, "modules"))
    assert not verdict.is_same
    assert "GM306" in codes(verdict)


def test_verify_go_mod_that_wants_an_update_is_an_error(lab: Lab) -> None:
    def change(folder: Path) -> None:
        (folder / "go.mod").write_text(GO_MOD.replace(f"\t{LOG} v0.9.0\n", ""))

    verdict = lab.verify(lab.branch("incomplete", change, "modules"))
    assert not verdict.is_same
    assert dict(verdict.code.platforms[0].newly_broken).keys() == {LOG}


def test_verify_broken_go_mod_is_an_error_that_names_it(lab: Lab) -> None:
    verdict = lab.verify(lab.branch("garbage", append("go.mod", "requires nonsense\n"), "modules"))
    assert not verdict.is_same
    assert any(
        f.code == "GM301" and "go.mod" in " ".join((f"{f.fact('error')}", *f.evidence)) for f in verdict.findings
    )
    assert verdict.code.platforms == ()  # not even listed: whether a package is lost is not known


def test_verify_legacy_vendor_folder_left_behind_is_an_error(lab: Lab) -> None:
    def change(folder: Path) -> None:
        (folder / "vendor" / LIB).mkdir(parents=True)
        (folder / "vendor" / LIB / "lib.go").write_text("package lib\n")

    verdict = lab.verify(lab.branch("stale-vendor", change, "modules"))
    assert not verdict.is_same
    assert "GM308" in codes(verdict)


def test_verify_vendor_folder_that_stays_by_the_plan_is_not_compared_and_no_fault(lab: Lab) -> None:
    def change(folder: Path) -> None:
        (folder / "vendor" / LIB).mkdir(parents=True)
        (folder / "vendor" / LIB / "lib.go").write_text("package lib\n")
        record(folder, replace(planned(lab), vendor_stays=True))

    verdict = lab.verify(lab.branch("kept-vendor", change, "modules"))
    assert "GM308" not in codes(verdict)
    assert Unchecked(what=Gap.VENDOR_STAYS) in verdict.unchecked


def test_verify_goes_by_what_the_record_decided_and_not_by_its_findings(lab: Lab) -> None:
    said = tuple(finding(code, path=LIB) for code in ("GM701", "GM712", "GM904"))
    told = lab.branch("findings", lambda folder: record(folder, replace(planned(lab), findings=said)), "modules")
    assert lab.verify(told).unchecked == ()
    decided = lab.branch("disagreed", lambda f: record(f, replace(planned(lab), disagreements=(LIB,))), "modules")
    assert lab.verify(decided).unchecked == (Unchecked(what=Gap.DISAGREEMENTS, names=(LIB,)),)


@pytest.mark.parametrize(("edit", "expected"), [("", {"GM612"}), ("// patched\n", {"GM309", "GM612"})])
def test_verify_module_vendor_folder_is_compared_with_its_modules(lab: Lab, edit: str, expected: set[str]) -> None:
    def change(folder: Path) -> None:
        lab.go(folder, "mod", "vendor")
        append(f"vendor/{LIB}/lib.go", edit)(folder)

    verdict = lab.verify(lab.branch(f"vendored{len(edit)}", change, "modules"))
    assert codes(verdict) == expected
    assert verdict.is_same is (edit == "")


def test_verify_without_a_record_compares_with_the_commit_before_go_mod(lab: Lab) -> None:
    def change(folder: Path) -> None:
        (folder / RECORD).unlink()

    verdict = lab.verify(lab.branch("no-record", change, "modules"))
    assert (verdict.base, codes(verdict), verdict.code.modules_same) == (lab.base, {"GM304"}, 0)
    assert verdict.is_same
    assert Unchecked(what=Gap.NO_PLAN, count=2) in verdict.unchecked


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b'{"schema": "gomigrate/plan/99"}', b"[1"])
def test_verify_broken_record_is_an_error(lab: Lab, content: bytes) -> None:
    def change(folder: Path) -> None:
        (folder / RECORD).write_bytes(content)

    verdict = lab.verify(lab.branch(f"record-{content.hex() or 'empty'}", change, "modules"))
    assert "GM305" in codes(verdict)
    assert not verdict.is_same


def test_verify_without_go_says_what_it_could_not_check(lab: Lab) -> None:
    verdict = lab.verify("modules", PATH="", GOROOT="")
    assert not verdict.code.platforms
    assert not verdict.is_same
    assert [left.what for left in verdict.unchecked] == [Gap.NO_GO_COMMAND, Gap.GO_MOD_LINES_ALONE]


def test_verify_base_that_cannot_be_built_says_what_was_not_compared(lab: Lab) -> None:
    def change(folder: Path) -> None:
        (folder / "vendor" / LIB / "lib.go").unlink()

    base = lab.branch("hollow", change)
    ref = lab.branch("hollow-after", lambda folder: (folder / RECORD).unlink(), "modules")
    verdict = verify(lab.surroundings(), str(lab.world.project), ref, base=base, platforms=(LINUX,))
    assert verdict.code.platforms[0].broken_before == (LIB,)
    assert Unchecked(what=Gap.BROKEN_BEFORE, names=(LIB,)) in verdict.unchecked


def test_verify_what_nobody_could_build_elsewhere_is_told_and_nothing_to_do(lab: Lab) -> None:
    def without(path: str) -> Callable[[Path], None]:
        def change(folder: Path) -> None:
            (folder / "main.go").write_text("package main\n\nfunc main() {}\n")
            (folder / "main_windows.go").write_text(f'package main\n\nimport _ "{LIB}"\n')
            run(["git", "rm", "-qrf", path], folder, lab.world.env)

        return change

    base = lab.branch("linux", without(f"vendor/{LIB}"))
    ref = lab.branch("linux-after", without(RECORD), "modules")
    verdict = verify(lab.surroundings(), str(lab.world.project), ref, base=base, platforms=(WINDOWS,))
    left = Unchecked(what=Gap.BROKEN_ELSEWHERE, names=(LIB,), platform=WINDOWS)
    assert left in verdict.unchecked
    assert left not in verdict.to_do
    assert verdict.holds[0] is Holds.UNKNOWN


def test_verify_dependency_that_only_the_lock_knows_comes_from_its_module(lab: Lab) -> None:
    def change(folder: Path) -> None:
        (folder / "vendor" / LIB / "lib.go").unlink()

    base = lab.branch("lock-only", change)
    verdict = verify(lab.surroundings(), str(lab.world.project), "modules", base=base, platforms=(LINUX,))
    assert verdict.is_same
    assert verdict.code.platforms[0].same == 4


@pytest.mark.parametrize(
    ("ref", "base", "words"),
    [
        ("nope", None, 'no branch or commit "nope"'),
        ("--upload-pack=x", None, "no branch or commit"),
        ("modules", "nope", 'no branch or commit "nope"'),
        ("master", None, "no go.mod"),
    ],
)
def test_verify_ref_that_is_none_is_refused(lab: Lab, ref: str, base: str | None, words: str) -> None:
    with pytest.raises(UsageProblem, match=words):
        verify(lab.surroundings(), str(lab.world.project), ref, base=base)


def test_verify_outside_git_is_refused(lab: Lab, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="not in a git repository"):
        verify(lab.surroundings(), str(tmp_path), "modules")


def test_verify_go_mod_edited_later_is_told_with_both_values(lab: Lab) -> None:
    def change(folder: Path) -> None:
        (folder / "go.mod").write_text(GO_MOD.replace(f"{LIB} v1.0.0", f"{LIB} v1.1.0").replace("1.18", "1.20"))
        lab.go(folder, "mod", "tidy")

    verdict = lab.verify(lab.branch("moved-on", change, "modules"))
    said = next(f for f in verdict.findings if f.code == "GM611")
    assert said.fact("lines") == 2
    assert said.evidence == (f"{LIB}: v1.0.0 -> v1.1.0", "go: 1.18 -> 1.20")
    assert [(d.path, d.planned, d.listed) for d in verdict.code.modules_differ] == [(LIB, "v1.0.0", "v1.1.0")]
    assert not verdict.is_same
    assert "GM612" not in codes(verdict)


def test_verify_code_edited_later_is_told_beside_the_difference(lab: Lab) -> None:
    first = lab.branch("later-code", append("main.go", "// later\n"), "modules")
    ref = lab.branch("later-docs", append("vendor.txt", "read\n"), first)
    said = next(f for f in lab.verify(ref).findings if f.code == "GM612")
    assert [said.fact(name) for name in ("commits", "files", "go")] == [2, 2, 1]
    assert said.evidence == ("main.go (changed)", "vendor.txt (added)")


def clone(lab: Lab, folder: Path, *words: str) -> Path:
    """What CI checks out: a clone of the branch, HEAD detached."""
    lab._git("clone", "-q", "--branch", "modules", *words, lab.world.project.as_uri(), str(folder))
    run(["git", "checkout", "-q", "--detach"], folder, lab.world.env)
    return folder


def test_verify_shallow_clone_names_the_remedy_and_is_equal_after_it(lab: Lab, tmp_path: Path) -> None:
    folder = clone(lab, tmp_path / "ci", "--depth=1")

    def gate() -> Verdict:
        return verify(lab.surroundings(), str(folder), recorded_ref(str(folder)), platforms=(LINUX,))

    verdict = gate()
    said = next(f for f in verdict.findings if f.code == "GM610")
    assert [said.fact(name) for name in ("commit", "is_shallow", "is_here")] == [lab.base[:12], True, False]
    assert (verdict.code.modules_same, verdict.code.platforms, verdict.is_same, exit_status(verdict)) == (
        2,
        (),
        False,
        3,
    )
    run(["git", "fetch", "-q", "--unshallow"], folder, lab.world.env)
    verdict = gate()
    assert verdict.is_same
    assert (verdict.ref, verdict.base, verdict.findings) == ("HEAD", lab.base, ())


def test_verify_base_that_was_rewritten_away_is_told(lab: Lab) -> None:
    plan = planned(lab)
    plan = replace(plan, source=replace(plan.source, commit="12" * 20))
    ref = lab.branch("rewritten-away", lambda folder: migrate(lab, folder, plan))
    verdict = lab.verify(ref)
    said = next(f for f in verdict.findings if f.code == "GM610")
    assert [said.fact(name) for name in ("commit", "is_shallow", "is_here")] == ["12" * 6, False, False]
    assert not verdict.is_same
    assert verify(lab.surroundings(), str(lab.world.project), ref, base=lab.base, platforms=(LINUX,)).is_same


def test_recorded_ref_several_branches_asks_for_one(lab: Lab) -> None:
    lab.branch("second", lambda _: None, "modules")
    with pytest.raises(UsageProblem) as refused:
        recorded_ref(str(lab.world.project))
    assert isinstance(refused.value.remedy, Suggested)
    assert refused.value.remedy.words[0] == "--against"


def test_recorded_ref_head_with_a_record_is_head(lab: Lab) -> None:
    assert recorded_ref(str(lab.world.root / "trees" / "modules")) == "HEAD"


NESTED = f"""
-- log/log.go --
package log
-- before/main.go --
package main

import (
	_ "{LIB}"
	_ "{LOG}"
)

func main() {{}}
-- before/vendor.conf --
{LIB} v1.0.0
-- before/vendor/{LOG}/log.go --
package log // the outer copy
-- before/vendor/{LIB}/lib.go --
package lib

import _ "{LOG}"
-- before/vendor/{LIB}/vendor/{LOG}/log.go --
package log // the inner copy
"""


def test_verify_nested_copy_that_the_project_did_not_use_is_a_finding(tmp_path: Path, shared_gocache: Path) -> None:
    spec = tmp_path / "spec"
    spec.mkdir()
    (spec / "world.toml").write_text(BARE)
    (spec / "trees.txtar").write_text(NESTED.lstrip())
    world = build_world(spec, tmp_path / "w", shared_gocache)
    lab = Lab(world, run(["git", "rev-parse", "HEAD"], world.project, world.env).strip())

    def change(folder: Path) -> None:
        for module, place in ((LIB, f"vendor/{LIB}"), (LOG, f"vendor/{LIB}/vendor/{LOG}")):
            target = folder / "third_party" / module
            target.mkdir(parents=True)
            for file in (folder / place).glob("*.go"):
                (target / file.name).write_bytes(file.read_bytes())
            (target / "go.mod").write_text(f"module {module}\n")
        (folder / "third_party" / LIB / "go.mod").write_text(f"module {LIB}\n\nrequire {LOG} v0.0.0\n")
        run(["git", "rm", "-rq", "vendor"], folder, world.env)
        replaces = "".join(f"replace {m} => ./third_party/{m}\n" for m in (LIB, LOG))
        (folder / "go.mod").write_text(
            f"module {APP}\n\ngo 1.18\n\nrequire (\n\t{LIB} v0.0.0\n\t{LOG} v0.0.0\n)\n\n{replaces}"
        )

    verdict = lab.verify(lab.branch("modules", change))
    assert verdict.code.platforms[0].differ == ()
    assert [f.code for f in verdict.findings] == ["GM304", "GM303"]
    assert not verdict.is_same


def test_verify_project_without_vendor_takes_locked_modules(tmp_path: Path, shared_gocache: Path) -> None:
    spec = tmp_path / "spec"
    spec.mkdir()
    text = WORLD.replace(f'vendor = {{ "{LIB}" = 1, "{LOG}" = 1 }}', "outside = true")
    (spec / "world.toml").write_text(text)
    (spec / "trees.txtar").write_text(TREES.lstrip())
    world = build_world(spec, tmp_path / "w", shared_gocache)
    lab = Lab(world, run(["git", "rev-parse", "HEAD"], world.project, world.env).strip())
    plan = planned(lab)
    plan = replace(plan, source=replace(plan.source, vendor=""))

    def change(folder: Path) -> None:
        (folder / "vendor").mkdir()
        migrate(lab, folder, plan)

    verdict = lab.verify(lab.branch("modules", change), platforms=(LINUX, WINDOWS))
    assert verdict.is_same
    assert [(p.same, p.broken_before) for p in verdict.code.platforms] == [(4, ()), (4, ())]


WORKSPACE = f"""
-- before/main.go --
package main

import _ "{APP}/Godeps/_workspace/src/{LIB}"

func main() {{}}
-- before/Godeps/_workspace/src/{LIB}/lib.go --
package lib

import _ "{APP}/Godeps/_workspace/src/{LOG}"
-- before/Godeps/_workspace/src/{LOG}/log.go --
package log
"""

LINKED = f"""
-- before/sub/sub.go --
package sub

import _ "{LIB}"
-- before/cmd/vendor/{LIB}/lib.go --
package lib

import _ "{LOG}"
-- before/cmd/vendor/{LOG}/log.go --
package log
"""


def copy_of(folder: Path, name: str, place: str) -> None:
    """Keep a legacy copy as a module of its own."""
    target = folder / "third_party" / name
    target.mkdir(parents=True)
    for file in (folder / place / name).glob("*.go"):
        body = file.read_text().replace(f"{APP}/Godeps/_workspace/src/", "")
        (target / file.name).write_text(body)
    (target / "go.mod").write_text(f"module {name}\n")


@pytest.mark.parametrize(
    ("trees", "place", "expected"),
    [(WORKSPACE, "Godeps/_workspace/src", {"GM312", "GM304"}), (LINKED, "cmd/vendor", {"GM304"})],
)
def test_verify_legacy_layouts_are_compared_with_what_they_built(
    tmp_path: Path, shared_gocache: Path, trees: str, place: str, expected: set[str]
) -> None:
    spec = tmp_path / "spec"
    spec.mkdir()
    (spec / "world.toml").write_text(BARE)
    (spec / "trees.txtar").write_text(trees.lstrip())
    world = build_world(spec, tmp_path / "w", shared_gocache)
    lab = Lab(world, "")

    def link(folder: Path) -> None:
        if place == "cmd/vendor":
            (folder / "cmd" / "app").symlink_to("..")

    def migrated(folder: Path) -> None:
        for name in (LIB, LOG):
            copy_of(folder, name, place)
        run(["git", "rm", "-rq", place], folder, world.env)
        for file in folder.glob("*.go"):
            file.write_text(file.read_text().replace(f"{APP}/Godeps/_workspace/src/", ""))
        lines = "".join(f"require {m} v0.0.0\nreplace {m} => ./third_party/{m}\n" for m in (LIB, LOG))
        (folder / "go.mod").write_text(f"module {APP}\n\ngo 1.16\n\n{lines}")

    verdict = lab.verify(lab.branch("modules", migrated, lab.branch("legacy", link)))
    assert verdict.is_same, verdict
    assert (verdict.code.platforms[0].same, verdict.code.platforms[0].broken_before, codes(verdict)) == (
        3,
        (),
        expected,
    )

    edited = lab.verify(lab.branch("edited", append(f"third_party/{LOG}/log.go", "// patched\n"), "modules"))
    assert [(d.import_path, d.changed) for d in edited.code.platforms[0].differ] == [(LOG, ("log.go",))]
