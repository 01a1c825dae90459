from __future__ import annotations

import pytest

from gomigrate.model.go import modpath


@pytest.mark.parametrize(
    ("path", "prefix", "major", "ok"),
    [
        ("github.com/acme/lib", "github.com/acme/lib", "", True),
        ("github.com/acme/lib/v2", "github.com/acme/lib", "/v2", True),
        ("github.com/acme/lib/v10", "github.com/acme/lib", "/v10", True),
        ("github.com/acme/v2ray", "github.com/acme/v2ray", "", True),
        ("github.com/acme/libv2", "github.com/acme/libv2", "", True),
        ("v2", "v2", "", True),
        ("github.com/acme/lib/v0", "github.com/acme/lib/v0", "", False),
        ("github.com/acme/lib/v1", "github.com/acme/lib/v1", "", False),
        ("github.com/acme/lib/v02", "github.com/acme/lib/v02", "", False),
        ("github.com/acme/lib/v1.2", "github.com/acme/lib/v1.2", "", False),
        ("gopkg.in/yaml.v2", "gopkg.in/yaml", ".v2", True),
        ("gopkg.in/tool.v0", "gopkg.in/tool", ".v0", True),
        ("gopkg.in/check.v1", "gopkg.in/check", ".v1", True),
        ("gopkg.in/acme/lib.v3-unstable", "gopkg.in/acme/lib", ".v3-unstable", True),
        ("gopkg.in/yaml", "gopkg.in/yaml", "", False),
        ("gopkg.in/yaml/v2", "gopkg.in/yaml/v2", "", False),
        ("gopkg.in/yaml.v02", "gopkg.in/yaml.v02", "", False),
    ],
)
def test_split_path_version_table(path: str, prefix: str, major: str, ok: bool) -> None:
    assert modpath.split_path_version(path) == (prefix, major, ok)


@pytest.mark.parametrize(
    ("suffix", "expected"),
    [("", ""), ("/v2", "v2"), (".v1", "v1"), (".v3-unstable", "v3")],
)
def test_path_major_prefix_table(suffix: str, expected: str) -> None:
    assert modpath.path_major_prefix(suffix) == expected


@pytest.mark.parametrize(
    ("version", "major", "expected"),
    [
        ("v0.1.0", "", True),
        ("v1.9.0", "", True),
        ("v2.0.0+incompatible", "", True),
        ("v2.0.0", "", False),
        ("v2.1.0", "/v2", True),
        ("v1.0.0", "/v2", False),
        ("v20.0.0", "/v2", False),
        ("v2.1.0", ".v2", True),
        ("v3.0.0", ".v3-unstable", True),
        ("v0.0.0-20161208181325-20d25e280405", ".v1", True),
        ("v0.0.0-20161208181325-20d25e280405", ".v2", False),
        ("v0.1.0", ".v1", False),
        ("master", "", False),
    ],
)
def test_match_path_major_table(version: str, major: str, expected: bool) -> None:
    assert modpath.match_path_major(version, major) is expected


@pytest.mark.parametrize(
    "path",
    [
        "github.com/Azure/go-autorest",
        "gopkg.in/yaml.v2",
        "example.com",
        "a-b.test/x_y/~z/v2",
        "github.com/acme/auxiliary/con2",
    ],
)
def test_check_path_good_path_has_no_reason(path: str) -> None:
    assert modpath.check_path(path) is None


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("", "empty string"),
        ("fmt", "missing dot"),
        ("acme/lib", "missing dot"),
        ("GitHub.com/acme/lib", "first path element"),
        ("-a.test/x", "leading dash"),
        ("a.test//x", "double slash"),
        ("a.test/x/", "trailing slash"),
        ("/a.test/x", "empty path element"),
        ("a.test/../x", "invalid path element"),
        ("a.test/.git", "leading dot"),
        ("a.test/x.", "trailing dot"),
        ("a.test/x y", "invalid char"),
        ("a.test/x+y", "invalid char"),
        ("a.test:8080/x", "invalid char"),
        ("a.test/é", "invalid char"),
        ("a.test/con.go", "Windows"),
        ("a.test/x~1", "tilde"),
        ("a.test/x/v1", "major version"),
        ("gopkg.in/yaml", "major version"),
        ("a.test/\udcff", "UTF-8"),
        ("$(touch x).test/a", "invalid char"),
    ],
)
def test_check_path_bad_path_has_a_reason(path: str, reason: str) -> None:
    found = modpath.check_path(path)
    assert found is not None
    assert reason in found


def test_check_import_path_takes_more_than_check_path() -> None:
    for path in ("fmt", "acme/lib", "a.test/c++", ".hidden", "a.test/x/v1"):
        assert modpath.check_import_path(path) is None
    for path in ("a b", "a/", "..", "a/./b", "--flag", "a@v1"):
        assert modpath.check_import_path(path) is not None


def test_check_file_path_takes_more_than_check_import_path() -> None:
    for path in ("a b.go", "-x", "ünder/[1]@2.txt", ".gitignore", "x~1"):
        assert modpath.check_file_path(path) is None
    for path in ("a:b", "nul.txt", "a*", "x/..", "q?", "tab\t", "a\\b", "a'b", "…"):
        assert modpath.check_file_path(path) is not None


@pytest.mark.parametrize(
    ("path", "escaped"),
    [
        ("github.com/Azure/go", "github.com/!azure/go"),
        ("github.com/BurntSushi/toml", "github.com/!burnt!sushi/toml"),
        ("gopkg.in/yaml.v2", "gopkg.in/yaml.v2"),
    ],
)
def test_escape_path_writes_capitals_with_a_mark(path: str, escaped: str) -> None:
    assert modpath.escape_path(path) == escaped


@pytest.mark.parametrize("path", ["", "fmt", "a.test/../../etc", "a.test/x!y", "a.test/x/v1"])
def test_escape_path_no_module_path_is_refused(path: str) -> None:
    with pytest.raises(modpath.InvalidPathError):
        modpath.escape_path(path)


@pytest.mark.parametrize(
    ("version", "escaped"),
    [("v1.0.0-RC1", "v1.0.0-!r!c1"), ("master", "master"), ("v2.0.0+incompatible", "v2.0.0+incompatible")],
)
def test_escape_version_and_back(version: str, escaped: str) -> None:
    assert modpath.escape_version(version) == escaped
    assert modpath.unescape_version(escaped) == version


@pytest.mark.parametrize("version", ["", "feature/x", "a!b", "..", "é", "a?b"])
def test_escape_version_what_cannot_be_a_file_name_is_refused(version: str) -> None:
    with pytest.raises(modpath.InvalidPathError):
        modpath.escape_version(version)


@pytest.mark.parametrize("escaped", ["V1", "v1!", "!A"])
def test_unescape_version_not_escaped_is_refused(escaped: str) -> None:
    with pytest.raises(modpath.InvalidPathError):
        modpath.unescape_version(escaped)


@pytest.mark.parametrize(
    ("globs", "target"),
    [
        ("*", "corp.test/x"),
        ("*.corp.test", "git.corp.test/x"),
        ("*.corp.test", "a.git.corp.test/x"),
        ("*corp.test", "git.corp.test/x"),
        ("corp.test", "corp.test/x"),
        ("corp.test/", "corp.test/x"),
        ("corp.test/x", "corp.test/x/y"),
        ("corp.test/x*", "corp.test/xx"),
        ("corp.test/*", "corp.test/x/y"),
        ("*/corp.test", "other.test/corp.test"),
        ("c?rp.test", "corp.test/x"),
        ("other.test,corp.test", "corp.test/x"),
        (",,corp.test", "corp.test"),
        ("[,corp.test", "corp.test"),
    ],
)
def test_match_prefix_patterns_covers(globs: str, target: str) -> None:
    assert modpath.match_prefix_patterns(globs, target)


@pytest.mark.parametrize(
    ("globs", "target"),
    [
        ("", "corp.test/x"),
        ("*.corp.test", "corp.test/x"),
        ("corp.test", "git.corp.test/x"),
        ("corp.test/x", "corp.test/xx"),
        ("corp.test/x/y", "corp.test/x"),
        ("Corp.test", "corp.test/x"),
        ("other.test, corp.test", "corp.test/x"),
        ("corp.test/...", "corp.test/x"),
        ("https://corp.test", "corp.test/x"),
        ("[", "corp.test/x"),
        ("/", "corp.test/x"),
    ],
)
def test_match_prefix_patterns_does_not_cover(globs: str, target: str) -> None:
    assert not modpath.match_prefix_patterns(globs, target)


def test_is_std_looks_at_the_first_element_only() -> None:
    assert modpath.is_std("net/http")
    assert modpath.is_std("vendor/golang.org/x/net")
    assert not modpath.is_std("golang.org/x/net")


def test_prefixes_are_longest_first() -> None:
    assert modpath.prefixes("a.test/b/c") == ("a.test/b/c", "a.test/b", "a.test")
    assert modpath.prefixes("fmt") == ("fmt",)


def test_is_inside_goes_by_elements() -> None:
    assert modpath.is_inside("a.test/b", "a.test/b")
    assert modpath.is_inside("a.test/b/c", "a.test/b")
    assert not modpath.is_inside("a.test/bc", "a.test/b")
    assert not modpath.is_inside("a.test", "a.test/b")
