"""Kept copies: which files, and the note that they carry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gomigrate.model.inventory import Used
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.resolution import Resolution, Want
from gomigrate.plan.choices import Choice, Reason, copy_folder
from gomigrate.plan.copies import keep
from gomigrate.plan.patch import Patch
from tests.unit.plan.legacyworld import LIB, go, used

PATCH = Patch(text="--- a/a.go\n+++ b/a.go\n", added=41, removed=2, files=(f"{LIB}/a.go",))
INVENTORY: Any = None


def copy_of(package: Used, patch: Patch | None = None, module: ModuleVersion | None = None) -> Choice:
    wanted = Want(root=LIB, revision="1" * 40, packages=(package,))
    return Choice(
        path=LIB,
        version="v1.0.0",
        built=ModuleVersion(copy_folder(LIB)),
        reason=Reason.LOCKED,
        why="v1.0.0 cannot be downloaded",
        resolution=Resolution(want=wanted, path=LIB, module=module),
        packages=(package,),
        patch=patch,
    )


def kept(choice: Choice) -> dict[str, bytes]:
    return dict(keep(choice, INVENTORY, (LIB,), "").files)


def test_keep_writes_a_note_of_origin_reason_and_licences() -> None:
    files = kept(copy_of(used({"a.go": go(), "LICENSE.md": b"free"}), module=ModuleVersion(LIB, "v1.0.0")))
    assert sorted(files) == ["GOMIGRATE.txt", "LICENSE.md", "a.go", "go.mod"]
    assert files["GOMIGRATE.txt"].decode() == (
        f"A copy of {LIB}, kept by gomigrate as the build had it before modules.\n\n"
        f"module    {LIB}\n"
        "version   v1.0.0\n"
        f"commit    {'1' * 40}\n"
        "reason    v1.0.0 cannot be downloaded\n"
        "licence   LICENSE.md\n\n"
        "go.mod replaces the module by this folder. Once the module can be had as the build needs it, remove the\n"
        "folder and its replace line.\n"
    )


def test_keep_notes_what_is_not_known() -> None:
    note = kept(copy_of(used({"a.go": go()})))["GOMIGRATE.txt"].decode()
    assert "version   unknown\n" in note
    assert "licence   no licence file came with the copy\n" in note


def test_keep_of_a_patched_copy_carries_the_patch() -> None:
    files = kept(copy_of(used({"a.go": go()}), PATCH))
    assert files["GOMIGRATE.patch"].decode() == PATCH.text
    note = files["GOMIGRATE.txt"].decode()
    assert f"Changed in 1 file that a build takes (+41 -2):\n    {LIB}/a.go\nGOMIGRATE.patch beside" in note


def test_keep_of_a_large_patch_says_so_and_leaves_it_out() -> None:
    files = kept(copy_of(used({"a.go": go()}), replace(PATCH, text="")))
    assert "GOMIGRATE.patch" not in files
    assert "The patch is too large to keep." in files["GOMIGRATE.txt"].decode()


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
    assert keep(choice, INVENTORY, (LIB,), "1.12") == keep(choice, INVENTORY, (LIB,), "1.12")
