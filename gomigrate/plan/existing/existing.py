"""Projects that have a go.mod already, and an old vendor folder or lock file beside it.

The go.mod that is there is the truth: its requirements, replace and exclude lines and its go line stay. What it lacks
comes from the lock and the vendored files as for any other project. The locks' pins are compared with the build list;
only --restore brings them back. The state before is the module-mode build of the commit, where that can be loaded.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.decision import InGoMod
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.legacy.inventory import Origin
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.resolution import Resolution, Want
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.model.trees.tree import read_or_nothing
from gomigrate.modfile.gomod import GoMod, ModFileError, parse
from gomigrate.modfile.modulestxt import ModulesTxt, parse_modules_txt
from gomigrate.plan.decide.choice import Choice
from gomigrate.plan.existing.lifting import Lift, lifts
from gomigrate.plan.solve.existingsolver import KeepingSolver
from gomigrate.scan.project.modulestate import MODULES_TXT, vendor_contradictions
from gomigrate.world.disk.disktree import DiskTree
from gomigrate.world.disk.trees import subtree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.policy import Policy
    from gomigrate.model.trees.tree import Tree
    from gomigrate.plan.decide.chooser import Chooser
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.solve.loader import Main
    from gomigrate.plan.solve.solution import Solution
    from gomigrate.plan.solve.solver import Solver
    from gomigrate.resolve.resolve import Resolver
    from gomigrate.resolve.wants import Wants

# What the go command takes a go.mod without a go line for (Go reference: "go directive").
GO_WITHOUT_LINE = "1.16"


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing:
    """The go.mod and go.sum of the commit. `is_vendored`: the go command builds from the vendor folder that is there,
    for it agrees with go.mod."""

    text: str
    go_sum: bytes
    mod: GoMod
    is_vendored: bool
    lifts: tuple[Lift, ...] = ()

    @property
    def go(self) -> str:
        """The go line that counts."""
        return self.mod.go or GO_WITHOUT_LINE

    @property
    def required(self) -> frozenset[str]:
        """The paths of the require lines."""
        return frozenset(line.path for line in self.mod.requires)

    def module_of(self, import_path: str) -> str:
        """The longest required path that the package may belong to, "" for none."""
        return max((path for path in self.required if is_inside(import_path, path)), key=len, default="")

    @property
    def replaced(self) -> dict[ModuleVersion, ModuleVersion]:
        """The replace lines, as the build list looks them up."""
        return {ModuleVersion(r.path, r.version): ModuleVersion(r.new_path, r.new_version) for r in self.mod.replaces}

    @property
    def excluded(self) -> frozenset[ModuleVersion]:
        """The versions that exclude lines name."""
        return frozenset(ModuleVersion(line.path, line.version) for line in self.mod.excludes)


def read_existing(inventory: Inventory, resolver: Resolver, *, lift: bool = True) -> Existing | None:
    """The go.mod of the commit with what becomes of its pseudo-versions; None where there is none that can be read
    (then scan has said so), or where it is no project of GOPATH's times."""
    if not inventory.has_go_mod:
        return None
    try:
        data = inventory.tree.read("go.mod")
        mod = parse(data)
    except (OSError, ModFileError):
        return None
    return Existing(
        text=data.decode("utf-8", "replace"),
        go_sum=read_or_nothing(inventory.tree, "go.sum"),
        mod=mod,
        is_vendored=is_vendored(inventory.tree, mod),
        lifts=lifts(mod, resolver) if lift else (),
    )


def is_nothing_to_do(inventory: Inventory, policy: Policy, resolver: Resolver) -> bool:
    """Whether the project is a module with nothing legacy beside its go.mod, and with no version to rewrite. A vendor
    folder that go mod vendor wrote, and that still agrees with go.mod, is not legacy."""
    if not inventory.is_migrated or policy.lift != "tag":
        return False
    existing = read_existing(inventory, resolver)
    return existing is not None and not existing.lifts and (existing.is_vendored or not inventory.vendor_roots)


def is_vendored(tree: Tree, mod: GoMod) -> bool:
    """Whether the go command would build from vendor/ as it is."""
    text = read_or_nothing(tree, MODULES_TXT)
    vendored = parse_modules_txt(text) if text else ModulesTxt(modules=())
    has_packages = any(module.packages for module in vendored.modules)
    return has_packages and not vendor_contradictions(mod, vendored)


def requirements_of(existing: Existing) -> tuple[Choice, ...]:
    """A choice for each require line, at its repaired or lifted version."""
    new = {lift.path: lift.new for lift in existing.lifts}
    versions = {line.path: new.get(line.path, line.version) for line in existing.mod.requires}
    return tuple(
        Choice(path=path, version=version, built=ModuleVersion(path, version), reason=InGoMod())
        for path, version in versions.items()
    )


def open_folders(mod: GoMod, tree: Tree, root: str, contents: Contents) -> tuple[str, ...]:
    """Make the folders that replace lines name known as module contents; those that have no go.mod. `tree` is the
    project's, `root` its place on disk, for folders outside of it."""
    missing = []
    for line in mod.replaces:
        if not line.new_version and line.new_path not in contents.folders:
            folder = _folder(line.new_path, tree, root)
            if not any(entry.name == "go.mod" for entry in folder.entries("")):
                missing.append(line.new_path)
                folder = MemoryTree({"go.mod": f"module {line.path}\n".encode()})
            contents.folders[line.new_path] = folder
    return tuple(dict.fromkeys(missing))


def _folder(path: str, tree: Tree, root: str) -> Tree:
    inside = posixpath.normpath(path)
    if posixpath.isabs(inside) or inside.startswith(".."):
        return DiskTree(posixpath.normpath(posixpath.join(root, path)))
    return subtree(tree, inside)


def solved_alone(existing: Existing, main: Main, contents: Contents, go: str) -> Solution:
    """What the go.mod builds by itself, without the locks and the vendored files."""
    solver = KeepingSolver(
        main=main,
        contents=contents,
        find=lambda lacks, raised_by: (),
        pinned=lambda path: None,
        may_hold=lambda path: False,
        go=go,
        fixed=existing.replaced,
        excluded=existing.excluded,
        required=existing.required,
    )
    return solver.solve(requirements_of(existing))


def wants_beside(existing: Existing, wants: Wants, alone: Solution, *, restore: bool) -> tuple[Want, ...]:
    """The wants that the new build gets from the locks and the vendored files: all of them with --restore; else those
    with a package that no module of the go.mod's build list has."""
    if restore:
        return (*wants.needed, *(want for want in wants.idle if want.root in existing.required))
    return tuple(want for want in wants.needed if _is_lacking(want, alone))


def _is_lacking(want: Want, alone: Solution) -> bool:
    return any(used.import_path in alone.load.lacks for used in want.packages)


def choices_beside(
    existing: Existing, from_locks: Sequence[Choice], chooser: Chooser, inventory: Inventory, wants: Wants
) -> tuple[Choice, ...]:
    """The locks' choices and those for the go.mod's own requirements, where the locks do not say otherwise. Where the
    go command builds from the vendor folder, its bytes decide whether a module will do or a copy is kept."""
    taken = {choice.path for choice in from_locks}
    own = tuple(choice for choice in requirements_of(existing) if choice.path not in taken)
    if existing.is_vendored:
        own = tuple(_as_vendored(choice, existing, chooser, inventory, wants) for choice in own)
    return (*from_locks, *own)


def _as_vendored(choice: Choice, existing: Existing, chooser: Chooser, inventory: Inventory, wants: Wants) -> Choice:
    module = ModuleVersion(choice.path, choice.version)
    packages = tuple(
        used
        for used in inventory.used
        if used.origin is Origin.VENDOR and existing.module_of(used.import_path) == choice.path
    )
    if not packages or module in existing.replaced or ModuleVersion(choice.path) in existing.replaced:
        return choice
    places = {used.place for used in packages}
    keys = tuple(w.key for w in wants.needed if any(used.place in places for used in w.packages))
    want = Want(root=choice.path, revision=choice.version, packages=packages, joins=keys)
    made = chooser.choose(Resolution(want=want, path=choice.path, module=module))
    return next((item for item in made if item.path == choice.path and item.is_copy), choice)


def replaced_anew(choices: Iterable[Choice]) -> frozenset[str]:
    """The paths whose old replace lines go, since the locks decide over them."""
    return frozenset(choice.path for choice in choices if not isinstance(choice.reason, InGoMod))


def solver_beside(existing: Existing, chosen: Sequence[Choice]) -> Callable[..., Solver]:
    """Makes the solver: Solver's arguments are wanted besides."""
    gone = replaced_anew(chosen)
    fixed = {old: new for old, new in existing.replaced.items() if old.path not in gone}
    return partial(KeepingSolver, fixed=fixed, excluded=existing.excluded, required=existing.required)


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """Of the wants those that the locks decide over, and the others, over which the go.mod does."""

    needed: tuple[Want, ...]
    idle: tuple[Want, ...]
    others: tuple[Want, ...]


def divided(wants: Wants, choices: Iterable[Choice], alone: Solution) -> Division:
    """Who decides over each want; `choices` are all that were made, `alone` what the go.mod builds by itself."""
    decided = {key for choice in choices if choice.resolution for key in choice.resolution.want.keys}
    needed = tuple(want for want in wants.needed if want.key in decided or _is_lacking(want, alone))
    idle = tuple(want for want in wants.idle if want.key in decided)
    theirs = {want.key for want in (*needed, *idle)}
    others = tuple(want for want in (*wants.needed, *wants.idle) if want.key not in theirs)
    return Division(needed=needed, idle=idle, others=others)


def existing_findings(
    existing: Existing, inventory: Inventory, alone: Solution, without_go_mod: Iterable[str], *, is_vendor_removed: bool
) -> Iterator[Finding]:
    """The findings about the go.mod, apart from the pins. `without_go_mod` are folders that replace lines name;
    `is_vendor_removed`: a vendor folder that agreed with it is deleted."""
    for lift in existing.lifts:
        yield lift.finding
    for path in without_go_mod:
        line = next((r.line for r in existing.mod.replaces if r.new_path == path), 0)
        yield finding("GM715", folder=path, place=Place("go.mod", line))
    vendored = {used.import_path for used in inventory.used if used.origin is Origin.VENDOR}
    if built := sorted(vendored & alone.load.lacks.keys()):
        yield finding("GM710", packages=tuple(built), place=Place("go.mod"))
    if is_vendor_removed:
        yield finding("GM716", place=Place(MODULES_TXT))


def ignored_replaces(solution: Solution, contents: Contents) -> Iterator[Finding]:
    """One finding for the replace lines of dependencies that would change a module of this build list, had the go
    command heeded them (Go reference: "replace directive": only the main module's count)."""
    said: list[str] = []
    for module in solution.graph.edges:
        if not module.path or solution.graph.selected.get(module.path) != module.version:
            continue
        built = solution.replacements.of(module)
        for line in contents.known_go_mod(built).ignored_replaces:
            selected = solution.graph.selected.get(line.path, "")
            new = ModuleVersion(line.new_path, line.new_version)
            here = solution.replacements.of(ModuleVersion(line.path, selected))
            if selected and line.version in ("", selected) and here != new:
                said.append(f"{module}: {line.path} {line.version or selected} => {new}; built here: {here}")
    if said:
        yield finding("GM204", lines=len(said), evidence=tuple(said))
