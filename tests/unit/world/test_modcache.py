"""The module cache, read as the go command left it, or as it was damaged later."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gomigrate.model.modules import ModuleVersion, RevInfo
from gomigrate.world.modules.modcache import ModCache
from tests.unit.world.fakeproxy import module_zip

PATH = "ex.test/Acme/lib"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
PSEUDO = "v0.0.0-20200102030405-0123456789ab"
LATER = "v1.0.1-0.20200102030405-0123456789ab"
TIME = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "cache/download/ex.test/!acme/lib/@v").mkdir(parents=True)
    return tmp_path


def put(root: Path, name: str, content: str | bytes) -> None:
    file = root / "cache/download/ex.test/!acme/lib/@v" / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())


def put_info(root: Path, version: str, commit: str = "") -> None:
    said: dict[str, object] = {"Version": version, "Time": "2020-01-02T03:04:05Z"}
    if commit:
        said["Origin"] = {"Hash": commit}
    put(root, f"{version}.info", json.dumps(said))


def test_versions_are_those_with_files_and_those_listed(root: Path) -> None:
    put(root, "list", f"v1.10.0\nv1.2.0\n{PSEUDO}\n")
    put_info(root, "v1.2.0")
    put(root, "v1.3.0.mod", "module x\n")
    put(root, "v1.4.0-!r!c.zip", b"")
    for name in ("v1.5.0.lock", "v1.6.0.ziphash", "v1.7.info", "master.info", "v1.8.0-RC.info", ".info", "x"):
        put(root, name, "")
    assert ModCache(str(root)).versions(PATH) == (PSEUDO, "v1.2.0", "v1.3.0", "v1.4.0-RC", "v1.10.0")


def test_info_of_a_version(root: Path) -> None:
    put_info(root, "v1.2.0", COMMIT)
    cache = ModCache(str(root))
    assert cache.info(PATH, "v1.2.0") == RevInfo(version="v1.2.0", time=TIME, commit=COMMIT)
    assert cache.info(PATH, "v1.2.1") is None


@pytest.mark.parametrize("gone", ["", ".info", ".mod", ".zip", ".ziphash"])
def test_has_a_version_with_all_its_files(gone: str, tmp_path: Path) -> None:
    folder = tmp_path / "cache/download/ex.test/!a/@v"
    folder.mkdir(parents=True)
    for ending in {".info", ".mod", ".zip", ".ziphash"} - {gone}:
        (folder / f"v1.0.0{ending}").touch()
    cache = ModCache(str(tmp_path))
    assert cache.has(ModuleVersion("ex.test/A", "v1.0.0")) is (not gone)
    assert not cache.has(ModuleVersion("ex.test/A", "v1.0.1"))
    assert not cache.has(ModuleVersion("../x", "v1.0.0"))
    assert not ModCache("").has(ModuleVersion("ex.test/A", "v1.0.0"))


@pytest.mark.parametrize(
    ("versions", "rev", "wanted"),
    [
        ([(PSEUDO, "")], COMMIT, PSEUDO),
        ([(PSEUDO, "")], COMMIT[:12], PSEUDO),
        ([(PSEUDO, ""), (LATER, "")], COMMIT, LATER),
        ([(PSEUDO, ""), ("v1.2.0", COMMIT)], COMMIT, "v1.2.0"),
        ([("v1.2.0", COMMIT)], COMMIT[:20], "v1.2.0"),
        ([("v1.2.0", "")], COMMIT, None),
        ([(PSEUDO, "")], "0123456789ac" + COMMIT[12:], None),
        ([(PSEUDO, "")], COMMIT[:11], None),
        ([(PSEUDO, "")], "master", None),
        ([(PSEUDO, "")], "../../x", None),
        ([], COMMIT, None),
    ],
)
def test_info_of_a_commit(versions: list[tuple[str, str]], rev: str, wanted: str | None, root: Path) -> None:
    for version, commit in versions:
        put_info(root, version, commit)
    info = ModCache(str(root)).info(PATH, rev)
    assert (info.version if info else None) == wanted


@pytest.mark.parametrize("content", ["", "{", "<html>", '{"Version":"v9.9.9"}', b"\xff"])
def test_info_damaged_is_not_there(content: str | bytes, root: Path) -> None:
    put(root, "v1.2.0.info", content)
    assert ModCache(str(root)).info(PATH, "v1.2.0") is None


def test_go_mod_and_zip_whole_or_none(root: Path) -> None:
    put(root, "v1.2.0.mod", "module x\n")
    good = module_zip(PATH, "v1.2.0", {"a.go": "package a\n"})
    put(root, "v1.2.0.zip", good)
    put(root, "v1.3.0.zip", good[:40])
    put(root, "v1.4.0.zip", good)
    cache = ModCache(str(root))
    assert cache.go_mod(ModuleVersion(PATH, "v1.2.0")) == b"module x\n"
    assert cache.go_mod(ModuleVersion(PATH, "v1.3.0")) is None
    found = cache.zip(ModuleVersion(PATH, "v1.2.0"))
    assert found is not None
    assert Path(found).read_bytes() == good
    assert cache.zip(ModuleVersion(PATH, "v1.3.0")) is None
    assert cache.zip(ModuleVersion(PATH, "v1.4.0")) is None


@pytest.mark.parametrize("path", ["../../etc", "Bad Path", "", "nodot", "/etc/passwd", "ex.test/../x"])
def test_path_that_is_none_finds_nothing(path: str, root: Path) -> None:
    cache = ModCache(str(root))
    assert cache.versions(path) == ()
    assert cache.info(path, "v1.0.0") is None
    assert cache.go_mod(ModuleVersion(path, "v1.0.0")) is None
    assert cache.zip(ModuleVersion(path, "../../../x")) is None


@pytest.mark.parametrize("root", ["", "/no/such/folder", "/dev/null"])
def test_cache_that_is_none_finds_nothing(root: str) -> None:
    cache = ModCache(root)
    assert cache.versions(PATH) == ()
    assert cache.info(PATH, COMMIT) is None
    assert cache.clones() == ()


def test_clones_are_named_by_their_info_files(root: Path) -> None:
    vcs = root / "cache/vcs"
    vcs.mkdir()
    for name, content in (
        ("aa", "git3:https://ex.test/lib"),
        ("bb", "git2:ssh://git@ex.test:22/lib\n"),
        ("cc", "hg:https://ex.test/hg"),
        ("dd", "nonsense"),
    ):
        (vcs / name).mkdir()
        (vcs / f"{name}.info").write_text(content)
    (vcs / "ee.info").write_text("git3:https://ex.test/gone")
    (vcs / "ff").mkdir()
    wanted = (("https://ex.test/lib", str(vcs / "aa")), ("ssh://git@ex.test:22/lib", str(vcs / "bb")))
    assert ModCache(str(root)).clones() == wanted
