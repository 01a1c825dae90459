"""Steps of services and containers whose image is an old tool: the command is its arguments alone
(`name: instrumentisto/dep` with `args: [ensure]`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.scripts.gone.brokenline import BrokenLine, GoneUse
from gomigrate.scripts.gone.commands import at, first_words
from gomigrate.scripts.legacytools import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.gone.gonepaths import GonePaths
    from gomigrate.scripts.legacytools import LegacyTool
    from gomigrate.scripts.read.document import Document

_IMAGES = frozenset(("name", "image", "uses"))
_ARGUMENTS = frozenset(("args", "command", "entrypoint", "commands"))


def in_tool_images(document: Document, gone: GonePaths) -> Iterator[BrokenLine]:
    """The first argument of each such step that fetches what the lock names."""
    tool: LegacyTool | None = None
    above: tuple[str, ...] = ()
    for scalar in document.scalars:
        key = scalar.keys[-1] if scalar.keys else ""
        if key in _IMAGES:
            tool, above = _tool(scalar.value), scalar.keys[:-1]
            continue
        names = set(scalar.keys[len(above) :])
        if tool is None or scalar.keys[: len(above)] != above or not names & _ARGUMENTS:
            continue
        words = scalar.value.split(maxsplit=1)
        if words and words[0] in first_words(tool) and not gone.leaves(tool):
            yield at(document, scalar.start, GoneUse.TOOL, tool.name, fails=True)
        tool = None


def _tool(image: str) -> LegacyTool | None:
    """The tool that an image is named for: instrumentisto/dep:0.5, docker://treeder/glide."""
    name = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
    return BY_NAME.get(name) if "/" in image else None
