"""Go packages as their headers show them, for all platforms and tags at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.constraint import Constraint
    from gomigrate.model.findings import Finding


@dataclass(frozen=True, slots=True)
class Import:
    """An import spec: the path, the name before it ("" none, "." dot, "_" blank), the byte span of the quoted
    path in the file (quotes included), and its line."""

    path: str
    name: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class Embed:
    """One pattern of a //go:embed line, as written (an `all:` prefix included)."""

    pattern: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoFile:
    """The header of one Go file. `constraint` joins the build line with what the file name says; None: always
    built. `import_comment` is the path after the package clause, "" without one. `error` is why the header could
    not be read, "" if it could; `unlisted` says that the go command then leaves the file out of all file lists (it
    lists a file with a mere syntax error, without imports)."""

    name: str
    package: str = ""
    imports: tuple[Import, ...] = ()
    import_comment: str = ""
    constraint: Constraint | None = None
    embeds: tuple[Embed, ...] = ()
    is_cgo: bool = False
    is_generated: bool = False
    error: str = ""
    unlisted: bool = False

    @property
    def is_test(self) -> bool:
        """Whether the go command takes it as a test file."""
        return self.name.endswith("_test.go")


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
    findings: tuple[Finding, ...] = field(default=())
