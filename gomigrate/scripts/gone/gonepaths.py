"""What a branch has no more: files, folders, tools."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gomigrate.model.go.modpath import is_inside
from gomigrate.scripts.legacytools import LOCKS
from gomigrate.scripts.shell.model import OPAQUE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.scripts.legacytools import LegacyTool

VENDOR_FOLDERS = frozenset(("vendor", "_vendor", "Godeps/_workspace", "vendor/src"))
"""Where old tools put dependencies: such a folder is removed where the branch has none, committed or not, except in
projects whose other languages have such a folder."""
_GLOB = re.compile(r"[*?\[{]")
_PLACES = re.compile(rf"(?:\$\w+|{OPAQUE})/+|/+(?:go|root/go)/src/")
_CLIMBING, _HERE = re.compile(r"^(?:\.\./)+"), re.compile(r"^(?:\./+)+")
# A path, not an expression or a sentence: what stands between slashes has no blanks and brackets.
_WORD = re.compile(r"[\w@%+.~*?\[\]{}:,$/-]+|[^\s'\"()=;|&<>]+")


# They have vendor folders of their own.
_OTHER_VENDORS = frozenset(("composer.json", "Gemfile"))
_LOCKS = frozenset(posixpath.basename(lock) for lock in LOCKS)


def _is_of_old_tool(path: str) -> bool:
    return posixpath.basename(path) in _LOCKS or path.startswith("vendor/")


def _folders_of(files: Iterable[str]) -> frozenset[str]:
    """The folders into which the tools fetched whose files these are: godep's workspace only with its lock."""
    is_godep = any(path.startswith("Godeps/") for path in files)
    return VENDOR_FOLDERS if is_godep else VENDOR_FOLDERS - {"Godeps/_workspace"}


def _above(paths: Iterable[str]) -> set[str]:
    """All folders above these paths."""
    found: set[str] = set()
    for path in paths:
        folder = posixpath.dirname(path)
        while folder and folder not in found:
            found.add(folder)
            folder = posixpath.dirname(folder)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class GonePaths:
    """The project's module; the removed `files` and the folders `above` them; the vendor folders into which old tools
    `fetched` and that are removed; all that is there, folders as well; the folders of kept copies; the paths of the
    `modules` that are built (none: not known); whether the branch gets a vendor folder that is made from go.mod.

    Paths are relative to the project, with slashes."""

    module: str
    files: frozenset[str]
    above: frozenset[str]
    fetched: frozenset[str]
    there: frozenset[str]
    copies: tuple[str, ...] = ()
    modules: frozenset[str] = frozenset()
    vendors_anew: bool = False

    @classmethod
    def of(
        cls,
        module: str,
        before: Iterable[str],
        after: Iterable[str],
        *,
        copies: Iterable[str] = (),
        modules: Iterable[str] = (),
        anew: bool = False,
    ) -> GonePaths:
        """From the files of the project before and after. `anew`: a vendor folder is made from go.mod."""
        now = frozenset(after)
        there = now | _above(now)
        files = frozenset(before) - now
        was_fetched = any(map(_is_of_old_tool, files)) and there.isdisjoint(_OTHER_VENDORS)
        return cls(
            module=module,
            files=files,
            above=frozenset(_above(files)),
            fetched=_folders_of(files) - there if was_fetched else frozenset(),
            there=frozenset(there),
            copies=tuple(copies),
            modules=frozenset(modules),
            vendors_anew=anew,
        )

    @property
    def has_vendor(self) -> bool:
        """Whether there is a vendor folder at the top, or the build makes one."""
        return self.vendors_anew or "vendor" in self.there

    def vendors_own(self, folder: str) -> bool:
        """Whether a folder is in a nested module that has a vendor folder of its own."""
        above = "" if folder.startswith(("/", "..", "$", ".")) else folder
        while above and f"{above}/go.mod" not in self.there:
            above = posixpath.dirname(above)
        return bool(above) and f"{above}/vendor/modules.txt" in self.there

    def leaves(self, tool: LegacyTool) -> bool:
        """Whether calls of a tool are not reported: its lock is there, or the name may be another program's, such as
        the project's own, where no lock of the tool was removed."""
        if any(lock in self.there for lock in tool.locks):
            return True
        return (tool.is_common_word or self.is_tool(tool.name)) and self.files.isdisjoint(tool.locks)

    def is_tool(self, name: str) -> bool:
        """Whether the project itself is the tool of this name."""
        return self.module.rpartition("/")[2] == name

    def named(self, word: str, file: str, *, bare: bool = True) -> str:
        """The path that a word of a file names and that is removed, "" for none. The word is relative to the project's
        folder or to the file's own; the value of a variable before it is not known. `bare`: so is "vendor" alone."""
        path = self._path_of(word)
        if not path or (not bare and path == word and path in VENDOR_FOLDERS):
            return ""
        climbs = path.startswith("../")
        own = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
        clean = _CLIMBING.sub("", path)
        candidates = list(dict.fromkeys((own, clean) if climbs else (path, own)))
        if any(self._is_there(candidate) for candidate in candidates):
            return ""
        return next((candidate for candidate in candidates if self._is_gone(candidate)), "")

    def was_there(self, path: str) -> bool:
        """Whether a path of `named` was committed, and not only put there by an old tool."""
        return path in self.files or path in self.above

    def had_folder(self, folder: str) -> bool:
        """Whether a folder of that name, at any depth, held committed files that went, or what an old tool fetched."""
        return folder in self.fetched or any(path == folder or path.endswith(f"/{folder}") for path in self.above)

    def _path_of(self, word: str) -> str:
        """The path in a word without what leads to the project's folder."""
        path = word
        if place := _PLACES.match(path):
            path = path[place.end() :].removeprefix(f"{self.module}/")
        path = _HERE.sub("", path)
        if not path or path.startswith(("-", "/", "!", "~")) or not _WORD.fullmatch(path):
            return ""
        head, _, below = path.partition(f"{self.module}/")
        path = below if below and head in ("", "src/") else path
        return posixpath.normpath(path.removesuffix("/...")) if path not in (".", "..") else ""

    def _is_there(self, path: str) -> bool:
        if _GLOB.search(path):
            folder = posixpath.dirname(_GLOB.split(path, maxsplit=1)[0] + "x")
            if folder and folder not in self.there:
                return False
            return folder != "" or any("/" not in name and fnmatchcase(name, path) for name in self.there)
        return path in self.there

    def _is_gone(self, path: str) -> bool:
        if self.vendors_anew and is_inside(path, "vendor"):
            return False
        if glob := _GLOB.search(path):
            top = posixpath.dirname(path[: glob.start()] + "x")
            if top:
                return self._is_gone(top)
            return any("/" not in name and fnmatchcase(name, path) for name in self.files)
        return path in self.files or path in self.above or self._was_fetched(path)

    def _was_fetched(self, path: str) -> bool:
        """Whether a path is or lies in a removed vendor folder: what tools put there need not have been committed."""
        own = next((f"{folder}/{self.module}" for folder in self.fetched if is_inside(path, folder)), "")
        return own != "" and not is_inside(path, own)  # no project vendors itself
