from __future__ import annotations

from gomigrate.model.findings import Place
from gomigrate.model.modules import ModuleVersion
from gomigrate.modfile.gosum import GoSum, SumLine, parse_go_sum, render_go_sum

SORTED = """\
a.test/x v1.2.0 h1:bbb=
a.test/x v1.2.0/go.mod h1:aaa=
a.test/x v1.10.0/go.mod h1:ccc=
a.test/x v2.0.0+incompatible h1:ddd=
a.test/x-y v0.0.0-20170301000000-a9a39a18373a h1:eee=
a.test/x/v2 v2.0.0 h1:fff=
a.test/x/v2 v2.0.0 h1:ggg=
"""


def test_render_go_sum_sorts_by_path_then_version_then_file() -> None:
    lines = parse_go_sum(SORTED).lines
    assert render_go_sum(reversed(lines)) == SORTED
    assert render_go_sum([*lines, *lines]) == SORTED
    assert render_go_sum([]) == ""


def test_parse_go_sum_line_says_what_it_is_of() -> None:
    line = SumLine("a.test/x", "v1.2.0/go.mod", "h1:aaa=")
    assert parse_go_sum("a.test/x v1.2.0/go.mod h1:aaa=\n") == GoSum((line,))
    assert line.is_go_mod
    assert line.module == ModuleVersion("a.test/x", "v1.2.0")
    assert not SumLine("a.test/x", "v1.2.0", "h1:aaa=").is_go_mod


def test_go_sum_hashes_of_a_module_and_of_its_go_mod() -> None:
    go_sum = parse_go_sum(SORTED)
    assert go_sum.hashes(ModuleVersion("a.test/x", "v1.2.0")) == {"h1:bbb="}
    assert go_sum.hashes(ModuleVersion("a.test/x", "v1.2.0"), go_mod=True) == {"h1:aaa="}
    assert go_sum.hashes(ModuleVersion("a.test/x/v2", "v2.0.0")) == {"h1:fff=", "h1:ggg="}
    assert go_sum.hashes(ModuleVersion("a.test/absent", "v1.0.0")) == frozenset()


def test_parse_go_sum_malformed_lines_become_findings() -> None:
    go_sum = parse_go_sum(b"a.test/x v1.0.0 h1:aaa=\r\n\n<<<<<<< HEAD\na.test/x v1.0.0\n\xff a b c\n")
    assert [line.path for line in go_sum.lines] == ["a.test/x"]
    assert [(found.code, found.place) for found in go_sum.findings] == [
        ("GM202", Place("go.sum", 3)),
        ("GM202", Place("go.sum", 4)),
        ("GM202", Place("go.sum", 5)),
    ]


def test_parse_go_sum_hash_of_an_empty_go_mod_does_not_count() -> None:
    text = "a.test/x v1.0.0/go.mod h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=\n"
    assert parse_go_sum(text) == GoSum()
