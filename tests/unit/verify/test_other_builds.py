from __future__ import annotations

import pytest

from gomigrate.gosource.platforms.platform import KNOWN_PLATFORMS
from gomigrate.model.findings import Finding
from gomigrate.model.gaps import Unchecked
from gomigrate.scripts.targets import Target
from gomigrate.verify.build.configuration import Configuration
from gomigrate.verify.build.otherbuilds import MOST, Ask, OtherBuilds, other_builds
from gomigrate.verify.build.packages import Digests, PackageFolder, Packages

APP, LIB = "x.test/app", "x.test/lib"
HOST = Configuration(platform="linux/amd64")

Files = dict[str, str]


def go(constraint: str = "", *, package: str = "p", imports: str = "") -> str:
    head = f"//go:build {constraint}\n\n" if constraint else ""
    return f"{head}package {package}\n" + (f'import "{imports}"\n' if imports else "")


def asked(path: str, then: Files, now: Files, *targets: Target, folders: frozenset[str] = frozenset()) -> OtherBuilds:
    """What another build is needed for, where these are the files that the host leaves out."""
    disk = {
        f"/{side}/{path}/{name}": text for side, files in (("then", then), ("now", now)) for name, text in files.items()
    }

    def read(place: str) -> bytes:
        return disk[place].encode()

    def side(name: str, files: Files) -> Packages:
        copy = PackageFolder(listed=path, files=(), folder=f"/{name}/{path}", name="p", ignored=tuple(sorted(files)))
        return Packages(copies={path: (copy,)})

    ask = Ask(
        project=APP,
        host=HOST.platform,
        targets=targets,
        platforms=frozenset(f"{goos}/{goarch}" for goos, goarch in KNOWN_PLATFORMS),
        go_minor=26,
        read=read,
        has_folder=folders.__contains__,
    )
    return other_builds([(side("then", then), side("now", now))], [HOST], ask, Digests(read))


@pytest.mark.parametrize(
    ("name", "constraint", "build"),
    [
        ("a.go", "enterprise", "linux/amd64 -tags=enterprise"),
        ("a.go", "a && b || c && d", "linux/amd64 -tags=a,b"),
        ("a_freebsd.go", "", "freebsd/amd64"),
        ("a_windows.go", "x", "windows/amd64 -tags=x"),
        ("a.go", "!linux", "windows/amd64"),
        ("a.go", "!cgo", "linux/amd64 without cgo"),
        ("a.go", "race", "linux/amd64 -race"),
        ("a_wasm.go", "", "js/wasm"),
        ("a.s", "purego", "linux/amd64 -tags=purego"),
    ],
)
def test_a_file_that_differs_asks_for_the_build_that_takes_it(name: str, constraint: str, build: str) -> None:
    then = {name: go(constraint)}
    now = {name: go(constraint) + "var X int\n"}
    assert [*map(str, asked(LIB, then, now).builds)] == [build]
    assert asked(LIB, then, then).builds == ()


@pytest.mark.parametrize("constraint", ["ignore", "tools", "ignore && windows", "gccgo"])
def test_a_file_that_no_build_takes_asks_for_none(constraint: str) -> None:
    files = {"a.go": go(constraint)}
    assert asked(APP, files, files) == OtherBuilds()
    assert asked(LIB, files, {}) == OtherBuilds()


def test_own_files_ask_whether_they_differ_or_not_but_no_program_beside_the_package() -> None:
    files = {"a_windows.go": go(), "b_windows_test.go": go(package="p_test"), "gen.go": go("mage", package="main")}
    assert [*map(str, asked(APP, files, files).builds)] == ["windows/amd64"]


def test_a_file_that_only_the_module_has_counts_where_the_project_builds_it() -> None:
    now = {"a.go": go("appengine"), "b_freebsd.go": go()}
    assert asked(LIB, {}, now) == OtherBuilds()
    freebsd = Target(goos="freebsd")
    assert [*map(str, asked(LIB, {}, now, freebsd).builds)] == ["freebsd/amd64"]


def test_an_import_that_no_listed_build_has_asks_where_its_package_is_there() -> None:
    files = {"a_windows.go": go(imports="y.test/winio")}
    assert asked(LIB, files, files) == OtherBuilds()
    there = asked(LIB, files, files, folders=frozenset(("/then/y.test/winio",)))
    assert [*map(str, there.builds)] == ["windows/amd64"]


def test_a_set_of_the_build_files_is_taken_whole_where_a_file_speaks_of_one_of_its_tags() -> None:
    files = {"a.go": go("seccomp")}
    mentioned = asked(LIB, files, files, Target(tags=("netgo", "seccomp")), Target(tags=("static",)))
    assert [*map(str, mentioned.builds)] == ["linux/amd64 -tags=netgo,seccomp"]


def test_a_file_for_another_release_is_told_where_it_differs() -> None:
    then = {"a.go": go("!go1.13"), "b.go": go("!go1.12")}
    told = asked(LIB, then, {**then, "a.go": go("!go1.13") + "var X int\n"}).told
    assert [said.evidence for said in told if isinstance(said, Finding)] == [(f"{LIB}: a.go",)]
    assert asked(LIB, then, then).told == ()


def test_so_many_builds_at_most_and_the_others_are_named() -> None:
    files = {f"a{n:02}.go": go(f"t{n:02}") for n in range(MOST + 2)}
    found = asked(APP, files, files)
    assert len(found.builds) == MOST
    assert [said.names for said in found.told if isinstance(said, Unchecked)] == [
        ("linux/amd64 -tags=t16", "linux/amd64 -tags=t17")
    ]
