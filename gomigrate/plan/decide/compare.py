"""The legacy build's copy of a package compared with the module's: do they make the same build?"""

from __future__ import annotations

import posixpath
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from gomigrate.gosource.includes import included
from gomigrate.gosource.marks import marks_between
from gomigrate.gosource.package import build_files, select
from gomigrate.gosource.platforms.embedding import EmbedError, resolve_embeds
from gomigrate.gosource.rewrite import rewrite_paths
from gomigrate.model.decision import Difference
from gomigrate.model.plan import Likeness
from gomigrate.scan.build.legacybuild import WORKSPACE, import_path_of
from gomigrate.world.disk.ziptree import ZipTree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gomigrate.gosource.platforms.platform import Platform
    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.legacy.inventory import Used
    from gomigrate.model.trees.tree import Tree


_RANK = {likeness: rank for rank, likeness in enumerate(Likeness)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageCopy:
    """A package in its place. `clean` undoes a tool's changes to the imports before bytes are compared."""

    package: GoPackage
    tree: Tree
    clean: Callable[[str, bytes], bytes]

    def read(self, name: str) -> bytes:
        """The bytes of a file of the package, imports as upstream wrote them."""
        return self.clean(name, self.raw(name))

    def raw(self, name: str) -> bytes:
        """The bytes on disk."""
        return self.tree.read(self._path(name))

    def has(self, name: str, data: bytes) -> bool:
        """Whether `read` gives these bytes. Raises OSError."""
        if self.clean is untouched and isinstance(self.tree, ZipTree):
            return self.tree.has(self._path(name), data)
        return self.read(name) == data

    def _path(self, name: str) -> str:
        path = posixpath.normpath(posixpath.join(self.package.dir, name))
        if path.startswith("../"):
            raise FileNotFoundError(path)
        return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs in a package, by names of files in its folder.

    `changed` are sources whose bytes differ (tests and data are compared by name only). `only_legacy` and `only_module`
    are files that the other side lacks. `matters` are those that a build on a checked platform compiles, and
    `difference` is how these differ. `marks` are marks of tools, which no compiler sees, in files that a build
    compiles. `files` counts the legacy copy's sources, `equal` those of them with the module's bytes, except for such
    marks.
    """

    import_path: str
    likeness: Likeness
    changed: tuple[str, ...] = ()
    only_legacy: tuple[str, ...] = ()
    only_module: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    difference: Difference | None = None
    marks: tuple[Difference, ...] = ()
    files: int = 0
    equal: int = 0

    @property
    def is_same_build(self) -> bool:
        """Whether a build of the module's package is a build of the legacy copy."""
        return _RANK[self.likeness] < _RANK[Likeness.PATCHED]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleLikeness:
    """The state of a whole module: its worst package's. It has the number of packages in each state, the number of
    compared sources, and the files that make it patched (`import/path/name`)."""

    likeness: Likeness
    counts: tuple[tuple[Likeness, int], ...]
    packages: int
    files: int
    equal: int
    matters: tuple[str, ...] = ()


def untouched(_name: str, data: bytes) -> bytes:
    """No tool rewrote anything."""
    return data


def without_workspace(new_path: Callable[[str], str], name: str, data: bytes) -> bytes:
    """A file without the import rewriting of godep's workspace, import comment included, byte for byte elsewhere.
    `new_path` says what was rewritten."""
    if not name.endswith(".go") or WORKSPACE.encode() not in data:
        return data
    return rewrite_paths(data, new_path)


def legacy_copy(used: Used) -> PackageCopy:
    """A package of the legacy build as upstream wrote it."""
    new_path = partial(import_path_of, project=used.project)
    return PackageCopy(package=used.package, tree=used.tree, clean=partial(without_workspace, new_path))


def compare(
    legacy: PackageCopy, module: PackageCopy, platforms: Sequence[Platform], *, is_strict: bool = False
) -> Comparison:
    """Compare two copies of one package. Only a difference that a build compiles on some platform makes it PATCHED.
    `is_strict`: marks of tools do so as well."""
    old, new = _sources(legacy.package), _sources(module.package)
    common = sorted(old & new)
    changed = tuple(name for name in common if not module.has(name, legacy.read(name)))
    marked = {} if is_strict else _marked(legacy, module, changed)
    matters = _matters(legacy, module, platforms, {*changed, *(old ^ new)} - marked.keys())
    built = built_sources(legacy.package, platforms) if marked else ()
    marks = {mark for name in built for mark in marked.get(name, ())}
    outside = around(legacy, module)
    matters |= outside.keys()
    lacking = {name for name, is_there in outside.items() if not is_there}
    only_legacy = tuple(sorted(_all_files(legacy.package) - _all_files(module.package) | lacking))
    only_module = tuple(sorted(_all_files(module.package) - _all_files(legacy.package)))
    if matters:
        likeness = Likeness.PATCHED
    elif marks:
        likeness = Likeness.MARKED
    elif any(legacy.raw(name) != legacy.read(name) for name in common):
        likeness = Likeness.REWRITTEN
    elif changed or only_legacy:
        likeness = Likeness.DECORATED
    else:
        likeness = Likeness.PRUNED if only_module else Likeness.IDENTICAL
    return Comparison(
        import_path=legacy.package.import_path,
        likeness=likeness,
        changed=changed,
        only_legacy=only_legacy,
        only_module=only_module,
        matters=tuple(sorted(matters)),
        difference=_difference(legacy, module, matters) if matters else None,
        marks=tuple(mark for mark in Difference if mark in marks),
        files=len(old),
        equal=len(common) - len(changed) + len(marked),
    )


def _marked(legacy: PackageCopy, module: PackageCopy, changed: Iterable[str]) -> dict[str, tuple[Difference, ...]]:
    """The files that differ by marks of tools alone, of those that only the Go compiler reads, by which. Where a file
    is embedded its bytes are data."""
    others = {file.name for one in (legacy, module) for file in one.package.files if file.is_cgo or file.error}
    others.update(name for one in (legacy, module) for name in _embedded(one))
    sources = (name for name in changed if name.endswith(".go") and name not in others)
    found = ((name, marks_between(legacy.read(name), module.read(name))) for name in sources)
    return {name: marks for name, marks in found if marks}


def _embedded(copy: PackageCopy) -> Iterable[str]:
    """The files that the package embeds, by name; all of them where that is not known."""
    patterns = tuple(sorted({embed.pattern for file in copy.package.files for embed in file.embeds}))
    try:
        return resolve_embeds(copy.tree, copy.package.dir, patterns) if patterns else ()
    except EmbedError:
        return _all_files(copy.package)


def around(legacy: PackageCopy, module: PackageCopy) -> dict[str, bool]:
    """The files of other folders that the legacy copy includes, where the module lacks them or has other bytes; and
    whether it has them. They are headers and C code: neither a package nor named by `go list`. Paths are from the
    package's folder."""
    native = {file.name for file in legacy.package.files if file.is_cgo and not file.is_test}
    native.update(legacy.package.others)
    own = _all_files(legacy.package)
    found: dict[str, bool] = {}
    for name, data in included(sorted(native), legacy.raw).items() if native else ():
        if name in own:
            continue
        try:
            if module.raw(name) != data:
                found[name] = True
        except OSError:
            found[name] = False
    return found


def foreign(package: GoPackage) -> Comparison:
    """The comparison of a package with a module that does not have it."""
    files = _sources(package)
    return Comparison(
        import_path=package.import_path,
        likeness=Likeness.FOREIGN,
        only_legacy=tuple(sorted(_all_files(package))),
        files=len(files),
    )


def summarize(comparisons: Iterable[Comparison]) -> ModuleLikeness:
    """The state of a module from those of its packages; IDENTICAL where there are none to differ."""
    known = tuple(comparisons)
    counts = Counter(c.likeness for c in known)
    return ModuleLikeness(
        likeness=max(counts, key=_RANK.__getitem__, default=Likeness.IDENTICAL),
        counts=tuple((likeness, counts[likeness]) for likeness in Likeness if counts[likeness]),
        packages=len(known),
        files=sum(c.files for c in known),
        equal=sum(c.equal for c in known),
        matters=tuple(f"{c.import_path}/{name}" for c in known for name in c.matters),
    )


def _difference(legacy: PackageCopy, module: PackageCopy, names: Iterable[str]) -> Difference:
    """The greatest difference in any of these files; a file that only one side has is code."""
    found = [Difference.FINAL_NEWLINE]
    for name in names:
        try:
            found.append(_file_difference(legacy.read(name), module.read(name)))
        except OSError:
            return Difference.CODE
    return max(found, key=list(Difference).index)


def _file_difference(before: bytes, after: bytes) -> Difference:
    """The most that has to be left out of both files so that the rest is the same."""
    marks = marks_between(before, after)
    return (
        Difference.CODE if marks is None else max(marks, key=list(Difference).index, default=Difference.FINAL_NEWLINE)
    )


def built_sources(package: GoPackage, platforms: Sequence[Platform]) -> tuple[str, ...]:
    """The sources that a build on one of the platforms takes, sorted; embedded files left out."""
    taken: set[str] = set()
    for platform in platforms:
        taken |= build_files(select(package, platform))
    return tuple(sorted(taken & _sources(package)))


def _matters(legacy: PackageCopy, module: PackageCopy, platforms: Sequence[Platform], differing: set[str]) -> set[str]:
    """Of the differing sources, and of embedded files, those that a build takes."""
    embeds = any(file.embeds for file in (*legacy.package.files, *module.package.files))
    if not differing and not embeds:
        return set()
    sources = _sources(legacy.package) | _sources(module.package)
    matters: set[str] = set()
    for platform in platforms:
        before = build_files(select(legacy.package, platform, legacy.tree))
        after = build_files(select(module.package, platform, module.tree))
        both = before & after
        matters |= before ^ after
        matters |= both & differing
        matters |= {name for name in both - sources if legacy.raw(name) != module.raw(name)}  # embedded files
    return matters


def _sources(package: GoPackage) -> set[str]:
    """The names of all files that some build could take, tests left out."""
    return {file.name for file in package.files if not file.is_test} | set(package.others)


def _all_files(package: GoPackage) -> set[str]:
    """The names of all files of the package's own folder."""
    return {file.name for file in package.files} | {*package.others, *package.data}
