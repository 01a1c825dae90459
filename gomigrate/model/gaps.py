"""What verify did not check, or not wholly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gomigrate.model.findings import Finding


class Gap(StrEnum):
    """What was not checked, or not wholly; `report.words.verifying.branch` says why of each."""

    NO_GO_COMMAND = "no-go-command"
    GO_MOD_LINES_ALONE = "go-mod-lines-alone"
    NO_BASE = "no-base"
    BASE_ORIGIN = "base-origin"
    BASE_OF_SEVERAL = "base-of-several"
    NO_MODULE = "no-module"
    NO_PLAN = "no-plan"
    UNREADABLE_FILE = "unreadable-file"
    OFFLINE = "offline"
    TOOLCHAIN = "toolchain"
    LOCKED_VERSIONS = "locked-versions"
    DISAGREEMENTS = "disagreements"
    BROKEN_BEFORE = "broken-before"
    BROKEN_ELSEWHERE = "broken-elsewhere"
    WORKSPACE = "workspace"
    VENDOR_STAYS = "vendor-stays"
    NO_TESTS_BEFORE = "no-tests-before"
    PLATFORMS = "platforms"
    UNEXPLAINED_FILES = "unexplained-files"
    OTHER_MODULES = "other-modules"
    CONTENT = "content"
    NOT_BUILT = "not-built"
    NOT_COMPILED = "not-compiled"
    COMPILER = "compiler"
    OWN_ZIPS = "own-zips"
    NO_OLD_GO = "no-old-go"
    MIGRATION = "migration"
    WORK_TREE = "work-tree"
    NOTHING = "nothing"


_OPEN = frozenset(
    (
        Gap.NO_BASE,
        Gap.BASE_ORIGIN,
        Gap.BASE_OF_SEVERAL,
        Gap.UNREADABLE_FILE,
        Gap.TOOLCHAIN,
        Gap.LOCKED_VERSIONS,
        Gap.DISAGREEMENTS,
        Gap.BROKEN_BEFORE,
        Gap.VENDOR_STAYS,
        Gap.PLATFORMS,
        Gap.UNEXPLAINED_FILES,
        Gap.NOT_BUILT,
        Gap.COMPILER,
        Gap.MIGRATION,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchecked:
    """Something that was not checked: `names` are the commits, modules, packages, platforms or files that this is
    about, `count` a number that the names do not give."""

    what: Gap
    names: tuple[str, ...] = ()
    platform: str = ""
    count: int = 0

    @property
    def is_open(self) -> bool:
        """Whether a person has to look at it before the branch can be merged."""
        return self.what in _OPEN


Told = Finding | Unchecked
"""What a step of verify has to say beside its result."""
