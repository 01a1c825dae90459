"""The project's own tests on both sides. This runs code of the repository, so only where the user asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import WorldProblem
from gomigrate.model.suite import CaseChange, Outcome, SuiteVerdict
from gomigrate.verify.branch.rewrites import rewritten
from gomigrate.verify.build.asking import ask, words_of
from gomigrate.verify.build.packages import source_path
from gomigrate.verify.suite.testlog import Key, Log, read_log

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding
    from gomigrate.verify.branch.rewrites import Rewrites
    from gomigrate.verify.build.layout import Side
    from gomigrate.world.go.gocmd import GoCommand

_GRACE = 30
"""Seconds for the go command to end by itself, and to say where it hangs, once the time for the tests is over."""


def compare_tests(
    go: GoCommand, before: Side, after: Side, rewrites: Rewrites, *, timeout: float
) -> SuiteVerdict | Finding:
    """Run the tests of one side, then on the other, each for `timeout` seconds at most, and compare them one
    by one; a finding where one side has no result. `rewrites` tell the new import path of a package."""
    logs = []
    for side in (before, after):
        log = _run(go, side, timeout, is_before=side is before)
        if not isinstance(log, Log):
            return log
        logs.append(log)
    return judge(_renamed(logs[0], rewrites), logs[1])


def _run(go: GoCommand, side: Side, timeout: float, *, is_before: bool) -> Log | Finding:
    # -count=1: results out of the cache would be those of an earlier run. vet runs as go test always lets it run.
    words = ("test", "-json", "-count=1", f"-timeout={timeout:g}s", *side.flags, *side.patterns)
    try:
        completed = ask(go, side, *words, timeout=timeout + _GRACE)
    except WorldProblem as problem:
        return finding("GM609", is_before=is_before, mode=side.mode, error=str(problem))
    log = read_log(completed.stdout, completed.stderr)
    if log.outcomes or completed.returncode == 0:
        return log
    said = words_of(completed.stderr)
    return finding("GM609", evidence=said[1:], is_before=is_before, mode=side.mode, error=said[0] if said else "")


def _renamed(log: Log, rewrites: Rewrites) -> Log:
    def new(key: Key) -> Key:
        return rewritten(source_path(key[0]), rewrites), key[1]

    return Log(
        outcomes={new(key): outcome for key, outcome in log.outcomes.items()},
        words={new(key): words for key, words in log.words.items()},
    )


def judge(before: Log, after: Log) -> SuiteVerdict:
    """The tests with another result. Where a whole package was not built or did not run to its end, it is named once
    instead of each of its tests; a package that failed only because of its tests is not named beside them."""
    changes = {
        key: CaseChange(
            package=key[0],
            test=key[1],
            before=before.outcomes.get(key),
            after=after.outcomes.get(key),
            evidence=after.words.get(key, ()) or before.words.get(key, ()),
        )
        for key in before.outcomes.keys() | after.outcomes.keys()
        if before.outcomes.get(key) is not after.outcomes.get(key)
    }
    whole = {
        package
        for (package, test), change in changes.items()
        if not test and (None in (change.before, change.after) or Outcome.BUILD_FAILED in (change.before, change.after))
    }
    by_tests = {package for package, test in changes if test} - whole
    shown = [
        change
        for (package, test), change in changes.items()
        if (not test if package in whole else bool(test) or package not in by_tests)
    ]
    tests = [key for key in before.outcomes.keys() & after.outcomes.keys() if key[1]]
    return SuiteVerdict(
        same=sum(before.outcomes[key] is after.outcomes[key] for key in tests),
        changes=tuple(sorted(shown, key=lambda c: (not c.is_worse, c.package, c.test))),
        before=_counts(before),
        after=_counts(after),
    )


def _counts(log: Log) -> tuple[int, ...]:
    """How many tests have each outcome, in Outcome's order; of packages only those that could not be built."""
    ended = [o for (_, test), o in log.outcomes.items() if test or o is Outcome.BUILD_FAILED]
    return tuple(ended.count(outcome) for outcome in Outcome)
