"""Go packages as their headers show them, for all platforms and tags at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gomigrate.model.go.constraint import Constraint


class Import(NamedTuple):
    """An import: the path, and the name before it ("" none, "." dot, "_" blank). Where it stands in the file is not
    kept, as a large tree has a million of them: `import_specs` tells."""

    path: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Embed:
    """One pattern of a //go:embed line, as written (an `all:` prefix included)."""

    pattern: str
    line: int


class GoFile(NamedTuple):
    """The header of one Go file; a tuple, as a large tree has many of them. `constraint` joins the build line with what
    the file name says; None: always built. `import_comment` is the path after the package clause, "" without one.
    `error` is why the header could not be read, "" if it could; `unlisted` says that the go command then leaves the
    file out of all file lists (it lists a file with a mere syntax error, without imports)."""

    name: str
    package: str = ""
    imports: tuple[Import, ...] = ()
    import_comment: str = ""
    constraint: Constraint | None = None
    embeds: tuple[Embed, ...] = ()
    is_cgo: bool = False
    error: str = ""
    unlisted: bool = False

    @property
    def is_test(self) -> bool:
        """Whether the go command takes it as a test file."""
        return self.name.endswith("_test.go")


class FaultKind(StrEnum):
    """What is wrong with a file or folder: it cannot be read, it is not Go, or it is a link to a folder, which no
    pattern follows."""

    UNREADABLE = "unreadable"
    MALFORMED = "malformed"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a file or folder of a tree; `error` is what the system says, or the go command would."""

    kind: FaultKind
    file: str
    line: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoPackage:
    """A folder with Go files. `dir` is relative to the tree it was read from; `files` holds every Go file that
    the go command would look at (names beginning with "_" or "." are not); `others` the names of the remaining
    files that a build can use (.c .h .s .syso ...), `data` every other regular file's name. `other_constraints` says
    what those of the others ask for that are not always built."""

    import_path: str
    dir: str
    files: tuple[GoFile, ...]
    others: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    other_constraints: tuple[tuple[str, Constraint], ...] = ()
    faults: tuple[Fault, ...] = ()
