"""What `go mod graph` prints, read back: two module versions a line, the second required by the first."""

from __future__ import annotations

import re

from gomigrate.model.errors import UsageProblem
from gomigrate.model.graph.requirements import RequirementGraph
from gomigrate.model.modules import ModuleVersion

_NO_MODULES = frozenset({"go", "toolchain"})
"""What a go.mod requires besides modules since Go 1.21 (https://go.dev/doc/toolchain)."""

_MODULE = re.compile(r"([-._~+/0-9A-Za-z]+)(?:@([-._~+0-9A-Za-z]+))?")
"""A path of the characters that Go allows in import paths, and a version (golang.org/x/mod/module, CheckImportPath)."""

_WORDS = 2
_SHOWN = 60


def read_mod_graph(text: str, name: str = "go mod graph") -> RequirementGraph:
    """The graph that `text` tells; lines for go and toolchain, which are no modules, are left out.

    `name` says where the text is from. Raises UsageProblem with the number of the first line that is none of a graph.
    """
    edges: dict[tuple[ModuleVersion, ModuleVersion], None] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.split()
        if not words:
            continue
        pair = tuple(map(_module, words))
        if len(pair) != _WORDS or pair[0] is None or pair[1] is None:
            raise UsageProblem(
                f"{name}:{number}: {line[:_SHOWN]!r} is no line of go mod graph, such as"
                f" `example.com/a@v1.0.0 example.com/b@v1.2.0`",
                remedy="go mod graph | gomigrate graph --input -",
            )
        if not {pair[0].path, pair[1].path} & _NO_MODULES:
            edges[pair[0], pair[1]] = None
    return RequirementGraph(tuple(edges))


def _module(word: str) -> ModuleVersion | None:
    found = _MODULE.fullmatch(word)
    return ModuleVersion(found[1], found[2] or "") if found else None
