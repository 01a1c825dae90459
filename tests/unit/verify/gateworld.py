"""A small legacy project that apply migrated, and commits made by hand on top of it, for the gate and for tampering.
One dependency is patched and kept as a copy, one vendored unchanged, one only in the lock, one held by a replace line.
Build files have habits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gomigrate.verify.branch.record import RECORD
from gomigrate.world.world import World as Surroundings
from tests.fakeworld.environment import run
from tests.fakeworld.program import gomigrate
from tests.fakeworld.world import World, build_world

APP = "github.com/acme/app"
LIB, LOG, TST = "github.com/acme/lib", "github.com/acme/log", "github.com/acme/tst"
MONEY, TAX = "github.com/acme/money", "github.com/acme/tax"
NEW = "github.com/acme/fresh"
COPY = f"third_party/{LIB}"
LINUX = "linux/amd64"

WORLD = f"""
why = "a project whose migrated branch is tampered with"
[repo."{LIB}"]
commits = [{{at = "2017-04-01", tree = "lib", tags = ["v1.0.0"]}}]
[repo."{LOG}"]
commits = ["2017-04-01 v1.0.0", "2017-05-01 v1.1.0"]
[repo."{TST}"]
commits = ["2017-04-01 v1.0.0", "2017-05-01"]
[repo."{NEW}"]
commits = ["2019-04-01 v1.0.0"]
[repo."{MONEY}"]
commits = ["2017-04-01 v1.0.0", "2017-05-01 v1.1.0"]
[repo."{TAX}"]
commits = [
  {{at = "2017-06-01", module = "{TAX}", requires = ["{MONEY} v1.1.0"], imports = ["{MONEY}"], tags = ["v1.0.0"]}},
]
[project]
path = "{APP}"
at = "2018-06-01"
tree = "before"
[project.vendor]
"{LIB}" = {{ at = 1, overlay = "patch" }}
"{LOG}" = 1
"{MONEY}" = 1
"{TAX}" = 1
"""


def _locked(path: str, commit: int = 1) -> str:
    return f'[[projects]]\n  name = "{path}"\n  packages = ["."]\n  revision = "{{{{{path}#{commit}}}}}"\n'


TREES = f"""
-- lib/lib.go --
package lib

const Value = 1
-- lib/LICENSE --
Do as you like.
-- lib/gen.sh --
echo generated
-- patch/lib.go --
package lib

const Value = 2
-- before/main.go --
package main

import (
	"{LIB}"
	_ "{LOG}"
	_ "{TAX}"
)

func main() {{ println(lib.Value) }}
-- before/main_windows.go --
package main

const onWindows = true
-- before/main_test.go --
package main

import _ "{TST}"
-- before/README.md --
An app.
-- before/Makefile --
all:
	dep ensure
	go build .
-- before/Gopkg.lock --
{_locked(LIB)}
{_locked(LOG)}
{_locked(TST, 2)}
{_locked(MONEY)}
{_locked(TAX)}
{_locked("github.com/acme/idle").replace("{{github.com/acme/idle#1}}", "0123456789abcdef0123456789abcdef01234567")}
"""

Texts = Mapping[str, str | None]
"""Texts of files by path; None removes the file."""


@dataclass(frozen=True)
class Migrated:
    """The world, the commit before the migration, and the last commit of the branch that apply made of it."""

    world: World
    base: str
    head: str

    def git(self, *words: str, **env: str) -> str:
        """What git says in the project."""
        return run(["git", *words], self.world.project, {**self.world.env, **env}).strip()

    def text(self, path: str, commit: str = "") -> str:
        """The text of a file of the branch."""
        return run(["git", "show", f"{commit or self.head}:{path}"], self.world.project, self.world.env)

    def record(self) -> dict[str, Any]:
        """The record of the branch, as data."""
        data: dict[str, Any] = json.loads(self.text(RECORD))
        return data

    def commit(self, changes: Texts, *, on: str = "", modes: Mapping[str, str] | None = None) -> str:
        """A commit on the branch (or `on` another) with these changes, and files with these modes of git."""
        return self._commit(changes, on or self.head, on or self.head, modes or {})

    def instead(self, changes: Texts, *, modes: Mapping[str, str] | None = None) -> str:
        """The whole migration as one commit, with these changes in it."""
        return self._commit(changes, self.head, self.base, modes or {})

    def _commit(self, changes: Texts, tree: str, parent: str, modes: Mapping[str, str]) -> str:
        index = self.world.root / f"index-{len(list(self.world.root.glob('index-*')))}"
        env = {"GIT_INDEX_FILE": str(index)}
        self.git("read-tree", tree, **env)
        for path, text in changes.items():
            if text is None:
                self.git("update-index", "--force-remove", path, **env)
                continue
            place = self.world.root / "blob"
            place.write_text(text)
            blob = self.git("hash-object", "-w", str(place))
            mode = self.git("ls-files", "--stage", "--", path, **env).partition(" ")[0] or "100644"
            self.git("update-index", "--add", "--cacheinfo", f"{mode},{blob},{path}", **env)
        for path, mode in modes.items():
            blob = self.git("rev-parse", f":{path}", **env)
            self.git("update-index", "--cacheinfo", f"{mode},{blob},{path}", **env)
        made = self.git("write-tree", **env)
        return self.git("commit-tree", "-p", parent, "-m", "by hand", made)

    def surroundings(self, **env: str) -> Surroundings:
        """The world as gomigrate sees it."""
        return Surroundings.from_environment({**self.world.env, **env}, str(self.world.project))


def make_migrated(root: Path, cache: Path) -> Migrated:
    """Lay the world out below `root`, and migrate its project as a user would."""
    spec = root / "spec"
    spec.mkdir(parents=True)
    (spec / "world.toml").write_text(WORLD)
    (spec / "trees.txtar").write_text(TREES.lstrip())
    world = build_world(spec, root / "world", cache)
    done = gomigrate(["apply", "--branch", "modules", "--unsafe-fixes"], world.project, world.env)
    assert done.status == 0, done.said
    base, head = (run(["git", "rev-parse", ref], world.project, world.env).strip() for ref in ("master", "modules"))
    return Migrated(world, base, head)
