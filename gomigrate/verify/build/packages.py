"""What `go list -json` says a package is made of, read into values that two sides of a build can be compared by."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gomigrate.gosource.rewrite import rewrite_paths
from gomigrate.scan.build.stdlib import is_known_std

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

FILE_FIELDS = (
    "GoFiles",
    "CgoFiles",
    "CFiles",
    "CXXFiles",
    "MFiles",
    "HFiles",
    "FFiles",
    "SFiles",
    "SwigFiles",
    "SwigCXXFiles",
    "SysoFiles",
    "EmbedFiles",
)
"""The fields of `go help list`'s Package that name files which reach the compiler, the assembler or the linker."""

TEST_FIELDS = ("TestGoFiles", "XTestGoFiles", "TestEmbedFiles", "XTestEmbedFiles")
IMPORT_FIELDS = ("Imports", "TestImports", "XTestImports")

# Ends of import paths before which everything is the place of a copy: gb, vendor trees, workspaces of godep and gom.
CUTS = ("/vendor/src/", "/vendor/", "/_workspace/src/", "/_vendor/src/")

# Not faults: a package whose every file is for other platforms, or a folder that holds none and that nothing imports.
ELSEWHERE, EMPTY = "build constraints exclude all Go files", "no Go files"

Rewrites = Sequence[tuple[str, str]]
"""Old and new import paths; an old one that ends in "/" stands for all that begin so."""

Files = tuple[tuple[str, str], ...]
"""The files of one package, sorted by name, each with the SHA-256 of its bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFolder:
    """One folder that the build takes a package from; `listed` is the import path as the go command spells it, `folder`
    where it lies on disk."""

    listed: str
    files: Files
    folder: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packages:
    """One side of a build on one platform: the copies of every package by source import path, the broken packages
    with what the go command says, and for each package the copies that the project's own packages import, each with the
    first of these that does; the GODEBUG defaults of the project's programs and tests ("PATH.test"); and its own Go
    files, by their place on disk, that no build on the platform takes."""

    copies: Mapping[str, tuple[PackageFolder, ...]]
    broken: Mapping[str, str] = field(default_factory=dict)
    direct: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    godebug: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()


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


def rewritten(path: str, rewrites: Sequence[tuple[str, str]]) -> str:
    """The import path after the planned rewriting: the first pair whose old side is the path, or begins it with a
    slash at its end, decides."""
    for old, new in rewrites:
        if path == old:
            return new
        if old.endswith("/") and path.startswith(old):
            return new + path[len(old) :]
    return path


def is_own(path: str, project: str) -> bool:
    """Whether the package is the project's own, rather than a dependency."""
    return path == project or path.startswith(project + "/")


class Digests:
    """SHA-256 of files by path, each read once however many platforms use it.

    `read` gives the bytes of a file by absolute path (OSError where it cannot); `rewrites` are undone in both sides, so
    that planned rewriting does not count as a difference; `undone` counts the files where that changed something.
    """

    def __init__(self, read: Callable[[str], bytes], rewrites: Rewrites = ()) -> None:
        self._read = read
        self._rewrites = tuple(rewrites)
        self._known: dict[str, str] = {}
        self.undone = 0

    def of(self, path: str) -> str:
        """The digest in hex; "unreadable" with the reason where the file cannot be read."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._compute(path)
        return known

    def _compute(self, path: str) -> str:
        try:
            body = self._read(path)
        except OSError as e:
            return f"unreadable: {path}: {e.strerror or e}"
        return hashlib.sha256(self._undo(body) if path.endswith(".go") else body).hexdigest()

    def _undo(self, body: bytes) -> bytes:
        result = undone(body, self._rewrites)
        self.undone += result != body
        return result


def undone(body: bytes, rewrites: Rewrites) -> bytes:
    """A Go file with its import paths, and that of its import comment, as they are after the rewriting. Nothing but
    import paths counts: a rewrite comes out of a record, and must not make other strings equal. The standard library's
    paths are never rewritten."""

    def new_path(path: str) -> str:
        return path if is_known_std(path) else rewritten(path, rewrites)

    if not any(old.encode() in body for old, _ in rewrites):
        return body
    try:
        return rewrite_paths(body, new_path)
    except ValueError:
        return body  # a path that fits between no quotation marks is none


def read_packages(
    entries: Iterable[Mapping[str, Any]],
    project: str,
    digest: Callable[[str], str],
    rewrites: Rewrites = (),
) -> Packages:
    """The packages of `go list -e -deps -test -json` entries, without the standard library, test variants and
    generated test mains. Test files count for the packages of `project` itself only: those of dependencies are not
    built by it. A package whose path the plan rewrites is known by its new one."""
    copies: dict[str, list[PackageFolder]] = {}
    broken: dict[str, str] = {}
    direct: dict[str, dict[str, str]] = {}
    godebug: dict[str, str] = {}
    ignored: set[str] = set()
    for entry in entries:
        listed = str(entry["ImportPath"])
        if entry.get("Standard") or " [" in listed:
            continue
        is_test = _is_test_main(entry)
        if is_test or (entry.get("Name") == "main" and not entry.get("DepOnly")):
            program = rewritten(source_path(listed.removesuffix(".test") if is_test else listed), rewrites)
            godebug[program + ".test" * is_test] = str(entry.get("DefaultGODEBUG", ""))
        if is_test:
            continue
        path = rewritten(source_path(listed), rewrites)
        if is_own(path, project):
            ignored |= {f"{entry.get('Dir', '')}/{name}" for name in entry.get("IgnoredGoFiles") or ()}
        error = fault(entry)
        if error:
            broken[path] = error
            continue
        copies.setdefault(path, []).append(_copy(entry, digest, own=is_own(path, project)))
        if is_own(rewritten(listed, rewrites), project) and source_path(listed) == listed:
            _note_imports(entry, rewrites, direct)
    return Packages(
        copies={path: tuple(found) for path, found in copies.items()},
        broken=broken,
        direct=direct,
        godebug=godebug,
        ignored=frozenset(ignored),
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


def _is_test_main(entry: Mapping[str, Any]) -> bool:
    """Whether this is the program that the go command generates to run a package's tests: its file lies in the build
    cache. A folder of the project may have such a name, too."""
    names = [str(name) for name in entry.get("GoFiles") or ()]
    return str(entry["ImportPath"]).endswith(".test") and all("/" in name or "\\" in name for name in names)


def _copy(entry: Mapping[str, Any], digest: Callable[[str], str], *, own: bool) -> PackageFolder:
    fields = FILE_FIELDS + TEST_FIELDS if own else FILE_FIELDS
    names = {str(name) for key in fields for name in entry.get(key) or ()}
    folder = str(entry.get("Dir", ""))
    files = tuple((name, digest(f"{folder}/{name}")) for name in sorted(names))
    return PackageFolder(listed=str(entry["ImportPath"]), files=files, folder=folder)


def _note_imports(
    entry: Mapping[str, Any], rewrites: Sequence[tuple[str, str]], direct: dict[str, dict[str, str]]
) -> None:
    importer = str(entry["ImportPath"])
    resolved = entry.get("ImportMap") or {}
    for key in IMPORT_FIELDS:
        for name in entry.get(key) or ():
            listed = str(resolved.get(name, name))
            used = direct.setdefault(rewritten(source_path(listed), rewrites), {})
            used[listed] = min(used.get(listed, importer), importer)
