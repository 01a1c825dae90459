"""GM1xx: lock files."""

from __future__ import annotations

from gomigrate.model.legacy.lockflaws import FileFlaw, Refusal, ToolSign
from gomigrate.report.words.names import flawed
from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Facts, Idle, Row

UNREADABLE: dict[str, str] = {
    FileFlaw.BAD_ESCAPE: "A string in the {format} has an invalid escape.",
    FileFlaw.BINARY: "The file is binary.",
    FileFlaw.CONFLICT: "The file has the markers of an unresolved merge conflict.",
    FileFlaw.CUT_OFF: "The {format} ends too early: the file is not complete.",
    FileFlaw.LONG_KEYS: "The file has longer names than any file of its tool.",
    FileFlaw.MORE_TEXT: "More text follows after the end of the {format}.",
    FileFlaw.NO_TABLE: "The file has no table of fields.",
    FileFlaw.OPEN_STRING: "A string in the {format} has no end.",
    FileFlaw.SYNTAX: "The file is not valid {format}.",
    FileFlaw.TOO_DEEP: "The {format} is nested too deeply, or has too many values.",
    FileFlaw.TOO_LARGE: "The file is larger than {limit} KiB, the limit for its tool.",
}

REFUSED: dict[str, str] = {
    Refusal.COLUMNS: 'The line of "{path}" has more than four columns.',
    Refusal.FIELD: 'The field "{field}" is not {wanted}.',
    Refusal.LINE: 'The line "{value}" is not one that {tool} writes.',
    Refusal.LISTED: 'The {list} path "{value}" {flawed}.',
    Refusal.NAME: 'The {kind} "{value}" of {path} {flawed}.',
    Refusal.NO_COMMIT: 'The submodule "{path}" has no commit in the index.',
    Refusal.NO_PATH: "An entry has no import path.",
    Refusal.NO_REVISION: "{path} has no revision.",
    Refusal.NO_TABLE: "An entry of the list is not a table of fields.",
    Refusal.PACKAGE: 'The package "{value}" of {path} is not a folder below {path}.',
    Refusal.PATH: 'The path "{path}" {flawed}.',
    Refusal.PROJECT: 'The project\'s own path "{value}" {flawed}.',
    Refusal.SUBDIR: 'The folder "{value}" of {path} is outside its repository.',
    Refusal.TIME: 'The time "{value}" is not valid.',
    Refusal.VALUE: 'The value "{value}" of "{path}" does not begin with commit:, tag: or branch:.',
    Refusal.WORDS: 'The line of "{path}" has {words:word} instead of {form}.',
}

_WANTED = {"text": "text", "texts": "a list of texts", "list": "a list", "table": "a table of fields"}

SIGNS: dict[str, str] = {
    ToolSign.COMMENTS_OR_TAGS: "the file has comments, tags or short commits",
    ToolSign.EXCLUDES: "line {line} excludes packages",
    ToolSign.FULL_COMMITS: "the file has full commits and no comments",
    ToolSign.NAME: "the file has that tool's name",
    ToolSign.NOTHING_ELSE: "the file has nothing that only another tool writes",
    ToolSign.OPTION: "line {line} has an option",
    ToolSign.OWN_PATH: "the file begins with the project's own path",
    ToolSign.YAML: "the file is YAML",
}


def unreadable(f: Facts) -> str:
    """Why a file cannot be read as what it should be, by its `FileFlaw`: a sentence."""
    said = filled(UNREADABLE[str(f["flaw"])], f)
    conflicts = f.get("conflicts", 1)
    return filled("The file has the markers of {conflicts:unresolved merge conflict}.", f) if conflicts != 1 else said


def _refused(f: Facts) -> str:
    more = {
        "flawed": flawed(str(f.get("flaw", "")), str(f.get("error", ""))),
        "form": "path, revision and URL" if f.get("with_url") else "path and revision",
        "wanted": _WANTED.get(str(f.get("wanted", "")), ""),
    }
    return filled(REFUSED[str(f["why"])], {**f, **more})


def _which_is_stale(f: Facts) -> str:
    told = "{stale} looks stale: it has the older commit or release for {older} of them."
    unknown = "no date or release says which is stale, so gomigrate uses the file of the newer tool, {fresh}."
    start = "{stale} and {fresh} pin {paths:path} at different commits; "
    return filled(start + (told if f["older"] else unknown), f)


def _whose(f: Facts) -> str:
    return filled(f"gomigrate reads this file as {{tool}}'s: {SIGNS[str(f['sign'])]}.", f)


def _brought_along(f: Facts) -> str:
    brought = {"transitive": "the pins of its own vendor.conf", "staging": "the packages of its staging folder"}
    return filled(f'"{{path}}" ({{option}}=true) adds {brought[str(f["option"])]}, which are not in this file.', f)


ROWS: dict[str, Row] = {
    "GM101": Row(
        title="lock file cannot be read",
        meaning="A lock file is not in its tool's format: it is truncated, binary, or has a merge conflict.",
        remedy="Restore the file from git; or delete the file, to migrate from vendor/ and GOPATH alone.",
        message=unreadable,
    ),
    "GM102": Row(
        title="lock entry cannot be used",
        meaning="An entry of a lock file has no path or no revision, or its path is not an import path.",
        remedy="Correct the entry. Until then gomigrate treats the package as not locked.",
        message=_refused,
    ),
    "GM103": Row(
        title="lock file has an unknown field",
        meaning="A lock file has a field that its format does not define. gomigrate ignores the field.",
        remedy="Check whether the field matters to your build.",
        message='The field "{field}" is unknown to {tool}.',
    ),
    "GM104": Row(
        title="lock file pins a path twice",
        meaning="A lock file has two entries for one path, with different revisions.",
        remedy="Remove the wrong entry.",
        message="{path} is pinned twice, at different revisions; gomigrate uses the first entry.",
    ),
    "GM105": Row(
        title="manifest has no lock file",
        meaning="A tool's manifest says which versions are allowed; only its lock file says which were built. The lock file is missing.",
        remedy="Run the tool again to write its lock file. Otherwise the other lock files, vendor/ and GOPATH decide.",
        message="There is no {lock} beside this file.",
        remedy_here="Run the tool again to write {lock}. Otherwise the other lock files, vendor/ and GOPATH decide.",
    ),
    "GM106": Row(
        title="lock files disagree",
        meaning="Two lock files pin the same path at different commits. Only one of the commits was built.",
        remedy="Delete the stale lock file.",
        message=_which_is_stale,
        remedy_here="Delete the stale one: {stale} if {fresh} is kept up to date, else {fresh}.",
    ),
    "GM107": Row(
        title="code is from another project's vendor folder",
        meaning="A lock entry says that its code came from a folder inside another project's vendor folder. The revision is that project's.",
        remedy=Idle("Nothing to do: gomigrate also looks for the commit in that other project."),
        message="{packages:package} {packages:~was} copied from the vendor folder of {owner}.",
    ),
    "GM108": Row(
        title="several tools use a file of this name",
        meaning="Several tools write a lock file of this name. gomigrate decides by the content which tool wrote it.",
        remedy=Idle("Nothing to do: the entries mean the same, whichever of these tools wrote them."),
        message=_whose,
    ),
    "GM109": Row(
        title="lock file has credentials",
        meaning="A repository URL in a lock file contains a user name with a password, or a token. gomigrate never shows or stores them.",
        remedy="Revoke the credentials: they are in the project's history. Keep new ones in a .netrc file or a git credential helper.",
        message='The source of "{path}" contains credentials; gomigrate leaves them out.',
    ),
    "GM110": Row(
        title="lock entry follows a branch",
        meaning="A lock entry names a branch and no commit, so the lock file does not say what was built.",
        remedy="Write the commit into the entry. Otherwise vendor/ or the checkout in GOPATH decides.",
        message='{path} follows the branch "{branch}" and names no commit.',
    ),
    "GM111": Row(
        title="lock entry adds code that is not listed",
        meaning="A lock entry tells its tool to add more than the entry names: the pins of the dependency's own lock file, or the packages of its staging folder. This file does not list them.",
        remedy=Idle("Nothing to do if there is a vendor folder. Otherwise compare the versions that the plan chose."),
        message=_brought_along,
    ),
    "GM112": Row(
        title="lock file sets a field twice",
        meaning="One table of a lock file has the same field twice. gomigrate uses the last one, as the tool does.",
        remedy="Remove the wrong line.",
        message='The field "{field}" is set twice; gomigrate uses the last one.',
    ),
    "GM113": Row(
        title="submodule has no URL",
        meaning="The index has a commit for a folder of the vendor tree, but .gitmodules has no URL for it.",
        remedy=Idle("Nothing to do: gomigrate looks for the commit where the import path leads."),
        message="{submodules:submodule} {submodules:~has} a commit, but no section in .gitmodules.",
    ),
    "GM114": Row(
        title="file only has the name of a lock file",
        meaning="A file has the name of a vendoring tool's lock file, but the content of another program's: linguist's vendor.yml, a table of data. The content decides.",
        remedy=Idle(
            "Nothing to do: gomigrate leaves the file as it is. If the file is that tool's, fix its entries and plan again."
        ),
        message="{path} is not a lock file of {tool}; gomigrate leaves the file as it is.",
    ),
}
