"""The version that has the legacy build's files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from gomigrate.model.decision import SameFiles
from gomigrate.model.errors import WorldProblem
from gomigrate.model.findings import Place
from gomigrate.model.legacy.inventory import Inventory, Origin, Project, Used
from gomigrate.model.legacy.pins import Lock, Pin
from gomigrate.model.modules import Flaw, Said
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.plan.decide.identify import Namer, name_vendored
from gomigrate.plan.decide.modulecontents import Contents
from gomigrate.plan.decide.search import FilesQuestion, Provenance, SearchEnd
from tests.unit.plan.legacyworld import LIB, LINUX, Commit, FakeClone, FakeModules, Release, day, go, resolver_of, used

V1 = {"a.go": go("// 1")}
V2 = {"a.go": go("// 2")}


def asked(*packages: Used, path: str = LIB, module_path: str = "", around: str = "2018-06-01") -> FilesQuestion:
    return FilesQuestion(
        path=path, module_path=module_path or path, packages=packages, around=day(around), until=day(around)
    )


def found(
    modules: FakeModules, question: FilesQuestion, clones: Mapping[str, Any] | None = None, limit: int = 12
) -> Provenance | None:
    return traced(modules, question, clones, limit).found


def traced(
    modules: FakeModules, question: FilesQuestion, clones: Mapping[str, Any] | None = None, limit: int = 12
) -> SearchEnd:
    contents = Contents(modules)  # type: ignore[arg-type]
    (trace,) = Namer(contents, resolver_of(modules, clones), LINUX, limit=limit).find_all([question])
    return trace


def modules_of(**releases: Release) -> FakeModules:
    return FakeModules({LIB: {name.replace("_", "."): release for name, release in releases.items()}})


def test_find_takes_the_version_with_the_same_files() -> None:
    modules = modules_of(v1_0_0=Release(at="2018-01-01", files=V1), v1_1_0=Release(at="2018-02-01", files=V2))
    trace = traced(modules, asked(used(V1)))
    assert trace.found is not None
    assert str(trace.found.module) == f"{LIB}@v1.0.0"
    assert [(a.question, a.found) for a in trace.attempts] == [("v1.1.0", False), ("v1.0.0", True)]


def test_find_stops_at_the_first_that_fits() -> None:
    releases = {f"v1_{n}_0": Release(at=f"2018-0{n + 1}-01", files=V1) for n in range(5)}
    modules = modules_of(**releases)
    answer = found(modules, asked(used(V1)))
    assert answer is not None
    assert modules.asked == ["v1.4.0"]
    assert answer.same_files() == SameFiles(version="v1.4.0", equal=1, files=1, packages=1)


def test_find_mentions_others_that_were_looked_into() -> None:
    modules = modules_of(
        v1_0_0=Release(at="2018-01-01", files=V1),
        v1_1_0=Release(at="2018-02-01", files=V1),
        v1_2_0=Release(at="2018-03-01", files=V2),
    )
    answer = found(modules, asked(used(V1)))
    assert answer is not None
    assert answer.same_files() == SameFiles(version="v1.1.0", equal=1, files=1, packages=1, also=("v1.0.0",))


def test_find_names_the_others_that_it_looked_into() -> None:
    modules = modules_of(**{f"v1_{n}_0": Release(at="2018-01-01", files=V1 if n < 6 else V2) for n in range(12)})
    answer = found(modules, asked(used(V1)))
    assert answer is not None
    assert (answer.module.version, answer.also) == ("v1.5.0", ("v1.4.0", "v1.3.0", "v1.2.0", "v1.1.0", "v1.0.0"))


def test_find_looks_into_a_full_module_cache_only_so_far() -> None:
    pseudos = {
        f"v0.0.0-201801010{n // 60}{n % 60:02}00-aaaaaaaaaaaa": Release(at="2018-01-01", files=V2, is_here=True)
        for n in range(80)
    }
    trace = traced(FakeModules({LIB: pseudos}), asked(used(V1)))
    assert (trace.found, len(trace.attempts)) == (None, 12 + 48)


@pytest.mark.parametrize("limit", [0, 1, 3, 7])
def test_find_downloads_no_more_than_the_limit(limit: int) -> None:
    modules = modules_of(**{f"v1_{n}_0": Release(at="2018-01-01", files=V2) for n in range(20)})
    assert traced(modules, asked(used(V1)), limit=limit).found is None
    assert len(modules.asked) == limit


@pytest.mark.parametrize("here", range(8))
def test_find_is_the_same_whatever_the_module_cache_holds(here: int) -> None:
    """Both have the files: the commit is nearer in time, and would lose to the release if both were compared at
    once."""
    releases = {
        "v1.0.1-0.20171201000000-aaaaaaaaaaaa": Release(at="2017-12-01", files=V1, is_here=bool(here & 1)),
        "v1.0.0": Release(at="2017-01-01", files=V1, is_here=bool(here & 2)),
        "v0.9.0": Release(at="2016-01-01", files=V1, is_here=bool(here & 4)),
    }
    answer = found(FakeModules({LIB: releases}), asked(used(V1)))
    assert answer is not None
    assert answer.same_files() == SameFiles(
        version="v1.0.1-0.20171201000000-aaaaaaaaaaaa", equal=1, files=1, packages=1
    )


def test_find_takes_a_listed_version_of_no_time_last() -> None:
    odd = "v0.0.0-20181301000000-aaaaaaaaaaaa"
    releases = {odd: Release(at="2018-01-01", files=V1), "v1.0.0": Release(at="2017-01-01", files=V2)}
    trace = traced(FakeModules({LIB: releases}), asked(used(V1)))
    assert trace.found is not None
    assert [attempt.question for attempt in trace.attempts] == ["v1.0.0", odd]


def test_find_looks_into_the_module_cache_before_giving_up() -> None:
    releases = {f"v1.{n}.0": Release(at="2018-01-01", files=V2) for n in range(5)}
    modules = FakeModules({LIB: {**releases, "v0.1.0": Release(at="2017-01-01", files=V1, is_here=True)}})
    answer = found(modules, asked(used(V1)), limit=1)
    assert answer is not None
    assert answer.module.version == "v0.1.0"


@pytest.mark.parametrize(
    ("release", "said", "flaw", "detail"),
    [
        (Release(at="2018-01-01", files=V2), Said.DIFFERS, None, f"{LIB}/a.go"),
        (Release(at="2018-01-01", files={"sub/a.go": go()}), Said.LACKS, None, LIB),
        (Release(at="2018-01-01", files=V1, is_refused=True), Said.NO, None, ""),
        (
            Release(at="2018-01-01", files={**V1, "go.mod": b"module github.com/acme/other\n"}),
            Said.DIFFERS,
            Flaw.OTHER_PATH,
            "github.com/acme/other",
        ),
        (
            Release(at="2018-01-01", files={**V1, "go.mod": b"module github.com/acme/lib\n\ngo 1.21\n"}),
            Said.DIFFERS,
            Flaw.OTHER_LANGUAGE,
            "1.21",
        ),
        (Release(at="2018-01-01", files={"a.go": go("// 1"), "b.go": go()}), Said.DIFFERS, None, f"{LIB}/b.go"),
    ],
)
def test_find_refuses_a_version_that_is_not_the_build(
    release: Release, said: Said, flaw: Flaw | None, detail: str
) -> None:
    trace = traced(modules_of(v1_0_0=release), asked(used(V1)))
    assert trace.found is None
    assert [(a.said, a.flaw, a.detail) for a in trace.attempts] == [(said, flaw, detail)]


def test_find_refuses_a_match_of_no_file_at_all() -> None:
    """Files for other platforms only: every version would match them."""
    modules = modules_of(v1_0_0=Release(at="2018-01-01", files={"b_plan9.go": go("// 2")}))
    assert found(modules, asked(used({"b_windows.go": go("// 1")}))) is None


def test_find_wants_every_package() -> None:
    sub = f"{LIB}/sub"
    one = Release(at="2018-01-01", files={**V1, "sub/a.go": go("// 1")})
    other = Release(at="2018-02-01", files={**V1, "sub/a.go": go("// 2")})
    question = asked(used(V1), used({"a.go": go("// 1")}, sub))
    assert found(modules_of(v1_1_0=other), question) is None
    answer = found(modules_of(v1_0_0=one, v1_1_0=other), question)
    assert answer is not None
    assert answer.same_files() == SameFiles(version="v1.0.0", equal=2, files=2, packages=2)


def test_find_refuses_packages_outside_of_the_path() -> None:
    modules = modules_of(v1_0_0=Release(at="2018-01-01", files=V1))
    assert found(modules, asked(used(V1), used(V1, "github.com/acme/library"))) is None


def test_find_says_how_many_files_match_beside_added_ones() -> None:
    modules = modules_of(v1_0_0=Release(at="2018-01-01", files=V1))
    answer = found(modules, asked(used({**V1, "gen.go": b"// +build ignore\n\npackage main\n"})))
    assert answer is not None
    assert answer.same_files() == SameFiles(version="v1.0.0", equal=1, files=2, packages=1)


def test_find_a_fork_may_name_itself_as_upstream() -> None:
    fork = "github.com/fork/lib"
    files = {**V1, "go.mod": f"module {LIB}\n".encode()}
    modules = FakeModules({fork: {"v1.0.0": Release(at="2018-01-01", files=files)}})
    answer = found(modules, asked(used(V1), module_path=fork))
    assert answer is not None
    assert (answer.path, answer.module.path) == (LIB, fork)


COMMITS = (
    Commit(hash="a" * 40, at="2018-01-01", files=V1, tags=("v1.0.0",)),
    Commit(hash="b" * 40, at="2018-02-01", files=V1, tags=("v1.0.1",)),
    Commit(hash="c" * 40, at="2018-03-01", files={**V1, "b.go": go()}, tags=("v1.1.0",)),
)


def test_find_asks_a_clone_before_any_download() -> None:
    modules = modules_of(**{tag: Release(at="2018-01-01", files=V1) for tag in ("v1_0_0", "v1_0_1", "v1_1_0")})
    answer = found(modules, asked(used(V1)), {LIB: FakeClone(*COMMITS)})
    assert answer is not None
    assert modules.asked == ["v1.0.1"]
    assert (answer.source, answer.commit) == (f"clone {LIB}", "b" * 40)
    assert answer.same_files() == SameFiles(version="v1.0.1", equal=1, files=1, packages=1, also=("v1.0.0",))


def test_find_believes_the_zip_over_the_clone() -> None:
    modules = modules_of(v1_0_1=Release(at="2018-02-01", files=V2), v1_0_0=Release(at="2018-01-01", files=V1))
    answer = found(modules, asked(used(V1)), {LIB: FakeClone(*COMMITS)})
    assert answer is not None
    assert answer.module.version == "v1.0.0"


def test_find_undoes_rewritten_imports() -> None:
    legacy = {"a.go": go('import _ "github.com/acme/app/Godeps/_workspace/src/github.com/acme/log"')}
    upstream = {"a.go": go('import _ "github.com/acme/log"')}
    modules = modules_of(v1_0_0=Release(at="2018-01-01", files=upstream))
    clone = FakeClone(Commit(hash="a" * 40, at="2018-01-01", files=upstream, tags=("v1.0.0",)))
    for clones in ({}, {LIB: clone}):
        assert found(modules, asked(used(legacy)), clones) is not None


def test_find_first_goes_on_with_the_next_path() -> None:
    modules = FakeModules({LIB: {"v1.0.0": Release(at="2018-01-01", files={"sub/a.go": go("// 1")})}})
    package = used(V1, f"{LIB}/sub", Origin.GOPATH)
    namer = Namer(Contents(modules), resolver_of(modules), LINUX)  # type: ignore[arg-type]
    questions = [asked(package, path=f"{LIB}/sub"), asked(package)]
    (trace,) = namer.find_first([questions])
    assert trace.found is not None
    assert trace.found.path == LIB
    assert [t.found for t in namer.find_first([questions[:1], []])] == [None, None]


def inventory_of(packages: Sequence[Used], *pins: Pin) -> Inventory:
    """A project that vendors these packages."""
    empty = MemoryTree({})
    locks = (Lock(tool="dep", file="Gopkg.lock", pins=pins),) if pins else ()
    return Inventory(
        project=Project(import_path="github.com/acme/app", root="/app", date=day("2018-06-01")),
        tree=empty,
        committed=empty,
        locks=locks,
        lock_files=(),
        vendor_roots=(),
        untracked_vendor=(),
        packages=(),
        used=tuple(packages),
        missing=(),
        checkouts=(),
        findings=(),
    )


def test_name_vendored_names_what_no_lock_describes() -> None:
    other, unknown = "github.com/acme/other", "github.com/acme/unknown"
    modules = FakeModules(
        {
            LIB: {"v1.0.0": Release(at="2018-01-01", files=V1)},
            other: {"v1.0.0": Release(at="2018-01-01", files=V1)},
        }
    )
    inventory = inventory_of(
        [used(V1), used(V1, other), used(V1, unknown)], Pin(path=other, revision="1" * 40, place=Place("Gopkg.lock"))
    )
    contents = Contents(modules)  # type: ignore[arg-type]
    named = name_vendored(inventory, resolver_of(modules), contents, LINUX)
    assert [(n.path, n.provenance.module.version if n.provenance else "") for n in named] == [
        (LIB, "v1.0.0"),
        (unknown, ""),
    ]
    assert named[0].packages == (LIB,)


def test_name_vendored_leaves_checkouts_in_gopath_alone() -> None:
    modules = FakeModules({LIB: {"v1.0.0": Release(at="2018-01-01", files=V1)}})
    inventory = inventory_of([used(V1, origin=Origin.GOPATH)])
    assert name_vendored(inventory, resolver_of(modules), Contents(modules), LINUX) == ()  # type: ignore[arg-type]


def test_find_passes_over_a_clone_that_git_cannot_read() -> None:
    class Broken(FakeClone):
        def find_commits_with(self, folder: str, files: Mapping[str, Sequence[bytes]]) -> tuple[str, ...]:
            raise WorldProblem("git: bad object")

    modules = modules_of(v1_0_0=Release(at="2018-01-01", files=V1))
    trace = traced(modules, asked(used(V1)), {LIB: Broken()})
    assert trace.found is not None
    assert [(a.said, a.detail) for a in trace.attempts] == [(Said.BROKEN, "git: bad object"), (Said.FOUND, "")]


FOUR = {f"{name}.go": go(f"// {name}") for name in "abcd"}


@pytest.mark.parametrize(
    ("edited", "nearest"),
    [
        pytest.param({"a.go": go("// mine")}, ("v1.1.0", ["a.go"]), id="one file otherwise"),
        pytest.param({"more.go": go("// mine")}, ("v1.1.0", ["more.go"]), id="one file more"),
        pytest.param({"a.go": go("// mine"), "b.go": go("// mine")}, None, id="not most of them the same"),
        pytest.param({name: go("// mine") for name in FOUR}, None, id="nothing in common"),
    ],
)
def test_find_in_vain_names_the_version_that_is_near(edited: dict[str, bytes], nearest: tuple[str, list[str]]) -> None:
    modules = modules_of(
        v1_0_0=Release(at="2018-05-01", files={**FOUR, "c.go": go("// old")}),
        v1_1_0=Release(at="2018-04-01", files=FOUR),
    )
    end = traced(modules, asked(used({**FOUR, **edited})))
    assert end.found is None
    near = end.nearest and (end.nearest.module.version, [name.rpartition("/")[2] for name in end.nearest.files])
    assert near == nearest


def test_find_takes_the_release_that_the_files_name_where_no_list_has_it() -> None:
    files = {"lib.go": go('const Version = "1.0.0"')}
    modules = FakeModules({LIB: {"v1.0.0": Release(at="2018-01-01", files=files)}}, unlisted=frozenset({LIB}))
    answer = found(modules, asked(used(files)))
    assert answer is not None
    assert (answer.module.version, answer.source) == ("v1.0.0", "version named by other files")
