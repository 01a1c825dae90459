"""GM9xx: several modules in one repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.fleets.marks import Sign
from gomigrate.model.fleets.partition import Layout, PreferenceProblem, WorkProblem
from gomigrate.report.words.locks import unreadable
from gomigrate.report.words.phrases import all_of, filled
from gomigrate.report.words.row import Row

if TYPE_CHECKING:
    from gomigrate.report.words.row import Facts

SIGNS = {
    Sign.LOCK: "a lock",
    Sign.VENDOR: "a vendor folder",
    Sign.GO_MOD: "a go.mod",
    Sign.GOMIGRATE_TOML: "a boundary in gomigrate.toml",
    Sign.MAIN: "a main package",
}
"""What a folder has."""

_UNCLEAR = {
    PreferenceProblem.UNREADABLE: "gomigrate.toml cannot be read. {why}",
    PreferenceProblem.NO_TABLE: "[modules] is no table.",
    PreferenceProblem.UNKNOWN_KEY: "[modules] has no {key}: it knows boundaries, join, layout and merge.",
    PreferenceProblem.LAYOUT: f"layout is one of {all_of(tuple(Layout), 'or')}.",
    PreferenceProblem.LIST: "{key} is a list of folders.",
    PreferenceProblem.GROUPS: "merge is a list of lists of folders.",
    PreferenceProblem.FOLDER: '{key}: "{folder}" is no folder below the top.',
}

_WORK = {
    WorkProblem.REFUSED: "The go command refuses the go.work: {said}",
    WorkProblem.DIFFERS: "{path}: {meant} was meant, and the go command builds {builds}.",
    WorkProblem.BROKEN: "{path} cannot be loaded in the workspace: {said}",
}


def _gm901(facts: Facts) -> str:
    problem = PreferenceProblem(str(facts["problem"]))
    why = unreadable(facts) if problem is PreferenceProblem.UNREADABLE else ""
    return filled(_UNCLEAR[problem], {**facts, "why": why})


def _gm902(facts: Facts) -> str:
    if facts["key"] == "boundaries":
        return filled("boundaries: no folder with packages is {names}.", facts)
    if facts["key"] == "join":
        return filled("join: no folder that would be a module is {names}.", facts)
    if facts.get("unknown"):
        return filled("merge {names:all}: {unknown} {unknown:~is} no unit.", facts)
    return filled("merge {names}: it takes two units at least.", facts)


def _gm903(facts: Facts) -> str:
    where = "at the top" if facts["merged"] == "." else "in {merged}"
    return filled(f"{{units:all}} need one another by {{imports:import}}, so they become one module {where}.", facts)


def _gm903_remedy(facts: Facts) -> str:
    packages = facts["packages"]
    if not packages or isinstance(packages, str | int):
        return ""
    others = " The same would do: {others}." if facts["others"] else ""
    if facts["to"]:
        return filled(f"Take it as it is, or move {{packages:all}} below {{to}}.{others}", facts)
    quoted = ", ".join(f'"{package}"' for package in packages)
    what = "a module of its own" if len(packages) == 1 else "modules of their own"
    said = filled(f"Take it as it is, or make {{packages:all}} {what}:", facts)
    return f"{said} boundaries = [{quoted}].{filled(others, facts)}"


def _gm904(facts: Facts) -> str:
    end = "each unit keeps its own" if facts["each_keeps_its_own"] else "only one of them can be built"
    return filled(f"{{path}} is locked at {{commits:commit}} by {{units:unit}}; {end}.", facts)


def _gm906(facts: Facts) -> str:
    return filled(f"{{folder}} has {SIGNS[Sign(str(facts['sign']))]} and no package: it becomes no module.", facts)


def _gm930(facts: Facts) -> str:
    more = ", and {others:other module} {others:~has} another version" if facts["others"] else ""
    return filled(f"{{path}} is {{chosen}} in the workspace; {{folder}} has {{alone}} by itself{more}.", facts)


def _gm931(facts: Facts) -> str:
    return filled(_WORK[WorkProblem(str(facts["problem"]))], {**facts, "builds": facts.get("builds") or "nothing"})


ROWS: dict[str, Row] = {
    "GM901": Row(
        title="gomigrate.toml cannot be understood",
        meaning="gomigrate.toml, or its table [modules], says something that gomigrate does not know, so it cannot be followed.",
        remedy="Correct the line; the table knows layout, boundaries, join and merge.",
        message=_gm901,
    ),
    "GM902": Row(
        title="gomigrate.toml names nothing",
        meaning="A folder or pattern in the table [modules] of gomigrate.toml fits no folder that it could mean.",
        remedy="Correct the name, or take it out.",
        message=_gm902,
    ),
    "GM903": Row(
        title="units need one another",
        meaning="Two or more units import one another, by way of different packages. Go builds such modules, but no one of them can be made, tagged or released before the others, so they become one module.",
        remedy="Take it as it is, or move a package and run again.",
        message=_gm903,
        remedy_here=_gm903_remedy,
    ),
    "GM904": Row(
        title="units lock a dependency at different versions",
        meaning="One build list holds one version of a module. With a module for each unit, each keeps the version of its own lock; in one module, or in a workspace, all get the highest.",
        remedy="Review it: a program that imports packages of both units is built with one of the two versions.",
        message=_gm904,
    ),
    "GM905": Row(
        title="folder that can be no module",
        meaning="The import path of the folder is none that a module can have (it ends in /v1, for example), so it stays a part of the module above it.",
        remedy="Nothing, unless its pins differ from those above it: then rename the folder.",
        message="{folder} can be no module: {problem}; it belongs to the module above it.",
    ),
    "GM906": Row(
        title="lock or vendor folder without packages",
        meaning="A folder has a lock, a vendor folder or a go.mod, and no Go package of its own. It becomes no module; what it has counts for the units below it.",
        remedy="Nothing to do.",
        message=_gm906,
    ),
    "GM907": Row(
        title="internal packages used across modules",
        meaning="Whether an internal package may be imported goes by the import path, not by the module (`go help internal`), so these imports keep working. They tie the modules' releases together.",
        remedy="Nothing to do. Before the modules are released apart from one another, think of them as a public interface.",
        message="Internal packages are imported across modules: {imports:import} between {pairs:pair} of modules.",
    ),
    "GM908": Row(
        title="import of an internal package that Go refuses",
        meaning="The importer does not lie below the folder that holds `internal`, so the go command refuses the import, in GOPATH mode as well as in modules.",
        remedy="Move one of the two packages, or take the import out.",
        message="{importer} may not import {path}.",
    ),
    "GM909": Row(
        title="import comment that says another path",
        meaning="GOPATH mode refuses a package whose import comment is not the path that it is imported by. In module mode comments are not looked at, so the mistake would go unseen.",
        remedy="If the comments are right, give the repository's path with --import-path; if not, correct them.",
        message="{files:import comment} {files:~has} another path than the package: {comment}, not {path}.",
    ),
    "GM930": Row(
        title="built otherwise in the workspace",
        meaning="A workspace has one build list: of each module the highest version that any of its modules selects. The named modules build another version by themselves, and get the other one in the workspace.",
        remedy="Release and test the named modules with GOWORK=off, or bring their versions together.",
        message=_gm930,
    ),
    "GM931": Row(
        title="workspace that does not build as meant",
        meaning="The go command was asked what it makes of the go.work, and refuses it, cannot load a package that the module by itself can, or builds another version than was meant. The go.work is not written.",
        remedy="Look at the go command's words; the modules by themselves are not concerned.",
        message=_gm931,
    ),
    "GM932": Row(
        title="lock that still is needed",
        meaning="A lock or vendor folder belongs to no module, and counts for several of them; one of these was not made, so it stays.",
        remedy="Mend what blocks that module, and go on with gomigrate batch --failed.",
        message="{path} stays for {modules}, which {modules:~was} not made.",
    ),
}
