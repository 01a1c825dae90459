"""One thing changed on a branch that is ready to merge, or in the state before it: the verdict says so each time.

The table is docs/what-verify-sees.md, which a test holds against this file.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gomigrate.model.verdict import Verdict, VerdictState
from gomigrate.report.json import verdict_json
from gomigrate.verify.verify import verify
from gomigrate.world.world import World as Outside
from tests.fakeworld.environment import run
from tests.fakeworld.program import gomigrate
from tests.fakeworld.world import World, build_world

pytestmark = pytest.mark.go

SCENARIO = Path(__file__).parent.parent / "scenarios" / "every-kind-of-file"
VENDORED, COPY = "vendor/github.com/acme/lib", "third_party/github.com/acme/log"

Change = Callable[["Lab"], None]
"""What makes a mutant out of the checkout of a branch."""


@dataclass
class Lab:
    """A checkout of the branch, in which mutants are made one after the other."""

    world: World
    top: Path

    def git(self, *words: str) -> str:
        return run(["git", *words], self.top, self.world.env).strip()

    def go(self, *words: str) -> None:
        env = self.world.env | {"GO111MODULE": "on", "GOFLAGS": "-mod=mod -modcacherw"}
        run(["go", *words], self.top, env)

    def begin(self, ref: str) -> None:
        self.git("checkout", "-q", "-f", "-B", "mutant", ref)
        self.git("clean", "-q", "-f", "-d", "-x")

    def commit(self, *words: str) -> str:
        self.git("add", "-A", "-f")
        self.git("commit", "-q", "-m", "x", *words)
        return self.git("rev-parse", "HEAD")

    def verify(self, ref: str, base: str | None = None) -> Verdict:
        return verify(Outside.from_environment(self.world.env, str(self.top)), str(self.top), ref, base=base)


@dataclass(frozen=True)
class Mutation:
    """One change; `names` is what the verdict must name, `state` how it must end (None: anything but ready)."""

    what: str
    change: Change
    names: str
    state: VerdictState | None = None


def edit(path: str, old: str, new: str) -> Change:
    """Replace the text in a file, which must hold it."""

    def change(lab: Lab) -> None:
        place = lab.top / path
        text = place.read_text()
        assert old in text, (path, old)
        place.write_text(text.replace(old, new))

    return change


def write(path: str, text: str) -> Change:
    """Write a file that was not there, or is written again."""

    def change(lab: Lab) -> None:
        place = lab.top / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    return change


def remove(path: str) -> Change:
    return lambda lab: (lab.top / path).unlink()


def make_executable(path: str) -> Change:
    return lambda lab: (lab.top / path).chmod(0o755)


def make_plain(path: str) -> Change:
    return lambda lab: (lab.top / path).chmod(0o644)


def link(path: str, to: str) -> Change:
    def change(lab: Lab) -> None:
        (lab.top / path).unlink()
        (lab.top / path).symlink_to(to)

    return change


def go_mod(*words: str) -> Change:
    """Edit go.mod as a user would, and bring go.sum up to date."""

    def change(lab: Lab) -> None:
        lab.go("mod", "edit", *words)
        lab.go("mod", "download", "all")
        lab.go("list", "-deps", "./...")

    return change


def forked(lab: Lab) -> None:
    """The module itself as a copy in the repository, with another word in it."""
    module = Path(lab.world.env["GOMODCACHE"]) / "github.com/acme/lib@v1.0.0"
    target = lab.top / "third_party/github.com/acme/lib"
    shutil.copytree(module, target)
    (target / "go.mod").write_text("module github.com/acme/lib\n")
    edit("third_party/github.com/acme/lib/lib.go", '"lib"', '"fork"')(lab)
    lab.go("mod", "edit", "-replace=github.com/acme/lib=./third_party/github.com/acme/lib")
    lab.go("list", "-deps", "./...")


def vendored_again(lab: Lab) -> None:
    lab.go("mod", "vendor")
    edit(f"{VENDORED}/lib.go", '"lib"', '"mine"')(lab)


def both(*changes: Change) -> Change:
    def change(lab: Lab) -> None:
        for one in changes:
            one(lab)

    return change


NOT_SAME, TO_DO = VerdictState.NOT_SAME, VerdictState.TO_DO
LIB = "github.com/acme/lib"

ON_THE_BRANCH = (
    Mutation("a byte of a kept copy", edit(f"{COPY}/log.go", "40", "41"), "log", NOT_SAME),
    Mutation("a comment in a kept copy", edit(f"{COPY}/log.go", "count on", "go on"), "log", NOT_SAME),
    Mutation("a file more in a kept copy", write(f"{COPY}/more.go", "package log\n"), "log", NOT_SAME),
    Mutation("a file less in a kept copy", remove(f"{COPY}/log.go"), "log", NOT_SAME),
    Mutation("a Go file of the project", edit("store/store.go", "return 3", "return 4"), "app/store", NOT_SAME),
    Mutation("a test of the project", edit("store/store_test.go", "!= 3", "!= 4"), "app/store", NOT_SAME),
    Mutation(
        "a test from outside the package", edit("store/outside_test.go", "_ =", "_, _ = 1,"), "app/store", NOT_SAME
    ),
    Mutation("a Go file for another platform", edit("main_windows.go", "windows", "win"), "main_windows.go", NOT_SAME),
    Mutation("a Go file for a tag", edit("store/fancy.go", "= 1", "= 2"), "store", NOT_SAME),
    Mutation("a build constraint", edit("store/fancy.go", "+build fancy", "+build other"), "store", NOT_SAME),
    Mutation("a build constraint taken away", edit("store/fancy.go", "// +build fancy\n", ""), "store", NOT_SAME),
    Mutation("an embedded file", edit("words.txt", "hello", "hallo"), "words.txt", NOT_SAME),
    Mutation("a file that a test reads", edit("store/testdata/golden.txt", "3", "4"), "golden.txt", NOT_SAME),
    Mutation("a new package", write("extra/extra.go", "package extra\n"), "extra", NOT_SAME),
    Mutation("a profile for the compiler", write("default.pgo", "x"), "default.pgo", NOT_SAME),
    Mutation("a linker flag", edit("Makefile", "main.version=", "main.words="), "Makefile", NOT_SAME),
    Mutation("a tag of the build", edit("Makefile", "-tags fancy", "-tags plain"), "Makefile", NOT_SAME),
    Mutation("a line of a Dockerfile", edit("Dockerfile", "-o /app .", "-o /app ./store"), "Dockerfile", NOT_SAME),
    Mutation("a line of the CI", edit(".travis.yml", "make build test", "make build"), ".travis.yml", NOT_SAME),
    Mutation("a line of a script", edit("scripts/check.sh", "vet", "fmt"), "check.sh", NOT_SAME),
    Mutation("the mode of a script", make_executable("scripts/check.sh"), "check.sh", NOT_SAME),
    Mutation("a file that becomes a link", link("words.txt", "Makefile"), "words.txt", NOT_SAME),
    Mutation("attributes of git", write(".gitattributes", "*.go text eol=crlf\n"), ".gitattributes", NOT_SAME),
    Mutation("a pin, moved to a version of the same files", go_mod(f"-require={LIB}@v1.1.0"), LIB, NOT_SAME),
    Mutation("a pin, held elsewhere", go_mod(f"-replace={LIB}={LIB}@v1.1.0"), LIB, NOT_SAME),
    Mutation("a pin, replaced by a fork in the repository", forked, LIB, NOT_SAME),
    Mutation("a replace taken away", go_mod("-dropreplace=github.com/acme/log"), "github.com/acme/log", NOT_SAME),
    Mutation("an exclude line", go_mod(f"-exclude={LIB}@v1.1.0"), "exclude"),
    Mutation("the go line", go_mod("-go=1.22"), "1.22", NOT_SAME),
    Mutation("a toolchain line", go_mod("-toolchain=go1.25.0"), "go1.25.0", NOT_SAME),
    Mutation("a godebug line", go_mod("-godebug=panicnil=0"), "panicnil", NOT_SAME),
    Mutation("a line of go.sum", edit("go.sum", f"{LIB} v1.0.0 h1:", f"{LIB} v1.0.0 h1:AA"), "lib"),
    Mutation("a line less in go.sum", edit("go.sum", f"{LIB} v1.0.0/go.mod", f"{LIB} v1.0.9/go.mod"), "go.sum"),
    Mutation(
        "a workspace",
        write("go.work", f"go 1.22\n\nuse .\n\nreplace {LIB} => {LIB} v1.1.0\n"),
        "go.work",
        NOT_SAME,
    ),
    Mutation("a vendor folder with another byte", vendored_again, "vendor", NOT_SAME),
    Mutation("a Go that cannot build it", edit(".travis.yml", "1.18", "1.9"), ".travis.yml", NOT_SAME),
    Mutation(
        "a dependency kept by nothing but a blank import",
        write("x/x.go", f'package x\n\nimport _ "{LIB}"\n'),
        "x",
        NOT_SAME,
    ),
    Mutation("the module path", edit("go.mod", "module github.com/acme/app", "module github.com/acme/apq"), "apq"),
)

IN_THE_STATE_BEFORE = (
    Mutation("a vendored Go file", edit(f"{VENDORED}/lib.go", '"lib"', '"lob"'), LIB, NOT_SAME),
    Mutation("a vendored file for a tag", edit(f"{VENDORED}/fancy.go", '"!"', '"?"'), LIB, NOT_SAME),
    Mutation("a vendored file for another platform", edit(f"{VENDORED}/lib_windows.go", "1", "2"), LIB, NOT_SAME),
    Mutation("a vendored build constraint", edit(f"{VENDORED}/plain.go", "!fancy", "!plain"), LIB, NOT_SAME),
    Mutation(
        "assembly", edit(f"{VENDORED}/count/count_amd64.s", "ret+0(FP)\n", "ret+0(FP)\n\tNOP\n"), "count", NOT_SAME
    ),
    Mutation(
        "what assembly includes", edit(f"{VENDORED}/count/three.inc", "THREE 3", "THREE 4"), "three.inc", NOT_SAME
    ),
    Mutation("data of a dependency", write(f"{VENDORED}/data/words.json", "[1]\n"), "data/words.json"),
    Mutation("a C file", edit(f"{VENDORED}/native/seven.c", "return SEVEN", "return 1 + SEVEN"), "native", NOT_SAME),
    Mutation("a header in a folder without Go", edit(f"{VENDORED}/include/seven.h", "7", "8"), "seven.h", NOT_SAME),
    Mutation(
        "flags of C", edit(f"{VENDORED}/native/native.go", "#cgo CFLAGS:", "#cgo CFLAGS: -DX"), "native", NOT_SAME
    ),
    Mutation("a vendored copy", edit("vendor/github.com/acme/log/log.go", "40", "41"), "log", NOT_SAME),
    Mutation("a vendored file less", remove(f"{VENDORED}/lib_windows.go"), LIB, NOT_SAME),
    Mutation(
        "a vendored file more", write(f"{VENDORED}/more.go", "package lib\n\nfunc init() { print() }\n"), LIB, NOT_SAME
    ),
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path) -> Iterator[Lab]:
    root = tmp_path_factory.mktemp("mutants")
    world = build_world(SCENARIO, root / "world", shared_gocache)
    applied = gomigrate(["apply", "--branch", "modules"], world.project, world.env)
    assert applied.status == 0, applied.err
    yield Lab(world, world.project)
    shutil.rmtree(root, ignore_errors=True)


def said(verdict: Verdict) -> str:
    """All that the verdict says, but for the ref and what its own files are called."""
    return json.dumps({key: value for key, value in verdict_json(verdict).items() if key not in ("ref", "base")})


def judge(verdict: Verdict, mutation: Mutation) -> None:
    assert verdict.state is not VerdictState.READY, mutation.what
    assert mutation.names in said(verdict), mutation.what
    if mutation.state:
        assert verdict.state is mutation.state, said(verdict)


def test_the_branch_itself_is_ready(lab: Lab) -> None:
    verdict = lab.verify("modules")
    assert (verdict.state, verdict.to_do) == (VerdictState.READY, ())


@pytest.mark.parametrize("mutation", ON_THE_BRANCH, ids=lambda mutation: mutation.what)
def test_a_mutant_of_the_branch_is_seen(lab: Lab, mutation: Mutation) -> None:
    lab.begin("modules")
    mutation.change(lab)
    judge(lab.verify(lab.commit("--amend")), mutation)


@pytest.mark.parametrize("mutation", IN_THE_STATE_BEFORE, ids=lambda mutation: mutation.what)
def test_a_mutant_of_the_state_before_is_seen(lab: Lab, mutation: Mutation) -> None:
    lab.begin("master")
    mutation.change(lab)
    base = lab.commit()
    judge(lab.verify("modules", base), mutation)


def test_an_edited_module_cache_is_seen(lab: Lab) -> None:
    place = Path(lab.world.env["GOMODCACHE"]) / "github.com/acme/lib@v1.0.0/include/seven.h"
    text = place.read_text()
    place.write_text(text.replace("7", "9"))
    try:
        judge(lab.verify("modules"), Mutation("the module cache", lambda _: None, LIB, NOT_SAME))
    finally:
        place.write_text(text)


PAGE = Path(__file__).parent.parent.parent / "docs" / "what-verify-sees.md"


def test_the_page_has_every_mutant() -> None:
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    missing = [m.what for m in (*ON_THE_BRANCH, *IN_THE_STATE_BEFORE) if f"| {m.what} | `{m.names}` |" not in rows]
    assert missing == []
