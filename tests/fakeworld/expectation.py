"""What must come out of a scenario, and what really did.

In `world.toml`, all optional:

    [run]
    words = ["--hold=none"]                  # more words for plan and apply
    env = {GOPRIVATE = "git.acme.test"}      # $ROOT stands for the folder of the world
    before_gopath = ["Godeps/_workspace"]    # folders of the project that the old tool put into GOPATH
    mode = "in-place"                        # apply there instead of making a branch

    [expect]
    exit = 0                                 # of plan and of apply; with anything else there must be no branch
    go_mod_has = ["require github.com/acme/lib v1.0.0"]     # fnmatch patterns of lines, see gomod.py
    go_mod_lacks = ["replace *"]
    removed = ["Gopkg.lock", "vendor/*"]     # patterns that match a file of the project and none of the branch
    added = ["third_party/*"]                # patterns that match files of the branch that the project does not have
    files = ["main.go"]                      # files of the branch that must have the bytes of those in tree `expect`
    findings = ["GM101"]                     # codes that must be said ...
    no_findings = ["GM2*"]                   # ... and must not (patterns)
    says = ["unreadable"]                    # texts that plan prints, to whichever stream
    same_packages = true                     # the build is made of the same bytes before and after
    builds = ["./cmd/a", "./cmd/b"]          # what go build is asked for, one after the other, if not ./...
    verdict = "ready"                        # how verify must end: ready, "to do", "not the same", unknown
    unchecked = ["github.com/acme/x"]        # packages left out of that comparison
    pending = "why it is not so yet"         # the scenario may fail, and the test run says why
    unlocked = {"github.com/acme/lib" = "v1.0.0"}   # versions taken for what no lock covers

    [expect.ledger]                          # path -> "STATE [VERSION]"
    "github.com/acme/lib" = "kept v1.0.0"

    [expect.bytes]                           # path -> how the vendored packages stand to the module's
    "github.com/acme/lib" = "pruned"

An `expect/go.mod` among the trees must have the same lines as the go.mod of the branch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How gomigrate is called."""

    words: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)
    before_gopath: tuple[str, ...] = ()
    mode: str = "branch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What must come out."""

    exit: int = 0
    ledger: dict[str, str] = field(default_factory=dict)
    bytes: dict[str, str] = field(default_factory=dict)
    unlocked: dict[str, str] = field(default_factory=dict)
    go_mod_has: tuple[str, ...] = ()
    go_mod_lacks: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    no_findings: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    same_packages: bool = True
    builds: tuple[str, ...] = ("./...",)
    verdict: str = "ready"
    unchecked: tuple[str, ...] = ()
    pending: str = ""


def read_run(rest: dict[str, Any]) -> Run:
    """The `[run]` table. Raises TypeError for an unknown word."""
    return Run(**_tuples(rest.get("run", {})))


def read_expectation(rest: dict[str, Any]) -> Expectation:
    """The `[expect]` table. Raises TypeError for an unknown word."""
    return Expectation(**_tuples(rest.get("expect", {})))


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
