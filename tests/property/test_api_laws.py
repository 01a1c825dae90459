"""Laws of the comparison of exported declarations: what was renamed, removed, added and changed comes out, and nothing
else, however the text is laid out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gomigrate.gosource.api import ApiChange, api_change, api_of

TYPES = st.recursive(
    st.sampled_from(["int", "string", "error", "[]byte", "*T", "interface{}", "struct{}"]),
    lambda inner: st.one_of(
        inner.map("[]{}".format),
        inner.map("map[string]{}".format),
        inner.map("chan {}".format),
        st.tuples(inner, inner).map(lambda two: f"func({two[0]}, {two[1]}) {two[0]}"),
    ),
    max_leaves=4,
)
NAMES = st.from_regex(r"[A-Z][a-z]{0,5}", fullmatch=True)
DECLARATIONS = st.dictionaries(
    NAMES,
    st.one_of(
        st.lists(TYPES, max_size=3).map(lambda types: ("func", tuple(types))),
        TYPES.map(lambda of: ("type", (of,))),
        TYPES.map(lambda of: ("var", (of,))),
        st.integers(0, 99).map(lambda value: ("const", (str(value),))),
    ),
    min_size=1,
    max_size=8,
)

Declared = dict[str, tuple[str, tuple[str, ...]]]


def source(declared: Declared, *, is_loud: bool = False) -> bytes:
    lines = []
    for place, (name, (kind, parts)) in enumerate(declared.items()):
        match kind:
            case "func":
                parameters = ", ".join(f"p{place}x{n} {part}" if is_loud else part for n, part in enumerate(parts))
                body = " { panic(1) }" if is_loud else ""
                lines.append(f"func {name}({parameters}){body}")
            case "const":
                lines.append(f"const {name} = {parts[0]}")
            case _:
                lines.append(f"{kind} {name} {parts[0]}")
        if is_loud:
            lines[-1] = f"\n// {name} is {place}.\n{lines[-1]} // so it is\n"
    return ("package p\n" + "\n".join(lines[:: -1 if is_loud else 1]) + "\n").encode()


@given(DECLARATIONS)
def test_comments_order_bodies_and_names_of_parameters_are_no_change(declared: Declared) -> None:
    quiet, loud = api_of({"a.go": source(declared)}), api_of({"a.go": source(declared, is_loud=True)})
    assert quiet.unread == loud.unread == ()
    assert api_change(quiet, loud) == ApiChange()


@given(DECLARATIONS, DECLARATIONS)
def test_names_come_out_where_they_belong(before: Declared, after: Declared) -> None:
    got = api_change(api_of({"a.go": source(before)}), api_of({"b.go": source(after, is_loud=True)}))
    top = [tuple(name for name in names if "." not in name and "{" not in name) for names in (got.added, got.removed)]
    assert top == [tuple(sorted(after.keys() - before.keys())), tuple(sorted(before.keys() - after.keys()))]
    assert {name for name in before.keys() & after.keys() if before[name] != after[name]} >= {
        name for name in got.changed if name in before
    }


@given(DECLARATIONS, st.data())
def test_a_renamed_name_is_gone_and_another_one_there(declared: Declared, data: st.DataObject) -> None:
    old = data.draw(st.sampled_from(sorted(declared)))
    renamed = {f"{name}X" if name == old else name: what for name, what in declared.items()}
    got = api_change(api_of({"a.go": source(declared)}), api_of({"a.go": source(renamed)}))
    assert (f"{old}X" in got.added, old in got.removed) == (True, True)
    assert got.changed == ()


@given(DECLARATIONS)
def test_splitting_a_package_into_files_is_no_change(declared: Declared) -> None:
    parts = {f"{name}.go": source({name: what}) for name, what in declared.items()}
    assert api_change(api_of({"a.go": source(declared)}), api_of(parts)) == ApiChange()
