"""Go commands that `docker run` runs beside the folder that it mounts the project to (docker run reference: -v, -w)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.scripts.read.commands import Call
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.shell.model import Word

_NEEDS_MODULE = frozenset(("build", "install", "test", "vet", "run", "list", "generate", "get"))
_IMAGE = re.compile(r"(?:docker\.io/)?(?:library/)?golang(?:[:@].*)?")
_RUNNERS = frozenset(("docker", "podman", "nerdctl"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBeside:
    """The go command `call` of a container whose project lies in `place`. `image`: the word that names the image, where
    no option says the folder."""

    call: Call
    place: str
    image: Word | None


def beside_the_mount(document: Document, module: str) -> Iterator[RunBeside]:
    """Every such command for packages of the project, by import path or from the folder."""
    mount = re.compile(rf".+:(?P<place>/[\w./-]*/src/{re.escape(module)})/?(?::\w+)?")
    for call in document.go_commands:
        words = call.command.words
        first = next((i for i, word in enumerate(words) if word is call.words[0]), 0)
        before = words[:first]
        if len(before) < 3 or before[0].value not in _RUNNERS or before[1].value != "run":
            continue
        place = next((match["place"] for word in before if (match := mount.fullmatch(word.value))), "")
        if not place or call.arguments[0] not in _NEEDS_MODULE or any("@" in word for word in call.arguments):
            continue
        folder = _folder(before)
        is_golang = _IMAGE.fullmatch(before[-1].value) is not None
        is_beside = place.startswith(f"{folder.rstrip('/')}/") if folder else is_golang
        if is_beside and any(f"{word}/".startswith((f"{module}/", "./")) for word in call.arguments[1:]):
            yield RunBeside(call=call, place=place, image=None if folder else before[-1])


def _folder(words: Sequence[Word]) -> str:
    """What -w or --workdir says, "" without it."""
    for number, word in enumerate(words):
        name, sign, value = word.value.partition("=")
        if name in ("-w", "--workdir"):
            return value if sign else words[number + 1].value if number + 1 < len(words) else ""
        if word.value.startswith("-w/"):
            return word.value[2:]
    return ""
