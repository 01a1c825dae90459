"""What a run may see of the migration though the code is the same: paths of packages, and data beside them."""

from __future__ import annotations

import posixpath
from functools import partial
from typing import TYPE_CHECKING

from gomigrate.gosource.headers.header import scan_header
from gomigrate.model.codes import finding
from gomigrate.model.go.modpath import is_inside
from gomigrate.plan.account.initorder import RunPackage
from gomigrate.plan.account.runpaths import path_findings
from gomigrate.scan.dependencydata import data_below, has_same, is_compiled
from gomigrate.verify.branch.plannedfiles import is_note
from gomigrate.verify.build.packages import source_path
from gomigrate.world.disk.disktree import DiskTree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from gomigrate.model.findings import Finding
    from gomigrate.verify.build.layout import Side
    from gomigrate.verify.build.packages import PackageFolder, Packages

    Read = Callable[[str], bytes]


def run_time_findings(
    builds: Iterable[tuple[Packages, Packages]],
    before: Side,
    project: str,
    modules: Iterable[str],
    read: Read,
    moved: Iterable[str] = (),
) -> Iterator[Finding]:
    """A note for places where a run may see the new paths of packages, and a warning for data that is not the module's.
    `builds` are the packages before and after in each build, `before` is where the former lie, `modules` are the paths
    of all modules of the branch; of those with packages that are `moved` by a step the data is another anyway."""
    listed = tuple(builds)
    if before.mode == "gopath":
        yield from path_findings(_run_packages(listed, before, project, read))
    paths = sorted(modules)
    others = {_module_of(path, paths) for path in moved}
    files = tuple(dict.fromkeys(_other_data(listed, before, project, paths, others)))
    if files:
        yield finding("GM447", files=files)


def _run_packages(
    builds: Iterable[tuple[Packages, Packages]], before: Side, project: str, read: Read
) -> dict[str, RunPackage]:
    """The packages of the state before by their places, of all builds together."""
    found: dict[str, tuple[str, PackageFolder, dict[str, None]]] = {}
    imports: dict[str, dict[str, None]] = {}
    for was, now in builds:
        for path, copies in was.copies.items():
            if path not in now.copies:
                continue  # told as lost
            for copy in copies:
                _, _, names = found.setdefault(copy.listed, (now.copies[path][0].listed, copy, {}))
                names.update(dict.fromkeys(name for name, _ in copy.files if _is_source(name)))
        for target, users in was.importers.items():
            for user in users:
                imports.setdefault(user, {})[target] = None
    return {
        place: RunPackage(
            place=place,
            path=path,
            folder=_shown(copy.folder, before, place),
            is_own=source_path(place) == place and is_inside(place, project),
            imports=tuple((source_path(target), target) for target in imports.get(place, ())),
            sources=partial(_sources, copy.folder, tuple(names), read),
        )
        for place, (path, copy, names) in found.items()
    }


def _is_source(name: str) -> bool:
    return name.endswith(".go") and not name.endswith("_test.go")


def _shown(folder: str, before: Side, place: str) -> str:
    """A folder of the state before as findings give it."""
    if folder == before.cwd:
        return ""
    below = folder.removeprefix(f"{before.cwd}/")
    return below if below != folder else f"GOPATH/src/{place}"


def _sources(folder: str, names: tuple[str, ...], read: Read) -> tuple[tuple[str, frozenset[str], bytes], ...]:
    found = []
    for name in names:
        try:
            data = read(f"{folder}/{name}")
        except OSError:
            continue  # told where it was to be compared
        found.append((name, frozenset(path for path, _ in scan_header(name, data).imports), data))
    return tuple(found)


def _module_of(path: str, modules: list[str]) -> str:
    """The longest path of these modules that the package may belong to, "" for none."""
    return max((one for one in modules if is_inside(path, one)), key=len, default="")


def _other_data(
    builds: Iterable[tuple[Packages, Packages]], before: Side, project: str, modules: list[str], left_out: set[str]
) -> Iterator[str]:
    """The data of dependencies that the module lacks, or has with other bytes; not of the modules in `left_out`."""
    seen: set[tuple[str, str]] = set()
    for was, now in builds:
        for path, copies in sorted(was.copies.items()):
            module = _module_of(path, modules)
            if not module or module in left_out or path not in now.copies or is_inside(path, project):
                continue
            below = path[len(module) :]
            new = now.copies[path][0].folder
            inner = [one[len(module) + 1 :] for one in modules if one != module and is_inside(one, module)]
            for copy in copies:
                tops = (copy.folder.removesuffix(below), new.removesuffix(below))
                if tops[0] == tops[1] or tops in seen or not (copy.folder.endswith(below) and new.endswith(below)):
                    continue
                seen.add(tops)
                shown = _shown(tops[0], before, module)
                yield from (posixpath.join(shown, name) for name in _differing(*tops, inner))


def _differing(old: str, new: str, leave_out: list[str]) -> Iterator[str]:
    """The data that differ. The data of a package that a kept copy does not have are not the build's: its note names
    them."""
    before, after = DiskTree(old), DiskTree(new)
    has_note = any(is_note(entry.name) for entry in after.entries(""))
    for name in data_below(before, "", leave_out):
        is_known = is_note(name) or is_compiled(before, name) or (has_note and _is_left_out(before, after, name))
        if not is_known and not has_same(before, name, after, name):
            yield name


def _is_left_out(before: DiskTree, after: DiskTree, name: str) -> bool:
    """Whether a file belongs to a package that a kept copy has nothing of. What lies beside or above its packages, or
    in folders without code, a copy has (plan.copies.keptcopies.keep)."""
    folder = posixpath.dirname(name)
    while folder:
        if not after.entries(folder) and any(entry.name.endswith(".go") for entry in before.entries(folder)):
            return True
        folder = posixpath.dirname(folder)
    return False
