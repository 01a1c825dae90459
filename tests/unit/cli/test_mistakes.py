"""What people mistype: the status, one line of what is wrong, and a line of help that can be typed as it stands."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.unit.cli.commands import Call, call
from tests.unit.cli.test_named_commands import context
from tests.unit.world.gitworld import git, gitconfig, make_repo, write

__all__ = ["call", "gitconfig"]

MAIN = 'package main\n\nimport _ "ex.test/{}/sub"\n\nfunc main() {{}}\n'
LOCK = '[[projects]]\n  name = "ex.test/gone"\n  packages = ["."]\n  revision = "' + "a" * 40 + '"\n'
ODD = "an app; 'q' $(touch owned)"


@pytest.fixture
def folder(tmp_path: Path, gitconfig: Path) -> Path:
    """Where the user stands: in GOPATH beside projects, a module, and folders that are none."""
    here = tmp_path / "gp/src/ex.test"
    for name in ("app", "has", ODD):
        make_repo(here / name, {"main.go": MAIN.format(name), "sub/s.go": "package sub\n", "Gopkg.lock": ""})
    git(here / "has", "branch", "modules")
    make_repo(here / "mod", {"go.mod": "module ex.test/mod\n\ngo 1.18\n", "m.go": "package mod\n"})
    gone = 'package main\n\nimport _ "ex.test/gone"\n'
    make_repo(here / "gone1", {"g.go": gone, "Gopkg.lock": LOCK})
    make_repo(tmp_path / "outside", {"main.go": "package main\n\nfunc main() {}\n"})
    write(here / "nogit", {"main.go": MAIN.format("nogit"), "sub/s.go": "package sub\n"})
    (here / "empty").mkdir()
    return here


@dataclass(frozen=True)
class Mistake:
    """What was typed, the status, and the help; `leads` is the status of that where it is a command that is run."""

    typed: str
    status: int
    helps: str
    leads: int | None = None

    def __str__(self) -> str:
        return self.typed


MISTAKES = (
    Mistake("pln app", 2, "gomigrate plan app", 0),
    Mistake("PLAN app", 2, "gomigrate plan app", 0),
    Mistake("zzzzzz app", 2, "gomigrate --help", 0),
    Mistake("app plan", 2, "gomigrate plan app", 0),
    Mistake("app", 2, "gomigrate plan app", 0),
    Mistake("help plan", 2, "gomigrate plan --help", 0),
    Mistake("help", 2, "gomigrate --help", 0),
    Mistake("version", 2, "gomigrate --version", 0),
    Mistake("plan ap", 2, "gomigrate plan app", 0),
    Mistake("plan app/main.go", 2, "gomigrate plan app", 0),
    Mistake("plan app/.git", 2, "gomigrate plan {here}/app", 0),
    Mistake("plan empty", 2, "gomigrate plan --help", 0),
    Mistake("plan app mod", 2, "gomigrate plan --help", 0),
    Mistake("plan --verbos app", 2, "gomigrate plan --verbose app", 0),
    Mistake("plan --zzz app", 2, "gomigrate plan --help", 0),
    Mistake("plan --go go1.20 app", 2, "gomigrate plan --go 1.20 app", 0),
    Mistake("plan --go=go1.20 app", 2, "gomigrate plan --go=1.20 app", 0),
    Mistake("plan --hold ex.test/typo --vendor keep gone1", 2, "gomigrate plan -v --vendor keep gone1", 1),
    Mistake("plan --report app app", 2, "gomigrate plan --report app/report.html app/report.html"),
    Mistake("plan --report empty app", 2, "gomigrate plan --report empty/report.html app", 0),
    Mistake("plan --report no/x.html app", 2, "mkdir -p no"),
    Mistake("plan --out empty app", 2, "gomigrate plan --out empty/gomigrate.plan app", 0),
    Mistake("plan --open app", 2, "gomigrate plan --report report.html --open app"),
    Mistake("plan ../../../outside", 2, "gomigrate plan --import-path example.com/NAME ../../../outside", 0),
    Mistake("plan mod", 2, "gomigrate doctor mod"),
    Mistake("plan ../..", 2, "gomigrate batch --list {here.parent}", 0),
    Mistake("scan --format sarif app", 2, "gomigrate scan --help", 0),
    Mistake("apply app", 2, "gomigrate apply --branch modules app", 0),
    Mistake("apply --branch modules has", 1, "gomigrate apply --branch modules-2 has", 0),
    Mistake("apply --branch modules/x has", 1, "gomigrate apply --branch modules-x has", 0),
    Mistake("apply --branch 'a b' app", 2, "gomigrate apply --branch modules app", 0),
    Mistake("apply --branch=-x app", 2, "gomigrate apply --branch=modules app", 0),
    Mistake("apply --branch HEAD app", 2, "gomigrate apply --branch modules app", 0),
    Mistake("apply --branch '' app", 2, "gomigrate apply --branch modules app", 0),
    Mistake("apply --branch modules nogit", 2, "gomigrate apply --in-place nogit", 0),
    Mistake("apply --branch modules gone1", 1, "gomigrate clone ./gone1"),
    Mistake("apply --plan no.plan --branch x app", 2, "gomigrate plan --out no.plan app", 0),
    Mistake("verify app", 2, "gomigrate plan app", 0),
    Mistake("verify nogit", 2, "gomigrate plan nogit", 0),
    Mistake("verify --against man app", 2, "gomigrate verify --against main app", 2),
    Mistake("verify --against zzzz app", 2, "gomigrate plan app", 0),
    Mistake("verify --tests-timeout 1m app", 2, "gomigrate verify --tests --tests-timeout 1m app"),
    Mistake("next app", 2, "gomigrate plan app", 0),
    Mistake("next --apply go:1.20 app", 2, "gomigrate next --branch next --apply go:1.20 app"),
    Mistake("batch", 2, "gomigrate batch --list .", 0),
    Mistake("batch --layout units app mod", 2, "name one ROOT, and leave out --from, --include and --exclude"),
    Mistake("clone gone1", 2, "gomigrate clone ./gone1"),
    Mistake("clone ./gone1 ex.test/typo", 2, "gomigrate plan -v ./gone1", 1),
    Mistake("sum mod", 2, "gomigrate sum ./mod", 0),
    Mistake("sum ./app", 2, "gomigrate plan ./app", 0),
    Mistake("sum --log empty ./mod", 2, "gomigrate sum --help", 0),
    Mistake("graph --platform linux/amd64 app", 2, "gomigrate graph --packages --platform linux/amd64 app", 0),
    Mistake("doctor --write app", 2, "gomigrate doctor --fix --write app"),
    Mistake("explain GM40", 2, "gomigrate explain", 0),
    Mistake("explain 401", 2, "gomigrate explain GM401", 0),
    Mistake("completion powershell", 2, "gomigrate completion --help", 0),
    Mistake(f"plan --zzz {shlex.quote(ODD)}", 2, "gomigrate plan --help", 0),
    Mistake(f"apply {shlex.quote(ODD)}", 2, f"gomigrate apply --branch modules {shlex.quote(ODD)}", 2),
    Mistake(f"verify {shlex.quote(ODD)}", 2, f"gomigrate plan {shlex.quote(ODD)}", 2),
)


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_is_one_line_and_its_help_works_as_typed(mistake: Mistake, folder: Path, call: Call) -> None:
    answer = call(*shlex.split(mistake.typed), at=folder)
    told = answer.err.splitlines()
    assert (answer.status, [line.partition(":")[0] for line in told]) == (mistake.status, ["error", "help"]), told
    help_ = told[1].removeprefix("help: ")
    assert help_ == mistake.helps.format(here=folder)
    assert not list(folder.rglob("owned"))
    if help_.startswith("gomigrate ") and "--help" not in help_ and "--version" not in help_:
        context(help_)
    if mistake.leads is not None:
        assert call(*shlex.split(help_)[1:], at=folder).status == mistake.leads
