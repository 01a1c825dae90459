"""The results of `gomigrate clone`, in words and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gomigrate.model.diagnosis.remedies import Brought, CloneFlaw
from gomigrate.report.words.phrases import counted, first_few, sized
from gomigrate.report.words.planning.reasons import short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.diagnosis.remedies import ClonedRepository

_FLAWS = {
    CloneFlaw.NO_ADDRESS: "no address in a lock file or from the import path",
    CloneFlaw.BAD_ADDRESS: "not asked: git cannot clone from such an address",
    CloneFlaw.TRANSPORT: "not asked: {said} is not allowed (GOINSECURE, and git config protocol.{said}.allow)",
    CloneFlaw.GOVCS: "not asked: GOVCS={said} forbids git",
    CloneFlaw.BUSY: "another gomigrate is cloning this repository; try again later",
}


def cloned_text(found: Sequence[ClonedRepository], root: str, *, names_all: bool = False) -> str:
    """A line for each repository, and what it lacks; `root` is the folder that they lie in. Those that failed for one
    reason share a line with the first names, with `names_all` all of them."""
    if not found:
        return "Nothing to clone: the plan has no copy and no unresolved pin that a clone may help."
    lines = [line for repository in found if repository.state is not Brought.FAILED for line in _lines(repository)]
    failed: dict[str, list[str]] = {}
    for repository in found:
        if repository.state is Brought.FAILED:
            failed.setdefault(_failure(repository), []).append(repository.url or first_few(repository.paths))
    lines += [line for reason, names in failed.items() for line in _failed(reason, names, names_all=names_all)]
    here = [repository for repository in found if repository.state is not Brought.FAILED]
    if here:
        size = sized(sum(repository.size for repository in here))
        where = f"{counted(len(here), 'repository')} ({size}) in {root}; delete those that you no longer need."
        lines += ["", where]
    return "\n".join(lines)


def _lines(repository: ClonedRepository) -> list[str]:
    lacking = first_few([short(revision) for revision in repository.lacking])
    tail = [
        f"    does not have {lacking}: no branch or tag contains that, and the server does not give it by hash"
    ] * bool(lacking)
    return [
        f"{repository.url}: {_STATES[repository.state]}, {sized(repository.size)} ({first_few(repository.paths)})",
        *tail,
    ]


def _failure(repository: ClonedRepository) -> str:
    """Why it failed; git begins with the address, which the line has already."""
    if repository.flaw:
        return _FLAWS[repository.flaw].format(said=repository.said)
    return repository.said.removeprefix(f"unable to access '{repository.url}/': ")


def _failed(reason: str, names: list[str], *, names_all: bool) -> list[str]:
    if len(names) == 1:
        return [f"{names[0]}: {reason}"]
    shown = names if names_all else names[:_MOST_NAMES]
    more = [f"  and {len(names) - len(shown)} more: -v lists them"] * (len(shown) < len(names))
    return [f"{counted(len(names), 'repository')} failed: {reason}", *(f"  {name}" for name in shown), *more]


_MOST_NAMES = 3
_STATES = {Brought.NEW: "cloned", Brought.FETCHED: "fetched", Brought.THERE: "already here"}


def cloned_json(found: Sequence[ClonedRepository], root: str) -> dict[str, Any]:
    """The same as one object."""
    return {
        "schema": "gomigrate/clone/1",
        "folder": root,
        "repositories": [
            {
                "url": repository.url,
                "paths": list(repository.paths),
                "state": str(repository.state),
                "folder": repository.folder,
                "size": repository.size,
                "lacking": list(repository.lacking),
                "flaw": str(repository.flaw or ""),
                "said": repository.said,
            }
            for repository in found
        ],
    }
