"""Kept copies: which files, and the note that they carry."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from gomigrate.gosource.package import read_package
from gomigrate.model.decision import Answers, Unfetched
from gomigrate.model.legacy.inventory import Project, Used
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.resolution import Resolution, Want
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.plan.copies.gathered import Copies
from gomigrate.plan.copies.keptcopies import keep, unrewritten
from gomigrate.plan.decide.choice import Choice, copy_folder
from gomigrate.plan.decide.patch import Patch
from gomigrate.world.disk.disktree import DiskTree
from tests.unit.plan.legacyworld import LIB, go, used

PATCH = Patch(text="--- a/a.go\n+++ b/a.go\n", added=41, removed=2, files=(f"{LIB}/a.go",))


def as_it_is(path: str) -> str:
    return path


def copy_of(package: Used, patch: Patch | None = None, module: ModuleVersion | None = None) -> Choice:
    wanted = Want(root=LIB, revision="1" * 40, packages=(package,))
    return Choice(
        path=LIB,
        version="v1.0.0",
        built=ModuleVersion(copy_folder(LIB)),
        reason=Unfetched(module=ModuleVersion(LIB, "v1.0.0"), asked=Answers(no=("a proxy",))),
        resolution=Resolution(want=wanted, path=LIB, module=module),
        packages=(package,),
        patch=patch,
    )


def kept(choice: Choice) -> dict[str, bytes]:
    return dict(keep(choice, as_it_is, (LIB,), "").files)


def test_keep_writes_a_note_of_origin_reason_and_licences() -> None:
    files = kept(copy_of(used({"a.go": go(), "LICENSE.md": b"free"}), module=ModuleVersion(LIB, "v1.0.0")))
    assert sorted(files) == ["GOMIGRATE.txt", "LICENSE.md", "a.go", "go.mod"]
    assert files["GOMIGRATE.txt"].decode() == (
        f"Copy of {LIB} with the files that the build used before modules, kept by gomigrate.\n\n"
        f"module    {LIB}\n"
        "version   v1.0.0\n"
        f"commit    {'1' * 40}\n"
        f"source    https://{LIB}\n"
        "reason    no source gave the files of v1.0.0\n"
        "license   LICENSE.md\n\n"
        "go.mod replaces the module by this folder. Once a version of the module has these files, remove\n"
        "the folder and its replace line: gomigrate next can do both.\n"
    )


def test_keep_notes_what_is_not_known() -> None:
    note = kept(copy_of(used({"a.go": go()})))["GOMIGRATE.txt"].decode()
    assert "version   unknown\n" in note
    assert "license   the copy has no license file\n" in note


def test_keep_of_a_patched_copy_carries_the_patch() -> None:
    files = kept(copy_of(used({"a.go": go()}), PATCH))
    assert files["GOMIGRATE.patch"].decode() == PATCH.text
    note = files["GOMIGRATE.txt"].decode()
    assert f"Changed in 1 file that a build uses (+41 -2):\n    {LIB}/a.go\nGOMIGRATE.patch beside" in note


def test_keep_of_a_large_patch_says_so_and_leaves_it_out() -> None:
    files = kept(copy_of(used({"a.go": go()}), replace(PATCH, text="")))
    assert "GOMIGRATE.patch" not in files
    assert "The changes are too large for a patch file." in files["GOMIGRATE.txt"].decode()


def test_keep_bytes_that_are_not_utf8_stay_in_the_patch() -> None:
    patch = replace(PATCH, text=b"+\xff\n".decode("utf-8", "surrogateescape"))
    assert kept(copy_of(used({"a.go": go()}), patch))["GOMIGRATE.patch"] == b"+\xff\n"


def test_keep_never_overwrites_a_file_of_upstream() -> None:
    files = kept(copy_of(used({"a.go": go(), "gomigrate.TXT": b"upstream's"}), PATCH))
    assert files["gomigrate.TXT"] == b"upstream's"
    assert {"GOMIGRATE_GOMIGRATE.txt", "GOMIGRATE_GOMIGRATE.patch"} <= set(files)
    assert "GOMIGRATE.txt" not in files


def test_keep_puts_nothing_beside_a_package_that_embeds() -> None:
    embeds = b'package lib\n\nimport _ "embed"\n\n//go:embed *.txt\nvar s string\n'
    files = kept(copy_of(used({"a.go": embeds, "data.txt": b""}), PATCH))
    assert sorted(files) == ["a.go", "data.txt", "go.mod"]


def test_keep_twice_gives_the_same_bytes() -> None:
    choice = copy_of(used({"a.go": go()}), PATCH)
    assert keep(choice, as_it_is, (LIB,), "1.12") == keep(choice, as_it_is, (LIB,), "1.12")


def test_keep_takes_packages_behind_a_symbolic_link_as_files(tmp_path: Path) -> None:
    folder = tmp_path / "vendor" / LIB
    (folder / "src" / "keys" / "sub").mkdir(parents=True)
    (folder / "src" / "keys" / "keys.go").write_bytes(go(package="keys"))
    (folder / "src" / "keys" / "sub" / "sub.go").write_bytes(go(package="sub"))
    (folder / "src" / "up").symlink_to("../..")
    (folder / "keys").symlink_to("src/keys")
    tree = DiskTree(tmp_path)
    linked = used({"a.go": go()}, f"{LIB}/keys")
    package = read_package(tree, f"vendor/{LIB}/keys", f"{LIB}/keys")
    assert package is not None
    files = kept(copy_of(replace(linked, tree=tree, dir=f"vendor/{LIB}/keys", package=package)))
    assert files["keys/keys.go"] == go(package="keys")
    assert [name for name in files if name.endswith(".go")] == ["keys/keys.go"]


def test_keep_takes_what_packages_are_made_of_and_read_and_names_the_rest() -> None:
    files = {
        "LICENSE": b"free",
        "Makefile": b"all:",
        "README.md": b"",
        "a.go": go(),
        "a_test.go": go(),
        "testdata/x.txt": b"",
        "cmd/tool/main.go": go(package="main"),
        "docs/guide.txt": b"",
        "sub/COPYING": b"",
        "sub/.travis.yml": b"",
        "sub/README.md": b"shown by the program",
        "sub/data/table.csv": b"1",
        "sub/data/logo.png": b"",
        "sub/deep/deep.go": b'package deep\n\nimport _ "embed"\n\n//go:embed logo.png\nvar s string\n',
        "sub/deep/logo.png": b"a picture",
        "sub/deep/other.png": b"",
    }
    whole = used(files)
    folder, path = f"{whole.dir}/sub/deep", f"{LIB}/sub/deep"
    inner = read_package(whole.tree, folder, path)
    assert inner is not None
    package = replace(whole, import_path=path, place=f"{whole.place}/sub/deep", dir=folder, package=inner)
    taken = kept(copy_of(package))
    data = ["docs/guide.txt", "sub/COPYING", "sub/data/table.csv"]
    code = ["sub/deep/deep.go", "sub/deep/logo.png"]
    assert sorted(taken) == ["GOMIGRATE.txt", "LICENSE", data[0], "go.mod", *data[1:], *code]
    note = taken["GOMIGRATE.txt"].decode()
    assert "1 file of tests" not in note
    assert "2 test files, 2 packages, 6 other files\n    .\n    cmd/tool\n    Makefile\n" in note


def test_unrewritten_takes_out_the_projects_workspace_alone() -> None:
    mine, theirs = "github.com/acme/app/Godeps/_workspace/src/", f"{LIB}/Godeps/_workspace/src/"
    known = (used({"a.go": go()}, "x.test/l"), used({"a.go": go()}, f"{theirs}x.test/kept"))
    project = Project(import_path="github.com/acme/app", root="/")
    inventory: Any = SimpleNamespace(project=project, used=known)
    new_path = unrewritten(inventory)
    assert new_path(f"{mine}x.test/l") == "x.test/l"
    assert new_path(f"{mine}{theirs}x.test/kept") == f"{theirs}x.test/kept"
    assert new_path(f"{theirs}x.test/kept") == f"{theirs}x.test/kept"
    assert new_path(f"{theirs}x.test/l") == "x.test/l"
    assert new_path(f"{theirs}x.test/gone") == f"{theirs}x.test/gone"
    assert new_path("x.test/l") == "x.test/l"


def test_a_copy_that_is_kept_again_for_another_build_list_stands_there_once() -> None:
    project = SimpleNamespace(import_path="x.test/app")
    inventory: Any = SimpleNamespace(used=(), vendor_roots=(), packages=(), tree=MemoryTree({}), project=project)
    contents: Any = SimpleNamespace(folders={})
    copies = Copies(inventory, contents)
    choice = copy_of(used({"a.go": go()}))
    copies.keep([choice])
    copies.keep([choice])
    assert [copy.path for copy in copies.kept] == [LIB]
    assert list(contents.folders) == [copy_folder(LIB)]


def test_what_assembly_may_read_stays_executable() -> None:
    """Of a package, beside it, and in the folder of the next one, whose own files come later."""
    files = {
        "cpu/a.go": go(), "cpu/a.s": b"", "cpu/make.sh": b"", "unix/b.go": go(), "unix/mkall.sh": b"",
        "data/gen.pl": b"", "data/plain.h": b"",
    }  # fmt: skip
    scripts = {"cpu/make.sh", "unix/mkall.sh", "data/gen.pl"}
    tree = MemoryTree(
        {f"vendor/{LIB}/{name}": data for name, data in files.items()},
        executable=frozenset(f"vendor/{LIB}/{name}" for name in scripts),
    )
    cpu, unix = (
        replace(used({name.rpartition("/")[2]: files[name] for name in names}, f"{LIB}/{below}"), tree=tree)
        for below, names in (("cpu", ("cpu/a.go", "cpu/a.s")), ("unix", ("unix/b.go",)))
    )
    copy = keep(replace(copy_of(cpu), packages=(cpu, unix)), as_it_is, (LIB,), "")
    assert {*scripts, "data/plain.h"} <= set(dict(copy.files))
    assert copy.executables == scripts
