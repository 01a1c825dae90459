"""A lock under construction: readers hand in what they find, and what is refused becomes a finding."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gomigrate.locks.text import TextLine, UnreadableFileError, decode, numbered_lines, without_conflicts
from gomigrate.model.codes import finding
from gomigrate.model.findings import Fact, Finding, Place
from gomigrate.model.go.modpath import check_import_path
from gomigrate.model.legacy.lockflaws import FileFlaw, Refusal
from gomigrate.model.legacy.pins import Lock, Pin, Wish
from gomigrate.model.names import (
    NameFlaw,
    clipped,
    described_commit,
    import_path_problem,
    is_same_place,
    redacted,
    revision_problem,
    source_problem,
    without_credentials,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

# Beyond this many of one kind, a file is not a lock file with slips in it: the rest is counted, not listed.
FINDINGS_OF_A_KIND = 50


_COMMIT = re.compile(r"[0-9a-f]{40}")


class LockDraft:
    """Collects the pins, wishes and findings of one lock file and its manifest.

    The reader may correct `tool` and `file` until it calls `lock`, which first calls what is in `at_end`.
    """

    def __init__(self, tool: str, file: str) -> None:
        self.tool = tool
        self.file = file
        self.ignored: list[str] = []
        self.required: list[str] = []
        self.wishes: list[Wish] = []
        self.extras: list[tuple[str, str]] = []
        self.at_end: list[Callable[[], None]] = []
        self._pins: dict[str, Pin] = {}
        self._findings: list[Finding] = []
        self._counts: dict[str, int] = {}
        self._unknown: set[tuple[str, str]] = set()
        self._named = self._strange = 0
        self._is_unread = False

    def place(self, line: int) -> Place:
        """A place in the lock file itself."""
        return Place(self.file, line)

    def report(self, code: str, place: Place, evidence: tuple[str, ...] = (), /, **facts: Fact) -> None:
        """Keeps a finding. Credentials, and what is too long for a name, are removed from its facts. `lock` says how
        many of a kind were too many to list."""
        self._counts[code] = self._counts.get(code, 0) + 1
        if self._counts[code] <= FINDINGS_OF_A_KIND:
            told: dict[str, Any] = {
                name: clipped(redacted(fact)) if isinstance(fact, str) else fact for name, fact in facts.items()
            }
            self._findings.append(finding(code, place=place, evidence=evidence, **told))

    def unreadable(self, error: UnreadableFileError, file: str = "") -> None:
        """The file is not in its tool's format."""
        name = file or self.file
        self._is_unread = True
        self.report("GM101", Place(name, error.line), flaw=error.flaw, **error.facts)

    def unknown(self, field: str, place: Place) -> None:
        """A field that the format does not have; said once for each name and file."""
        if (place.file, field) not in self._unknown:
            self._unknown.add((place.file, field))
            self._strange += 1
            self.report("GM103", place, tool=self.tool, field=field)

    def refuse(self, why: Refusal, place: Place, **facts: Fact) -> None:
        """An entry that cannot be used."""
        self._strange += 1
        self.report("GM102", place, why=why, **facts)

    def lines(self, data: bytes, file: str = "") -> tuple[TextLine, ...]:
        """The lines of a file that is read line by line, without those inside merge conflicts; () if it is no text."""
        try:
            lines, conflicts = without_conflicts(numbered_lines(decode(data)))
        except UnreadableFileError as error:
            self.unreadable(error, file)
            return ()
        if conflicts:
            self.unreadable(UnreadableFileError(FileFlaw.CONFLICT, conflicts[0], conflicts=len(conflicts)), file)
        return lines

    def add(self, pin: Pin) -> None:
        """Checks a pin as the file has it, cleans its source and keeps it, unless it is refused."""
        checked = self._checked(pin)
        if checked is None:
            return
        known = self._pins.get(checked.path)
        if known is None:
            self._pins[checked.path] = checked
        elif _names_same_code(known, checked):
            self._pins[checked.path] = replace(known, packages=_joined(known.packages, checked.packages))
        else:
            self.report(
                "GM104",
                checked.place,
                tuple(f"{p.place}: {_code_named(p)}" for p in (known, checked)),
                path=checked.path,
            )

    def _checked(self, pin: Pin) -> Pin | None:
        self._named += _names_code(pin)
        problem = _pin_problem(pin)
        if problem:
            why, facts = problem
            self.refuse(why, pin.place, path=pin.path, **facts)
            return None
        source, has_credentials = without_credentials(pin.source)
        if has_credentials:
            self.report("GM109", pin.place, path=pin.path)
        if not (pin.revision or pin.version):
            self.report("GM110", pin.place, path=pin.path, branch=pin.branch)
        packages: list[str] = []
        for package in pin.packages:
            clean = _relative(package)
            if clean is None:
                self.refuse(Refusal.PACKAGE, pin.place, path=pin.path, value=package)
            else:
                packages.append(clean)
        # A pin that had packages must not come to cover everything because none of them could be used.
        if pin.packages and not packages:
            return None
        return replace(
            pin,
            source="" if is_same_place(source, pin.path) else source,
            vcs=redacted(pin.vcs),
            revision=described_commit(pin.revision),
            packages=_joined(tuple(packages), tuple(packages)),
            subdir="" if _relative(pin.subdir) == "." else pin.subdir.strip("/"),
            extras=_cleaned(pin.extras),
        )

    def paths(self, values: tuple[str, ...], place: Place, what: str) -> tuple[str, ...]:
        """Those of the values that are import paths, perhaps with a * or /... at the end; the others are refused."""
        good: list[str] = []
        for value in values:
            problem = _import_path_facts(value.removesuffix("/...").removesuffix("*").removesuffix("/"))
            if problem and value != "*":
                self.refuse(Refusal.LISTED, place, list=what, value=value, **problem)
            else:
                good.append(value)
        return tuple(good)

    def wish(self, kind: str, path: str, value: str, place: Place) -> None:
        """Keeps what a manifest asks for; credentials in it are left out."""
        clean, has_credentials = without_credentials(value)
        if has_credentials:
            self.report("GM109", place, path=path)
        self.wishes.append(Wish(kind=kind, path=redacted(path), value=clean, place=place))

    def pins(self) -> tuple[Pin, ...]:
        """The pins so far, in the file's order."""
        return tuple(self._pins.values())

    def change_pins(self, change: Callable[[Pin], Pin]) -> None:
        """Replaces each pin; the path must stay."""
        self._pins = {path: change(pin) for path, pin in self._pins.items()}

    def lock(self, *, project: str = "", manifest: str = "", go_version: str = "") -> Lock:
        """The finished value, with a finding for each field of its tables that no reader asked for."""
        for report in self.at_end:
            report()
        if project and (problem := _import_path_facts(project)):
            self.refuse(Refusal.PROJECT, self.place(0), value=project, **problem)
            project = ""
        return Lock(
            tool=self.tool,
            file=self.file,
            pins=self.pins(),
            project=project,
            manifest=manifest,
            ignored=tuple(dict.fromkeys(self.ignored)),
            required=tuple(dict.fromkeys(self.required)),
            wishes=tuple(self.wishes),
            go_version=go_version,
            extras=_cleaned(self.extras),
            findings=(*self._findings, *_overflow(self._counts, self.file)),
            named=self._named,
            strange=self._strange,
            is_unread=self._is_unread,
        )


def _names_code(pin: Pin) -> bool:
    """Whether an entry is of a path that a host serves, or at least of a commit."""
    host, slash, _ = pin.path.partition("/")
    return bool(("." in host.strip(".") and slash) or _COMMIT.fullmatch(pin.revision))


def _cleaned(extras: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((redacted(name), redacted(text)) for name, text in extras if text)


def _overflow(counts: Mapping[str, int], file: str) -> tuple[Finding, ...]:
    return tuple(
        finding(code, place=Place(file), unlisted=count - FINDINGS_OF_A_KIND)
        for code, count in counts.items()
        if count > FINDINGS_OF_A_KIND
    )


def _pin_problem(pin: Pin) -> tuple[Refusal, dict[str, str]] | None:
    if not pin.path:
        return Refusal.NO_PATH, {}
    if problem := _import_path_facts(pin.path):
        return Refusal.PATH, problem
    if not (pin.revision or pin.version or pin.branch):
        return Refusal.NO_REVISION, {}
    for kind, text in (("revision", pin.revision), ("version", pin.version), ("branch", pin.branch)):
        if flaw := revision_problem(text):
            return Refusal.NAME, {"kind": kind, "value": text, "flaw": flaw}
    if flaw := source_problem(pin.source):
        return Refusal.NAME, {"kind": "source", "value": pin.source, "flaw": flaw}
    if pin.subdir and _relative(pin.subdir) is None:
        return Refusal.SUBDIR, {"value": pin.subdir}
    return None


def _import_path_facts(path: str) -> dict[str, str]:
    """What is wrong with an import path, {} if nothing is; `error` is Go's word for what only Go objects to."""
    flaw = import_path_problem(path)
    if flaw is NameFlaw.REFUSED_BY_GO:
        return {"flaw": flaw, "error": check_import_path(path) or ""}
    return {"flaw": flaw} if flaw else {}


def _relative(folder: str) -> str | None:
    """A folder below the entry's path, "." for the path itself; None if it is no such thing."""
    inner = folder.strip("/").removeprefix("./") or "."
    if inner == ".":
        return inner
    return None if import_path_problem(inner) or posixpath.normpath(inner) != inner else inner


def _names_same_code(one: Pin, other: Pin) -> bool:
    return (_code_named(one), one.source) == (_code_named(other), other.source)


def _code_named(pin: Pin) -> str:
    return pin.revision or pin.version or pin.branch


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The packages of both; () stands for all of them, so it wins."""
    return tuple(dict.fromkeys((*one, *other))) if one and other else ()
