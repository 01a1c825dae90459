"""A saved plan as the bytes of a file, and read back. The file is sealed: see gomigrate.world.disk.seal."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gomigrate.model.plan import Change, ChangeSet, Step
from gomigrate.model.savedplan import BranchPoint, Circumstances, SavedPlan, Watch, Watched
from gomigrate.report.json import plan_json
from gomigrate.report.read import PlanJsonError, plan_from_json
from gomigrate.world.disk.trees import subtree
from gomigrate.world.git.gittree import GitTree

if TYPE_CHECKING:
    from gomigrate.model.trees.tree import Tree

SCHEMA = "gomigrate/saved/1"

Json = dict[str, Any]


def plan_bytes(saved: SavedPlan) -> bytes:
    """The plan as compressed JSON. Of a change it has what is there afterwards; what was there before is not in it."""
    value = {
        "schema": SCHEMA,
        "made": saved.made.isoformat(),
        "circumstances": _circumstances_json(saved.circumstances),
        "prefix": saved.start.prefix,
        "plan": plan_json(saved.plan),
        "reviewed": list(saved.reviewed),
        "steps": [
            {"subject": step.subject, "body": step.body, "changes": [_change_json(change) for change in step.changes]}
            for step in saved.changes.steps
        ],
    }
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode())


def plan_of_bytes(data: bytes) -> SavedPlan | None:
    """The plan that `plan_bytes` made these of; None where they are of another version of gomigrate, or nothing of the
    kind. What a file was before its change is read from the commit when it is asked for. Raises WorldProblem where git
    fails."""
    try:
        value = json.loads(zlib.decompress(data))
        if value["schema"] != SCHEMA:
            return None
        told = _circumstances(value["circumstances"])
        start = BranchPoint(root=told.root, prefix=value["prefix"], commit=told.commit)
        tree = subtree(GitTree(start.root, start.commit), start.prefix)
        steps = tuple(
            Step(
                subject=step["subject"],
                body=step["body"],
                changes=tuple(_change(change, tree) for change in step["changes"]),
            )
            for step in value["steps"]
        )
        return SavedPlan(
            made=datetime.fromisoformat(value["made"]),
            circumstances=told,
            start=start,
            plan=plan_from_json(value["plan"]),
            changes=ChangeSet(steps=steps),
            reviewed=tuple(value["reviewed"]),
        )
    except (ValueError, KeyError, TypeError, PlanJsonError, binascii.Error, zlib.error, OSError):
        return None


def _circumstances_json(told: Circumstances) -> Json:
    return {
        "root": told.root,
        "commit": told.commit,
        "refs": told.refs,
        "tool": told.tool,
        "go": told.go,
        "options": dict(told.options),
        "settings": dict(told.settings),
        "watched": [[one.place, str(one.watch), one.state] for one in told.watched],
    }


def _circumstances(value: Json) -> Circumstances:
    return Circumstances(
        root=value["root"],
        commit=value["commit"],
        refs=value["refs"],
        tool=value["tool"],
        go=value["go"],
        options=tuple(value["options"].items()),
        settings=tuple(value["settings"].items()),
        watched=tuple(
            Watched(place=place, watch=Watch(watch), state=state) for place, watch, state in value["watched"]
        ),
    )


def _change_json(change: Change) -> Json:
    value: Json = {"path": change.path, "is_new": change.before is None}
    if change.after is not None:
        value["after"] = base64.b64encode(change.after).decode()
    if change.submodule and change.before is not None:
        value["submodule"] = change.before.decode()
    return {**value, **{name: True for name in ("executable", "link") if getattr(change, name)}}


def _change(value: Json, tree: Tree) -> Change:
    path, submodule = value["path"], value.get("submodule", "")
    is_link = value.get("link", False)
    before: bytes | None = None
    if submodule:
        before = submodule.encode()
    elif not value["is_new"]:
        before = tree.link(path).encode(errors="surrogateescape") if is_link else tree.read(path)
    return Change(
        path=path,
        before=before,
        after=base64.b64decode(value["after"], validate=True) if "after" in value else None,
        executable=value.get("executable", False),
        link=is_link,
        submodule=bool(submodule),
    )
