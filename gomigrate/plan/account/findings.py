"""The findings of a plan: what needs a person, what could not be decided, and what is worth knowing."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.gosource.platforms.platform import checked_platforms
from gomigrate.model.codes import finding
from gomigrate.model.decision import SameFiles, Unsourced, WithoutChanges
from gomigrate.model.go.constraint import evaluate
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import LedgerLine, State, copies_of
from gomigrate.plan.decide.answers import answers_of
from gomigrate.plan.solve.loader import is_through_vendor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.go.gopackage import GoFile
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.plan.solve.finder import Finder
    from gomigrate.plan.solve.loader import Lack, Loaded
    from gomigrate.plan.solve.solver import Solution
    from gomigrate.resolve.wants import Wants


def findings_of(
    inventory: Inventory, wants: Wants, solution: Solution, lines: Sequence[LedgerLine], finder: Finder
) -> tuple[Finding, ...]:
    """All findings, the inventory's first."""
    unresolved = [line.path for line in lines if line.state is State.UNRESOLVED]
    return (
        *inventory.findings,
        *wants.findings,
        *_pins(lines),
        *_choices(solution),
        *_Unprovided(inventory, solution, finder, unresolved).findings(),
        *_spellings(solution),
        *_late(finder),
        *_graph(solution),
        *_project(inventory, solution),
    )


def _pins(lines: Sequence[LedgerLine]) -> Iterator[Finding]:
    codes = {State.UNRESOLVED: "GM401", State.RAISED: "GM402"}
    for line in lines:
        if line.state in codes:
            attempts = line.attempts if line.state is State.UNRESOLVED else ()
            yield finding(
                codes[line.state],
                path=line.path,
                revision=line.revision,
                because=line.reason,
                place=line.lock,
                attempts=attempts,
            )
    for copied in copies_of(lines):
        yield finding("GM403", path=copied.path, because=copied.reason, place=copied.lock)


def _choices(solution: Solution) -> Iterator[Finding]:
    """What the bytes of a dependency said against its lock, or where no lock speaks."""
    for _, choice in sorted(solution.choices.items()):
        want = choice.resolution.want if choice.resolution else None
        place = want.pins[0].place if want and want.pins else None
        match choice.reason:
            case SameFiles(asked=None):
                yield finding("GM501", path=choice.path, because=choice.reason, place=place)
            case SameFiles():
                yield finding("GM502", path=choice.path, because=choice.reason, place=place)
            case WithoutChanges(files=files):
                yield finding("GM504", module=str(choice.built), because=choice.reason, place=place, evidence=files)
            case _ if choice.is_refused and choice.patch is not None:
                files = choice.patch.files
                yield finding("GM503", path=choice.path, because=choice.reason, place=place, evidence=files)


class Blame(StrEnum):
    """Whose import lacks a module."""

    OWN = "own"
    OWN_TEST = "own test"
    DEPENDENCY = "dependency"
    DEPENDENCY_TEST = "dependency's test"
    UNBUILT = "unbuilt"


class _Unprovided:
    """Findings about imports that no module of the build list provides."""

    def __init__(self, inventory: Inventory, solution: Solution, finder: Finder, unresolved: Sequence[str]) -> None:
        self._module = inventory.project.import_path
        self._lacks = solution.load.lacks
        self._finder = finder
        self._too_new = {item.import_path: item for item in finder.too_new}
        self._missing = {item.import_path for item in inventory.missing}
        self._own = {package.import_path for package in inventory.packages}
        # What only a module that no lock covers imports was never in the legacy build.
        self._legacy = {used.import_path for used in inventory.used}
        self._has_go_mod = inventory.has_go_mod
        # What an unresolved pin would provide is told with the pin, as an error.
        self._told = {path for path in self._missing for root in unresolved if is_inside(path, root)}

    def findings(self) -> Iterator[Finding]:
        """One for each, by import path."""
        for path, lack in sorted(self._lacks.items()):
            if path not in self._told:
                yield self._of(path, lack)

    def _of(self, path: str, lack: Lack) -> Finding:
        importer = lack.importer
        if lack.ambiguous:
            return finding("GM404", path=path, importer=importer, modules=tuple(map(str, lack.ambiguous)))
        if path.startswith("."):
            is_own = self._blame(path, lack) in {Blame.OWN, Blame.OWN_TEST}
            return finding("GM407" if is_own else "GM408", path=path, importer=importer, is_relative=True)
        if lack.main_module:
            return finding("GM405", path=path, importer=importer, module=self._module)
        if is_through_vendor(path):
            return finding("GM414", path=path, importer=importer)
        if path in self._too_new:
            return self._too_young(path, lack)
        return self._unprovided(path, lack)

    def _too_young(self, path: str, lack: Lack) -> Finding:
        """What only a version provides that asks for a newer Go: whoever is built with it in the project lacks it."""
        item, blame = self._too_new[path], self._blame(path, lack)
        code = self._code(blame, is_lost=False) if blame in {Blame.OWN, Blame.OWN_TEST} else "GM406"
        return finding(
            code,
            path=path,
            importer=lack.importer,
            blame=blame,
            was_built=path not in self._missing,
            module=str(item.module),
            go=item.go,
        )

    def _unprovided(self, path: str, lack: Lack) -> Finding:
        blame, was_built = self._blame(path, lack), path not in self._missing
        gone = next((r for r in self._finder.unavailable if is_inside(path, r.want.root)), None)
        attempts = gone.attempts if gone else self._finder.asked_for(path)
        return finding(
            self._code(blame, is_lost=was_built),
            path=path,
            importer=lack.importer,
            blame=blame,
            was_built=was_built,
            because=Unsourced(revision=gone.want.revision if gone else "", asked=answers_of(attempts)),
            attempts=attempts if gone else (),
        )

    def _blame(self, path: str, lack: Lack) -> Blame:
        if lack.importer in self._own:
            if lack.by_test:
                return Blame.OWN_TEST
            return Blame.OWN if path in self._finder.own_imports else Blame.UNBUILT
        if lack.by_test:
            return Blame.DEPENDENCY_TEST
        is_built = lack.in_all and (self._has_go_mod or lack.importer in self._legacy)
        return Blame.DEPENDENCY if is_built else Blame.UNBUILT

    @staticmethod
    def _code(blame: Blame, *, is_lost: bool) -> str:
        match blame:
            case Blame.OWN:
                return "GM407"
            case Blame.OWN_TEST:
                return "GM420"
            case Blame.DEPENDENCY:
                return "GM407" if is_lost else "GM421"
        return "GM408"


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
                paths=(other.import_path, loaded.import_path),
                evidence=tuple(f"{p.import_path}: imported by {p.importer}" for p in (other, loaded) if p.importer),
            )


def _late(finder: Finder) -> Iterator[Finding]:
    for item in finder.late:
        yield finding("GM409", module=str(item.module), date=f"{item.time:%Y-%m-%d}" if item.time else "")


def _graph(solution: Solution) -> Iterator[Finding]:
    for error in solution.unavailable:
        asked = Unsourced(revision="", asked=answers_of(error.attempts))
        yield finding("GM410", module=str(error.module), because=asked, attempts=error.attempts)
    for built, paths in sorted(_built_twice(solution).items()):
        yield finding("GM417", module=str(built), paths=tuple(sorted(paths)))
    for mend in solution.mends:
        yield finding(
            "GM415",
            module=str(mend.module),
            by=mend.by.version if mend.by else "",
            twin=mend.twin,
            attempts=mend.error.attempts if mend.error else (),
        )


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
        yield finding("GM411", held=tuple(f"{hold.path} ({hold.selected})" for hold in solution.holds))
    if inventory.project.is_dirty:
        yield finding("GM412", commit=inventory.project.commit)
