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
                "7 packages will be compiled as the go line of the module says; GOPATH mode with a go1.26 toolchain"
                " compiles all as go 1.26."
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
                "1 loop in 1 package will have one variable for all turns, as they were written for; GOPATH mode with"
                " go1.26.8 makes one for each turn."
            ),
            ("yours: a.go:4",),
        ),
        (
            "GM603",
            {"loops": 2, "go": "1.22", "gained": True},
            "2 loops may behave otherwise: under go 1.22 every turn has its own variable.",
            (),
        ),
        (
            "GM603",
            {"loops": 1, "go": "1.18", "gained": False},
            "1 loop may behave otherwise: under go 1.18 all turns share one variable.",
            (),
        ),
        (
            "GM604",
            {"programs": 1, "first": ("x.test/z",), "settings": ("panicnil", "netedns0")},
            "1 program will run with other defaults than GOPATH mode gave for 2 GODEBUG settings: x.test/z.",
            ("panicnil and netedns0",),
        ),
        (
            "GM605",
            {"go": "1.26.8", "loops": 1, "programs": 2, "settings": 3},
            (
                "go mod init would write go 1.26.8, and so give 1 loop new variables in each turn and run 2 programs"
                " with other defaults for 3 GODEBUG settings."
            ),
            (),
        ),
        (
            "GM605",
            {"go": "1.22", "loops": 2, "programs": 0, "settings": 0},
            "go mod init would write go 1.22, and so give 2 loops new variables in each turn.",
            (),
        ),
        (
            "GM606",
            {"case": "module", "go": "1.21", "by": "x.test/lib@v1.0.0"},
            "The go line is 1.21, since x.test/lib@v1.0.0 says so and a main module's line is never lower.",
            (),
        ),
        (
            "GM606",
            {"case": "too low", "asked": "1.16", "why": "a generic type", "needs": "1.18"},
            "go 1.16, as asked for, is too low: the code has a generic type, which needs go 1.18.",
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
            "go 1.22 instead of 1.18 changes the language of 31 packages; of these none may behave otherwise.",
            (),
        ),
        (
            "GM608",
            {"places": 1},
            (
                "1 place in dependencies will not compile: their modules' go lines are too low (go 1.16 where there is"
                " none), which GOPATH mode does not ask about."
            ),
            (),
        ),
        (
            "GM720",
            {"path": "x.test/a/cmd", "lacking": "x.test/a/cmd"},
            "x.test/a/cmd, which a lock names as a command: no source has it.",
            (),
        ),
        (
            "GM720",
            {"path": "x.test/a/cmd", "lacking": "x.test/b"},
            "x.test/a/cmd, which a lock names as a command: no source has x.test/b.",
            (),
        ),
        (
            "GM721",
            {"tools": ("a", "b", "c", "d"), "file": ""},
            "go.mod keeps the versions of these commands by tool lines: a, b, c and 1 more.",
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
