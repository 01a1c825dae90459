from __future__ import annotations

import itertools

import pytest

from gomigrate.model.go import semver

ASCENDING = [
    "v0.0.0-20170101000000-97c6ef20cc14",
    "v0.0.0",
    "v0.1.0",
    "v1.0.0-0",
    "v1.0.0-1",
    "v1.0.0-2",
    "v1.0.0-10",
    "v1.0.0-alpha",
    "v1.0.0-alpha.1",
    "v1.0.0-alpha.beta",
    "v1.0.0-beta.2",
    "v1.0.0-beta.11",
    "v1.0.0-rc.1",
    "v1.0.0-rc-1",
    "v1.0.0",
    "v1.0.1-0.20170301000000-a9a39a18373a",
    "v1.0.1",
    "v1.9.0",
    "v1.10.0",
    "v2.0.0+incompatible",
    "v10.0.0",
    "v" + "9" * 5000 + ".0.0",
]


@pytest.mark.parametrize(("low", "high"), list(itertools.pairwise(ASCENDING)))
def test_compare_neighbours_of_the_table_ascend(low: str, high: str) -> None:
    assert semver.compare(low, high) == -1
    assert semver.compare(high, low) == 1


def test_sort_key_sorts_as_compare_does() -> None:
    rotated = [*ASCENDING[9:], *ASCENDING[:9]]
    assert sorted(rotated, key=semver.sort_key) == ASCENDING


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("v1.2", "v1.2.0"),
        ("v1", "v1.0.0"),
        ("v1.0.0+meta", "v1.0.0"),
        ("v2.0.0+incompatible", "v2.0.0"),
        ("master", "1.0.0"),
        ("", "v01.0.0"),
    ],
)
def test_compare_what_go_holds_equal_is_equal(left: str, right: str) -> None:
    assert semver.compare(left, right) == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v",
        "1.0.0",
        "V1.0.0",
        "v1.",
        "v1.0.",
        "v1.0.0.0",
        "v01.0.0",
        "v1.00.0",
        "v1.0.0-",
        "v1.0.0-01",
        "v1.0.0-a..b",
        "v1.0.0+",
        "v1.0.0+a+b",
        "v1.0-rc1",
        "v1.0.0 ",
        "v1.0.0\n",
        "v\u0661.0.0",
        "release-9",
    ],
)
def test_is_valid_what_is_no_version_is_refused(text: str) -> None:
    assert not semver.is_valid(text)
    assert semver.canonical(text) == semver.major(text) == semver.prerelease(text) == semver.build(text) == ""
    assert not semver.is_release(text)
    assert semver.compare(text, "v0.0.0-0") == -1


@pytest.mark.parametrize(
    ("text", "canonical", "major", "prerelease", "build"),
    [
        ("v1", "v1.0.0", "v1", "", ""),
        ("v1.2", "v1.2.0", "v1", "", ""),
        ("v1.2.3", "v1.2.3", "v1", "", ""),
        ("v1.2.3-rc.1+meta.5", "v1.2.3-rc.1", "v1", "-rc.1", "+meta.5"),
        ("v2.0.0+incompatible", "v2.0.0+incompatible", "v2", "", "+incompatible"),
        ("v2.0.0-pre+incompatible", "v2.0.0-pre+incompatible", "v2", "-pre", "+incompatible"),
        ("v2.0.0+incompatible.1", "v2.0.0", "v2", "", "+incompatible.1"),
        ("v1.0.0--", "v1.0.0--", "v1", "--", ""),
    ],
)
def test_parts_of_a_version(text: str, canonical: str, major: str, prerelease: str, build: str) -> None:
    assert semver.canonical(text) == canonical
    assert semver.major(text) == major
    assert semver.prerelease(text) == prerelease
    assert semver.build(text) == build
    assert semver.is_release(text) is (not prerelease)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("v1.0.0", "v1.1.0", "v1.1.0"),
        ("v1.1.0", "v1.0.0", "v1.1.0"),
        ("", "v0.0.0-1", "v0.0.0-1"),
        ("none", "v0.0.0-1", "v0.0.0-1"),
        ("", "none", "none"),
        ("none", "", "none"),
        ("v2.0.0", "v2.0.0+incompatible", "v2.0.0"),
    ],
)
def test_max_version_of_two(a: str, b: str, expected: str) -> None:
    assert semver.max_version(a, b) == expected
