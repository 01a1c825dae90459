"""The messages of the commits on the new branch, for a reviewer who has not seen the plan."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.findings import Severity
from gomigrate.model.severities import SEVERITIES
from gomigrate.report.prose.markdown import one_line
from gomigrate.report.prose.plaintext import rendered
from gomigrate.report.text import folded
from gomigrate.report.words.phrases import all_of

if TYPE_CHECKING:
    from gomigrate.model.plan import Plan


class Topic(StrEnum):
    """What a commit is about; the value is the name of its template."""

    MODULES = "modules"
    REMOVED = "removed"
    VENDORED = "vendored"
    REWRITTEN = "rewritten"
    SCRIPTS = "scripts"


@dataclass(frozen=True, slots=True)
class Message:
    """A subject line and the text below it."""

    subject: str
    body: str


def message(topic: Topic, plan: Plan) -> Message:
    """The commit message for this step of the plan."""
    subject = {
        Topic.MODULES: f"Build {plan.module.rpartition('/')[2]} with Go modules",
        Topic.REMOVED: f"Remove {_removed(plan)}",
        Topic.VENDORED: "Regenerate vendor/ with go mod vendor",
        Topic.REWRITTEN: "Import packages by their own paths",
        Topic.SCRIPTS: "Update build files for Go modules",
    }[topic]
    others = {"go.mod", "go.sum", *(habit.file for habit in plan.habits)}
    left = [habit for habit in plan.habits if not habit.applied and SEVERITIES[habit.code] is not Severity.NOTE]
    body = rendered(
        f"{topic}.txt.j2",
        plan=plan,
        locks=", ".join(plan.source.locks) or plan.source.vendor or "GOPATH",
        files=sum(path not in others for path in plan.edits),
        done=[habit for habit in plan.habits if habit.applied],
        left=left,
    )
    return Message(one_line(subject), f"{body}\n")


def _removed(plan: Plan) -> str:
    names = [name.split(" (")[0] for name in folded(plan.removes)]
    shown = names[:3] if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]
    return all_of(shown) or "nothing"
