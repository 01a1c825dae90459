"""What is there of modules already: a go.mod, nested modules, a vendor/modules.txt."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.go import semver
from gomigrate.model.go.modpath import match_path_major, split_path_version
from gomigrate.model.trees.tree import Kind
from gomigrate.modfile.directives import is_go_version
from gomigrate.modfile.gomod import GoMod, ModFileError, parse
from gomigrate.modfile.modulestxt import ModulesTxt, parse_modules_txt
from gomigrate.modfile.placeholder import is_placeholder
from gomigrate.scan.listing import has_file, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.model.trees.tree import Tree

MODULES_TXT = "vendor/modules.txt"


def nested_modules(tree: Tree, packages: Sequence[GoPackage]) -> tuple[str, ...]:
    """The folders below the project's own that have a go.mod and packages in or below them, sorted. GOPATH mode does
    not mind them; in module mode each is the root of another module."""
    folders: set[str] = set()
    for package in packages:
        folder = package.dir
        while folder and folder not in folders:
            folders.add(folder)
            folder = posixpath.dirname(folder)
    return tuple(sorted(folder for folder in folders if has_go_mod(tree, folder)))


def has_go_mod(tree: Tree, folder: str = "") -> bool:
    """Whether the folder is a module: it has a go.mod that does not only hold the place for one."""
    path = posixpath.join(folder, "go.mod")
    try:
        return has_file(tree, path) and not is_placeholder(tree.read(path))
    except OSError:
        return True


def declared_module(tree: Tree) -> str:
    """The module path of the tree's go.mod, "" without one that can be read."""
    try:
        return parse(tree.read("go.mod"), lax=True).module if has_go_mod(tree) else ""
    except (ModFileError, OSError):
        return ""


def other_module_files(tree: Tree) -> Iterator[Finding]:
    """A warning for a go.mod under another name at the project's top, which scripts give to the go command with
    -modfile or call go.mod for a time (docker's vendor.mod)."""
    for entry in tree.entries(""):
        if entry.kind is Kind.FILE and entry.name.endswith(".mod") and entry.name != "go.mod" and not has_go_mod(tree):
            try:
                go_mod = parse(tree.read(entry.name), lax=True)
            except (ModFileError, OSError):
                continue
            if go_mod.module and go_mod.requires:
                yield finding("GM044", place=Place(entry.name), path=entry.name, sums=f"{entry.name[:-4]}.sum")


def tag_findings(import_path: str, tags: Iterable[str]) -> Iterator[Finding]:
    """A warning for release tags, of the project's folder, that no version of a module at this path can have: from a
    commit with a go.mod on the go command refuses them (https://go.dev/ref/mod#major-version-suffixes)."""
    major = split_path_version(import_path)[1]
    others = sorted((tag for tag in tags if _is_release(tag) and not match_path_major(tag, major)), key=semver.sort_key)
    if others:
        yield finding(
            "GM042", tags=tuple(reversed(others)), path=import_path, wanted=_with_major(import_path, others[-1])
        )


def _with_major(path: str, version: str) -> str:
    """The module path that versions of this major belong to."""
    bare, major = split_path_version(path)[0], semver.major(version)
    if bare.startswith("gopkg.in/"):
        return f"{bare}.{major}"
    return bare if major in {"v0", "v1"} else f"{bare}/{major}"


def _is_release(tag: str) -> bool:
    return semver.is_release(tag) and semver.canonical(tag) == tag


def module_findings(inventory: Inventory) -> Iterator[Finding]:
    """Nested modules that no replace line builds, and where vendor/modules.txt and go.mod contradict each other."""
    unreadable: list[Finding] = []
    go_mod = _go_mod(inventory.tree, unreadable) if inventory.has_go_mod else None
    built = {posixpath.normpath(r.new_path) for r in go_mod.replaces if not r.new_version} if go_mod else set()
    for folder in inventory.nested_modules:
        if folder not in built:
            below = [p.dir for p in inventory.packages if p.dir == folder or p.dir.startswith(folder + "/")]
            place = Place(f"{folder}/go.mod")
            yield finding("GM037", place=place, folder=folder, packages=len(below), evidence=tuple(below))
    yield from unreadable
    if go_mod is None:
        return
    lines = vendor_contradictions(go_mod, _modules_txt(inventory.tree)) if listed(inventory.tree, "vendor") else ()
    if lines:
        where = Place(MODULES_TXT) if has_file(inventory.tree, MODULES_TXT) else Place("vendor")
        yield finding("GM027", place=where, contradictions=len(lines), evidence=lines)


def _go_mod(tree: Tree, unreadable: list[Finding]) -> GoMod | None:
    """The tree's go.mod; None, and why among `unreadable`, where it cannot be read."""
    try:
        return parse(tree.read("go.mod"))
    except ModFileError as error:
        first = error.problems[0]
        unreadable.append(finding("GM201", place=Place("go.mod", first.line), problem=first.reason))
    except OSError as error:
        unreadable.append(finding("GM001", place=Place("go.mod"), reason=error.strerror or str(error)))
    return None


def _modules_txt(tree: Tree) -> ModulesTxt:
    try:
        return parse_modules_txt(tree.read(MODULES_TXT))
    except OSError:
        return ModulesTxt(modules=())


def vendor_contradictions(go_mod: GoMod, vendored: ModulesTxt) -> tuple[str, ...]:
    """What `go build` says of a vendor folder that does not follow go.mod, in its words and without its "go: " lines.

    Up to go 1.13 in go.mod the go command does not look at the vendor folder by itself, so there is nothing to say.
    Source: cmd/go/internal/modload, checkVendorConsistency.
    """
    if not _uses_vendor(go_mod.go):
        return ()
    explicit = {(m.path, m.version) for m in vendored.modules if m.explicit}
    required = {(r.path, r.version) for r in go_mod.requires}
    in_file = {(m.path, m.version): m.replacement for m in vendored.modules if m.replacement is not None}
    in_go_mod = {(r.path, r.version): (r.new_path, r.new_version) for r in go_mod.replaces}
    lines = [
        f"{_named(*module)}: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt"
        for module in sorted(required - explicit)
    ]
    for module, new in sorted(in_go_mod.items()):
        marked = in_file.get(module)
        if marked is None:
            lines.append(f"{_named(*module)}: is replaced in go.mod, but not marked as replaced in vendor/modules.txt")
        elif _pair(marked) != new:
            lines.append(
                f"{_named(*module)}: is replaced by {_named(*new)} in go.mod, but marked as replaced by"
                f" {_named(*_pair(marked))} in vendor/modules.txt"
            )
    lines += [
        f"{_named(*module)}: is marked as explicit in vendor/modules.txt, but not explicitly required in go.mod"
        for module in sorted(explicit - required)
    ]
    lines += [
        f"{_named(*module)}: is marked as replaced in vendor/modules.txt, but not replaced in go.mod"
        for module in sorted(in_file)
        if module not in in_go_mod and (module[0], "") not in in_go_mod
    ]
    return tuple(lines)


def _uses_vendor(go: str) -> bool:
    """Whether a go line lets the go command build from vendor by itself: 1.14 or later (none stands for 1.16)."""
    if not go or not is_go_version(go):
        return True
    found = re.match(r"(\d+)(?:\.(\d+))?", go)
    return found is not None and (int(found[1]), int(found[2] or 0)) >= (1, 14)


def _pair(module: ModuleVersion) -> tuple[str, str]:
    return module.path, module.version


def _named(path: str, version: str) -> str:
    return f"{path}@{version}" if version else path
