"""The project's import path: who says it, asked in a visible order."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gomigrate.model.codes import finding
from gomigrate.model.errors import Suggested, UsageProblem
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import check_import_path, check_path, is_std, prefixes
from gomigrate.model.legacy.inventory import FoundBy, PathSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.legacy.pins import Lock

_SCP = re.compile(r"^(?:[^@/]+@)?([A-Za-z0-9.-]+):(?!//)(.+)$")
_URL = re.compile(r"^[a-z+]+://(?:[^@/]*@)?([^/:]+)(?::\d+)?/(.+)$")
_HOSTED = re.compile(r"(?:github\.com|gitlab\.com|bitbucket\.org)/[^/]+/[^/]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One source's word on the project's import path; `place` and `evidence` show where."""

    path: str
    by: FoundBy
    place: Place | None = None
    evidence: tuple[str, ...] = ()


def choose(claims: Sequence[Claim], where: str) -> tuple[Claim, tuple[Finding, ...]]:
    """The first claim that is an import path, and a finding for each other that says something else.

    Raises UsageProblem where no source says anything; `where` names the project in that message.
    """
    chosen = next((claim for claim in claims if not _problem(claim.path)), None)
    if chosen is None:
        raise UsageProblem(
            f"the import path of {where} is not known: it is not in GOPATH, and no lock,"
            f" import comment, import or git remote names it",
            remedy=Suggested(("--import-path", "example.com/NAME"), is_more=True),
        )
    findings = []
    remotes = [claim for claim in claims if _is_remote(claim)]
    is_known_remote = any(claim.path.lower() == chosen.path.lower() for claim in remotes)
    for claim in claims:
        # A fork has two remotes; one that agrees is enough, and hosts do not mind the case of a name.
        if claim.path == chosen.path or (_is_remote(claim) and is_known_remote):
            continue
        findings.append(
            finding(
                "GM020",
                place=claim.place,
                evidence=claim.evidence,
                path=chosen.path,
                by=chosen.by.source,
                by_name=chosen.by.name,
                other=claim.path,
                other_by=claim.by.source,
                other_by_name=claim.by.name,
                **_problem(claim.path),
            )
        )
    return chosen, tuple(findings)


def _problem(path: str) -> dict[str, Any]:
    """Why this cannot be the project's import path, {} if it can. `_/folder` is what the go command calls a package
    outside of GOPATH (go/build, Package.ImportPath); `error` is Go's word."""
    if path.startswith("_/"):
        return {"is_outside": True}
    error = check_import_path(path)
    return {"error": error} if error else {}


def _is_remote(claim: Claim) -> bool:
    return claim.by.source is PathSource.REMOTE


def from_gopath(logical_dir: str, gopath: Sequence[str], real: Callable[[str], str]) -> Iterator[Claim]:
    """The path below the src of the first GOPATH entry that holds the folder.

    As go/build's hasSubdir does, the folder and the entry are compared as they are spelled first, then with the links
    in them followed by `real`.
    """
    for number, entry in enumerate(gopath, start=1):
        for folder in dict.fromkeys((logical_dir, real(logical_dir))):
            for src in dict.fromkeys((posixpath.join(entry, "src"), real(posixpath.join(entry, "src")))):
                if folder.startswith(src + "/"):
                    entry_number = str(number) if len(gopath) > 1 else ""
                    yield Claim(path=folder[len(src) + 1 :], by=FoundBy(PathSource.GOPATH, entry_number))
                    return


def from_go_mod(module: str) -> Iterator[Claim]:
    """The module path of the project's own go.mod, if there is one already: what others import it by."""
    if module:
        yield Claim(path=module, by=FoundBy(PathSource.GO_MOD), place=Place("go.mod"))


def from_locks(locks: Sequence[Lock]) -> Iterator[Claim]:
    """The import path that each lock gives the project."""
    for lock in locks:
        if lock.project:
            file = lock.manifest if lock.tool == "glide" and lock.manifest else lock.file
            yield Claim(path=lock.project, by=FoundBy(PathSource.LOCK, file), place=Place(file))


def from_import_comments(packages: Sequence[GoPackage]) -> Iterator[Claim]:
    """What the import comments say, each different path once: the root package's as it is, a subfolder's with that
    folder taken off. Those nearest to the root come first."""
    said: dict[str, list[str]] = {}
    for package in sorted(packages, key=lambda p: (p.dir.count("/") + bool(p.dir), p.dir)):
        for file in package.files:
            comment = file.import_comment
            if not package.dir:
                path = comment
            else:
                path = comment.removesuffix("/" + package.dir) if comment.endswith("/" + package.dir) else ""
            if path:
                said.setdefault(path, []).append(posixpath.join(package.dir, file.name))
    for path, files in said.items():
        yield Claim(path=path, by=FoundBy(PathSource.COMMENT), place=Place(files[0]), evidence=tuple(files[1:]))


def from_own_imports(packages: Sequence[GoPackage], foreign: Callable[[str], bool]) -> Iterator[Claim]:
    """The prefix under which the project imports its own folders most often.

    An import `a/b/c/d` speaks for `a/b` if the project has a package in the folder `c/d`; the deepest such folder
    counts, and a prefix must look like an import path (a dot in its first element). Imports for which `foreign` says
    that a lock or a vendor folder provides them are not the project's own.
    """
    dirs = {package.dir for package in packages if package.dir}
    known: dict[str, tuple[str, str]] = {}
    votes: Counter[str] = Counter()
    seen: dict[str, list[tuple[str, str, str]]] = {}
    for package in packages:
        for file in package.files:
            for spec in file.imports:
                path = spec.path
                if path not in known:
                    known[path] = ("", "") if is_std(path) or foreign(path) else _own_prefix(path, dirs)
                prefix, rest = known[path]
                if prefix:
                    votes[prefix] += rest.count("/") + 1
                    seen.setdefault(prefix, []).append((package.dir, file.name, path))
    if votes:
        best = max(votes.values())
        path = min(path for path, count in votes.items() if count == best)
        imports = tuple(f"{posixpath.join(folder, name)}: {imported}" for folder, name, imported in seen[path])
        yield Claim(path=path, by=FoundBy(PathSource.IMPORTS), evidence=imports)


def _own_prefix(path: str, dirs: set[str]) -> tuple[str, str]:
    """The import path that the project would have if `path` were the package in the deepest fitting folder, and that
    folder; ("", "") where none fits."""
    return next((split for split in _splits(path) if split[1] in dirs), ("", ""))


def from_gb(packages: Sequence[GoPackage]) -> Iterator[Claim]:
    """A gb project has its own code below src/ at the import paths that it is imported by: the repository that most of
    it lies in."""
    votes = Counter(
        match[0] for package in packages if (match := _HOSTED.match(package.dir.removeprefix("src/"))) is not None
    )
    if votes:
        best = max(votes.values())
        yield Claim(path=min(p for p, n in votes.items() if n == best), by=FoundBy(PathSource.FOLDERS))


def provided_elsewhere(locks: Sequence[Lock], vendored: Iterable[str]) -> Callable[[str], bool]:
    """Whether an import path is covered by a lock's entry (the entry's path or one below it) or lies in a vendor
    folder."""
    pinned = {pin.path for lock in locks for pin in lock.pins} | set(vendored)
    return lambda path: any(above in pinned for above in prefixes(path))


def _splits(path: str) -> list[tuple[str, str]]:
    """(prefix, rest) with the longest rest first; the prefix keeps at least a host and one more element."""
    parts = path.split("/")
    return [("/".join(parts[:i]), "/".join(parts[i:])) for i in range(2, len(parts))]


def from_remotes(remotes: Mapping[str, str], prefix: str) -> Iterator[Claim]:
    """The import paths that the git remotes' addresses stand for, `prefix` being the project's folder in the
    repository. Most clones have the project's own address as origin, so that goes first."""
    for name in sorted(remotes, key=lambda n: (n != "origin", n != "upstream", n)):
        path = path_of_url(remotes[name])
        if path:
            yield Claim(path=posixpath.join(path, prefix).rstrip("/"), by=FoundBy(PathSource.REMOTE, name))


def path_of_url(url: str) -> str:
    """`host/owner/name` for an https, ssh, git or scp-like address, without user, port and `.git`; else ""."""
    match = _URL.match(url) or _SCP.match(url)
    if not match or "." not in match[1]:
        return ""
    path = match[2].strip("/").removesuffix(".git")
    return f"{match[1].lower()}/{path}" if path and ".." not in path.split("/") else ""


def module_path_of_source(source: str, root: str) -> str:
    """The module path of a fork that a lock names by URL or import path; "" where it is the upstream itself."""
    if not source:
        return ""
    path = path_of_url(source) or source.removesuffix(".git").split("/vendor/")[0]
    if path == root or check_path(path) is not None or is_mirror(path, root):
        return ""
    return path


def is_mirror(path: str, root: str) -> bool:
    """The places where golang.org/x is developed and mirrored hold the same commits under another name."""
    name = root.removeprefix("golang.org/x/")
    return root.startswith("golang.org/x/") and path in {f"github.com/golang/{name}", f"go.googlesource.com/{name}"}
