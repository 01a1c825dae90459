"""What reading a branch's go.mod and go.sum shows: lines that differ from the plan's."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.names import shown
from gomigrate.model.verdict import ModuleDifference
from gomigrate.modfile.gomod import GoMod, ModFileError, parse
from gomigrate.modfile.gosum import parse_go_sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gomigrate.model.findings import Finding
    from gomigrate.model.gaps import Told
    from gomigrate.model.plan import Plan, Selected
    from gomigrate.modfile.values import Replace
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch

GO_MOD = Place("go.mod")
_EXCLUDED = "excluded"


def told_of_go_mod(branch: VerifiedBranch) -> Iterator[Told]:
    """All findings about the branch's go.mod and go.sum before the go command is asked."""
    plan, go_mod = branch.plan, branch.file("go.mod")
    if plan:
        # Of modules that are only in the graph, pruning may leave the go.mod unread, and go.sum without its line.
        required = {line.path for line in plan.requires}
        yield from sum_gaps([line for line in plan.build_list if line.path in required], branch.file("go.sum"))
    yield from two_hashes_of(branch)
    yield from leading_out(go_mod, branch.repository.prefix, branch.go_mod_before)
    try:
        moved = changed_lines(plan, go_mod) if plan else ()
        deciding = deciding_lines(plan, go_mod, branch.go_mod_before)
    except ModFileError:
        return  # said where the go command refuses it
    if moved:
        yield finding("GM611", place=GO_MOD, evidence=in_lines(moved), lines=len(moved))
    if plan and deciding:
        yield finding("GM319", place=GO_MOD, evidence=in_lines(deciding), lines=len(deciding))
    for line in deciding if not plan else ():
        # Without a plan only the line of the toolchain decides over something that is compared nowhere.
        if line.path == "toolchain" and line.listed:
            yield Unchecked(what=Gap.TOOLCHAIN, names=(line.listed,))


def in_lines(lines: Iterable[ModuleDifference]) -> tuple[str, ...]:
    """Each difference with both values, as evidence."""
    return tuple(f"{line.path}: {line.planned or '(none)'} -> {line.listed or '(none)'}" for line in lines)


def sum_gaps(build_list: Iterable[Selected], go_sum: bytes) -> Iterator[Finding]:
    """A finding for each module of the build list whose go.mod has no line in go.sum. (Whether its zip needs one as
    well depends on the packages that are imported; only the go command knows that.)"""
    sums = parse_go_sum(go_sum)
    yield from sums.findings
    have = {line.module for line in sums.lines if line.is_go_mod}
    for line in build_list:
        built = line.replaced_by or ModuleVersion(line.path, line.version)
        if built.version and built not in have:
            yield finding("GM306", place=Place("go.sum"), module=str(built))


def two_hashes_of(branch: VerifiedBranch) -> Iterator[Finding]:
    """A finding for each file of a module for which go.sum has two hashes that the state before did not have: the go
    command accepts either (go.mod reference, "go.sum files")."""
    known = hashes_of(branch.go_sum_before)
    for (path, version), hashes in sorted(hashes_of(branch.file("go.sum")).items()):
        if len(hashes) > 1 and hashes != known.get((path, version)):
            yield finding("GM357", place=Place("go.sum"), evidence=tuple(sorted(hashes)), module=f"{path} {version}")


def hashes_of(go_sum: bytes) -> Mapping[tuple[str, str], frozenset[str]]:
    """The hashes of a go.sum by module path and version, to which "/go.mod" is added for that file's own."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for line in parse_go_sum(go_sum).lines:
        found[line.path, line.version].add(line.hash)
    return {key: frozenset(hashes) for key, hashes in found.items()}


def changed_lines(plan: Plan, go_mod: bytes) -> tuple[ModuleDifference, ...]:
    """The go, require and replace lines that differ from the plan's, found without a go command. Raises ModFileError
    where the file cannot be read."""
    now = parse(go_mod)
    want = {"go": plan.go, **{r.path: r.version for r in plan.requires}}
    have = {"go": now.go, **{r.path: r.version for r in now.requirements}}
    for lines, replacements in ((want, plan.replaces), (have, now.replacements)):
        for r in replacements:
            lines[f"replace {r.path} {r.version}".rstrip()] = f"{r.new_path} {r.new_version}".rstrip()
    return differences(want, have)


def deciding_lines(plan: Plan | None, go_mod: bytes, was: bytes) -> tuple[ModuleDifference, ...]:
    """The lines of go.mod that decide what is built of the same files and how it runs: go, toolchain, godebug, ignore,
    exclude. Only those that are neither in the plan nor in the go.mod that `was` there before (b"" for none). Raises
    ModFileError where `go_mod` cannot be read."""
    now = parse(go_mod)
    try:
        want = _decide(parse(was, lax=False)) if was else {}
    except ModFileError:
        want = {}
    have = _decide(now)
    if plan and plan.step:
        want = {name: value for name, value in want.items() if not name.startswith("exclude ")}
    if plan:
        want |= {f"exclude {module}": _EXCLUDED for module in plan.excludes}
    if plan and plan.go:
        want, have = {**want, "go": plan.go}, {**have, "go": now.go}
    return differences(want, have)


def _decide(mod: GoMod) -> dict[str, str]:
    lines = {f"godebug {line.key}": line.value for line in mod.godebugs}
    lines |= {f"ignore {line.path}": "ignored" for line in mod.ignores}
    lines |= {f"exclude {line.path}@{line.version}": _EXCLUDED for line in mod.excludes}
    return lines | ({"toolchain": mod.toolchain} if mod.toolchain else {})


def differences(want: Mapping[str, str], have: Mapping[str, str]) -> tuple[ModuleDifference, ...]:
    """What differs between the two, in the order of the names; absent is ""."""
    return tuple(
        ModuleDifference(path=name, planned=want.get(name, ""), listed=have.get(name, ""))
        for name in sorted(want.keys() | have.keys())
        if want.get(name, "") != have.get(name, "")
    )


def leading_out(go_mod: bytes, prefix: str, before: bytes) -> Iterator[Finding]:
    """A finding for each replace line that leads to a folder outside the repository and that the state before did not
    have. `prefix` is the module's folder in the repository; what cannot be read has no lines."""
    known = {(line.path, line.version, line.new_path) for line in _replace_lines(before)}
    for line in _replace_lines(go_mod):
        is_known = line.new_version or (line.path, line.version, line.new_path) in known
        if not is_known and _is_outside(prefix, line.new_path):
            place = Place("go.mod", line.line)
            yield finding("GM322", place=place, module=line.path, folder=shown(line.new_path))


def _replace_lines(go_mod: bytes) -> tuple[Replace, ...]:
    try:
        return parse(go_mod).replaces
    except ModFileError:
        return ()


def _is_outside(prefix: str, folder: str) -> bool:
    place = folder.replace("\\", "/")
    if place.startswith("/") or place[1:2] == ":":
        return True
    return posixpath.normpath(posixpath.join(prefix, place)).split("/")[0] == ".."
