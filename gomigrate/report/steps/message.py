"""The message of the commit that makes a step after the migration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.prose.markdown import one_line
from gomigrate.report.prose.message import Message
from gomigrate.report.prose.plaintext import rendered
from gomigrate.report.words.findings import message_of
from gomigrate.report.words.roadmap import made_words, reason_words, step_subject, step_title, what_it_does

if TYPE_CHECKING:
    from gomigrate.model.roadmap import NextStep


def step_message(step: NextStep) -> Message:
    """What a reviewer reads who has seen no roadmap."""
    body = rendered(
        "step.txt.j2",
        title=step_title(step),
        does=tuple(what_it_does(step)),
        because=reason_words(step),
        told=tuple(f"{finding.code}: {message_of(finding)}" for finding in step.changes.findings),
        judged=made_words(step),
    )
    return Message(one_line(step_subject(step)), f"{body}\n")
