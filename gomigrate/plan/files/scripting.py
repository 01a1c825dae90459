"""Build files in the plan: what the rules must know, and what becomes of each."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gomigrate.gosource.platforms.embedding import EmbedError, resolve_embeds
from gomigrate.model.findings import Place
from gomigrate.model.go.goversion import go_version
from gomigrate.model.legacy.habits import FlagsRow, GoCommandAt, Habit, Safety
from gomigrate.model.modules import ModuleVersion
from gomigrate.modfile.gosum import parse_go_sum
from gomigrate.plan.copies.rewriting import names_below_src
from gomigrate.plan.files.tools import is_command
from gomigrate.plan.goline.cigo import VERSIONS_FROM, calls_install, installing_files, new_goes
from gomigrate.plan.goline.installed import ci_versions
from gomigrate.plan.goline.judged import branch_needs
from gomigrate.scan.listing import paths_below
from gomigrate.scripts.build import COMMAND, LIBRARY, Build
from gomigrate.scripts.engine import made_from, rewrite
from gomigrate.scripts.goflags import first_words, flag_rows
from gomigrate.scripts.gone.gonepaths import GonePaths
from gomigrate.scripts.rules.gocommand.go_get import asked_paths
from gomigrate.scripts.spans import encoded
from gomigrate.world.base.outcome import Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.habits import FlagsRow, Habit
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.policy import Policy
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.files.drafting import ModuleFiles
    from gomigrate.plan.goline.judged import BranchNeeds
    from gomigrate.plan.solve.solution import Solution
    from gomigrate.scan.buildfiles import BuildFiles
    from gomigrate.scan.mentions import Mention
    from gomigrate.scripts.engine import Rewritten
    from gomigrate.scripts.read.document import Document

_LINKER_FACTS = {"package", "is_own"}
_REPLACES = re.compile(rb"^\s*(?:replace|exclude)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripts:
    """The build files that change, with their new bytes, and everything that was found in all of them. It has their go
    commands, with the GOFLAGS of each. `needs` is what the branch asks of a Go, None where no file installs one.
    `new_goes` is the Go for each that cannot build it, by file and version."""

    files: tuple[tuple[str, bytes], ...] = ()
    habits: tuple[Habit, ...] = ()
    flags: tuple[FlagsRow, ...] = ()
    commands: tuple[GoCommandAt, ...] = ()
    needs: BranchNeeds | None = None
    new_goes: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is left for a person."""
        return tuple(habit.finding for habit in self.habits if not habit.applied)

    def settled(self, place: Place | None) -> bool:
        """Whether a line changes on the branch, or is one that a person changes and a finding names."""
        return place is not None and any(
            (habit.applied or (habit.safety is Safety.MANUAL and habit.after))
            and habit.file == place.file
            and habit.line <= place.line < habit.line + len(habit.before)
            for habit in self.habits
        )

    def names(self, mention: Mention) -> bool:
        """Whether what a file names is said already: its line changes, or a variable that the linker sets is left for a
        person there."""
        if self.settled(mention.place) or not mention.is_linked:
            return self.settled(mention.place)
        here = (one for one in self.habits if Place(one.file, one.line) == mention.place)
        return any(_LINKER_FACTS.issubset(dict(habit.facts)) for habit in here)


def rewritten_scripts(
    read: BuildFiles, inventory: Inventory, policy: Policy, solution: Solution, files: ModuleFiles, contents: Contents
) -> Scripts:
    """What becomes of the build files. Those that Go code embeds stay as they are: they are part of what is built."""
    left_out = _embedded(inventory) | set(files.removes)
    found = [document for document in read.documents if document.path not in left_out]
    build = _with_packages(_build(inventory, policy, solution, files), found, solution, contents)
    result = rewrite(found, build, with_unsafe=policy.unsafe_fixes)
    needs = _needs(found, inventory, policy, files)
    goes = _new_goes(found, needs, result, policy, solution, contents) if needs else {}
    if goes:
        result = rewrite(found, replace(build, new_goes=goes), with_unsafe=policy.unsafe_fixes)
    said = (*read.unread, *made_from(result.texts.keys(), read.plain))
    unread = (habit for habit in said if habit.file not in left_out)
    habits = sorted((*unread, *result.habits), key=lambda habit: (habit.file, habit.line, habit.code))
    changed = tuple((path, encoded(text)) for path, text in sorted(result.texts.items()))
    commands = tuple(
        GoCommandAt(file=document.path, line=document.line(call.words[0].start), command=first_words(call))
        for document in found
        for call in document.go_commands
    )
    versions = {(one.place.file, one.at): one.version for one in ci_versions(found)} if goes else {}
    return Scripts(
        files=changed,
        habits=tuple(habits),
        flags=flag_rows(found, read.plain),
        commands=commands,
        needs=needs,
        new_goes={(file, versions[file, at]): new for (file, at), new in goes.items()},
    )


def _needs(found: Sequence[Document], inventory: Inventory, policy: Policy, files: ModuleFiles) -> BranchNeeds | None:
    if not ci_versions(found):
        return None
    after = set(paths_below(inventory.committed)).difference(files.removes)
    has_vendor = policy.vendor == "regenerate" or any(path.startswith("vendor/") for path in after)
    return branch_needs(inventory.committed, files.go_mod.encode(), has_vendor=has_vendor)


def _new_goes(
    found: Sequence[Document],
    needs: BranchNeeds,
    result: Rewritten,
    policy: Policy,
    solution: Solution,
    contents: Contents,
) -> dict[tuple[str, int], str]:
    """Which Go to install where. It is at least the go lines of what is compiled, whose code may need it, and at least
    1.16 where a file calls `go install PATH@VERSION`. Modules of which no package is compiled do not count: a Go that
    is newer than needed may lack platforms that the file builds for."""
    texts = {document.path: result.texts.get(document.path, document.text) for document in found}
    at_least = [VERSIONS_FROM] if any(map(calls_install, texts.values())) else []
    loaded = solution.load.packages.values()
    modules = {one.module for one in loaded if one.module is not None and one.in_all and not one.is_test}
    lines = (contents.go_mod_or_empty(solution.replacements.of(module)).go for module in modules)
    at_least += [go_version(line) for line in lines if line]
    installing = installing_files({document.path: document.text for document in found}, texts)
    lowest = max(at_least, default=(1, 0))
    return new_goes(ci_versions(found), needs, at_least=lowest, asked=policy.ci_go, installing=installing)


def _embedded(inventory: Inventory) -> set[str]:
    """The files that Go code embeds."""
    found: set[str] = set()
    for package in inventory.packages:
        patterns = [embed.pattern for file in package.files for embed in file.embeds]
        for pattern in patterns:
            try:
                names = resolve_embeds(inventory.committed, package.dir, [pattern])
            except (EmbedError, OSError):
                continue
            found |= {posixpath.join(package.dir, name) for name in names}
    return found


def _build(inventory: Inventory, policy: Policy, solution: Solution, files: ModuleFiles) -> Build:
    selected = (ModuleVersion(path, version) for path, version in solution.graph.selected.items())
    built = {module.path: solution.replacements.of(module) for module in selected}
    copies = {line.new_path for line in files.replaces if not line.new_version}
    lock_files = frozenset(inventory.lock_files)
    return Build(
        module=inventory.project.import_path,
        versions={path: module.version if module.path == path else "" for path, module in built.items()},
        vendor=policy.vendor if inventory.vendor_roots else "remove",
        removed=frozenset(files.removes),
        lock_files=lock_files,
        kept_locks=lock_files - frozenset(files.removes),
        copies=tuple(sorted(copies)),
        files=frozenset(entry.name for entry in inventory.committed.entries("")),
        has_commands=any(is_command(package) for package in inventory.packages),
        has_go_sum=bool(files.go_sum),
        sums=_sums(files.go_sum, built),
        own_packages=tuple(package.import_path for package in inventory.packages),
        own_names=names_below_src(inventory),
        gone=gone_paths(inventory, policy, files),
    )


def gone_paths(
    inventory: Inventory, policy: Policy, files: ModuleFiles, written: Iterable[str] = (), modules: Iterable[str] = ()
) -> GonePaths:
    """What the branch has no more. `written` are the files that come beside `files`, `modules` the paths of all modules
    that are built."""
    before = list(paths_below(inventory.committed))
    after = {*before, *files.writes, *written}.difference(files.removes)
    copies = {line.new_path.removeprefix("./") for line in files.replaces if not line.new_version}
    anew = policy.vendor == "regenerate"
    return GonePaths.of(inventory.project.import_path, before, after, copies=sorted(copies), modules=modules, anew=anew)


def _sums(go_sum: str, built: Mapping[str, ModuleVersion]) -> dict[str, str]:
    """The hashes of the modules that are built under their own paths."""
    lines = {(line.path, line.version): line.hash for line in parse_go_sum(go_sum).lines}
    return {path: total for path, module in built.items() if (total := lines.get((path, module.version), ""))}


def _with_packages(build: Build, found: Sequence[Document], solution: Solution, contents: Contents) -> Build:
    """The build with what the paths are that the files install. `go install PATH@VERSION` is refused for a module whose
    go.mod has replace or exclude lines (Go reference: "go install"), so such a version is not offered."""
    kinds: dict[str, str] = {}
    versions = dict(build.versions)
    for path in asked_paths(found):
        module = build.module_of(path)
        if not module:
            continue
        built = solution.replacements.of(ModuleVersion(module, solution.graph.selected[module]))
        package = contents.package(built, module, path)
        if package is not None and package.files:
            kinds[path] = COMMAND if is_command(package) else LIBRARY
        outcome = contents.modules.go_mod(built) if built.version else None
        if isinstance(outcome, Found) and _REPLACES.search(outcome.value):
            versions[module] = ""
    return replace(build, packages=kinds, versions=versions)
