"""What on this machine's disk decides a build: the GOROOT that is set, and the vendor folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.vendorcheck import VendorDifference, vendor_differences
from gomigrate.model.diagnosis.machine import ENVIRONMENT, WRITTEN
from gomigrate.model.go.goversion import go_version
from gomigrate.modfile.modulestxt import parse_modules_txt
from gomigrate.world.disk.folders import is_folder
from gomigrate.world.disk.reading import read_or_none
from gomigrate.world.go.goflags import split_flags

if TYPE_CHECKING:
    from gomigrate.diagnose.project import GoModFiles
    from gomigrate.world.go.goenv import GoEnv
    from gomigrate.world.go.settings import Settings

_VENDORED_FROM = (1, 14)
"""From this go line on the go command builds from a vendor folder (release notes of go 1.14)."""


@dataclass(frozen=True, slots=True)
class GoRootSeen:
    """A GOROOT that is set: its `version` from its file VERSION, "" where it has none. `is_there`: it has Go's own
    sources."""

    path: str
    origin: str
    version: str
    is_there: bool


def look_at_goroot(settings: Settings) -> GoRootSeen | None:
    """The GOROOT of the environment or of go env -w; None where none is set."""
    origin = settings.origin("GOROOT")
    if origin not in {ENVIRONMENT, WRITTEN}:
        return None
    path = settings.raw.get("GOROOT", "")
    text = (read_or_none(f"{path}/VERSION") or b"").decode("utf-8", "replace")
    return GoRootSeen(path, origin, (text.split() or [""])[0], is_folder(f"{path}/src/fmt"))


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorSeen:
    """The vendor folder that a build would use: by a flag in GOFLAGS, or because it is there. `differences` are what
    the go command refuses it for."""

    by_flag: bool
    is_there: bool
    differences: tuple[VendorDifference, ...]


def look_at_vendor(files: GoModFiles | None, env: GoEnv) -> VendorSeen | None:
    """The vendor folder of a module. None where the go command does not use it, and below a go.work, which has its
    own."""
    if files is None or files.go_mod is None or files.work_file or env.go111module == "off":
        return None
    flags = dict(word.lstrip("-").partition("=")[::2] for word in split_flags(env.goflags))
    folder = f"{files.root}/vendor"
    is_there, is_old = is_folder(folder), go_version(files.go_mod.go) < _VENDORED_FROM
    vendored = parse_modules_txt(read_or_none(f"{folder}/modules.txt") or b"")
    by_flag = flags.get("mod") == "vendor"
    by_itself = not flags.get("mod") and is_there and not is_old and not vendored.is_workspace
    if "modfile" in flags or not (by_flag or by_itself):
        return None
    return VendorSeen(
        by_flag=by_flag, is_there=is_there, differences=vendor_differences(files.go_mod, vendored, is_old=is_old)
    )
