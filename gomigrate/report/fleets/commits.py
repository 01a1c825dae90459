"""The messages of the commits that make several modules of one repository; each module's own is in prose.message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.prose.message import Message
from gomigrate.report.words.phrases import counted

if TYPE_CHECKING:
    from collections.abc import Iterable


def places_message(modules: int) -> Message:
    """The commit that holds the places of so many modules."""
    return Message(
        f"Reserve the folders of {counted(modules, 'new module')}",
        "Each folder belongs to the module above until it has its own go.mod.\n",
    )


def module_message(name: str, bodies: Iterable[str]) -> Message:
    """The commit that makes one module; `bodies` are those of the commits that it would be in a repository of its
    own."""
    return Message(f"Build {name} with Go modules", "\n\n".join(filter(None, (b.strip("\n") for b in bodies))) + "\n")


def last_message(modules: int) -> Message:
    """The commit after all modules: a go.work over so many of them, or (0) only removed files."""
    if modules:
        return Message(
            f"Build {counted(modules, 'module')} together",
            "Each module also builds alone, by its own go.mod: GOWORK=off.\n",
        )
    return Message("Remove what no module needs", "The modules that these files were for have their own go.mod now.\n")
