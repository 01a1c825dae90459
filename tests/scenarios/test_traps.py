"""A repository full of traps: whatever could start a program when git or the go command looks at it. None is sprung,
and the branch is the one of the same repository without traps."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.fakeworld.environment import run
from tests.fakeworld.program import gomigrate
from tests.fakeworld.world import World, build_world

pytestmark = pytest.mark.go

HERE = Path(__file__).parent
HOOKS = (
    *("applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-applypatch", "post-checkout", "post-commit"),
    *("post-index-change", "post-merge", "post-rewrite", "pre-auto-gc", "pre-commit", "prepare-commit-msg", "pre-push"),
    *("reference-transaction",),
)
COMMANDS: tuple[list[str], ...] = (
    [],
    ["scan"],
    ["scan", "--provenance"],
    ["plan", "--report", "{root}/plan.html"],
    ["graph", "--packages"],
    ["batch", "--list", "."],
    ["batch", "--list", "--layout", "auto", "."],
    ["doctor"],
    ["apply", "--branch", "modules"],
    ["verify", "--against", "modules", "--tidy", "--report", "{root}/verdict.html"],
)


def settings(program: str) -> dict[str, str]:
    """Settings of the repository that start the program when git does something of that kind."""
    return {
        "alias.rev-parse": f"!{program}",
        "core.fsmonitor": program,
        "core.sshCommand": program,
        "core.editor": program,
        "core.pager": program,
        "core.askPass": program,
        "core.gitProxy": program,
        "core.alternateRefsCommand": program,
        "credential.helper": f"!{program}",
        "diff.external": program,
        "diff.trap.textconv": program,
        "diff.trap.command": program,
        "filter.trap.clean": program,
        "filter.trap.smudge": program,
        "filter.trap.process": program,
        "filter.trap.required": "true",
        "merge.trap.driver": program,
        "gpg.program": program,
        "commit.gpgSign": "true",
        "log.showSignature": "true",
        "pager.log": program,
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
        f"url.ext::{program}.insteadOf": "https://github.com/",
        "uploadpack.packObjectsHook": program,
        "remote.origin.url": f"ext::{program}",
        "remote.origin.promisor": "true",
        "extensions.partialClone": "origin",
        "trailer.x.command": program,
    }


def set_traps(world: World, program: Path) -> None:
    """Put all of them into the repository, its work tree and the environment."""
    project = world.project
    for hook in HOOKS:
        place = project / ".git/hooks" / hook
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"#!/bin/sh\nexec {program}\n")
        place.chmod(0o755)
    info = project / ".git/info/attributes"
    info.parent.mkdir(exist_ok=True)
    info.write_text("* filter=trap diff=trap merge=trap ident\n")
    config = project / ".git/config"
    text = config.read_text()
    for name, value in settings(str(program)).items():
        section, _, key = name.rpartition(".")
        head, _, middle = section.partition(".")
        text += f'[{head} "{middle}"]\n\t{key} = "{value}"\n' if middle else f'[{head}]\n\t{key} = "{value}"\n'
    config.write_text(text)
    for name in (
        "GIT_SSH_COMMAND",
        "GIT_EXTERNAL_DIFF",
        "GIT_PAGER",
        "PAGER",
        "EDITOR",
        "GIT_ASKPASS",
        "GIT_PROXY_COMMAND",
    ):
        world.env[name] = str(program)


def outcomes(world: World) -> list[int]:
    statuses = []
    for words in COMMANDS:
        done = gomigrate([word.format(root=world.root) for word in words], world.project, world.env)
        assert "Traceback" not in done.err
        statuses.append(done.status)
    return statuses


def files_of(world: World) -> str:
    """The branch's files; the record of the plan names the proxy, which each world has its own of."""
    listed = run(["git", "--git-dir", str(world.project / ".git"), "ls-tree", "-r", "modules"], world.root, world.env)
    return "".join(line for line in listed.splitlines(keepends=True) if ".gomigrate/" not in line)


@pytest.mark.parametrize("name", ["dep", "goproxy-direct"])
def test_a_repository_full_of_traps_springs_none(name: str, tmp_path: Path, shared_gocache: Path) -> None:
    calm = build_world(HERE / name, tmp_path / "calm", shared_gocache)
    trapped = build_world(HERE / name, tmp_path / "trapped", shared_gocache)
    if name == "goproxy-direct":
        for world in (calm, trapped):
            world.env["GOPROXY"] = "direct"
    program = tmp_path / "trap"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\nexit 1\n")
    program.chmod(0o755)
    set_traps(trapped, program)
    assert outcomes(trapped) == outcomes(calm)
    assert not (tmp_path / "sprung").exists()
    assert files_of(trapped) == files_of(calm)
    # The traps are real: git itself walks into them.
    subprocess.run(["git", "status"], cwd=trapped.project, env=trapped.env, capture_output=True, check=False)
    assert (tmp_path / "sprung").exists()
