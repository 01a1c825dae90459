"""What `go list -json` says of a package's files, as values in which two sides of a build can be compared."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from gomigrate.gosource.constructs import build_minor
from gomigrate.gosource.marks import MARKS, marks_between, without
from gomigrate.model.errors import WorldProblem
from gomigrate.model.go.modpath import is_inside
from gomigrate.verify.branch.rewrites import rewritten, undone
from gomigrate.verify.build.asking import list_side, refuse_unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from gomigrate.model.decision import Difference
    from gomigrate.verify.branch.rewrites import Rewrites
    from gomigrate.verify.build.configuration import Configuration
    from gomigrate.verify.build.layout import Side
    from gomigrate.world.go.gocmd import GoCommand

FILE_FIELDS = (
    *("GoFiles", "CgoFiles", "CFiles", "CXXFiles", "MFiles", "HFiles", "FFiles", "SFiles"),
    *("SwigFiles", "SwigCXXFiles", "SysoFiles", "EmbedFiles"),
)
"""The fields of `go help list`'s Package that name files which reach the compiler, the assembler or the linker."""

SOURCE_FIELDS = ("GoFiles", "TestGoFiles", "XTestGoFiles")
TEST_FIELDS = ("TestGoFiles", "XTestGoFiles", "TestEmbedFiles", "XTestEmbedFiles")
LEFT_OUT_FIELDS = ("IgnoredGoFiles", "IgnoredOtherFiles")
IMPORT_FIELDS = ("Imports", "TestImports", "XTestImports")

# Ends of import paths before which everything is the place of a copy: gb, vendor trees, workspaces of godep and gom.
CUTS = ("/vendor/src/", "/vendor/", "/_workspace/src/", "/_vendor/src/")

# Not faults: a package whose every file is for other platforms, or a folder that holds none and that nothing imports.
ELSEWHERE, EMPTY = "build constraints exclude all Go files", "no Go files"

Files = tuple[tuple[str, str], ...]
"""The files of one package, sorted by name, each with the SHA-256 of its bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFolder:
    """One folder that the build has a package from. `listed` is the import path as the go command spells it, `folder`
    its place on disk, `name` that of its package clause. `ignored` are the names of the files that this build leaves
    out."""

    listed: str
    files: Files
    folder: str = field(default="", compare=False)
    name: str = field(default="", compare=False)
    ignored: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packages:
    """One side of one build: the copies of every package by source import path, and the broken packages with the go
    command's message. For each copy, as listed, it has the packages that import it (tests: the project's own only). It
    also has the GODEBUG defaults of the project's programs and tests ("PATH.test")."""

    copies: Mapping[str, tuple[PackageFolder, ...]]
    broken: Mapping[str, str] = field(default_factory=dict)
    importers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    godebug: Mapping[str, str] = field(default_factory=dict)


def source_path(listed: str) -> str:
    """The import path as source files write it, for one that may lie in a vendor tree.

    `a/vendor/b` is `b` (go help gopath, "Vendor directories"); the same for gb's vendor/src and for godep's
    Godeps/_workspace/src, which rewritten imports name in full.
    """
    for cut in CUTS:
        _, found, rest = listed.rpartition(cut)
        if found:
            return source_path(rest)
    return listed


class Digests:
    """SHA-256 of files by path, each read once however many platforms use it.

    `of` gives that of a file, `read` its bytes, by absolute path (OSError where it cannot); `rewrites` are undone in
    both sides, so that planned rewriting does not count as a difference; `undone` counts the files that this changed,
    by the pairs `undoing`.
    """

    def __init__(self, read: Callable[[str], bytes], rewrites: Rewrites = ()) -> None:
        self._read = read
        self._rewrites = tuple(rewrites)
        self.of = cache(self._digest)
        self.of_source = cache(self._digest_of_source)
        self._whole: dict[str, str] = {}
        self.undone = 0
        self.undoing: set[tuple[str, str]] = set()

    def _digest(self, path: str) -> str:
        """In hex; "unreadable" with the reason where the file cannot be read."""
        try:
            body = self._read(path)
        except OSError as e:
            return f"unreadable: {path}: {e.strerror or e}"
        return hashlib.sha256(self._plain(path, body)).hexdigest()

    def _digest_of_source(self, path: str) -> str:
        """The same of a file that only the Go compiler reads: without marks of tools. The go command reads import
        comments outside of vendor folders in GOPATH mode, and both sides could be listed; it reads build lines, and
        which files are listed tells."""
        try:
            body = self._plain(path, self._read(path))
        except OSError:
            return self.of(path)
        self._whole[path] = hashlib.sha256(body).hexdigest()
        language = build_minor(body)
        told = b"" if language is None else b"\0%d" % language
        return hashlib.sha256(without(body, MARKS) + told).hexdigest()

    def marks(self, before: str, after: str) -> tuple[Difference, ...]:
        """By which marks of tools two files differ that are the same without these; `of_source` was asked of both."""
        if self._whole.get(before) == self._whole.get(after):
            return ()
        return marks_between(*(self._plain(path, self._read(path)) for path in (before, after))) or ()

    def _plain(self, path: str, body: bytes) -> bytes:
        new = undone(body, self._rewrites) if path.endswith(".go") else body
        if new != body:
            self.undone += 1
            self.undoing.update(pair for pair in self._rewrites if pair[0].encode() in body)
        return new


@dataclass(frozen=True, slots=True)
class PackageLister:
    """Asks the go command for the packages of a side of the module `project`, once for each build."""

    go: GoCommand
    project: str
    digests: Digests
    _known: dict[object, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    def packages(
        self, side: Side, builds: Sequence[Configuration], rewrites: Rewrites = ()
    ) -> dict[Configuration, Packages | WorldProblem]:
        """The packages of each build, or why the go command cannot list them. Raises UnknownAnswer where they rest on
        an answer that did not come."""
        listed = self.entries(side, builds)
        for said in listed.values():
            refuse_unknown(said)
        return {
            build: said if isinstance(said, WorldProblem) else read_packages(said, self.project, self.digests, rewrites)
            for build, said in listed.items()
        }

    def entries(
        self, side: Side, builds: Sequence[Configuration]
    ) -> dict[Configuration, Sequence[Mapping[str, Any]] | WorldProblem]:
        """What `go list` says of each package in each build, without the standard library, or why it cannot."""
        asked = side.cwd, side.mod, side.patterns, side.tools, *sorted(side.env.items())
        keys = {build: (*asked, build) for build in builds}
        new = list_side(self.go, side, [build for build in builds if keys[build] not in self._known])
        for build, said in new.items():
            if not isinstance(said, WorldProblem):
                self._known[keys[build]] = [entry for entry in said if not entry.get("Standard")]
        return {build: self._known.get(keys[build], new.get(build, ())) for build in builds}


def read_packages(
    entries: Iterable[Mapping[str, Any]],
    project: str,
    digests: Digests,
    rewrites: Rewrites = (),
) -> Packages:
    """The packages of `go list -e -deps -test -json` entries, without the standard library, test variants and generated
    test mains. Test files count for the packages of `project` itself only: those of dependencies are not built by it. A
    package whose path the plan rewrites has its new path. A relative import that the go command refuses is listed as if
    it were a package: the importer is broken."""
    copies: dict[str, list[PackageFolder]] = {}
    broken: dict[str, str] = {}
    by_relative: dict[str, str] = {}
    importers: dict[str, set[str]] = {}
    godebug: dict[str, str] = {}
    for entry in entries:
        listed = str(entry["ImportPath"])
        if entry.get("Standard") or " [" in listed:
            continue
        is_test = _is_test_main(entry)
        program = rewritten(source_path(listed.removesuffix(".test") if is_test else listed), rewrites)
        is_program = is_test or (entry.get("Name") == "main" and not entry.get("DepOnly"))
        if is_program and is_inside(program, project):
            godebug[program + ".test" * is_test] = str(entry.get("DefaultGODEBUG", ""))
        if is_test:
            continue
        path = rewritten(source_path(listed), rewrites)
        error = fault(entry)
        if error and listed.startswith(("./", "../")):
            by_relative[_importer(entry, rewrites)] = error
            continue
        if error:
            broken[path] = error
            continue
        copies.setdefault(path, []).append(_copy(entry, digests, own=is_inside(path, project)))
        is_own = is_inside(rewritten(listed, rewrites), project) and source_path(listed) == listed
        for imported in _imported(entry, IMPORT_FIELDS if is_own else IMPORT_FIELDS[:1]):
            importers.setdefault(imported, set()).add(listed)
    return Packages(
        copies={path: tuple(found) for path, found in copies.items() if path not in by_relative},
        broken=broken | by_relative,
        importers={path: tuple(sorted(users)) for path, users in importers.items()},
        godebug=godebug,
    )


def fault(entry: Mapping[str, Any]) -> str:
    """What is wrong with a listed package, "" if nothing is or it only has no files for this platform. A folder without
    Go files is a fault where it is listed for being imported."""
    error = entry.get("Error")
    if not error:
        return ""
    text = str(error.get("Err", "")).strip()
    is_harmless = ELSEWHERE in text or (EMPTY in text and not entry.get("DepOnly"))
    return "" if is_harmless else text or "error without a text"


def _importer(entry: Mapping[str, Any], rewrites: Rewrites) -> str:
    """The importer of a package that cannot be loaded, from its error: the last of the stack, where a note behind the
    name means the tests of a package. The result is the name that they are compiled under."""
    stack = (entry.get("Error") or {}).get("ImportStack") or [str(entry["ImportPath"])]
    listed, _, note = str(stack[-1]).partition(" ")
    path = rewritten(source_path(listed), rewrites)
    return f"{path} [{path}.test]" if note else path


def _is_test_main(entry: Mapping[str, Any]) -> bool:
    """Whether this is the program that the go command generates to run a package's tests: its file lies in the build
    cache. A folder of the project may have such a name, too."""
    names = [str(name) for name in entry.get("GoFiles") or ()]
    return str(entry["ImportPath"]).endswith(".test") and all("/" in name or "\\" in name for name in names)


def _copy(entry: Mapping[str, Any], digests: Digests, *, own: bool) -> PackageFolder:
    fields = FILE_FIELDS + TEST_FIELDS if own else FILE_FIELDS
    folder = str(entry.get("Dir", ""))
    sources = {str(name) for key in SOURCE_FIELDS for name in entry.get(key) or ()}
    others = {str(name) for key in fields if key not in SOURCE_FIELDS for name in entry.get(key) or ()}
    wanted = others | sources if own else others | {str(name) for name in entry.get("GoFiles") or ()}
    files = tuple(
        (name, (digests.of if name in others else digests.of_source)(f"{folder}/{name}")) for name in sorted(wanted)
    )
    return PackageFolder(
        listed=str(entry["ImportPath"]),
        files=files,
        folder=folder,
        name=str(entry.get("Name", "")),
        ignored=tuple(str(name) for key in LEFT_OUT_FIELDS for name in entry.get(key) or ()),
    )


def _imported(entry: Mapping[str, Any], fields: Iterable[str]) -> set[str]:
    """What the package imports, as the go command lists that."""
    resolved = entry.get("ImportMap") or {}
    return {str(resolved.get(name, name)) for key in fields for name in entry.get(key) or ()}
