"""Surveys out of a few words, for the tests of partitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gomigrate.gosource.walk import walk_packages
from gomigrate.model.findings import Place
from gomigrate.model.fleets.partition import Layout, LockAt, Partition, Preferences, Survey
from gomigrate.model.legacy.inventory import VendorRoot
from gomigrate.model.legacy.pins import Lock, Pin
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.monorepo.partition.make import make_partition

TOP = "corp.test/mono"


def survey_of(
    packages: Mapping[str, Iterable[str]],
    *,
    locks: Mapping[str, Mapping[str, str]] | None = None,
    vendors: Mapping[str, tuple[str, ...]] | None = None,
    go_mods: tuple[str, ...] = (),
    more: Mapping[str, str] | None = None,
) -> Survey:
    """A survey of packages (folder: what it imports; a path that begins with "/" lies in the repository), with locks
    (folder: pins by path), vendor folders (their packages) and `more` files."""
    files = {f"{folder}/x.go".lstrip("/"): go_file(folder, imports) for folder, imports in packages.items()}
    files |= {name: text.encode() for name, text in (more or {}).items()}
    tree = MemoryTree(files)
    found, _ = walk_packages(tree, "", TOP)
    return Survey(
        import_path=TOP,
        tree=tree,
        packages=found,
        locks=tuple(LockAt(folder=f, locks=(_lock(pins),)) for f, pins in sorted((locks or {}).items())),
        vendor_roots=tuple(VendorRoot(dir=d, kind="vendor", packages=p) for d, p in sorted((vendors or {}).items())),
        go_mods=go_mods,
    )


def go_file(folder: str, imports: Iterable[str]) -> bytes:
    paths = [f"{TOP}{path}" if path.startswith("/") else path for path in imports]
    name = "main" if "cmd" in folder.split("/") else "p"
    return "".join([f"package {name}\n", *(f'import _ "{path}"\n' for path in paths)]).encode()


def _lock(pins: Mapping[str, str]) -> Lock:
    made = (
        Pin(path=path, revision=rev, place=Place("vendor.conf", n)) for n, (path, rev) in enumerate(pins.items(), 1)
    )
    return Lock(tool="vndr", file="vendor.conf", pins=tuple(made))


def partition_of(survey: Survey, preferences: Preferences | None = None) -> Partition:
    """The partition with a module for each unit, unless another layout is preferred."""
    preferences = preferences or Preferences()
    return make_partition(survey, preferences, preferences.layout or Layout.UNITS)


def modules(partition: Partition) -> dict[str, tuple[str, ...]]:
    """The folders of the modules with those of their packages."""
    return {part.folder: part.packages for part in partition.modules}


def codes(partition: Partition) -> list[str]:
    return [item.code for item in partition.findings]
