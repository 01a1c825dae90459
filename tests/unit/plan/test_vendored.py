"""Packages that lie in a vendor folder, whether or not the legacy build reaches them."""

from __future__ import annotations

import pytest

from gomigrate.model.legacy.inventory import Inventory, Origin, VendorRoot
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.plan.copies.vendored import vendored_packages
from tests.unit.resolve.inventories import APP, inventory

FILES = {
    "vendor/ex.test/lib/a.go": b"package lib\n",
    "vendor/ex.test/lib/sub/b.go": b"package sub\n",
    "vendor/ex.test/library/c.go": b"package library\n",
    "vendor/ex.test/empty/README": b"",
    "cmd/vendor/ex.test/lib/a.go": b"package other\n",
    "cmd/vendor/ex.test/only/o.go": b"package only\n",
}


def project() -> Inventory:
    roots = (
        VendorRoot(
            dir="vendor", kind="vendor", packages=("ex.test/empty", "ex.test/lib", "ex.test/lib/sub", "ex.test/library")
        ),
        VendorRoot(dir="cmd/vendor", kind="vendor", packages=("ex.test/lib", "ex.test/only")),
    )
    return inventory(vendor_roots=roots, tree=MemoryTree(FILES))


@pytest.mark.parametrize(
    ("root", "places"),
    [
        ("ex.test/lib", ["vendor/ex.test/lib", "vendor/ex.test/lib/sub"]),
        ("ex.test/lib/sub", ["vendor/ex.test/lib/sub"]),
        ("ex.test/only", ["cmd/vendor/ex.test/only"]),
        ("ex.test/empty", []),
        ("ex.test/li", []),
        ("ex.test/gone", []),
    ],
)
def test_vendored_packages_are_those_of_the_first_folder_that_has_any(root: str, places: list[str]) -> None:
    found = vendored_packages(project(), root)
    assert [used.dir for used in found] == places
    assert all(used.place == f"{APP}/{used.dir}" and used.origin is Origin.VENDOR for used in found)
    assert all(used.dir == f"{used.root}/{used.import_path}" for used in found)
