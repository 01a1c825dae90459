"""Both sides compiled by the real go command: what is the same, and what is seen."""

from __future__ import annotations

import inspect
import platform
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gomigrate.model.gaps import Gap, Told, Unchecked
from gomigrate.model.verdict import CodeDifference, CompiledBuild, Witness
from gomigrate.verify.build.asking import read_absolute
from gomigrate.verify.build.configuration import RACE, Configuration
from gomigrate.verify.build.layout import Side
from gomigrate.verify.build.packages import Digests, PackageLister
from gomigrate.verify.compile.compiling import compile_builds
from gomigrate.verify.compile.flags import patterns
from gomigrate.verify.compile.included import libraries
from gomigrate.verify.compile.units import CompiledUnit
from gomigrate.world.base.counted import Compiling, Watch, nobody
from gomigrate.world.disk.treewriter import TreeWriter
from gomigrate.world.go import toolprogram
from gomigrate.world.go.gocmd import GoCommand
from tests.fakeworld.environment import closed_environment

pytestmark = pytest.mark.go
has_cc = pytest.mark.skipif(not shutil.which("gcc"), reason="no C compiler")

Files = Mapping[str, str]
APP = "github.com/acme/app"
LIB = "github.com/acme/lib"
VENDORED = f"vendor/{LIB}"
REWRITES = ((f"{APP}/Godeps/_workspace/src/", ""),)

GO_MOD = f"module {APP}\n\ngo 1.18\n\nrequire {LIB} v1.0.0\n\nreplace {LIB} => ../../lib\n"
PLAIN = {"app.go": f'package app\n\nimport "{LIB}"\n\nfunc Name() string {{ return lib.Name() }}\n'}
PROJECT = {
    **PLAIN,
    "app_test.go": 'package app\n\nfunc helper() string { return Name() + "!" }\n',
    "name_test.go": f'package app_test\n\nimport app "{APP}"\n\nvar Named = app.Name()\n',
}
LIBRARY = {"lib.go": 'package lib\n\n// Name is it.\nfunc Name() string { return "lib" }\n'}

Compiled = tuple[tuple[CompiledBuild, ...], tuple[Told, ...]]
Compile = Callable[..., Compiled]


def below(folder: str, files: Files) -> dict[str, str]:
    return {f"{folder}/{name}": text for name, text in files.items()}


@pytest.fixture
def go(tmp_path: Path, shared_gocache: Path) -> GoCommand:
    found = GoCommand.find(closed_environment(tmp_path / "world", [], shared_gocache))
    assert found is not None
    return found


@pytest.fixture
def compiled(go: GoCommand, tmp_path: Path) -> Compile:
    """Compiles a project in GOPATH and the same as a module; `lib` are the files of its dependency there."""

    def compile_(
        before: Files,
        lib: Files = LIBRARY,
        *configurations: Configuration,
        project: Files = PROJECT,
        go_mod: str = GO_MOD,
        rewrites: tuple[tuple[str, str], ...] = REWRITES,
        entries: Mapping[str, Files] | None = None,
        path: str = APP,
        env: Mapping[str, str] | None = None,
        is_module: bool = False,
        watch: Watch = nobody,
    ) -> Compiled:
        root = tmp_path / f"private{len(list(tmp_path.iterdir()))}"
        tree = {
            **below(f"before/gopath/src/{path}", before),
            **below("after/app", {"go.mod": go_mod, **project}),
            **below("lib", {"go.mod": f"module {LIB}\n", **lib}),
        }
        for place, files in (entries or {}).items():
            tree |= below(f"before/{place}", files)
        for name, text in tree.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        gopath = [root / "before/gopath", root / "before/second", root / f"before/gopath/src/{path}/Godeps/_workspace"]
        legacy = {"GOPATH": ":".join(map(str, gopath)), "GODEBUG": "goindex=0"}
        return compile_builds(
            PackageLister(GoCommand(go.path, {**go.environ, **(env or {})}), APP, Digests(read_absolute, rewrites)),
            Side(cwd=str(root / "before/gopath/src" / path), mode="module", mod="vendor")
            if is_module
            else Side(cwd=str(root / "before/gopath/src" / path), mode="gopath", env=legacy),
            Side(cwd=str(root / "after/app"), mode="module", env={"GODEBUG": "goindex=0"}),
            configurations or (host(go),),
            TreeWriter(root),
            rewrites=rewrites,
            watch=watch,
        )

    return compile_


def host(go: GoCommand, *tags: str, is_cgo: bool = False) -> Configuration:
    said = go.env({}, "GOOS", "GOARCH")
    return Configuration(platform=f"{said['GOOS']}/{said['GOARCH']}", tags=tags, is_cgo=is_cgo)


def only(compiled: Compiled) -> CompiledBuild:
    builds, told = compiled
    assert told == ()
    (build,) = builds
    return build


def vendored(lib: Files = LIBRARY, project: Files = PROJECT) -> dict[str, str]:
    return {**project, **below(VENDORED, lib)}


def differs(path: str, *files: str) -> CodeDifference:
    return CodeDifference(import_path=path, because=Witness.FILES, files=files)


def follows(path: str, *imports: str) -> CodeDifference:
    return CodeDifference(import_path=path, because=Witness.IMPORTS, imports=imports)


def test_the_same_files_are_the_same_code_wherever_they_lie(compiled: Compile, go: GoCommand) -> None:
    build = only(compiled(vendored()))
    assert (build.platform, build.is_cgo) == (host(go).platform, False)
    assert (build.same, build.tests) == (4, 2)
    assert (build.differ, build.not_compiled, build.lost, build.added) == ((), (), (), ())


def test_a_package_is_compared_in_one_language_though_its_test_needs_another(compiled: Compile) -> None:
    """`range 3` came with go 1.22; GOPATH mode compiles as the newest language, and the branch as go 1.18."""
    test = "package app\n\nfunc turns() {\n\tfor range 3 {\n\t}\n}\n"
    loop = "package app\n\nfunc All() (f []func() int) {\n\tfor i := 0; i < 3; i++ {\n"
    loop += "\t\tf = append(f, func() int { return i })\n\t}\n\treturn\n}\n"
    project = {**PROJECT, "turns_test.go": test, "loop.go": loop}
    build = only(compiled(vendored(project=project), project=project))
    assert build.differ == ()
    assert build.same == 2
    assert all(unit.import_path.endswith("test]") and unit.after and not unit.before for unit in build.not_compiled)
    assert build.newly_broken


def found(build: CompiledBuild) -> dict[str, tuple[Witness, tuple[str, ...]]]:
    """What differs and why, without the tests; nothing that was not compiled."""
    assert build.not_compiled == ()
    return {d.import_path: (d.because, d.files or d.imports) for d in build.differ if " [" not in d.import_path}


ASM = {
    "lib.go": "package lib\n\nfunc seven() int64\n\nfunc Name() string { return string(rune(seven())) }\n",
    "seven_amd64.s": """\
#include "textflag.h"
#include "inc/value.inc"
TEXT ·seven(SB), NOSPLIT, $0-8
	MOVQ $VALUE, ret+0(FP)
	RET
""",
    "inc/value.inc": "#define VALUE 7\n",
}
EMBEDDED = {
    "lib.go": """\
package lib

import _ "embed"

//go:embed words.txt
var words string

// Name is it.
func Name() string { return words }
""",
    "words.txt": "seven\n",
}
C = {
    "lib.go": """\
package lib

// #cgo CFLAGS: -I${SRCDIR}/include -DWITH
// #cgo LDFLAGS: -L${SRCDIR}/lib
// #include "seven.h"
import "C"

// Name is it.
func Name() string { return string(rune(C.seven())) }
""",
    "seven.c": """\
#include "seven.h"
#include "deep/impl.c.in"
int seven(void) { return impl(); }
const char *where(void) { return __FILE__; }
""",
    "lib/libother.a": "!<arch>\n",
    "include/seven.h": "#define SEVEN 7\nint seven(void);\n",
    "deep/impl.c.in": """\
#include "../include/seven.h"
static const char *deep(void) { return __FILE__; }
static int impl(void) { return SEVEN + (deep() == 0); }
""",
}
TAGGED = {**LIBRARY, "tagged.go": "//go:build extra\n\npackage lib\n\nconst Extra = 1\n"}
is_amd64 = pytest.mark.skipif(platform.machine() not in {"x86_64", "AMD64"}, reason="assembly of another machine")


@pytest.mark.parametrize(
    ("lib", "file", "old", "new", "is_cgo"),
    [
        pytest.param(LIBRARY, "lib.go", '"lib"', '"lob"', False, id="a Go file"),
        pytest.param(ASM, "seven_amd64.s", "RET", "NOP\n\tRET", False, id="assembly", marks=is_amd64),
        pytest.param(ASM, "inc/value.inc", "7", "8", False, id="what assembly includes", marks=is_amd64),
        pytest.param(EMBEDDED, "words.txt", "seven", "eight", False, id="an embedded file"),
        pytest.param(C, "seven.c", "impl()", "impl() + 1", True, id="a C file", marks=has_cc),
        pytest.param(C, "include/seven.h", "7", "8", True, id="a header in a folder without Go files", marks=has_cc),
        pytest.param(C, "deep/impl.c.in", "SEVEN", "SEVEN * 2", True, id="what C includes", marks=has_cc),
        pytest.param(C, "lib/libother.a", "arch", "arc", True, id="a library to link", marks=has_cc),
        pytest.param(C, "lib.go", "-DWITH", "-DSEVEN=9", True, id="a flag of the C compiler", marks=has_cc),
    ],
)
def test_one_change_in_vendor_is_seen_also_where_all_else_is_cached(
    compiled: Compile, go: GoCommand, lib: Files, file: str, old: str, new: str, *, is_cgo: bool
) -> None:
    for_host = host(go, is_cgo=is_cgo)
    assert found(only(compiled(vendored(lib, PLAIN), lib, for_host, project=PLAIN))) == {}
    changed = {**lib, file: lib[file].replace(old, new)}
    build = only(compiled(vendored(changed, PLAIN), lib, for_host, project=PLAIN))
    assert found(build)[LIB] == (Witness.FILES, (file,))
    assert set(found(build)) <= {LIB, APP}
    # ... and where the branch is the one that has it.
    assert found(only(compiled(vendored(lib, PLAIN), changed, for_host, project=PLAIN)))[LIB] == (
        Witness.FILES,
        (file,),
    )


def test_what_imports_a_changed_package_differs_because_of_it(compiled: Compile) -> None:
    changed = {"lib.go": LIBRARY["lib.go"].replace('"lib"', '"lob"')}
    build = only(compiled(vendored(changed)))
    assert found(build) == {APP: (Witness.IMPORTS, (LIB,)), LIB: (Witness.FILES, ("lib.go",))}


def test_other_words_on_the_same_lines_of_a_comment_are_the_same_code(compiled: Compile) -> None:
    changed = {"lib.go": LIBRARY["lib.go"].replace("is it.", "is not it.")}
    assert only(compiled(vendored(changed))).same == 4


def test_a_file_that_only_a_tag_takes(compiled: Compile, go: GoCommand) -> None:
    changed = {**TAGGED, "tagged.go": TAGGED["tagged.go"].replace("1", "2")}
    (plain, extra), told = compiled(vendored(changed, PLAIN), TAGGED, host(go), host(go, "extra"), project=PLAIN)
    assert told == ()
    assert found(plain) == {}
    assert extra.tags == ("extra",)
    assert found(extra)[LIB] == (Witness.FILES, ("tagged.go",))


@has_cc
def test_what_the_race_detector_takes(compiled: Compile, go: GoCommand) -> None:
    lib = {**LIBRARY, "race.go": "//go:build race\n\npackage lib\n\nconst Extra = 1\n"}
    changed = {**lib, "race.go": lib["race.go"].replace("1", "2")}
    build = only(compiled(vendored(changed, PLAIN), lib, host(go, RACE, is_cgo=True), project=PLAIN))
    assert (build.tags, build.is_cgo) == ((RACE,), True)
    assert found(build)[LIB] == (Witness.FILES, ("race.go",))


def test_the_projects_own_test_code(compiled: Compile) -> None:
    before = vendored() | {"app_test.go": PROJECT["app_test.go"].replace("!", "?")}
    build = only(compiled(before))
    assert (build.same, build.tests) == (3, 1)
    assert build.differ[0] == CodeDifference(
        import_path=f"{APP} [{APP}.test]", because=Witness.FILES, files=("app_test.go",)
    )


OTHER = "github.com/acme/other"
IMPORTER = {
    "other.go": f'package other\n\nimport "{LIB}"\n\n// Name is it.\nfunc Name() string {{ return lib.Name() + "s" }}\n'
}
TWO = PROJECT | {"other.go": f'package app\n\nimport "{OTHER}"\n\nvar Other = other.Name()\n'}
TWO_MOD = f"{GO_MOD}\nrequire {OTHER} v1.0.0\n\nreplace {OTHER} => ./third_party/other\n"
OLD_LIB = {"lib.go": LIBRARY["lib.go"].replace('"lib"', '"old"')}


def two(before: Files) -> tuple[dict[str, str], dict[str, str]]:
    """A project before and after with a second dependency, which imports the first."""
    third = below("third_party/other", {"go.mod": f"module {OTHER}\n", **IMPORTER})
    return {**TWO, **below(VENDORED, LIBRARY), **before}, {**TWO, **third}


def test_a_copy_in_a_vendor_tree_of_a_dependency(compiled: Compile) -> None:
    copy = f"vendor/{OTHER}/{VENDORED}"
    before, after = two(below(f"vendor/{OTHER}", IMPORTER) | below(copy, OLD_LIB))
    build = only(compiled(before, project=after, go_mod=TWO_MOD))
    assert found(build) == {
        OTHER: (Witness.COPY, (f"{APP}/{copy}",)),
        APP: (Witness.IMPORTS, (OTHER,)),
    }
    assert build.lost == ()


def test_the_same_copy_twice_is_one(compiled: Compile) -> None:
    before, after = two(below(f"vendor/{OTHER}", IMPORTER) | below(f"vendor/{OTHER}/{VENDORED}", LIBRARY))
    build = only(compiled(before, project=after, go_mod=TWO_MOD))
    assert (build.differ, build.lost, build.same) == ((), (), 5)


def test_a_sibling_in_gopath_is_built_with_its_own_copy(compiled: Compile) -> None:
    before, after = two({})
    sibling = below(f"src/{OTHER}", IMPORTER) | below(f"src/{LIB}", OLD_LIB)
    build = only(compiled(before, project=after, go_mod=TWO_MOD, entries={"second": sibling}))
    assert found(build) == {OTHER: (Witness.COPY, (LIB,)), APP: (Witness.IMPORTS, (OTHER,))}


def test_rewritten_imports_of_a_workspace(compiled: Compile) -> None:
    workspace = f"{APP}/Godeps/_workspace/src/"
    own = {name: text.replace(f'"{LIB}"', f'"{workspace}{LIB}"') for name, text in PROJECT.items()}
    before = {**own, **below(f"Godeps/_workspace/src/{LIB}", LIBRARY)}
    build = only(compiled(before))
    assert (build.differ, build.lost, build.same) == ((), (), 4)


def test_a_module_that_was_built_with_its_vendor_folder(compiled: Compile) -> None:
    before = {
        **vendored(),
        "go.mod": f"module {APP}\n\ngo 1.14\n\nrequire {LIB} v1.1.0\n",
        "vendor/modules.txt": f"# {LIB} v1.1.0\n## explicit\n{LIB}\n",
    }
    build = only(compiled(before, is_module=True))
    assert (build.differ, build.lost, build.same) == ((), (), 4)


def test_a_project_that_has_another_path_now(compiled: Compile) -> None:
    old = "gitlab.com/legacy/app"
    own = {name: text.replace(APP, old) for name, text in PROJECT.items()} | {"sub/sub.go": "package sub\n"}
    own |= {"import.go": f'package app\n\nimport _ "{old}/sub"\n'}
    project = PROJECT | {"sub/sub.go": "package sub\n", "import.go": f'package app\n\nimport _ "{APP}/sub"\n'}
    before = {**own, **below(VENDORED, LIBRARY)}
    build = only(compiled(before, project=project, path=old, rewrites=((old, APP), (f"{old}/", f"{APP}/"))))
    assert (build.differ, build.lost, build.added, build.same) == ((), (), (), 5)


CALLS_C = """package app

// static int twice(int n) { return 2 * n; }
// extern int goTwice(int);
import "C"

import "IMPORTED"

//export goTwice
func goTwice(n C.int) C.int { return C.twice(n) }

func Name() string { return lib.Name() }
"""


@has_cc
def test_what_calls_c_has_the_same_names_whatever_its_imports_were_called(compiled: Compile, go: GoCommand) -> None:
    workspace = f"Godeps/_workspace/src/{LIB}"
    before = {"app.go": CALLS_C.replace("IMPORTED", f"{APP}/{workspace}"), **below(workspace, LIBRARY)}
    project = {"app.go": CALLS_C.replace("IMPORTED", LIB)}
    build = only(compiled(before, LIBRARY, host(go, is_cgo=True), project=project))
    assert (found(build), build.same) == ({}, 2)
    changed = {"app.go": project["app.go"].replace("2 * n", "3 * n")}
    build = only(compiled(before, LIBRARY, host(go, is_cgo=True), project=changed))
    assert found(build) == {APP: (Witness.FILES, ("app.go",))}


C_BESIDE = {
    "twice.h": "#define TIMES 2\nint times(int n);\n",
    "twice.c": '#include "twice.h"\n/* Times it. */\nint times(int n) { return TIMES * n; }\n',
}


@has_cc
@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("twice.c", "Times it", "times it", {}),
        ("twice.c", "* n", "+ n", {APP: (Witness.FILES, ("twice.c",))}),
        ("twice.h", "TIMES 2", "TIMES 3", {APP: (Witness.FILES, ("twice.h",))}),
        ("app.go", "// extern", "// #cgo CFLAGS: -O0\n// extern", {APP: (Witness.FILES, ("app.go",))}),
        ("app.go", "// static", "// /* C. */ static", {APP: (Witness.FILES, ("app.go",))}),
    ],
)
def test_what_c_code_beside_a_package_is_seen_by(
    name: str, old: str, new: str, expected: Mapping[str, object], compiled: Compile, go: GoCommand
) -> None:
    workspace = f"Godeps/_workspace/src/{LIB}"
    calls = CALLS_C.replace("// extern", '// #include "twice.h"\n// extern').replace("C.twice(n)", "C.times(n)")
    before = {"app.go": calls.replace("IMPORTED", f"{APP}/{workspace}"), **C_BESIDE, **below(workspace, LIBRARY)}
    project = {"app.go": calls.replace("IMPORTED", LIB), **C_BESIDE}
    project[name] = project[name].replace(old, new)
    assert found(only(compiled(before, LIBRARY, host(go, is_cgo=True), project=project))) == expected


def test_what_does_not_compile_on_one_side_or_on_both(compiled: Compile) -> None:
    lost = PROJECT | {
        "bad/bad.go": "package bad\n\nvar X = missing\n",
        "gone/gone.go": 'package gone\n\nimport _ "github.com/acme/gone"\n',
    }
    build = only(compiled(lost | below(VENDORED, LIBRARY), project=lost))
    bad, gone, package = build.not_compiled
    assert (bad.import_path, bad.same_files) == (f"{APP}/bad", True)
    assert bad.before == bad.after == "bad/bad.go:3:9: undefined: missing"
    assert (package.import_path, gone.import_path) == ("github.com/acme/gone", f"{APP}/gone")
    assert gone.before
    assert gone.after
    assert build.newly_broken == ()


def test_language_that_the_branch_lacks_breaks_it(compiled: Compile) -> None:
    lib = {
        "lib.go": "package lib\n\nfunc Name() string { return of[string](``) }\n\nfunc of[T any](t T) T { return t }\n"
    }
    build = only(compiled(vendored(lib), lib))
    assert [(b.import_path, b.before) for b in build.newly_broken][-1] == (LIB, "")
    assert "requires go1.18" in build.newly_broken[-1].after
    assert (build.differ, build.same) == ((), 0)


def test_without_a_c_compiler_packages_with_c_code_are_named(compiled: Compile, go: GoCommand) -> None:
    nameless = PLAIN | {"app.go": "package app\n", "c.go": 'package app\n\nimport "C"\n'}
    (build,), told = compiled(nameless, {}, host(go, is_cgo=True), project=nameless, env={"CC": "no-such"})
    assert not build.is_cgo
    assert (build.same, build.differ, build.lost) == (1, (), ())
    assert told == (Unchecked(what=Gap.NOT_COMPILED, platform=build.platform, names=(APP,)),)


def test_what_only_c_code_hinders_is_told_once_for_all_sets_of_tags(compiled: Compile, go: GoCommand) -> None:
    nameless = PLAIN | {"app.go": "package app\n", "c.go": 'package app\n\nimport "C"\n'}
    plain, tagged = host(go, is_cgo=True), host(go, "x", is_cgo=True)
    _, told = compiled(nameless, {}, plain, tagged, project=nameless, env={"CC": "no-such"})
    where = f"{plain.platform}, {plain.platform} -tags=x"
    assert told == (Unchecked(what=Gap.NOT_COMPILED, platform=where, names=(APP,)),)


def test_a_second_run_compiles_nothing(compiled: Compile) -> None:
    lib = {
        "lib.go": 'package lib\n\n// Name is of this test alone.\nfunc Name() string { return "second run" }\n',
        "lib_test.go": 'package lib\n\nimport "testing"\n\nfunc TestName(t *testing.T) {}\n',
    }
    steps: list[Compiling] = []
    only(compiled(vendored(lib), lib, watch=steps.append))
    assert all(0 < step.done <= step.total for step in steps)
    assert only(compiled(vendored(lib), lib, watch=steps.append)).same == 4
    assert [step.done for step in steps[2:]] == [0, 0]


def test_what_another_program_compiled_is_not_taken_from_the_cache(
    compiled: Compile, monkeypatch: pytest.MonkeyPatch
) -> None:
    lib = {"lib.go": 'package lib\n\n// Name is of this test alone.\nfunc Name() string { return "programs" }\n'}
    source = inspect.getsource(toolprogram)
    of_no_name = source.replace('before == "-trimpath"', 'before == "-"')
    with monkeypatch.context() as changed:
        changed.setattr("gomigrate.verify.compile.compiler.getsource", lambda _: of_no_name)
        build = only(compiled(vendored(lib, PLAIN), lib, project=PLAIN))
        assert found(build)[LIB] == (Witness.UNEXPLAINED, ())
    build = only(compiled(vendored(lib, PLAIN), lib, project=PLAIN))
    assert (found(build), build.same) == ({}, 2)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({"a.b/c": ("-x",)}, ["a.b/c=-x"]),
        ({"a.b/c": ("-x",), "a.b/d": ("-x",), "a.b/e/f": ("-y",)}, ["a.b/...=-x", "a.b/e/f=-y"]),
        ({"a.b/v/vendor/a.b/c": ("-x",), "a.b/v/vendor/a.b/d": ("-x",)}, ["a.b/v/vendor/a.b/...=-x"]),
        ({"net/http": ("-x",), "net/url": ("-x",)}, ["net/http=-x", "net/url=-x"]),
        ({"a.b/c": ("-x",), "a.b/d": ("-x",), "a.b/e": ()}, ["a.b/...=-x", "a.b/e="]),
        ({"-toolexec=x/y": ("-x",), "a.b/c d": ("-x",), "a=b": ("-x",)}, []),
    ],
)
def test_patterns_few_words_and_no_options(flags: Mapping[str, tuple[str, ...]], expected: list[str]) -> None:
    assert list(patterns(flags)) == expected


def test_libraries_are_those_that_the_linker_is_told_of(tmp_path: Path) -> None:
    files = {
        "a/c.go": '// #cgo LDFLAGS: -L${SRCDIR}/lib ${SRCDIR}/../two.a ${SRCDIR}/none.a -L/x -Lmore\nimport "C"\n',
        **dict.fromkeys(("a/lib/one.a", "a/lib/READ.ME", "a/more/x.so", "a/vendor/y.a", "two.a"), "x"),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    unit = CompiledUnit(listed="x.test/a", path="x.test/a", folder=str(tmp_path / "a"), native=("c.go",))
    assert libraries(unit, lambda path: Path(path).read_bytes()) == ("../two.a", "lib/one.a", "more/x.so")
