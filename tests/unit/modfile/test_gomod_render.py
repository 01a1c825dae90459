from __future__ import annotations

import pytest

from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import Replacement, Requirement
from gomigrate.modfile.edit import edit
from gomigrate.modfile.gomod import parse
from gomigrate.modfile.render import render


def require(path: str, version: str = "v1.0.0", *, indirect: bool = False) -> Requirement:
    return Requirement(path=path, version=version, indirect=indirect)


ONE, TWO, THREE = require("a.test/one"), require("b.test/two"), require("a.test/three", indirect=True)
FOLDER = Replacement(path="a.test/one", new_path="./third_party/one")
FORK = Replacement(path="a.test/one", version="v1.0.0", new_path="c.test/fork", new_version="v1.2.3")


def test_render_module_alone_has_no_empty_blocks() -> None:
    assert render("a.test/m", "") == "module a.test/m\n"
    assert render("a.test/m", "1.18") == "module a.test/m\n\ngo 1.18\n"


def test_render_everything_in_the_order_of_a_tidy_file() -> None:
    text = render(
        "a.test/m",
        "1.18",
        [TWO, ONE, THREE, TWO],
        [FORK, FOLDER],
        tools=["b.test/two/cmd/y", "b.test/two/cmd/x"],
        comments={FOLDER: "held: two asks for v1.1.0\nsee the ledger", FORK: ""},
    )
    assert (
        text
        == """\
module a.test/m

go 1.18

tool (
	b.test/two/cmd/x
	b.test/two/cmd/y
)

require (
	a.test/one v1.0.0
	b.test/two v1.0.0
)

require a.test/three v1.0.0 // indirect

replace (
	// held: two asks for v1.1.0
	// see the ledger
	a.test/one => ./third_party/one
	a.test/one v1.0.0 => c.test/fork v1.2.3
)
"""
    )
    assert edit(text) == text


@pytest.mark.parametrize("go", ["", "1.9", "1.16"])
def test_render_below_go_1_17_has_one_sorted_require_block(go: str) -> None:
    assert "require (\n\ta.test/one v1.0.0\n\ta.test/three v1.0.0 // indirect\n\tb.test/two v1.0.0\n)\n" in render(
        "a.test/m", go, [TWO, THREE, ONE]
    )


def test_render_single_replace_has_its_comment_above() -> None:
    text = render("a.test/m", "1.18", [ONE], [FOLDER], comments={FOLDER: "kept copy"})
    assert text.endswith("\nrequire a.test/one v1.0.0\n\n// kept copy\nreplace a.test/one => ./third_party/one\n")


def test_render_comment_of_another_replacement_is_not_written() -> None:
    assert "//" not in render("a.test/m", "1.18", [ONE], [FOLDER], comments={FORK: "not this one"})


@pytest.mark.parametrize("comment", ["a\nreplace x.test/y => /etc", "a\r\nb", "a\x0bb\x85c\u2028d", "\n\n"])
def test_render_comment_never_becomes_a_directive(comment: str) -> None:
    mod = parse(render("a.test/m", "1.18", [ONE], [FOLDER], comments={FOLDER: comment}))
    assert mod.replacements == (FOLDER,)


def test_render_paths_that_need_quotes_are_quoted() -> None:
    odd = Replacement(path="a.test/one", new_path="./two words (1)")
    text = render("a.test/m", "1.18", [], [odd])
    assert 'replace a.test/one => "./two words (1)"\n' in text
    assert parse(text).replacements == (odd,)


def test_render_explains_the_go_line_and_what_is_excluded() -> None:
    dropped = {ModuleVersion("ex.test/b", "v1.0.0"): "nobody has it", ModuleVersion("ex.test/a", "v1.0.0"): ""}
    text = render("ex.test/m", "1.18", excludes=dropped, go_comment="go 1.18: as --go says")
    assert text == (
        "module ex.test/m\n\n// go 1.18: as --go says\ngo 1.18\n\n"
        "exclude (\n\tex.test/a v1.0.0\n\t// nobody has it\n\tex.test/b v1.0.0\n)\n"
    )
