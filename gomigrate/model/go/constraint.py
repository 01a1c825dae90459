"""Build constraints as values: what a `//go:build` line, `// +build` lines and a file's name ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Tag:
    """True where the build has the tag `name`: a system, an architecture, a release, or one given with -tags."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """True where `part` is not."""

    part: Constraint


@dataclass(frozen=True, slots=True)
class And:
    """True where all parts are; without parts always."""

    parts: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True where any part is; without parts never."""

    parts: tuple[Constraint, ...]


Constraint: TypeAlias = Tag | Not | And | Or

NEVER = Or(())
"""What no build satisfies: stands for a constraint so malformed that the go command ignores its file."""


def evaluate(constraint: Constraint | None, has: Callable[[str], bool]) -> bool:
    """Whether a build whose tags `has` knows satisfies the constraint; None asks for nothing."""
    match constraint:
        case None:
            return True
        case Tag(name):
            return has(name)
        case Not(part):
            return not evaluate(part, has)
        case And(parts):
            return all(evaluate(part, has) for part in parts)
        case Or(parts):
            return any(evaluate(part, has) for part in parts)


def tags(constraint: Constraint | None) -> frozenset[str]:
    """Every tag that the constraint names, negated or not."""
    match constraint:
        case None:
            return frozenset()
        case Tag(name):
            return frozenset((name,))
        case Not(part):
            return tags(part)
        case And(parts) | Or(parts):
            return frozenset().union(*(tags(part) for part in parts))


def conjunction(*constraints: Constraint | None) -> Constraint | None:
    """One constraint that asks for all of them; None when none asks for anything."""
    parts = tuple(c for c in constraints if c is not None)
    return And(parts) if len(parts) > 1 else parts[0] if parts else None
