"""Which packages a Go compiles, asked of the real go command; and of other releases of it, where the network is."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.model.gaps import Gap
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.model.verdict import Builds, GoFault
from gomigrate.plan.goline.cigo import new_goes
from gomigrate.plan.goline.installed import ci_versions
from gomigrate.plan.goline.judged import branch_needs
from gomigrate.scan.buildfiles import documents_in
from gomigrate.scripts.build import Build
from gomigrate.scripts.engine import rewrite
from gomigrate.verify.build.layout import GopathSources, Side, lay_out_gopath, lay_out_module
from gomigrate.verify.gosupport.before import compile_before
from gomigrate.verify.gosupport.compiling import compile_side, uses_cgo
from gomigrate.verify.gosupport.matrix import Matrix, judged_matrix, tried_matrix
from gomigrate.world.disk.treewriter import TreeWriter
from gomigrate.world.go.gocmd import GoCommand
from gomigrate.world.go.toolchains import Toolchain, exact_version, fetch_toolchain, own_toolchain
from tests.fakeworld.environment import closed_environment

pytestmark = pytest.mark.go

FILES = {
    "m.go": 'package m\n\nimport _ "x.test/m/bad"\n',
    "m_test.go": "package m\n",
    "bad/bad.go": "package bad\n\nvar X int = nothing\n",
    "good/good.go": "package good\n\nvar X = 1\n",
    "good/good_test.go": 'package good\n\nimport "testing"\n\nfunc TestX(t *testing.T) { panic("run") }\n',
    "tested/tested.go": "package tested\n",
    "tested/tested_test.go": "package tested\n\nvar x int = nothing\n",
    "outside/outside.go": "package outside\n",
    "outside/outside_test.go": 'package outside_test\n\nimport _ "x.test/m/missing"\n',
    "only/only_test.go": "package only\n",
    "windows/w_windows.go": "package windows\n",
    "cmd/main.go": "package main\n\nfunc main() { panic(1) }\n",
}
GOOD = {"x.test/m/good", "x.test/m/cmd"}
BAD = {"x.test/m", "x.test/m/bad", "x.test/m/tested", "x.test/m/outside"}


@pytest.fixture(scope="module")
def go(tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path) -> GoCommand:
    folder = tmp_path_factory.mktemp("go")
    env = closed_environment(folder, [folder / "gopath"], shared_gocache)
    found = GoCommand.find({**env, "GOPROXY": "off"})
    assert found
    return found


def tree(**more: str) -> MemoryTree:
    return MemoryTree({path: text.encode() for path, text in {**FILES, **more}.items()})


@pytest.fixture(scope="module", params=["module", "gopath"])
def side(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Side:
    writer = TreeWriter(tmp_path_factory.mktemp("side"))
    if request.param == "module":
        return lay_out_module(tree(**{"go.mod": "module x.test/m\n\ngo 1.18\n"}), "", writer, "x")
    return lay_out_gopath(GopathSources(tree=tree(), prefix="", import_path="x.test/m"), writer, "x")


def by_tests(own: Toolchain) -> Toolchain:
    """The same go command, asked as one is that cannot list what it compiles."""
    return replace(own, version="1.10.8")


def test_packages_and_tests_that_compile_are_told_from_those_that_do_not(go: GoCommand, side: Side) -> None:
    said = compile_side(own_toolchain(go), side)
    assert said.compiled == {*GOOD, "x.test/m/only"}
    assert said.failed.keys() == BAD
    assert said.failed["x.test/m/bad"].endswith("undefined: nothing")
    assert "nothing" in said.failed["x.test/m"]
    assert "x.test/m/missing" in said.failed["x.test/m/outside"]


def test_a_go_that_cannot_list_what_it_compiles_says_the_same(go: GoCommand, side: Side) -> None:
    said = compile_side(by_tests(own_toolchain(go)), side)
    assert said.compiled >= GOOD
    assert said.failed.keys() == BAD
    assert "nothing" in said.failed["x.test/m/tested"]


def test_what_cannot_be_downloaded_says_nothing_of_the_go(go: GoCommand, tmp_path: Path) -> None:
    files = {
        "go.mod": b"module x.test/m\n\ngo 1.18\n\nrequire x.test/lib v1.0.0\n",
        "m.go": b'package m\n\nimport _ "x.test/lib"\n',
    }
    side = lay_out_module(MemoryTree(files), "", TreeWriter(tmp_path), "x")
    said = compile_side(own_toolchain(go), replace(side, env={"GOFLAGS": "-mod=mod"}))
    assert (said.compiled, said.failed, list(said.unknown)) == (frozenset(), {}, ["x.test/m"])
    assert "GOPROXY=off" in said.unknown["x.test/m"]


def matrix(go: GoCommand, known_broken: tuple[str, ...] = (), **files: str) -> Matrix:
    branch = tree(**{"go.mod": "module x.test/m\n\ngo 1.18\n", ".travis.yml": "go: [1.9, tip]\n", **files})
    needs = branch_needs(branch, branch.read("go.mod"), has_vendor=False)
    assert needs
    judged = judged_matrix(ci_versions(documents_in(branch)), needs)
    return tried_matrix(go, branch, "", judged, needs, known_broken=known_broken)


def test_versions_that_cannot_be_had_are_not_known_and_named(go: GoCommand) -> None:
    found = matrix(go, known_broken=tuple(BAD))
    assert [(row.version, row.builds) for row in found.rows] == [
        ("1.9", Builds.UNKNOWN),  # it requires nothing, so GOPATH mode may build it
        ("1.11", Builds.UNKNOWN),
        ("1.18", Builds.UNKNOWN),
        (go.version.removeprefix("go"), Builds.YES),
    ]
    assert found.rows[-1].left == tuple(sorted(BAD))
    (unchecked,) = found.unchecked
    assert unchecked.what is Gap.NO_OLD_GO
    assert [name.partition(":")[0] for name in unchecked.names] == ["go1.11", "go1.18"]


def test_what_did_not_compile_before_is_not_held_against_a_go(go: GoCommand) -> None:
    own = matrix(go, known_broken=("x.test/m", "x.test/m/bad", "x.test/m/outside")).rows[-1]
    assert (own.builds, own.words.startswith("x.test/m/tested: ")) == (Builds.NO, True)


@pytest.mark.parametrize("text", ["1.5", "", "go1.13", "1.13+auto", "1.13 ", "1.13\n", "-x", "1.1٣", "../1.13", "2.0"])
def test_no_other_text_becomes_a_version(text: str, go: GoCommand) -> None:
    assert exact_version(text) == ""
    if text != "1.5":
        with pytest.raises(WorldProblem, match="no version of Go"):
            fetch_toolchain(go, text)


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("1.10", "1.10.8"),
        ("1.10.1", "1.10.8"),  # an older patch has known holes
        ("1.14rc1", "1.14.15"),
        ("1.25.99", "1.25.99"),
        ("1.99.1", "1.99.1"),
        ("1.99", ""),
        ("1.7", ""),
        ("1.7.6", ""),
    ],
)
def test_the_newest_patch_stands_for_a_version(text: str, release: str) -> None:
    assert exact_version(text) == release


def test_packages_with_c_code_are_found(go: GoCommand, tmp_path: Path) -> None:
    cgo = b'package m\n\n// int x;\nimport "C"\n'
    side = lay_out_module(MemoryTree({"go.mod": b"module x.test/m\n", "m.go": cgo}), "", TreeWriter(tmp_path), "x")
    assert uses_cgo(replace(go, environ={**go.environ, "CGO_ENABLED": "1"}), side)
    assert not uses_cgo(
        go, lay_out_module(tree(**{"go.mod": "module x.test/m\n"}), "", TreeWriter(tmp_path / "y"), "y")
    )


@pytest.fixture(scope="module")
def online() -> GoCommand:
    found = GoCommand.find(os.environ)
    assert found
    return found


@pytest.mark.network
def test_old_releases_build_a_module_and_rewrite_what_they_must(online: GoCommand) -> None:
    files = {"go.mod": "module x.test/m\n\ngo 1.18\n\nrequire ()\n", ".travis.yml": "go: [1.13.x, 1.14]\n"}
    found = {row.version: row for row in matrix(online, known_broken=tuple(BAD), **files).rows}
    assert {version: (row.builds, row.rewrites) for version, row in found.items()} == {
        "1.11.13": (Builds.YES, True),
        "1.13.15": (Builds.YES, True),
        "1.14.15": (Builds.YES, False),
        "1.18.10": (Builds.YES, False),
        online.version.removeprefix("go"): (Builds.YES, False),
    }


@pytest.mark.network
def test_what_ci_installs_after_its_old_go_was_replaced_builds_the_branch_and_leaves_go_mod(online: GoCommand) -> None:
    files = {"go.mod": "module x.test/m\n\ngo 1.18\n\nrequire ()\n", ".travis.yml": "go: 1.9.x\n"}
    branch = tree(**files)
    needs = branch_needs(branch, branch.read("go.mod"), has_vendor=False)
    assert needs
    needs = replace(needs, does_without=False)
    found = documents_in(branch)
    goes = new_goes(ci_versions(found), needs, at_least=(1, 0), asked="")
    mended = rewrite(found, Build(module="x.test/m", new_goes=goes)).texts[".travis.yml"]
    row = next(row for row in matrix(online, tuple(BAD), **{**files, ".travis.yml": mended}).rows if row.places)
    assert (mended, row.version, row.builds, row.rewrites) == ("go: 1.14.x\n", "1.14.15", Builds.YES, False)


@pytest.mark.network
@pytest.mark.parametrize("version", ["1.9", "1.10", "1.12"])
def test_the_go_of_its_time_compiles_the_state_before(version: str, online: GoCommand, tmp_path: Path) -> None:
    sources = GopathSources(tree=tree(), prefix="", import_path="x.test/m")
    said = compile_before(online, lay_out_gopath(sources, TreeWriter(tmp_path), "x"), version)
    assert said.version == exact_version(version)
    assert said.compiled >= GOOD
    assert said.failed.keys() == BAD


@pytest.mark.network
def test_a_release_without_generics_is_judged_as_it_does(online: GoCommand) -> None:
    generic = {"gen/gen.go": "package gen\n\nfunc F[T any](t T) T { return t }\n", ".travis.yml": "go: 1.17\n"}
    branch = tree(**{"go.mod": "module x.test/m\n\ngo 1.18\n", **generic})
    needs = branch_needs(branch, branch.read("go.mod"), has_vendor=False)
    (judged,) = judged_matrix(ci_versions(documents_in(branch)), needs).rows
    tried = next(row for row in matrix(online, tuple(BAD), **generic).rows if row.version.startswith("1.17"))
    assert (judged.builds, judged.fault, tried.builds) == (Builds.JUDGED_NO, GoFault.CODE, Builds.NO)
    assert tried.words.startswith("x.test/m/gen: ")
