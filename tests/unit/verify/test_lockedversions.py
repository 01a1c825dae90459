"""A version that a record names for a locked pin, compared with the pin: proven, another one, or not known."""

from __future__ import annotations

import pytest

from gomigrate.model.findings import Finding, Place
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import LedgerLine, PinAt, State
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.verify.build.lockedversions import told_of_locked
from tests.unit.verify.answering import answering

LIB, FORK = "x.test/acme/lib", "x.test/evil/lib"
OURS, THEIRS = "a" * 40, "b" * 40
PSEUDO = f"v0.0.0-20180101000000-{OURS[:12]}"


def gopkg(revision: str, version: str = "", source: str = "") -> bytes:
    text = f'[[projects]]\n  name = "{LIB}"\n  packages = ["."]\n  revision = "{revision}"\n'
    text += f'  version = "{version}"\n' * bool(version) + f'  source = "{source}"\n' * bool(source)
    return text.encode()


def outcome(lock: bytes, built: ModuleVersion, commits: dict[tuple[str, str], str], revision: str = OURS) -> str:
    line = LedgerLine(
        path=LIB,
        revision=revision,
        state=State.KEPT,
        reason=None,
        module=ModuleVersion(LIB, built.version),
        built=built,
        pins=(PinAt("x.test/pin", Place("Gopkg.lock", 1)),),
    )
    said = list(told_of_locked([(built, line)], MemoryTree({"Gopkg.lock": lock}), answering(commits), {}))
    return "proven" if not said else "another" if isinstance(said[0], Finding) else "untold"


@pytest.mark.parametrize(
    ("built", "commits", "wanted"),
    [
        (ModuleVersion(LIB, PSEUDO), {}, "proven"),
        (ModuleVersion(LIB, PSEUDO.replace("a", "b")), {}, "another"),
        (ModuleVersion(LIB, "v1.0.0"), {}, "proven"),  # the tag that the lock writes beside the commit
        (ModuleVersion(LIB, "v1.0.0"), {(LIB, "v1.0.0"): OURS}, "proven"),
        (
            ModuleVersion(LIB, "v1.0.0"),
            {(LIB, "v1.0.0"): THEIRS},
            "another",
        ),  # a tag that was moved: the commit decides
        (ModuleVersion(LIB, "v1.1.0"), {(LIB, "v1.1.0"): OURS}, "proven"),  # two tags of one commit
        (ModuleVersion(LIB, "v1.1.0"), {(LIB, "v1.1.0"): THEIRS}, "another"),
        (ModuleVersion(LIB, "v1.1.0"), {}, "untold"),
        (ModuleVersion(f"{LIB}/v2", "v2.0.0"), {}, "untold"),
        # Another repository may call anything v1.0.0.
        (ModuleVersion(FORK, "v1.0.0"), {}, "untold"),
        (ModuleVersion(FORK, "v1.0.0"), {(FORK, "v1.0.0"): THEIRS}, "another"),
        (ModuleVersion(FORK, "v1.0.0"), {(FORK, "v1.0.0"): OURS}, "proven"),
    ],
)
def test_a_locked_commit_is_the_versions_by_its_name_or_its_commit(
    built: ModuleVersion, commits: dict[tuple[str, str], str], wanted: str
) -> None:
    assert outcome(gopkg(OURS, "v1.0.0"), built, commits) == wanted


@pytest.mark.parametrize(("source", "wanted"), [("", "untold"), (f"https://{FORK}", "proven")])
def test_a_fork_that_the_lock_names_is_the_pins_own(source: str, wanted: str) -> None:
    assert outcome(gopkg(OURS, "v1.0.0", source), ModuleVersion(FORK, "v1.0.0"), {}) == wanted


def test_a_tag_of_another_repository_is_not_asked_of_that_repository() -> None:
    """It would say of itself that it is what it says."""
    lock = f"{LIB} v1.0.0\n".encode()
    line = LedgerLine(
        path=LIB, revision="v1.0.0", state=State.HELD, reason=None, pins=(PinAt("x.test/pin", Place("vendor.conf", 1)),)
    )
    commits = {(FORK, "v1.0.0"): THEIRS}
    built = ModuleVersion(FORK, "v1.0.0")
    said = told_of_locked([(built, line)], MemoryTree({"vendor.conf": lock}), answering(commits), {})
    assert list(said) == [Unchecked(what=Gap.LOCKED_VERSIONS, names=(str(built),))]
