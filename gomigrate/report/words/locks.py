"""GM1xx: lock files."""

from __future__ import annotations

from gomigrate.report.words.row import Row

ROWS: dict[str, Row] = {
    "GM101": Row(
        title="lock file cannot be read",
        meaning="A legacy lock file is there, but it is not in its tool's format (truncated, binary, merge conflict).",
        remedy="Restore the file from history, or delete it to migrate from vendor/ and GOPATH alone.",
    ),
    "GM102": Row(
        title="lock entry cannot be used",
        meaning="One entry of a lock file lacks a path or a revision, or names something that is no import path.",
        remedy="Correct the entry; until then the package is treated as not locked.",
    ),
    "GM103": Row(
        title="unknown field in a lock file",
        meaning="A lock file says something that its format does not define; it is reported so that nothing is thrown away silently.",
        remedy="Check whether the field mattered to your build.",
    ),
    "GM104": Row(
        title="two entries for one path",
        meaning="A lock file pins the same path twice, at different revisions.",
        remedy="Remove the entry that is not meant.",
    ),
    "GM105": Row(
        title="manifest without a lock file",
        meaning="A tool's manifest is there without its lock, so it says what was wished for, not what was built.",
        remedy="Run the tool once more to write its lock, or let the other locks, vendor/ and GOPATH decide.",
    ),
    "GM106": Row(
        title="lock files disagree",
        meaning="Two legacy lock files pin the same path at different commits; only one of them tells what was built.",
        remedy="Delete the stale lock file, or say which one counts.",
    ),
    "GM107": Row(
        title="code taken from another project's vendor tree",
        meaning="A lock entry names as its origin a folder inside another project's vendor tree; its revision is that project's.",
        remedy="Nothing: the origin is looked at when the commit is searched for.",
    ),
    "GM108": Row(
        title="tool told by what its file says",
        meaning="Several tools use a lock file of this name; which one wrote it was decided by its content.",
        remedy="Nothing, unless the named tool is not yours: the entries mean the same.",
    ),
    "GM109": Row(
        title="credentials in a lock file",
        meaning="A repository URL in a lock file carries a user name and password or a token. gomigrate leaves them out everywhere.",
        remedy="Revoke them: they are in the project's history. Keep credentials in a netrc file or a git credential helper.",
    ),
    "GM110": Row(
        title="lock entry follows a branch",
        meaning="A lock entry names a branch but no commit, so what was built cannot be told from the lock file.",
        remedy="Write the commit into the entry, or let vendor/ or the checkout in GOPATH decide.",
    ),
    "GM111": Row(
        title="lock entry brings more code along",
        meaning="A lock entry tells its tool to take more than the entry names: the pins of the dependency's own lock file, or the packages of its staging folder. They are not in this file.",
        remedy="Nothing where a vendor tree shows what was built; otherwise compare the versions that were chosen.",
    ),
    "GM112": Row(
        title="setting stated twice in a lock file",
        meaning="One table of a lock file has the same field twice; as its tool does, gomigrate takes the last.",
        remedy="Remove the field that is not meant.",
    ),
    "GM113": Row(
        title="submodule without a URL",
        meaning="The index has a commit for a folder of the vendor tree, but .gitmodules does not say where it comes from.",
        remedy="Nothing: the commit is looked for where the import path leads.",
    ),
}
