"""Data of dependencies beside the code that is compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomigrate.verify.build.layout import Side
from gomigrate.verify.build.packages import PackageFolder, Packages
from gomigrate.verify.build.runtime import run_time_findings

LIB = "x.test/lib"


CODE = {"lib.go": "package lib\n", "deep/in/in.go": "package in\n"}
BEFORE = {
    **CODE,
    "names.json": "1",
    "deep/beside.json": "1",
    "only/data.json": "1",
    "more/more.go": "package more\n",
    "more/keys.json": "{}",
    "more/below/keys.json": "{}",
}
KEPT = {name: text for name, text in BEFORE.items() if not name.startswith("more/")} | {"GOMIGRATE.txt": ""}


def without(*names: str) -> dict[str, str]:
    return {name: text for name, text in KEPT.items() if name not in names}


@pytest.mark.parametrize(
    ("after", "files"),
    [
        (KEPT, ()),  # the package more, and what is its own, is of no use to the build
        (without("GOMIGRATE.txt"), ("more/below/keys.json", "more/keys.json")),
        (without("names.json"), ("names.json",)),
        (without("deep/beside.json"), ("deep/beside.json",)),
        (without("only/data.json"), ("only/data.json",)),
        (KEPT | {"names.json": "2"}, ("names.json",)),
        (KEPT | {"more/other.json": "1"}, ("more/below/keys.json", "more/keys.json")),
    ],
)
def test_only_the_data_of_packages_that_a_kept_copy_leaves_out_are_not_told(
    tmp_path: Path, after: dict[str, str], files: tuple[str, ...]
) -> None:
    for top, made in (("was/vendor", BEFORE), ("now", after)):
        for name, text in made.items():
            place = tmp_path / top / LIB / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
    sides = [
        Packages(copies={LIB: (PackageFolder(listed=LIB, files=(), folder=f"{tmp_path}/{top}/{LIB}"),)})
        for top in ("was/vendor", "now")
    ]
    side = Side(cwd=f"{tmp_path}/was", mode="module")
    found = run_time_findings([(sides[0], sides[1])], side, "x.test/app", [LIB], lambda path: b"")
    told = tuple(f"vendor/{LIB}/{name}" for name in files)
    assert [dict(one.facts)["files"] for one in found] == [told] * bool(files)
