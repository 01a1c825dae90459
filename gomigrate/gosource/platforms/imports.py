"""What a package imports under any build at all: the rule of `go mod tidy`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from gomigrate.gosource.platforms.constraint import is_tag
from gomigrate.model.go.constraint import And, Constraint, Not, Or, Tag

if TYPE_CHECKING:
    from gomigrate.model.go.gopackage import GoPackage


@lru_cache(maxsize=1 << 12)
def is_possible(constraint: Constraint | None) -> bool:
    """Whether `go mod tidy` counts a file with this constraint: every tag but "ignore" is taken as both set and not
    set (cmd/go/internal/imports, tags["*"]; https://go.dev/ref/mod#go-mod-tidy)."""
    return constraint is None or _holds(constraint, wanted=True)


def _holds(constraint: Constraint, *, wanted: bool) -> bool:
    """The value of a constraint whose tags are all as one would wish; below a `!` the wish is turned round."""
    match constraint:
        case Tag(name):
            return wanted and name != "ignore" and is_tag(name)
        case Not(part):
            return not _holds(part, wanted=not wanted)
        case And(parts):
            return all(_holds(part, wanted=wanted) for part in parts)
        case Or(parts):
            return any(_holds(part, wanted=wanted) for part in parts)


def all_imports(package: GoPackage, *, tests: bool) -> frozenset[str]:
    """The import paths of all files that some build could use, "C" among them; with `tests` those of test files too."""
    found: set[str] = set()
    for file in package.files:
        if not file.unlisted and (tests or not file.is_test) and is_possible(file.constraint):
            found.update(path for path, _ in file.imports)
    return frozenset(found)
