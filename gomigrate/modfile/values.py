"""The directives of go.mod and go.work files as values, each with its line in the text."""

from __future__ import annotations

from dataclasses import dataclass

from gomigrate.model.plan import Replacement, Requirement


@dataclass(frozen=True, slots=True, kw_only=True)
class Require:
    """A require line; `indirect` says whether it carries Go's // indirect mark."""

    path: str
    version: str
    indirect: bool = False
    line: int = 0

    @property
    def requirement(self) -> Requirement:
        """The line as the plan has it."""
        return Requirement(path=self.path, version=self.version, indirect=self.indirect)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """A replace line; `version` "" for every version, `new_version` "" where `new_path` is a folder."""

    path: str
    version: str = ""
    new_path: str
    new_version: str = ""
    line: int = 0

    @property
    def replacement(self) -> Replacement:
        """The line as the plan has it."""
        return Replacement(
            path=self.path,
            version=self.version,
            new_path=self.new_path,
            new_version=self.new_version,
        )


@dataclass(frozen=True, slots=True)
class Exclude:
    """An exclude line."""

    path: str
    version: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Godebug:
    """A godebug line."""

    key: str
    value: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class PathLine:
    """A directive that is one path: tool and ignore in go.mod, use in go.work."""

    path: str
    line: int = 0
