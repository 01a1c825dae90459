from __future__ import annotations

import pytest

from gomigrate.gosource.walk import walk_packages
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.scan.build.entries import gopath_entries

KIT = "github.com/acme/kit"
FILES = {
    "src/shop/main.go": f'package main\n\nimport _ "{KIT}"\n',
    f"deps/src/{KIT}/kit.go": "package kit\n",
}


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        pytest.param({"Makefile": "export GOPATH := $(CURDIR)/deps:$(CURDIR)\n"}, {"deps/src": (KIT,)}, id="make"),
        pytest.param({"build": "GOPATH=$PWD/deps/ go build shop\n"}, {"deps/src": (KIT,)}, id="script"),
        pytest.param({"Makefile": "export GOPATH := $(HOME)/go\n"}, {}, id="another GOPATH"),
        pytest.param({"Makefile": "export GOPATH := $(CURDIR)/mydeps:/deps/old\n"}, {}, id="another folder"),
        pytest.param({"README.txt": "GOPATH=deps\n"}, {}, id="no build file"),
        pytest.param({"Makefile": "GOPATH=deps\n", "src/shop/main.go": "package main\n"}, {}, id="nothing imported"),
    ],
)
def test_gopath_entries_are_folders_that_build_files_name_and_code_imports(
    changed: dict[str, str], found: dict[str, tuple[str, ...]]
) -> None:
    tree = MemoryTree({name: text.encode() for name, text in {**FILES, **changed}.items()})
    packages, _ = walk_packages(tree, into_vendor=True)
    assert gopath_entries(tree, packages) == found
