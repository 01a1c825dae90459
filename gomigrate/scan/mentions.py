"""Where the project's own files name something below a vendor folder: build files, scripts, go:generate and #cgo lines,
C includes, .proto imports, symbolic links. Only looked at; nothing is rewritten.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.findings import Place
from gomigrate.model.trees.tree import Kind
from gomigrate.scan.listing import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.model.inventory import Inventory
    from gomigrate.model.trees.tree import Entry, Tree

_NAMES = re.compile(
    r"(GNU)?[Mm]akefile.*|Dockerfile.*|Jenkinsfile|Vagrantfile|Rakefile|BUILD(\.bazel)?|WORKSPACE|CMakeLists\.txt|tox\.ini"
)
_SCRIPTS = frozenset({".mk", ".mak", ".make", ".sh", ".bash", ".zsh", ".py", ".rb", ".pl", ".bat", ".cmd", ".ps1"})
_SETTINGS = frozenset({".dockerfile", ".bzl", ".bazel", ".yml", ".yaml", ".toml", ".cmake"})
_CODE = frozenset({".go", ".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx", ".m", ".s", ".S", ".sx", ".proto"})
_ENDINGS = _SCRIPTS | _SETTINGS | _CODE
_SKIPPED = frozenset({"vendor", "_vendor", "_workspace", ".git", "node_modules", "third_party"})
_LARGE = 1 << 20

# What comes before a vendor folder in a path may hold shell and make variables.
_PATH = re.compile(r"(?P<dir>(?:Godeps/)?_workspace/src|vendor/src|vendor)(?P<below>(?:/[\w@%+.~*?-]+)*)/?")
# Commands that take a folder as a whole; one that only deletes it does no harm.
_WHOLE = re.compile(r"(?:^\s*(?:COPY|ADD)|\b(?:ln|cp|mv|rsync|tar|zip)\b)[^#|;&]*")
_WORD = re.compile(r"""[^\s"'=,]+""")
_LINKED = re.compile(r"""-X[ =]+["']?\S*?(?P<dir>vendor)/(?P<below>[^\s="']+)""")
_PROTO_IMPORT = re.compile(r"""^\s*import\s+(?:public\s+|weak\s+)?["']([\w./+-]+\.proto)["']""")
_GO_IMPORT = re.compile(r"""^\s*(?:import\s+)?(?:[\w.]+\s+)?["`][\w./+~@-]*["`]\s*(?://.*)?$""")


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A path below a vendor folder that a file of the project names: `root` is the vendor folder, `below` the path in
    it ("" for the folder itself), `place` the line. `is_linked`: it is the package of a variable that the linker sets
    (-X), by an import path that only GOPATH mode knows."""

    root: str
    below: str
    place: Place
    is_linked: bool = False

    @property
    def path(self) -> str:
        """The path below the project."""
        return posixpath.join(self.root, self.below)


def mentions(inventory: Inventory) -> tuple[Mention, ...]:
    """Every mention of what is there, once a line; a path that is not there (or not any more) is none."""
    roots = sorted({root.dir for root in inventory.vendor_roots}, key=len, reverse=True)
    if not roots:
        return ()
    reader = _MentionsReader(inventory.tree, tuple(roots))
    for path, entry in _own_files(inventory.committed, ""):
        reader.take(inventory.committed, path, entry)
    reader.follow_protos()
    return tuple(sorted(reader.found))


def _own_files(tree: Tree, folder: str) -> Iterator[tuple[str, Entry]]:
    for entry in listed(tree, folder):
        path = posixpath.join(folder, entry.name)
        if entry.kind is Kind.DIR:
            if entry.name not in _SKIPPED:
                yield from _own_files(tree, path)
        else:
            yield path, entry


def _is_read(path: str, entry: Entry) -> bool:
    """Whether a file can tell a build what to do: by its name, or since it may be run."""
    name = entry.name
    ending = posixpath.splitext(name)[1]
    return entry.kind is Kind.FILE and (
        ending in _ENDINGS or _NAMES.fullmatch(name) is not None or entry.executable or path.startswith(".circleci/")
    )


def _is_above(folder: str, path: str) -> bool:
    return not folder or path.startswith(folder + "/")


class _MentionsReader:
    """Gathers mentions, file by file."""

    def __init__(self, tree: Tree, roots: tuple[str, ...]) -> None:
        self._tree = tree
        self._roots = roots
        self._protos: list[tuple[str, Place]] = []
        self.found: set[Mention] = set()

    def take(self, tree: Tree, path: str, entry: Entry) -> None:
        """One file of the project."""
        if entry.kind in {Kind.LINK_TO_FILE, Kind.LINK_TO_DIR, Kind.BROKEN_LINK}:
            self._link(path, tree.link(path))
        elif _is_read(path, entry):
            data = tree.read(path)
            if len(data) <= _LARGE and b"\0" not in data[:1024]:
                self._text(path, data.decode("utf-8", "replace"))

    def _link(self, path: str, target: str) -> None:
        aim = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        for root in self._roots:
            if aim == root or aim.startswith(root + "/"):
                self.found.add(Mention(root, aim[len(root) + 1 :], Place(path)))
                return

    def _text(self, path: str, text: str) -> None:
        is_code = posixpath.splitext(path)[1] in _CODE
        for number, line in enumerate(text.splitlines(), start=1):
            place = Place(path, number)
            if path.endswith(".proto") and (imported := _PROTO_IMPORT.match(line)):
                self._protos.append((imported[1], place))
            if not any(word in line for word in ("vendor", "_workspace")):
                continue
            if (not is_code and line.lstrip().startswith("#")) or (path.endswith(".go") and _GO_IMPORT.match(line)):
                continue  # a comment; or an import, which is another matter
            self._line(line, path, place)

    def _line(self, line: str, path: str, place: Place) -> None:
        for match in _PATH.finditer(line):
            below = match["below"].strip("/")
            before = line[: match.start()]
            if below and not re.search(r"[\w.]$", before.removesuffix("-I")):
                self._add(match["dir"], below, path, place)
        for match in _LINKED.finditer(line):
            root = next(iter(self._nearest(match["dir"], path)), "")
            if root:
                self.found.add(Mention(root, match["below"], place, is_linked=True))
        if whole := _WHOLE.search(line):
            words = (word.rstrip("/").removesuffix("/.") for word in _WORD.findall(whole[0]))
            named = {root for word in words for root in self._roots if word == root or word.endswith("/" + root)}
            self.found |= {Mention(root, "", place) for root in named}

    def _add(self, folder: str, below: str, path: str, place: Place) -> None:
        for root in self._nearest(folder, path):
            for shown in (below, below.split("*")[0].rpartition("/")[0] if "*" in below else ""):
                if shown and self._is_there(f"{root}/{shown}"):
                    self.found.add(Mention(root, shown, place))
                    return

    def _nearest(self, folder: str, path: str) -> Iterable[str]:
        """The vendor folders that may be meant, those beside the file and above it first."""
        named = [root for root in self._roots if root == folder or root.endswith("/" + folder)]
        return sorted(named, key=lambda root: (not _is_above(posixpath.dirname(root), path), -len(root), root))

    def _is_there(self, path: str) -> bool:
        folder, _, name = path.rpartition("/")
        return any(entry.name == name for entry in listed(self._tree, folder))

    def follow_protos(self) -> None:
        """Imports of .proto files that lie in a vendor folder, which the compiler was told in some way, and their
        imports in turn."""
        seen: set[str] = set()
        while self._protos:
            name, place = self._protos.pop()
            for root in self._roots:
                path = f"{root}/{name}"
                if self._is_there(path):
                    self.found.add(Mention(root, name, place))
                    if path not in seen:
                        seen.add(path)
                        text = self._tree.read(path).decode("utf-8", "replace")
                        imported = (_PROTO_IMPORT.match(line) for line in text.splitlines())
                        self._protos += [(match[1], place) for match in imported if match]
                    break
