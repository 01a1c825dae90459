"""Lock files that go and are named: in COPY and ADD, and in the keys of caches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.change import Correction, manual, safe
from gomigrate.scripts.kinds import YAML_KINDS, FileKind
from gomigrate.scripts.legacytools import TOOLS
from gomigrate.scripts.rules.rule import Rule
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document, Instruction
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM809"
_LOCKS = frozenset(lock for tool in TOOLS for lock in tool.locks)
_GLOBS = {"Gopkg.*": ("Gopkg.lock", "Gopkg.toml"), "glide.*": ("glide.lock", "glide.yaml")}
_CHECKSUM = re.compile(r"""(?P<call>checksum |hashFiles\()(?P<quote>["'])(?:\*\*/)?(?P<file>[\w./*-]+)(?P=quote)""")


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """COPY Gopkg.lock becomes COPY go.mod go.sum, checksum "Gopkg.lock" becomes that of go.sum."""
    if document.kind is FileKind.DOCKER:
        for instruction in document.instructions:
            if instruction.name in ("COPY", "ADD") and not any(f.startswith("--from") for f in instruction.flags):
                yield from _copied(document, instruction, facts)
    if document.kind in YAML_KINDS:
        for scalar in document.scalars:
            for match in _CHECKSUM.finditer(document.text, scalar.start, scalar.end):
                if _goes(match["file"], facts):
                    message = f"the cache is keyed by {match['file']}, which goes."
                    yield safe(
                        CODE, match.start("file"), message, Edit(match.start("file"), match.end("file"), "go.sum")
                    )


def _goes(name: str, facts: Facts) -> bool:
    """Whether a name is that of a lock or manifest that the branch does not have."""
    clean = name.removeprefix("./")
    if clean in _GLOBS:
        return any(_goes(each, facts) for each in _GLOBS[clean])
    return clean in _LOCKS and clean not in facts.kept_locks and (clean in facts.removed or clean not in facts.files)


def _copied(document: Document, instruction: Instruction, facts: Facts) -> Iterator[Correction]:
    """Lock files among the sources of a COPY; kept copies must be there before go mod download."""
    sources, target = instruction.words[:-1], instruction.words[-1:]
    locks = [piece for piece in sources if _goes(piece.value, facts)]
    if not locks or not target:
        return
    at = locks[0].start
    message = f"{locks[0].value} is copied into the image, and goes."
    if instruction.flags or document.text[instruction.start : instruction.end].count("[") > 0:
        yield manual(CODE, at, message, "Copy go.mod and go.sum instead.")
        return
    wanted = ["go.mod", "go.sum"] if facts.has_go_sum else ["go.mod"]
    there = {piece.value for piece in sources}
    new = [name for name in wanted if name not in there]
    folder = target[0].value
    is_folder = folder.endswith("/") or folder in (".", "./")
    if len(sources) == 1 and not is_folder:
        # A single source that becomes two needs a folder to go to.
        if folder.rpartition("/")[2] == locks[0].value.rpartition("/")[2]:
            folder = f"{folder.rpartition('/')[0]}/" if "/" in folder else "./"
        else:
            folder = f"{folder}/"
    edits = [Edit(locks[0].start, locks[0].end, " ".join(new))] if new else []
    edits += [Edit(_before(document.text, lock.start), lock.end, "") for lock in (locks[1:] if new else locks)]
    if folder != target[0].value:
        edits.append(Edit(target[0].start, target[0].end, folder))
    if facts.copies_top and new:
        line = f"COPY {facts.copies_top} {folder.rstrip('/') if folder != '.' else '.'}/{facts.copies_top}/\n"
        edits.append(Edit(instruction.end, instruction.end, line))
    yield safe(CODE, at, message, *edits)


def _before(text: str, i: int) -> int:
    while i and text[i - 1] in " \t":
        i -= 1
    return i


RULE = Rule(name="lock-names", code=CODE, find=find)
