"""Commands that a lock pins though nothing imports them."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest

from gomigrate.gosource.package import read_package
from gomigrate.model.findings import Place
from gomigrate.model.go.gopackage import GoPackage
from gomigrate.model.legacy.inventory import Inventory, Project, VendorRoot
from gomigrate.model.legacy.pins import Lock, Pin
from gomigrate.model.resolution import Want
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.plan.files.tools import Tool, broken_tools, find_tools, tools_file, with_tools
from gomigrate.plan.solve.loader import Lack, Load, Loaded, Main
from gomigrate.resolve.wants import Wants
from gomigrate.scan.buildfiles import BuildFiles, build_files
from gomigrate.scan.mentions import Mention

APP, TOOL = "github.com/acme/app", "github.com/acme/tool"
MAIN_FILE = b"package main\n\nfunc main() {}\n"
PIN = Pin(path=TOOL, revision="1" * 40, place=Place("lock", 3))


def project(
    files: dict[str, bytes], *, required: tuple[str, ...] = (), vendored: tuple[str, ...] = ()
) -> tuple[Inventory, Wants, BuildFiles]:
    """A project with a lock that requires packages and pins the tool, which nothing imports."""
    tree = MemoryTree(files)
    packages: list[GoPackage] = []
    for folder in sorted({name.rpartition("/")[0] for name in files}):
        package = None if folder.startswith("vendor") else read_package(tree, folder, f"{APP}/{folder}".rstrip("/"))
        if package is not None:
            packages.append(package)
    inventory = Inventory(
        project=Project(import_path=APP, root="/app"),
        tree=tree,
        committed=tree,
        locks=(Lock(tool="dep", file="lock", pins=(PIN,), required=required),),
        lock_files=("lock",),
        vendor_roots=(VendorRoot(dir="vendor", kind="vendor", packages=vendored),) if vendored else (),
        untracked_vendor=(),
        packages=tuple(packages),
        used=(),
        missing=(),
        checkouts=(),
        findings=(),
    )
    idle = Want(root=TOOL, revision=PIN.revision, pins=(PIN,))
    return inventory, Wants(needed=(), idle=(idle,), second=(), findings=()), build_files(inventory)


def paths(tools: tuple[Tool, ...]) -> list[tuple[str, bool]]:
    """The tools, each with whether it is a command."""
    return [(tool.import_path, tool.is_command) for tool in tools]


@pytest.mark.parametrize("required", [TOOL, f"{TOOL}/cmd/x"])
def test_find_tools_required_by_the_lock_are_found(required: str) -> None:
    tools = find_tools(*project({"a.go": b"package a\n"}, required=(required,)))
    assert paths(tools) == [(required, True)]
    assert tools[0].place == PIN.place


def test_find_tools_vendored_command_that_a_pin_is_for_is_found() -> None:
    assert paths(find_tools(*project({f"vendor/{TOOL}/main.go": MAIN_FILE}, vendored=(TOOL,)))) == [(TOOL, True)]


def test_find_tools_required_library_is_no_command() -> None:
    files = {f"vendor/{TOOL}/lib.go": b"package lib\n"}
    assert paths(find_tools(*project(files, required=(TOOL,), vendored=(TOOL,)))) == [(TOOL, False)]


def test_find_tools_command_that_a_build_file_names_is_found() -> None:
    inventory, wants, files = project({"vendor/x.test/y/main.go": MAIN_FILE}, vendored=("x.test/y",))
    mention = Mention("vendor", "x.test/y", Place("Makefile", 2))
    assert find_tools(inventory, wants, files) == ()
    assert paths(find_tools(inventory, wants, replace(files, mentions=(mention,)))) == [("x.test/y", True)]


RUN = f'// +build ignore\n\npackage main\n\nimport _ "{TOOL}/lib"\n\nfunc main() {{}}\n'.encode()


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"Makefile": b"gen:\n\tgo run scripts/gen.go x.go\n", "scripts/gen.go": RUN}, id="a file"),
        pytest.param({"Makefile": b"gen:\n\tcd scripts && go run gen.go\n", "scripts/gen.go": RUN}, id="after cd"),
        pytest.param({"Makefile": b"gen:\n\tgo run scripts/*.go\n", "scripts/gen.go": RUN}, id="a pattern"),
        pytest.param({"a/a.go": b"package a\n\n//go:generate go run gen.go\n", "a/gen.go": RUN}, id="go:generate"),
        pytest.param({"gen.sh": b"#!/bin/sh\ngo build -o gen ./_tools/gen\n", "_tools/gen/g.go": RUN}, id="a folder"),
        pytest.param({"gen.sh": f"#!/bin/sh\ngo run {TOOL}/lib\n".encode()}, id="a package"),
        pytest.param(
            {
                "gen.sh": b"#!/bin/sh\ngo run gen.go\n",
                "gen.go": f'package main\n\nimport _ "{APP}/_lib"\n'.encode(),
                "_lib/lib.go": RUN,
            },
            id="by way of a folder that nothing else builds",
        ),
    ],
)
def test_find_tools_what_is_run_by_file_needs_its_locked_packages(files: dict[str, bytes]) -> None:
    assert paths(find_tools(*project(files))) == [(f"{TOOL}/lib", False)]


@pytest.mark.parametrize(
    "line", ["go run main.go", f"go build {APP}", "go build ./...", "go run x.test/unlocked", f"go run {TOOL}@v1.0.0"]
)
def test_find_tools_what_a_build_has_or_no_lock_names_is_none(line: str) -> None:
    files = {"gen.sh": f"#!/bin/sh\n{line}\n".encode(), "main.go": b'package main\n\nimport _ "fmt"\n'}
    assert find_tools(*project(files)) == ()


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({f"vendor/{TOOL}/lib.go": b"package lib\n"}, id="a library"),
        pytest.param({f"vendor/{TOOL}/x/main.go": MAIN_FILE}, id="another folder of the pin"),
        pytest.param({f"vendor/{TOOL}/gen.go": b"// +build ignore\n\n" + MAIN_FILE}, id="a file to run by hand"),
        pytest.param({f"vendor/{TOOL}/main_test.go": MAIN_FILE}, id="a test"),
    ],
)
def test_find_tools_other_vendored_packages_are_none(files: dict[str, bytes]) -> None:
    vendored = tuple(name.removeprefix("vendor/").rpartition("/")[0] for name in files)
    assert find_tools(*project(files, vendored=vendored)) == ()


def test_find_tools_imported_by_the_projects_own_tools_file_is_none() -> None:
    own = f'// +build tools\n\npackage tools\n\nimport _ "{TOOL}"\n'.encode()
    assert find_tools(*project({"tools/tools.go": own}, required=(TOOL,))) == ()


@pytest.mark.parametrize("required", ["fmt", APP, f"{APP}/cmd/x", "-flag", "../x", "a b"])
def test_find_tools_what_no_module_can_be_for_is_none(required: str) -> None:
    assert find_tools(*project({"a.go": b"package a\n"}, required=(required,))) == ()


@pytest.mark.parametrize(
    ("there", "path"),
    [
        ((), "internal/tools/tools.go"),
        (("internal/tools/x.txt",), "internal/buildtools/tools.go"),
        (("internal/tools/x", "internal/buildtools/x", "internal/pinnedtools/x"), "internal/tools2/tools.go"),
    ],
)
def test_tools_file_lies_in_a_folder_of_its_own(there: tuple[str, ...], path: str) -> None:
    inventory, *_ = project({"a.go": b"package a\n", **dict.fromkeys(there, b"")})
    assert tools_file(inventory, ()).path == path


@pytest.mark.go
def test_tools_file_text_is_as_gofmt_leaves_it() -> None:
    gofmt = shutil.which("gofmt")
    if gofmt is None:
        pytest.skip("there is no gofmt")
    inventory, *_ = project({"a.go": b"package a\n"})
    text = tools_file(inventory, (Tool(import_path=TOOL, place=None), Tool(import_path="x.test/y", place=None))).text
    assert subprocess.run([gofmt], input=text, capture_output=True, check=True).stdout == text


def loaded(path: str, *imports: str) -> Loaded:
    """A package of the new build."""
    return Loaded(import_path=path, is_test=False, module=None, in_all=True, imports=imports, importer="")


def test_broken_tools_are_those_with_an_import_that_nobody_has() -> None:
    tools = tuple(Tool(import_path=path, place=None) for path in (TOOL, "x.test/whole", "x.test/none"))
    inventory, *_ = project({"a.go": b'package a\n\nimport _ "x.test/shared"\n'})
    main = Main(path=APP, packages={p.import_path: p for p in inventory.packages}, rewritten=str)
    packages = [
        loaded(APP, "x.test/shared"),
        loaded(TOOL, "x.test/dep"),
        loaded("x.test/dep", "x.test/lacking"),
        loaded("x.test/whole", "x.test/shared"),
    ]
    lacks = ("x.test/lacking", "x.test/shared", "x.test/none")
    load = Load(
        packages={package.import_path: package for package in packages},
        lacks={path: Lack(import_path=path, importer="", in_all=True, by_test=False) for path in lacks},
    )
    assert {path: item.lacking for path, item in broken_tools(load, main, tools).items()} == {
        TOOL: "x.test/lacking",
        "x.test/none": "x.test/none",
    }


def test_with_tools_adds_the_file_as_a_package_of_the_main_module() -> None:
    inventory, *_ = project({"a.go": b"package a\n"})
    main = Main(path=APP, packages={}, rewritten=str)
    file = tools_file(inventory, (Tool(import_path=TOOL, place=None),))
    assert with_tools(main, file).codes()[f"{APP}/internal/tools"].imports == (TOOL,)
    assert with_tools(main, tools_file(inventory, ())) is main
