from __future__ import annotations

import pytest

from gomigrate.model.plan import Replacement, Requirement
from gomigrate.modfile.gomod import (
    Exclude,
    Godebug,
    GoMod,
    ModFileError,
    PathLine,
    Problem,
    Replace,
    Require,
    parse,
)

EVERYTHING = """\
// Copyright, and so on.

// Deprecated: use ex.test/other.
module "ex.test/app" // the app

go 1.23
toolchain go1.23.4

godebug (
	default=go1.16
)

require ex.test/one v1.0.0

require (
	ex.test/two/v2 v2.1 // indirect
	ex.test/three v3.0.0+incompatible //indirect; pinned
	gopkg.in/yaml.v2 v2.4.0 // indirectly used
)

exclude ex.test/one v1.0.1

replace (
	ex.test/one v1.0.0 => ex.test/fork v1.0.1-0.20170301000000-a9a39a18373a
	ex.test/two/v2 => "../two words"
)

// oops
retract v1.0.0
retract [v1.1.0, v1.2.0] // broken

tool ex.test/one/cmd/gen
ignore ./node_modules
"""


def test_parse_every_directive() -> None:
    assert parse(EVERYTHING) == GoMod(
        module="ex.test/app",
        go="1.23",
        toolchain="go1.23.4",
        godebugs=(Godebug("default", "go1.16", 10),),
        requires=(
            Require(path="ex.test/one", version="v1.0.0", line=13),
            Require(path="ex.test/two/v2", version="v2.1.0", indirect=True, line=16),
            Require(path="ex.test/three", version="v3.0.0+incompatible", indirect=True, line=17),
            Require(path="gopkg.in/yaml.v2", version="v2.4.0", line=18),
        ),
        excludes=(Exclude("ex.test/one", "v1.0.1", 21),),
        replaces=(
            Replace(
                path="ex.test/one",
                version="v1.0.0",
                new_path="ex.test/fork",
                new_version="v1.0.1-0.20170301000000-a9a39a18373a",
                line=24,
            ),
            Replace(path="ex.test/two/v2", new_path="../two words", line=25),
        ),
        tools=(PathLine("ex.test/one/cmd/gen", 32),),
        ignores=(PathLine("./node_modules", 33),),
    )


def test_parse_as_the_plan_has_it() -> None:
    mod = parse("module a.test/m\nrequire b.test/x v1.0.0 // indirect\nreplace b.test/x => ./x\n")
    assert mod.requirements == (Requirement(path="b.test/x", version="v1.0.0", indirect=True),)
    assert mod.replacements == (Replacement(path="b.test/x", new_path="./x"),)


@pytest.mark.parametrize(
    ("comment", "indirect"),
    [
        ("// indirect", True),
        ("//indirect", True),
        ("//  indirect  ", True),
        ("// indirect; because", True),
        ("//indirect;", False),
        ("// indirect because", False),
        ("// not indirect", False),
        ("// Indirect", False),
        ("", False),
    ],
)
def test_parse_indirect_mark_in_all_spellings(comment: str, indirect: bool) -> None:
    mod = parse(f"module a.test/m\nrequire b.test/x v1.0.0 {comment}\n")
    assert [line.indirect for line in mod.requires] == [indirect]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "// nothing but a comment",
        "\n\n",
        "module a.test/m",
        "module a.test/m\r\n\r\ngo 1.9\r\nrequire (\r\n\tb.test/x v1.0.0 // indirect\r\n)\r\n",
        "module (\n\ta.test/m\n)\n",
        "require ()\nmodule a.test/m\n",
        "require ( // opened\n) // closed\nmodule a.test/m\n",
        'module "a.test/\\x6d"\n',
        "go 1.21rc1\nmodule a.test/m\n",
        "module a.test/m//comment\n",
        "module a.test/m\nretract (\n\tv1.0.0\n\n\t// later\n)\n",
    ],
)
def test_parse_what_go_takes_is_taken(text: str) -> None:
    for form in (text, text.encode()):
        mod = parse(form)
        assert mod.module in {"", "a.test/m"}


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("module a.test/m\nmodule b.test/m\n", 2, "repeated module"),
        ("module\n", 1, "usage: module"),
        ("module a b\n", 1, "usage: module"),
        ("module `a.test/m`\n", 1, "quoted string"),
        ("module 'a.test/m'\n", 1, "quoted string"),
        ('module "a.test/\\q"\n', 1, "quoted string"),
        ('module "a.test/m\n', 1, "no end in this line"),
        ("module a.test/m /* no */\n", 1, "must use // comments"),
        ("\ufeffmodule a.test/m\n", 1, "unexpected input character"),
        ("go 1.x\n", 1, "invalid go version"),
        ("go 1\n", 1, "invalid go version"),
        ("go go1.17\n", 1, "invalid go version"),
        ("go 1.17\ngo 1.18\n", 2, "repeated go"),
        ("go 1.17 1.18\n", 1, "exactly one argument"),
        ("toolchain 1.21\n", 1, "invalid toolchain"),
        ("toolchain go1.21\ntoolchain go1.22\n", 2, "repeated toolchain"),
        ("godebug x\n", 1, "usage: godebug"),
        ("godebug x=a,b\n", 1, "usage: godebug"),
        ("require b.test/x\n", 1, "usage: require"),
        ("require b.test/x master\n", 1, "must be of the form v1.2.3"),
        ("require b.test/x `v1.0.0`\n", 1, "quote"),
        ("require b.test/x v2.0.0\n", 1, "should be v0 or v1, not v2"),
        ("require b.test/x/v2 v1.0.0\n", 1, "should be v2, not v1"),
        ("require b.test/x/v1 v1.0.0\n", 1, "invalid module path"),
        ("require gopkg.in/yaml v2.0.0\n", 1, "invalid module path"),
        ("replace b.test/x => c.test/x\n", 1, "must be directory path"),
        ("replace b.test/x => c.test/x@v1.0.0\n", 1, "not 'path@version'"),
        ("replace b.test/x => ./x v1.0.0\n", 1, "cannot have version"),
        ("replace b.test/x => ..\\x\n", 1, "Windows path"),
        ("replace b.test/x ./x\n", 1, "usage: replace"),
        ("replace => ./x\n", 1, "usage: replace"),
        ("retract\n", 1, "retract needs"),
        ("retract [v1.0.0\n", 1, "retract needs"),
        ("retract v1.0.0 v1.1.0\n", 1, "unexpected token"),
        ("tool a b\n", 1, "exactly one argument"),
        ("use ./x\n", 1, "unknown directive: use"),
        ("\nfoo bar\n", 2, "unknown directive: foo"),
        ("foo (\n)\n", 1, "unknown block type: foo"),
        ("go (\n1.17\n)\n", 1, "unknown block type: go"),
        ("require x (\n)\n", 1, "unknown block type: require x"),
        ("require (\n\tb.test/x v1.0.0\n", 1, "has no end"),
        ("require (\n) )\n", 2, "closing paren"),
        (")\n", 1, "unknown directive: )"),
        ("<<<<<<< HEAD\nmodule a.test/m\n", 1, "unknown directive: <<<<<<<"),
        ("\x00\x01\x02", 1, "unexpected input character"),
    ],
)
def test_parse_what_go_refuses_is_refused_with_the_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(ModFileError) as caught:
        parse(text, "sub/go.mod")
    assert (caught.value.file, caught.value.line) == ("sub/go.mod", line)
    assert reason in caught.value.reason
    assert str(caught.value).startswith(f"sub/go.mod:{line}: ")
    assert "\n" not in str(caught.value)


def test_parse_gathers_every_problem() -> None:
    with pytest.raises(ModFileError) as caught:
        parse("module a b\ngo 1.17\nfoo\nrequire c.test/x v2.0.0\n")
    assert caught.value.problems == (
        Problem(1, "usage: module module/path"),
        Problem(3, "unknown directive: foo"),
        Problem(4, "require c.test/x: version 'v2.0.0' invalid: should be v0 or v1, not v2"),
    )


LAX = """\
module a.test/m
go v1.17beta
futuristic (
	x y
)
godebug whatever
exclude nonsense
toolchain none
retract [v1.0.0, v1.1.0) // half open
require b.test/x v1.0.0
replace b.test/x => ../x
replace garbage
"""


def test_parse_lax_passes_over_what_counts_in_main_modules_only() -> None:
    assert parse(LAX, lax=True) == GoMod(
        module="a.test/m",
        go="1.17",
        requires=(Require(path="b.test/x", version="v1.0.0", line=10),),
        ignored_replaces=(Replace(path="b.test/x", new_path="../x", line=11),),
    )


@pytest.mark.parametrize("text", ["go 1\n", "module a b\n", "require b.test/x v2.0.0\n", "require (\n"])
def test_parse_lax_still_refuses_what_counts(text: str) -> None:
    with pytest.raises(ModFileError):
        parse(text, lax=True)


def test_parse_takes_bytes_that_are_no_utf8_in_comments() -> None:
    assert parse(b"module a.test/m // caf\xe9\n").module == "a.test/m"


def test_parse_refuses_more_than_the_go_command_takes() -> None:
    line = "// " + "x" * 1000 + "\n"
    text = "module a.b/c\n" + line * ((1 << 24) // len(line) + 1)
    with pytest.raises(ModFileError, match="larger than 16 MiB"):
        parse(text)
    assert parse(text[: 1 << 20]).module == "a.b/c"
