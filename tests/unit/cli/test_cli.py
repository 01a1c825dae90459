from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import click
import pytest
from jsonschema import Draft202012Validator

from gomigrate.cli import main
from gomigrate.cli.options import policy
from gomigrate.model.errors import GomigrateError, ProjectProblem, UsageProblem, WorldProblem
from gomigrate.verify.branch.record import recorded_plan
from tests.unit.cli.commands import Call, call
from tests.unit.world.gitworld import commit, git, gitconfig, make_repo, snapshot, write

__all__ = ["call", "gitconfig"]


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A project that imports nothing but its own packages."""
    place = tmp_path / "gp/src/example.com/app"
    main_go = 'package main\n\nimport _ "example.com/app/sub"\n\nfunc main() {}\n'
    make_repo(place, {"main.go": main_go, "sub/s.go": "package sub\n", "Gopkg.lock": ""})
    return place


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (UsageProblem("what was asked"), 2, "error: what was asked"),
        (ProjectProblem("a decision"), 1, "error: a decision"),
        (WorldProblem("https://me:secret@x.test/ is down"), 3, "error: https://"),
        (GomigrateError("something"), 1, "error: something"),
        (PermissionError(13, "Permission denied", "/shut"), 3, "error: Permission denied (/shut)"),
        (OSError(28, "No space left on device"), 3, "error: No space left on device"),
        (click.UsageError("no such option"), 2, "no such option"),
        (click.Abort(), 130, "error: interrupted"),
        (KeyboardInterrupt(), 130, "error: interrupted"),
        (RuntimeError("oops"), 70, "this is a bug in gomigrate"),
    ],
)
def test_run_maps_what_stops_us_to_a_line_and_a_status(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    status: int,
    words: str,
) -> None:
    def fails(**_: object) -> None:
        raise error

    monkeypatch.setattr(main.cli, "main", fails)
    with pytest.raises(SystemExit) as left:
        main.run()
    said = capsys.readouterr()
    assert left.value.code == status
    assert words in said.err
    assert said.out == ""
    assert "secret" not in said.err
    assert ("Traceback" in said.err) == (status == 70)


def test_help_lists_every_command(call: Call) -> None:
    answer = call("--help")
    assert answer.status == 0
    for name in main.COMMANDS:
        assert f"\n  {name} " in answer.out


@pytest.mark.parametrize("name", list(main.COMMANDS))
def test_help_of_each_command_has_an_example(call: Call, name: str) -> None:
    answer = call(name, "--help")
    assert answer.status == 0
    assert "Example" in answer.out


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("skan",), "no command 'skan'; close: scan\nhelp: gomigrate scan\n"),
        (("xyzzy",), "no command 'xyzzy'\nhelp: gomigrate --help\n"),
        (("scan", "--nope"), "scan has no option --nope\nhelp: gomigrate scan --help\n"),
        (("scan", "--fromat", "json"), "close: --format\nhelp: gomigrate scan --format json\n"),
        (("scan", "--format", "xml"), "'xml' is not one of"),
        (("scan", ".", "."), "unexpected extra argument"),
        (("plan", "--go", "1.x"), "--go 1.x: not a Go version"),
        (("plan", "--lift", "contains"), "'contains' is none of tag, same, compatible and latest-as-of=DATE"),
        (("apply", "--lift", "latest-as-of=2019-02-30"), "has no day such as latest-as-of=2019-06-30"),
        (("plan", "--lift", "latest-as-of"), "is none of tag"),
        (("plan", "--hold", "all", "--hold", "x.test/a"), "all and none stand alone"),
        (("apply",), "no branch to write to\nhelp: gomigrate apply --branch modules\n"),
        (("apply", "--branch", "m", "--in-place"), "--branch and --in-place contradict each other"),
    ],
)
def test_words_that_make_no_sense_are_usage_errors(call: Call, app: Path, words: tuple[str, ...], part: str) -> None:
    answer = call(*words, at=app)
    assert answer.status == 2
    assert part in answer.err
    assert re.fullmatch("error: .+\nhelp: .+\n", answer.err)
    assert answer.out == ""


@pytest.mark.parametrize("command", ["scan", "plan", "apply"])
@pytest.mark.parametrize(
    ("directory", "part"),
    [
        ("nowhere", "nowhere: no such folder"),
        ("main.go", "main.go: not a folder"),
        ("main.go/x", "no such folder"),
        ("loop", "loop: a symbolic link that leads nowhere"),
        ("x" * 5000, "no such folder (File name too long)"),
    ],
)
def test_dir_that_is_no_folder_is_one_line(call: Call, app: Path, command: str, directory: str, part: str) -> None:
    (app / "loop").symlink_to("loop")
    more = ("--branch", "m") if command == "apply" else ()
    answer = call(command, directory, *more, at=app)
    assert answer.status == 2
    assert part in answer.err
    assert re.fullmatch("error: .+\nhelp: .+\n", answer.err)


def test_scan_of_dir_behind_a_link_and_dots_is_where_the_system_says(call: Call, app: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(app / "sub")
    answer = call("scan", "link/..", "--format", "json", at=tmp_path)
    assert json.loads(answer.out)["project"]["root"] == str(app)


def test_scan_here_by_pwd_keeps_the_link_that_the_user_came_by(call: Call, app: Path, tmp_path: Path) -> None:
    link = tmp_path / "gp/src/example.com/linked"
    link.symlink_to(app)
    answer = call("scan", "--format", "json", at=link)
    assert json.loads(answer.out)["project"]["import_path"] == "example.com/linked"


def test_scan_json_follows_its_schema(call: Call, app: Path) -> None:
    commit(app, {"Gopkg.lock": '[[projects]]\nname = "x.test/a"\nrevision = "aaaa"\npackages = ["."]\n'})
    answer = call("scan", str(app), "--format", "json")
    schema = json.loads((files("gomigrate.report") / "schemas" / "inventory.json").read_text())
    Draft202012Validator.check_schema(schema)
    value = json.loads(answer.out)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(value)] == []
    assert value["locks"][0]["pins"][0]["path"] == "x.test/a"


def test_scan_text_is_about_a_screen_and_writes_nothing(call: Call, app: Path) -> None:
    commit(app, {f"vendor/x.test/p{n}/p.go": "package p\n" for n in range(60)})
    before = snapshot(app)
    answer = call("scan", at=app)
    assert answer.status == 0
    assert answer.out.startswith("example.com/app: ")
    assert len(answer.out.splitlines()) < 40
    assert snapshot(app) == before


def test_scan_with_a_binary_lock_ends_with_a_finding_and_status_1(call: Call, app: Path) -> None:
    commit(app, {"Gopkg.lock": b"\x00\x01\xff" * 100})
    answer = call("scan", at=app)
    assert answer.status == 1
    assert "GM101" in answer.out
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("command", ["scan", "plan"])
def test_folder_without_go_is_one_line(call: Call, tmp_path: Path, command: str) -> None:
    write(tmp_path / "empty", {"README": "nothing"})
    answer = call(command, at=tmp_path / "empty")
    assert (answer.status, answer.out) == (2, "")
    assert "no Go files and no lock file" in answer.err


def test_module_without_anything_legacy_has_nothing_to_do(call: Call, app: Path) -> None:
    commit(app, {"go.mod": "module example.com/app\n\ngo 1.18\n", "Gopkg.lock": None})
    answer = call("apply", "--branch", "modules", at=app)
    assert answer.status == 2
    assert "nothing to do" in answer.err
    assert git(app, "branch", "--list", "modules") == ""


def test_apply_to_a_branch_that_exists_is_refused_and_loses_nothing(call: Call, app: Path) -> None:
    git(app, "branch", "modules")
    before = snapshot(app)
    answer = call("apply", "--branch", "modules", at=app)
    assert answer.status in {1, 2}
    assert "modules" in answer.err
    assert "--force" in answer.err
    assert snapshot(app) == before


@pytest.mark.parametrize("name", ["-x", "a..b", "a b", "refs/heads/../x", "x.lock"])
def test_apply_to_a_name_that_no_branch_may_have_is_refused(call: Call, app: Path, name: str) -> None:
    before = snapshot(app)
    answer = call("apply", f"--branch={name}", at=app)
    assert answer.status in {1, 2}
    assert "Traceback" not in answer.err
    assert snapshot(app) == before


def test_apply_to_an_unusable_branch_is_refused_before_any_plan_is_made(call: Call, app: Path) -> None:
    answer = call("apply", "--branch", "-x", at=app)
    assert answer.status == 2
    assert answer.out == ""


def test_hold_of_a_path_that_is_no_pin_is_refused(call: Call, app: Path) -> None:
    answer = call("plan", "--hold", "ex.test/nobody", at=app)
    assert (answer.status, answer.err) == (
        2,
        "error: --hold ex.test/nobody: no pin has this path\nhelp: gomigrate plan -v\n",
    )


def test_accept_merge_of_what_has_no_copies_is_refused(call: Call, app: Path) -> None:
    answer = call("plan", "--accept-merge", "ex.test/nobody", at=app)
    assert (answer.status, answer.err) == (
        2,
        "error: --accept-merge ex.test/nobody: it has no copies that become one\nhelp: gomigrate plan -v\n",
    )


def test_apply_without_a_commit_names_the_other_way(call: Call, tmp_path: Path) -> None:
    place = tmp_path / "gp/src/example.com/new"
    write(place, {"main.go": "package main\n\nfunc main() {}\n"})
    git(place, "init", "--quiet")
    answer = call("apply", "--branch", "modules", at=place)
    assert answer.status == 2
    assert "--in-place" in answer.err


def test_apply_makes_the_branch_and_leaves_the_checkout(call: Call, app: Path) -> None:
    before = snapshot(app)
    answer = call("apply", "--branch", "modules", "--format", "json", at=app)
    assert answer.status == 0, answer.err
    assert json.loads(answer.out)["applied"]["branch"] == "modules"
    assert "module example.com/app" in git(app, "show", "modules:go.mod")
    after = snapshot(app)
    assert {path: after[path] for path in before} == before


@pytest.mark.parametrize("is_made_up", [True, False])
def test_apply_tells_an_author_that_had_to_be_made_up(
    call: Call, app: Path, gitconfig: Path, *, is_made_up: bool
) -> None:
    if is_made_up:
        gitconfig.write_text("")
    applied = json.loads(call("apply", "--branch", "modules", "--format", "json", at=app).out)["applied"]
    assert applied["author_is_made_up"] is is_made_up
    assert applied["author"] == git(app, "log", "-1", "--format=%an <%ae>", "modules").strip()
    told = call("apply", "--branch", "again", at=app).out
    assert ("git has no author here" in told) is is_made_up


def test_markdown_of_plan_and_apply_is_the_body_alone(call: Call, app: Path) -> None:
    planned = call("plan", "--format", "markdown", at=app)
    assert (planned.status, planned.out.splitlines()[0]) == (0, "**Planned; nothing is written yet.**")
    applied = call("apply", "--branch", "modules", "--format", "markdown", at=app)
    assert (applied.status, applied.out.splitlines()[0]) == (0, "**Written, but not verified yet.**")
    assert applied.out.endswith("`.gomigrate/plan.json` on the branch.\n")


def test_markdown_of_a_tree_in_place_is_refused_before_anything_is_written(call: Call, app: Path) -> None:
    before = snapshot(app)
    answer = call("apply", "--in-place", "--format", "markdown", at=app)
    assert answer.status == 2
    assert "give --branch" in answer.err
    assert snapshot(app) == before


def test_recorded_plan_is_the_one_of_the_ref_and_none_where_there_is_none(call: Call, app: Path) -> None:
    assert call("apply", "--branch", "modules", at=app).status == 0
    plan = recorded_plan(str(app), "modules")
    assert plan is not None
    assert plan.module == "example.com/app"
    assert recorded_plan(str(app), "HEAD") is None
    assert recorded_plan(str(app), "nothing") is None


@pytest.mark.parametrize(
    ("hold", "held"),
    [((), "all"), (("none",), "none"), (("x.test/a", "x.test/b"), ("x.test/a", "x.test/b"))],
)
def test_policy_reads_hold(hold: tuple[str, ...], held: str | tuple[str, ...]) -> None:
    assert policy(hold, "", "remove", "remove").hold == held


def test_policy_refuses_all_beside_paths() -> None:
    with pytest.raises(UsageProblem):
        policy(("none", "x.test/a"), "", "remove", "remove")


def test_apply_that_needs_clones_says_so_and_verify_without_a_branch_how_to_make_one(call: Call, app: Path) -> None:
    lock = '[[projects]]\n  name = "ex.test/gone"\n  packages = ["."]\n  revision = "' + "a" * 40 + '"\n'
    write(app, {"Gopkg.lock": lock, "gone.go": 'package main\n\nimport _ "ex.test/gone"\n'})
    git(app, "add", "-A")
    git(app, "commit", "-qm", "locked")
    answer = call("apply", "--branch", "modules", at=app)
    assert (answer.status, answer.err.splitlines()[-1]) == (1, "help: gomigrate clone")
    answer = call("apply", app.name, "--branch", "modules", at=app.parent)
    assert answer.err.splitlines()[-1] == f"help: gomigrate clone ./{app.name}"
    answer = call("verify", "--against", "modules", at=app)
    assert (answer.status, answer.err.splitlines()[-1]) == (2, "help: gomigrate plan")


LAZY = (
    *("gomigrate.pipeline", "gomigrate.world.world", "gomigrate.world.disk.realpath", "rich"),
    *("gomigrate.cli.nextcommand", "gomigrate.cli.reviewed", "gomigrate.report.words.call"),
)
"""What no page of help and no version needs."""
LOADED = """
import sys
from gomigrate.cli.main import cli
cli.main(sys.argv[1:], standalone_mode=False)
print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize("words", ["--help", "--version", "plan --help", "verify --help", "doctor --help"])
def test_a_page_of_help_imports_nothing_that_it_does_not_show(words: str) -> None:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    program = [sys.executable, "-c", LOADED, *words.split()]
    loaded = subprocess.run(program, env=env, capture_output=True, text=True, check=True).stderr.split()
    assert "gomigrate.cli.main" in loaded
    assert [name for name in LAZY if name in loaded] == []
