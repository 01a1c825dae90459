"""A graph as it is drawn: where each node lies, and what ties it to others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureNode:
    """A module with the version that is built, or a package. `x` and `y` are in pixels, the middle of its left side;
    `is_main` where every question starts, `ring` the number of the cycle that it is in (0: none)."""

    path: str
    version: str
    x: int
    y: int
    is_main: bool = False
    ring: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A requirement or import, between nodes by number. `version` is what is asked for ("" among packages), `by` the
    version of the asking module; `is_forcing` where this is why the asked module is built at its version."""

    source: int
    target: int
    by: str = ""
    version: str = ""
    is_forcing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """`of` is "modules" or "packages". `chains` are paths from a main node, as answers to a question."""

    of: str
    nodes: tuple[PictureNode, ...]
    ties: tuple[Tie, ...]
    width: int
    height: int
    chains: tuple[tuple[int, ...], ...] = ()
