"""From a want to a module version: which source is asked, in which order, and what is not believed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.model.modules import Attempt, Flaw, ModuleVersion, Proof, RevInfo, Said, SourceKind
from gomigrate.model.resolution import Resolution, Want
from gomigrate.resolve.resolve import Asked, Resolver
from gomigrate.scan.project.selfpath import module_path_of_source
from gomigrate.world.base.outcome import Found, Outcome, Refused
from gomigrate.world.modules.proxy import found_attempt
from tests.unit.plan.legacyworld import Commit, FakeClone, FakeClones, day, go
from tests.unit.resolve.inventories import hash_of, package_of

T = TypeVar("T")
LIB = "github.com/acme/lib"
A, B, C = map(hash_of, "abc")
DAY = day("2018-03-01")
PSEUDO = f"v0.0.0-20180301000000-{A[:12]}"
AFTER = f"v1.2.1-0.20180301000000-{A[:12]}"


@dataclass
class FakeProxy:
    """A ModuleSource that knows these answers to path@revision, and these lists; it notes what it is asked."""

    answers: Mapping[str, RevInfo]
    lists: Mapping[str, tuple[str, ...]]
    asked: list[str]

    def info(self, path: str, rev: str) -> Outcome[RevInfo]:
        question = f"{path}@{rev}"
        self.asked.append(question)
        if question in self.answers:
            return found(self.answers[question], question)
        return Refused((Attempt(source="proxy", kind=SourceKind.PROXY, question=question, said=Said.NO),))

    def infos(self, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Outcome[RevInfo]]:
        return {one: self.info(*one) for one in asked}

    def versions(self, path: str) -> Outcome[tuple[str, ...]]:
        self.asked.append(f"{path} list")
        if path in self.lists:
            return found(self.lists[path], path)
        return Refused((Attempt(source="proxy", kind=SourceKind.PROXY, question=path, said=Said.NOT_ASKED),))


def found(value: T, question: str) -> Found[T]:
    return Found(value, "proxy", (found_attempt("proxy", SourceKind.PROXY, question, value),))


def proxy(
    answers: Mapping[str, RevInfo] | None = None, lists: Mapping[str, tuple[str, ...]] | None = None
) -> FakeProxy:
    return FakeProxy(answers or {}, lists or {}, [])


def told(version: str, commit: str = "", time: datetime | None = DAY) -> RevInfo:
    return RevInfo(version=version, time=time, commit=commit)


def resolver(source: FakeProxy, clones: Mapping[str, Any] | None = None) -> Resolver:
    return Resolver(source, FakeClones(clones))  # type: ignore[arg-type]


def want(root: str = LIB, revision: str = A, **more: Any) -> Want:
    return Want(root=root, revision=revision, **more)


def version(asked: Asked) -> str:
    return asked.info.version if asked.info else ""


def answers(asked: Iterable[Attempt]) -> list[tuple[Said, Flaw | None, str]]:
    return [(attempt.said, attempt.flaw, attempt.detail) for attempt in asked]


def clone(*tags: str, before: tuple[str, ...] = (), files: Mapping[str, bytes] | None = None) -> FakeClone:
    """A clone whose commit A, after another, has these tags."""
    kept = files or {"a.go": go()}
    return FakeClone(
        Commit(hash=C, at="2018-01-01", files=kept, tags=before), Commit(hash=A, at="2018-03-01", files=kept, tags=tags)
    )


class ShallowClone(FakeClone):
    shallow = True


class BrokenClone(FakeClone):
    def commit(self, rev: str) -> Any:
        raise WorldProblem("git cat-file: an object is damaged")


# Clones


@pytest.mark.parametrize(
    ("known", "name"),
    [
        (clone(), PSEUDO),
        (clone("v1.0.0", "v1.1.0"), "v1.1.0"),
        (clone("v1.0.0-rc.1"), "v1.0.0-rc.1"),
        (clone("v2.0.0"), "v2.0.0+incompatible"),
        (clone(before=("v1.2.0",)), AFTER),
        (clone("release-1", "sub/v1.0.0"), PSEUDO),
        (clone("v2.0.0", files={"go.mod": b"module github.com/acme/lib\n"}), PSEUDO),
    ],
)
def test_ask_a_clone_names_the_canonical_version_without_asking_anybody(known: FakeClone, name: str) -> None:
    source = proxy({f"{LIB}@{A}": told("v9.9.9")})
    asked = resolver(source, {LIB: known}).ask(LIB, A)
    assert asked.info == RevInfo(version=name, time=DAY, commit=A)
    assert source.asked == []
    assert [(a.source, a.found) for a in asked.attempts] == [(f"clone {LIB}", True)]


@pytest.mark.parametrize(
    ("path", "files", "tags", "name"),
    [
        (f"{LIB}/sub", {"sub/go.mod": f"module {LIB}/sub\n"}, ("v1.0.0", "sub/v0.3.0"), "v0.3.0"),
        (f"{LIB}/v2", {"go.mod": f"module {LIB}/v2\n"}, ("v1.0.0", "v2.1.0"), "v2.1.0"),
        (f"{LIB}/v2", {"v2/go.mod": f"module {LIB}/v2\n"}, ("v2.1.0",), "v2.1.0"),
        (f"{LIB}/sub/v3", {"sub/go.mod": f"module {LIB}/sub/v3\n"}, ("v3.9.0", "sub/v3.0.1"), "v3.0.1"),
        (f"{LIB}/sub/v3", {"sub/v3/go.mod": f"module {LIB}/sub/v3\n"}, ("sub/v3.0.1",), "v3.0.1"),
    ],
)
def test_ask_a_clone_for_a_module_in_it_needs_its_go_mod(
    path: str, files: Mapping[str, str], tags: tuple[str, ...], name: str
) -> None:
    content = {"a.go": go(), **{file: text.encode() for file, text in files.items()}}
    assert version(resolver(proxy(), {LIB: clone(*tags, files=content)}).ask(path, A)) == name


@pytest.mark.parametrize(
    ("path", "files", "said"),
    [
        (f"{LIB}/sub", {"sub/a.go": "package sub\n"}, "sub"),
        (f"{LIB}/v2", {}, f"{LIB}/v2"),
        (f"{LIB}/v2", {"go.mod": f"module {LIB}\n"}, f"{LIB}/v2"),
        (f"{LIB}/v2", {"v2/a.go": "package lib\n"}, f"{LIB}/v2"),
        (f"{LIB}/v2", {"go.mod": "module \x00 nonsense ("}, f"{LIB}/v2"),
        (f"{LIB}/sub/v3", {"v3/go.mod": f"module {LIB}/v3\n"}, f"{LIB}/sub/v3"),
    ],
)
def test_ask_a_clone_without_that_go_mod_is_no_answer(path: str, files: Mapping[str, str], said: str) -> None:
    content = {"a.go": go(), **{file: text.encode() for file, text in files.items()}}
    asked = resolver(proxy(), {LIB: clone("v2.0.0", files=content)}).ask(path, A)
    assert asked.info is None
    assert answers(asked.attempts)[0] == (Said.LACKS, Flaw.NO_GO_MOD, said)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (ShallowClone(*clone("v1.0.0").commits), (Said.UNCLEAR, Flaw.SHALLOW, "")),
        (FakeClone(Commit(hash=B, at="2018-01-01", files={})), (Said.NO, None, "")),
        (BrokenClone(), (Said.BROKEN, None, "git cat-file: an object is damaged")),
    ],
)
def test_ask_a_clone_that_cannot_tell_is_passed_over(known: FakeClone, said: tuple[Said, Flaw | None, str]) -> None:
    asked = resolver(proxy({f"{LIB}@{A}": told("v1.5.0", A)}), {LIB: known}).ask(LIB, A)
    assert version(asked) == "v1.5.0"
    assert answers(asked.attempts) == [said, (Said.FOUND, None, "v1.5.0")]
    assert not any(attempt.is_unknown for attempt in asked.attempts)


@pytest.mark.parametrize(
    ("commit", "known", "path"),
    [
        (A, clone(files={"go.mod": b"module ex.test/said\n"}), "ex.test/said"),
        (B, clone(files={"go.mod": b"module ex.test/said\n"}), ""),
        ("", clone(files={"go.mod": b"module ex.test/said\n"}), ""),
        (A, clone(), ""),
        (A, clone(files={"go.mod": b"\xff("}), ""),
        (A, BrokenClone(), ""),
    ],
)
def test_declared_in_clone_is_what_the_go_mod_of_the_commit_says(commit: str, known: FakeClone, path: str) -> None:
    assert resolver(proxy(), {LIB: known}).declared_in_clone(LIB, commit) == path


# The module cache and GOPROXY


@pytest.mark.parametrize(
    ("path", "revision", "answer", "commit"),
    [
        (LIB, A, told(PSEUDO), A),
        (LIB, A[:12], told(PSEUDO), ""),
        (LIB, A[:7], told(PSEUDO), ""),
        (LIB, A, told("v1.2.0", A), A),
        (LIB, A, told("v1.2.0"), A),
        (LIB, "v1.2.0", told("v1.2.0", B), B),
        (LIB, "master", told(PSEUDO, A), A),
        (f"{LIB}/v2", A, told("v2.0.0", A), A),
        ("gopkg.in/lib.v2", A, told("v2.0.0", A), A),
    ],
)
def test_ask_a_proxy_that_knows_the_revision_is_believed(
    path: str, revision: str, answer: RevInfo, commit: str
) -> None:
    asked = resolver(proxy({f"{path}@{revision}": answer})).ask(path, revision)
    assert asked.info == RevInfo(version=answer.version, time=DAY, commit=commit)


@pytest.mark.parametrize(
    ("path", "answer", "flaw"),
    [
        (LIB, told("v1.2.0", B), Flaw.OTHER_COMMIT),
        (LIB, told(f"v0.0.0-20180301000000-{B[:12]}"), Flaw.OTHER_COMMIT),
        (LIB, told("v2.0.0", A), Flaw.OTHER_MAJOR),
        (f"{LIB}/v2", told("v1.2.0", A), Flaw.OTHER_MAJOR),
        ("gopkg.in/lib.v2", told("v1.2.0", A), Flaw.OTHER_MAJOR),
    ],
)
def test_ask_a_proxy_that_answers_with_something_else_is_refused(path: str, answer: RevInfo, flaw: Flaw) -> None:
    asked = resolver(proxy({f"{path}@{A}": answer})).ask(path, A)
    assert asked.info is None
    assert answers(asked.attempts)[0] == (Said.DIFFERS, flaw, answer.version)


@pytest.mark.parametrize("path", ["", "lib", "github.com/acme/lib/v1", "../lib", "-x/y", "a b.test/c", "Ex.test/c"])
def test_ask_for_what_is_no_module_path_asks_nobody(path: str) -> None:
    source = proxy()
    assert resolver(source).ask(path, A).info is None
    assert source.asked == []


# Version lists, where revisions are refused


def test_ask_a_list_with_the_pseudo_version_takes_it() -> None:
    asked = resolver(proxy(lists={LIB: ("v1.0.0", PSEUDO)})).ask(LIB, A)
    assert asked.info == RevInfo(version=PSEUDO, time=DAY, commit=A)
    assert asked.attempts[-1].source == "version list"


@pytest.mark.parametrize(
    "listed",
    [
        f"v0.0.0-20180301000000-{B[:12]}",
        f"v0.0.0-20189999000000-{A[:12]}",
        "v1.0.0",
    ],
)
def test_ask_a_list_without_that_commit_is_no_answer(listed: str) -> None:
    assert resolver(proxy(lists={LIB: (listed,)})).ask(LIB, A).info is None


@pytest.mark.parametrize("revision", ["master", "v1.0.0", A[:8], "G" * 40])
def test_ask_a_list_only_for_a_whole_commit(revision: str) -> None:
    source = proxy(lists={LIB: (PSEUDO,)})
    assert resolver(source).ask(LIB, revision, time=DAY).info is None
    assert f"{LIB} list" not in source.asked


RELEASES = ("v1.0.0", "v1.1.0", "v1.2.0")


def test_ask_a_list_knows_a_release_by_its_origin() -> None:
    known = {f"{LIB}@v1.2.0": told("v1.2.0", C), f"{LIB}@v1.1.0": told("v1.1.0", A), f"{LIB}@v1.0.0": told("v1.0.0", A)}
    asked = resolver(proxy(known, {LIB: RELEASES})).ask(LIB, A)
    assert (version(asked), answers(asked.attempts)[-1]) == ("v1.1.0", (Said.FOUND, None, "v1.1.0"))


def test_ask_a_list_knows_a_release_by_the_second_of_its_commit() -> None:
    known = {f"{LIB}@v1.2.0": told("v1.2.0", time=day("2018-04-01")), f"{LIB}@v1.1.0": told("v1.1.0")}
    asked = resolver(proxy(known, {LIB: RELEASES})).ask(LIB, A, time=DAY)
    assert asked.info == RevInfo(version="v1.1.0", time=DAY, commit=A, proof=Proof.SECOND)


@pytest.mark.parametrize(
    ("known", "time"),
    [
        # Another commit of the same second, and the proxy says so.
        ({f"{LIB}@v1.1.0": told("v1.1.0", B)}, DAY),
        ({f"{LIB}@v1.1.0": told("v1.1.0", time=day("2018-03-02"))}, DAY),
        ({f"{LIB}@v1.1.0": told("v1.1.0", time=None)}, DAY),
        # No time is known, and no origin is told.
        ({f"{LIB}@v1.1.0": told("v1.1.0"), f"{LIB}@v1.2.0": told("v1.2.0")}, None),
    ],
)
def test_ask_a_list_does_not_take_another_commit_for_a_release(
    known: Mapping[str, RevInfo], time: datetime | None
) -> None:
    assert resolver(proxy(known, {LIB: RELEASES})).ask(LIB, A, time=time).info is None


def test_ask_a_long_list_looks_about_the_commit_s_time() -> None:
    listed = tuple(f"v1.{n}.0" for n in range(200))
    known = {f"{LIB}@v1.{n}.0": told(f"v1.{n}.0", time=day(f"{2000 + n // 12}-{n % 12 + 1:02}-01")) for n in range(200)}
    source = proxy(known, {LIB: listed})
    assert version(resolver(source).ask(LIB, A, time=day("2003-06-01"))) == "v1.41.0"
    assert len(source.asked) < 40


@pytest.mark.parametrize(
    ("path", "listed", "name"),
    [
        (LIB, (), PSEUDO),
        (LIB, ("v1.2.0",), AFTER),
        (LIB, ("v1.2.0", "v1.3.0"), AFTER),
        (LIB, ("v1.3.0-rc.1",), f"v1.3.0-rc.1.0.20180301000000-{A[:12]}"),
        (LIB, ("v2.0.0+incompatible",), f"v2.0.1-0.20180301000000-{A[:12]}+incompatible"),
        (f"{LIB}/v2", (), f"v2.0.0-20180301000000-{A[:12]}"),
        ("gopkg.in/lib.v2", ("v2.1.0",), f"v2.1.1-0.20180301000000-{A[:12]}"),
    ],
)
def test_ask_with_a_time_forms_the_name_that_the_proxy_knows(path: str, listed: tuple[str, ...], name: str) -> None:
    source = proxy({f"{path}@{name}": told(name)}, {path: listed})
    asked = resolver(source).ask(path, A, time=DAY)
    assert asked.info == RevInfo(version=name, time=DAY, commit=A)
    last = asked.attempts[-1]
    assert (last.question, last.said, last.detail) == (f"{path}@{name}", Said.FOUND, name)


def test_ask_with_a_time_that_no_name_fits_says_what_was_tried() -> None:
    asked = resolver(proxy(lists={LIB: ("v1.2.0",)})).ask(LIB, A, time=DAY)
    assert asked.info is None
    assert {f"{LIB}@{PSEUDO}", f"{LIB}@{AFTER}"} <= {a.question for a in asked.attempts if a.said is Said.NO}


# The release that the lock names beside the commit


@pytest.mark.parametrize(
    ("path", "hint", "known", "name"),
    [
        (LIB, "v1.2.0", told("v1.2.0", A), "v1.2.0"),
        (LIB, "v1.2.0", told("v1.2.0"), "v1.2.0"),
        (LIB, "v3.0.0", told("v3.0.0+incompatible", A), "v3.0.0+incompatible"),
        ("gopkg.in/lib.v2", "v2.1.0", told("v2.1.0", A), "v2.1.0"),
    ],
)
def test_ask_believes_the_hint_where_nothing_speaks_against_it(path: str, hint: str, known: RevInfo, name: str) -> None:
    asked = resolver(proxy({f"{path}@{name}": known})).ask(path, A, hint=hint)
    assert version(asked) == name


@pytest.mark.parametrize(
    ("path", "hint", "known"),
    [
        (LIB, "v1.2.0", told("v1.2.0", B)),
        (LIB, "v1.3.0", told("v1.2.0", A)),
        (LIB, "1.2.0", told("1.2.0", A)),
        (LIB, "v1.2", told("v1.2.0", A)),
        (LIB, "master", told("v1.2.0", A)),
        (LIB, "", told("v1.2.0", A)),
        (f"{LIB}/v2", "v1.2.0", told("v1.2.0", A)),
    ],
)
def test_ask_does_not_believe_any_other_hint(path: str, hint: str, known: RevInfo) -> None:
    assert resolver(proxy({f"{path}@{known.version}": known})).ask(path, A, hint=hint).info is None


def test_ask_goes_from_clone_to_proxy_to_list_to_hint() -> None:
    source = proxy(lists={LIB: ()})
    asked = resolver(source, {LIB: FakeClone()}).ask(LIB, A, hint="v1.0.0")
    assert asked.info is None
    assert source.asked == [f"{LIB}@{A}", f"{LIB} list", f"{LIB}@v1.0.0"]
    assert asked.attempts[0].source == f"clone {LIB}"


# Places


def places(wanted: Want) -> list[tuple[str, str]]:
    return list(resolver(proxy()).places(wanted))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (want(), [(LIB, LIB)]),
        (want(source="https://github.com/me/fork.git"), [(LIB, "github.com/me/fork"), (LIB, LIB)]),
        (want(f"{LIB}/v2"), [(f"{LIB}/v2", f"{LIB}/v2"), (LIB, LIB)]),
        (want("gopkg.in/lib.v2"), [("gopkg.in/lib.v2", "gopkg.in/lib.v2")]),
        (
            want("github.com/Sirupsen/logrus"),
            [
                ("github.com/Sirupsen/logrus", "github.com/Sirupsen/logrus"),
                ("github.com/Sirupsen/logrus", "github.com/sirupsen/logrus"),
            ],
        ),
        (
            want("go.ex.test/a", packages=(package_of("go.ex.test/a/b"),), is_root_sure=False),
            [(path, path) for path in ("go.ex.test/a", "go.ex.test/a/b", "go.ex.test")],
        ),
        (want("go.ex.test/a", is_root_sure=False), [("go.ex.test/a", "go.ex.test/a"), ("go.ex.test", "go.ex.test")]),
    ],
)
def test_places_come_fork_first_then_upstream_then_where_else_it_may_be(
    wanted: Want, expected: list[tuple[str, str]]
) -> None:
    assert places(wanted) == expected


@pytest.mark.parametrize(
    ("source", "root", "path"),
    [
        ("https://github.com/me/fork", LIB, "github.com/me/fork"),
        ("git@github.com:me/fork.git", LIB, "github.com/me/fork"),
        ("ssh://git@git.ex.test:2222/me/fork.git", LIB, "git.ex.test/me/fork"),
        ("github.com/me/fork", LIB, "github.com/me/fork"),
        ("github.com/me/app/vendor/github.com/acme/lib", LIB, "github.com/me/app"),
        # The repository itself, under another spelling.
        ("https://github.com/acme/lib.git", LIB, ""),
        ("github.com/acme/lib", LIB, ""),
        ("https://github.com/golang/net", "golang.org/x/net", ""),
        ("https://go.googlesource.com/net", "golang.org/x/net", ""),
        # Another repository of the same owner is a fork like any other.
        ("https://github.com/golang/text", "golang.org/x/net", "github.com/golang/text"),
        ("https://github.com/golang/net", "github.com/acme/net", "github.com/golang/net"),
        # Nothing that a module path could be made of.
        ("", LIB, ""),
        ("/home/me/fork", LIB, ""),
        ("../fork", LIB, ""),
        ("file:///home/me/fork", LIB, ""),
        ("https://localhost/me/fork", LIB, ""),
        ("--upload-pack=x", LIB, ""),
    ],
)
def test_module_path_of_source_is_a_fork_s_alone(source: str, root: str, path: str) -> None:
    assert module_path_of_source(source, root) == path


# Wants


def resolved(wanted: Want, known: Mapping[str, RevInfo]) -> Resolution:
    return resolver(proxy(known)).resolve(wanted)


def test_resolve_a_fork_that_has_the_commit_is_built_as_upstream() -> None:
    fork = "github.com/me/fork"
    known = {f"{fork}@{A}": told(PSEUDO, A), f"{LIB}@{A}": told("v1.0.0", A)}
    found = resolved(want(source=f"https://{fork}"), known)
    assert (found.path, found.module, found.is_fork) == (LIB, ModuleVersion(fork, PSEUDO), True)


def test_resolve_a_fork_that_lost_the_commit_falls_back_on_upstream() -> None:
    found = resolved(want(source="https://github.com/me/fork"), {f"{LIB}@{A}": told("v1.0.0", A)})
    assert (found.module, found.is_fork) == (ModuleVersion(LIB, "v1.0.0"), False)
    assert any("github.com/me/fork" in attempt.question for attempt in found.attempts)


def test_resolve_a_moved_repository_that_has_the_commit() -> None:
    found = resolved(want("github.com/Sirupsen/logrus"), {f"github.com/sirupsen/logrus@{A}": told("v1.0.0", A)})
    assert found.path == "github.com/Sirupsen/logrus"
    assert found.module == ModuleVersion("github.com/sirupsen/logrus", "v1.0.0")


def test_resolve_a_moved_repository_without_the_commit_is_not_taken() -> None:
    found = resolved(want("github.com/Sirupsen/logrus"), {f"github.com/sirupsen/logrus@{A}": told("v1.0.0", B)})
    assert found.module is None
    assert len(found.attempts) >= 2


def test_resolve_a_major_version_that_is_only_a_folder_finds_the_repository() -> None:
    found = resolver(proxy(), {LIB: clone("v1.0.0")}).resolve(want(f"{LIB}/v2"))
    assert (found.path, found.module) == (LIB, ModuleVersion(LIB, "v1.0.0"))


def test_resolve_an_unsure_root_is_the_first_prefix_that_answers() -> None:
    wanted = want("go.ex.test/a", packages=(package_of("go.ex.test/a/b/c"),), is_root_sure=False)
    known = {f"go.ex.test/a/b@{A}": told("v1.0.0", A), f"go.ex.test@{A}": told("v2.0.0", A)}
    found = resolved(wanted, known)
    assert (found.path, found.module) == ("go.ex.test/a/b", ModuleVersion("go.ex.test/a/b", "v1.0.0"))


def test_resolve_a_sure_root_asks_no_prefixes() -> None:
    source = proxy()
    wanted = want(packages=(package_of(f"{LIB}/sub"),))
    assert resolver(source).resolve(wanted).module is None
    assert {question.partition("@")[0].partition(" ")[0] for question in source.asked} == {LIB}


def test_resolve_without_a_revision_asks_nobody() -> None:
    source = proxy()
    found = resolver(source).resolve(want(revision=""))
    assert (found.module, source.asked) == (None, [])
    assert found.attempts


def test_resolve_all_keeps_the_order_of_the_wants() -> None:
    wants = [want(f"github.com/acme/lib{n}") for n in range(40)]
    known = {f"github.com/acme/lib{n}@{A}": told(f"v1.{n}.0", A) for n in range(0, 40, 2)}
    found = resolver(proxy(known)).resolve_all(wants)
    assert [resolution.want for resolution in found] == wants
    assert [resolution.module is not None for resolution in found] == [n % 2 == 0 for n in range(40)]
