"""The branch's modules by the go command: the build list against the plan, the module cache, tidy."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gomigrate.model.codes import finding
from gomigrate.model.errors import WorldProblem
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import Selected
from gomigrate.model.verdict import Tidy, TidyState
from gomigrate.verify.branch.gomodlines import differences
from gomigrate.verify.build.asking import ask, load_fault, read_absolute, refuse_unknown, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.gaps import Told
    from gomigrate.model.plan import Plan
    from gomigrate.model.verdict import ModuleDifference
    from gomigrate.verify.build.layout import Side
    from gomigrate.world.go.gocmd import GoCommand

_MISSING_IMPORT = re.compile(r"^\s+([^\s:]+\.[^\s:]+/[^\s:]+): (.+)$", re.MULTILINE)
"""The end of a chain of imports that `go mod tidy` prints: the import, and what is wrong with it."""

_NO_PLACE = ": missing ziphash: open hash: "
"""What `go mod verify` says of a module whose path can have no place in the module cache (one without a dot, replaced
by a folder): it makes the name of the zip's hash from an empty string. There is nothing to verify."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildList:
    """The modules that `go list -m -json all` names, how many of them are as planned, those that are not, and what to
    report."""

    modules: Sequence[Mapping[str, Any]] = ()
    same: int = 0
    differ: tuple[ModuleDifference, ...] = ()
    told: tuple[Told, ...] = ()


def read_build_list(go: GoCommand, side: Side, plan: Plan | None) -> BuildList:
    """The build list of the branch against the plan. Raises UnknownAnswer where it rests on an answer that did not
    come, WorldProblem."""
    told: tuple[Told, ...] = ()
    try:
        listed = go.list_modules(side.cwd, env=side.env)
    except WorldProblem as problem:
        refuse_unknown(problem)
        if "GOPROXY=off" not in str(problem):
            return BuildList(told=(load_fault("GM301", "go list -m all", problem),))
        # The times of the modules are not in the cache and may not be asked for; the versions still are known.
        told = (Unchecked(what=Gap.OFFLINE),)
        listed = go.list_modules(side.cwd, env=side.env, flags=("-e", "-mod=readonly"))
    if plan is None:
        return BuildList(modules=listed, told=(*told, Unchecked(what=Gap.NO_PLAN, count=len(listed) - 1)))
    same, differ = compare_build_list(plan.build_list, listed)
    return BuildList(modules=listed, same=same, differ=differ, told=told)


def compare_build_list(
    planned: Sequence[Selected], listed: Sequence[Mapping[str, Any]]
) -> tuple[int, tuple[ModuleDifference, ...]]:
    """How many lines of `go list -m -json all` are as planned, and those that are not, in path order. The main module
    has no version and is left out, also where a dependency asks for a version of it."""
    main = {m["Path"] for m in listed if m.get("Main")}
    want = {line.path: selected_text(line) for line in planned if line.path not in main}
    have = {str(m["Path"]): selected_text(_listed(m)) for m in listed if not m.get("Main")}
    return sum(have.get(path) == text for path, text in want.items()), differences(want, have)


def selected_text(line: Selected) -> str:
    """A line of the build list after its path, as `go list -m all` prints it."""
    new = line.replaced_by
    return " ".join(filter(None, (line.version, *(("=>", new.path, new.version) if new else ()))))


def _listed(module: Mapping[str, Any]) -> Selected:
    """A module as `go list -m -json` says it."""
    new = module.get("Replace")
    return Selected(
        path=module["Path"],
        version=module.get("Version", ""),
        replaced_by=ModuleVersion(new["Path"], new.get("Version", "")) if new else None,
    )


def check_modules(go: GoCommand, side: Side) -> tuple[Finding, ...]:
    """What `go mod verify` finds wrong with the modules in the module cache."""
    try:
        completed = ask(go, side, "mod", "verify")
    except WorldProblem as problem:
        return (load_fault("GM301", "go mod verify", problem),)
    if completed.returncode == 0:
        return ()
    return judge_verify(words_of(completed.stderr + completed.stdout.decode("utf-8", "replace"), most=None))


def judge_verify(said: Sequence[str]) -> tuple[Finding, ...]:
    """The lines of a failed `go mod verify`. It continues after each module, so a line of _NO_PLACE hides nothing;
    nothing is wrong only where all lines are such."""
    left = [line for line in said if _NO_PLACE not in line]
    if said and not left:
        return ()
    bad = [line for line in left if "has been modified" in line or "missing" in line or "checksum" in line]
    if bad:
        return tuple(finding("GM307", module=line) for line in bad)
    error = left[0] if left else ""
    return (finding("GM301", evidence=tuple(left[1:]), command="go mod verify", platform="", error=error),)


def ask_tidy(go: GoCommand, side: Side) -> Tidy:
    """What `go mod tidy -diff` would change. The flag came with go 1.23; older ones cannot say."""
    try:
        completed = ask(go, side, "mod", "tidy", "-diff")
    except WorldProblem as problem:
        return Tidy(state=TidyState.CANNOT, error=str(problem))
    if completed.returncode == 0:
        return Tidy(state=TidyState.CLEAN)
    lines = tuple(line for line in completed.stdout.decode("utf-8", "replace").splitlines() if _is_change(line))
    return Tidy(state=TidyState.DIFFERS, lines=lines) if lines else _tidy_failure(completed.stderr)


def _tidy_failure(stderr: str) -> Tidy:
    if "flag provided but not defined" in stderr:
        return Tidy(state=TidyState.CANNOT, is_too_old=True)
    found = _MISSING_IMPORT.findall(stderr)
    if found:
        missing, why = found[-1]
        return Tidy(state=TidyState.CANNOT, error=words_of(f"{missing}: {why}")[0], missing=missing)
    noise = ("go: finding", "go: downloading", "go: found")
    said = [line for line in words_of(stderr, most=None) if not line.startswith(noise)]
    return Tidy(state=TidyState.CANNOT, error=said[0] if said else "")


def _is_change(line: str) -> bool:
    return line[:1] in ("+", "-") and line[:3] not in ("+++", "---")


def go_mod_files(side: Side) -> dict[str, bytes]:
    """The bytes of go.mod and go.sum on disk now (b"" for one that is not there)."""
    found = {}
    for name in ("go.mod", "go.sum"):
        try:
            found[name] = read_absolute(posixpath.join(side.cwd, name))
        except OSError:
            found[name] = b""
    return found
