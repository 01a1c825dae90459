"""The patch that a kept copy carries."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from gomigrate.gosource.package import read_package
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.plan.decide import patch as patch_module
from gomigrate.plan.decide.compare import PackageCopy, compare, legacy_copy, untouched
from gomigrate.plan.decide.patch import Patch, patch_of
from tests.unit.plan.legacyworld import LIB, LINUX, go, used

Files = dict[str, bytes]

SUB = f"{LIB}/sub"


def patched(legacy: Files, module: Files) -> Patch:
    tree = MemoryTree({f"sub/{name}": data for name, data in module.items()})
    package = read_package(tree, "sub", SUB)
    assert package is not None
    old, new = legacy_copy(used(legacy, SUB)), PackageCopy(package=package, tree=tree, clean=untouched)
    return patch_of([(compare(old, new, LINUX), old, new)])


def test_patch_of_a_changed_file_shows_upstream_first() -> None:
    patch = patched({"a.go": b"package lib\n\nconst A = 2\n"}, {"a.go": b"package lib\n\nconst A = 1\n"})
    assert patch.text == (
        "--- a/sub/a.go\n+++ b/sub/a.go\n@@ -1,3 +1,3 @@\n package lib\n \n-const A = 1\n+const A = 2\n"
    )
    assert (patch.counts, patch.files) == ("+1 -1", (f"{SUB}/a.go",))


@pytest.mark.parametrize(
    ("legacy", "module", "counts"),
    [
        ({"a.go": b"package lib\n"}, {"a.go": b"package lib\n", "b.go": b"package lib\n"}, "+0 -1"),
        ({"a.go": b"package lib\n", "b.go": b"package lib\n"}, {"a.go": b"package lib\n"}, "+1 -0"),
        # What begins like a header inside a hunk is a line like any other.
        ({"a.go": b"package lib\n// x\n++ 1\n"}, {"a.go": b"package lib\n-- 2\n// x\n"}, "+1 -1"),
        ({"a.go": go(), "a.s": b"// a"}, {"a.go": go(), "a.s": b"// a\n"}, "+1 -1"),
        ({"a.go": b"package lib\n// \xff\x0c\n"}, {"a.go": b"package lib\n"}, "+1 -0"),
    ],
)
def test_patch_counts_added_and_removed_lines(legacy: Files, module: Files, counts: str) -> None:
    assert patched(legacy, module).counts == counts


def test_patch_of_the_same_build_is_empty() -> None:
    patch = patched({"a.go": go(), "LICENSE": b"x"}, {"a.go": go(), "a_test.go": go()})
    assert (patch.text, patch.files, patch.counts) == ("", (), "+0 -0")


def test_patch_of_a_binary_only_names_it() -> None:
    patch = patched({"a.go": go(), "x.syso": b"\0a"}, {"a.go": go(), "x.syso": b"\0b"})
    assert patch.text == "Binary files a/sub/x.syso and b/sub/x.syso differ\n"
    assert patch.counts == "+0 -0"


def test_patch_of_an_empty_added_file_is_said() -> None:
    assert "Files /dev/null and b/sub/b.s differ" in patched({"a.go": go(), "b.s": b""}, {"a.go": go()}).text


def test_patch_of_large_files_and_large_patches_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    legacy, module = {"a.go": go("// 1\n" * 99)}, {"a.go": go("// 2\n" * 99)}
    monkeypatch.setattr(patch_module, "LARGEST_PATCH", 100)
    assert (patched(legacy, module).text, patched(legacy, module).added) == ("", 99)
    monkeypatch.setattr(patch_module, "LARGEST_FILE", 100)
    assert patched(legacy, module).text == "Files a/sub/a.go and b/sub/a.go differ\n"


def test_patch_quotes_names_that_confuse() -> None:
    patch = patched({"a.go": go(), 'q".go': go("// 1")}, {"a.go": go(), 'q".go': go("// 2")})
    assert patch.text.startswith('--- "a/sub/q\\".go"\n+++ "b/sub/q\\".go"\n')


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there to apply the patch")
def test_patch_applied_by_git_gives_the_legacy_files(tmp_path: Path) -> None:
    module = {"a.go": go("// 1\n" * 9) + b"// \xff end", "gone.go": go("// old")}
    legacy = {"a.go": go("// 1\n" * 4 + "// 2\n" * 9) + b"// \xfe", "new.go": go("// new")}
    (tmp_path / "sub").mkdir()
    for name, data in module.items():
        (tmp_path / "sub" / name).write_bytes(data)
    text = patched(legacy, module).text.encode("utf-8", "surrogateescape")
    env = {
        "PATH": "/usr/bin:/bin:/usr/local/bin",
        "GIT_CEILING_DIRECTORIES": str(tmp_path.parent),
        "HOME": str(tmp_path),
    }
    subprocess.run(["git", "apply", "-"], input=text, cwd=tmp_path, check=True, env=env)
    assert {path.name: path.read_bytes() for path in (tmp_path / "sub").iterdir()} == legacy
