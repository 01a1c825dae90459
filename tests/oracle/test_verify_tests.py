"""verify --tests with the real go command: a small project whose tests end in every way, before and after."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gomigrate.model.suite import Outcome
from gomigrate.model.verdict import Verdict, VerdictState
from gomigrate.verify.comparison import Checks
from gomigrate.verify.verify import verify
from gomigrate.world.world import World as Surroundings
from tests.fakeworld.environment import run
from tests.fakeworld.world import World, build_world

pytestmark = pytest.mark.go

APP, LIB = "github.com/acme/app", "github.com/acme/lib"
WORLD = f"""
why = "a project with tests"
[project]
path = "{APP}"
at = "2018-06-01"
tree = "before"
"""
TREES = f"""
-- before/app.go --
package app
-- before/app_test.go --
package app

import (
	"os"
	"strings"
	"testing"

	"{LIB}"
)

func TestPlain(t *testing.T) {{ lib.Answer() }}

func TestSkipped(t *testing.T) {{ t.Skip("not here") }}

func TestBroken(t *testing.T) {{ t.Fatal("always") }}

func TestPlace(t *testing.T) {{
	folder, _ := os.Getwd()
	if !strings.HasSuffix(folder, "/src/{APP}") {{
		t.Fatalf("not in GOPATH, token https://user:secret@x.test/")
	}}
}}
-- before/sub/sub.go --
package sub
-- before/sub/sub_test.go --
package sub

import "testing"

func TestSub(t *testing.T) {{ t.Run("inner", func(t *testing.T) {{}}) }}
-- before/vendor/{LIB}/lib.go --
package lib

func Answer() int {{ return 42 }}
-- before/vendor/{LIB}/lib_test.go --
package lib

import "testing"

func TestOfDependency(t *testing.T) {{ t.Fatal("not the project's") }}
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path) -> World:
    spec = tmp_path_factory.mktemp("spec")
    (spec / "world.toml").write_text(WORLD)
    (spec / "trees.txtar").write_text(TREES.lstrip())
    return build_world(spec, tmp_path_factory.mktemp("world") / "w", shared_gocache)


def migrated(world: World, name: str, change: Callable[[Path], None] = lambda _: None) -> str:
    """A branch with a go.mod, on which `change` did something more."""
    folder = world.root / "trees" / name
    run(["git", "worktree", "add", "-q", "-b", name, str(folder), "master"], world.project, world.env)
    target = folder / "third_party" / LIB
    target.mkdir(parents=True)
    (target / "lib.go").write_bytes((folder / "vendor" / LIB / "lib.go").read_bytes())
    (target / "go.mod").write_text(f"module {LIB}\n")
    run(["git", "rm", "-rq", "vendor"], folder, world.env)
    lines = f"require {LIB} v0.0.0\n\nreplace {LIB} => ./third_party/{LIB}\n"
    (folder / "go.mod").write_text(f"module {APP}\n\ngo 1.18\n\n{lines}")
    change(folder)
    run(["git", "add", "-A", "-f"], folder, world.env)
    run(["git", "commit", "-q", "-m", name], folder, world.env)
    return name


def outcome(world: World, ref: str, tests: float = 120) -> Verdict:
    surroundings = Surroundings.from_environment(world.env, str(world.project))
    return verify(surroundings, str(world.project), ref, platforms=("linux/amd64",), checks=Checks(tests=tests))


def changed(verdict: Verdict) -> list[tuple[str, str, Outcome | None, Outcome | None, bool]]:
    assert verdict.build.tests is not None
    return [(c.package, c.test, c.before, c.after, c.is_worse) for c in verdict.build.tests.changes]


def test_verify_tests_only_what_ends_otherwise_counts(world: World) -> None:
    verdict = outcome(world, migrated(world, "modules"))
    assert changed(verdict) == [(APP, "TestPlace", Outcome.PASSED, Outcome.FAILED, True)]
    assert verdict.build.tests is not None
    assert verdict.build.tests.same == 5
    assert "not in GOPATH" in verdict.build.tests.changes[0].evidence[0]
    assert "secret" not in verdict.build.tests.changes[0].evidence[0]
    assert verdict.code.platforms[0].differ == ()
    assert verdict.state is VerdictState.TO_DO


def test_verify_tests_new_lost_and_uncompilable_ones_are_told(world: World) -> None:
    def change(folder: Path) -> None:
        (folder / "app_test.go").write_text('package app\n\nimport "testing"\n\nfunc TestNew(t *testing.T) {}\n')
        (folder / "sub" / "sub_test.go").write_text("package sub\n\nvar x int = nonsense\n")

    verdict = outcome(world, migrated(world, "edited", change))
    assert changed(verdict) == [
        (APP, "TestPlace", Outcome.PASSED, None, True),
        (APP, "TestPlain", Outcome.PASSED, None, True),
        (APP, "TestSkipped", Outcome.SKIPPED, None, True),
        (f"{APP}/sub", "", Outcome.PASSED, Outcome.BUILD_FAILED, True),
        (APP, "TestBroken", Outcome.FAILED, None, False),
        (APP, "TestNew", None, Outcome.PASSED, False),
    ]
    assert verdict.build.tests is not None
    assert any("undefined: nonsense" in line for line in verdict.build.tests.changes[3].evidence)


def test_verify_tests_that_end_the_program_are_unfinished(world: World) -> None:
    def change(folder: Path) -> None:
        body = 'import ("os"; "testing")\n\nfunc TestPlain(t *testing.T) { os.Exit(3) }\n'
        (folder / "app_test.go").write_text(f"package app\n\n{body}")

    told = [(p, t, b, worse) for p, t, b, _, worse in changed(outcome(world, migrated(world, "exiting", change)))]
    assert (APP, "TestPlain", Outcome.PASSED, True) in told


def test_verify_without_being_asked_runs_nothing_of_the_repository(world: World, tmp_path: Path) -> None:
    witness = tmp_path / "ran"

    def change(folder: Path) -> None:
        (folder / "app_test.go").write_text(
            'package app\n\nimport ("os"; "testing")\n\n'
            f'func TestMain(m *testing.M) {{ os.WriteFile("{witness}", nil, 0o600); os.Exit(m.Run()) }}\n'
        )

    ref = migrated(world, "witness", change)
    assert outcome(world, ref, tests=0).build.tests is None
    assert not witness.exists()
    outcome(world, ref)
    assert witness.exists()
