"""From locks, checkouts and packages to wants: one repository at one revision each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from gomigrate.gosource.package import read_package
from gomigrate.model.legacy.inventory import Origin
from gomigrate.model.legacy.pins import PinIndex, Scope
from gomigrate.model.resolution import Want
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.report.words.findings import message_of
from gomigrate.resolve.wants import collect_wants, primary_copies
from tests.unit.plan.legacyworld import day
from tests.unit.resolve.inventories import APP, checkout, hash_of, importing, inventory, lock, package_of, pin

LIB = "github.com/acme/lib"
A, B, C = map(hash_of, "abc")


def told(wants: Iterable[Want]) -> list[tuple[str, str, list[str]]]:
    return [(want.root, want.revision[:1], [used.import_path for used in want.packages]) for want in wants]


def test_wants_of_one_repository_are_one_want() -> None:
    wants = collect_wants(inventory([package_of(LIB), package_of(f"{LIB}/sub")], [lock(pin(LIB, A))]))
    assert told(wants.needed) == [(LIB, "a", [LIB, f"{LIB}/sub"])]
    assert [p.path for p in wants.needed[0].pins] == [LIB]
    assert wants.idle == ()
    assert wants.needed[0].is_root_sure


def test_wants_of_entries_per_package_join_at_the_same_revision() -> None:
    entries = lock(pin(LIB, A, 1), pin(f"{LIB}/sub", A, 2), pin(f"{LIB}/unused", A, 3), tool="govendor")
    wants = collect_wants(inventory([package_of(LIB), package_of(f"{LIB}/sub")], [entries]))
    assert told(wants.needed) == [(LIB, "a", [LIB, f"{LIB}/sub"])]
    assert [p.place.line for p in wants.needed[0].pins] == [1, 2, 3]
    assert wants.idle == ()


def test_wants_of_entries_per_package_stay_apart_at_other_revisions() -> None:
    entries = lock(pin(LIB, A), pin(f"{LIB}/sub", B), pin(f"{LIB}/unused", C), tool="govendor")
    wants = collect_wants(inventory([package_of(LIB), package_of(f"{LIB}/sub")], [entries]))
    assert told(wants.needed) == [(LIB, "a", [LIB]), (LIB, "b", [f"{LIB}/sub"])]
    assert told(wants.idle) == [(LIB, "c", [])]


def test_wants_of_a_fork_named_per_package_name_the_whole_fork() -> None:
    entries = lock(
        pin(LIB, A, source="github.com/me/fork"),
        pin(f"{LIB}/sub", A, source="github.com/me/fork/sub"),
        pin(f"{LIB}/idle", A, source="github.com/me/fork/idle"),
    )
    wants = collect_wants(inventory([package_of(LIB), package_of(f"{LIB}/sub")], [entries]))
    assert [(want.source, len(want.pins)) for want in wants.needed] == [("github.com/me/fork", 3)]


def test_wants_of_a_fork_and_its_upstream_stay_apart() -> None:
    entries = lock(pin(LIB, A), pin(f"{LIB}/sub", A, source="github.com/me/fork/other"))
    wants = collect_wants(inventory([package_of(LIB), package_of(f"{LIB}/sub")], [entries]))
    assert [want.source for want in wants.needed] == ["", "github.com/me/fork/other"]


@pytest.mark.parametrize(
    ("import_path", "root"),
    [(f"{LIB}/v2", f"{LIB}/v2"), (f"{LIB}/v3/sub", f"{LIB}/v3"), (f"{LIB}/v1/sub", LIB), (f"{LIB}/vendored", LIB)],
)
def test_wants_of_a_major_version_have_a_root_of_their_own(import_path: str, root: str) -> None:
    wants = collect_wants(inventory([package_of(import_path)], [lock(pin(LIB, A))]))
    assert [want.root for want in wants.needed] == [root]


def test_wants_of_a_vanity_path_take_the_lock_s_word_for_the_root_but_are_not_sure() -> None:
    wants = collect_wants(inventory([package_of("go.ex.test/lib/sub")], [lock(pin("go.ex.test/lib", A))]))
    (want,) = wants.needed
    assert (want.root, want.is_root_sure) == ("go.ex.test/lib", False)


def test_wants_of_vanity_entries_per_package_take_the_highest_entry_as_root() -> None:
    entries = lock(pin("go.ex.test/lib", A), pin("go.ex.test/lib/a/b", A))
    wants = collect_wants(inventory([package_of("go.ex.test/lib/a/b")], [entries]))
    assert told(wants.needed) == [("go.ex.test/lib", "a", ["go.ex.test/lib/a/b"])]


def test_wants_without_a_lock_have_no_revision() -> None:
    wants = collect_wants(inventory([package_of(f"{LIB}/sub"), package_of("go.ex.test/one/two/three")]))
    assert told(wants.needed) == [
        (LIB, "", [f"{LIB}/sub"]),
        ("go.ex.test/one", "", ["go.ex.test/one/two/three"]),
    ]


@pytest.mark.parametrize(
    ("import_path", "go_mod", "says", "pinned", "root", "declared"),
    [
        pytest.param("go.ex.test/team/kit/a", "go.ex.test/team/kit", "", "", "go.ex.test/team/kit", "", id="vanity"),
        pytest.param(
            "go.ex.test/team/kit/a", "go.ex.test/team/kit", "", "go.ex.test/team/kit/a", "go.ex.test/team/kit", "",
            id="pinned by package",
        ),
        pytest.param(f"{LIB}/sub/a", f"{LIB}/sub", "", "", f"{LIB}/sub", "", id="nested"),
        pytest.param(f"{LIB}/sub/a", f"{LIB}/sub", "", LIB, LIB, "", id="nested, the commit of all is locked"),
        pytest.param(f"{LIB}/a", LIB, f"{LIB}/v2", "", LIB, f"{LIB}/v2", id="major version without the path"),
        pytest.param(f"{LIB}/b", LIB, f"{LIB}/v2", "", LIB, "", id="major version that imports itself"),
    ],
)  # fmt: skip
def test_wants_of_a_vendored_tree_with_a_go_mod_are_that_module(
    import_path: str, go_mod: str, says: str, pinned: str, root: str, declared: str
) -> None:
    imports = f'import _ "{says}/inner"\n' if import_path.endswith("/b") else ""
    files = {
        f"vendor/{import_path}/p.go": f"package p\n{imports}".encode(),
        f"vendor/{go_mod}/go.mod": f"module {says or go_mod}\n".encode(),
    }
    tree = MemoryTree(files)
    package = read_package(tree, f"vendor/{import_path}", import_path)
    assert package is not None
    # A vendor folder is known by its place in GOPATH, which is longer than the way to it in the tree.
    root_of_folder = "github.com/acme/some-project-of-a-long-name/vendor"
    used = replace(
        package_of(import_path), tree=tree, dir=f"vendor/{import_path}", package=package, root=root_of_folder
    )
    (want,) = collect_wants(inventory([used], [lock(pin(pinned, A))] if pinned else [])).needed
    assert (want.root, want.is_root_sure, want.declared) == (root, True, declared)


def test_wants_ask_two_locks_in_turn() -> None:
    first = lock(pin(LIB, A))
    second = lock(pin(LIB, B), pin("github.com/acme/more", C), tool="glide", file="glide.lock")
    wants = collect_wants(inventory([package_of(LIB), package_of("github.com/acme/more")], [first, second]))
    assert told(wants.needed) == [(LIB, "a", [LIB]), ("github.com/acme/more", "c", ["github.com/acme/more"])]
    # The second lock's word on what the first one decides is no pin of its own.
    assert wants.idle == ()


def test_wants_of_entries_that_nothing_imports_are_idle() -> None:
    wants = collect_wants(inventory([package_of(LIB)], [lock(pin(LIB, A), pin("github.com/acme/more", B))]))
    assert told(wants.idle) == [("github.com/acme/more", "b", [])]


@pytest.mark.parametrize(
    ("more", "revision"),
    [({"version": "v1.0.0"}, "v1.0.0"), ({"branch": "master"}, "master"), ({"version": "v1", "branch": "b"}, "v1")],
)
def test_wants_of_an_entry_without_a_commit_name_its_version_or_branch(more: dict[str, Any], revision: str) -> None:
    (want,) = collect_wants(inventory([package_of(LIB)], [lock(pin(LIB, "", **more))])).needed
    assert want.revision == revision


def test_wants_keep_the_first_hints_of_their_entries() -> None:
    entries = lock(pin(LIB, A), pin(f"{LIB}/sub", A, version="v1.2.0", time=day("2018-01-01")))
    (want,) = collect_wants(inventory([package_of(LIB), package_of(f"{LIB}/sub")], [entries])).needed
    assert (want.version_hint, want.time_hint) == ("v1.2.0", day("2018-01-01"))


def test_wants_a_checkout_beats_the_lock_with_one_finding() -> None:
    used = [package_of(path, origin=Origin.GOPATH) for path in (LIB, f"{LIB}/sub")]
    there = checkout(LIB, B, time=day("2018-01-01"))
    entry = pin(LIB, A, 7, source="github.com/me/fork", version="v1.0.0")
    wants = collect_wants(inventory(used, [lock(entry)], [there]))
    (want,) = wants.needed
    assert (want.revision, want.is_from_checkout, want.source, want.version_hint) == (B, True, "", "")
    assert want.time_hint == there.time
    (said,) = wants.findings
    assert (said.code, said.place) == ("GM413", entry.place)
    assert "pins github.com/acme/lib at aaaaaaaaaaaa" in message_of(said)
    assert "bbbbbbbbbbbb" in message_of(said)


@pytest.mark.parametrize(
    "entry",
    [
        pin(LIB, B),
        pin(LIB, B[:7]),
        pin(LIB, "v1.0.0"),
        pin(LIB, "1.0.0"),
        pin(LIB, "", branch="master"),
        pin(LIB, A, scope=Scope.TOOL),
        pin("github.com/acme/other", A),
    ],
)
def test_wants_a_checkout_that_the_lock_does_not_contradict_is_no_finding(entry: object) -> None:
    used = [package_of(LIB, origin=Origin.GOPATH)]
    there = checkout(LIB, B, refs={"v1.0.0": (B,), "master": (A, B), "v1.1.0": (A,)})
    wants = collect_wants(inventory(used, [lock(entry)], [there]))  # type: ignore[arg-type]
    assert wants.findings == ()
    assert told(wants.needed) == [(LIB, "b", [LIB])]


def test_wants_a_branch_that_is_elsewhere_in_every_remote_is_told_with_all_its_commits() -> None:
    there = checkout(LIB, B, refs={"release": (A, "c" * 40)})
    entry = pin(LIB, "", branch="release")
    (said,) = collect_wants(inventory([package_of(LIB, origin=Origin.GOPATH)], [lock(entry)], [there])).findings
    assert "at release (commit aaaaaaaaaaaa or cccccccccccc), but" in message_of(said)


def test_wants_a_checkout_of_the_locked_fork_keeps_the_fork() -> None:
    used = [package_of(f"{LIB}/sub", origin=Origin.GOPATH)]
    entry = pin(f"{LIB}/sub", B, source="github.com/me/fork/sub")
    (want,) = collect_wants(inventory(used, [lock(entry)], [checkout(LIB, B)])).needed
    assert (want.source, want.is_from_checkout) == ("github.com/me/fork", True)


def test_wants_a_vendored_package_does_not_follow_the_checkout_beside_it() -> None:
    wants = collect_wants(inventory([package_of(LIB)], [lock(pin(LIB, A))], [checkout(LIB, B)]))
    assert told(wants.needed) == [(LIB, "a", [LIB])]
    assert wants.findings == ()


def test_wants_a_checkout_that_cannot_be_read_leaves_the_lock_its_word() -> None:
    used = [package_of(LIB, origin=Origin.GOPATH)]
    wants = collect_wants(inventory(used, [lock(pin(LIB, A))], [checkout(LIB, "", problem="damaged")]))
    assert told(wants.needed) == [(LIB, "a", [LIB])]


def test_wants_of_an_unlocked_checkout_are_its_head() -> None:
    used = [package_of("go.ex.test/lib/sub", origin=Origin.GOPATH)]
    (want,) = collect_wants(inventory(used, [], [checkout("go.ex.test/lib", A)])).needed
    assert (want.root, want.revision, want.is_root_sure, want.pins) == ("go.ex.test/lib", A, True, ())


NESTED = f"{APP}/vendor/github.com/acme/user/vendor/{LIB}"


def test_wants_of_nested_vendor_trees_have_one_copy_of_each_package_and_name_the_second() -> None:
    top, nested = package_of(LIB), package_of(LIB, place=NESTED)
    chosen, second = primary_copies(inventory([nested, top]))
    assert (chosen, second) == ((top,), (nested,))


def test_wants_prefer_the_copy_that_the_project_itself_imports() -> None:
    here, there = package_of(LIB, place=f"{APP}/cmd/x/vendor/{LIB}"), package_of(LIB, place=NESTED)
    far = package_of(LIB, origin=Origin.GOPATH)
    chosen, second = primary_copies(inventory([importing(here.place), far, there, here]))
    assert chosen == (here,)
    assert second == (far, there)


def test_wants_never_count_the_project_s_own_packages() -> None:
    assert collect_wants(inventory([importing()], [])).needed == ()


def test_wants_never_count_a_vendored_copy_of_the_project_s_own_packages() -> None:
    """As a link in the vendor folder to the project's root makes them."""
    assert collect_wants(inventory([importing(f"{APP}/vendor/{APP}"), package_of(APP)], [])).needed == ()


@pytest.mark.parametrize(
    ("import_path", "covering"),
    [
        (LIB, LIB),
        (f"{LIB}/sub", f"{LIB}/sub"),
        (f"{LIB}/sub/deep", f"{LIB}/sub"),
        (f"{LIB}/other", LIB),
        (f"{LIB}rary", None),
        ("github.com/acme", None),
        ("", None),
    ],
)
def test_pin_index_covering_is_the_longest_entry_above(import_path: str, covering: str | None) -> None:
    found = PinIndex([lock(pin(LIB, A), pin(f"{LIB}/sub", B))]).covering(import_path)
    assert (found.path if found else None) == covering


def test_pin_index_of_entries_for_one_path_takes_the_first() -> None:
    found = PinIndex([lock(pin(LIB, A, 1), pin(LIB, B, 2))]).covering(LIB)
    assert found is not None
    assert found.revision == A
