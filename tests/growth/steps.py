"""Counts the steps of a function's work, whatever the clock says. gomigrate's code gets a counter in each loop, call
and operation that may take longer for a longer value. Regular expressions are walked step by step.

A call of a built-in function or method of a string, list or dictionary counts as many steps as it may look at or make.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import importlib.abc
import importlib.machinery
import marshal
import operator
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from tests.growth.patterns import Counting

KEPT = os.environ.get("GROWTH_CODE", "")
"""A folder in which the code with its counters is kept, for other processes of the same run."""
_OWN = Path(__file__).read_bytes()

_SIZED = (str, bytes, bytearray, list, tuple, dict, set, frozenset)
_SEQUENCES = (str, bytes, bytearray, list, tuple)
_QUICK = frozenset(
    (
        "append",
        "add",
        "get",
        "pop",
        "setdefault",
        "discard",
        "popitem",
        "keys",
        "values",
        "items",
        "group",
        "start",
        "end",
        "span",
        "groups",
        "clear",
    )
)
_WHOLE = frozenset(
    (
        "list",
        "tuple",
        "set",
        "frozenset",
        "dict",
        "sorted",
        "sum",
        "any",
        "all",
        "max",
        "min",
        "bytes",
        "bytearray",
        "str",
        "repr",
        "join",
        "Counter",
        "deque",
    )
)


_READERS = frozenset(("loads", "dumps", "fromhex", "b64decode", "shlex"))
_CHEAP = frozenset(
    one
    for name, one in vars(builtins).items()
    if isinstance(one, BuiltinFunctionType) and name not in _WHOLE and name not in _READERS
)
_SHORT = 1000
"""The steps of searches in texts up to so long are remembered."""


class TooManyError(BaseException):
    """The budget is used up: that is said instead of waiting for the end."""


class Counter:
    """What was counted since the last `reset`."""

    def __init__(self) -> None:
        self.steps = 0
        self.most = sys.maxsize
        # By what they are, not by what they say: to compare two patterns takes longer than most searches.
        self._patterns: dict[int, Counting] = {}

    def reset(self, most: int = sys.maxsize) -> None:
        self.steps, self.most = 0, most

    def add(self, steps: int) -> None:
        self.steps += steps
        if self.steps > self.most:
            raise TooManyError

    def find(self, pattern: re.Pattern[Any], how: str, text: Any, start: int, end: int, not_empty_at: int = -1) -> None:
        """Count one search, and compare what it finds with what `re` does."""
        counting = self._patterns.get(id(pattern))
        if counting is None:
            counting = self._patterns[id(pattern)] = Counting(pattern)
        # The lines of a text that repeats itself are searched again and again, and take the same steps each time.
        search = text, start, end, how, not_empty_at
        steps = counting.known.get(search)
        if steps is None:
            steps = self._counted(counting, search)
            if len(text) <= _SHORT:
                counting.known[search] = steps
        self.add(steps)

    def _counted(self, counting: Counting, search: tuple[Any, int, int, str, int]) -> int:
        text, start, end, how, not_empty_at = search
        counting.steps = 0
        found = counting.search(text, start, end, how, not_empty_at=not_empty_at)
        if not_empty_at < 0:
            pattern = counting.pattern
            real = getattr(pattern, how)(text, start, end)
            assert found == (real.span() if real else None), (pattern.pattern, how, text[start:end][:200], found, real)
        return counting.steps


COUNTER = Counter()


def _tick() -> bool:
    COUNTER.add(1)
    return True


def _each(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        COUNTER.add(1)
        yield item


def _made(value: Any) -> Any:
    """A value that was just put together."""
    if isinstance(value, _SIZED):
        COUNTER.add(1 + len(value))
    return value


def _contains(item: Any, container: Any) -> bool:
    COUNTER.add(len(container) if isinstance(container, _SEQUENCES) else 1)
    return item in container


def _equal(one: Any, other: Any) -> Any:
    if isinstance(one, _SEQUENCES) and type(one) is type(other) and len(one) == len(other):
        COUNTER.add(len(one))
    return one == other


def _grown(before: Any, more: Any) -> Any:
    """The right side of `before += more`: a string that is used nowhere else grows where it is, a tuple is copied."""
    COUNTER.add(
        1 + (len(more) if isinstance(more, _SIZED) else 0) + (len(before) if isinstance(before, tuple | bytes) else 0)
    )
    return more


def _operated(one: Any, other: Any, name: str) -> Any:
    result = getattr(operator, name)(one, other)
    if isinstance(result, set | frozenset | dict):
        left, right = len(one), len(other)
        COUNTER.add({"or_": left + right, "and_": min(left, right), "sub": left}.get(name, left + right))
    return result


def _is_one_step(function: Any) -> bool:
    """Whether it is one of the most frequent calls, that count one; they are checked first."""
    kind = type(function)
    if kind is BuiltinFunctionType:
        return function in _CHEAP
    if kind is MethodType:
        return not isinstance(function.__self__, _SIZED) and function.__name__ not in _READERS
    if kind is FunctionType or kind is type:
        name = function.__name__
        return name not in _WHOLE and name not in _READERS and function.__module__ != "re"
    return False


def _call(function: Any, /, *args: Any, **named: Any) -> Any:
    if _is_one_step(function):
        result = function(*args, **named)
        COUNTER.steps += 1
        if COUNTER.steps > COUNTER.most:
            raise TooManyError
        return result
    owner = getattr(function, "__self__", None)
    name = getattr(function, "__name__", "")
    if isinstance(owner, re.Pattern):
        return _search(owner, name, args, named, function)
    if owner is re or getattr(function, "__module__", "") == "re":
        if name in ("match", "search", "fullmatch", "sub", "split", "findall", "finditer", "subn"):
            pattern = re.compile(
                args[0],
                named.pop("flags", 0)
                or (
                    args[2] if name in ("match", "search", "fullmatch", "findall", "finditer") and len(args) > 2 else 0
                ),
            )
            rest = args[1:2] if name in ("match", "search", "fullmatch", "findall", "finditer") else args[1:]
            return _search(pattern, name, rest, named, getattr(pattern, name))
        COUNTER.add(10 + len(args[0]) if args and isinstance(args[0], str | bytes) else 1)
        return function(*args, **named)
    if owner is not None and isinstance(owner, _SEQUENCES):
        return _method(owner, name, args, named, function)
    result = function(*args, **named)
    if owner is not None and isinstance(owner, dict | set | frozenset):
        quick = name in _QUICK
        COUNTER.add(1 if quick else 1 + len(owner) + sum(len(one) for one in args if isinstance(one, _SIZED)))
    elif name in _WHOLE and not hasattr(function, "__code__"):
        sizes = [len(one) for one in args[:1] if isinstance(one, _SIZED)]
        COUNTER.add(1 + max([*sizes, len(result) if isinstance(result, _SIZED) else 0]))
    elif name in _READERS:
        COUNTER.add(1 + sum(len(one) for one in args if isinstance(one, _SIZED)))
    else:
        COUNTER.add(1)
    return result


def _method(owner: Any, name: str, args: tuple[Any, ...], named: dict[str, Any], function: Any) -> Any:
    """A method of a string or a sequence."""
    if name == "extend" and args and not isinstance(args[0], _SIZED):
        args = (list(args[0]),)
    size = len(owner)
    result = function(*args, **named)
    if name in ("startswith", "endswith"):
        cost = 1
    elif name in ("find", "index", "rfind", "rindex", "count"):
        start, end, _ = slice(*(*args[1:3], None, None)[:2]).indices(size)
        whole = max(end - start, 0)
        cost = whole if name == "count" or result < 0 else result - start if name[0] != "r" else end - result
    elif (name in _QUICK and not (name == "pop" and args and args[0] not in (-1, size - 1))) or result is owner:
        cost = 1
    elif name == "extend":
        cost = len(args[0])
    elif name in ("join", "removeprefix", "removesuffix", "strip", "rstrip", "lstrip"):
        cost = len(result)
    else:
        cost = size + (len(result) if isinstance(result, _SIZED) else 0)
    COUNTER.add(1 + max(cost, 0))
    return result


def _search(pattern: re.Pattern[Any], name: str, args: tuple[Any, ...], named: dict[str, Any], function: Any) -> Any:
    """A method of a pattern."""
    if name in ("match", "search", "fullmatch"):
        text = args[0]
        start, end, _ = slice(*(*args[1:3], None, None)[:2]).indices(len(text))
        COUNTER.find(pattern, name, text, start, end)
        return function(*args, **named)
    if name in ("finditer", "findall"):
        found = _found(pattern, args[0], args[1:])
        if name == "finditer":
            return found
        list(found)
        return function(*args, **named)
    if name in ("sub", "subn", "split"):
        text = args[1] if name != "split" else args[0]
        most = named.get("maxsplit", 0) or named.get("count", 0) or (args[2] if len(args) > 2 else 0)
        for number, _ in enumerate(_found(pattern, text, ()), 1):
            if number == most:
                break
        COUNTER.add(len(text))
        if name != "split" and callable(args[0]):
            replace = args[0]
            return function(lambda match: _call(replace, match), *args[1:], **named)
        return function(*args, **named)
    COUNTER.add(1)
    return function(*args, **named)


def _found(pattern: re.Pattern[Any], text: Any, places: Sequence[int]) -> Iterator[re.Match[Any]]:
    start, end, _ = slice(*(*places, None, None)[:2]).indices(len(text))
    at, not_empty_at = start, -1
    for match in pattern.finditer(text, start, end):
        COUNTER.find(pattern, "search", text, at, end, not_empty_at)
        yield match
        at = match.end()
        not_empty_at = at
    if at <= end:
        COUNTER.find(pattern, "search", text, at, end, not_empty_at)


HELPERS: dict[str, Callable[..., Any]] = {
    "counted_tick": _tick,
    "counted_each": _each,
    "counted_made": _made,
    "counted_contains": _contains,
    "counted_equal": _equal,
    "counted_grown": _grown,
    "counted_operated": _operated,
    "counted_call": _call,
}
_OPERATORS = {ast.BitOr: "or_", ast.BitAnd: "and_", ast.Sub: "sub"}
_LEFT_ALONE = frozenset(("super", "locals", "globals", "vars", "cast", "TypeVar", "NewType"))


class _Reader(ast.NodeTransformer):
    """Puts the counters in."""

    def _helper(self, name: str, *args: ast.expr) -> ast.Call:
        return ast.Call(func=ast.Name(id=f"counted_{name}", ctx=ast.Load()), args=list(args), keywords=[])

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in _LEFT_ALONE:
            return node
        return ast.Call(
            func=ast.Name(id="counted_call", ctx=ast.Load()), args=[node.func, *node.args], keywords=node.keywords
        )

    def visit_For(self, node: ast.For) -> ast.AST:
        self.generic_visit(node)
        node.iter = self._helper("each", node.iter)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        node.iter = self._helper("each", node.iter)
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        self.generic_visit(node)
        node.test = ast.BoolOp(op=ast.And(), values=[self._helper("tick"), node.test])
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.body = [self.visit(line) for line in node.body]
        node.decorator_list = [
            one if isinstance(one, ast.Name | ast.Attribute) else self.visit(one) for one in node.decorator_list
        ]
        node.body.append(ast.Pass())
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if len(node.ops) > 1 or not isinstance(node.ops[0], ast.In | ast.NotIn | ast.Eq | ast.NotEq):
            return node
        is_in = isinstance(node.ops[0], ast.In | ast.NotIn)
        found: ast.expr = self._helper("contains" if is_in else "equal", node.left, node.comparators[0])
        if isinstance(node.ops[0], ast.NotIn | ast.NotEq):
            found = ast.UnaryOp(op=ast.Not(), operand=found)
        return found

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        is_part = isinstance(node.slice, ast.Slice) and isinstance(node.ctx, ast.Load)
        return self._helper("made", node) if is_part else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Add):
            return self._helper("made", node)
        if type(node.op) in _OPERATORS:
            return self._helper("operated", node.left, node.right, ast.Constant(_OPERATORS[type(node.op)]))
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Add | ast.BitOr):
            before = (
                ast.Name(id=node.target.id, ctx=ast.Load()) if isinstance(node.target, ast.Name) else ast.Constant(None)
            )
            node.value = self._helper("grown", before, node.value)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                part.value = self.visit(part.value)
        return self._helper("made", node)

    def _display(self, node: Any) -> ast.AST:
        self.generic_visit(node)
        is_whole = any(isinstance(item, ast.Starred) for item in node.elts) and isinstance(
            getattr(node, "ctx", ast.Load()), ast.Load
        )
        return self._helper("made", node) if is_whole else node

    visit_Tuple = visit_List = visit_Set = _display  # noqa: N815 -- the names that ast wants

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_MatchClass(self, node: ast.MatchClass) -> ast.AST:
        return node

    def visit_MatchValue(self, node: ast.MatchValue) -> ast.AST:
        return node


class _Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        data = self.get_data(path)
        key = hashlib.sha256(b"\0".join((sys.version.encode(), _OWN, path.encode(), data))).hexdigest()
        kept = Path(KEPT, key) if KEPT else None
        if kept and kept.exists():
            code: CodeType = marshal.loads(kept.read_bytes())
            return code
        code = compile(
            ast.fix_missing_locations(_Reader().visit(ast.parse(data, path))), path, "exec", dont_inherit=True
        )
        if kept:
            own = kept.with_suffix(f".{os.getpid()}")
            own.write_bytes(marshal.dumps(code))
            own.replace(kept)
        return code

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__.update(HELPERS)
        super().exec_module(module)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, packages: Sequence[str]) -> None:
        self._packages = tuple(packages)

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if not fullname.startswith(self._packages):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _Loader(fullname, spec.loader.path)
        return spec


def count_in(*packages: str) -> None:
    """Have all modules of the packages that are imported after this call counted."""
    for name in [name for name in sys.modules if name.startswith(packages)]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Finder(packages))
