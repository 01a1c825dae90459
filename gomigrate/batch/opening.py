"""Handing finished branches to the user's own tool for pull requests, each once."""

from __future__ import annotations

import shlex
from collections import defaultdict
from typing import TYPE_CHECKING

from gomigrate.model.errors import UsageProblem, WorldProblem
from gomigrate.model.fleets.batch import Handover, Opened, UnitState
from gomigrate.report.fleets.handover import body_of, title_of
from gomigrate.report.read import PlanJsonError, plan_from_json
from gomigrate.world.base.process import run
from gomigrate.world.base.redact import redact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.batch.store import RunStore
    from gomigrate.model.fleets.batch import Run, UnitResult
    from gomigrate.model.plan import Plan

FIELDS = ("repository", "branch", "title", "body")
_TIMEOUT = 600


def command_words(command: str) -> tuple[str, ...]:
    """The words of the command, split as a shell would, which is never asked. Raises UsageProblem."""
    try:
        words = tuple(shlex.split(command))
    except ValueError as error:
        raise UsageProblem(f"--open-with {command}: {error}") from error
    if not words:
        raise UsageProblem("--open-with: a command is wanted")
    return words


def open_branches(store: RunStore, run_: Run, words: tuple[str, ...], environ: Mapping[str, str]) -> Iterator[Opened]:
    """Call the command for each branch whose units are all verified, in the folder of its repository. {repository},
    {branch}, {title} and {body} (a file) in the words stand for what they say; without {body} its path is added at
    the end. A branch is handed over once: also where it is not known how that went, it is not done again.
    """
    for (repository, branch), numbers in _finished(store, run_).items():
        first = store.unit(numbers[0])
        known = first.read("opened.json")
        if known == {"branch": branch, "done": True}:
            continue
        if known == {"branch": branch, "done": False}:
            yield Opened(repository=repository, branch=branch, how=Handover.BROKEN_OFF)
            continue
        units = list(_with_plans(store, [number for number in numbers if not run_.units[number].is_last]))
        body = first.folder.path("body.md")
        first.folder.write("body.md", body_of(units).encode("utf-8", "replace"))
        values = dict(zip(FIELDS, (repository, branch, title_of(units), body), strict=True))
        first.write("opened.json", {"branch": branch, "done": False})
        said = _call(words, values, environ)
        if said:
            first.folder.remove("opened.json")  # the command said no: it may be asked again
            yield Opened(repository=repository, branch=branch, how=Handover.REFUSED, said=said)
        else:
            first.write("opened.json", {"branch": branch, "done": True})
            yield Opened(repository=repository, branch=branch)


def _finished(store: RunStore, run_: Run) -> dict[tuple[str, str], list[int]]:
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    options = store.options()
    bad: set[tuple[str, str]] = set()
    for number, unit in enumerate(run_.units):
        result = store.unit(number).result
        key = (unit.repository, options.branch_of(unit))
        if result is not None and result.state is UnitState.VERIFIED:
            found[key].append(number)
        elif result is None or result.state is not UnitState.SKIPPED:
            bad.add(key)
    return {key: numbers for key, numbers in found.items() if key not in bad}


def _with_plans(store: RunStore, numbers: list[int]) -> Iterator[tuple[UnitResult, Plan]]:
    for number in numbers:
        folder = store.unit(number)
        result = folder.result
        try:
            plan = plan_from_json(folder.read("plan.json"))
        except PlanJsonError as error:
            raise WorldProblem(f"{folder.place}/plan.json: {error}") from error
        if result is not None:
            yield result, plan


def _call(words: tuple[str, ...], values: Mapping[str, str], environ: Mapping[str, str]) -> str:
    argv = [_filled(word, values) for word in words]
    if not any("{body}" in word for word in words):
        argv.append(values["body"])
    try:
        done = run(argv, cwd=values["repository"], env=environ, timeout=_TIMEOUT)
    except WorldProblem as error:
        return redact(str(error))
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [""])[-1]
        return redact(f"{words[0]} ended with status {done.returncode}: {said}".rstrip(": "))
    return ""


def _filled(word: str, values: Mapping[str, str]) -> str:
    """The word with its fields filled in, once: what is filled in is not looked at again."""
    parts = word.split("{")
    done = parts[0]
    for part in parts[1:]:
        name, brace, rest = part.partition("}")
        done += values[name] + rest if brace and name in values else "{" + part
    return done
