"""What plan says of copies that become one, and of what a run may see, of a legacy build followed as scan does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from gomigrate.gosource.walk import walk_packages
from gomigrate.model.findings import Finding
from gomigrate.model.legacy.inventory import Inventory, Origin, Project, VendorRoot
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.policy import Policy
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.plan.account.internals import refused_internals
from gomigrate.plan.files.drafting import Draft
from gomigrate.plan.files.removal import removed_paths
from gomigrate.scan.build.legacybuild import LegacySources, Mount, legacy_build
from gomigrate.world.disk.disktree import DiskTree
from tests.fakeworld.modules import START, Published
from tests.unit.plan.test_make import made
from tests.unit.resolve.inventories import APP, inventory, lock, pin

LIB, MID = "ex.test/lib", "ex.test/mid"
ONE, TWO = "package lib\n\nvar V = 1\n", "package lib\n\nvar V = 2\n"
PLAIN = "package lib\n\nconst C = 1\n"


def imports(*paths: str, name: str = "p", more: str = "") -> str:
    return f"package {name}\n\n" + "".join(f'import _ "{path}"\n' for path in paths) + more


MAIN = imports(LIB, MID, name="main")
USES = imports(LIB)
NESTED = f"vendor/{MID}/vendor/{LIB}"


def scanned(files: Mapping[str, str], gopath: Mapping[str, str] | None = None, *pins: str) -> Inventory:
    """The project with these files, and with what lies in GOPATH."""
    tree = MemoryTree({"Gopkg.lock": b"", **{name: text.encode() for name, text in files.items()}})
    beside = MemoryTree({name: text.encode() for name, text in (gopath or {}).items()})
    everything, _ = walk_packages(tree, into_vendor=False)
    mounts = (
        Mount(at=APP, tree=tree, dir="", origin=Origin.PROJECT, root=""),
        Mount(at="", tree=beside, dir="", origin=Origin.GOPATH, root="/gp", hidden=APP),
    )
    own = tuple(replace(package, import_path=f"{APP}/{package.dir}".rstrip("/")) for package in everything)
    used, missing = legacy_build(LegacySources(project=APP, mounts=mounts), APP, own)
    return inventory(
        used,
        [lock(*(pin(path, "v1.0.0") for path in pins))],
        tree=tree,
        committed=tree,
        project=Project(import_path=APP, root="/app", commit="c" * 40, date=START),
        packages=own,
        missing=missing,
    )


def published(path: str, text: str) -> Published:
    return Published(module=ModuleVersion(path, "v1.0.0"), go_mod=f"module {path}\n", files={"p.go": text}, time=START)


def planned(
    files: Mapping[str, str], lib: str, gopath: Mapping[str, str] | None = None, mid: str = USES, **policy: object
) -> Draft:
    of = scanned({"main.go": MAIN, f"vendor/{MID}/p.go": mid, **files}, gopath, LIB, MID)
    return made(of, published(LIB, lib), published(MID, mid), policy=Policy(**policy))  # type: ignore[arg-type]


def told(draft: Draft, *codes: str) -> list[Finding]:
    wanted = codes or ("GM440", "GM441", "GM442", "GM443", "GM444", "GM445")
    return [finding for finding in draft.plan.findings if finding.code in wanted]


def test_a_dependency_with_another_copy_of_its_own_is_an_error_that_names_both() -> None:
    (found,) = told(planned({f"vendor/{LIB}/p.go": ONE, f"{NESTED}/p.go": TWO}, ONE))
    assert found.code == "GM440"
    facts = dict(found.facts)
    assert (facts["path"], facts["packages"], facts["importers"], facts["copies"]) == (LIB, (LIB,), (MID,), (NESTED,))
    assert (facts["built"], facts["added"], facts["removed"], facts["units"]) == (f"{LIB}@v1.0.0", 1, 1, ())
    assert found.evidence[:2] == (f"{APP} -> vendor/{LIB}", f"{MID} -> {NESTED}")
    assert found.evidence[-2:] == ("-var V = 2", "+var V = 1")


def test_two_dependencies_with_copies_of_their_own() -> None:
    other = "ex.test/oth"
    of = scanned(
        {
            "main.go": imports(MID, other, name="main"),
            **{f"vendor/{path}/p.go": USES for path in (MID, other)},
            f"{NESTED}/p.go": ONE,
            f"vendor/{other}/vendor/{LIB}/p.go": TWO,
        },
        None,
        LIB,
        MID,
        other,
    )
    draft = made(of, published(LIB, ONE), published(MID, USES), published(other, USES))
    (found,) = told(draft, "GM440")
    assert found.fact("importers") == (other,)


def test_a_sibling_in_gopath_is_built_with_the_copy_of_gopath() -> None:
    files = {"main.go": MAIN, f"vendor/{LIB}/p.go": ONE}
    of = scanned(files, {f"{MID}/p.go": USES, f"{LIB}/p.go": TWO}, LIB)
    (found,) = told(made(of, published(LIB, ONE), published(MID, USES)), "GM440")
    assert (found.fact("importers"), found.fact("copies")) == ((MID,), (f"GOPATH/src/{LIB}",))
    assert found.place is None


@pytest.mark.parametrize("path", [LIB, f"{LIB}/sub"])
def test_what_is_accepted_by_module_or_package_is_a_warning_and_recorded(path: str) -> None:
    main = imports(f"{LIB}/sub", MID, name="main")
    uses = imports(f"{LIB}/sub")
    of = scanned(
        {
            "main.go": main,
            f"vendor/{MID}/p.go": uses,
            f"vendor/{LIB}/sub/p.go": ONE,
            f"{NESTED}/sub/p.go": TWO,
        },
        None,
        LIB,
        MID,
    )
    module = Published(
        module=ModuleVersion(LIB, "v1.0.0"), go_mod=f"module {LIB}\n", files={"sub/p.go": ONE}, time=START
    )
    draft = made(of, module, published(MID, uses), policy=Policy(accept_merge=(path,)))
    assert [found.code for found in told(draft)] == ["GM441"]
    assert draft.plan.accepted_merges == (f"{LIB}/sub",)


def test_another_path_accepts_nothing() -> None:
    draft = planned({f"vendor/{LIB}/p.go": ONE, f"{NESTED}/p.go": TWO}, ONE, accept_merge=("ex.test", MID))
    assert [found.code for found in told(draft)] == ["GM440"]
    assert draft.plan.accepted_merges == ()


def test_copies_that_are_the_same_share_their_variables_from_now_on() -> None:
    files = {f"vendor/{LIB}/p.go": ONE, f"{NESTED}/p.go": ONE}
    (found,) = told(planned(files, ONE))
    assert (found.code, found.evidence) == ("GM442", (f"vendor/{LIB}/p.go:3",))
    assert told(planned(files, ONE, accept_merge=(LIB,))) == []


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({}, []),
        ({f"{NESTED}/p_test.go": ONE, f"{NESTED}/README.md": "", f"{NESTED}/testdata/x": ""}, []),
        ({f"{NESTED}/gen.go": "// +build ignore\n\npackage main\n"}, []),
        ({f"{NESTED}/more.go": "// +build appengine\n\npackage lib\n"}, ["GM440"]),
        ({f"{NESTED}/x.h": "#define X 1\n"}, ["GM440"]),
        ({f"vendor/{MID}/vendor/ex.test/idle/p.go": ONE, "vendor/ex.test/idle/p.go": TWO}, []),
        ({f"vendor/{MID}/p_test.go": imports("ex.test/idle"), "vendor/ex.test/idle/p.go": TWO}, []),
    ],
    ids=["same", "tests and documentation", "ignored", "under a tag", "header", "nobody imports it", "foreign test"],
)
def test_only_what_reaches_a_compiler_of_this_build_counts(more: dict[str, str], says: list[str]) -> None:
    files = {f"vendor/{LIB}/p.go": PLAIN, f"{NESTED}/p.go": PLAIN, **more}
    assert [found.code for found in told(planned(files, PLAIN))] == says


def test_a_project_that_is_a_module_already_has_one_copy_of_each() -> None:
    files = {f"vendor/{LIB}/p.go": ONE, f"{NESTED}/p.go": TWO, "go.mod": f"module {APP}\n"}
    of = scanned({"main.go": MAIN, f"vendor/{MID}/p.go": USES, **files}, None, LIB, MID)
    of = replace(of, has_go_mod=True)
    assert told(made(of, published(LIB, ONE), published(MID, USES)), "GM440", "GM442") == []


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ('import "encoding/gob"\n\nfunc init() { gob.Register(1) }\n', ("gob.Register",)),
        ('import "reflect"\n\nfunc P(t reflect.Type) string { return t.PkgPath() }\n', ("PkgPath",)),
        ('import "runtime"\n\nfunc P() { runtime.Caller(0) }\n', ("runtime.Caller",)),
        ('import "plugin"\n\nfunc P() { plugin.Open("x") }\n', ("plugin.Open",)),
        ('import "reflect"\n\nfunc P(f reflect.StructField) bool { return f.PkgPath == "" }\n', None),
        ('import "fmt"\n\nfunc P() { fmt.Printf("%T", 1) }\n', None),
    ],
)
def test_who_asks_for_paths_of_packages_is_told_once(text: str, asks: tuple[str, ...] | None) -> None:
    lib = f"package lib\n\n{text}"
    found = told(planned({f"vendor/{LIB}/p.go": lib}, lib))
    assert [(one.code, one.fact("asks")) for one in found] == ([("GM445", asks)] if asks else [])
    if asks:
        assert found[0].fact("places") == (f"vendor/{LIB}/p.go:5",)
        assert found[0].fact("packages") == 2


def test_nothing_is_said_of_paths_where_nothing_is_vendored() -> None:
    lib = 'package lib\n\nimport "runtime"\n\nfunc P() { runtime.Caller(0) }\n'
    of = scanned({"main.go": imports(LIB, name="main")}, {f"{LIB}/p.go": lib}, LIB)
    assert told(made(of, published(LIB, lib))) == []


ORDER = f"{APP}/order"


def used_by_name(path: str, more: str) -> str:
    return f'package p\n\nimport "{path}"\n\n{more}'


@pytest.mark.parametrize(
    ("lib", "own", "order", "pairs"),
    [
        ("func init() {}\n", "func init() {}\n", "var L []string\n", (f"{APP}/own",)),
        ("", "func init() {}\n", "var L []string\n", None),
        ("func init() {}\n", "", "var L []string\n", None),
        ("func init() {}\n", "func init() {}\n", "const L = 1\n", None),
        ("func init() {}\n", "var V = len(order.L)\n", "var L []string\n", (f"{APP}/own",)),
        (
            "var _ = order.Add(1)\n",
            "var (\n\tA = 1\n\tV = f(\n\t\torder.L,\n\t)\n)\n",
            "var L []string\n",
            (f"{APP}/own",),
        ),
        ("func init() {}\n", "var V = func() int { return len(order.L) }\n", "var L []string\n", None),
        ("func init() {}\n", "var V = other.order.L\n", "var L []string\n", None),
        ("func init() {}\n", "func f() int { return len(order.L) }\n", "var L []string\n", None),
    ],
    ids=["both", "one", "other", "nothing to see", "value", "values", "literal", "field", "later"],
)
def test_what_is_initialised_in_another_order_and_could_see_it(
    lib: str, own: str, order: str, pairs: tuple[str, ...] | None
) -> None:
    path = "ex.test/lib"  # before github.com/acme/app/own, and after it below vendor/
    text = used_by_name(ORDER, lib)
    of = scanned(
        {
            "main.go": imports(path, f"{APP}/own", name="main"),
            "own/p.go": used_by_name(ORDER, own),
            "order/p.go": f"package order\n\n{order}",
            f"vendor/{path}/p.go": text,
        },
        None,
        path,
    )
    found = told(made(of, published(path, text)))
    assert [one.fact("first") for one in found] == ([pairs] if pairs else [])


@pytest.mark.parametrize(
    ("imported", "is_refused"),
    [
        (f"{APP}/internal/secret", True),
        (f"{APP}/internals", False),
        (f"{LIB}/internal/own", False),
        ("github.com/acme/internal/shared", True),
        ("ex.test/internal/shared", False),
    ],
)
def test_internal_packages_that_only_the_vendored_copy_may_import(imported: str, *, is_refused: bool) -> None:
    text = imports(imported)
    below = {f"{imported.removeprefix(APP).lstrip('/')}/p.go": "package p\n"} if imported.startswith(APP) else {}
    inner = {f"vendor/{LIB}/internal/own/p.go": "package p\n"} if imported.startswith(LIB) else {}
    beside = None if below or inner else {f"{imported}/p.go": "package p\n"}
    of = scanned({"main.go": imports(LIB, name="main"), f"vendor/{LIB}/p.go": text, **below, **inner}, beside, LIB)
    found = list(refused_internals(of))
    assert [(one.fact("package"), one.fact("names")) for one in found] == [(LIB, (imported,))] * is_refused


HIDDEN = f"{APP}/vendor/{LIB}.hidden"


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("main.go", imports(LIB, "unsafe", name="main", more=f"\n//go:linkname hidden {HIDDEN}\n"), 6),
        ("main_test.go", imports("unsafe", name="main", more=f"\n//go:linkname hidden {HIDDEN}\n"), 5),
        ("x.s", f"TEXT ·x(SB),$0\n\tCALL {HIDDEN.replace('/', chr(0x2215)).replace('lib.', 'lib·')}(SB)\n", 2),
        ("main.go", imports(LIB, "unsafe", name="main", more=f"\n//go:linkname hidden {LIB}.hidden\n"), 0),
        ("main.go", imports(LIB, "unsafe", name="main", more="\n//go:linkname h vendor/golang.org/x/a.b\n"), 0),
        ("main.go", imports(LIB, "unsafe", name="main", more=f"\n\t//go:linkname hidden {HIDDEN}\n"), 0),
        ("gen.go", f"// +build ignore\n\n{imports('unsafe', more=f'//go:linkname hidden {HIDDEN}')}", 0),
    ],
    ids=["go", "test", "assembly", "import path", "standard library", "no directive", "ignored"],
)
def test_names_for_the_linker_through_a_vendor_folder_are_errors(file: str, text: str, line: int) -> None:
    files = {"main.go": imports(LIB, name="main"), f"vendor/{LIB}/p.go": PLAIN, file: text}
    found = told(made(scanned(files, None, LIB), published(LIB, PLAIN)), "GM444")
    assert [(str(one.place), one.fact("new")) for one in found] == (
        [(f"{file}:{line}", f"{LIB}.hidden")] if line else []
    )


LATER = "// +build enterprise\n\npackage lib\n\nconst W = 1\n"
CGO = 'package lib\n\n/*\n#include "x.inc"\n*/\nimport "C"\n'


@pytest.mark.parametrize(
    ("vendored", "module", "says"),
    [
        ({}, {}, None),
        ({"data/x.json": "2"}, {"data/x.json": "1"}, ("GM447", "data/x.json")),
        ({"data/x.json": "2"}, {}, ("GM447", "data/x.json")),
        ({}, {"data/x.json": "1"}, None),
        ({"data/x.json": "1"}, {"data/x.json": "1"}, None),
        ({"README.md": "2", ".travis.yml": "", "Makefile": "2", "testdata/x": "2", "x_test.go": ""}, {}, None),
        ({"w.go": LATER}, {"w.go": LATER.replace("1", "2")}, ("GM446", "w.go")),
        ({"w.go": LATER}, {}, ("GM446", "w.go")),
        ({}, {"w.go": LATER}, ("GM446", "w.go")),
        ({"w.go": LATER}, {"w.go": LATER.replace("\n", "\r\n")}, None),
        ({"gen.go": "// +build ignore\n\npackage main\n"}, {}, None),
        ({"c.go": CGO, "x.inc": "2"}, {"c.go": CGO, "x.inc": "1"}, ("GM446", "x.inc")),
        ({"c.go": CGO, "src/deep/x.c": "2"}, {"c.go": CGO, "src/deep/x.c": "1"}, ("GM446", "src/deep/x.c")),
        ({"c.go": CGO, "src/x.c": "2"}, {"c.go": CGO, "src/x.c": "2"}, None),
    ],
)
def test_files_that_no_comparison_of_packages_looks_at(
    vendored: dict[str, str], module: dict[str, str], says: tuple[str, str] | None
) -> None:
    below = {f"vendor/{LIB}/{name}": text for name, text in {"p.go": PLAIN, **vendored}.items()}
    of = scanned({"main.go": imports(LIB, name="main"), **below}, None, LIB)
    lib = replace(published(LIB, PLAIN), files={"p.go": PLAIN, **module})
    found = told(made(of, lib), "GM446", "GM447")
    assert [(one.code, one.fact("files")) for one in found] == (
        [(says[0], (f"vendor/{LIB}/{says[1]}",))] if says else []
    )


@pytest.mark.parametrize(
    ("makefile", "files"),
    [
        ("all:\n\ttrue\n", ("vendor/github.com/acme/apis/a.proto",)),
        ("all:\n\tprotoc -I vendor/github.com/acme/apis x.proto\n", ()),
    ],
    ids=["nothing names it", "kept"],
)
def test_a_vendored_repository_without_a_go_file_is_told_of(makefile: str, files: tuple[str, ...]) -> None:
    proto = {"vendor/github.com/acme/apis/a.proto": "", "vendor/github.com/acme/apis/LICENSE": "", "Makefile": makefile}
    of = scanned({"main.go": imports(LIB, name="main"), f"vendor/{LIB}/p.go": PLAIN, **proto}, None, LIB)
    of = replace(of, vendor_roots=(VendorRoot(dir="vendor", kind="vendor", packages=(LIB,)),))
    found = told(made(of, published(LIB, PLAIN)), "GM447")
    assert [one.fact("files") for one in found] == ([files] if files else [])


@pytest.mark.parametrize("is_same", [True, False])
def test_a_vendored_command_that_a_script_runs_is_the_modules(*, is_same: bool) -> None:
    command = "package main\n\nfunc main() {}\n"
    gen = f"{LIB}/cmd/gen"
    files = {f"vendor/{LIB}/p.go": PLAIN, f"vendor/{gen}/main.go": command, "gen.sh": f"go run ./vendor/{gen}\n"}
    of = scanned({"main.go": imports(LIB, name="main"), **files}, None, LIB)
    of = replace(of, vendor_roots=(VendorRoot(dir="vendor", kind="vendor", packages=(LIB, gen)),))
    other = command if is_same else command.replace("{}", "{ println() }")
    lib = replace(published(LIB, PLAIN), files={"p.go": PLAIN, "cmd/gen/main.go": other})
    found = told(made(of, lib), "GM446")
    assert [one.fact("files") for one in found] == [(f"vendor/{gen}/main.go",)] * (not is_same)


@pytest.mark.parametrize(
    ("own", "taken"),
    [
        ({f"third_party/{LIB}/extra.go": "package lib\n"}, ("extra.go",)),
        ({f"third_party/{LIB}/sub/p.go": "package sub\n"}, ("sub/p.go",)),
        ({"third_party/other/p.go": "package other\n"}, None),
        (
            {f"third_party/{LIB}/go.mod": "", f"third_party/{LIB}/old.go": "", f"third_party/{LIB}/GOMIGRATE.txt": ""},
            None,
        ),
        ({f"third_party/{LIB}/go.mod": "", f"third_party/{LIB}/old.go": "package lib\n"}, ("go.mod", "old.go")),
        ({"third_party/go.mod": "", f"third_party/{LIB}/own.go": "package lib\n"}, ("own.go",)),
        ({f"third_party/{LIB}/sub/go.mod": "", f"third_party/{LIB}/sub/own.go": ""}, None),
        ({"third_party": "a note\n"}, ("third_party",)),
        ({"third_party/ex.test": "a note\n"}, ("third_party/ex.test",)),
    ],
)
def test_a_kept_copy_takes_no_folder_of_the_project(own: dict[str, str], taken: tuple[str, ...] | None) -> None:
    of = scanned({"main.go": imports(LIB, name="main"), f"vendor/{LIB}/p.go": TWO, **own}, None, LIB)
    draft = made(of, published(LIB, ONE))
    assert [copy.folder for copy in draft.copies] == [f"third_party/{LIB}"]
    wanted = [tuple(name if "third" in name else f"third_party/{LIB}/{name}" for name in taken)] if taken else []
    assert [one.fact("files") for one in told(draft, "GM448")] == wanted


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (("vendor/autoload.php", "vendor/monolog/src/a.php"), "GM452"),
        (("vendor/update.sh",), "GM449"),
        (("vendor/README.md", "vendor/.gitignore", "vendor/vendor.json"), ""),
        (("vendor/ex.test/protos/x.proto", "vendor/plain/p.go"), ""),
    ],
)
@pytest.mark.parametrize("vendor", ["remove", "regenerate"])
def test_what_lies_in_a_vendor_folder_and_is_no_package(files: tuple[str, ...], code: str, vendor: str) -> None:
    texts = {path: "package plain\n" if path.endswith(".go") else "{}" for path in files}
    of = scanned({"main.go": imports(LIB, name="main"), f"vendor/{LIB}/p.go": PLAIN, **texts}, None, LIB)
    of = replace(of, vendor_roots=(VendorRoot(dir="vendor", kind="vendor", packages=(LIB,)),))
    draft = made(of, published(LIB, PLAIN), policy=Policy(vendor=vendor))
    wanted = [("GM453" if vendor == "regenerate" else code, files)] if code else []
    assert [(one.code, one.fact("files")) for one in told(draft, "GM449", "GM452", "GM453")] == wanted
    assert set(files) <= set(draft.plan.removes) or vendor == "regenerate"


@pytest.mark.parametrize("to", ["deps", "/nowhere"])
def test_a_link_called_vendor_goes_for_the_go_command_takes_it_for_a_vendor_folder(to: str, tmp_path: Path) -> None:
    (tmp_path / "deps").mkdir()
    (tmp_path / "vendor").symlink_to(to)
    of = replace(scanned({"main.go": "package main\n"}), committed=DiskTree(str(tmp_path)))
    assert "vendor" in removed_paths(of, Policy(vendor="remove"))
    assert "vendor" not in removed_paths(of, Policy(vendor="keep"))


@pytest.mark.parametrize("folder", ["cmd/tool/vendor", "Godeps/_workspace/src"])
def test_files_of_others_stay_in_folders_that_module_mode_does_not_look_at(folder: str) -> None:
    php = f"{folder}/monolog/src/a.php"
    of = scanned({"main.go": imports(LIB, name="main"), f"{folder}/{LIB}/p.go": PLAIN, php: ""}, None, LIB)
    of = replace(of, vendor_roots=(VendorRoot(dir=folder, kind="vendor", packages=(LIB,)),))
    draft = made(of, published(LIB, PLAIN))
    assert not told(draft, "GM449", "GM452", "GM453")
    assert (php in draft.plan.removes, f"{folder}/{LIB}/p.go" in draft.plan.removes) == (False, True)
