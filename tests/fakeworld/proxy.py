"""A module proxy as a tree of files (GOPROXY=file://...), after "GOPROXY protocol" in the Go Modules Reference."""

from __future__ import annotations

import fnmatch
import io
import json
import re
import zipfile
from datetime import UTC
from pathlib import Path, PurePosixPath

from tests.fakeworld.repository import Commit, Repository, module_folders
from tests.fakeworld.spec import ProxySpec
from tests.fakeworld.versions import semver_key


def write_proxy(spec: ProxySpec, repositories: list[Repository], root: Path) -> None:
    """Write what the proxy answers about every module of these repositories."""
    root.mkdir(parents=True, exist_ok=True)
    for repository in repositories:
        for module, _ in repository.modules():
            _write_module(spec, repository, module, root / escape(module) / "@v")


def escape(path: str) -> str:
    """The case-encoding of paths and versions: an upper-case letter becomes `!` and its lower-case form."""
    return re.sub(r"[A-Z]", lambda match: "!" + match[0].lower(), path)


def _write_module(spec: ProxySpec, repository: Repository, module: str, folder: Path) -> None:
    released: list[str] = []
    latest: tuple[str, Commit] | None = None
    for number, commit in enumerate(repository.commits, 1):
        try:
            root = repository.folder_of(module, commit)
        except ValueError:
            continue
        canonical = repository.version(number, module)
        tagged = repository.releases(number, module)
        versions = {repository.pseudo_version(number, module), *tagged}
        for version in sorted(versions):
            if not _is_refused(spec.refuse, module, version):
                _write_version(spec, module, version, commit, root, folder)
        if _is_refused(spec.refuse, module, canonical):
            continue
        released += sorted(tagged, key=semver_key)
        if commit.branch == "master":
            latest = (canonical, commit)
        if "revisions" in spec.serve:
            for query in (commit.hash, commit.hash[:12], commit.hash[:7]):
                _write(folder / f"{query}.info", _info(canonical, commit))
    if not folder.is_dir() or module in spec.unlisted:
        return
    _write(folder / "list", "".join(f"{version}\n" for version in released))
    if "latest" in spec.serve:
        _write_latest(released, latest, folder)


def _write_latest(released: list[str], latest: tuple[str, Commit] | None, folder: Path) -> None:
    """@latest: the highest release, else the highest pre-release, else the newest commit of the main branch."""
    if released:
        best = max(released, key=lambda version: ("-" not in version, semver_key(version)))
        _write(folder.parent / "@latest", (folder / f"{escape(best)}.info").read_text())
    elif latest:
        _write(folder.parent / "@latest", _info(*latest))


def _write_version(spec: ProxySpec, module: str, version: str, commit: Commit, root: str, folder: Path) -> None:
    name = escape(version)
    _write(folder / f"{name}.info", _info(version, commit))
    go_mod = commit.files.get(f"{root}/go.mod" if root else "go.mod", f"module {module}\n".encode())
    _write(folder / f"{name}.mod", go_mod.decode())
    if not _is_refused(spec.refuse_zip, module, version):
        (folder / f"{name}.zip").write_bytes(module_zip(module, version, commit, root))


def _info(version: str, commit: Commit) -> str:
    return json.dumps({"Version": version, "Time": f"{commit.time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}) + "\n"


def _is_refused(patterns: tuple[str, ...], module: str, version: str) -> bool:
    return any(fnmatch.fnmatchcase(f"{module}@{version}", pattern) for pattern in patterns)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def module_zip(module: str, version: str, commit: Commit, root: str) -> bytes:
    """The module's zip, without nested modules and vendored packages (Go Modules Reference, "Module zip files")."""
    nested = [folder for folder in module_folders(commit) if folder != root]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in sorted(commit.files.items()):
            if _belongs(name, root, nested):
                inner = name.removeprefix(f"{root}/") if root else name
                archive.writestr(zipfile.ZipInfo(f"{module}@{version}/{inner}"), content)
        license_file = commit.files.get("LICENSE")
        if root and license_file and f"{root}/LICENSE" not in commit.files:
            archive.writestr(zipfile.ZipInfo(f"{module}@{version}/LICENSE"), license_file)
    return buffer.getvalue()


def _belongs(name: str, root: str, nested: list[str]) -> bool:
    if root and not name.startswith(f"{root}/"):
        return False
    if any(name.startswith(f"{folder}/") for folder in nested if len(folder) > len(root)):
        return False
    parts = PurePosixPath(name.removeprefix(f"{root}/") if root else name).parts
    # A file directly in the root's vendor folder (vendor/modules.txt) stays, a vendored package does not.
    depth = parts.index("vendor") if "vendor" in parts[:-1] else None
    return depth is None or (depth == 0 and len(parts) == 2)
