from __future__ import annotations

import errno

import pytest

from gomigrate.gosource.walk import walk_packages
from gomigrate.model.legacy.inventory import Origin
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.model.trees.tree import Entry
from gomigrate.scan.build.legacybuild import LegacySources, Mount, import_path_of, legacy_build


class Unreadable(MemoryTree):
    """A tree with a folder that cannot be listed."""

    def entries(self, path: str) -> tuple[Entry, ...]:
        if path.startswith("x.test/shut"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return super().entries(path)


def go(**imports: str) -> dict[str, bytes]:
    """Packages by folder ("__" for a slash, "_at_" for a dot) with what each imports, separated by blanks."""
    files = {}
    for folder, paths in imports.items():
        name = folder.replace("__", "/").replace("_at_", ".")
        files[f"{name}/x.go"] = ("package x\n" + "".join(f'import _ "{p}"\n' for p in paths.split())).encode()
    return files


def sources(project: dict[str, bytes], *gopath: MemoryTree) -> LegacySources:
    mounts = [Mount(at="x.test/app", tree=MemoryTree(project), dir="", origin=Origin.PROJECT, root="")]
    mounts += [Mount(at="", tree=tree, dir="", origin=Origin.GOPATH, root=f"/{n}") for n, tree in enumerate(gopath)]
    return LegacySources(project="x.test/app", mounts=tuple(mounts))


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("x.test/app", "x.test/app"),
        ("x.test/app/vendor/y.test/l", "y.test/l"),
        ("x.test/app/vendor/y.test/l/vendor/z.test/m", "z.test/m"),
        ("vendor/y.test/l", "y.test/l"),
        ("x.test/app/Godeps/_workspace/src/y.test/l", "y.test/l"),
        ("x.test/app/tool/Godeps/_workspace/src/y.test/l", "y.test/l"),
        ("x.test/app/Godeps/_workspace/src/y.test/l/vendor/z.test/m", "z.test/m"),
        (
            "x.test/app/Godeps/_workspace/src/y.test/l/Godeps/_workspace/src/z.test/m",
            "y.test/l/Godeps/_workspace/src/z.test/m",
        ),
        ("x.test/app/vendor/y.test/l/Godeps/_workspace/src/z.test/m", "y.test/l/Godeps/_workspace/src/z.test/m"),
        ("y.test/l/Godeps/_workspace/src/z.test/m", "y.test/l/Godeps/_workspace/src/z.test/m"),
        ("x.test/vendored/l", "x.test/vendored/l"),
        ("x.test/vendor", "x.test/vendor"),
    ],
)
def test_import_path_of_is_the_text_after_the_last_vendor_folder_or_the_projects_workspace(
    place: str, path: str
) -> None:
    assert import_path_of(place, "x.test/app") == path


def test_resolve_takes_the_nearest_vendor_folder_then_gopath_in_order() -> None:
    project = {
        **go(a="", a__vendor__y_at_test__l="", vendor__y_at_test__l="", vendor__y_at_test__m=""),
        **go(vendor__y_at_test__m__vendor__y_at_test__l=""),
    }
    one = MemoryTree(go(y_at_test__l="", y_at_test__n=""))
    two = MemoryTree(go(y_at_test__n="", y_at_test__o=""))
    found = sources(project, one, two)
    assert found.resolve("x.test/app/a", "y.test/l") == "x.test/app/a/vendor/y.test/l"
    assert found.resolve("x.test/app/b", "y.test/l") == "x.test/app/vendor/y.test/l"
    assert found.resolve("x.test/app/vendor/y.test/m", "y.test/l") == "x.test/app/vendor/y.test/m/vendor/y.test/l"
    assert found.resolve("y.test/n", "y.test/l") == "y.test/l"
    hit = found.package_at("y.test/n")
    assert hit is not None
    assert hit[0].root == "/0"
    assert found.resolve("x.test/app", "y.test/none") == ""


def test_resolve_passes_over_a_vendor_folder_without_go_files() -> None:
    project = {**go(vendor__y_at_test__l=""), "a/vendor/y.test/l/README": b""}
    assert sources(project).resolve("x.test/app/a", "y.test/l") == "x.test/app/vendor/y.test/l"


def test_legacy_build_follows_tests_of_the_project_alone() -> None:
    project = {
        **go(vendor__y_at_test__l=""),
        "a.go": b'package app\nimport _ "y.test/l"\n',
        "a_test.go": b'package app\nimport _ "y.test/fortests"\n',
        "vendor/y.test/l/l_test.go": b'package x\nimport _ "y.test/never"\n',
    }
    packages, _ = walk_packages(MemoryTree(project))
    used, missing = legacy_build(sources(project), "x.test/app", packages)
    assert [u.place for u in used] == ["x.test/app", "x.test/app/vendor/y.test/l"]
    assert [(m.import_path, m.importers, m.test_only) for m in missing] == [("y.test/fortests", ("x.test/app",), True)]


def test_legacy_build_of_cyclic_imports_ends() -> None:
    project = go(a="x.test/app/b", b="x.test/app/a")
    packages, _ = walk_packages(MemoryTree(project))
    used, missing = legacy_build(sources(project), "x.test/app", packages)
    assert ([u.place for u in used], missing) == (["x.test/app/a", "x.test/app/b"], ())


def test_resolve_of_an_unreadable_folder_is_a_problem_not_a_crash() -> None:
    found = sources({}, Unreadable(go(y_at_test__l="")))
    assert found.resolve("y.test/l", "x.test/shut/a") == ""
    assert [(f.code, f.fact("reason")) for f in found.problems.values()] == [("GM001", "Permission denied")]


def test_resolve_does_not_read_a_package_twice() -> None:
    class Counting(MemoryTree):
        reads = 0

        def read(self, path: str) -> bytes:
            Counting.reads += 1
            return super().read(path)

    found = sources({}, Counting(go(y_at_test__l="")))
    for importer in ("x.test/app/a", "x.test/app/b", "y.test/m"):
        assert found.resolve(importer, "y.test/l") == "y.test/l"
    assert Counting.reads == 1


def test_hidden_places_are_not_looked_up_on_disk() -> None:
    disk = MemoryTree(
        {**go(x_at_test__app__made="", x_at_test__app2="", x_at_test__app__other=""), "x.test/app/other/.git": b""}
    )
    mount = Mount(at="", tree=disk, dir="", origin=Origin.GOPATH, root="/", hidden="x.test/app")
    found = LegacySources(project="x.test/app", mounts=(mount,))
    assert found.package_at("x.test/app/made") is None
    assert found.package_at("x.test/app2") is not None
    assert found.package_at("x.test/app/other") is not None
