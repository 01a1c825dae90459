"""Packages read from trees, and what platforms build of them."""

from __future__ import annotations

import pytest

from gomigrate.gosource.package import build_files, read_package, select
from gomigrate.gosource.platforms.imports import all_imports
from gomigrate.gosource.platforms.platform import DEFAULT, Platform, parse_platform, platforms_in
from gomigrate.gosource.walk import walk_packages
from gomigrate.model.errors import UsageProblem
from gomigrate.model.go.constraint import And, Not, Tag
from gomigrate.model.go.gopackage import FaultKind, GoPackage
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.model.trees.tree import Entry, Kind

WINDOWS = Platform("windows", "amd64")


class FaultyTree(MemoryTree):
    """A tree with more entries than files: links, pipes, and what cannot be read."""

    def __init__(
        self, files: dict[str, bytes], more: dict[str, tuple[Entry, ...]], unreadable: tuple[str, ...] = ()
    ) -> None:
        super().__init__(files)
        self._more, self._unreadable = more, unreadable

    def entries(self, path: str) -> tuple[Entry, ...]:
        if path in self._unreadable:
            raise PermissionError(13, "Permission denied", path)
        return tuple(sorted((*super().entries(path), *self._more.get(path, ()))))


def package(**files: bytes) -> GoPackage:
    read = read_package(MemoryTree({name.replace("__", "."): data for name, data in files.items()}), "", "ex.test/p")
    assert read is not None
    return read


def test_read_package_deals_files_by_kind() -> None:
    tree = MemoryTree(
        {
            "p/a.go": b"package p\n",
            "p/_b.go": b"package p\n",
            "p/.c.go": b"package p\n",
            "p/d.c": b"// +build x\n\n",
            "p/e_linux.syso": b"\x00",
            "p/README": b"",
            "p/sub.go/x": b"",
        }
    )
    read = read_package(tree, "p", "ex.test/p")
    assert read is not None
    assert [f.name for f in read.files] == ["a.go"]
    assert read.others == ("d.c", "e_linux.syso")
    assert read.data == (".c.go", "README", "_b.go")
    assert dict(read.other_constraints) == {"d.c": Tag("x"), "e_linux.syso": Tag("linux")}


@pytest.mark.parametrize("files", [{}, {"p/a.c": b""}, {"p/_a.go": b"package p\n"}, {"p/q/a.go": b"package q\n"}])
def test_read_package_without_go_files_is_none(files: dict[str, bytes]) -> None:
    assert read_package(MemoryTree(files), "p", "ex.test/p") is None


def test_read_package_of_ignored_files_is_a_package() -> None:
    assert package(a__go=b"// +build ignore\n\npackage main\n").files


def test_read_package_unreadable_and_broken_files_are_faults() -> None:
    tree = FaultyTree(
        {"a.go": b"package p\n", "b.go": b"package p\nimport b\n"},
        {"": (Entry("c.go", Kind.BROKEN_LINK), Entry("d.go", Kind.OTHER), Entry("e.c", Kind.BROKEN_LINK))},
    )
    read = read_package(tree, "", "ex.test/p")
    assert read is not None
    assert [(f.kind, f.file, f.line) for f in read.faults] == [
        (FaultKind.MALFORMED, "b.go", 2),
        (FaultKind.UNREADABLE, "c.go", 0),
        (FaultKind.UNREADABLE, "d.go", 0),
        (FaultKind.UNREADABLE, "e.c", 0),
    ]
    chosen = select(read, DEFAULT)
    assert chosen.go_files == ("a.go", "b.go")
    assert chosen.invalid_go_files == ("b.go", "c.go", "d.go")
    assert chosen.ignored_other_files == ("e.c",)


def test_select_first_file_names_the_package() -> None:
    chosen = select(package(a__go=b"package p\n", b__go=b"package q\n", c_test__go=b"package p_test\n"), DEFAULT)
    assert (chosen.name, chosen.go_files, chosen.invalid_go_files) == ("p", ("a.go", "b.go"), ("b.go",))
    assert chosen.xtest_go_files == ("c_test.go",)
    assert chosen.errors == ("found packages p (a.go) and q (b.go)",)


@pytest.mark.parametrize(
    ("platform", "go", "cgo", "c", "s"),
    [
        (Platform("linux", "amd64"), ("b.go",), ("a.go",), ("d.c",), ("e.S", "f.s")),
        (Platform("linux", "amd64", cgo=False), ("b.go",), (), (), ("f.s",)),
    ],
)
def test_select_cgo_decides_over_other_languages(
    platform: Platform, go: tuple[str, ...], cgo: tuple[str, ...], c: tuple[str, ...], s: tuple[str, ...]
) -> None:
    chosen = select(
        package(a__go=b'package p\nimport "C"\n', b__go=b"package p\n", d__c=b"", e__S=b"", f__s=b""), platform
    )
    assert (chosen.go_files, chosen.cgo_files, chosen.c_files, chosen.s_files) == (go, cgo, c, s)
    assert build_files(chosen) == {*go, *cgo, *c, *s}
    assert chosen.errors == ()


def test_select_c_without_cgo_is_an_error() -> None:
    chosen = select(package(a__go=b"package p\n", b__c=b""), DEFAULT)
    assert chosen.errors == ("C source files not allowed when not using cgo or SWIG: b.c",)


EMBED = b'package p\nimport _ "embed"\n//go:embed %s\nvar x int\n'


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (b"d", ("d/a.txt", "d/e/b.txt")),
        (b"all:d", ("d/.h", "d/_u", "d/a.txt", "d/e/b.txt")),
        (b"d/*", ("d/.h", "d/_u", "d/a.txt", "d/e/b.txt")),
        (b"*/a.t[w-z]t", ("d/a.txt",)),
        (b"d/?.txt d/e", ("d/a.txt", "d/e/b.txt")),
    ],
)
def test_select_resolves_embeds(pattern: bytes, expected: tuple[str, ...]) -> None:
    files = {
        "p/a.go": EMBED % pattern,
        **{f"p/d/{n}": b"" for n in (".h", "_u", "a.txt", "e/b.txt", "m/go.mod", "m/x")},
    }
    if b"*" in pattern and pattern.startswith(b"d"):
        del files["p/d/m/go.mod"], files["p/d/m/x"]
    tree = MemoryTree(files)
    read = read_package(tree, "p", "ex.test/p")
    assert read is not None
    chosen = select(read, DEFAULT, tree)
    assert (chosen.embed_files, chosen.errors) == (expected, ())


@pytest.mark.parametrize(
    ("pattern", "error"),
    [
        (b"x", "pattern x: no matching files found"),
        (b"../x", "pattern ../x: invalid pattern syntax"),
        (b"/x", "pattern /x: invalid pattern syntax"),
        (b".", "pattern .: invalid pattern syntax"),
        (b"m/x", "pattern m/x: cannot embed file m/x: in different module"),
        (b"m", "pattern m: cannot embed directory m: in different module"),
        (b"h", "pattern h: cannot embed directory h: contains no embeddable files"),
        (b".git/x", "pattern .git/x: cannot embed file .git/x: in invalid directory .git"),
        (b"link", "pattern link: cannot embed irregular file link"),
        (b"a*b", "pattern a*b: cannot embed file a:b: invalid name a:b"),
        (b"c", "pattern c: cannot embed file c/a:b: invalid name a:b"),
        (b"locked", "pattern locked: cannot read locked: Permission denied"),
    ],
)
def test_select_refuses_what_cannot_be_embedded(pattern: bytes, error: str) -> None:
    tree = FaultyTree(
        {"a.go": EMBED % pattern, **dict.fromkeys(("m/go.mod", "m/x", "h/.x", ".git/x", "a:b", "c/a:b", "c/d"), b"")},
        {"": (Entry("link", Kind.LINK_TO_FILE), Entry("locked", Kind.DIR))},
        unreadable=("locked",),
    )
    read = read_package(tree, "", "ex.test/p")
    assert read is not None
    chosen = select(read, DEFAULT, tree)
    assert (chosen.embed_files, chosen.errors) == ((), (error,))


def test_all_imports_leaves_out_tests_unless_asked() -> None:
    read = package(
        a__go=b'package p\nimport "a"\n',
        b__go=b'// +build ignore\n\npackage main\nimport "b"\n',
        c_plan9__go=b'package p\nimport "c"\n',
        d_test__go=b'package p\nimport "d"\n',
        e__go=b'//go:build !\n\npackage p\nimport "e"\n',
    )
    assert all_imports(read, tests=False) == {"a", "c"}
    assert all_imports(read, tests=True) == {"a", "c", "d"}


WALKED = {
    f"{folder}a.go": b"package x\n"
    for folder in (
        "",
        "b/",
        "b/c/",
        "testdata/",
        "b/testdata/x/",
        "_x/",
        ".x/",
        "vendor/",
        "vendor/v/",
        "b/vendor/w/",
        "m/",
    )
} | {"m/go.mod": b"", "empty/x.txt": b""}


@pytest.mark.parametrize(
    ("into_vendor", "module_mode", "expected"),
    [
        (False, False, ["", "b", "b/c", "m", "vendor"]),
        (False, True, ["", "b", "b/c", "vendor"]),
        (True, False, ["", "b", "b/c", "b/vendor/w", "m", "vendor", "vendor/v"]),
    ],
)
def test_walk_packages_passes_over_what_dot_dot_dot_does(
    *, into_vendor: bool, module_mode: bool, expected: list[str]
) -> None:
    packages, findings = walk_packages(
        MemoryTree(WALKED), "", "ex.test/p", into_vendor=into_vendor, module_mode=module_mode
    )
    assert [p.dir for p in packages] == expected
    assert [p.import_path for p in packages] == [f"ex.test/p/{d}".rstrip("/") for d in expected]
    assert findings == ()


def test_walk_packages_root_is_walked_whatever_its_name() -> None:
    packages, _ = walk_packages(MemoryTree(WALKED), "_x", "")
    assert [(p.dir, p.import_path) for p in packages] == [("_x", "")]


def test_walk_packages_links_and_locked_folders_are_faults_once() -> None:
    tree = FaultyTree(
        {"b/a.go": b"package b\n"},
        {"": (Entry("link", Kind.LINK_TO_DIR), Entry(".link", Kind.LINK_TO_DIR), Entry("locked", Kind.DIR))},
        unreadable=("locked",),
    )
    packages, faults = walk_packages(tree)
    assert [p.dir for p in packages] == ["b"]
    assert sorted((f.kind, f.file) for f in faults) == [(FaultKind.LINK, "link"), (FaultKind.UNREADABLE, "locked")]


def test_walk_packages_of_nothing_is_nothing() -> None:
    assert walk_packages(MemoryTree({}), "nowhere", "ex.test/p") == ((), ())


@pytest.mark.parametrize(
    ("platform", "true", "false"),
    [
        (DEFAULT, "linux amd64 unix cgo gc go1.1 go1.26 amd64.v1", "go1.27 amd64.v2 windows gccgo ignore go1"),
        (Platform("android", "arm"), "android linux unix arm.5 arm.7", "ios arm64"),
        (Platform("ios", "arm64", cgo=False), "ios darwin unix arm64.v8.0", "cgo"),
        (Platform("illumos", "amd64"), "illumos solaris unix", "linux"),
        (Platform("windows", "386"), "386.sse2", "unix"),
        (Platform("js", "wasm", go_minor=12), "js wasm go1.12", "unix go1.13"),
        (Platform("linux", "amd64", tags=("x", "goexperiment.boringcrypto")), "x boringcrypto", "y"),
    ],
)
def test_platform_has_the_tags_of_go(platform: Platform, true: str, false: str) -> None:
    assert [t for t in true.split() if not platform.has(t)] == []
    assert [t for t in false.split() if platform.has(t)] == []


def test_parse_platform_names_a_pair() -> None:
    assert parse_platform("windows/amd64") == WINDOWS
    assert str(WINDOWS) == "windows/amd64"


@pytest.mark.parametrize("text", ["", "linux", "linux/", "amd64/linux", "linux/amd64/x", "plan9/arm64", "-o/x"])
def test_parse_platform_refuses_unknown_pairs(text: str) -> None:
    with pytest.raises(UsageProblem):
        parse_platform(text)


def test_platforms_in_covers_what_is_constrained() -> None:
    found = platforms_in(
        [
            None,
            Tag("windows"),
            Not(Tag("linux")),
            Tag("arm64"),
            And((Tag("darwin"), Tag("arm64"))),
            Tag("unix"),
            Tag("x"),
        ]
    )
    assert [str(p) for p in found] == ["darwin/arm64", "linux/amd64", "linux/arm64", "windows/amd64"]
    assert platforms_in([None, Tag("aix"), Tag("wasm")]) == (Platform("aix", "ppc64"), Platform("js", "wasm"))
    assert platforms_in([]) == ()
