from __future__ import annotations

import pytest

from gomigrate.model.verdict import CodeAnswer, CodeDifference, CompiledBuild, Witness
from gomigrate.verify.compile.accepted import with_accepted

COPY = "x.test/app/vendor/x.test/mid/vendor/x.test/lib"
OTHER = "x.test/app/vendor/x.test/mid/vendor/x.test/other"


def differing(*found: tuple[str, Witness, str]) -> CompiledBuild:
    """Packages with what explains each, names separated by blanks."""
    return CompiledBuild(
        platform="linux/amd64",
        same=1,
        differ=tuple(
            CodeDifference(import_path=path, because=because, imports=tuple(names.split()))
            for path, because, names in found
        ),
    )


@pytest.mark.parametrize(
    ("found", "left"),
    [
        ([("mid", Witness.COPY, COPY)], ()),
        ([("app", Witness.IMPORTS, "mid"), ("mid", Witness.COPY, COPY)], ()),
        ([("top", Witness.IMPORTS, "app"), ("app", Witness.IMPORTS, "mid"), ("mid", Witness.COPY, COPY)], ()),
        ([("mid", Witness.COPY, f"{COPY} {OTHER}")], ("mid",)),
        ([("mid", Witness.COPY, OTHER), ("app", Witness.IMPORTS, "mid")], ("mid", "app")),
        ([("app", Witness.IMPORTS, "mid z"), ("mid", Witness.COPY, COPY), ("z", Witness.FILES, "")], ("app", "z")),
        ([("app", Witness.IMPORTS, "mid"), ("mid", Witness.UNEXPLAINED, "")], ("app", "mid")),
        ([("x.test/lib", Witness.FILES, "")], ("x.test/lib",)),
    ],
)
def test_only_what_nothing_else_explains_is_accepted(
    found: list[tuple[str, Witness, str]], left: tuple[str, ...]
) -> None:
    build = with_accepted(differing(*found), ("x.test/lib",))
    assert tuple(d.import_path for d in build.differ if not d.is_accepted) == left
    assert CodeAnswer(compiled=(build,)).differing == left


def test_nothing_is_accepted_that_was_not_asked_for() -> None:
    build = differing(("mid", Witness.COPY, COPY))
    assert with_accepted(build, ()) == build
