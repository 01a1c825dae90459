"""The graph of packages: who imports whom in the legacy build, or in a module as the go command loads it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from gomigrate.gosource.platforms.selection import select
from gomigrate.model.graph.requirements import RequirementGraph
from gomigrate.model.legacy.inventory import Origin
from gomigrate.model.modules import ModuleVersion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gomigrate.gosource.platforms.platform import Platform
    from gomigrate.model.legacy.inventory import Inventory, Used

LISTED_FIELDS = "ImportPath,Standard,ForTest,DepOnly,Name,Imports,TestImports,XTestImports"
"""What module_packages needs of `go list -json`."""

_TEST = ".test"


def legacy_packages(inventory: Inventory, platform: Platform | None = None) -> RequirementGraph:
    """Who imports whom in the legacy build, with the imports of the project's own tests; the standard library is left
    out. `platform` leaves only what is built for it; None: every import of every platform.

    A package is named as source files import it; where there are several copies, by its whole place below GOPATH/src.
    """
    names = _names(inventory.used)
    edges: list[tuple[str, str]] = []
    own: list[str] = []
    for used in inventory.used:
        name, is_own = names[used.place], used.origin is Origin.PROJECT
        built, tested = _imports(used, platform)
        if is_own and _is_built(used, platform):
            own.append(name)
        edges += ((name, names[place]) for place in built if place in names)
        needed = [names[place] for place in tested if place in names and place != used.place]
        if is_own:
            edges += _tests_of(name, needed)
    edges += _to_what_is_missing(inventory, names)
    return _reached(own, edges)


def module_packages(entries: Iterable[Mapping[str, Any]]) -> RequirementGraph:
    """The same from the entries of `go list -e -deps -test -json` in a module. What it lists as part of the standard
    library, and the copies that it compiles again for a test, are left out."""
    listed = [entry for entry in entries if not entry.get("Standard")]
    known = {_plain(str(entry["ImportPath"])) for entry in listed}
    edges: list[tuple[str, str]] = []
    own: list[str] = []
    for entry in listed:
        name = str(entry["ImportPath"])
        if entry.get("ForTest") or _is_test_main(entry):
            continue
        edges += ((name, other) for other in _known(entry.get("Imports"), known))
        if entry.get("DepOnly"):
            continue
        own.append(name)
        tested = [*(entry.get("TestImports") or ()), *(entry.get("XTestImports") or ())]
        needed = [other for other in _known(tested, known) if other != name]
        edges += _tests_of(name, needed)
    return _reached(own, edges)


def _names(used: Sequence[Used]) -> dict[str, str]:
    copies = Counter(one.import_path for one in used)
    return {one.place: one.import_path if copies[one.import_path] == 1 else one.place for one in used}


def _imports(used: Used, platform: Platform | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The places that its build files import, and its tests."""
    built, tested = used.imports, used.test_imports
    if platform is not None:
        chosen = select(used.package, platform)
        for_tests = {*chosen.test_imports, *chosen.xtest_imports}
        built = tuple(pair for pair in built if pair[0] in chosen.imports)
        tested = tuple(pair for pair in tested if pair[0] in for_tests)
    return tuple(place for _, place in built), tuple(place for _, place in tested)


def _is_built(used: Used, platform: Platform | None) -> bool:
    return platform is None or select(used.package, platform).is_buildable


def _to_what_is_missing(inventory: Inventory, names: Mapping[str, str]) -> list[tuple[str, str]]:
    edges: list[tuple[str, str]] = []
    for lacking in inventory.missing:
        for name in (names[place] for place in lacking.importers if place in names):
            edges += _tests_of(name, [lacking.import_path]) if lacking.test_only else [(name, lacking.import_path)]
    return edges


def _tests_of(name: str, needed: Sequence[str]) -> list[tuple[str, str]]:
    """From a package to its tests, and from these to what they import; as `go mod why` tells chains over tests."""
    return [(name, name + _TEST), *((name + _TEST, other) for other in needed)] if needed else []


def _reached(own: Sequence[str], edges: Sequence[tuple[str, str]]) -> RequirementGraph:
    """The graph of what the project's packages lead to; sorted, as folders are read in no order of use."""
    needs: dict[str, list[str]] = {}
    for one, other in edges:
        needs.setdefault(one, []).append(other)
    reached, waiting = set(own), list(own)
    while waiting:
        for other in needs.get(waiting.pop(), ()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    pairs = sorted({pair for pair in edges if pair[0] in reached})
    return RequirementGraph(
        edges=tuple((ModuleVersion(one), ModuleVersion(other)) for one, other in pairs),
        of="packages",
        own=tuple(map(ModuleVersion, sorted(set(own)))),
    )


def _plain(listed: str) -> str:
    """`q [p.test]` is q, compiled again for the tests of p (go help list, ForTest)."""
    return listed.partition(" ")[0]


def _is_test_main(entry: Mapping[str, Any]) -> bool:
    """Whether it is the program that the go command generates to run the tests of a package."""
    return str(entry["ImportPath"]).endswith(_TEST) and entry.get("Name") == "main"


def _known(imports: Iterable[str] | None, known: set[str]) -> list[str]:
    return [path for path in map(_plain, imports or ()) if path in known]
