"""Flags for the compiler, package by package, in as few words as possible."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Flags = tuple[str, ...]
_PATH = re.compile(r"[\w.~+-]+(?:/[\w.~+-]+)*")


def patterns(flags: Mapping[str, Flags]) -> tuple[str, ...]:
    """The values of -gcflags ("PATTERN=FLAG FLAG") that give every package its flags, by listed import path. The last
    pattern that matches a package decides (`go help packages`). "..." matches neither a vendor folder nor the standard
    library's packages, if the text before it is none of their names."""
    trees: dict[str, _PackageTree] = {}
    for listed, given in flags.items():
        if _PATH.fullmatch(listed) and listed[0] != "-":
            head, cut, rest = listed.rpartition("/vendor/")
            trees.setdefault(head + cut, _PackageTree()).add(rest.split("/"), given)
    return tuple(
        f"{pattern}={' '.join(given)}" for head, tree in sorted(trees.items()) for pattern, given in tree.patterns(head)
    )


class _PackageTree:
    """Packages by the elements of their paths."""

    def __init__(self) -> None:
        self.own: Flags | None = None
        self.below: dict[str, _PackageTree] = {}
        self.count: Counter[Flags] = Counter()

    def add(self, elements: list[str], given: Flags) -> None:
        self.count[given] += 1
        if elements:
            self.below.setdefault(elements[0], _PackageTree()).add(elements[1:], given)
        else:
            self.own = given

    def patterns(self, path: str, inherited: Flags = ()) -> Iterator[tuple[str, Flags]]:
        """Where most packages below need the same flags: one pattern for all, and others for the rest."""
        most, packages = self.count.most_common(1)[0]
        is_known = "." in path.split("/")[0] and not path.endswith("/")
        if is_known and packages > 1 and most != inherited:
            yield f"{path}/...", most
            inherited = most
        if self.own is not None and self.own != inherited:
            yield path, self.own
        for element, tree in sorted(self.below.items()):
            yield from tree.patterns(
                f"{path}/{element}".lstrip("/") if not path.endswith("/") else path + element, inherited
            )
