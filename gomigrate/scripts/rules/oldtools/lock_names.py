"""Lock files that go and are named: in COPY and ADD, and in the keys of caches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.legacytools import LOCKS
from gomigrate.scripts.rules.rule import YAML_KINDS, Build, Corrections, Document, Edit, FileKind, Rule, manual, safe

if TYPE_CHECKING:
    from gomigrate.scripts.read.pieces import Instruction, Scalar

_GLOBS = {"Gopkg.*": ("Gopkg.lock", "Gopkg.toml"), "glide.*": ("glide.lock", "glide.yaml")}
_CHECKSUM = re.compile(r"""(?P<call>checksum |hashFiles\()(?P<quote>["'])(?:\*\*/)?(?P<file>[\w./*-]+)(?P=quote)""")

_NAMED = re.compile(r"(?<![\w.-])(?:\./|\*\*/)?(?P<file>\w[\w.-]*(?:/[\w.-]+)?)(?=[ \t]*(?:[|\"',\]\s]|\Z))")


def find(document: Document, build: Build) -> Corrections:
    """COPY Gopkg.lock becomes COPY go.mod go.sum, checksum "Gopkg.lock" becomes that of go.sum."""
    stage, copied = 0, set[tuple[int, str]]()
    for instruction in document.instructions:
        stage += instruction.name == "FROM"
        if instruction.name == "WORKDIR":
            copied.clear()
        if instruction.is_copy and not any(flag.startswith("--from") for flag in instruction.flags):
            yield from _copied(document, instruction, build, stage, copied)
    for scalar in document.scalars:
        for match in _CHECKSUM.finditer(document.text, scalar.start, scalar.end):
            if _goes(match["file"], build):
                at, end = match.span("file")
                yield safe(at, Edit(at, end, "go.sum"), file=match["file"], is_key=True)
        for match in _NAMED.finditer(document.text, scalar.start, scalar.end) if _is_key(document, scalar) else ():
            if _goes(match["file"], build):
                yield safe(match.start("file"), Edit(*match.span("file"), "go.sum"), file=match["file"], is_key=True)


def _is_key(document: Document, scalar: Scalar) -> bool:
    """Whether a scalar names files whose content is the key of a cache: a part of a key of Azure Pipelines (Cache task
    reference: "key"), a file of one of GitLab CI (CI/CD YAML reference: "cache:key:files")."""
    keys = tuple(key for key in scalar.keys if key != "-")
    if document.kind is FileKind.AZURE:
        return keys[-2:] in (("inputs", "key"), ("inputs", "restoreKeys"))
    return document.kind is FileKind.GITLAB and keys[-3:] == ("cache", "key", "files")


def _goes(name: str, build: Build) -> bool:
    """Whether a name is that of a lock or manifest that the branch does not have."""
    clean = name.removeprefix("./")
    if clean in _GLOBS:
        return any(_goes(each, build) for each in _GLOBS[clean])
    return clean in LOCKS and clean not in build.kept_locks and (clean in build.removed or clean not in build.files)


def _copied(
    document: Document, instruction: Instruction, build: Build, stage: int, copied: set[tuple[int, str]]
) -> Corrections:
    """Lock files among the sources of a COPY; kept copies must be there before go mod download. A COPY of nothing else
    is removed where the module files are already in that folder of its stage (`copied`)."""
    sources, target = instruction.words[:-1], instruction.words[-1:]
    locks = [piece for piece in sources if _goes(piece.value, build)]
    if not locks or not target:
        return
    at, name = locks[0].start, locks[0].value
    wanted = ["go.mod", "go.sum"] if build.has_go_sum else ["go.mod"]
    there = {piece.value for piece in sources}
    new = [module_file for module_file in wanted if module_file not in there]
    is_list = document.text[locks[0].start - 1] == '"'
    if is_list and not new:
        yield manual(at, file=name, is_key=False)
        return
    is_all = len(locks) == len(sources)
    folder = _folder(target[0].value, name, is_all=is_all)
    if is_all and (stage, folder) in copied:
        yield safe(at, Edit(instruction.start, instruction.end, ""), file=name, is_key=False)
        return
    copied.add((stage, folder))
    between = '", "' if is_list else " "
    edits = [Edit(locks[0].start, locks[0].end, between.join(new))] if new else []
    for lock in locks[1:] if new else locks:
        start = lock.start - 1 if is_list else lock.start
        edits.append(Edit(_before(document.text, start), lock.end + is_list, ""))
    if folder != target[0].value:
        edits.append(Edit(target[0].start, target[0].end, folder))
    if build.copies_top and new:
        copy = " ".join(["COPY", *instruction.flags, build.copies_top])
        line = f"{copy} {folder.rstrip('/')}/{build.copies_top}/\n"
        edits.append(Edit(instruction.end, instruction.end, line))
    yield safe(at, *edits, file=name, is_key=False)


def _folder(target: str, name: str, *, is_all: bool) -> str:
    """Where several files go to instead of one: to a folder, which ends with a slash (Dockerfile reference: "COPY")."""
    if target == ".":
        return "./"
    if target.endswith("/") or not is_all:
        return target
    if target.rpartition("/")[2] == name.rpartition("/")[2]:
        return f"{target.rpartition('/')[0]}/" if "/" in target else "./"
    return f"{target}/"


def _before(text: str, i: int) -> int:
    while i and text[i - 1] in " \t,":
        i -= 1
    return i


RULE = Rule(
    code="GM809",
    find=find,
    words=tuple(name.lower() for name in (*sorted(LOCKS), *_GLOBS)),
    kinds=YAML_KINDS | {FileKind.DOCKER},
)
