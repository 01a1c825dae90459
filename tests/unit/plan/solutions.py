"""Solutions made up for a test, in a few words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.decide.choice import Choice
from gomigrate.plan.solve.buildlist import MAIN, ModuleGraph, Replacements
from gomigrate.plan.solve.loader import Lack, Load, Loaded
from gomigrate.plan.solve.solver import Solution


def loaded(import_path: str, *imports: str, module: str = "", is_test: bool = False) -> Loaded:
    """A loaded package; without a module it is the main module's."""
    return Loaded(
        import_path=import_path,
        is_test=is_test,
        module=ModuleVersion(module, "v1.0.0") if module else None,
        in_all=True,
        imports=imports,
        importer="",
    )


def load(packages: Iterable[Loaded] = (), lacks: Iterable[Lack] = ()) -> Load:
    keys = {f"{p.import_path} [test]" if p.is_test else p.import_path: p for p in packages}
    return Load(packages=keys, lacks={lack.import_path: lack for lack in lacks})


def solution(choices: Iterable[Choice] = (), selected: Mapping[str, str] | None = None, **more: Any) -> Solution:
    """A solution that selects each choice's own version, or what `selected` says instead."""
    by_path = {choice.path: choice for choice in choices}
    versions = {**{path: choice.version for path, choice in by_path.items()}, **(selected or {})}
    replaced = {ModuleVersion(path): choice.built for path, choice in by_path.items() if choice.is_replaced}
    roots = tuple(ModuleVersion(path, choice.version) for path, choice in by_path.items())
    facts: dict[str, Any] = {
        "roots": roots,
        "direct": frozenset(by_path),
        "graph": ModuleGraph(selected=versions, edges={MAIN: roots, **more.pop("edges", {})}),
        "replacements": Replacements(replaced),
        "holds": (),
        "load": load(),
        "choices": by_path,
        "go": "1.18",
        "unavailable": (),
        **more,
    }
    return Solution(**facts)
