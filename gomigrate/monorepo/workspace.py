"""What a go.work over the modules of a repository has to say, so that it builds what the modules build.

In a workspace there is one build list: of each module the highest version that any of the workspace's modules selects.
A replace line of one of them counts for all of them, and two that differ are an error, unless go.work has a replace of
its own (Go reference: "Workspaces"). So where a module is built in several ways, go.work says which one is meant.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.fleets.partition import WorkProblem
from gomigrate.model.go import semver
from gomigrate.model.go.goversion import go_order
from gomigrate.model.modules import ModuleVersion
from gomigrate.modfile.quoting import auto_quote
from gomigrate.monorepo.folders import replace_path, spelled
from gomigrate.scan.project.lockfolders import seen_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gomigrate.model.findings import Finding

FILE, SUMS = "go.work", "go.work.sum"
_LOWEST_GO = "1.18"
"""The first version that knows workspaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltModule:
    """A module of a build list: what is built (a version, or a folder of the repository with version ""), the version
    that was selected, and whether a replace line causes that."""

    built: ModuleVersion
    version: str
    is_replaced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceModule:
    """A module of the workspace: its folder, its path, its go line, and its own build list by path."""

    folder: str
    path: str
    go: str
    builds: Mapping[str, BuiltModule]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The text of a go.work, what is built in it by path, and what its members build differently by themselves."""

    text: str
    builds: Mapping[str, ModuleVersion]
    findings: tuple[Finding, ...]


def lines_of(listed: Iterable[Mapping[str, Any]], folder: str) -> dict[str, BuiltModule]:
    """The build list that `go list -m -json all` says of the module in `folder`, by path, without the main modules."""
    return {str(module["Path"]): _line(module, folder) for module in listed if not module.get("Main")}


def _line(module: Mapping[str, Any], folder: str) -> BuiltModule:
    path, version = str(module["Path"]), str(module.get("Version", ""))
    new = module.get("Replace")
    if not new:
        return BuiltModule(built=ModuleVersion(path, version), version=version)
    if new.get("Version"):
        return BuiltModule(
            built=ModuleVersion(str(new["Path"]), str(new["Version"])), version=version, is_replaced=True
        )
    place = seen_from("", posixpath.join(folder, str(new["Path"])))
    return BuiltModule(built=ModuleVersion(replace_path(place, ""), ""), version=version, is_replaced=True)


def make_workspace(members: Sequence[WorkspaceModule]) -> Workspace:
    """The go.work for these modules. Of several versions the highest counts, as without replace lines. Of several
    replacements of one version, the one that most modules build counts."""
    own = {member.path for member in members}
    builds: dict[str, ModuleVersion] = {}
    replaces: list[str] = []
    findings: list[Finding] = []
    for path in sorted({path for member in members for path in member.builds} - own):
        lines = {member.folder: member.builds[path] for member in members if path in member.builds}
        builds[path] = chosen = _chosen(lines.values())
        unlike = {folder: line.built for folder, line in lines.items() if line.built != chosen}
        if unlike:
            findings.append(_otherwise(path, chosen, unlike))
        if unlike and any(line.is_replaced for line in lines.values()):
            target = f"{auto_quote(chosen.path)} {chosen.version}".rstrip()
            replaces.append(f"\t{auto_quote(path)} => {target}\n")
    go = max([_LOWEST_GO, *(member.go for member in members)], key=go_order)
    uses = "".join(f"\t{auto_quote(replace_path(member.folder, ''))}\n" for member in members)
    block = f"\nreplace (\n{''.join(replaces)})\n" if replaces else ""
    return Workspace(text=f"go {go}\n\nuse (\n{uses})\n{block}", builds=builds, findings=tuple(findings))


def _chosen(lines: Iterable[BuiltModule]) -> ModuleVersion:
    count = Counter((line.built, line.version) for line in lines)
    built, _ = max(count, key=lambda item: (semver.sort_key(item[0].version or item[1]), count[item], item[0]))
    return built


def _otherwise(path: str, chosen: ModuleVersion, unlike: Mapping[str, ModuleVersion]) -> Finding:
    folder, built = next(iter(unlike.items()))
    return finding(
        "GM930",
        path=path,
        chosen=_text(path, chosen),
        folder=spelled(folder),
        alone=_text(path, built),
        others=len(unlike) - 1,
        place=Place(FILE),
        evidence=tuple(f"{spelled(folder)}: {_text(path, built)}" for folder, built in unlike.items()),
    )


def _text(path: str, built: ModuleVersion) -> str:
    return built.version if built.path == path else str(built)


def differences(workspace: Workspace, listed: Mapping[str, BuiltModule]) -> Iterator[Finding]:
    """What the go command builds in the workspace differently from the plan."""
    for path, meant in workspace.builds.items():
        line = listed.get(path)
        if line is None or line.built != meant:
            yield finding(
                "GM931",
                problem=WorkProblem.DIFFERS.value,
                path=path,
                meant=_text(path, meant),
                builds=_text(path, line.built) if line else "",
                place=Place(FILE),
            )
