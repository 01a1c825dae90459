"""Inventories made up for a test: what scan would say of a project, in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gomigrate.gosource.package import read_package
from gomigrate.model.findings import Place
from gomigrate.model.legacy.inventory import Checkout, Inventory, Origin, Project, Used
from gomigrate.model.legacy.pins import Lock, Pin
from gomigrate.model.trees.memorytree import MemoryTree

APP = "github.com/acme/app"


def hash_of(digit: str) -> str:
    return digit * 40


def package_of(import_path: str, *imports: str, place: str = "", origin: Origin = Origin.VENDOR) -> Used:
    """A package of the legacy build; without a place it is vendored at the project's top (or lies in GOPATH)."""
    at = place or (f"{APP}/vendor/{import_path}" if origin is Origin.VENDOR else import_path)
    tree = MemoryTree({"p.go": ("package p\n" + "".join(f'import _ "{path}"\n' for path in imports)).encode()})
    package = read_package(tree, "", import_path)
    assert package is not None
    return Used(
        place=at,
        import_path=import_path,
        origin=origin,
        tree=tree,
        dir="",
        root="vendor" if origin is Origin.VENDOR else "",
        package=package,
    )


def importing(*places: str) -> Used:
    """The project's own package, which builds what lies at these places."""
    from dataclasses import replace

    own = package_of(APP, place=APP, origin=Origin.PROJECT)
    return replace(own, imports=tuple((place.rpartition("/vendor/")[2], place) for place in places))


def pin(path: str, revision: str, line: int = 1, file: str = "Gopkg.lock", **more: Any) -> Pin:
    return Pin(path=path, revision=revision, place=Place(file, line), **more)


def lock(*pins: Pin, tool: str = "dep", file: str = "Gopkg.lock") -> Lock:
    return Lock(tool=tool, file=file, pins=pins)


def checkout(path: str, commit: str, **more: Any) -> Checkout:
    return Checkout(path=path, dir=f"/gp/src/{path}", vcs="git", commit=commit, **more)


def inventory(
    used: Sequence[Used] = (), locks: Sequence[Lock] = (), checkouts: Sequence[Checkout] = (), **more: Any
) -> Inventory:
    facts: dict[str, Any] = {
        "project": Project(import_path=APP, root="/gp/src/" + APP),
        "tree": MemoryTree({}),
        "committed": MemoryTree({}),
        "lock_files": tuple(one.file for one in locks),
        "vendor_roots": (),
        "untracked_vendor": (),
        "packages": (),
        "missing": (),
        "findings": (),
        **more,
    }
    return Inventory(used=tuple(used), locks=tuple(locks), checkouts=tuple(checkouts), **facts)
