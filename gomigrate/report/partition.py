"""The modules that one repository becomes, as text and as JSON (see schemas/partition.json)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gomigrate.model.fleets.partition import Layout
from gomigrate.report.json import finding_json
from gomigrate.report.page import Page, findings_into

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.fleets.partition import (
        Cycle,
        CycleBreak,
        LockConflict,
        ModuleFolder,
        ModulePart,
        Partition,
        UnitImport,
    )

PARTITION_SCHEMA = "gomigrate/partition/1"

_LAYOUTS = {
    Layout.ONE: "one module at the top",
    Layout.UNITS: "a module for each unit",
    Layout.WORK: "a module for each unit, and a go.work",
}

Json = dict[str, Any]


def partition_text(partition: Partition, width: int, *, color: bool) -> str:
    """The units and why each is one, the modules in the order in which they are made, and every finding with what it
    was seen by."""
    page = Page(width, color=color)
    page.line(f"{partition.import_path}: {_LAYOUTS[partition.layout]}")
    page.line()
    page.line(_count(len(partition.units), "unit"))
    page.table([(_name(unit.folder), _count(len(unit.packages), "package"), _why(unit)) for unit in partition.units])
    page.line()
    page.line(f"{_count(len(partition.modules), 'module')}, in the order in which they are made")
    page.table(_module_rows(partition))
    findings_into(page, partition.findings)
    return str(page)


def _module_rows(partition: Partition) -> Iterator[tuple[str, str, str]]:
    """Number of the step that each module can be made in, its folder, and what is to be known of it."""
    for number, folders in enumerate(partition.order, 1):
        for folder in folders:
            yield str(number), _name(folder), _about(partition.module(folder))


def _about(part: ModulePart) -> str:
    said = [_count(len(part.packages), "package")]
    if len(part.units) > 1:
        said.append(f"of {_count(len(part.units), 'unit')}: {_some(part.units)}")
    if part.needs:
        said.append(f"after {_some(part.needs)}")
    return "; ".join(said)


def _some(folders: tuple[str, ...]) -> str:
    more = f" and {len(folders) - 3} more" if len(folders) > 3 else ""
    return ", ".join(map(_name, folders[:3])) + more


def _why(unit: ModuleFolder) -> str:
    return ", ".join(f"{mark} {seen}".rstrip() for mark, seen in unit.marks)


def _name(folder: str) -> str:
    return folder or "."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"


def partition_json(partition: Partition) -> Json:
    """All of the partition, in the shape of schemas/partition.json; the folder "" is the repository's top."""
    return {
        "schema": PARTITION_SCHEMA,
        "import_path": partition.import_path,
        "layout": str(partition.layout),
        "units": [_unit_json(unit) for unit in partition.units],
        "modules": [_module_json(part) for part in partition.modules],
        "order": [list(folders) for folders in partition.order],
        "cycles": [_cycle_json(cycle) for cycle in partition.cycles],
        "crossings": [
            {"importer": c.importer, "imported": c.imported, "import": _import_json(c.use), "is_allowed": c.is_allowed}
            for c in partition.crossings
        ],
        "conflicts": [_conflict_json(conflict) for conflict in partition.conflicts],
        "findings": [finding_json(item) for item in partition.findings],
    }


def _unit_json(unit: ModuleFolder) -> Json:
    return {
        "folder": unit.folder,
        "import_path": unit.import_path,
        "why": [{"mark": str(mark), "seen": seen} for mark, seen in unit.marks],
        "packages": list(unit.packages),
        "locks": list(unit.locks),
        "vendors": list(unit.vendors),
    }


def _module_json(part: ModulePart) -> Json:
    return {
        "folder": part.folder,
        "path": part.path,
        "units": list(part.units),
        "packages": list(part.packages),
        "locks": list(part.locks),
        "needs": list(part.needs),
    }


def _cycle_json(cycle: Cycle) -> Json:
    return {
        "units": list(cycle.units),
        "edges": [
            {"importer": edge.importer, "imported": edge.imported, "imports": [_import_json(i) for i in edge.imports]}
            for edge in cycle.edges
        ],
        "merged": cycle.merged,
        "moves": [_move_json(move) for move in cycle.moves],
    }


def _move_json(move: CycleBreak) -> Json:
    return {"packages": list(move.packages), "to": move.to, "importers": move.importers}


def _import_json(use: UnitImport) -> Json:
    return {
        "where": str(use.place),
        "path": use.path,
        "importer": use.importer,
        "imported": use.imported,
        "is_test": use.is_test,
    }


def _conflict_json(conflict: LockConflict) -> Json:
    return {
        "path": conflict.path,
        "wanted": [
            {"unit": w.unit, "revision": w.revision, "version": w.version, "where": str(w.place)}
            for w in conflict.wanted
        ],
    }
