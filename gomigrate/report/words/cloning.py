"""What came of bringing repositories here, in words and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gomigrate.model.diagnosis.remedies import Brought, CloneFlaw
from gomigrate.report.words.phrases import counted, first_few, sized
from gomigrate.report.words.reasons import short

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


def cloned_text(found: Sequence[ClonedRepository], root: str) -> str:
    """A line for each repository, and what it lacks; `root` is the folder that they lie in."""
    if not found:
        return "Nothing to clone: the plan has no copy and no unresolved pin that a clone may help."
    lines = [line for repository in found for line in _lines(repository)]
    here = [repository for repository in found if repository.state is not Brought.FAILED]
    if here:
        size = sized(sum(repository.size for repository in here))
        where = f"{counted(len(here), 'repository')} ({size}) in {root}; delete those that you no longer need."
        lines += ["", where]
    return "\n".join(lines)


def _lines(repository: ClonedRepository) -> list[str]:
    name = repository.url or first_few(repository.paths)
    if repository.state is Brought.FAILED:
        flaw = repository.flaw
        return [f"{name}: {_FLAWS[flaw].format(said=repository.said) if flaw else repository.said}"]
    lacking = first_few([short(revision) for revision in repository.lacking])
    tail = [
        f"    does not have {lacking}: no branch or tag contains that, and the server does not give it by hash"
    ] * bool(lacking)
    return [
        f"{name}: {_STATES[repository.state]}, {sized(repository.size)} ({first_few(repository.paths)})",
        *tail,
    ]


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
