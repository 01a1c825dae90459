"""The legacy build's copy of a package against the module's: do they make the same build?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.gosource.package import build_files, select

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gomigrate.gosource.platform import Platform
    from gomigrate.model.gopackage import GoPackage
    from gomigrate.model.tree import Tree


class Likeness(StrEnum):
    """How a vendored package stands to the module's: see the issue of each name in docs/glossary.md."""

    IDENTICAL = "identical"
    PRUNED = "pruned"
    DECORATED = "decorated"
    REWRITTEN = "rewritten"
    PATCHED = "patched"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A package where it lies. `clean` undoes what a tool did to the imports before bytes are compared."""

    package: GoPackage
    tree: Tree
    clean: Callable[[str, bytes], bytes]

    def read(self, name: str) -> bytes:
        """The bytes of a file of the package, imports as upstream wrote them."""
        return self.clean(name, self.raw(name))

    def raw(self, name: str) -> bytes:
        """The bytes as they lie."""
        folder = self.package.dir
        return self.tree.read(f"{folder}/{name}" if folder else name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`changed`, `only_legacy`, `only_module` name files of the package (tests left out); `matters` those that a
    build on a checked platform takes."""

    import_path: str
    likeness: Likeness
    changed: tuple[str, ...] = ()
    only_legacy: tuple[str, ...] = ()
    only_module: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()


def untouched(_name: str, data: bytes) -> bytes:
    """No tool rewrote anything."""
    return data


def compare(legacy: Copy, module: Copy, platforms: Sequence[Platform]) -> Comparison:
    """Compare two copies of one package; only what a build takes on some platform makes it PATCHED."""
    old, new = _sources(legacy.package), _sources(module.package)
    common = sorted(old & new)
    changed = tuple(name for name in common if legacy.read(name) != module.read(name))
    rewritten = any(legacy.raw(name) != legacy.read(name) for name in common)
    only_legacy, only_module = tuple(sorted(old - new)), tuple(sorted(new - old))
    path = legacy.package.import_path
    embeds = any(file.embeds for file in (*legacy.package.files, *module.package.files))
    if not (changed or only_legacy or only_module or embeds):
        return Comparison(import_path=path, likeness=Likeness.REWRITTEN if rewritten else Likeness.IDENTICAL)
    differing = {*changed, *only_legacy, *only_module}
    matters: set[str] = set()
    for platform in platforms:
        before = build_files(select(legacy.package, platform, legacy.tree))
        after = build_files(select(module.package, platform, module.tree))
        matters |= before ^ after
        matters |= {name for name in before & after if name in differing}
        matters |= {
            name for name in before & after if name not in old | new and legacy.raw(name) != module.raw(name)
        }  # embedded files
    likeness = (
        Likeness.PATCHED
        if matters
        else Likeness.REWRITTEN
        if rewritten
        else Likeness.PRUNED
        if only_module
        else Likeness.DECORATED
    )
    return Comparison(
        import_path=path,
        likeness=likeness,
        changed=changed,
        only_legacy=only_legacy,
        only_module=only_module,
        matters=tuple(sorted(matters)),
    )


def _sources(package: GoPackage) -> set[str]:
    """The names of all files that some build could take, tests left out."""
    return {file.name for file in package.files if not file.is_test} | set(package.others)
