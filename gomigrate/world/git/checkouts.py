"""Clones of dependencies on this machine: those in GOPATH/src, and those that legacy tools cached."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.model.go.modpath import prefixes
from gomigrate.model.legacy.inventory import Checkout
from gomigrate.world.base.sidebyside import side_by_side
from gomigrate.world.git.clone import Clone
from gomigrate.world.git.othervcs import read_other_head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


_READERS = 4
"""Checkouts that are read at a time: git spends most of it waiting for the disk."""


def find_checkouts(packages: Iterable[tuple[str, str]]) -> tuple[tuple[Checkout, ...], tuple[str, ...]]:
    """The checkouts that hold the packages, each given as a GOPATH entry's src folder and the package's place below it:
    sorted by path, the first entry's where two hold the same path. And the places that lie in no checkout."""
    found: dict[str, tuple[str, str]] = {}
    known: dict[str, str] = {}
    bare: list[str] = []
    for src, place in packages:
        for path in prefixes(place):
            folder = os.path.join(src, path)  # noqa: PTH118 - a Path for every folder of a GOPATH takes its time
            if folder not in known:
                known[folder] = _vcs_of(folder)
            if known[folder]:
                found.setdefault(path, (folder, known[folder]))
                break
        else:
            bare.append(place)
    checkouts = side_by_side(lambda path: _read(path, *found[path]), sorted(found), _READERS)
    return tuple(checkouts), tuple(bare)


def _vcs_of(folder: str) -> str:
    """The version control whose data lies in the folder itself, "" where there is none."""
    return next((vcs for vcs in ("git", "hg", "bzr", "svn") if os.path.lexists(f"{folder}/.{vcs}")), "")


def _read(path: str, folder: str, vcs: str) -> Checkout:
    checkout = Checkout(path=path, dir=folder, vcs=vcs)
    if vcs == "git":
        try:
            return _with_git(checkout)
        except WorldProblem as error:
            return replace(checkout, problem=str(error))
    other = read_other_head(Path(folder))
    if other is None:
        return replace(checkout, problem=f"what {vcs} left there cannot be read")
    return replace(checkout, vcs=other.vcs, commit=other.revision, remote=other.url)


def _with_git(checkout: Checkout) -> Checkout:
    clone = Clone.open(checkout.dir)
    if clone is None:
        return replace(checkout, problem="its .git is no git repository")
    head = clone.head()
    if not head.commit:
        return replace(checkout, remote=clone.remote_url(), problem="it has no commit yet")
    checkout = replace(
        checkout,
        commit=head.commit,
        time=head.time,
        remote=clone.remote_url(),
        changed=clone.changed_files(),
        is_unpushed=clone.unpushed(),
        refs=clone.named(),
    )
    clone.close()
    return checkout


def clone_folders(
    gopath: Sequence[str], home: str, own: Mapping[str, tuple[str, ...]] = MappingProxyType({})
) -> dict[str, tuple[str, ...]]:
    """Import path -> folders that hold a git clone of it: our `own`, and the caches of dep, glide and govendor.

    Checkouts in GOPATH/src are looked up by their place instead (`checkout_folder`), for there may be thousands.
    """
    found: dict[str, list[str]] = {path: list(folders) for path, folders in own.items()}
    for path, folder in (*_dep_cache(gopath), *_glide_cache(home), *_govendor_cache(gopath)):
        found.setdefault(path, []).append(folder)
    return {path: tuple(folders) for path, folders in found.items()}


def checkout_folder(gopath: Sequence[str], path: str) -> tuple[str, ...]:
    """The folders in GOPATH/src at which a clone of `path` itself lies."""
    folders = (Path(entry, "src", path) for entry in gopath)
    return tuple(str(folder) for folder in folders if (folder / ".git").exists())


def _dep_cache(gopath: Sequence[str]) -> Iterator[tuple[str, str]]:
    """dep keeps clones in GOPATH/pkg/dep/sources, named by URL with every slash a dash: https---github.com-acme-lib."""
    for entry in gopath:
        for folder in _folders(Path(entry, "pkg", "dep", "sources")):
            _, cut, rest = folder.name.partition("---")
            yield from _undashed(rest if cut else folder.name, folder)


def _glide_cache(home: str) -> Iterator[tuple[str, str]]:
    """glide keeps clones in ~/.glide/cache/src, named like dep's but with "https-" before the host."""
    for folder in _folders(Path(home, ".glide", "cache", "src")):
        _, _, rest = folder.name.partition("-")
        yield from _undashed(rest, folder)


def _govendor_cache(gopath: Sequence[str]) -> Iterator[tuple[str, str]]:
    """govendor keeps clones in GOPATH/.cache/govendor/IMPORT/PATH."""
    for entry in gopath:
        top = Path(entry, ".cache", "govendor")
        for folder, names, _ in os.walk(top):
            if ".git" in names:
                names.clear()
                yield Path(folder).relative_to(top).as_posix(), folder


def _undashed(name: str, folder: Path) -> Iterator[tuple[str, str]]:
    """A dash may have been a slash or a dash; host and owner are cut at the first two, which is what hosts have."""
    host, _, rest = name.removesuffix(".git").partition("-")
    owner, _, repository = rest.partition("-")
    if "." in host and owner and repository:
        yield f"{host}/{owner}/{repository}", str(folder)
    elif "." in host and rest:
        yield f"{host}/{rest}", str(folder)


def _folders(top: Path) -> tuple[Path, ...]:
    try:
        return tuple(sorted(p for p in top.iterdir() if p.is_dir()))
    except OSError:
        return ()
