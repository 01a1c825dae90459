"""What scan and graph say of projects and graphs made by hand: every code, every kind of row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from gomigrate.graph.requirements import cycles, path, whole, why
from gomigrate.locks.registry import disagreements, read_locks, told_of_foreign
from gomigrate.model.codes import finding
from gomigrate.model.findings import Finding, Place
from gomigrate.model.go.gopackage import Fault, FaultKind, GoFile, GoPackage, Import
from gomigrate.model.graph.requirements import GraphAnswer
from gomigrate.model.legacy.inventory import (
    Checkout,
    FoundBy,
    Inventory,
    Missing,
    Origin,
    PathSource,
    Project,
    Used,
    VendorRoot,
)
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.modfile.modgraph import read_mod_graph
from gomigrate.scan.faults import finding_of, findings_in_gopath
from gomigrate.scan.project.modulestate import module_findings, tag_findings
from gomigrate.scan.project.selfpath import Claim, choose

APP, LIB, DEEP = "x.test/app", "y.test/lib", "z.test/deep"
A, B = "a" * 40, "b" * 40
WHEN = datetime(2018, 11, 30, tzinfo=UTC)

FILES = {
    "Gopkg.lock": f'[[projects]]\nname = "{LIB}"\nrevision = "{A}"\nversion = "v1.2.0"\n[[projects]]\nname = "{LIB}"\n'
    f'revision = "{B}"\n[[projects]]\nname = "../up"\nrevision = "{A}"\n[[projects]]\nname = "w.test/branch"\n'
    f'branch = "dev"\ncolour = "red"\n[[projects]]\nname = "w.test/secret"\nrevision = "{A}"\n'
    'source = "https://u:p@w.test/secret2"\n',
    "Godeps/Godeps.json": f'{{"ImportPath": "x.test/old", "ImportPath": "x.test/old", "Deps": [{{"ImportPath": "{LIB}",'
    f' "Rev": "{B}", "Comment": "v1.1.0"}}, {{"ImportPath": "{DEEP}/sub", "Rev": "{A}"}}]}}',
    "glide.yaml": "package: x.test/app\n",
    "vendor.conf": f"k8s.test/kube {A} transitive=true\n",
    "vendor.yml": "- ^assets/\n",
    "GLOCKFILE": "<<<<<<< HEAD\n>>>>>>> theirs\n",
    "vendor/vendor.json": f'{{"package": [{{"path": "{DEEP}", "revision": "{A}", "origin": "o.test/o/vendor/x"}}]}}',
    "vendor/modules.txt": f"# {LIB} v1.0.0\n## explicit\n{LIB}\nwhat is this\n",
    "go.mod": f"module {APP}\n\ngo 1.20\n\nrequire {LIB} v1.2.0\n",
    "nested/go.mod": f"module {APP}/nested\n",
}
LINKS = {f"vendor/{DEEP}": A}
TREE = MemoryTree({name: text.encode() for name, text in FILES.items()})


def _package(import_path: str, folder: str, *imports: str, tests: bool = False) -> GoPackage:
    name = import_path.rpartition("/")[2]
    files = [GoFile("a.go", name, tuple(map(Import, imports)))]
    files += [GoFile("a_test.go", name)] if tests else []
    return GoPackage(import_path=import_path, dir=folder, files=tuple(files))


def _used(place: str, package: GoPackage, origin: Origin, root: str, *imports: tuple[str, str]) -> Used:
    path = package.import_path
    return Used(
        place=place,
        import_path=path,
        origin=origin,
        tree=TREE,
        dir=package.dir,
        root=root,
        package=package,
        imports=imports,
    )


def inventory() -> Inventory:
    """A project with a bit of everything, and with all that can be wrong with one."""
    app, nested = _package(APP, "", LIB, tests=True), _package(f"{APP}/nested", "nested")
    lib, deep = _package(LIB, f"vendor/{LIB}"), _package(DEEP, f"gp/{DEEP}")
    fault = Fault(FaultKind.MALFORMED, f"{DEEP}/a.go", 3, "a.go:3:1: expected 'package', found x")
    locks = read_locks(TREE, LINKS)
    found = Inventory(
        project=Project(
            import_path=APP,
            found_by=FoundBy(PathSource.GOPATH, "2"),
            root="/gp/src/x.test/app",
            repository="/gp/src/x.test/app",
            commit="c" * 40,
            date=WHEN,
            is_dirty=True,
            gopath=("/one", "/gp"),
            in_gopath=True,
            asked="/gp/src/x.test/app/cmd",
        ),
        tree=TREE,
        committed=TREE,
        locks=locks,
        lock_files=("Godeps/Godeps.json", "Gopkg.lock", "glide.yaml"),
        vendor_roots=(
            VendorRoot(dir="vendor", kind="vendor", packages=(LIB, f"{LIB}/idle")),
            VendorRoot(dir="Godeps/_workspace/src", kind="workspace", packages=(DEEP,)),
        ),
        untracked_vendor=("vendor",),
        packages=(app, nested),
        used=(
            _used(APP, app, Origin.PROJECT, "", (LIB, f"{APP}/vendor/{LIB}"), ("fmt", "")),
            _used(f"{APP}/vendor/{LIB}", lib, Origin.VENDOR, "vendor"),
            _used(DEEP, replace(deep, faults=(fault,)), Origin.GOPATH, "/gp"),
        ),
        missing=(
            Missing(import_path="w.test/branch/sub", importers=(APP,), test_only=False),
            Missing(import_path="q.test/gone", importers=(APP, f"{APP}/nested"), test_only=True),
        ),
        checkouts=(
            Checkout(
                path=DEEP,
                dir=f"/gp/src/{DEEP}",
                vcs="git",
                commit=A,
                time=WHEN,
                changed=("a.go", "b.go"),
                is_unpushed=True,
            ),
            Checkout(path="q.test/hg", dir="/gp/src/q.test/hg", vcs="hg", commit=B),
        ),
        findings=(),
        has_go_mod=True,
        nested_modules=("nested",),
        packages_in_nested=(f"{APP}/nested",),
    )
    return replace(found, findings=tuple(_findings(found)))


def _findings(found: Inventory) -> list[Finding]:
    """What scan has to say of it, and what can be wrong in other projects only."""
    claims = (
        Claim(path=APP, by=FoundBy(PathSource.GOPATH, "2")),
        Claim(path="x.test/old", by=FoundBy(PathSource.LOCK, "Godeps/Godeps.json"), place=Place("Godeps/Godeps.json")),
        Claim(path="_/home/me/app", by=FoundBy(PathSource.COMMENT), place=Place("a.go"), evidence=("b.go",)),
        Claim(path="x.test/a b", by=FoundBy(PathSource.REMOTE, "fork")),
    )
    many = tuple(f"{LIB}/p{number}" for number in range(12))
    return [
        *choose(claims, found.project.root)[1],
        finding("GM021", path=APP, hiding=f"/one/src/{APP}", root=found.project.root),
        finding("GM038", repository="/gp/src/x.test/app"),
        finding("GM036", place=Place("glide.lock"), commit="c" * 12),
        finding("GM044", place=Place("vendor.mod"), path="vendor.mod", sums="vendor.sum"),
        finding(
            "GM046",
            place=Place("web/Gopkg.lock", 4),
            path=LIB,
            locks=2,
            evidence=("web/Gopkg.lock:4: v1.0.0", "api/glide.lock:2: v1.1.0"),
        ),
        finding("GM045", place=Place("vendor"), target="../shared/vendor"),
        finding("GM043", place=Place("web/Gopkg.lock"), locks=("web/Gopkg.lock", "api/glide.lock")),
        *tag_findings(APP, ("v1.2.0", "v2.0.0", "v3.1.0")),
        finding("GM041", files=1, evidence=("zz_generated.go",)),
        *(f for lock in found.locks for f in lock.findings),
        *told_of_foreign(TREE),
        *disagreements(found.locks),
        *(finding_of(Fault(FaultKind.UNREADABLE, f"p{n}/a.go", error="Permission denied")) for n in range(9)),
        finding_of(Fault(FaultKind.MALFORMED, "bad.go", 7, "bad.go:7:3: missing import path")),
        finding_of(Fault(FaultKind.LINK, "link")),
        finding_of(Fault(FaultKind.UNREADABLE, f"vendor/{LIB}/x.go", error="Permission denied"), "GM026"),
        *findings_in_gopath(found.used),
        *module_findings(found),
        finding("GM201", place=Place("go.mod", 3), problem="repeated go statement"),
        finding("GM022", place=Place("Gopkg.lock"), tool="dep"),
        finding("GM023", place=Place("vendor"), folders=("vendor", "cmd/vendor")),
        finding("GM024", place=Place("cmd/vendor"), folders=2, packages=5, evidence=("cmd/vendor (1)", "x/vendor (4)")),
        finding("GM025", place=Place("Godeps/_workspace/src"), packages=1, tool="godep"),
        finding("GM028", place=Place("vendor"), packages=12, vendored=40, evidence=many),
        finding("GM029", place=Place("Gopkg.lock", 3), pins=1, of=5, evidence=(f"{DEEP} (Gopkg.lock:3)",)),
        finding("GM030", place=Place("Gopkg.lock", 6), pins=2, of=5, evidence=(f"{DEEP} (Gopkg.lock:6)",)),
        finding("GM031", place=Place("vendor"), packages=12, vendored=40, evidence=many),
        finding("GM032", checkouts=1, evidence=(f"{DEEP}: a.go, b.go",)),
        finding("GM033", checkouts=1, evidence=(f"{DEEP}: {A[:12]} https://z.test/deep",)),
        finding("GM034", folders=2, evidence=("q.test/a", "q.test/b: not a git repository")),
        finding("GM035", checkouts=1, evidence=(f"q.test/hg: hg {B[:12]}",)),
        finding("GM039", packages=1, evidence=("x.test/shared",)),
    ]


GRAPH = read_mod_graph(
    "m.test/main a.test/lib@v1.0.0\nm.test/main b.test/tool@v1.0.0\nm.test/main c.test/deep@v1.1.0\n"
    "a.test/lib@v1.0.0 c.test/deep@v1.4.0\nb.test/tool@v1.0.0 c.test/deep@v1.4.0\n"
    "c.test/deep@v1.4.0 a.test/lib@v0.9.0\n"
)


def answers() -> tuple[GraphAnswer, ...]:
    """The graph, an answer of each kind, and questions that have none."""
    return (
        whole(GRAPH),
        whole(GRAPH, ("b.test/tool",), ("c.test/deep",)),
        why(GRAPH, "c.test/deep"),
        path(GRAPH, "m.test/main", "c.test/deep@v1.1.0"),
        cycles(GRAPH),
        path(GRAPH, "c.test/deep@v1.1.0", "b.test/tool"),
    )
