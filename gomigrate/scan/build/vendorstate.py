"""The vendor folders beside what the locks say and what the build uses of them: one finding a kind, however many."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import prefixes
from gomigrate.model.inventory import Origin
from gomigrate.model.pins import Scope
from gomigrate.scan.build.severalcopies import several_copies
from gomigrate.scan.condense import first_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.inventory import Inventory, VendorRoot
    from gomigrate.model.pins import Pin

VENDORING = {"dep", "glide", "go mod vendor", "godep", "govend", "govendor", "gb", "gvt", "trash", "vndr"}
"""Tools whose lock describes a vendor folder; the others lay dependencies out in GOPATH."""

TOOLS = {"workspace": "godep", "gb": "gb", "gom": "gom"}


def vendor_findings(inventory: Inventory) -> Iterator[Finding]:
    """What is to be said of the vendor folders, or of there being none."""
    own = [root for root in inventory.vendor_roots if not _is_in_dependency(root)]
    pins = {pin.path: pin for lock in reversed(inventory.locks) for pin in reversed(lock.pins)}
    yield from _layout(inventory)
    if not own:
        lock = next((lock for lock in inventory.locks if lock.pins and lock.tool in VENDORING), None)
        if lock is not None:
            message = f"{lock.tool} writes a vendor folder, and there is none: its lock alone says what was built."
            yield finding("GM022", message, place=Place(lock.file))
        return
    if not pins:
        names = ", ".join(root.dir for root in own)
        yield finding("GM023", f"no lock file says which versions lie in {names}.", place=Place(own[0].dir))
    else:
        yield from _against_locks(inventory, own, pins)
    yield from _unused(inventory, own)
    yield from several_copies(inventory)


def count_of(root: VendorRoot) -> str:
    """How many packages lie in a vendor folder, in words."""
    return f"{len(root.packages)} package{'s' if len(root.packages) != 1 else ''}"


def _is_in_dependency(root: VendorRoot) -> bool:
    return root.kind == "vendor" and root.dir.split("/").count("vendor") > 1


def _layout(inventory: Inventory) -> Iterator[Finding]:
    nested = [root for root in inventory.vendor_roots if root.kind == "vendor" and root.dir != "vendor"]
    if nested:
        count = sum(len(root.packages) for root in nested)
        folders = f"{len(nested)} vendor folder{'s' if len(nested) != 1 else ''} below the top"
        seen = first_few([f"{root.dir}: {count_of(root)}" for root in nested])
        yield finding(
            "GM024",
            f"{folders} with {count} packages; module mode does not look there.",
            place=Place(nested[0].dir),
            evidence=seen,
        )
    for root in inventory.vendor_roots:
        if root.kind in TOOLS:
            message = f"{count_of(root)} of dependencies in {root.dir}, as {TOOLS[root.kind]} lays them out."
            yield finding("GM025", message, place=Place(root.dir))


def _against_locks(inventory: Inventory, own: Sequence[VendorRoot], pins: dict[str, Pin]) -> Iterator[Finding]:
    vendored = {path: root.dir for root in own for path in root.packages}
    unlocked = sorted(path for path in vendored if not any(above in pins for above in prefixes(path)))
    if unlocked:
        message = f"{len(unlocked)} of {len(vendored)} vendored packages are in no lock file."
        yield finding("GM028", message, place=Place(vendored[unlocked[0]]), evidence=first_few(unlocked))
    held = _with_parents(vendored)
    absent = [pin for path, pin in sorted(pins.items()) if path not in held]
    elsewhere = {u.import_path for u in inventory.used if u.origin is Origin.GOPATH}
    wanted = _with_parents(elsewhere | {m.import_path for m in inventory.missing})
    imported = [pin for pin in absent if pin.path in wanted]
    if imported:
        message = f"{len(imported)} of {len(pins)} locked paths are imported, but not vendored."
        yield finding("GM029", message, place=imported[0].place, evidence=first_few(_places(imported)))
    # A tool's pin, or one for tests, need not leave a package in the vendor folder.
    idle = [pin for pin in absent if pin.path not in wanted and pin.scope is Scope.BUILD]
    if idle:
        message = f"{len(idle)} of {len(pins)} locked paths are neither vendored nor imported."
        yield finding("GM030", message, place=idle[0].place, evidence=first_few(_places(idle)))


def _unused(inventory: Inventory, own: Sequence[VendorRoot]) -> Iterator[Finding]:
    required = {path for lock in inventory.locks for path in lock.required}
    used = {u.dir for u in inventory.used if u.tree is inventory.tree}
    total = sum(len(root.packages) for root in own)
    idle = sorted(
        path
        for root in own
        for path in root.packages
        if posixpath.join(root.dir, path) not in used and path not in required
    )
    if idle:
        message = f"{len(idle)} of {total} vendored packages are imported by nothing that the project builds or tests."
        yield finding("GM031", message, place=Place(own[0].dir), evidence=first_few(idle))


def _with_parents(paths: Iterable[str]) -> set[str]:
    return {above for path in paths for above in prefixes(path)}


def _places(pins: Iterable[Pin]) -> list[str]:
    return [f"{pin.path} ({pin.place})" for pin in pins]
