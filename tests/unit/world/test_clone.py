"""Clones of dependencies answer what a pin needs to know, and say nothing where they do not know."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gomigrate.world.git.clone import Clone, blob_id
from gomigrate.world.git.othervcs import OtherHead, read_hg_head, read_other_head
from tests.unit.world.gitworld import FIRST_SECOND, commit, git, gitconfig, make_repo, write

__all__ = ["gitconfig"]

pytestmark = pytest.mark.usefixtures("gitconfig")


def opened(place: Path) -> Clone:
    clone = Clone.open(place)
    assert clone is not None
    return clone


@pytest.fixture
def upstream(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, gitconfig: Path) -> tuple[Path, list[str]]:
    """Four commits with tags on the first and the third; made once, then copied."""
    assert gitconfig.exists()
    model = tmp_path_factory.getbasetemp() / "upstream"
    if not model.exists():
        make_upstream(model)
    shutil.copytree(model, tmp_path / "upstream")
    commits = git(tmp_path / "upstream", "rev-list", "--reverse", "HEAD").split()
    assert len(commits) == 4
    return tmp_path / "upstream", commits


def make_upstream(place: Path) -> None:
    make_repo(place, {"a.go": "1\n", "sub/b.go": "1\n"})
    git(place, "tag", "v1.0.0")
    commit(place, {"a.go": "2\n"}, second=10)
    commit(place, {"sub/b.go": "2\n"}, second=20)
    git(place, "tag", "-a", "-m", "release", "v1.1.0", second=25)
    git(place, "tag", "also")
    commit(place, {"a.go": "1\n"}, second=30)


def test_open_below_a_repository_is_none(upstream: tuple[Path, list[str]]) -> None:
    assert Clone.open(upstream[0] / "sub") is None
    assert Clone.open(upstream[0] / "nothing") is None


@pytest.mark.parametrize("lure", [".git", "objects"])
def test_open_of_a_folder_that_only_looks_like_one_is_none(lure: str, upstream: tuple[Path, list[str]]) -> None:
    (upstream[0] / "sub" / lure).mkdir()
    assert Clone.open(upstream[0] / "sub") is None


def test_open_below_a_repository_whose_name_git_would_split_is_none(tmp_path: Path) -> None:
    make_repo(tmp_path / "a:b", {"x": ""})
    inner = tmp_path / "a:b/dep/.git"
    write(inner, {"HEAD": "ref: refs/heads/main\n", "refs/x": "", "objects/x": "", "config": ""})
    (inner / "HEAD").write_text("rubbish")
    assert Clone.open(tmp_path / "a:b/dep") is None


def test_open_of_bare_and_shared_clones_works(tmp_path: Path, upstream: tuple[Path, list[str]]) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", "upstream", "bare")
    git(tmp_path, "clone", "--quiet", "--shared", "upstream", "shared")
    for name in ("bare", "shared"):
        assert opened(tmp_path / name).head().commit == upstream[1][-1]
    assert opened(tmp_path / "bare").is_bare


def test_open_of_bare_clone_where_git_wants_them_named_works(
    tmp_path: Path, upstream: tuple[Path, list[str]], gitconfig: Path
) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", "upstream", "bare")
    gitconfig.write_text(gitconfig.read_text() + "[safe]\n\tbareRepository = explicit\n")
    assert opened(tmp_path / "bare").head().commit == upstream[1][-1]


def test_commit_of_each_spelling_gives_hash_and_time(upstream: tuple[Path, list[str]]) -> None:
    place, commits = upstream
    clone = opened(place)
    spellings = {"v1.0.0": 0, "v1.1.0": 2, "also": 2, "main": 3, commits[1]: 1, commits[1][:7]: 1, commits[1][:12]: 1}
    for spelling, number in spellings.items():
        facts = clone.commit(spelling)
        assert facts is not None, spelling
        assert facts.commit == commits[number]
        assert facts.time == datetime.fromtimestamp(FIRST_SECOND + 10 * number, UTC)


@pytest.mark.parametrize(
    "rev", ["", "nothing", "HEAD~1", "HEAD^", "v1.0.0^", "main@{0}", ":/more", "--all", "a..b", "f" * 40, "abc", "x\ny"]
)
def test_commit_of_anything_else_is_none(rev: str, upstream: tuple[Path, list[str]]) -> None:
    assert opened(upstream[0]).commit(rev) is None


def test_commit_of_a_file_or_tree_hash_is_none(upstream: tuple[Path, list[str]]) -> None:
    clone = opened(upstream[0])
    for name in ("HEAD:a.go", "HEAD^{tree}"):
        assert clone.commit(git(upstream[0], "rev-parse", name)) is None


def test_commit_of_ambiguous_beginning_is_none(tmp_path: Path) -> None:
    make_repo(tmp_path, {"a": ""})
    stream = "".join(f"commit refs/heads/many\ncommitter A <a@b> {n} +0000\ndata 0\n" for n in range(1000))
    git(tmp_path, "fast-import", "--quiet", stdin=stream.encode())
    counted = Counter(name[:4] for name in git(tmp_path, "rev-list", "--all").split()).most_common()
    (shared, count), (unique, one) = counted[0], counted[-1]
    assert count > 1 == one
    clone = opened(tmp_path)
    assert clone.commit(shared) is None
    assert clone.commit(unique) is not None


def test_commit_prefers_what_the_remote_has_to_a_local_branch(tmp_path: Path, upstream: tuple[Path, list[str]]) -> None:
    git(tmp_path, "clone", "--quiet", "upstream", "mine")
    commit(tmp_path / "mine", {"a.go": "mine\n"})
    facts = opened(tmp_path / "mine").commit("main")
    assert facts is not None
    assert facts.commit == upstream[1][-1]


def test_named_has_the_branch_of_every_remote_and_a_tag_before_them(
    tmp_path: Path, upstream: tuple[Path, list[str]]
) -> None:
    first, *_, last = upstream[1]
    git(tmp_path, "clone", "--quiet", "upstream", "mine")
    shutil.copytree(upstream[0], tmp_path / "fork")
    theirs = commit(tmp_path / "fork", {"a.go": "theirs\n"})
    git(tmp_path / "fork", "branch", "v1.0.0", "main")
    for name in ("fork", "a/fork", "zfork"):
        git(tmp_path / "mine", "remote", "add", name, str(tmp_path / ("upstream" if name == "zfork" else "fork")))
        git(tmp_path / "mine", "fetch", "--quiet", "--no-tags", name)
    own = commit(tmp_path / "mine", {"a.go": "mine\n"})
    git(tmp_path / "mine", "branch", "mine")
    named = opened(tmp_path / "mine").named()
    assert (named["main"], named["mine"], named["v1.0.0"]) == ((theirs, last), (own,), (first,))
    assert (named["origin/main"], named["a/fork/main"], named["zfork/main"]) == ((last,), (theirs,), (last,))


def test_commit_with_replacement_and_graft_is_the_true_one(upstream: tuple[Path, list[str]]) -> None:
    place, commits = upstream
    git(place, "replace", commits[3], commits[0])
    write(place, {".git/info/grafts": f"{commits[3]}\n"})
    clone = opened(place)
    facts = clone.commit(commits[3])
    assert facts is not None
    assert facts.time == datetime.fromtimestamp(FIRST_SECOND + 30, UTC)
    assert clone.tree(commits[3]).read("sub/b.go") == b"2\n"
    assert clone.tags_before(commits[3]) == ("also", "v1.0.0", "v1.1.0")


def test_tags_here_and_before_take_annotated_ones_too(upstream: tuple[Path, list[str]]) -> None:
    clone = opened(upstream[0])
    assert [clone.tags_here(name) for name in upstream[1]] == [("v1.0.0",), (), ("also", "v1.1.0"), ()]
    assert [clone.tags_before(name) for name in upstream[1]] == [
        ("v1.0.0",),
        ("v1.0.0",),
        ("also", "v1.0.0", "v1.1.0"),
        ("also", "v1.0.0", "v1.1.0"),
    ]


def test_tags_before_leave_out_what_is_no_ancestor(upstream: tuple[Path, list[str]]) -> None:
    place, commits = upstream
    git(place, "checkout", "--quiet", "-b", "side", commits[0])
    side = commit(place, {"s": ""})
    git(place, "tag", "v9.0.0")
    clone = opened(place)
    assert clone.tags_before(side) == ("v1.0.0", "v9.0.0")
    assert "v9.0.0" not in clone.tags_before(commits[3])


@pytest.mark.parametrize("name", ["f" * 40, "--all", "main", ""])
def test_tags_of_what_is_no_commit_are_none(name: str, upstream: tuple[Path, list[str]]) -> None:
    clone = opened(upstream[0])
    assert (clone.tags_here(name), clone.tags_before(name)) == ((), ())


def test_is_dirty_names_the_files(upstream: tuple[Path, list[str]]) -> None:
    clone = opened(upstream[0])
    assert clone.changed_files() == ()
    write(upstream[0], {"a.go": "patched\n", "extra.go": ""})
    assert clone.status().is_dirty
    assert clone.changed_files() == ("a.go", "extra.go")


def make_fresh(place: Path) -> None:
    git(place.parent, "clone", "--quiet", f"file://{place.parent}/upstream", place.name)


def make_ahead(place: Path) -> None:
    make_fresh(place)
    commit(place, {"a.go": "mine\n"})


def make_behind(place: Path) -> None:
    make_fresh(place)
    git(place, "checkout", "--quiet", "HEAD~2")


def make_fetched_by_hash(place: Path) -> None:
    place.mkdir()
    git(place, "init", "--quiet")
    git(place.parent / "upstream", "config", "uploadpack.allowAnySHA1InWant", "true")
    wanted = git(place.parent / "upstream", "rev-parse", "HEAD~1")
    git(place, "fetch", "--quiet", "--depth=1", f"file://{place.parent}/upstream", wanted)
    git(place, "checkout", "--quiet", "FETCH_HEAD")


def make_local(place: Path) -> None:
    make_repo(place, {"a": ""})


def make_unborn(place: Path) -> None:
    place.mkdir()
    git(place, "init", "--quiet")


def make_mirror(place: Path) -> None:
    git(place.parent, "clone", "--quiet", "--mirror", "upstream", place.name)


@pytest.mark.parametrize(
    ("make", "is_unpushed"),
    [
        (make_fresh, False),
        (make_ahead, True),
        (make_behind, False),
        (make_fetched_by_hash, False),
        (make_local, True),
        (make_unborn, False),
        (make_mirror, False),
    ],
)
@pytest.mark.usefixtures("upstream")
def test_unpushed_is_a_head_that_no_remote_has(make: Callable[[Path], None], is_unpushed: bool, tmp_path: Path) -> None:
    make(tmp_path / "clone")
    assert opened(tmp_path / "clone").unpushed() is is_unpushed


def test_remote_url_is_that_of_origin_without_credentials(tmp_path: Path) -> None:
    make_repo(tmp_path, {"a": ""})
    assert opened(tmp_path).remote_url() == ""
    git(tmp_path, "remote", "add", "fork", "https://x:y@example.com/fork")
    assert opened(tmp_path).remote_url() == "https://example.com/fork"
    git(tmp_path, "remote", "add", "origin", "git@example.com:acme/x.git")
    assert opened(tmp_path).remote_url() == "git@example.com:acme/x.git"


def test_shallow_clone_answers_from_what_it_has(tmp_path: Path, upstream: tuple[Path, list[str]]) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{upstream[0]}", "cut")
    clone = opened(tmp_path / "cut")
    assert clone.shallow
    assert clone.tags_before(upstream[1][3]) == ()
    assert clone.commit(upstream[1][0]) is None
    assert clone.find_commits_with("", exactly({"a.go": b"1\n"})) == (upstream[1][3],)


@pytest.mark.parametrize(
    ("folder", "files", "numbers"),
    [
        ("", {"a.go": b"1\n"}, [3, 0]),
        ("", {"a.go": b"2\n"}, [2, 1]),
        ("sub", {"b.go": b"2\n"}, [3, 2]),
        ("", {"a.go": b"1\n", "sub/b.go": b"2\n"}, [3]),
        ("", {"a.go": b"1\n", "sub/b.go": b"1\n"}, [0]),
        ("", {"a.go": b"1\r\n"}, []),
        ("", {"a.go": b"1\n", "missing.go": b""}, []),
        ("", {"a.go": b"1\n", "missing/x.go": b""}, []),
        ("nothing", {"a.go": b"1\n"}, []),
        ("a.go", {"a.go": b"1\n"}, []),
        ("", {}, []),
        ("x\ny", {"a.go": b"1\n"}, []),
        ("--all", {"a.go": b"1\n"}, []),
    ],
)
def test_find_commits_with_gives_the_commits_that_hold_all(
    folder: str, files: dict[str, bytes], numbers: list[int], upstream: tuple[Path, list[str]]
) -> None:
    clone, commits = opened(upstream[0]), upstream[1]
    assert clone.find_commits_with(folder, exactly(files)) == tuple(commits[number] for number in numbers)


def exactly(files: Mapping[str, bytes]) -> dict[str, tuple[bytes]]:
    return {name: (data,) for name, data in files.items()}


def test_find_commits_with_many_files_compares_each(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {f"p/f{n}": f"{n}" for n in range(20)}
    first = make_repo(tmp_path, files)
    second = commit(tmp_path, {"p/f7": "x"}, second=1)
    clone = opened(tmp_path)
    wanted = {f"f{n}": str(n).encode() for n in range(20)}
    assert clone.find_commits_with("p", exactly(wanted)) == (first,)
    assert clone.find_commits_with("p", exactly({**wanted, "f7": b"x"})) == (second,)
    assert clone.find_commits_with("p", exactly({**wanted, "f19": b"y"})) == ()


def test_find_commits_with_looks_at_every_branch_and_not_at_the_stash(upstream: tuple[Path, list[str]]) -> None:
    place, commits = upstream
    git(place, "checkout", "--quiet", "-b", "side", commits[0])
    side = commit(place, {"a.go": "side\n"}, second=40)
    write(place, {"a.go": "stashed\n"})
    git(place, "stash", "push", "--quiet")
    git(place, "checkout", "--quiet", "main")
    clone = opened(place)
    assert clone.find_commits_with("", exactly({"a.go": b"side\n"})) == (side,)
    assert clone.find_commits_with("", exactly({"a.go": b"stashed\n"})) == ()


def test_clone_with_sha256_objects_answers_as_well(tmp_path: Path) -> None:
    first = make_repo(tmp_path, {"a/b.go": "1\n"}, "--object-format=sha256")
    git(tmp_path, "tag", "v1.0.0")
    clone = opened(tmp_path)
    assert clone.layout.object_format == "sha256"
    assert clone.find_commits_with("", exactly({"a/b.go": b"1\n"})) == (first,)
    assert clone.tags_here(first) == ("v1.0.0",)
    facts = clone.commit(first[:10])
    assert facts is not None
    assert facts.commit == first


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"), (b"hello\n", "ce013625030ba8dba906f756967f9e9ca394464a")],
)
def test_blob_id_is_what_git_computes(data: bytes, expected: str) -> None:
    assert blob_id(data) == expected


def test_clone_never_fetches_what_a_partial_clone_left_out(tmp_path: Path, upstream: tuple[Path, list[str]]) -> None:
    git(upstream[0], "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", "--no-checkout", f"file://{upstream[0]}", "part")
    clone = opened(tmp_path / "part")
    tree = clone.tree(upstream[1][3])
    assert [entry.name for entry in tree.entries("")] == ["a.go", "sub"]
    with pytest.raises(OSError, match=r".+"):
        tree.read("a.go")
    assert clone.find_commits_with("", exactly({"a.go": b"2\n"})) == (upstream[1][2], upstream[1][1])


PARENT = bytes(range(1, 21))


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({".hg/dirstate": PARENT + bytes(20) + b"rest"}, OtherHead(vcs="hg", revision=PARENT.hex(), branch="default")),
        (
            {
                ".hg/dirstate": b"dirstate-v2\n" + PARENT + bytes(12),
                ".hg/branch": "stable\n",
                ".hg/hgrc": "[paths]\ndefault = https://ada:pw@example.com/x\n",
            },
            OtherHead(vcs="hg", revision=PARENT.hex(), branch="stable", url="https://example.com/x"),
        ),
        ({".hg/dirstate": bytes(40)}, None),
        ({".hg/dirstate": b"short"}, None),
        ({".hg/store/x": ""}, None),
        (
            {
                ".bzr/branch/last-revision": "12 ada@example.com-20130101-abc\n",
                ".bzr/branch/branch.conf": "parent_location = http://example.com/b\n",
            },
            OtherHead(vcs="bzr", revision="ada@example.com-20130101-abc", url="http://example.com/b"),
        ),
        ({".bzr/branch/last-revision": "0 null:\n"}, None),
        ({".bzr/branch/last-revision": ""}, None),
        ({".svn/wc.db": "not a database"}, None),
        ({".svn/wc.db": ""}, None),
        ({}, None),
    ],
)
def test_read_other_head_of_each_kind(
    files: dict[str, str | bytes | None], expected: OtherHead | None, tmp_path: Path
) -> None:
    write(tmp_path, files)
    assert read_other_head(tmp_path) == expected


def test_read_other_head_of_subversion_reads_the_database_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / ".svn").mkdir()
    with closing(sqlite3.connect(tmp_path / ".svn/wc.db")) as base:
        base.executescript(
            "CREATE TABLE repository (id INTEGER, root TEXT);"
            "CREATE TABLE nodes (local_relpath TEXT, op_depth INTEGER, repos_id INTEGER, repos_path TEXT,"
            " revision INTEGER);"
            "INSERT INTO repository VALUES (1, 'https://ada@example.com/svn');"
            "INSERT INTO nodes VALUES ('', 0, 1, 'trunk', 42), ('a', 0, 1, 'trunk/a', 40);"
        )
    expected = OtherHead(vcs="svn", revision="42", url="https://example.com/svn/trunk")
    assert read_other_head(tmp_path) == expected
    assert [place.name for place in (tmp_path / ".svn").iterdir()] == ["wc.db"]


def test_read_hg_head_does_not_look_above(tmp_path: Path) -> None:
    write(tmp_path, {".hg/dirstate": PARENT * 2, "sub/x": ""})
    assert read_hg_head(tmp_path / "sub") is None
