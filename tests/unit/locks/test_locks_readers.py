"""What all readers share: bad entries and bad files become findings, the rest is still read."""

from __future__ import annotations

import pytest

from gomigrate.locks.draft import FINDINGS_OF_A_KIND, LockDraft
from gomigrate.locks.registry import READERS, LockReader, read_locks
from gomigrate.locks.submodules import read_submodules
from gomigrate.locks.vendor_conf import read_vendor_conf
from gomigrate.model.findings import Place
from gomigrate.model.legacy.pins import Lock, Pin, Scope
from gomigrate.model.trees.memorytree import MemoryTree

A, B = "a" * 40, "b" * 40

# One entry of each format, path and revision to be filled in.
ENTRIES = {
    "Gopkg.lock": '[[projects]]\nname = "{path}"\nrevision = "{rev}"\n',
    "glide.lock": 'imports:\n- name: "{path}"\n  version: "{rev}"\n',
    "vendor.conf": "{path} {rev}\n",
    "trash.conf": "{path} {rev}\n",
    "trash.yml": 'import:\n- package: "{path}"\n  version: "{rev}"\n',
    "vendor/vendor.json": '{{"package": [{{"path": "{path}", "revision": "{rev}"}}]}}',
    "vendor/manifest": '{{"dependencies": [{{"importpath": "{path}", "revision": "{rev}"}}]}}',
    "vendor.yml": 'vendors:\n- path: "{path}"\n  rev: "{rev}"\n',
    "vendor.json": '{{"vendors": [{{"path": "{path}", "rev": "{rev}"}}]}}',
    "vendor.toml": '[[vendors]]\npath = "{path}"\nrev = "{rev}"\n',
    "Godeps/Godeps.json": '{{"Deps": [{{"ImportPath": "{path}", "Rev": "{rev}"}}]}}',
    "GLOCKFILE": "{path} {rev}\n",
    "dependencies.tsv": "{path}\tgit\t{rev}\t\n",
    "Godeps": "{path} {rev}\n",
    ".gopmfile": "[deps]\n{path} = commit:{rev}\n",
    "Gomfile.lock": "gom '{path}', :commit => '{rev}'\n",
    "Gomfile": "gom '{path}', :commit => '{rev}'\n",
}


def entry(file: str, path: str = "github.com/acme/lib", rev: str = A) -> bytes:
    return ENTRIES[file].format(path=path, rev=rev).encode()


def read(file: str, data: bytes) -> Lock:
    (lock,) = read_locks(MemoryTree({file: data}))
    return lock


def codes(lock: Lock) -> list[str]:
    return [f.code for f in lock.findings if f.code not in {"GM105", "GM108"}]


def test_entries_of_these_tests_cover_every_reader() -> None:
    files = {file for reader in READERS for file in reader.files}
    assert files - {"trash.yaml", "vendor/modules.txt", "Gopkg.toml", "glide.yaml"} == ENTRIES.keys()


@pytest.mark.parametrize("file", ENTRIES)
@pytest.mark.parametrize("dress", ["plain", "crlf", "bom", "utf-16", "no end"])
def test_readers_of_one_entry_in_any_dress_give_the_pin(file: str, dress: str) -> None:
    text = entry(file).decode()
    data = {
        "plain": text.encode(),
        "crlf": text.replace("\n", "\r\n").encode(),
        "bom": text.encode("utf-8-sig"),
        "utf-16": text.encode("utf-16"),
        "no end": text.rstrip("\n").encode(),
    }[dress]
    lock = read(file, data)
    (pin,) = lock.pins
    assert (pin.path, pin.revision, pin.place.file, codes(lock)) == ("github.com/acme/lib", A, file, [])
    assert pin.place.line > 0


@pytest.mark.parametrize("file", ENTRIES)
@pytest.mark.parametrize(
    ("rev", "commit"),
    [
        ("v1.0.0-2-gabcdef012345", "abcdef012345"),
        (f"release-1-g{A}", A),
        ("v1.0.0-rc1-galaxy", "v1.0.0-rc1-galaxy"),
        ("v1.0.0-g1234567", "v1.0.0-g1234567"),
    ],
)
def test_readers_of_a_described_revision_give_its_commit(file: str, rev: str, commit: str) -> None:
    (pin,) = read(file, entry(file, rev=rev)).pins
    assert pin.revision == commit


@pytest.mark.parametrize("file", ENTRIES)
@pytest.mark.parametrize("path", ["../up", "/abs", "-x", "a//b", "https://u:word@example.com/x"])
def test_readers_of_a_path_that_is_none_refuse_the_entry(file: str, path: str) -> None:
    lock = read(file, entry(file, path=path))
    assert lock.pins == ()
    if not (path == "-x" and file in {"vendor.conf", "trash.conf"}):  # there it excludes a package
        assert "GM102" in codes(lock)
    assert "word" not in repr(lock)


@pytest.mark.parametrize("file", ENTRIES)
@pytest.mark.parametrize("rev", ["-x", "--upload-pack=x", "a\x1bb"])
def test_readers_of_a_revision_that_is_none_refuse_the_entry(file: str, rev: str) -> None:
    lock = read(file, entry(file, rev=rev))
    assert lock.pins == ()
    assert set(codes(lock)) & {"GM101", "GM102"}


@pytest.mark.parametrize("file", ENTRIES)
def test_readers_of_an_entry_without_revision_refuse_it(file: str) -> None:
    lock = read(file, entry(file, rev=""))
    assert lock.pins == ()
    # A word alone at the top of a vendor.conf is the project's own path.
    assert "GM102" in codes(lock) or lock.project == "github.com/acme/lib"


@pytest.mark.parametrize("file", ENTRIES)
@pytest.mark.parametrize("data", [b"\x7fELF\x02\x01\x01\x00\x00\x00", b"\x89PNG\r\n\x1a\n\x00\x00"], ids=["elf", "png"])
def test_readers_of_a_binary_file_say_it_is_unreadable(file: str, data: bytes) -> None:
    if file in {"vendor.json", "vendor.toml"}:  # not taken as govend's without its field
        assert read_locks(MemoryTree({file: data})) == ()
        return
    lock = read(file, data)
    assert (lock.pins, codes(lock)) == ((), ["GM101"])


@pytest.mark.parametrize("file", ENTRIES)
def test_readers_of_a_merge_conflict_take_neither_side(file: str) -> None:
    ours, theirs = entry(file).decode(), entry(file, rev=B).decode()
    lock = read(file, f"<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> theirs\n".encode())
    assert lock.pins == ()
    assert "GM101" in codes(lock)
    assert lock.findings[0].place == Place(file, 1)


@pytest.mark.parametrize("file", ["vendor.conf", "GLOCKFILE", "Godeps", "dependencies.tsv", "Gomfile"])
def test_readers_of_lines_with_one_entry_twice_keep_the_first(file: str) -> None:
    lock = read(file, entry(file) + entry(file, rev=B))
    assert [pin.revision for pin in lock.pins] == [A]
    assert codes(lock) == ["GM104"]


@pytest.mark.parametrize("file", ["vendor.conf", "GLOCKFILE", "Godeps", "dependencies.tsv", "Gomfile"])
def test_readers_of_lines_with_the_same_entry_twice_say_nothing(file: str) -> None:
    lock = read(file, entry(file) + entry(file))
    assert (len(lock.pins), codes(lock)) == (1, [])


@pytest.mark.parametrize("file", ["Gopkg.lock", "glide.lock", "vendor/vendor.json", "vendor/manifest"])
@pytest.mark.parametrize("value", ["1", '"x"', "[1]", "true"])
def test_readers_of_a_document_of_the_wrong_shape_never_raise(file: str, value: str) -> None:
    name = {"Gopkg.lock": "projects", "glide.lock": "imports"}.get(file, "")
    name = name or ("package" if file.endswith("json") else "dependencies")
    text = f"{name} = {value}" if file == "Gopkg.lock" else f'{{"{name}": {value}}}'
    lock = read(file, text.encode())
    assert lock.pins == ()
    assert set(codes(lock)) <= {"GM101", "GM102"}
    assert codes(lock)


def test_readers_of_many_bad_lines_count_the_rest() -> None:
    lock = read("vendor.conf", b"github.com/acme/x v1\n" + b"what is this line\n" * 500)
    assert len(lock.findings) < FINDINGS_OF_A_KIND + 5
    assert [f.fact("unlisted") for f in lock.findings if f.fact("unlisted")] == [450]


def test_readers_of_an_unknown_field_say_so_once() -> None:
    lock = read("vendor.yml", b"vendors:\n- {path: a.b/c, rev: x, odd: 1}\n- {path: a.b/d, rev: x, odd: 2}\n")
    assert codes(lock) == ["GM103"]


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("github.com/acme/lib v1", "vndr"),
        ("github.com/acme/lib v1\ngithub.com/acme/alone", "vndr"),
        ("# github.com/acme/app\ngithub.com/acme/lib v1 https://example.com/fork.git # package", "vndr"),
        ("github.com/acme/lib v1 https://example.com/x?transitive=true", "vndr"),
        ("", "vndr"),
        ("github.com/acme/app\ngithub.com/acme/lib v1", "trash"),
        ("github.com/acme/lib v1 staging=true", "trash"),
        ("github.com/acme/lib v1\n-github.com/acme/old", "trash"),
        ("package: github.com/acme/app\nimport:\n- package: a.b/c\n  version: v1", "trash"),
    ],
)
def test_read_vendor_conf_of_either_tool_tells_whose_it_is(text: str, tool: str) -> None:
    lock = read_vendor_conf(text.encode())
    assert lock.tool == tool
    assert [f.fact("tool") for f in lock.findings if f.code == "GM108"] == ([tool] if text else [])


def test_draft_of_a_source_that_git_would_run_refuses_the_pin() -> None:
    draft = LockDraft("vndr", "vendor.conf")
    draft.add(Pin(path="a.b/c", revision=A, place=draft.place(1), source="ext::sh"))
    assert draft.pins() == ()


def test_draft_of_packages_outside_the_path_does_not_widen_the_pin() -> None:
    draft = LockDraft("dep", "Gopkg.lock")
    draft.add(Pin(path="a.b/c", revision=A, place=draft.place(1), packages=("../x",)))
    draft.add(Pin(path="a.b/d", revision=A, place=draft.place(2), packages=("", "./x", "y/", "../z")))
    assert [(pin.path, pin.packages) for pin in draft.pins()] == [("a.b/d", (".", "x", "y"))]


def test_draft_keeps_no_credentials_in_any_field() -> None:
    url = "https://u:secret@h.test/x"
    draft = LockDraft("godeps", "dependencies.tsv")
    draft.add(Pin(path="a.b/c", revision=A, place=draft.place(1), vcs=url, extras=((url, url),)))
    draft.extras.append((f"target {url}", url))
    lock = draft.lock()
    assert len(lock.pins) == 1
    assert "secret" not in repr(lock)


def test_draft_of_one_path_for_build_and_test_joins_the_packages() -> None:
    draft = LockDraft("glide", "glide.lock")
    draft.add(Pin(path="a.b/c", revision=A, place=draft.place(1), packages=("x",)))
    draft.add(Pin(path="a.b/c", revision=A, place=draft.place(2), packages=("y",), scope=Scope.TEST))
    (pin,) = draft.pins()
    assert (pin.packages, pin.scope, pin.place.line) == (("x", "y"), Scope.BUILD, 1)


def test_read_submodules_of_other_folders_reads_none() -> None:
    assert read_submodules(b'[submodule "x"]\npath = docs\nurl = y\n', {"docs": A, "vendored/a.b/c": A}).pins == ()


class _Locked(MemoryTree):
    """A tree whose files cannot be read."""

    def read(self, path: str) -> bytes:
        raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: f"{reader.tool}-{reader.files[0]}")
def test_reader_of_a_file_without_permission_is_a_finding(reader: LockReader) -> None:
    lock = reader.read(_Locked({reader.files[0]: b""}), reader.files[0])
    assert lock is not None
    assert (lock.pins, [f.code for f in lock.findings]) == ((), ["GM001"])


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: f"{reader.tool}-{reader.files[0]}")
def test_reader_of_a_missing_file_or_a_folder_of_its_name_reads_nothing(reader: LockReader) -> None:
    for file in reader.files:
        assert reader.read(MemoryTree({}), file) is None
        assert reader.read(MemoryTree({f"{file}/x": b""}), file) is None
