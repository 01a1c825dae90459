"""What comes with gomigrate, and how it is shipped: few packages under free licenses, and a wheel that is the same
whoever builds it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import distribution, requires
from importlib.util import find_spec
from pathlib import Path

import pytest

from gomigrate import __url__, __version__
from gomigrate.world.go.goenv import DEFAULT_GOPROXY, DEFAULT_GOSUMDB

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FREE = re.compile(r"\b(?:MIT|BSD|Apache|PSF|Python Software Foundation|ISC|MPL)\b")
NAME = re.compile(r"[A-Za-z0-9._-]+")
MOST_DECLARED = 12
MOST_IN_ALL = 30


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def runtime() -> set[str]:
    """The packages that an installation without extras brings, by what the installed ones say they need."""
    found: set[str] = set()
    waiting = ["gomigrate"]
    while waiting:
        for need in requires(waiting.pop()) or ():
            text, _, marker = need.partition(";")
            match = NAME.match(text)
            # What is for other systems or older Pythons is not installed here, and an extra is a wish of its own.
            if match is None or "extra" in marker or find_distribution(match[0]) is None:
                continue
            if (name := normalized(match[0])) not in found:
                found.add(name)
                waiting.append(name)
    return found


def find_distribution(name: str) -> str | None:
    try:
        return str(distribution(name).version)
    except ModuleNotFoundError:
        return None


def licence(name: str) -> str:
    said = distribution(name).metadata
    classifiers = [c for c in said.get_all("Classifier", ()) if c.startswith("License ::")]
    fields = [*said.get_all("License-Expression", ()), *said.get_all("License", ())]
    return " ".join((*classifiers, *(field[:40] for field in fields)))


def test_every_package_that_is_installed_is_under_a_free_licence() -> None:
    assert {name: licence(name) for name in runtime() if not FREE.search(licence(name))} == {}


def test_packages_stay_few_and_have_a_lower_bound() -> None:
    declared = PROJECT["dependencies"]
    assert len(declared) <= MOST_DECLARED
    assert [need for need in declared if ">=" not in need] == []
    assert len(runtime()) <= MOST_IN_ALL, sorted(runtime())


def test_locked_packages_are_those_that_the_project_wants() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    locked = {normalized(line.partition("==")[0]) for line in lines if "==" in line}
    wanted = {normalized(match[0]) for need in PROJECT["dependencies"] if (match := NAME.match(need))}
    assert wanted <= locked
    assert runtime() <= locked


needs_hatchling = pytest.mark.skipif(
    find_spec("hatchling") is None, reason="no hatchling here: pip install --group dev"
)


def build(source: Path, place: Path) -> Path:
    """A wheel of the project, built in a copy of it with files of another age."""
    copied = shutil.ignore_patterns(".*", "__pycache__", "tests", "fixtures", "site", "docs")
    shutil.copytree(source, place, ignore=copied)
    for number, path in enumerate(sorted(place.rglob("*"))):
        os.utime(path, (1_500_000_000 + number, 1_500_000_000 + number))
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place.with_suffix(".out"))]
    subprocess.run(words, cwd=place, check=True, capture_output=True)
    (wheel,) = place.with_suffix(".out").glob("*.whl")
    return wheel


@needs_hatchling
def test_wheel_is_the_same_whoever_builds_it_and_works_alone(tmp_path: Path) -> None:
    one = build(ROOT, tmp_path / "one")
    two = build(ROOT, tmp_path / "elsewhere/two")
    assert one.name == two.name
    assert hashlib.sha256(one.read_bytes()).digest() == hashlib.sha256(two.read_bytes()).digest()
    with zipfile.ZipFile(one) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "installed")
    assert all(name.startswith(("gomigrate/", "gomigrate-")) for name in names)
    assert f"gomigrate-{__version__}.data/data/share/man/man1/gomigrate.1" in names
    missing = {path.relative_to(ROOT).as_posix() for path in (ROOT / "gomigrate").rglob("*") if path.is_file()} - set(
        names
    )
    assert {name for name in missing if "__pycache__" not in name} == set()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    words = [sys.executable, "-P", "-m", "gomigrate", "explain", "GM401"]
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("GM401")


@needs_hatchling
def test_sdist_has_what_a_wheel_is_made_of_and_nothing_else(tmp_path: Path) -> None:
    place = tmp_path / "checkout"
    wheel = build(ROOT, place)
    words = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(words, cwd=place, check=True, capture_output=True)
    (sdist,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        tops = {name.split("/")[1] for name in archive.getnames()}
        archive.extractall(tmp_path / "unpacked", filter="data")
    wanted = {"gomigrate", "man", "hatch_build.py", "pyproject.toml", "README.md", "LICENSE", "PKG-INFO"}
    assert wanted <= tops <= wanted | {"CHANGELOG.md", "SECURITY.md", "constraints.txt", ".gitignore"}
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    out = str(tmp_path / "again")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out],
        cwd=unpacked,
        check=True,
        capture_output=True,
    )
    assert (tmp_path / "again" / wheel.name).read_bytes() == wheel.read_bytes()
    with zipfile.ZipFile(wheel) as built:
        said = built.read(f"gomigrate-{__version__}.dist-info/METADATA").decode()
    # Every link of the README leads somewhere from an index's page as well, and from here.
    files = f"{__url__}/blob/v{__version__}/"
    links = re.findall(r"\]\(([^)\s]+)\)", said)
    assert any(link.startswith(files) for link in links)
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    relative = [link.removeprefix(files).partition("#")[0] for link in links if link.startswith(files)]
    assert [name for name in relative if not (ROOT / name).exists()] == []
    assert f"Project-URL: Source, {__url__}\n" in said


HOST = re.compile(r"https?://([A-Za-z0-9.-]+)")
TOLD = frozenset(
    (
        *(
            "go.dev",
            "pkg.go.dev",
            "golang.github.io",
            "research.swtch.com",
            "no-color.org",
            "force-color.org",
            "bixense.com",
            "www.w3.org",
            "json-schema.org",
        ),
        "sqlite.org",
        "docs.oasis-open.org",
        "example.com",
        "proxy.example.com",
        *("github.com", "glide.readthedocs.io", "getgb.io", "mirror.example.com"),
        *("HOST", "USER", "PATH", "authority", ""),  # words that stand for what it is
        # Where the repositories of golang.org/x are, for who asks for their clones.
        "go.googlesource.com",
        # What the go command itself asks by default.
        *(*HOST.findall(DEFAULT_GOPROXY), DEFAULT_GOSUMDB, "sum.golang.google.cn"),
    )
)


def test_nothing_in_the_package_calls_home() -> None:
    """Sources of rules, examples, and the go command's own defaults: no other host is named anywhere."""
    files = [path for path in (ROOT / "gomigrate").rglob("*") if path.suffix in {".py", ".j2", ".js", ".css", ".json"}]
    named = {host.rstrip(".") for path in files for host in HOST.findall(path.read_text(encoding="utf-8"))}
    assert named <= TOLD
