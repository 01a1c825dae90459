"""What a go line changes: the language of each package, its loop variables, the GODEBUG defaults of its programs.

Go reference: "go directive" (a module without one is go 1.16); https://go.dev/doc/godebug; the release notes of go 1.21
(a file's own //go:build line) and 1.22 (loop variables). GOPATH mode compiles everything as the toolchain's own
language, but runs programs with the GODEBUG defaults of go 1.18 and before. Pure: no disk, no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.gosource.constructs import LATE_NAMES, Constructs, Need
from gomigrate.model.go.goversion import go_version

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.modules import ModuleVersion

PER_TURN = 22
"""From go 1.22 on every turn of a loop has its own variable."""

_FILE_FLOOR = 21
"""A //go:build line gives its file at least this version (go/types, initFiles)."""

# The settings whose default changed with a version of Go 1, and the value they have below it (internal/godebugs of
# go 1.26; the history of each is told in https://go.dev/doc/godebug).
GODEBUG: dict[str, tuple[int, str]] = {
    "asynctimerchan": (23, "1"),
    "containermaxprocs": (25, "0"),
    "cryptocustomrand": (26, "1"),
    "decoratemappings": (25, "0"),
    "gotestjsonbuildtext": (24, "1"),
    "gotypesalias": (23, "0"),
    "httpcookiemaxnum": (24, "0"),
    "httplaxcontentlength": (22, "1"),
    "httpmuxgo121": (22, "1"),
    "httpservecontentkeepheaders": (23, "1"),
    "multipathtcp": (24, "0"),
    "netedns0": (19, "0"),
    "panicnil": (21, "1"),
    "randseednop": (24, "0"),
    "rsa1024min": (24, "0"),
    "tls10server": (22, "1"),
    "tls3des": (23, "1"),
    "tlsmlkem": (24, "0"),
    "tlsrsakex": (22, "1"),
    "tlssecpmlkem": (26, "0"),
    "tlssha1": (25, "1"),
    "tlsunsafeekm": (22, "1"),
    "updatemaxprocs": (25, "0"),
    "urlmaxqueryparams": (24, "0"),
    "urlstrictcolons": (26, "0"),
    "winreadlinkvolume": (23, "0"),
    "winsymlink": (23, "0"),
    "x509keypairleaf": (23, "0"),
    "x509negativeserial": (23, "1"),
    "x509rsacrt": (24, "0"),
    "x509sha256skid": (25, "0"),
    "x509usepolicies": (24, "0"),
}

NEWEST_KNOWN = max(minor for minor, _ in GODEBUG.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A Go file that some build can use: its path in its tree, and what it says. `has_dot_import` if names may come
    from elsewhere."""

    path: str
    constructs: Constructs
    needs: tuple[Need, ...] = ()
    has_dot_import: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltPackage:
    """A package of the new build. `module` is what it is built from, None for the main module; `go` the go line of
    that module ("" without one, and for the main module, whose line is the question); `is_program` for package main."""

    import_path: str
    files: tuple[SourceFile, ...]
    module: ModuleVersion | None = None
    go: str = ""
    is_program: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededGo:
    """The go line below which the code as written does not compile, and what says so."""

    go: str
    why: str
    path: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageChange:
    """What differs for a package of another language version: the loops whose variables are new in each turn on one
    side only, as FILE:LINE, and GODEBUG settings with other defaults."""

    import_path: str
    loops: tuple[str, ...] = ()
    godebug: tuple[str, ...] = ()


def minor_of(go: str) -> int:
    """The language of a go line as a minor version of Go 1; no line counts as 1.16."""
    return go_version(go)[1]


def language(member: BuiltPackage, go: str) -> int:
    """The minor version that the compiler gets with -lang, where the main module says `go`."""
    return minor_of(go if member.module is None else member.go)


def file_language(package: int, build_minor: int | None) -> int:
    """The language of one file: its own //go:build line lifts it above its package's, or holds it below."""
    return package if build_minor is None else max(build_minor, _FILE_FLOOR)


def needed_go(packages: Iterable[BuiltPackage]) -> NeededGo | None:
    """The lowest go line with which the packages of the main module can compile, so far as the text shows without
    types; None where any line would do. Dependencies have lines of their own and do not count."""
    highest: NeededGo | None = None
    for member in packages:
        for file, need in lacking(member, 0):
            if highest is None or need.minor > minor_of(highest.go):
                highest = NeededGo(go=f"1.{need.minor}", why=need.what, path=file.path, line=need.line)
    return highest


def lacking(member: BuiltPackage, minor: int) -> list[tuple[SourceFile, Need]]:
    """What the package's files need that its language of this minor version does not have. A file with a version of its
    own does not depend on that of its package."""
    declared = frozenset[str]().union(*(file.constructs.declares for file in member.files))
    found = []
    for file in member.files:
        if file.constructs.build_minor is not None:
            continue
        names = [] if file.has_dot_import else [u for u in file.constructs.uses if u[0] not in declared]
        late = [Need(LATE_NAMES[name][0], f"the built-in {name}", line) for name, line in names]
        found += [(file, need) for need in (*file.needs, *late) if need.minor > minor]
    return found


def changed_loops(member: BuiltPackage, before: int, after: int) -> tuple[str, ...]:
    """The loops of the package, as FILE:LINE, that may run differently when its language goes from one to the other."""
    return tuple(
        f"{file.path}:{line}"
        for file in member.files
        for line in file.constructs.loops
        if (file_language(before, file.constructs.build_minor) >= PER_TURN)
        != (file_language(after, file.constructs.build_minor) >= PER_TURN)
    )


def changed_godebug(before: str, after: str, toolchain: int) -> tuple[str, ...]:
    """The settings whose defaults differ between two go lines of the main module."""
    low, high = sorted((minor_of(before), minor_of(after)))
    return tuple(sorted(name for name, (changed, _) in GODEBUG.items() if low < changed <= min(high, toolchain)))


def changes(members: Iterable[BuiltPackage], before: str, after: str, toolchain: int) -> tuple[PackageChange, ...]:
    """How each package of the main module behaves differently under the go line `after` than under `before`: first
    those whose loops or programs may behave differently, then those with only another language version."""
    low, high = minor_of(before), minor_of(after)
    found = [
        PackageChange(
            import_path=member.import_path,
            loops=changed_loops(member, low, high),
            godebug=changed_godebug(before, after, toolchain) if member.is_program else (),
        )
        for member in members
        if member.module is None and low != high
    ]
    return tuple(sorted(found, key=lambda c: (not (c.loops or c.godebug), c.import_path)))
