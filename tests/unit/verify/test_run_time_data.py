"""Data of dependencies beside the code that is compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomigrate.verify.build.layout import Side
from gomigrate.verify.build.packages import PackageFolder, Packages
from gomigrate.verify.build.runtime import run_time_findings

LIB = "x.test/lib"


@pytest.mark.parametrize(
    ("after", "files"),
    [
        ({"lib.go": "package lib\n"}, ("vendor/x.test/lib/more/keys.json", "vendor/x.test/lib/names.json")),
        ({"lib.go": "package lib\n", "GOMIGRATE.txt": "", "names.json": "1"}, ()),
        ({"lib.go": "package lib\n", "GOMIGRATE.txt": "", "names.json": "2"}, ("vendor/x.test/lib/names.json",)),
    ],
)
def test_what_a_kept_copy_leaves_out_is_told_by_its_note_alone(
    tmp_path: Path, after: dict[str, str], files: tuple[str, ...]
) -> None:
    before = {"lib.go": "package lib\n", "names.json": "1", "more/more.go": "package more\n", "more/keys.json": "{}"}
    for top, made in (("was/vendor", before), ("now", after)):
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
    assert [dict(one.facts)["files"] for one in found] == [files] * bool(files)
