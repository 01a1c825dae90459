"""The search for the version of one module that has the legacy build's files: its question, its state, its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.model.decision import SameFiles
from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.decide.compare import summarize

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from gomigrate.model.legacy.inventory import Used
    from gomigrate.model.modules import Attempt
    from gomigrate.plan.decide.compare import Comparison
    from gomigrate.resolve.provenance import Candidate, Sample

LOOKED_INTO = 48
"""The most further versions of one module that are compared because their download costs nothing."""

NEAR = 3
"""A version is near the legacy build's files if at most this many of them differ, and most do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearVersion:
    """A version with all of the legacy build's files but these (import paths with file names)."""

    module: ModuleVersion
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesQuestion:
    """Packages of one module whose version is searched for: imported below `path`, published as `module_path` (another
    one for a fork). For the times and the hint see resolve.provenance.Sample. `is_again`: it was searched for before,
    in vain, and other modules may require further versions by now."""

    path: str
    module_path: str
    packages: tuple[Used, ...]
    around: datetime | None = None
    until: datetime | None = None
    hint: str = ""
    is_again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """The module version with the legacy build's files; `also` names other versions that are known to have them.
    `comparisons` are those with `module`, `source` says who knows the version."""

    path: str
    module: ModuleVersion
    source: str
    comparisons: tuple[Comparison, ...]
    commit: str = ""
    time: datetime | None = None
    also: tuple[str, ...] = ()

    def same_files(self, *, is_vendored: bool = True) -> SameFiles:
        """The evidence for it."""
        summary = summarize(self.comparisons)
        return SameFiles(
            version=self.module.version,
            equal=summary.equal,
            files=summary.files,
            packages=summary.packages,
            also=self.also,
            is_vendored=is_vendored,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEnd:
    """How a search ended: what was found, if anything, and everything that it was compared with; where nothing was
    found, the version `nearest` to the files, if one is near."""

    found: Provenance | None
    attempts: tuple[Attempt, ...]
    nearest: NearVersion | None = None


@dataclass(slots=True)
class FilesSearch:
    """One question under way: the candidates still to be compared, source after source."""

    question: FilesQuestion
    sample: Sample
    sources: list[Callable[[], tuple[Candidate, ...]]]
    limit: int
    waiting: list[Candidate] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    attempts: list[Attempt] = field(default_factory=list)
    equal_in_clone: list[str] = field(default_factory=list)
    found: Provenance | None = None
    nearest: NearVersion | None = None

    def take(self, size: int) -> tuple[Candidate, ...]:
        """The next candidates, at most `size`; () at the end. What is at hand already gets no priority: which version
        is found must not depend on the module cache."""
        batch: list[Candidate] = []
        while len(batch) < size and self.limit > 0 and (self.waiting or self._refill()):
            batch.append(self.waiting.pop(0))
            self.limit -= 1
        return tuple(batch)

    def at_hand(self) -> tuple[Candidate, ...]:
        """Of all that is left what costs no download: compared before the search is given up."""
        left: list[Candidate] = []
        while self.waiting or self._refill():
            left += self.waiting
            self.waiting = []
        return tuple(candidate for candidate in left if candidate.is_here)[:LOOKED_INTO]

    def _refill(self) -> bool:
        while self.sources and not self.waiting:
            new = [c for c in self.sources.pop(0)() if c.version not in self.seen]
            self.seen.update(c.version for c in new)
            self.waiting = new
        return bool(self.waiting)

    def module(self, candidate: Candidate) -> ModuleVersion:
        """The version as a module that can be asked for."""
        return ModuleVersion(self.question.module_path, candidate.version)

    def note(self, module: ModuleVersion, differing: tuple[str, ...]) -> None:
        """Keeps the version, if it is nearer than those compared before."""
        is_near = len(differing) <= NEAR and len(self.sample.files) > 2 * len(differing)
        if is_near and (self.nearest is None or len(differing) < len(self.nearest.files)):
            self.nearest = NearVersion(module=module, files=differing)

    def end(self) -> SearchEnd:
        """The result."""
        nearest = None if self.found else self.nearest
        return SearchEnd(found=self.found, attempts=tuple(self.attempts), nearest=nearest)
