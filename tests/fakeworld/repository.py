"""Git repositories with commits at fixed times, so that every hash is the same in every run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from tests.fakeworld.environment import run
from tests.fakeworld.spec import CommitSpec, Files, RepositorySpec
from tests.fakeworld.versions import path_major, pseudo_version, semver_key, tag_version

AUTHOR = "A Legacy Author <author@acme.test>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit as git made it. `parent` is the number of another one of the repository; `files` is its whole tree."""

    hash: str
    time: datetime
    tags: tuple[str, ...]
    parent: int | None
    branch: str
    files: Files


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A repository on disk and what is in it. `commits[0]` is the first: commit 1 of `world.toml`."""

    path: str
    url: str
    git_dir: Path
    commits: tuple[Commit, ...]

    def commit(self, number: int) -> Commit:
        """A commit by its number in `world.toml`, counted from 1."""
        return self.commits[number - 1]

    def modules(self) -> tuple[tuple[str, str], ...]:
        """(module path, folder) of every module that some commit of it holds."""
        found = {(self.path, "")}
        for commit in self.commits:
            found |= {(declared_module(commit, folder), folder) for folder in module_folders(commit)}
        return tuple(sorted(found))

    def version(self, number: int, module: str | None = None) -> str:
        """The canonical version of a module at a commit. Raises ValueError where that commit has no such module."""
        module = module or declared_module(self.commit(number), "", default=self.path)
        own = self.releases(number, module)
        return max(own, key=semver_key) if own else self.pseudo_version(number, module)

    def pseudo_version(self, number: int, module: str) -> str:
        """The pseudo-version of a commit, as if it had no tag of its own: the go command takes that as well."""
        commit = self.commit(number)
        ancestors = self._versions(module, commit, self._ancestors(number))
        return pseudo_version(module, ancestors, commit.time, commit.hash)

    def releases(self, number: int, module: str) -> list[str]:
        """The versions of the module that tags on this commit name."""
        return self._versions(module, self.commit(number), [number])

    def folder_of(self, module: str, commit: Commit) -> str:
        """The folder in which the module lies at that commit. Raises ValueError where it does not."""
        for folder in ("", *module_folders(commit)):
            default = self.default_path(folder)
            declared = declared_module(commit, folder, default=default)
            # A proxy answers for the path that it is asked for, whatever the go.mod says, unless the major differs.
            if module == declared or (module == default and path_major(declared) == path_major(module)):
                return folder
        raise ValueError(f"{module} is not in {self.path} at {commit.hash}")

    def default_path(self, folder: str) -> str:
        """The module path that the folder has without a go.mod."""
        return _join(self.path, folder)

    def _versions(self, module: str, commit: Commit, numbers: list[int]) -> list[str]:
        folder = self.folder_of(module, commit)
        has_go_mod = _join(folder, "go.mod") in commit.files
        # A folder /v2 is a major version's folder: its tags have no prefix for it.
        inner = PurePosixPath(folder)
        is_major_folder = path_major(module) is not None and inner.name == f"v{path_major(module)}"
        prefix = str(inner.parent).removeprefix(".") if is_major_folder else folder
        tags = [tag for number in numbers for tag in self.commit(number).tags]
        found = [tag_version(module, prefix, tag, has_go_mod=has_go_mod) for tag in tags]
        return [version for version in found if version]

    def _ancestors(self, number: int) -> list[int]:
        found: list[int] = []
        parent = self.commit(number).parent
        while parent:
            found.append(parent)
            parent = self.commit(parent).parent
        return found


def module_folders(commit: Commit) -> list[str]:
    """The folders with a go.mod, "" for the root."""
    return sorted(str(PurePosixPath(name).parent).removeprefix(".") for name in commit.files if _is_go_mod(name))


def declared_module(commit: Commit, folder: str, default: str = "") -> str:
    """The path that the go.mod of a folder declares, or the default without one."""
    text = commit.files.get(_join(folder, "go.mod"))
    match = re.search(rb"^module\s+\"?([^\s\"]+)", text, re.MULTILINE) if text else None
    return match[1].decode() if match else default


def make_repository(
    spec: RepositorySpec, trees: dict[str, Files], git_dir: Path, env: dict[str, str], base: Repository | None = None
) -> Repository:
    """Create the repository; `base` is the one that a fork's `base` names. The commits are fed to git in one stream."""
    git_dir.mkdir(parents=True)
    run(["git", "init", "-q", "--bare"], git_dir, env)
    start = ""
    if base:
        start = base.commit(int(spec.base.partition("#")[2])).hash
        run(["git", "fetch", "-q", "--no-tags", str(base.git_dir), start], git_dir, env)
    contents = [_files(spec, number, commit, trees) for number, commit in enumerate(spec.commits, 1)]
    marks = git_dir / "marks"
    stream = b"".join(_stream(spec, number, contents[number - 1], start) for number in range(1, len(contents) + 1))
    run(["git", "fast-import", "--quiet", f"--export-marks={marks}"], git_dir, env, text=stream)
    hashes = dict(line.split() for line in marks.read_text().splitlines())
    marks.unlink()
    commits = tuple(
        Commit(
            hash=hashes[f":{number}"],
            time=commit.at,
            tags=commit.tags + commit.annotated,
            parent=_parent(number, commit),
            branch=commit.branch,
            files=contents[number - 1],
        )
        for number, commit in enumerate(spec.commits, 1)
    )
    return Repository(path=spec.path, url=spec.url, git_dir=git_dir, commits=commits)


def _parent(number: int, commit: CommitSpec) -> int | None:
    parent = number - 1 if commit.parent is None else commit.parent
    return parent or None


def _stream(spec: RepositorySpec, number: int, files: Files, start: str) -> bytes:
    """The commit and its tags in the language of git fast-import."""
    commit = spec.commits[number - 1]
    who = f"{AUTHOR} {int(commit.at.timestamp())} +0000"
    parent = _parent(number, commit)
    origin = f":{parent}" if parent else start
    out = [f"reset refs/heads/{commit.branch}\n".encode()] if not origin else []
    out.append(f"commit refs/heads/{commit.branch}\nmark :{number}\ncommitter {who}\n".encode())
    out.append(_data(f"Commit {number} of {spec.path}\n".encode()))
    out.append(f"from {origin}\n".encode() if origin else b"")
    out.append(b"deleteall\n")
    out += [f"M 644 inline {name}\n".encode() + _data(content) for name, content in sorted(files.items())]
    out.append(b"\n")
    out += [f"reset refs/tags/{tag}\nfrom :{number}\n".encode() for tag in commit.tags]
    for tag in commit.annotated:
        out.append(f"tag {tag}\nfrom :{number}\ntagger {who}\n".encode() + _data(f"Release {tag}\n".encode()))
    return b"".join(out)


def _data(content: bytes) -> bytes:
    return f"data {len(content)}\n".encode() + content + b"\n"


def _files(spec: RepositorySpec, number: int, commit: CommitSpec, trees: dict[str, Files]) -> Files:
    """The whole tree of a commit: the named one, or a generated package of one file."""
    if commit.tree is not None:
        return dict(trees[commit.tree])
    name = commit.package or package_name(spec.path)
    blank = "".join(f'import _ "{path}"\n' for path in commit.imports)
    source = f"package {name}\n\n{blank}\n// Commit counts the commits of {spec.path}.\nconst Commit = {number}\n"
    files = {f"{name}.go": source.encode()}
    if commit.module or commit.requires:
        lines = "".join(f"\nrequire {require}\n" for require in commit.requires)
        files["go.mod"] = f"module {commit.module or spec.path}\n{lines}".encode()
    return files


def package_name(path: str) -> str:
    """A package name for an import path: its last word that is no version, as Go programmers name them."""
    words = [word for word in path.split("/") if not re.fullmatch(r"v\d+", word)]
    return re.sub(r"\.v\d+$", "", words[-1]).removeprefix("go-").replace("-", "").replace(".", "").lower()


def _is_go_mod(name: str) -> bool:
    return PurePosixPath(name).name == "go.mod" and "vendor" not in PurePosixPath(name).parts


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder and name else folder or name
