"""The caches: two places, unfinished downloads, and the room that is reckoned for what is not there yet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gomigrate.diagnose.doctor.checks.caches import check_caches
from gomigrate.diagnose.doctor.setup import look_at_setup
from gomigrate.model.diagnosis.doctor import Check
from tests.unit.diagnose.doctor.places import ERRORS, Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.environ |= {"GOPROXY": "off", "GOMODCACHE": str(tmp_path / "mod"), "GOCACHE": str(tmp_path / "build")}
    return made


def download(cache: Path, name: str, data: bytes = b"zip") -> None:
    file = cache / "cache" / "download" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def checked(place: Place, *, fs: str = "ext4", free: int = 1 << 40) -> Check:
    """What is said of the caches, on a disk of this kind with so many bytes free."""
    seen = look_at_setup(place.world(), str(place.project), is_offline=True)
    return check_caches(replace(seen, caches=tuple(replace(one, fs=fs, free=free) for one in seen.caches)))


def codes(check: Check) -> list[str]:
    return [finding.code for finding in check.findings]


def test_healthy_caches_are_silent(place: Place, tmp_path: Path) -> None:
    download(tmp_path / "mod", f"{ERRORS}/@v/v1.2.3.zip")
    assert codes(checked(place)) == []


def test_only_what_is_not_in_the_cache_needs_room(place: Place, tmp_path: Path) -> None:
    assert codes(checked(place, free=15 << 20)) == ["GM887"]
    download(tmp_path / "mod", f"{ERRORS}/@v/v1.2.3.zip")
    assert codes(checked(place, free=15 << 20)) == []


def test_two_module_caches_are_told(place: Place, tmp_path: Path) -> None:
    place.environ["GOPATH"] = str(tmp_path / "go")
    download(tmp_path / "mod", f"{ERRORS}/@v/v1.2.3.zip")
    download(tmp_path / "go" / "pkg" / "mod", f"{ERRORS}/@v/v1.2.3.zip")
    assert codes(checked(place)) == ["GM884"]


@pytest.mark.parametrize(("name", "data"), [("v1.2.3.partial", b""), ("v1.2.3.zip", b""), ("v1.2.3.zip1.tmp", b"x")])
def test_unfinished_downloads_are_named(name: str, data: bytes, place: Place, tmp_path: Path) -> None:
    download(tmp_path / "mod", f"{ERRORS}/@v/{name}", data)
    found = checked(place).findings
    assert [finding.code for finding in found] == ["GM886"]
    assert any(name in line for line in found[0].evidence)


def test_a_cache_in_memory_does_not_last(place: Place) -> None:
    assert codes(checked(place, fs="tmpfs")) == ["GM888", "GM888"]
