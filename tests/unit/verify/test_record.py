from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gomigrate.model.findings import Finding
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.report.json import record_json
from gomigrate.verify.branch.record import RECORD, RecordFault, read_record
from tests.unit.report.plans import PLAN


def tree(body: bytes) -> MemoryTree:
    return MemoryTree({RECORD: body})


def test_read_record_gives_the_plan_without_what_the_branch_holds_already() -> None:
    read = read_record(tree(json.dumps(record_json(PLAN)).encode()))
    assert read == replace(PLAN, go_mod="", go_sum="", source=replace(PLAN.source, root=""))


def test_read_record_none_there_is_a_warning() -> None:
    found = read_record(MemoryTree({"go.mod": b""}))
    assert isinstance(found, Finding)
    assert found.code == "GM304"


@pytest.mark.parametrize(
    ("body", "fault", "error"),
    [
        (b"", RecordFault.NOT_JSON, ""),
        (b"\xff\xfe\x00", RecordFault.NOT_JSON, ""),
        (b"[" * 100_000, RecordFault.NOT_JSON, ""),
        (b"null", RecordFault.NOT_A_PLAN, "plan: an object"),
        (b"{}", RecordFault.NOT_A_PLAN, "plan.schema"),
        (b'{"schema": "gomigrate/plan/99"}', RecordFault.NOT_A_PLAN, "gomigrate/plan/99"),
    ],
)
def test_read_record_broken_file_is_an_error_that_says_where(body: bytes, fault: RecordFault, error: str) -> None:
    found = read_record(tree(body))
    assert isinstance(found, Finding)
    assert (found.code, found.fact("fault")) == ("GM305", fault)
    assert error in str(found.fact("error"))
