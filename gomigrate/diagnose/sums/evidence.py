"""Gathers what each party has of each module: the one place of sum that asks the world."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from posixpath import relpath
from typing import TYPE_CHECKING

from gomigrate.diagnose.project import listed_modules, module_files, read_parsed, read_sum_file
from gomigrate.diagnose.servers import Servers, WayToDatabase
from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.doctor import Dependency
from gomigrate.model.diagnosis.sums import (
    DatabaseWord,
    Held,
    Limit,
    LimitKind,
    MergeConflict,
    Party,
    Silence,
    SumEvidence,
)
from gomigrate.model.errors import Suggested, UsageProblem
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import match_prefix_patterns
from gomigrate.model.modules import ModuleVersion
from gomigrate.modfile.gosum import GoSum, parse_go_sum
from gomigrate.modfile.modulestxt import parse_modules_txt
from gomigrate.world.base.redact import redact
from gomigrate.world.base.sidebyside import side_by_side
from gomigrate.world.modules.witnesses import held_by_cache, held_by_proxy, held_by_vendor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.diagnose.project import GoModFiles
    from gomigrate.model.findings import Finding
    from gomigrate.modfile.modulestxt import VendoredModule
    from gomigrate.world.world import World

_AT_ONCE = 6
_MARK = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?:\s|$)")
_HASH = "h1:"
"""The prefixes of the hashes that the go command knows (modfetch.checkModSum)."""
_SIDES = {"<": "ours", "|": "base", "=": "theirs", ">": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The project's files, the evidence, what is wrong with go.sum as a text, and what narrows the comparison."""

    files: GoModFiles
    evidence: tuple[SumEvidence, ...]
    conflicts: tuple[MergeConflict, ...]
    findings: tuple[Finding, ...]
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedSums:
    """A go.sum without the marks of a merge: hashes with their lines, by module and whether it is the go.mod's. Of the
    `unknown` modules some hash is of a kind that the go command does not know, and does not count."""

    lines: dict[tuple[ModuleVersion, bool], list[tuple[str, int]]] = field(default_factory=dict)
    conflict: MergeConflict | None = None
    findings: tuple[Finding, ...] = ()
    unknown: frozenset[ModuleVersion] = frozenset()

    def of(self, module: ModuleVersion, *, go_mod: bool) -> tuple[tuple[str, int], ...]:
        """The (hash, line) pairs of a module's zip or of its go.mod."""
        return tuple(self.lines.get((module, go_mod), ()))


def read_sums(text: bytes, file: str = "go.sum") -> RecordedSums:
    """A go.sum or go.work.sum, possibly with an unfinished merge in it."""
    sums: dict[tuple[ModuleVersion, bool], list[tuple[str, int]]] = {}
    findings: list[Finding] = []
    unknown: set[ModuleVersion] = set()
    sides: list[tuple[str, str]] = []
    side, first = "", 0
    for number, line in enumerate(text.decode("utf-8", "replace").split("\n"), 1):
        if mark := _MARK.match(line):
            first = first or number
            side = _SIDES[mark[1][0]]
            continue
        if side and line.strip():
            sides.append((side, redact(line.strip())))
        read = parse_go_sum(line)
        findings += (replace(found, place=Place(file, number)) for found in read.findings)
        for entry in read.lines:
            if not entry.hash.startswith(_HASH):
                odd = finding("GM202", place=Place(file, number), fields=3, line=str(entry.module), hash=entry.hash)
                findings.append(odd)
                unknown.add(entry.module)
                continue
            known = sums.setdefault((entry.module, entry.is_go_mod), [])
            if entry.hash not in {digest for digest, _ in known}:
                known.append((entry.hash, number))
    return RecordedSums(
        lines=sums,
        conflict=MergeConflict(line=first, file=file, sides=tuple(sides)) if first else None,
        findings=tuple(findings),
        unknown=frozenset(unknown),
    )


def gather_evidence(world: World, directory: str, wanted: Sequence[tuple[str, str]], *, is_offline: bool) -> Gathered:
    """What each party has of the modules of the project in a folder.

    All modules, or those `wanted` by (path, version); a version of "" means each that is known. Raises UsageProblem
    where there is no go.mod, or where a wanted module is not the project's. Raises WorldProblem where the go command's
    settings cannot be read.
    """
    files = module_files(world, directory)
    if files is None:
        raise UsageProblem(
            f"{directory}: no go.mod here or above; go.sum belongs to a module", remedy=Suggested(("plan",))
        )
    unreadable = list(files.unreadable)
    vendored = read_parsed(f"{files.root}/vendor/modules.txt", "vendor/modules.txt", parse_modules_txt, unreadable)
    sums, work, work_file = read_sums(files.go_sum), RecordedSums(), ""
    if files.uses_us:
        # The go command adds its lines to those of go.sum (https://go.dev/ref/mod#workspaces).
        name = relpath(f"{files.work_file}.sum", files.root)
        if text := read_sum_file(f"{files.work_file}.sum", name, unreadable):
            work, work_file = read_sums(text, name), name
    modules = _chosen(files, {*sums.lines, *work.lines}, wanted)
    servers = Servers.of(world.environ, world.go_env, files.root)
    dependencies = [servers.with_signs(Dependency(module=module)) for module in modules]
    witnesses = _Witnesses(
        files=files,
        sums=sums,
        work=work,
        work_file=work_file,
        servers=servers,
        hosts=servers.private_hosts(dependencies),
        vendored=vendored.modules if vendored else (),
        database=servers.way_to_database(is_offline=is_offline or not modules),
        required=_required(files),
        is_offline=is_offline,
    )
    evidence = tuple(side_by_side(witnesses.about, dependencies, _AT_ONCE))
    return Gathered(
        files=replace(files, unreadable=tuple(unreadable)),
        evidence=evidence,
        conflicts=tuple(read.conflict for read in (sums, work) if read.conflict),
        findings=(*sums.findings, *work.findings),
        limits=(*_limits(servers, is_offline=is_offline), *_unanswered(evidence)),
    )


def _limits(servers: Servers, *, is_offline: bool) -> Iterator[Limit]:
    if servers.problem:
        yield Limit(kind=LimitKind.GOPROXY, answer=redact(servers.problem))
    if is_offline:
        yield Limit(kind=LimitKind.OFFLINE)
    elif any(element.word == "direct" for element in servers.elements):
        yield Limit(kind=LimitKind.DIRECT)


def _unanswered(evidence: Sequence[SumEvidence]) -> Iterator[Limit]:
    """The proxies that lack some module: if nothing differs, not everything was compared."""
    failed: dict[str, list[str]] = {}
    for seen in evidence:
        by_place = {held.place: held.problem for held in seen.held if held.party is Party.PROXY and held.problem}
        for place, problem in by_place.items():
            failed.setdefault(place, []).append(problem)
    for place, problems in failed.items():
        count, whole = len(problems), len(evidence)
        yield Limit(kind=LimitKind.NO_ANSWER, proxy=place, answer=problems[0], modules=count, all_modules=whole)


def _chosen(
    files: GoModFiles, recorded: set[tuple[ModuleVersion, bool]], wanted: Sequence[tuple[str, str]]
) -> list[ModuleVersion]:
    known = sorted({*listed_modules(files.go_mod, parse_go_sum(files.go_sum)), *(module for module, _ in recorded)})
    if not wanted:
        return known
    chosen: dict[ModuleVersion, None] = {}
    for path, version in wanted:
        some = [module for module in known if module.path == path and version in {"", module.version}]
        if not some:
            name = f"{path}@{version}" if version else path
            if files.go_mod is None:
                raise UsageProblem(f"{name}: go.sum does not name this module, and go.mod cannot be read")
            raise UsageProblem(f"{name}: neither go.mod nor go.sum of {files.module} names this module")
        chosen |= dict.fromkeys(some)
    return list(chosen)


def _required(files: GoModFiles) -> dict[ModuleVersion, bool]:
    """The modules that go.mod requires, as they are replaced, and whether directly."""
    if files.go_mod is None:
        return {}
    direct = {line.path for line in files.go_mod.requires if not line.indirect}
    replaced = {line.new_path: line.path for line in files.go_mod.replacements}
    return {m: replaced.get(m.path, m.path) in direct for m in listed_modules(files.go_mod, GoSum())}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Witnesses:
    """All servers that can be asked, and the rules for it."""

    files: GoModFiles
    sums: RecordedSums
    work: RecordedSums
    work_file: str
    servers: Servers
    hosts: frozenset[str]
    vendored: tuple[VendoredModule, ...]
    database: WayToDatabase
    required: dict[ModuleVersion, bool]
    is_offline: bool

    def about(self, dependency: Dependency) -> SumEvidence:
        """Everything about one module version."""
        module = dependency.module
        zip_lines, work_zip_lines = self.sums.of(module, go_mod=False), self.work.of(module, go_mod=False)
        with_zip = bool(zip_lines or work_zip_lines) or self.required.get(module, False)
        held = [*held_by_cache(self.servers.env.gomodcache, module), *self._vendored(module)]
        for url, name in self.servers.proxies if not self.is_offline else ():
            if self.servers.may_ask(dependency, url, self.hosts):
                held += held_by_proxy(self.servers.client, url, module, with_zip=with_zip, name=name)
        return SumEvidence(
            module=module,
            zip_lines=zip_lines,
            go_mod_lines=self.sums.of(module, go_mod=True),
            database=self._word(dependency),
            held=tuple(held),
            # What is told of its line says already why an entry is missing.
            is_required=module in self.required and module not in self.sums.unknown and not self.files.is_sum_lost,
            is_direct=self.required.get(module, False),
            work_file=self.work_file,
            work_zip_lines=work_zip_lines,
            work_go_mod_lines=self.work.of(module, go_mod=True),
        )

    def _vendored(self, module: ModuleVersion) -> list[Held]:
        paths = tuple(line.path for line in self.vendored if line.packages)
        for line in self.vendored:
            built = line.replacement or ModuleVersion(line.path, line.version)
            if built == module and line.packages:
                inner = tuple(path for path in paths if path.startswith(f"{line.path}/"))
                held = held_by_vendor(self.files.root, line.path, inner, line.packages)
                return [held] if held else []
        return []

    def _word(self, dependency: Dependency) -> DatabaseWord:
        """The database's answer; private names are not sent to it."""
        is_exempt = match_prefix_patterns(self.servers.env.gonosumdb, dependency.path)
        if is_exempt or dependency.signs:
            silence = Silence.EXEMPT if is_exempt else Silence.LOOKS_PRIVATE
            return DatabaseWord(name=self.database.word.name, silence=silence)
        return self.database.about(dependency.module)
