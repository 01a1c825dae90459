"""GM9xx: several modules in one repository."""

from __future__ import annotations

from gomigrate.report.words.row import Row

ROWS: dict[str, Row] = {
    "GM901": Row(
        title="wish that cannot be understood",
        meaning="gomigrate.toml, or its table [modules], says something that gomigrate does not know, so it cannot be followed.",
        remedy="Correct the line; the table knows layout, boundaries, join and merge.",
    ),
    "GM902": Row(
        title="wish that names nothing",
        meaning="A folder or pattern in the table [modules] of gomigrate.toml fits no folder that it could mean.",
        remedy="Correct the name, or take it out.",
    ),
    "GM903": Row(
        title="units need one another",
        meaning="Two or more units import one another, by way of different packages. Go builds such modules, but no one of them can be made, tagged or released before the others, so they become one module.",
        remedy="Take it as it is, or move a package and run again.",
    ),
    "GM904": Row(
        title="units lock a dependency at different versions",
        meaning="One build list holds one version of a module. With a module for each unit, each keeps the version of its own lock; in one module, or in a workspace, all get the highest.",
        remedy="Review it: a program that imports packages of both units is built with one of the two versions.",
    ),
    "GM905": Row(
        title="folder that can be no module",
        meaning="The import path of the folder is none that a module can have (it ends in /v1, for example), so it stays a part of the module above it.",
        remedy="Nothing, unless its pins differ from those above it: then rename the folder.",
    ),
    "GM906": Row(
        title="lock or vendor folder without packages",
        meaning="A folder has a lock, a vendor folder or a go.mod, and no Go package of its own. It becomes no module; what it has counts for the units below it.",
        remedy="Nothing to do.",
    ),
    "GM907": Row(
        title="internal packages used across modules",
        meaning="Whether an internal package may be imported goes by the import path, not by the module (`go help internal`), so these imports keep working. They tie the modules' releases together.",
        remedy="Nothing to do. Before the modules are released apart from one another, think of them as a public interface.",
    ),
    "GM908": Row(
        title="import of an internal package that Go refuses",
        meaning="The importer does not lie below the folder that holds `internal`, so the go command refuses the import, in GOPATH mode as well as in modules.",
        remedy="Move one of the two packages, or take the import out.",
    ),
    "GM909": Row(
        title="import comment that says another path",
        meaning="GOPATH mode refuses a package whose import comment is not the path that it is imported by. In module mode comments are not looked at, so the mistake would go unseen.",
        remedy="If the comments are right, give the repository's path with --import-path; if not, correct them.",
    ),
    "GM930": Row(
        title="built otherwise in the workspace",
        meaning="A workspace has one build list: of each module the highest version that any of its modules selects. The named modules build another version by themselves, and get the other one in the workspace.",
        remedy="Release and test the named modules with GOWORK=off, or bring their versions together.",
    ),
    "GM931": Row(
        title="workspace that does not build as meant",
        meaning="The go command was asked what it makes of the go.work, and refuses it, cannot load a package that the module by itself can, or builds another version than was meant. The go.work is not written.",
        remedy="Look at the go command's words; the modules by themselves are not concerned.",
    ),
    "GM932": Row(
        title="lock that still is needed",
        meaning="A lock or vendor folder belongs to no module, and counts for several of them; one of these was not made, so it stays.",
        remedy="Mend what blocks that module, and go on with gomigrate batch --failed.",
    ),
}
