"""Where nothing is written: the table is git's (t/t0060, t/t1450 and fsck's tests have such names), and some more."""

from __future__ import annotations

import pytest

from gomigrate.model.trees.writable import is_git_folder, why_not_writable

GIT = [
    ".git",
    ".GIT",
    ".gIt",
    "git~1",
    "GIT~1",
    "git~2",
    "gi7d29~1",
    "GI0B5E~12",
    ".git.",
    ".git ",
    ".git. . .",
    "git~1 .",
    ".git::$INDEX_ALLOCATION",
    ".git:x",
    ".git .:x",
    "Git~1::$DATA",
    ".g\u200cit",
    "\u200e.git",
    ".git\ufeff",
    ".gi\u202et",
    ".g\u206ai\u206ft",
    ".\u2060git",
    ".gi\ufe0ft",
    ".git\u00ad",
    "\uff0e\uff47\uff49\uff54",
    ".\uff27\uff29\uff34",
    "\u2024git",
    ".\U0001d4f0\u2071\u1d57",
    ".g\u0131t",
    ".g\u0130T",
    "g\uff49t\uff5e1",
    ".git\x01",
    ".gi\u034ft",
    ".\u3164git",
    ".git\u3000",
]
OTHERS = [
    ".github",
    ".gitignore",
    ".gitattributes",
    ".gitmodules",
    "git",
    "git~",
    "git~1.go",
    ".git-x",
    "x.git",
    "..git",
    ".gitt",
    ".g",
    "digit~1",
    "gitlab~1",
    "\u4f60\u597d.go",
    "caf\u00e9.go",
    "a b",
    "x\udcff",
    ".\u0433it",
]


@pytest.mark.parametrize("name", GIT)
def test_name_that_some_system_takes_for_git_is_refused_anywhere_in_a_path(name: str) -> None:
    assert is_git_folder(name)
    for path in (name, f"{name}/hooks/post-checkout", f"a/{name}", f"a\\{name}\\config", f"a/b\\{name}/c"):
        assert why_not_writable(path), path


@pytest.mark.parametrize("name", OTHERS)
def test_other_names_may_be_written(name: str) -> None:
    assert not is_git_folder(name)
    for path in (name, f"{name}/x", f"a/{name}"):
        assert why_not_writable(path) == ""


@pytest.mark.parametrize(
    "path", ["", "/", "/etc/x", "../x", "a/../x", "a//b", "a/", "./a", "a\0b", "a\\..\\..\\x", ".."]
)
def test_path_that_leads_out_is_refused(path: str) -> None:
    assert why_not_writable(path)


@pytest.mark.parametrize(
    "path",
    [".gitmodules", "A/.GITMODULES", ".gitmod\u200cules", "gitmod~1", "GI7EBA~1", ".gitmodules. ", "a\\.gitmodules:x"],
)
def test_gitmodules_is_written_as_a_file_and_never_as_a_link(path: str) -> None:
    assert why_not_writable(path, is_link=True)
    assert not why_not_writable(".gitmodules")


def test_a_clone_inside_goes_with_its_folder_and_the_project_s_own_stays() -> None:
    assert why_not_writable("vendor/x/.git/config", is_removal=True) == ""
    for path in (".git/config", "GIT~1/config", ".g\u200cit", "../x/.git/config", "vendor/../.git/config"):
        assert why_not_writable(path, is_removal=True)


def test_other_links_may_be_written() -> None:
    assert why_not_writable("a/link.go", is_link=True) == ""
