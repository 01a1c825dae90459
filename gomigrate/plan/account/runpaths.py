"""Places where a run may see the paths of packages, or the order that depends on them: of packages that lose everything
up to the vendor folder. Plan uses it for scanned packages, verify for those that the go command lists."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.plan.account.initorder import reordered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.model.findings import Finding
    from gomigrate.plan.account.initorder import RunPackage

# What gives away the path of a package, or the folder of its files, by the import that it takes. (%T and Type.String
# do not: they have only the package's name.)
_ASKS: Mapping[str, re.Pattern[bytes]] = {
    "encoding/gob": re.compile(rb"\bgob\.Register\("),
    "plugin": re.compile(rb"\bplugin\.Open\("),
    "reflect": re.compile(rb"\.PkgPath\(\)"),
    "runtime": re.compile(rb"\bruntime\.(?:Caller|CallersFrames|FuncForPC|Stack)\("),
    "runtime/debug": re.compile(rb"\bdebug\.(?:Stack|PrintStack)\("),
    "log": re.compile(rb"\blog\.Llongfile\b"),
}


def path_findings(packages: Mapping[str, RunPackage]) -> Iterator[Finding]:
    """One note for where code asks for paths of packages (by place), or where an order depends on them."""
    moved = {place for place, package in packages.items() if place != package.path}
    if not moved:
        return
    asks = [one for package in packages.values() for one in _asks(package, moved)]
    order = reordered(packages)
    if asks or order:
        old = min(moved)
        yield finding(
            "GM445",
            packages=len(moved),
            old=old,
            new=packages[old].path,
            asks=tuple(sorted({what for what, _ in asks})),
            places=tuple(where for _, where in asks),
            first=tuple(pair.first for pair in order),
            second=tuple(pair.second for pair in order),
            both=tuple(pair.both for pair in order),
        )


def _asks(package: RunPackage, moved: set[str]) -> Iterator[tuple[str, str]]:
    """Which code of a package asks for a path, and where (FILE:LINE)."""
    targets = dict(package.imports)
    if package.place not in moved and moved.isdisjoint(targets.values()):
        return
    for name, imports, data in package.sources():
        is_about = package.place in moved or any(targets.get(path) in moved for path in imports)
        for path in sorted(imports & _ASKS.keys()) if is_about else ():
            for found in _ASKS[path].finditer(data):
                line = data.count(b"\n", 0, found.start()) + 1
                yield found[0].strip(b".()").decode(), f"{posixpath.join(package.folder, name)}:{line}"
