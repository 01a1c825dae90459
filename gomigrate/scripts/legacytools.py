"""The tools that go with the migration: how each is installed and called."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gomigrate.model.go.modpath import is_inside


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyTool:
    """`restores` are the words after the name that fetch what the lock file names ("" for the bare name), `idle` those
    that have no meaning without the tool, `wraps` those after which a go command follows that runs in other
    surroundings. `locks` are its files. `is_common_word`: other programs have that name, so the project must have its
    lock."""

    name: str
    packages: tuple[str, ...]
    locks: tuple[str, ...]
    restores: tuple[str, ...]
    idle: tuple[str, ...] = ()
    wraps: tuple[str, ...] = ()
    is_common_word: bool = False


TOOLS: tuple[LegacyTool, ...] = (
    LegacyTool(
        name="dep",
        packages=("github.com/golang/dep",),
        locks=("Gopkg.lock", "Gopkg.toml"),
        restores=("ensure",),
        idle=("prune", "version"),
    ),
    LegacyTool(
        name="glide",
        packages=("github.com/Masterminds/glide",),
        locks=("glide.lock", "glide.yaml"),
        restores=("install", "i"),
        idle=("cc", "cache-clear", "-v", "--version"),
    ),
    LegacyTool(
        name="godep",
        packages=("github.com/tools/godep", "github.com/kr/godep"),
        locks=("Godeps/Godeps.json",),
        restores=("restore",),
        idle=("version",),
        wraps=("go",),
    ),
    LegacyTool(
        name="govendor",
        packages=("github.com/kardianos/govendor",),
        locks=("vendor/vendor.json",),
        restores=("sync",),
    ),
    LegacyTool(
        name="gvt",
        packages=("github.com/FiloSottile/gvt", "github.com/polyverse/gvt"),
        locks=("vendor/manifest",),
        restores=("restore",),
    ),
    LegacyTool(
        name="vndr", packages=("github.com/LK4D4/vndr", "github.com/lk4d4/vndr"), locks=("vendor.conf",), restores=("",)
    ),
    LegacyTool(
        name="trash",
        packages=("github.com/rancher/trash", "github.com/imikushin/trash"),
        locks=("trash.conf", "trash.yml", "vendor.conf", "trash.lock"),
        restores=("",),
        is_common_word=True,
    ),
    LegacyTool(name="gdm", packages=("github.com/sparrc/gdm",), locks=("Godeps",), restores=("restore",)),
    LegacyTool(
        name="govend",
        packages=("github.com/govend/govend", "github.com/gophersaurus/govend", "github.com/jackspirou/govend"),
        locks=("vendor.yml",),
        restores=("",),
    ),
    LegacyTool(name="glock", packages=("github.com/robfig/glock",), locks=("GLOCKFILE",), restores=("sync",)),
    LegacyTool(
        name="godeps",
        packages=("github.com/rogpeppe/godeps", "launchpad.net/godeps"),
        locks=("dependencies.tsv",),
        restores=("-u",),
    ),
    LegacyTool(
        name="gpm",
        packages=("github.com/pote/gpm",),
        locks=("Godeps",),
        restores=("", "install"),
        is_common_word=True,
    ),
    LegacyTool(
        name="gom",
        packages=("github.com/mattn/gom",),
        locks=("Gomfile",),
        restores=("install",),
        wraps=("exec",),
        is_common_word=True,
    ),
    LegacyTool(
        name="gopm",
        packages=("github.com/gpmgo/gopm", "github.com/gogpm/gopm"),
        locks=(".gopmfile",),
        restores=("get",),
        is_common_word=True,
    ),
)
BY_NAME = {tool.name: tool for tool in TOOLS}

_FOLDERS = re.compile(r"(?:|\./|.*/bin/|bin/|\$GOBIN/|\$HOME/|/tmp/|/)")


def tool_called(word: str) -> LegacyTool | None:
    """The tool that a command's first word runs: by its name, from a folder for programs, or by a variable such as
    $GLIDE; None for anything else."""
    folder, _, name = word.rpartition("/")
    if name.startswith("$"):
        return BY_NAME.get(name[1:].lower()) if not folder else None
    tool = BY_NAME.get(name.removesuffix(".exe"))
    return tool if tool and _FOLDERS.fullmatch(f"{folder}/" if folder else "") else None


def tool_of_package(path: str) -> LegacyTool | None:
    """The tool that a `go get` with this import path installs."""
    clean = path.removesuffix("/...").partition("@")[0]
    return next((tool for tool in TOOLS if any(is_inside(clean, package) for package in tool.packages)), None)


def tool_of_url(url: str) -> LegacyTool | None:
    """The tool whose release or installer lies at an address."""
    match = re.match(r"https?://(?:www\.)?(?:github\.com|raw\.githubusercontent\.com)/([^/]+/[^/]+)", url)
    if match:
        return tool_of_package(f"github.com/{match[1]}")
    return BY_NAME["glide"] if re.match(r"https?://glide\.sh/", url) else None
