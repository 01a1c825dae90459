"""The package's own source files, parsed once, and questions about them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import gomigrate

ROOT = Path(gomigrate.__file__).parent


@dataclass(frozen=True, slots=True)
class Source:
    """A module: its dotted name below gomigrate ("world.proxy"), its text, its tree, and all nodes of it as ast.walk
    gives them."""

    name: str
    text: str
    tree: ast.Module
    nodes: tuple[ast.AST, ...]

    @property
    def package(self) -> str:
        """The first word of the name ("world"); "" for gomigrate itself."""
        return self.name.partition(".")[0]


@cache
def sources() -> tuple[Source, ...]:
    """Every module of gomigrate, in the order of their names."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        words = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(word for word in words if word != "__init__")
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        found.append(Source(name, text, tree, tuple(ast.walk(tree))))
    return tuple(found)


def imports(source: Source) -> Iterator[tuple[str, ast.stmt]]:
    """Every imported name with its statement: `import a.b` gives a.b, `from a.b import c` gives a.b.c."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{source.name}:{node.lineno}: relative import"
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node


def imports_at_import_time(source: Source) -> set[str]:
    """The statements that run when the module is imported: not in a function, not only for the type checker."""
    found: set[str] = set()
    pending: list[ast.stmt] = list(source.tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module))
        elif isinstance(node, ast.If) and ast.unparse(node.test) != "TYPE_CHECKING":
            pending += [*node.body, *node.orelse]
        elif isinstance(node, ast.Try):
            pending += node.body
    return found


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method."""
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
