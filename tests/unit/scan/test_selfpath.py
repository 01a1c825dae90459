from __future__ import annotations

from collections.abc import Iterator

import pytest

from gomigrate.gosource.walk import walk_packages
from gomigrate.model.errors import UsageProblem
from gomigrate.model.go.gopackage import GoPackage
from gomigrate.model.legacy.inventory import FoundBy, PathSource
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.scan.project.selfpath import (
    Claim,
    choose,
    from_gb,
    from_gopath,
    from_import_comments,
    from_own_imports,
    from_remotes,
    path_of_url,
)

LINKS = {"/link": "/real", "/link/src": "/real/src", "/link/src/a.b/c": "/real/src/a.b/c", "/gp/src/a.b/l": "/else"}


def real(path: str) -> str:
    return LINKS.get(path, path)


def only(claims: Iterator[Claim]) -> str:
    return ", ".join(claim.path for claim in claims)


def packages(**files: str) -> tuple[GoPackage, ...]:
    """Go files by path, "__" for a slash."""
    tree = MemoryTree({f"{name.replace('__', '/')}.go": text.encode() for name, text in files.items()})
    return walk_packages(tree)[0]


@pytest.mark.parametrize(
    ("folder", "gopath", "path"),
    [
        ("/gp/src/a.b/c", ["/gp"], "a.b/c"),
        ("/gp/src/a.b/c", ["/other", "/gp"], "a.b/c"),
        ("/gp/src/a.b/l", ["/gp"], "a.b/l"),
        ("/real/src/a.b/c", ["/link"], "a.b/c"),
        ("/link/src/a.b/c", ["/real"], "a.b/c"),
        ("/gp/src", ["/gp"], ""),
        ("/gp/source/a.b/c", ["/gp"], ""),
        ("/gp/srcs/a.b/c", ["/gp"], ""),
        ("/gp", ["/gp"], ""),
        ("/x", [], ""),
    ],
)
def test_from_gopath_compares_spelled_and_real_folders(folder: str, gopath: list[str], path: str) -> None:
    assert only(from_gopath(folder, gopath, real)) == path


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://github.com/acme/app.git", "github.com/acme/app"),
        ("https://user:token@GitHub.com/acme/app", "github.com/acme/app"),
        ("git@github.com:acme/app.git", "github.com/acme/app"),
        ("ssh://git@git.example.com:2222/acme/app/", "git.example.com/acme/app"),
        ("git://example.com/app", "example.com/app"),
        ("/srv/git/app.git", ""),
        ("file:///srv/git/app.git", ""),
        ("../app", ""),
        ("localhost:app", ""),
        ("https://example.com/../etc", ""),
        ("C:\\work\\app", ""),
        ("", ""),
    ],
)
def test_path_of_url_is_host_and_path_or_nothing(url: str, path: str) -> None:
    assert path_of_url(url) == path


def test_from_remotes_asks_origin_first_and_adds_the_projects_folder() -> None:
    remotes = {"a": "https://x.test/a", "origin": "https://x.test/o", "upstream": "https://x.test/u", "disk": "/srv/x"}
    assert only(from_remotes(remotes, "sub")) == "x.test/o/sub, x.test/u/sub, x.test/a/sub"
    assert only(from_remotes({"origin": "https://x.test/o"}, "")) == "x.test/o"


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"m": 'package m // import "x.test/m"'}, "x.test/m"),
        ({"a__a": 'package a // import "x.test/m/a"'}, "x.test/m"),
        ({"a__a": 'package a // import "x.test/elsewhere"'}, ""),
        ({"m": 'package m // import "x.test/m"', "a__a": 'package a // import "x.test/n/a"'}, "x.test/m, x.test/n"),
        ({"m": "package m"}, ""),
    ],
)
def test_from_import_comments_takes_subfolders_off(files: dict[str, str], path: str) -> None:
    assert only(from_import_comments(packages(**files))) == path


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"m": 'package m\nimport _ "x.test/m/a"', "a__a": "package a"}, "x.test/m"),
        ({"m": 'package m\nimport _ "x.test/m/a/b"', "a__b__b": "package b", "b__b": "package b"}, "x.test/m"),
        ({"m": 'package m\nimport _ "x.test/m/other"', "a__a": "package a"}, ""),
        ({"m": 'package m\nimport _ "encoding/json"', "json__j": "package json"}, ""),
        ({"m": 'package m\nimport _ "locked.test/lib/a"', "a__a": "package a"}, ""),
        ({"m": 'package m\nimport _ "locked.test/lib/a"\nimport _ "x.test/m/a"', "a__a": "package a"}, "x.test/m"),
        # Nothing to choose between them: the first by name, whatever order the files have.
        ({"m": 'package m\nimport _ "z.test/m/a"\nimport _ "y.test/m/a"', "a__a": "package a"}, "y.test/m"),
    ],
)
def test_from_own_imports_counts_imports_of_own_folders(files: dict[str, str], path: str) -> None:
    assert only(from_own_imports(packages(**files), lambda p: p.startswith("locked.test/"))) == path


@pytest.mark.parametrize(
    ("folders", "path"),
    [
        (["src/github.com/acme/app", "src/github.com/acme/app/sub", "src/cmd/x"], "github.com/acme/app"),
        (["src/cmd/x", "src/lib"], ""),
        (["src/github.com/b/b", "src/github.com/a/a"], "github.com/a/a"),
    ],
)
def test_from_gb_is_the_repository_with_most_folders(folders: list[str], path: str) -> None:
    assert only(from_gb([GoPackage(import_path="", dir=folder, files=()) for folder in folders])) == path


def test_choose_takes_the_first_import_path_and_tells_of_the_others() -> None:
    claims = [
        Claim(path=path, by=FoundBy(PathSource.LOCK, name))
        for path, name in (("a b", "A"), ("_/x", "B"), ("x.test/m", "C"), ("y.test/n", "D"))
    ]
    chosen, findings = choose(claims, "/p")
    assert chosen.path == "x.test/m"
    assert [(f.fact("other"), f.fact("other_by_name")) for f in findings] == [
        ("a b", "A"),
        ("_/x", "B"),
        ("y.test/n", "D"),
    ]
    assert [(f.fact("error"), f.fact("is_outside")) for f in findings] == [
        ("invalid char ' '", None),
        (None, True),
        (None, None),
    ]
    assert {(f.fact("path"), f.fact("by"), f.fact("by_name")) for f in findings} == {("x.test/m", "lock", "C")}


@pytest.mark.parametrize("claims", [[], [Claim(path="_/home/x", by=FoundBy(PathSource.COMMENT))]])
def test_choose_without_an_import_path_raises(claims: list[Claim]) -> None:
    with pytest.raises(UsageProblem, match="the import path of /p is not known"):
        choose(claims, "/p")
