"""GM1xx: lock files."""

from __future__ import annotations

from gomigrate.model.legacy.lockflaws import FileFlaw, Refusal, ToolSign
from gomigrate.report.words.names import flawed
from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Facts, Row

UNREADABLE: dict[str, str] = {
    FileFlaw.BAD_ESCAPE: "A string in its {format} has a bad escape.",
    FileFlaw.BINARY: "It is a binary file.",
    FileFlaw.CONFLICT: "It has the markers of an unresolved merge conflict.",
    FileFlaw.CUT_OFF: "It ends in the middle of its {format}.",
    FileFlaw.LONG_KEYS: "It has longer names than any file of its tool.",
    FileFlaw.MORE_TEXT: "There is more text after the end of its {format}.",
    FileFlaw.NO_TABLE: "It holds no table of fields.",
    FileFlaw.OPEN_STRING: "A string in its {format} has no end.",
    FileFlaw.SYNTAX: "It is not {format}.",
    FileFlaw.TOO_DEEP: "Its {format} is nested too deeply, or has too many values.",
    FileFlaw.TOO_LARGE: "It is larger than {limit} KiB, and so than any file of its tool.",
}

REFUSED: dict[str, str] = {
    Refusal.COLUMNS: 'The line of "{path}" has more than four columns.',
    Refusal.FIELD: 'The field "{field}" is not {wanted}.',
    Refusal.LINE: 'The line "{value}" is no line of {tool}.',
    Refusal.LISTED: 'The {list} path "{value}" {flawed}.',
    Refusal.NAME: 'The {kind} "{value}" of {path} {flawed}.',
    Refusal.NO_COMMIT: 'The submodule "{path}" has no commit in the index.',
    Refusal.NO_PATH: "An entry has no import path.",
    Refusal.NO_REVISION: "{path} has no revision.",
    Refusal.NO_TABLE: "An entry of the list is no table of fields.",
    Refusal.PACKAGE: 'The package "{value}" of {path} is no folder below it.',
    Refusal.PATH: 'The path "{path}" {flawed}.',
    Refusal.PROJECT: 'The project\'s own path "{value}" {flawed}.',
    Refusal.SUBDIR: 'The folder "{value}" of {path} lies outside its repository.',
    Refusal.TIME: 'The time "{value}" cannot be read.',
    Refusal.VALUE: 'The value "{value}" of "{path}" is no commit:, tag: or branch:.',
    Refusal.WORDS: 'The line of "{path}" has {words:word}; {form} are wanted.',
}

_WANTED = {"text": "text", "texts": "a list of texts", "list": "a list", "table": "a table of fields"}

SIGNS: dict[str, str] = {
    ToolSign.COMMENTS_OR_TAGS: "it has comments, tags or shortened commits",
    ToolSign.EXCLUDES: "line {line} excludes packages",
    ToolSign.FULL_COMMITS: "it has full commits and no comments",
    ToolSign.NAME: "it has that tool's name",
    ToolSign.NOTHING_ELSE: "nothing in it is another tool's own",
    ToolSign.OPTION: "line {line} has an option",
    ToolSign.OWN_PATH: "it begins with the project's own path",
    ToolSign.YAML: "it is YAML",
}


def unreadable(f: Facts) -> str:
    """Why a file cannot be read as what it should be, by its `FileFlaw`: a sentence."""
    said = filled(UNREADABLE[str(f["flaw"])], f)
    conflicts = f.get("conflicts", 1)
    return filled("It has the markers of {conflicts:unresolved merge conflict}.", f) if conflicts != 1 else said


def _refused(f: Facts) -> str:
    more = {
        "flawed": flawed(str(f.get("flaw", "")), str(f.get("error", ""))),
        "form": "path, revision and URL" if f.get("with_url") else "path and revision",
        "wanted": _WANTED.get(str(f.get("wanted", "")), ""),
    }
    return filled(REFUSED[str(f["why"])], {**f, **more})


def _which_is_stale(f: Facts) -> str:
    told = "{stale} looks stale: it has the older commit or release in {older} of them."
    taken = "nothing in them tells which is stale, so that of the newer tool counts."
    start = "{stale} and {fresh} pin {paths:path} at different commits; "
    return filled(start + (told if f["older"] else taken), f)


def _whose(f: Facts) -> str:
    return filled(f"It is taken as {{tool}}'s, since {SIGNS[str(f['sign'])]}.", f)


def _brought_along(f: Facts) -> str:
    brought = {"transitive": "the pins of its own vendor.conf", "staging": "the packages of its staging folder"}
    return filled(f'"{{path}}" brings {brought[str(f["option"])]} along ({{option}}=true).', f)


ROWS: dict[str, Row] = {
    "GM101": Row(
        title="lock file cannot be read",
        meaning="A legacy lock file is there, but it is not in its tool's format (truncated, binary, merge conflict).",
        remedy="Restore the file from history, or delete it to migrate from vendor/ and GOPATH alone.",
        message=unreadable,
    ),
    "GM102": Row(
        title="lock entry cannot be used",
        meaning="One entry of a lock file lacks a path or a revision, or names something that is no import path.",
        remedy="Correct the entry; until then the package is treated as not locked.",
        message=_refused,
    ),
    "GM103": Row(
        title="unknown field in a lock file",
        meaning="A lock file says something that its format does not define; it is reported so that nothing is thrown away silently.",
        remedy="Check whether the field mattered to your build.",
        message='{tool} knows no field "{field}".',
    ),
    "GM104": Row(
        title="two entries for one path",
        meaning="A lock file pins the same path twice, at different revisions.",
        remedy="Remove the entry that is not meant.",
        message="{path} is pinned twice, at different revisions; the first entry is taken.",
    ),
    "GM105": Row(
        title="manifest without a lock file",
        meaning="A tool's manifest is there without its lock, so it says what was wished for, not what was built.",
        remedy="Run the tool once more to write its lock, or let the other locks, vendor/ and GOPATH decide.",
        message="There is no {lock} beside it.",
    ),
    "GM106": Row(
        title="lock files disagree",
        meaning="Two legacy lock files pin the same path at different commits; only one of them tells what was built.",
        remedy="Delete the stale lock file, or say which one counts.",
        message=_which_is_stale,
        remedy_here="Delete {stale} if {fresh} is the one that is kept up to date, or the other way round.",
    ),
    "GM107": Row(
        title="code taken from another project's vendor tree",
        meaning="A lock entry names as its origin a folder inside another project's vendor tree; its revision is that project's.",
        remedy="Nothing: the origin is looked at when the commit is searched for.",
        message="{packages:package} came out of the vendor tree of {owner}.",
    ),
    "GM108": Row(
        title="tool told by what its file says",
        meaning="Several tools use a lock file of this name; which one wrote it was decided by its content.",
        remedy="Nothing, unless the named tool is not yours: the entries mean the same.",
        message=_whose,
    ),
    "GM109": Row(
        title="credentials in a lock file",
        meaning="A repository URL in a lock file carries a user name and password or a token. gomigrate leaves them out everywhere.",
        remedy="Revoke them: they are in the project's history. Keep credentials in a netrc file or a git credential helper.",
        message='The source of "{path}" carries credentials; they are left out.',
    ),
    "GM110": Row(
        title="lock entry follows a branch",
        meaning="A lock entry names a branch but no commit, so what was built cannot be told from the lock file.",
        remedy="Write the commit into the entry, or let vendor/ or the checkout in GOPATH decide.",
        message='{path} follows branch "{branch}", with no commit.',
    ),
    "GM111": Row(
        title="lock entry brings more code along",
        meaning="A lock entry tells its tool to take more than the entry names: the pins of the dependency's own lock file, or the packages of its staging folder. They are not in this file.",
        remedy="Nothing where a vendor tree shows what was built; otherwise compare the versions that were chosen.",
        message=_brought_along,
    ),
    "GM112": Row(
        title="setting stated twice in a lock file",
        meaning="One table of a lock file has the same field twice; as its tool does, gomigrate takes the last.",
        remedy="Remove the field that is not meant.",
        message='The field "{field}" is there twice; the last one is taken.',
    ),
    "GM113": Row(
        title="submodule without a URL",
        meaning="The index has a commit for a folder of the vendor tree, but .gitmodules does not say where it comes from.",
        remedy="Nothing: the commit is looked for where the import path leads.",
        message="{submodules:submodule} {submodules:~has} a commit, but no section in .gitmodules.",
    ),
    "GM114": Row(
        title="called like a lock file, and none",
        meaning="A file has the name of a vendoring tool's lock, and what is in it is another program's: linguist's vendor.yml, a table of data. Its content decides, not its name.",
        remedy="Nothing: the file is left as it is. If it is the tool's, mend the entries that cannot be read, and plan again.",
        message="{path} is no lock of {tool}: it is left alone.",
    ),
}
