"""The files that tell a build what to do, each read once: for the rules, and for whoever asks what is named below a
vendor folder."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.trees.tree import Kind
from gomigrate.scan.listing import listed
from gomigrate.scan.mentions import VendorFolders, proto_imports
from gomigrate.scan.patterns import without_patterns
from gomigrate.scripts.engine import documents, not_taken_apart
from gomigrate.scripts.gone.leftout import is_checker
from gomigrate.scripts.gone.reading import PipelineFiles
from gomigrate.scripts.kinds import FileKind, kind_by_first_line, kind_by_path, may_have_shebang
from gomigrate.scripts.read.read import MOST_BYTES
from gomigrate.scripts.read.vendorpaths import CODE_ENDINGS, vendor_paths
from gomigrate.scripts.shell.model import OPAQUE
from gomigrate.scripts.spans import decoded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from gomigrate.model.findings import Place
    from gomigrate.model.legacy.habits import Habit
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.trees.tree import Entry, Tree
    from gomigrate.scan.mentions import Mention
    from gomigrate.scripts.gone.reading import Texts
    from gomigrate.scripts.read.document import Document

_LINKS = {Kind.LINK_TO_FILE, Kind.LINK_TO_DIR, Kind.BROKEN_LINK}
_SKIPPED = frozenset({"vendor", "_vendor", "_workspace", ".git", ".gomigrate", "node_modules", "third_party"})
# What lies there is data: it may name what is in a vendor folder, but no build runs it.
_DATA = frozenset({"Godeps", "testdata"})
# Files that no rule reads, and that may name what is in a vendor folder all the same.
_NAMES = re.compile(
    r"(GNU)?[Mm]akefile.*|Dockerfile.*|Jenkinsfile|Vagrantfile|Rakefile|BUILD(\.bazel)?|WORKSPACE|CMakeLists\.txt|tox\.ini"
)
_SCRIPTS = frozenset({".mk", ".mak", ".make", ".sh", ".bash", ".zsh", ".py", ".rb", ".pl", ".bat", ".cmd", ".ps1"})
_SETTINGS = frozenset({".dockerfile", ".bzl", ".bazel", ".yml", ".yaml", ".toml", ".cmake"})
# Files that are looked at line by line: of task runners, CI services, packagers and other languages' builds. What
# linters, bots and reports are told about folders is none of it.
_PLAIN = re.compile(
    r"(?:.*/)?(?:[Tt]askfile[^/]*\.ya?ml|\.?[Jj]ustfile|package\.json|Earthfile|(?:docker-)?compose[^/]*\.ya?ml|wercker\.ya?ml"
    r"|bitbucket-pipelines\.ya?ml|codefresh\.ya?ml|\.cirrus\.ya?ml|buildspec[^/]*\.ya?ml|skaffold\.ya?ml"
    r"|shippable\.ya?ml|\.semaphore\.ya?ml|\.build\.ya?ml|dev\.ya?ml|\.pre-commit-config\.ya?ml|Rakefile|Procfile|Tiltfile|Cakefile|BUILD\.plz|magefile\.go"
    r"|\.envrc|\.env[^/]*|tox\.ini|PKGBUILD|CMakeLists\.txt|meson\.build|Makefile\.(?:am|in)|build\.(?:xml|gradle)"
    r"|[^/]+\.(?:pl|rb|bats|spec|nix|cmake|gradle|groovy|fish|tcl|lua|ebuild|sbt|star|jsonnet|cue|dhall|ru|build_defs))"
    r"|(?:\.buildkite|\.semaphore|\.builds|\.tekton|\.ci|ci|concourse|\.concourse)/.*\.ya?ml|debian/rules|\.vscode/tasks\.json"
    r"|(?:.*/)?\.(?:go-version|goenv|tool-versions)|(?:\.devcontainer/)?\.?devcontainer\.json"
)
_VARIABLE_FOLDER = re.compile(rf"^(?:(?:\$\w+|{OPAQUE}|\.)/+)+")
# Files of other languages, whose strings are read for what goes, and settings of programs that may run the go command.
_OTHERS = re.compile(
    r".*\.(?:php|phtml|[cm]?js|[jt]sx?|vue|html?|twig|erb|s?css|less|java|kt|scala|cs|swift|xml|r"
    r"|ya?ml|toml|ini|cfg|conf|json|service)",
    re.IGNORECASE,
)
_NEEDLE = re.compile("vendor|_workspace|GO111MODULE|dep.{1,5}ensure|glide.{1,5}install|godep|gvt.{1,5}restore")
_ENDINGS = _SCRIPTS | _SETTINGS | CODE_ENDINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildFiles:
    """What the rules read, the files with a habit that cannot be read, and all that files of the project name below a
    vendor folder. `plain` are files that tell a build what to do and that no rule reads. `sources` are the Go files,
    `others` those of other languages, `links` the symbolic links with their targets."""

    documents: tuple[Document, ...] = ()
    unread: tuple[Habit, ...] = ()
    mentions: tuple[Mention, ...] = ()
    plain: Texts = ()
    sources: Texts = ()
    others: Texts = ()
    links: Texts = ()

    @property
    def pipeline(self) -> PipelineFiles:
        """All that is read to find uses of what is removed."""
        return PipelineFiles(
            documents=self.documents, plain=self.plain, sources=self.sources, others=self.others, links=self.links
        )


def build_files(inventory: Inventory) -> BuildFiles:
    """Look through the files of the commit."""
    return read_build_files(inventory.committed, VendorFolders.of(inventory))


def read_build_files(tree: Tree, folders: VendorFolders) -> BuildFiles:
    """Look through the files of a project's tree; `folders` are the vendor folders whose mentions are asked for."""
    mentions: set[Mention] = set()
    protos: list[tuple[str, Place]] = []
    files: list[tuple[str, FileKind, str]] = []
    plain: list[tuple[str, str]] = []
    sources: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    links: list[tuple[str, str]] = []
    unknown: set[str] = set()
    for path, entry in _own_files(tree, ""):
        if entry.kind in _LINKS:
            links.append((path, tree.link(path)))
            mentions |= set(folders.linked(*links[-1]))
        if entry.kind is not Kind.FILE:
            continue
        kind, may_be_script = _kind(path, entry)
        may_name = bool(folders.roots) and _may_name(path, entry)
        is_plain = kind is None and not may_be_script and _is_plain(path, entry)
        unknown |= {path} if kind is None and not is_plain else set()
        is_named = _OTHERS.fullmatch(entry.name) is not None or is_checker(entry.name)
        is_other = kind is None and is_named and not _is_data(path)
        data = tree.read(path) if kind or may_be_script or may_name or is_plain or is_other else b"\0"
        if b"\0" in data[:1024]:
            continue
        text = decoded(data)
        if may_name and len(data) <= MOST_BYTES:
            mentions |= set(folders.named(path, vendor_paths(path, text)))
            protos += proto_imports(path, text)
        kind = kind_by_first_line(data) if may_be_script else kind
        has_commands = kind is not FileKind.GO or (b"//go:generate" in data and len(data) <= MOST_BYTES)
        if kind is not None and has_commands:
            files.append((path, kind, text))
        elif kind is None and len(data) <= MOST_BYTES and (is_plain or _is_plain(path, entry)):
            plain.append((path, text))
        elif is_other and len(data) <= MOST_BYTES and _NEEDLE.search(text):
            others.append((path, text))
        if kind is FileKind.GO:
            sources.append((path, text))
    mentions |= set(folders.imported(protos))
    files = without_patterns(files)
    found, unread = documents(files)
    more, more_unread = documents(_sourced(tree, found, unknown))
    found, unread = [*found, *more], [*unread, *more_unread]
    known = {document.path for document in found}
    unread += not_taken_apart(plain)
    plain += [(path, text) for path, kind, text in files if path not in known and kind is not FileKind.GO]
    return BuildFiles(
        documents=tuple(found),
        unread=tuple(unread),
        mentions=tuple(sorted(mentions)),
        plain=tuple(plain),
        sources=tuple(sources),
        others=tuple(others),
        links=tuple(links),
    )


def _sourced(tree: Tree, found: Sequence[Document], unknown: Collection[str]) -> Iterator[tuple[str, FileKind, str]]:
    """Those of `unknown` files that a shell script reads as its own (`. ./build-env`): neither a name nor a first line
    tells that they are scripts."""
    read = {document.path for document in found}
    for document in found:
        for call in document.commands:
            if call.program not in (".", "source") or not call.arguments:
                continue
            name = _VARIABLE_FOLDER.sub("", call.arguments[0])
            beside = posixpath.join(posixpath.dirname(document.path), name)
            for path in (posixpath.normpath(name), posixpath.normpath(beside)):
                if path in unknown and path not in read:
                    read.add(path)
                    data = tree.read(path)
                    if b"\0" not in data[:1024] and len(data) <= MOST_BYTES:
                        yield path, FileKind.SHELL, decoded(data)


def documents_in(tree: Tree) -> tuple[Document, ...]:
    """The files of a project's tree that tell a build what to do, without Go files and what cannot be read."""
    files = []
    for path, entry in _own_files(tree, ""):
        kind, may_be_script = _kind(path, entry) if entry.kind is Kind.FILE else (None, False)
        data = tree.read(path) if may_be_script or kind not in (None, FileKind.GO) else b"\0"
        kind = kind_by_first_line(data) if may_be_script else kind
        if kind is not None and b"\0" not in data[:1024]:
            files.append((path, kind, decoded(data)))
    return tuple(documents(without_patterns(files))[0])


def _own_files(tree: Tree, folder: str) -> Iterator[tuple[str, Entry]]:
    for entry in listed(tree, folder):
        path = posixpath.join(folder, entry.name)
        if entry.kind is not Kind.DIR:
            yield path, entry
        elif entry.name not in _SKIPPED:
            yield from _own_files(tree, path)


def _may_name(path: str, entry: Entry) -> bool:
    """Whether a file can tell a build what to do: by its name, or since it may be run."""
    ending = posixpath.splitext(entry.name)[1]
    is_named = ending in _ENDINGS or _NAMES.fullmatch(entry.name) is not None
    return is_named or entry.executable or path.startswith(".circleci/")


def _is_plain(path: str, entry: Entry) -> bool:
    """Whether a file that no rule reads tells a build, a service or a developer's machine what to do."""
    return _PLAIN.fullmatch(path) is not None or (entry.executable and "." not in entry.name)


def _is_data(path: str) -> bool:
    return not _DATA.isdisjoint(path.split("/")[:-1])


def _kind(path: str, entry: Entry) -> tuple[FileKind | None, bool]:
    """The kind of a file that rules look at, as its path tells it; and whether its first line may tell it."""
    if _is_data(path):
        return None, False
    kind = kind_by_path(path)
    return kind, kind is None and may_have_shebang(path, executable=entry.executable)
