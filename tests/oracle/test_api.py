"""What we read out of a package as its exported API against what `go doc -all` shows, on packages of Go itself."""

from __future__ import annotations

import os
import re
import subprocess
from itertools import dropwhile
from pathlib import Path

import pytest

from gomigrate.gosource.api import UNKEYED, PackageApi, api_of
from gomigrate.gosource.package import build_files, read_package, select
from gomigrate.gosource.platforms.platform import checked_platforms
from gomigrate.world.disk.disktree import DiskTree

pytestmark = pytest.mark.go

PACKAGES = ("net/http", "go/ast", "os", "time", "encoding/json", "slices", "log/slog", "io", "net/url", "maps")

LINUX = next(p for p in checked_platforms() if (p.goos, p.goarch, p.cgo) == ("linux", "amd64", True))


def shown(package: str) -> PackageApi:
    """The declarations that go doc prints, read again. Comments stand four blanks in, declarations at the margin."""
    words = ["go", "doc", "-all", package]
    text = subprocess.run(words, capture_output=True, text=True, check=True, env=environment()).stdout
    heads = {"CONSTANTS", "VARIABLES", "FUNCTIONS", "TYPES"}
    lines = [*dropwhile(lambda line: line not in heads, text.splitlines())]
    code = [line for line in lines if not line.startswith(("    ", "[")) and line not in heads]
    return api_of({"doc.go": "\n".join(["package doc", *code, ""]).encode()})


def environment() -> dict[str, str]:
    return {**os.environ, "GOOS": "linux", "GOARCH": "amd64", "GOTOOLCHAIN": "local", "GOFLAGS": ""}


def read(package: str) -> PackageApi:
    root = subprocess.run(["go", "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    tree = DiskTree(str(Path(root, "src", package)))
    found = read_package(tree, "", package)
    assert found is not None
    files = build_files(select(found, LINUX))
    return api_of({name: tree.read(name) for name in files if name.endswith(".go")})


def plain(api: PackageApi) -> dict[str, set[str]]:
    """What go doc shows: nothing of types that are not exported, package names for import paths; of values the names
    alone, for it cuts blocks, and iota with them."""
    found = {}
    for name, forms in api.declarations.items():
        if name.endswith(UNKEYED) or not all(part[:1].isupper() for part in name.split(".")):
            continue
        found[name] = {_plain(form) for form in forms}
    return found


def _plain(form: str) -> str:
    if form.startswith(("const", "var")):
        return form.split()[0]
    form = re.sub(r"; [a-z]\w*\(\)", "", form)  # an interface's methods that are not exported
    return re.sub(r"[\w.]+(?:/[\w.]+)*/(\w+\.)", r"\1", form)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_api_of_a_package_is_what_go_doc_shows(package: str) -> None:
    ours, theirs = read(package), shown(package)
    assert ours.unread == theirs.unread == ()
    assert plain(ours) == plain(theirs)
