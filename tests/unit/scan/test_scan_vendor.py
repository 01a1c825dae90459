from __future__ import annotations

import json
from pathlib import Path

import pytest

from gomigrate.model.legacy.inventory import FoundBy, Inventory, PathSource
from tests.unit.scan.worlds import LIB, MAIN, gopkg_lock, look, said
from tests.unit.world.gitworld import commit, git, gitconfig, make_repo, write

__all__ = ["gitconfig"]

pytestmark = pytest.mark.usefixtures("gitconfig")

VENDOR_CODES = [f"GM0{number}" for number in range(22, 32)]
LOCK = gopkg_lock(("example.com/lib", "a" * 40))


def project(tmp_path: Path, files: dict[str, str]) -> Inventory:
    make_repo(tmp_path / "p", {"main.go": MAIN, **files})
    return look(tmp_path / "p", import_path="example.com/app")


def vendor_codes(inventory: Inventory) -> list[str]:
    return [f.code for f in inventory.findings if f.code in VENDOR_CODES]


def test_vendor_in_agreement_with_its_lock_has_no_finding(tmp_path: Path) -> None:
    found = project(tmp_path, {"Gopkg.lock": LOCK, "vendor/example.com/lib/lib.go": LIB})
    assert vendor_codes(found) == []
    assert found.missing == ()


@pytest.mark.parametrize(
    ("lock", "codes"),
    [
        ({"Gopkg.lock": LOCK}, ["GM022"]),
        ({"glide.lock": f"imports:\n- name: example.com/lib\n  version: {'a' * 40}\n"}, ["GM022"]),
        # Tools that lay dependencies out in GOPATH want no vendor folder.
        ({"GLOCKFILE": f"example.com/lib {'a' * 40}\n"}, []),
        ({"dependencies.tsv": f"example.com/lib\tgit\t{'a' * 40}\t2015-01-01T00:00:00Z\n"}, []),
        ({"Gopkg.lock": ""}, []),
    ],
)
def test_no_vendor_folder_is_a_finding_where_the_lock_wants_one(
    tmp_path: Path, lock: dict[str, str], codes: list[str]
) -> None:
    found = project(tmp_path, lock)
    assert vendor_codes(found) == codes
    assert [m.import_path for m in found.missing] == ["example.com/lib"]


def test_vendor_without_a_lock_is_a_finding(tmp_path: Path) -> None:
    assert vendor_codes(project(tmp_path, {"vendor/example.com/lib/lib.go": LIB})) == ["GM023"]


def test_vendor_that_git_ignores_is_read_from_disk(tmp_path: Path) -> None:
    make_repo(tmp_path / "p", {"main.go": MAIN, "Gopkg.lock": LOCK, ".gitignore": "vendor/\n"})
    write(tmp_path / "p", {"vendor/example.com/lib/lib.go": LIB})
    found = look(tmp_path / "p", import_path="example.com/app")
    assert found.untracked_vendor == ("vendor",)
    assert [root.packages for root in found.vendor_roots] == [("example.com/lib",)]
    assert vendor_codes(found) == []


def test_nested_vendor_folders_are_one_finding_with_each_named(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        {
            "Gopkg.lock": LOCK,
            "vendor/example.com/lib/lib.go": LIB,
            "vendor/example.com/lib/vendor/example.com/inner/i.go": "package inner\n",
            "cmd/vendor/example.com/lib/lib.go": LIB,
        },
    )
    (nested,) = said(found, "GM024")
    assert nested.evidence == (
        "cmd/vendor (1)",
        "vendor/example.com/lib/vendor (1)",
    )
    assert (nested.fact("folders"), nested.fact("packages")) == (2, 2)


def test_godeps_workspace_is_a_vendor_root_and_a_note(tmp_path: Path) -> None:
    path = "example.com/app/Godeps/_workspace/src/example.com/lib"
    deps = {"ImportPath": "example.com/app", "Deps": [{"ImportPath": "example.com/lib", "Rev": "a" * 40}]}
    found = project(
        tmp_path,
        {
            "main.go": f'package main\nimport _ "{path}"\n',
            "Godeps/Godeps.json": json.dumps(deps),
            "Godeps/_workspace/src/example.com/lib/lib.go": LIB,
        },
    )
    assert [(root.kind, root.packages) for root in found.vendor_roots] == [("workspace", ("example.com/lib",))]
    assert vendor_codes(found) == ["GM025"]
    assert [(u.import_path, u.origin) for u in found.used] == [
        ("example.com/app", "project"),
        ("example.com/lib", "vendor"),
    ]


@pytest.mark.parametrize("folder", ["_vendor/src", "tool/_vendor/src", "tool/Godeps/_workspace/src"])
def test_workspaces_of_godep_and_gom_serve_the_project_wherever_they_lie(tmp_path: Path, folder: str) -> None:
    tool = MAIN.replace("example.com/lib", "example.com/lib/sub")
    found = project(
        tmp_path,
        {
            "tool/main.go": tool,
            f"{folder}/example.com/lib/lib.go": LIB,
            f"{folder}/example.com/lib/sub/sub.go": "package sub\n",
            # A dependency's own workspace is none of the project's.
            f"vendor/example.com/other/{folder}/example.com/gone/g.go": "package gone\n",
        },
    )
    assert [(root.dir, root.packages) for root in found.vendor_roots] == [
        (folder, ("example.com/lib", "example.com/lib/sub"))
    ]
    assert found.missing == ()
    assert {u.dir for u in found.used if u.origin == "vendor"} >= {f"{folder}/example.com/lib"}


def test_gb_layout_is_a_vendor_root_and_a_note(tmp_path: Path) -> None:
    manifest = {"version": 0, "dependencies": [{"importpath": "example.com/lib", "revision": "a" * 40, "branch": "m"}]}
    make_repo(
        tmp_path / "p",
        {
            "src/github.com/acme/app/main.go": f'{MAIN}\nimport _ "github.com/acme/app/sub"\n'.replace(
                "func main() {}", ""
            ),
            "src/github.com/acme/app/sub/s.go": "package sub\n",
            "vendor/manifest": json.dumps(manifest),
            "vendor/src/example.com/lib/lib.go": LIB,
        },
    )
    found = look(tmp_path / "p")
    assert (found.project.import_path, found.project.found_by) == (
        "github.com/acme/app",
        FoundBy(PathSource.FOLDERS),
    )
    assert vendor_codes(found) == ["GM025"]
    assert found.missing == ()


def test_vendored_locked_and_imported_are_compared(tmp_path: Path) -> None:
    lock = gopkg_lock(("example.com/lib", "a" * 40), ("example.com/idle", "b" * 40), ("example.com/wanted", "c" * 40))
    found = project(
        tmp_path,
        {
            "more.go": 'package main\nimport _ "example.com/wanted/sub"\n',
            "Gopkg.lock": lock,
            "vendor/example.com/lib/lib.go": LIB,
            "vendor/example.com/lib/unused/u.go": "package unused\n",
            "vendor/example.com/loose/l.go": "package loose\n",
        },
    )
    seen = {f.code: f for f in found.findings}
    assert seen["GM028"].evidence == ("example.com/loose",)
    assert seen["GM029"].evidence == ("example.com/wanted (Gopkg.lock:11)",)
    assert seen["GM030"].evidence == ("example.com/idle (Gopkg.lock:6)",)
    assert seen["GM031"].evidence == ("example.com/lib/unused", "example.com/loose")
    assert [(seen[code].fact("packages"), seen[code].fact("vendored")) for code in ("GM028", "GM031")] == [
        (1, 3),
        (2, 3),
    ]
    assert [(seen[code].fact("pins"), seen[code].fact("of")) for code in ("GM029", "GM030")] == [(1, 3), (1, 3)]


def test_locked_for_tests_only_may_be_absent_from_vendor(tmp_path: Path) -> None:
    build, tests = (f"- name: example.com/{name}\n  version: {name[0] * 40}\n" for name in ("lib", "t"))
    lock = f"imports:\n{build}testImports:\n{tests}"
    found = project(tmp_path, {"glide.lock": lock, "vendor/example.com/lib/lib.go": LIB})
    assert vendor_codes(found) == []


def test_packages_that_a_lock_requires_are_not_called_unused(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        {
            "Gopkg.lock": gopkg_lock(("example.com/lib", "a" * 40), ("example.com/tool", "b" * 40)),
            "Gopkg.toml": 'required = ["example.com/tool"]\n',
            "vendor/example.com/lib/lib.go": LIB,
            "vendor/example.com/tool/t.go": "package main\n",
        },
    )
    assert vendor_codes(found) == []


GENERATOR = '// +build ignore\n\npackage main\n\nimport _ "example.com/gen"\n\nfunc main() {}\n'


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"gen.go": GENERATOR}, id="a file that no build takes"),
        pytest.param({"_tools/gen/main.go": GENERATOR}, id="a folder that is passed over"),
        pytest.param({"Makefile": "gen:\n\tgo run example.com/gen\n"}, id="a package that is run"),
        pytest.param({"Makefile": "gen:\n\tgo build -o gen ./vendor/example.com/gen\n"}, id="a folder that is built"),
        pytest.param({"a.go": "package main\n\n//go:generate go run ./vendor/example.com/gen\n"}, id="go:generate"),
    ],
)
def test_what_is_run_beside_the_build_is_used_with_what_it_imports(tmp_path: Path, files: dict[str, str]) -> None:
    found = project(
        tmp_path,
        {
            "Gopkg.lock": gopkg_lock(
                *((f"example.com/{name}", name[0] * 40) for name in ("lib", "gen", "ast", "idle"))
            ),
            "vendor/example.com/lib/lib.go": LIB,
            "vendor/example.com/gen/main.go": 'package main\n\nimport _ "example.com/ast"\n\nfunc main() {}\n',
            "vendor/example.com/ast/ast.go": "package ast\n",
            "vendor/example.com/idle/idle.go": "package idle\n",
            **files,
        },
    )
    assert said(found, "GM031")[0].evidence == ("example.com/idle",)


@pytest.mark.parametrize(
    ("link", "target", "folder"),
    [
        ("vendor", "Godeps/_workspace/src", "Godeps/_workspace/src"),
        ("vendor", "_vendor/src", "_vendor/src"),
        ("cmd/a/vendor", "../../_vendor/src", "_vendor/src"),
        ("cmd/a/vendor", "../vendor", "vendor"),
    ],
)
def test_what_a_link_to_the_vendor_folder_brings_is_used(tmp_path: Path, link: str, target: str, folder: str) -> None:
    files = {f"{folder}/example.com/lib/lib.go": LIB, f"{folder}/example.com/idle/i.go": "package idle\n"}
    main = "cmd/a/main.go" if "/" in link else "main.go"
    make_repo(tmp_path / "p", {main: MAIN, "Gopkg.lock": LOCK, **files})
    if target == "../vendor":
        (tmp_path / "p/cmd/vendor").symlink_to("../vendor")
    (tmp_path / "p" / link).symlink_to(target)
    commit(tmp_path / "p", {})
    found = look(tmp_path / "p", import_path="example.com/app")
    assert found.missing == ()
    assert said(found, "GM031")[0].evidence == ("example.com/idle",)


def test_hundreds_of_packages_make_one_finding_with_their_number(tmp_path: Path) -> None:
    files = {f"vendor/example.com/lib/p{n:03}/p.go": "package p\n" for n in range(300)}
    found = project(tmp_path, {"Gopkg.lock": LOCK, "vendor/example.com/lib/lib.go": LIB, **files})
    (unused,) = said(found, "GM031")
    assert (unused.fact("packages"), unused.fact("vendored"), len(unused.evidence)) == (300, 301, 300)


@pytest.mark.parametrize("is_used", [True, False])
def test_vendored_file_that_cannot_be_read_stops_nothing(tmp_path: Path, is_used: bool) -> None:
    folder = "lib" if is_used else "lib/unused"
    make_repo(tmp_path / "p", {"main.go": MAIN, "Gopkg.lock": LOCK, "vendor/example.com/lib/lib.go": LIB})
    write(tmp_path / "p", {f"vendor/example.com/{folder}/ok.go": f"package {folder[-3:]}\n"})
    (tmp_path / f"p/vendor/example.com/{folder}/gone.go").symlink_to("/nonexistent/gone.go")
    found = look(tmp_path / "p", import_path="example.com/app")
    assert [f.severity for f in found.findings if f.code == "GM001"] == []
    assert len(said(found, "GM026")) == is_used


def test_own_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    make_repo(tmp_path / "p", {"main.go": MAIN})
    (tmp_path / "p/gone.go").symlink_to("/nonexistent/gone.go")
    commit(tmp_path / "p", {})
    found = look(tmp_path / "p", import_path="example.com/app")
    assert [str(f.severity) for f in said(found, "GM001")] == ["error"]
    assert len(found.packages) == 1


def test_a_pin_of_a_package_in_a_dependency_s_vendor_folder_is_vendored(tmp_path: Path) -> None:
    inner = "example.com/lib/vendor/example.com/inner"
    manifest = [{"importpath": path, "repository": "r", "revision": "a" * 40} for path in ("example.com/lib", inner)]
    files = {
        "vendor/manifest": json.dumps({"version": 0, "dependencies": manifest}),
        "vendor/example.com/lib/lib.go": LIB,
        f"vendor/{inner}/i.go": "package inner\n",
    }
    assert "GM030" not in vendor_codes(project(tmp_path, files))


def test_a_vendor_folder_that_lies_outside_is_an_error_and_one_behind_a_link_is_there(tmp_path: Path) -> None:
    found = project(tmp_path, {"Gopkg.lock": LOCK})
    assert vendor_codes(found) == ["GM022"]
    write(tmp_path / "p", {"deps/example.com/lib/lib.go": LIB})
    for target, codes in (("../elsewhere", ["GM045"]), ("deps", [])):
        (tmp_path / "p" / "vendor").unlink(missing_ok=True)
        (tmp_path / "p" / "vendor").symlink_to(target)
        git(tmp_path / "p", "add", "--all")
        git(tmp_path / "p", "commit", "--quiet", "--message", target)
        assert [
            f.code for f in look(tmp_path / "p", import_path="example.com/app").findings if f.code in {"GM022", "GM045"}
        ] == codes
