"""Copies that become one.

GOPATH mode builds a package once for each folder in which some importer finds it: vendor folders of the project and of
dependencies, and GOPATH. Module mode builds one for all.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.gosource.package import build_files, select
from gomigrate.gosource.packagestate import state_lines
from gomigrate.gosource.platforms.imports import is_possible
from gomigrate.gosource.platforms.platform import checked_platforms
from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.legacy.inventory import Origin
from gomigrate.plan.decide.compare import PackageCopy, compare, legacy_copy, untouched
from gomigrate.plan.decide.patch import changed_lines, diff

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.inventory import Inventory, Used
    from gomigrate.model.policy import Policy
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.solve.solution import Solution

MOST_LINES = 40
"""A longer difference is counted, not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedCopies:
    """The packages of which the user `accepted` that one copy replaces others, and the findings."""

    accepted: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Merge:
    """A package with several copies: its import path, and the module (or folder) that provides it after the migration,
    with the name for it. It has the legacy `copies`, those of them that are `gone` because other files are built, and
    what is built."""

    path: str
    module: str
    named: str
    copies: tuple[Used, ...]
    gone: tuple[Used, ...]
    built: PackageCopy


def merged_copies(inventory: Inventory, policy: Policy, solution: Solution, contents: Contents) -> MergedCopies:
    """The findings about packages with several copies that the build or the tests of the project reach. An error where
    some copies differ from what is built after the migration, unless the user accepted that. A warning where all copies
    are the same: then the variables and init functions of the package exist once instead of several times. A project
    that is built as a module already has one copy of each."""
    if inventory.has_go_mod and not policy.restore:
        return MergedCopies()
    teller = _Teller(inventory)
    wanted = frozenset(policy.accept_merge)
    found: defaultdict[tuple[str, bool, bool], list[_Merge]] = defaultdict(list)
    for merge in _merges(inventory, solution, contents, teller.importers):
        found[merge.module, bool(merge.gone), not wanted.isdisjoint((merge.path, merge.module))].append(merge)
    told: list[Finding] = []
    accepted: list[str] = []
    for (module, is_other, is_accepted), merges in sorted(found.items()):
        if is_accepted:
            accepted += [merge.path for merge in merges]
        if is_other:
            told.append(teller.of_other_code("GM441" if is_accepted else "GM440", module, merges))
        elif not is_accepted:
            told += teller.of_state(module, merges)
    return MergedCopies(accepted=tuple(sorted(accepted)), findings=tuple(told))


def _merges(
    inventory: Inventory, solution: Solution, contents: Contents, importers: Mapping[str, Sequence[str]]
) -> list[_Merge]:
    """`importers` are the import paths of a copy's users, by its place. A copy that nothing imports and that is still
    built (a folder that is a module of its own leaves the build) does not become another one."""
    renamed = {used.place: used.import_path for choice in solution.choices.values() for used in choice.packages}
    by_path: defaultdict[str, list[Used]] = defaultdict(list)
    still = solution.load.packages.keys()
    for used in inventory.used:
        users = importers.get(used.place, ())
        if users and still.isdisjoint(users):
            continue
        by_path[renamed.get(used.place, used.import_path)].append(used)
    several = {path: tuple(copies) for path, copies in sorted(by_path.items()) if len(copies) > 1}
    return [merge for path, copies in several.items() if (merge := _merge(path, copies, solution, contents))]


def _merge(path: str, copies: tuple[Used, ...], solution: Solution, contents: Contents) -> _Merge | None:
    """None where the package is no longer built, or its source is not known."""
    loaded = solution.load.packages.get(path)
    if loaded is None:
        return None
    if loaded.module is None:
        own = next((used for used in copies if used.place == path), None)
        built, module, named = legacy_copy(own) if own else None, path, path
    else:
        version = solution.replacements.of(loaded.module)
        tree, package = contents.tree(version), contents.package(version, loaded.module.path, path)
        if package is None or isinstance(tree, tuple):
            return None
        built = PackageCopy(package=package, tree=tree, clean=untouched)
        module, named = loaded.module.path, str(version) if version.version else version.path.removeprefix("./")
    if built is None:
        return None
    after = _files(built)
    gone = tuple(used for used in copies if _files(legacy_copy(used)) != after)
    return _Merge(path=path, module=module, named=named, copies=copies, gone=gone, built=built)


def _files(copy: PackageCopy) -> Mapping[str, bytes]:
    """What may reach a compiler or linker under some tags, by name: no tests, no documentation; what cannot be read
    counts as empty. CRLF is the end of a line to the Go compiler, wherever it stands."""
    package = copy.package
    names = {f.name for f in package.files if not (f.is_test or f.unlisted) and is_possible(f.constraint)}
    names |= set(package.others)
    if any(file.embeds for file in package.files):
        for platform in checked_platforms():
            names |= build_files(select(package, platform, copy.tree))
    sources = {f.name for f in package.files if not f.is_cgo}
    found = {name: _read(copy, name) for name in names}
    return {name: data.replace(b"\r\n", b"\n") if name in sources else data for name, data in found.items()}


def _read(copy: PackageCopy, name: str) -> bytes:
    try:
        return copy.read(name)
    except OSError:
        return b""


class _Teller:
    """Makes the findings: one for all packages of a module."""

    def __init__(self, inventory: Inventory) -> None:
        self._tree = inventory.tree
        self.importers: dict[str, list[str]] = {}
        for used in inventory.used:
            for place in sorted({place for _, place in (*used.imports, *used.test_imports) if place}):
                self.importers.setdefault(place, []).append(used.import_path)

    def of_other_code(self, code: str, module: str, merges: Sequence[_Merge]) -> Finding:
        """Who had which copy, and how the removed ones differ from what is built."""
        gone = [(merge, used) for merge in merges for used in merge.gone]
        texts = [_diff(merge, used) for merge, used in gone]
        lines = [line for text in texts for line in text.splitlines()]
        counts = [changed_lines(text) for text in texts]
        return finding(
            code,
            place=self._place(gone[0][1]),
            path=module,
            built=merges[0].named,
            packages=tuple(merge.path for merge in merges),
            importers=tuple(dict.fromkeys(user for _, used in gone for user in self._users(used))),
            copies=tuple(dict.fromkeys(self._where(used) for _, used in gone)),
            units=self._units(merges),
            added=sum(added for added, _ in counts),
            removed=sum(removed for _, removed in counts),
            evidence=(
                *(
                    f"{user} -> {self._where(used)}"
                    for merge in merges
                    for used in merge.copies
                    for user in self._users(used)
                ),
                *(lines if len(lines) <= MOST_LINES else ()),
            ),
        )

    def of_state(self, module: str, merges: Sequence[_Merge]) -> Iterator[Finding]:
        """The state and the effects of the packages, in the first of their copies; nothing where they have neither."""
        kept = {merge.path: (merge, state) for merge in merges if (state := self._state(merge.copies[0]))}
        if kept:
            first, _ = next(iter(kept.values()))
            yield finding(
                "GM442",
                place=self._place(first.copies[0]),
                path=module,
                packages=tuple(kept),
                copies=tuple(self._where(used) for merge, _ in kept.values() for used in merge.copies),
                evidence=tuple(line for _, state in kept.values() for line in state),
            )

    def _units(self, merges: Sequence[_Merge]) -> tuple[str, ...]:
        """The folders of the project that have the copies in vendor folders of their own, where there are several and
        each copy is of one: modules of their own keep them apart. A dependency's vendor folder makes no module."""
        folders = {self._unit(used) for merge in merges for used in merge.copies}
        return tuple(sorted(folder or "." for folder in folders if folder is not None)) * (
            len(folders) > 1 and None not in folders
        )

    def _unit(self, used: Used) -> str | None:
        if used.tree is not self._tree or used.origin is not Origin.VENDOR:
            return None
        folder, found, below = f"/{used.dir}".partition("/vendor/")
        return folder.strip("/") if found and "/vendor/" not in f"/{below}" else None

    def _state(self, used: Used) -> tuple[str, ...]:
        copy = legacy_copy(used)
        names = sorted(f.name for f in used.package.files if not f.is_test and is_possible(f.constraint))
        where = self._where(used)
        return tuple(f"{where}/{name}:{line}" for name in names for line in state_lines(_read(copy, name)))

    def _users(self, used: Used) -> Sequence[str]:
        return self.importers.get(used.place, ())

    def _where(self, used: Used) -> str:
        """The folder of a copy: below the project, or in GOPATH."""
        return used.dir if used.tree is self._tree else f"GOPATH/src/{used.dir}"

    def _place(self, used: Used) -> Place | None:
        return Place(used.dir) if used.tree is self._tree else None


def _diff(merge: _Merge, used: Used) -> str:
    """The unified diff from the legacy copy to what is built after the migration."""
    old = legacy_copy(used)
    return diff(merge.built, old, compare(merge.built, old, checked_platforms()))
