from __future__ import annotations

import re
from pathlib import Path

import pytest

from gomigrate.model.errors import UsageProblem
from gomigrate.model.legacy.inventory import Inventory
from tests.unit.scan.worlds import LIB, MAIN, gopkg_lock, look, said
from tests.unit.world.gitworld import commit, git, gitconfig, make_repo, write

__all__ = ["gitconfig"]

pytestmark = pytest.mark.usefixtures("gitconfig")


@pytest.fixture
def gopath(tmp_path: Path) -> Path:
    """A GOPATH with a project without any lock, and a clone of what it imports."""
    make_repo(tmp_path / "remote/lib", {"lib.go": LIB, "sub/s.go": "package sub\n"})
    make_repo(tmp_path / "gp/src/example.com/app", {"main.go": MAIN})
    git(tmp_path, "clone", "--quiet", str(tmp_path / "remote/lib"), str(tmp_path / "gp/src/example.com/lib"))
    return tmp_path / "gp"


def scan_app(gopath: Path) -> Inventory:
    return look(gopath / "src/example.com/app", gopath)


def test_clean_checkout_is_the_pin_and_no_finding(gopath: Path) -> None:
    found = scan_app(gopath)
    (lib,) = found.checkouts
    assert (lib.path, lib.vcs, lib.changed, lib.is_unpushed, lib.problem) == ("example.com/lib", "git", (), False, "")
    assert lib.commit == git(gopath / "src/example.com/lib", "rev-parse", "HEAD")
    assert [(u.import_path, u.origin) for u in found.used] == [
        ("example.com/app", "project"),
        ("example.com/lib", "gopath"),
    ]
    assert found.findings == ()


def test_dirty_checkout_is_a_finding_with_the_files(gopath: Path) -> None:
    write(gopath / "src/example.com/lib", {"lib.go": "package lib // changed\n", "new.go": "package lib\n"})
    (dirty,) = said(scan_app(gopath), "GM032")
    assert dirty.evidence == ("example.com/lib: lib.go, new.go",)


def test_commits_that_no_remote_has_are_a_finding(gopath: Path) -> None:
    hash_ = commit(gopath / "src/example.com/lib", {"lib.go": "package lib // mine\n"})
    (ahead,) = said(scan_app(gopath), "GM033")
    assert hash_[:12] in ahead.evidence[0]


@pytest.mark.parametrize("state", ["no version control", "empty repository", "broken repository"])
def test_dependency_without_a_commit_is_a_finding(gopath: Path, state: str) -> None:
    place = gopath / "src/example.com/other"
    write(place, {"o.go": "package other\n"})
    if state == "empty repository":
        git(place, "init", "--quiet")
    elif state == "broken repository":
        write(place, {".git": "gitdir: /nonexistent\n"})
    commit(gopath / "src/example.com/app", {"o.go": 'package main\nimport _ "example.com/other"\n'})
    (nameless,) = said(scan_app(gopath), "GM034")
    assert nameless.evidence[0].partition(":")[0] == "example.com/other"


def test_mercurial_checkout_is_read_from_its_files(gopath: Path) -> None:
    place = gopath / "src/example.com/hg"
    write(place, {"h.go": "package hg\n", ".hg/dirstate": bytes.fromhex("ab" * 20) + bytes(20)})
    commit(gopath / "src/example.com/app", {"h.go": 'package main\nimport _ "example.com/hg"\n'})
    found = scan_app(gopath)
    assert [(c.vcs, c.commit) for c in found.checkouts if c.path == "example.com/hg"] == [("hg", "ab" * 20)]
    assert len(said(found, "GM035")) == 1


def test_packages_of_the_same_repository_outside_the_project_are_a_finding(tmp_path: Path) -> None:
    top = tmp_path / "gp/src/example.com/mono"
    main = 'package main\nimport _ "example.com/mono/shared"\n'
    make_repo(top, {"app/main.go": main, "app/Gopkg.lock": gopkg_lock(), "shared/s.go": "package shared\n"})
    found = look(top / "app", tmp_path / "gp")
    assert said(found, "GM039")[0].evidence == ("example.com/mono/shared",)
    assert found.checkouts == ()
    assert said(found, "GM034") == []


def test_what_lies_uncommitted_at_the_projects_place_is_not_a_dependency(gopath: Path) -> None:
    commit(gopath / "src/example.com/app", {"u.go": 'package main\nimport _ "example.com/app/made"\n'})
    write(gopath / "src/example.com/app", {"made/m.go": "package made\n"})
    assert [m.import_path for m in scan_app(gopath).missing] == ["example.com/app/made"]


def test_another_checkout_below_the_projects_place_is_a_dependency(gopath: Path) -> None:
    make_repo(gopath / "src/example.com/app/inner", {"i.go": "package inner\n"})
    files = {".gitignore": "inner/\n", "u.go": 'package main\nimport _ "example.com/app/inner"\n'}
    commit(gopath / "src/example.com/app", files)
    found = scan_app(gopath)
    assert [c.path for c in found.checkouts] == ["example.com/app/inner", "example.com/lib"]
    assert found.missing == ()


def test_vendor_folder_of_src_itself_counts(gopath: Path) -> None:
    write(gopath / "src/vendor/example.com/deep", {"d.go": "package deep\n"})
    commit(gopath / "src/example.com/app", {"d.go": 'package main\nimport _ "example.com/deep"\n'})
    found = scan_app(gopath)
    assert [(u.place, u.import_path) for u in found.used if u.origin == "vendor"] == [
        ("vendor/example.com/deep", "example.com/deep")
    ]


@pytest.mark.parametrize(
    ("path", "is_missing"),
    [("corp/gone", True), ("appengine/urlfetch", True), ("fmt", False), ("log/slog", False), ("C", False)],
)
def test_import_without_a_dot_is_missing_unless_go_may_have_it(gopath: Path, path: str, is_missing: bool) -> None:
    commit(gopath / "src/example.com/app", {"x.go": f'package main\nimport _ "{path}"\n'})
    assert [m.import_path for m in scan_app(gopath).missing] == ([path] if is_missing else [])


def test_import_without_a_dot_may_be_the_users_own(gopath: Path) -> None:
    write(gopath / "src/corp/log", {"l.go": "package log\n"})
    write(gopath / "src/fmt", {"f.go": "package fmt\n"})
    commit(gopath / "src/example.com/app", {"x.go": 'package main\nimport _ "corp/log"\nimport _ "fmt"\n'})
    found = scan_app(gopath)
    assert [u.import_path for u in found.used if u.origin == "gopath"] == ["corp/log", "example.com/lib"]


@pytest.mark.parametrize("path", ["../up", "example.com/../x", "example.com/" + "x" * 300, "example.com//y", "/abs"])
def test_nonsense_import_paths_are_missing_and_nothing_worse(gopath: Path, path: str) -> None:
    commit(gopath / "src/example.com/app", {"x.go": f'package main\nimport _ "{path}"\n'})
    found = scan_app(gopath)
    assert [str(f.severity) for f in found.findings if str(f.severity) == "error"] == []
    assert len(found.used) == 2


def test_lock_with_pins_outside_gopath_leaves_gopath_alone(gopath: Path, tmp_path: Path) -> None:
    lock = gopkg_lock(("example.com/lib", "a" * 40))
    make_repo(tmp_path / "outside", {"main.go": MAIN, "Gopkg.lock": lock})
    found = look(tmp_path / "outside", gopath, import_path="example.com/elsewhere")
    assert [m.import_path for m in found.missing] == ["example.com/lib"]
    assert found.checkouts == ()


def test_nothing_but_gopath_to_go_by_is_used_outside_of_it_too(gopath: Path, tmp_path: Path) -> None:
    make_repo(tmp_path / "outside", {"main.go": MAIN})
    found = look(tmp_path / "outside", gopath, import_path="example.com/elsewhere")
    assert [c.path for c in found.checkouts] == ["example.com/lib"]


@pytest.mark.parametrize(("below", "what"), [("src", "the src folder of GOPATH"), (".", "GOPATH itself")])
def test_gopath_itself_is_no_project_and_the_way_to_all_of_them_is_told(gopath: Path, below: str, what: str) -> None:
    with pytest.raises(UsageProblem, match=f"is {what}, not a project") as refused:
        look(gopath / below, gopath)
    assert re.match("gomigrate batch --list .*/gp/src$", str(refused.value.remedy))
    assert "--import-path" in str(refused.value)


def test_a_repository_that_is_a_whole_gopath_is_a_project_once_it_says_its_name(gopath: Path) -> None:
    git(gopath, "init", "-q")
    commit(gopath, {"go.mod": "module example.com/all\n", "all.go": "package all\n"})
    assert look(gopath, gopath).project.import_path == "example.com/all"
