"""What is kept of a module is what its files say, to whoever reads them in the same way; all else is read again."""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomigrate.gosource.api import api_of
from gomigrate.gosource.constructs import read_constructs
from gomigrate.gosource.package import read_package
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.world.disk.seal import Seals
from gomigrate.world.disk.ziptree import ZipTree
from gomigrate.world.modules import facts as facts_module
from gomigrate.world.modules.facts import Facts
from gomigrate.world.modules.factstore import FactStore

SEALS = Seals.of_process()
FILES = {
    "a.go": b'//go:build (linux && !cgo) || go1.21\n\npackage a // import "ex.test/a"\n\nimport . "fmt"\nimport "os"\n',
    "a_windows_amd64_test.go": b'package a\nimport _ "testing"\n',
    "b.go": b'package a\n\nimport "C"\nimport "embed"\n\n//go:embed all:x *.txt\nvar fs embed.FS\n',
    "broken.go": b"package a\nimport 1\n",
    "worse.go": b"//go:build a b\npackage a\n",
    "nul.go": b"package\0a\n",
    "asm_arm64.s": b"// +build !appengine\n\nTEXT x\n",
    "bad.c": b"//go:build (\n",
    "x/y.txt": b"data",
    "loops.go": b"package a\nfunc f() {\n\tfor i := range 3 {\n\t\tgo func() { min(i, 1) }()\n\t}\n\tvar x any\n}\n",
    "inner/b.go": b"package inner\n",
}


def archive(files: Mapping[str, bytes] = FILES, *, h1: str = "h1:one") -> ZipTree:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, data in files.items():
            made.writestr(f"m@v1/{name}", data)
    return ZipTree(buffer.getvalue(), "m@v1/", h1=h1)


class Reading:
    """How often files were read again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        for name in ("read_package", "read_constructs", "api_of"):
            monkeypatch.setattr(facts_module, name, self._counted(getattr(facts_module, name)))

    def _counted(self, function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            self.count += 1
            return function(*arguments)

        return call


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Reading:
    return Reading(monkeypatch)


def of(place: Path) -> Facts:
    return Facts(FactStore(str(place / "facts" / "facts.db"), SEALS))


def ended(facts: Facts) -> None:
    assert facts._store is not None
    facts._store.end()


def test_packages_are_read_once(tmp_path: Path, reading: Reading) -> None:
    tree = archive()
    read = {folder: read_package(tree, folder, "") for folder in ("", "inner", "x", "nowhere")}
    sources = [name for name in FILES if not name.endswith(".txt")]
    assert len(read[""].faults) == 3  # type: ignore[union-attr]
    for anew in (4, 0):
        reading.count = 0
        facts = of(tmp_path)
        tree = archive()
        assert {folder: facts.package(tree, folder) for folder in read} == read
        assert reading.count == anew
        assert tree.digests == {name: hashlib.sha256(FILES[name]).hexdigest() for name in sources}
        tree.close()
        assert all(tree.has(name, FILES[name]) and not tree.has(name, b"other") for name in sources)
        ended(facts)


@pytest.mark.parametrize(
    "other",
    [
        archive({**FILES, "a.go": FILES["a.go"].replace(b"os", b"io")}),
        archive({**FILES, "new.go": b"package a\n"}),
        archive({name: data for name, data in FILES.items() if name != "b.go"}),
        archive(h1="h1:two"),
        archive(h1=""),
        MemoryTree(FILES),
    ],
)
def test_other_files_or_another_hash_are_another_question(tmp_path: Path, reading: Reading, other: ZipTree) -> None:
    facts = of(tmp_path)
    facts.package(archive(), "")
    ended(facts)
    facts = of(tmp_path)
    assert not isinstance(other, ZipTree) or bool(other.identity) == other._h1.startswith("h1:")
    assert facts.package(other, "") == read_package(other, "", "")
    assert reading.count == 2
    ended(facts)


def test_what_could_not_be_read_is_no_fact(tmp_path: Path, reading: Reading) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("m@v1/a.go", b"package a\n" * 50)
    spoiled = buffer.getvalue().replace(b"package a\n", b"package b\n", 3)
    for _ in range(2):
        facts = of(tmp_path)
        package = facts.package(ZipTree(spoiled, "m@v1/", h1="h1:one"), "")
        assert package is not None
        assert package.faults
        ended(facts)
    assert reading.count == 2


def test_constructs_hang_on_the_bytes_alone(tmp_path: Path, reading: Reading) -> None:
    files = {name: data for name, data in FILES.items() if name.endswith(".go")}
    read = {name: read_constructs(data) for name, data in files.items()}
    assert read["loops.go"].loops
    assert read["loops.go"].needs
    assert read["a.go"].build_minor is not None or read["a.go"] == read_constructs(FILES["a.go"])
    for anew in (len(files), 0):
        reading.count = 0
        facts = of(tmp_path)
        assert {name: facts.constructs(data) for name, data in files.items()} == read
        assert reading.count == anew
        ended(facts)


def test_what_a_package_exports_hangs_on_its_files(
    tmp_path: Path, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = b"package a\ntype T struct{ A, b int; io.Reader }\nfunc (T) M(x int) (y T)\nfunc F[P any](p P)\n"
    both = {"a.go": code, "b.go": b"package a\nfunc F()\n", "c.go": b"package {"}
    for files, anew in ((both, 1), (both, 0), ({**both, "c.go": code}, 1), ({"a.go": code}, 1), ({"b.go": code}, 1)):
        reading.count = 0
        facts = of(tmp_path)
        assert facts.api(files) == api_of(files)
        assert reading.count == anew
        ended(facts)
    monkeypatch.setattr(facts_module, "_parsers", lambda: ("another",))
    assert of(tmp_path).api(both) == api_of(both)
    assert reading.count == 2
    assert set(api_of(both).declarations) > {"T", "T.M", "T{}", "F"}


def test_constructs_of_a_known_package_take_no_reading(tmp_path: Path, reading: Reading) -> None:
    names = [name for name in FILES if name.endswith(".go") and "/" not in name]
    for anew in (1 + len(names), 0):
        reading.count = 0
        tree, facts = archive(), of(tmp_path)
        facts.package(tree, "")
        if not anew:
            tree.close()
        assert [facts.constructs_in(tree, name) for name in names] == [read_constructs(FILES[name]) for name in names]
        assert reading.count == anew
        ended(facts)
    with pytest.raises(OSError, match="no such file"):
        Facts().constructs_in(archive(), "none.go")


def test_another_reader_reads_for_itself(tmp_path: Path, reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    for reader in ("one", "two", "one"):
        monkeypatch.setattr(facts_module, "_reader", lambda reader=reader: reader)
        facts = of(tmp_path)
        facts.package(archive(), "")
        facts.constructs(FILES["a.go"])
        ended(facts)
    assert reading.count == 4


def test_the_reader_is_all_code_that_facts_are_made_by(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    top = Path(facts_module.__file__).parents[2]
    places = {str(place.relative_to(top)) for pattern in facts_module._READERS for place in top.glob(pattern)}
    own = {"gosource/headers/header.py", "gosource/constructs.py", "model/go/constraint.py", "world/modules/facts.py"}
    assert own <= places
    before = facts_module._reader()
    facts_module._reader.cache_clear()
    monkeypatch.setattr(sys, "version", "4.0")
    assert facts_module._reader() != before
    facts_module._reader.cache_clear()
    monkeypatch.setattr(facts_module, "__file__", str(tmp_path / "world/modules/facts.py"))
    assert facts_module._reader() == ""
    assert Facts(FactStore(str(tmp_path / "facts.db"), SEALS))._store is None
    facts_module._reader.cache_clear()


_PIECES = st.sampled_from(
    [
        *(b"package a\n", b'import "C"\n', b'import x "a/b"\n', b"\n", b"\xff", b"\0", b"/*", b"*/", b"`"),
        *(b"//go:build a && (!b || c)\n", b"// +build d,e f\n", b'import "embed"\n', b"//go:embed a b\n"),
        *(b"var x any\n", b"func f() {\n", b"for i := range 9 {\n", b"go func() { x(i) }()\n", b"}\n", b"1_000\n"),
    ]
)
_NAMES = st.from_regex(r"[a-z]{1,3}(_(linux|test|arm64)){0,2}\.(go|s|c|syso|txt)", fullmatch=True)


@given(files=st.dictionaries(_NAMES, st.lists(_PIECES, max_size=12).map(b"".join), max_size=5))
def test_whatever_is_read_comes_back_as_it_was(
    files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("facts")
    tree = archive(files)
    read = read_package(tree, "", ""), [read_constructs(data) for data in files.values()]
    for _ in range(2):
        facts = of(place)
        assert (facts.package(archive(files), ""), [facts.constructs(data) for data in files.values()]) == read
        ended(facts)
