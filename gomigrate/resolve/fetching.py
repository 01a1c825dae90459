"""Clones the repositories of pins, where every later plan finds the commits. Only on request, because it asks the
servers that locks name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.remedies import Brought, ClonedRepository, CloneFlaw, RemedyKind
from gomigrate.model.errors import Suggested, UsageProblem, WorldProblem
from gomigrate.model.go.govcs import is_git_forbidden
from gomigrate.model.go.modpath import match_prefix_patterns
from gomigrate.resolve.addresses import Address, address_of_path
from gomigrate.world.base.sidebyside import side_by_side
from gomigrate.world.git.gitrun import GitFailed
from gomigrate.world.git.remote import is_address, transport_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gomigrate.model.plan import LedgerLine
    from gomigrate.world.git.clonestore import CloneStore
    from gomigrate.world.go.goenv import GoEnv


@dataclass(frozen=True, slots=True, kw_only=True)
class ToClone:
    """A repository to clone: its address ("": none is known), its import path, the pins that need it by path, and their
    locked revisions."""

    url: str
    path: str
    pins: tuple[str, ...]
    revisions: tuple[str, ...] = ()


_AT_ONCE = 4
_CLONED = frozenset({RemedyKind.CLONE, RemedyKind.SEARCH})


def wanted_by(ledger: Sequence[LedgerLine], paths: Sequence[str]) -> tuple[ToClone, ...]:
    """The repositories that may help copies and unresolved pins, or those of the pins of `paths`; each once, sorted by
    address. Raises UsageProblem for a path that is no pin."""
    unknown = sorted(set(paths) - {line.path for line in ledger})
    if unknown:
        raise UsageProblem(f"{unknown[0]}: no pin has this path", remedy=Suggested(("plan", "-v")))
    found: dict[str, list[tuple[str, LedgerLine]]] = {}
    for line in ledger:
        remedy = line.remedy if line.remedy and line.remedy.kind in _CLONED else None
        if line.path not in paths if paths else remedy is None:
            continue
        address = Address(path=remedy.path, url=remedy.url) if remedy else address_of_path(line.path)
        found.setdefault(address.url if address else "", []).append((address.path if address else line.path, line))
    return tuple(
        ToClone(
            url=url,
            path=lines[0][0],
            pins=tuple(dict.fromkeys(line.path for _, line in lines)),
            revisions=tuple(dict.fromkeys(line.revision for _, line in lines if line.revision)),
        )
        for url, lines in sorted(found.items())
    )


def bring(wanted: Iterable[ToClone], store: CloneStore, env: GoEnv) -> tuple[ClonedRepository, ...]:
    """The result for each, in their order. Several run side by side, and one that is not available stops no other.
    Raises WorldProblem where the state folder cannot be used."""
    store.ready()
    return tuple(side_by_side(lambda one: _bring(one, store, env), wanted, _AT_ONCE))


def _bring(one: ToClone, store: CloneStore, env: GoEnv) -> ClonedRepository:
    failed = ClonedRepository(paths=one.pins, url=one.url, state=Brought.FAILED)

    def refused(flaw: CloneFlaw, said: str = "") -> ClonedRepository:
        return replace(failed, flaw=flaw, said=said)

    if not one.url:
        return refused(CloneFlaw.NO_ADDRESS)
    if not is_address(one.url):
        return refused(CloneFlaw.BAD_ADDRESS)
    if is_git_forbidden(env.govcs, env.goprivate, one.path):
        return refused(CloneFlaw.GOVCS, env.govcs)
    is_insecure = match_prefix_patterns(env.goinsecure, one.path)
    transport, is_allowed = transport_to(store.ready(), one.url, may_be_plain=is_insecure)
    if not is_allowed:
        return refused(CloneFlaw.TRANSPORT, transport)
    try:
        stored = store.bring(one.url, (one.path,), one.revisions, transport)
    except GitFailed as error:
        return replace(failed, said=error.said)
    except WorldProblem as error:
        return replace(failed, said=str(error))
    if stored is None:
        return refused(CloneFlaw.BUSY)
    return replace(
        failed,
        state=stored.state,
        folder=stored.folder,
        size=stored.size,
        lacking=stored.lacking,
    )
