"""GM9xx: several modules in one repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.fleets.marks import Sign
from gomigrate.model.fleets.partition import Layout, PreferenceProblem, WorkProblem
from gomigrate.report.words.phrases import all_of, filled
from gomigrate.report.words.row import Idle, Row
from gomigrate.report.words.scanning.locks import unreadable

if TYPE_CHECKING:
    from gomigrate.report.words.row import Facts

SIGNS = {
    Sign.LOCK: "a lock file",
    Sign.VENDOR: "a vendor folder",
    Sign.GO_MOD: "a go.mod",
    Sign.GOMIGRATE_TOML: "a boundary in gomigrate.toml",
    Sign.MAIN: "a main package",
}
"""What a folder has."""

_UNCLEAR = {
    PreferenceProblem.UNREADABLE: "gomigrate.toml cannot be read. {why}",
    PreferenceProblem.NO_TABLE: "[modules] is not a table.",
    PreferenceProblem.UNKNOWN_KEY: "[modules] has no key {key}; its keys are boundaries, join, layout and merge.",
    PreferenceProblem.LAYOUT: f"layout must be {all_of(tuple(Layout), 'or')}.",
    PreferenceProblem.LIST: "{key} must be a list of folders.",
    PreferenceProblem.GROUPS: "merge must be a list of lists of folders.",
    PreferenceProblem.FOLDER: '{key}: "{folder}" is not a folder below the top.',
}

_WORK = {
    WorkProblem.REFUSED: "The go command refuses the go.work: {said}",
    WorkProblem.DIFFERS: "{path}: planned {meant}, but the go command builds {builds}.",
    WorkProblem.BROKEN: "The go command cannot load {path} in the workspace: {said}",
}


def _gm901(facts: Facts) -> str:
    problem = PreferenceProblem(str(facts["problem"]))
    why = unreadable(facts) if problem is PreferenceProblem.UNREADABLE else ""
    return filled(_UNCLEAR[problem], {**facts, "why": why})


def _gm902(facts: Facts) -> str:
    if facts["key"] == "boundaries":
        return filled("boundaries: {names} matches no folder with packages.", facts)
    if facts["key"] == "join":
        return filled("join: {names} matches no folder that would be a module.", facts)
    if facts.get("unknown"):
        return filled("merge {names:all}: {unknown:all} {unknown:~is} not a unit.", facts)
    return filled("merge {names}: at least 2 units are needed.", facts)


def _gm903(facts: Facts) -> str:
    where = "at the top" if facts["merged"] == "." else "in {merged}"
    return filled(
        f"{{units:all}} import each other ({{imports:import}}), so gomigrate makes one module {where} of them.", facts
    )


def _gm903_remedy(facts: Facts) -> str:
    packages = facts["packages"]
    if not isinstance(packages, tuple) or not packages:
        return ""
    others = " One of these would do as well: {others}." if facts["others"] else ""
    if facts["to"]:
        return filled(f"Accept the one module, or move {{packages:all}} below {{to}}.{others}", facts)
    quoted = ", ".join(f'"{package}"' for package in packages)
    what = "a module" if len(packages) == 1 else "modules"
    said = filled(f"Accept the one module, or make {{packages:all}} {what} as well with this line:", facts)
    return f"{said} boundaries = [{quoted}].{filled(others, facts)}"


def _gm904(facts: Facts) -> str:
    end = "each unit keeps its own" if facts["each_keeps_its_own"] else "only one of these can be built"
    return filled(f"{{units:unit}} {{units:~has}} {{path}} locked at {{commits:commit}}; {end}.", facts)


def _gm906(facts: Facts) -> str:
    return filled(f"{{folder}} has {SIGNS[Sign(str(facts['sign']))]}, but no package, and becomes no module.", facts)


def _gm930(facts: Facts) -> str:
    more = "; {others:other module} also {others:~has} another version" if facts["others"] else ""
    return filled(f"The workspace builds {{path}} {{chosen}}; {{folder}} alone builds {{alone}}{more}.", facts)


def _gm931(facts: Facts) -> str:
    return filled(_WORK[WorkProblem(str(facts["problem"]))], {**facts, "builds": facts.get("builds") or "none"})


ROWS: dict[str, Row] = {
    "GM901": Row(
        title="gomigrate.toml is not valid",
        meaning="gomigrate.toml, or its table [modules], contains something that gomigrate does not know, so gomigrate cannot follow it.",
        remedy="Correct the line. The keys of [modules] are layout, boundaries, join and merge.",
        message=_gm901,
    ),
    "GM902": Row(
        title="gomigrate.toml names no suitable folder",
        meaning="A folder or pattern in the table [modules] of gomigrate.toml matches no folder that the key can mean.",
        remedy="Correct the name, or remove it.",
        message=_gm902,
    ),
    "GM903": Row(
        title="units import each other",
        meaning="Packages of these units import each other. Go builds such modules, but none of them can be made, tagged or released before the others. So gomigrate makes one module of them.",
        remedy="Accept the one module; or move a package, and run again.",
        message=_gm903,
        remedy_here=_gm903_remedy,
    ),
    "GM904": Row(
        title="units lock a dependency at different versions",
        meaning="A build list has one version of each module. With a module for each unit, each keeps the version of its own lock file. In one module, or in a workspace, all get the highest version.",
        remedy="Review the versions: a program that imports packages of several units is built with only one of them.",
        message=_gm904,
    ),
    "GM905": Row(
        title="folder cannot be a module",
        meaning="No module can have the folder's import path, for example because it ends in /v1. So the folder stays part of the module above.",
        remedy=Idle("Nothing to do unless its pins differ from those above: then rename the folder."),
        message="{folder} cannot be a module ({problem}), so it belongs to the module above.",
    ),
    "GM906": Row(
        title="lock file or vendor folder has no packages",
        meaning="A folder has a lock file, a vendor folder or a go.mod, but no Go package of its own. The folder becomes no module; its pins count for the units below.",
        remedy=Idle("Nothing to do: the pins of the folder count for the units below."),
        message=_gm906,
    ),
    "GM907": Row(
        title="modules import internal packages of each other",
        meaning="The import path decides who may import an internal package, not the module (go help internal). So these imports still work, but tie the modules' releases together.",
        remedy=Idle(
            "Nothing to do. Before you release the modules separately, treat these packages as a public interface."
        ),
        message="Modules import internal packages of each other: {imports:import} between {pairs:pair} of modules.",
    ),
    "GM908": Row(
        title="Go refuses the import of an internal package",
        meaning="The importing package is not below the folder that contains internal, so the go command refuses the import, in GOPATH mode and in module mode.",
        remedy="Move one of the two packages, or remove the import.",
        message="{importer} imports {path}, which is internal to other packages.",
    ),
    "GM909": Row(
        title="import comment has another path",
        meaning="GOPATH mode refuses a package whose import comment differs from its import path. Module mode ignores import comments, so the mistake would stay unnoticed.",
        remedy="If the comments are right, set the repository's path with --import-path. If not, correct the comments.",
        message="{files:import comment} {files:~has} another path than the package: {comment}, not {path}.",
    ),
    "GM930": Row(
        title="modules build other versions in the workspace",
        meaning="A workspace has one build list: the highest version of each dependency that any of its modules selects. The named modules build another version when they are built alone.",
        remedy="Release and test the named modules with GOWORK=off, or give them the same version.",
        message=_gm930,
    ),
    "GM931": Row(
        title="workspace does not build as planned",
        meaning="The go command refuses the planned go.work, cannot load a package that loads without a workspace, or builds another version than planned. gomigrate does not write the go.work.",
        remedy="Read the go command's message. The modules are not affected when they are built alone (GOWORK=off).",
        message=_gm931,
    ),
    "GM932": Row(
        title="lock file is still needed",
        meaning="A lock file or vendor folder counts for several modules. One of these was not made, so the file or folder stays.",
        remedy="Fix what blocks that module, then run {gomigrate:batch --failed}.",
        message="{path} stays for {modules}, which {modules:~was} not made.",
    ),
}
