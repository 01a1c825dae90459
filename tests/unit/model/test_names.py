"""What may stand in a pin, and that no credential gets through."""

from __future__ import annotations

import pytest

from gomigrate.model.names import (
    NameFlaw,
    import_path_problem,
    is_same_place,
    redacted,
    release_hint,
    revision_problem,
    shown,
    source_problem,
    without_credentials,
)


@pytest.mark.parametrize(
    "path",
    ["github.com/acme/lib", "example.com", "gopkg.in/yaml.v2", "lib", "example.com/a~b/c+d/_e", "a.b/.hidden"],
)
def test_import_path_problem_of_an_import_path_is_none(path: str) -> None:
    assert import_path_problem(path) == ""


@pytest.mark.parametrize(
    ("path", "flaw"),
    [
        ("", NameFlaw.EMPTY),
        ("/abs/path", NameFlaw.ABSOLUTE),
        ("C:\\src\\lib", NameFlaw.ABSOLUTE),
        ("c:/src/lib", NameFlaw.ABSOLUTE),
        ("../up", NameFlaw.RELATIVE),
        ("a/../../b", NameFlaw.RELATIVE),
        ("./here", NameFlaw.RELATIVE),
        ("a/.git/b", NameFlaw.GIT_FOLDER),
        ("-flag", NameFlaw.REFUSED_BY_GO),
        ("a b", NameFlaw.REFUSED_BY_GO),
        ("a\x00b", NameFlaw.REFUSED_BY_GO),
        ("a//b", NameFlaw.REFUSED_BY_GO),
        ("a/", NameFlaw.REFUSED_BY_GO),
        ("https://example.com/lib", NameFlaw.URL),
        ("git@example.com:lib", NameFlaw.URL),
        ("example.com/ünï", NameFlaw.REFUSED_BY_GO),
        ("x" * 2000, NameFlaw.TOO_LONG),
    ],
)
def test_import_path_problem_of_anything_else_says_why(path: str, flaw: NameFlaw) -> None:
    assert import_path_problem(path) is flaw


@pytest.mark.parametrize("revision", ["1" * 40, "abc1234", "v1.2.3", "release/1.x", "me@x.com-2013-a1", "r85", ""])
def test_revision_problem_of_a_revision_is_none(revision: str) -> None:
    assert revision_problem(revision) == ""


@pytest.mark.parametrize(
    "revision", ["-x", "--exec=rm", "a b", "a\tb", "a\nb", "a\x1b[0m", "a\u2028b", "x" * 2000, "11https://u:p@h/x"]
)
def test_revision_problem_of_what_could_harm_a_command_says_why(revision: str) -> None:
    assert revision_problem(revision)


@pytest.mark.parametrize("source", ["ext::sh", "-oProxyCommand=x", "https://example.com/a b"])
def test_source_problem_of_what_git_would_run_says_why(source: str) -> None:
    assert source_problem(source)


@pytest.mark.parametrize(
    ("url", "clean", "has_credentials"),
    [
        ("https://example.com/lib.git", "https://example.com/lib.git", False),
        ("https://user:word@example.com/lib", "https://example.com/lib", True),
        ("https://token@example.com/lib", "https://example.com/lib", True),
        ("https://user:w@rd@example.com/lib", "https://example.com/lib", True),
        ("https://user:pa/ss@example.com/lib", "https://example.com/lib", True),
        ("https://example.com/libhttps://user:word@x.test/y", "https://example.com/libhttps://x.test/y", True),
        ("https://example.com:8443/lib@v1", "https://example.com:8443/lib@v1", False),
        ("https://example.com/lib?private_token=abc", "https://example.com/lib", True),
        ("https://example.com/lib?tab=code", "https://example.com/lib?tab=code", False),
        ("ssh://git@example.com/lib", "ssh://git@example.com/lib", False),
        ("ssh://git:word@example.com:22/lib", "ssh://git@example.com:22/lib", True),
        ("git+ssh://git@example.com/lib", "git+ssh://git@example.com/lib", False),
        ("git@example.com:acme/lib.git", "git@example.com:acme/lib.git", False),
        ("git:word@example.com:acme/lib.git", "git@example.com:acme/lib.git", True),
        ("github.com/acme/lib", "github.com/acme/lib", False),
        ("../lib.git", "../lib.git", False),
        ("", "", False),
    ],
)
def test_without_credentials_of_a_url_keeps_only_the_address(url: str, clean: str, has_credentials: bool) -> None:
    assert without_credentials(url) == (clean, has_credentials)


@pytest.mark.parametrize(
    ("source", "path", "is_same"),
    [
        ("https://github.com/acme/lib", "github.com/acme/lib", True),
        ("https://github.com/acme/lib.git/", "github.com/acme/lib/sub", True),
        ("git@github.com:acme/lib.git", "github.com/acme/lib", True),
        ("ssh://git@github.com/acme/lib", "github.com/acme/lib", True),
        ("github.com/acme/lib", "github.com/acme/lib", True),
        ("https://github.com/acme/li", "github.com/acme/lib", False),
        ("https://github.com/acme/lib/sub", "github.com/acme/lib", False),
        ("https://git.example.com/lib", "github.com/acme/lib", False),
        ("", "github.com/acme/lib", False),
    ],
)
def test_is_same_place_of_source_and_path_sees_forks(source: str, path: str, is_same: bool) -> None:
    assert is_same_place(source, path) is is_same


@pytest.mark.parametrize("text", ["v1.2.3", "1.2.3", "v1", "v2.0.0-beta.1", "v1.0.0+meta", "v1.0"])
def test_release_hint_of_an_exact_tag_is_the_tag(text: str) -> None:
    assert release_hint(text) == text


@pytest.mark.parametrize("text", ["v1.2.3-4-gabcdef0", "null-15", "master", "go.r60", "", "v", "see v1.2.3", "-1.0"])
def test_release_hint_of_anything_else_is_none(text: str) -> None:
    assert release_hint(text) == ""


def test_shown_of_a_hostile_name_is_short_and_clean() -> None:
    assert shown("a\x1b[31m\n" + "b" * 500) == '"a\\x1b[31m\\n' + "b" * 93 + '..."'
    assert "word" not in shown("https://user:word@example.com/x")


def test_redacted_of_a_comment_keeps_the_rest() -> None:
    assert redacted("from https://u:p@example.com/x, by me") == "from https://example.com/x, by me"
    assert redacted("from https://x@u:p@example.com/x") == "from https://example.com/x"
    assert redacted("mail me@example.com") == "mail me@example.com"
    assert redacted("clone u:p@example.com/x") == "clone example.com/x"
