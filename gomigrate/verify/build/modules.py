"""The branch's modules: the build list against the plan, go.sum, the vendor folder, and what tidy would say."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from gomigrate.model.codes import finding
from gomigrate.model.errors import WorldProblem
from gomigrate.model.findings import Finding, Place
from gomigrate.model.go.modpath import prefixes
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.names import shown
from gomigrate.model.verdict import ModuleDifference, Tidy, TidyState
from gomigrate.modfile.gomod import GoMod, ModFileError, parse
from gomigrate.modfile.gosum import parse_go_sum

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gomigrate.model.plan import Plan, Selected
    from gomigrate.modfile.values import Replace
    from gomigrate.verify.build.sides import Side
    from gomigrate.world.go.gocmd import GoCommand

_MISSING_IMPORT = re.compile(r"^\s+([^\s:]+\.[^\s:]+/[^\s:]+): (.+)$", re.MULTILINE)
"""The end of a chain of imports that `go mod tidy` prints: the import, and what is wrong with it."""

_NO_PLACE = ": missing ziphash: open hash: "
"""What `go mod verify` says of a module whose path can have no place in the module cache (one without a dot, replaced
by a folder): it makes the name of the zip's hash from an empty string. There is nothing to verify."""

_TOO_MANY = 40
"""So many lines of tidy's answer are shown."""


def compare_build_list(
    planned: Sequence[Selected], listed: Sequence[Mapping[str, Any]]
) -> tuple[int, tuple[ModuleDifference, ...]]:
    """How many lines of `go list -m -json all` are as planned, and those that are not, in path order. The main module
    has no version and is left out."""
    want = {line.path: selected_text(line) for line in planned}
    have = {str(m["Path"]): _listed_text(m) for m in listed if not m.get("Main")}
    differ = tuple(
        ModuleDifference(path=path, planned=want.get(path, ""), listed=have.get(path, ""))
        for path in sorted(want.keys() | have.keys())
        if want.get(path, "") != have.get(path, "")
    )
    same = sum(have.get(path) == text for path, text in want.items())
    return same, differ


def selected_text(line: Selected) -> str:
    """A line of the build list after its path, as `go list -m all` prints it."""
    new = line.replaced_by
    return _line_text(line.version, new.path if new else "", new.version if new else "")


def _listed_text(module: Mapping[str, Any]) -> str:
    new = module.get("Replace") or {}
    return _line_text(str(module.get("Version", "")), str(new.get("Path", "")), str(new.get("Version", "")))


def _line_text(version: str, new_path: str, new_version: str) -> str:
    words = [version, *(["=>", new_path, new_version] if new_path else [])]
    return " ".join(word for word in words if word)


def sum_gaps(build_list: Sequence[Selected], go_sum: bytes) -> tuple[Finding, ...]:
    """A finding for each module of the build list whose go.mod has no line in go.sum. (Whether its zip needs one as
    well depends on the packages that are imported; only the go command knows that.)"""
    sums = parse_go_sum(go_sum)
    found = list(sums.findings)
    have = {line.module for line in sums.lines if line.is_go_mod}
    for line in build_list:
        built = line.replaced_by or ModuleVersion(line.path, line.version)
        if built.version and built not in have:
            found.append(finding("GM306", f"go.sum has no line for the go.mod of {built}", place=Place("go.sum")))
    return tuple(found)


def compare_go_mod(plan: Plan, go_mod: bytes) -> tuple[ModuleDifference, ...]:
    """The go, require and replace lines that are not as planned: what can be said without a go command. Raises
    ModFileError where the file cannot be read."""
    now = parse(go_mod)
    want = {"go": plan.go, **{r.path: r.version for r in plan.requires}}
    have = {"go": now.go, **{r.path: r.version for r in now.requirements}}
    want |= {f"replace {r.path} {r.version}".rstrip(): f"{r.new_path} {r.new_version}".rstrip() for r in plan.replaces}
    have |= {
        f"replace {r.path} {r.version}".rstrip(): f"{r.new_path} {r.new_version}".rstrip() for r in now.replacements
    }
    return tuple(
        ModuleDifference(path=path, planned=want.get(path, ""), listed=have.get(path, ""))
        for path in sorted(want.keys() | have.keys())
        if want.get(path) != have.get(path)
    )


def leading_out(go_mod: bytes, prefix: str, before: bytes) -> tuple[Finding, ...]:
    """A finding for each replace line that leads to a folder outside the repository and that the state before did not
    have. `prefix` is the module's folder in the repository; what cannot be read has no lines."""
    known = {(line.path, line.version, line.new_path) for line in _replacements(before)}
    return tuple(
        finding("GM322", f"{line.path} is replaced by {shown(line.new_path)}", place=Place("go.mod", line.line))
        for line in _replacements(go_mod)
        if not line.new_version
        and _is_outside(prefix, line.new_path)
        and (line.path, line.version, line.new_path) not in known
    )


def _replacements(go_mod: bytes) -> tuple[Replace, ...]:
    try:
        return parse(go_mod).replaces
    except ModFileError:
        return ()


def _is_outside(prefix: str, folder: str) -> bool:
    place = folder.replace("\\", "/")
    if place.startswith("/") or place[1:2] == ":":
        return True
    return posixpath.normpath(posixpath.join(prefix, place)).split("/")[0] == ".."


def deciding_lines(plan: Plan | None, go_mod: bytes, was: bytes) -> tuple[ModuleDifference, ...]:
    """The lines of go.mod that decide how the same files are built and run (go, toolchain, godebug, ignore) and are not
    those of the plan and of the go.mod that `was` there before (b"" for none). Raises ModFileError where `go_mod`
    cannot be read."""
    now = parse(go_mod)
    try:
        want = _decide(parse(was, lax=False)) if was else {}
    except ModFileError:
        want = {}
    have = _decide(now)
    if plan and plan.go:
        want, have = {**want, "go": plan.go}, {**have, "go": now.go}
    return tuple(
        ModuleDifference(path=name, planned=want.get(name, ""), listed=have.get(name, ""))
        for name in sorted(want.keys() | have.keys())
        if want.get(name) != have.get(name)
    )


def _decide(mod: GoMod) -> dict[str, str]:
    lines = {f"godebug {line.key}": line.value for line in mod.godebugs}
    lines |= {f"ignore {line.path}": "ignored" for line in mod.ignores}
    return lines | ({"toolchain": mod.toolchain} if mod.toolchain else {})


def check_modules(go: GoCommand, side: Side) -> tuple[Finding, ...]:
    """What `go mod verify` finds wrong with the modules in the module cache."""
    env = {**go.closed_env("module"), **side.env}
    try:
        completed = go.ask(["mod", "verify"], cwd=side.cwd, env=env)
    except WorldProblem as problem:
        return (finding("GM301", f"go mod verify: {problem}"),)
    if completed.returncode == 0:
        return ()
    said = words_of(completed.stderr + completed.stdout.decode("utf-8", "replace"))
    return judge_verify(said)


def judge_verify(said: Sequence[str]) -> tuple[Finding, ...]:
    """What a `go mod verify` that failed has said, line by line. It goes on after each module, so a line of _NO_PLACE
    hides nothing; only where all lines are such is nothing wrong."""
    left = [line for line in said if _NO_PLACE not in line]
    if said and not left:
        return ()
    bad = [line for line in left if "has been modified" in line or "missing" in line or "checksum" in line]
    if not bad:
        first = left[0] if left else "failed without a word"
        return (finding("GM301", f"go mod verify: {first}", evidence=tuple(left[1:])),)
    return tuple(finding("GM307", line) for line in bad)


def check_vendor(go: GoCommand, side: Side) -> tuple[Finding, ...]:
    """Whether a vendor folder agrees with go.mod, by the go command's own check (go.mod reference, "Vendoring")."""
    env = {**go.closed_env("module"), **side.env}
    completed = go.ask(["list", "-mod=vendor", "-buildvcs=false", "./..."], cwd=side.cwd, env=env)
    if completed.returncode == 0:
        return ()
    said = words_of(completed.stderr)
    message = said[0] if said else "go list -mod=vendor fails"
    return (finding("GM308", message, place=Place("vendor"), evidence=said[1:12]),)


def vendored_files(
    listed: Sequence[Mapping[str, Any]], vendor: Mapping[str, str], digest: Callable[[str], str]
) -> dict[str, bool]:
    """Whether the files of a vendor folder are those of the modules they stand for. `vendor` gives the place on disk of
    each by its path below the folder, `listed` is what `go list -m -json all` says; what belongs to no module that lies
    in the module cache is left out."""
    folders = {str(m["Path"]): str((m.get("Replace") or m).get("Dir") or m.get("Dir") or "") for m in listed}
    found = {}
    for name, place in vendor.items():
        module = next((path for path in prefixes(posixpath.dirname(name)) if folders.get(path)), "")
        if module:
            found[name] = digest(place) == digest(posixpath.join(folders[module], name[len(module) + 1 :]))
    return found


def ask_tidy(go: GoCommand, side: Side) -> Tidy:
    """What `go mod tidy -diff` would change. The flag came with go 1.23; older ones cannot say."""
    env = {**go.closed_env("module"), **side.env}
    try:
        completed = go.ask(["mod", "tidy", "-diff"], cwd=side.cwd, env=env)
    except WorldProblem as problem:
        return Tidy(state=TidyState.CANNOT, reason=str(problem))
    if completed.returncode == 0:
        return Tidy(state=TidyState.CLEAN)
    lines = tuple(line for line in completed.stdout.decode("utf-8", "replace").splitlines() if _is_change(line))
    if lines:
        more = (f"... and {len(lines) - _TOO_MANY} lines more",) if len(lines) > _TOO_MANY else ()
        return Tidy(state=TidyState.DIFFERS, lines=lines[:_TOO_MANY] + more)
    return _tidy_failure(completed.stderr)


def _tidy_failure(stderr: str) -> Tidy:
    if "flag provided but not defined" in stderr:
        return Tidy(state=TidyState.CANNOT, reason="go mod tidy -diff needs go 1.23 or later")
    found = _MISSING_IMPORT.findall(stderr)
    if found:
        missing, why = found[-1]
        return Tidy(state=TidyState.CANNOT, reason=words_of(f"{missing}: {why}")[0], missing=missing)
    said = [line for line in words_of(stderr) if not line.startswith(("go: finding", "go: downloading", "go: found"))]
    return Tidy(state=TidyState.CANNOT, reason=said[0] if said else "no reason given")


def _is_change(line: str) -> bool:
    return line[:1] in ("+", "-") and line[:3] not in ("+++", "---")


def words_of(text: str) -> tuple[str, ...]:
    """What a program said, a line each, without credentials that a URL may carry."""
    from gomigrate.world.base.redact import said

    return tuple(said(line.strip()) for line in text.splitlines() if line.strip())


def go_mod_files(side: Side) -> dict[str, bytes]:
    """The bytes of go.mod and go.sum on disk now (b"" for one that is not there)."""
    from gomigrate.verify.build.sides import read_absolute

    found = {}
    for name in ("go.mod", "go.sum"):
        try:
            found[name] = read_absolute(posixpath.join(side.cwd, name))
        except OSError:
            found[name] = b""
    return found
