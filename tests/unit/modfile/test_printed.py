"""The reader of go.mod files as they are printed says what the reader of the whole grammar says, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gomigrate.modfile.gomod import GoMod, ModFileError, parse_with_tree, read_printed

PRINTED = """\
module example.com/lib/v2

go 1.17

require (
\texample.com/one v1.2.3
\tgithub.com/Azure/go-autorest v14.2.0+incompatible
\tgopkg.in/yaml.v2 v2.4.0
\texample.com/two/v3 v3.0.0-0.20190101000000-0123456789ab // indirect
)

require example.com/three v0.0.0-20190101000000-0123456789ab // indirect
"""
_PATHS = st.sampled_from(
    ("a.b/c", "a.b/c/v2", "a.b/v1", "gopkg.in/x.v3", "gopkg.in/x", "A.b/c", "a.b//c", "a.b/c.v2", '"a.b/c"', "a.b/c~1")
)
_VERSIONS = st.sampled_from(
    (
        "v1.0.0",
        "v2.0.0",
        "v2.0.0+incompatible",
        "v1",
        "v1.2",
        "v01.0.0",
        "v1.0.0-rc.1",
        "v1.0.0+meta",
        "v3.0.0-0a",
        "1.0",
    )
)
_ENDS = st.sampled_from(("", " // indirect", " //indirect", " // indirect; because", " // why", " ", "\r"))
_REQUIRED = st.builds("{} {}{}".format, _PATHS, _VERSIONS, _ENDS)
_LINES = st.one_of(
    _REQUIRED.map("require {}".format),
    _REQUIRED.map("\t{}".format),
    _REQUIRED.map("  {}".format),
    st.sampled_from(
        ("", "\t", "require (", ")", "module a.b/m", 'module "a.b/m"', "go 1.9", "go 1.21.0", "go 1.21rc1", "go 1.01")
    ),
    st.sampled_from(("toolchain go1.22.0", "exclude a.b/c v1.0.0", "retract (", "replace a.b/c => ../c", "// words")),
    st.text(alphabet='mod require()\t/v1.0"ago\r', max_size=12),
)


def said(text: str) -> GoMod | None:
    try:
        return parse_with_tree(text, lax=True)[0]
    except ModFileError:
        return None


@given(st.lists(_LINES, max_size=9).map("\n".join))
@example(PRINTED)
@example(PRINTED.replace("\n", "\r\n"))
@example(PRINTED + "module example.com/lib/v3\n")
@example(PRINTED + "go 1.18\n")
@example("require (\n\ta.b/c v1.0.0\n")
@example("require (\nrequire (\n)\n)\n")
@example(")\n")
def test_what_it_reads_is_what_the_grammar_says(text: str) -> None:
    printed = read_printed(text)
    if printed is not None:
        assert printed == said(text)


@pytest.mark.parametrize("text", [PRINTED, "module a.b/c\n", "", "module a.b/c\n\ngo 1.21.3\n"])
def test_what_the_go_command_prints_is_read(text: str) -> None:
    printed = read_printed(text)
    assert printed is not None
    assert printed == said(text)


@pytest.mark.parametrize("path", ["a.b/v1", "a.b/c/v2", "gopkg.in/x.v1", "gopkg.in/x"])
def test_a_version_of_another_major_is_left_to_the_grammar(path: str) -> None:
    assert read_printed(f"module a.b/m\n\nrequire {path} v3.0.0\n") is None
