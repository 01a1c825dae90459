"""The modules that one repository becomes, as text and as JSON (see schemas/partition.json)."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from gomigrate.model.findings import Place
from gomigrate.model.fleets.partition import Layout
from gomigrate.report.json import finding_json
from gomigrate.report.page import Page, findings_into
from gomigrate.report.words.fleets.batch import marks_text
from gomigrate.report.words.phrases import counted, first_few

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.fleets.partition import NewModule, Partition

PARTITION_SCHEMA = "gomigrate/partition/2"

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
    page.line(counted(len(partition.units), "unit"))
    page.table([(_name(u.folder), counted(len(u.packages), "package"), marks_text(u.marks)) for u in partition.units])
    page.line()
    page.line(f"{counted(len(partition.modules), 'module')}, in the order of their creation")
    page.table(_module_rows(partition))
    findings_into(page, partition.findings)
    return str(page)


def _module_rows(partition: Partition) -> Iterator[tuple[str, str, str]]:
    """Number of the step that each module can be made in, its folder, and what is to be known of it."""
    for number, folders in enumerate(partition.order, 1):
        for folder in folders:
            yield str(number), _name(folder), _about(partition.module(folder))


def _about(module: NewModule) -> str:
    said = [counted(len(module.packages), "package")]
    if len(module.units) > 1:
        said.append(f"of {counted(len(module.units), 'unit')}: {_some(module.units)}")
    if module.needs:
        said.append(f"after {_some(module.needs)}")
    return "; ".join(said)


def _some(folders: tuple[str, ...]) -> str:
    return first_few([_name(folder) for folder in folders])


def _name(folder: str) -> str:
    return folder or "."


def partition_json(partition: Partition) -> Json:
    """All of the partition, in the shape of schemas/partition.json; the folder "" is the repository's top."""
    found = [finding_json(item) for item in partition.findings]
    return {"schema": PARTITION_SCHEMA, **_json(replace(partition, findings=())), "findings": found}


def _json(value: Any) -> Any:
    """A value by its fields; a place is said as `where`."""
    if isinstance(value, tuple):
        return [_json(item) for item in value]
    if not is_dataclass(value):
        return value
    own = {field.name: getattr(value, field.name) for field in fields(value)}
    return {
        "where" if isinstance(one, Place) else name: str(one) if isinstance(one, Place) else _json(one)
        for name, one in own.items()
    }
