"""What a Go package exports: each name with its declaration, written so that only what its users see makes a
difference.

Parsed with tree-sitter (docs/decisions/0021): names of parameters, comments, the order of methods and bodies are left
out. What several files declare, each for other platforms, has several forms.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gomigrate.gosource.literal import unquote
from gomigrate.model.go.modpath import split_path_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tree_sitter import Node, Parser

UNKEYED = "{}"
"""After the name of a struct: all its fields in their order, which only a literal without their names depends on."""

_LEAVES = {"interpreted_string_literal", "raw_string_literal", "rune_literal"}


class Form(str):
    """A declaration, written in one way only; what it is of stands first: func, method, field, fields, const, var, or
    the kind of type."""

    __slots__ = ()

    @property
    def is_always_seen(self) -> bool:
        """Whether it can make a difference to code that does not name it: a method may be what makes a type fit an
        interface, and an interface what other types have to fit."""
        return self.startswith(("method ", "interface "))


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageApi:
    """The declarations of a package by name: `F`, `T`, `T.Method` and `T.Field` (of unexported types, too: functions
    may return them), and `T{}`. `unread` are files that cannot be parsed."""

    declarations: Mapping[str, frozenset[Form]]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiChange:
    """The names that differ between two versions of a package, sorted."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def api_of(files: Mapping[str, bytes]) -> PackageApi:
    """What these files of one package, tests left out, declare together; by file name."""
    found: defaultdict[str, set[Form]] = defaultdict(set)
    unread: list[str] = []
    for name, data in sorted(files.items()):
        root = _parser().parse(data).root_node
        try:
            if root.has_error:
                unread.append(name)
            else:
                for declared, form in _FileReader(root).declarations():
                    found[declared].add(form)
        except RecursionError:  # a type that is nested more deeply than anybody writes
            unread.append(name)
    return PackageApi(declarations={name: frozenset(forms) for name, forms in found.items()}, unread=tuple(unread))


def api_change(old: PackageApi, new: PackageApi) -> ApiChange:
    """What is declared otherwise in the new package."""
    before, after = old.declarations, new.declarations
    return ApiChange(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(name for name in before.keys() & after.keys() if before[name] != after[name])),
        removed=tuple(sorted(before.keys() - after.keys())),
    )


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_go

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_go.language()))


def _is_exported(name: str) -> bool:
    """Go reference: "Exported identifiers"."""
    return name[:1].isupper()


class _FileReader:
    """Writes down the declarations of one file."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._imports = dict(_imports(root))

    def declarations(self) -> Iterator[tuple[str, Form]]:
        """(name, form) of all that is exported, and of members that may be reached through what is."""
        for node in self._root.named_children:
            match node.type:
                case "function_declaration":
                    if _is_exported(name := _text(node.child_by_field_name("name"))):
                        yield name, Form(f"func {self._signature(node)}")
                case "method_declaration":
                    yield from self._method(node)
                case "type_declaration":
                    for spec in node.named_children:
                        if spec.type in {"type_spec", "type_alias"}:
                            yield from self._type(spec)
                case "const_declaration":
                    yield from self._constants(node)
                case "var_declaration":
                    yield from self._variables(node)

    def _method(self, node: Node) -> Iterator[tuple[str, Form]]:
        name = _text(node.child_by_field_name("name"))
        receiver = node.child_by_field_name("receiver")
        declared = next((p.child_by_field_name("type") for p in _named(receiver)), None)
        if declared is None or not _is_exported(name):
            return
        is_pointer = False
        while declared.type in {"pointer_type", "parenthesized_type", "generic_type"}:
            is_pointer = is_pointer or declared.type == "pointer_type"
            declared = declared.child_by_field_name("type") or declared.named_children[0]
        yield f"{_text(declared)}.{name}", Form(f"method {'*' if is_pointer else ''}{self._signature(node)}")

    def _type(self, spec: Node) -> Iterator[tuple[str, Form]]:
        name = _text(spec.child_by_field_name("name"))
        of = spec.child_by_field_name("type")
        assert of is not None
        parameters = self._written(spec.child_by_field_name("type_parameters"))
        if spec.type == "type_alias":
            head = f"alias {parameters}{self._written(of)}"
        elif of.type == "interface_type":
            # One that is not exported may be a parameter's type all the same.
            yield name, Form(f"interface {parameters}{self._written(of)}")
            return
        elif of.type == "struct_type":
            head = f"struct {parameters}"
            yield from self._fields(name, of)
        else:
            head = f"type {parameters}{self._written(of)}"
        if _is_exported(name):
            yield name, Form(head)

    def _fields(self, name: str, struct: Node) -> Iterator[tuple[str, Form]]:
        listed = []
        for field in (f for part in _named(struct) for f in _named(part) if f.type == "field_declaration"):
            of = self._written(field.child_by_field_name("type"))
            tag = _tokens(field.child_by_field_name("tag"))
            names = [_text(node) for node in field.children_by_field_name("name")]
            if names:
                listed += [f"{one} {of}" for one in names]
                exported = [one for one in names if _is_exported(one)]
                form = Form(f"field {of} {tag}".rstrip())
            else:
                of = f"*{of}" if field.children[0].type == "*" else of
                listed.append(of)
                exported = [re.split(r"[.*]", of.partition("[")[0])[-1]]
                form = Form(f"field embedded {of} {tag}".rstrip())
            yield from ((f"{name}.{one}", form) for one in exported)
        if _is_exported(name):
            yield name + UNKEYED, Form(f"fields {'; '.join(listed)}")

    def _constants(self, node: Node) -> Iterator[tuple[str, Form]]:
        """Go reference: "Constant declarations" (a spec without a value repeats the one before), "Iota"."""
        of: Node | None = None
        values: list[str] = []
        for place, spec in enumerate(child for child in node.named_children if child.type == "const_spec"):
            value = spec.child_by_field_name("value")
            if value is not None:
                of = spec.child_by_field_name("type")
                values = [_tokens(part) for part in value.named_children if part.type != "comment"]
            for name, written in zip(_names(spec), values, strict=False):
                if _is_exported(name):
                    at = f" iota={place}" if re.search(r"\biota\b", written) else ""
                    yield name, Form(f"const {self._written(of)} = {written}{at}")

    def _variables(self, node: Node) -> Iterator[tuple[str, Form]]:
        lists = [child for child in node.named_children if child.type == "var_spec_list"] or [node]
        for spec in (s for part in lists for s in part.named_children if s.type == "var_spec"):
            of = spec.child_by_field_name("type")
            value = spec.child_by_field_name("value")
            values = [part for part in _named(value) if part.type != "comment"]
            names = _names(spec)
            for place, name in enumerate(names):
                if not _is_exported(name):
                    continue
                if of is not None:
                    yield name, Form(f"var {self._written(of)}")
                elif len(values) == len(names):
                    yield name, Form(f"var = {self._kind_of(values[place])}")
                else:
                    yield name, Form(f"var {place} = {self._kind_of(values[0]) if values else ''}")

    def _kind_of(self, value: Node) -> str:
        """What the type of a value depends on, as far as that shows."""
        match value.type:
            case "call_expression":
                arguments = value.child_by_field_name("arguments")
                called = _tokens(value.child_by_field_name("function"))
                if called not in {"new", "make"}:
                    return f"{called}(...)"
                return f"{called}({self._written(_named(arguments)[0] if _named(arguments) else None)})"
            case "composite_literal":
                return self._written(value.child_by_field_name("type"))
            case "func_literal":
                return f"func {self._signature(value)}"
            case "unary_expression":
                operand = value.child_by_field_name("operand")
                return f"{_text(value.children[0])}{self._kind_of(operand) if operand else ''}"
        return _tokens(value)

    def _signature(self, node: Node) -> str:
        """Type parameters, parameters and results, by their types."""
        generic = self._written(node.child_by_field_name("type_parameters"))
        parameters = self._written(node.child_by_field_name("parameters"))
        result = node.child_by_field_name("result")
        written = self._written(result)
        if result is not None and result.type != "parameter_list":
            written = f"({written})"
        return f"{generic}{parameters} {written}".rstrip() if written != "()" else f"{generic}{parameters}"

    def _written(self, node: Node | None) -> str:
        """A type, or a list of parameters, with import paths in place of the names of packages."""
        if node is None or node.type == "comment":
            return ""
        match node.type:
            case "parameter_list":
                return f"({', '.join(self._parameters(node))})"
            case "function_type":
                return f"func{self._signature(node)}"
            case "method_elem":
                return f"{_text(node.child_by_field_name('name'))}{self._signature(node)}"
            case "interface_type":
                return f"{{{'; '.join(sorted(self._written(part) for part in _named(node)))}}}"
            case "parenthesized_type" if node.named_children:
                return self._written(node.named_children[0])
            case "qualified_type":
                package = _text(node.child_by_field_name("package"))
                return f"{self._path(package)}.{_text(node.child_by_field_name('name'))}"
            case "type_identifier":
                return "{}" if _text(node) == "any" else _text(node)
        if not node.children or node.type in _LEAVES:
            return _text(node)
        if node.type == "array_type":
            return (
                f"[{_tokens(node.child_by_field_name('length'))}]{self._written(node.child_by_field_name('element'))}"
            )
        parts = (self._written(part) for part in node.children)
        return " ".join(part for part in parts if part not in ("", ";", "\n"))

    def _parameters(self, node: Node) -> Iterator[str]:
        for parameter in _named(node):
            of = self._written(parameter.child_by_field_name("type"))
            dots = "..." if parameter.type == "variadic_parameter_declaration" else ""
            for _ in range(max(1, len(parameter.children_by_field_name("name")))):
                yield dots + of

    def _path(self, package: str) -> str:
        """The import path behind the name of a package; the name itself where that is not known."""
        return self._imports.get(package, package)


def _imports(root: Node) -> Iterator[tuple[str, str]]:
    """(name, path) of each import; where no name is written, those that it may have by custom."""
    for declaration in (node for node in root.named_children if node.type == "import_declaration"):
        lists = [node for node in declaration.named_children if node.type == "import_spec_list"] or [declaration]
        for spec in (node for part in lists for node in part.named_children if node.type == "import_spec"):
            path = unquote(_text(spec.child_by_field_name("path"))) or ""
            name = spec.child_by_field_name("name")
            if name is not None:
                yield _text(name), path
            else:
                last = posixpath.basename(split_path_version(path)[0])
                yield from ((word, path) for word in {last, last.removeprefix("go-"), last.removesuffix("-go")})


def _named(node: Node | None) -> list[Node]:
    return [child for child in node.named_children if child.type != "comment"] if node is not None else []


def _names(spec: Node) -> list[str]:
    return [_text(node) for node in spec.children_by_field_name("name") if node.type == "identifier"]


def _text(node: Node | None) -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def _tokens(node: Node | None) -> str:
    """All that is written there but comments, one space between each; without recursion, for expressions are deep."""
    return " ".join(_leaves(node)) if node is not None else ""


def _leaves(start: Node) -> Iterable[str]:
    stack = [start]
    while stack:
        node = stack.pop()
        if node.type == "comment":
            continue
        if not node.children or node.type in _LEAVES:
            yield _text(node)
        else:
            stack += reversed(node.children)
