"""Which imports of the project's own files change."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from gomigrate.gosource.package import read_package
from gomigrate.model.legacy.inventory import Project, VendorRoot
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.plan.copies.rewriting import Rewrites, rewrites_of
from gomigrate.scan.project.relativeimports import without_relative_imports
from tests.unit.resolve.inventories import APP, inventory

SPACE = f"{APP}/Godeps/_workspace/src/"


def source(*imports: str) -> bytes:
    return ("package p // kept\n\n" + "".join(f'import "{path}" // kept\n' for path in imports)).encode()


def rewrites(files: Mapping[str, bytes], kind: str = "vendor") -> Rewrites:
    tree = MemoryTree(files)
    folders = sorted({name.rpartition("/")[0] for name in files})
    read = [read_package(tree, folder, f"{APP}/{folder}" if folder else APP) for folder in folders]
    roots = (VendorRoot(dir="vendor/src" if kind == "gb" else "vendor", kind=kind, packages=()),)
    return rewrites_of(inventory(packages=tuple(p for p in read if p), vendor_roots=roots))


def test_rewrites_of_a_workspace_cut_the_path_to_it() -> None:
    files = {"a.go": source(f"{SPACE}ex.test/lib", "fmt"), "sub/b_test.go": source(f"{SPACE}ex.test/lib/x")}
    found = rewrites(files)
    assert found.files == ("a.go", "sub/b_test.go")
    assert found.prefixes == ((SPACE, ""),)
    assert found.new_path(f"{SPACE}ex.test/lib/x") == "ex.test/lib/x"
    assert found.apply("a.go", files["a.go"]) == source("ex.test/lib", "fmt")


def test_rewrites_of_another_project_s_workspace_count_as_well() -> None:
    found = rewrites({"a.go": source("ex.test/other/Godeps/_workspace/src/ex.test/lib")})
    assert found.new_path("ex.test/other/Godeps/_workspace/src/ex.test/lib") == "ex.test/lib"


def test_rewrites_reach_files_of_every_build() -> None:
    found = rewrites({"a_windows.go": b"// +build ignore\n\n" + source(f"{SPACE}ex.test/lib")})
    assert found.files == ("a_windows.go",)


def test_rewrites_of_gb_put_the_module_before_its_own_packages() -> None:
    files = {"src/cmd/tool/m.go": source("lib/util", "ex.test/dep", "fmt"), "src/lib/util/u.go": source()}
    found = rewrites(files, "gb")
    assert found.files == ("src/cmd/tool/m.go",)
    assert found.prefixes == (("lib/util", f"{APP}/src/lib/util"),)
    assert found.apply("src/cmd/tool/m.go", files["src/cmd/tool/m.go"]) == source(
        f"{APP}/src/lib/util", "ex.test/dep", "fmt"
    )


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"a.go": source("ex.test/lib", "fmt", f"{APP}/sub"), "sub/b.go": source()}, "vendor"),
        ({"a.go": source(f"{APP}/vendor/ex.test/lib")}, "vendor"),
        ({"a.go": source("ex.test/Godeps/workspace/src/lib")}, "workspace"),
        # Still the standard library's.
        ({"src/m/m.go": source("log", "ex.test/dep"), "src/log/u.go": source()}, "gb"),
        ({"src/m/m.go": source("lib")}, "gb"),
    ],
)
def test_rewrites_of_plain_imports_are_none(files: Mapping[str, bytes], kind: str) -> None:
    found = rewrites(files, kind)
    assert (found.files, found.prefixes, dict(found.by_path)) == ((), (), {})
    assert all(found.apply(file, data) == data for file, data in files.items())


@pytest.mark.parametrize("in_gopath", [True, False])
def test_rewrites_without_gb_are_of_a_repository_that_is_its_own_gopath(*, in_gopath: bool) -> None:
    """In GOPATH these are other people's packages, wherever they lie there."""
    tree = MemoryTree({"src/m/m.go": source("lib"), "src/lib/u.go": source()})
    read = [read_package(tree, folder, f"{APP}/{folder}") for folder in ("src/lib", "src/m")]
    project = Project(import_path=APP, root="/app", in_gopath=in_gopath)
    found = rewrites_of(inventory(packages=tuple(p for p in read if p), project=project))
    assert found.prefixes == (() if in_gopath else (("lib", f"{APP}/src/lib"),))


def test_relative_imports_come_to_a_path_in_each_folder_of_their_own() -> None:
    files = {"m.go": source("./x"), "x/x.go": source("./x", "fmt"), "x/x/y.go": source("..", "../../z", "../../../out")}
    tree = MemoryTree(files)
    read = [read_package(tree, folder, f"{APP}/{folder}".rstrip("/")) for folder in ("", "x", "x/x")]
    packages, found = without_relative_imports((one for one in read if one), APP)
    assert found == tuple(files)
    made = rewrites_of(inventory(packages=packages, relative_imports=found))
    assert made.files == tuple(sorted(files))
    assert made.apply("m.go", files["m.go"]) == source(f"{APP}/x")
    assert made.apply("x/x.go", files["x/x.go"]) == source(f"{APP}/x/x", "fmt")
    assert made.apply("x/x/y.go", files["x/x/y.go"]) == source(f"{APP}/x", f"{APP}/z", "../../../out")
    assert {spec.path for one in packages for file in one.files for spec in file.imports} == {
        *(f"{APP}/x", f"{APP}/x/x", f"{APP}/z", "fmt", "../../../out")
    }
