from __future__ import annotations

import pytest

from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.modfile.gomod import parse
from gomigrate.modfile.modulestxt import parse_modules_txt
from gomigrate.scan.project.modulestate import other_module_files, tag_findings, vendor_contradictions

A = "ex.test/a v1.0.0"
MOVED = f"go 1.17\nrequire {A}\nreplace ex.test/a => ../zz\n"
WITH_NEWER = f"# {A} => ex.test/a v1.1.0\n## explicit\nex.test/a\n# ex.test/a => ex.test/a v1.1.0\n"
TXT = "vendor/modules.txt"
NOT_EXPLICIT = f"ex.test/a@v1.0.0: is explicitly required in go.mod, but not marked as explicit in {TXT}"
NOT_REQUIRED = f"ex.test/a@v1.0.0: is marked as explicit in {TXT}, but not explicitly required in go.mod"
NOT_MARKED = f"ex.test/a: is replaced in go.mod, but not marked as replaced in {TXT}"
NOT_REPLACED = f"ex.test/a@v1.0.0: is marked as replaced in {TXT}, but not replaced in go.mod"
OTHERWISE = f"ex.test/a: is replaced by ../zz in go.mod, but marked as replaced by ex.test/a@v1.1.0 in {TXT}"


@pytest.mark.parametrize(
    ("go_mod", "modules_txt", "lines"),
    [
        (f"go 1.17\nrequire {A}\n", f"# {A}\n## explicit\nex.test/a\n", []),
        (f"go 1.17\nrequire {A}\n", "", [NOT_EXPLICIT]),
        (f"go 1.17\nrequire {A}\n", f"# {A}\nex.test/a\n", [NOT_EXPLICIT]),
        ("go 1.17\n", f"# {A}\n## explicit\nex.test/a\n", [NOT_REQUIRED]),
        (MOVED, f"# {A}\n## explicit\nex.test/a\n", [NOT_MARKED]),
        (f"go 1.17\nrequire {A}\n", f"# {A} => ex.test/a v1.1.0\n## explicit\nex.test/a\n", [NOT_REPLACED]),
        (MOVED, WITH_NEWER, [OTHERWISE]),
        (MOVED, f"# {A} => ../zz\n## explicit\nex.test/a\n# ex.test/a => ../zz\n", []),
        # Up to 1.13 the go command does not look there; without a go line it does, as for 1.16.
        (f"go 1.13\nrequire {A}\n", "", []),
        (f"require {A}\n", "", [NOT_EXPLICIT]),
        (f"go 1.21rc1\nrequire {A}\n", f"# {A}\n## explicit\n", []),
    ],
)
def test_vendor_contradictions_are_the_go_commands_own(go_mod: str, modules_txt: str, lines: list[str]) -> None:
    found = vendor_contradictions(parse(f"module ex.test/m\n{go_mod}"), parse_modules_txt(modules_txt))
    assert list(found) == lines


@pytest.mark.parametrize(
    ("path", "tags", "others", "wanted"),
    [
        (
            "ex.test/m",
            ("v2.0.0", "v10.1.0", "v3.0.0-rc.1", "v1.0.0", "release-4"),
            ("v10.1.0", "v2.0.0"),
            "ex.test/m/v10",
        ),
        ("ex.test/m/v2", ("v1.9.0", "v2.0.0"), ("v1.9.0",), "ex.test/m"),
        ("gopkg.in/m.v2", ("v2.1.0", "v3.0.0"), ("v3.0.0",), "gopkg.in/m.v3"),
        ("ex.test/m", ("v0.9.0", "v1.0.0", "v2", "2.0.0", "v2.0.0+meta"), (), ""),
    ],
)
def test_release_tags_that_no_version_of_the_path_can_have(
    path: str, tags: tuple[str, ...], others: tuple[str, ...], wanted: str
) -> None:
    told = [(said.fact("tags"), said.fact("wanted")) for said in tag_findings(path, tags)]
    assert told == ([(others, wanted)] if others else [])


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"vendor.mod": "module x.test/a\n\nrequire x.test/b v1.0.0\n"}, ["vendor.mod"]),
        ({"vendor.mod": "module x.test/a\n\nrequire x.test/b v1.0.0\n", "go.mod": "module x.test/a\n"}, []),
        ({"song.mod": "M.K.\0\1", "empty.mod": ""}, []),
    ],
)
def test_a_module_file_of_another_name_is_told(files: dict[str, str], told: list[str]) -> None:
    tree = MemoryTree({name: text.encode() for name, text in files.items()})
    assert [one.fact("path") for one in other_module_files(tree)] == told
