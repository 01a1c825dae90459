"""What parity says of languages, loops and GODEBUG defaults, against the real go command on a small world."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from gomigrate.gosource.constructs import read_constructs
from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.goline.parity import (
    GODEBUG,
    NEWEST_KNOWN,
    PER_TURN,
    BuiltPackage,
    SourceFile,
    changed_godebug,
    file_language,
    language,
    minor_of,
    needed_go,
)

pytestmark = pytest.mark.go

LOOP = """
func init() {
	var fs []func()
	for i := 0; i < 3; i++ {
		fs = append(fs, func() { print(i) })
	}
	for _, f := range fs {
		f()
	}
	println(" %s")
}
"""
IMPORTS = 'import (\n\t_ "x.test/bare"\n\t_ "x.test/old"\n)\n'
FILES = {
    "app/plain.go": f"package main\n\n{IMPORTS}\nfunc main() {{}}\n{LOOP % 'plain'}",
    "app/held.go": f"//go:build go1.21\n\npackage main\n{LOOP % 'held'}",
    "app/lifted.go": f"//go:build go1.22\n\npackage main\n{LOOP % 'lifted'}",
    "bare/bare.go": f"package bare\n{LOOP % 'bare'}",
    "bare/lifted.go": "//go:build go1.18\n\npackage bare\n\nfunc F[T any](x T) {}\n",
    "old/old.go": f"package old\n{LOOP % 'old'}",
}
LINES = {"bare": "", "old": "1.12"}


@pytest.fixture(scope="module")
def toolchain(go_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> int:
    said = run(["env", "GOVERSION"], tmp_path_factory.mktemp("x"), go_env)
    return minor_of(said.strip().removeprefix("go"))


@pytest.fixture(scope="module")
def go_env(tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path) -> dict[str, str]:
    import os

    home = tmp_path_factory.mktemp("home")
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "GOPATH": str(home / "gopath"),
        "GOCACHE": str(shared_gocache),
        "GOENV": "off",
        "GOPROXY": "off",
        "GOSUMDB": "off",
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-modcacherw",
        "GOWORK": "off",
    }


def run(words: list[str], folder: Path, env: dict[str, str]) -> str:
    done = subprocess.run(["go", *words], cwd=folder, env={**env, "PWD": str(folder)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def lay_out(folder: Path, go: str) -> Path:
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    for name, line in LINES.items():
        (folder / name / "go.mod").write_text(f"module x.test/{name}\n" + (f"\ngo {line}\n" if line else ""))
    lines = "".join(f"require x.test/{n} v0.0.0\nreplace x.test/{n} => ../{n}\n" for n in LINES)
    (folder / "app" / "go.mod").write_text(f"module x.test/app\n\ngo {go}\n\n{lines}")
    return folder / "app"


def members() -> dict[str, BuiltPackage]:
    found = {}
    for name in ("app", "bare", "old"):
        files = []
        for path, text in FILES.items():
            if path.startswith(f"{name}/"):
                said = read_constructs(text.encode())
                files.append(SourceFile(path=path, constructs=said, needs=said.needs))
        module = ModuleVersion(f"x.test/{name}") if name != "app" else None
        found[name] = BuiltPackage(
            import_path=f"x.test/{name}",
            files=tuple(files),
            module=module,
            go=LINES.get(name, ""),
            is_program=name == "app",
        )
    return found


def godebug_defaults(go: str, toolchain: int) -> str:
    """What `go list -f {{.DefaultGODEBUG}}` has to say of a program, by the table."""
    return ",".join(f"{name}={GODEBUG[name][1]}" for name in changed_godebug(go, f"1.{toolchain}", toolchain))


@pytest.mark.parametrize("go", ["1.16", "1.18", "1.20", "1.21", "1.22", "1.26"])
def test_language_and_godebug_are_what_the_go_command_says(
    go: str, tmp_path: Path, go_env: dict[str, str], toolchain: int
) -> None:
    if minor_of(go) > toolchain:
        pytest.skip(f"the toolchain is go1.{toolchain}")
    folder = lay_out(tmp_path, go)
    said = run(["build", "-a", "-n", "."], folder, go_env)
    for name, member in members().items():
        package = "main" if name == "app" else f"x.test/{name}"
        found = re.search(rf" -p {re.escape(package)} .*?-lang=go1\.(\d+)", said)
        assert found, package
        assert int(found[1]) == language(member, go), name
    if toolchain <= NEWEST_KNOWN:
        told = run(["list", "-f", "{{.DefaultGODEBUG}}", "."], folder, go_env).strip()
        assert told == godebug_defaults(go, toolchain)


def test_gopath_mode_is_the_newest_language_with_the_oldest_godebug(
    tmp_path: Path, go_env: dict[str, str], toolchain: int
) -> None:
    lay_out(tmp_path / "src" / "x.test", "1.18")
    env = {**go_env, "GO111MODULE": "off", "GOPATH": str(tmp_path)}
    folder = tmp_path / "src" / "x.test" / "app"
    langs = set(re.findall(r"-p (?:main|x\.test\S*) .*?-lang=go1\.(\d+)", run(["build", "-a", "-n", "."], folder, env)))
    assert langs <= {str(toolchain)}  # go 1.21 and 1.22 give no -lang at all, and mean the same
    if toolchain <= NEWEST_KNOWN:
        told = run(["list", "-f", "{{.DefaultGODEBUG}}", "."], folder, env).strip()
        assert told == godebug_defaults("1.18", toolchain)


@pytest.mark.parametrize("go", ["1.18", "1.22"])
def test_loops_turn_as_their_files_language_says(
    go: str, tmp_path: Path, go_env: dict[str, str], toolchain: int
) -> None:
    if toolchain < 23:
        pytest.skip("a file's own line counts as told here from go 1.23 on")
    said = dict(line.split()[::-1] for line in run(["run", "."], lay_out(tmp_path, go), go_env).splitlines())
    for member in members().values():
        for file in member.files:
            if file.constructs.loops:
                name = Path(file.path).stem
                per_turn = file_language(language(member, go), file.constructs.build_minor) >= PER_TURN
                assert said[name] == ("012" if per_turn else "333"), (name, go)


@pytest.mark.parametrize(
    "body",
    [
        "const a = 1_000",
        "func F[T any](x T) {}",
        "var x = max(1, 2)",
        "func f() {\n\tfor range 3 {\n\t}\n}",
        "type A[T any] = []T",
        "func f(x any) {}",
    ],
)
def test_needed_go_is_the_lowest_line_that_the_compiler_takes(
    body: str, tmp_path: Path, go_env: dict[str, str], toolchain: int
) -> None:
    text = f"package p\n\n{body}\n"
    said = read_constructs(text.encode())
    file = SourceFile(path="p.go", constructs=said, needs=said.needs)
    needed = needed_go([BuiltPackage(import_path="x.test/p", files=(file,))])
    assert needed is not None
    if minor_of(needed.go) > toolchain:
        pytest.skip(f"the toolchain is go1.{toolchain}")
    (tmp_path / "p.go").write_text(text)
    for go, compiles in ((needed.go, True), (f"1.{minor_of(needed.go) - 1}", False)):
        (tmp_path / "go.mod").write_text(f"module x.test/p\n\ngo {go}\n")
        env = {**go_env, "PWD": str(tmp_path)}
        done = subprocess.run(["go", "build", "."], cwd=tmp_path, env=env, capture_output=True, text=True)
        assert (done.returncode == 0) is compiles, (go, done.stderr)
