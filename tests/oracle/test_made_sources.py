"""Go files: what a build takes of them and what they import, ours and go/build's, on thousands of made packages."""

from __future__ import annotations

import random
from typing import Any

import pytest

from gomigrate.gosource.headers.header import import_specs
from gomigrate.gosource.package import read_package, select
from gomigrate.gosource.platforms.constraint import ConstraintError, parse_go_build, parse_plus_build
from gomigrate.gosource.platforms.platform import Platform
from gomigrate.model.go.constraint import evaluate
from gomigrate.model.trees.memorytree import MemoryTree
from tests.oracle.driver import Driver, answers, question, sent
from tests.oracle.making import odd
from tests.oracle.test_gosource import FIELDS, ZOO

pytestmark = pytest.mark.go

COUNT = 3000
GO_BUILD, PLUS_BUILD = "//go:build ", "// +build "

LINES = (
    "linux", "!linux", "linux && amd64", "linux || (darwin && !cgo)", "!(a && b) || c", "(((a)))", "a && b && c || d",
    "go1.18 && !go1.21", "linux darwin", "linux,amd64 !windows", "a,!b c,d !e", "ignore", "!!a", "a.b_c", "",
)  # fmt: skip
LINE_PIECES = (
    *'()!&|, \t.-_a1é\u0663\udcff"',
    "&&",
    "||",
    "!(",
    " && ",
    " || ",
    "linux",
    "a",
    "//",
    "\u00a0",
    "x" * 50,
    "!!",
    "))",
)
TAGS = ("", "linux,amd64,cgo", "darwin,a,c,go1.18", "a,b,c,d,e", "windows,a.b_c")


def ours_of_line(line: str) -> list[bool] | None:
    plus = line.startswith(PLUS_BUILD)
    try:
        said = parse_plus_build(line[len(PLUS_BUILD) :]) if plus else parse_go_build(line[len(GO_BUILD) :])
    except ConstraintError:
        return None
    return [evaluate(said, tags.split(",").__contains__) for tags in TAGS]


def line_differences(driver: Driver, rng: random.Random, count: int) -> list[Any]:
    """Each made build line that is read otherwise, or holds for other builds."""
    made = [rng.choice((GO_BUILD, PLUS_BUILD)) + odd(rng, LINES, LINE_PIECES) for _ in range(count)]
    made = [line for line in made if "\n" not in line]
    found = answers(driver, [question("constraint", line, *TAGS) for line in made])
    return [
        (line, ours, theirs["holds"])
        for line, theirs in zip(made, found, strict=True)
        if (ours := ours_of_line(line)) != theirs["holds"]
    ]


def test_made_build_lines_hold_where_the_go_command_says(driver: Driver) -> None:
    assert line_differences(driver, random.Random(1), COUNT) == []


NAMES = (
    "a.go", "b_test.go", "c_linux.go", "d_windows_amd64.go", "e_darwin_test.go", "f_unix.go", "g_arm64.go", "_h.go", ".i.go",
    "j.c", "k_linux.s", "l.h", "m.swig", "n_amd64.syso", "o.txt", "linux.go", "p_linux_test.go", "q_js_wasm.go", "r.cc",
    "s_ios.go", "t_android.go", "u_zos_s390x.go", "v_linux.foo.go", "w_test_linux.go", "é.go", "x y.go", "A.GO", "z.S", "amd64.go",
)  # fmt: skip
SOURCES = tuple(
    dict.fromkeys(data.decode("utf-8", "surrogateescape") for name, data in ZOO.items() if name.endswith(".go"))
)
SOURCE_PIECES = (
    *"\"'`();,\n\r\t ./*{}[]=\\_x0\0\ufeff\udcff\u2028é", "//", "/*", "*/", "//go:build linux\n", "// +build !linux\n\n", "\n\n",
    "package p\n", "package p", "package main\n", "package p_test\n", 'import "C"\n', 'import "a.test/x"\n', "import (\n", ")\n",
    '\t"fmt"\n', "\tx `os`\n", '. "b.test/y"\n', "import\n", "import;", 'import "a\\x41"\n', 'import ""\n', "//go:embed x\n",
    "func f() {}\n", "var x int\n", "type", "package", "import", ' // import "ex.test/p"\n', "\r\n", "// Code generated. DO NOT EDIT.\n",
)  # fmt: skip
PLATFORMS = (
    Platform("linux", "amd64", cgo=True),
    Platform("windows", "amd64"),
    Platform("darwin", "arm64", cgo=True),
    Platform("android", "arm64"),
    Platform("js", "wasm"),
)
LEFT_OUT = frozenset(("EmbedFiles", "TestEmbedFiles", "XTestEmbedFiles"))
"""The driver has no folder to look for embedded files in."""


def made_package(rng: random.Random) -> dict[str, bytes]:
    files = {}
    for name in rng.sample(NAMES, rng.choice((1, 1, 2, 3))):
        files[name] = odd(rng, SOURCES, SOURCE_PIECES).encode("utf-8", "surrogateescape")
    return files


def ours_of_package(files: dict[str, bytes], platform: Platform) -> dict[str, Any]:
    tree = MemoryTree(files)
    package = read_package(tree, "", "ex.test/p")
    if package is None:
        return {}
    chosen = select(package, platform, tree)
    return {key: getattr(chosen, attribute) for key, attribute in FIELDS.items() if key not in LEFT_OUT}


def theirs_of_package(said: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {key: tuple(said[key]) for key in FIELDS if key not in LEFT_OUT and key != "Name"}
    fields["InvalidGoFiles"] = tuple(sorted(set(fields["InvalidGoFiles"])))
    return {"Name": said["Name"], **fields}


def package_differences(driver: Driver, rng: random.Random, count: int) -> list[Any]:
    """Each made package of which a platform takes something else."""
    made = [(made_package(rng), rng.choice(PLATFORMS)) for _ in range(count)]
    asked = [
        question(
            "package",
            platform.goos,
            platform.goarch,
            "cgo" if platform.cgo else "",
            files={sent(name): sent(data) for name, data in files.items()},
        )
        for files, platform in made
    ]
    differ = []
    for (files, platform), said in zip(made, answers(driver, asked), strict=True):
        ours, theirs = ours_of_package(files, platform), theirs_of_package(said)
        differ += [(files, platform, key, ours[key], theirs[key]) for key in ours if ours[key] != theirs[key]]
        for name, specs in said["parsed"].items():
            mine = [[spec.path, spec.start, spec.line] for spec in import_specs(files[name])]
            # go/parser goes on behind faults at which go/build stops; where we give places, they must be right.
            if specs is not None and mine and mine != [spec[1:] for spec in specs]:
                differ.append((files, platform, name, mine, specs))
    return differ


def test_made_packages_are_read_as_the_go_command_does(driver: Driver) -> None:
    assert package_differences(driver, random.Random(1), COUNT) == []
