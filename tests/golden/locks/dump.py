"""What the readers make of each case folder, as JSON; run as a program it rewrites every expected.json, and the
difference is then read by a person: `python -m tests.golden.locks.dump`."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gomigrate.locks.registry import disagreements, legacy_files, read_locks
from gomigrate.model.findings import Finding, Place
from gomigrate.model.trees.memorytree import MemoryTree

HERE = Path(__file__).parent
CASES = tuple(sorted(folder.parent for folder in HERE.glob("*/tree")))


def dump(case: Path) -> str:
    """The locks of the case's tree, with all that is not empty in them."""
    tree = tree_of(case)
    links = case / "gitlinks.json"
    locks = read_locks(tree, json.loads(links.read_bytes()) if links.exists() else {})
    answer = {
        "locks": [plain(lock) for lock in locks],
        "disagreements": [plain(f) for f in disagreements(locks)],
        "legacy files": list(legacy_files(tree, locks)),
    }
    return json.dumps(answer, indent=1, ensure_ascii=False) + "\n"


def tree_of(case: Path) -> MemoryTree:
    """The files below the case's tree folder."""
    root = case / "tree"
    return MemoryTree({f.relative_to(root).as_posix(): f.read_bytes() for f in root.rglob("*") if f.is_file()})


def plain(value: Any) -> Any:
    """A value as JSON has it; fields that say nothing are left out; of findings, all but the severity."""
    match value:
        case Place():
            return str(value)
        case datetime():
            return value.isoformat()
        case Finding():
            return [value.code, str(value.place), {name: plain(fact) for name, fact in value.facts}, *value.evidence]
        case tuple():
            return [plain(item) for item in value]
        case _ if is_dataclass(value):
            said = {field.name: getattr(value, field.name) for field in fields(value)}
            return {name: plain(item) for name, item in said.items() if item not in ("", (), None)}
    return value


if __name__ == "__main__":
    for folder in CASES:
        (folder / "expected.json").write_text(dump(folder), encoding="utf-8")
