"""Laws of reading, printing and editing go.mod and go.sum files."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gomigrate.model.plan import Replacement, Requirement
from gomigrate.modfile.edit import edit
from gomigrate.modfile.gomod import ModFileError, parse
from gomigrate.modfile.gosum import SumLine, parse_go_sum, render_go_sum
from gomigrate.modfile.modulestxt import parse_modules_txt
from gomigrate.modfile.printer import print_tree
from gomigrate.modfile.quoting import auto_quote, quote, unquote
from gomigrate.modfile.render import render
from gomigrate.modfile.syntax import parse_tree

# A busy machine may take its time over an example.
law = settings(deadline=None, max_examples=80, database=None)

paths = st.sampled_from(["a.test/one", "a.test/one-two", "b.test/x/v2", "gopkg.in/yaml.v2", "c.test/Upper"])
comments = st.integers(0, 10**9).map(lambda number: f"// note {number}")


def version_of(path: str, minor: int) -> str:
    major = 2 if path.endswith("v2") else 1
    return f"v{major}.{minor}.0"


requirements = st.builds(
    lambda path, minor, indirect: Requirement(path=path, version=version_of(path, minor), indirect=indirect),
    paths,
    st.integers(0, 12),
    st.booleans(),
)
replacements = st.builds(
    lambda path, minor, new: Replacement(
        path=path, version="" if minor is None else version_of(path, minor), new_path=new[0], new_version=new[1]
    ),
    paths,
    st.none() | st.integers(0, 3),
    st.sampled_from([("./x", ""), ("../two words", ""), ("d.test/fork", "v1.2.3")]),
)
sides = st.lists(requirements, max_size=6, unique_by=lambda item: item.path)
replaced = st.lists(replacements, max_size=6, unique_by=lambda item: (item.path, item.version))
go_versions = st.sampled_from(["1.9", "1.16", "1.17", "1.18", "1.21", "1.23.4"])


@st.composite
def go_mods(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A go.mod with unlike spacing, blocks and comments at every place that keeps one; and its comments."""
    kept: list[str] = []

    def comment(before: str = "", after: str = "") -> str:
        if not draw(st.booleans()):
            return ""
        kept.append(draw(comments))
        return before + kept[-1] + after

    lines = [comment(), "module a.test/m " + comment(), draw(st.sampled_from(["", "\n\n"])), comment(), "go 1.17"]
    for _ in range(draw(st.integers(0, 3))):
        items = draw(st.lists(requirements, min_size=1, max_size=4))
        rows = [f"{item.path}   {item.version} " for item in items]
        if len(items) == 1:
            lines += [comment(), "require " + rows[0] + comment()]
            continue
        lines += [comment(), "require ( " + comment()]
        for row in rows:
            lines += [comment("  "), row + comment(), draw(st.sampled_from(["", "\t"]))]
        lines += [comment(), ") " + comment()]
    return "\n".join([*lines, comment()]), kept


@law
@given(go_mods())
def test_printing_is_idempotent_and_loses_no_comment(case: tuple[str, list[str]]) -> None:
    text, kept = case
    printed = print_tree(parse_tree(text, "go.mod"))
    assert print_tree(parse_tree(printed, "go.mod")) == printed
    assert sorted(line[line.index("//") :] for line in printed.splitlines() if "//" in line) == sorted(kept)


@law
@given(go_mods())
def test_formatting_loses_no_comment_and_no_requirement(case: tuple[str, list[str]]) -> None:
    text, kept = case
    formatted = edit(text)
    assert sorted(line[line.index("//") :] for line in formatted.splitlines() if "//" in line) == sorted(kept)
    assert sorted(parse(formatted).requirements) == sorted(parse(text).requirements)


@law
@given(go_versions, sides, replaced)
def test_render_then_parse_gives_everything_back(
    go: str, requires: list[Requirement], replaces: list[Replacement]
) -> None:
    text = render("a.test/m", go, requires, replaces)
    mod = parse(text)
    assert (mod.module, mod.go) == ("a.test/m", go)
    assert sorted(mod.requirements) == sorted(requires)
    assert sorted(mod.replacements) == sorted(replaces)
    assert edit(text) == text
    assert render("a.test/m", go, requires[::-1], replaces[::-1]) == text


@law
@given(go_versions, sides, sides)
def test_edit_requirements_become_what_was_asked(
    go: str, before: list[Requirement], changes: list[Requirement]
) -> None:
    text = edit(render("a.test/m", go, before), requires=changes)
    wanted = {item.path: item for item in before}
    wanted.update((item.path, item) for item in changes)
    assert sorted(parse(text).requirements) == sorted(wanted.values())
    assert edit(text, requires=changes) == text


@law
@given(replaced, replaced)
def test_edit_replacements_become_what_was_asked(before: list[Replacement], changes: list[Replacement]) -> None:
    text = edit(render("a.test/m", "1.18", (), before), replaces=changes)
    wanted = {(item.path, item.version): item for item in [*before, *changes]}
    assert sorted(parse(text).replacements) == sorted(wanted.values())


@law
@given(st.binary(max_size=60) | st.text(max_size=60), st.booleans())
def test_parse_reads_or_refuses_anything(text: str | bytes, lax: bool) -> None:
    message = ""
    try:
        parse(text, lax=lax)
    except ModFileError as error:
        message = str(error)
    assert "\n" not in message


@law
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_quote_then_unquote_is_the_identity(text: str) -> None:
    assert unquote(quote(text)) == text
    assert unquote(auto_quote(text)) == text


@law
@given(
    st.lists(
        st.builds(SumLine, paths, st.sampled_from(["v1.2.0", "v1.10.0/go.mod"]), st.sampled_from(["h1:a", "h1:b"]))
    )
)
def test_go_sum_render_then_parse_is_the_identity(lines: list[SumLine]) -> None:
    text = render_go_sum(lines)
    assert set(parse_go_sum(text).lines) == set(lines)
    assert render_go_sum(parse_go_sum(text).lines) == text


@law
@given(st.binary(max_size=80))
def test_tolerant_readers_never_fail(data: bytes) -> None:
    parse_go_sum(data)
    parse_modules_txt(data)
