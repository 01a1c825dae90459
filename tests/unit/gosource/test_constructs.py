from __future__ import annotations

import pytest

from gomigrate.gosource.constructs import build_minor, read_constructs

HEAD = "package p\n\n"


def needs(body: str) -> set[tuple[int, str]]:
    return {(need.minor, need.what) for need in read_constructs((HEAD + body).encode()).needs}


def loops(body: str) -> tuple[int, ...]:
    return read_constructs(f"{HEAD}func f() {{\n{body}\n}}\n".encode()).loops


@pytest.mark.parametrize(
    ("body", "minor", "what"),
    [
        ("type A = int\n", 9, "a type alias"),
        ("const a = 0b101\n", 13, "a binary or octal literal"),
        ("const a = 0o17\n", 13, "a binary or octal literal"),
        ("const a = 1_000\n", 13, "_ in a number"),
        ("const a = 0x1p-2\n", 13, "a hexadecimal floating-point literal"),
        ("func F[T any](x T) {}\n", 18, "a function with type parameters"),
        ("type S[K comparable, V any] struct{}\n", 18, "a type with type parameters"),
        ("func (s *S[K]) M() {}\n", 18, "a method of a type with type parameters"),
        ("func f() { for i := range 10 {} }\n", 22, "range over an integer"),
        ("func f(s []int) {\n\tfor range len(s) {\n\t}\n}\n", 22, "range over an integer"),
        ('import "maps"\n\nfunc f(m map[int]int) { for k := range maps.Keys(m) {} }\n', 23, "range over a function"),
        ("type A[T any] = []T\n", 23, "an alias with type parameters"),
    ],
)
def test_needs_what_only_later_go_compiles_is_seen(body: str, minor: int, what: str) -> None:
    assert (minor, what) in needs(body)


@pytest.mark.parametrize(
    "body",
    [
        "type A [4]int\n",
        "type A [N]int\n",
        "type A []int\n",
        "const a = 0x_ff1\n".replace("_", ""),
        "const a, x1_2, b = 017, 2, 0xB1\n",
        "// for i := range 10 { const a = 0b1 }\n",
        'const s = "type A[T any] = []T 1_000 0b1"\n',
        "const s = `\ntype A = int\nfunc F[T any]() {}\n`\n",
        "const r = '\"'\n\nconst t = '\"'\n",
        "func f(s []int) { for i := range s {} }\n",
        "func f(s [][]int) { for i := range s[0] {} }\n",
        "func f(n int) { for i := range max(n) {} }\n",
        'import "golang.org/x/exp/maps"\n\nfunc f(m map[int]int) { for _, k := range maps.Keys(m) {} }\n',
        "var f = func(x []int) int { return x[0] }\n",
    ],
)
def test_needs_old_code_has_none(body: str) -> None:
    assert needs(body) == set()


@pytest.mark.parametrize(
    "body",
    [
        "for i := 0; i < 3; i++ {\n\tgo func() { use(i) }()\n}",
        "for _, x := range xs {\n\tps = append(ps, &x)\n}",
        "for k, v := range m {\n\tdefer func() { use(k, v) }()\n}",
        "for _, t := range []struct {\n\ta int\n}{\n\t{1},\n\t{2},\n} {\n\trun(func() { use(t.a) })\n}",
        "for _, s := range []string{`a`, `b`} {\n\trun(func() { use(s) })\n}",
        "for _, s := range f(func() int { return 1 }) {\n\tout = &s.field\n}",
    ],
)
def test_loops_whose_variable_lives_on_are_named(body: str) -> None:
    assert loops(body) == (4,)


@pytest.mark.parametrize(
    "body",
    [
        "for i := 0; i < 3; i++ {\n\tuse(i)\n}",
        "for _, x := range xs {\n\tx := x\n\tgo func() { use(x) }()\n}",
        "for k, v := range m {\n\tk, v := k, v\n\tdefer func() { use(k, v) }()\n}",
        "for _, x := range xs {\n\tgo func(x int) { use(x) }(x)\n}",
        "for _, x := range xs {\n\tgo func() { use(y.x, T{x: 1}) }()\n}",
        "for x = range xs {\n\tgo func() { use(x) }()\n}",
        "for _ = range xs {\n\tgo func() {}()\n}",
        "for i := range xs {\n\ty = a&i + mask&&ok\n}",
        "for {\n\tx := 1\n\tgo func() { use(x) }()\n}",
        "for i := range xs {\n\t// go func() { use(i) }()\n}",
        "for i := range xs {\n\tuse(i)\n}\ngo func() { i := 1; use(i) }()",
    ],
)
def test_loops_that_no_go_line_changes_are_not_named(body: str) -> None:
    assert loops(body) == ()


@pytest.mark.parametrize(
    ("line", "minor"),
    [
        ("//go:build go1.18", 18),
        ("//go:build go1.18 && linux", 18),
        ("//go:build go1.18 && go1.21", 21),
        ("//go:build go1.18 || go1.21", 18),
        ("//go:build go1.18 || linux", None),
        ("//go:build !go1.18", None),
        ("//go:build !(linux || !go1.20)", 20),
        ("//go:build linux", None),
        ("//go:build (", None),
        ("// +build go1.18", None),
        ("//go:builder go1.18", None),
    ],
)
def test_build_minor_is_what_the_line_implies(line: str, minor: int | None) -> None:
    assert build_minor(f"{line}\n\n{HEAD}".encode()) == minor


def test_build_minor_below_the_package_clause_does_not_count() -> None:
    assert build_minor(f"{HEAD}\n//go:build go1.18\n".encode()) is None


@pytest.mark.parametrize(
    ("body", "uses", "declares"),
    [
        ("func f(a, b int) int {\n\treturn max(a, b)\n}\n", {"max"}, set()),
        ("func f(a, b int) {\n\tx := y[min(a, b)]\n}\n", {"min"}, set()),
        ("func max(a, b int) int {\n\treturn a\n}\nvar x = max(1, 2)\n", set(), {"max"}),
        ("func f() {\n\tmin := 3\n\tuse(min)\n}\n", set(), {"min"}),
        ("func f() int {\n\treturn math.max(1, 2)\n}\n", set(), set()),
        ("func f() int {\n\treturn s.max(1, 2)\n}\n", set(), set()),
        ("type I interface {\n\tmax(a, b int) int\n}\n", set(), set()),
        ("func (s S) min(a, b int) int { return a }\n", set(), {"min"}),
        ("var m map[string]any\n", {"any"}, set()),
        ("func f(x any) {}\n", {"any"}, set()),
        ("func any(xs []bool) bool { return true }\n", set(), {"any"}),
        ("// any of []any\n", set(), set()),
    ],
)
def test_late_names_are_told_from_the_projects_own(body: str, uses: set[str], declares: set[str]) -> None:
    found = read_constructs((HEAD + body).encode())
    assert {name for name, _ in found.uses} == uses
    assert found.declares == declares


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"package p\nfor i := range {{{", b"for i := (", b'"' * 99, b"/*", b"`" * 3]
)
def test_read_constructs_broken_files_are_no_error(data: bytes) -> None:
    read_constructs(data)
