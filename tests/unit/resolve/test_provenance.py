"""In which order versions are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from gomigrate.resolve import provenance
from gomigrate.resolve.provenance import (
    Sample,
    clone_candidates,
    first_candidates,
    listed_candidates,
    mentioned_candidates,
    spoken_candidates,
)
from tests.unit.plan.legacyworld import LIB, Commit, FakeClone, FakeModules, Release, day, go, resolver_of

V1 = {"a.go": go("// 1")}
V2 = {"a.go": go("// 2")}
PSEUDO = "v0.0.0-20180301000000-cccccccccccc"

RELEASES = {
    "v1.0.0": Release(at="2018-01-01"),
    "v1.1.0": Release(at="2018-02-01"),
    "v1.2.0": Release(at="2018-06-01"),
    "v1.3.0": Release(at="2019-01-01"),
}


def sample(around: str = "", until: str = "", hint: str = "", path: str = LIB, files: dict[str, bytes] = V1) -> Sample:
    return Sample(
        module_path=path,
        files=files,
        around=day(around) if around else None,
        until=day(until) if until else None,
        hint=hint,
    )


def listed(releases: Mapping[str, Release], wanted: Sample) -> list[str]:
    modules = FakeModules({wanted.module_path: releases})
    return [candidate.version for candidate in listed_candidates(resolver_of(modules), wanted)]


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        (sample("2018-05-01"), ["v1.2.0", "v1.1.0", "v1.0.0", "v1.3.0"]),
        (sample("2018-01-05"), ["v1.0.0", "v1.1.0", "v1.2.0", "v1.3.0"]),
        # What is younger than the project comes last, however near.
        (sample("2018-05-01", until="2018-05-01"), ["v1.1.0", "v1.0.0", "v1.2.0", "v1.3.0"]),
        (sample("2018-05-01", hint="v1.0.0"), ["v1.0.0", "v1.2.0", "v1.1.0", "v1.3.0"]),
        (sample("2018-05-01", hint="v9.9.9"), ["v1.2.0", "v1.1.0", "v1.0.0", "v1.3.0"]),
        (sample("2018-05-01", hint="master"), ["v1.2.0", "v1.1.0", "v1.0.0", "v1.3.0"]),
        (sample(), ["v1.3.0", "v1.2.0", "v1.1.0", "v1.0.0"]),
    ],
)
def test_listed_candidates_come_nearest_in_time_first(wanted: Sample, order: list[str]) -> None:
    assert listed(RELEASES, wanted) == order


def test_listed_candidates_that_the_files_name_come_first() -> None:
    assert listed(RELEASES, replace(sample("2018-05-01"), said=("v1.0.0", "v7.0.0")))[:2] == ["v1.0.0", "v1.2.0"]


def test_versions_that_others_name_are_asked_for_where_no_list_has_them() -> None:
    modules = FakeModules(
        {LIB: {**RELEASES, "v3.0.0+incompatible": Release(at="2019-02-01")}}, unlisted=frozenset({LIB})
    )
    named = replace(sample(hint="v1.1.0"), said=("v3.0.0", "v9.0.0"), mentioned=("v1.2.0", "v8.0.0"))
    resolver = resolver_of(modules)
    assert [c.version for c in spoken_candidates(resolver, named)] == ["v1.1.0", "v3.0.0+incompatible"]
    assert [c.version for c in mentioned_candidates(resolver, named)] == ["v1.2.0"]
    assert spoken_candidates(resolver_of(FakeModules({LIB: RELEASES})), named) == ()


@pytest.mark.parametrize("path", [LIB, f"{LIB}/v2", "gopkg.in/yaml.v2"])
def test_the_usual_first_versions_are_asked_for_where_lists_are_refused(path: str) -> None:
    major = "v2" if path != LIB else "v1"
    releases = {f"{major}.0.0": Release(at="2018-01-01"), f"{major}.9.0": Release(at="2018-02-01")}
    wanted = replace(sample(), module_path=path)
    refused = FakeModules({path: releases}, unlisted=frozenset({path}))
    assert [c.version for c in first_candidates(resolver_of(refused), wanted)] == [f"{major}.0.0"]
    assert first_candidates(resolver_of(FakeModules({path: releases})), wanted) == ()
    assert first_candidates(resolver_of(FakeModules({})), wanted) == ()


def test_listed_candidates_hold_pseudo_versions_by_their_own_time() -> None:
    releases = {**RELEASES, PSEUDO: Release(at="2000-01-01")}
    assert listed(releases, sample("2018-03-02"))[0] == PSEUDO


def test_listed_candidates_of_one_commit_come_in_canonical_spelling_first() -> None:
    after_tag = "v1.0.1-0.20180301000000-cccccccccccc"
    releases = {name: Release(at="2018-03-01") for name in (PSEUDO, after_tag)}
    assert listed(releases, sample("2018-03-02")) == [after_tag, PSEUDO]


def test_listed_candidates_hint_of_a_high_major_is_incompatible() -> None:
    releases = {"v1.0.0": Release(at="2018-01-01"), "v3.0.0+incompatible": Release(at="2010-01-01")}
    assert listed(releases, sample("2018-01-01", hint="v3.0.0"))[0] == "v3.0.0+incompatible"


def test_listed_candidates_of_an_unknown_module_are_none() -> None:
    assert listed_candidates(resolver_of(FakeModules({})), sample("2018-01-01")) == ()


def test_listed_candidates_say_what_costs_no_download() -> None:
    modules = FakeModules({LIB: {"v1.0.0": Release(at="2018-01-01", is_here=True), "v1.1.0": Release(at="2018-02-01")}})
    found = {c.version: (c.source, c.is_here) for c in listed_candidates(resolver_of(modules), sample("2018-01-01"))}
    assert found == {"v1.0.0": ("version list", True), "v1.1.0": ("version list", False)}


def test_listed_candidates_of_a_long_list_ask_only_about_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "WINDOW", 2)
    releases = {f"v1.{n}.0": Release(at=f"20{n // 12 + 10}-{n % 12 + 1:02}-01") for n in range(60)}
    found = listed(releases, sample("2012-06-15"))
    assert sorted(found) == ["v1.28.0", "v1.29.0", "v1.30.0", "v1.31.0"]
    assert found[:2] == ["v1.29.0", "v1.30.0"]


def cloned(clone: FakeClone, wanted: Sample, root: str = LIB, modules: FakeModules | None = None) -> list[str]:
    found = clone_candidates(resolver_of(modules or FakeModules({}), {root: clone}), wanted)
    return [candidate.version for candidate in found]


ONE, TWO, THREE, FOUR = (digit * 40 for digit in "abcd")

HISTORY = FakeClone(
    Commit(hash=ONE, at="2018-01-01", files=V1),
    Commit(hash=TWO, at="2018-02-01", files=V1, tags=("v1.0.0",)),
    Commit(hash=THREE, at="2018-03-01", files=V1),
    Commit(hash=FOUR, at="2018-04-01", files=V2, tags=("v1.1.0",)),
)


def test_clone_candidates_come_tagged_first_then_nearest() -> None:
    assert cloned(HISTORY, sample("2018-02-25")) == [
        "v1.0.0",
        f"v1.0.1-0.20180301000000-{THREE[:12]}",
        f"v0.0.0-20180101000000-{ONE[:12]}",
    ]


def test_clone_candidates_prefer_an_untagged_commit_that_a_proxy_lists() -> None:
    listed_one = f"v0.0.0-20180101000000-{ONE[:12]}"
    modules = FakeModules({LIB: {listed_one: Release(at="2018-01-01")}})
    assert cloned(HISTORY, sample("2018-02-25"), modules=modules)[1] == listed_one


def test_clone_candidates_without_the_bytes_are_none() -> None:
    assert cloned(HISTORY, sample("2018-02-25", files={"a.go": go("// 3")})) == []


@pytest.mark.parametrize(
    "upstream",
    [
        b'package lib // import "github.com/acme/lib"\n\nvar V = 1\n',
        b"package lib\r\n\r\nvar V = 1\r\n",
        b"package lib\n\nvar V = 1",
        b'package lib // import "github.com/acme/lib"\n\nvar V = 1',
    ],
)
def test_clone_candidates_are_found_behind_the_marks_of_tools(upstream: bytes) -> None:
    clone = FakeClone(
        Commit(hash=ONE, at="2018-01-01", files={"a.go": upstream}, tags=("v1.0.0",)),
        Commit(hash=TWO, at="2018-02-01", files={"a.go": upstream + b"// more\n"}, tags=("v1.1.0",)),
    )
    assert cloned(clone, sample("2018-02-01", files={"a.go": b"package lib\n\nvar V = 1\n"})) == ["v1.0.0"]


@pytest.mark.parametrize("comment", [b"", b' // import "github.com/acme/lib"'])
def test_clone_candidates_are_found_behind_the_build_line_that_gofmt_writes(comment: bytes) -> None:
    upstream = b"// +build linux,amd64\n\npackage lib" + comment + b"\n\nvar V = 1\n"
    clone = FakeClone(Commit(hash=ONE, at="2018-01-01", files={"a.go": upstream}, tags=("v1.0.0",)))
    formatted = b"//go:build linux && amd64\n// +build linux,amd64\n\npackage lib\n\nvar V = 1\n"
    assert cloned(clone, sample("2018-02-01", files={"a.go": formatted})) == ["v1.0.0"]


def test_clone_candidates_of_another_repository_are_none() -> None:
    assert cloned(HISTORY, sample("2018-02-25"), root="github.com/acme/library") == []


def test_clone_candidates_of_a_nested_module_look_into_its_folder() -> None:
    files = {"sub/a.go": V1["a.go"], "sub/go.mod": b"module m\n", "a.go": go("// other")}
    clone = FakeClone(Commit(hash=ONE, at="2018-01-01", files=files, tags=("sub/v0.1.0", "v1.0.0")))
    assert cloned(clone, sample("2018-02-25", path=f"{LIB}/sub")) == ["v0.1.0"]
    assert cloned(clone, sample("2018-02-25")) == []


def test_clone_candidates_of_a_major_version_look_at_the_top() -> None:
    files = {**V1, "go.mod": f"module {LIB}/v2\n".encode()}
    clone = FakeClone(Commit(hash=ONE, at="2018-01-01", files=files, tags=("v2.1.0",)))
    assert cloned(clone, sample("2018-02-25", path=f"{LIB}/v2")) == ["v2.1.0"]
