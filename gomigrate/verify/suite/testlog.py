"""What `go test -json` says (go doc test2json), read into one outcome a test."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gomigrate.model.suite import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Key = tuple[str, str]
"""A package and the name of a test in it; "" stands for the package itself."""

FIRST_LINES = 6
"""So many lines of a failure are kept."""

_ENDINGS = {"pass": Outcome.PASSED, "fail": Outcome.FAILED, "skip": Outcome.SKIPPED}
_FRAME = re.compile(r"\s*(?:=== |--- |(?:FAIL|PASS|ok|exit status)\b|\?\s)")
_COMPILER = re.compile(r"# (\S+)")
_BUILD_FAILED = re.compile(r"\[(?:build|setup) failed\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The outcome of every test and package, and how the output of those that failed begins."""

    outcomes: Mapping[Key, Outcome]
    words: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)


def read_log(stdout: bytes, stderr: str) -> Log:
    """The log out of what `go test -json` wrote. Lines that are no event are passed over: a test may write straight to
    the terminal. What the compiler says comes as events from go 1.24 on, and on stderr before."""
    outcomes: dict[Key, Outcome] = {}
    output: dict[Key, list[str]] = defaultdict(list)
    for event in _events(stdout):
        action = event.get("Action")
        if action == "build-output":
            output[_package(str(event.get("ImportPath", ""))), ""].append(str(event.get("Output", "")))
            continue
        package, test = event.get("Package"), str(event.get("Test") or "")
        if not isinstance(package, str):
            continue
        key = (package, test)
        if action == "run":
            outcomes.setdefault(key, Outcome.UNFINISHED)
        elif action == "output":
            text = str(event.get("Output", ""))
            output[key].append(text)
            if not test and _BUILD_FAILED.search(text):
                outcomes[key] = Outcome.BUILD_FAILED
        elif action in _ENDINGS and outcomes.get(key) is not Outcome.BUILD_FAILED:
            outcomes[key] = Outcome.BUILD_FAILED if event.get("FailedBuild") else _ENDINGS[action]
    for package, lines in _compiler_words(stderr).items():
        output[package, ""] = lines + output[package, ""]
    bad = (Outcome.FAILED, Outcome.BUILD_FAILED, Outcome.UNFINISHED)
    words = {key: _beginning(output[key]) for key, outcome in outcomes.items() if outcome in bad}
    return Log(outcomes=outcomes, words=words)


def _events(stdout: bytes) -> Iterator[Mapping[str, Any]]:
    for line in stdout.decode("utf-8", "replace").splitlines():
        if not line.startswith("{"):
            continue
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(event, dict):
            yield event


def _package(import_path: str) -> str:
    """The package out of `p [p.test]`, as the go command names what it builds for a test."""
    return import_path.partition(" ")[0].removesuffix("_test")


def _compiler_words(stderr: str) -> dict[str, list[str]]:
    """What is written below each `# package` line."""
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in stderr.splitlines():
        head = _COMPILER.match(line)
        if head:
            current = found.setdefault(_package(head[1]), [])
        elif current is not None:
            current.append(line)
    return found


def _beginning(lines: Iterable[str]) -> tuple[str, ...]:
    from gomigrate.world.base.redact import redact

    spoken = [part.strip() for text in lines for part in text.splitlines()]
    return tuple(redact(line) for line in spoken if line and not _FRAME.match(line))[:FIRST_LINES]
