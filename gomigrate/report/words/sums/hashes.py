"""GM89x, GM91x and GM92x: sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.sums import LimitKind, Party, Silence
from gomigrate.report.words.phrases import all_of, filled, first_few, plural, said
from gomigrate.report.words.row import Facts, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.model.diagnosis.sums import DatabaseWord, Limit

_SHOWN = 10
_SILENCES: Mapping[Silence, str] = {
    Silence.OFF: "GOSUMDB=off",
    Silence.BAD_KEY: "{answer}",
    Silence.EXEMPT: "exempt by GONOSUMDB or GOPRIVATE",
    Silence.LOOKS_PRIVATE: "not asked, because the module looks private",
    Silence.OFFLINE: "not asked (--offline)",
    Silence.NO_ANSWER: "{answer}",
    Silence.UNPROVEN: "its answer is not proven: {answer}",
}
_LIMITS: Mapping[LimitKind, str] = {
    LimitKind.GOPROXY: "GOPROXY is not valid: {answer}",
    LimitKind.OFFLINE: "No server was asked (--offline): only go.sum, the module cache and vendor were compared.",
    LimitKind.DIRECT: "The modules' own repositories (direct) were not asked.",
    LimitKind.NO_ANSWER: "{proxy} did not provide {modules} of {all_modules:module version}: {answer}",
}


def silence_of(word: DatabaseWord) -> str:
    """Why the checksum database says nothing, "" where it says something."""
    return said(_SILENCES[word.silence], {"answer": word.answer}) if word.silence else ""


def limit_of(limit: Limit) -> str:
    """What narrows the comparison."""
    facts: Facts = {
        "answer": limit.answer,
        "proxy": limit.proxy,
        "modules": limit.modules,
        "all_modules": limit.all_modules,
    }
    return filled(_LIMITS[limit.kind], facts)


def _by(f: Facts) -> str:
    """Who vouches for the hash that holds."""
    copies = " and the copies that agree with it" if f["by"] == "go.sum and copies" else ""
    return f"{f['by_name']}{copies}"


def _silent(f: Facts) -> Iterator[str]:
    if "silence" in f:
        yield f"checksum database: {filled(_SILENCES[Silence(str(f['silence']))], f)}"


def _names(f: Facts, name: str) -> tuple[str, ...]:
    fact = f.get(name)
    return fact if isinstance(fact, tuple) else ()


def _moved(f: Facts) -> str:
    """Where one version stands for more than one commit."""
    commits = [commit[:12] for commit in _names(f, "commits")]
    return f" The tag was moved: {all_of(commits)} have this version." if commits else ""


def _files(f: Facts) -> Iterator[str]:
    for name in ("changed", "line_endings", "added", "missing"):
        if files := _names(f, name):
            yield f"{name.replace('_', ' ')}: {first_few(files, _SHOWN)}"


def _copy(f: Facts) -> str:
    """One copy that is not what it should be."""
    if "problem" in f:
        return filled("{party} {path}: {problem}", f)
    if "what" not in f:
        return filled("{path} has other files than {module}.", f)
    what = "files of {module} have" if f["party"] == Party.FOLDER else "{what} of {module} has"
    return filled(f"{{party}} {{path}}: the {what} another hash than ", f) + f"{_by(f)}.{_moved(f)}"


def _copy_seen(f: Facts) -> Iterator[str]:
    if "what" in f:
        yield f"there: {f['served']}"
        yield f"right: {f['right']}"
    yield from _files(f)
    if f.get("what") == "zip" and "changed" not in f:
        yield "no copy with the right hash is available here, so the files are not known"


def _gm891(f: Facts) -> str:
    if not f["right"]:
        return filled("{file} has two hashes for the {what} of {module}, and no source says which is right.", f)
    return (
        filled("{file} has a second hash for the {what} of {module}, which differs from the hash of ", f) + f"{_by(f)}."
    )


def _gm891_remedy(f: Facts) -> str:
    if not f["right"]:
        return "Ask the checksum database which hash is right (set GOSUMDB), then delete the other line."
    lines = _names(f, "lines")
    return f"Delete {plural('line', len(lines))} {all_of(lines)} of {f['file']}."


def _gm899_seen(f: Facts) -> Iterator[str]:
    if f["work_file"]:
        yield f"{f['work_file']} has it: builds in the workspace work, builds with GOWORK=off fail"


ROWS: dict[str, Row] = {
    "GM890": Row(
        title="go.sum has the markers of a merge conflict",
        meaning="A merge in go.sum is not finished, and the go command fails at the first marker. Keep both sides: go.sum may have more lines than the build needs.",
        remedy="Delete the marker lines, keep the lines of both sides, then run go mod tidy.",
        message="{file} has an unfinished merge with {lines:line} between the markers.",
    ),
    "GM891": Row(
        title="go.sum has two hashes for one file",
        meaning="go.sum has two lines with different hashes for the same version, as after a merge. The go command accepts either of them, so it checks less than it should.",
        remedy="Delete the line with the wrong hash.",
        message=_gm891,
        remedy_here=_gm891_remedy,
    ),
    "GM892": Row(
        title="go.sum has a wrong hash",
        meaning="The checksum database proves another hash, or the copies agree with another sum file. The line was edited, merged wrongly, or written from a bad copy while checks were off.",
        remedy="Delete the line, then run go mod download MODULE@VERSION with the checksum database on.",
        message=lambda f: filled("{file} has another hash for the {what} of {module} than ", f) + f"{_by(f)}.",
        remedy_here="Delete line {line} of {file}, then run go mod download {module} with the checksum database on.",
        seen=lambda f: (filled("{file}: {recorded}", f), f"{_by(f)}: {f['right']}"),
    ),
    "GM893": Row(
        title="all copies differ from go.sum",
        meaning="All copies agree with each other but not with go.sum, and no checksum database confirms either. The tag was moved after the line was written, or the line was edited.",
        remedy="Check the history of go.sum, and ask the module's authors whether they moved the tag. Delete the line and run go mod download only when you know the reason.",
        message=lambda f: filled("{file} has a hash for the {what} of {module} that no copy has.", f) + _moved(f),
        seen=lambda f: (filled("{file}: {recorded}", f), *_silent(f)),
    ),
    "GM894": Row(
        title="a proxy serves other bytes than recorded",
        meaning="The proxy's bytes have another hash than the checksum database, or than go.sum and the copies that agree with it. The proxy was tampered with, has a broken copy, or fetched the tag after it was moved.",
        remedy="Do not change go.sum. Remove the proxy from GOPROXY for now, and tell its administrator.",
        message=_copy,
        remedy_here="Do not change go.sum. Remove {path} from GOPROXY for now, and tell its administrator.",
        seen=_copy_seen,
    ),
    "GM895": Row(
        title="the module cache has other bytes than recorded",
        meaning="The cached copy is outdated or damaged, or came from a bad source. The go command can build from it without asking again.",
        remedy="Delete the files of this version in the cache, then run go mod download MODULE@VERSION.",
        message=_copy,
        remedy_here=lambda f: (
            f"Delete {str(f['path']).rpartition('.')[0]}.* (not the whole cache), then run go mod download {f['module']}"
        ),
        seen=_copy_seen,
    ),
    "GM896": Row(
        title="the module's folder in the module cache was changed",
        meaning="The folder that the go command builds from has other files than the module's zip. Only go mod verify detects that.",
        remedy="Save your changes elsewhere, delete the folder, then run go mod download MODULE@VERSION.",
        message=_copy,
        remedy_here="Save your changes elsewhere, delete {path}, then run go mod download {module}",
        seen=_copy_seen,
    ),
    "GM897": Row(
        title="the vendored copy differs from the module",
        meaning="Files in vendor were changed, added or deleted. The go command builds from them and never checks their content.",
        remedy="Run go mod vendor. If you need the changes, keep them first as a fork with a replace line.",
        message=_copy,
        seen=_copy_seen,
    ),
    "GM898": Row(
        title="only line endings differ",
        meaning="The files differ only in CR LF instead of LF. Something converted them: core.autocrlf of git, an editor, or a mirror that packs its own checkouts. The hash is of bytes, so the go command sees another module.",
        remedy="Turn the conversion off where the copy is made (git config core.autocrlf false, or *.go -text in .gitattributes), and make the copy again.",
        message=_copy,
        seen=_copy_seen,
    ),
    "GM899": Row(
        title="go.sum lacks a hash of a required module",
        meaning="go.mod requires the module, and go.sum has no hash of it. With -mod=readonly, the default, the go command refuses to build.",
        remedy="Run go mod download MODULE@VERSION or go mod tidy, and commit go.sum.",
        message="{file} has no hash for the {what} of {module}.",
        remedy_here="Run go mod download {module} (or go mod tidy), and commit {file}.",
        seen=_gm899_seen,
    ),
    "GM920": Row(
        title="the checksum database's answer is not proven",
        meaning="The signature or the inclusion proof does not confirm the answer, so gomigrate does not use it. The server is not the database of this key, or hides records.",
        remedy="Ask the database itself instead of a proxy's copy. If that fails too, do not download, and tell its administrator.",
        message="{module}: {database}: {answer}",
    ),
    "GM921": Row(
        title="copies of a module differ, and no source says which is right",
        meaning="At least two copies differ, and neither go.sum nor a checksum database confirms one of them.",
        remedy="Turn the checksum database on, or compare with the tag in the module's repository, before you record a hash.",
        message=lambda f: filled("The copies of the {what} of {module} differ.", f) + _moved(f),
        seen=lambda f: (*_files(f), *_silent(f)),
    ),
}
