"""Projects that have a go.mod already, and an old vendor folder or lock file beside it.

The go.mod that is there is the truth: its requirements, replace and exclude lines and its go line stay. What it lacks
comes from the lock and the vendored files as for any other project. The locks' pins are compared with the build list;
only --restore brings them back. The state before is the module-mode build of the commit, where that can be loaded.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.inventory import Origin
from gomigrate.model.memorytree import MemoryTree
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.resolution import Resolution, Want
from gomigrate.modfile.gomod import GoMod, ModFileError, parse
from gomigrate.modfile.modulestxt import ModulesTxt, parse_modules_txt
from gomigrate.plan.choices import Choice, Chooser, Reason
from gomigrate.plan.lifting import Lift, lifts
from gomigrate.plan.solve import Solver
from gomigrate.scan.modulestate import MODULES_TXT, vendor_contradictions
from gomigrate.world.trees import DiskTree, subtree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.inventory import Inventory
    from gomigrate.model.tree import Tree
    from gomigrate.plan.contents import Contents
    from gomigrate.plan.loader import Main
    from gomigrate.plan.policy import Policy
    from gomigrate.plan.solve import Solution
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
        """The go line in force."""
        return self.mod.go or GO_WITHOUT_LINE

    @property
    def replaced(self) -> dict[ModuleVersion, ModuleVersion]:
        """The replace lines, as the build list looks them up."""
        return {
            ModuleVersion(r.path, r.version): ModuleVersion(r.new_path, r.new_version) for r in self.mod.replaces
        }

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
        go_sum=_bytes(inventory.tree, "go.sum"),
        mod=mod,
        is_vendored=_is_vendored(inventory.tree, mod),
        lifts=lifts(mod, resolver) if lift else (),
    )


def _bytes(tree: Tree, path: str) -> bytes:
    try:
        return tree.read(path)
    except OSError:
        return b""


def _is_vendored(tree: Tree, mod: GoMod) -> bool:
    """Whether the go command would build from vendor/ as it is."""
    text = _bytes(tree, MODULES_TXT)
    vendored = parse_modules_txt(text) if text else ModulesTxt(modules=())
    has_packages = any(module.packages for module in vendored.modules)
    return has_packages and not vendor_contradictions(mod, vendored)


@dataclass(slots=True, kw_only=True)
class Halfway:
    """One plan for a project with a go.mod: what it contributes to the choices, and what the locks say about it."""

    existing: Existing
    inventory: Inventory
    policy: Policy
    wants: Wants
    contents: Contents
    resolver: Resolver
    missing_folders: tuple[str, ...] = ()

    def requirements(self) -> tuple[Choice, ...]:
        """A choice for each require line, at its repaired or lifted version."""
        new = {lift.path: lift.new for lift in self.existing.lifts}
        versions = {line.path: new.get(line.path, line.version) for line in self.existing.mod.requires}
        return tuple(_required(path, version) for path, version in versions.items())

    def open_folders(self) -> None:
        """Make the folders that replace lines name known as module contents."""
        missing = []
        for line in self.existing.mod.replaces:
            if not line.new_version and line.new_path not in self.contents.folders:
                tree = self._folder(line.new_path)
                if not any(entry.name == "go.mod" for entry in tree.entries("")):
                    missing.append(line.new_path)
                    tree = MemoryTree({"go.mod": f"module {line.path}\n".encode()})
                self.contents.folders[line.new_path] = tree
        self.missing_folders = tuple(dict.fromkeys(missing))

    def _folder(self, path: str) -> Tree:
        inside = posixpath.normpath(path)
        if posixpath.isabs(inside) or inside.startswith(".."):
            return DiskTree(posixpath.normpath(posixpath.join(self.inventory.project.root, path)))
        return subtree(self.inventory.tree, inside)

    def needed(self, main: Main) -> tuple[Want, ...]:
        """The wants that the new build takes from the locks and the vendored files: all of them where they are to be
        restored; else those with a package that no module of the go.mod's build list has."""
        if self.policy.restore:
            return self.wants.needed
        alone = Solver(
            main=main,
            contents=self.contents,
            find=lambda lacks: (),
            pinned=lambda path: None,
            may_hold=lambda path: False,
            go=self.policy.go or self.existing.go,
            fixed=self.existing.replaced,
            excluded=self.existing.excluded,
        ).solve(self.requirements())
        lacking = set(alone.load.lacks)
        return tuple(w for w in self.wants.needed if any(p.import_path in lacking for p in w.packages))

    def chosen(self, chooser: Chooser, from_locks: Sequence[Choice]) -> tuple[Choice, ...]:
        """The choices for the go.mod's own requirements that the locks' choices do not replace. Where the go command
        builds from the vendor folder, its bytes decide whether a module will do or a copy must be kept."""
        taken = {choice.path for choice in from_locks}
        own = tuple(choice for choice in self.requirements() if choice.path not in taken)
        if not self.existing.is_vendored:
            return own
        return tuple(self._as_vendored(choice, chooser) for choice in own)

    def _as_vendored(self, choice: Choice, chooser: Chooser) -> Choice:
        module = ModuleVersion(choice.path, choice.version)
        replaced = self.existing.replaced
        packages = tuple(
            used
            for used in self.inventory.used
            if used.origin is Origin.VENDOR and self._module_of(used.import_path) == choice.path
        )
        if not packages or module in replaced or ModuleVersion(choice.path) in replaced:
            return choice
        want = Want(root=choice.path, revision=choice.version, packages=packages)
        made = chooser.choose(Resolution(want=want, path=choice.path, module=module))
        return next((item for item in made if item.path == choice.path and item.is_copy), choice)

    def _module_of(self, import_path: str) -> str:
        paths = (line.path for line in self.existing.mod.requires)
        return max((p for p in paths if import_path == p or import_path.startswith(p + "/")), key=len, default="")

    def kept_replaces(self, choices: Sequence[Choice]) -> dict[ModuleVersion, ModuleVersion]:
        """The replace lines that stay: all but those of restored modules."""
        restored = {c.path for c in choices if c.reason is Reason.LOCKED}
        return {old: new for old, new in self.existing.replaced.items() if old.path not in restored}

    def findings(self, solution: Solution) -> Iterator[Finding]:
        """What is to be said of the go.mod, apart from the pins."""
        for lift in self.existing.lifts:
            yield lift.finding
        for path in self.missing_folders:
            line = next((r.line for r in self.existing.mod.replaces if r.new_path == path), 0)
            yield finding("GM715", f"{path} has no go.mod, so nothing can be built.", place=Place("go.mod", line))
        built = sorted(p for p in self._vendored_only() if p not in self.existing_provides(solution))
        if built:
            count = f"{len(built)} package{'s' if len(built) != 1 else ''}"
            message = f"{count} of the build come from vendor/ alone: go.mod requires no module that has them."
            yield finding("GM710", message, place=Place("go.mod"), evidence=tuple(built[:12]))
        if self.existing.is_vendored and self.policy.vendor == "remove":
            message = "vendor/ agrees with go.mod as it was, not with the new one, so it goes."
            yield finding("GM716", message, place=Place(MODULES_TXT))

    def _vendored_only(self) -> set[str]:
        return {used.import_path for used in self.inventory.used if used.origin is Origin.VENDOR}

    def existing_provides(self, solution: Solution) -> set[str]:
        """The packages of the new build that modules of the old require lines provide."""
        own = {line.path for line in self.existing.mod.requires} | {
            path for path in solution.graph.selected if path not in solution.choices
        }
        return {
            package.import_path
            for package in solution.load.packages.values()
            if package.module is not None and package.module.path in own
        }


def _required(path: str, version: str) -> Choice:
    return Choice(
        path=path,
        version=version,
        built=ModuleVersion(path, version),
        reason=Reason.REQUIRED,
        why="required by the go.mod that is there",
    )


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
        what = "1 replace line" if len(said) == 1 else f"{len(said)} replace lines"
        yield finding("GM204", f"{what} of dependencies concern this build and do not count.", evidence=tuple(said))
