"""What is built for each pin: the locked version, the one that the bytes tell, or a kept copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from gomigrate.model.decision import (
    Difference,
    Differs,
    InCheckout,
    Locked,
    SameFiles,
    Unfetched,
    Unsourced,
    WithoutChanges,
)
from gomigrate.model.findings import Place
from gomigrate.model.legacy.inventory import Used
from gomigrate.model.legacy.pins import Pin
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import Likeness
from gomigrate.model.resolution import Want
from gomigrate.plan.decide.choice import Choice
from gomigrate.plan.decide.chooser import Chooser
from gomigrate.plan.decide.modulecontents import Contents
from tests.unit.plan.legacyworld import LIB, LINUX, FakeModules, Release, day, go, resolver_of, used

V1, V2, MINE = ({"a.go": go(f"// {text}")} for text in ("1", "2", "mine"))
LOCKED = "1" * 40
RELEASES = {
    "v1.0.0": Release(at="2018-01-01", commit=LOCKED, files=V1),
    "v1.1.0": Release(at="2018-02-01", commit="2" * 40, files=V2),
}
PLACE = Place("Gopkg.lock", 7)


def want(*packages: Used, revision: str = LOCKED, hint: str = "") -> Want:
    pin = Pin(path=LIB, revision=revision, place=PLACE)
    return Want(root=LIB, revision=revision, pins=(pin,) if revision else (), packages=packages, version_hint=hint)


def chosen(
    wants: Sequence[Want],
    releases: Mapping[str, Release] = RELEASES,
    revisions: Mapping[str, str] | None = None,
    patched: str = "keep",
    others: Mapping[str, Mapping[str, Release]] | None = None,
    clones: Mapping[str, Any] | None = None,
    is_strict: bool = False,
    project: str = "",
) -> tuple[Choice, ...]:
    known = {LOCKED: "v1.0.0"} if revisions is None else revisions
    modules = FakeModules({LIB: releases, **(others or {})}, known)
    resolver = resolver_of(modules, clones)
    chooser = Chooser(
        Contents(modules),  # type: ignore[arg-type]
        resolver,
        LINUX,
        date=day("2018-06-01"),
        patched=patched,
        project=project,
        is_strict=is_strict,
    )
    return chooser.choose_all(resolver.resolve_all(wants))


def only(choices: tuple[Choice, ...]) -> Choice:
    (choice,) = choices
    return choice


def test_choose_all_the_same_bytes_take_the_locked_version() -> None:
    choice = only(chosen([want(used(V1))]))
    assert (choice.built, choice.reason) == (ModuleVersion(LIB, "v1.0.0"), Locked(revision=LOCKED))


def test_choose_all_files_of_another_version_beat_the_lock() -> None:
    choice = only(chosen([want(used(V2))]))
    assert choice.built == ModuleVersion(LIB, "v1.1.0")
    assert choice.reason == SameFiles(version="v1.1.0", equal=1, files=1, packages=1, locked=LOCKED)


def test_choose_all_a_package_that_only_another_version_has_beats_the_lock() -> None:
    releases = {**RELEASES, "v1.1.0": Release(at="2018-02-01", files={**V1, "sub/a.go": go()})}
    choice = only(chosen([want(used(V1), used({"a.go": go()}, f"{LIB}/sub"))], releases))
    assert (choice.built.version, type(choice.reason)) == ("v1.1.0", SameFiles)


def test_choose_all_an_unknown_revision_takes_the_version_with_the_bytes() -> None:
    choice = only(chosen([want(used(V2), revision="f" * 40)], revisions={}))
    assert choice.built == ModuleVersion(LIB, "v1.1.0")
    assert isinstance(choice.reason, SameFiles)
    assert choice.reason.locked == "f" * 40
    assert choice.reason.asked is not None
    assert choice.reason.asked.is_no


def test_choose_all_no_lock_takes_the_version_with_the_bytes() -> None:
    choice = only(chosen([want(used(V1), revision="")]))
    assert choice.built == ModuleVersion(LIB, "v1.0.0")
    assert isinstance(choice.reason, SameFiles)
    assert (choice.reason.locked, choice.reason.asked is not None) == ("", True)


def test_choose_all_pruned_and_decorated_bytes_are_no_reason_for_a_copy() -> None:
    releases = {"v1.0.0": Release(at="2018-01-01", files={**V1, "a_test.go": go(), "README": b""})}
    choice = only(chosen([want(used({**V1, "LICENSE": b""}))], releases))
    assert (choice.is_copy, choice.reason) == (False, Locked(revision=LOCKED))


@pytest.mark.parametrize(
    ("locked", "elsewhere", "is_locked"),
    [
        (LOCKED, "", True),
        (LOCKED[:12], "", True),
        ("2" * 40, "2" * 40, False),
        # Whether a tag or a branch is that commit was not checked.
        ("v1.0.0", "", False),
        ("", "", False),
    ],
)
def test_choose_all_a_checkout_is_the_locked_commit_only_where_a_lock_names_it(
    locked: str, elsewhere: str, is_locked: bool
) -> None:
    pins = (Pin(path=LIB, revision=locked, place=PLACE),) if locked else ()
    of = replace(want(used(V1)), pins=pins, is_from_checkout=True, locked_elsewhere=elsewhere)
    choice = only(chosen([of]))
    there = Locked(revision=LOCKED)
    assert choice.reason == (there if is_locked else InCheckout(by=there, locked=elsewhere))


# What must stay a copy.


def test_choose_all_a_known_version_that_is_refused_stays_a_copy() -> None:
    """Another version has the same bytes, but to take it would move the pin."""
    releases = {
        "v1.0.0": Release(at="2018-01-01", commit=LOCKED, files=V1, is_refused=True),
        "v1.0.1": Release(at="2018-01-02", files=V1),
    }
    choice = only(chosen([want(used(V1))], releases))
    assert choice.is_copy
    assert isinstance(choice.reason, Unfetched)
    assert choice.reason.module == ModuleVersion(LIB, "v1.0.0")


@pytest.mark.parametrize("revision", [LOCKED, "f" * 40, ""])
def test_choose_all_bytes_of_no_version_stay_a_copy(revision: str) -> None:
    choice = only(chosen([want(used(MINE), revision=revision)]))
    assert (choice.is_copy, choice.built.path) == (True, f"./third_party/{LIB}")


def test_choose_all_one_strange_package_among_known_ones_stays_a_copy() -> None:
    sub = used(MINE, f"{LIB}/sub")
    assert only(chosen([want(used(V1), sub)])).is_copy
    assert only(chosen([want(used(V1), sub, revision="")])).is_copy


def test_choose_all_a_copy_beside_a_nested_module_is_not_named() -> None:
    """Another version of the main module might hold the nested one's packages as well."""
    nested = f"{LIB}/sub"
    others = {nested: {"v1.0.0": Release(at="2018-01-01", files={"a.go": go()})}}
    main, below = chosen([want(used(V2), used({"a.go": go()}, nested))], others=others)
    assert main.is_copy
    assert below.built == ModuleVersion(nested, "v1.0.0")


def test_choose_all_nothing_to_keep_and_nothing_known_gives_no_choice() -> None:
    assert chosen([want(revision="f" * 40)], revisions={}) == ()


# One repository at two revisions.


def test_choose_all_another_locked_revision_that_fits_is_taken_before_any_search() -> None:
    wants = [want(used(V2), revision=LOCKED), want(used({"a.go": go()}, f"{LIB}/sub"), revision="2" * 40)]
    releases = {**RELEASES, "v1.1.0": Release(at="2018-02-01", files={**V2, "sub/a.go": go()})}
    choice = only(chosen(wants, releases, {LOCKED: "v1.0.0", "2" * 40: "v1.1.0"}))
    assert (choice.built.version, choice.reason) == ("v1.1.0", Locked(revision="2" * 40))
    assert choice.resolution is not None
    assert set(choice.resolution.want.keys) == {of.key for of in wants}


# Wants whose repository roots were guessed, and that turn out to be of one module.

VANITY = "acme.dev/lib"


def guessed(*packages: Used) -> list[Want]:
    return [Want(root=p.import_path, revision="", packages=(p,), is_root_sure=False) for p in packages]


def vanity(sub: Mapping[str, bytes]) -> Release:
    return Release(at="2018-01-01", files={**V1, **{f"sub/{name}": data for name, data in sub.items()}})


def test_choose_all_guessed_roots_of_one_module_agree_on_a_version() -> None:
    """Alone, the root package would be of the newer version, the other of the older."""
    wants = guessed(used(V1, VANITY), used(V2, f"{VANITY}/sub"))
    newer = replace(vanity(MINE), at="2018-02-01")
    choices = chosen(wants, others={VANITY: {"v1.0.0": vanity(V2), "v1.1.0": newer}})
    assert [c.built for c in choices] == [ModuleVersion(VANITY, "v1.0.0")] * 2


def test_choose_all_guessed_roots_that_cannot_agree_stay_copies() -> None:
    wants = guessed(used(V1, VANITY), used(V2, f"{VANITY}/sub"))
    older = Release(at="2017-01-01", files={"a.go": go("// 0"), "sub/a.go": V2["a.go"]})
    choices = chosen(wants, others={VANITY: {"v1.0.0": older, "v1.1.0": vanity(MINE)}})
    assert [c.is_copy for c in choices] == [True, True]


def test_choose_all_a_module_that_was_named_for_a_part_of_its_packages_is_one_copy_with_the_rest() -> None:
    wants = guessed(used(V1, VANITY), used(MINE, f"{VANITY}/sub"))
    release = Release(at="2018-01-01", files={**V1, "sub/a.go": V2["a.go"]})
    (choice,) = chosen(wants, others={VANITY: {"v1.0.0": release}})
    assert (choice.path, choice.is_copy) == (VANITY, True)
    assert sorted(package.import_path for package in choice.packages) == [VANITY, f"{VANITY}/sub"]


def test_choose_all_copies_at_guessed_roots_of_one_locked_revision_are_one() -> None:
    """What a lock names package by package, of an unknown host: the root is what lies around."""
    wants = [
        replace(want, revision=LOCKED)
        for want in guessed(used(MINE, VANITY), used(V2, f"{VANITY}/sub"), used(V2, "x.dev/z"))
    ]
    choices = chosen(wants)
    assert [(c.path, len(c.packages), c.is_copy) for c in choices] == [(VANITY, 2, True), ("x.dev/z", 1, True)]


def test_choose_all_copies_of_one_commit_side_by_side_are_one_above_them() -> None:
    """The lock names packages of an unknown host, and none of them is the root."""
    paths = (f"{VANITY}/one", f"{VANITY}/two/in")
    wants = [replace(want, revision=LOCKED) for want in guessed(*(used(MINE, path) for path in paths))]
    (choice,) = chosen(wants)
    assert (choice.path, choice.version, len(choice.packages)) == (VANITY, "v0.0.0-00010101000000-000000000000", 2)
    apart = [wants[0], *(replace(want, revision="b" * 40) for want in guessed(used(MINE, paths[1])))]
    assert [one.path for one in chosen(apart)] == [*paths]
    # The path above them is another's: the project's, or that of a module that the lock keeps.
    assert [one.path for one in chosen(wants, project=VANITY)] == [*paths]
    locked = Want(root=VANITY, revision="b" * 40, packages=(used(V1, VANITY),))
    others = {VANITY: {"v1.0.0": Release(at="2018-01-01", files=V1)}}
    kept, *copies = chosen([locked, *wants], others=others, revisions={"b" * 40: "v1.0.0"})
    assert (kept.path, kept.version, kept.is_copy) == (VANITY, "v1.0.0", False)
    assert [(one.path, one.is_copy) for one in copies] == [(path, True) for path in paths]


def test_choose_all_a_guessed_root_never_overrules_a_locked_version() -> None:
    locked = Want(root=VANITY, revision=LOCKED, packages=(used(V1, VANITY),))
    wants = [locked, *guessed(used(V2, f"{VANITY}/sub"))]
    other = Release(at="2018-02-01", files={"a.go": go("// 0"), "sub/a.go": V2["a.go"]})
    main, sub = chosen(wants, others={VANITY: {"v1.0.0": Release(at="2018-01-01", files=V1), "v1.1.0": other}})
    assert (main.built, sub.is_copy) == (ModuleVersion(VANITY, "v1.0.0"), True)


def test_choose_all_a_copy_says_what_was_looked_into() -> None:
    choice = only(chosen([want(used(MINE), revision="")]))
    assert isinstance(choice.reason, Unsourced)
    assert (choice.reason.revision, choice.reason.compared) == ("", 2)
    assert [a.question for a in choice.attempts][-2:] == ["v1.1.0", "v1.0.0"]


# What becomes of local changes.


def test_choose_all_patched_keep_copies_with_the_patch() -> None:
    choice = only(chosen([want(used(MINE))]))
    assert choice.is_copy
    assert choice.reason == Differs(what=Difference.CODE, files=(f"{LIB}/a.go",), added=1, removed=1)
    assert choice.patch is not None
    assert "-// 1\n+// mine\n" in choice.patch.text
    assert not choice.is_refused


def test_choose_all_patched_upstream_drops_the_changes_and_says_so() -> None:
    choice = only(chosen([want(used(MINE))], patched="upstream"))
    assert choice.built == ModuleVersion(LIB, "v1.0.0")
    assert choice.reason == WithoutChanges(added=1, removed=1, files=(f"{LIB}/a.go",))


def test_choose_all_patched_upstream_keeps_packages_that_upstream_lacks() -> None:
    choice = only(chosen([want(used(V1), used(MINE, f"{LIB}/sub"))], patched="upstream"))
    assert choice.is_copy
    assert [c.likeness for c in choice.comparisons] == [Likeness.IDENTICAL, Likeness.FOREIGN]


def test_choose_all_patched_fail_asks_a_person() -> None:
    assert only(chosen([want(used(MINE))], patched="fail")).is_refused


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        (b"package lib\n", b"package lib", Difference.FINAL_NEWLINE),
        (b"package lib\n", b"package lib\r\n", Difference.FINAL_NEWLINE),
        (b"package lib\n\nvar x = 1\n", b"package lib\r\n\r\nvar x = 1\r\n", Difference.LINE_ENDINGS),
        (b'package lib // import "ex.test/lib"\n', b"package lib\n", Difference.IMPORT_COMMENTS),
        (b'package lib /* import "ex.test/lib" */\n', b"package lib\n", Difference.IMPORT_COMMENTS),
        (
            b'package lib // import "ex.test/lib"\r\n\r\nvar x = 1',
            b"package lib\n\nvar x = 1\n",
            Difference.IMPORT_COMMENTS,
        ),
        (b"package lib\n\nvar x = 1\n", b"package lib\n\nvar x = 2\n", Difference.CODE),
        (b"package lib // a comment\n", b"package lib\n", Difference.CODE),
    ],
)
def test_choose_all_a_copy_says_in_what_it_differs(before: bytes, after: bytes, what: Difference) -> None:
    release = Release(at="2018-01-01", commit=LOCKED, files={"a.go": before})
    choice = only(chosen([want(used({"a.go": after}))], {"v1.0.0": release}, is_strict=True))
    assert isinstance(choice.reason, Differs)
    assert choice.reason.what is what
    is_copy = what is Difference.CODE
    choice = only(chosen([want(used({"a.go": after}))], {"v1.0.0": release}))
    assert choice.is_copy is is_copy
    assert (what in choice.comparisons[0].marks) is not is_copy


def test_choose_all_a_vendored_copy_with_marks_alone_tells_its_version() -> None:
    release = Release(at="2018-01-01", commit=LOCKED, files={"a.go": b'package lib // import "ex.test/lib"\n'})
    choice = only(chosen([want(used({"a.go": b"package lib"}), revision="")], {"v1.0.0": release}, revisions={}))
    assert choice.built == ModuleVersion(LIB, "v1.0.0")
    assert choice.comparisons[0].marks == (Difference.FINAL_NEWLINE, Difference.IMPORT_COMMENTS)


def test_choose_all_a_file_that_only_one_side_has_is_code() -> None:
    release = Release(at="2018-01-01", commit=LOCKED, files=V1)
    choice = only(chosen([want(used({**V1, "b.go": go()}))], {"v1.0.0": release}))
    assert isinstance(choice.reason, Differs)
    assert choice.reason.what is Difference.CODE


@pytest.mark.parametrize("patched", ["keep", "upstream", "fail"])
def test_choose_all_policy_leaves_other_copies_and_versions_alone(patched: str) -> None:
    refused = {"v1.0.0": Release(at="2018-01-01", commit=LOCKED, files=V1, is_refused=True)}
    assert only(chosen([want(used(V1))], refused, patched=patched)).is_copy
    assert only(chosen([want(used(V2))], patched=patched)).built.version == "v1.1.0"
    kept = only(chosen([want(used(V1))], patched=patched))
    assert (kept.reason, kept.is_refused) == (Locked(revision=LOCKED), False)
