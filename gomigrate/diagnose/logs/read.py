"""Reads a failed build's log. Pure: text in, failures out."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from gomigrate.diagnose.logs.details import (
    command_of,
    hashes_of,
    host_in,
    module_named,
    module_of,
    names_of,
    said_in,
)
from gomigrate.diagnose.logs.messages import messages
from gomigrate.diagnose.logs.pattern import Where
from gomigrate.diagnose.logs.table import CODES, PATTERNS
from gomigrate.diagnose.logs.text import plain_lines
from gomigrate.model.diagnosis.sums import GoFailure, GoLog

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gomigrate.diagnose.logs.messages import LogMessage
    from gomigrate.diagnose.logs.pattern import Pattern

_KEPT = 50
"""How many failures of one kind are listed one by one."""

_OF_A_SERVER = frozenset({"unreachable", "certificate", "tls", "refused", "credentials"})
"""Kinds that are one cause for all modules of a server."""

_OF_THE_MACHINE = frozenset({"no-git", "cache", "vcs-stamp"})
"""Kinds that have one cause on this machine, whichever module a message names."""

_BETTER = {
    ("security-error", ""): frozenset({"checksum-mismatch", "checksum-mismatch-database", "database"}),
    ("credentials", "no-protocol"): frozenset({"no-git"}),
    ("no-git", "missing"): frozenset(CODES) - {"credentials", "retracted"},
    ("settings", "gopath-goroot"): frozenset(CODES),
}
"""Kinds that count only where there is no failure of these other kinds: they follow from them."""

_LIKE_AN_ERROR = re.compile(
    r"\b(?:error|fatal|failed|cannot|can't|undefined|panic|denied|not found|FAIL|unable to|No such)\b|:\d+:\d+: ",
    re.IGNORECASE,
)
_MOST_OTHER = 8


_NO_DIGITS = str.maketrans("", "", "0123456789")


def read_log(log: str) -> GoLog:
    """The failures of a log, each once, in its order. SECURITY ERROR counts only where no other line names the
    module."""
    told = tuple(messages(log))
    rows = _that_may_know(told)
    first: dict[tuple[object, ...], tuple[LogMessage, Pattern, re.Match[str]]] = {}
    times: Counter[tuple[object, ...]] = Counter()
    for message in told:
        if known := first_that_knows(message, rows):
            key = _identity(message, *known)
            first.setdefault(key, (message, *known))
            times[key] += 1
    cases = Counter((pattern.kind, pattern.case) for _, pattern, _ in first.values())
    kept: list[GoFailure] = []
    listed: Counter[tuple[str, str]] = Counter()
    for key, (message, pattern, match) in first.items():
        case = pattern.kind, pattern.case
        listed[case] += 1
        if listed[case] <= _KEPT and not _follows_from(case, cases):
            kept.append(_failure(message, pattern, match, times[key]))
    return GoLog(
        failures=tuple(kept),
        unlisted=tuple((case, number - _KEPT) for case, number in cases.items() if number > _KEPT),
        lines=log.count("\n") + (not log.endswith("\n")),
        other=() if kept else _others(log),
    )


def _that_may_know(told: Iterable[LogMessage]) -> tuple[Pattern, ...]:
    """The rows of which some word is in the log. Messages that differ in numbers alone are searched once."""
    text = "\n".join({message.text.translate(_NO_DIGITS) for message in told})
    there = {word: word.translate(_NO_DIGITS) in text for row in PATTERNS for word in row.words}
    return tuple(row for row in PATTERNS if any(there[word] for word in row.words))


def _follows_from(case: tuple[str, str], cases: Iterable[tuple[str, str]]) -> bool:
    """Whether the failure of this case is only a consequence of another one."""
    better = _BETTER.get(case)
    return better is not None and any(kind in better for kind, name in cases if (kind, name) != case)


def first_that_knows(
    message: LogMessage, patterns: Sequence[Pattern] = PATTERNS
) -> tuple[Pattern, re.Match[str]] | None:
    """The first pattern that matches a message, with the match."""
    text = message.text
    for pattern in patterns:
        if pattern.where is Where.GO and not message.is_go:
            continue
        for word in pattern.words:
            if word in text:
                if match := pattern.pattern.search(text):
                    return pattern, match
                break
    return None


def _failure(message: LogMessage, pattern: Pattern, match: re.Match[str], times: int) -> GoFailure:
    groups = match.groupdict()
    number = message.text.count("\n", 0, match.start())
    module = module_of(message, groups, match.end())
    return GoFailure(
        kind=pattern.kind,
        case=pattern.case,
        line=message.numbers[number],
        said=said_in(message, number),
        module=module,
        names=tuple(names_of(message, groups, match.start(), module).items()),
        hashes=hashes_of(message) if pattern.kind.startswith("checksum") else (),
        command=command_of(message),
        times=times,
    )


def _identity(message: LogMessage, pattern: Pattern, match: re.Match[str]) -> tuple[object, ...]:
    """The key of a failure: two with the same key are one."""
    if pattern.kind in _OF_THE_MACHINE:
        return pattern.kind, pattern.case
    if pattern.kind in _OF_A_SERVER:
        return pattern.kind, pattern.case, match.groupdict().get("host") or host_in(message.text, match.start())
    groups = match.groupdict()
    about = groups.get("package") or groups.get("package2") or module_named(message, match.end())
    return pattern.kind, pattern.case, about or tuple(filter(None, match.groups()))


def _others(log: str) -> tuple[tuple[int, str], ...]:
    """The lines that look like an error, the last ones: a build says at the end why it stops."""
    found = [(number, line.strip()) for number, line in plain_lines(log) if _LIKE_AN_ERROR.search(line)]
    return tuple(found[-_MOST_OTHER:])
