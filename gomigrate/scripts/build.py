"""What rules must know beside the file that they look at: one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.model.go.modpath import is_inside, prefixes
from gomigrate.scripts.gone.gonepaths import GonePaths
from gomigrate.scripts.read.makerules import MakeVariables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.scripts.legacytools import LegacyTool

COMMAND, LIBRARY = "command", "library"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeFacts:
    """What all Makefiles say of targets, each by its name: those of which the rules go, as they make what goes (`gone`)
    or install an old tool (`installers`); those that made what goes and stay as a name for downloading (`fetching`);
    those that are `phony`, have any rule (`made`), only rules in conditionals that do more than that (`sometimes`), a
    rule with commands (`acting`), or more than one rule (`several`); those whose commands are given all
    that they need (`shows`), the first of it (`first`), or their own name (`files`). `patterns` are targets with %,
    `variables` those of all Makefiles."""

    gone: frozenset[str] = frozenset()
    installers: frozenset[str] = frozenset()
    fetching: frozenset[str] = frozenset()
    phony: frozenset[str] = frozenset()
    made: frozenset[str] = frozenset()
    sometimes: frozenset[str] = frozenset()
    acting: frozenset[str] = frozenset()
    several: frozenset[str] = frozenset()
    shows: frozenset[str] = frozenset()
    first: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    patterns: tuple[str, ...] = ()
    variables: MakeVariables = field(default_factory=MakeVariables)


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What the branch builds, and what all build files say together.

    `module` is that of go.mod. `versions` are the modules of the build list with the version that is built ("" where
    `go install PATH@VERSION` would not give that). `packages` says of import paths of these modules whether they are
    commands or libraries. `vendor` is what becomes of vendor folders (remove, keep, regenerate). `removed` are the
    files to remove, `lock_files` those of other tools, `kept_locks` those that stay. `copies` are the folders of kept
    copies, `files` what the project's top folder has, `gone` what it no longer has. `has_commands`: the project has
    main packages. `sums` are the h1 hashes of modules by their paths. `own_packages` are the import paths of all its
    packages. `own_names` are their names below src/ where that was a GOPATH of the project's own. `new_goes` is the Go
    to install where a file, at an offset, installs one that cannot build the branch.

    Of all files: `needed_tools` are old tools that some line calls in a way that only a person can change. `programs`
    are the names of all programs that are called. `caches` is the folder and the place of the first setting of
    GOMODCACHE or GOCACHE. `travis_goes` are the versions of Go for which Travis CI no longer runs a job. `gazelle` is
    the version of gazelle that Bazel fetches, `make` what is known of targets. `builds_in_images`: an image may build
    the project; it cannot where all images get single files only.
    """

    module: str
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
    gone: GonePaths = field(default_factory=lambda: GonePaths.of("", (), ()))
    sums: Mapping[str, str] = field(default_factory=dict)
    own_packages: tuple[str, ...] = ()
    own_names: Mapping[str, str] = field(default_factory=dict)
    new_goes: Mapping[tuple[str, int], str] = field(default_factory=dict)
    travis_goes: frozenset[str] = frozenset()
    needed_tools: frozenset[str] = frozenset()
    programs: frozenset[str] = frozenset()
    caches: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    gazelle: tuple[int, int] | None = None
    make: MakeFacts = field(default_factory=MakeFacts)
    builds_in_images: bool = True

    def module_of(self, path: str) -> str:
        """The module of the build list that an import path belongs to, "" if none."""
        return next((above for above in prefixes(path) if above in self.versions), "")

    def leaves(self, tool: LegacyTool) -> bool:
        """Whether a tool's calls stay: its lock file stays, the project is that tool, or the name is not sure to be the
        tool's."""
        if any(lock in self.kept_locks for lock in tool.locks) or self.module.rpartition("/")[2] == tool.name:
            return True
        return tool.is_common_word and not any(lock in self.lock_files for lock in tool.locks)

    def is_own(self, path: str) -> bool:
        """Whether an import path is the project's."""
        return is_inside(path, self.module)

    def is_place(self, path: str) -> bool:
        """Whether a path below GOPATH/src is the project's, or leads to it."""
        return self.is_own(path) or self.module.startswith(f"{path}/")

    @property
    def copies_top(self) -> str:
        """The folder above all kept copies, "" where there are none."""
        return self.copies[0].removeprefix("./").partition("/")[0] if self.copies else ""
