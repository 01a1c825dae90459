from __future__ import annotations

import pytest

from gomigrate.model.trees.tree import Kind
from gomigrate.modfile.zipname import Omission, is_vendored, module_files


def names(paths: str, *, root: str = "", go: str = "") -> list[str]:
    return [name for name, _ in module_files(((path, Kind.FILE) for path in paths.split()), root=root, go=go).members]


def test_module_files_ordinary_files_are_in() -> None:
    paths = ".gitignore .travis.yml _u/u.go a.go go.mod testdata/x.txt vendorish/v.go x/internal/y.go"
    assert names(paths) == paths.split()


@pytest.mark.parametrize(
    "path",
    [
        "nested/go.mod",
        "nested/a.go",
        "nested/deep/a.go",
        "vendor/ex.test/a/a.go",
        "x/vendor/ex.test/a/a.go",
        ".hg_archival.txt",
    ],
)
def test_module_files_other_modules_and_vendored_packages_are_out(path: str) -> None:
    assert names(f"a.go go.mod nested/go.mod {path}") == ["a.go", "go.mod"]


def test_module_files_links_and_odd_files_are_out() -> None:
    found = module_files([("a.go", Kind.LINK_TO_FILE), ("b", Kind.LINK_TO_DIR), ("c", Kind.OTHER), ("d.go", Kind.FILE)])
    assert found.members == (("d.go", "d.go"),)
    assert [omission.reason for omission in found.omitted] == ["link to file", "link to dir", "other"]


def test_module_files_link_named_go_mod_makes_no_module() -> None:
    found = module_files([("n/go.mod", Kind.LINK_TO_FILE), ("n/a.go", Kind.FILE)])
    assert found.members == (("n/a.go", "n/a.go"),)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("a:b", "invalid char ':'"),
        ("aux.c", "'aux' disallowed as path element component on Windows"),
        ("GO.MOD", "go.mod must be written in small letters"),
        ("A.GO", "differs in case only from a.go"),
        ("X/y.go", "differs in case only from x"),
        ("/b.go", "no clean path"),
        ("/", "no clean path"),
        ("b//go.mod", "no clean path"),
        ("x/../b.go", "no clean path"),
    ],
)
def test_module_files_faults_are_told_apart(path: str, reason: str) -> None:
    entries = [(name, Kind.FILE) for name in ("a.go", "x/z.go", path)]
    assert module_files(entries).omitted == (Omission(path, reason, is_fault=True),)


def test_module_files_case_is_folded_letter_by_letter() -> None:
    """As unicode.SimpleFold: the great sharp s is the small one, which is not two s."""
    names = ("\u1e9e.go", "\u00df.go", "ss.go", "\u1f88.go", "\u1f80.go")
    assert [o.path for o in module_files([(name, Kind.FILE) for name in names]).omitted] == ["\u00df.go", "\u1f80.go"]


def test_module_files_nested_module_takes_the_license_of_the_top() -> None:
    entries = [(name, Kind.FILE) for name in ("LICENSE", "a.go", "sub/go.mod", "sub/b.go", "subway/c.go")]
    expected = (("LICENSE", "LICENSE"), ("b.go", "sub/b.go"), ("go.mod", "sub/go.mod"))
    assert module_files(entries, root="sub").members == expected
    own = [*entries, ("sub/LICENSE", Kind.FILE)]
    assert ("LICENSE", "sub/LICENSE") in module_files(own, root="sub").members


@pytest.mark.parametrize(
    ("name", "before", "since"),
    [
        ("vendor/vendor.json", False, False),
        ("vendor/modules.txt", False, True),
        ("vendor/a/b.go", True, True),
        ("x/vendor/v.go", True, False),
        ("x/vendor/a/v.go", True, True),
        ("x/vendor.go", False, False),
        ("vendored/a/b.go", False, False),
        ("x/vendor/vendor/v.go", True, True),
    ],
)
def test_is_vendored_changed_with_go_1_24(name: str, before: bool, since: bool) -> None:
    assert [is_vendored(name, go) for go in ("", "1.9", "1.23.4")] == [before] * 3
    assert [is_vendored(name, go) for go in ("1.24", "1.24.1", "1.24rc1", "1.30")] == [since] * 4
