"""Makes wants from lock entries, checkouts and the legacy build. Each want is one revision of one repository."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.go.modpath import is_inside, prefixes
from gomigrate.model.legacy.inventory import Checkout, Inventory, Origin, Used
from gomigrate.model.legacy.pins import Pin, PinIndex, Scope
from gomigrate.model.resolution import Want
from gomigrate.resolve.inclone import declared_at
from gomigrate.resolve.roots import likely_root, static_root, with_major
from gomigrate.scan.build.stdlib import is_std_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gomigrate.model.findings import Finding

_HASH = re.compile(r"[0-9a-f]{7,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wants:
    """`needed` provide packages of the legacy build. `idle` are lock entries that nothing imports. `second` are copies
    of packages that the build has in another place too (nested vendor folders)."""

    needed: tuple[Want, ...]
    idle: tuple[Want, ...]
    second: tuple[Used, ...]
    findings: tuple[Finding, ...]


def primary_copies(inventory: Inventory) -> tuple[tuple[Used, ...], tuple[Used, ...]]:
    """One copy of each dependency package, and the copies not chosen. It is the copy that the project's own packages
    import, else the one nearest to the project's top."""
    own = {target for u in inventory.used if u.origin is Origin.PROJECT for _, target in (*u.imports, *u.test_imports)}
    by_path: dict[str, list[Used]] = defaultdict(list)
    for package in inventory.used:
        if package.origin not in {Origin.PROJECT, Origin.NEIGHBOUR}:
            by_path[package.import_path].append(package)
    chosen, rest = [], []
    for path in sorted(by_path):
        copies = sorted(
            by_path[path], key=lambda u: (u.place not in own, u.place.count("/vendor/"), u.root.count("/"), u.place)
        )
        chosen.append(copies[0])
        rest += copies[1:]
    return tuple(chosen), tuple(rest)


def collect_wants(inventory: Inventory) -> Wants:
    """Group the legacy build's packages by the repository and revision that provides each.

    A checkout that GOPATH mode builds overrides the lock; where both exist and differ, that is a finding.
    """
    copies, second = primary_copies(inventory)
    # A vendored copy of the project's own package, as by a link to its root: module mode has the project's alone.
    own = {used.import_path for used in inventory.used if used.origin is Origin.PROJECT}
    copies = tuple(package for package in copies if package.import_path not in own)
    chosen = tuple(package for package in copies if not is_std_package(package.import_path))
    index = PinIndex(inventory.locks)
    checkouts = {c.path: c for c in inventory.checkouts}
    roots = _Roots(index, checkouts)
    groups: dict[tuple[str, str, str], list[tuple[Used | None, Pin | None]]] = defaultdict(list)
    findings: list[Finding] = [*_shadowing(package for package in copies if package not in chosen)]
    disagreeing: set[str] = set()
    from_checkout: dict[tuple[str, str, str], Checkout] = {}
    for package in chosen:
        pin = index.covering(package.import_path)
        checkout = _checkout_of(package, checkouts)
        if checkout is not None and checkout.commit:
            key = (checkout.path, checkout.commit, "")
            from_checkout[key] = checkout
            if pin is not None and not _is_locked_at(pin, checkout):
                if checkout.path not in disagreeing:
                    disagreeing.add(checkout.path)
                    findings.append(_checkout_differs(pin, checkout))
            elif pin is not None and pin.source:
                key = (checkout.path, checkout.commit, _source(pin, checkout.path))
                from_checkout[key] = checkout
        elif pin is not None:
            key = _key(roots.of_package(package, pin), pin)
        else:
            key = (roots.of_package(package, None), "", "")
        groups[key].append((package, pin))
    covered = {pin for members in groups.values() for _, pin in members if pin is not None}
    needed = tuple(_want(key, members, from_checkout.get(key), roots) for key, members in sorted(groups.items()))
    idle: dict[tuple[str, str, str], list[tuple[Used | None, Pin | None]]] = defaultdict(list)
    for pin in index.pins():
        if pin not in covered:
            idle[_key(roots.of(pin.path, pin), pin)].append((None, pin))
    return Wants(
        needed=_add_covered_pins(needed, idle),
        idle=tuple(_want(key, members, None, roots) for key, members in sorted(idle.items())),
        second=second,
        findings=tuple(findings),
    )


def _key(root: str, pin: Pin) -> tuple[str, str, str]:
    """What makes entries one want: the repository, the revision, the fork."""
    return root, _locked_to(pin), _source(pin, root)


def _locked_to(pin: Pin) -> str:
    return pin.revision or pin.version or pin.branch


def _source(pin: Pin, root: str) -> str:
    """The fork as a whole, where the entry is for one package and names the fork's package (govendor's origin)."""
    below = pin.path[len(root) :] if is_inside(pin.path, root) else ""
    return pin.source.removesuffix(below) if below else pin.source


def _add_covered_pins(
    needed: tuple[Want, ...], idle: dict[tuple[str, str, str], list[tuple[Used | None, Pin | None]]]
) -> tuple[Want, ...]:
    """Entries for further packages of a wanted repository at the same revision belong to that want."""
    result = []
    for want in needed:
        key = (want.root, want.revision, want.source)
        more = tuple(pin for _, pin in idle.pop(key, []) if pin is not None)
        result.append(replace(want, pins=(*want.pins, *more)) if more else want)
    return tuple(result)


class _Roots:
    """Repository roots of import paths: by rule, by a vendored go.mod, by checkout, else by the locks' entries."""

    def __init__(self, index: PinIndex, checkouts: Mapping[str, Checkout]) -> None:
        self._checkouts = checkouts
        self._pinned = {pin.path for pin in index.pins()}
        self._modules: dict[tuple[int, str], str] = {}
        self._declared: dict[str, str] = {}

    def of_package(self, used: Used, pin: Pin | None) -> str:
        """The root of a package in some tree. A vendored tree with a go.mod is one module, unless a lock has a commit
        of the whole repository that the tree comes from."""
        static = static_root(used.import_path)
        root = "" if static and pin is not None else self._module_around(used)
        return root or self.of(used.import_path, pin)

    def _module_around(self, used: Used) -> str:
        if used.origin is not Origin.VENDOR or not used.dir.endswith(used.import_path):
            return ""
        above = used.dir.removesuffix(used.import_path)
        for path in prefixes(used.import_path):
            key = id(used.tree), above + path
            if key not in self._modules:
                self._modules[key] = declared_at(used.tree, above + path)
            if self._modules[key]:
                self._declared[path] = self._modules[key]
                return path
        return ""

    def declared(self, root: str) -> str:
        """The module path that the vendored go.mod of a root declares, where it differs from the root."""
        return self._declared.get(root, "")

    def of(self, import_path: str, pin: Pin | None) -> str:
        """The root of an import path."""
        static = static_root(import_path)
        if static:
            return with_major(static, import_path)
        around = [root for root in self._checkouts if is_inside(import_path, root)]
        if around:
            return max(around, key=len)
        if pin is not None:
            parent = posixpath.dirname(pin.path)
            while parent:
                if parent in self._pinned:
                    return parent
                parent = posixpath.dirname(parent)
            return pin.path
        return likely_root(import_path)

    def is_sure(self, root: str) -> bool:
        """Whether nothing but this path can be the repository's root."""
        return static_root(root) == root or root in self._checkouts or root in self._declared


def _want(
    key: tuple[str, str, str],
    members: Sequence[tuple[Used | None, Pin | None]],
    checkout: Checkout | None,
    roots: _Roots,
) -> Want:
    root, revision, source = key
    pins = tuple(dict.fromkeys(pin for _, pin in members if pin is not None))
    return Want(
        root=root,
        revision=revision,
        source=source,
        remote=checkout.remote if checkout else "",
        pins=pins,
        packages=tuple(package for package, _ in members if package is not None),
        version_hint=next((p.version for p in pins if p.version), "") if checkout is None else "",
        time_hint=checkout.time if checkout else next((p.time for p in pins if p.time), None),
        is_root_sure=roots.is_sure(root),
        declared=_declared_beside(roots.declared(root), root, members),
        is_from_checkout=checkout is not None,
        locked_elsewhere=next((_locked_to(p) for p in pins if checkout and not _is_locked_at(p, checkout)), ""),
    )


def _declared_beside(declared: str, root: str, members: Sequence[tuple[Used | None, Pin | None]]) -> str:
    """The path under which a vendored module may be available instead of its root. None where its packages import each
    other by that path, because one module would then be needed under two paths."""
    imports = (spec.path for used, _ in members if used for file in used.package.files for spec in file.imports)
    is_usable = declared != root and not any(is_inside(path, declared) for path in imports)
    return declared if is_usable else ""


def _checkout_of(package: Used, checkouts: Mapping[str, Checkout]) -> Checkout | None:
    if package.origin is not Origin.GOPATH or package.place != package.import_path:
        return None
    around = [root for root in checkouts if is_inside(package.place, root)]
    return checkouts[max(around, key=len)] if around else None


def _is_locked_at(pin: Pin, checkout: Checkout) -> bool:
    """Whether the lock names the checkout's commit: by its hash, or by a tag or a branch that the clone has there. The
    names of another version control than git are not known, and an entry for a tool says nothing of the build."""
    if pin.scope is Scope.TOOL or not _locked_to(pin):
        return True
    named = _named_commits(pin, checkout)
    return checkout.commit.startswith(named) if named else checkout.vcs != "git"


def _named_commits(pin: Pin, checkout: Checkout) -> tuple[str, ...]:
    """The commit that the lock names, or as much of its hash as the lock has. Where it names a branch that several
    remotes have, the commit of each. () where it is not known. Tools accept a release with and without the v before
    it."""
    name = _locked_to(pin)
    if _HASH.fullmatch(name):
        return (name,)
    return next((checkout.refs[ref] for ref in (name, f"v{name}") if ref in checkout.refs), ())


def _shadowing(packages: Iterable[Used]) -> Iterator[Finding]:
    """Vendored copies of packages of the standard library, which GOPATH mode builds instead of GOROOT's."""
    found = [f"{package.import_path}: {package.place}" for package in packages]
    if found:
        yield finding("GM418", packages=tuple(found), evidence=tuple(found))


def _checkout_differs(pin: Pin, checkout: Checkout) -> Finding:
    return finding(
        "GM413",
        file=pin.place.file,
        path=pin.path,
        revision=_locked_to(pin),
        named=_named_commits(pin, checkout),
        commit=checkout.commit,
        place=pin.place,
        evidence=(checkout.dir,),
    )
