"""What rules must know of the plan: one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.model.go.modpath import is_inside, prefixes

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMAND, LIBRARY = "command", "library"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`module` and `go` are those of go.mod. `versions` are the modules of the build list with the version that is
    built ("" where `go install PATH@VERSION` would not give that). `packages` says of import paths of these modules
    whether they are commands or libraries. `vendor` is what becomes of vendor folders (remove, keep, regenerate),
    `removed` the files that go, `lock_files` those of other tools, `kept_locks` those that stay, `copies` the
    folders of kept copies, `files` what the project's top folder holds, `has_commands` whether the project has main
    packages, `sums` the h1 hashes of modules by their paths, `own_packages` the import paths of all its packages.
    """

    module: str
    go: str = "1.18"
    versions: Mapping[str, str] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)
    vendor: str = "remove"
    removed: frozenset[str] = frozenset()
    lock_files: frozenset[str] = frozenset()
    kept_locks: frozenset[str] = frozenset()
    copies: tuple[str, ...] = ()
    files: frozenset[str] = frozenset()
    has_commands: bool = True
    has_go_sum: bool = True
    sums: Mapping[str, str] = field(default_factory=dict)
    own_packages: tuple[str, ...] = ()

    def module_of(self, path: str) -> str:
        """The module of the build list that an import path belongs to, "" if none."""
        return next((above for above in prefixes(path) if above in self.versions), "")

    def is_own(self, path: str) -> bool:
        """Whether an import path is the project's."""
        return is_inside(path, self.module)

    @property
    def copies_top(self) -> str:
        """The folder above all kept copies, "" where there are none."""
        return self.copies[0].removeprefix("./").partition("/")[0] if self.copies else ""
