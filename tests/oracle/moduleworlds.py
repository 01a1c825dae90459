"""Random module worlds, and the go command's word on what the solver makes of them."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from gomigrate.gosource.package import read_package
from gomigrate.model.decision import Locked, NewestOf
from gomigrate.model.go import semver
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import Replacement, Requirement
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.modfile.dirhash import hash_go_mod
from gomigrate.modfile.gosum import SumLine, render_go_sum
from gomigrate.modfile.render import render
from gomigrate.plan.decide.choice import Choice, copy_folder
from gomigrate.plan.decide.modulecontents import Contents
from gomigrate.plan.files.gosumlines import needed_sums
from gomigrate.plan.solve.loader import Lack, Main, RaisedBy
from gomigrate.plan.solve.solver import Solution, Solver
from gomigrate.world.base.outcome import Found
from gomigrate.world.modules.source import ModuleSource
from tests.fakeworld.environment import closed_environment
from tests.fakeworld.modules import FakeModules, Published, write_file_proxy

GONE = "gone.test/"
MAIN_PATH = "ex.test/main"
VERSIONS = ("v1.0.0", "v1.1.0", "v1.2.0")
GO_LINES = ("", "", "1.16", "1.16", "1.17", "1.18", "1.20", "1.20", "1.21", "1.22")
MAIN_GO_LINES = ("1.15", "1.16", "1.17", "1.18", "1.18", "1.18", "1.20", "1.21", "1.22")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleWorld:
    """A main module's files, its locked versions, and what is published."""

    go: str
    files: dict[str, str]
    locks: dict[str, str]
    published: tuple[Published, ...]
    copies: frozenset[str] = frozenset()

    def copy_of(self, path: str) -> Published:
        """What the kept copy of a module holds: the lowest version's files, with a go.mod that requires nothing."""
        item = min((p for p in self.published if p.module.path == path), key=lambda p: p.module.version)
        return replace(item, go_mod=f"module {path}\n\ngo 1.16\n")


def random_world(seed: int, *, with_gaps: bool = False) -> ModuleWorld:
    """A world of 5 to 12 modules. Packages import only packages of modules further on, so that no cycle of packages
    comes up; requirements go anywhere. `with_gaps` takes the go.mod of some versions away."""
    rng = random.Random(seed)
    paths = [f"ex.test/{chr(ord('a') + i)}" for i in range(rng.randint(4, 9))]
    nested = [f"{rng.choice(paths)}/p" for _ in range(rng.randint(0, 2))]
    paths = list(dict.fromkeys([*paths, *nested]))
    rng.shuffle(paths)
    versions = {path: VERSIONS[: rng.randint(1, 3)] for path in paths}
    published = [
        _published(rng, versions, path, version, with_gaps=with_gaps) for path in paths for version in versions[path]
    ]
    main = {"main.go": _go("main", _some_packages(rng, paths, rng.randint(1, 4)))}
    if rng.random() < 0.6:
        main["main_test.go"] = _go("main", _some_packages(rng, paths, rng.randint(0, 2)))
    if rng.random() < 0.5:
        main["lib/lib.go"] = _go("lib", _some_packages(rng, paths, rng.randint(0, 3)))
    locks = {}
    for path in paths:
        if rng.random() < 0.6:
            locks[path] = rng.choice(versions[path])
    # A copy's folder holds the folders of copies of nested modules: two that overlap are not what a plan makes.
    copies = frozenset(path for path in locks if path.count("/") == 1 and rng.random() < 0.1)
    go = rng.choice(MAIN_GO_LINES)
    return ModuleWorld(go=go, files=main, locks=locks, published=tuple(published), copies=copies)


def _published(
    rng: random.Random, versions: Mapping[str, tuple[str, ...]], path: str, version: str, *, with_gaps: bool
) -> Published:
    paths = list(versions)
    later = paths[paths.index(path) + 1 :]
    wanted = [p for p in paths if p != path and rng.random() < 0.25]
    requires = [f"\t{p} {rng.choice(versions[p])}\n" for p in wanted]
    files = {"r.go": _go("r", _some_packages(rng, later, rng.randint(0, 2)))}
    if rng.random() < 0.5:
        files["r_test.go"] = _go("r", _some_packages(rng, later, rng.randint(0, 2)))
    if rng.random() < 0.7:
        files["p/p.go"] = _go("p", _some_packages(rng, later, rng.randint(0, 2)))
    if rng.random() < 0.2:
        files["x_test.go"] = _go("r_test", [f"{GONE}x"] if rng.random() < 0.2 else [])
    go = rng.choice(GO_LINES)
    toolchain = f"toolchain go{go}.1\n" if go >= "1.21" and rng.random() < 0.5 else ""
    go_line = f"go {go}\n{toolchain}" if go else ""
    text = f"module {path}\n\n{go_line}\nrequire (\n{''.join(requires)})\n"
    has_go_mod = rng.random() < 0.8
    return Published(
        module=ModuleVersion(path, version),
        go_mod=text if has_go_mod else "",
        files=files,
        has_mod=not (with_gaps and rng.random() < 0.15),
    )


def _some_packages(rng: random.Random, paths: Sequence[str], count: int) -> list[str]:
    if not paths:
        return []
    return [rng.choice(paths) + rng.choice(("", "", "/p")) for _ in range(count)]


def _go(name: str, imports: Iterable[str]) -> str:
    lines = "".join(f'import _ "{path}"\n' for path in dict.fromkeys(imports))
    return f"package {name}\n\n{lines}"


@dataclass(slots=True)
class Answer:
    """What the solver made of a world, and the two files that come of it."""

    solution: Solution
    go_mod: str
    go_sum: str
    asked: list[Lack] = field(default_factory=list)


def solved(world: ModuleWorld, *, holds: bool = True) -> Answer:
    """Solve the world as plan does: locks first, then the highest version for what no lock covers."""
    modules = FakeModules(world.published)
    contents = Contents(cast(ModuleSource, modules))
    tree = MemoryTree({name: text.encode() for name, text in world.files.items()})
    folders = sorted({name.rpartition("/")[0] for name in world.files})
    packages = {}
    for folder in folders:
        import_path = f"{MAIN_PATH}/{folder}".rstrip("/")
        package = read_package(tree, folder, import_path)
        assert package is not None
        packages[import_path] = package
    available = {item.module for item in world.published if item.has_mod}

    for path in world.copies:
        contents.folders[copy_folder(path)] = MemoryTree(world.copy_of(path).contents)

    def choice(path: str, version: str, reason: Locked | NewestOf) -> Choice:
        built = ModuleVersion(copy_folder(path)) if path in world.copies else ModuleVersion(path, version)
        return Choice(path=path, version=version, built=built, reason=reason)

    def find(lacks: tuple[Lack, ...], _: RaisedBy) -> tuple[Choice, ...]:
        found: dict[str, Choice] = {}
        for lack in lacks:
            paths = sorted({m.path for m in available if is_inside(lack.import_path, m.path)}, key=len, reverse=True)
            for path in paths:
                highest = max((m.version for m in available if m.path == path), key=semver.sort_key)
                module = ModuleVersion(path, world.locks.get(path, highest))
                offer = choice(path, module.version, NewestOf(importer="x"))
                if module in available and contents.package(offer.built, path, lack.import_path):
                    found.setdefault(path, offer)
                    break
        return tuple(found.values())

    def pinned(path: str) -> Choice | None:
        version = world.locks.get(path)
        if version is None or ModuleVersion(path, version) not in available:
            return None
        return choice(path, version, Locked(revision="a" * 40))

    initial = [
        choice(path, version, Locked(revision="a" * 40))
        for path, version in world.locks.items()
        if ModuleVersion(path, version) in available
    ]
    solver = Solver(
        main=Main(path=MAIN_PATH, packages=packages, rewritten=lambda path: path),
        contents=contents,
        find=find,
        pinned=pinned,
        may_hold=lambda _: holds,
        go=world.go,
    )
    solution = solver.solve(initial)
    return Answer(solution=solution, go_mod=go_mod_of(solution), go_sum=go_sum_of(solution, modules))


def go_mod_of(solution: Solution) -> str:
    """The go.mod text, as the plan writes it."""
    requires = [
        Requirement(path=r.path, version=r.version, indirect=r.path not in solution.direct) for r in solution.roots
    ]
    replaces = [
        Replacement(path=old.path, version=old.version, new_path=new.path, new_version=new.version)
        for old, new in solution.replacements.by_version.items()
    ]
    return render(MAIN_PATH, solution.go, requires, replaces, excludes=dict.fromkeys(solution.excluded, ""))


def go_sum_of(solution: Solution, modules: FakeModules) -> str:
    """The go.sum text, as the plan writes it."""
    zips, mods = needed_sums(solution)
    lines = []
    for module in zips:
        sums = modules.sums(module)
        if isinstance(sums, Found):
            lines.append(SumLine(path=module.path, version=module.version, hash=sums.value.zip))
    for module in mods:
        text = modules.go_mod(module)
        if isinstance(text, Found):
            lines.append(SumLine(path=module.path, version=f"{module.version}/go.mod", hash=hash_go_mod(text.value)))
    return render_go_sum(lines)


@dataclass(slots=True)
class Go:
    """The go command in a folder of its own."""

    folder: Path
    env: dict[str, str]

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit status, stdout, stderr of `go WORDS`."""
        result = subprocess.run(
            ["go", *words], cwd=self.folder, env={**self.env, "PWD": str(self.folder)}, capture_output=True, text=True
        )
        return result.returncode, result.stdout, result.stderr


def laid_out(world: ModuleWorld, answer: Answer, root: Path, cache: Path) -> Go:
    """The proxy and the main module on disk."""
    write_file_proxy(world.published, root / "proxy")
    folder = root / "main"
    texts = {**world.files, "go.mod": answer.go_mod, "go.sum": answer.go_sum}
    for copy in world.copies:
        held = world.copy_of(copy).contents
        texts |= {f"{copy_folder(copy)}/{name}": data.decode() for name, data in held.items()}
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Go(folder, {**closed_environment(root, [root / "gopath"], cache), "GOFLAGS": "-modcacherw", "GOWORK": "off"})


def build_list(solution: Solution) -> list[str]:
    """What `go list -m all` prints."""
    lines = [MAIN_PATH]
    for path, version in solution.graph.selected.items():
        built = solution.replacements.line_for(ModuleVersion(path, version))
        arrow = f" => {built}".replace("@", " ") if built else ""
        lines.append(f"{path} {version}{arrow}")
    return lines


def complaints(world: ModuleWorld, answer: Answer, root: Path, cache: Path) -> list[str]:
    """Where the go command and the solver differ; [] if they agree."""
    go = laid_out(world, answer, root, cache)
    found = []
    code, out, err = go.run("list", "-mod=readonly", "-m", "all")
    if code or sorted(out.splitlines()) != sorted(build_list(answer.solution)):
        found.append(f"list -m all: {err}{out}")
    lacks = answer.solution.load.lacks.values()
    if all(lack.import_path.startswith(GONE) for lack in lacks):
        code, out, err = go.run("mod", "tidy", "-e", "-diff")
        # go 1.26 has no words for a module that go 1.16 alone would have raise the go line, and calls it internal.
        if (out or (code and not lacks)) and "go 1.16 selects" not in err:
            found.append(f"tidy -diff: {out}\n{err}")
        code, out, err = go.run("list", "-mod=readonly", "-e", "-deps", "-test", "./...")
        if code and "import cycle not allowed" not in err:
            found.append(f"list -deps -test: {err}")
    return found
