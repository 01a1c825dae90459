"""What to try for copies and unresolved pins, in words: the one command, and never that it will help."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.remedies import Remedy, RemedyKind
from gomigrate.report.words.call import HERE, Invocation
from gomigrate.report.words.phrases import all_of, first_few

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.report.words.row import Facts


def remedy_in(facts: Facts) -> Remedy | None:
    """What the facts of a finding say that helps, None where they say nothing."""
    if "remedy" not in facts:
        return None
    asked = facts["remedy_asked"]
    return Remedy(
        kind=RemedyKind(str(facts["remedy"])),
        path=str(facts["remedy_path"]),
        url=str(facts["remedy_url"]),
        asked=asked if isinstance(asked, tuple) else (),
    )


def call_in(facts: Facts) -> Invocation:
    """How gomigrate was called, as the facts of a finding have it."""
    call = facts.get("gomigrate")
    return call if isinstance(call, Invocation) else HERE


def remedies_words(remedies: Iterable[Remedy | None], call: Invocation = HERE) -> tuple[str, ...]:
    """A sentence for each kind of remedy, with what it is for."""
    groups: dict[tuple[RemedyKind, tuple[str, ...]], list[Remedy]] = {}
    for remedy in remedies:
        if remedy is not None:
            groups.setdefault((remedy.kind, remedy.asked), []).append(remedy)
    return tuple(_words(kind, asked, found, call) for (kind, asked), found in groups.items())


def _words(kind: RemedyKind, asked: tuple[str, ...], found: list[Remedy], call: Invocation) -> str:
    paths = list(dict.fromkeys(remedy.path for remedy in found))
    where = first_few(list(dict.fromkeys(remedy.url or remedy.path for remedy in found)))
    match kind:
        case RemedyKind.CLONE:
            return f"Run {call:clone}, then plan again: the clone may have the locked commits ({where})."
        case RemedyKind.SEARCH:
            return (
                f"Run {call:clone}, then plan again: another commit may have these files, unless the changes are your"
                f" own ({where})."
            )
        case RemedyKind.DIRECT:
            return (
                f"Ask version control directly: GONOPROXY={quote(','.join(paths))} {call:plan}. Every build then needs"
                " this setting, too (go env -w)."
            )
        case RemedyKind.PROXY:
            return f"Set GOPROXY so that {all_of(asked, 'or')} may be asked (go env GOPROXY), then plan again."
        case RemedyKind.REACH:
            return f"Plan again once {all_of(asked)} can answer; {call:doctor -v} shows each answer."
        case RemedyKind.UPSTREAM:
            return f"Send the changes upstream: no known version has them ({where})."
