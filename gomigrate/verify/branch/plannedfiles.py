"""Whether a plan explains that a file changed, and whether the file is shown to be what the plan makes of it.

A record is hostile input, so a path in it excuses a change only where gomigrate makes such changes. Where the content
can be made again from the tree before, it is.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from gomigrate.gosource.headers.header import import_specs
from gomigrate.gosource.rewrite import without_relative_imports
from gomigrate.locks.registry import READERS
from gomigrate.model.plan import StepKind
from gomigrate.model.policy import COPIES
from gomigrate.modfile.gomod import ModFileError, parse
from gomigrate.modfile.placeholder import is_placeholder, placeholder
from gomigrate.plan.copies.keptcopies import PREFIX
from gomigrate.plan.files.submodules import FILE as GITMODULES
from gomigrate.plan.files.submodules import without_sections
from gomigrate.plan.files.tools import Tool, ToolsFile, is_tools_file
from gomigrate.scripts.kinds import kind_by_first_line, kind_by_path
from gomigrate.scripts.spans import decoded, encoded
from gomigrate.verify.branch.record import RECORD
from gomigrate.verify.branch.rewrites import undone
from gomigrate.verify.branch.scriptsagain import scripts_again
from gomigrate.world.disk.trees import subtree
from gomigrate.world.git.checkout import as_checked_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gomigrate.model.legacy.habits import Habit
    from gomigrate.model.plan import Plan
    from gomigrate.model.trees.tree import Tree
    from gomigrate.verify.branch.rewrites import Rewrites
    from gomigrate.world.git.gittree import GitTree

_PLAIN, _EXECUTABLE, _LINK, _GITLINK = "100644", "100755", "120000", "160000"
_LEGACY = {file for reader in READERS for file in (*reader.files, *reader.companions)}
_VENDORED = re.compile(r"(?:^|(?<=/))(?:vendor|_vendor|Godeps/_workspace)/")
_NOTE = re.compile(rf"(?:{PREFIX}_)*{PREFIX}\.(?:txt|patch)")
_COPY_GO_MOD = re.compile(r"module ([^\s\"'`()]+)\n(\ngo [0-9][0-9a-z.]*\n)?")
_GENERATE = b"//go:generate"

Item = tuple[str, str]
"""git's mode and object id of a file."""


class Explained(Enum):
    """YES: the plan explains the change, and the content is what it must be. UNPROVED: the plan explains it, and the
    content was compared with nothing. NO: the plan does not explain it."""

    YES = 1
    UNPROVED = 2
    NO = 3


class BaseFiles:
    """The tree before, with its files in the form that plans are asked about; made once for all plans."""

    def __init__(self, tree: GitTree) -> None:
        self.tree = tree

    @cached_property
    def files(self) -> dict[str, Item]:
        """git's mode and object id by path."""
        return self.tree.files()

    @cached_property
    def checked_out(self) -> Tree:
        """The files as a checkout has them: the build used what attributes make of them."""
        return as_checked_out(self.tree)

    @cached_property
    def vendor_folders(self) -> frozenset[str]:
        """The folders with Go dependencies: other languages also have folders named vendor."""
        held = (path for path, (mode, _) in self.files.items() if path.endswith(".go") or mode == _GITLINK)
        return frozenset(top for path in held for top in _tops(path))

    def copies_of(self, below: str) -> list[str]:
        """The files at this path below a folder of dependencies, of which a kept copy can be one."""
        places = (f"{top}{inner}{below}" for top in self.vendor_folders for inner in ("", "src/"))
        return [place for place in places if place in self.files]


@dataclass(frozen=True, kw_only=True)
class PlannedFiles:
    """The plan of one module in the folder `place` of the repository (None: there is none), asked about files. `before`
    and `after` are the repository's trees; the module is the one that `is_verified`, or another."""

    place: str
    plan: Plan | None
    before: BaseFiles
    after: GitTree
    rewrites: Rewrites = ()
    is_verified: bool = False

    @cached_property
    def _named(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """What the plan writes, edits and removes."""
        lists = (self.plan.writes, self.plan.edits, self.plan.removes) if self.plan else ((), (), ())
        writes, edits, removes = map(frozenset, lists)
        return writes, edits, removes

    @cached_property
    def _made_again(self) -> Mapping[str, str]:
        """The texts that the rules make of build files of the state before; none where a tree cannot be read."""
        if self.plan is None:
            return {}
        try:
            return scripts_again(self.plan, subtree(self.before.tree, self.place), subtree(self.after, self.place))
        except OSError:
            return {}

    def explains(self, path: str, old: Item, new: Item) -> Explained:
        """Whether the plan explains a file (relative to the repository) that was `old` and is `new`: git's mode and
        object id, with the mode 000000 where there is none. What cannot be read proves nothing."""
        try:
            return self._answer(path, old, new)
        except OSError:
            return Explained.UNPROVED

    def _answer(self, path: str, old: Item, new: Item) -> Explained:
        name = path[len(self.place) + 1 :] if self.place else path
        writes, edits, removes = self._named
        if not new[1]:
            is_link = name == "vendor" and old[0] == _LINK
            is_known = is_link or self._is_legacy(path, name) or self._is_dropped_copy(name)
            return _proved(name in removes and is_known)
        if new[0] not in (_PLAIN, _EXECUTABLE) or old[0] == _GITLINK:
            return Explained.NO
        if name in ("go.mod", "go.sum", RECORD):
            # What they say is compared by the go command and with the plan.
            is_module = self.plan is not None or (self.is_verified and name != RECORD)
            return _proved(new[0] == _PLAIN and is_module)
        if posixpath.basename(name) == "go.mod" and self._is_placeholder(path):
            return Explained.YES
        if name in writes:
            return self._written(path, name, new)
        if name in edits and old[0] == new[0]:
            return self._edited(path, name)
        return Explained.NO

    def _is_dropped_copy(self, name: str) -> bool:
        """Whether a step removes the file with the kept copy that it was a part of."""
        step = self.plan.step if self.plan else None
        return step is not None and step.kind is StepKind.COPY and name.startswith(f"{COPIES}/{step.path}/")

    def _is_legacy(self, path: str, name: str) -> bool:
        """Whether gomigrate removes such a file: a lock, a file in a vendor folder, or the list of submodules
        where no other one is left in it."""
        if name == GITMODULES:
            return self._gitmodules(path) == b""
        is_lock = any(name == file or name.endswith(f"/{file}") for file in _LEGACY)
        return is_lock or any(top in self.before.vendor_folders for top in _tops(path))

    def _gitmodules(self, path: str) -> bytes:
        """The list of submodules without the removed ones."""
        left = self.after.gitlinks()
        gone = [link[len(self.place) :].lstrip("/") for link in self.before.tree.gitlinks() if link not in left]
        return without_sections(self.before.tree.read(path), gone)

    def _is_placeholder(self, path: str) -> bool:
        data = self.after.read(path)
        if not is_placeholder(data):
            return False
        try:
            mod = parse(data)
        except ModFileError:
            return False
        return data == placeholder(mod.module, mod.go)

    def _written(self, path: str, name: str, new: Item) -> Explained:
        if name.startswith(f"{COPIES}/"):
            return self._kept(path, name.removeprefix(f"{COPIES}/"), new)
        if name.startswith("vendor/"):
            return Explained.UNPROVED  # compared with the modules that it stands for, see build.vendored
        if is_tools_file(name) and new[0] == _PLAIN:
            data = self.after.read(path)
            paths = [spec.path for spec in import_specs(data)]
            # Its form is gomigrate's own; which packages it keeps, and whether all are commands, the record says.
            forms = (
                ToolsFile(path=name, tools=tuple(Tool(import_path=path, place=None, is_command=one) for path in paths))
                for one in (True, False)
            )
            return Explained.UNPROVED if any(data == form.text for form in forms) else Explained.NO
        return Explained.NO

    def _kept(self, path: str, below: str, new: Item) -> Explained:
        """A file of a kept copy: one of the tree before, with imports rewritten; or what gomigrate puts beside them.
        One of which the tree before has none came from elsewhere, a checkout in GOPATH."""
        base = posixpath.basename(below)
        if _NOTE.fullmatch(base):
            return Explained.UNPROVED if new[0] == _PLAIN else Explained.NO
        known = self.before.copies_of(below)
        if any(self.before.files[place] == new for place in known):
            return Explained.YES
        data = self.after.read(path)
        own = _COPY_GO_MOD.fullmatch(data.decode("utf-8", "replace")) if base == "go.mod" else None
        if own and own[1] == posixpath.dirname(below) and new[0] == _PLAIN:
            return Explained.UNPROVED if own[2] else Explained.YES  # the go line is upstream's own
        if not known and base == "go.mod":
            return Explained.NO
        if not known:
            return Explained.UNPROVED
        return _proved(any(self._is_copy(place, base, data, new[0]) for place in known))

    def _is_copy(self, place: str, name: str, data: bytes, mode: str) -> bool:
        if self.before.files[place][0] not in (mode, _LINK):
            return False
        try:
            ways = {self.before.tree.read(place), self.before.checked_out.read(place)}
        except OSError:
            return False
        return any(self._undone(name, was) == self._undone(name, data) for was in ways)

    def _edited(self, path: str, name: str) -> Explained:
        was, now = self.before.tree.read(path), self.after.read(path)
        if name == GITMODULES:
            return _proved(now == self._gitmodules(path))
        if name.endswith(".go"):
            if self.plan:
                was = without_relative_imports(was, self.plan.source.import_path, posixpath.dirname(name))
            was, now = self._undone(name, was), self._undone(name, now)
            if was == now:
                return Explained.YES
            if _without_generate(was) != _without_generate(now):
                return Explained.NO
        if (kind_by_path(name) or kind_by_first_line(was)) is None:
            return Explained.NO
        habits = [habit for habit in self.plan.habits if habit.file == name] if self.plan else []
        if not is_as_recorded(decoded(was), decoded(now), habits):
            return Explained.NO
        made = None if name.endswith(".go") else self._made_again.get(name)
        return Explained.YES if made is not None and encoded(made) == now else Explained.UNPROVED

    def _undone(self, name: str, data: bytes) -> bytes:
        return undone(data, self.rewrites) if name.endswith(".go") else data


def _proved(is_so: bool) -> Explained:  # noqa: FBT001 - the only question there is
    return Explained.YES if is_so else Explained.NO


def _tops(path: str) -> list[str]:
    """The vendor folders that the path is in."""
    return [path[: found.end()] for found in _VENDORED.finditer(path)]


def is_note(path: str) -> bool:
    """Whether a file of a kept copy is one of gomigrate's notes for readers: nothing builds it."""
    return _NOTE.fullmatch(posixpath.basename(path)) is not None


# What stands where all commands of a place went (see scripts.removing): in a list of YAML, and in a shell's body.
_IN_PLACE_OF_NOTHING = frozenset(("-", '"true"', "true", ":", "pass"))
# Without quotes, and without the brackets that close behind it: they stand at another word where a list has one less.
_WORD = re.compile(r"[^\s;\"'`]+?(?=[,)\]}]*(?:[\s;\"'`]|$))")


def is_as_recorded(before: str, after: str, habits: Iterable[Habit]) -> bool:
    """Whether the lines that a build file lost and gained are among those of the habits that were changed in it. A
    record is no proof: it shows what its writer says that gomigrate did there. But whoever reads it, or the body
    of the pull request that is made from it, sees these lines, and must see all of them.

    Each habit is recorded as if it were changed alone. Where several are in one command, another line comes out, but
    one of the same words. Lines are counted, so that time grows with the size of the text and no more.
    """
    applied = [habit for habit in habits if habit.applied]
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    lost, gained = old - new, new - old
    shown_lost = Counter(line for habit in applied for line in habit.before)
    shown_gained = Counter(line for habit in applied for line in habit.after)
    known = _words((*lost, *shown_gained)) | _IN_PLACE_OF_NOTHING
    left = _words((*gained, *shown_lost))
    return known >= _words(gained - shown_gained) and left >= _words(lost - shown_lost)


def _words(lines: Iterable[str]) -> set[str]:
    return {word for line in lines for word in _WORD.findall(line)}


def _without_generate(data: bytes) -> list[bytes]:
    return [line for line in data.split(b"\n") if not line.startswith(_GENERATE)]
