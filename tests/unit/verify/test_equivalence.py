from __future__ import annotations

from gomigrate.model.verdict import PackageDifference
from gomigrate.verify.build.configuration import Configuration
from gomigrate.verify.build.equivalence import chosen_copies, compare
from gomigrate.verify.build.packages import PackageFolder, Packages

LINUX = Configuration(platform="linux/amd64")


def side(
    copies: dict[str, tuple[str, ...]], broken: tuple[str, ...] = (), direct: dict[str, str] | None = None
) -> Packages:
    """Each copy is "place:file=digest,file=digest"."""
    return Packages(
        copies={path: tuple(map(copy, texts)) for path, texts in copies.items()},
        broken=dict.fromkeys(broken, "why"),
        direct={path: dict.fromkeys(listed.split(), "own") for path, listed in (direct or {}).items()},
    )


def copy(text: str) -> PackageFolder:
    listed, _, files = text.partition(":")
    pairs = [tuple(item.split("=")) for item in files.split(",") if item]
    return PackageFolder(listed=listed, files=tuple(sorted((name, digest) for name, digest in pairs)))


def test_compare_same_files_and_bytes_is_equal() -> None:
    verdict = compare(LINUX, side({"p": ("v/p:a.go=1",)}), side({"p": ("p:a.go=1",)}))
    assert (verdict.same, verdict.differ, verdict.lost, verdict.added) == (1, (), (), ())


def test_compare_names_what_changed_came_and_went() -> None:
    verdict = compare(LINUX, side({"p": ("p:a.go=1,b.go=1,c.go=1",)}), side({"p": ("p:a.go=1,b.go=2,d.go=1",)}))
    assert verdict.differ == (
        PackageDifference(import_path="p", only_before=("c.go",), only_after=("d.go",), changed=("b.go",)),
    )


def test_compare_one_of_several_copies_is_equal() -> None:
    assert compare(LINUX, side({"p": ("a/p:a.go=1", "b/p:a.go=2")}), side({"p": ("p:a.go=2",)})).same == 1


def test_compare_none_of_several_copies_differs_from_the_nearest() -> None:
    before = side({"p": ("a/p:a.go=1,b.go=1,c.go=1", "b/p:a.go=2,b.go=2,c.go=2")})
    verdict = compare(LINUX, before, side({"p": ("p:a.go=2,b.go=2,c.go=3",)}))
    assert verdict.differ[0].changed == ("c.go",)


def test_compare_every_copy_after_must_be_known() -> None:
    verdict = compare(LINUX, side({"p": ("p:a.go=1",)}), side({"p": ("p:a.go=1", "q/p:a.go=2")}))
    assert verdict.same == 0


def test_compare_package_gone_is_lost() -> None:
    assert compare(LINUX, side({"p": ("p:a.go=1",)}), side({})).lost == ("p",)


def test_compare_package_that_breaks_is_newly_broken_and_not_lost() -> None:
    verdict = compare(LINUX, side({"p": ("p:a.go=1",)}), side({}, broken=("p",)))
    assert (verdict.newly_broken, verdict.lost, verdict.same) == ((("p", "why"),), (), 0)


def test_compare_package_broken_before_is_neither_new_nor_newly_broken() -> None:
    verdict = compare(LINUX, side({}, broken=("p", "q")), side({"p": ("p:a.go=1",)}, broken=("q",)))
    assert (verdict.broken_before, verdict.added, verdict.newly_broken) == (("p", "q"), (), ())


def test_compare_new_package_is_added() -> None:
    assert compare(LINUX, side({}), side({"p": ("p:a.go=1",)})).added == ("p",)


def test_compare_missing_import_that_is_new_is_newly_broken() -> None:
    assert compare(LINUX, side({}), side({}, broken=("p",))).newly_broken == (("p", "why"),)


BEFORE = side({"p": ("a/p:a.go=1", "b/p:a.go=2")}, direct={"p": "a/p"})


def test_chosen_copies_other_than_the_project_used_is_a_finding() -> None:
    (found,) = chosen_copies(BEFORE, side({"p": ("p:a.go=2",)}))
    assert found.code == "GM303"
    assert [found.fact(name) for name in ("package", "taken", "importer", "copy", "others")] == [
        "p",
        "b/p",
        "own",
        "a/p",
        0,
    ]
    assert found.evidence == ("own -> a/p", "b/p")


def test_chosen_copies_of_two_that_were_used_one_is_lacking() -> None:
    before = side({"p": ("a/p:a.go=1", "b/p:a.go=2", "c/p:a.go=1")}, direct={"p": "a/p b/p c/p"})
    (found,) = chosen_copies(before, side({"p": ("p:a.go=1",)}))
    assert [found.fact(name) for name in ("taken", "copy", "others")] == ["a/p", "b/p", 0]


def test_chosen_copies_the_one_used_is_no_finding() -> None:
    assert list(chosen_copies(BEFORE, side({"p": ("p:a.go=1",)}))) == []


def test_chosen_copies_equal_bytes_are_no_finding() -> None:
    before = side({"p": ("a/p:a.go=1", "b/p:a.go=1")}, direct={"p": "a/p"})
    assert list(chosen_copies(before, side({"p": ("p:a.go=1",)}))) == []


def test_chosen_copies_used_by_dependencies_only_is_no_finding() -> None:
    before = side({"p": ("a/p:a.go=1", "b/p:a.go=2")})
    assert list(chosen_copies(before, side({"p": ("p:a.go=2",)}))) == []


def test_chosen_copies_none_of_them_is_left_to_the_comparison() -> None:
    assert list(chosen_copies(BEFORE, side({"p": ("p:a.go=3",)}))) == []
