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
    CloneFlaw.NO_ADDRESS: "neither a lock nor the import path tells an address",
    CloneFlaw.BAD_ADDRESS: "not asked, since this is no address of a server that git may go to",
    CloneFlaw.TRANSPORT: "not asked, since {said} is not allowed for it (GOINSECURE, and git config protocol.{said}.allow)",
    CloneFlaw.GOVCS: "not asked, since GOVCS={said} forbids git for it",
    CloneFlaw.BUSY: "another gomigrate is at it; try again in a while",
}


def cloned_text(found: Sequence[ClonedRepository], root: str) -> str:
    """A line for each repository, what it lacks, and what to do next; `root` is the folder that they lie in."""
    if not found:
        return "Nothing to clone: no copy and no unresolved pin whose repository is not here yet."
    lines = [line for repository in found for line in _lines(repository)]
    here = [repository for repository in found if repository.state is not Brought.FAILED]
    if here:
        size = sized(sum(repository.size for repository in here))
        where = f"{counted(len(here), 'repository')} ({size}) in {root}; remove what is not needed any more."
        lines += ["", where, "Next: gomigrate plan"]
    return "\n".join(lines)


def _lines(repository: ClonedRepository) -> list[str]:
    name = repository.url or first_few(repository.paths)
    if repository.state is Brought.FAILED:
        flaw = repository.flaw
        return [f"{name}: {_FLAWS[flaw].format(said=repository.said) if flaw else repository.said}"]
    lacking = first_few([short(revision) for revision in repository.lacking])
    tail = [f"    has no {lacking}: neither a branch nor a tag leads there, and it is not given by its hash"] * bool(
        lacking
    )
    return [
        f"{name}: {_STATES[repository.state]}, {sized(repository.size)} ({first_few(repository.paths)})",
        *tail,
    ]


_STATES = {Brought.NEW: "cloned", Brought.FETCHED: "fetched", Brought.THERE: "there already"}


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
