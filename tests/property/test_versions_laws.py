"""Laws of versions, module paths and pseudo-versions."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gomigrate.model.go import modpath, pseudo, semver
from gomigrate.model.go.globs import path_match

# A busy machine may take its time over an example.
law = settings(deadline=None, max_examples=80, database=None)

numbers = st.integers(0, 120).map(str)
identifiers = st.one_of(numbers, st.from_regex(r"[0-9]{0,2}[a-zA-Z-][0-9a-zA-Z-]{0,3}", fullmatch=True))
prereleases = st.lists(identifiers, max_size=3).map(lambda parts: "-" + ".".join(parts) if parts else "")
builds = st.sampled_from(["", "", "+meta", "+incompatible"])
versions = st.builds(
    lambda major, minor, patch, pre, build: f"v{major}.{minor}.{patch}{pre}{build}",
    numbers,
    numbers,
    numbers,
    prereleases,
    builds,
)
canonical = versions.map(semver.canonical)
elements = st.from_regex(r"[A-Za-z0-9_~-]{1,6}", fullmatch=True)
module_paths = st.builds(
    lambda host, rest: "/".join([host, *rest]),
    st.sampled_from(["a.test", "github.com", "gopkg.in"]),
    st.lists(elements, max_size=3),
).filter(lambda path: modpath.check_path(path) is None)
times = st.integers(-62_135_596_800, 253_402_300_799).map(
    lambda second: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
)
hashes = st.from_regex(r"[0-9a-f]{40}", fullmatch=True)


@law
@given(versions, versions)
def test_order_is_total_and_antisymmetric(a: str, b: str) -> None:
    assert semver.compare(a, b) == -semver.compare(b, a)
    if semver.compare(a, b) == 0:
        without = [semver.canonical(v).removesuffix(semver.INCOMPATIBLE) for v in (a, b)]
        assert without[0] == without[1]


@law
@given(versions, versions, versions)
def test_order_is_transitive(a: str, b: str, c: str) -> None:
    low, middle, high = sorted((a, b, c), key=semver.sort_key)
    assert semver.compare(low, middle) <= 0
    assert semver.compare(middle, high) <= 0
    assert semver.compare(low, high) <= 0


@law
@given(versions)
def test_canonical_is_its_own_canonical_form(v: str) -> None:
    assert semver.canonical(semver.canonical(v)) == semver.canonical(v)
    assert semver.compare(v, semver.canonical(v)) == 0


@law
@given(st.text())
def test_anything_else_is_lower_than_every_version(text: str) -> None:
    assert semver.is_valid(text) or semver.compare(text, "v0.0.0-0") == -1


@law
@given(module_paths)
def test_escape_path_can_be_undone(path: str) -> None:
    escaped = modpath.escape_path(path)
    assert re.sub("!(.)", lambda match: match[1].upper(), escaped) == path
    assert escaped == escaped.lower()


@law
@given(canonical)
def test_escape_version_then_unescape_is_the_identity(v: str) -> None:
    assert modpath.unescape_version(modpath.escape_version(v)) == v


@law
@given(st.text())
def test_split_path_version_gives_the_path_back(path: str) -> None:
    prefix, major, _ = modpath.split_path_version(path)
    assert prefix + major == path


@law
@given(st.text(max_size=8), st.text(max_size=8))
def test_path_match_never_fails(pattern: str, name: str) -> None:
    assert path_match(pattern, name) in {True, False}


@law
@given(canonical, times, hashes)
def test_pseudo_version_is_between_its_base_and_the_next_release(base: str, time: datetime, commit: str) -> None:
    version = pseudo.pseudo_version("", base, time, commit[:12])
    assert pseudo.is_pseudo(version)
    assert semver.compare(base, version) == -1
    assert pseudo.pseudo_time(version) == time
    assert pseudo.pseudo_rev(version) == commit[:12]


@law
@given(st.lists(versions, max_size=4), st.lists(versions, max_size=4), times, hashes, st.booleans())
def test_version_of_commit_does_not_hang_on_the_order_of_tags(
    here: list[str], before: list[str], time: datetime, commit: str, has_go_mod: bool
) -> None:
    def of(here: list[str], before: list[str]) -> str:
        return pseudo.version_of_commit(
            "a.test/m", time=time, commit=commit, tags_here=here, tags_before=before, has_go_mod=has_go_mod
        )

    found = of(here, before)
    assert found == of(here[::-1], before[::-1])
    assert semver.canonical(found) == found
    assert modpath.match_path_major(found, "")


@law
@given(st.lists(canonical, min_size=1, max_size=5), times, hashes)
def test_version_of_commit_is_a_tag_of_the_commit_where_it_has_one(
    tags: list[str], time: datetime, commit: str
) -> None:
    plain = [tag for tag in tags if not semver.build(tag) and not pseudo.is_pseudo(tag)]
    assume(plain)
    found = pseudo.version_of_commit(
        "a.test/m", time=time, commit=commit, tags_here=plain, tags_before=(), has_go_mod=False
    )
    assert found.removesuffix(semver.INCOMPATIBLE) == max(plain, key=semver.sort_key)
