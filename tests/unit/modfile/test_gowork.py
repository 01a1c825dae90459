from __future__ import annotations

import pytest

from gomigrate.modfile.gomod import ModFileError
from gomigrate.modfile.gowork import GoWork, parse_go_work
from gomigrate.modfile.values import Godebug, PathLine, Replace


def test_parse_go_work_every_directive() -> None:
    text = (
        "go 1.21\ntoolchain go1.21.5\nuse (\n\t. // here\n\t./sub\n)\nreplace a.test/x => ./x\ngodebug default=go1.20\n"
    )
    assert parse_go_work(text) == GoWork(
        go="1.21",
        toolchain="go1.21.5",
        uses=(PathLine(".", 4), PathLine("./sub", 5)),
        replaces=(Replace(path="a.test/x", new_path="./x", line=7),),
        godebugs=(Godebug("default", "go1.20", 8),),
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("require a.test/x v1.0.0\n", "unknown directive: require"),
        ("module a.test/m\n", "unknown directive: module"),
        ("use\n", "usage: use"),
        ("exclude (\n)\n", "unknown block type"),
    ],
)
def test_parse_go_work_other_directives_are_refused(text: str, reason: str) -> None:
    with pytest.raises(ModFileError, match=reason):
        parse_go_work(text)
