"""A whole world, laid out."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from tests.fakeworld.environment import closed_environment
from tests.fakeworld.gopath import check_out, project_files, write_project
from tests.fakeworld.proxy import write_proxy
from tests.fakeworld.repository import Repository, make_repository
from tests.fakeworld.spec import Files, WorldSpec, load_spec

PLACEHOLDER = re.compile(r"\{\{(?P<path>[^#{}]+)#(?P<number>\d+)(?::(?P<what>[a-z]+)(?:@(?P<module>[^{}]+))?)?\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A laid out world: where the project lies, the environment for programs run in it, and what was built."""

    spec: WorldSpec
    root: Path
    project: Path
    gopath: tuple[Path, ...]
    env: dict[str, str]
    repositories: dict[str, Repository]

    def fill(self, text: str) -> str:
        """The text with its placeholders (see `spec.py`) filled in."""
        return _fill(text, self.repositories)


def build_world(folder: Path, target: Path, cache: Path | None = None) -> World:
    """Lay the scenario of `folder` out under `target`, which must not hold one yet; `cache` is a GOCACHE to share."""
    spec = load_spec(folder)
    target = target.resolve()
    gopath = [target / ("gopath" if number == 1 else f"gopath{number}") for number in range(1, spec.gopath_entries + 1)]
    for entry in gopath:
        (entry / "src").mkdir(parents=True)
    env = closed_environment(target, gopath, cache)
    repositories = _repositories(spec, target, env)
    served = [repositories[repo.path] for repo in spec.repositories if not (repo.gone or repo.private)]
    write_proxy(spec.proxy, served, target / "proxy")

    def fill(files: Files) -> Files:
        return {name: _fill_bytes(content, repositories) for name, content in files.items()}

    for path, copy in spec.checkouts.items():
        overlay = fill(spec.trees[copy.overlay]) if copy.overlay else {}
        check_out(repositories[copy.of or path], copy, overlay, gopath[copy.entry - 1] / "src" / path, env)
    project = spec.project
    place = target / "work" / project.path.rpartition("/")[2] if project.outside else None
    place = place or gopath[project.entry - 1] / "src" / project.path
    files = project_files(project, spec.trees, repositories, fill)
    dirty = fill(spec.trees[project.dirty]) if project.dirty else {}
    write_project(project, files, dirty, repositories, place, env)
    for repo in spec.repositories:
        if repo.gone:
            shutil.rmtree(repositories[repo.path].git_dir)
    return World(spec=spec, root=target, project=place, gopath=tuple(gopath), env=env, repositories=repositories)


def _repositories(spec: WorldSpec, target: Path, env: dict[str, str]) -> dict[str, Repository]:
    made: dict[str, Repository] = {}
    for repo in spec.repositories:
        base = made[repo.base.partition("#")[0]] if repo.base else None
        git_dir = target / "git" / (repo.url.partition("://")[2] + ".git")
        made[repo.path] = make_repository(repo, spec.trees, git_dir, env, base)
    return made


def _fill_bytes(content: bytes, repositories: dict[str, Repository]) -> bytes:
    return _fill(content.decode(), repositories).encode() if b"{{" in content else content


def _fill(text: str, repositories: dict[str, Repository]) -> str:
    def value(match: re.Match[str]) -> str:
        repository, number = repositories[match["path"]], int(match["number"])
        commit = repository.commit(number)
        match match["what"]:
            case None:
                return commit.hash
            case "short":
                return commit.hash[:12]
            case "time":
                return f"{commit.time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
            case "version":
                return repository.version(number, match["module"])
            case what:
                raise ValueError(f"unknown placeholder :{what}")

    return PLACEHOLDER.sub(value, text)
