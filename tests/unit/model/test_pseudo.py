from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from gomigrate.model.go import pseudo

TIME = datetime(2017, 3, 1, tzinfo=UTC)
COMMIT = "a9a39a18373a" + "0123456789ab" * 2 + "cdef"
LIB = "github.com/acme/lib"
STAMP = "20170301000000-a9a39a18373a"


@pytest.mark.parametrize(
    ("major", "older", "expected"),
    [
        ("", "", f"v0.0.0-{STAMP}"),
        ("v2", "", f"v2.0.0-{STAMP}"),
        ("", "v1.0.0", f"v1.0.1-0.{STAMP}"),
        ("", "v1.0.9", f"v1.0.10-0.{STAMP}"),
        ("", "v1.0.199", f"v1.0.200-0.{STAMP}"),
        ("", "v1.1.0-rc.1", f"v1.1.0-rc.1.0.{STAMP}"),
        ("", "v2.0.1+incompatible", f"v2.0.2-0.{STAMP}+incompatible"),
        ("", "v2.0.0-pre+incompatible", f"v2.0.0-pre.0.{STAMP}+incompatible"),
        ("", "no version", f"v0.0.0-{STAMP}"),
    ],
)
def test_pseudo_version_and_its_parts(major: str, older: str, expected: str) -> None:
    version = pseudo.pseudo_version(major, older, TIME, COMMIT[:12])
    assert version == expected
    assert pseudo.is_pseudo(version)
    assert pseudo.pseudo_time(version) == TIME
    assert pseudo.pseudo_rev(version) == COMMIT[:12]


def test_pseudo_version_time_is_written_in_utc() -> None:
    local = datetime(2017, 1, 1, 10, 0, tzinfo=timezone(timedelta(hours=2)))
    assert pseudo.pseudo_version("", "", local, "97c6ef20cc14") == "v0.0.0-20170101080000-97c6ef20cc14"


def test_pseudo_version_first_year_has_four_digits() -> None:
    first = datetime(1, 1, 1, tzinfo=UTC)
    assert pseudo.pseudo_version("", "", first, "0" * 12) == "v0.0.0-00010101000000-000000000000"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v1.0.0",
        "v1.0.0-rc.1",
        "v1.0.0-20170301000000",
        "v1.0.0-2017030100000-a9a39a18373a",
        "v1.0.1-20170301000000-a9a39a18373a",
        "v1.0.1-1.20170301000000-a9a39a18373a",
        "v1.0.1-0.20170301000000-a9a39a18373a.1",
        "v0.0.0-20170301000000-",
        "v00.0.0-20170301000000-a9a39a18373a",
    ],
)
def test_is_pseudo_other_versions_are_refused(text: str) -> None:
    assert not pseudo.is_pseudo(text)
    for part in (pseudo.pseudo_time, pseudo.pseudo_rev):
        with pytest.raises(pseudo.InvalidVersionError, match="no pseudo-version"):
            part(text)


def test_pseudo_time_impossible_time_is_refused() -> None:
    with pytest.raises(pseudo.InvalidVersionError, match="malformed time"):
        pseudo.pseudo_time("v0.0.0-20171301000000-a9a39a18373a")


def version(path: str = LIB, here: str = "", before: str = "", *, has_go_mod: bool = False, **more: object) -> str:
    return pseudo.version_of_commit(
        path,
        time=TIME,
        commit=COMMIT,
        tags_here=here.split(),
        tags_before=before.split(),
        has_go_mod=has_go_mod,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("here", "before", "expected"),
    [
        ("", "", f"v0.0.0-{STAMP}"),
        ("v1.0.0", "", "v1.0.0"),
        ("v1.0.0 v1.0.1 v1.0.1-rc.1", "v3.0.0", "v1.0.1"),
        ("v1.0.0-beta v1.0.0-alpha", "", "v1.0.0-beta"),
        ("", "v1.0.0 v0.9.0", f"v1.0.1-0.{STAMP}"),
        ("", "v1.0.0 v1.1.0-rc.1", f"v1.1.0-rc.1.0.{STAMP}"),
        ("v2.0.0 v2.0.1", "", "v2.0.1+incompatible"),
        ("", "v1.0.0 v2.0.0 v2.0.1", f"v2.0.2-0.{STAMP}+incompatible"),
        ("", "v10.0.0 v9.0.0", f"v10.0.1-0.{STAMP}+incompatible"),
        # Tags that are no full version never count.
        ("v1.0 v1 1.4.0 release-9 V2.0.0", "v1.2 latest", f"v0.0.0-{STAMP}"),
        ("sub/v1.0.0", "sub/v0.9.0", f"v0.0.0-{STAMP}"),
        ("v0.0.0-20160101000000-abcdefabcdef", "", f"v0.0.0-{STAMP}"),
        # Build metadata makes a tag no version, but it is still a base.
        ("v1.2.3+meta", "v1.0.0", f"v1.2.4-0.{STAMP}"),
        ("", "v2.0.0+incompatible", f"v2.0.1-0.{STAMP}+incompatible"),
    ],
)
def test_version_of_commit_without_go_mod(here: str, before: str, expected: str) -> None:
    assert version(here=here, before=before) == expected


@pytest.mark.parametrize(
    ("path", "here", "before", "expected"),
    [
        (LIB, "v2.0.0", "v1.0.0", f"v1.0.1-0.{STAMP}"),
        (LIB, "v2.0.0 v1.5.0", "", "v1.5.0"),
        (LIB, "", "v2.0.0", f"v0.0.0-{STAMP}"),
        (LIB + "/v2", "", "v1.0.0 v2.1.0", f"v2.1.1-0.{STAMP}"),
        (LIB + "/v2", "", "v1.0.0 v3.0.0", f"v2.0.0-{STAMP}"),
        (LIB + "/v2", "v2.1.0 v3.0.0", "", "v2.1.0"),
    ],
)
def test_version_of_commit_with_go_mod(path: str, here: str, before: str, expected: str) -> None:
    assert version(path, here, before, has_go_mod=True) == expected


@pytest.mark.parametrize(
    ("path", "here", "before", "expected"),
    [
        ("gopkg.in/yaml.v2", "", "", f"v2.0.0-{STAMP}"),
        ("gopkg.in/yaml.v2", "", "v1.0.0 v2.0.0 v3.0.0", f"v2.0.1-0.{STAMP}"),
        ("gopkg.in/yaml.v2", "v3.0.0", "", f"v2.0.0-{STAMP}"),
        ("gopkg.in/check.v1", "", "", f"v1.0.0-{STAMP}"),
        ("gopkg.in/tool.v0", "", "", f"v0.0.0-{STAMP}"),
        ("gopkg.in/acme/lib.v3-unstable", "", "v3.1.0", f"v3.1.1-0.{STAMP}"),
    ],
)
def test_version_of_commit_gopkg_in_is_never_incompatible(path: str, here: str, before: str, expected: str) -> None:
    assert version(path, here, before) == expected


def test_version_of_commit_major_folder_keeps_its_tags_from_the_root() -> None:
    assert version(before="v1.0.0 v2.0.0", major_folders=["v2"]) == f"v1.0.1-0.{STAMP}"
    assert version(before="v1.0.0 v3.0.0", major_folders=["v2"]) == f"v3.0.1-0.{STAMP}+incompatible"


def test_version_of_commit_no_module_path_is_refused() -> None:
    with pytest.raises(pseudo.InvalidVersionError, match="major version suffix"):
        version("github.com/acme/lib/v1")


@pytest.mark.parametrize(
    ("commit", "expected"),
    [(COMMIT, COMMIT[:12]), ("a9a39a18373a", "a9a39a18373a"), ("r42", "r42"), ("G" * 40, "G" * 40)],
)
def test_short_rev_cuts_full_hashes_only(commit: str, expected: str) -> None:
    assert pseudo.short_rev(commit) == expected
