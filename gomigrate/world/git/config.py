"""What the configuration of a repository says of its remotes: read as data, with nothing included and nothing run.

GitPython knows the format (git-config(1), Syntax). It gets only complete lines, as git writes them: for a value that
continues in the next lines its time grows with the square of their number.
"""

from __future__ import annotations

import os
import re
from io import BytesIO
from typing import TYPE_CHECKING

from gomigrate.world.disk.reading import read_or_none

if TYPE_CHECKING:
    from pathlib import Path

# It starts a program when it is imported, by this name; here it finds none, and says nothing of it.
_AT_IMPORT = {"GIT_PYTHON_GIT_EXECUTABLE": os.devnull, "GIT_PYTHON_REFRESH": "quiet"}
_before = {name: os.environ.get(name) for name in _AT_IMPORT}
os.environ.update(_AT_IMPORT)
try:
    from git.config import GitConfigParser
finally:
    for _name, _value in _before.items():
        os.environ.pop(_name)
        if _value is not None:
            os.environ[_name] = _value

_HEADER = rb'\[(?:[^"\]\n]|"(?:[^"\\\n]|\\.)*")*\]'
_SETTING = rb'[A-Za-z][A-Za-z0-9-]*[ \t]*=(?:[^"\\\n]|\\.|"(?:[^"\\\n]|\\.)*")*'
_LINE = re.compile(rb"^[ \t]*(%s)?[ \t]*(?:(%s)$)?" % (_HEADER, _SETTING), re.MULTILINE)
_REMOTE = re.compile(r'remote\s+"((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_MAX_CONFIG = 1 << 20


def remote_urls(git_dir: Path) -> dict[str, str]:
    """Name -> the first address, as it is written, of each remote in a git directory's own configuration; none where
    that cannot be read or has more than 1 MiB."""
    parser = _parsed(read_or_none(git_dir / "config", _MAX_CONFIG) or b"")
    found: dict[str, str] = {}
    for section in parser.sections():
        remote = _REMOTE.fullmatch(section)
        urls = [value for key, values in parser.items_all(section) if key.lower() == "url" for value in values if value]
        if remote and urls:
            found.setdefault(re.sub(r"\\(.)", r"\1", remote[1]), urls[0])
    return found


def _parsed(data: bytes) -> GitConfigParser:
    # To Python's parser this name means a section that lends its settings to every other.
    lines = (line.replace(b"[DEFAULT]", b"[default]") for found in _LINE.findall(data) for line in found if line)
    file = BytesIO(b"\n".join((b"[core]", *lines)).decode("utf-8", "replace").encode())
    file.name = "config"
    parser = GitConfigParser(file, read_only=True, merge_includes=False)
    parser.read()
    return parser
