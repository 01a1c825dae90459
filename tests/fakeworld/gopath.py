"""The user's side of a world: checkouts in GOPATH and the project itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from tests.fakeworld.environment import run
from tests.fakeworld.repository import Repository
from tests.fakeworld.spec import CopySpec, Files, ProjectSpec

Fill = Callable[[Files], Files]


def write_files(files: Files, folder: Path) -> None:
    """Write a tree below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def check_out(repository: Repository, copy: CopySpec, overlay: Files, folder: Path, env: dict[str, str]) -> None:
    """Lay a repository out as `go get` left it: a clone with its history, at one commit, perhaps edited since."""
    commit = repository.commit(copy.at)
    folder.mkdir(parents=True)
    if copy.plain:
        write_files(commit.files, folder)
    else:
        source = f"file://{repository.git_dir}"
        run(["git", "init", "-q"], folder, env)
        run(["git", "remote", "add", "origin", repository.url], folder, env)
        if copy.shallow:
            run(["git", "fetch", "-q", "--depth=1", source, commit.hash], folder, env)
        else:
            run(["git", "fetch", "-q", "--tags", source, "+refs/heads/*:refs/remotes/origin/*"], folder, env)
        run(["git", "checkout", "-q", commit.hash], folder, env)
    write_files(overlay, folder)


def vendored(repository: Repository, copy: CopySpec) -> Files:
    """The files of a vendored copy."""
    files = repository.commit(copy.at).files
    if not copy.only:
        return dict(files)
    return {name: files[name] for name in files if str(PurePosixPath(name).parent).removeprefix(".") in copy.only}


def project_files(spec: ProjectSpec, trees: dict[str, Files], repositories: dict[str, Repository], fill: Fill) -> Files:
    """Every file of the project as it is committed, submodules apart."""
    files = fill(trees[spec.tree]) if spec.tree else {}
    if spec.imports:
        blank = "".join(f'import _ "{path}"\n' for path in spec.imports)
        files["main.go"] = f"package main\n\n{blank}\nfunc main() {{}}\n".encode()
    for path, copy in spec.vendor.items():
        content = vendored(repositories[copy.of or path], copy)
        content |= fill(trees[copy.overlay]) if copy.overlay else {}
        files |= {f"{spec.vendor_dir}/{path}/{name}": data for name, data in content.items()}
    return files


def write_project(
    spec: ProjectSpec,
    files: Files,
    dirty: Files,
    repositories: dict[str, Repository],
    folder: Path,
    env: dict[str, str],
) -> None:
    """Lay the project out, with one commit on master unless it is to have no git."""
    folder.mkdir(parents=True, exist_ok=True)
    if spec.git:
        run(["git", "init", "-q"], folder, env)
        if spec.remote:
            run(["git", "remote", "add", "origin", spec.remote], folder, env)
        for place, commit in spec.submodules.items():
            path, _, number = commit.partition("#")
            run(["git", "submodule", "--quiet", "add", repositories[path].url, place], folder, env)
            run(["git", "checkout", "-q", repositories[path].commit(int(number)).hash], folder / place, env)
    write_files(files, folder)
    if spec.git:
        moment = spec.at.isoformat()
        run(["git", "add", "-A"], folder, env)
        dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        run(["git", "commit", "-q", "-m", "The legacy state"], folder, {**env, **dates})
    write_files(dirty, folder)
