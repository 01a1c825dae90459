from __future__ import annotations

from pathlib import Path

import pytest

from gomigrate.model.errors import UsageProblem
from gomigrate.model.legacy.inventory import FoundBy, PathSource
from tests.unit.scan.worlds import LIB, MAIN, gopkg_lock, look, said
from tests.unit.world.gitworld import commit, git, gitconfig, make_repo, write

__all__ = ["gitconfig"]

pytestmark = pytest.mark.usefixtures("gitconfig")

HASH = "a" * 40
LOCK = gopkg_lock(("example.com/lib", HASH))


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A project with a lock and a vendor tree at example.com/app in a GOPATH."""
    place = tmp_path / "gp" / "src" / "example.com" / "app"
    files = {"main.go": MAIN, "sub/deep/s.go": "package deep\n", "Gopkg.lock": LOCK}
    make_repo(place, {**files, "vendor/example.com/lib/lib.go": LIB})
    return place


@pytest.mark.parametrize("below", [".", "sub", "sub/deep", "vendor/example.com/lib", "vendor"])
def test_scan_of_a_subfolder_finds_the_project_above(app: Path, below: str) -> None:
    found = look(app if below == "." else app / below, app.parents[2])
    assert found.project.root == str(app)
    assert found.project.import_path == "example.com/app"
    assert found.project.found_by == FoundBy(PathSource.GOPATH)
    assert found.project.asked == ("" if below == "." else str(app / below))
    assert [p.dir for p in found.packages] == ["", "sub/deep"]
    assert said(found, "GM020") == []


def test_scan_of_a_vendored_project_with_a_lock_of_its_own_finds_the_one_around_it(app: Path) -> None:
    commit(app, {"vendor/example.com/lib/Gopkg.lock": LOCK})
    assert look(app / "vendor/example.com/lib", app.parents[2]).project.root == str(app)


@pytest.mark.parametrize("marker", ["tool/Gopkg.lock", "tool/glide.yaml", "tool/go.mod", "tool/Godeps/Godeps.json"])
def test_scan_below_two_projects_takes_the_nearest(app: Path, marker: str) -> None:
    commit(app, {"tool/cmd/x/main.go": MAIN, marker: LOCK if marker.endswith(".lock") else "{}"})
    found = look(app / "tool" / "cmd" / "x", app.parents[2])
    assert found.project.root == str(app / "tool")
    assert found.project.import_path == "example.com/app/tool"
    assert found.project.prefix == "tool"


def test_scan_beside_a_lower_vendor_folder_prefers_the_lock_above(app: Path) -> None:
    commit(app, {"cmd/vendor/example.com/lib/lib.go": LIB, "cmd/main.go": MAIN})
    assert look(app / "cmd", app.parents[2]).project.root == str(app)


def test_scan_without_any_lock_takes_the_top_of_the_repository(tmp_path: Path) -> None:
    place = tmp_path / "gp" / "src" / "example.com" / "app"
    make_repo(place, {"main.go": "package main\n", "cmd/x/x.go": "package main\n"})
    assert look(place / "cmd" / "x", tmp_path / "gp").project.root == str(place)


def test_scan_in_a_repository_that_holds_the_whole_gopath_stays_below_src(tmp_path: Path) -> None:
    make_repo(tmp_path / "gp", {"src/example.com/app/main.go": "package main\n", "Gopkg.lock": LOCK, "src/go.mod": ""})
    found = look(tmp_path / "gp/src/example.com/app", tmp_path / "gp")
    assert found.project.import_path.startswith("example.com")


def test_scan_without_git_takes_the_folder_as_it_is(tmp_path: Path) -> None:
    write(
        tmp_path, {"main.go": "package main\n", "Gopkg.lock": LOCK, "sub/s.go": 'package s // import "example.com/s"\n'}
    )
    found = look(tmp_path / "sub")
    assert found.project.root == str(tmp_path / "sub")
    assert found.project.commit == ""


@pytest.mark.parametrize(("entry", "number"), [("one", 1), ("two", 2)])
def test_scan_in_any_entry_of_gopath_tells_which(tmp_path: Path, entry: str, number: int) -> None:
    place = tmp_path / entry / "src/example.com/app"
    make_repo(place, {"main.go": "package main\n"})
    found = look(place, tmp_path / "one", tmp_path / "two")
    assert found.project.found_by == FoundBy(PathSource.GOPATH, str(number))
    assert found.project.in_gopath


def test_scan_hidden_by_an_earlier_entry_is_a_finding(tmp_path: Path) -> None:
    for entry in ("one", "two"):
        make_repo(tmp_path / entry / "src/example.com/app", {"main.go": "package main\n"})
    second = tmp_path / "two/src/example.com/app"
    assert said(look(tmp_path / "one/src/example.com/app", tmp_path / "one", tmp_path / "two"), "GM021") == []
    found = said(look(second, tmp_path / "one", tmp_path / "two"), "GM021")
    assert [(f.fact("hiding"), f.fact("root")) for f in found] == [
        (str(tmp_path / "one/src/example.com/app"), str(second))
    ]


def test_scan_through_a_link_inside_gopath_has_the_links_import_path(tmp_path: Path) -> None:
    make_repo(tmp_path / "outside", {"main.go": MAIN, "vendor/example.com/lib/lib.go": LIB, "sub/s.go": "package s\n"})
    link = tmp_path / "gp/src/example.com/app"
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / "outside")
    for place in (link, link / "sub"):
        found = look(place, tmp_path / "gp")
        assert found.project.import_path == "example.com/app"
        assert found.project.root == str(link)
        assert found.project.in_gopath
        assert [u.place for u in found.used if u.origin == "vendor"] == ["example.com/app/vendor/example.com/lib"]


def test_scan_where_the_gopath_entry_is_a_link_knows_the_real_folder_too(tmp_path: Path) -> None:
    place = tmp_path / "real/src/example.com/app"
    make_repo(place, {"main.go": "package main\n"})
    (tmp_path / "gp").symlink_to(tmp_path / "real")
    for folder in (place, tmp_path / "gp/src/example.com/app"):
        found = look(folder, tmp_path / "gp")
        assert (found.project.import_path, found.project.in_gopath) == ("example.com/app", True)


def test_scan_of_the_folder_that_a_link_in_gopath_leads_to_is_in_gopath(tmp_path: Path) -> None:
    make_repo(tmp_path / "outside", {"main.go": 'package main // import "example.com/app"\n'})
    link = tmp_path / "gp/src/example.com/app"
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / "outside")
    found = look(tmp_path / "outside", tmp_path / "gp")
    assert (found.project.found_by, found.project.in_gopath) == (FoundBy(PathSource.COMMENT), True)


SAID = {"main.go": 'package main // import "example.com/said"\n'}
LOCKED = {"Godeps/Godeps.json": '{"ImportPath": "example.com/locked", "Deps": []}'}
GLIDED = {"glide.yaml": "package: example.com/glided\n", "glide.lock": "imports: []\n"}
SAID_BELOW = {"sub/s.go": 'package s // import "example.com/said/sub"\n'}
OWN = {"a/b/b.go": "package b\n", "c.go": 'package c\nimport _ "example.com/own/a/b"\n'}


@pytest.mark.parametrize(
    ("given", "files", "path", "found_by"),
    [
        ("example.com/given", SAID, "example.com/given", FoundBy(PathSource.OPTION)),
        ("", {**LOCKED, **SAID}, "example.com/locked", FoundBy(PathSource.LOCK, "Godeps/Godeps.json")),
        ("", {**GLIDED, **OWN}, "example.com/glided", FoundBy(PathSource.LOCK, "glide.yaml")),
        ("", {**SAID_BELOW, **OWN}, "example.com/said", FoundBy(PathSource.COMMENT)),
        ("", OWN, "example.com/own", FoundBy(PathSource.IMPORTS)),
        ("", {"c.go": "package c\n"}, "git.example.com/acme/app", FoundBy(PathSource.REMOTE, "origin")),
    ],
)
def test_scan_outside_gopath_names_who_told_the_import_path(
    tmp_path: Path, given: str, files: dict[str, str], path: str, found_by: FoundBy
) -> None:
    make_repo(tmp_path / "p", {"x.go": "package x\n", **files})
    git(tmp_path / "p", "remote", "add", "origin", "git@git.example.com:acme/app.git")
    found = look(tmp_path / "p", import_path=given)
    assert (found.project.import_path, found.project.found_by) == (path, found_by)
    assert not found.project.in_gopath


def test_scan_takes_no_import_for_the_projects_own_that_a_lock_or_vendor_folder_has(tmp_path: Path) -> None:
    paths = ("example.com/lib/log", "example.com/other/log", "example.com/own/log")
    imports = "".join(f'import _ "{path}"\n' for path in paths)
    make_repo(
        tmp_path / "p",
        {
            "main.go": f"package main\n{imports}",
            "x.go": f"package main\n{imports.replace('own', 'lib')}",
            "log/l.go": "package log\n",
            "Gopkg.lock": LOCK,
            "vendor/example.com/other/log/l.go": "package log\n",
        },
    )
    assert look(tmp_path / "p").project.import_path == "example.com/own"


def test_scan_names_every_source_that_disagrees(app: Path) -> None:
    commit(
        app,
        {
            "Godeps/Godeps.json": '{"ImportPath": "example.com/old", "Deps": []}',
            "main.go": 'package main // import "example.com/comment"\nimport _ "example.com/self/sub/deep"\n',
            "vendor/vendor.json": '{"rootPath": "_/home/me/app", "package": []}',
        },
    )
    git(app, "remote", "add", "fork", "https://someone:secret@git.example.com/fork/app.git")
    inventory = look(app, app.parents[2])
    assert inventory.project.imported_as == "example.com/self"
    found = said(inventory, "GM020")
    assert {(f.fact("other"), f.fact("other_by"), f.fact("other_by_name")) for f in found} == {
        ("example.com/old", "lock", "Godeps/Godeps.json"),
        ("_/home/me/app", "lock", "vendor/vendor.json"),
        ("example.com/comment", "import comment", ""),
        ("example.com/self", "imports", ""),
        ("git.example.com/fork/app", "remote", "fork"),
    }
    assert {(f.fact("path"), f.fact("by")) for f in found} == {("example.com/app", "GOPATH")}
    assert "secret" not in repr(found)


def test_scan_with_one_remote_that_agrees_is_quiet_about_the_others(app: Path) -> None:
    git(app, "remote", "add", "origin", "https://example.com/App")
    git(app, "remote", "add", "fork", "https://example.com/fork")
    assert said(look(app, app.parents[2]), "GM020") == []


@pytest.mark.parametrize("given", ["-x", "a b", "../up", "/abs", "x//y", "https://example.com/x"])
def test_scan_refuses_what_is_no_import_path(app: Path, given: str) -> None:
    with pytest.raises(UsageProblem, match="--import-path"):
        look(app, import_path=given)


def test_scan_without_any_hint_asks_for_the_import_path(tmp_path: Path) -> None:
    make_repo(tmp_path / "p", {"main.go": "package main\n"})
    with pytest.raises(UsageProblem) as refused:
        look(tmp_path / "p")
    assert "--import-path" in str(refused.value.remedy)


def test_scan_of_a_folder_without_go_refuses(tmp_path: Path) -> None:
    make_repo(tmp_path / "p", {"README": "nothing here"})
    with pytest.raises(UsageProblem, match="no Go files and no lock file"):
        look(tmp_path / "p")


@pytest.mark.parametrize(
    ("mark", "path", "is_searched"),
    [("", "", False), ("", "example.com/app", True), ("go.mod", "", True)],
)
def test_scan_looks_only_so_far_where_nothing_marks_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: str, path: str, is_searched: bool
) -> None:
    monkeypatch.setattr("gomigrate.scan.gather._FILES", 20)
    write(
        tmp_path,
        {f"a{number}/b/x.go": '// package x\npackage x // import "example.com/app/x"\n' for number in range(9)},
    )
    if mark:
        write(tmp_path, {mark: "module example.com/app\n"})
    if is_searched:
        assert len(look(tmp_path, import_path=path).packages) == 9
    else:
        with pytest.raises(UsageProblem, match="more than 20 files"):
            look(tmp_path, import_path=path)


def test_scan_of_code_that_was_never_committed_says_so(tmp_path: Path) -> None:
    make_repo(tmp_path / "p", {"README": "nothing here"})
    write(tmp_path / "p", {"main.go": "package main\n"})
    with pytest.raises(UsageProblem, match="commit them first"):
        look(tmp_path / "p")


def test_scan_of_a_repository_without_commits_reads_the_disk(tmp_path: Path) -> None:
    write(tmp_path / "p", {"main.go": 'package main // import "example.com/app"\n'})
    git(tmp_path / "p", "init", "--quiet")
    found = look(tmp_path / "p")
    assert len(found.packages) == 1
    assert found.project.commit == ""
    assert len(said(found, "GM038")) == 1


def test_scan_of_a_bare_repository_reads_its_head(app: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(app), "bare.git")
    found = look(tmp_path / "bare.git", import_path="example.com/app")
    assert [p.dir for p in found.packages] == ["", "sub/deep"]
    assert [lock.file for lock in found.locks] == ["Gopkg.lock"]


def test_scan_inside_the_git_folder_refuses(app: Path) -> None:
    with pytest.raises(UsageProblem, match="git's own folder"):
        look(app / ".git" / "refs", app.parents[2])


def test_scan_of_a_worktree_and_of_a_submodule_takes_what_is_checked_out_there(app: Path, tmp_path: Path) -> None:
    git(app, "worktree", "add", "--quiet", "--detach", str(tmp_path / "tree"))
    found = look(tmp_path / "tree" / "sub", import_path="example.com/app")
    assert (found.project.root, len(found.packages)) == (str(tmp_path / "tree"), 2)
    make_repo(tmp_path / "outer", {"o.go": "package o\n"})
    git(tmp_path / "outer", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(app), "inner")
    found = look(tmp_path / "outer" / "inner", import_path="example.com/app")
    assert (found.project.root, len(found.packages)) == (str(tmp_path / "outer" / "inner"), 2)


def test_scan_with_links_in_a_circle_ends(app: Path) -> None:
    (app / "loop").symlink_to("loop")
    (app / "up").symlink_to(".")
    git(app, "add", "--all")
    git(app, "commit", "--quiet", "-m", "links")
    found = look(app, app.parents[2])
    assert [p.dir for p in found.packages] == ["", "sub/deep"]


def test_scan_with_a_binary_lock_is_a_finding(app: Path) -> None:
    commit(app, {"Gopkg.lock": b"\x00\xff\x00\x01" * 50})
    found = look(app, app.parents[2])
    assert found.locks[0].pins == ()
    assert [str(f.severity) for f in said(found, "GM101")] == ["error"]


def test_scan_reads_a_lock_that_was_not_committed_and_says_so(app: Path) -> None:
    write(app, {"glide.lock": f"imports:\n- name: example.com/lib\n  version: {'b' * 40}\n"})
    found = look(app, app.parents[2])
    assert [lock.file for lock in found.locks] == ["Gopkg.lock", "glide.lock"]
    assert found.lock_files == ("Gopkg.lock",)
    assert [f.place and f.place.file for f in said(found, "GM036")] == ["glide.lock"]


def test_scan_reads_the_locks_of_folders_below_where_none_lies_at_the_top(tmp_path: Path) -> None:
    app = tmp_path / "gp" / "src" / "example.com" / "app"
    make_repo(app, {"main.go": MAIN})
    one, other = ("example.com/lib", "a" * 40), ("example.com/lib", "b" * 40)
    commit(app, {"web/Gopkg.lock": gopkg_lock(one), "web/Gopkg.toml": "", "web/in/w.go": "package in\n"})
    commit(app, {"tool/go.mod": "module x\n", "tool/Gopkg.lock": gopkg_lock(other), "tool/t.go": "package tool\n"})
    commit(app, {"doc/Gopkg.lock": gopkg_lock(other)})
    found = look(app, app.parents[2])
    assert [(lock.file, lock.manifest) for lock in found.locks] == [("web/Gopkg.lock", "web/Gopkg.toml")]
    assert [(pin.path, pin.revision, pin.place.file) for pin in found.locks[0].pins] == [(*one, "web/Gopkg.lock")]
    assert found.lock_files == ("web/Gopkg.lock", "web/Gopkg.toml")
    assert [f.fact("locks") for f in said(found, "GM043")] == [("web/Gopkg.lock",)]
    assert found.disagreements == ()
    assert not said(found, "GM046")
    commit(app, {"web/in/Gopkg.lock": gopkg_lock(other)})
    found = look(app, app.parents[2])
    assert [lock.file for lock in found.locks] == ["web/Gopkg.lock", "web/in/Gopkg.lock"]
    assert found.disagreements == ("example.com/lib",)
    (differs,) = said(found, "GM046")
    assert (differs.fact("path"), [text.rpartition(" ")[2] for text in differs.evidence]) == (
        one[0],
        [one[1], other[1]],
    )
    commit(app, {"Gopkg.lock": LOCK})
    found = look(app, app.parents[2])
    assert [lock.file for lock in found.locks] == ["Gopkg.lock"]
    assert not said(found, "GM043")


def test_scan_tells_which_packages_lie_in_nested_modules(app: Path) -> None:
    commit(app, {"tool/go.mod": "module example.com/tool\n", "tool/x/x.go": "package x\n", "tool2/y.go": "package y\n"})
    found = look(app, app.parents[2])
    assert "example.com/app/tool/x" in [p.import_path for p in found.packages]
    assert found.nested_modules == ("tool",)
    assert found.packages_in_nested == ("example.com/app/tool/x",)
    assert [f.place and f.place.file for f in said(found, "GM037")] == ["tool/go.mod"]
    commit(app, {"go.mod": "module example.com/app\nreplace example.com/tool => ./tool\n"})
    assert not said(look(app, app.parents[2]), "GM037"), "a module that a replace line builds is meant to be one"


def test_scan_tells_of_own_tags_before_the_commit_alone_and_of_none_where_a_go_mod_is(app: Path) -> None:
    git(app, "tag", "v2.0.0")
    git(app, "tag", "sub/v3.0.0")
    first = git(app, "rev-parse", "HEAD").strip()
    commit(app, {"sub/s.go": "package sub\n"})
    git(app, "tag", "v4.0.0")
    git(app, "reset", "--hard", first)
    assert [f.fact("tags") for f in said(look(app, app.parents[2]), "GM042")] == [("v2.0.0",)]
    commit(app, {"go.mod": "module example.com/app\n"})
    assert not said(look(app, app.parents[2]), "GM042")


def test_scan_of_what_is_a_module_already_says_so(tmp_path: Path) -> None:
    make_repo(tmp_path / "p", {"main.go": "package main\n", "go.mod": "module example.com/app\n"})
    assert look(tmp_path / "p", import_path="example.com/app").is_migrated
    commit(
        tmp_path / "p",
        {
            "vendor/modules.txt": "# example.com/lib v1.0.0\n## explicit\nexample.com/lib\n",
            "vendor/example.com/lib/l.go": LIB,
        },
    )
    assert look(tmp_path / "p", import_path="example.com/app").is_migrated
    commit(tmp_path / "p", {"Gopkg.lock": LOCK})
    assert not look(tmp_path / "p", import_path="example.com/app").is_migrated


def test_vendor_folders_are_read_as_a_checkout_has_them_and_all_else_as_it_is_committed(app: Path) -> None:
    data = "vendor/example.com/lib/data.txt"
    commit(app, {data: "1\n", "own.txt": "1\n", ".gitattributes": "*.txt text eol=crlf\n"})
    found = look(app, app.parents[2])
    assert (found.tree.read(data), found.tree.read("own.txt")) == (b"1\r\n", b"1\n")
    assert found.committed.read(data) == b"1\n"
