from __future__ import annotations

import pytest

from gomigrate.model.plan import Replacement, Requirement
from gomigrate.modfile.edit import edit
from gomigrate.modfile.gomod import ModFileError, parse

FILE = """\
// The application.

module a.test/m // here

go 1.17

// what we use
require (
	b.test/one v1.0.0 // one
	// why two
	b.test/two v1.0.0
)

require (
	b.test/three v1.0.0 // indirect
	b.test/zed v1.0.0 // indirect
)

// the end
"""


def require(path: str, version: str = "v1.0.0", *, indirect: bool = False) -> Requirement:
    return Requirement(path=path, version=version, indirect=indirect)


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def test_edit_nothing_asked_nothing_changed() -> None:
    assert edit(FILE) == FILE


def test_edit_sets_the_go_line_in_place() -> None:
    assert edit(FILE, go="1.21") == changed(FILE, ("go 1.17\n", "go 1.21\n"))


def test_edit_of_the_go_line_replaces_the_comment_on_the_old_one() -> None:
    text = changed(FILE, ("go 1.17\n", "// by hand\n// go 1.17: as --go says\ngo 1.17\n"))
    new = edit(text, go="1.21", go_comment="go 1.21: a module needs it")
    assert new == changed(FILE, ("go 1.17\n", "// by hand\n// go 1.21: a module needs it\ngo 1.21\n"))


def test_edit_missing_go_line_goes_below_the_module() -> None:
    assert edit("module a.test/m\n\nrequire b.test/x v1.0.0\n", go="1.18") == (
        "module a.test/m\n\ngo 1.18\n\nrequire b.test/x v1.0.0\n"
    )
    assert edit("module (\n\ta.test/m\n)\n", go="1.21") == "module a.test/m\n\ngo 1.21\n"
    assert edit("// empty\n", go="1.18") == "go 1.18\n\n// empty\n"


def test_edit_changed_versions_keep_comments_and_places() -> None:
    text = edit(FILE, requires=[require("b.test/one", "v1.5.0"), require("b.test/zed", "v1.6.0", indirect=True)])
    assert text == changed(FILE, ("one v1.0.0", "one v1.5.0"), ("zed v1.0.0", "zed v1.6.0"))


def test_edit_new_requirements_join_the_block_of_their_kind() -> None:
    text = edit(FILE, requires=[require("a.test/new"), require("a.test/far", indirect=True)])
    # The direct block has comments of its own, so the new line stays out of it.
    assert text == changed(
        FILE,
        (
            "require (\n\tb.test/three",
            "require a.test/new v1.0.0\n\nrequire (\n\ta.test/far v1.0.0 // indirect\n\tb.test/three",
        ),
    )


@pytest.mark.parametrize(
    ("line", "indirect", "expected"),
    [
        ("b.test/x v1.0.0", True, "b.test/x v1.0.0 // indirect"),
        ("b.test/x v1.0.0 // pinned", True, "b.test/x v1.0.0 // indirect; pinned"),
        ("b.test/x v1.0.0 //", True, "b.test/x v1.0.0 // indirect"),
        ("b.test/x v1.0.0 // indirect", False, "b.test/x v1.0.0"),
        ("b.test/x v1.0.0 // indirect; pinned", False, "b.test/x v1.0.0 // pinned"),
        ("b.test/x v1.0.0 // indirect; pinned", True, "b.test/x v1.0.0 // indirect; pinned"),
    ],
)
def test_edit_indirect_mark_comes_and_goes(line: str, indirect: bool, expected: str) -> None:
    text = edit(f"module a.test/m\n\nrequire {line}\n", requires=[require("b.test/x", indirect=indirect)])
    assert text == f"module a.test/m\n\nrequire {expected}\n"


def test_edit_one_flat_block_is_split_in_two_from_go_1_17_on() -> None:
    flat = "module a.test/m\n\ngo {}\n\nrequire (\n\tb.test/x v1.0.0 // indirect\n\tb.test/y v1.0.0\n)\n"
    assert edit(flat.format("1.17"), requires=[require("b.test/z")]) == (
        "module a.test/m\n\ngo 1.17\n\nrequire (\n\tb.test/y v1.0.0\n\tb.test/z v1.0.0\n)\n\n"
        "require b.test/x v1.0.0 // indirect\n"
    )
    assert edit(flat.format("1.16"), requires=[require("b.test/z")]) == flat.format("1.16").replace(
        "b.test/y v1.0.0\n", "b.test/y v1.0.0\n\tb.test/z v1.0.0\n"
    )


def test_edit_repeated_requirement_is_written_once() -> None:
    text = edit(
        "module a.test/m\nrequire b.test/x v1.0.0\nrequire b.test/x v1.1.0\n", requires=[require("b.test/x", "v1.2.0")]
    )
    assert text == "module a.test/m\n\nrequire b.test/x v1.2.0\n"


REPLACED = """\
module a.test/m

replace b.test/x => ../x // local

replace (
	b.test/y v1.0.0 => ../y
	// a fork
	b.test/z => c.test/z v1.0.0
)
"""


def test_edit_replacements_are_added_changed_and_dropped() -> None:
    changed_z = Replacement(path="b.test/z", new_path="c.test/z", new_version="v1.1.0")
    new = Replacement(path="b.test/a", new_path="./a")
    text = edit(
        REPLACED,
        replaces=[changed_z, new, Replacement(path="b.test/x", new_path="./third_party/x")],
        drop_replaces=[("b.test/y", "v1.0.0"), ("b.test/z", "v9.0.0")],
        comments={new: "kept copy", changed_z: "a fork"},
    )
    assert (
        text
        == """\
module a.test/m

replace b.test/x => ./third_party/x // local

replace (
	// kept copy
	b.test/a => ./a
	// a fork
	b.test/z => c.test/z v1.1.0
)
"""
    )


def test_edit_replacement_of_one_version_is_not_that_of_all() -> None:
    text = edit(REPLACED, replaces=[Replacement(path="b.test/y", new_path="./y")])
    assert [(line.path, line.version) for line in parse(text).replaces][1:3] == [
        ("b.test/y", ""),
        ("b.test/y", "v1.0.0"),
    ]


def test_edit_first_replacement_goes_to_the_end() -> None:
    text = edit(FILE, replaces=[Replacement(path="b.test/x", new_path="./x")])
    assert text == FILE + "\nreplace b.test/x => ./x\n"


def test_edit_file_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ModFileError, match=r"sub/go\.mod:1"):
        edit("nonsense\n", file="sub/go.mod", go="1.18")


@pytest.mark.parametrize(
    "text",
    [
        "module a.test/m\n\nrequire ( // opened\n\tb.test/x v1.0.0\n)\n",
        "module a.test/m\n\nrequire (\n\tb.test/x v1.0.0\n) // closed\n",
    ],
)
def test_format_text_keeps_short_blocks_whose_parentheses_are_commented(text: str) -> None:
    assert edit(text) == text


def test_format_text_empty_block_leaves_its_comments() -> None:
    assert edit("module a.test/m\n\n// ours\nrequire (\n\t// none yet\n)\n") == (
        "module a.test/m\n\n// ours\n// none yet\n"
    )
    assert edit("module a.test/m\n\nrequire ()\n") == "module a.test/m\n"


def test_edit_replacement_of_a_version_that_is_replaced_twice_leaves_one_line() -> None:
    text = "module a.test/m\n\nreplace b.test/x v1.0.0 => c.test/x v1.1.0\n\nreplace b.test/x v1.0.0 => ./x\n"
    edited = edit(text, replaces=[Replacement(path="b.test/x", version="v1.0.0", new_path="./z")])
    assert edited == "module a.test/m\n\nreplace b.test/x v1.0.0 => ./z\n"
