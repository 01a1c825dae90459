"""The tools that go with the migration: how each is installed and called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.go.modpath import is_inside
from gomigrate.scripts.shell.model import OPAQUE

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class LegacyTool:
    """`packages` are the import paths that it is installed by, `locks` its files. `restores` are the words after the
    name that fetch what the lock names ("" for the bare name). `idle` are those that have no meaning without the tool,
    `wraps` those before a go command that runs in another environment. `tidies` are those that only prune or check the
    vendor folder ("" for every call). `is_common_word`: other programs have that name, so the project must have its
    lock."""

    name: str
    packages: tuple[str, ...]
    locks: tuple[str, ...]
    restores: tuple[str, ...]
    idle: tuple[str, ...] = ()
    wraps: tuple[str, ...] = ()
    tidies: tuple[str, ...] = ()
    is_common_word: bool = False

    def is_tidying(self, arguments: Sequence[str]) -> bool:
        """Whether a call with these arguments only prunes or checks the vendor folder."""
        return "" in self.tidies or arguments[:1] in [(word,) for word in self.tidies]


def _tool(
    name: str,
    packages: str,
    locks: str,
    *restores: str,
    idle: str = "",
    wraps: str = "",
    tidies: tuple[str, ...] = (),
    is_common: bool = False,
) -> LegacyTool:
    paths = tuple(path if "." in path.partition("/")[0] else f"github.com/{path}" for path in packages.split())
    files, words = tuple(locks.split()), (tuple(idle.split()), tuple(wraps.split()))
    return LegacyTool(name, paths, files, restores, *words, tidies, is_common_word=is_common)


# The name, the packages (of github.com where no host is named), the files, and the words that restore.
TOOLS: tuple[LegacyTool, ...] = (
    _tool("dep", "golang/dep", "Gopkg.lock Gopkg.toml", "ensure", idle="version", tidies=("prune",)),
    _tool(
        "glide",
        "Masterminds/glide",
        "glide.lock glide.yaml",
        "install",
        "i",
        idle="cc cache-clear -v --version",
        tidies=("vc", "vendor-cleaner"),
    ),
    _tool("glide-vc", "sgotti/glide-vc", "glide.lock glide.yaml", tidies=("",)),
    _tool("vendorcheck", "FiloSottile/vendorcheck", "", tidies=("",)),
    _tool("vendetta", "dpw/vendetta", "", "", tidies=("-p",)),
    _tool("godep", "tools/godep kr/godep", "Godeps/Godeps.json", "restore", idle="version", wraps="go"),
    _tool("govendor", "kardianos/govendor", "vendor/vendor.json", "sync"),
    _tool("gvt", "FiloSottile/gvt polyverse/gvt", "vendor/manifest", "restore"),
    _tool("vndr", "LK4D4/vndr lk4d4/vndr", "vendor.conf", ""),
    _tool("trash", "rancher/trash imikushin/trash", "trash.conf trash.yml vendor.conf trash.lock", "", is_common=True),
    _tool("gdm", "sparrc/gdm", "Godeps", "restore"),
    _tool("govend", "govend/govend gophersaurus/govend jackspirou/govend", "vendor.yml", ""),
    _tool("glock", "robfig/glock", "GLOCKFILE", "sync"),
    _tool("godeps", "rogpeppe/godeps launchpad.net/godeps", "dependencies.tsv", "-u"),
    _tool("gpm", "pote/gpm", "Godeps", "", "install", is_common=True),
    _tool("gom", "mattn/gom", "Gomfile", "install", wraps="exec", is_common=True),
    _tool("gb", "constabulary/gb", "vendor/manifest", "vendor restore", is_common=True),
    _tool("gopm", "gpmgo/gopm gogpm/gopm", ".gopmfile", "get", is_common=True),
)
BY_NAME = {tool.name: tool for tool in TOOLS}
NAMES = tuple(BY_NAME)
LOCKS = frozenset(lock for tool in TOOLS for lock in tool.locks)
"""The files of all of them."""

# Folders for programs, and any that is computed: what lies there under a tool's name and is run is the tool.
_FOLDERS = re.compile(rf"(?:|\./|.*/bin/|bin/|/tmp/|/|[^$`{OPAQUE}]*[$`{OPAQUE}].*/)")


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


def tool_fetched(program: str, arguments: Sequence[str]) -> LegacyTool | None:
    """The tool that a command downloads, or has a package manager install."""
    if program in ("curl", "wget"):
        return next((tool for word in arguments if (tool := tool_of_url(word))), None)
    if program in ("brew", "apt-get", "apt", "apk") and len(arguments) == 2 and arguments[0] in ("install", "add"):
        return tool_called(arguments[1]) if arguments[1] in ("dep", "glide", "godep", "govendor") else None
    return None


def tool_of_url(url: str) -> LegacyTool | None:
    """The tool whose release or installer lies at an address."""
    match = re.match(r"https?://(?:www\.)?(?:github\.com|raw\.githubusercontent\.com)/([^/]+/[^/]+)", url)
    if match:
        return tool_of_package(f"github.com/{match[1]}")
    return BY_NAME["glide"] if re.match(r"https?://glide\.sh/", url) else None
