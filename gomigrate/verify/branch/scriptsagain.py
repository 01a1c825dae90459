"""Build files made again out of the state before, by the rules that made them when the plan was: what comes out is
shown to be theirs, whatever the record says that it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.gosource.walk import walk_packages
from gomigrate.locks.registry import READERS
from gomigrate.model.errors import UsageProblem
from gomigrate.model.legacy.habits import Safety
from gomigrate.model.modules import ModuleVersion
from gomigrate.modfile.gosum import parse_go_sum
from gomigrate.plan.files.tools import is_command
from gomigrate.plan.goline.cigo import installing_files, new_goes
from gomigrate.plan.goline.installed import ci_versions
from gomigrate.plan.goline.judged import branch_needs
from gomigrate.scan.buildfiles import documents_in
from gomigrate.scan.listing import paths_below
from gomigrate.scripts.build import COMMAND, Build
from gomigrate.scripts.engine import rewrite
from gomigrate.scripts.gone.gonepaths import GonePaths
from gomigrate.scripts.rules.gocommand.go_get import asked_paths
from gomigrate.scripts.spans import decoded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gomigrate.model.plan import Plan
    from gomigrate.model.trees.tree import Tree
    from gomigrate.scripts.read.document import Document

_OF_A_GO = {"version", "new"}
"""What is said of a Go that another one replaces."""
_LEGACY = {file for reader in READERS for file in (*reader.files, *reader.companions)}


def scripts_again(plan: Plan, before: Tree, after: Tree) -> Mapping[str, str]:
    """The build files that change by the rules, with their new texts, given a project's plan and its trees before and
    after. A path of another module is taken for a command where the branch installs it as one; of others it is not
    known, so that lines which depend on that come out differently. Raises OSError where a tree cannot be read."""
    found = [document for document in documents_in(before) if document.path not in plan.removes]
    with_unsafe = any(habit.applied and habit.safety is Safety.UNSAFE for habit in plan.habits)
    build = _build(plan, before, after)
    texts = [decoded(after.read(path)) for path in plan.edits]
    commands = (path for path in asked_paths(found) if any(f"{path}@" in text for text in texts))
    build = replace(build, packages=dict.fromkeys(commands, COMMAND), new_goes=_goes(plan, found, after))
    return rewrite(found, build, with_unsafe=with_unsafe).texts


def _goes(plan: Plan, found: Sequence[Document], after: Tree) -> Mapping[tuple[str, int], str]:
    """Which Go is installed in place of those that cannot build the branch: of the record no more is taken than which
    version that is, where it names one; what leaves a matrix gets none."""
    applied = (dict(habit.facts) for habit in plan.habits if habit.applied)
    chosen = sorted({str(facts["new"]) for facts in applied if facts.keys() >= _OF_A_GO and facts["new"]})
    needs = branch_needs(after, after.read("go.mod"), has_vendor=bool(after.entries("vendor")))
    texts = {document.path: document.text for document in found}
    now = texts | {path: decoded(after.read(path)) for path in texts.keys() & plan.edits}
    if needs is None or len(chosen) > 1:
        return {}
    bringing = installing_files(texts, now)
    try:
        return new_goes(ci_versions(found), needs, at_least=(1, 0), asked="".join(chosen), installing=bringing)
    except UsageProblem:
        return {}


def _build(plan: Plan, before: Tree, after: Tree) -> Build:
    """What the rules need, as far as it is known here."""
    paths, now = list(paths_below(before)), list(paths_below(after))
    removed = frozenset(plan.removes)
    locks = frozenset(plan.source.locks) | {
        path for path in removed if any(f"/{path}".endswith(f"/{f}") for f in _LEGACY)
    }
    built = {line.path: line.replaced_by or ModuleVersion(line.path, line.version) for line in plan.build_list}
    copies = sorted(line.new_path for line in plan.replaces if not line.new_version)
    packages = walk_packages(before, import_path=plan.source.import_path)[0]
    anew = any(path.startswith("vendor/") for path in plan.writes)
    has_vendor = any("vendor" in path.split("/")[:-1] for path in now)
    go_sum = after.read("go.sum").decode("utf-8", "replace") if "go.sum" in now else ""
    sums = {(line.path, line.version): line.hash for line in parse_go_sum(go_sum).lines}
    return Build(
        module=plan.source.import_path,
        versions={path: module.version if module.path == path else "" for path, module in built.items()},
        vendor="regenerate" if anew else "keep" if has_vendor else "remove",
        removed=removed,
        lock_files=locks,
        kept_locks=locks - removed,
        copies=tuple(copies),
        files=frozenset(entry.name for entry in before.entries("")),
        has_commands=any(map(is_command, packages)),
        has_go_sum=bool(go_sum),
        sums={path: total for path, one in built.items() if (total := sums.get((path, one.version), ""))},
        own_packages=tuple(package.import_path for package in packages),
        gone=GonePaths.of(
            plan.source.import_path,
            paths,
            {*paths, *plan.writes}.difference(removed),
            copies=[path.removeprefix("./") for path in copies],
            anew=anew,
        ),
    )
