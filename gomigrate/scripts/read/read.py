"""One reader for each kind of file."""

from __future__ import annotations

from gomigrate.scripts.codemods.glance import may_have_habit
from gomigrate.scripts.kinds import STRING_KINDS, YAML_KINDS, FileKind
from gomigrate.scripts.read.document import Document
from gomigrate.scripts.unclear import Unclear, UnreadableError

MOST_BYTES = 1 << 20
"""No build file that a person wrote is larger."""


def read(path: str, kind: FileKind, text: str) -> Document:
    """The file as the rules see it. Raises UnreadableError where it is not what its name says, or too large."""
    if len(text) > MOST_BYTES:
        raise UnreadableError(0, Unclear.LARGE, f"{MOST_BYTES >> 20} MiB")
    if kind in YAML_KINDS:
        from gomigrate.scripts.read.yaml import read_yaml

        return read_yaml(path, kind, text)
    if kind is FileKind.MAKE:
        from gomigrate.scripts.read.make import read_make

        return read_make(path, text)
    if kind is FileKind.DOCKER:
        from gomigrate.scripts.read.docker import read_docker

        return read_docker(path, text)
    if kind in (FileKind.STARLARK, FileKind.PYTHON):
        if not may_have_habit(text):
            return Document.of(path, kind, text)
        from gomigrate.scripts.codemods.reading import read_pythonic

        return read_pythonic(path, kind, text)
    if kind in STRING_KINDS:
        from gomigrate.scripts.read.quoted import read_quoted

        return read_quoted(path, kind, text)
    if kind is FileKind.WINDOWS:
        from gomigrate.scripts.read.windows import read_windows

        return read_windows(path, text)
    from gomigrate.scripts.read import script

    if kind is FileKind.GO:
        return script.read_generate(path, text)
    if kind is FileKind.IGNORE:
        return script.read_ignore(path, text)
    return script.read_shell(path, text)
