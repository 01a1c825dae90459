"""verify sees what only some builds take, and what a checkout makes of files; nothing is compiled here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gomigrate.model.gaps import Gap
from gomigrate.model.verdict import PlatformVerdict, Verdict
from gomigrate.verify.comparison import Checks, Compiles
from gomigrate.verify.verify import verify
from gomigrate.world.world import World as Surroundings
from tests.fakeworld.environment import run
from tests.fakeworld.program import gomigrate
from tests.fakeworld.world import World, build_world

pytestmark = pytest.mark.go

APP, LIB = "github.com/acme/app", "github.com/acme/lib"
LINUX, WINDOWS = "linux/amd64", "windows/amd64"

PROJECT = f"""
[project]
path = "{APP}"
at = "2018-06-01"
tree = "before"
"""
OF_LIB = f"""
[repo."{LIB}"]
commits = [{{at = "2017-04-01", tree = "lib", tags = ["v1.0.0"]}}]
"""
MAIN = f"""-- before/main.go --
package main

import _ "{LIB}"

func main() {{}}
-- before/vendor.conf --
{LIB} v1.0.0
"""
RELATIVE = """-- before/main.go --
package main

import _ "./sub"

func main() {}
-- before/sub/sub.go --
package sub
"""

Seen = Callable[..., Verdict]


@pytest.fixture
def seen(tmp_path: Path, shared_gocache: Path) -> Seen:
    """Lays a world out, has gomigrate make the branch (or `by_hand` does), and compares the files of both states."""

    def made(world: str, trees: str, **options: object) -> Verdict:
        spec = tmp_path / "spec"
        spec.mkdir()
        (spec / "world.toml").write_text(f'why = "a build of its own"\n{world}')
        (spec / "trees.txtar").write_text(trees)
        built: World = build_world(spec, tmp_path / "world", shared_gocache)
        by_hand = options.pop("by_hand", None)
        if callable(by_hand):
            by_hand(built)
        else:
            assert gomigrate(["apply", "--branch", "modules"], built.project, built.env).status == 0
        surroundings = Surroundings.from_environment(built.env, str(built.project))
        checks = Checks(compiles=Compiles.NOTHING)
        return verify(surroundings, str(built.project), "modules", checks=checks, **options)  # type: ignore[arg-type]

    return made


def by_build(verdict: Verdict) -> dict[str, PlatformVerdict]:
    return {" ".join((p.platform, *p.tags)): p for p in verdict.code.platforms}


def test_a_patch_under_a_tag_of_the_makefile_and_one_on_a_platform(seen: Seen) -> None:
    patched = f'vendor = {{ "{LIB}" = {{ at = 1, overlay = "patch" }} }}\n'
    trees = (
        f"{MAIN}-- before/Makefile --\nbuild:\n\tgo build -tags 'static enterprise' .\n-- lib/lib.go --\npackage lib\n"
        "-- lib/ent.go --\n//go:build enterprise\n\npackage lib\n\nconst X = 1\n"
        "-- patch/ent.go --\n//go:build enterprise\n\npackage lib\n\nconst X = 2\n"
        "-- lib/x_plan9.go --\npackage lib\n\nconst Y = 1\n-- patch/x_plan9.go --\npackage lib\n\nconst Y = 2\n"
    )
    found = by_build(seen(OF_LIB + PROJECT + patched, trees))
    differ = {build.partition("/")[0] + build.partition(" ")[2]: p.differ for build, p in found.items()}
    assert {build: [d.changed for d in packages] for build, packages in differ.items()} == {
        "linux": [],
        "linuxenterprise static": [("ent.go",)],
        "plan9": [("x_plan9.go",)],
    }


def test_a_tag_that_only_a_dependency_knows_is_no_build_of_the_project(seen: Seen) -> None:
    """govendor prunes files for App Engine: what it left out is missed by a build that is never made."""
    lib = {
        "lib.go": "package lib\n",
        "ae.go": f'//go:build appengine\n\npackage lib\n\nimport _ "{LIB}/sub"\n',
        "sub/sub.go": "package sub\n",
    }
    more = "-- lib/sub/more.go --\n//go:build appengine\n\npackage sub\n"
    vendored = "".join(f"-- before/vendor/{LIB}/{name} --\n{text}" for name, text in lib.items())
    trees = f"{MAIN}{vendored}{more}" + "".join(f"-- lib/{name} --\n{text}" for name, text in lib.items())
    assert by_build(seen(OF_LIB + PROJECT, trees)).keys() == {LINUX}


def test_given_builds_are_added_to_those_that_own_files_ask_for(seen: Seen) -> None:
    trees = f"{MAIN}-- before/m_windows.go --\npackage main\n-- lib/lib.go --\npackage lib\n"
    vendored = f'vendor = {{ "{LIB}" = 1 }}\n'
    found = by_build(seen(OF_LIB + PROJECT + vendored, trees, platforms=("darwin/arm64",), tags=(("b", "a"),)))
    assert {*found} == {LINUX, "darwin/arm64", f"{LINUX} a b", WINDOWS}
    assert {p.same for p in found.values()} == {2}


def test_a_vendored_file_is_what_the_attributes_make_of_it(seen: Seen) -> None:
    trees = (
        f"{MAIN}-- before/.gitattributes --\nvendor/** text eol=crlf\n"
        '-- lib/lib.go --\npackage lib\n\nimport _ "embed"\n\n//go:embed data.txt\nvar S string\n'
        "-- lib/data.txt --\n1\n2\n"
    )

    def by_hand(built: World) -> None:
        (built.project / "go.mod").write_text(f"module {APP}\n\ngo 1.18\n\nrequire {LIB} v1.0.0\n")
        run(["git", "rm", "-rq", "vendor", "vendor.conf"], built.project, built.env)
        run(["go", "mod", "tidy"], built.project, built.env)
        for words in (["checkout", "-q", "-b", "modules"], ["add", "-A"], ["commit", "-q", "-m", "by hand"]):
            run(["git", *words], built.project, built.env)

    verdict = seen(OF_LIB + PROJECT + f'vendor = {{ "{LIB}" = 1 }}\n', trees, by_hand=by_hand)
    assert [(d.import_path, d.changed) for d in by_build(verdict)[LINUX].differ] == [(LIB, ("data.txt",))]


def test_go_files_that_git_ignores_keep_their_dependencies(seen: Seen) -> None:
    trees = (
        "-- before/main.go --\npackage main\n\nfunc main() { value() }\n-- before/.gitignore --\nzz_*.go\n"
        f"-- before/vendor.conf --\n{LIB} v1.0.0\n-- lib/lib.go --\npackage lib\n"
        f'-- dirty/zz_gen.go --\npackage main\n\nimport _ "{LIB}"\n\nfunc value() {{}}\n'
    )
    verdict = seen(OF_LIB + PROJECT + f'dirty = "dirty"\nvendor = {{ "{LIB}" = 1 }}\n', trees)
    assert by_build(verdict)[LINUX].same == 2
    assert [u.names for u in verdict.unchecked if u.what is Gap.WORK_TREE] == [("zz_gen.go",)]


def test_the_state_before_that_is_made_of_the_very_zips_is_told(seen: Seen) -> None:
    trees = f"{MAIN}-- lib/lib.go --\npackage lib\n"
    verdict = seen(OF_LIB + PROJECT, trees)
    assert [u.names for u in verdict.unchecked if u.what is Gap.OWN_ZIPS] == [(f"{LIB}@v1.0.0",)]


def test_a_copy_in_a_dependency_s_own_vendor_tree_is_no_pin_that_a_lock_lacks(seen: Seen) -> None:
    world = OF_LIB + '[repo."github.com/acme/svc"]\ncommits = [{at = "2017-05-01", tree = "svc", tags = ["v1.0.0"]}]\n'
    trees = (
        '-- before/main.go --\npackage main\n\nimport _ "github.com/acme/svc"\n\nfunc main() {}\n'
        "-- before/vendor.conf --\ngithub.com/acme/svc v1.0.0\n-- lib/lib.go --\npackage lib\n"
        f'-- svc/svc.go --\npackage svc\n\nimport _ "{LIB}"\n-- svc/vendor/{LIB}/lib.go --\npackage lib\n'
    )
    verdict = seen(world + PROJECT + 'vendor = { "github.com/acme/svc" = 1 }\n', trees)
    assert [f.code for f in verdict.findings if f.code == "GM323"] == []
    assert by_build(verdict)[LINUX].same == 3


def test_a_vendor_folder_below_go_1_14_is_not_what_the_state_before_builds(seen: Seen) -> None:
    trees = (
        f"{MAIN}-- before/go.mod --\nmodule {APP}\n\ngo 1.12\n\nrequire {LIB} v1.0.0\n-- lib/lib.go --\npackage lib\n"
        "-- patch/lib.go --\npackage lib\n\nconst Patched = true\n"
    ).replace(f"-- before/vendor.conf --\n{LIB} v1.0.0\n", "")
    patched = f'vendor = {{ "{LIB}" = {{ at = 1, overlay = "patch" }} }}\n'
    assert by_build(seen(OF_LIB + PROJECT + patched, trees))[LINUX].differ == ()


def test_relative_imports_that_the_plan_writes_out_are_loaded_on_both_sides(seen: Seen) -> None:
    found = by_build(seen(f'{PROJECT}outside = true\nremote = "https://{APP}"\n', RELATIVE))[LINUX]
    assert (found.same, found.differ, found.lost, found.broken_before, found.newly_broken) == (2, (), (), (), ())


@pytest.mark.parametrize(("path", "is_built"), [("./sub", False), (f"{APP}/sub", True)])
def test_relative_imports_of_a_branch_made_by_hand(seen: Seen, path: str, *, is_built: bool) -> None:
    def by_hand(built: World) -> None:
        (built.project / "go.mod").write_text(f"module {APP}\n\ngo 1.18\n")
        (built.project / "main.go").write_text(f'package main\n\nimport _ "{path}"\n\nfunc main() {{}}\n')
        for words in (["checkout", "-q", "-b", "modules"], ["add", "-A"], ["commit", "-q", "-m", "by hand"]):
            run(["git", *words], built.project, built.env)

    world = f'{PROJECT}outside = true\nremote = "https://{APP}"\n'
    verdict = seen(world, RELATIVE, by_hand=by_hand)
    found = by_build(verdict)[LINUX]
    assert (found.same, found.differ, found.lost, found.broken_before) == ((2 if is_built else 1), (), (), ())
    assert (APP in dict(found.newly_broken)) is not is_built
    assert "goroutine" not in str(verdict)


def test_a_project_without_a_package_says_so(seen: Seen) -> None:
    def by_hand(built: World) -> None:
        (built.project / "go.mod").write_text(f"module {APP}\n\ngo 1.18\n")
        for words in (["checkout", "-q", "-b", "modules"], ["add", "-A"], ["commit", "-q", "-m", "by hand"]):
            run(["git", *words], built.project, built.env)

    verdict = seen(PROJECT, "-- before/README --\nno code\n", by_hand=by_hand)
    assert Gap.NOTHING in [unchecked.what for unchecked in verdict.unchecked]
