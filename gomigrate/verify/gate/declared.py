"""The lines of go.mod that decide what is built, compared with those of the record and of the migration's commit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.modfile.gomod import parse
from gomigrate.verify.branch.gomodlines import GO_MOD, differences, in_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.plan import Plan, Replacement
    from gomigrate.model.verdict import ModuleDifference
    from gomigrate.modfile.gomod import GoMod

_REQUIRE, _TOOL = "require ", "tool "
_EXCLUDED = "excluded"
_MAY_COME = (_REQUIRE, _TOOL)
"""A new dependency is ordinary: the build list shows its effect on the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """How many lines are as recorded, those that are not, and those that were added, or removed with their use."""

    same: int
    moved: tuple[ModuleDifference, ...]
    ordinary: tuple[ModuleDifference, ...]

    @property
    def told(self) -> Iterator[Finding]:
        """An error that names the lines that are not as recorded, a note that names the others."""
        if self.moved:
            yield finding("GM350", place=GO_MOD, evidence=in_lines(self.moved), names=_names(self.moved))
        if self.ordinary:
            yield finding("GM358", place=GO_MOD, evidence=in_lines(self.ordinary), names=_names(self.ordinary))


def _names(lines: Sequence[ModuleDifference]) -> tuple[str, ...]:
    return tuple(line.path for line in lines)


def compare_lines(plan: Plan, migrated: Sequence[bytes], go_mod: bytes, is_used: Callable[[str], bool]) -> Declared:
    """The lines of `go_mod` against the plan's, and, where no record has them (toolchain, godebug, exclude, ignore,
    tool), against those of the go.mod that the migration's commits have. `is_used` says whether anything is built of a
    module's packages. Raises ModFileError where one of them cannot be read."""
    want = _planned(plan)
    for body in migrated:
        want |= {name: value for name, value in _lines(parse(body)).items() if not _is_recorded(name)}
    have = _lines(parse(go_mod))
    differ = differences(want, have)
    ordinary = tuple(line for line in differ if _is_ordinary(line, is_used))
    return Declared(
        same=sum(have.get(name) == value for name, value in want.items()),
        moved=tuple(line for line in differ if line not in ordinary),
        ordinary=ordinary,
    )


def _is_ordinary(line: ModuleDifference, is_used: Callable[[str], bool]) -> bool:
    if not line.planned:
        return line.path.startswith(_MAY_COME)
    is_gone = not line.listed and line.path.startswith(_REQUIRE)
    return is_gone and not is_used(line.path.removeprefix(_REQUIRE))


def _is_recorded(name: str) -> bool:
    return name in ("module", "go") or name.startswith((_REQUIRE, "replace "))


def _planned(plan: Plan) -> dict[str, str]:
    lines = {"module": plan.module, "go": plan.go}
    lines |= {f"{_REQUIRE}{line.path}": line.version for line in plan.requires}
    lines |= {f"exclude {module.path} {module.version}": _EXCLUDED for module in plan.excludes}
    return lines | dict(map(_replace, plan.replaces))


def _lines(mod: GoMod) -> Mapping[str, str]:
    lines = {"module": mod.module, "go": mod.go}
    lines |= {f"{_REQUIRE}{line.path}": line.version for line in mod.requires}
    lines |= dict(map(_replace, mod.replacements))
    lines |= {f"exclude {line.path} {line.version}": _EXCLUDED for line in mod.excludes}
    lines |= {f"godebug {line.key}": line.value for line in mod.godebugs}
    lines |= {f"ignore {line.path}": "ignored" for line in mod.ignores}
    lines |= {f"{_TOOL}{line.path}": "a tool" for line in mod.tools}
    return lines | ({"toolchain": mod.toolchain} if mod.toolchain else {})


def _replace(line: Replacement) -> tuple[str, str]:
    return f"replace {line.path} {line.version}".rstrip(), f"{line.new_path} {line.new_version}".rstrip()
