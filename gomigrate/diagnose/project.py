"""The project's own dependency list: go.mod, go.sum and go.work of a module, or the pins before the migration."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from posixpath import relpath
from typing import TYPE_CHECKING, TypeVar

from gomigrate.diagnose.broken import BrokenBy, look_for_breakage
from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.doctor import Dependency
from gomigrate.model.errors import UsageProblem
from gomigrate.model.findings import Place
from gomigrate.model.go import semver
from gomigrate.model.go.modpath import check_path, is_inside
from gomigrate.model.legacy.inventory import Inventory, Origin
from gomigrate.model.modules import ModuleVersion
from gomigrate.modfile import gomod
from gomigrate.modfile.gosum import GoSum, parse_go_sum
from gomigrate.modfile.gowork import GoWork, parse_go_work
from gomigrate.modfile.syntax import ModFileError
from gomigrate.resolve.roots import likely_root
from gomigrate.scan.build.stdlib import is_std_package
from gomigrate.scan.gather import scan
from gomigrate.scan.project.selfpath import module_path_of_source
from gomigrate.world.base.process import ProgramFailed
from gomigrate.world.base.redact import first_line
from gomigrate.world.disk.folders import upward
from gomigrate.world.disk.reading import read_file, read_or_none
from gomigrate.world.disk.realpath import is_same_folder, real_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gomigrate.diagnose.broken import BrokenFile
    from gomigrate.model.findings import Finding
    from gomigrate.modfile.values import PathLine
    from gomigrate.world.world import World

T = TypeVar("T")

_NAMELESS = "nameless.invalid/project"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoModFiles:
    """go.mod and go.sum of a module as they are on disk, and the go.work that applies ("" for none).

    `root` is the folder of go.mod. `go_mod` is None where the file cannot be read; `work` and `uses_us`, whether the
    go.work uses this module, are None where the go.work cannot. `unreadable` has a finding for each. `is_sum_lost`:
    there is a go.sum, and nothing of it can be read.
    """

    root: str
    go_mod: gomod.GoMod | None
    go_sum: bytes
    is_sum_lost: bool = False
    work_file: str = ""
    work: GoWork | None = None
    uses_us: bool | None = None
    unreadable: tuple[Finding, ...] = ()

    @property
    def module(self) -> str:
        """The module's path, "" where go.mod does not say."""
        return self.go_mod.module if self.go_mod else ""

    @property
    def work_name(self) -> str:
        """The go.work's path from the project's folder."""
        return relpath(self.work_file, self.root)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectModules:
    """The project: its folder, its module path (before the migration its import path), its files where it is a module,
    and the modules it depends on. `tools` are the tool packages of go.mod with their modules."""

    root: str
    module: str
    files: GoModFiles | None
    dependencies: tuple[Dependency, ...]
    tools: tuple[tuple[str, ModuleVersion], ...] = ()

    @property
    def go_line(self) -> str:
        """The version in the go line of go.mod."""
        return self.files.go_mod.go if self.files and self.files.go_mod else ""


def readable(world: World) -> tuple[World, str]:
    """The world and the go command's message where it refuses to run with the present settings. The world is then
    without its go command, so that the settings can be read and the fault found."""
    try:
        _ = world.go_env
    except ProgramFailed as error:
        return replace(world, uses_go=False), first_line(error.stderr)
    return world, ""


def module_files(world: World, directory: str) -> GoModFiles | None:
    """The module that a folder belongs to, by the nearest go.mod; None where there is none."""
    found = upward(directory, "go.mod")
    if not found:
        return None
    root = found[0].removesuffix("go.mod").rstrip("/") or "/"
    unreadable: list[Finding] = []
    go_mod = read_parsed(found[0], "go.mod", gomod.parse, unreadable)
    if go_mod and not go_mod.module:
        unreadable.append(finding("GM201", place=Place("go.mod"), problem="missing module declaration", cause=""))
    before = len(unreadable)
    go_sum = read_sum_file(f"{root}/go.sum", "go.sum", unreadable)
    is_sum_lost = not go_sum and len(unreadable) > before
    named = world.go_env.gowork
    # The go command refuses a GOWORK that is not absolute.
    work_file = named if named.startswith("/") else "" if named else next(iter(upward(root, "go.work")), "")
    work = _go_work(work_file, root, unreadable) if work_file else None
    return GoModFiles(
        root=root,
        go_mod=go_mod,
        go_sum=go_sum,
        is_sum_lost=is_sum_lost,
        work_file=work_file,
        work=work,
        uses_us=_uses(work, work_file, root) if work else None,
        unreadable=tuple(unreadable),
    )


def _go_work(work_file: str, root: str, unreadable: list[Finding]) -> GoWork | None:
    """A go.work, None where it cannot be read. A folder that it uses and that has no module is a finding: the go
    command then builds nothing."""
    name = relpath(work_file, root)
    work = read_parsed(work_file, name, parse_go_work, unreadable, must=True)
    for line in work.uses if work else ():
        if read_or_none(f"{_used(line, work_file)}/go.mod") is None:
            place = Place(name, line.line)
            unreadable.append(finding("GM201", place=place, problem="", cause="no module", folder=line.path))
    return work


def _uses(work: GoWork, work_file: str, root: str) -> bool:
    """Whether a go.work uses the module of a folder."""
    return any(is_same_folder(_used(line, work_file), root) for line in work.uses)


def _used(line: PathLine, work_file: str) -> str:
    return real_path(f"{work_file.rpartition('/')[0]}/{line.path}")


def read_sum_file(path: str, name: str, unreadable: list[Finding]) -> bytes:
    """The lines of a go.sum or go.work.sum. A file that is invalid as a whole is a finding, and its readable lines
    count. The marks of a merge stay in: they have findings of their own."""
    data = read_parsed(path, name, bytes, unreadable) or b""
    broken = look_for_breakage(data)
    if broken is None or broken.by is BrokenBy.CONFLICT:
        return data
    unreadable.append(_told(broken, name))
    return b"" if broken.by is BrokenBy.PAGE else broken.text


def read_parsed(
    path: str, name: str, parse: Callable[[bytes], T], unreadable: list[Finding], *, must: bool = False
) -> T | None:
    """The bytes of a file. None where there is none (a finding if it `must` be there), and where it cannot be read:
    `unreadable` then gets a finding about `name`. A file in another encoding is a finding, and is read."""
    data = b""
    try:
        data = read_file(path)
        return parse(data)
    except ModFileError as error:
        if (broken := look_for_breakage(data)) is None:
            more = tuple(f"{name}:{problem.line}: {problem.reason}" for problem in error.problems[1:])
            place = Place(name, error.line)
            unreadable.append(finding("GM201", place=place, evidence=more, problem=error.reason, cause=""))
            return None
        unreadable.append(_told(broken, name))
        with suppress(ModFileError):
            return parse(broken.text)
    except (OSError, ValueError) as error:
        if must or not isinstance(error, FileNotFoundError):
            reason = getattr(error, "strerror", None) or str(error)
            unreadable.append(finding("GM001", place=Place(name), path=name, reason=reason))
    return None


def _told(broken: BrokenFile, name: str) -> Finding:
    return finding("GM201", place=Place(name, broken.line), problem="", cause=str(broken.by), file=name)


def find_project(world: World, directory: str) -> ProjectModules:
    """The project that a folder belongs to. Raises as scan does."""
    files = module_files(world, directory)
    if files is None:
        return _unmigrated(world, directory)
    go_sum = parse_go_sum(files.go_sum)
    modules = listed_modules(files.go_mod, go_sum)
    tools = []
    for tool in files.go_mod.tools if files.go_mod else ():
        holders = [module for module in modules if is_inside(tool.path, module.path)]
        if holders:
            tools.append((tool.path, max(holders, key=lambda module: len(module.path))))
    return ProjectModules(
        root=files.root,
        module=files.module,
        files=files,
        dependencies=tuple(
            Dependency(module=module, sums=go_sum.hashes(module), go_mod_sums=go_sum.hashes(module, go_mod=True))
            for module in modules
        ),
        tools=tuple(tools),
    )


def listed_modules(go_mod: gomod.GoMod | None, go_sum: GoSum) -> tuple[ModuleVersion, ...]:
    """The modules to be downloaded, sorted: what go.mod requires, unless a folder replaces it. For go.mod files below
    go 1.17, which list less, also the highest version of each other module with a zip hash in go.sum."""
    replaced: dict[str, ModuleVersion] = {}
    for line in go_mod.replacements if go_mod else ():
        replaced[f"{line.path}@{line.version}" if line.version else line.path] = ModuleVersion(
            line.new_path, line.new_version
        )
    chosen = {line.path: ModuleVersion(line.path, line.version) for line in (go_mod.requires if go_mod else ())}
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


def _imported_roots(inventory: Inventory) -> Iterator[str]:
    """The modules that a legacy build imports, locked or not, as far as their paths tell."""
    used = (u.import_path for u in inventory.used if u.origin in {Origin.VENDOR, Origin.GOPATH})
    for path in sorted({*used, *(missing.import_path for missing in inventory.missing)}):
        root = likely_root(path)
        if "." in path.partition("/")[0] and not is_std_package(path) and check_path(root) is None:
            yield root


def _unmigrated(world: World, directory: str) -> ProjectModules:
    try:
        inventory = scan(world, directory)
        name = inventory.project.import_path
    except UsageProblem:
        # What the project is called matters to no check.
        inventory, name = scan(world, directory, import_path=_NAMELESS), ""
    pins: dict[str, Dependency] = {}
    tools = []
    for pin in (pin for lock in inventory.locks for pin in lock.pins if check_path(pin.path) is None):
        version = next((v for v in (pin.version, pin.revision) if semver.canonical(v) == v and v), "")
        # A fork that the lock names is what is had.
        path = module_path_of_source(pin.source, pin.path) or pin.path
        dependency = Dependency(module=ModuleVersion(path, version), revision=pin.revision)
        pins.setdefault(path, dependency)
        if pin.scope == "tool" and version:
            tools.append((pin.path, dependency.module))
    for path in _imported_roots(inventory):
        if not any(is_inside(path, pin) or is_inside(pin, path) for pin in pins):
            pins[path] = Dependency(module=ModuleVersion(path))
    return ProjectModules(
        root=inventory.project.root,
        module=name,
        files=None,
        dependencies=tuple(pins[path] for path in sorted(pins)),
        tools=tuple(tools),
    )
