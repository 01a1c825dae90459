from __future__ import annotations

import pytest

from gomigrate.model.findings import Place
from gomigrate.model.modules import ModuleVersion
from gomigrate.modfile.modulestxt import ModulesTxt, VendoredModule, parse_modules_txt

MODERN = """\
# ex.test/a v1.0.0
## explicit; go 1.17
ex.test/a
ex.test/a/sub
# ex.test/b v1.1.0 => ex.test/fork v1.2.0
## explicit
ex.test/b
# ex.test/c v0.0.0-20170301000000-a9a39a18373a => ./third_party/c
## go 1.12
ex.test/c
# ex.test/d => ../d
"""


def test_parse_modules_txt_modern_file() -> None:
    assert parse_modules_txt(MODERN) == ModulesTxt(
        modules=(
            VendoredModule(
                path="ex.test/a",
                version="v1.0.0",
                explicit=True,
                go="1.17",
                packages=("ex.test/a", "ex.test/a/sub"),
                line=1,
            ),
            VendoredModule(
                path="ex.test/b",
                version="v1.1.0",
                explicit=True,
                replacement=ModuleVersion("ex.test/fork", "v1.2.0"),
                packages=("ex.test/b",),
                line=5,
            ),
            VendoredModule(
                path="ex.test/c",
                version="v0.0.0-20170301000000-a9a39a18373a",
                go="1.12",
                replacement=ModuleVersion("./third_party/c"),
                packages=("ex.test/c",),
                line=8,
            ),
            VendoredModule(path="ex.test/d", replacement=ModuleVersion("../d"), line=11),
        )
    )


def test_parse_modules_txt_of_the_first_versions_of_go() -> None:
    found = parse_modules_txt(b"# ex.test/a v1.0.0\r\nex.test/a\r\n")
    assert found.modules == (VendoredModule(path="ex.test/a", version="v1.0.0", packages=("ex.test/a",), line=1),)
    assert found.findings == ()


def test_parse_modules_txt_workspace() -> None:
    found = parse_modules_txt("## workspace\n# ex.test/a v1.0.0\n## reserved for later\n")
    assert found.is_workspace
    assert found.findings == ()


@pytest.mark.parametrize(
    "line",
    [
        "ex.test/a two words",
        "-flag",
        "../up",
        "# ex.test/a",
        "# ex.test/a master",
        "# ex.test/a v1.0.0 => ",
        "# ex.test/a v1.0.0 => a b c",
        "<<<<<<< HEAD",
        "\x00\x01",
    ],
)
def test_parse_modules_txt_line_that_says_nothing_becomes_a_finding(line: str) -> None:
    found = parse_modules_txt(f"# ex.test/z v1.0.0\n{line}\n")
    assert [module.path for module in found.modules] == ["ex.test/z"]
    assert [(one.code, one.place) for one in found.findings] == [("GM203", Place("vendor/modules.txt", 2))]


def test_parse_modules_txt_packages_below_an_unreadable_module_belong_to_none() -> None:
    found = parse_modules_txt("# ex.test/z v1.0.0\n# broken\nex.test/z/pkg\n## explicit\n")
    assert found.modules == (VendoredModule(path="ex.test/z", version="v1.0.0", line=1),)
    assert [one.place and one.place.line for one in found.findings] == [2, 3, 4]
