"""A module version as the module cache, a proxy and a vendor folder have it, hashed again from the bytes."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.sums import GO_MOD, ZIP, FileSum, Held, Party
from gomigrate.model.go.modpath import InvalidPathError, escape_path, escape_version
from gomigrate.model.text.shownurl import place
from gomigrate.modfile.dirhash import hash1, hash_go_mod
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.redact import first_line
from gomigrate.world.disk.reading import MAX_FILE, read_file, read_or_none
from gomigrate.world.modules.proxy import path_escaped
from gomigrate.world.modules.proxyanswers import parse_info
from gomigrate.world.modules.ziphash import ask_for_zip, file_sum, hashes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.modules import ModuleVersion
    from gomigrate.world.net.client import HttpClient


def held_by_cache(root: str, module: ModuleVersion) -> tuple[Held, ...]:
    """What lies in the module cache at `root`: zip, the hash that the go command wrote beside it (it believes that one
    without reading the zip), go.mod, and the extracted folder. () where there is nothing."""
    names = _names(module)
    if not root or names is None:
        return ()
    path, version = names
    base = Path(root, "cache", "download", path, "@v")
    commit = _commit(read_or_none(base / f"{version}.info") or b"", module)
    found: list[Held] = []
    try:
        with (base / f"{version}.zip").open("rb") as file:
            digest, files, failure = hashes_of(file)
        place = str(base / f"{version}.zip")
        problem = failure.datum if failure else ""
        held = Held(party=Party.CACHE, place=place, what=ZIP, digest=digest, commit=commit, problem=problem)
        found.append(replace(held, files=_below(files, module)))
    except OSError:
        pass
    if found and (written := read_or_none(base / f"{version}.ziphash")):
        place = str(base / f"{version}.ziphash")
        word = first_line(written.decode("utf-8", "replace"))
        found.append(Held(party=Party.CACHE, place=place, what=ZIP, digest=word))
    if (text := read_or_none(base / f"{version}.mod")) is not None:
        place = str(base / f"{version}.mod")
        found.append(Held(party=Party.CACHE, place=place, what=GO_MOD, digest=hash_go_mod(text), commit=commit))
    folder = Path(root, f"{path}@{version}")
    if folder.is_dir() and not (base / f"{version}.partial").exists():
        found.append(_held_by_folder(folder, module))
    return tuple(found)


def _held_by_folder(folder: Path, module: ModuleVersion) -> Held:
    try:
        contents = list(_files(folder))
        digest = hash1((f"{module}/{name}", data) for name, data in contents)
    except (OSError, ValueError) as error:
        return Held(party=Party.FOLDER, place=str(folder), what=ZIP, problem=first_line(str(error)))
    files = tuple(file_sum(name, data) for name, data in contents)
    return Held(party=Party.FOLDER, place=str(folder), what=ZIP, digest=digest, files=files)


def held_by_vendor(root: str, directory: str, others: tuple[str, ...], packages: tuple[str, ...]) -> Held | None:
    """The copy below the vendor folder of the project at `root`, `directory` being its import path there. Folders of
    `others`, modules that are vendored further down, and of no package of `packages` are left out. None where there is
    no such folder."""
    folder = Path(root, "vendor", directory)
    listed = {package.removeprefix(directory).strip("/") for package in packages}
    if not folder.is_dir():
        return None
    inner = tuple(f"{other.removeprefix(directory).strip('/')}/" for other in others if other != directory)
    try:
        contents = [
            (name, data)
            for name, data in _files(folder)
            if not name.startswith(inner) and any(_is_in(name, package) for package in listed)
        ]
    except OSError as error:
        return Held(party=Party.VENDOR, place=f"vendor/{directory}", what=ZIP, problem=first_line(str(error)))
    files = tuple(file_sum(name, data) for name, data in contents)
    return Held(party=Party.VENDOR, place=f"vendor/{directory}", what=ZIP, files=files, packages=tuple(sorted(listed)))


def _is_in(name: str, package: str) -> bool:
    return not package or name.startswith(f"{package}/")


def held_by_proxy(
    client: HttpClient, url: str, module: ModuleVersion, *, with_zip: bool, name: str = ""
) -> tuple[Held, ...]:
    """What a proxy, shown as `name`, serves: its go.mod and, `with_zip`, its zip. Nothing is raised for what a server
    does."""
    names = _names(module)
    if names is None:
        return ()
    where = name or place(url)
    path, version = map(path_escaped, names)
    base = f"{url.rstrip('/')}/{path}/@v/{version}"
    answer = client.ask(f"{base}.mod", "mod", module)
    if not answer.exchange.is_found:
        return (Held(party=Party.PROXY, place=where, what=GO_MOD, problem=str(answer.exchange)),)
    commit = _commit(client.ask(f"{base}.info", "info", module).body, module)
    digest = hash_go_mod(answer.body)
    held = Held(party=Party.PROXY, place=where, what=GO_MOD, digest=digest, commit=commit)
    if not with_zip:
        return (held,)
    exchange, files = ask_for_zip(client, f"{base}.zip", module)
    if not exchange.is_found:
        return (held, Held(party=Party.PROXY, place=where, what=ZIP, problem=str(exchange)))
    return (held, replace(held, what=ZIP, digest=exchange.digest, files=_below(files, module)))


def _below(files: tuple[FileSum, ...], module: ModuleVersion) -> tuple[FileSum, ...]:
    """The files by their names below the module's root."""
    return tuple(replace(file, name=file.name.removeprefix(f"{module}/")) for file in files)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The regular files below a folder; links are not followed."""
    for above, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            file = Path(above, name)
            if file.is_file() and not file.is_symlink():
                yield file.relative_to(folder).as_posix(), read_file(file, MAX_FILE)


def _names(module: ModuleVersion) -> tuple[str, str] | None:
    try:
        return escape_path(module.path), escape_version(module.version)
    except InvalidPathError:
        return None


def _commit(body: bytes, module: ModuleVersion) -> str:
    info = parse_info(body, module.path, module.version)
    return "" if isinstance(info, Failure) else info.commit
