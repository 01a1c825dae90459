"""Gathers what each party has of each module: the one place of sum that asks the world."""

from __future__ import annotations

import posixpath
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.asking import Asker, private_hosts
from gomigrate.diagnose.doctor.gather import goproxy_elements
from gomigrate.diagnose.doctor.privacy import is_public_proxy, signs
from gomigrate.diagnose.doctor.subject import listed_modules, module_files, work_files_of
from gomigrate.model.diagnosis.sums import DatabaseWord, Held, MergeConflict, Party, SumEvidence
from gomigrate.model.diagnosis.surroundings import Dependency
from gomigrate.model.errors import UsageProblem
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import match_prefix_patterns
from gomigrate.model.text.shownurl import place_names
from gomigrate.modfile.gosum import parse_go_sum
from gomigrate.modfile.modulestxt import parse_modules_txt
from gomigrate.sumdb.note import KeyProblem, parse_gosumdb
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.redact import redact, redact_url
from gomigrate.world.disk.folders import read_or_none
from gomigrate.world.git.gitsettings import read_git_settings
from gomigrate.world.modules.database import DatabaseClient, Route, Unproven
from gomigrate.world.modules.witnesses import held_by_cache, held_by_proxy, held_by_vendor
from gomigrate.world.net.exchanges import Prober
from gomigrate.world.net.netrc import Netrc

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.diagnose.doctor.subject import ModuleFiles
    from gomigrate.model.findings import Finding
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.modfile.modulestxt import VendoredModule
    from gomigrate.world.modules.proxy import Element
    from gomigrate.world.world import World

_AT_ONCE = 6
_MARK = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?:\s|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The project, its evidence, what is wrong with go.sum as a text, and what was not asked."""

    root: str
    module: str
    evidence: tuple[SumEvidence, ...]
    conflicts: tuple[MergeConflict, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _GoSum:
    """go.sum without the marks of a merge: hashes with their lines, by module and whether it is the go.mod's."""

    lines: dict[tuple[ModuleVersion, bool], list[tuple[str, int]]] = field(default_factory=dict)
    conflict: MergeConflict | None = None
    findings: tuple[Finding, ...] = ()


def read_sums(text: bytes, file: str = "go.sum") -> _GoSum:
    """A go.sum or go.work.sum, possibly in the middle of a merge."""
    sums: dict[tuple[ModuleVersion, bool], list[tuple[str, int]]] = {}
    findings: list[Finding] = []
    sides: list[tuple[str, str]] = []
    side, first = "", 0
    for number, line in enumerate(text.decode("utf-8", "replace").split("\n"), 1):
        if mark := _MARK.match(line):
            first = first or number
            side = {"<": "ours", "|": "base", "=": "theirs", ">": ""}[mark[1][0]]
            continue
        if side and line.strip():
            sides.append((side, redact(line.strip())))
        read = parse_go_sum(line)
        findings += (replace(found, place=Place(file, number)) for found in read.findings)
        for entry in read.lines:
            known = sums.setdefault((entry.module, entry.is_go_mod), [])
            if entry.hash not in {digest for digest, _ in known}:
                known.append((entry.hash, number))
    return _GoSum(
        lines=sums,
        conflict=MergeConflict(line=first, file=file, sides=tuple(sides)) if first else None,
        findings=tuple(findings),
    )


def gather(world: World, directory: str, wanted: Sequence[tuple[str, str]], *, is_offline: bool) -> Gathered:
    """What everybody has of the modules of the project in a folder: of all, or of those `wanted` by (path, version),
    a version of "" meaning each that is known.

    Raises UsageProblem where there is no go.mod or where a wanted module is not the project's, ModFileError and
    WorldProblem where go.mod, GOPROXY or the go command's settings cannot be read.
    """
    files = module_files(directory)
    if files is None:
        raise UsageProblem(f"{directory}: no go.mod here or above; go.sum belongs to a module")
    sums = read_sums(files.go_sum_text)
    name, work = _work_sums(world, files.root)
    modules = _chosen(files, {*sums.lines, *work.lines}, wanted)
    witnesses = _Witnesses.of(world, files, modules, is_offline=is_offline)
    if len(modules) < 2:
        evidence = [witnesses.about(module, sums, work, name) for module in modules]
    else:
        with ThreadPoolExecutor(min(_AT_ONCE, len(modules)), thread_name_prefix="sum") as pool:
            evidence = list(pool.map(lambda module: witnesses.about(module, sums, work, name), modules))
    return Gathered(
        root=files.root,
        module=files.go_mod.module,
        evidence=tuple(evidence),
        conflicts=tuple(read.conflict for read in (sums, work) if read.conflict),
        findings=(*sums.findings, *work.findings),
        notes=(*witnesses.notes, *_unanswered(evidence)),
    )


def _unanswered(evidence: Sequence[SumEvidence]) -> Iterator[str]:
    """The proxies that some module could not be had from: where nothing differs, not everything was compared."""
    failed: dict[str, list[str]] = {}
    for seen in evidence:
        by_place = {held.place: held.problem for held in seen.held if held.party is Party.PROXY and held.problem}
        for place, problem in by_place.items():
            failed.setdefault(place, []).append(problem)
    for place, problems in failed.items():
        yield f"proxy {place} has no answer for {len(problems)} of {len(evidence)} module versions, as: {problems[0]}"


def _work_sums(world: World, root: str) -> tuple[str, _GoSum]:
    """The go.work.sum of the workspace that uses this module, by its name from the module; "" where there is none. The
    go command adds its lines to those of go.sum (https://go.dev/ref/mod#workspaces)."""
    found, uses_us = work_files_of(world, root)
    text = read_or_none(f"{found[0]}.sum") if found and uses_us else None
    if text is None:
        return "", _GoSum()
    name = posixpath.relpath(f"{found[0]}.sum", root)
    return name, read_sums(text, name)


def _chosen(
    files: ModuleFiles, recorded: set[tuple[ModuleVersion, bool]], wanted: Sequence[tuple[str, str]]
) -> list[ModuleVersion]:
    listed = listed_modules(files.go_mod, files.go_sum)
    known = sorted({*listed, *(module for module, _ in recorded)})
    if not wanted:
        return known
    chosen: dict[ModuleVersion, None] = {}
    for path, version in wanted:
        some = [module for module in known if module.path == path and version in {"", module.version}]
        if not some:
            name = f"{path}@{version}" if version else path
            raise UsageProblem(f"{name}: neither go.mod nor go.sum of {files.go_mod.module} names this module")
        chosen |= dict.fromkeys(some)
    return list(chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Witnesses:
    """All who can be asked, and by which rules."""

    world: World
    files: ModuleFiles
    prober: Prober
    asker: Asker
    elements: tuple[Element, ...]
    hints: dict[str, tuple[str, ...]]
    hosts: frozenset[str]
    vendored: tuple[VendoredModule, ...]
    database: DatabaseClient | None
    route: Route | None
    silence: str
    required: dict[ModuleVersion, bool]
    is_offline: bool
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"_Witnesses({self.files.root!r})"

    @classmethod
    def of(cls, world: World, files: ModuleFiles, modules: list[ModuleVersion], *, is_offline: bool) -> _Witnesses:
        env = world.go_env
        netrc = Netrc.EMPTY if env.goauth == "off" else Netrc.load(world.environ)
        git = read_git_settings(world.environ, files.root)
        logins = tuple(dict.fromkeys(login.machine for login in netrc.logins))
        hints = {module.path: signs(module.path, env, git, logins) for module in modules}
        prober = Prober(world.environ, netrc)
        elements, problem = goproxy_elements(env)
        notes = [f"GOPROXY: {problem}"] if problem else []
        if is_offline:
            notes.append("nobody was asked (offline): only go.sum, the module cache and vendor were compared")
        elif any(element.word == "direct" for element in elements):
            notes.append("repositories themselves (direct) were not asked")
        database, silence = _database(world, prober, elements)
        route = None
        if database and not is_offline and modules:
            route = database.route()
            silence = redact(route.problem) if not route.base else silence
        text = read_or_none(f"{files.root}/vendor/modules.txt")
        dependencies = [Dependency(module=module, hints=hints[module.path]) for module in modules]
        return cls(
            world=world,
            files=files,
            prober=prober,
            asker=Asker(prober, env),
            elements=tuple(element for element in elements if element.word not in {"direct", "off"}),
            hints=hints,
            hosts=private_hosts(dependencies, env),
            vendored=parse_modules_txt(text).modules if text else (),
            database=database,
            route=route,
            silence=silence,
            required=_required(files),
            is_offline=is_offline,
            notes=tuple(redact(note) for note in notes),
        )

    def about(self, module: ModuleVersion, sums: _GoSum, work: _GoSum, work_file: str) -> SumEvidence:
        """Everything about one module version."""
        zip_lines = tuple(sums.lines.get((module, False), ()))
        with_zip = bool(zip_lines) or (module, False) in work.lines or self.required.get(module, False)
        held = [*held_by_cache(self.world.go_env.gomodcache, module), *self._vendored(module)]
        if not self.is_offline:
            dependency = Dependency(module=module, hints=self.hints[module.path])
            names = place_names(tuple(element.word for element in self.elements))
            for element, name in zip(self.elements, names, strict=True):
                is_public = is_public_proxy(element.word, self.hosts)
                if self.asker.may_ask(dependency, is_public=is_public):
                    held += held_by_proxy(self.prober, element.word, module, with_zip=with_zip, name=name)
        return SumEvidence(
            module=module,
            zip_lines=zip_lines,
            go_mod_lines=tuple(sums.lines.get((module, True), ())),
            database=self._word(module),
            held=tuple(held),
            is_required=module in self.required,
            is_direct=self.required.get(module, False),
            work_file=work_file,
            work_zip_lines=tuple(work.lines.get((module, False), ())),
            work_go_mod_lines=tuple(work.lines.get((module, True), ())),
        )

    def _vendored(self, module: ModuleVersion) -> list[Held]:
        paths = tuple(line.path for line in self.vendored if line.packages)
        for line in self.vendored:
            is_ours = (
                line.replacement == module
                if line.replacement
                else (line.path, line.version)
                == (
                    module.path,
                    module.version,
                )
            )
            if is_ours and line.packages:
                inner = tuple(path for path in paths if path.startswith(f"{line.path}/"))
                held = held_by_vendor(self.files.root, line.path, inner, line.packages)
                return [held] if held else []
        return []

    def _word(self, module: ModuleVersion) -> DatabaseWord:
        name = self.database.database.name if self.database else ""
        silence = self.silence
        if match_prefix_patterns(self.world.go_env.gonosumdb, module.path):
            silence = "exempt by GONOSUMDB or GOPRIVATE"
        elif self.hints[module.path]:
            silence = "not asked: the name looks private"
        elif self.is_offline:
            silence = "not asked (offline)"
        if silence or self.database is None or self.route is None:
            return DatabaseWord(name=name, silence=silence or "not asked")
        answer = self.database.lookup(self.route, module)
        if isinstance(answer, Failure):
            return DatabaseWord(name=name, silence=redact_url(answer.datum))
        if isinstance(answer, Unproven):
            return DatabaseWord(name=name, unproven=redact(answer.text), silence="its answer is not proven")
        by_kind = {line.is_go_mod: line.hash for line in answer}
        return DatabaseWord(name=name, zip=by_kind.get(False, ""), go_mod=by_kind.get(True, ""))


def _required(files: ModuleFiles) -> dict[ModuleVersion, bool]:
    """The modules that go.mod requires, as they are replaced, and whether directly."""
    built = set(listed_modules(files.go_mod, parse_go_sum("")))
    direct = {line.path for line in files.go_mod.requires if not line.indirect}
    replaced = {line.new_path: line.path for line in files.go_mod.replacements}
    return {module: replaced.get(module.path, module.path) in direct for module in built}


def _database(world: World, prober: Prober, elements: tuple[Element, ...]) -> tuple[DatabaseClient | None, str]:
    try:
        database = parse_gosumdb(world.go_env.gosumdb)
    except KeyProblem as error:
        return None, redact(str(error))
    if database is None:
        return None, "GOSUMDB=off"
    return DatabaseClient(database, prober, elements), ""
