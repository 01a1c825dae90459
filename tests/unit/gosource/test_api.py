"""What counts as another declaration of an exported name, and what does not."""

from __future__ import annotations

import pytest

from gomigrate.gosource.api import ApiChange, api_change, api_of
from gomigrate.gosource.usednames import UsedNames, used_names


def change(before: str, after: str) -> ApiChange:
    old, new = (api_of({"a.go": f"package a\n\n{text}\n".encode()}) for text in (before, after))
    assert old.unread == new.unread == ()
    return api_change(old, new)


SAME = [
    ("func F(a, b int) (c error) { return nil }", "// F does.\nfunc F(x int, _ int) error {\n\treturn f()\n}"),
    ("func F(a interface{})", "func F(b any)"),
    (
        "type T struct{ A int }\nfunc (t T) M() {}",
        "func (o T) M() { _ = 1 }\ntype T struct {\n\t// A is.\n\tA int\n}",
    ),
    ("type I interface{ A(); B(x int) }", "type I interface {\n\tB(y int) // b\n\tA()\n}"),
    ("type G[K comparable] map[K]int", "type G[K comparable]  map[K]int // g"),
    ('import "x.test/context"\nfunc F(c context.Context)', 'import c "x.test/context"\nfunc F(c c.Context)'),
    ('var E = errors.New("a")', 'var E = errors.New("b")'),
    ("const (\n\tA = iota\n\tB\n)", "const (\n\tA = iota // a\n\n\tB\n)"),
    ("func f()\ntype t struct{ a int }\nvar v int\nconst c = 1\nfunc (t t) m() {}", ""),
    ("type F func(a int) bool", "type F func(b int) (ok bool)"),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_what_no_user_sees_is_no_change(before: str, after: str) -> None:
    assert change(before, after) == ApiChange()
    assert change(after, before) == ApiChange()


CHANGED = [
    ("func F(int)", "func F(int64)", "F"),
    ("func F(...int)", "func F([]int)", "F"),
    ("func F() int", "func F() (int, error)", "F"),
    ("func F[T any](T)", "func F[T comparable](T)", "F"),
    ("func (t *T) M()", "func (t T) M()", "T.M"),
    ("func (g *G[K]) M(K)", "func (g *G[K]) M(int)", "G.M"),
    ("type T int", "type T string", "T"),
    ("type T int", "type T = int", "T"),
    ("type I interface{ A() }", "type I interface{ A(); B() }", "I"),
    ("type i interface{ A() }", "type i interface{ A(); B() }", "i"),
    ("const C = 1", "const C = 2", "C"),
    ("const C = 1", "const C uint8 = 1", "C"),
    ("const (\n\tX = iota\n\tC\n)", "const (\n\tX = iota\n\tx\n\tC\n)", "C"),
    ("var V int", "var V int64", "V"),
    ("var V = map[string]int{}", "var V = map[string]bool{}", "V"),
    ('import "a.test/b"\nfunc F(b.T)', 'import "c.test/b"\nfunc F(b.T)', "F"),
    ("type A [4]int", "type A [8]int", "A"),
]


@pytest.mark.parametrize(("before", "after", "name"), CHANGED)
def test_what_users_see_is_a_change(before: str, after: str, name: str) -> None:
    assert change(before, after) == ApiChange(changed=(name,))


def test_fields_are_members_and_their_order_is_a_thing_of_its_own() -> None:
    got = change(
        "type T struct {\n\tA, B int `x`\n\tc int\n\t*E\n\tp.Q\n}", "type T struct {\n\tB, A int `x`\n\tD int\n\tp.Q\n}"
    )
    assert got == ApiChange(added=("T.D",), changed=("T{}",), removed=("T.E",))


def test_members_of_what_is_not_exported_may_be_reached() -> None:
    got = change("type t struct{ A int }\nfunc (t) M() {}\nfunc New() t", "type t struct{}\nfunc New() t")
    assert got == ApiChange(removed=("t.A", "t.M"))


def test_files_of_other_platforms_have_forms_of_their_own() -> None:
    both = api_of({"a_linux.go": b"package a\nfunc F(int)\n", "a_windows.go": b"package a\nfunc F(string)\n"})
    one = api_of({"a.go": b"package a\nfunc F(int)\n"})
    assert api_change(both, one) == ApiChange(changed=("F",))


@pytest.mark.parametrize("broken", [b"package a\nfunc F(", b"package a\nfunc (", b"\xff\xfe", b"package a\n}\n"])
def test_a_file_that_is_no_go_is_named(broken: bytes) -> None:
    assert api_of({"a.go": b"package a\nfunc F()\n", "b.go": broken}).unread == ("b.go",)


def test_a_type_nested_beyond_reason_is_unread_and_no_crash() -> None:
    assert api_of({"a.go": b"package a\ntype T " + b"[]" * 20_000 + b"int\n"}).unread == ("a.go",)
    assert api_of({"a.go": b"package a\nconst C = 1" + b" + 1" * 20_000 + b"\n"}).unread == ()


@pytest.mark.parametrize(
    ("text", "names", "unkeyed"),
    [
        ("x := lib.New()\nx.Do()\nx.\n\tMore()", {"New", "Do", "More"}, set()),
        ("lib.T{Field: 1}", {"T", "Field"}, set()),
        ("lib.T{}", {"T"}, set()),
        ("lib.T{1, 2}", {"T"}, {"T"}),
        ("[]lib.T{{1}}", {"T"}, {"T"}),
        ("lib.G[int]{1}", {"G"}, {"G"}),
        ("lib.small()", set(), set()),
        ("lib.Ärger(lib.T{Über: 1})", {"Ärger", "T", "Über"}, set()),
        ("Plain(Name)", set(), set()),
    ],
)
def test_used_names(text: str, names: set[str], unkeyed: set[str]) -> None:
    used = used_names([(text.encode(), False)])
    assert used == UsedNames(names=frozenset(names), unkeyed=frozenset(unkeyed))


def test_used_names_of_a_file_with_a_dot_import_are_all_its_words() -> None:
    used = used_names([(b"Plain(T{1})", True)])
    assert used == UsedNames(names=frozenset({"Plain", "T"}), unkeyed=frozenset({"T"}))
