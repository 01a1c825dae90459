"""The findings of a plan: what needs a person, what could not be decided, and what is worth knowing."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from gomigrate.gosource.platforms.platform import checked_platforms
from gomigrate.model.codes import finding
from gomigrate.model.decision import SameFiles, Unsourced, WithoutChanges
from gomigrate.model.go.constraint import evaluate
from gomigrate.model.go.modpath import is_inside, is_std
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import LedgerLine, State, copies_of
from gomigrate.plan.account.internals import refused_internals
from gomigrate.plan.decide.answers import answers_of
from gomigrate.plan.solve.loader import TEST, Lack, is_through_vendor
from gomigrate.scan.build.stdlib import is_known_std

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.model.diagnosis.remedies import Remedy
    from gomigrate.model.findings import Finding
    from gomigrate.model.go.gopackage import GoFile
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.plan.solve.compiled import Compiled
    from gomigrate.plan.solve.finder import Finder
    from gomigrate.plan.solve.loader import Loaded
    from gomigrate.plan.solve.solver import Solution
    from gomigrate.resolve.wants import Wants


def findings_of(
    inventory: Inventory,
    wants: Wants,
    solution: Solution,
    lines: Sequence[LedgerLine],
    finder: Finder,
    compiled: Compiled,
) -> tuple[Finding, ...]:
    """All findings, the inventory's first. `compiled` says which imports the new build needs."""
    unresolved = [line.path for line in lines if line.state is State.UNRESOLVED]
    return (
        *inventory.findings,
        *wants.findings,
        *_pins(lines),
        *_choices(solution),
        *_Unprovided(inventory, solution, finder, compiled, unresolved).findings(),
        *_spellings(solution),
        *_late(finder),
        *_graph(solution),
        *refused_internals(inventory),
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
                **_remedy(line.remedy),
            )
    for copied in copies_of(lines):
        yield finding("GM403", path=copied.path, because=copied.reason, place=copied.lock, **_remedy(copied.remedy))


def _remedy(remedy: Remedy | None) -> dict[str, Any]:
    """The facts of a remedy."""
    if remedy is None:
        return {}
    return {
        "remedy": str(remedy.kind),
        "remedy_path": remedy.path,
        "remedy_url": remedy.url,
        "remedy_asked": remedy.asked,
    }


def _choices(solution: Solution) -> Iterator[Finding]:
    """The findings about a dependency's bytes: against its lock, or where no lock names it."""
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
    """Who imports a package that no module provides: the project, its tests, a dependency that is compiled, or one that
    is compiled for tests of the project alone. Or nothing that is compiled does: a dependency's tests or other
    files."""

    OWN = "own"
    OWN_TEST = "own test"
    DEPENDENCY = "dependency"
    DEPENDENCY_OF_TEST = "dependency of a test"
    DEPENDENCY_TEST = "dependency's test"
    UNBUILT = "unbuilt"


class Before(StrEnum):
    """What is known of an import in the legacy build, from its sources on this machine."""

    HAD = "had"
    LACKED = "lacked"
    UNKNOWN = "unknown"


_CODES = {Blame.OWN: "GM407", Blame.OWN_TEST: "GM420", Blame.DEPENDENCY_OF_TEST: "GM420"}


class _Unprovided:
    """Findings about imports that no module of the build list provides."""

    def __init__(
        self,
        inventory: Inventory,
        solution: Solution,
        finder: Finder,
        compiled: Compiled,
        unresolved: Sequence[str],
    ) -> None:
        self._module = inventory.project.import_path
        self._lacks = solution.load.lacks
        self._finder = finder
        self._compiled = compiled
        self._too_new = {item.import_path: item for item in finder.too_new}
        self._missing = {item.import_path for item in inventory.missing}
        self._own = {package.import_path for package in inventory.packages}
        self._commented = {f.import_comment: p.dir for p in inventory.packages for f in p.files if f.import_comment}
        self._imported_as = inventory.project.imported_as
        self._folders = {package.dir for package in inventory.packages}
        self._legacy = {used.import_path for used in inventory.used}
        # What an unresolved pin would provide is part of the pin's error.
        self._told = {path for path in self._lacks for root in unresolved if is_inside(path, root)}

    def findings(self) -> Iterator[Finding]:
        """A finding for each, by import path; one for all packages of the project that it imports by another path."""
        selves = sorted(path for path in self._lacks if self._is_itself(path))
        if selves:
            path = self._imported_as
            yield finding("GM407", path=path, module=self._module, packages=tuple(selves), itself=path)
        for path, lack in sorted(self._lacks.items()):
            if path not in self._told and path not in selves:
                yield self._of(path, lack)
        for path in sorted(self._missing - self._lacks.keys()):
            if path in self._compiled.all and is_std(path) and not is_known_std(path):
                yield self._without_dot(path)

    def _of(self, path: str, lack: Lack) -> Finding:
        importer = lack.importer.removesuffix(TEST)
        if lack.ambiguous:
            return finding("GM404", path=path, importer=importer, modules=tuple(map(str, lack.ambiguous)))
        if path.startswith("."):
            blame, importer = self._blame(path, lack)
            code = {Blame.OWN: "GM407", Blame.OWN_TEST: "GM407", Blame.DEPENDENCY: "GM421"}.get(blame, "GM408")
            return finding(code, path=path, importer=importer, is_relative=True)
        if lack.main_module:
            return finding("GM405", path=path, importer=importer, module=self._module)
        if is_through_vendor(path):
            return finding("GM414", path=path, importer=importer)
        if path in self._too_new:
            return self._too_young(path, lack)
        return self._unprovided(path, lack)

    def _too_young(self, path: str, lack: Lack) -> Finding:
        """Packages that only a version with a newer Go provides: what the project builds with them lacks them."""
        item, (blame, importer), before = self._too_new[path], self._blame(path, lack), self._before(path)
        return finding(
            self._code(blame, before) or "GM406",
            path=path,
            importer=importer,
            blame=blame,
            before=before,
            module=str(item.module),
            go=item.go,
        )

    def _without_dot(self, path: str) -> Finding:
        """Imports that GOPATH can have, and that module mode takes for packages of the standard library."""
        lack = Lack(import_path=path, importer=self._compiled.tests.get(path, ""), in_all=True, by_test=False)
        blame, importer = self._blame(path, lack)
        code = self._code(blame, Before.LACKED) or "GM408"
        return finding(code, path=path, importer=importer, blame=blame, before=Before.LACKED, is_dotless=True)

    def _unprovided(self, path: str, lack: Lack) -> Finding:
        (blame, importer), before = self._blame(path, lack), self._before(path)
        gone = next((r for r in self._finder.unfound if is_inside(path, r.want.root)), None)
        attempts = gone.attempts if gone else self._finder.asked_for(path)
        return finding(
            self._code(blame, before) or "GM408",
            path=path,
            importer=importer,
            blame=blame,
            before=before,
            because=Unsourced(revision=gone.want.revision if gone else "", asked=answers_of(attempts)),
            itself=self._itself(path),
            attempts=attempts if gone else (),
        )

    def _is_itself(self, path: str) -> bool:
        """Whether the project has the package, and imports it by the path that most of its own imports give it."""
        inside = self._imported_as and path not in self._told and is_inside(path, self._imported_as)
        return bool(inside) and path.removeprefix(self._imported_as).removeprefix("/") in self._folders

    def _itself(self, path: str) -> str:
        """The import path that the project has by the import comment of its own package at this path; "" without."""
        folder = self._commented.get(path)
        return "" if folder is None else path.removesuffix(f"/{folder}") if folder else path

    def _before(self, path: str) -> Before:
        if path in self._missing:
            return Before.LACKED
        return Before.HAD if path in self._legacy else Before.UNKNOWN

    def _blame(self, path: str, lack: Lack) -> tuple[Blame, str]:
        """The importer and the package: of several, the one that matters most."""
        if path in self._compiled.build:
            importer = self._compiled.build[path]
            return Blame.OWN if importer in self._own else Blame.DEPENDENCY, importer
        if path in self._compiled.tests:
            importer = self._compiled.tests[path]
            return Blame.OWN_TEST if importer in self._own else Blame.DEPENDENCY_OF_TEST, importer
        importer = lack.importer.removesuffix(TEST)
        is_in_test = lack.by_test and importer not in self._own
        return Blame.DEPENDENCY_TEST if is_in_test else Blame.UNBUILT, importer

    @staticmethod
    def _code(blame: Blame, before: Before) -> str:
        """The finding's code where the importer is compiled, "" where it is not."""
        if blame is Blame.DEPENDENCY:
            return "GM421" if before is Before.LACKED else "GM407"
        return _CODES.get(blame, "")


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
        asked = Unsourced(revision=error.module.version, asked=answers_of(error.attempts))
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
    """Module versions that are used under several paths, with these."""
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
