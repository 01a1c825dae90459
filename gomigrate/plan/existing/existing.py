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
from gomigrate.model.findings import Place
from gomigrate.model.inventory import Origin
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.resolution import Resolution, Want
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.modfile.gomod import GoMod, ModFileError, parse
from gomigrate.modfile.modulestxt import ModulesTxt, parse_modules_txt
from gomigrate.plan.decide.choices import Choice, Chooser, Reason
from gomigrate.plan.existing.lifting import Lift, lifts
from gomigrate.plan.solve.existingsolver import KeepingSolver
from gomigrate.scan.condense import first_few
from gomigrate.scan.project.modulestate import MODULES_TXT, vendor_contradictions
from gomigrate.world.disk.trees import DiskTree, subtree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.inventory import Inventory
    from gomigrate.model.policy import Policy
    from gomigrate.model.trees.tree import Tree
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.solve.loader import Main
    from gomigrate.plan.solve.solution import Solution
    from gomigrate.plan.solve.solver import Pinned, Solver
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
        go_sum=_bytes(inventory.tree, "go.sum"),
        mod=mod,
        is_vendored=_is_vendored(inventory.tree, mod),
        lifts=lifts(mod, resolver) if lift else (),
    )


def is_nothing_to_do(inventory: Inventory, policy: Policy, resolver: Resolver) -> bool:
    """Whether the project is a module with nothing legacy beside its go.mod, and with no version to write otherwise.
    A vendor folder that go mod vendor wrote, and that still agrees with go.mod, is none."""
    if not inventory.is_migrated or policy.lift == "contains":
        return False
    existing = read_existing(inventory, resolver)
    return existing is not None and not existing.lifts and (existing.is_vendored or not inventory.vendor_roots)


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
    alone: Solution | None = None
    missing_folders: tuple[str, ...] = ()

    @classmethod
    def begin(
        cls, inventory: Inventory, policy: Policy, wants: Wants, contents: Contents, resolver: Resolver
    ) -> Halfway | None:
        """For a project with a go.mod that can be read; None for any other."""
        existing = read_existing(inventory, resolver)
        if existing is None:
            return None
        half = cls(
            existing=existing, inventory=inventory, policy=policy, wants=wants, contents=contents, resolver=resolver
        )
        half._open_folders()
        return half

    @property
    def go(self) -> str:
        """The go line to start from."""
        return self.policy.go or self.existing.go

    @property
    def required(self) -> frozenset[str]:
        """The paths of the require lines."""
        return frozenset(line.path for line in self.existing.mod.requires)

    def requirements(self) -> tuple[Choice, ...]:
        """A choice for each require line, at its repaired or lifted version."""
        new = {lift.path: lift.new for lift in self.existing.lifts}
        versions = {line.path: new.get(line.path, line.version) for line in self.existing.mod.requires}
        return tuple(_required(path, version) for path, version in versions.items())

    def _open_folders(self) -> None:
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
        solver = KeepingSolver(
            main=main,
            contents=self.contents,
            find=lambda lacks: (),
            pinned=lambda path: None,
            may_hold=lambda path: False,
            go=self.go,
            fixed=self.existing.replaced,
            excluded=self.existing.excluded,
            required=self.required,
        )
        self.alone = solver.solve(self.requirements())
        if self.policy.restore:
            idle = (want for want in self.wants.idle if want.root in self.required)
            return (*self.wants.needed, *idle)
        lacking = set(self.alone.load.lacks)
        return tuple(w for w in self.wants.needed if any(p.import_path in lacking for p in w.packages))

    def joined(self, from_locks: Sequence[Choice], chooser: Chooser) -> tuple[Choice, ...]:
        """The locks' choices and those for the go.mod's own requirements, where the locks do not say otherwise. Where
        the go command builds from the vendor folder, its bytes decide whether a module will do or a copy is kept."""
        taken = {choice.path for choice in from_locks}
        own = tuple(choice for choice in self.requirements() if choice.path not in taken)
        if self.existing.is_vendored:
            own = tuple(self._as_vendored(choice, chooser) for choice in own)
        return (*from_locks, *own)

    def solver(self, chosen: Sequence[Choice]) -> Callable[..., Solver]:
        """Makes the solver: Solver's arguments are wanted besides."""
        gone = self.replaced_anew(chosen)
        fixed = {old: new for old, new in self.existing.replaced.items() if old.path not in gone}
        return partial(KeepingSolver, fixed=fixed, excluded=self.existing.excluded, required=self.required)

    def pinned(self, find: Pinned) -> Pinned:
        """Locked versions of modules that only the graph mentions count again only where they are to be restored."""
        return find if self.policy.restore else lambda path: None

    def replaced_anew(self, choices: Sequence[Choice]) -> frozenset[str]:
        """The paths whose old replace lines go, since the locks decide over them."""
        return frozenset(choice.path for choice in choices if choice.reason is not Reason.REQUIRED)

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

    def by_locks(self, choices: Sequence[Choice]) -> tuple[tuple[Want, ...], tuple[Want, ...]]:
        """Of the wants, needed and idle, those that the locks decide over."""
        origins = {id(pin) for c in choices if c.resolution for pin in c.resolution.want.pins}
        places = {used.place for c in choices if c.resolution for used in c.resolution.want.packages}

        def is_theirs(want: Want) -> bool:
            return any(id(p) in origins for p in want.pins) or any(u.place in places for u in want.packages)

        lacking = set(self.alone.load.lacks) if self.alone else set()
        needed = (w for w in self.wants.needed if is_theirs(w) or any(p.import_path in lacking for p in w.packages))
        return tuple(needed), tuple(w for w in self.wants.idle if is_theirs(w))

    def findings(self, *, is_vendor_removed: bool) -> Iterator[Finding]:
        """What is to be said of the go.mod, apart from the pins. `is_vendor_removed`: a vendor folder that agreed with
        it goes."""
        for lift in self.existing.lifts:
            yield lift.finding
        for path in self.missing_folders:
            line = next((r.line for r in self.existing.mod.replaces if r.new_path == path), 0)
            yield finding("GM715", f"{path} has no go.mod, so nothing can be built.", place=Place("go.mod", line))
        lacking = set(self.alone.load.lacks) if self.alone else set()
        vendored = {used.import_path for used in self.inventory.used if used.origin is Origin.VENDOR}
        if built := sorted(vendored & lacking):
            count = f"{len(built)} package{'s' if len(built) != 1 else ''}"
            message = f"{count} of the build can come from vendor/ only: go.mod requires no module that has them."
            yield finding("GM710", message, place=Place("go.mod"), evidence=first_few(built))
        if is_vendor_removed:
            message = "vendor/ agrees with go.mod as it was, not with the new one, so it goes."
            yield finding("GM716", message, place=Place(MODULES_TXT))


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
