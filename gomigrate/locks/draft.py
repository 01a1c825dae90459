"""A lock under construction: readers hand in what they find, and everything that is refused becomes a finding."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.locks.text import TextLine, UnreadableFileError, decode, numbered_lines, without_conflicts
from gomigrate.model.codes import finding
from gomigrate.model.findings import Finding, Place
from gomigrate.model.names import (
    import_path_problem,
    is_same_place,
    redacted,
    revision_problem,
    shown,
    source_problem,
    without_credentials,
)
from gomigrate.model.pins import Lock, Pin, Wish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

# Beyond this many of one kind, a file is not a lock file with slips in it: the rest is counted, not listed.
FINDINGS_OF_A_KIND = 50


class LockDraft:
    """Gathers the pins, wishes and findings of one lock file and its manifest.

    `tool` and `file` may be corrected by the reader until `lock` is called.
    """

    def __init__(self, tool: str, file: str) -> None:
        self.tool = tool
        self.file = file
        self.ignored: list[str] = []
        self.required: list[str] = []
        self.wishes: list[Wish] = []
        self.extras: list[tuple[str, str]] = []
        self._pins: dict[str, Pin] = {}
        self._findings: list[Finding] = []
        self._counts: dict[str, int] = {}
        self._unknown: set[tuple[str, str]] = set()

    def place(self, line: int) -> Place:
        """A place in the lock file itself."""
        return Place(self.file, line)

    def report(self, code: str, message: str, place: Place, evidence: tuple[str, ...] = ()) -> None:
        """Keeps a finding; `lock` says how many of a kind were too many to list."""
        self._counts[code] = self._counts.get(code, 0) + 1
        if self._counts[code] <= FINDINGS_OF_A_KIND:
            self._findings.append(finding(code, message, place=place, evidence=evidence))

    def unreadable(self, error: UnreadableFileError, file: str = "") -> None:
        """The file is not in its tool's format."""
        name = file or self.file
        self.report("GM101", f"{name} cannot be read: {error}.", Place(name, error.line))

    def unknown(self, field: str, place: Place) -> None:
        """A field that the format does not have; said once for each name and file."""
        if (place.file, field) not in self._unknown:
            self._unknown.add((place.file, field))
            self.report("GM103", f"{self.tool} knows no field {shown(field)}.", place)

    def refuse(self, message: str, place: Place) -> None:
        """An entry that cannot be used."""
        self.report("GM102", message, place)

    def lines(self, data: bytes, file: str = "") -> tuple[TextLine, ...]:
        """The lines of a file that is read line by line, without those inside merge conflicts; () if it is no text."""
        try:
            lines, conflicts = without_conflicts(numbered_lines(decode(data)))
        except UnreadableFileError as error:
            self.unreadable(error, file)
            return ()
        if conflicts:
            more = f", the first of {len(conflicts)}" if len(conflicts) > 1 else ""
            message = f"it has the markers of an unresolved merge conflict{more}"
            self.unreadable(UnreadableFileError(message, conflicts[0]), file)
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
                f"{checked.path} is pinned twice; the first entry is taken.",
                checked.place,
                evidence=tuple(f"{p.place}: {_code_named(p)}" for p in (known, checked)),
            )

    def _checked(self, pin: Pin) -> Pin | None:
        problem = _pin_problem(pin)
        if problem:
            self.refuse(problem, pin.place)
            return None
        source, has_credentials = without_credentials(pin.source)
        if has_credentials:
            self.report("GM109", f"The source of {pin.path} carries credentials; they are left out.", pin.place)
        if not (pin.revision or pin.version):
            self.report("GM110", f"{pin.path} follows branch {shown(pin.branch)}, with no commit.", pin.place)
        packages: list[str] = []
        for package in pin.packages:
            clean = _relative(package)
            if clean is None:
                self.refuse(f"The package {shown(package)} of {pin.path} is no folder below it.", pin.place)
            else:
                packages.append(clean)
        # A pin that had packages must not come to cover everything because none of them could be used.
        if pin.packages and not packages:
            return None
        return replace(
            pin,
            source="" if is_same_place(source, pin.path) else source,
            vcs=redacted(pin.vcs),
            packages=_joined(tuple(packages), tuple(packages)),
            subdir="" if _relative(pin.subdir) == "." else pin.subdir.strip("/"),
            extras=_cleaned(pin.extras),
        )

    def paths(self, values: tuple[str, ...], place: Place, what: str) -> tuple[str, ...]:
        """Those of the values that are import paths, perhaps with a * or /... at the end; the others are refused."""
        good: list[str] = []
        for value in values:
            problem = import_path_problem(value.removesuffix("/...").removesuffix("*").removesuffix("/"))
            if problem and value != "*":
                self.refuse(f"The {what} path {shown(value)} {problem}.", place)
            else:
                good.append(value)
        return tuple(good)

    def wish(self, kind: str, path: str, value: str, place: Place) -> None:
        """Keeps what a manifest asks for; credentials in it are left out."""
        clean, has_credentials = without_credentials(value)
        if has_credentials:
            self.report("GM109", f"The source of {shown(path)} carries credentials; they are left out.", place)
        self.wishes.append(Wish(kind=kind, path=redacted(path), value=clean, place=place))

    def pins(self) -> tuple[Pin, ...]:
        """The pins so far, in the file's order."""
        return tuple(self._pins.values())

    def change_pins(self, change: Callable[[Pin], Pin]) -> None:
        """Replaces each pin; the path must stay."""
        self._pins = {path: change(pin) for path, pin in self._pins.items()}

    def lock(self, *, project: str = "", manifest: str = "", go_version: str = "") -> Lock:
        """The finished value."""
        if project and import_path_problem(project):
            self.refuse(f"The project's own path {shown(project)} {import_path_problem(project)}.", self.place(0))
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
        )


def _cleaned(extras: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((redacted(name), redacted(text)) for name, text in extras if text)


def _overflow(counts: Mapping[str, int], file: str) -> tuple[Finding, ...]:
    return tuple(
        finding(code, f"{count - FINDINGS_OF_A_KIND} more findings of this kind are not listed.", place=Place(file))
        for code, count in counts.items()
        if count > FINDINGS_OF_A_KIND
    )


def _pin_problem(pin: Pin) -> str:
    if not pin.path:
        return "An entry has no import path."
    problem = import_path_problem(pin.path)
    if problem:
        return f"The path {shown(pin.path)} {problem}."
    if not (pin.revision or pin.version or pin.branch):
        return f"{pin.path} has no revision."
    for what, text in (("revision", pin.revision), ("version", pin.version), ("branch", pin.branch)):
        problem = revision_problem(text)
        if problem:
            return f"The {what} {shown(text)} of {pin.path} {problem}."
    problem = source_problem(pin.source)
    if problem:
        return f"The source {shown(pin.source)} of {pin.path} {problem}."
    if pin.subdir and _relative(pin.subdir) is None:
        return f"The folder {shown(pin.subdir)} of {pin.path} lies outside its repository."
    return ""


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
