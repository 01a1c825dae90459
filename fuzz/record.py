"""The target for the record that a branch carries: whatever is believed of it is laid out as verify does, under a watch
that fails the target at the first change outside its own folder."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from fuzz.target import Target
from fuzz.watch import confined, scratch
from gomigrate.model.errors import WorldProblem
from gomigrate.model.findings import Finding
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.report.prose.review import review_markdown
from gomigrate.verify.branch.record import RECORD, read_record
from gomigrate.verify.build.layout import GopathSources, lay_out_gopath
from gomigrate.world.disk.treewriter import TreeWriter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.plan import Plan

FILES = MemoryTree({"a.go": b"package a\n"})


def _record(data: bytes) -> None:
    for body in (data, _in_place_of_a_name(data)):
        plan = read_record(MemoryTree({RECORD: body}))
        if isinstance(plan, Finding):
            assert plan.code == "GM305"
        else:
            _lay_out(plan)
            review_markdown(plan)


def _in_place_of_a_name(data: bytes) -> bytes:
    """An honest record in which one of the names is the text: the first byte says which."""
    value = json.loads(HONEST)
    text = data[1:].decode("utf-8", "surrogatepass" if data[:1] < b"\x80" else "replace") if _is_text(data[1:]) else ""
    places: list[tuple[Any, str | int]] = [
        (value["source"], "import_path"),
        (value["source"], "commit"),
        (value["source"], "vendor"),
        (value["module"], "path"),
        (value["ledger"][0], "path"),
        (value["ledger"][0]["module"], "path"),
        (value["ledger"][0]["module"], "version"),
        (value["files"]["write"], 0),
        (value["platforms"], 0),
        (value["rewrites"][0], "from"),
        (value["rewrites"][0], "to"),
    ]
    holder, key = places[data[0] % len(places) if data else 0]
    holder[key] = text
    return json.dumps(value).encode()


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _lay_out(plan: Plan) -> None:
    folder = scratch("record")
    before = GopathSources(
        tree=FILES,
        prefix="",
        import_path=plan.source.import_path,
        locked={line.path: FILES for line in plan.ledger[:3]} | {plan.module: FILES},
    )
    with confined(folder):
        try:
            lay_out_gopath(before, TreeWriter(folder / "t"), "before")
        except WorldProblem:
            pass  # a name that is a file's and a folder's, or longer than the disk takes
        finally:
            shutil.rmtree(folder / "t", ignore_errors=True)


HONEST = json.dumps(
    {
        "schema": "gomigrate/plan/1",
        "module": {"path": "a.b/c", "go": "1.18"},
        "source": {"import_path": "a.b/c", "commit": "a" * 40, "vendor": "vendor", "date": "2018-01-01T00:00:00+00:00"},
        "ledger": [
            {
                "path": "a.b/d",
                "revision": "v1.0.0",
                "state": "kept",
                "reason": "",
                "module": {"path": "a.b/d", "version": "v1.0.0"},
                "lock": "Gopkg.lock:1",
                "evidence": [],
            }
        ],
        "requires": [{"path": "a.b/d", "version": "v1.0.0", "indirect": False}],
        "replaces": [{"path": "a.b/e", "version": "", "with": {"path": "./third_party/a.b/e", "version": ""}}],
        "build_list": [{"path": "a.b/d", "version": "v1.0.0"}],
        "files": {"write": ["go.mod"], "edit": ["main.go"], "remove": ["Gopkg.lock"]},
        "platforms": ["linux/amd64"],
        "rewrites": [{"from": "a.b/c/Godeps/_workspace/src/", "to": ""}],
        "findings": [{"code": "GM001", "severity": "note", "where": "x:1", "message": "m"}],
    }
).encode()

RECORDS: Mapping[str, Target] = {
    "own-record": Target(
        check=_record,
        seeds=(
            HONEST,
            b"\x00../../x",
            b"\x04/etc/x",
            b"\x04a.b/../../x",
            b"\x07.git/hooks/x",
            b"\x0aa.b/",
            b"\x03a.b/c",
        ),
        words=(
            "../",
            "/..",
            '"path"',
            '"source"',
            '"ledger"',
            ".git",
            "/",
            "\\u0000",
            "C:",
            "a.b/c",
            "Godeps/_workspace/src/",
        ),
    )
}
