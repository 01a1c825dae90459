"""The project's own packages by the names that they had below src/."""

from __future__ import annotations

import pytest

from gomigrate.scripts.build import Build
from gomigrate.scripts.engine import documents, rewrite
from gomigrate.scripts.kinds import kind_by_path

NAMES = ("shop", "shop/cart", "common/money")
BUILD = Build(module="x.test/app", own_names={name: f"x.test/app/src/{name}" for name in NAMES})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("go build -o bin/shop shop", "go build -o bin/shop x.test/app/src/shop"),
        ("go test shop/... common/...", "go test x.test/app/src/shop/... x.test/app/src/common/..."),
        ("go run shop shop", "go run x.test/app/src/shop shop"),
        ("go vet shop/cart fmt", "go vet x.test/app/src/shop/cart fmt"),
        ("go list -f shop shop", "go list -f shop x.test/app/src/shop"),
        ("go build -o shop ./src/shop", None),
        ("go build shopping x.test/app/src/shop", None),
        ("go test ./... cart", None),
        ("echo shop", None),
    ],
)
def test_own_names(before: str, after: str | None) -> None:
    kind = kind_by_path("x.sh")
    assert kind is not None
    read, _ = documents([("x.sh", kind, f"{before}\n")])
    assert rewrite(read, BUILD).texts.get("x.sh") == (after and f"{after}\n")
    assert rewrite(read, Build(module="x.test/app")).texts == {}
