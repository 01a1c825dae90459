"""go.sum files: what they say, and how the go command writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Finding, Place
from gomigrate.model.go import semver
from gomigrate.model.modules import ModuleVersion

if TYPE_CHECKING:
    from collections.abc import Iterable

GO_MOD = "/go.mod"
"""What follows the version in the lines that hold a go.mod's own hash."""

_HASH_OF_NOTHING = "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY="


@dataclass(frozen=True, slots=True)
class SumLine:
    """One line. `version` ends in "/go.mod" where the hash is of the go.mod file alone."""

    path: str
    version: str
    hash: str

    def __str__(self) -> str:
        return f"{self.path} {self.version} {self.hash}"

    @property
    def is_go_mod(self) -> bool:
        """Whether the hash is of the go.mod file alone, not of the module's zip."""
        return self.version.endswith(GO_MOD)

    @property
    def module(self) -> ModuleVersion:
        """The module that the hash is of."""
        return ModuleVersion(self.path, self.version.removesuffix(GO_MOD))


@dataclass(frozen=True, slots=True)
class GoSum:
    """The lines of a go.sum in the order of the file, and what could not be read."""

    lines: tuple[SumLine, ...] = ()
    findings: tuple[Finding, ...] = ()

    def hashes(self, module: ModuleVersion, *, go_mod: bool = False) -> frozenset[str]:
        """The hashes recorded for a module's zip, or for its go.mod; more than one only if the file was merged."""
        return frozenset(line.hash for line in self.lines if line.module == module and line.is_go_mod is go_mod)


def parse_go_sum(text: str | bytes, file: str = "go.sum") -> GoSum:
    """Reads a go.sum. Blank lines do not count; a line without three fields becomes a finding (Go stops there).

    The hash of an empty go.mod, left behind by an old fault of the go command, is passed over as Go does.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    lines: list[SumLine] = []
    findings: list[Finding] = []
    for number, line in enumerate(text.split("\n"), start=1):
        fields = line.split()
        if not fields:
            continue
        if len(fields) != 3:
            findings.append(finding("GM202", place=Place(file, number), fields=len(fields), line=line.strip()[:80]))
        elif fields[2] != _HASH_OF_NOTHING:
            lines.append(SumLine(*fields))
    return GoSum(tuple(lines), tuple(findings))


def render_go_sum(lines: Iterable[SumLine]) -> str:
    """The text of a go.sum: by path, then version, then zip before go.mod, then hash; repetitions dropped."""
    return "".join(f"{line}\n" for line in sorted(frozenset(lines), key=_order))


def _order(line: SumLine) -> tuple[str, semver.SortKey, str, str, str]:
    version, slash, file = line.version.partition("/")
    # The version itself as well: v2.0.0 and v2.0.0+incompatible are equal to the key before it.
    return line.path, semver.sort_key(version), version, slash + file, line.hash
