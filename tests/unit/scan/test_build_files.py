"""Build files, read once for all who look at them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from gomigrate.model.findings import Place
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.model.trees.tree import Entry
from gomigrate.scan.buildfiles import BuildFiles, build_files
from gomigrate.scan.mentions import Mention
from gomigrate.scripts.kinds import FileKind
from tests.unit.scan.test_mentions import LIB, inventory

NAMED = f"vendor/{LIB}/build.sh"


class Counting:
    """The files of a tree, and how often each was read."""

    def __init__(self, tree: MemoryTree) -> None:
        self._tree = tree
        self.reads: Counter[str] = Counter()

    def entries(self, path: str) -> tuple[Entry, ...]:
        return self._tree.entries(path)

    def read(self, path: str) -> bytes:
        self.reads[path] += 1
        return self._tree.read(path)

    def link(self, path: str) -> str:
        return self._tree.link(path)


def looked_at(files: dict[str, str], *, vendored: bool = True) -> tuple[BuildFiles, Counter[str]]:
    tree = Counting(MemoryTree({name: text.encode() for name, text in files.items()}))
    roots = inventory({}).vendor_roots if vendored else ()
    return build_files(replace(inventory({}), committed=tree, vendor_roots=roots)), tree.reads


def test_a_file_is_read_once_for_rules_and_for_what_it_names() -> None:
    files = {
        "Makefile": f"all:\n\tdep ensure\n\t{NAMED}\n",
        "a.go": f"package a\n\n//go:generate {NAMED}\n",
        "build": f"#!/bin/sh\n{NAMED}\n",
        "README.md": NAMED,
    }
    found, reads = looked_at(files)
    assert reads == {"Makefile": 1, "a.go": 1, "build": 1}
    assert [(document.path, document.kind) for document in found.documents] == [
        ("Makefile", FileKind.MAKE),
        ("a.go", FileKind.GO),
        ("build", FileKind.SHELL),
    ]
    assert found.mentions == (
        Mention("vendor", f"{LIB}/build.sh", Place("Makefile", 3)),
        Mention("vendor", f"{LIB}/build.sh", Place("a.go", 3)),
    )


@pytest.mark.parametrize("folder", ["testdata", "Godeps", "cmd/testdata/x"])
def test_what_is_data_is_no_build_file_and_may_name_a_vendored_one(folder: str) -> None:
    found, reads = looked_at({f"{folder}/x.sh": NAMED})
    assert (found.documents, dict(reads)) == ((), {f"{folder}/x.sh": 1})
    assert [mention.place for mention in found.mentions] == [Place(f"{folder}/x.sh", 1)]


def test_without_vendor_folders_only_build_files_are_read() -> None:
    found, reads = looked_at(
        {"x.sh": NAMED, "a.c": NAMED, "CMakeLists.txt": NAMED, "testdata/x.sh": ""}, vendored=False
    )
    assert (dict(reads), found.mentions) == ({"x.sh": 1, "CMakeLists.txt": 1}, ())


def test_a_file_with_a_habit_that_cannot_be_read_is_told() -> None:
    found, _ = looked_at({"Dockerfile": "FROM golang\nRUN go get x\nNONSENSE\n", "b/Dockerfile": "NONSENSE\n"})
    assert (found.documents, [(habit.code, habit.file, habit.line) for habit in found.unread]) == (
        (),
        [("GM820", "Dockerfile", 3)],
    )
    assert dict(found.unread[0].facts) == {"why": "strange", "what": "NONSENSE"}


def test_lines_are_counted_as_in_the_documents() -> None:
    found, _ = looked_at({"a.c": f'int x;\f\n#include "{NAMED}"\n'})
    assert [mention.place for mention in found.mentions] == [Place("a.c", 2)]


def test_what_a_script_reads_as_its_own_is_a_script() -> None:
    files = {
        "build": '#!/bin/sh\n. ./build-env\nsource "$DIR/ci/env.inc"\n. notes\n',
        "build-env": "dep ensure\n",
        "ci/env.inc": "glide install\n",
        "notes.txt": "dep ensure\n",
    }
    documents = looked_at(files)[0].documents
    assert {document.path: document.kind for document in documents} == dict.fromkeys(
        ("build", "build-env", "ci/env.inc"), FileKind.SHELL
    )


def test_a_go_without_modules_in_a_file_of_another_kind_is_told_as_not_read() -> None:
    task = "image_resource:\n  source:\n    repository: %s\n    tag: %s\n"
    files = {
        ".go-version": "1.9.2\n",
        "new/.go-version": "1.19\n",
        ".tool-versions": "nodejs 1.9\ngolang 1.10.3\n",
        ".devcontainer/devcontainer.json": '{"image": "golang:1.8"}\n',
        "ci/build.yml": task % ("golang", "1.8.3"),
        "ci/new.yml": task % ("golang", "1.18.3"),
        "ci/other.yml": task % ("node", "1.8.3"),
        "Dockerfile": "# escape=`\nFROM windows\nRUN choco install -y golang -version 1.10.3\n",
    }
    told = {habit.file for habit in looked_at(files)[0].unread}
    assert told == {".go-version", ".tool-versions", ".devcontainer/devcontainer.json", "ci/build.yml", "Dockerfile"}


def test_templates_and_fixtures_are_data_unless_another_file_uses_them() -> None:
    habit = "FROM golang:1.20\nENV GO111MODULE=off\n"
    files = {
        "pkg/fixtures/app/Dockerfile": habit,
        "template/Dockerfile": habit,
        "fixtures/used/Dockerfile": habit,
        "templates/go.mk": "all:\n\tdep ensure\n",
        "templates/beside.mk": "all:\n\tdep ensure\n",
        "ci/templates/build.yml": "x\n",
        "template/gen.go": "package template\n\n//go:generate dep ensure\n",
        "examples/Dockerfile": habit,
        "Makefile": "include templates/go.mk\nall:\n\tdocker build fixtures/used\n\tcp -r template/ out\n",
    }
    found, _ = looked_at(files)
    assert {document.path for document in found.documents} == {
        "fixtures/used/Dockerfile",
        "templates/go.mk",
        "template/gen.go",
        "examples/Dockerfile",
        "Makefile",
    }
