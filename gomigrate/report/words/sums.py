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
    Silence.LOOKS_PRIVATE: "not asked: the name looks private",
    Silence.OFFLINE: "not asked (offline)",
    Silence.NO_ANSWER: "{answer}",
    Silence.UNPROVEN: "its answer is not proven: {answer}",
}
_LIMITS: Mapping[LimitKind, str] = {
    LimitKind.GOPROXY: "GOPROXY: {answer}",
    LimitKind.OFFLINE: "nobody was asked (offline): only go.sum, the module cache and vendor were compared",
    LimitKind.DIRECT: "repositories themselves (direct) were not asked",
    LimitKind.NO_ANSWER: "proxy {proxy} has no answer for {modules} of {all_modules:module version}, as: {answer}",
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
    return f"; the tag was moved: {all_of(commits)} go by its name" if commits else ""


def _files(f: Facts) -> Iterator[str]:
    for name in ("changed", "line_endings", "added", "missing"):
        if files := _names(f, name):
            yield f"{name.replace('_', ' ')}: {first_few(files, _SHOWN)}"


def _copy(f: Facts) -> str:
    """One copy that is not what it should be."""
    if "problem" in f:
        return filled("{party} {path}: {problem}", f)
    if "what" not in f:
        return filled("{path}: not all files are those of {module}", f)
    if f["party"] == Party.FOLDER:
        return filled("{party} {path} does not hold the files of {module} by the hash of ", f) + _by(f) + _moved(f)
    return filled("{party} {path}: the {what} of {module} differs from that of ", f) + _by(f) + _moved(f)


def _copy_seen(f: Facts) -> Iterator[str]:
    if "what" in f:
        yield f"there: {f['served']}"
        yield f"right: {f['right']}"
    yield from _files(f)
    if f.get("what") == "zip" and "changed" not in f:
        yield "no copy with the right bytes is at hand, so the files cannot be named"


def _gm891(f: Facts) -> str:
    if not f["right"]:
        return filled("{file} has two hashes of the {what} of {module}, and nothing says which is right", f)
    return filled("{file} has a second hash of the {what} of {module}, other than that of ", f) + _by(f)


def _gm891_remedy(f: Facts) -> str:
    if not f["right"]:
        return "Find out which hash is right (let the checksum database be asked), then delete the other line."
    lines = _names(f, "lines")
    return f"Delete {plural('line', len(lines))} {all_of(lines)} of {f['file']}."


def _gm899_seen(f: Facts) -> Iterator[str]:
    if f["work_file"]:
        yield f"{f['work_file']} has it: builds in the workspace succeed, those with GOWORK=off do not"


ROWS: dict[str, Row] = {
    "GM890": Row(
        title="go.sum holds the marks of a merge conflict",
        meaning="A merge was left unfinished in go.sum. The go command stops at the first mark. Both sides are kept in go.sum as a rule: it may hold more than is needed.",
        remedy="Delete the marker lines alone, keep the lines of both sides, then run go mod tidy.",
        message="an unfinished merge in {file}, {lines:line} between its marks",
    ),
    "GM891": Row(
        title="go.sum holds two hashes for one thing",
        meaning="The same version was recorded with different bytes, as after a merge. The go command believes either of them, so the check is weaker than it looks.",
        remedy="Delete the line whose hash is wrong.",
        message=_gm891,
        remedy_here=_gm891_remedy,
    ),
    "GM892": Row(
        title="go.sum has another hash than the checksum database",
        meaning="The database vouches, by its signature and by proof, for other bytes than go.sum: the line was edited by hand, merged wrongly, or written from a bad copy while nothing was checked.",
        remedy="Delete the line and run go mod download MODULE@VERSION, with the checksum database on.",
        message=lambda f: filled("{file} has another hash of the {what} of {module} than ", f) + _by(f),
        remedy_here="Delete line {line} of {file}, then run go mod download {module} with the database on.",
        seen=lambda f: (filled("{file}: {recorded}", f), f"{_by(f)}: {f['right']}"),
    ),
    "GM893": Row(
        title="everybody has other bytes than go.sum",
        meaning="All copies agree with one another and not with go.sum, and no checksum database vouches for either: the tag was moved after the line was written, or the line was edited.",
        remedy="Compare with the history of go.sum, and ask who publishes the module whether the tag was moved. Only when that is understood, delete the line and run go mod download.",
        message=lambda f: (
            filled("the {what} of {module} is not what {file} has, wherever it comes from", f) + _moved(f)
        ),
        seen=lambda f: (filled("{file}: {recorded}", f), *_silent(f)),
    ),
    "GM894": Row(
        title="a proxy serves other bytes than were recorded",
        meaning="The other witnesses agree and this proxy does not: the mirror was tampered with, caches a broken copy, or fetched a tag after it was moved.",
        remedy="Leave go.sum as it is. Do not use this proxy for the module, and tell who runs it.",
        message=_copy,
        remedy_here="Leave go.sum as it is. Take {path} out of GOPROXY for now, and tell who runs it.",
        seen=_copy_seen,
    ),
    "GM895": Row(
        title="the module cache holds other bytes than were recorded",
        meaning="The cache is stale, damaged or was filled from a bad copy. The go command may build from it without asking again.",
        remedy="Delete the files of this version in the cache, then run go mod download MODULE@VERSION.",
        message=_copy,
        remedy_here=lambda f: (
            f"Delete {str(f['path']).rpartition('.')[0]}.* (not the whole cache), then run go mod download {f['module']}."
        ),
        seen=_copy_seen,
    ),
    "GM896": Row(
        title="the module's folder in the cache was changed",
        meaning="The folder that the go command builds from is not what the module's zip holds: somebody edited files in it. Only go mod verify would notice.",
        remedy="Keep a copy of the changes, delete the folder, then run go mod download MODULE@VERSION.",
        message=_copy,
        remedy_here="Keep your changes elsewhere, delete {path}, then run go mod download {module}.",
        seen=_copy_seen,
    ),
    "GM897": Row(
        title="the vendored copy is not the module",
        meaning="Files below vendor were changed, added or deleted by hand. The go command builds from them and never checks their contents.",
        remedy="Keep the changes as a fork with a replace line if they are needed; then run go mod vendor.",
        message=_copy,
        seen=_copy_seen,
    ),
    "GM898": Row(
        title="only line endings differ",
        meaning="The files are the same but for CR LF instead of LF: something turned line endings on the way, such as core.autocrlf of git, an editor, or a mirror that packs checkouts of its own. The hash is over bytes, so the module is another one.",
        remedy="Switch the conversion off where the copy is made (git config core.autocrlf false, or *.go -text in .gitattributes), and make the copy anew.",
        message=_copy,
        seen=_copy_seen,
    ),
    "GM899": Row(
        title="go.sum lacks an entry",
        meaning="go.mod requires the module, and go.sum has no hash for it. With -mod=readonly, the default, the go command refuses to build.",
        remedy="Run go mod download MODULE@VERSION, or go mod tidy, and commit go.sum.",
        message="{file} has no hash of the {what} of {module}",
        remedy_here="Run go mod download {module} (or go mod tidy), and commit {file}.",
        seen=_gm899_seen,
    ),
    "GM920": Row(
        title="the checksum database's answer is not proven",
        meaning="Signature or inclusion proof do not bear the answer out. It is not believed: whoever answers is not the database of the key, or hides records.",
        remedy="Ask the database itself instead of a proxy's copy of it; if that fails too, do not download, and tell who runs it.",
        message="{module}: {database}: {answer}",
    ),
    "GM921": Row(
        title="the copies differ and nothing says which is right",
        meaning="At least two copies differ from each other, and neither go.sum nor a checksum database vouches for one of them.",
        remedy="Let the checksum database be asked, or compare with the tag in the module's own repository, before anything is recorded.",
        message=lambda f: filled("the {what} of {module}: the copies differ", f) + _moved(f),
        seen=lambda f: (*_files(f), *_silent(f)),
    ),
}
