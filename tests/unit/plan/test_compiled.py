"""What the new build compiles of what it lacks."""

from __future__ import annotations

from typing import cast

import pytest

from gomigrate.gosource.package import read_package
from gomigrate.gosource.platforms.platform import Platform
from gomigrate.model.go.gopackage import GoPackage
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.plan.decide.modulecontents import Contents
from gomigrate.plan.solve.compiled import Compiled, compiled
from gomigrate.plan.solve.loader import Lack, Main
from gomigrate.world.modules.source import ModuleSource
from tests.fakeworld.modules import FakeModules, Published
from tests.unit.plan.solutions import load, loaded, solution

APP, LIB = "ex.test/app", "ex.test/lib"
LINUX, WINDOWS = Platform("linux", "amd64"), Platform("windows", "amd64")


def found(files: dict[str, str], lib: dict[str, str], *platforms: Platform) -> Compiled:
    """What is compiled of a project with these files (name: source) and of the module that it has."""
    package = read_package(MemoryTree({name: text.encode() for name, text in files.items()}), "", APP)
    main = Main(path=APP, packages={APP: cast(GoPackage, package)}, rewritten=lambda path: path.replace("old", "new"))
    module = Published(module=ModuleVersion(LIB, "v1.0.0"), go_mod=f"module {LIB}\n", files=lib)
    lack = Lack(import_path="ex.test/gone", importer=LIB, in_all=True, by_test=False)
    solved = solution(load=load([loaded(APP), loaded(LIB, module=LIB)], [lack]))
    contents = Contents(cast(ModuleSource, FakeModules((module,))))
    return compiled(solved, main, contents, platforms or (LINUX,))


def go(*imports: str, tag: str = "", name: str = "p") -> str:
    line = f"// +build {tag}\n\n" if tag else ""
    return f"{line}package {name}\n" + "".join(f'import _ "{path}"\n' for path in imports)


def test_what_a_dependency_of_the_build_imports_is_compiled_and_says_by_whom() -> None:
    needed = found({"a.go": go(LIB)}, {"l.go": go("ex.test/gone"), "l_test.go": go("ex.test/asserts")})
    assert (needed.build, needed.tests) == ({LIB: APP, "ex.test/gone": LIB}, {})


def test_what_only_tests_of_the_project_lead_to_is_apart() -> None:
    needed = found({"a.go": go("ex.test/gone"), "a_test.go": go(LIB)}, {"l.go": go("ex.test/gone", "ex.test/more")})
    assert (needed.build, needed.tests) == ({"ex.test/gone": APP}, {LIB: APP, "ex.test/more": LIB})
    assert needed.all == {LIB, "ex.test/gone", "ex.test/more"}


@pytest.mark.parametrize(
    ("tag", "platforms", "is_compiled"),
    [
        ("appengine", (LINUX, WINDOWS), False),
        ("windows", (LINUX,), False),
        ("windows", (LINUX, WINDOWS), True),
        ("sqlite", (LINUX, Platform("linux", "amd64", tags=("sqlite",))), True),
        ("cgo", (Platform("linux", "amd64", cgo=False),), False),
        ("ignore", (LINUX, WINDOWS), False),
    ],
)
def test_a_file_counts_where_its_tags_hold(tag: str, platforms: tuple[Platform, ...], is_compiled: bool) -> None:
    needed = found({"a.go": go(LIB)}, {"l.go": go(), "m.go": go("ex.test/gone", tag=tag)}, *platforms)
    assert ("ex.test/gone" in needed.all) is is_compiled


def test_a_way_that_no_single_platform_has_is_none() -> None:
    """The project imports the package for windows alone, and the package imports a missing one for linux alone."""
    files, lib = {"a.go": go(), "w.go": go(LIB, tag="windows")}, {"l.go": go(), "m.go": go("ex.test/gone", tag="linux")}
    assert "ex.test/gone" not in found(files, lib, LINUX, WINDOWS).all


def test_imports_are_those_after_rewriting_and_documentation_has_none() -> None:
    needed = found({"a.go": go("ex.test/old"), "doc.go": go("ex.test/doc", name="documentation")}, {})
    assert needed.all == {"ex.test/new"}
