from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gomigrate.model.findings import Finding
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.report.json import record_json
from gomigrate.report.words.findings import message_of
from gomigrate.verify.branch.record import RECORD, read_record
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
    ("body", "words"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"null", "plan: an object"),
        (b"{}", "plan.schema"),
        (b'{"schema": "gomigrate/plan/3"}', "gomigrate/plan/3"),
    ],
)
def test_read_record_broken_file_is_an_error_that_says_where(body: bytes, words: str) -> None:
    found = read_record(tree(body))
    assert isinstance(found, Finding)
    assert found.code == "GM305"
    assert words in message_of(found)
