"""How a line of a build file asks for the folder in which the module cache has a module's files."""

from __future__ import annotations

from gomigrate.scripts.kinds import YAML_KINDS, FileKind

_SHELLS = frozenset((FileKind.SHELL, FileKind.DOCKER, *YAML_KINDS))


def module_folder(module: str, kind: FileKind | None, line: str) -> str:
    """The words for the folder of a module of the build in a file of this kind, on a line that begins so. "" where no
    shell reads the line: go generate runs its command without one, and other languages have their own words.

    make reads a dollar sign first, and expands a whole recipe before it runs any of its lines (GNU make manual, "How
    Recipes Are Written", "The shell Function").
    """
    asks = f"go list -m -f '{{{{.Dir}}}}' {module}"
    if kind is FileKind.MAKE:
        return f"$$({asks})" if line.startswith("\t") else f"$(shell {asks})"
    return f"$({asks})" if kind in _SHELLS else ""
