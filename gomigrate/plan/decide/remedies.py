"""What would give a copy its module, or an unresolved pin its version: at most one thing, and only what was not tried
already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.decision import Answers, Difference, Differs, Lacks, Unfetched, Unsourced
from gomigrate.model.diagnosis.remedies import Remedy, RemedyKind
from gomigrate.model.modules import Said, SourceKind
from gomigrate.resolve.addresses import address_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.decision import Reason
    from gomigrate.model.modules import Attempt, ModuleVersion
    from gomigrate.model.resolution import Want
    from gomigrate.resolve.resolve import Resolver


@dataclass(frozen=True, slots=True)
class Remedies:
    """Finds remedies. The resolver knows which clones are at hand, and which sources are asked."""

    resolver: Resolver

    def of(self, want: Want, reason: Reason | None, attempts: Iterable[Attempt]) -> Remedy | None:
        """What may help, None where nothing is known to help."""
        path = want.root
        match reason:
            case Unsourced(asked=asked) if not _denied(attempts):
                return _unreached(path, asked) or self._clone(want, RemedyKind.CLONE) or _unasked(path, asked)
            case Unfetched(module=module, asked=asked):
                return _unreached(path, asked) or _unasked(path, asked) or self._direct(module, asked, attempts)
            case Lacks():
                return self._clone(want, RemedyKind.SEARCH)
            case Differs(what=Difference.CODE):
                return self._clone(want, RemedyKind.SEARCH) or Remedy(kind=RemedyKind.UPSTREAM, path=path)
        return None

    def _direct(self, module: ModuleVersion, asked: Answers, attempts: Iterable[Attempt]) -> Remedy | None:
        """Version control itself, where it was not asked: it is no part of GOPROXY, or a proxy that refuses ended the
        list before it."""
        was_reached = not asked.refused and self.resolver.modules.asks_version_control(module.path)
        if was_reached or any(attempt.kind is SourceKind.DIRECT for attempt in attempts):
            return None
        return Remedy(kind=RemedyKind.DIRECT, path=module.path)

    def _clone(self, want: Want, kind: RemedyKind) -> Remedy | None:
        """A clone, where none is at hand; a shallow one cannot tell versions."""
        address = address_of(want)
        if address is None or any(not clone.shallow for _, clone in self.resolver.clones.holding(address.path)):
            return None
        return Remedy(kind=kind, path=address.path, url=address.url)


def _denied(attempts: Iterable[Attempt]) -> bool:
    """Whether version control itself says that there is no such revision: a clone would say the same."""
    return any(attempt.kind is SourceKind.DIRECT and attempt.said is Said.NO for attempt in attempts)


def _unreached(path: str, asked: Answers) -> Remedy | None:
    who = asked.unreachable or asked.failed
    return Remedy(kind=RemedyKind.REACH, path=path, asked=who) if who else None


def _unasked(path: str, asked: Answers) -> Remedy | None:
    return Remedy(kind=RemedyKind.PROXY, path=path, asked=asked.not_asked) if asked.not_asked else None
