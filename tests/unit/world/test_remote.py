"""Servers that are asked for a repository: which addresses are none, and what comes back, with real git."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomigrate.model.diagnosis.remedies import Brought
from gomigrate.model.errors import WorldProblem
from gomigrate.world.git.clone import Clone
from gomigrate.world.git.clonestore import CloneStore, StoredClone
from gomigrate.world.git.remote import is_address, transport_to
from tests.unit.world.gitworld import commit, git, gitconfig, make_repo

__all__ = ["gitconfig"]

pytestmark = pytest.mark.usefixtures("gitconfig")

URL = "https://ex.test/lib"


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "https://ex.test:8443/a/b.git",
        "http://ex.test/lib",
        "ssh://git@ex.test:29418/a/lib",
        "git@ex.test:a/lib.git",
        "git://ex.test/lib",
        "https://git.ex.test/~me/lib.v2/",
    ],
)
def test_address_is_one(url: str) -> None:
    assert is_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "--upload-pack=touch /tmp/x",
        "-oProxyCommand=touch",
        "ext::sh -c touch% /tmp/x",
        "ext::sh",
        "fd::17",
        "file:///etc",
        "/etc",
        "../lib",
        "lib",
        "C:lib",
        "https://-oProxyCommand=x/lib",
        "ssh://-oProxyCommand=touch/lib",
        "-oProxyCommand=x@ex.test:lib",
        "git@-ex.test:lib",
        "git@ex.test:-lib",
        "git@ex.test:/../../etc",
        "https://user:secret@ex.test/lib",
        "https://ex.test/a/../../etc",
        "https://ex.test/a b",
        "https://ex.test/a\nb",
        "https://ex.test/$(touch x)",
        "https://ex.test/a;b",
        "https://ex.test/\u202elib",
        "https://ex.test",
        "ftp://ex.test/lib",
        f"https://ex.test/{'a' * 2000}",
    ],
)
def test_address_is_none(url: str) -> None:
    assert not is_address(url)


def rewrite(config: Path, to: str, what: str = "https://ex.test/", more: str = "") -> None:
    with config.open("a") as file:
        file.write(f'[url "{to}"]\n\tinsteadOf = {what}\n{more}')


@pytest.mark.parametrize(
    ("url", "to", "settings", "expected"),
    [
        (URL, "", "", ("https", True)),
        ("git@ex.test:lib", "", "", ("ssh", True)),
        ("http://ex.test/lib", "", "", ("http", False)),
        ("git://ex.test/lib", "", "", ("git", False)),
        ("file:///etc", "", "", ("file", False)),
        ("/etc", "", "", ("file", False)),
        ("ext::sh -c x", "", "", ("ext", False)),
        (URL, "ssh://git@ex.test/", "", ("ssh", True)),
        (URL, "/srv/git/", "", ("file", True)),
        (URL, "ext::sh -c ", "", ("ext", False)),
        (URL, "", '[protocol "https"]\n\tallow = never\n', ("https", False)),
        (URL, "", "[protocol]\n\tallow = never\n", ("https", False)),
        (URL, "", '[protocol]\n\tallow = never\n[protocol "https"]\n\tallow = always\n', ("https", True)),
    ],
)
def test_transport_is_that_of_the_address_or_of_the_users_own_settings(
    url: str, to: str, settings: str, expected: tuple[str, bool], gitconfig: Path, tmp_path: Path
) -> None:
    if to:
        rewrite(gitconfig, to)
    with gitconfig.open("a") as file:
        file.write(settings)
    assert transport_to(tmp_path, url, may_be_plain=False) == expected


def test_transport_without_encryption_is_for_who_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert transport_to(tmp_path, "http://ex.test/lib", may_be_plain=True) == ("http", True)
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "ssh:https")
    assert transport_to(tmp_path, "http://ex.test/lib", may_be_plain=True) == ("http", False)
    assert transport_to(tmp_path, URL, may_be_plain=False) == ("https", True)


@pytest.fixture
def server(tmp_path: Path, gitconfig: Path) -> Path:
    """A server with two commits, which leaves contents of files out; git's settings lead from its address to it, and
    have what would run a program."""
    place = tmp_path / "srv/lib"
    make_repo(place, {"a.go": "package a // 1\n", "go.mod": "module ex.test/lib\n"})
    git(place, "tag", "v1.0.0")
    commit(place, {"a.go": "package a // 2\n"}, second=60)
    hook = tmp_path / "hooks/reference-transaction"
    hook.parent.mkdir()
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    rewrite(
        gitconfig,
        f"file://{tmp_path}/srv/",
        more="[uploadpack]\n\tallowFilter = true\n\tallowAnySHA1InWant = true\n"
        f'[protocol "file"]\n\tallow = always\n[core]\n\thooksPath = {hook.parent}\n',
    )
    return place


@pytest.fixture
def store(tmp_path: Path) -> CloneStore:
    return CloneStore.at(str(tmp_path / "state/gomigrate"))


def bring(store: CloneStore, *revisions: str) -> StoredClone:
    found = store.bring(URL, ("ex.test/lib",), revisions, "file")
    assert found is not None
    return found


def opened(stored: StoredClone) -> Clone:
    clone = Clone.open(stored.folder)
    assert clone is not None
    return clone


def test_clone_has_the_files_of_wanted_commits_and_asks_nobody_for_others(
    server: Path, store: CloneStore, tmp_path: Path
) -> None:
    first, last = git(server, "rev-parse", "v1.0.0"), git(server, "rev-parse", "HEAD")
    stored = bring(store, first)
    assert (stored.state, stored.lacking) == (Brought.NEW, ())
    assert store.folders() == {"ex.test/lib": (stored.folder,)}
    clone = opened(stored)
    assert clone.is_bare
    assert clone.tags_here(first) == ("v1.0.0",)
    assert clone.tree(first).read("a.go") == b"package a // 1\n"
    # Git would ask the server for this one, which is there and would give it.
    with pytest.raises(OSError, match=r"partial|cat-file"):
        clone.tree(last).read("a.go")
    assert [entry.name for entry in clone.tree(last).entries("")] == ["a.go", "go.mod"]
    assert not (tmp_path / "ran").exists()


def test_clone_is_asked_again_only_for_a_commit_that_it_lacks(server: Path, store: CloneStore) -> None:
    first = git(server, "rev-parse", "v1.0.0")
    assert bring(store, first).state is Brought.NEW
    new = commit(server, {"a.go": "package a // 3\n"}, second=120)
    assert bring(store, first).state is Brought.THERE
    stored = bring(store, first, new)
    assert (stored.state, stored.lacking) == (Brought.FETCHED, ())
    assert opened(stored).tree(new).read("a.go") == b"package a // 3\n"


def test_clone_gets_a_commit_that_no_branch_has_and_tells_one_that_nobody_has(server: Path, store: CloneStore) -> None:
    lost = commit(server, {"a.go": "package a // lost\n"}, second=120)
    git(server, "reset", "--quiet", "--hard", "HEAD~1")
    stored = bring(store, lost, "b" * 40, "no-such-tag")
    assert stored.lacking == ("b" * 40, "no-such-tag")
    assert opened(stored).tree(lost).read("a.go") == b"package a // lost\n"


def test_clone_that_cannot_be_had_leaves_nothing_but_its_reason(server: Path, store: CloneStore) -> None:
    server.rename(server.with_name("elsewhere"))
    with pytest.raises(WorldProblem, match="does not appear to be a git repository"):
        bring(store)
    assert store.folders() == {}
    assert [place.name for place in store.root.iterdir() if place.is_dir()] == []


def test_clone_that_somebody_else_put_there_is_not_believed(server: Path, store: CloneStore, tmp_path: Path) -> None:
    stored = bring(store)
    own = Path(stored.folder).parent
    moved = own.with_name("0" * 32)
    own.rename(moved)
    assert store.folders() == {}
    moved.rename(own)
    assert store.folders() == {"ex.test/lib": (stored.folder,)}
    about = own / "about"
    about.write_bytes(about.read_bytes().replace(b"ex.test/lib", b"ex.test/own"))
    assert store.folders() == {}
    assert CloneStore.at(str(tmp_path / "nowhere")).folders() == {}
