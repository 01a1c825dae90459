"""The findings of a plan: what needs a person, what could not be decided, and what is worth knowing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.gosource.platform import checked_platforms
from gomigrate.model.codes import finding
from gomigrate.model.go.constraint import evaluate
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import LedgerLine, State
from gomigrate.plan.solve.loader import is_through_vendor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.go.gopackage import GoFile
    from gomigrate.model.inventory import Inventory
    from gomigrate.plan.solve.finder import Finder
    from gomigrate.plan.solve.loader import Loaded
    from gomigrate.plan.solve.solver import Solution
    from gomigrate.resolve.wants import Wants


def judge(
    inventory: Inventory, wants: Wants, solution: Solution, lines: Sequence[LedgerLine], finder: Finder
) -> tuple[Finding, ...]:
    """All findings, the inventory's first."""
    return (
        *inventory.findings,
        *wants.findings,
        *_pins(lines),
        *(said for _, choice in sorted(solution.choices.items()) for said in choice.findings),
        *_lacks(inventory, solution, finder, [line.path for line in lines if line.state is State.UNRESOLVED]),
        *_spellings(solution),
        *_late(finder),
        *_graph(solution),
        *_project(inventory, solution),
    )


def _pins(lines: Sequence[LedgerLine]) -> Iterator[Finding]:
    for line in lines:
        if line.state is State.UNRESOLVED:
            yield finding(
                "GM401",
                f"{line.path} at {line.revision[:12] or 'no known revision'}: {line.reason}.",
                place=line.lock,
                evidence=line.evidence,
            )
        elif line.state is State.RAISED:
            yield finding("GM402", f"{line.path} is raised above its lock: {line.reason}.", place=line.lock)
        elif line.state is State.COPIED:
            yield finding("GM403", f"{line.path} stays as a kept copy: {line.reason}.", place=line.lock)


def _lacks(inventory: Inventory, solution: Solution, finder: Finder, unresolved: Sequence[str]) -> Iterator[Finding]:
    too_new = {item.import_path: item for item in finder.too_new}
    missing = {item.import_path for item in inventory.missing}
    # What only a module that no lock covers imports was never in the legacy build.
    legacy = {used.import_path for used in inventory.used}
    unavailable = {r.want.root: r for r in finder.unavailable}
    # What an unresolved pin would provide is told with the pin, as an error.
    told = {path for path in missing for root in unresolved if is_inside(path, root)}
    for path, lack in sorted(item for item in solution.load.lacks.items() if item[0] not in told):
        if lack.ambiguous:
            modules = " and ".join(map(str, lack.ambiguous))
            yield finding("GM404", f"{path}, imported by {lack.importer}, is in {modules}.")
        elif path.startswith("."):
            yield finding(
                "GM408",
                f"{lack.importer} imports {path}, and module mode knows no relative imports.",
                remedy="Write the import path out.",
            )
        elif lack.main_module:
            yield finding(
                "GM405",
                f"{lack.importer} imports {path}, which would lie in {inventory.project.import_path} and is not there.",
            )
        elif is_through_vendor(path):
            yield finding("GM414", f"{lack.importer} imports {path}, a path through a vendor folder.")
        elif path in too_new:
            item = too_new[path]
            yield finding(
                "GM406",
                f"{lack.importer} imports {path}; the only version that can be had, {item.module}, asks for go"
                f" {item.go}, which would change the language of the whole build.",
            )
        elif (
            lack.in_all
            and not lack.by_test
            and path not in missing
            and (inventory.has_go_mod or lack.importer in legacy)
        ):
            yield finding("GM407", f"{lack.importer} imports {path}, and no source has a module with it.")
        elif hit := next((r for root, r in unavailable.items() if is_inside(path, root)), None):
            yield finding(
                "GM408",
                f"{lack.importer} imports {path}; {hit.path} at its locked commit {hit.want.revision[:12]} cannot be"
                " downloaded, and the legacy build does without it.",
                evidence=tuple(map(str, hit.attempts)),
            )
        else:
            yield finding(
                "GM408",
                f"{lack.importer} imports {path}, which no module has; the legacy build"
                f" {'lacks it too' if path in missing else 'does not compile that import'}.",
            )


def _spellings(solution: Solution) -> Iterator[Finding]:
    """Packages whose import paths differ in letter case alone."""
    seen: dict[str, Loaded] = {}
    for loaded in solution.load.packages.values():
        if loaded.is_test:
            continue
        other = seen.setdefault(loaded.import_path.lower(), loaded)
        if other.import_path != loaded.import_path:
            yield finding(
                "GM416",
                f"{other.import_path} and {loaded.import_path} are two packages to the go command.",
                evidence=tuple(f"{p.import_path}: imported by {p.importer}" for p in (other, loaded) if p.importer),
            )


def _late(finder: Finder) -> Iterator[Finding]:
    for item in finder.late:
        when = f" ({item.time:%Y-%m-%d})" if item.time else ""
        yield finding(
            "GM409",
            f"{item.module} is the earliest version that can be had{when}; it is newer than the project's commit.",
        )


def _graph(solution: Solution) -> Iterator[Finding]:
    for error in solution.unavailable:
        yield finding(
            "GM410",
            f"the module graph needs the go.mod of {error.module}, and no source has it.",
            evidence=tuple(map(str, error.attempts)),
        )
    for built, paths in sorted(_built_twice(solution).items()):
        yield finding("GM417", f"{built} would be built as {' and as '.join(sorted(paths))}.")
    for mend in solution.mends:
        yield finding("GM415", f"{mend.module}: {mend.reason}; {mend.remedy}.", evidence=mend.evidence)


def _built_twice(solution: Solution) -> dict[ModuleVersion, set[str]]:
    """Module versions that stand under several paths, with these."""
    paths: dict[ModuleVersion, set[str]] = {}
    for path, version in solution.graph.selected.items():
        built = solution.replacements.of(ModuleVersion(path, version))
        paths.setdefault(built, set()).add(path)
    return {built: named for built, named in paths.items() if len(named) > 1 and built.version}


def _is_built_main(file: GoFile) -> bool:
    """Whether a file belongs to a program: one that no platform builds (`ignore`) is only run by hand."""
    is_main = file.package == "main" and not file.is_test
    return is_main and any(evaluate(file.constraint, platform.has) for platform in checked_platforms())


def _project(inventory: Inventory, solution: Solution) -> Iterator[Finding]:
    is_program = any(_is_built_main(file) for package in inventory.packages for file in package.files)
    if solution.holds and not is_program:
        held = ", ".join(f"{hold.path} ({hold.selected})" for hold in solution.holds)
        yield finding(
            "GM411", f"users of this library get the raised versions, for its replace lines end here: {held}."
        )
    if inventory.project.is_dirty:
        yield finding(
            "GM412", f"the checkout has uncommitted changes; the plan is for commit {inventory.project.commit[:12]}."
        )
