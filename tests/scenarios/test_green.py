"""What the project's own build files did is done on the branch. Tests run them here, on a project made for it;
gomigrate never does."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.fakeworld.program import gomigrate
from tests.fakeworld.world import World, build_world

pytestmark = pytest.mark.go

LIB, TOOL = "github.com/acme/lib", "github.com/acme/tool"
WORLD = f"""
why = "a dep project whose Makefile and check count on the lock and the vendor folder"
[repo."{LIB}"]
commits = ["2017-03-01 v1.0.0"]
[repo."{TOOL}"]
commits = [
    {{ at = "2017-01-05", tree = "tool", tags = ["v1.0.0"] }},
    {{ at = "2018-01-05", tree = "tool", tags = ["v1.1.0"] }},
]
[project]
path = "github.com/acme/app"
at = "2018-06-01"
tree = "before"
imports = ["{LIB}"]
vendor = {{ "{LIB}" = 1 }}
"""
TREES = f"""
-- tool/main.go --
package main

func main() {{}}
-- before/Gopkg.toml --
required = ["{TOOL}"]
-- before/Gopkg.lock --
[[projects]]
  name = "{LIB}"
  packages = ["."]
  revision = "{{{{{LIB}#1}}}}"
  version = "v1.0.0"

[[projects]]
  name = "{TOOL}"
  packages = ["."]
  revision = "{{{{{TOOL}#1}}}}"
  version = "v1.0.0"
-- before/cmd/app/main.go --
package main

func main() {{}}
-- before/Makefile --
STAMP := vendor/.stamp

Gopkg.lock: Gopkg.toml
	dep ensure -no-vendor

vendor: Gopkg.lock
	dep ensure -vendor-only
	touch $@

$(STAMP): Gopkg.lock | vendor
	dep ensure
	touch $@

.PHONY: build tools gen get-dep
build: vendor
	go build -mod vendor ./...

bin/app: $(STAMP) cmd/app/main.go get-dep
	go build -o $@ ./cmd/app

tools:
	go install ./vendor/{TOOL}

gen:
	GO111MODULE=off go get -u {TOOL}

get-dep:
	go get -u github.com/golang/dep/cmd/dep
-- before/scripts/check.sh --
#!/bin/bash
set -e
if [ "$(dep version)" != "v0.5.0" ]; then echo "wrong dep" >&2; exit 1; fi
if [ ! -d vendor ]; then echo "run make vendor"; exit 1; fi
go build ./...
"""
LINES = ("make vendor", "make build", "make bin/app", "make tools", "make gen", "bash scripts/check.sh")


@pytest.fixture
def world(tmp_path: Path, shared_gocache: Path) -> World:
    case = tmp_path / "case"
    case.mkdir()
    (case / "world.toml").write_text(WORLD)
    (case / "trees.txtar").write_text(TREES.lstrip())
    return build_world(case, tmp_path / "world", shared_gocache)


def ended(world: World, command: list[str]) -> tuple[int, str]:
    done = subprocess.run(command, cwd=world.project, env=world.env, capture_output=True, text=True, check=False)
    return done.returncode, f"{done.stdout}{done.stderr}"


def test_what_the_pipeline_calls_works_on_the_branch(world: World) -> None:
    done = gomigrate(["apply", "--branch", "modules"], world.project, world.env)
    assert done.status == 0, done.said
    assert ended(world, ["git", "checkout", "-q", "modules"])[0] == 0
    failed = {line: out for line in LINES for status, out in [ended(world, line.split())] if status}
    assert failed == {}
    assert ended(world, ["make", "-q", "bin/app"])[0] == 0  # what is fresh is not made again
    assert not (world.project / "vendor").exists()
