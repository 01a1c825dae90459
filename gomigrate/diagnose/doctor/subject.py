"""The project's own dependency list: go.mod and go.sum of a module, the pins of what is none yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.surroundings import ProjectSubject
from gomigrate.model.diagnosis.surroundings import Dependency
from gomigrate.model.errors import GomigrateError, UsageProblem
from gomigrate.model.go import semver
from gomigrate.model.go.modpath import check_path, is_inside
from gomigrate.model.modules import ModuleVersion
from gomigrate.modfile import gomod
from gomigrate.modfile.gosum import GoSum, parse_go_sum
from gomigrate.modfile.gowork import parse_go_work
from gomigrate.scan.gather import scan
from gomigrate.world.disk.folders import read_or_none, upward
from gomigrate.world.disk.samefolders import is_same_folder, real_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.world.world import World


_NAMELESS = "nameless.invalid/project"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleFiles:
    """go.mod and go.sum of a module as they lie on disk; `root` is the folder of go.mod."""

    root: str
    go_mod: gomod.GoMod
    go_sum: GoSum
    go_sum_text: bytes


def module_files(directory: str) -> ModuleFiles | None:
    """The module that a folder belongs to, by the nearest go.mod; None where there is none.

    Raises ModFileError where go.mod cannot be read.
    """
    found = upward(directory, "go.mod")
    if not found:
        return None
    root = found[0].removesuffix("go.mod").rstrip("/") or "/"
    text = read_or_none(f"{root}/go.sum") or b""
    return ModuleFiles(
        root=root,
        go_mod=gomod.parse(read_or_none(found[0]) or b""),
        go_sum=parse_go_sum(text),
        go_sum_text=text,
    )


def find_subject(world: World, directory: str) -> ProjectSubject:
    """The project that a folder belongs to. Raises as scan and module_files do."""
    files = module_files(directory)
    if files is None:
        return _unmigrated(world, directory)
    work_files, uses_us = work_files_of(world, files.root)
    modules = listed_modules(files.go_mod, files.go_sum)
    return ProjectSubject(
        root=files.root,
        module=files.go_mod.module,
        has_go_mod=True,
        dependencies=tuple(_with_sums(module, files.go_sum) for module in modules),
        go_line=files.go_mod.go,
        work_files=work_files,
        work_uses_us=uses_us,
        tools=tuple(_tool_pins(files.go_mod, modules)),
    )


def listed_modules(go_mod: gomod.GoMod, go_sum: GoSum) -> tuple[ModuleVersion, ...]:
    """The modules to be downloaded, sorted: what go.mod requires, as far as it is not replaced by a folder, and, for
    what go.mod files below go 1.17 leave out, the highest version of each other module with a zip hash in go.sum."""
    replaced: dict[str, ModuleVersion] = {}
    for line in go_mod.replacements:
        replaced[f"{line.path}@{line.version}" if line.version else line.path] = ModuleVersion(
            line.new_path, line.new_version
        )
    chosen: dict[str, ModuleVersion] = {line.path: ModuleVersion(line.path, line.version) for line in go_mod.requires}
    targets = {module.path for module in replaced.values()}
    rest: dict[str, str] = {}
    for sum_line in go_sum.lines:
        if sum_line.is_go_mod or sum_line.path in chosen or sum_line.path in targets:
            continue
        best = rest.get(sum_line.path, "")
        if not best or semver.sort_key(sum_line.version) > semver.sort_key(best):
            rest[sum_line.path] = sum_line.version
    modules = [*chosen.values(), *(ModuleVersion(path, version) for path, version in rest.items())]
    built = (replaced.get(str(module)) or replaced.get(module.path) or module for module in modules)
    return tuple(sorted({module for module in built if module.version and check_path(module.path) is None}))


def _with_sums(module: ModuleVersion, go_sum: GoSum) -> Dependency:
    return Dependency(module=module, sums=go_sum.hashes(module), go_mod_sums=go_sum.hashes(module, go_mod=True))


def _tool_pins(go_mod: gomod.GoMod, modules: Iterable[ModuleVersion]) -> Iterable[tuple[str, ModuleVersion]]:
    for tool in go_mod.tools:
        holders = [module for module in modules if is_inside(tool.path, module.path)]
        if holders:
            yield tool.path, max(holders, key=lambda module: len(module.path))


def work_files_of(world: World, root: str) -> tuple[tuple[str, ...], bool]:
    """The go.work that takes hold, and whether it uses this module."""
    named = world.go_env.gowork
    if named == "off":
        return (), True
    found = (named,) if named else upward(root, "go.work")[:1]
    for file in found:
        try:
            work = parse_go_work(read_or_none(file) or b"", file)
        except GomigrateError:
            return found, False
        folder = file.rpartition("/")[0]
        return found, any(is_same_folder(real_path(f"{folder}/{line.path}"), root) for line in work.uses)
    return (), True


def _unmigrated(world: World, directory: str) -> ProjectSubject:
    try:
        inventory = scan(world, directory)
        name = inventory.project.import_path
    except UsageProblem:
        # What the project is called matters to no check.
        inventory, name = scan(world, directory, import_path=_NAMELESS), ""
    pins: dict[str, Dependency] = {}
    tools = []
    for lock in inventory.locks:
        for pin in lock.pins:
            if check_path(pin.path) is not None:
                continue
            version = next((v for v in (pin.version, pin.revision) if semver.canonical(v) == v and v), "")
            dependency = Dependency(module=ModuleVersion(pin.path, version), revision=pin.revision)
            pins.setdefault(pin.path, dependency)
            if pin.scope == "tool" and version:
                tools.append((pin.path, dependency.module))
    return ProjectSubject(
        root=inventory.project.root,
        module=name,
        has_go_mod=False,
        dependencies=tuple(pins[path] for path in sorted(pins)),
        tools=tuple(tools),
    )
