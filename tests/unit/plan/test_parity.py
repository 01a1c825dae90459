from __future__ import annotations

import pytest

from gomigrate.gosource.constructs import read_constructs
from gomigrate.model.findings import Finding
from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.goline.goline import GoLine, go_line_findings, starting_line
from gomigrate.plan.goline.parity import (
    BuiltPackage,
    NeededGo,
    SourceFile,
    changed_godebug,
    changes,
    file_language,
    lacking,
    language,
    needed_go,
)

LOOP = "package p\n\nfunc f() {\n\tfor i := range xs {\n\t\tgo func() { use(i) }()\n\t}\n}\n"
GENERIC = "package p\n\nfunc F[T any](x T) {}\n"
COUNTING = "package p\n\nfunc f() {\n\tfor range 3 {\n\t}\n}\n"
MAX = "package p\n\nvar x = max(1, 2)\n"
PLAIN = "package p\n"
DEPENDENCY = ModuleVersion("x.test/lib", "v1.0.0")


def file(text: str, path: str = "a.go", *, dot: bool = False) -> SourceFile:
    said = read_constructs(text.encode())
    return SourceFile(path=path, constructs=said, needs=said.needs, has_dot_import=dot)


def own(*texts: str, name: str = "x.test/app", program: bool = False) -> BuiltPackage:
    files = tuple(file(text, f"f{n}.go") for n, text in enumerate(texts))
    return BuiltPackage(import_path=name, files=files, is_program=program)


def lib(text: str, go: str = "") -> BuiltPackage:
    return BuiltPackage(import_path="x.test/lib", files=(file(text),), module=DEPENDENCY, go=go)


def findings(line: GoLine, mine: tuple[BuiltPackage, ...], others: tuple[BuiltPackage, ...] = ()) -> dict[str, Finding]:
    found = list(go_line_findings(line, mine, others))
    assert len({f.code for f in found}) == len(found), "one finding a kind"
    return {f.code: f for f in found}


@pytest.mark.parametrize(
    ("texts", "go"),
    [
        ((PLAIN,), None),
        ((LOOP,), None),
        (("package p\n\nconst a = 0b1\n",), "1.13"),
        ((GENERIC,), "1.18"),
        ((GENERIC, COUNTING), "1.22"),
        ((MAX,), "1.21"),
        ((MAX, "package p\n\nfunc max(a, b int) int { return a }\n"), None),
        (("//go:build go1.22\n\n" + COUNTING,), None),
        (("// +build go1.22\n\n" + COUNTING,), "1.22"),
    ],
)
def test_needed_go_is_the_lowest_line_that_compiles(texts: tuple[str, ...], go: str | None) -> None:
    found = needed_go([own(*texts)])
    assert (found.go if found else None) == go


def test_needed_go_names_a_dot_import_may_bring_do_not_count() -> None:
    assert needed_go([BuiltPackage(import_path="p", files=(file(MAX, dot=True),))]) is None


@pytest.mark.parametrize(
    ("asked", "needed", "start"),
    [("", "", "1.18"), ("", "1.13", "1.18"), ("", "1.22", "1.22"), ("1.16", "1.22", "1.16")],
)
def test_starting_line_is_the_default_unless_asked_or_needed(asked: str, needed: str, start: str) -> None:
    said = NeededGo(go=needed, why="", path="a.go", line=1) if needed else None
    assert starting_line(asked, said) == start


@pytest.mark.parametrize(
    ("package", "build", "expected"),
    [(16, None, 16), (16, 18, 21), (18, 22, 22), (26, 21, 21), (26, None, 26), (26, 18, 21)],
)
def test_file_language_its_own_line_lifts_and_holds(package: int, build: int | None, expected: int) -> None:
    assert file_language(package, build) == expected


def test_language_dependency_without_a_line_is_116_whatever_the_main_module_says() -> None:
    assert [language(m, "1.22") for m in (own(PLAIN), lib(PLAIN), lib(PLAIN, "1.11"))] == [22, 16, 11]


@pytest.mark.parametrize(
    ("go", "toolchain", "count"),
    [("1.16", 26, 32), ("1.18", 26, 32), ("1.20", 26, 31), ("1.26", 26, 0), ("1.16", 21, 2)],
)
def test_godebug_defaults_are_those_changed_since(go: str, toolchain: int, count: int) -> None:
    assert len(changed_godebug(go, f"1.{toolchain}", toolchain)) == count


def test_changes_packages_that_may_behave_otherwise_come_first() -> None:
    members = (own(PLAIN, name="a"), own(LOOP, name="b"), own(PLAIN, name="c", program=True), lib(LOOP))
    found = changes(members, "1.18", "1.22", 26)
    assert [c.import_path for c in found] == ["b", "c", "a"]
    assert found[0].loops == ("f0.go:4",)
    assert "panicnil" in found[1].godebug
    assert changes(members, "1.18", "1.18.3", 26) == ()


def test_changes_below_122_no_loop_changes() -> None:
    assert [c.loops for c in changes((own(LOOP),), "1.16", "1.21", 26)] == [()]


def test_lacking_dependency_below_its_own_needs_is_seen() -> None:
    assert [need.minor for _, need in lacking(lib(GENERIC), 16)] == [18]
    assert lacking(lib(GENERIC), 18) == []


def test_go_line_default_says_what_gopath_mode_and_go_mod_init_do() -> None:
    mine = (own(LOOP), own(PLAIN, name="x.test/app/cmd", program=True))
    found = findings(GoLine(go="1.18", toolchain="go1.26.8"), mine, (lib(LOOP),))
    assert found.keys() == {"GM601", "GM602", "GM605"}
    assert dict(found["GM601"].facts) == {
        "packages": 3,
        "minors": ("16", "18"),
        "toolchain": "go1.26.8",
        "minor": 26,
        "own_16": 0,
        "dependencies_16": 1,
        "first_16": ("x.test/lib",),
        "own_18": 2,
        "dependencies_18": 0,
        "first_18": ("x.test/app", "x.test/app/cmd"),
    }
    assert dict(found["GM602"].facts) == {
        "loops": 2,
        "packages": 2,
        "toolchain": "go1.26.8",
        "minor": 26,
        "own": 1,
        "first_own": ("f0.go:4",),
        "dependencies": 1,
        "first_dependencies": ("x.test/lib",),
    }
    assert dict(found["GM605"].facts) == {"go": "1.26.8", "loops": 1, "programs": 1, "settings": 32}


def test_go_line_of_many_packages_names_the_first() -> None:
    mine = tuple(own(LOOP, name=f"x.test/p{n}") for n in range(9))
    found = findings(GoLine(go="1.18", toolchain="go1.26.8"), mine)
    assert found["GM601"].fact("own_18") == 9
    assert found["GM601"].fact("first_18") == ("x.test/p0", "x.test/p1", "x.test/p2")
    assert (found["GM602"].fact("own"), found["GM602"].fact("first_own")) == (9, ("f0.go:4",) * 3)


@pytest.mark.parametrize("toolchain", ["go1.18.1", "go1.18"])
def test_go_line_toolchain_of_the_same_version_has_nothing_to_say(toolchain: str) -> None:
    assert findings(GoLine(go="1.18", toolchain=toolchain), (own(LOOP, program=True),)) == {}


def test_go_line_old_toolchain_has_no_loops_to_tell() -> None:
    assert "GM602" not in findings(GoLine(go="1.18", toolchain="go1.21.13"), (own(LOOP),))


def test_go_line_asked_for_is_explained_package_by_package() -> None:
    mine = (*(own(PLAIN, name=f"x.test/p{n:02}") for n in range(30)), own(LOOP, name="x.test/z", program=True))
    found = findings(GoLine(go="1.22", asked="1.22", toolchain="go1.26.8"), mine)
    said = found["GM607"]
    settings = changed_godebug("1.18", "1.22", 26)
    assert len(settings) == 7
    assert dict(said.facts) == {"go": "1.22", "usual": "1.18", "packages": 31, "otherwise": 1}
    assert said.evidence[0] == " ".join(("x.test/z", "f0.go:4", *settings))
    assert (len(said.evidence), said.evidence[-1]) == (20, "x.test/p18")
    assert found["GM603"].evidence == ("f0.go:4",)
    assert dict(found["GM603"].facts) == {"loops": 1, "go": "1.22", "gained": True}
    assert dict(found["GM604"].facts) == {"programs": 1, "first": ("x.test/z",), "settings": settings}


def test_go_line_that_is_lower_takes_the_variables_away() -> None:
    found = findings(GoLine(go="1.18", usual="1.22", asked="1.18"), (own(LOOP),))
    assert dict(found["GM603"].facts) == {"loops": 1, "go": "1.18", "gained": False}


@pytest.mark.parametrize("asked", ["", "1.18"])
def test_go_line_that_is_the_default_is_not_explained(asked: str) -> None:
    assert "GM607" not in findings(GoLine(go="1.18", asked=asked), (own(LOOP),))


NEEDED = NeededGo(go="1.22", why="range over an integer", path="a.go", line=3)


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        (
            GoLine(go="1.22", needed=NEEDED),
            {"case": "code", "go": "1.22", "usual": "1.18", "why": "range over an integer"},
        ),
        (
            GoLine(go="1.16", asked="1.16", needed=NEEDED),
            {"case": "too low", "asked": "1.16", "why": "range over an integer", "needs": "1.22"},
        ),
        (GoLine(go="1.21", raised_by="x.test/lib@v1.0.0"), {"case": "module", "go": "1.21", "by": "x.test/lib@v1.0.0"}),
    ],
)
def test_go_line_that_is_another_says_why(line: GoLine, facts: dict[str, str]) -> None:
    said = findings(line, (own(PLAIN),))["GM606"]
    assert dict(said.facts) == facts
    assert (said.place is None) == (line.needed is None)


def test_go_line_dependency_that_cannot_compile_is_a_warning() -> None:
    said = findings(GoLine(go="1.18"), (), (lib(GENERIC),))["GM608"]
    assert said.evidence == ("x.test/lib: a.go:3: a function with type parameters (go 1.18)",)
    assert said.fact("places") == 1
    assert "GM608" not in findings(GoLine(go="1.18"), (own(GENERIC),), (lib(GENERIC, "1.18"),))


def test_go_line_of_a_go_mod_that_is_there_already_is_no_change() -> None:
    found = findings(GoLine(go="1.22", usual="1.22", toolchain="go1.22.1"), (own(LOOP, program=True),))
    assert found.keys() == set()
