"""Every code of sum about copies and go.sum: a trouble that brings it about, and a healthy twin, one step away.

Where the go command itself refuses the trouble, it is asked: it fails there, and builds the twin.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from gomigrate.report.words.sums import hashes as sums
from tests.unit.diagnose.doctor.places import ERRORS, MODULES, TEXT, Place, whole
from tests.unit.diagnose.sums.test_scenarios import (
    CRLF,
    OTHER,
    ZIP,
    codes,
    edit_sum,
    fill_cache,
    look,
    vendored,
    without_database,
    zip_hash,
)
from tests.unit.sumdb.fakedatabase import FakeDatabase, sums_of
from tests.unit.world.fakeproxy import FakeProxy, Reply, serve, write_proxy

COMPARED = tuple(f"GM{number}" for number in (*range(890, 900), 920, 921))


@dataclass
class Scene:
    """A project, its proxy, and whether the trouble is to be brought about."""

    place: Place
    proxy: FakeProxy
    is_ill: bool

    def tampered(self) -> bytes:
        """The zip of the module: another one where it is to be ill."""
        return OTHER if self.is_ill else whole()[ZIP].body


Lay = Callable[[Scene], None]
CASES: dict[str, tuple[Lay, tuple[str, ...]]] = {}
"""By code: what lays it out, and the go command that refuses what is ill, () where none does."""


def case(code: str, go: str = "") -> Callable[[Lay], Lay]:
    def register(lay: Lay) -> Lay:
        CASES[code] = (lay, tuple(go.split()))
        return lay

    return register


@case("GM890", "list -deps ./...")
def merge_conflict(s: Scene) -> None:
    file = s.place.project / "go.sum"
    if s.is_ill:
        text = file.read_text()
        file.write_text(f"<<<<<<< ours\n{text}=======\n{text}>>>>>>> theirs\n")


@case("GM891")
def two_hashes(s: Scene) -> None:
    file = s.place.project / "go.sum"
    line = f"{ERRORS} v1.2.3 {zip_hash(whole() | {ZIP: Reply(body=OTHER)})}\n"
    file.write_text(file.read_text() + (line if s.is_ill else ""))


@case("GM892", "mod download")
def line_that_the_database_refutes(s: Scene) -> None:
    if s.is_ill:
        edit_sum(s.place, zip_hash(whole()), zip_hash(whole() | {ZIP: Reply(body=OTHER)}))


@case("GM893", "mod download")
def line_that_nobody_agrees_with(s: Scene) -> None:
    without_database(s.place)
    line_that_the_database_refutes(s)


@case("GM894", "mod download")
def proxy_with_other_bytes(s: Scene) -> None:
    s.proxy.replies[ZIP] = Reply(body=s.tampered())


@case("GM895")
def cache_with_other_bytes(s: Scene) -> None:
    fill_cache(s.place, s.tampered())


@case("GM896")
def folder_that_was_edited(s: Scene) -> None:
    fill_cache(s.place, folder="package a // edited\n" if s.is_ill else "package a\n")


@case("GM897")
def vendored_copy_that_was_edited(s: Scene) -> None:
    vendored(s.place, "package a // edited\n" if s.is_ill else "package a\n")


@case("GM898", "mod download")
def line_endings(s: Scene) -> None:
    fill_cache(s.place)
    s.proxy.replies[ZIP] = Reply(body=CRLF if s.is_ill else whole()[ZIP].body)


@case("GM899", "list -deps ./...")
def line_that_is_missing(s: Scene) -> None:
    if s.is_ill:
        edit_sum(s.place, f"{ERRORS} v1.2.3 {zip_hash(whole())}\n", "")


@case("GM920")
def database_that_proves_nothing(s: Scene) -> None:
    known = [(path, version, sums_of(whole(), path, version)) for path, version in MODULES.items()]
    database = FakeDatabase([*known, ("example.com/more", "v1.0.0", sums_of(whole(), TEXT, MODULES[TEXT]))])
    replies = database.replies()
    if s.is_ill:
        other = FakeDatabase([(path, version, "nothing\n") for path, version, _ in known])
        replies |= {name: reply for name, reply in other.replies().items() if name.startswith("/lookup/")}
    s.place.environ["GOSUMDB"] = f"{database.key} {write_proxy(s.place.root / 'other', replies)}"


@case("GM921")
def copies_that_nobody_judges(s: Scene) -> None:
    without_database(s.place)
    folder = fill_cache(s.place, s.tampered(), folder="package a // tampered with\n" if s.is_ill else "package a\n")
    if s.is_ill:
        (folder / f"{ERRORS}@v1.2.3" / "b.go").write_text("package a\n")
        edit_sum(s.place, zip_hash(whole()), "h1:edited=")


@pytest.mark.parametrize("is_ill", [True, False], ids=["ill", "well"])
@pytest.mark.parametrize("code", sorted(CASES))
def test_trouble_is_found_and_its_healthy_twin_is_silent(code: str, is_ill: bool, tmp_path: Path) -> None:
    with serve() as proxy:
        proxy.replies |= whole()
        place = Place(tmp_path)
        place.environ["GOPROXY"] = proxy.url
        lay, command = CASES[code]
        lay(Scene(place, proxy, is_ill))
        found = codes(look(place))
        refuses = _go(place, command) if command else is_ill
    assert set(found) == ({code} if is_ill else set())
    assert refuses == is_ill


def _go(place: Place, command: tuple[str, ...]) -> bool:
    """Whether the go command fails; where there is none, nothing is claimed."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("needs the real go command")
    (place.project / "main.go").write_text(f'package main\n\nimport _ "{ERRORS}"\n\nfunc main() {{}}\n')
    environ = place.environ | {
        "PATH": f"{Path(go).parent}:{place.environ['PATH']}", "GOTOOLCHAIN": "local", "GOFLAGS": "-modcacherw",
        "GOMODCACHE": str(place.root / "fresh"),
    }  # fmt: skip
    done = subprocess.run([go, *command], cwd=place.project, env=environ, capture_output=True, timeout=120)
    return bool(done.returncode)


def test_every_code_about_copies_has_a_case() -> None:
    assert sorted(CASES) == sorted(code for code in sums.ROWS if code in COMPARED)
