"""Findings about files that cannot be read or parsed, and about links that nothing follows."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.go.gopackage import FaultKind
from gomigrate.model.legacy.inventory import Origin
from gomigrate.scan.build.sources import is_vendored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.model.findings import Finding
    from gomigrate.model.go.gopackage import Fault, GoPackage
    from gomigrate.model.legacy.inventory import Inventory, Used

_CODES = {FaultKind.UNREADABLE: "GM001", FaultKind.MALFORMED: "GM002"}


def finding_of(fault: Fault, code: str = "") -> Finding:
    """The finding about a fault in the project's own tree; `code` where it is not the usual one."""
    place = Place(fault.file, fault.line)
    if fault.kind is FaultKind.LINK:
        return finding("GM003", place=place)
    return finding(code or _CODES[fault.kind], place=place, reason=fault.error)


def findings_in_tree(
    faults: Iterable[Fault], everything: Iterable[GoPackage], inventory: Inventory
) -> Iterator[Finding]:
    """What a walk met, without links in vendor folders and without what is wrong with files of vendored packages that
    nothing imports: they go with the vendor folder. What cannot be read of the others is in the locked version too, so
    it stops nothing."""
    folders = {package.dir for package in everything}
    used = {u.dir for u in inventory.used if u.tree is inventory.tree}
    for fault in faults:
        folder = posixpath.dirname(fault.file)
        if not is_vendored(folder) or (fault.kind is not FaultKind.LINK and folder not in folders):
            yield finding_of(fault)
        elif fault.kind is not FaultKind.LINK and folder in used:
            yield finding_of(fault, "GM026" if fault.kind is FaultKind.UNREADABLE else "")


def findings_in_gopath(used: Iterable[Used]) -> Iterator[Finding]:
    """What is wrong with files of dependencies in GOPATH; those of the project and its vendor folders are known from
    the walk. Their places are not places of the project, so they are told by their whole paths."""
    for one in used:
        for fault in one.package.faults if one.origin is Origin.GOPATH else ():
            path = posixpath.join(one.root, "src", fault.file)
            yield finding(_CODES[fault.kind], path=path, reason=fault.error)
