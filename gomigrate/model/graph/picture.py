"""A graph as it is drawn: boxes in groups, and the lines between them. Where they lie is found out in the page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ModuleMark(StrEnum):
    """What a plan does to a module. It holds the locked version against a higher one, builds a copy in the repository,
    or uses a release instead of a commit. Or it accepts a later version than was locked."""

    HELD = "held"
    COPIED = "copied"
    LIFTED = "lifted"
    RAISED = "raised"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureNode:
    """A module with the version that is built ("" for the main module and for a copy), or a package. `owner` is the
    group that it is drawn in, `is_main` where every question starts, `ring` the number of the cycle that it is in (0:
    none)."""

    path: str
    version: str
    owner: str
    is_main: bool = False
    ring: int = 0
    mark: ModuleMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A requirement or import, between nodes by number: of all versions of the asking module, the one that asks for the
    most. `version` is what is asked for ("" among packages), `by` the version of the asking module; `is_forcing` where
    no module asks for a later version. `is_drawn` where no longer chain says it already, so that a picture needs it."""

    source: int
    target: int
    by: str = ""
    version: str = ""
    is_forcing: bool = False
    is_drawn: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """`of` is "modules" or "packages". `chains` are paths from a main node, as answers to a question; `edges` is how
    many requirements there are between all versions."""

    of: str
    nodes: tuple[PictureNode, ...]
    ties: tuple[Tie, ...]
    chains: tuple[tuple[int, ...], ...] = ()
    edges: int = 0
