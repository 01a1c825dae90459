"""The key that only this user has, and what is believed by it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.world.disk.seal import Seals, sealed, unsealed, user_key
from gomigrate.world.modules.cache import DiskCache

PATH = "ex.test/lib"
posix = pytest.mark.skipif(os.name != "posix", reason="owners and modes are those of POSIX")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "above/gomigrate"


def test_key_is_made_once_for_this_user_alone(home: Path) -> None:
    key = user_key(str(home))
    assert len(key) == 32
    assert user_key(str(home)) == key
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "key").stat().st_mode & 0o777 == 0o600


def test_key_that_was_begun_by_a_killed_process_is_made_anew(home: Path) -> None:
    home.mkdir(parents=True, mode=0o700)
    (home / "key.new").write_bytes(b"half")
    assert user_key(str(home)) == (home / "key").read_bytes()
    assert not (home / "key.new").exists()


def test_seal_holds_for_its_key_label_and_bytes_only() -> None:
    data = sealed(b"k", "one", b"body")
    assert unsealed(b"k", "one", data) == b"body"
    for key, label, other in [
        (b"l", "one", data),
        (b"k", "two", data),
        (b"k", "one", data + b"x"),
        (b"k", "one", data[:-1]),
        (b"k", "one", data[:64] + b" " + data[65:]),
        (b"k", "one", b""),
        (b"k", "oneb", data.replace(b"\nbody", b"\nody")),
    ]:
        assert unsealed(key, label, other) is None


@posix
@pytest.mark.parametrize("mode", [0o770, 0o722, 0o777])
def test_state_folder_that_others_can_write_to_is_refused(mode: int, home: Path) -> None:
    user_key(str(home))
    home.chmod(mode)
    with pytest.raises(WorldProblem, match="written by others"):
        user_key(str(home))


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_key_that_others_can_read_or_write_is_refused(mode: int, home: Path) -> None:
    user_key(str(home))
    (home / "key").chmod(mode)
    with pytest.raises(WorldProblem, match="others can"):
        user_key(str(home))


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the superuser gives files away")
@pytest.mark.parametrize("name", ["key", "."])
def test_key_or_folder_of_another_user_is_refused(name: str, home: Path) -> None:
    user_key(str(home))
    os.chown(home / name, 12345, 12345)
    with pytest.raises(WorldProblem, match="another user"):
        user_key(str(home))


@posix
def test_key_that_is_a_link_a_fifo_or_of_another_length_is_refused(home: Path, tmp_path: Path) -> None:
    user_key(str(home))
    key = home / "key"
    key.rename(tmp_path / "elsewhere")
    key.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WorldProblem, match="key"):
        user_key(str(home))
    key.unlink()
    os.mkfifo(key, 0o600)
    with pytest.raises(WorldProblem, match="not a file"):
        user_key(str(home))
    key.unlink()
    for data in (b"", b"x" * 31, b"x" * 33):
        key.write_bytes(data)
        key.chmod(0o600)
        with pytest.raises(WorldProblem, match="damaged"):
            user_key(str(home))


def test_opening_a_seal_makes_no_key(home: Path) -> None:
    assert Seals(str(home)).open("x", b"0" * 64 + b"\nbody") is None
    assert not home.exists()


def test_cache_entries_of_another_user_are_not_believed(tmp_path: Path) -> None:
    """A cache folder that came with a repository: each entry of it whole, but sealed by another user, or not at all."""
    plain = DiskCache(str(tmp_path / "cache"))
    strangers = plain.for_user({"HOME": str(tmp_path / "stranger")})
    ours = plain.for_user({"HOME": str(tmp_path / "home")})
    for theirs in (plain, strangers):
        theirs.write("one", PATH, "v1.0.0.mod", b"module evil\n")
        assert theirs.keep_file("one", PATH, "v1.0.0.zip", lambda file: bool(file.write(b"zip")))
        assert ours.read("one", PATH, "v1.0.0.mod") is None
        assert ours.file("one", PATH, "v1.0.0.zip") is None
    ours.write("one", PATH, "v1.0.0.mod", b"module good\n")
    assert ours.read("one", PATH, "v1.0.0.mod") == b"module good\n"


def test_cache_entry_does_not_stand_for_another(tmp_path: Path) -> None:
    ours = DiskCache(str(tmp_path / "cache")).for_user({"HOME": str(tmp_path / "home")})
    ours.write("one", PATH, "v1.0.0.mod", b"module good\n")
    folder = tmp_path / "cache/v1/one/ex.test/lib/@v"
    (folder / "v1.0.0.mod").rename(folder / "v1.1.0.mod")
    assert ours.read("one", PATH, "v1.1.0.mod") is None


def test_cache_without_a_home_for_the_key_holds_for_the_process(tmp_path: Path) -> None:
    cache = DiskCache(str(tmp_path / "cache")).for_user({})
    cache.write("one", PATH, "v1.0.0.mod", b"module good\n")
    assert cache.read("one", PATH, "v1.0.0.mod") == b"module good\n"
    assert DiskCache(str(tmp_path / "cache")).for_user({}).read("one", PATH, "v1.0.0.mod") is None
