"""What is said of the go line, of vendor folders that stay, and of commands that a lock keeps."""

from __future__ import annotations

import pytest

from gomigrate.model.codes import finding_of
from gomigrate.model.findings import Fact
from gomigrate.report.words.findings import evidence_of, message_of

GO: dict[str, Fact] = {"toolchain": "go1.26.8", "minor": 26}


@pytest.mark.parametrize(
    ("code", "facts", "said", "seen"),
    [
        (
            "GM601",
            {
                "packages": 7,
                "minors": ("16", "18"),
                "toolchain": "",
                "minor": 26,
                "own_16": 0,
                "dependencies_16": 1,
                "first_16": ("x.test/lib",),
                "own_18": 2,
                "dependencies_18": 4,
                "first_18": ("a", "b", "c"),
            },
            (
                "Module mode compiles 7 packages at the go line of each module; GOPATH mode with a go1.26 toolchain"
                " compiles everything as go 1.26."
            ),
            (
                "go 1.16: 1 of dependencies: x.test/lib",
                "go 1.18: 2 of your own and 4 of dependencies: a, b, c and 3 more",
            ),
        ),
        (
            "GM602",
            {"loops": 1, "packages": 1, **GO, "own": 1, "first_own": ("a.go:4",), "dependencies": 0},
            (
                "1 loop in 1 package will share one variable in all iterations, as before go 1.22; GOPATH mode with"
                " go1.26.8 gives each iteration its own."
            ),
            ("yours: a.go:4",),
        ),
        (
            "GM603",
            {"loops": 2, "go": "1.22", "gained": True},
            "2 loops may behave differently: at go 1.22 each iteration has its own variable.",
            (),
        ),
        (
            "GM603",
            {"loops": 1, "go": "1.18", "gained": False},
            "1 loop may behave differently: at go 1.18 all iterations share one variable.",
            (),
        ),
        (
            "GM604",
            {"programs": 1, "first": ("x.test/z",), "settings": ("panicnil", "netedns0")},
            "1 program will have other defaults than in GOPATH mode for 2 GODEBUG settings: x.test/z.",
            ("panicnil and netedns0",),
        ),
        (
            "GM605",
            {"go": "1.26.8", "loops": 1, "programs": 2, "settings": 3},
            (
                "go mod init would write go 1.26.8. That means new variables in each iteration of 1 loop and other"
                " defaults for 3 GODEBUG settings in 2 programs."
            ),
            (),
        ),
        (
            "GM605",
            {"go": "1.22", "loops": 2, "programs": 0, "settings": 0},
            "go mod init would write go 1.22. That means new variables in each iteration of 2 loops.",
            (),
        ),
        (
            "GM606",
            {"case": "module", "go": "1.21", "by": "x.test/lib@v1.0.0"},
            "The go line is 1.21, because x.test/lib@v1.0.0 requires it: the main module's go line is never lower.",
            (),
        ),
        (
            "GM606",
            {"case": "too low", "asked": "1.16", "why": "a generic type", "needs": "1.18"},
            "--go=1.16 is too low: the code has a generic type, which needs go 1.18.",
            (),
        ),
        (
            "GM606",
            {"case": "code", "go": "1.22", "usual": "1.18", "why": "range over an integer"},
            "The go line is 1.22 instead of 1.18: the code has range over an integer.",
            (),
        ),
        (
            "GM607",
            {"go": "1.22", "usual": "1.18", "packages": 31, "otherwise": 0},
            "go 1.22 instead of 1.18 changes the language of 31 packages; none of these may behave differently.",
            (),
        ),
        (
            "GM608",
            {"places": 1},
            (
                "1 place in dependencies will not compile in module mode: the go lines of their modules are too low"
                " (go 1.16 without one)."
            ),
            (),
        ),
        (
            "GM720",
            {"path": "x.test/a/cmd", "lacking": "x.test/a/cmd"},
            "A lock file names the command x.test/a/cmd, which is not available.",
            (),
        ),
        (
            "GM720",
            {"path": "x.test/a/cmd", "lacking": "x.test/b"},
            "A lock file names the command x.test/a/cmd, whose import x.test/b is not available.",
            (),
        ),
        (
            "GM721",
            {"tools": ("a", "b", "c", "d"), "file": ""},
            "Tool lines keep the versions of these commands in go.mod: a, b, c and 1 more.",
            (),
        ),
        (
            "GM721",
            {"tools": ("a",), "file": "internal/tools/tools.go"},
            "internal/tools/tools.go keeps the versions of these commands in go.mod: a.",
            (),
        ),
        (
            "GM721",
            {"tools": ("a", "b"), "file": "internal/tools/tools.go", "libraries": ("b",)},
            "internal/tools/tools.go keeps the versions of these packages in go.mod: a, b.",
            (),
        ),
    ],
)
def test_each_case_has_its_sentence(code: str, facts: dict[str, Fact], said: str, seen: tuple[str, ...]) -> None:
    found = finding_of(code, facts)
    assert message_of(found) == said
    assert evidence_of(found) == seen
