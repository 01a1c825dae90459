"""Versions, module paths, patterns and pseudo-versions: our answers and x/mod's, on thousands of made ones."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gomigrate.model.go import modpath, pseudo, semver
from gomigrate.model.go.globs import path_match
from tests.oracle.driver import Driver, answers, question
from tests.oracle.making import odd

pytestmark = pytest.mark.go

COUNT = 4000

VERSIONS = (
    "v1", "v1.2", "v1.2.3", "v0.0.0", "v10.20.30", "v1.2.3-rc.1", "v1.2.3-0.rc", "v1.2.3-beta.11", "v2.0.0+incompatible",
    "v1.2.3+meta", "v1.0.0-pre+incompatible", "v0.0.0-20200102030405-abcdefabcdef", "v1.2.4-0.20200102030405-abcdefabcdef",
    "v1.2.3-rc.1.0.20200102030405-abcdefabcdef", "v2.0.1-0.20200102030405-abcdefabcdef+incompatible", "master",
    "v1.99999999999999999999.0", "v1.2.3-99999999999999999999999", "v2.0.0-20200102030405-abcdefabcdef", "go1.21", "",
    "v1.2.0-0.20200102030405-abcdefabcdef", "V1.2.3", "feature/x", "v1.2.3-alpha-1", "v1.!rc", "v1.2.3-20201399000000-abc",
)  # fmt: skip
VERSION_PIECES = (*"v.-+0123456789aZ_!/ ~", "", "00", "rc", ".0", "-0.", "+incompatible", "\n", "\0", "é", "٣", "²", "İ", "\udcff",
    "20200230000000", "99999999999999", "v1.2.3", "\u2028")  # fmt: skip
PATHS = (
    "github.com/acme/lib", "github.com/Acme/Lib/v2", "gopkg.in/yaml.v2", "gopkg.in/acme/x.v0", "gopkg.in/x.v3-unstable",
    "a.test/x/v1", "a.test/x/v02", "a.test/x/v1.2", "a.test", "a.test/con", "a.test/aux.go", "a.test/prog~1", "a.test/~1",
    "a.test/.x", "a.test/x.", "a.test/..", "a.test//x", "-a.test/x", "a_b.test/x", "A.test/x", "fmt", "a.test/x/v2/v3",
    "github.com/!acme/!lib", "a.test/LPT1.txt", "a.test/cOm9", "dir/file name.go", "a.test/x+y", "a.test/@v", "",
    "gopkg.in/yaml", "gopkg.in/yaml.v01", "a.test/é", "a/b/c.txt", "gopkg.in/v2", "a.test/v2", "a.test/x/v18446744073709551617",
)  # fmt: skip
PATH_PIECES = (*"/.-_~!@+ vAzZ09:;*?[]\\<>|\"'`,%$&(){}#=^", "..", "./", "/v2", ".v2", "-unstable", "COM1", "nul", "con.", "~12",
    "é", "ſ", "K", "\u0131", "Ǆ", "ª", "ↀ", "ﬁ", "\u200b", "\u0301", "\n", "\0", "\x7f", "\udcff", "NUL.x", "!A", "!a")  # fmt: skip
GLOBS = (
    "*.corp.test", "corp.test/*", "corp.test/x,other.test", "c?rp.test", "c[no]rp.test", "c[^o]rp.test", "corp.test/[a-z]",
    "corp.test/", "*", "**", "a,,b", "[", "\\*", "corp.test/\\x", "[]a]", "[-]", "[a-]", "[^]", "[z-a]", "[\\]]", "a*b*c",
)  # fmt: skip
GLOB_PIECES = (*"*?[]^-\\,/.ax", "**", "[^", "[a-z]", "é", "\udcff", "\n", "[\\", "!", "]]")
PANICS = re.compile(r"gopkg\.in/.*\.v-unstable", re.DOTALL)
"""A suffix without a number: x/mod's CheckPath takes it, and its PathMajorPrefix then panics. We refuse it."""
TARGETS = (
    "corp.test/x",
    "git.corp.test/x/y",
    "crp.test",
    "corp.test",
    "*",
    "]",
    "-",
    "a/b/c",
    "abc",
    "",
    "^",
    "other.test/a",
)


def ours_or_none(function: Callable[..., Any], *arguments: Any) -> Any:
    """What the function gives, None where it refuses."""
    try:
        return function(*arguments)
    except (modpath.InvalidPathError, pseudo.InvalidVersionError):
        return None


def of_version(v: str, w: str) -> dict[str, Any]:
    time = ours_or_none(pseudo.pseudo_time, v)
    return {
        "valid": semver.is_valid(v),
        "canonical": semver.canonical(v),
        "major": semver.major(v),
        "prerelease": semver.prerelease(v),
        "build": semver.build(v),
        "compare": semver.compare(v, w),
        "pseudo": pseudo.is_pseudo(v),
        "time": time and time.isoformat().partition("+")[0],
        "rev": ours_or_none(pseudo.pseudo_rev, v),
        "escaped": ours_or_none(modpath.escape_version, v),
        "unescaped": ours_or_none(modpath.unescape_version, v),
    }


def of_path(path: str, version: str) -> dict[str, Any]:
    prefix, major, is_good = modpath.split_path_version(path)
    return {
        "path": modpath.check_path(path) is None,
        "import": modpath.check_import_path(path) is None,
        "file": modpath.check_file_path(path) is None,
        "escaped": ours_or_none(modpath.escape_path, path),
        "prefix": prefix,
        "major": major,
        "ok": is_good,
        "matches": modpath.match_path_major(version, major),
        "majorPrefix": modpath.path_major_prefix(major),
    }


def of_glob(glob: str, target: str) -> dict[str, Any]:
    return {"list": modpath.match_prefix_patterns(glob, target), "match": path_match(glob, target)}


Compared = tuple[Callable[[random.Random], tuple[str, str]], Callable[[str, str], dict[str, Any]]]
KINDS: dict[str, Compared] = {
    "version": (lambda rng: (odd(rng, VERSIONS, VERSION_PIECES), odd(rng, VERSIONS, VERSION_PIECES)), of_version),
    "path": (lambda rng: (odd(rng, PATHS, PATH_PIECES), odd(rng, VERSIONS, VERSION_PIECES)), of_path),
    "globs": (lambda rng: (odd(rng, GLOBS, GLOB_PIECES), odd(rng, TARGETS, GLOB_PIECES)), of_glob),
}


def differences(driver: Driver, kind: str, rng: random.Random, count: int) -> list[Any]:
    """Each made input about which we and x/mod say something else: the input, the fact, what we say, what it says."""
    make, ours = KINDS[kind]
    made = [texts for _ in range(count) if not PANICS.fullmatch((texts := make(rng))[0])]
    found = answers(driver, [question(kind, *texts) for texts in made])
    return [
        (texts, key, mine, theirs[key])
        for texts, theirs in zip(made, found, strict=True)
        for key, mine in ours(*texts).items()
        if mine != theirs[key]
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_of_made_names_is_what_the_go_command_says(driver: Driver, kind: str) -> None:
    assert differences(driver, kind, random.Random(1), COUNT) == []


def pseudo_differences(driver: Driver, rng: random.Random, count: int) -> list[Any]:
    """The same for the pseudo-versions of made commits."""
    made = []
    for _ in range(count):
        # An older version that is none is never asked for: Go's function takes only what its callers have checked.
        older = odd(rng, VERSIONS, VERSION_PIECES)
        older = older if pseudo.is_pseudo(older) is False and semver.is_valid(older) else ""
        seconds = rng.choice((0, -62_135_596_800, 253_402_300_799, rng.randint(-(10**10), 10**11)))
        made.append((rng.choice(("", "v0", "v1", "v2", "v10")), older, seconds, f"{rng.getrandbits(48):012x}"))
    found = answers(driver, [question("pseudo", *map(str, case)) for case in made])
    start = datetime(1970, 1, 1, tzinfo=UTC)
    return [
        (case, mine, theirs["version"])
        for case, theirs in zip(made, found, strict=True)
        if (mine := pseudo.pseudo_version(case[0], case[1], start + timedelta(seconds=case[2]), case[3]))
        != theirs["version"]
    ]


def test_pseudo_versions_of_made_commits_are_those_of_the_go_command(driver: Driver) -> None:
    assert pseudo_differences(driver, random.Random(1), COUNT) == []


def test_path_with_a_suffix_without_a_number_is_refused(driver: Driver) -> None:
    path = "gopkg.in/x.v-unstable"
    (theirs,) = answers(driver, [question("path", path, "v1.0.0")])
    assert (theirs["path"], theirs["majorPrefix"]) == (True, None), "x/mod no longer panics: agree with it"
    assert modpath.check_path(path) == "invalid major version suffix"
