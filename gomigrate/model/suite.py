"""The project's own tests, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a test ended. A package has an outcome as well, under the test name ""."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    BUILD_FAILED = "build failed"
    UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class CaseChange:
    """A test (or with `test` "" a package) with two outcomes; None where it did not run on that side. `evidence` is how
    the failure begins."""

    package: str
    test: str
    before: Outcome | None
    after: Outcome | None
    evidence: tuple[str, ...] = ()

    @property
    def is_worse(self) -> bool:
        """Whether the branch lacks or fails what was there and did not fail before."""
        good = (Outcome.PASSED, Outcome.SKIPPED)
        if self.before not in good:
            return False
        return self.after not in good or (self.before, self.after) == good


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteVerdict:
    """The project's own tests before and after: how many ended the same way, which did not; how many of each outcome
    (in Outcome's order) there were on either side."""

    same: int
    changes: tuple[CaseChange, ...] = ()
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
