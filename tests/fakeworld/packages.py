"""What a build is made of, as the go command tells: the bytes of every package's files, before and after."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.fakeworld.environment import run

BUILT = (
    *("GoFiles", "CgoFiles", "CFiles", "CXXFiles", "MFiles", "HFiles", "FFiles", "SFiles"),
    *("SwigFiles", "SwigCXXFiles", "SysoFiles", "EmbedFiles"),
)
TESTS = ("TestGoFiles", "XTestGoFiles", "TestEmbedFiles", "XTestEmbedFiles")
LEGACY_PREFIXES = ("/vendor/src/", "/vendor/", "/Godeps/_workspace/src/")

Packages = dict[str, dict[str, bytes]]


def list_packages(folder: Path, env: dict[str, str], project: str, patterns: tuple[str, ...] = ("./...",)) -> Packages:
    """Import path (as written in the source) -> file name -> bytes, for every package outside the standard library.
    Only the project's own packages count with their tests. A package that cannot be loaded has the one file "error"."""
    text = run(["go", "list", "-e", "-deps", "-test", "-json", *patterns], folder, env)
    found: Packages = {}
    for package in _stream(text):
        path = _source_path(package["ImportPath"])
        is_made_for_tests = " [" in path or path.endswith(".test")
        if not package.get("Standard") and not is_made_for_tests:
            found[path] = _files(package, path, project)
    return found


def _files(package: dict[str, Any], path: str, project: str) -> dict[str, bytes]:
    if "Error" in package:
        return {"error": b""}
    is_own = path == project or path.startswith(project + "/")
    names = [name for key in (*BUILT, *(TESTS if is_own else ())) for name in package.get(key, ())]
    prefixes = [f"{project}{prefix}".encode() for prefix in LEGACY_PREFIXES]
    files = {}
    for name in names:
        content = (Path(package["Dir"]) / name).read_bytes()
        for prefix in prefixes:
            content = content.replace(prefix, b"")
        files[name] = content
    return files


def _source_path(path: str) -> str:
    for prefix in LEGACY_PREFIXES:
        if prefix in path:
            return path.rpartition(prefix)[2]
    return path


def _stream(text: str) -> list[dict[str, Any]]:
    decoder, found, at = json.JSONDecoder(), [], 0
    while at < len(text.rstrip()):
        value, at = decoder.raw_decode(text, at)
        found.append(value)
        at += len(text[at:]) - len(text[at:].lstrip())
    return found
