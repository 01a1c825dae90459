"""The branch appears whole or not at all, and nothing else of the repository changes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from gomigrate.model.errors import GomigrateError, ProjectProblem, UsageProblem, WorldProblem
from gomigrate.model.plan import Change, ChangeSet, Step
from gomigrate.world.git import branch as branch_module
from gomigrate.world.git.branch import BranchResult, write_branch
from gomigrate.world.git.gitrun import Git, GitFailed
from gomigrate.world.git.repository import Repository
from tests.unit.world.gitworld import commit, git, gitconfig, make_repo, snapshot, write

__all__ = ["gitconfig"]

pytestmark = pytest.mark.usefixtures("gitconfig")

FILES: dict[str, str | bytes | None] = {
    "main.go": "package main\n",
    "vendor/x/x.go": "package x\r\n",
    "Gopkg.lock": "lock\n",
    "run.sh": "#!/bin/sh\n",
}


def change(path: str, before: str | None, after: str | None, **more: bool) -> Change:
    return Change(
        path=path,
        before=None if before is None else before.encode(),
        after=None if after is None else after.encode(),
        **more,
    )


MIGRATION = ChangeSet(
    steps=(
        Step(subject="Add go.mod", body="Two lines\nof reasons.\n", changes=(change("go.mod", None, "module m\n"),)),
        Step(
            subject="Remove vendor",
            body="",
            changes=(change("vendor/x/x.go", "package x\r\n", None), change("Gopkg.lock", "lock\n", None)),
        ),
        Step(subject="Nothing", body="", changes=(change("main.go", "package main\n", "package main\n"),)),
        Step(
            subject="Rewrite",
            body="",
            changes=(
                change("main.go", "package main\n", "package main // new\r\n"),
                change("run.sh", "#!/bin/sh\n", "#!/bin/sh\ngo build\n"),
                change("tool.sh", None, "x", executable=True),
                change("link", None, "main.go", link=True),
            ),
        ),
    )
)


@pytest.fixture
def place(tmp_path: Path, gitconfig: Path) -> Path:
    """A checkout that has everything that could be disturbed."""
    assert gitconfig.exists()
    place = tmp_path / "place"
    write(place, FILES)
    (place / "run.sh").chmod(0o755)
    make_repo(place, {})
    write(place, {"main.go": "stashed\n"})
    git(place, "stash", "push", "--quiet")
    write(place, {"main.go": "dirty\n", "staged.go": "staged\n", "untracked.go": "u\n"})
    git(place, "add", "staged.go")
    return place


def found(place: Path) -> Repository:
    repository = Repository.find(place)
    assert repository is not None
    return repository


def run(place: Path, name: str = "modules", changeset: ChangeSet = MIGRATION, **more: Any) -> BranchResult:
    options = {"prefix": "", "force": False, **more}
    repository = found(place)
    base = options.pop("base", None) or repository.head().commit
    return write_branch(repository, name, base, changeset, **options)


def listing(place: Path, ref: str) -> dict[str, str]:
    """path -> mode of everything in a commit."""
    lines = git(place, "ls-tree", "-r", ref).splitlines()
    return {line.partition("\t")[2]: line.split()[0] for line in lines}


def show(place: Path, name: str) -> bytes:
    return subprocess.run(["git", "cat-file", "blob", name], cwd=place, capture_output=True, check=True).stdout


def without_new_refs(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """What differs between two snapshots, the new branch and its log apart."""
    allowed = (".git/refs/heads/modules", ".git/logs/refs/heads/modules")
    names = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    return {name: after.get(name, "gone") for name in names if name not in allowed}


def test_write_branch_makes_each_step_a_commit(place: Path) -> None:
    base = git(place, "rev-parse", "HEAD")
    result = run(place)
    assert git(place, "rev-list", "--reverse", f"{base}..modules").split() == list(result.commits)
    assert git(place, "log", "--format=%s", f"{base}..modules").splitlines() == [
        "Rewrite",
        "Remove vendor",
        "Add go.mod",
    ]
    assert git(place, "log", "-1", "--format=%B", result.commits[0]) == "Add go.mod\n\nTwo lines\nof reasons."
    assert listing(place, "modules") == {
        "go.mod": "100644",
        "link": "120000",
        "main.go": "100644",
        "run.sh": "100755",
        "tool.sh": "100755",
    }
    assert show(place, "modules:main.go") == b"package main // new\r\n"
    assert show(place, "modules:link") == b"main.go"
    assert (result.author, result.is_fallback_author, result.replaced) == ("Ada <ada@example.com>", False, "")
    git(place, "fsck", "--strict")


def test_write_branch_leaves_every_other_byte(place: Path) -> None:
    before = snapshot(place)
    asked = [("status", "--porcelain"), ("stash", "list"), ("rev-parse", "HEAD"), ("config", "--list", "--local")]
    said = [git(place, *words) for words in asked]
    before = snapshot(place)
    run(place)
    assert without_new_refs(before, snapshot(place)) == {}
    assert [git(place, *words) for words in asked] == said


def test_write_branch_in_folder_of_a_monorepo_changes_that_folder_alone(tmp_path: Path) -> None:
    place = tmp_path / "mono"
    make_repo(place, {"svc/a/main.go": "a", "svc/b/main.go": "b", "go.mod": "top"})
    changes = ChangeSet(steps=(Step(subject="s", body="", changes=(change("go.mod", None, "a"),)),))
    run(place / "svc/a", changeset=changes, prefix="svc/a")
    assert show(place, "modules:svc/a/go.mod") == b"a"
    assert show(place, "modules:go.mod") == b"top"
    assert len(listing(place, "modules")) == 4


@pytest.mark.parametrize(
    "hook", ["reference-transaction", "post-index-change", "pre-commit", "post-commit", "commit-msg"]
)
def test_write_branch_with_hooks_runs_none(hook: str, place: Path, tmp_path: Path) -> None:
    script = place / ".git/hooks" / hook
    script.parent.mkdir(exist_ok=True)
    script.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
    script.chmod(0o755)
    run(place)
    assert not (tmp_path / "ran").exists()


def test_write_branch_with_filters_and_conversions_writes_raw_bytes(place: Path, tmp_path: Path) -> None:
    for name, value in {
        "filter.loud.clean": f"touch {tmp_path}/ran; tr a-z A-Z",
        "filter.loud.process": f"touch {tmp_path}/ran",
        "filter.loud.required": "true",
        "core.autocrlf": "input",
        "core.safecrlf": "true",
        "core.eol": "crlf",
        "core.sparseCheckout": "true",
        "core.splitIndex": "true",
        "commit.gpgSign": "true",
        "gpg.program": f"{tmp_path}/nothing",
        "core.fsmonitor": f"touch {tmp_path}/ran",
        "core.editor": f"touch {tmp_path}/ran",
        "commit.template": "nothing",
    }.items():
        git(place, "config", name, value)
    write(place, {".git/info/attributes": "* filter=loud text ident\n", ".git/info/sparse-checkout": "/nothing\n"})
    before = snapshot(place)
    run(place)
    assert show(place, "modules:main.go") == b"package main // new\r\n"
    assert not (tmp_path / "ran").exists()
    assert without_new_refs(before, snapshot(place)) == {}
    assert (
        b"gpgsig"
        not in subprocess.run(
            ["git", "cat-file", "commit", "modules"], cwd=place, capture_output=True, check=True
        ).stdout
    )


@pytest.mark.parametrize("number", range(1, 12))
def test_write_branch_stopped_at_any_command_leaves_no_trace_but_objects(
    number: int, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing = ("read-tree", "hash-object", "update-index", "write-tree", "commit-tree", "update-ref")
    count = 0
    real = Git.run

    def stop(self: Git, *args: str, **more: Any) -> bytes:
        nonlocal count
        count += args[0] in writing
        if count >= number:
            raise KeyboardInterrupt
        return real(self, *args, **more)

    before = snapshot(place)
    with monkeypatch.context() as patch:
        patch.setattr(Git, "run", stop)
        with pytest.raises(KeyboardInterrupt):
            run(place)
    assert without_new_refs(before, snapshot(place)) == {}
    assert found(place).resolve("refs/heads/modules") is None
    git(place, "fsck", "--strict")
    assert run(place).commits


def test_write_branch_that_exists_is_refused_and_names_force(place: Path) -> None:
    git(place, "branch", "modules")
    before = snapshot(place)
    with pytest.raises(ProjectProblem, match="--force"):
        run(place)
    assert snapshot(place) == before


def test_write_branch_with_force_replaces_it(place: Path) -> None:
    git(place, "branch", "modules")
    old = git(place, "rev-parse", "modules")
    result = run(place, force=True)
    assert git(place, "rev-parse", "modules") == result.commits[-1]
    assert result.replaced == old


def test_write_branch_twice_gives_the_same_tree(place: Path) -> None:
    run(place)
    tree = git(place, "rev-parse", "modules^{tree}")
    run(place, force=True)
    assert git(place, "rev-parse", "modules^{tree}") == tree


def check_out_here(place: Path) -> None:
    git(place, "checkout", "--quiet", "-b", "modules")


def check_out_elsewhere(place: Path) -> None:
    git(place, "worktree", "add", "--quiet", "-b", "modules", str(place.parent / "side"))


def check_out_unborn(place: Path) -> None:
    git(place, "symbolic-ref", "HEAD", "refs/heads/modules")


def start_rebase(place: Path) -> None:
    git(place, "branch", "modules")
    write(place, {".git/rebase-merge/head-name": "refs/heads/modules\n"})


def make_alias(place: Path) -> None:
    git(place, "symbolic-ref", "refs/heads/modules", "refs/heads/main")


def make_branch_below(place: Path) -> None:
    git(place, "branch", "modules/x")


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (check_out_here, "checked out"),
        (check_out_elsewhere, "checked out"),
        (check_out_unborn, "checked out"),
        (start_rebase, "rebase"),
        (make_alias, "another name"),
        (make_branch_below, "modules/x"),
    ],
)
def test_write_branch_that_is_in_use_is_refused_even_with_force(
    prepare: Callable[[Path], None], why: str, place: Path
) -> None:
    base = git(place, "rev-parse", "HEAD")
    prepare(place)
    before = snapshot(place)
    with pytest.raises(ProjectProblem, match=why):
        run(place, force=True, base=base)
    assert snapshot(place) == before


def test_write_branch_below_an_existing_branch_is_refused(place: Path) -> None:
    with pytest.raises(ProjectProblem, match="main"):
        run(place, name="main/modules")


@pytest.mark.parametrize("force", [False, True])
def test_write_branch_that_someone_moves_meanwhile_is_not_overwritten(
    force: bool, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = git(place, "rev-parse", "HEAD")
    theirs = git(place, "commit-tree", "HEAD^{tree}", "-m", "theirs")
    if force:
        git(place, "branch", "modules", base)
    real = branch_module._move_branch

    def late(*args: Any) -> None:
        git(place, "branch", "--force", "modules", theirs)
        real(*args)

    monkeypatch.setattr(branch_module, "_move_branch", late)
    with pytest.raises(ProjectProblem, match="meanwhile"):
        run(place, force=force)
    assert git(place, "rev-parse", "modules") == theirs


@pytest.mark.parametrize(
    "name",
    [
        "",
        "-x",
        "--force",
        "HEAD",
        "a..b",
        "a b",
        "a~1",
        "a^",
        "a:b",
        "a.lock",
        "/a",
        "a/",
        "a//b",
        ".a",
        "@",
        "@{-1}",
        "a\n",
        "a\0",
    ],
)
def test_write_branch_with_impossible_name_is_refused(name: str, place: Path) -> None:
    before = snapshot(place)
    with pytest.raises(UsageProblem):
        run(place, name=name)
    assert snapshot(place) == before


@pytest.mark.parametrize(
    "bad",
    [
        change("main.go", "another\n", "x"),
        change("main.go", None, "x"),
        change("main.go", "dirty\n", "x"),
        change("gone.go", "x", None),
        change("gone.go", "x", "y"),
        change("vendor", None, "x"),
        change("vendor/x", "x", "y"),
        change("main.go/x", None, "x"),
    ],
)
def test_write_branch_with_a_tree_that_is_not_as_planned_is_refused(bad: Change, place: Path) -> None:
    good = change("new.go", None, "x")
    before = snapshot(place)
    with pytest.raises(ProjectProblem, match=bad.path.partition("/")[0]):
        run(place, changeset=ChangeSet(steps=(Step(subject="s", body="", changes=(good, bad)),)))
    assert snapshot(place) == before


NOT_WRITABLE = (
    ".git/hooks/x",
    "a/.GIT/x",
    "GIT~1/x",
    "a/.git./x",
    ".g\u200cit/x",
    ".git::$INDEX_ALLOCATION/x",
    "a\\.git\\x",
)


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", *NOT_WRITABLE, "a//b", "", "a/./b", "x\0y"])
def test_write_branch_with_path_outside_the_project_is_refused(path: str, place: Path) -> None:
    with pytest.raises(WorldProblem, match="refused"):
        run(place, changeset=ChangeSet(steps=(Step(subject="s", body="", changes=(change(path, None, "x"),)),)))


@pytest.mark.parametrize(
    "changes",
    [
        (change("vendor/x/x.go", "package x\r\n", None), change("vendor", None, "a file now")),
        (change("Gopkg.lock", "lock\n", None), change("Gopkg.lock/inner", None, "a folder now")),
    ],
)
def test_write_branch_where_file_and_folder_change_places_works(changes: tuple[Change, ...], place: Path) -> None:
    run(place, changeset=ChangeSet(steps=(Step(subject="s", body="", changes=changes),)))
    names = listing(place, "modules")
    assert changes[1].path in names
    assert changes[0].path not in names


def with_submodule(place: Path, tmp_path: Path) -> str:
    inner = make_repo(tmp_path / "inner", {"x.go": "x", "y.go": "y"})
    git(place, "update-index", "--add", "--cacheinfo", f"160000,{inner},vendor/inner")
    git(place, "commit", "--quiet", "-m", "submodule")
    return inner


def test_write_branch_that_removes_files_of_a_submodule_takes_it_out(place: Path, tmp_path: Path) -> None:
    inner = with_submodule(place, tmp_path)
    assert listing(place, "HEAD")["vendor/inner"] == "160000", inner
    changes = (change("vendor/inner/x.go", "x", None), change("vendor/inner/y.go", "y", None))
    run(place, changeset=ChangeSet(steps=(Step(subject="s", body="", changes=changes),)))
    assert set(listing(place, "HEAD")) - set(listing(place, "modules")) == {"vendor/inner"}


@pytest.mark.parametrize(
    "bad",
    [change("vendor/inner/x.go", "x", "y"), change("vendor/inner/z.go", None, "z"), change("vendor/inner", "x", None)],
)
def test_write_branch_that_writes_into_a_submodule_is_refused(bad: Change, place: Path, tmp_path: Path) -> None:
    with_submodule(place, tmp_path)
    with pytest.raises(ProjectProblem, match="vendor/inner"):
        run(place, changeset=ChangeSet(steps=(Step(subject="s", body="", changes=(bad,)),)))


def test_write_branch_with_odd_names_keeps_them(place: Path) -> None:
    names = ["-rf", "a b", 'quo"te', "tab\there", "new\nline", "ünï", os.fsdecode(b"caf\xe9"), ":(glob)*", "100644 x"]
    changes = tuple(change(name, None, name.encode("utf-8", "replace").decode()) for name in names)
    run(place, changeset=ChangeSet(steps=(Step(subject="-m ; $(x)", body="\0", changes=changes),)))
    listed = git(place, "ls-tree", "-z", "--name-only", "modules").split("\0")
    assert set(names) <= set(listed)
    assert git(place, "log", "-1", "--format=%s", "modules") == "-m ; $(x)"


@pytest.mark.parametrize("changes", [(), (change("main.go", "package main\n", "package main\n"),)])
def test_write_branch_with_nothing_to_do_writes_none(changes: tuple[Change, ...], place: Path) -> None:
    with pytest.raises(ProjectProblem, match="nothing to change"):
        run(place, changeset=ChangeSet(steps=(Step(subject="s", body="", changes=changes),)))
    assert found(place).resolve("refs/heads/modules") is None


def test_write_branch_from_unknown_base_is_refused(place: Path) -> None:
    for base in ("f" * 40, "--all"):
        with pytest.raises(ProjectProblem, match="no commit"):
            run(place, base=base)


def test_write_branch_without_identity_makes_one_up_and_says_so(place: Path, gitconfig: Path) -> None:
    gitconfig.write_text("")
    result = run(place)
    assert result.is_fallback_author
    assert git(place, "log", "-1", "--format=%an <%ae> %cn <%ce>", "modules") == " ".join(
        ["gomigrate <gomigrate@localhost>"] * 2
    )


def test_write_branch_with_author_given_keeps_the_committer(place: Path) -> None:
    result = run(place, author=("Bob", "bob@example.com"))
    assert result.author == "Bob <bob@example.com>"
    assert git(place, "log", "-1", "--format=%an %cn", "modules") == "Bob Ada"


SIMPLE = ChangeSet(
    steps=(
        Step(subject="s", body="", changes=(change("go.mod", None, "m"), change("main.go", "package main\n", None))),
    )
)


@pytest.mark.parametrize("kind", ["bare", "worktree", "submodule", "sha256", "shallow", "partial"])
def test_write_branch_in_every_kind_of_repository(kind: str, tmp_path: Path) -> None:
    origin, here = tmp_path / "origin", tmp_path / "here"
    make_repo(origin, {"a": "1"}, *(["--object-format=sha256"] if kind == "sha256" else []))
    commit(origin, FILES)
    git(origin, "config", "uploadpack.allowFilter", "true")
    if kind == "worktree":
        git(origin, "worktree", "add", "--quiet", "-b", "side", str(here))
    elif kind == "submodule":
        make_repo(tmp_path / "outer", {"o": ""})
        git(tmp_path / "outer", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(origin), "sub")
        here = tmp_path / "outer/sub"
    else:
        how = {"bare": ["--bare"], "shallow": ["--depth=1"], "partial": ["--filter=blob:none"], "sha256": []}[kind]
        git(tmp_path, "clone", "--quiet", *how, f"file://{origin}", "here")
    result = run(here, changeset=SIMPLE)
    assert sorted(listing(here, "modules")) == sorted({*FILES, "a", "go.mod"} - {"main.go"})
    assert git(here, "rev-parse", "modules") == result.commits[0]
    assert git(here, "log", "-1", "--format=%P", "modules") == found(here).head().commit


def test_write_branch_with_git_dir_of_another_repository_in_the_environment(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_repo(tmp_path / "other", {"o": ""})
    before = snapshot(tmp_path / "other", objects=True)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "other/.git/index"))
    run(place)
    monkeypatch.delenv("GIT_DIR")
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert snapshot(tmp_path / "other", objects=True) == before
    assert found(place).resolve("refs/heads/modules")


def test_write_branch_with_read_only_objects_is_one_clear_line(place: Path) -> None:
    folders = [folder for folder in (place / ".git/objects").rglob("*") if folder.is_dir()] + [place / ".git/objects"]
    for folder in folders:
        folder.chmod(0o555)
    if os.access(folders[0], os.W_OK):
        pytest.skip("the superuser may write everywhere")
    try:
        with pytest.raises(WorldProblem, match="cannot be written"):
            run(place)
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert found(place).resolve("refs/heads/modules") is None


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("hash-object", "error: unable to write file .git/objects/x: No space left on device\n"),
        ("write-tree", "fatal: No space left on device\n"),
        ("commit-tree", "error: insufficient permission for adding an object to repository database .git/objects\n"),
        ("update-ref", "fatal: unable to create .git/refs/heads/modules.lock: Read-only file system\n"),
    ],
)
def test_write_branch_on_a_full_or_read_only_disk_leaves_nothing(
    command: str, said: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gomigrate.world.git.gitrun import failure

    real = Git.run

    def full(self: Git, *args: str, **more: Any) -> bytes:
        if args[0] == command:
            raise failure(command, 128, said)
        return real(self, *args, **more)

    before = snapshot(place)
    monkeypatch.setattr(Git, "run", full)
    with pytest.raises(GitFailed, match=r"no space left|cannot be written") as caught:
        run(place)
    assert isinstance(caught.value, GomigrateError)
    assert "\n" not in str(caught.value)
    assert without_new_refs(before, snapshot(place)) == {}


def test_write_branch_leaves_no_temporary_files(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    run(place)
    with pytest.raises(ProjectProblem):
        run(place)
    assert list(room.iterdir()) == []
