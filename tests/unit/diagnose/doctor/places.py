"""A project with a go.mod and a go.sum of its own, in surroundings that a test sets up; nothing of the machine's."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from gomigrate.diagnose.doctor.examine import examine
from gomigrate.model.diagnosis.doctor import Check, Examination
from gomigrate.model.diagnosis.sums import SumReport
from gomigrate.model.findings import Fact
from gomigrate.world.disk import folders
from gomigrate.world.world import World
from tests.unit.sumdb.fakedatabase import FakeDatabase, sums_of
from tests.unit.world.fakeproxy import Reply, module, write_proxy

ERRORS = "example.com/errors"
TEXT = "example.com/text/v2"
MODULES = {ERRORS: "v1.2.3", TEXT: "v2.0.1"}
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def whole(modules: Mapping[str, str] = MODULES) -> dict[str, Reply]:
    """A healthy proxy's replies: every question about these modules is answered."""
    found: dict[str, Reply] = {}
    for path, version in modules.items():
        found |= module(path, version)
        info = Reply(
            body=f'{{"Version":"{version}","Time":"2020-01-02T03:04:05Z","Origin":{{"Hash":"{COMMIT}"}}}}'.encode()
        )
        for name in (f"@v/{version}.info", f"@v/{COMMIT[:12]}.info", "@latest"):
            found[f"/{path}/{name}"] = info
        found[f"/{path}/@v/list"] = Reply(body=f"{version}\n".encode())
    return found


@dataclass
class Place:
    """The project's folder, a home, and the variables; `written` goes into the go env file, `netrc` into ~/.netrc."""

    root: Path
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True)
        self.project.mkdir()
        base = {"HOME": str(self.home), "GIT_CONFIG_GLOBAL": str(self.home / "gitconfig"), "GIT_CONFIG_NOSYSTEM": "1"}
        git = str(Path(shutil.which("git") or "git").parent)
        self.environ = {**base, "PATH": git, "GOFLAGS": "-mod=readonly", **self.environ}
        database = FakeDatabase([(path, version, sums_of(whole(), path, version)) for path, version in MODULES.items()])
        url = write_proxy(self.root / "sumdb", database.replies())
        self.environ.setdefault("GOSUMDB", f"{database.key} {url}")
        self.write_project(MODULES, whole())

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def project(self) -> Path:
        return self.root / "project"

    def write_project(self, modules: Mapping[str, str], replies: Mapping[str, Reply], *, more: str = "") -> None:
        """go.mod and go.sum for these modules, as they are among a proxy's replies."""
        requires = "".join(f"require {path} {version}\n" for path, version in modules.items())
        (self.project / "go.mod").write_text(f"module example.com/project\n\ngo 1.17\n\n{requires}{more}")
        (self.project / "go.sum").write_text("".join(sums_of(replies, *pair) for pair in sorted(modules.items())))

    def written(self, text: str) -> None:
        """What go env -w has written."""
        file = self.home / ".config" / "go" / "env"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def world(self, *, go: bool = False) -> World:
        """Without a go command, unless the test is about it."""
        environ = dict(self.environ)
        if go:
            program = shutil.which("go") or "go"
            environ["PATH"] = f"{Path(program).parent}:{environ['PATH']}"
        return World.from_environment(environ, str(self.project))

    def examine(self, *, go: bool = False, offline: bool = False, planned: str = "") -> Examination:
        """What doctor says, on a disk that lasts, wherever the tests' folder may lie."""
        mounts = self.root / "mounts"
        mounts.write_text("/dev/disk / ext4 rw 0 0\n")
        with mock.patch.object(folders, "_MOUNTS", str(mounts)):
            return examine(self.world(go=go), str(self.project), is_offline=offline, planned=planned)


def codes(examination: Examination) -> list[str]:
    """The codes of what was found, each once, sorted."""
    return sorted({finding.code for finding in examination.findings})


def facts(seen: Examination | SumReport, code: str, number: int = 0) -> dict[str, Fact]:
    """The facts of the finding of this code; where there are more, of that of this number."""
    return dict([finding for finding in seen.findings if finding.code == code][number].facts)


def named(examination: Examination, name: str) -> Check:
    """The check of this name."""
    return next(check for check in examination.checks if check.name == name)
